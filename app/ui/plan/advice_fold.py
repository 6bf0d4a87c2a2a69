"""A section of *Advice*: a head that opens and shuts what is below it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from app.ui import icons, theme
from app.ui.widgets.painting import box, hovered, text_width, words
from app.ui.widgets.ringed import Ringed
from app.ui.widgets.surface import Hairline

_HEIGHT, _ICON = 34, 14


class _Head(Ringed, QAbstractButton):
    """The words of a section, and at the right what is in it, while it is shut."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.summary = ""
        self.setText(title)
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(title)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(160), theme.px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(80), theme.px(_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        side, height = theme.px(_ICON), self.height()
        with QPainter(self) as painter:
            if self.ring:
                box(painter, QRectF(self.rect()), edge=theme.color("accent"), radius=6)
            icon = "chevron-down" if self.isChecked() else "chevron-right"
            lit = hovered(self)
            icons.draw(
                painter, QRectF(theme.px(2), 0, side, height), icon, "text" if lit else "muted"
            )
            left = side + theme.px(8)
            painter.setFont(theme.font("strong"))
            title = text_width(theme.font("strong"), self.text())
            words(painter, QRectF(left, 0, title, height), self.text(), theme.color("text"))
            rest = left + title + theme.px(12)
            if self.summary and not self.isChecked():
                painter.setFont(theme.font("small"))
                end = self.width() - theme.px(7) * self.ring
                room = QRectF(rest, 0, max(0, end - rest), height)
                right = Qt.AlignmentFlag.AlignRight
                words(painter, room, self.summary, theme.color("muted"), right)


class Fold(QWidget):
    """Put widgets into ``body``.

    Signals:
        opened: It was opened: what is in it may be counted now.
    """

    opened = Signal()

    def __init__(self, title: str, *, open_: bool = False, tip: str = "") -> None:
        super().__init__()
        self.head = _Head(title)
        self.head.setToolTip(tip)
        self.head.toggled.connect(self._on_toggled)
        self._inside = QWidget()
        self.body = QVBoxLayout(self._inside)
        self.body.setContentsMargins(0, theme.px(4), 0, theme.px(14))
        self.body.setSpacing(theme.px(8))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self._inside)
        column.addWidget(Hairline())
        self._inside.setVisible(open_)
        self.head.setChecked(open_)

    def is_open(self) -> bool:
        """Return whether what is in it is shown."""
        return self.head.isChecked()

    def open(self) -> None:
        """Show what is in it."""
        self.head.setChecked(True)

    def set_summary(self, summary: str) -> None:
        """Say what is in it, for the head of a section that is shut."""
        self.head.summary = summary
        self.head.setAccessibleDescription(summary)
        self.head.update()

    def _on_toggled(self, on: bool) -> None:
        self._inside.setVisible(on)
        if on:
            self.opened.emit()
