"""What lies under other widgets: panels, cards, splitters."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QSplitter, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.widgets.button import IconButton
from app.ui.widgets.label import Label
from app.ui.widgets.painting import box
from app.ui.zooming import WANTED

CARD_RADIUS = 10


class Surface(QWidget):
    """A flat panel in the colour of a surface token."""

    def __init__(
        self,
        surface: Literal["rail", "background", "surface", "inset", "stage"] = "surface",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", surface)


class Card(QWidget):
    """A rounded box with an optional title row, a coloured left edge and a menu button.

    Put widgets into ``body`` (a QVBoxLayout) and, right in the title row, through `add_to_head`.
    """

    menu_requested = Signal()

    def __init__(
        self,
        title: str = "",
        *,
        tone: theme.Tone | None = None,
        menu: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tone, self._selected = tone, False
        outer = QVBoxLayout(self)
        outer.setContentsMargins(*(theme.px(n) for n in (16, 12, 14, 14)))
        outer.setSpacing(theme.px(8))
        # Only where it is shown: a layout that is in no widget is left to Python's garbage
        # collector, which may take it with a whole window, and Qt does not always survive that.
        self._title: Label | None = None
        if title or menu:
            outer.addLayout(self._made_head(title, menu=menu))
        self.body = QVBoxLayout()
        self.body.setSpacing(theme.px(8))
        outer.addLayout(self.body)
        self.setAccessibleName(title)

    def _made_head(self, title: str, *, menu: bool) -> QHBoxLayout:
        self._head = QHBoxLayout()
        self._head.setSpacing(theme.px(8))
        self._title = Label(title, role="strong")
        self._head.addWidget(self._title)
        self._head.addStretch(1)
        if menu:
            dots = IconButton("dots", self.tr("More"), size=22)
            dots.clicked.connect(self.menu_requested)
            self._head.addWidget(dots)
        return self._head

    def set_title(self, title: str) -> None:
        """Change the words of the title row of a card that has one."""
        if self._title is not None:
            self._title.setText(title)
        self.setAccessibleName(title)

    def set_tone(self, tone: theme.Tone | None) -> None:
        """Colour the left edge, or leave it plain."""
        self._tone = tone
        self.update()

    def set_selected(self, selected: bool) -> None:
        """Frame the card in the accent."""
        self._selected = selected
        self.update()

    def add_to_head(self, widget: QWidget) -> None:
        """Put ``widget`` at the right of the title row of a card that has one."""
        self._head.addWidget(widget)

    def paintEvent(self, _event: QPaintEvent) -> None:
        where = QRectF(self.rect())
        edge = theme.color("accent" if self._selected else "line")
        with QPainter(self) as painter:
            box(painter, where, fill=theme.color("surface"), edge=edge, radius=CARD_RADIUS)
            if self._tone is None:
                return
            radius = CARD_RADIUS * theme.zoom()
            shape = QPainterPath()
            shape.addRoundedRect(where, radius, radius)
            painter.setClipPath(shape)
            tone = theme.tone_color(self._tone, "solid")
            painter.fillRect(QRectF(0, 0, theme.px(3), where.height()), tone)


class Hairline(QWidget):
    """A line of one pixel between things."""

    def __init__(self, orientation: Qt.Orientation = Qt.Orientation.Horizontal) -> None:
        super().__init__()
        if orientation == Qt.Orientation.Horizontal:
            self.setFixedHeight(1)
        else:
            self.setFixedWidth(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(event.rect(), theme.color("line"))


class ScrollPane(QScrollArea):
    """What may be higher than its place; shows the surface it lies on.

    A ``yielding`` one wants to be just as high as what is in it, and leaves the rest to others.
    """

    def __init__(self, inner: QWidget, *, yielding: bool = False) -> None:
        super().__init__()
        self._inner, self._yielding = inner, yielding
        if yielding:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inner)
        inner.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)

    def sizeHint(self) -> QSize:
        inner = self._inner
        if not self._yielding:
            return super().sizeHint()
        wide = inner.heightForWidth(self.viewport().width()) if inner.hasHeightForWidth() else -1
        return QSize(inner.sizeHint().width(), max(wide, inner.sizeHint().height()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._yielding and event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self.updateGeometry()
        return super().eventFilter(watched, event)


class Splitter(QSplitter):
    """Panes parted by a hairline that is 1 px to the eye and 7 px to the mouse."""

    def __init__(self, orientation: Qt.Orientation = Qt.Orientation.Horizontal) -> None:
        super().__init__(orientation)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)  # Qt widens the handle for the mouse by itself below 5 px
        self.splitterMoved.connect(self._on_moved)

    def _on_moved(self) -> None:
        self.setProperty(WANTED, None)  # from now on it is as the hand had it
