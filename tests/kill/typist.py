"""The window that is killed while somebody types: ``python -m tests.kill.typist FOLDER SEED``.

It is the real window, off the screen, at the stage *Captions*. It prints ``["ready", null]`` when
it begins. Into ``SAID`` in the folder goes a line of JSON for each change of the text, before
anything else happens: the time (`time.monotonic`, the same in every process), whose caption it is,
and what it says in the form in which it is kept.
"""

from __future__ import annotations

import asyncio
import random
import sys
import time
from pathlib import Path

import qasync
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from app.core import settings
from app.core.library.captioned import key_of
from app.ui import theme
from app.ui.errors import Doors
from app.ui.keys import TextKeys
from app.ui.loop import GuiThreadGc
from app.ui.main_window import MainWindow
from app.ui.start import make_app
from tests.kill.marker import Notes
from tests.tour.hand import Hand, Keys

SAID = "typed.jsonl"
_KEY = Qt.Key
_WORDS = (
    "a rabbit runs", " over the hill, slowly", "비가 내린다. ", "Studio style. ", " x", "\n",
    " and the wind takes its hat away", " 창문 밖으로 ", "; she turns",
)  # fmt: skip


class Typist:
    """A person who writes captions at random, quickly."""

    def __init__(self, window: MainWindow, notes: Notes, dice: random.Random) -> None:
        self._window, self._notes, self._dice = window, notes, dice
        self._hand = Hand(window)
        self._stage = window.captions.stage
        self._stage.editor.text.textChanged.connect(self._note)
        self._stage.editor.moved.connect(self._note)
        self._note()

    def _note(self) -> None:
        keeping = self._stage.editor.keeping
        if keeping.row is not None:
            self._notes.note("typed", [time.monotonic(), *key_of(keeping.row), keeping.text])

    async def work(self) -> None:
        """Type without end."""
        while True:
            self._stage.write()
            which = self._dice.random()
            if which < 0.72:
                await self._write(self._dice.choice(_WORDS))
            elif which < 0.8:
                await self._take_back()
            elif which < 0.88:
                phrases = self._stage.editor.phrases
                self._hand.click(phrases.chips[self._dice.choice([*phrases.chips])])
            else:
                self._go_on()
            await asyncio.sleep(self._dice.choice([0, 0, 0.05, 0.4, 1.2]))

    async def _write(self, words: str) -> None:
        for letter in words:
            if letter == "\n":
                self._hand.key(_KEY.Key_Return)
            elif letter.isascii():
                self._hand.type(letter)
            else:
                self._compose(letter)
            await asyncio.sleep(self._dice.uniform(0.005, 0.06))

    def _compose(self, letter: str) -> None:
        """Type a letter as an input method does: composed first, then committed."""
        text = self._stage.editor.text
        QApplication.sendEvent(text, QInputMethodEvent(letter, []))
        self._hand.type(letter)

    async def _take_back(self) -> None:
        for _ in range(self._dice.randint(1, 9)):
            self._hand.key(_KEY.Key_Backspace)
            await asyncio.sleep(0.02)

    def _go_on(self) -> None:
        """Leave this caption, or keep it, in one of the ways there are."""
        which = self._dice.choice(["done", "next", "previous", "keep", "undo", "away"])
        if which == "done":
            self._hand.ctrl(_KEY.Key_Return)
        elif which in ("next", "previous"):
            key = _KEY.Key_PageDown if which == "next" else _KEY.Key_PageUp
            self._hand.key(key, Keys.ControlModifier)
        elif which == "keep":
            self._hand.ctrl("S")
        elif which == "undo":
            if self._stage.editor.text.document().isUndoAvailable():  # else another's is undone
                self._hand.ctrl("Z")
        else:
            self._hand.ctrl("1")
            self._hand.ctrl("2")


async def type_on(app: QApplication, folder: Path, seed: int) -> None:
    """Open the window and type in it."""
    theme.apply(app, "dark", 1.0)
    notes = Notes(folder / SAID)
    doors, garbage = Doors(app), GuiThreadGc(app)
    TextKeys(app)
    doors.install(asyncio.get_running_loop())
    doors.failed.connect(lambda report, _kept: notes.note("fault", report))
    window = MainWindow(settings.load(), doors)
    window.resize(1280, 800)
    window.show()
    window.activateWindow()
    await window.open_project(folder)
    window.actions_["view.captions"].trigger()
    while not window.parts.films.indexes:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    typist = Typist(window, notes, random.Random(seed))
    sys.stdout.write('["ready", null]\n')
    sys.stdout.flush()
    try:
        await typist.work()
    finally:
        garbage.stop()


def main() -> None:
    app = make_app()
    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    with loop:
        loop.run_until_complete(type_on(app, Path(sys.argv[1]), int(sys.argv[2])))


if __name__ == "__main__":
    main()
