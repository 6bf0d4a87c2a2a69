"""A project's plan as *Plan* shows it: computed off the window's thread, then only looked at."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from app.core.amounts import counted
from app.core.export.cures import RowLoss, row_losses
from app.core.export.cures_groups import Group
from app.core.export.cures_picks import find_groups
from app.core.export.films import Films
from app.core.export.planned import ProjectPlan
from app.core.export.rate_fit import rate_trouble
from app.core.language import tr
from app.core.library.model import Clip, Still
from app.core.media.timecode import timecode
from app.core.planner.costs.cost import Costs
from app.core.planner.costs.measured import MeasuredRun, factors_of
from app.core.planner.costs.setups import Setup, setup_of
from app.core.planner.dataset import DatasetPlan
from app.core.planner.editing.card_words import at_its_place
from app.core.planner.facts import ImageFact, VideoFact
from app.core.planner.findings import Finding, listed, with_names
from app.core.planner.ledger import Ledger, ledger, losses
from app.core.planner.losing import Losing, losing_files, losing_of
from app.core.planner.pictures.lengths_chart import LengthsChart, Target, lengths_chart
from app.core.planner.plan import Plan
from app.core.planner.tables.figures import Counted, sum_line
from app.core.planner.tables.ledger_table import ledger_table
from app.core.planner.windows import round_frames

if TYPE_CHECKING:
    from app.core.media.index import FrameIndex

Grade = Literal["bad", "warn", "info"]


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence about a plan.

    Attributes:
        cure: The command that does away with it; empty where none does.
    """

    grade: Grade
    sentence: str
    cure: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """An error or a warning that belongs to a place in the dataset file.

    Attributes:
        dataset: Its place in the file, from 0; None for ``[general]`` and the file itself.
        key: Of the entry; None where it is about the entry as a whole.
        line: From 1; None where it is not known.
        here: The sentence where the file and the dataset are known.
    """

    grade: Literal["bad", "warn"]
    dataset: int | None
    key: str | None
    line: int | None
    sentence: str
    here: str


@dataclass(frozen=True, eq=False)
class PlanView:
    """What *Plan* shows of a plan.

    Attributes:
        plan: It.
        names: Of its datasets, for people.
        text: The dataset file.
        project: What it was made of; None for a dataset file of its own.
        costs: What its steps cost.
        groups: What is lost, by reason, largest loss first.
        said: What must be known beside the ledger, the worst first.
        marks: What is to be said at the lines of the file, by line.
        films: The films of its clips and stills.
        stops: Training is not reached, or ends where such a plan ends it.
        clips: Clips that are trained from; so are ``stills``.
        lost: Samples per epoch that are lost, by dataset.
        tentative: It is only being tried: nothing was changed.
    """

    plan: Plan
    names: tuple[str, ...]
    text: str
    project: ProjectPlan | None
    costs: Costs
    ledger: Ledger
    groups: tuple[Group, ...]
    chart: LengthsChart
    said: tuple[Said, ...]
    marks: tuple[Mark, ...]
    films: Films
    stops: bool
    clips: int
    stills: int
    lost: Counter[int]
    tentative: bool = False

    @property
    def rate(self) -> Fraction:
        """Frames per second of the clips: the project's, else what is trained at."""
        if self.project is not None:
            return self.project.settings.rate
        return Fraction(self.plan.architecture.rate)

    @property
    def refused(self) -> str:
        """Why nothing can be exported; empty where it can."""
        return "" if self.project is None else self.project.refused

    @property
    def sum_line(self) -> str:
        """The sum in one line, as it is copied."""
        return sum_line(self.sums)

    @cached_property
    def losses(self) -> tuple[RowLoss, ...]:
        """All that is lost, by dataset, file and length; of many clips it takes long to list."""
        if self.project is not None:
            return tuple(row_losses(self.project))
        return tuple(RowLoss(loss, None) for loss in losses(self.plan, self.names))

    @cached_property
    def sums(self) -> Counted:
        """What its headline is made of, the table of the ledger among it."""
        table = ledger_table(self.ledger, self.costs)
        lost = sum(group.lost for group in self.groups)  # as the list of what is lost has it
        return Counted(self.plan, self.ledger, table, self.costs, lost)

    def film_of(self, row: Clip | Still | None) -> FrameIndex | None:
        """Return the film of a clip or still; None where it is not ours or cannot be read."""
        return None if row is None else self.film_index(row.source)

    def film_index(self, source: int) -> FrameIndex | None:
        """Return the film of a source's id; None where it cannot be read."""
        return _index(self.films, source)

    def title_of(self, lost: RowLoss) -> tuple[str, str]:
        """Return what a clip is called: its film and where it begins; else its file and ""."""
        return self.title_of_row(lost.row, lost.loss.file)

    def title_of_row(self, row: Clip | Still | None, file: str) -> tuple[str, str]:
        """Return the film of a clip or still and where it begins; else its file and ""."""
        index = self.film_of(row)
        if index is None or row is None:
            return file, ""
        frame = row.start if isinstance(row, Clip) else row.frame
        return self.films.of(row.source).source.stem, timecode(index, frame)


def plan_view(
    plan: ProjectPlan,
    films: Films,
    *,
    tentative: bool = False,
    runs: Iterable[MeasuredRun] = (),
) -> PlanView:
    """Return what to show of a project's plan; 30,000 clips take some hundredths of a second.

    Args:
        plan: It.
        films: Those of its clips.
        tentative: It is only being tried.
        runs: Of this machine, which correct what steps are said to cost.
    """
    setup = setup_of(plan.settings.setup)
    losing = [(dataset, losing_of(dataset)) for dataset in plan.plan.datasets]
    held = Films()
    for source in {piece.row.source for piece in plan.pieces}:
        with contextlib.suppress(KeyError):
            held.keep(films.of(source))
    made = Counter(type(piece.row) for piece in plan.pieces if piece.material is not None)
    return PlanView(
        plan=plan.plan,
        names=plan.names,
        text=plan.toml,
        project=plan,
        costs=Costs(setup, factors_of(runs, setup), architecture=plan.plan.architecture.name),
        ledger=ledger(plan.plan, plan.names),
        groups=find_groups(plan.plan, plan.names, plan, films),
        chart=_chart(plan, losing),
        said=tuple(_said(plan)),
        marks=tuple(marks_of(plan.plan)),
        films=held,
        stops=bool(plan.refused) or _stops(plan.plan),
        clips=made[Clip],
        stills=made[Still],
        lost=_lost(losing),
        tentative=tentative,
    )


def file_view(
    plan: Plan,
    text: str,
    names: tuple[str, ...],
    setup: Setup,
    *,
    runs: Iterable[MeasuredRun] = (),
) -> PlanView:
    """Return what to show of the plan of a dataset file of its own.

    Args:
        plan: It.
        text: The file.
        names: Of its datasets, for people.
        setup: What memory and time are estimated for.
        runs: As for `plan_view`.
    """
    losing = [(dataset, losing_of(dataset)) for dataset in plan.datasets]
    lengths = {
        source.path: source.fact.frames
        for dataset in plan.datasets
        for source in dataset.facts.sources.items
        if isinstance(source.fact, VideoFact)
    }
    stills = {
        source.path
        for dataset in plan.datasets
        for source in dataset.facts.sources.items
        if isinstance(source.fact, ImageFact)
    }
    videos = (part for part in losing if part[0].config.kind == "video")
    return PlanView(
        plan=plan,
        names=names,
        text=text,
        project=None,
        costs=Costs(setup, factors_of(runs, setup), architecture=plan.architecture.name),
        ledger=ledger(plan, names),
        groups=find_groups(plan, names, None, Films()),
        chart=lengths_chart(lengths.values(), _targets(plan), losing_files(videos).values()),
        said=tuple(_said_of_file(plan, names)),
        marks=tuple(marks_of(plan)),
        films=Films(),
        stops=_stops(plan),
        clips=len(lengths),
        stills=len(stills),
        lost=_lost(losing),
    )


def marks_of(plan: Plan) -> list[Mark]:
    """Return what is to be said at the lines of a dataset file, by line; the worst first there."""
    found: dict[Mark, None] = {}
    for finding in (*plan.errors, *plan.warnings):
        bad = finding.fatal or finding in plan.errors
        if finding.file is not None or (finding.dataset is None and finding.line is None):
            continue  # about a clip, or about the whole
        document, dataset = plan.config.document, finding.dataset
        line = finding.line or document.line(dataset, finding.key)
        if finding.key and document.lines.get((None, finding.key)) == line is not None:
            dataset = None  # it stands under [general], for all of them: once
        here = finding.here or at_its_place(finding.message)
        mark = Mark("bad" if bad else "warn", dataset, finding.key, line, finding.message, here)
        found[mark] = None
    return sorted(found, key=lambda mark: (mark.line or 0, mark.grade != "bad"))


def _stops(plan: Plan) -> bool:
    return bool(plan.errors) or any(each.fatal for each in plan.warnings)


def _lost(losing: Iterable[tuple[DatasetPlan, Losing]]) -> Counter[int]:
    return Counter({dataset.index: own.lost for dataset, own in losing if own.lost})


def _index(films: Films, source: int) -> FrameIndex | None:
    try:
        return films.of(source).index
    except KeyError:
        return None


def _chart(plan: ProjectPlan, losing: Iterable[tuple[DatasetPlan, Losing]]) -> LengthsChart:
    lengths = [
        piece.material.frames
        for piece in plan.pieces
        if piece.material is not None and isinstance(piece.row, Clip)
    ]
    files = losing_files(part for part in losing if part[0].config.kind == "video")
    ours = plan.files_of("video")
    return lengths_chart(
        lengths,
        _targets(plan.plan),
        (frames for file, frames in files.items() if file in ours),
    )


def _targets(plan: Plan) -> list[Target]:
    found: list[Target] = []
    for dataset in plan.datasets:
        config = dataset.config
        if config.kind == "video" and config.mode == "full":
            found.append(Target(dataset.index, round_frames(config.max_frames), full=True))
        elif config.kind == "video":
            found += [Target(dataset.index, frames) for frames in config.targets]
    return found


# ------------------------------------------------------------------ sentences


def _said(plan: ProjectPlan) -> Iterator[Said]:
    """Yield the sentences, the worst first; what is lost is told clip by clip elsewhere."""
    others = [found for found in _others(plan.plan) if not _is_bare(plan, found)]
    slow = rate_trouble(plan.settings.rate, plan.plan.architecture)
    if slow:  # said once for all, not of each dataset's files
        others = [found for found in others if found.key != "source_fps"]
    if plan.refused:
        yield Said("bad", plan.refused)
    else:
        yield from _sentences("bad", plan.plan.errors, plan.names)
    yield from _sentences("bad", (found for found in others if found.fatal), plan.names)
    if slow and any(isinstance(piece.row, Clip) for piece in plan.pieces):
        yield Said("warn", slow, "plan.fit_rate")
    yield from _unavailable(plan)
    yield from _not_fatal(others, plan.names)
    yield from (Said("info", note) for note in plan.notes)


def _said_of_file(plan: Plan, names: tuple[str, ...]) -> Iterator[Said]:
    others = [*_others(plan), *plan.leftovers]
    yield from _sentences("bad", plan.errors, names)
    yield from _sentences("bad", (found for found in others if found.fatal), names)
    yield from _not_fatal(others, names)


def _not_fatal(others: Sequence[Finding], names: tuple[str, ...]) -> Iterator[Said]:
    known = [found for found in others if not found.fatal]
    yield from _sentences("warn", (found for found in known if not found.mild), names)
    yield from _sentences("info", (found for found in known if found.mild), names)


def _sentences(grade: Grade, found: Iterable[Finding], names: tuple[str, ...]) -> Iterator[Said]:
    """Yield what is found, once where it is the same of several datasets."""
    alike: dict[str, list[Finding]] = {}
    for each in found:
        alike.setdefault(f"{each.stage} {each.file} {each.message}", []).append(each)
    yield from (Said(grade, with_names(each, names)) for each in alike.values())


def _others(plan: Plan) -> list[Finding]:
    """Return the warnings that no other part of *Plan* tells."""
    listed = {id(found) for dataset in plan.datasets for found in dataset.collisions}
    return [
        found for found in plan.warnings if id(found) not in listed and not _is_loss(plan, found)
    ]


def _is_loss(plan: Plan, found: Finding) -> bool:
    """Return whether it only names clips too short for any window: they are among the losses."""
    if found.file is None or found.key != "target_frames" or found.dataset is None:
        return False
    config = plan.datasets[found.dataset].config
    return config.kind == "video" and config.mode != "full"


def _is_bare(plan: ProjectPlan, found: Finding) -> bool:
    """Return whether it names clips without a caption: the notes have them, once for all."""
    return found.note == "empty caption" and any(
        not piece.row.caption.strip() for piece in plan.pieces
    )


def _unavailable(plan: ProjectPlan) -> Iterator[Said]:
    """Yield one sentence for each reason why clips or stills will be missing."""
    reasons: dict[str, Counter[str]] = {}
    for each in plan.unavailable:
        noun = "clip" if isinstance(each.row, Clip) else "still"
        reasons.setdefault(each.message, Counter())[noun] += 1
    for message, nouns in reasons.items():
        what = listed(counted(number, noun) for noun, number in nouns.items())
        yield Said("warn", tr("Left out, {what}: {message}", what=what, message=message))
