"""In what the recipes of chosen runs differ, as a small table; for one run, how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.widgets.label import ElidedLabel, Label, SectionHead
from app.ui.widgets.surface import ScrollPane

if TYPE_CHECKING:
    from app.core.training.watching.history import Line

_MOST_RUNS, _MOST_ROWS = 4, 60


class Compared(QWidget):
    """What is said of the selected runs, beside the list."""

    def __init__(self) -> None:
        super().__init__()
        self.head = SectionHead("")
        self.sentence = Label("", "muted", wrap=True)
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._inside = QWidget()
        self._grid = QGridLayout(self._inside)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(18))
        self._grid.setVerticalSpacing(theme.px(6))
        self.cells: list[Label] = []
        self._shown: object = None  # what was shown last
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._inside)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.px(8))
        whole.addWidget(self.head)
        whole.addWidget(self.sentence)
        whole.addWidget(ScrollPane(holder), 1)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show in what runs differ, of up to four; of one, what it trained."""
        from app.core.training.watching.history import differences, settings_of

        shown = [(each.run, each.number, each.state.trouble, each.state.kept) for each in lines]
        if shown == self._shown:
            return  # what is marked of it with the mouse stays so
        self._shown = shown
        for cell in self.cells:
            self._grid.removeWidget(cell)
            cell.hide()
            cell.deleteLater()
        self.cells = []
        some = list(lines)[:_MOST_RUNS]
        if not some:
            self.head.setText(self.tr("Recipe"))
            self.sentence.setText(self.tr("Select runs to see what they were trained with."))
            return
        if len(some) == 1:
            self.head.setText(self.tr("Recipe of {}").format(some[0].number))
            self.sentence.setText(some[0].state.trouble or some[0].state.kept)
            self._fill([], [(each.option, each.values) for each in settings_of(some[0].run)])
        else:
            self.head.setText(self.tr("Differences"))
            found = differences(each.run for each in some)
            nothing = self.tr("The same recipe and the same data.")
            self.sentence.setText("" if found else nothing)
            rows = [(each.option, each.values) for each in found]
            self._fill([each.number for each in some], rows)
        self.sentence.setVisible(bool(self.sentence.text()))

    def _fill(self, heads: Sequence[str], rows: Sequence[tuple[str, tuple[str, ...]]]) -> None:
        for place, head in enumerate(heads, 1):
            self._put(0, place, head, "dim", "small")
        for row, (option, values) in enumerate(rows[:_MOST_ROWS], 1):
            self._put(row, 0, option, "muted", "small")
            for place, value in enumerate(values, 1):
                self._put(row, place, value, "text", "small")
        self._grid.setColumnStretch(max(1, len(heads)), 1)

    def _put(self, row: int, column: int, text: str, tone: str, role: theme.FontRole) -> None:
        one_word = column > 0 and not any(map(str.isspace, text))
        cell = (
            ElidedLabel(text, tone, role)  # no line of it could be broken
            if one_word
            else Label(text, tone, role, wrap=column > 0)
        )
        cell.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._grid.addWidget(cell, row, column, Qt.AlignmentFlag.AlignTop)
        self.cells.append(cell)
