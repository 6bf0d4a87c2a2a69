"""A project's plan as *Plan* shows it: computed off the window's thread, then only looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from app.core.amounts import counted
from app.core.export.cures import Cure, RowLoss, find_cure, row_losses
from app.core.export.films import Films
from app.core.export.project_plan import ProjectPlan
from app.core.library.model import Clip, Shot, Still
from app.core.media.timecode import timecode
from app.core.planner.facts import NOTES
from app.core.planner.findings import Finding
from app.core.planner.ledger import Ledger, ledger
from app.core.planner.lengths_chart import LengthsChart, Target, lengths_chart
from app.core.planner.report import headline

if TYPE_CHECKING:
    from app.core.media.index import FrameIndex

Grade = Literal["bad", "warn", "info"]


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence about a plan."""

    grade: Grade
    sentence: str


@dataclass(frozen=True, eq=False)
class PlanView:
    """What *Plan* shows of a plan.

    Attributes:
        said: What must be known beside the ledger, the worst first.
        losses: By dataset, file and length.
        films: The films of the losses.
        stops: Training is not reached, or ends where such a plan ends it.
        clips: Picked clips that become files; so are ``stills``.
        lost: Samples per epoch that are lost, by dataset.
    """

    plan: ProjectPlan
    ledger: Ledger
    losses: tuple[RowLoss, ...]
    chart: LengthsChart
    said: tuple[Said, ...]
    films: Films
    stops: bool
    clips: int
    stills: int
    lost: Counter[int]

    @property
    def sum_line(self) -> str:
        """The sum in one line, as it is copied."""
        of, heaviest = self.ledger, self.ledger.heaviest
        if of.samples is None or of.steps is None:
            return headline(self.plan.plan)
        parts = [counted(of.samples, "sample"), f"{counted(of.steps, 'step')}/epoch"]
        if heaviest is not None:
            parts.append(f"heaviest {heaviest.width}×{heaviest.height}×{heaviest.frames}")
        return " · ".join(parts)

    def index_of(self, lost: RowLoss) -> FrameIndex | None:
        """Return the film of a loss; None where it is not ours or cannot be read."""
        return None if lost.row is None else _index(self.films, lost.row.source)

    def title_of(self, lost: RowLoss) -> tuple[str, str]:
        """Return what a clip is called: its film and where it begins; else its file and ""."""
        index, row = self.index_of(lost), lost.row
        if index is None or row is None:
            return lost.loss.file, ""
        frame = row.start if isinstance(row, Clip) else row.frame
        return self.films.of(row.source).source.stem, timecode(index, frame)

    def cure_of(self, lost: RowLoss, shots: Iterable[Shot]) -> Cure | None:
        """Return how to lose nothing of a clip; None where no range in its shot does it.

        Args:
            lost: One of ``losses``.
            shots: Those of the clip's film.
        """
        if self.index_of(lost) is None or lost.row is None:
            return None
        cure = find_cure(lost, self.plan, self.films, shots)
        bad = self.films.of(lost.row.source).source.damaged_after
        return None if cure is None or (bad is not None and cure.end > bad) else cure


def plan_view(plan: ProjectPlan, films: Films) -> PlanView:
    """Return what to show of a plan; for 30,000 losses it takes some tenths of a second."""
    losses = tuple(row_losses(plan))
    held = Films()
    for source in {each.row.source for each in losses if each.row is not None}:
        index = _index(films, source)
        if index is not None:
            held.hold(films.of(source).source, index)
    lost: Counter[int] = Counter()
    for each in losses:
        lost[each.loss.dataset] += each.loss.lost
    made = Counter(type(piece.row) for piece in plan.pieces if piece.material is not None)
    warnings = plan.plan.warnings
    return PlanView(
        plan,
        ledger(plan.plan, plan.names),
        losses,
        _chart(plan, losses),
        tuple(_said(plan, warnings)),
        held,
        bool(plan.refused or plan.plan.errors) or any(each.fatal for each in warnings),
        made[Clip],
        made[Still],
        lost,
    )


def _index(films: Films, source: int) -> FrameIndex | None:
    try:
        return films.of(source).index
    except KeyError:
        return None


def _chart(plan: ProjectPlan, losses: Iterable[RowLoss]) -> LengthsChart:
    lengths = [
        piece.material.frames
        for piece in plan.pieces
        if piece.material is not None and isinstance(piece.row, Clip)
    ]
    targets = [
        Target(dataset.index, frames)
        for dataset in plan.plan.datasets
        if dataset.config.kind == "video" and dataset.config.mode != "full"
        for frames in dataset.config.targets
    ]
    losing = {each.loss.file: each.loss.frames for each in losses if isinstance(each.row, Clip)}
    return lengths_chart(lengths, targets, losing.values())


# ------------------------------------------------------------------ sentences


def _said(plan: ProjectPlan, warnings: Iterable[Finding]) -> Iterator[Said]:
    """Yield the sentences, the worst first; what is lost is told clip by clip elsewhere."""
    listed = {id(found) for dataset in plan.plan.datasets for found in dataset.collisions}
    others = [
        f
        for f in warnings
        if id(f) not in listed and not _is_loss(plan, f) and not _is_bare(plan, f)
    ]
    if plan.refused:
        yield Said("bad", plan.refused)
    else:
        yield from (Said("bad", _sentence(found, plan.names)) for found in plan.plan.errors)
    yield from (Said("bad", _sentence(found, plan.names)) for found in others if found.fatal)
    yield from _unavailable(plan)
    yield from (Said("warn", _sentence(f, plan.names)) for f in others if not f.fatal)
    yield from (Said("info", note) for note in plan.notes)


def _is_loss(plan: ProjectPlan, found: Finding) -> bool:
    """Return whether it only names clips too short for any window: they are among the losses."""
    if found.file is None or found.key != "target_frames" or found.dataset is None:
        return False
    config = plan.plan.datasets[found.dataset].config
    return config.kind == "video" and config.mode != "full"


def _is_bare(plan: ProjectPlan, found: Finding) -> bool:
    """Return whether it names clips without a caption: the notes have them, once for all."""
    return found.message.endswith(f"{NOTES['empty caption']}.") and any(
        not piece.row.caption.strip() for piece in plan.pieces
    )


def _sentence(found: Finding, names: tuple[str, ...]) -> str:
    """Return a finding that names its dataset as people do."""
    if found.dataset is None or found.stage == "config" or found.dataset >= len(names):
        return found.text
    prefix = f"Dataset {found.dataset}"
    return found.text.replace(prefix, names[found.dataset], 1)


def _unavailable(plan: ProjectPlan) -> Iterator[Said]:
    """Yield one sentence for each reason why clips or stills will be missing."""
    reasons: dict[str, Counter[str]] = {}
    for each in plan.unavailable:
        noun = "clip" if isinstance(each.row, Clip) else "still"
        reasons.setdefault(each.message, Counter())[noun] += 1
    for message, nouns in reasons.items():
        what = " and ".join(counted(number, noun) for noun, number in nouns.items())
        yield Said("warn", f"Left out, {what}: {message}")
