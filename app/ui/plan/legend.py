"""What the colours of a picture mean."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Signal
from PySide6.QtGui import QColor, QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.painting import box, text_width, words

_SWATCH, _GAP, _LINE = 9, 6, 20  # px


class Key(QWidget):
    """A colour and its words.

    Signals:
        pointed: The mouse came (True) or went.
    """

    pointed = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._color, self._text = QColor(), ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_key(self, color: QColor, text: str, tip: str) -> None:
        """Show another colour and its words."""
        self._color, self._text = color, text
        self.setToolTip(tip)
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """Return its words."""
        return self._text

    def sizeHint(self) -> QSize:
        wide = text_width(theme.font("small"), self._text) + theme.px(_SWATCH + _GAP) + 2
        return QSize(wide, theme.px(_LINE))

    def paintEvent(self, _event: QPaintEvent) -> None:
        side = theme.px(_SWATCH)
        with QPainter(self) as painter:
            swatch = QRectF(0, (self.height() - side) // 2, side, side)
            box(painter, swatch, fill=self._color, radius=2)
            painter.setFont(theme.font("small"))
            left = side + theme.px(_GAP)
            where = QRectF(left, 0, self.width() - left, self.height())
            words(painter, where, self._text, theme.color("muted"))

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.pointed.emit(True)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pointed.emit(False)


class Legend(QWidget):
    """Keys in as many lines as they need.

    Signals:
        pointed: The place of the key under the mouse; -1: none is.
    """

    pointed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._keys: list[Key] = []
        self._flow = FlowLayout(self, gap=16, line_gap=2)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_keys(self, keys: Sequence[tuple[QColor, str, str]]) -> None:
        """Show colours, their words, and what more is to be said of each."""
        while len(self._keys) < len(keys):
            key, place = Key(), len(self._keys)
            key.pointed.connect(lambda on, place=place: self.pointed.emit(place if on else -1))
            self._flow.addWidget(key)
            self._keys.append(key)
        for key, (color, text, tip) in zip(self._keys, keys, strict=False):
            key.show_key(color, text, tip)
        for place, key in enumerate(self._keys):
            key.setVisible(place < len(keys))

    def texts(self) -> list[str]:
        """Return the words that are shown."""
        return [key.text() for key in self._keys if not key.isHidden()]
