"""What is looked for: a field that knows past searches, with its options inside."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QToolButton, QWidget

from app.ui import theme
from app.ui.widgets.fields import LineEdit
from app.ui.widgets.painting import box, hovered, words
from app.ui.widgets.ringed import Ringed

_WIDTH, _HEIGHT, _GAP = 24, 20, 2
_CENTER = Qt.AlignmentFlag.AlignHCenter


class OptionButton(Ringed, QToolButton):
    """A few letters that are on or off, as "Aa"; in the accent while on."""

    def __init__(self, letters: str, name: str, tip: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._letters = letters
        self.setCheckable(True)
        self.setToolTip(f"{name}: {tip}")
        self.setAccessibleName(name)
        self.setAccessibleDescription(tip)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(_WIDTH), theme.px(_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        on = self.isChecked()
        fill = theme.color("accent_fill" if on else "raised") if on or hovered(self) else None
        edge = theme.color("accent") if self.ring else theme.color("accent_edge") if on else None
        with QPainter(self) as painter:
            box(painter, QRectF(self.rect()), fill=fill, edge=edge, radius=5)
            painter.setFont(theme.font("key"))
            ink = "accent_text" if on else "text" if hovered(self) else "dim"
            words(painter, QRectF(self.rect()), self._letters, theme.color(ink), _CENTER)


class PastField(LineEdit):
    """One line; Up and Down bring back what was typed here before."""

    entered = Signal()
    escaped = Signal()

    def __init__(self, name: str, placeholder: str) -> None:
        super().__init__(name=name, placeholder=placeholder)
        self._past: Sequence[str] = ()
        self._back = -1  # how far back in the past; -1: in what is being typed
        self._typed = ""
        self.textEdited.connect(self._on_edited)

    def set_past(self, past: Sequence[str]) -> None:
        """Set what was typed before, the last one first."""
        self._past = past

    def _on_edited(self, text: str) -> None:
        self._back, self._typed = -1, text

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._go_back(1 if key == Qt.Key.Key_Up else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif key == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)

    def _go_back(self, by: int) -> None:
        if self._back < 0:
            self._typed = self.text()
        past = [each for each in self._past if each != self._typed]
        back = max(-1, min(len(past) - 1, self._back + by))
        if back != self._back:
            self._back = back
            self.setText(past[back] if back >= 0 else self._typed)


class FindField(PastField):
    """What is looked for, and how."""

    options_changed = Signal()

    def __init__(self) -> None:
        super().__init__("", "")
        self.setPlaceholderText(self.tr("Find"))
        self.setAccessibleName(self.tr("Find"))
        self.case = OptionButton(
            "Aa",
            self.tr("Match case"),
            self.tr("capitals matter; off: a word that is replaced keeps its capital"),
            self,
        )
        self.whole = OptionButton(
            "W", self.tr("Whole words"), self.tr("not within a longer word"), self
        )
        self.expression = OptionButton(
            ".*",
            self.tr("Regular expression"),
            self.tr(r"(\w+) finds a word, \1 puts it in, \n is a line break"),
            self,
        )
        self._options = (self.case, self.whole, self.expression)
        for button in self._options:
            button.toggled.connect(self.options_changed)
        theme.changes().changed.connect(self._place)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        width, height, gap = theme.px(_WIDTH), theme.px(_HEIGHT), theme.px(_GAP)
        left = self.width() - theme.px(5) - len(self._options) * (width + gap)
        for button in self._options:
            button.setGeometry(left, (self.height() - height) // 2, width, height)
            left += width + gap
        self.setTextMargins(0, 0, len(self._options) * (width + gap), 0)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.StyleChange:
            self._place()
        return done
