"""Changes of captions as lines of a list: what they are about, the difference, what is decided."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.core.captions.differing import Run, differ, said
from app.ui.theme import Tone
from app.ui.widgets.tips import plain

Index = QModelIndex | QPersistentModelIndex
TAKE, LEAVE = "take", "leave"
_ROOT = QModelIndex()


@dataclass(frozen=True, slots=True)
class Line:
    """A change.

    Attributes:
        title: The file.
        about: What it is about.
        old: The words there are.
        new: The words there would be.
        note: What else to know; a sentence.
        tone: Of the note.
    """

    title: str
    about: str
    old: str = ""
    new: str = ""
    note: str = ""
    tone: Tone = "warn"


class ChangeLines(QAbstractListModel):
    """The lines, and what is decided on each.

    Args:
        words: What each decision is called.
        parent: Its owner.
    """

    def __init__(self, words: dict[str, str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.words = words
        self._line_of: Callable[[int], Line] = _nothing
        self._lines: dict[int, Line] = {}  # those that were looked at
        self._choices: list[tuple[str, ...]] = []
        self._decisions: list[str] = []
        self._runs: dict[int, tuple[Run, ...]] = {}

    def show(
        self,
        choices: Sequence[tuple[str, ...]],
        decisions: Sequence[str],
        line_of: Callable[[int], Line],
    ) -> None:
        """Show other lines.

        Args:
            choices: Of each line, what can be decided; none where nothing can be.
            decisions: Of each line, what is decided; empty where nothing can be.
            line_of: Returns a line by its place; asked when it comes in sight.
        """
        self.beginResetModel()
        self._choices, self._decisions = list(choices), list(decisions)
        self._line_of = line_of
        self._lines.clear()
        self._runs.clear()
        self.endResetModel()

    def line(self, row: int) -> Line:
        """Return a line."""
        if row not in self._lines:
            self._lines[row] = self._line_of(row)
        return self._lines[row]

    def choices(self, row: int) -> tuple[str, ...]:
        """Return what can be decided on a line."""
        return self._choices[row]

    def decision(self, row: int) -> str:
        """Return what is decided on a line."""
        return self._decisions[row]

    @property
    def decisions(self) -> list[str]:
        """What is decided, line by line."""
        return list(self._decisions)

    def decide(self, rows: Iterable[int], decision: str) -> bool:
        """Decide on lines, where that can be; return whether anything is other than before."""
        changed = [
            row
            for row in rows
            if decision in self._choices[row] and self._decisions[row] != decision
        ]
        for row in changed:
            self._decisions[row] = decision
        if changed:
            self.dataChanged.emit(self.index(min(changed)), self.index(max(changed)))
        return bool(changed)

    def runs(self, row: int) -> tuple[Run, ...]:
        """Return the difference of a line."""
        if row not in self._runs:
            line = self.line(row)
            self._runs[row] = differ(line.old, line.new)
        return self._runs[row]

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._choices)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        if not index.isValid():
            return None
        line = self.line(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            return line.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = said(self.runs(index.row()), self.tr("gone: {};"), self.tr("new: {};"))
            decided = self.words.get(self._decisions[index.row()], "")
            parts = (decided, line.title, line.about, words, line.note)
            return ". ".join(part for part in parts if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain(line.note)
        return None


def _nothing(_row: int) -> Line:
    return Line("", "")
