"""All runs of the project in a window of its own: shown, compared, noted, taken up, deleted."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.core.amounts import counted
from app.core.errors import AppError
from app.ui import theme
from app.ui.folders import show_folder
from app.ui.keys import ENTER
from app.ui.loop import spawn
from app.ui.train.history_compare import Compared
from app.ui.train.history_table import HistoryTable
from app.ui.train.session import TrainSession
from app.ui.widgets.button import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.fields import Field, LineEdit
from app.ui.widgets.notice import Notice
from app.ui.widgets.surface import Splitter

if TYPE_CHECKING:
    from app.core.training.watching.history import Line

_WIDTH, _HEIGHT = 1180, 680


class HistoryDialog(Dialog):
    """Stays open beside the window.

    Signals:
        recipe_asked: Take the recipe of a `Run`.
        queue_asked: Show the queue.
        said: What was done, a sentence.
    """

    recipe_asked = Signal(object)
    queue_asked = Signal()
    said = Signal(str)

    def __init__(self, parent: QWidget, session: TrainSession) -> None:
        super().__init__(parent, parent.tr("Runs of this project"))
        self.setModal(False)
        self._session, self._runs = session, session.parts.runs
        self._reading = False
        self.table = HistoryTable()
        self.compared = Compared()
        self.note = LineEdit(name=self.tr("Note"), placeholder=self.tr("A note on this run"))
        self.trouble = Notice("", "bad")
        self.trouble.hide()
        self.empty = EmptyState(
            "clock",
            self.tr("No run yet"),
            self.tr("Every training of this project is kept here, with all that decided on it."),
        )
        self.empty.hide()
        self._noted: Line | None = None  # what the note is of
        self._room = parent.window().size()
        self._lay_out()
        self._connect()
        self._follow_session()
        self._offer()
        self.look()

    def _lay_out(self) -> None:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(theme.px(16), 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addWidget(Field(self.tr("Note"), self.note))
        column.addWidget(self.compared, 1)
        panes = Splitter()
        panes.addWidget(self.table)
        panes.addWidget(side)
        panes.setStretchFactor(0, 1)
        panes.setSizes([theme.px(800), theme.px(330)])
        self._panes = panes
        self.body.addWidget(self.trouble)
        self.body.addWidget(panes, 1)
        self.body.addWidget(self.empty, 1)
        self.fill()
        room = self._room
        wide = min(theme.px(_WIDTH), room.width() - theme.px(40))
        self.resize(wide, min(theme.px(_HEIGHT), room.height() - theme.px(40)))
        self.delete = self._left(self.tr("Delete…"), self.tr("To the bin, all it wrote (Delete)"))
        self.folder = self._left(self.tr("Folder"), self.tr("Shows the run's folder"))
        self.queue = self._left(self.tr("Queue"), self.tr("Runs that wait for the GPU"))
        tip = self.tr("Sets every option of the project's recipe as it was in this run")
        self.recipe = self._left(self.tr("Take its recipe"), tip)
        tip = self.tr("Draws the selected runs in the plot of the shown one (Space)")
        self.beside = self._left(self.tr("Draw beside"), tip)
        self.show_run = self.add_button(self.tr("Show"), "primary")
        self.show_run.setToolTip(self.tr("Shows the run in Train (Enter)"))
        self.add_button(self.tr("Close"), result=QDialog.DialogCode.Accepted.value)

    def _left(self, words: str, tip: str) -> Button:
        button = Button(words, "quiet")
        button.setToolTip(tip)
        self.add_left(button)
        return button

    def _connect(self) -> None:
        table = self.table
        table.chosen_changed.connect(self._offer)
        table.show_asked.connect(self._show)
        table.delete_asked.connect(self._ask_to_delete)
        table.beside_asked.connect(self._toggle_beside)
        table.star_asked.connect(self._toggle_star)
        self.show_run.clicked.connect(lambda: self._show(self._one()))
        self.beside.clicked.connect(self._toggle_beside)
        self.recipe.clicked.connect(self._take_recipe)
        self.folder.clicked.connect(self._open_folder)
        self.delete.clicked.connect(self._ask_to_delete)
        self.queue.clicked.connect(self.queue_asked)
        self.note.editingFinished.connect(self._keep_note)
        self._runs.listed.connect(self.look)
        self._runs.ran.connect(self.look)
        self._session.run_shown.connect(self._follow_session)
        self._session.overlaid_changed.connect(self._follow_session)
        self.finished.connect(self._keep_note)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter in the note only keep it."""
        if event.key() in ENTER:
            event.accept()
        else:
            super().keyPressEvent(event)

    # -------------------------------------------------------------------------------- reading

    def look(self) -> None:
        """Read all runs again, in the background."""
        folder = self._session.project_folder
        if folder is None:
            self.close()
        elif not self._reading:
            self._reading = True
            spawn(self._look(folder))

    async def _look(self, folder: Path) -> None:
        try:
            lines = await self._session.parts.jobs.beside(_read, folder)
        finally:
            self._reading = False
        if not isValid(self):  # closed meanwhile
            return
        first = not self.table.runs.lines
        self.table.show_lines(lines)
        self.empty.setVisible(not lines)
        self._panes.setVisible(bool(lines))
        if first:
            self.table.choose(self._session.run)
            self.table.setFocus()
        self._offer()

    def _follow_session(self) -> None:
        self.table.runs.shown = self._session.run
        self.table.runs.beside = self._session.overlaid
        self.table.runs.tell_all()
        self._offer()

    def _one(self) -> Line | None:
        chosen = self.table.chosen
        return chosen[0] if len(chosen) == 1 else None

    def _offer(self) -> None:
        """Enable what can be done with what is selected, and say what there is to say of it."""
        chosen, one = self.table.chosen, self._one()
        shown = self._session.run
        others = [each for each in chosen if each.folder != shown]
        drawn = bool(others) and all(each.folder in self._session.overlaid for each in others)
        self.beside.setEnabled(bool(others))
        self.beside.setText(self.tr("Draw no longer") if drawn else self.tr("Draw beside"))
        for button in (self.show_run, self.folder):
            button.setEnabled(one is not None)
        may_change = not self._session.read_only
        self.recipe.setEnabled(one is not None and may_change)
        self.delete.setEnabled(bool(chosen) and not any(each.live for each in chosen))
        self.compared.show_lines(chosen)
        if (one.folder if one else None) != (self._noted.folder if self._noted else None):
            self._keep_note()
            self.note.setText(one.note if one is not None else "")
        self._noted = one
        self.note.setEnabled(one is not None)

    # ---------------------------------------------------------------------------------- doing

    def _show(self, line: Line | None) -> None:
        if line is not None:
            self._session.show_run(line.folder)

    def _toggle_beside(self) -> None:
        session = self._session
        folders = [each.folder for each in self.table.chosen if each.folder != session.run]
        drawn = [*session.overlaid]
        if all(each in drawn for each in folders):
            session.overlay(tuple(each for each in drawn if each not in folders))
        else:
            session.overlay((*drawn, *(each for each in folders if each not in drawn)))

    def _take_recipe(self) -> None:
        line = self._one()
        if line is not None and not self._session.read_only:
            self.recipe_asked.emit(line.run)

    def _open_folder(self) -> None:
        line = self._one()
        if line is not None:
            show_folder(line.folder)

    def _toggle_star(self, line: Line) -> None:
        spawn(self._note(line, star=not line.star, text=line.note))

    def _keep_note(self) -> None:
        line, text = self._noted, self.note.text().strip()
        if line is not None and text != line.note:
            spawn(self._note(line, star=line.star, text=text))

    async def _note(self, line: Line, *, star: bool, text: str) -> None:
        try:
            await self._session.parts.jobs.beside(_note, line.folder, star, text, brief=True)
        except AppError as error:
            self._say(str(error))
            return
        if isValid(self):
            self.look()

    def _ask_to_delete(self) -> None:
        chosen = [each for each in self.table.chosen if not each.live]
        if chosen and len(chosen) == len(self.table.chosen):
            spawn(self._delete(chosen))

    async def _delete(self, lines: list[Line]) -> None:
        from app.ui.dialogs import confirm

        what = lines[0].name if len(lines) == 1 else counted(len(lines), "run")
        title = self.tr("Delete {}?").format(what)
        sentence = self.tr(
            "The folder goes to the bin, with checkpoints, states, samples, log and curves."
        )
        if not await confirm(self, title, sentence, accept=self.tr("Delete"), loses=True):
            return
        for line in lines:
            try:
                await self._session.parts.jobs.beside(_delete, line.folder)
            except AppError as error:
                self._say(str(error))
                break
            if not isValid(self):
                return
        else:
            self.said.emit(self.tr("{} in the bin").format(what))
        self._session.overlay(
            tuple(each for each in self._session.overlaid if each not in {x.folder for x in lines})
        )
        self._runs.look()
        self.look()

    def _say(self, sentence: str) -> None:
        if not isValid(self):
            return
        self.trouble.say(sentence, "bad")
        self.trouble.show()


def _read(folder: Path) -> tuple[Line, ...]:
    from app.core.training.watching.history import history

    return history(folder, time.time())


def _note(folder: Path, star: bool, text: str) -> None:
    from app.core.training.results.notes import Note, note_run

    note_run(folder, Note(star, text))


def _delete(folder: Path) -> None:
    from app.core.training.runs.listing import delete_run

    delete_run(folder)
