"""Keys that a dataset file's text has besides those of every text."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor

from app.core.planner.editing.toml_editing import commented, value_after, value_before
from app.ui.captions.rewriting import selection, units
from app.ui.plan.toml_text import TomlText

Key = Qt.Key
_INDENT = "    "
_KEEP = QTextCursor.MoveMode.KeepAnchor
_CTRL = Qt.KeyboardModifier.ControlModifier


class TomlKeys(QObject):
    """Tab indents, or goes to the next value; Ctrl+/ makes comments; Enter keeps the indent.

    Signals:
        find_asked: Ctrl+F.
        offers_asked: Ctrl+Space.
        left: Escape.
    """

    find_asked = Signal()
    offers_asked = Signal()
    left = Signal()

    def __init__(self, text: TomlText) -> None:
        super().__init__(text)
        self._text = text
        text.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride and self._is_ours(event):
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                return self._press(event)
        return super().eventFilter(watched, event)

    def _is_ours(self, event: QKeyEvent) -> bool:
        control = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == _CTRL
        return control and event.key() in (Key.Key_F, Key.Key_Space, Key.Key_Slash)

    def _press(self, event: QKeyEvent) -> bool:
        key, writes = event.key(), not self._text.isReadOnly()
        if self._is_ours(event):
            if key == Key.Key_F:
                self.find_asked.emit()
            elif key == Key.Key_Space and writes:
                self.offers_asked.emit()
            elif writes:
                self.comment()
            return True
        if event.modifiers() & (_CTRL | Qt.KeyboardModifier.AltModifier):
            return False
        if key in (Key.Key_Tab, Key.Key_Backtab):
            self._tab(back=key == Key.Key_Backtab)
            return True
        if key == Key.Key_Escape:
            self.left.emit()
            return True
        if key in (Key.Key_Return, Key.Key_Enter) and writes:
            self._new_line()
            return True
        return False

    def comment(self) -> None:
        """Make comments of the lines of the selection, or lines again of comments."""
        lines = self._lines()
        cursor = self._selected_lines()
        cursor.insertText("\n".join(commented(lines)))
        if len(lines) > 1:
            self._mark_lines(cursor.block().blockNumber() - len(lines) + 1, len(lines))

    def _tab(self, *, back: bool) -> None:
        cursor, writes = self._text.textCursor(), not self._text.isReadOnly()
        if writes and len(self._lines()) > 1:
            self._indent(back=back)
            return
        before = cursor.block().text()[: cursor.positionInBlock()]
        blank = not before.strip() and not cursor.hasSelection()
        if writes and blank and not back and cursor.block().text().strip() == "":
            cursor.insertText(_INDENT)
            return
        start, end = selection(self._text)
        text = self._text.toPlainText()
        found = value_before(text, start) if back else value_after(text, end)
        if found is not None:
            self._text.select(*found)
        elif back:
            self._text.focusPreviousChild()
        else:
            self._text.focusNextChild()

    def _indent(self, *, back: bool) -> None:
        lines = self._lines()
        if back:
            made = [line.removeprefix("\t" if line[:1] == "\t" else line[: _leading(line)])
                    for line in lines]  # fmt: skip
        else:
            made = [_INDENT + line if line.strip() else line for line in lines]
        cursor = self._selected_lines()
        cursor.insertText("\n".join(made))
        self._mark_lines(cursor.block().blockNumber() - len(lines) + 1, len(lines))

    def _new_line(self) -> None:
        cursor = self._text.textCursor()
        line = cursor.block().text()[: cursor.positionInBlock()]
        cursor.insertText("\n" + line[: len(line) - len(line.lstrip())])
        self._text.setTextCursor(cursor)
        self._text.ensureCursorVisible()

    # ------------------------------------------------------------------------------ lines

    def _selected_lines(self) -> QTextCursor:
        """Return a selection of all of the lines that the selection touches."""
        cursor = self._text.textCursor()
        start, end = cursor.selectionStart(), cursor.selectionEnd()
        cursor.setPosition(start)
        cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock)
        first = cursor.position()
        cursor.setPosition(end)
        if cursor.atBlockStart() and end > start:
            cursor.movePosition(QTextCursor.MoveOperation.Left)
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        last = cursor.position()
        cursor.setPosition(first)
        cursor.setPosition(last, _KEEP)
        return cursor

    def _lines(self) -> list[str]:
        return self._selected_lines().selectedText().replace("\u2029", "\n").split("\n")

    def _mark_lines(self, first: int, count: int) -> None:
        document = self._text.document()
        start = document.findBlockByNumber(first)
        last = document.findBlockByNumber(first + count - 1)
        cursor = QTextCursor(start)
        text = last.text()
        cursor.setPosition(last.position() + units(text, len(text)), _KEEP)
        self._text.setTextCursor(cursor)


def _leading(line: str) -> int:
    """Return how many blanks of an indent a line begins with."""
    return min(len(line) - len(line.lstrip(" ")), len(_INDENT))
