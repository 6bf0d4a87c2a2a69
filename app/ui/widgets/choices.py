"""Choosing: from a list, a number, yes or no, one of a few views."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QSizePolicy,
    QSpinBox,
    QStyledItemDelegate,
    QWidget,
)

from app.ui import icons, theme
from app.ui.widgets.painting import CONTROL_HEIGHT, box, hovered, text_width, words


class ComboBox(QComboBox):
    """One of a list; the wheel scrolls the page, not the value."""

    def __init__(self, items: list[str] | None = None, *, name: str = "") -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setItemDelegate(QStyledItemDelegate(self))
        self.addItems(items or [])

    def sizeHint(self) -> QSize:
        texts = [self.itemText(n) for n in range(self.count())]
        widest = max((text_width(self.font(), text) for text in texts), default=theme.px(60))
        return QSize(widest + theme.px(44), theme.px(CONTROL_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(72), theme.px(CONTROL_HEIGHT))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        where = QRectF(self.rect())
        ink = "text" if self.isEnabled() else "faint"
        with QPainter(self) as painter:
            _draw_field(self, painter)
            size = theme.px(14)
            spot = QRectF(where.right() - size - theme.px(9), 0, size, where.height())
            icons.draw(painter, spot, "chevron-down", "muted" if self.isEnabled() else "faint")
            painter.setFont(self.font())
            inside = where.adjusted(theme.px(11), 0, 0, 0)
            inside.setRight(spot.left() - theme.px(4))
            shown = self.currentText() or self.placeholderText()
            words(painter, inside, shown, theme.color(ink if self.currentText() else "dim"))


def _draw_field(field: QWidget, painter: QPainter) -> None:
    """Draw the box that is typed into, in the state that ``field`` is in."""
    edge = "line_strong" if hovered(field) else "line"
    edge = "accent" if field.hasFocus() else edge
    edge = "bad" if field.property("wrong") else edge
    edge = edge if field.isEnabled() else "line_soft"
    fill = theme.color("inset" if field.isEnabled() else "surface")
    box(painter, QRectF(field.rect()), fill=fill, edge=theme.color(edge))


class SpinBox(QSpinBox):
    """A whole number in ``low`` to ``high``: typed, or by the arrow keys; changed when done."""

    def __init__(
        self, low: int = 0, high: int = 99, value: int = 0, *, name: str = "", step: int = 1
    ) -> None:
        super().__init__()
        self.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.setAccessibleName(name)
        side = theme.px(8)
        self.lineEdit().setTextMargins(side, 0, side, 0)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCorrectionMode(QSpinBox.CorrectionMode.CorrectToNearestValue)
        self.setKeyboardTracking(False)
        self.setRange(low, high)
        self.setSingleStep(step)
        self.setValue(value)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width() + theme.px(16), theme.px(CONTROL_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(48), theme.px(CONTROL_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            _draw_field(self, painter)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class CheckBox(QCheckBox):
    """Yes or no, or partly, in a list of such."""

    def __init__(self, text: str, checked: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setChecked(checked)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        return QSize(text_width(self.font(), self.text()) + theme.px(26), theme.px(24))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: object) -> bool:  # the whole of it, not the style's idea of it
        return self.rect().contains(pos)  # type: ignore[call-overload, no-any-return]

    def paintEvent(self, _event: QPaintEvent) -> None:
        side = theme.px(16)
        mark = QRectF(0, (self.height() - side) // 2, side, side)
        on = self.checkState() != Qt.CheckState.Unchecked
        edge = "line_strong" if not hovered(self) else "dim"
        edge = "accent" if on or self.hasFocus() else edge
        fill = "accent" if on else "inset"
        if not self.isEnabled():
            edge, fill = "line", "raised" if on else "surface"
        with QPainter(self) as painter:
            box(painter, mark, fill=theme.color(fill), edge=theme.color(edge), radius=4)
            if on:
                icon = "check" if self.checkState() == Qt.CheckState.Checked else "minus"
                inner = mark.adjusted(2, 2, -2, -2)
                icons.draw(painter, inner, icon, "on_accent" if self.isEnabled() else "faint")
            if on and self.hasFocus():
                ring = mark.adjusted(-2, -2, 2, 2) & QRectF(self.rect())
                box(painter, ring, edge=theme.color("accent"), radius=5)
            painter.setFont(self.font())
            room = QRectF(self.rect()).adjusted(side + theme.px(9), 0, 0, 0)
            words(painter, room, self.text(), theme.color("text" if self.isEnabled() else "faint"))


class Switch(QAbstractButton):
    """On or off, at once. The words beside it are its text."""

    def __init__(self, text: str = "", checked: bool = False, *, name: str = "") -> None:
        super().__init__()
        self.setText(text)
        self.setCheckable(True)
        self.setChecked(checked)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name or text)

    def sizeHint(self) -> QSize:
        width = theme.px(34) + (text_width(self.font(), self.text()) + theme.px(10)) * bool(
            self.text()
        )
        return QSize(width, theme.px(24))

    def paintEvent(self, _event: QPaintEvent) -> None:
        width, height = theme.px(32), theme.px(18)
        track = QRectF(1, (self.height() - height) // 2, width, height)
        on, live = self.isChecked(), self.isEnabled()
        fill = "accent" if on and live else "raised"
        edge = "line_strong" if live else "line"
        knob = ("on_accent" if on else "muted") if live else "faint"
        with QPainter(self) as painter:
            line = None if on and live else theme.color(edge)
            box(painter, track, fill=theme.color(fill), edge=line, radius=height)
            if self.hasFocus():
                ring = track.adjusted(-1, -2, 1, 2) if on else track
                box(painter, ring, edge=theme.color("accent"), radius=height)
            side = height - theme.px(6)
            left = track.right() - side - theme.px(3) if on else track.left() + theme.px(3)
            spot = QRectF(left, track.top() + theme.px(3), side, side)
            box(painter, spot, fill=theme.color(knob), radius=height)
            painter.setFont(self.font())
            room = QRectF(self.rect()).adjusted(width + theme.px(10), 0, 0, 0)
            words(painter, room, self.text(), theme.color("text" if live else "faint"))
