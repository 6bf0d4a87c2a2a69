"""A list of changes over the whole of the one that is current."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.captions.differing import differ
from app.ui import theme
from app.ui.captions.change_lines import ChangeLines
from app.ui.captions.change_list import ChangeList
from app.ui.captions.difference_text import DifferenceText

_MOST = 7  # lines of the whole text


class ChangePane(QWidget):
    """A `ChangeList` shows a few lines of each change; below it stands all of one."""

    def __init__(self, lines: ChangeLines, *, ticks: bool, name: str) -> None:
        super().__init__()
        self.list = ChangeList(lines, ticks=ticks, name=name)
        self.list.setMinimumHeight(theme.px(150))
        self.whole = DifferenceText(name=self.tr("The whole difference"), most=_MOST)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(self.list, 1)
        column.addWidget(self.whole)
        self._lines = lines
        self.list.selectionModel().currentChanged.connect(self._show)
        lines.modelReset.connect(self._show)
        lines.dataChanged.connect(self._show)
        self._show()

    def _show(self, *_: object) -> None:
        row = self.list.currentIndex().row()
        there = 0 <= row < self._lines.rowCount()
        line = self._lines.line(row) if there else None
        self.whole.setVisible(line is not None and bool(line.old or line.new))
        if line is not None:
            self.whole.show_runs(differ(line.old, line.new))
