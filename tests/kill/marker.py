"""The window that is killed: ``python -m tests.kill.marker FOLDER SEED``.

It is the real window, off the screen, in which somebody marks: picks, rejects, rates, tags, types
captions, trims, crops, splits, takes back. It prints ``["ready", null]`` when it begins. Into
``SAID`` in the folder goes a line of JSON for each edit once the document says that it is written,
and for each draft once it is kept; each line is on the disk before anything else happens.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO

import qasync
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.core import settings
from app.core.library.drafts import Text, Typed
from app.core.library.edits import Edit
from app.core.library.model import Clip
from app.core.media.geometry import Crop
from app.ui import theme
from app.ui.errors import Doors
from app.ui.keys import TextKeys
from app.ui.loop import GuiThreadGc
from app.ui.main_window import MainWindow
from app.ui.start import make_app
from tests.tour.hand import Hand

SAID, SHOTS = "said.jsonl", "Shots"  # the notes; the label of the edit that made the shots
_KEY = Qt.Key
_WORDS = ("a rabbit runs", "rain on a window", "she turns, slowly", "비가 내린다", "x")
_LOOKED_AT = ("A", "R", "R", "3", "5", "S", "U", _KEY.Key_Return, _KEY.Key_Down, _KEY.Key_PageUp)
_MARKED = ("R", "1", "4", "0", "S", "I", "O", "X", "B", "N", "W", "A", _KEY.Key_Delete)
_MOVES = (_KEY.Key_Right, _KEY.Key_Left, _KEY.Key_Down, _KEY.Key_Up, _KEY.Key_Home, _KEY.Key_End)


class Notes:
    """A file whose every line is on the disk when `note` returns."""

    def __init__(self, path: Path) -> None:
        self._file: IO[bytes] = path.open("ab", buffering=0)

    def note(self, kind: str, value: object = None) -> None:
        """Write a line."""
        self._file.write(f"{json.dumps([kind, value])}\n".encode())
        os.fsync(self._file.fileno())


class Marker:
    """A person at random."""

    def __init__(self, window: MainWindow, notes: Notes, dice: random.Random) -> None:
        self._window, self._notes, self._dice = window, notes, dice
        self._hand = Hand(window)

    async def work(self) -> None:
        """Mark without end."""
        doings: tuple[Callable[[], object], ...] = (
            self._move, self._mark, self._mark, self._step, self._tag, self._crop, self._shift,
        )  # fmt: skip
        while True:
            self._window.clips.shelf.grid.setFocus()
            which = self._dice.random()
            if which < 0.35:
                await self._pick_and_write()
            elif which < 0.55:
                await self._review()
            else:
                self._dice.choice(doings)()
            await self._pause()

    async def _pause(self, most: float = 0.05) -> None:
        await asyncio.sleep(self._dice.uniform(0, most))

    async def _pick_and_write(self) -> None:
        self._hand.key(_KEY.Key_Return)
        await self._pause()
        for letter in self._dice.choice(_WORDS):
            self._hand.type(letter)
            await asyncio.sleep(0.001)
        await asyncio.sleep(self._dice.choice([0, 0.03, 1.6]))  # after a second it is a draft
        self._hand.key(self._dice.choice([_KEY.Key_Return, _KEY.Key_Escape]))

    async def _review(self) -> None:
        self._hand.key("E")
        for _ in range(self._dice.randint(2, 8)):
            await self._pause()
            if self._dice.random() < 0.2:
                self._step()
            else:
                self._hand.key(self._dice.choice(_LOOKED_AT))
        self._hand.key(_KEY.Key_Escape)

    def _move(self) -> None:
        for _ in range(self._dice.randint(1, 5)):
            self._hand.key(self._dice.choice(_MOVES))

    def _mark(self) -> None:
        self._hand.key(self._dice.choice(_MARKED))

    def _shift(self) -> None:
        self._hand.shift(self._dice.choice(["B", _KEY.Key_Return, "C", _KEY.Key_Right]))

    def _step(self) -> None:
        last = self._window.document.undo_label
        made = last in ("Add film", SHOTS)  # not the project as it was made
        self._hand.ctrl("Y" if made else self._dice.choice(["Z", "Z", "Y"]))

    def _tag(self) -> None:
        tags = self._window.clips.inspector.tags
        if tags.isEnabled():
            tags.open_field()
            self._hand.type(self._dice.choice(("rain", "girl", "night")))
            self._hand.key(_KEY.Key_Return)
            self._hand.key(_KEY.Key_Escape)

    def _crop(self) -> None:
        side = 16 * self._dice.randint(2, 6)
        self._window.clips.picking.set_crop(Crop(side, side, 2 * self._dice.randint(0, 8), 0))


async def mark(app: QApplication, folder: Path, seed: int) -> None:
    """Open the window and mark in it."""
    theme.apply(app, "dark", 1.0)
    notes = Notes(folder / SAID)
    doors, garbage = Doors(app), GuiThreadGc(app)
    TextKeys(app)
    doors.install(asyncio.get_running_loop())
    doors.failed.connect(lambda report, _kept: notes.note("fault", report))
    window = MainWindow(settings.load(), doors)
    window.document.changed.connect(lambda edit: notes.note("did", _readable(edit)))
    window.resize(1280, 800)
    window.show()
    window.activateWindow()
    await window.open_project(folder)
    _note_drafts(window, notes)
    while not window.clips.shelf.grid.tiles or not window.parts.films.indexes:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    sys.stdout.write('["ready", null]\n')
    sys.stdout.flush()
    try:
        await Marker(window, notes, random.Random(seed)).work()
    finally:
        garbage.stop()


def _readable(edit: Edit) -> list[object]:
    return [edit.label, edit.to_json()]


def _note_drafts(window: MainWindow, notes: Notes) -> None:
    """Note each draft once it is kept."""
    project = window.document.project
    keep = project.save_draft

    def noted(row: Typed, text: str, column: Text = "caption") -> None:
        keep(row, text, column)
        table = "clip" if isinstance(row, Clip) else "still"
        notes.note("draft", [table, row.id, text])

    project.save_draft = noted  # type: ignore[method-assign]


def main() -> None:
    app = make_app()
    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    with loop:
        loop.run_until_complete(mark(app, Path(sys.argv[1]), int(sys.argv[2])))


if __name__ == "__main__":
    main()
