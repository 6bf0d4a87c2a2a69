"""What stays and what differs where a training goes on, as two lists side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.widgets.clearing import clear
from app.ui.widgets.label import Label, SectionHead

if TYPE_CHECKING:
    from app.core.training.resuming.going_on import GoingOn

_MARKS = {"good": "✓", "warn": "!", "bad": "✕", "info": "·"}


class Sentences(QWidget):
    """Each sentence has a mark: ✓ stays, ! differs, ✕ must not be, · is for information."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(24))
        self._columns: list[QVBoxLayout] = []
        self._shown: list[tuple[tuple[str, str], ...]] = [(), ()]
        for title in (self.tr("What stays"), self.tr("What differs")):
            column = QVBoxLayout()
            column.setSpacing(theme.px(6))
            column.addWidget(SectionHead(title))
            inside = QVBoxLayout()
            inside.setSpacing(theme.px(6))
            column.addLayout(inside)
            column.addStretch(1)
            row.addLayout(column, 1)
            self._columns.append(inside)

    def show_going(self, going: GoingOn) -> None:
        """Show the sentences of a wish."""
        self._show(0, [("good", each) for each in going.kept])
        differs: list[tuple[str, str]] = [
            (each.grade, each.sentence) for each in going.changes if each.grade != "info"
        ]
        differs += [("warn", each) for each in going.differs]
        differs += [("info", each.sentence) for each in going.changes if each.grade == "info"]
        self._show(1, differs)

    def texts(self) -> list[str]:
        """Return all sentences that are shown."""
        return [sentence for column in self._shown for _, sentence in column]

    def _show(self, place: int, pairs: list[tuple[str, str]]) -> None:
        if self._shown[place] == tuple(pairs):
            return
        self._shown[place] = tuple(pairs)
        column = self._columns[place]
        clear(column)
        for tone, sentence in pairs:
            column.addWidget(_Line(tone, sentence))


class _Line(QWidget):
    """A mark and a sentence."""

    def __init__(self, tone: str, sentence: str) -> None:
        super().__init__()
        mark = Label(_MARKS[tone], tone if tone != "info" else "muted", "strong")
        mark.setFixedWidth(theme.px(14))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(6))
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Label(sentence, wrap=True), 1)
        self.setAccessibleName(sentence)
