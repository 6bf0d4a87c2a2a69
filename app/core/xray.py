"""What each dataset takes of a clip or still: lanes under its timeline, sizes of its pictures.

Also of one that is not picked yet: the plan's own code then counts a dataset file over that one
file alone. So what a lane shows is what ``rushes plan`` says, before and after the pick.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import PurePath
from typing import TYPE_CHECKING

from app.core.errors import DatasetError
from app.core.export.forecast import Forecast
from app.core.export.lengths import end_of_length
from app.core.export.planned import ProjectPlan
from app.core.export.project_plan import toml_text
from app.core.export.shelf import Piece
from app.core.export.starter import Material, starter_datasets
from app.core.export.wanted import CLIPS, STILLS, SUFFIXES, wanted_stem
from app.core.language import noted, tr
from app.core.library.model import Clip, Dataset, Still
from app.core.media.conform import conform
from app.core.media.geometry import Size
from app.core.planner.document import parse_document
from app.core.planner.facts import DatasetFacts, ImageFact, Shape, Source, Sources, VideoFact
from app.core.planner.ledger import Loss, losses
from app.core.planner.plan import Plan, Planner
from app.core.planner.schema import Config, configure
from app.core.timeline_blocks import Lane, Run

if TYPE_CHECKING:
    from app.core.export.films import Film
    from app.core.media.index import FrameIndex
    from app.core.planner.dataset import Window

COLORS = ("good", "info", "violet", "accent", "rose")
"""Roles of colours of dataset 0, 1, 2, …; they come round again."""

_MOST = 4_000  # windows of one clip that are drawn

Row = Clip | Still


class Xray:
    """Makes the lanes, again and again: while a range is dragged a call takes about a millisecond.

    For one thread; nothing here reads a file.
    """

    def __init__(self) -> None:
        self._planners: dict[str, Planner] = {}
        self._forecast: Forecast | None = None
        self._rate: object = None
        self._configs: dict[tuple[Dataset, ...], Config] = {}

    def lanes(self, plan: ProjectPlan, row: Row | None, film: Film | None) -> list[Lane]:
        """Return a lane for each dataset of a row's kind, with the frames of each of its windows.

        Args:
            plan: Of the project.
            row: A clip or still as it is marked, picked (with its id) or not; None where nothing
                is marked: the lanes of the video datasets are then empty.
            film: Its film; None where it cannot be read.
        """
        kind = "image" if isinstance(row, Still) else "video"
        piece = None if row is None or film is None else self._piece(plan, row, film)
        material = None if piece is None else piece.material
        datasets, config = self._datasets(plan, kind, material)
        taken: dict[int, tuple[tuple[Run, ...], str]] = {}
        if piece is not None and piece.listed is None:
            taken = dict.fromkeys(range(len(datasets)), ((), piece.trouble))
        elif row is not None and piece is not None and film is not None and film.index is not None:
            taken = self._taken(plan, datasets, config, piece, row, film.index)
        return [
            Lane(_label(dataset), COLORS[number % len(COLORS)], *taken.get(number, ((), "")))
            for number, dataset in enumerate(datasets)
            if dataset.kind == kind
        ]

    def sizes(
        self, plan: ProjectPlan, size: Size, frames: int, *, still: bool = False
    ) -> list[tuple[str, Size]]:
        """Return the size each dataset trains an exported clip or still at, by the dataset's name.

        Datasets that refuse it are left out.

        Args:
            plan: Of the project; the clip need not be picked.
            size: Width and height as exported.
            frames: Frames as exported; 1 of a still.
            still: Ask the datasets of pictures, not those of clips.
        """
        kind = "image" if still else "video"
        datasets, config = self._datasets(plan, kind, Material(frames, size))
        planned = plan.plan.datasets
        if config is not plan.plan.config:
            planned = self._planner(plan).plan(config, [DatasetFacts() for _ in datasets]).datasets
        shape = Shape(frames, *size, "", False)
        sizes = []
        for dataset, one in zip(datasets, planned, strict=False):
            if one.config.kind == kind and one.windower is not None:
                outcome = one.windower.outcome(shape)
                if not outcome.refused and min(outcome.bucket) > 0:
                    sizes.append((dataset.name, Size(*outcome.bucket)))
        return sizes

    # ---------------------------------------------------------------------------- what there is

    def _piece(self, plan: ProjectPlan, row: Row, film: Film) -> Piece:
        """Return a row as an export would write it, were it picked as it is."""
        known = plan.piece_of(row)
        if known is not None and _frames_of(known.row) == _frames_of(row):
            return known
        if self._forecast is None or self._rate != plan.settings.rate:
            self._forecast, self._rate = Forecast(plan.settings.rate), plan.settings.rate
        material = self._forecast.of(row, film)
        sub = CLIPS if isinstance(row, Clip) else STILLS
        stem = wanted_stem(row, film.source)
        names = (f"{stem}{f'-{n}' if n > 1 else ''}{SUFFIXES[sub]}" for n in count(1))
        file = next(name for name in names if plan.is_free(name, row))
        if isinstance(material, str):
            return Piece(row, file, trouble=material)
        fact: VideoFact | ImageFact = VideoFact(
            material.frames, *material.size, rate=plan.settings.rate
        )
        if isinstance(row, Still):
            fact = ImageFact(*material.size)
        folder = PurePath(plan.plan.config.document.path).parent / sub
        return Piece(row, file, material, Source(os.path.join(folder.as_posix(), file), fact))  # noqa: PTH118 - the trainer's own text

    def _datasets(
        self, plan: ProjectPlan, kind: str, material: Material | None
    ) -> tuple[tuple[Dataset, ...], Config]:
        """Return the datasets of the plan; where it has none of a kind, those a pick would give."""
        if any(dataset.kind == kind for dataset in plan.datasets):
            return plan.datasets, plan.plan.config
        datasets = plan.datasets
        if not datasets and material is not None:
            found = {kind: [material]}
            datasets = tuple(
                starter_datasets(plan.recipe, found.get("video", []), found.get("image", []))
            )
        path = plan.plan.config.document.path
        if datasets not in self._configs:
            try:
                text = toml_text(datasets, path.parent, plan.settings)
            except DatasetError:
                return (), plan.plan.config
            self._configs = {datasets: configure(parse_document(path, text))}
        return datasets, self._configs[datasets]

    def _planner(self, plan: ProjectPlan) -> Planner:
        """Return a planner for what the project trains."""
        trained = plan.plan.architecture
        return self._planners.setdefault(trained.name, Planner(trained))

    # --------------------------------------------------------------------------- what is taken

    def _taken(
        self,
        plan: ProjectPlan,
        datasets: Sequence[Dataset],
        config: Config,
        piece: Piece,
        row: Row,
        index: FrameIndex,
    ) -> dict[int, tuple[tuple[Run, ...], str]]:
        """Return the runs of each dataset and what is to be said of it, by its place."""
        listed = piece.listed
        if listed is None:
            return {}
        alone = DatasetFacts(sources=Sources([listed]))
        reading = [plan.reads(each, row, piece.material) for each in datasets]
        facts = [alone if reads else DatasetFacts() for reads in reading]
        one = self._planner(plan).plan(config, facts)
        frames = _shown(row, index, plan)
        lost: dict[int, list[Loss]] = {}
        for loss in losses(one):
            lost.setdefault(loss.dataset, []).append(loss)
        found: dict[int, tuple[tuple[Run, ...], str]] = {}
        for each in one.datasets:
            if not reading[each.index]:
                found[each.index] = (), _passed_over(datasets[each.index])
                continue
            windows: Sequence[Window] = each.windows_of(listed)
            if plan.plan.config is config and piece is plan.piece_of(row):
                windows = plan.plan.datasets[each.index].windows_of(listed)
            mine = lost.get(each.index, [])
            if len(windows) > _MOST:
                found[each.index] = (
                    (),
                    tr("{number:,} windows: too many to draw.", number=len(windows)),
                )
                continue
            runs = [*_runs(windows, frames, mine), *_ghosts(windows, mine, row, index, plan)]
            found[each.index] = tuple(runs), _refusal(one, each.index)
        return found


def _runs(windows: Sequence[Window], frames: Sequence[int], lost: list[Loss]) -> Iterator[Run]:
    why = {loss.target: loss.reason for loss in lost}
    for window in windows:
        last = min(len(frames), window.start + window.frames) - 1
        if window.frames > 0 and window.start <= last:
            note = why.get(window.frames) or tr(_SHARED)
            yield Run(
                frames[window.start],
                frames[last] + 1,
                str(window.frames),
                window.collides,
                first=window.start,
                frames=window.frames,
                bucket=window.bucket,
                file=window.cache_file,
                note=note if window.collides else "",
            )


_SHARED = noted("Another file writes this cache file too: only what is written last is trained.")


def _ghosts(
    windows: Sequence[Window],
    lost: list[Loss],
    row: Row,
    index: FrameIndex,
    plan: ProjectPlan,
) -> Iterator[Run]:
    """Yield the lengths in vain, each as long as it would be, as far as the film goes."""
    taken = {window.frames for window in windows}
    for loss in lost:
        if isinstance(row, Still) or loss.target is None or loss.target in taken:
            continue
        why = f"{loss.reason[:1].lower()}{loss.reason[1:]}"
        rate, film = plan.settings.rate, len(index)
        end = end_of_length(index, row.start, max(1, loss.target), rate, limit=film) or film
        yield Run(
            row.start,
            end,
            str(loss.target),
            dropped=True,
            frames=loss.target,
            note=tr(
                "{target} of {frames} frames: {why}",
                target=loss.target,
                frames=loss.frames,
                why=why,
            ),
        )


def _shown(row: Row, index: FrameIndex, plan: ProjectPlan) -> list[int]:
    """Return the source frame of each frame of a row's file."""
    if isinstance(row, Still):
        return [row.frame]
    return conform(index, row.start, row.end, plan.settings.rate)


def _frames_of(row: Row) -> tuple[object, ...]:
    """Return what decides on the pictures of a row."""
    span = (row.start, row.end) if isinstance(row, Clip) else (row.frame,)
    return type(row), row.source, span, row.crop


def _passed_over(dataset: Dataset) -> str:
    if not dataset.filter:
        return ""
    return tr("It is not read: the dataset reads {filter}.", filter=dataset.filter)


def _refusal(plan: Plan, dataset: int) -> str:
    """Return why the trainer would stop on a dataset; empty where it would not."""
    return next((error.message for error in plan.errors if error.dataset == dataset), "")


def _label(dataset: Dataset) -> str:
    targets = ", ".join(str(frames) for frames in dataset.target_frames)
    if dataset.kind == "image" or dataset.frame_extraction == "full":
        return dataset.name
    if dataset.frame_extraction == "uniform" and dataset.frame_sample > 1:
        targets += f"{'' if len(dataset.target_frames) == 1 else ' '}×{dataset.frame_sample}"
    return f"{dataset.name} {targets}".strip()
