"""The field of a filter: offers what may be meant while one types, and remembers what was used."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QCompleter,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.core.browsing.completing import Completion, Completions, completions, filled
from app.core.browsing.vocabulary import GRID, Language
from app.core.language import tr
from app.ui import theme
from app.ui.widgets.fields import SearchField
from app.ui.widgets.painting import box, text_width, words

_ROW, _LEAST, _PAD = 26, 340, 8  # px at zoom 1
_ROWS = 12
_NOTE = Qt.ItemDataRole.UserRole + 1

Names = Callable[[], tuple[Sequence[str], Sequence[str]]]
"""Returns tags and names of films to offer."""


class FilterField(SearchField):
    """A filter with offers under it: Tab takes the first, Enter the chosen one.

    Up and Down go through the filters that were used, while nothing is offered.
    """

    used = Signal(str)  # a filter that one is done with: Enter, or the field is left

    def __init__(
        self,
        placeholder: str,
        names: Names,
        language: Language = GRID,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(placeholder, parent)
        self._names, self._language = names, language
        self._found = Completions(0, 0, ())
        self._past: Sequence[str] = ()
        self._back = -1  # how far back in the past; -1: in what is being typed
        self._typed = ""
        self._model = QStandardItemModel(self)
        self._completer = QCompleter(self._model, self)
        self._completer.setWidget(self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(_ROWS)
        self._popup = QListView()
        self._popup.setProperty("popup", True)
        self._popup.setUniformItemSizes(True)
        self._popup.setAccessibleName(self.tr("What may be meant"))
        self._completer.setPopup(self._popup)
        self._popup.setItemDelegate(_Delegate(self._popup))  # after setPopup, which sets its own
        self._popup.clicked.connect(self._on_clicked)
        self.textEdited.connect(self._on_edited)

    @property
    def offers(self) -> tuple[Completion, ...]:
        """What is offered now."""
        return self._found.offers if self._is_offering() else ()

    def set_past(self, past: Sequence[str]) -> None:
        """Set the filters that were used, the last one first."""
        self._past = past

    # ------------------------------------------------------------------------------ offering

    def _is_offering(self) -> bool:
        return self._popup.isVisible()

    def _on_edited(self, text: str) -> None:
        self._back, self._typed = -1, text
        tags, films = self._names()
        self._found = completions(
            text, self.cursorPosition(), tags=tags, films=films, language=self._language
        )
        self._model.clear()
        for offer in self._found.offers:
            item = QStandardItem(offer.text)
            item.setData(tr(offer.note), _NOTE)
            self._model.appendRow(item)
        if not self._found.offers:
            self._popup.hide()
            return
        where = self.rect()
        where.setWidth(max(self.width(), theme.px(_LEAST)))
        self._completer.complete(where)

    def _on_clicked(self, index: QModelIndex) -> None:
        self._take(index.row())

    def _take(self, place: int) -> None:
        """Put an offer in."""
        if not 0 <= place < len(self._found.offers):
            return
        offer = self._found.offers[place]
        text, cursor = filled(self.text(), self._found, offer)
        self._popup.hide()
        self.setText(text)
        self.setCursorPosition(cursor)
        if not offer.done:
            self._on_edited(text)  # the key is there: offer its values

    # ---------------------------------------------------------------------------------- keys

    def event(self, event: QEvent) -> bool:
        """Take Tab before it moves the focus."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
            if event.key() == Qt.Key.Key_Tab and plain and self._is_offering():
                self._take(max(0, self._popup.currentIndex().row()))
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if self._is_offering():
            if key == Qt.Key.Key_Escape:
                self._popup.hide()
                return
            if enter and self._popup.currentIndex().isValid():
                self._take(self._popup.currentIndex().row())
                return
            if enter:
                self._popup.hide()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._go_back(1 if key == Qt.Key.Key_Up else -1)
            return
        if enter:
            self._use()
        super().keyPressEvent(event)

    def _go_back(self, by: int) -> None:
        past = [each for each in self._past if each != self._typed]
        back = max(-1, min(len(past) - 1, self._back + by))
        if back == self._back:
            return
        if self._back < 0:
            self._typed = self.text()
        self._back = back
        self.setText(past[back] if back >= 0 else self._typed)

    def _use(self) -> None:
        text = " ".join(self.text().split())
        if text:
            self.used.emit(text)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if not self._is_offering():
            self._use()
            self.setCursorPosition(0)  # its beginning is what is read


class _Delegate(QStyledItemDelegate):
    """An offer, and dim what it means at its right."""

    def sizeHint(
        self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        width = text_width(theme.font("code"), index.data()) + theme.px(4 * _PAD)
        return QSize(width + text_width(theme.font("small"), index.data(_NOTE)), theme.px(_ROW))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        where = QRectF(option.rect)
        state: QStyle.StateFlag = option.state
        if state & QStyle.StateFlag.State_Selected:
            box(painter, where, fill=theme.color("hover"), radius=5)
        inside = where.adjusted(theme.px(_PAD), 0, -theme.px(_PAD), 0)
        painter.setFont(theme.font("code"))
        words(painter, inside, index.data(), theme.color("text"))
        inside.setLeft(
            inside.left() + text_width(theme.font("code"), index.data()) + theme.px(2 * _PAD)
        )
        painter.setFont(theme.font("small"))
        words(painter, inside, index.data(_NOTE), theme.color("dim"), Qt.AlignmentFlag.AlignRight)
