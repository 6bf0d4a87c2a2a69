"""Offers tables, keys and values while a dataset file's text is written."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent

from app.core.planner.editing.toml_editing import Offers, offers_at
from app.ui.captions.completing_list import OfferList
from app.ui.captions.rewriting import is_composing
from app.ui.plan.toml_text import TomlText

Key = Qt.Key
_CHOOSING = (Key.Key_Tab, Key.Key_Return, Key.Key_Enter, Key.Key_Escape, Key.Key_Up, Key.Key_Down)
_MOST_TEXT = 200_000  # characters; more are not read at every key


class TomlCompleting(QObject):
    """The keys stay with the text: Tab and Enter take an offer, arrows choose another.

    Attributes:
        list: What is offered; hidden while nothing is.
    """

    def __init__(self, text: TomlText) -> None:
        super().__init__(text)
        self._text = text
        self.list = OfferList(text, self.tr("Tab"))
        self.list.picked.connect(self.take)
        self._offers = Offers(0)
        self._turn = QTimer(self, singleShot=True, interval=0)  # once the key is in the text
        self._turn.timeout.connect(self._offer_typed)
        text.installEventFilter(self)
        text.viewport().installEventFilter(self)
        text.verticalScrollBar().valueChanged.connect(self.close)

    @property
    def offers(self) -> tuple[str, ...]:
        """What is offered now."""
        return self._offers.texts if self.list.isVisible() else ()

    def offer(self, *, typed: bool = False) -> None:
        """Offer what may be meant at the caret; ``typed``: only where a word was begun."""
        text, edit = self._text.toPlainText(), self._text
        fits = edit.hasFocus() and not edit.isReadOnly() and not is_composing(edit)
        if not fits or edit.textCursor().hasSelection() or len(text) > _MOST_TEXT:
            self.close()
            return
        place = edit.place()
        self._offers = offers_at(text, place)
        if not self._offers.texts or (typed and self._offers.start == place):
            self.close()
            return
        start = edit.cursor_of(self._offers.start, self._offers.start)
        below = edit.viewport().mapToGlobal(edit.cursorRect(start).bottomLeft())
        self.list.show_offers([each.strip() for each in self._offers.texts], QPoint(below))

    def take(self, place: int) -> None:
        """Put an offer in, in place of the word that was begun."""
        if not 0 <= place < len(self._offers.texts):
            return
        cursor = self._text.cursor_of(self._offers.start, self._text.place())
        cursor.insertText(self._offers.texts[place])
        self.close()
        self._text.setTextCursor(cursor)
        self._text.ensureCursorVisible()
        self._turn.start()  # the value may be one of few

    def close(self) -> None:
        """Offer nothing."""
        self._turn.stop()
        self.list.hide()

    def _offer_typed(self) -> None:
        text, place = self._text.toPlainText(), self._text.place()
        self.offer(typed=not text[:place].rstrip(" ").endswith("="))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.FocusOut, QEvent.Type.Hide, QEvent.Type.MouseButtonPress):
            self.close()
        elif watched is self._text and isinstance(event, QKeyEvent):
            if kind == QEvent.Type.ShortcutOverride and self._chooses(event):
                event.accept()
                return True
            if kind == QEvent.Type.KeyPress:
                return self._press(event)
        return super().eventFilter(watched, event)

    def _chooses(self, event: QKeyEvent) -> bool:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if not self.list.isVisible() or not plain or event.key() not in _CHOOSING:
            return False
        enter = event.key() in (Key.Key_Return, Key.Key_Enter)
        return not enter or self.list.chosen >= 0

    def _press(self, event: QKeyEvent) -> bool:
        if self._chooses(event):
            if event.key() == Key.Key_Escape:
                self.close()
            elif event.key() in (Key.Key_Up, Key.Key_Down):
                self.list.step(1 if event.key() == Key.Key_Down else -1)
            else:
                self.take(max(0, self.list.chosen))
            return True
        writes = bool(event.text().strip()) and event.text().isprintable()
        if writes or (event.key() == Key.Key_Backspace and self.list.isVisible()):
            self._turn.start()
        elif event.text() or event.key() in _CHOOSING:
            self.close()
        return False
