"""The window that is killed while somebody plans: ``python -m tests.kill.planner FOLDER SEED``.

It is the real window, off the screen, at the stage *Plan*, in which somebody writes in the dataset
file, sets values on cards, adds, doubles, moves, removes and renames datasets, cures, and takes
back. It prints ``["ready", null]`` when it begins. Into ``SAID`` in the folder goes a line of JSON
for each edit that is written, and for each change of the text: the time (`time.monotonic`), what
it says, and whether that is the project's.
"""

from __future__ import annotations

import asyncio
import random
import sys
import time
from pathlib import Path

import qasync
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.core import settings
from app.core.errors import DatasetError
from app.ui import theme
from app.ui.errors import Doors
from app.ui.keys import TextKeys
from app.ui.loop import GuiThreadGc
from app.ui.main_window import MainWindow
from app.ui.plan.card_controls import StepEdit
from app.ui.start import make_app
from tests.kill.marker import SAID, Notes
from tests.tour.hand import Hand

_KEY = Qt.Key
_WORDS = (
    "\n# mine, of today", "\nbatch_size = 2", " # 내 데이터", "\nnum_repeats = ", "\n[[datasets]]",
    "\nvideo_directory = \"x\"", "\nenable_bucket = true", " x", "\n",
)  # fmt: skip
_KEYS = ("num_repeats", "batch_size", "max_frames", "frame_sample", "frame_stride")
_CARDS = ("twice", "away", "first", "last", "new", "name", "cure", "cure")


class Planner:
    """A person who plans at random."""

    def __init__(self, window: MainWindow, notes: Notes, dice: random.Random) -> None:
        self._window, self._notes, self._dice = window, notes, dice
        self._hand = Hand(window)
        self._tab = window.plan
        self._text = self._tab.toml.text
        self._text.textChanged.connect(self._note)
        self._tab.toml.keeping.shown.connect(self._note)
        self._note()

    def _note(self) -> None:
        self._notes.note("typed", [time.monotonic(), self._text.toPlainText()])

    async def work(self) -> None:
        """Plan without end."""
        while True:
            which = self._dice.random()
            if which < 0.45:
                await self._write()
            elif which < 0.6:
                self._set()
            elif which < 0.75:
                self._change_datasets()
            elif which < 0.9:
                self._step()
            else:
                self._hand.ctrl("2")
                self._window.actions_["view.plan"].trigger()
            await asyncio.sleep(self._dice.choice([0, 0, 0.05, 0.3, 0.9]))

    async def _write(self) -> None:
        """Write somewhere, mostly at the end of a line."""
        self._text.setFocus()
        text = self._text.toPlainText()
        place = self._dice.randint(0, len(text))
        if self._dice.random() < 0.8:
            place = max(text.find("\n", place), 0) or len(text)
        self._text.select(place, place)
        for letter in self._dice.choice(_WORDS):
            if letter == "\n":
                self._text.insertPlainText("\n")
            else:
                self._hand.type(letter)
            await asyncio.sleep(self._dice.uniform(0.002, 0.03))
        if self._dice.random() < 0.3:
            self._tab.toml.keeping.take_back()

    def _set(self) -> None:
        """Set a value on a card."""
        cards = self._tab.datasets.cards
        rows = [card.rows[key] for card in cards for key in _KEYS if key in card.rows]
        controls = [row.control for row in rows if isinstance(row.control, StepEdit)]
        if controls:
            control = self._dice.choice(controls)
            control.setFocus()
            control.selectAll()
            self._hand.type(str(self._dice.randint(1, 90)))
            self._hand.key(_KEY.Key_Return)

    def _change_datasets(self) -> None:
        column = self._tab.datasets
        if not self._window.document.rows.datasets:
            column.use_button.click()
            return
        place = self._dice.randrange(len(column.cards))
        title = column.cards[place].head.title()
        what = self._dice.choice(_CARDS)
        try:
            if what == "twice" and len(column.cards) < 6:
                column.hand.changes.duplicate(place, title)
            elif what == "away" and len(column.cards) > 2:
                column.hand.changes.remove(place, title)
            elif what in ("first", "last"):
                column.hand.changes.move(
                    place, 0 if what == "first" else len(column.cards) - 1, title
                )
            elif what == "new" and len(column.cards) < 6:
                column.hand.changes.add(self._dice.choice(("video", "image")), lambda: None)
            elif what == "cure":
                self._window.actions_["plan.cure_all"].trigger()
            elif what == "name":
                column.cards[place].head.renamed.emit(f"name {self._dice.randint(0, 999)}")
        except DatasetError as error:
            self._notes.note("refused", str(error))

    def _step(self) -> None:
        self._tab.datasets.setFocus()
        self._tab.toml.copy_button.setFocus()
        first = self._window.document.undo_label in ("Picks", None)  # not the project as it was
        self._hand.ctrl("Y" if first else self._dice.choice(["Z", "Z", "Y"]))


async def plan(app: QApplication, folder: Path, seed: int) -> None:
    """Open the window and plan in it."""
    theme.apply(app, "dark", 1.0)
    notes = Notes(folder / SAID)
    doors, garbage = Doors(app), GuiThreadGc(app)
    TextKeys(app)
    doors.install(asyncio.get_running_loop())
    doors.failed.connect(lambda report, _kept: notes.note("fault", report))
    window = MainWindow(settings.load(), doors)
    window.document.changed.connect(lambda edit: notes.note("did", [edit.label, edit.to_json()]))
    window.resize(1280, 800)
    window.show()
    window.activateWindow()
    await window.open_project(folder)
    window.actions_["view.plan"].trigger()
    while window.plan.source.view is None:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    planner = Planner(window, notes, random.Random(seed))
    sys.stdout.write('["ready", null]\n')
    sys.stdout.flush()
    try:
        await planner.work()
    finally:
        garbage.stop()


def main() -> None:
    app = make_app()
    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    with loop:
        loop.run_until_complete(plan(app, Path(sys.argv[1]), int(sys.argv[2])))


if __name__ == "__main__":
    main()
