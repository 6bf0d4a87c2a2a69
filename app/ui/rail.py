"""The left rail: the stages of the work in their order, and what is always at hand."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.ui import icons, theme
from app.ui.actions import Actions, follow_key
from app.ui.widgets.button import key_text as cap
from app.ui.widgets.painting import box, hovered, text_width, words
from app.ui.widgets.ringed import Ringed
from app.ui.widgets.surface import Surface

WIDTH = 72
_ITEM, _ICON = 54, 20
_NARROWEST = 0.75  # of the usual width of a letter
_SHORT = 9  # letters that fit below an icon


class RailItem(Ringed, QWidget):
    """An icon over a word; acts as its action does, and is lit where the action is checked."""

    def __init__(
        self, action: QAction, icon: str, word: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._action, self._icon, self._word = action, icon, word
        self._badge = ""
        theme.set_font(self, "small")
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        action.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        keys = self._action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        self.setAccessibleName(self._action.text())
        tip = f"{self._action.text()}  {keys}".rstrip()
        self.setToolTip(f"{tip}\n{self._badge}" if self._badge else tip)
        self.setEnabled(self._action.isEnabled())
        self.update()

    def leads_to(self, action: QAction) -> bool:
        """Return whether it acts as an action does."""
        return action is self._action

    def set_word(self, word: str) -> None:
        """Show another word."""
        self._word = word
        self.update()

    def set_badge(self, words: str) -> None:
        """Light a dot on the icon for what goes on there; empty: nothing does."""
        if words != self._badge:
            self._badge = words
            self.setAccessibleDescription(words)
            self._follow()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(WIDTH - 12), theme.px(_ITEM))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(
            event.position().toPoint()
        ):
            self._action.trigger()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._action.trigger()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        chosen, lit = self._action.isChecked(), hovered(self)
        ink = "text" if chosen or lit else "muted"
        where = QRectF(self.rect())
        size = theme.px(_ICON)
        with QPainter(self) as painter:
            if chosen or lit or self.ring:
                fill = theme.color("raised" if chosen else "surface")
                edge = theme.color("accent") if self.ring else None
                box(painter, where, fill=fill, edge=edge, radius=8)
            spot = QRectF((where.width() - size) / 2, theme.px(9), size, size)
            icons.draw(painter, spot, self._icon, "accent_text" if chosen else ink)
            if self._badge:
                dot = QRectF(spot.right(), spot.top() - theme.px(2), theme.px(8), theme.px(8))
                fill = theme.tone_color("info", "solid")
                box(painter, dot, fill=fill, edge=theme.color("rail"), radius=8)
            painter.setFont(self.font())
            narrow = self.narrowing()
            painter.translate(where.center().x(), 0)
            painter.scale(narrow, 1)
            wide = where.width() / narrow
            below = QRectF(-wide / 2, spot.bottom() + theme.px(2), wide, theme.px(18))
            words(painter, below, self._word, theme.color(ink), Qt.AlignmentFlag.AlignCenter)

    def narrowing(self) -> float:
        """Return how much narrower than usual its letters are drawn, so that a long word fits."""
        wide = text_width(self.font(), self._word) + theme.px(2)
        return max(_NARROWEST, min(1.0, self.width() / wide))


class Rail(Surface):
    """The stages above, search, help and settings below; the logo leads home."""

    home_asked = Signal()

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__("rail", parent)
        self._column = QVBoxLayout(self)
        self._logo = _Logo(self)
        self._logo.clicked.connect(self.home_asked)
        self._column.addWidget(self._logo)
        self._stages = QVBoxLayout()
        self._items: list[RailItem] = []
        self._column.addLayout(self._stages)
        self._column.addStretch()
        for command, icon, word in (
            ("view.palette", "search", self.tr("Search")),
            ("view.help", "help", self.tr("Help")),
            ("edit.settings", "settings", self.tr("Settings")),
        ):
            self._column.addWidget(RailItem(actions[command], icon, word, self))
        follow_key(self, "view.palette", self._name_search)
        theme.changes().changed.connect(self._size)
        self._size()

    def _name_search(self, key: str) -> None:
        """Say the key of the search, as there are no better words for it; or else those."""
        item = self.findChildren(RailItem)[0]
        short = cap(key) if key else ""
        item.set_word(short if 0 < len(short) <= _SHORT else self.tr("Search"))

    def add_stage(self, action: QAction, icon: str, word: str) -> None:
        """Show a stage of the work, below those that are there."""
        action.setCheckable(True)
        item = RailItem(action, icon, word, self)
        self._items.append(item)
        self._stages.addWidget(item)

    def item_of(self, action: QAction) -> RailItem:
        """Return the item of a stage."""
        return next(item for item in self._items if item.leads_to(action))

    def badge(self, action: QAction, words: str) -> None:
        """Say at a stage what goes on there; empty: nothing does."""
        for item in self._items:
            if item.leads_to(action):
                item.set_badge(words)

    def show_stages(self, shown: bool) -> None:
        """Show the stages, or none where no project is open."""
        for item in self._items:
            item.setVisible(shown)

    def _size(self) -> None:
        self.setFixedWidth(theme.px(WIDTH))
        self._column.setContentsMargins(*(theme.px(n) for n in (6, 14, 6, 10)))
        self._column.setSpacing(theme.px(6))
        self._stages.setSpacing(theme.px(6))


class _Logo(QWidget):
    """The program's sign; a click goes to the page with all projects."""

    clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Projects"))
        self.setToolTip(self.tr("Projects"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(WIDTH - 12), theme.px(46))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        size = theme.px(34)
        with QPainter(self) as painter:
            icons.draw(painter, QRectF((self.width() - size) / 2, 0, size, size), "logo", "accent")

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        return super().event(event)
