"""What another length of windows would do, while a hand moves it: counted by length alone.

The clips of a dataset are grouped by their frames once; after that a length is tried in some
hundreds of additions, whatever the number of clips. What it says equals the plan of the dataset
file with that length in it. Datasets whose clips share names are counted in full, and take longer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, NamedTuple

from app.core.planner.counting import plan_dataset
from app.core.planner.dataset import DatasetPlan
from app.core.planner.facts import Sources, shape_of
from app.core.planner.ledger import Loss, losses
from app.core.planner.outcome import Windower
from app.core.planner.plan import Plan
from app.core.planner.rules import FRAME_STEP
from app.core.planner.schema import DatasetConfig
from app.core.planner.windows import Extraction, Intake, Refused, round_frames

Key = Literal["target_frames", "max_frames"]
Places = dict[int, frozenset[str]]  # by length in frames: paths of clips


class Counts(NamedTuple):
    """What a dataset gives.

    Attributes:
        samples: Per epoch; None where training is not reached.
        lost: Samples per epoch that the eye expects and that are not made, as `ledger.losses`.
        frames: In windows, of all clips; 0 but for ``full``, where length changes nothing else.
    """

    samples: int | None
    lost: int
    frames: int = 0


@dataclass(frozen=True, slots=True)
class Trial:
    """A dataset with one of its lengths changed.

    Attributes:
        dataset: Its place in the file, from 0.
        old: The length it has now; None: one more is added.
        new: The length tried; None: it is taken away.
        key: What to write into the dataset file, with ``value``.
        merged: The dataset has ``new`` already: both become one.
        losing: By length, how many clips then lose samples in any dataset.
    """

    dataset: int
    old: int | None
    new: int | None
    key: Key
    value: int | list[int]
    merged: bool
    before: Counts
    after: Counts
    losing: Mapping[int, int]


class Trials:
    """Tries lengths in one plan.

    Making it takes some tens of milliseconds for 30,000 clips: not in the window's thread.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._groups: dict[int, Places] = {}
        self._losing: dict[int, Places] = {}
        for dataset in plan.datasets:
            if dataset.config.kind == "video":
                sources = dataset.facts.sources
                if id(sources) not in self._groups:
                    self._groups[id(sources)] = _by_length(sources)
                self._losing[dataset.index] = self._losers(dataset)

    def line(self, dataset: int, old: int | None) -> Line:
        """Return a length that is to be moved.

        Args:
            dataset: Its place in the file, from 0; one of videos.
            old: The length as the trainer rounds it; None for one more.
        """
        others: dict[int, set[str]] = {}
        for index, losing in self._losing.items():
            if index != dataset:
                for length, paths in losing.items():
                    others.setdefault(length, set()).update(paths)
        plan = self.plan.datasets[dataset]
        return Line(self.plan, plan, old, self._groups[id(plan.facts.sources)], others)

    def _losers(self, dataset: DatasetPlan) -> Places:
        groups = self._groups[id(dataset.facts.sources)]
        if _is_plain(dataset):
            counter = _Counter(dataset, dataset.config)
            return {length: groups[length] for length in counter.losing}
        return _files_of(dataset, losses(replace(self.plan, datasets=(dataset,))))


class Line:
    """One length of one dataset, tried at any other; what was tried is kept."""

    def __init__(
        self,
        plan: Plan,
        dataset: DatasetPlan,
        old: int | None,
        own: Places,
        others: Mapping[int, set[str]],
    ) -> None:
        self._plan, self._dataset, self._old = plan, dataset, old
        self._own, self._others = own, others
        self._known: dict[int | None, Trial] = {}
        self.key: Key = "max_frames" if dataset.config.mode == "full" else "target_frames"

    @property
    def may_go(self) -> bool:
        """Whether it may be taken away: the trainer wants one."""
        return self.key == "target_frames" and len(self._dataset.config.targets) > 1

    def at(self, frames: int | None) -> Trial:
        """Return what another length would do; None: taken away.

        Args:
            frames: 1 or more; rounded down to 4n + 1.
        """
        new = None if frames is None else max(1, round_frames(frames))
        if new not in self._known:
            self._known[new] = self._try(new)
        return self._known[new]

    @cached_property
    def _before(self) -> Counts:
        return self._count(self._dataset.config)[0]

    def _try(self, new: int | None) -> Trial:
        config = self._dataset.config
        value: int | list[int]
        if self.key == "max_frames":
            merged, value = False, 1 if new is None else new
            changed = replace(config, max_frames=value)
        else:
            rest = tuple(n for n in config.target_frames if round_frames(n) != self._old)
            merged = new in {round_frames(n) for n in rest}
            value = self._written(new)
            changed = replace(config, target_frames=tuple(value))
        after, losing = self._count(changed)
        return Trial(
            self._dataset.index,
            self._old,
            new,
            self.key,
            value,
            merged,
            self._before,
            after,
            losing,
        )

    def _written(self, new: int | None) -> list[int]:
        """Return ``target_frames`` with the length in place of the old one, in their order."""
        made: list[int] = []
        more = [new] if self._old is None and new is not None else []
        for each in (*self._dataset.config.target_frames, *more):
            now = new if round_frames(each) == self._old else each
            if now is not None and round_frames(now) not in map(round_frames, made):
                made.append(now)
        return made if self._old is not None else sorted(made)

    def _count(self, config: DatasetConfig) -> tuple[Counts, Mapping[int, int]]:
        if _is_plain(self._dataset):
            counter = _Counter(self._dataset, config)
            losing = {length: self._own[length] for length in counter.losing}
            return counter.counts, self._joined(losing)
        try:
            windower: Windower | Refused = Windower(
                config, self._plan.architecture, self._plan.rules
            )
        except Refused as refusal:
            windower = refusal
        made = plan_dataset(
            self._dataset.index, config, self._dataset.facts, self._plan.architecture, windower
        )
        lost = losses(replace(self._plan, datasets=(made,)))
        frames = _frames_in_full(made) if config.mode == "full" else 0
        counts = Counts(made.samples, sum(loss.lost for loss in lost), frames)
        return counts, self._joined(_files_of(made, lost))

    def _joined(self, losing: Places) -> Mapping[int, int]:
        """Return how many clips of each length lose, those of other datasets with them."""
        found = {length: len(paths) for length, paths in self._others.items()}
        for length, paths in losing.items():
            others = self._others.get(length)
            found[length] = len(paths) if not others else len(paths | others)
        return found


def nearest(frames: float) -> int:
    """Return the length of a window, 4n + 1 and 1 or more, nearest to a place on the axis."""
    return max(1, round((frames - 1) / FRAME_STEP) * FRAME_STEP + 1)


# ---------------------------------------------------------------------------------- counting


class _Counter:
    """Counts a dataset by the lengths of its clips.

    Attributes:
        losing: The lengths of clips that lose samples.
    """

    def __init__(self, dataset: DatasetPlan, config: DatasetConfig) -> None:
        assert dataset.windower is not None, "a plain one"
        self._config = config
        self._extraction = Extraction(
            config.mode, config.targets, config.frame_stride, config.frame_sample, config.max_frames
        )
        end = max(config.targets) if config.mode == "head" else None
        intake = dataset.windower.intake
        if end is not None:
            intake = Intake(config.source_fps, dataset.architecture.rate, end)
        self._each = max(0, config.frame_sample) if config.mode == "uniform" else 1
        self.losing: list[int] = []
        sections = {length: dataset.windower.sections(length) for length in config.targets}
        files = lost = frames = 0
        for (length, pictures), clips in _lengths(dataset).items():
            held = intake.held(length, ahead=not pictures)
            if config.mode == "full":
                whole = round_frames(min(held, config.max_frames))
                files += clips * dataset.windower.sections(whole)
                frames += clips * whole
                continue
            made, missed = self._clip(held, sections)
            files += clips * made
            lost += clips * missed
            if missed:
                self.losing.append(length)
        repeats = max(0, config.num_repeats)
        self.losing = sorted(set(self.losing)) if repeats else []
        self.counts = Counts(files * repeats, lost * repeats, frames)

    def _clip(self, held: int, sections: Mapping[int, int]) -> tuple[int, int]:
        """Return the files of a clip and the windows it loses."""
        files = lost = 0
        for length, parts in sections.items():
            windows, distinct = starts_of(self._extraction, held, length)
            files += distinct * parts
            lost += windows - distinct if windows else self._each
        return files, lost


def starts_of(extraction: Extraction, held: int, length: int) -> tuple[int, int]:
    """Return how many windows of one length a clip has, and how many places they begin at.

    The same as counting `Extraction.starts`, without making them.

    Args:
        extraction: A mode other than ``full``, with a stride and a sample the trainer takes.
        held: Frames of the clip.
        length: Of the window, 1 or more.
    """
    if held < length:
        return 0, 0
    last = held - length
    if extraction.mode == "head":
        return 1, 1
    if extraction.mode == "chunk":
        return held // length, held // length
    if extraction.mode == "slide":
        windows = last // extraction.stride + 1 if extraction.stride > 0 else 0
        return windows, windows
    return extraction.sample, min(extraction.sample, last + 1)


def _is_plain(dataset: DatasetPlan) -> bool:
    """Return whether counting by length is exact: no shared names, nothing refused."""
    config = dataset.config
    return (
        dataset.windower is not None
        and not dataset.errors
        and dataset.facts.cache_seen
        and not dataset.facts.sources.special
        and (config.mode == "full" or min(config.targets, default=0) >= 1)
        and not (config.mode == "slide" and config.frame_stride == 0)
    )


def _lengths(dataset: DatasetPlan) -> Counter[tuple[int, bool]]:
    """Return how many clips there are by frames, and whether they are pictures."""
    found: Counter[tuple[int, bool]] = Counter()
    for shape, places in dataset.facts.sources.groups.items():
        found[shape.frames, shape.pictures] += len(places)
    return found


def _by_length(sources: Sources) -> Places:
    found: dict[int, list[str]] = {}
    items = sources.items
    for shape, places in sources.groups.items():
        found.setdefault(shape.frames, []).extend([items[place].path for place in places])
    return {length: frozenset(paths) for length, paths in found.items()}


def _files_of(dataset: DatasetPlan, lost: Iterable[Loss]) -> Places:
    """Return the clips that lose, by length."""
    names = {loss.file for loss in lost if loss.lost}
    found: dict[int, set[str]] = {}
    for source in dataset.facts.sources.items if names else ():
        if source.file in names:
            found.setdefault(shape_of(source.fact).frames, set()).add(source.path)
    return {length: frozenset(paths) for length, paths in found.items()}


def _frames_in_full(dataset: DatasetPlan) -> int:
    return sum(
        max(0, frames) * len(places)
        for _, outcome, places in dataset.shapes()
        for _, frames in outcome.runs
    )
