"""The text of a dataset file to write in: numbered, coloured, with marks at what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QMimeData, QRect, Signal
from PySide6.QtGui import (
    QColor,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from app.core.planner.editing.toml_editing import differences
from app.ui import theme
from app.ui.captions.rewriting import characters, units
from app.ui.plan.toml_colors import TomlColors
from app.ui.plan.toml_gutter import Gutter
from app.ui.widgets.fields import PlainTextEdit

_KEEP = QTextCursor.MoveMode.KeepAnchor
_STACKS = QTextDocument.Stacks.UndoAndRedoStacks


@dataclass(frozen=True)
class TextMark:
    """Something wrong at ``[start, end)``, in characters."""

    grade: Literal["bad", "warn"]
    start: int
    end: int
    sentence: str


class TomlText(PlainTextEdit):
    """Plain lines that are never broken; Tab and others are `toml_keys`' business.

    Signals:
        line_asked: A line, from 0, was clicked beside the text.
    """

    line_asked = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__(name=name, role="code", lines=12, least=4)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTabChangesFocus(False)
        self._marks: list[tuple[TextMark, QTextCursor]] = []
        self._hits: list[QTextCursor] = []
        self._colors = TomlColors(self.document())
        self._gutter = Gutter(self)
        self._gutter.line_clicked.connect(self._on_line)
        self.blockCountChanged.connect(self._place_gutter)
        self.updateRequest.connect(self._on_update)
        self.cursorPositionChanged.connect(self._show_extra)
        theme.changes().changed.connect(self._on_theme)
        self._on_theme()

    # ------------------------------------------------------------------------------ the text

    def toPlainText(self) -> str:
        """Return the text as it is; Qt's own makes a space of U+00A0 and a line end of U+2028."""
        return self.document().toRawText().replace("\u2029", "\n")

    def put(self, text: str) -> None:
        """Let it say something else; only what differs is touched, and all else stays in place."""
        before = self.toPlainText()
        changes = differences(before, text)
        if not changes:
            return
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        for start, end, new in changes:
            cursor.setPosition(units(before, start))
            cursor.setPosition(units(before, end), _KEEP)
            cursor.insertText(new)
        cursor.endEditBlock()

    def forget_steps(self) -> None:
        """Have nothing any more that Ctrl+Z takes back in here: that is the project's now."""
        self.document().clearUndoRedoStacks(_STACKS)

    def place(self) -> int:
        """Return where the caret stands, in characters."""
        return characters(self.toPlainText(), self.textCursor().position())

    def select(self, start: int, end: int) -> None:
        """Select ``[start, end)``, in characters, and show it."""
        self.setTextCursor(self.cursor_of(start, end))
        self.ensureCursorVisible()

    def go_to_line(self, line: int) -> None:
        """Put the caret before the first word of a line, from 0, and have the keys."""
        block = self.document().findBlockByNumber(min(line, self.blockCount() - 1))
        cursor = QTextCursor(block)
        text = block.text()
        cursor.setPosition(block.position() + units(text, len(text) - len(text.lstrip())))
        self.setTextCursor(cursor)
        self.centerCursor()
        self.setFocus()

    def cursor_of(self, start: int, end: int) -> QTextCursor:
        """Return a selection of ``[start, end)``, in characters."""
        text = self.toPlainText()
        cursor = QTextCursor(self.document())
        cursor.setPosition(units(text, start))
        cursor.setPosition(units(text, end), _KEEP)
        return cursor

    # ------------------------------------------------------------------------------ what is marked

    def set_marks(self, marks: Sequence[TextMark]) -> None:
        """Mark what is wrong; marks move with the words they are at."""
        self._marks = [(mark, self.cursor_of(mark.start, mark.end)) for mark in marks]
        self._show_extra()
        self._gutter.update()

    def signs(self) -> dict[int, TextMark]:
        """Return the worst mark of each line, from 0, that has one."""
        found: dict[int, TextMark] = {}
        for mark, cursor in self._marks:
            line = self.document().findBlock(cursor.selectionStart()).blockNumber()
            if line not in found or found[line].grade == "warn":
                found[line] = mark
        return found

    def marks_at(self, place: int) -> list[TextMark]:
        """Return the marks over a place, in characters."""
        at = units(self.toPlainText(), place)
        return [
            mark
            for mark, cursor in self._marks
            if cursor.selectionStart()
            <= at
            < max(cursor.selectionEnd(), cursor.selectionStart() + 1)
        ]

    def set_hits(self, hits: Sequence[tuple[int, int]]) -> None:
        """Light what was found."""
        self._hits = [self.cursor_of(start, end) for start, end in hits]
        self._show_extra()

    def _show_extra(self) -> None:
        extra: list[QTextEdit.ExtraSelection] = []
        if self.hasFocus():
            extra.append(_line_of(self.textCursor(), theme.color("raised")))
        for mark, cursor in self._marks:
            start = QTextCursor(cursor)
            start.setPosition(cursor.selectionStart())
            extra.append(_line_of(start, theme.tone_color(mark.grade, "fill")))
        for mark, cursor in self._marks:
            extra.append(_underlined(cursor, theme.color(mark.grade)))
        extra += [_on(cursor, theme.color("selection")) for cursor in self._hits]
        self.setExtraSelections(extra)
        self._gutter.update()

    # ------------------------------------------------------------------------------ the gutter

    def _on_line(self, line: int) -> None:
        self.go_to_line(line)
        self.line_asked.emit(line)

    def _on_update(self, _rect: QRect, moved: int) -> None:
        if moved:
            self._gutter.scroll(0, moved)
        self._gutter.update()

    def _place_gutter(self) -> None:
        wide = self._gutter.sizeHint().width()
        self.setViewportMargins(wide, 0, 0, 0)
        inside = self.contentsRect()
        view = self.viewport().geometry()
        self._gutter.setGeometry(inside.left(), view.top(), wide, view.height())

    def _on_theme(self) -> None:
        self.setTabStopDistance(4 * self.fontMetrics().horizontalAdvance(" "))
        self._place_gutter()
        self._show_extra()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_gutter()

    # ------------------------------------------------------------------------------ what comes in

    def insertFromMimeData(self, source: QMimeData) -> None:
        if source.hasText():
            text = source.text().replace("\r\n", "\n").replace("\r", "\n")
            self.insertPlainText(text.removeprefix("\ufeff"))
            self.ensureCursorVisible()


def _line_of(cursor: QTextCursor, color: QColor) -> QTextEdit.ExtraSelection:
    here = QTextCursor(cursor)
    here.clearSelection()
    made = QTextEdit.ExtraSelection()
    look = QTextCharFormat()
    look.setBackground(color)
    look.setProperty(QTextFormat.Property.FullWidthSelection.value, True)
    made.format, made.cursor = look, here
    return made


def _underlined(cursor: QTextCursor, color: QColor) -> QTextEdit.ExtraSelection:
    made = QTextEdit.ExtraSelection()
    look = QTextCharFormat()
    look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
    look.setUnderlineColor(color)
    made.format, made.cursor = look, cursor
    return made


def _on(cursor: QTextCursor, color: QColor) -> QTextEdit.ExtraSelection:
    made = QTextEdit.ExtraSelection()
    look = QTextCharFormat()
    look.setBackground(color)
    made.format, made.cursor = look, cursor
    return made
