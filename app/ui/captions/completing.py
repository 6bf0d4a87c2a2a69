"""Offers words and phrases under the cursor while a caption is written."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from app.core.captions.vocabulary import Offer
from app.ui.captions.completing_list import OfferList
from app.ui.captions.completing_words import CaptionWords
from app.ui.captions.rewriting import characters, is_composing, units
from app.ui.preferences import PreferenceStore

Key = Qt.Key
_TAKING = (Key.Key_Return, Key.Key_Enter)
_WRITING = (Key.Key_Backspace,)
_KEEP = QTextCursor.MoveMode.KeepAnchor


def attach_completing(
    edit: QPlainTextEdit,
    words: CaptionWords,
    preferences: PreferenceStore,
    *,
    tab_takes: bool = True,
) -> Completing:
    """Offer words while a text is written; it ends with the text."""
    return Completing(edit, words, preferences, tab_takes=tab_takes)


class Completing(QObject):
    """Tab takes the first offer, or the chosen one; Enter only one that was chosen with the arrows.

    The keys stay with the text: an input method, Enter and all else work as if nothing was offered.
    Without ``tab_takes`` that holds for Tab, too.

    Attributes:
        list: What is offered; hidden while nothing is.
    """

    def __init__(
        self,
        edit: QPlainTextEdit,
        words: CaptionWords,
        preferences: PreferenceStore,
        *,
        tab_takes: bool,
    ) -> None:
        super().__init__(edit)
        self._edit, self._words, self._preferences = edit, words, preferences
        self._always = {Key.Key_Escape, Key.Key_Down, *([Key.Key_Tab] if tab_takes else [])}
        self.list = OfferList(edit, self.tr("Tab") if tab_takes else "↓")
        self.list.picked.connect(self.take)
        self._offers: tuple[Offer, ...] = ()
        self._turn = QTimer(self, singleShot=True, interval=0)  # once the key is in the text
        self._turn.timeout.connect(self.offer)
        edit.installEventFilter(self)
        edit.viewport().installEventFilter(self)
        edit.cursorPositionChanged.connect(self._on_cursor)
        edit.verticalScrollBar().valueChanged.connect(self.close)
        self._place = -1

    @property
    def offers(self) -> tuple[Offer, ...]:
        """What is offered now, the likeliest first."""
        return self._offers if self.list.isVisible() else ()

    def offer(self) -> None:
        """Offer what may be meant where the cursor stands."""
        cursor, edit = self._edit.textCursor(), self._edit
        fits = not cursor.hasSelection() and edit.hasFocus() and not is_composing(edit)
        if not self._preferences.value.completing or edit.isReadOnly() or not fits:
            self.close()
            return
        text = cursor.block().text()
        here = characters(text, cursor.positionInBlock())
        inside = text[here : here + 1].isalpha()  # of a word
        self._offers = () if inside else self._words.offers(text[:here])
        if not self._offers:
            self.close()
            return
        self._place = cursor.position()
        self.list.show_offers([each.text for each in self._offers], self._below())

    def take(self, place: int) -> None:
        """Put an offer in; a word that stood behind the cursor stays."""
        if not 0 <= place < len(self._offers):
            return
        offer = self._offers[place]
        cursor = self._typed(offer)
        cursor.insertText(offer.text)
        self.close()
        self._edit.setTextCursor(cursor)
        self._edit.ensureCursorVisible()

    def close(self) -> None:
        """Offer nothing."""
        self._turn.stop()
        self.list.hide()

    def _typed(self, offer: Offer) -> QTextCursor:
        """Return a selection of what an offer takes the place of."""
        cursor = self._edit.textCursor()
        text = cursor.block().text()
        here = characters(text, cursor.positionInBlock())
        cursor.setPosition(cursor.block().position() + units(text, here - offer.typed))
        cursor.setPosition(cursor.block().position() + units(text, here), _KEEP)
        return cursor

    def _below(self) -> QPoint:
        """Return the place on the screen under the first letter typed."""
        start = self._typed(self._offers[0])
        start.setPosition(start.selectionStart())
        return self._edit.viewport().mapToGlobal(self._edit.cursorRect(start).bottomLeft())

    def _on_cursor(self) -> None:
        """Offer nothing any more where the cursor went elsewhere, or the text changed there."""
        moved = self._edit.textCursor().position() != self._place
        if moved and self.list.isVisible() and not self._turn.isActive():
            self.list.hide()

    # ---------------------------------------------------------------------------------- the keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys that choose an offer; look anew after those that write."""
        kind = event.type()
        if kind == QEvent.Type.InputMethod and isinstance(event, QInputMethodEvent):
            self._on_input_method(event)
        elif kind in (QEvent.Type.FocusOut, QEvent.Type.Hide, QEvent.Type.MouseButtonPress):
            self.close()
        elif watched is self._edit and isinstance(event, QKeyEvent):
            if kind == QEvent.Type.ShortcutOverride and self._is_ours(event):
                event.accept()  # no command gets the key
                return True
            if kind == QEvent.Type.KeyPress:
                return self._on_key(event)
        return super().eventFilter(watched, event)

    def _on_input_method(self, event: QInputMethodEvent) -> None:
        if event.preeditString():
            self.close()
        elif event.commitString():
            self._turn.start()

    def _is_ours(self, event: QKeyEvent) -> bool:
        """Return whether a key chooses an offer, or sends them away."""
        if not self.list.isVisible() or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        chosen = self.list.chosen >= 0
        also = (*_TAKING, Key.Key_Tab, Key.Key_Up)
        return event.key() in self._always or (chosen and event.key() in also)

    def _on_key(self, event: QKeyEvent) -> bool:
        if self._is_ours(event):
            self._choose(Key(event.key()))
            return True
        held = event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        )
        writes = bool(event.text().strip()) and event.text().isprintable() and not held
        if writes or (event.key() in _WRITING and self.list.isVisible()):
            self._turn.start()
        elif event.text() or event.key() in _TAKING:
            self.close()
        return False

    def _choose(self, key: Key) -> None:
        if key == Key.Key_Escape:
            self.close()
        elif key in (Key.Key_Down, Key.Key_Up):
            self.list.step(1 if key == Key.Key_Down else -1)
        else:
            self.take(max(0, self.list.chosen))
