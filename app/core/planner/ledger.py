"""The ledger of a plan: one row for each bucket of each dataset, the sums, and what is lost.

Pure: a `Plan` goes in, rows go out, as the window's table shows them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from app.core.language import tr
from app.core.planner.dataset import Bucket, DatasetPlan
from app.core.planner.facts import shape_of
from app.core.planner.losses import find_shared_starts
from app.core.planner.plan import Plan
from app.core.planner.resolutions import tokens_of
from app.core.planner.schema import DatasetConfig, Kind

_Group = tuple[int, int, int]  # width, height, frames


@dataclass(frozen=True, slots=True)
class Row:
    """One bucket of one dataset.

    Attributes:
        dataset: Its place in the file, from 0.
        name: Of the dataset, for people.
        width: Pixels; so is ``height``.
        frames: Length of its windows; 1 for pictures.
        windows: What the caching step cuts, whatever collides.
        collisions: Windows whose cache file another window overwrites.
        repeats: How often each is trained per epoch.
        samples: Per epoch, after collisions and repeats.
        batches: Per epoch: its steps.
        share: Of all samples of an epoch, 0.0-1.0.
        tokens: What one sample costs the model: latent frames x (width / 16) x (height / 16); of
            a section without what came before it.
        batch_size: Samples of a step.
        section: Latent frames of a sample, where it is a part of the window; 0: the whole window.
    """

    dataset: int
    name: str
    kind: Kind
    width: int
    height: int
    frames: int
    windows: int
    collisions: int
    repeats: int
    samples: int
    batches: int
    share: float
    tokens: int
    batch_size: int
    section: int = 0

    @property
    def step_batch(self) -> int:
        """Samples of a full step, 1 or more."""
        return max(1, min(self.batch_size, self.samples))

    @property
    def step_tokens(self) -> int:
        """Tokens of a full step, which decide on memory and time."""
        return self.tokens * self.step_batch


@dataclass(frozen=True, slots=True)
class Line:
    """The sums of one dataset, for its card.

    Attributes:
        sources: Files the trainer lists.
        samples: Per epoch; None where it is not known, as the dataset has an error. So is
            ``batches``.
        lost: Samples per epoch that collisions cost.
        unused: Files that yield no window at all.
        errors: How many errors it has.
    """

    dataset: int
    name: str
    kind: Kind
    sources: int
    windows: int
    samples: int | None
    batches: int | None
    lost: int
    unused: int
    errors: int


@dataclass(frozen=True)
class Ledger:
    """The ledger and its headline.

    Attributes:
        rows: By dataset, then as training draws from them.
        lines: One for each dataset.
        samples: Per epoch; None where training is not reached.
        steps: Batches per epoch; None where training is not reached.
    """

    rows: tuple[Row, ...]
    lines: tuple[Line, ...]
    samples: int | None
    steps: int | None

    @property
    def windows(self) -> int:
        """Windows in all."""
        return sum(row.windows for row in self.rows)

    @property
    def collisions(self) -> int:
        """Windows in all that others overwrite."""
        return sum(row.collisions for row in self.rows)

    @property
    def sources(self) -> int:
        """Files the trainer lists, each as often as a dataset has it."""
        return sum(line.sources for line in self.lines)

    @cached_property
    def heaviest(self) -> Row | None:
        """The row whose step has the most tokens, which decides on memory; None without samples."""
        trained = [row for row in self.rows if row.samples]
        return max(trained, key=lambda row: (row.step_tokens, row.tokens, row.frames), default=None)


def ledger(plan: Plan, names: Sequence[str] = ()) -> Ledger:
    """Return the ledger of a plan.

    Args:
        plan: It.
        names: Of its datasets, for people; those without one are called "Dataset 0", and so on.
    """
    total = sum(dataset.samples or 0 for dataset in plan.datasets)
    rows: list[Row] = []
    lines: list[Line] = []
    for dataset in plan.datasets:
        name = _name(dataset, names)
        own = tuple(_rows(dataset, name, total))
        rows += own
        lines.append(_line(dataset, name, own))
    return Ledger(tuple(rows), tuple(lines), plan.samples, plan.steps_per_epoch)


def _name(plan: DatasetPlan, names: Sequence[str]) -> str:
    return (
        names[plan.index]
        if plan.index < len(names)
        else tr("Dataset {dataset}", dataset=plan.index)
    )


def _rows(plan: DatasetPlan, name: str, total: int) -> Iterator[Row]:
    cut, kept = _windows(plan)
    trained = {(b.width, b.height, b.frames): b for b in plan.buckets or ()}
    repeats, batch_size = plan.config.num_repeats, plan.config.batch_size
    section = section_of(plan, plan.config)
    for group in sorted(cut.keys() | trained.keys()):
        width, height, frames = group
        bucket = trained.get(group) or Bucket(width, height, frames, 0, 0, frozenset())
        yield Row(
            dataset=plan.index,
            name=name,
            kind=plan.config.kind,
            width=width,
            height=height,
            frames=frames,
            windows=cut[group],
            collisions=max(0, cut[group] - kept[group]),
            repeats=repeats,
            samples=bucket.samples,
            batches=bucket.batches,
            share=bucket.samples / total if total else 0.0,
            tokens=sample_tokens((width, height), frames, section),
            batch_size=batch_size,
            section=section,
        )


def section_of(plan: DatasetPlan, config: DatasetConfig) -> int:
    """Return the latent frames of a sample that is a part of its window; 0: the whole window.

    Args:
        plan: Of the dataset.
        config: What its entry is, or would be.
    """
    cut_up = plan.architecture.sections and config.kind == "video"
    return max(1, config.fp_latent_window_size) if cut_up else 0


def sample_tokens(size: tuple[int, int], frames: int, section: int) -> int:
    """Return the tokens of one sample: of a section, where there are sections, of one."""
    return section * tokens_of(size, 1) if section else tokens_of(size, frames)


def _windows(plan: DatasetPlan) -> tuple[Counter[_Group], Counter[_Group]]:
    """Return how many windows each training group has, and how many of them are not overwritten."""
    cut: Counter[_Group] = Counter()
    kept: Counter[_Group] = Counter()
    for _, outcome, members in plan.shapes():
        for _, frames in outcome.runs:
            cut[(*outcome.group, frames)] += len(members)
        for _, (_, frames) in outcome.distinct:
            kept[(*outcome.group, frames)] += len(members)
    for name, owners in plan.shared_names.items():
        for source in owners[1:]:
            outcome = plan.outcome(source)
            for suffix, (_, frames) in outcome.distinct:
                if plan.facts.sources.folded(source.stem + suffix) == name:
                    kept[(*outcome.group, frames)] -= 1
    return cut, kept


def _line(plan: DatasetPlan, name: str, rows: Sequence[Row]) -> Line:
    windows, collisions = (
        sum(row.windows for row in rows),
        sum(row.collisions for row in rows),
    )
    return Line(
        plan.index,
        name,
        plan.config.kind,
        len(plan.facts.sources),
        windows,
        plan.samples,
        plan.batches,
        collisions * max(0, plan.config.num_repeats),
        len(plan.unused),
        len(plan.errors),
    )


# ------------------------------------------------------------------ what is lost


@dataclass(frozen=True, slots=True)
class Loss:
    """A clip that yields fewer samples in a dataset than the eye expects.

    Attributes:
        dataset: Its place in the file, from 0.
        name: Of the dataset, for people.
        file: Base name of the clip.
        frames: Frames it has.
        target: The window's length this is about; None where it is about all.
        lost: Samples per epoch.
        reason: What happens, one sentence.
        needs: Frames the clip would need to lose nothing; None where length is no cure.
    """

    dataset: int
    name: str
    file: str
    frames: int
    target: int | None
    lost: int
    reason: str
    needs: int | None

    @property
    def missing(self) -> int | None:
        """Frames the clip needs more; None where length is no cure."""
        return None if self.needs is None else self.needs - self.frames


def losses(plan: Plan, names: Sequence[str] = ()) -> list[Loss]:
    """Return every loss of a plan, by dataset, file and length.

    Args:
        plan: It.
        names: As for `ledger`.
    """
    found: list[Loss] = []
    for dataset in plan.datasets:
        name = _name(dataset, names)
        own = [*_too_short(dataset, name), *_overwritten(dataset, name), *_doubles(dataset, name)]
        found += sorted(own, key=lambda loss: (loss.file, loss.target or 0))
    return found


def _too_short(plan: DatasetPlan, name: str) -> Iterator[Loss]:
    windows = plan.config.frame_sample if plan.config.mode == "uniform" else 1
    lost = max(0, windows) * max(0, plan.config.num_repeats)
    sentences: dict[str, str] = {}
    for drop in plan.dropped:
        if drop.reason not in sentences:
            said = f"{drop.reason[:1].upper()}{drop.reason[1:]}"
            sentences[drop.reason] = tr("{sentence}.", sentence=said)
        yield Loss(
            plan.index,
            name,
            drop.file,
            drop.frames,
            drop.target,
            lost,
            sentences[drop.reason],
            drop.needs,
        )


def _overwritten(plan: DatasetPlan, name: str) -> Iterator[Loss]:
    for shape, outcome, members in plan.shapes():
        for shared in find_shared_starts(plan, outcome):
            reason = tr("{sentence}.", sentence=shared.sentence)
            for place in members:
                file = plan.facts.sources.items[place].file
                yield Loss(
                    plan.index,
                    name,
                    file,
                    shape.frames,
                    shared.target,
                    shared.lost,
                    reason,
                    shared.needs,
                )


def _doubles(plan: DatasetPlan, name: str) -> Iterator[Loss]:
    """Yield the files whose cache files another file of the same name writes too."""
    repeats = max(0, plan.config.num_repeats)
    lost: Counter[str] = Counter()
    for owners in plan.shared_names.values():
        lost.update(source.path for source in owners[:-1])
    known = {source.path: source for owners in plan.shared_names.values() for source in owners}
    reason = tr(
        "Another file of this name writes the same cache files, and only what is written last "
        "is trained; rename one of them."
    )
    for path, files in lost.items():
        source = known[path]
        yield Loss(
            plan.index,
            name,
            source.file,
            shape_of(source.fact).frames,
            None,
            files * repeats,
            reason,
            None,
        )
