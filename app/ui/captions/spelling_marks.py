"""Underlines words that no dictionary knows, and offers others in the menu of a text."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QSignalBlocker
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QSyntaxHighlighter,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QMenu, QPlainTextEdit, QTextEdit
from shiboken6 import isValid

from app.ui import theme
from app.ui.captions.rewriting import units
from app.ui.captions.spelling import Spelling
from app.ui.loop import spawn

TextEdit = QPlainTextEdit | QTextEdit


def attach_spelling(edit: TextEdit, spelling: Spelling) -> SpellingMarks:
    """Check the spelling of a text while it is written; it ends with the text."""
    return SpellingMarks(edit, spelling)


class _Underline(QSyntaxHighlighter):
    """Underlines wrong words but the one that is being typed."""

    def __init__(self, edit: TextEdit, spelling: Spelling) -> None:
        super().__init__(edit.document())
        self._edit, self._spelling = edit, spelling
        self.typed = -1  # block in which a word is being typed

    def highlightBlock(self, text: str) -> None:
        found = self._spelling.wrong(text)
        if not found:
            return
        cursor = self._edit.textCursor()
        here = cursor.positionInBlock() if cursor.block() == self.currentBlock() else -1
        look = QTextCharFormat()
        look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SpellCheckUnderline)
        look.setUnderlineColor(theme.tone_color("bad"))
        for start, end in found:
            first, last = units(text, start), units(text, end)
            if last == here and self._edit.hasFocus() and not cursor.hasSelection():
                self.typed = self.currentBlock().blockNumber()
            else:
                self.setFormat(first, last - first, look)


class SpellingMarks(QObject):
    """Keeps the marks of one text up to date; its menu offers what may have been meant."""

    def __init__(self, edit: TextEdit, spelling: Spelling) -> None:
        super().__init__(edit)
        self._edit, self._spelling = edit, spelling
        self._marks = _Underline(edit, spelling)
        self._at = -1
        edit.viewport().installEventFilter(self)
        edit.installEventFilter(self)
        edit.cursorPositionChanged.connect(self._on_cursor)
        spelling.changed.connect(self.again)
        theme.changes().changed.connect(self.again)

    def again(self) -> None:
        """Mark all anew."""
        with QSignalBlocker(self._edit):  # nobody typed
            self._marks.rehighlight()

    def _on_cursor(self) -> None:
        """Mark the word that was being typed, once the cursor has left it."""
        cursor = self._edit.textCursor()
        block, self._marks.typed = self._marks.typed, -1
        if block < 0:
            return
        was = self._edit.document().findBlockByNumber(block)
        if was.isValid() and not self._is_at_end(cursor, was):
            with QSignalBlocker(self._edit):
                self._marks.rehighlightBlock(was)
        else:
            self._marks.typed = block

    def _is_at_end(self, cursor: QTextCursor, block: QTextBlock) -> bool:
        """Return whether the cursor stands behind a wrong word, as while it is typed."""
        if cursor.block() != block:
            return False
        text, here = block.text(), cursor.positionInBlock()
        return any(units(text, end) == here for _, end in self._spelling.wrong(text))

    # ---------------------------------------------------------------------------------- the menu

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Open the menu of a wrong word; that of all else is the text's own."""
        if event.type() == QEvent.Type.ContextMenu and isinstance(event, QContextMenuEvent):
            cursor = self._asked(event)
            if cursor is not None:
                at = event.globalPos()
                if event.reason() == QContextMenuEvent.Reason.Keyboard:
                    at = self._edit.viewport().mapToGlobal(self._below(cursor))
                self.offer(cursor, at)
                return True
        if event.type() == QEvent.Type.FocusOut and watched is self._edit:
            self._on_left()
        return super().eventFilter(watched, event)

    def _on_left(self) -> None:
        if self._marks.typed >= 0:
            self._marks.typed = -1
            self.again()

    def _asked(self, event: QContextMenuEvent) -> QTextCursor | None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            return self.word_at(self._edit.textCursor())
        at = self._edit.viewport().mapFromGlobal(event.globalPos())
        return self.word_at(self._edit.cursorForPosition(at))

    def _below(self, cursor: QTextCursor) -> QPoint:
        start = QTextCursor(cursor)
        start.setPosition(cursor.selectionStart())
        return self._edit.cursorRect(start).bottomLeft()

    def word_at(self, cursor: QTextCursor) -> QTextCursor | None:
        """Return a selection of the wrong word at a place; None where there is none."""
        block = cursor.block()
        text, here = block.text(), cursor.positionInBlock()
        for start, end in self._spelling.wrong(text):
            first, last = units(text, start), units(text, end)
            if first <= here <= last:
                return self._selecting(block, first, last)
        return None

    def next_wrong(self, *, anew: bool = False) -> QTextCursor | None:
        """Return a selection of the next wrong word behind the cursor.

        Args:
            anew: From the beginning of the text on.
        """
        cursor = self._edit.textCursor()
        after = -1 if anew else cursor.selectionEnd()
        block = self._edit.document().begin()
        while block.isValid():
            text = block.text()
            for start, end in self._spelling.wrong(text):
                first = block.position() + units(text, start)
                if first >= after:
                    return self._selecting(block, units(text, start), units(text, end))
            block = block.next()
        return None

    def _selecting(self, block: QTextBlock, first: int, last: int) -> QTextCursor:
        found = QTextCursor(block)
        found.setPosition(block.position() + first)
        found.setPosition(block.position() + last, QTextCursor.MoveMode.KeepAnchor)
        return found

    def offer(self, cursor: QTextCursor, at: QPoint) -> None:
        """Open the menu of a wrong word, which is selected."""
        menu = self._edit.createStandardContextMenu()
        menu.setParent(self._edit, menu.windowFlags())
        first = menu.actions()[0]
        waiting = QAction(self.tr("Looking…"), menu)
        waiting.setEnabled(False)
        word = cursor.selectedText()
        own = QAction(self.tr("Add “{}” to the dictionary").format(word), menu)
        own.triggered.connect(partial(self._add, word))
        name = QAction(self.tr("“{}” is a name of this project").format(word), menu)
        name.triggered.connect(partial(self._add_name, word))
        name.setEnabled(self._spelling.may_add_name)
        for action in (waiting, own, name):
            menu.insertAction(first, action)
        menu.insertSeparator(own)
        menu.insertSeparator(first)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)
        spawn(self._fill(menu, waiting, cursor))

    async def _fill(self, menu: QMenu, waiting: QAction, cursor: QTextCursor) -> None:
        found = await self._spelling.suggestions(cursor.selectedText())
        if not isValid(menu) or not isValid(waiting):
            return
        if not found:
            waiting.setText(self.tr("Nothing like it is known"))
            return
        self._insert(menu, waiting, cursor, found)

    def _insert(
        self, menu: QMenu, waiting: QAction, cursor: QTextCursor, found: Sequence[str]
    ) -> None:
        for text in found:
            action = QAction(text, menu)
            font = action.font()
            font.setBold(True)
            action.setFont(font)
            action.setEnabled(not self._edit.isReadOnly())
            action.triggered.connect(partial(self._put, cursor, text))
            menu.insertAction(waiting, action)
        menu.removeAction(waiting)

    def _put(self, cursor: QTextCursor, text: str, _checked: bool = False) -> None:
        cursor.insertText(text)

    def _add(self, word: str, _checked: bool = False) -> None:
        self._spelling.add(word)

    def _add_name(self, word: str, _checked: bool = False) -> None:
        self._spelling.add_name(word)
