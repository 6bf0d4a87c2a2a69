"""Cures that change an entry of the dataset file: other lengths, other windows, no source_fps.

Offered where the dataset then has more samples than now, and never where it has fewer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from app.core.amounts import counted
from app.core.export.cures import Cure, Kind, TextSwap
from app.core.export.cures_effects import Effects
from app.core.export.cures_groups import Batch, Group
from app.core.export.cures_reasons import reached
from app.core.language import tr
from app.core.planner.schema import DatasetConfig
from app.core.planner.windows import round_frames

_SHORTEST = 5  # frames: one frame is a picture, which is another matter
_FOLDER = "a folder; the trainer does not look into it"  # as `listing` says it


def text_cures(group: Group, batches: Iterable[Batch], effects: Effects) -> Iterator[Cure]:
    """Yield the cures of members of a group that change the dataset file.

    Args:
        group: The loss.
        batches: Those of its batches that shall be cured: all, or one.
        effects: Of the plan.
    """
    chosen = list(batches)
    if group.reason == "unused":
        yield from _other_windows_anywhere(effects)
    if group.dataset is None or not chosen:
        return
    config = effects.plan.datasets[group.dataset].config
    made = _Made(group.dataset, config, effects)
    if group.reason in ("short", "starts") and group.target is not None:
        held = min(batch.held for batch in chosen)
        yield from _shorter(made, group.target, held)
        yield from _without_rate(made)
        if group.reason == "starts":
            yield from _fewer(made, group.target, held)
            yield from _modes(made, ("chunk", "head"))
    elif group.reason == "rate":
        yield from _without_rate(made)
    elif group.reason == "rest" and config.mode == "full":
        yield from _longest(made, max(batch.held for batch in chosen))


class _Made:
    """Makes cures of one entry."""

    def __init__(self, dataset: int, config: DatasetConfig, effects: Effects) -> None:
        self.dataset, self.config, self._effects = dataset, config, effects

    def cure(
        self, kind: Kind, label: str, tip: str, *, least: int, **values: object
    ) -> Iterator[Cure]:
        """Yield a cure that writes ``values``; nothing where it brings fewer than ``least``."""
        stated = self.config.stated | {key for key, value in values.items() if value is not None}
        stated -= {key for key, value in values.items() if value is None}
        config = replace(self.config, **values, stated=frozenset(stated))  # type: ignore[arg-type]
        effect = self._effects.of_entry(self.dataset, config)
        if effect is None or effect.after - effect.before < least:
            return
        written = tuple(
            (key, list(value) if isinstance(value, tuple) else value)
            for key, value in values.items()
        )
        yield Cure(kind, label, tip, effect, text=TextSwap(self.dataset, self.config, written))


def _shorter(made: _Made, target: int, held: int) -> Iterator[Cure]:
    """Yield a shorter target that the clips reach: in the place of the long one, or beside it."""
    config = made.config
    windows = config.frame_sample if config.mode == "uniform" else 1
    shorter = reached(held, windows)
    targets = set(config.targets)
    if not _SHORTEST <= shorter < target or shorter in targets:
        return
    yield from made.cure(
        "lower",
        tr("Lower {target} to {shorter}", target=target, shorter=shorter),
        tr(
            "target_frames = {lengths}: they reach {shorter}, and all clips are trained "
            "{target} frames shorter.",
            lengths=sorted(targets - {target} | {shorter}),
            shorter=shorter,
            target=target - shorter,
        ),
        least=1,
        target_frames=tuple(sorted(targets - {target} | {shorter})),
    )
    yield from made.cure(
        "beside",
        tr("Add {shorter} beside {target}", shorter=shorter, target=target),
        tr(
            "target_frames = {lengths}: every clip that is long enough is trained at both lengths.",
            lengths=sorted(targets | {shorter}),
        ),
        least=1,
        target_frames=tuple(sorted(targets | {shorter})),
    )


def _without_rate(made: _Made) -> Iterator[Cure]:
    if made.config.source_fps is not None:
        yield from made.cure(
            "rate",
            tr("Leave source_fps out"),
            tr("Every frame is used then: right for clips that have the rate that is trained."),
            least=1,
            source_fps=None,
        )


def _fewer(made: _Made, target: int, held: int) -> Iterator[Cure]:
    """Yield fewer windows, where those that go only overwrite others."""
    own = held - target + 1
    if made.config.mode == "uniform" and 1 <= own < made.config.frame_sample:
        yield from made.cure(
            "fewer",
            tr("Take {windows} of each", windows=counted(own, "window")),
            tr("frame_sample = {own}: those left out are overwritten anyway.", own=own),
            least=0,
            frame_sample=own,
        )


def _modes(made: _Made, modes: Iterable[str]) -> Iterator[Cure]:
    for mode in modes:
        if mode != made.config.mode:
            yield from made.cure(
                "mode",
                tr("Use {mode} instead", mode=mode),
                tr(
                    'frame_extraction = "{mode}" in place of "{now}".',
                    mode=mode,
                    now=made.config.frame_extraction,
                ),
                least=1,
                frame_extraction=mode,
            )


def _longest(made: _Made, held: int) -> Iterator[Cure]:
    """Yield the ``max_frames`` that takes all of the longest clip but what 4n + 1 leaves."""
    most = round_frames(held)
    if most > made.config.max_frames:
        yield from made.cure(
            "most",
            tr("Take up to {most} frames", most=most),
            tr("max_frames = {most}: longer windows need more memory.", most=most),
            least=0,
            max_frames=most,
        )


def _other_windows_anywhere(effects: Effects) -> Iterator[Cure]:
    """Yield *chunk* for each dataset of *head* whose windows are no single frames."""
    for own in effects.plan.datasets:
        config = own.config
        if config.kind == "video" and config.mode == "head" and min(config.targets, default=1) > 1:
            yield from _modes(_Made(own.index, config, effects), ("chunk",))


def folder_cures(group: Group, file: str, why: str, effects: Effects) -> Iterator[Cure]:
    """Yield an entry of its own for a folder inside the folder of a dataset."""
    if group.dataset is None or why.casefold().rstrip(".。") != tr(_FOLDER).casefold():
        return
    config = effects.plan.datasets[group.dataset].config
    if config.directory is None:
        return
    inside = PurePosixPath(config.directory.replace("\\", "/")) / file
    values = ((f"{config.kind}_directory", str(inside)), ("cache_directory", f"{inside}/cache"))
    yield Cure(
        "read",
        tr("Read this folder, too"),
        tr("One more dataset that is like this one and reads that folder."),
        text=TextSwap(group.dataset, config, values, twin=True),
    )
