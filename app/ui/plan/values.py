"""Values that are typed over where they stand: flat until the mouse or the keyboard comes."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from app.ui import theme
from app.ui.widgets.choices import ComboBox
from app.ui.widgets.fields import LineEdit
from app.ui.widgets.painting import box, hovered, text_width

_HEIGHT, _WIDTH = 26, 116
_MOST = 120  # px at zoom 1 that a value claims; a longer one is scrolled in its field


class ValueEdit(LineEdit):
    """A value at the right of its row. Enter or leaving it commits, Escape takes it back.

    Signals:
        committed: Another text than the shown one was typed, and is done.
    """

    committed = Signal(str)

    def __init__(self, *, name: str) -> None:
        super().__init__(name=name)
        self._shown = ""
        self.setProperty("bare", True)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setTextMargins(theme.px(6), 0, theme.px(6), 0)
        self.editingFinished.connect(self._commit)

    def show_value(self, text: str, unset: str = "") -> bool:
        """Show a value; what is typed over the same value stays. Return whether it is another.

        Args:
            text: It; "" where there is none.
            unset: What holds then, shown faintly.
        """
        if unset != self.placeholderText():
            self.setPlaceholderText(unset)
            self.updateGeometry()
        if text == self._shown:
            return False
        self._shown = text
        self.setText(text)
        self.setCursorPosition(0)  # a long one shows its beginning
        self.updateGeometry()
        return True

    def shown(self) -> str:
        """Return the value that holds."""
        return self._shown

    def _commit(self) -> None:
        if self.text() != self._shown:
            self.committed.emit(self.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text() != self._shown:
            self.setText(self._shown)
            self.committed.emit(self._shown)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self.selectAll()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(_WIDTH), theme.px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        width = text_width(self.font(), self._shown or self.placeholderText()) + theme.px(18)
        width = min(max(theme.px(56), width), theme.px(_MOST))
        return QSize(width, theme.px(_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        edge = None
        if self.property("wrong"):
            edge = theme.color("bad")
        elif self.hasFocus():
            edge = theme.color("accent")
        elif hovered(self) and not self.isReadOnly():
            edge = theme.color("line_strong")
        fill = None if self.isReadOnly() else theme.color("inset")
        with QPainter(self) as painter:
            box(painter, QRectF(self.rect()), fill=fill, edge=edge, radius=6)
        super().paintEvent(event)


class ValueChoice(ComboBox):
    """One of a few, as high as a `ValueEdit`."""

    def __init__(self, items: list[str], *, name: str) -> None:
        super().__init__(items, name=name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), theme.px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), theme.px(_HEIGHT))
