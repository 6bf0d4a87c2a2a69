"""One step of a run, from its start to its verdict."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.core.process import CannotStart
from app.core.training.folder import log_file
from app.core.training.model import Command, Run, StopRequest
from app.core.training.progress.spill import slowdown_of
from app.core.training.progress.summary import Summary, Trouble
from app.core.training.runs.diary import Diary
from app.core.training.runs.judging import judge
from app.core.training.runs.log_feed import LogFeed
from app.core.training.runs.members import mark_of
from app.core.training.runs.reading import reader_of
from app.core.training.runs.stopping import Stopping
from app.core.training.runs.tree import Tree
from app.core.training.runs.using import GpuNotes

Outcome = Literal["done", "failed", "stopped"]
_LOOK_EVERY = 0.1  # seconds
_WARM = 20  # steps until the speed is one


@dataclass(frozen=True, slots=True)
class Watchers:
    """What a step is followed with.

    Attributes:
        diary: Takes all that happens.
        stopping: Says when a stop is due.
        request: Returns what is asked for now.
        gpu: Follows how much of the card it uses.
    """

    diary: Diary
    stopping: Stopping
    request: Callable[[], StopRequest | None]
    gpu: GpuNotes


class StepRun:
    """A step that runs once.

    Args:
        folder: The run's.
        run: What is run.
        command: Of the step.
        variables: Its whole environment.
        watchers: See there.
    """

    def __init__(
        self,
        folder: Path,
        run: Run,
        command: Command,
        variables: Mapping[str, str],
        watchers: Watchers,
    ) -> None:
        self._folder, self._run, self._command = folder, run, command
        self._variables = variables
        self._name = command.step
        self._watchers = watchers
        self._diary = watchers.diary
        self._reader = reader_of(command, run)
        self._warned = self._diary.state.warnings
        log = log_file(Path(), self._name)  # in the run's folder, wherever that is moved to
        log.parent.mkdir(parents=True, exist_ok=True)
        start = log.stat().st_size if log.exists() else 0
        self._log, self._feed = log, LogFeed(log, start, self._reader.feed)

    def run(self) -> Outcome:
        """Run it; what comes of it is in the diary."""
        self._diary.note_step(self._name, state="running", began=time.time())
        self._diary.note(phase="starting")
        try:
            tree = Tree(
                self._command.argv,
                folder=self._command.folder,
                variables=self._variables,
                mark=mark_of(self._folder),
                log=self._log,
            )
        except CannotStart as error:
            return self._end("failed", Trouble(str(error), "trainer"))
        self._diary.note_step(self._name, pid=tree.pid, pid_began=tree.began)
        self._diary.beat(now=True)
        self._watchers.gpu.follow(tree.pids)
        try:
            try:
                stopped = self._follow(tree)
            finally:
                self._watchers.gpu.rest()
                tree.leave(self._tick)
            return self._judge(tree, stopped=stopped)
        finally:
            self._feed.close()

    def _follow(self, tree: Tree) -> bool:
        """Wait for the end; return whether it was a stop that was asked for."""
        while tree.code is None:
            self._tick()
            request = self._watchers.request()
            begun = self._reader.summary.checkpoints
            due = self._watchers.stopping.is_due(request, self._name, begun)
            if due and not self._ends_anyway(request):
                self._diary.note(phase="stopping", stop=request)
                self._diary.beat(now=True)
                tree.end(self._beat)
                return True
            self._diary.note(stop=request)
            time.sleep(_LOOK_EVERY)
        return tree.code == 0 and self._stopped_by_itself()

    def _stopped_by_itself(self) -> bool:
        """Return whether it saved and ended before its last step, as it was asked to."""
        if not self._watchers.stopping.has_ended(self._watchers.request(), self._name):
            return False
        self._feed.read_all()
        point = self._reader.summary.point
        return point is not None and point.step < point.steps

    @property
    def seconds_per_step(self) -> float | None:
        """As its log says it by now; None where it does not."""
        return self._reader.speed[0]

    def _ends_anyway(self, request: StopRequest | None) -> bool:
        """Return whether the checkpoint that was waited for is the last one: it is done."""
        point = self._reader.summary.point
        last = point is not None and point.steps > 0 and point.step >= point.steps
        return last and request is not None and request.how == "checkpoint"

    def _beat(self) -> None:
        self._feed.read()
        self._diary.beat()

    def _tick(self) -> None:
        self._feed.read()
        self._tell(self._reader.summary)
        self._diary.beat()

    def _tell(self, summary: Summary) -> None:
        self._diary.note_step(self._name, done=summary.done, total=summary.total)
        self._diary.note(
            phase=summary.phase,
            last_words=summary.last_words,
            warnings=_joined(self._warned, (*summary.warnings, *self._slow(summary))),
        )
        if self._name == "train":
            self._diary.note(point=summary.point)
            self._diary.pace(summary.point)

    def _slow(self, summary: Summary) -> tuple[str, ...]:
        """Return why steps take longer than they should; nothing where they do not."""
        if self._name != "train" or summary.point is None or summary.point.step < _WARM:
            return ()
        recent, best = self._reader.speed
        planned, samples = self._run.seconds_per_step, self._watchers.gpu.samples
        found = slowdown_of(recent, best, planned, samples)
        return (found.sentence,) if found else ()

    def _judge(self, tree: Tree, *, stopped: bool) -> Outcome:
        self._feed.read_all()
        code = tree.code
        assert code is not None  # it has left
        summary = self._reader.finish(code)
        self._tell(summary)
        self._diary.note_step(self._name, code=code)
        if stopped:
            return self._end("stopped")
        trouble = judge(self._name, code, summary, self._run)
        return self._end("failed" if trouble else "done", trouble)

    def _end(self, outcome: Outcome, trouble: Trouble | None = None) -> Outcome:
        self._diary.note_step(self._name, state=outcome, ended=time.time())
        self._diary.note(phase="")
        if trouble is not None:
            self._diary.note_trouble(trouble)
        return outcome


def _joined(before: tuple[str, ...], now: tuple[str, ...]) -> tuple[str, ...]:
    return (*before, *(each for each in now if each not in before))
