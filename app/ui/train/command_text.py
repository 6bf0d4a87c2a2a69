"""Command lines to be read: an option a line, whole lines in sight, news lit up."""

from __future__ import annotations

import re
from collections import Counter

from PySide6.QtCore import QMimeData, QSize, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QTextEdit, QWidget

from app.ui import theme
from app.ui.widgets.painting import faded

_LIT_MS, _STEP_MS = 1_600, 60
_SPACED = 1.2  # a line, in heights of the font
_BLOCK_END = QTextCursor.MoveOperation.EndOfBlock
_JOINER = "\u2060"  # between dashes, where Qt would break a line
_FLAG = re.compile(r"\s*(--[\w-]+)")
_COMMENT = re.compile(r"\s*(?:#|rem\b)")
_MARK = re.compile(r"\s[\^`\\]$")
_PLACEHOLDER = re.compile(r"<[^<>\n]{2,60}>")


class CommandText(QTextEdit):
    """Read only and selectable; what is copied out of it is the text as it was given.

    Args:
        name: For screen readers.
        wraps: Long paths are broken where they can be; else a line is a line, as in a narrow place.
    """

    def __init__(self, name: str, parent: QWidget | None = None, *, wraps: bool = True) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        if wraps:
            self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
            self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        else:
            self.setLineWrapMode(QTextEdit.LineWrapMode.NoWrap)
            self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        theme.set_font(self, "code")
        self.document().setDocumentMargin(0)  # else a part of a line stands above the first one
        self._text = ""
        self._lit: list[int] = []  # blocks
        self._left = 0  # ms of light
        self._fading = QTimer(self, interval=_STEP_MS)
        self._fading.timeout.connect(self._fade)
        theme.changes().changed.connect(self._write)

    def text(self) -> str:
        """Return what is shown, as it was given."""
        return self._text

    def lit_lines(self) -> list[str]:
        """Return the lines that are lit up now."""
        blocks = (self.document().findBlockByNumber(place) for place in self._lit)
        return [block.text().replace(_JOINER, "") for block in blocks]

    def show_text(self, text: str, *, light: bool = True) -> None:
        """Show another text; with ``light`` its new lines light up for a moment."""
        if text == self._text:
            return
        before, self._text = self._text, text
        place = self.verticalScrollBar().value()
        self._write()
        self.verticalScrollBar().setValue(place)
        self._lit = _new_lines(before, text) if light and before else []
        self._left = _LIT_MS if self._lit else 0
        self._fading.start() if self._lit else self._fading.stop()
        self._show_light()
        self._show_first_lit()

    # ------------------------------------------------------------------------------- writing

    def _write(self) -> None:
        document = self.document()
        document.clear()
        document.setDefaultFont(theme.font("code"))
        cursor = QTextCursor(document)
        cursor.beginEditBlock()
        indent = QFontMetricsF(theme.font("code")).horizontalAdvance("  ")
        for place, line in enumerate(self._text.split("\n")):
            if place:
                cursor.insertBlock()
            depth = 2 if line.startswith(" ") else 1  # an option, under the program it is for
            form = QTextBlockFormat()
            form.setLeftMargin(depth * indent)
            form.setTextIndent(-indent)
            form.setLineHeight(_line(), QTextBlockFormat.LineHeightTypes.FixedHeight.value)
            cursor.setBlockFormat(form)
            _write_line(cursor, line.lstrip())
        cursor.endEditBlock()
        self._fit_lines()
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self._show_light()

    def createMimeDataFromSelection(self) -> QMimeData:
        data = QMimeData()
        text = self.textCursor().selectedText().replace(_JOINER, "")
        data.setText(text.replace("\u2029", "\n").replace("\u2028", "\n"))
        return data

    # ----------------------------------------------------------------------------- lighting up

    def _fade(self) -> None:
        self._left -= _STEP_MS
        if self._left <= 0:
            self._lit = []
            self._fading.stop()
        self._show_light()

    def _show_light(self) -> None:
        marks = []
        strength = min(1.0, 2 * self._left / _LIT_MS)
        for place in self._lit:
            mark = QTextEdit.ExtraSelection()
            mark.cursor = QTextCursor(self.document().findBlockByNumber(place))
            mark.cursor.movePosition(_BLOCK_END, QTextCursor.MoveMode.KeepAnchor)
            mark.format.setProperty(QTextCharFormat.Property.FullWidthSelection, True)
            mark.format.setBackground(faded(theme.color("accent_edge"), strength))
            marks.append(mark)
        self.setExtraSelections(marks)

    def _show_first_lit(self) -> None:
        """Bring what is new into sight, unless a part of the text is selected."""
        if self._lit and not self.textCursor().hasSelection():
            cursor = QTextCursor(self.document().findBlockByNumber(self._lit[0]))
            at = self.document().documentLayout().blockBoundingRect(cursor.block())
            bar, height = self.verticalScrollBar(), self.viewport().height()
            if not bar.value() <= at.top() <= at.bottom() <= bar.value() + height:
                line = _line()
                above = height // 2 // line * line
                bar.setValue(max(0, round(at.top()) - above))

    # ---------------------------------------------------------------------------- whole lines

    def _fit_lines(self) -> None:
        """Leave below what is no whole line, and scroll by lines."""
        line, below = _line(), self.viewportMargins().bottom()
        rest = (self.viewport().height() + below) % line
        self.verticalScrollBar().setSingleStep(line)
        if rest != below:
            self.setViewportMargins(0, 0, 0, rest)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_lines()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(240), theme.px(260))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(120), theme.px(96))


def _line() -> int:
    """Return how high every line is, px: some of its letters are of other fonts."""
    return round(_SPACED * QFontMetricsF(theme.font("code")).lineSpacing())


def _write_line(cursor: QTextCursor, line: str) -> None:
    """Write a line, its parts in their colours."""
    if _COMMENT.match(line):
        cursor.insertText(line, _ink("dim"))
        return
    mark = _MARK.search(line)
    body = line[: mark.start()] if mark else line
    flag = _FLAG.match(body)
    if flag:
        cursor.insertText(flag[0].replace("-", f"-{_JOINER}"), _ink("info"))
        body = body[len(flag[0]) :]
    _write_values(cursor, body, "text" if flag else "muted")
    if mark:
        cursor.insertText(f" {_JOINER}{line[-1]}", _ink("faint"))


def _write_values(cursor: QTextCursor, text: str, ink: str) -> None:
    """Write values; what is to be set up yet stands out."""
    end, text = 0, text.replace("-", f"-{_JOINER}")
    for found in _PLACEHOLDER.finditer(text):
        cursor.insertText(text[end : found.start()], _ink(ink))
        cursor.insertText(found[0], _ink("warn"))
        end = found.end()
    cursor.insertText(text[end:], _ink(ink))


def _ink(role: str) -> QTextCharFormat:
    form = QTextCharFormat()
    form.setForeground(QColor(theme.color(role)))
    return form


def _new_lines(before: str, after: str) -> list[int]:
    """Return the places of lines that were not there before, but for marks at their ends."""
    known = Counter(_MARK.sub("", line) for line in before.split("\n"))
    found = []
    for place, line in enumerate(after.split("\n")):
        bare = _MARK.sub("", line)
        if known[bare]:
            known[bare] -= 1
        elif bare.strip():
            found.append(place)
    return found
