"""Which frames the trainer trains of which clip: the plan of a project as sets of excerpts.

Pure. A window whose cache file another one overwrites is trained by nobody, and is in no set.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.core.errors import DatasetError, ProjectError
from app.core.export.planned import ProjectPlan
from app.core.export.shelf import Row
from app.core.language import tr
from app.core.planner.dataset import DatasetPlan
from app.core.planner.outcome import Outcome
from app.core.planner.schema import Kind
from app.core.planner.windows import Intake, Run

Size = tuple[int, int]  # width, height


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A window as the trainer trains it.

    Attributes:
        stem: Of the exported clip or still.
        start: First frame, among those the trainer holds.
        places: Its frames, counted in the exported clip from 0.
        sizes: What its pictures are resized and cut to, one after the other; the last is trained.
    """

    row: Row
    stem: str
    start: int
    places: Sequence[int]
    sizes: tuple[Size, ...]


@dataclass(frozen=True, slots=True)
class ExcerptSet:
    """The excerpts of one dataset that have one size and length.

    Attributes:
        dataset: Place of the dataset in the file, from 0.
        name: Of the dataset.
        frames: Of each; 1: they are pictures.
        repeats: How often each is trained per epoch.
        batch_size: Samples of a step.
    """

    dataset: int
    name: str
    kind: Kind
    width: int
    height: int
    frames: int
    repeats: int
    batch_size: int
    excerpts: tuple[Excerpt, ...]

    @property
    def samples(self) -> int:
        """Samples per epoch."""
        return len(self.excerpts) * self.repeats

    @property
    def batches(self) -> int:
        """Steps per epoch by the trainer's own counting, of this set alone."""
        return -(-self.samples // max(1, self.batch_size))

    @property
    def is_pictures(self) -> bool:
        """Whether its files are pictures, not clips."""
        return self.frames == 1

    @property
    def shape(self) -> str:
        """Size and length, for people."""
        size = f"{self.width}×{self.height}"
        return size if self.is_pictures else f"{size}×{self.frames}"


@dataclass(frozen=True, slots=True)
class Cutting:
    """All that is cut of a project.

    Attributes:
        sets: By dataset, then by size and length; none is empty.
        strangers: Files the trainer uses that are not of the project: they are in no set.
    """

    sets: tuple[ExcerptSet, ...]
    strangers: tuple[str, ...] = ()

    @property
    def samples(self) -> int:
        """Samples per epoch."""
        return sum(each.samples for each in self.sets)

    @property
    def files(self) -> int:
        """Excerpts in all."""
        return sum(len(each.excerpts) for each in self.sets)


def cut(plan: ProjectPlan) -> Cutting:
    """Return what the trainer trains of a project.

    Raises:
        ProjectError: Nothing can be exported.
        DatasetError: The trainer would stop before it trains.
    """
    if plan.refused:
        raise ProjectError(plan.refused)
    if not plan.plan.reaches_training or plan.plan.errors:
        if plan.unavailable:
            raise DatasetError(plan.unavailable[0].message)
        stopped = plan.plan.errors[0]
        raise DatasetError(tr("The plan stops before training: {stopped}", stopped=stopped))
    sets: list[ExcerptSet] = []
    strangers: dict[str, None] = {}
    for dataset in plan.plan.datasets:
        groups, foreign = _cut(dataset, plan)
        strangers |= dict.fromkeys(foreign)
        config = dataset.config
        for (width, height, frames), excerpts in sorted(groups.items()):
            found = tuple(sorted(excerpts, key=lambda each: (each.stem, each.start)))
            sets.append(
                ExcerptSet(
                    dataset.index,
                    plan.names[dataset.index],
                    config.kind,
                    width,
                    height,
                    frames,
                    config.num_repeats,
                    config.batch_size,
                    found,
                )
            )
    return Cutting(tuple(sets), tuple(strangers))


def _cut(
    plan: DatasetPlan, project: ProjectPlan
) -> tuple[dict[tuple[int, int, int], list[Excerpt]], list[str]]:
    groups: dict[tuple[int, int, int], list[Excerpt]] = defaultdict(list)
    strangers: list[str] = []
    if plan.config.num_repeats < 1 or plan.windower is None:
        return groups, strangers
    last = {name: owners[-1] for name, owners in plan.shared_names.items()}
    for shape, outcome, members in plan.shapes():
        intake = plan.windower.intake if plan.config.kind == "video" else None
        cuts = [
            (suffix, run, _places(intake, shape.frames, run))
            for suffix, run in outcome.distinct
            if run[1] > 0
        ]
        sizes = _sizes(plan, outcome)
        for member in members:
            source = plan.facts.sources.items[member]
            row = project.row_of(plan.index, source.file)
            if row is None:
                strangers.append(source.file)
                continue
            for suffix, (start, frames), places in cuts:
                winner = last.get(plan.facts.sources.folded(source.stem + suffix)) if last else None
                if winner is not None and winner.path != source.path:
                    continue
                group = (*outcome.bucket, frames)
                groups[group].append(Excerpt(row, source.stem, start, places, sizes))
    return groups, strangers


def _sizes(plan: DatasetPlan, outcome: Outcome) -> tuple[Size, ...]:
    """Return what pictures are resized to: those of clips twice, if that makes a difference."""
    if plan.config.kind == "image" or outcome.named == outcome.bucket:
        return (outcome.bucket,)
    return outcome.named, outcome.bucket


def _places(intake: Intake | None, decoded: int, run: Run) -> Sequence[int]:
    """Return a window's frames of the exported clip, where some may be dropped on the way."""
    start, frames = run
    if intake is None or intake.keeps_all:
        return range(start, start + frames)
    return tuple(_kept(intake, decoded)[start : start + frames])


@lru_cache(maxsize=256)
def _kept(intake: Intake, decoded: int) -> tuple[int, ...]:
    return tuple(intake.kept(decoded))


def rows_of(sets: Sequence[ExcerptSet]) -> Iterator[Row]:
    """Yield the clips and stills that are in any set, each once."""
    seen: set[tuple[bool, int]] = set()
    for each in sets:
        for excerpt in each.excerpts:
            key = each.kind == "image", excerpt.row.id
            if key not in seen:
                seen.add(key)
                yield excerpt.row
