"""Watches over one run: waits for its turn, runs its steps, stops it when that is asked."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

from app.core import process, settings
from app.core.errors import AppError
from app.core.language import sentences, tr
from app.core.own_program import own_environment, own_folder, own_program
from app.core.training.model import Command, Run, StepName, StopRequest
from app.core.training.runs import requests
from app.core.training.runs.diary import Diary
from app.core.training.runs.foreign import foreign_words
from app.core.training.runs.keeping import kept_words
from app.core.training.runs.own_words import CHECK
from app.core.training.runs.step_run import Outcome, StepRun, Watchers
from app.core.training.runs.stopping import Stopping
from app.core.training.runs.turns import Entry, Queue, turn
from app.core.training.runs.using import GpuNotes
from app.core.training.telling.awake import Holder
from app.core.training.telling.webhook import tell_end


class Supervisor:
    """One run's; `supervise` returns when it has ended.

    Attributes:
        told: Set to a sentence where the system wants this process to end: the run is stopped.
    """

    def __init__(self, folder: Path, run: Run, holder: Holder | None = None) -> None:
        self._folder, self._run = folder, run
        self._holder = holder or Holder()
        self._diary = Diary(folder, run)
        argv = next((each.argv for each in run.commands if each.step == "train"), ())
        self._stopping = Stopping(with_state="--save_state" in argv, by_itself=run.wrapper)
        self._gpu = GpuNotes(self._diary.gpu, run.gpu)
        self.told = ""

    def supervise(self) -> None:
        """Run it all."""
        state = self._diary.state
        assert state.pid is not None and state.pid_began is not None
        self._diary.beat(now=True)
        entry = Entry(str(self._folder), self._run.gpu, state.pid, state.pid_began)
        with turn(entry, self._wait) as came, self._holder.awake(wanted=came and _keeps_awake()):
            outcome = self._run_steps() if came else "stopped"
        self._end(outcome, began=came)

    def fail(self, sentence: str) -> None:
        """Say that the run failed through no step of it."""
        self._diary.note(trouble=sentence)
        self._end("failed", began=True)

    # -------------------------------------------------------------------------------- waiting

    def _request(self) -> StopRequest | None:
        if self.told:
            return StopRequest(how="now")
        here = requests.stop_request(Path())  # the run's folder, also where it was moved to
        return here or requests.stop_request(self._folder)

    def _wait(self, queue: Queue) -> bool:
        """Say where it stands in the order; return whether it shall wait on."""
        request = self._request()
        place = queue.place(self._folder) or 0
        self._diary.note(stop=request, queue_place=place, phase=self._waiting(queue, place))
        self._diary.beat()
        return not self._stopping.is_due(request, None, ())

    def _waiting(self, queue: Queue, place: int) -> str:
        if queue.paused:
            return tr("the queue is paused")
        if place == 1:
            return tr("1 run is in front of it")
        if place:
            return tr("{number:,} runs are in front of it", number=place)
        gpu, other = self._run.gpu, queue.has(self._run.gpu)
        if other is None:
            return tr("waiting for graphics card {gpu}", gpu=gpu)
        name = Path(other.folder).name
        return tr("waiting for graphics card {gpu}, which {name} uses", gpu=gpu, name=name)

    # ---------------------------------------------------------------------------------- steps

    def _run_steps(self) -> Outcome:
        warnings = foreign_words()
        self._diary.note(state="running", queue_place=None, phase="", warnings=warnings)
        self._diary.beat(now=True)
        watchers = Watchers(self._diary, self._stopping, self._request, self._gpu)
        for name in self._run.steps:
            found = self._commands(name)
            if not found:
                self._diary.note_step(name, state="failed", began=time.time(), ended=time.time())
                self._diary.note(
                    trouble=tr('The run has no command for its step "{name}".', name=name)
                )
                return "failed"
            if name == "smoke" and not self._ready_for_smoke():
                return "failed"
            for command, variables in found:
                step = StepRun(self._folder, self._run, command, variables, watchers)
                outcome = step.run()
                self._diary.beat(now=True)
                self._measure(name, outcome, step.seconds_per_step)
                if outcome != "done":
                    return outcome
        return "done"

    def _ready_for_smoke(self) -> bool:
        """Make what the smoke test reads, of what was cached; say why where it cannot be."""
        from app.core.training.runs import smoke

        try:
            smoke.prepare(self._folder, self._diary.beat)
        except (AppError, UnicodeDecodeError) as error:
            now = time.time()
            self._diary.note_step("smoke", state="failed", began=now, ended=now)
            self._diary.note(trouble=str(error))
            return False
        return True

    def _measure(self, name: StepName, outcome: Outcome, seconds: float | None) -> None:
        """Keep what the step took for the next plans, and nothing else of a smoke test."""
        if name not in ("smoke", "train"):
            return
        from app.core.training.runs import measuring, smoke

        step = self._diary.state.step(name)
        if step is not None and (outcome == "done" or (outcome == "stopped" and name == "train")):
            measuring.keep_measured(self._folder, self._run, step, seconds)
        if name == "smoke":
            smoke.clear(self._folder)

    def _commands(self, name: StepName) -> list[tuple[Command, Mapping[str, str]]]:
        """Return what a step runs, one after the other, each with its whole environment."""
        if name == "check":
            argv = tuple(own_program(CHECK, str(self._folder)))
            return [(Command("check", argv, {}, str(own_folder())), own_environment())]
        mine = [each for each in self._run.commands if each.step == name and each.argv]
        if name != "generate":
            mine = mine[:1]
        return [(each, process.environment(each.env)) for each in mine]

    # ------------------------------------------------------------------------------------ end

    def _end(self, outcome: Outcome, *, began: bool) -> None:
        for each in self._diary.state.steps:
            if each.state == "waiting":
                self._diary.note_step(each.name, state="skipped")
        if not began:
            kept = tr("It was taken out of the queue before it began.")
        else:
            kept = "" if outcome == "done" else kept_words(self._folder, self._run.commands)
        requests.answered(Path())
        requests.answered(self._folder)
        self._diary.end(
            state=outcome,
            stop=None,
            phase="",
            queue_place=None,
            kept=sentences((self.told, kept)) if outcome == "stopped" else kept,
        )
        if began and not self.told:  # a system that shuts down waits for nobody
            self._tell()

    def _tell(self) -> None:
        """Tell the end where the person wants that; the run has ended, whatever comes of it."""
        state = self._diary.state
        if warning := tell_end(self._run, state, settings.load()):
            self._diary.end(warnings=(*state.warnings, warning))


def _keeps_awake() -> bool:
    return settings.load().keep_awake
