"""Values that are typed over where they stand: flat until the mouse or the keyboard comes."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.widgets.choices import ComboBox
from app.ui.widgets.fields import LineEdit, set_wrong
from app.ui.widgets.label import Label
from app.ui.widgets.painting import box, hovered, text_width

_HEIGHT, _WIDTH = 26, 116


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

    def show_value(self, text: str) -> bool:
        """Show a value; what is typed over the same value stays. Return whether it is another."""
        if text == self._shown:
            return False
        self._shown = text
        self.setText(text)
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
        width = text_width(self.font(), self._shown) + theme.px(22)
        return QSize(max(theme.px(56), width), theme.px(_HEIGHT))

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


class ValueRow(QWidget):
    """A label, its control at the right, and below what is wrong with it.

    Where nothing can be changed, plain words stand in the control's place.
    """

    def __init__(self, label: str, control: QWidget | None = None, *, tip: str = "") -> None:
        super().__init__()
        self.control = control or QWidget()
        self._words = Label()
        self._words.setContentsMargins(0, 0, theme.px(10), 0)
        self._label = Label(label, "muted")
        self._label.setBuddy(self.control)
        self._error = Label("", "bad", "small", wrap=True)
        self._error.hide()
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(self._label)
        row.addStretch(1)
        row.addWidget(self.control)
        row.addWidget(self._words)
        row.addStrut(theme.px(_HEIGHT))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(2))
        column.addLayout(row)
        column.addWidget(self._error)
        self.control.setVisible(control is not None)  # without a parent it would be a window
        self._words.setVisible(control is None)
        self.setToolTip(tip)

    def show_words(self, words: str) -> None:
        """Show words instead of the control; "" shows the control."""
        self._words.setText(words)
        self._words.setVisible(bool(words))
        self.control.setVisible(not words)

    def words(self) -> str:
        """Return the words that stand in the control's place."""
        return self._words.text()

    def set_error(self, sentence: str) -> None:
        """Say what is wrong with the value; "" when nothing is."""
        set_wrong(self.control, bool(sentence))
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))
        self.control.setAccessibleDescription(sentence)
        self.control.update()

    def error(self) -> str:
        """Return the sentence that is shown."""
        return self._error.text()
