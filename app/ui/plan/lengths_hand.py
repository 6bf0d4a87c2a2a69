"""The hand that moves a target of the histogram: what it holds, and what that would do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.amounts import counted
from app.core.language import enumerated
from app.core.planner.pictures.lengths_chart import Target

if TYPE_CHECKING:
    from app.core.planner.pictures.other_lengths import Counts, Line, Trial, Trials
    from app.core.planner.plan import Plan


class TargetHand(QObject):
    """Holds one target at a time and tries it elsewhere.

    Attributes:
        held: The target as it is in the plan; None while nothing is held.

    Signals:
        moved: Another length is tried, or none any more.
        trying: A `Trial`, or None: what the rest of *Plan* may show.
        chosen: A `Trial` that is to be written into the dataset file.
    """

    moved = Signal()
    trying = Signal(object)
    chosen = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.held: Target | None = None
        self._plan: Plan | None = None
        self._names: Sequence[str] = ()
        self._trials: Trials | None = None
        self._line: Line | None = None
        self._frames = 1
        self._keys = False

    def set_plan(self, plan: Plan | None, names: Sequence[str]) -> None:
        """Try on another plan from now on; what is held is let go. None: nothing can be moved."""
        self._let_go()
        self._plan, self._names, self._trials = plan, names, None

    def set_trials(self, trials: Trials) -> None:
        """Take over what was counted meanwhile; passed over where it is of another plan."""
        if trials.plan is not self._plan:
            return
        self._trials = trials
        if self.held is not None:
            self._line = trials.line(self.held.dataset, self.held.frames)
            self._tell()

    @property
    def able(self) -> bool:
        """Whether there is something to move and it may be changed."""
        return self._plan is not None

    @property
    def by_keys(self) -> bool:
        """Whether the keyboard moves what is held."""
        return self.held is not None and self._keys

    @property
    def place(self) -> Target | None:
        """The held target where it is now; None while nothing is held."""
        held = self.held
        return None if held is None else Target(held.dataset, self._frames, held.full)

    @property
    def trial(self) -> Trial | None:
        """What the held target does where it is now; None while that is not known."""
        return None if self._line is None else self._line.at(self._frames)

    # -------------------------------------------------------------------------------- holding

    def take(self, target: Target, *, keys: bool = False) -> None:
        """Hold a target, such as it is."""
        if not self.able or self.held == target:
            return
        self._let_go()
        self.held, self._frames, self._keys = target, target.frames, keys
        if self._trials is not None:
            self._line = self._trials.line(target.dataset, target.frames)
        self.moved.emit()

    def move(self, frames: int) -> None:
        """Hold it at another length, 4n + 1."""
        if self.held is not None and frames != self._frames:
            self._frames = frames
            self._tell()

    def drop(self) -> None:
        """Let it go where it is."""
        held, frames = self.held, self._frames
        self._let_go(told=False)
        if held is not None and frames != held.frames:
            self.chosen.emit(self._counted().line(held.dataset, held.frames).at(frames))
        elif held is not None:
            self.trying.emit(None)

    def take_back(self) -> bool:
        """Let it go where it was; return whether something was held."""
        was = self.held is not None
        self._let_go()
        return was

    def remove(self, target: Target) -> bool:
        """Take a target away; return whether it may go: a dataset needs one."""
        if not self.able:
            return False
        line = self._counted().line(target.dataset, target.frames)
        if not line.may_go:
            return False
        self._let_go()
        self.chosen.emit(line.at(None))
        return True

    def may_go(self, target: Target) -> bool:
        """Return whether a target may be taken away."""
        own = self._targets(target.dataset)
        return self.able and not target.full and len(own) > 1

    def add(self, dataset: int, frames: int) -> None:
        """Give a dataset one more length."""
        if self.able and frames not in self._targets(dataset):
            self._let_go()
            self.chosen.emit(self._counted().line(dataset, None).at(frames))

    def takers(self, frames: int) -> list[tuple[int, str]]:
        """Return the datasets that can have one more length, and their names."""
        return [
            (each.index, self.name_of(each.index))
            for each in (self._plan.datasets if self._plan is not None else ())
            if each.config.kind == "video"
            and each.config.mode != "full"
            and frames not in each.config.targets
        ]

    def name_of(self, dataset: int) -> str:
        """Return what a dataset is called."""
        if dataset < len(self._names):
            return self._names[dataset]
        return self.tr("Dataset {}").format(dataset)

    def _targets(self, dataset: int) -> tuple[int, ...]:
        return () if self._plan is None else self._plan.datasets[dataset].config.targets

    def _counted(self) -> Trials:
        """Return the trials; where the hand was faster than the thread, they are made now."""
        from app.core.planner.pictures.other_lengths import Trials

        assert self._plan is not None, "able"
        if self._trials is None:
            self._trials = Trials(self._plan)
        return self._trials

    def _let_go(self, *, told: bool = True) -> None:
        was, self.held, self._line, self._keys = self.held, None, None, False
        if was is not None:
            self.moved.emit()
            if told:
                self.trying.emit(None)

    def _tell(self) -> None:
        self.moved.emit()
        trial = self.trial
        if trial is not None:
            self.trying.emit(trial if trial.new != trial.old else None)

    # -------------------------------------------------------------------------------- saying

    def says(self) -> list[str]:
        """Return what would be where the target is held: a line or two; empty: nothing is held."""
        held, trial = self.held, self.trial
        if held is None:
            return []
        head = f"{held.frames} → {self._frames}"
        if trial is None:
            return [head]
        said = [f"{head}: {self._counts(trial.before, trial.after)}"]
        if self._frames == held.frames:
            said = [self.tr("{}: {}").format(held.frames, self._now(trial.before))]
        if trial.merged:
            words = self.tr("Meets the {} of the same dataset: both become one")
            said.append(words.format(self._frames))
        return said

    def says_of(self, target: Target) -> str:
        """Return what a target does now, and how it is moved."""
        name = self.name_of(target.dataset)
        words = self.tr("“{}”: windows of {} frames. Shorter clips have none.")
        if target.full:
            words = self.tr("“{}”: a window of each whole clip, of at most {} frames.")
        said = [words.format(name, target.frames)]
        if self._trials is not None:
            line = self._trials.line(target.dataset, target.frames)
            said.append(self._now(line.at(target.frames).before).capitalize())
        if self.able:
            how = self.tr("Drag it, with Shift finely; or Tab to it, ← → and Enter.")
            if self.may_go(target):
                how = self.tr("{} Delete takes it away.").format(how)
            said.append(how)
        return "\n".join(said)

    def _now(self, counts: Counts) -> str:
        if counts.samples is None:
            return self.tr("training is not reached")
        samples = counted(counts.samples, "sample")
        if not counts.lost:
            return self.tr("{} of the dataset, none lost").format(samples)
        return self.tr("{} of the dataset, {:,} lost").format(samples, counts.lost)

    def _counts(self, before: Counts, after: Counts) -> str:
        """Return e.g. ``478 → 480 samples, 2 fewer lost``."""
        if after.samples is None:
            return self.tr("training would not be reached")
        if before.samples is None:
            return counted(after.samples, "sample")
        said = self.tr("{} as before").format(counted(after.samples, "sample"))
        if before.samples != after.samples:
            said = f"{before.samples:,} → {counted(after.samples, 'sample')}"
        return enumerated([said, *self._differences(before, after)])

    def _differences(self, before: Counts, after: Counts) -> list[str]:
        lost, frames = after.lost - before.lost, after.frames - before.frames
        said = []
        if lost:
            words = self.tr("{:,} more lost") if lost > 0 else self.tr("{:,} fewer lost")
            said.append(words.format(abs(lost)))
        elif after.lost:
            said.append(self.tr("{:,} lost").format(after.lost))
        if frames:
            words = self.tr("{} more in windows") if frames > 0 else self.tr("{} fewer in windows")
            said.append(words.format(counted(abs(frames), "frame")))
        return said
