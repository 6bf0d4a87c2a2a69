"""A screen that has nothing yet says what belongs there and offers the way."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui import icons, theme
from app.ui.widgets.button import Button
from app.ui.widgets.label import Label
from app.ui.widgets.painting import box

_CENTER = Qt.AlignmentFlag.AlignHCenter


class _Emblem(QWidget):
    """An icon in a soft box."""

    def __init__(self, icon: str) -> None:
        super().__init__()
        self._icon = icon
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(56), theme.px(56))

    def paintEvent(self, _event: QPaintEvent) -> None:
        where = QRectF(self.rect())
        side = theme.px(26)
        spot = QRectF(0, 0, side, side)
        spot.moveCenter(where.center())
        with QPainter(self) as painter:
            fill, edge = theme.color("raised"), theme.color("line")
            box(painter, where, fill=fill, edge=edge, radius=16)
            icons.draw(painter, spot, self._icon, "muted")


class EmptyState(QWidget):
    """Icon, title, a sentence, and a few buttons, in the middle of what it fills."""

    def __init__(
        self,
        icon: str,
        title: str,
        sentence: str,
        *,
        primary: Button | None = None,
        secondary: Button | None = None,
        buttons: Sequence[Button] = (),
    ) -> None:
        super().__init__()
        self._title = Label(title, role="title", wrap=True)
        self._sentence = Label(sentence, "muted", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(24),) * 4)
        column.setSpacing(theme.px(8))
        column.addStretch(2)
        column.addWidget(_Emblem(icon), 0, _CENTER)
        column.addSpacing(theme.px(8))
        for label in (self._title, self._sentence):
            label.setAlignment(_CENTER)
            label.setMinimumWidth(theme.px(120))
            label.setMaximumWidth(theme.px(420))
            centred = QHBoxLayout()
            centred.addStretch(1)
            centred.addWidget(label, 100)
            centred.addStretch(1)
            column.addLayout(centred)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addStretch(1)
        for button in (primary, secondary, *buttons):
            if button is not None:
                row.addWidget(button)
        row.addStretch(1)
        column.addSpacing(theme.px(8))
        column.addLayout(row)
        column.addStretch(3)
        self.setAccessibleName(f"{title}. {sentence}")

    def set_words(self, title: str, sentence: str) -> None:
        """Say something else."""
        self._title.setText(title)
        self._sentence.setText(sentence)
        self.setAccessibleName(f"{title}. {sentence}")
