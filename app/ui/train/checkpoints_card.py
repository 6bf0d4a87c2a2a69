"""The list of checkpoints: the table, the note of the current one, what can be done with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.core.training.results.found import Checkpoint
from app.core.training.results.listing import how_doom, why_none
from app.ui import theme
from app.ui.train.checkpoints_board import CheckpointBoard
from app.ui.train.checkpoints_files import CheckpointFiles
from app.ui.train.checkpoints_table import CheckpointTable
from app.ui.train.samples_pane import NoteField
from app.ui.widgets.button import Button, IconButton
from app.ui.widgets.label import Label
from app.ui.widgets.notice import Notice

_SHOWN = 6  # writing files named in one line
Entry = tuple[str, str, Callable[[], object]]  # words, key, what it does; no words: a line


class CheckpointsCard(QWidget):
    """Lists a run's checkpoints, the newest at the top.

    Signals:
        compare_asked: Two checkpoints are to be seen side by side: a list of them.
        test_asked: The selected ones are to be tested.
        comfy_asked: A workflow with the current one is wanted.
    """

    compare_asked = Signal(list)  # list[Checkpoint]
    test_asked = Signal()
    comfy_asked = Signal()

    def __init__(self, board: CheckpointBoard) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Checkpoints"))
        self._board = board
        self.files = CheckpointFiles(board, self)
        self.table = CheckpointTable()
        self.note = NoteField()
        self.empty = Label("", "muted", wrap=True)
        self.writing = Label("", "dim", "small", wrap=True)
        self.notice = Notice(narrow=True)
        self.compare_button = Button(self.tr("Compare"), "quiet")
        self.compare_button.setToolTip(
            self.tr("Two checkpoints side by side: samples, loss, norm, notes. Select them first")
        )
        self.test_button = Button(self.tr("Test"), "quiet")
        self.test_button.setToolTip(
            self.tr("Make films with the selected checkpoints, by the trainer's own script")
        )
        self.more = IconButton("dots", self.tr("More for the selected checkpoints"), size=24)
        self._lay_out()
        self._connect()
        self._refresh()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.px(4))
        head.addWidget(Label(self.tr("Checkpoints"), role="strong"))
        head.addStretch(1)
        head.addWidget(self.test_button)
        head.addWidget(self.compare_button)
        head.addWidget(self.more)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        column.addLayout(head)
        for widget in (self.empty, self.table, self.note, self.writing, self.notice):
            column.addWidget(widget)
        self.notice.hide()

    def _connect(self) -> None:
        board, table = self._board, self.table
        board.changed.connect(self._refresh)
        table.chosen.connect(self._on_chosen)
        table.details_asked.connect(self.show_details)
        table.star_asked.connect(self.star)
        table.note_asked.connect(self.write_note)
        table.delete_asked.connect(self.delete)
        table.copy_asked.connect(self.copy_hash)
        table.menu_asked.connect(self._open_menu)
        self.note.noted.connect(board.write_note)
        self.compare_button.clicked.connect(self.compare)
        self.test_button.clicked.connect(self.test_asked)
        self.more.clicked.connect(self._open_under_dots)
        self.files.binned.connect(self._say_binned)
        self.notice.acted.connect(self._take_back)

    # ------------------------------------------------------------------------------- showing

    def show_view(self, view: Any) -> None:  # noqa: ANN401 -- a RunView, of `watching`
        """Show what a run has made; None: no run is shown."""
        self._board.show_view(view)

    def _refresh(self) -> None:
        rows = self._board.rows()
        self.table.show_rows(rows)
        there = bool(rows)
        for widget in (self.table, self.note, self.test_button, self.compare_button, self.more):
            widget.setVisible(there)
        self.empty.setVisible(not there)
        self.empty.setText(self._why_empty())
        names = self._board.results.writing
        weights = [name for name in names if name.endswith(".safetensors")][:_SHOWN]
        self.writing.setText(self.tr("being written: {}").format(", ".join(weights)))
        self.writing.setVisible(bool(weights))
        self.compare_button.setEnabled(len(rows) > 1)
        self._on_chosen()

    def _why_empty(self) -> str:
        run = self._board.run
        if run is None:
            return self.tr("Checkpoints of a run are listed here as soon as they are written.")
        return why_none(run, ended=self._board.ended)

    def _on_chosen(self) -> None:
        row = self.table.current_row()
        self.note.show_note(row.checkpoint if row else None, row.label if row else "")
        self.note.setVisible(row is not None)

    # --------------------------------------------------------------------------------- doing

    def selected(self) -> list[Checkpoint]:
        """Return the selected checkpoints, the oldest first."""
        return self.table.selected()

    def star(self) -> None:
        """Give the selected ones a star; where all have one, take it away."""
        chosen = self.selected()
        if not chosen:
            return
        self._board.toggle_stars(chosen)
        dooms = {row.name: row.doom for row in self._board.rows() if row.checkpoint.star}
        doom = next((dooms[each.name] for each in chosen if dooms.get(each.name)), None)
        if doom is not None:  # the trainer knows of no stars
            self._board.done.emit(how_doom(doom))

    def write_note(self) -> None:
        """Let a note be written on the current one."""
        if self.note.isEnabled():
            self.note.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.note.selectAll()

    def compare(self) -> None:
        """Show two side by side: the first and last selected, or the current and the one before."""
        chosen = self.selected()
        known = list(self._board.results.checkpoints)
        if len(chosen) < 2 and len(known) > 1:
            last = chosen[0] if chosen else known[-1]
            place = next((n for n, each in enumerate(known) if each.path == last.path), 0)
            chosen = [known[place - 1], last] if place else known[:2]
        if len(chosen) > 1:
            self.compare_asked.emit([chosen[0], chosen[-1]])

    def average(self) -> None:
        """Offer to make one of the selected ones; of all where fewer than two are."""
        from app.ui.train.checkpoints_average import AverageDialog

        chosen = [each for each in self.selected() if each.kind != "average"]
        if len(chosen) < 2:
            chosen = [each for each in self._board.results.checkpoints if each.kind != "average"]
        if len(chosen) < 2:
            self._board.done.emit(self.tr("There is no second checkpoint to average with yet"))
            return
        AverageDialog(self.window(), self._board, chosen).open()

    def measure(self) -> None:
        """Measure the weights of the selected ones; of all where fewer than two are."""
        chosen = self.selected()
        self._board.measure(chosen if len(chosen) > 1 else self._board.results.checkpoints)

    def copy_hash(self) -> None:
        """Put the AutoV2 hash of the current one into the clipboard."""
        current = self.table.current()
        self.files.copy_hash([current] if current is not None else self.selected()[-1:])

    def show_details(self) -> None:
        """Show all that is known of the current one."""
        from app.ui.train.checkpoints_details import CheckpointDetails

        row = self.table.current_row()
        if row is not None:
            CheckpointDetails(self.window(), self._board, self.files, row).open()

    def keep(self) -> None:
        """Keep the selected ones from the trainer's deleting, or no longer."""
        self.files.toggle_kept(self.selected())

    def delete(self) -> None:
        """Put the selected ones in the bin."""
        self.files.delete(self.selected())

    def show_folder(self) -> None:
        """Show the folder of the current one in the system's own window."""
        chosen = self.selected() or list(self._board.results.checkpoints[-1:])
        if chosen:
            self._board.show_folder(chosen[-1].path)

    # --------------------------------------------------------------------------------- menus

    def _open_under_dots(self) -> None:
        if not self.selected() and self.table.checkpoint_model.rowCount():
            self.table.selectRow(0)
        self._open_menu(self.more.mapToGlobal(QPoint(0, self.more.height())))

    def menu(self) -> QMenu:
        """Return what can be done with the selected checkpoints."""
        chosen = self.selected()
        star = self.tr("Take the star away") if all(c.star for c in chosen) else self.tr("Star")
        keep = self.tr("Keep no longer") if all(c.kept for c in chosen) else self.tr(
            "Keep from the trainer's deleting"
        )  # fmt: skip
        entries: list[Entry] = [
            (star, "S", self.star),
            (self.tr("Note…"), "F2", self.write_note),
            (keep, "", self.keep),
            ("", "", self.menu),
            (self.tr("Details"), "Enter", self.show_details),
            (self.tr("Compare two"), "", self.compare),
            (self.tr("Average…"), "", self.average),
            (self.tr("Test…"), "", self.test_asked.emit),
            (self.tr("Workflow for ComfyUI…"), "", self.comfy_asked.emit),
            (self.tr("Measure the weights"), "", self.measure),
            ("", "", self.menu),
            (self.tr("Copy AutoV2"), "Ctrl+C", self.copy_hash),
            (self.tr("Show in folder"), "", self.show_folder),
            (self.tr("Put in the bin"), "Del", self.delete),
        ]
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for words, key, act in entries:
            if not words:
                menu.addSeparator()
                continue
            action = QAction(f"{words}\t{key}" if key else words, menu)
            action.triggered.connect(act)
            menu.addAction(action)
        return menu

    def _open_menu(self, at: QPoint) -> None:
        self.menu().popup(at)

    def _say_binned(self, sentence: str, returns: bool) -> None:
        self.notice.say(sentence, "info", action=self.tr("Undo") if returns else "")
        self.notice.show()

    def _take_back(self) -> None:
        self.notice.hide()
        self.files.undo()
