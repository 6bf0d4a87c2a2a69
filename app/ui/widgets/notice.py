"""Trouble said where it happened: one sentence, and what can be done."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from app.ui import icons, theme
from app.ui.widgets.button import Button, IconButton
from app.ui.widgets.label import Label
from app.ui.widgets.painting import box

Grade = Literal["bad", "warn", "info", "good"]
_ICONS: dict[Grade, str] = {"bad": "bad", "warn": "warn", "info": "info", "good": "pick"}


class Notice(QWidget):
    """A bar in the colour of its grade: sentence, optional action, optional ×.

    A ``narrow`` one has the action under the sentence.
    ``detail`` (the technical part of an AppError) is its tooltip. Closing hides it and tells.
    """

    acted = Signal()
    closed = Signal()

    def __init__(
        self,
        sentence: str = "",
        grade: Grade = "info",
        *,
        detail: str = "",
        action: str = "",
        closable: bool = True,
        narrow: bool = False,
    ) -> None:
        super().__init__()
        self._grade: Grade = grade
        self._sentence = Label(sentence, wrap=True)
        self._sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._action = Button(action, "raised")
        self._action.clicked.connect(self.acted)
        self._close = IconButton("x", self.tr("Dismiss"), size=24)
        self._close.clicked.connect(self._on_close)
        grid = QGridLayout(self)
        grid.setContentsMargins(*(theme.px(n) for n in (38, 8, 8, 8)))
        grid.setSpacing(theme.px(8))
        grid.setColumnStretch(0, 1)
        at = Qt.AlignmentFlag
        grid.addWidget(self._sentence, 0, 0)
        if narrow:
            grid.addWidget(self._action, 1, 0, at.AlignLeft)
            grid.addWidget(self._close, 0, 1, at.AlignTop)
        else:
            grid.addWidget(self._action, 0, 1, at.AlignVCenter)
            grid.addWidget(self._close, 0, 2, at.AlignVCenter)
        self._close.setVisible(closable)  # not before it has a parent: it would be a window
        self.say(sentence, grade, detail=detail, action=action)

    def say(self, sentence: str, grade: Grade, *, detail: str = "", action: str = "") -> None:
        """Say something else; it does not show itself."""
        self._grade = grade
        self._sentence.setText(sentence)
        self._action.setText(action)
        self._action.setVisible(bool(action))
        self.setToolTip(detail)
        self.setAccessibleName(sentence)
        self.update()

    def focus_action(self) -> None:
        """Let Enter do what is offered."""
        self._action.setFocus(Qt.FocusReason.TabFocusReason)

    def sentence(self) -> str:
        """Return what it says."""
        return self._sentence.text()

    def grade(self) -> Grade:
        """Return how bad it is."""
        return self._grade

    def _on_close(self) -> None:
        self.hide()
        self.closed.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        where = QRectF(self.rect())
        fill, edge = (theme.tone_color(self._grade, part) for part in ("fill", "edge"))
        side = theme.px(18)
        one_line = self._sentence.height() < 2 * self._sentence.fontMetrics().lineSpacing()
        first = where.height() if one_line else theme.px(34)
        spot = QRectF(theme.px(12), 0, side, first)
        with QPainter(self) as painter:
            box(painter, where, fill=fill, edge=edge, radius=8)
            icons.draw(painter, spot, _ICONS[self._grade], theme.tone_color(self._grade))
