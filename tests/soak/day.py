"""The day: the window in its loop as `app.ui.start` runs it, and round after round of work."""

from __future__ import annotations

import asyncio
import inspect
import random
import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil
import qasync
from PySide6.QtWidgets import QApplication, QFileDialog

from app.core import settings, trainers
from app.core.library.edits import Edit, adding, changing, removing, several
from app.core.media import preview
from app.ui import commands, dialogs, theme
from app.ui.errors import Doors
from app.ui.front import Front
from app.ui.keys import TextKeys
from app.ui.languages import speak
from app.ui.loop import GuiThreadGc, settled
from app.ui.start import make_app
from app.ui.widgets import thumbnail_loading
from tests.monkey.checks import Watch, rows_of
from tests.soak.amounts import BRIEF, Amounts
from tests.soak.captions import InCaptions
from tests.soak.clips import InClips
from tests.soak.elsewhere import DIALOGS, Elsewhere
from tests.soak.judging import judge, line_of
from tests.soak.person import PATIENCE, Person
from tests.soak.plan import InPlan
from tests.soak.stage import Stage, picks_of, set_up
from tests.soak.train import InTrain
from tests.soak.watching import Sample, Sampler, left_behind
from tests.soak.whole import rows_in, walk

_LARGE = 20  # rounds of a day that has time for the demo's film
_STEPS_EVERY = 4  # rounds after which steps are walked in the window
_PAUSE = 0.5  # seconds for the half minute after which films are closed: a day has many of them
_BURST = 12  # strokes in a stage before one goes to another
"""One stays in a stage for a while."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted.

    Attributes:
        only: Names of what to do; empty: everything.
        trace: Whether to tell where what stays was made.
        tell: Whether to tell what is done.
    """

    amounts: Amounts
    seed: int
    only: frozenset[str] = frozenset()
    trace: bool = False
    tell: bool = False


class _NoDesktop:
    """Takes the place of the system's file browser, which would open outside."""

    @staticmethod
    def openUrl(_url: object) -> None:
        """Open nothing."""


async def _choose_nothing(dialog: QFileDialog) -> list[Path]:
    """Leave the system's file dialog, which is not shown."""
    dialog.deleteLater()
    await asyncio.sleep(0)
    return []


def live(folder: Path, asked: Asked) -> list[str]:
    """Live through a day; return what was broken then."""
    commands.QDesktopServices = _NoDesktop  # type: ignore[misc, assignment]
    dialogs._chosen = _choose_nothing
    preview._REST = thumbnail_loading._IDLE = _PAUSE
    trainers.running_trainings = list  # those of others are none of ours
    stage = set_up(folder, large=asked.amounts.rounds >= _LARGE)
    first = {project: rows_in(project) for project in stage.projects}
    app = make_app()
    preferences = settings.load()
    speak(app, preferences.language)
    theme.apply(app, preferences.theme, preferences.zoom)
    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    day = Day(app, stage, asked)
    if asked.trace:
        tracemalloc.start()
    with loop:
        loop.run_until_complete(day.live())
    for project, last in day.last.items():
        steps, wrong = walk(project, first[project], last)
        print(f"{project.name}: {steps:,} steps back and forth, {'BROKEN' if wrong else 'whole'}")
        day.broken += wrong
    if processes := left_behind(folder):
        day.broken.append(f"still running: {processes}")
    return day.broken


class Day:
    """One day in one process.

    Attributes:
        broken: What went wrong, a sentence each.
        last: The rows of each project as the window had them last.
    """

    def __init__(self, app: QApplication, stage: Stage, asked: Asked) -> None:
        self._app, self._stage, self._asked, self._amounts = app, stage, asked, asked.amounts
        self._dice = random.Random(asked.seed)
        self._working: list[Sample] = []  # with the project open
        self._resting: list[Sample] = []  # with none
        self._counts = dict.fromkeys(("detections", "exports", "trainings", "windows", "visits"), 0)
        self.broken: list[str] = []
        self.last: dict[Path, dict[str, object]] = {}

    async def live(self) -> None:
        """Live through it, and close the window."""
        self._text_keys, hook = TextKeys(self._app), sys.excepthook
        doors, self._garbage = Doors(self._app), GuiThreadGc(self._app)
        doors.install(asyncio.get_running_loop())
        self._front = Front(settings.load(), doors, self._garbage.collect_new)
        self._front.window.resize(1600, 1000)
        self._watch = Watch(doors, measures=False)  # its own measure leaves caches out
        self._person = Person(self._front, self._stage, self._dice, tell=self._asked.tell)
        self._in = {
            "clips": InClips(self._person), "captions": InCaptions(self._person),
            "plan": InPlan(self._person), "train": InTrain(self._person),
        }  # fmt: skip
        self._elsewhere = Elsewhere(self._person)
        self._sampler = Sampler(self._stage.folder, self._garbage)
        try:
            await self._elsewhere.open(self._stage.projects[0])
            self._settings = self._front.window.document.rows.settings
            for number in range(self._amounts.rounds):
                await self._round(number)
                if self._watch.broken:
                    break
            await self._close()
            self._tell()
        finally:
            self.broken += self._watch.broken
            self._sampler.beat.stop()
            self._watch.close()
            sys.excepthook = hook
            self._garbage.stop()

    # --------------------------------------------------------------------------------- rounds

    async def _round(self, number: int) -> None:
        todo = self._todo(number)
        wanted = self._amounts.until(self._amounts.edits, number)
        step = max(1, (wanted - self._person.edits) // (len(todo) + 1))
        for do in todo:
            await self._edit(min(wanted, self._person.edits + step))
            done = do()
            if inspect.isawaitable(done):
                await done
            await self._person.put_down()
        await self._edit(wanted)
        await self._come_to_rest(number)
        await self._measure(number)

    def _todo(self, number: int) -> list[Callable[[], object]]:
        """Return what this round has beside edits, in any order."""
        amounts, elsewhere, plan = self._amounts, self._elsewhere, self._in["plan"]
        assert isinstance(plan, InPlan)
        train = self._in["train"]
        assert isinstance(train, InTrain)
        todo: list[tuple[str, Callable[[], object]]] = []

        def some(name: str, whole: int, do: Callable[[], object], by: float = 1.0) -> None:
            until = amounts.until(whole, number, by=by)
            todo.extend((name, do) for _ in range(until - self._counts[name]))
            self._counts[name] = until

        some("detections", amounts.detections, elsewhere.detect)
        some("exports", amounts.exports, self._export)
        some("trainings", amounts.trainings, train.train)
        some("windows", amounts.windows, elsewhere.another_window, by=BRIEF)
        some("visits", max(1, amounts.openings // 2), self._visit, by=BRIEF)
        todo += [("looks", do) for do in elsewhere.looks()]
        todo += [("dialogs", lambda: elsewhere.dialogs(min(len(DIALOGS) * 3, amounts.edits // 10)))]
        todo += [("datasets", elsewhere.dataset_window)]
        only = self._asked.only
        chosen = [do for name, do in todo if not only or name in only]
        self._dice.shuffle(chosen)
        return chosen

    async def _export(self) -> None:
        plan = self._in["plan"]
        assert isinstance(plan, InPlan)
        for_another = self._dice.random() < 0.25 or not self._person.done["export for another"]
        await (plan.export_for() if for_another else plan.export())

    async def _visit(self) -> None:
        """Open another project, work in it, and come home."""
        home, *others = self._stage.projects
        project = others[self._person.done["visit"] % len(others)]
        self._person.say("visit")
        await self._elsewhere.open(project, by_home=self._dice.random() < 0.5)
        await self._edit(self._person.edits + min(20, self._amounts.edits // 10))
        self._note_last()
        document = self._person.window.document
        document.changed.connect(self._note_late)
        await self._elsewhere.open(home)
        document.changed.disconnect(self._note_late)

    async def _edit(self, until: int) -> None:
        """Edit in one stage after the other until so many edits were made."""
        only = [name for name in self._in if name in self._asked.only]
        while self._person.edits < until:
            name = self._dice.choice(only or ["clips", "clips", "clips", "captions", "captions",
                                              "plan", "train"])  # fmt: skip
            await self._person.go_to(name)
            work = self._in[name]
            if isinstance(work, InPlan):
                await work.ready()
            strokes = work.strokes()
            for _ in range(_BURST):
                await self._person.go_to(name)  # a step back may have led elsewhere
                ((_, do),) = self._dice.choices(strokes, [weight for weight, _ in strokes])
                done = do()
                if inspect.isawaitable(done):
                    await done
                await self._person.moment()
                if self._person.edits >= until:
                    break

    # ------------------------------------------------------------------------------------ rest

    async def _come_to_rest(self, number: int) -> None:
        """Bring window and project into the state that is measured: the same each time."""
        person = self._person
        await person.put_down()
        await person.rest()
        window = person.window
        rows = window.document.rows
        films = [source.id for source in rows.sources]
        gone = [*rows.clips, *rows.stills, *rows.datasets, *rows.prompts]
        as_it_was = changing(rows.settings, self._settings)
        tidied = [removing(*gone), adding(*picks_of(films[0])), as_it_was]
        window.document.apply(several("Tidy", tidied))
        window.preferences.change(theme="dark", zoom=1.0)
        await self._elsewhere.detect(usual=True)
        for stage in ("clips", "captions", "plan", "train", "clips"):
            await person.go_to(stage)
            work = self._in[stage]
            if isinstance(work, InPlan):
                await work.ready()
            done = work.tidy()
            if inspect.isawaitable(done):
                await done
            await asyncio.sleep(0.05)
        edits = person.edits
        await self._watch.look(window, steps=number % _STEPS_EVERY == 0)
        person.edits = edits
        await person.go_to("clips")
        self._in["clips"].tidy()
        await asyncio.sleep(0.3)  # what waits until all has settled
        await person.rest()
        self._note_last()

    def _note_last(self) -> None:
        document = self._person.window.document
        document.settle()
        self.last[document.project.folder] = rows_of(document.rows)

    async def _measure(self, number: int) -> None:
        """Measure with the project open, and in the first part of the day with none, too.

        In the second part one window has the project open all the time.
        """
        home, last = self._stage.projects[0], number + 1 == self._amounts.rounds
        await self._take(self._working, number)
        if last or number + 1 < self._amounts.rounds * BRIEF:
            await self._elsewhere.leave()
            await self._take(self._resting, number)
            if not last:
                await self._elsewhere.open(home)

    def _note_late(self, done: Edit) -> None:
        """Note the rows after an edit that came while a project was left.

        What is half done then, a crop that is drawn or work beside, becomes an edit of its own.
        """
        document = self._person.window.document
        if not document.is_open:
            return
        folder = document.project.folder
        if folder in self.last:
            self._person.say(f"edited while leaving {folder.name}: {done.label}")
            self.last[folder] = rows_of(document.rows)

    async def _films_closed(self) -> None:
        """Wait until the films are closed: how many were open, and how large, is chance."""
        process, end = psutil.Process(), time.monotonic() + PATIENCE
        while still := [file.path for file in process.open_files() if file.path.endswith(".mp4")]:
            if time.monotonic() > end:
                raise TimeoutError(f"films are open after {PATIENCE:.0f} s: {still}")
            await asyncio.sleep(_PAUSE)

    async def _take(self, samples: list[Sample], number: int) -> None:
        await self._films_closed()
        sample = self._sampler.take(
            self._person.edits, self._stage.projects[0], self._counts["windows"]
        )
        samples.append(sample)
        what = "working" if samples is self._working else "resting"
        print(
            f"{number + 1:3} {what} {line_of(sample)}, {len(self._watch.broken)} broken", flush=True
        )

    async def _close(self) -> None:
        """Close the window as a person does who answers that all may stop."""
        await self._person.put_down()
        document = self._front.window.document
        document.changed.connect(self._note_late)
        closed: list[bool] = []
        self._front.closed.connect(lambda: closed.append(True))
        end = time.monotonic() + 60
        while not closed and time.monotonic() < end:
            self._front.window.close()
            await asyncio.sleep(0.05)
            for each in self._person.over():
                each.accept() if hasattr(each, "accept") else each.close()
        await settled()
        QApplication.clipboard().clear()  # the screenless one outlives Python, whose data it has

    def _tell(self) -> None:
        # In the end a window rests that stayed: beside those that came and went it says nothing.
        part = self._resting[:-1] if self._amounts.rounds > 2 else self._resting
        for what, samples in (("working", self._working), ("resting", part)):
            verdict = judge(samples, whole=samples is self._working)
            self.broken += [f"{what}: {sentence}" for sentence in verdict.wrong]
            print(f"\n{what}", *verdict.table, sep="\n")
        print(f"{self._person.edits:,} edits, {self._person.steps:,} steps back and forth")
        for what, count in sorted(self._person.done.items()):
            print(f"{count:5} x {what}")
        for place, count in self._sampler.beat.places.most_common(12):
            print(f"{count:5} x long turn at {place}")
        for sentence, count in self._watch.sentences.most_common():
            print(f"{count:5} x said: {sentence}")
        if self._asked.trace:
            for stat in tracemalloc.take_snapshot().statistics("lineno")[:30]:
                print(stat)
