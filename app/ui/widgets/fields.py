"""What is typed into: one line, many lines, a filter; and the frame that says what is wrong."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from app.ui import icons, theme
from app.ui.theme import FontRole
from app.ui.widgets.label import Label


def set_wrong(widget: QWidget, wrong: bool) -> None:
    """Frame a field in the colour of errors, or no longer."""
    if bool(widget.property("wrong")) == wrong:
        return
    widget.setProperty("wrong", wrong)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)


class LineEdit(QLineEdit):
    """One line; ``icon`` leads it, ``clearable`` shows an × where there is something to clear."""

    def __init__(
        self,
        text: str = "",
        *,
        name: str = "",
        placeholder: str = "",
        icon: str = "",
        clearable: bool = False,
        role: FontRole = "body",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(name or placeholder)
        if role != "body":
            theme.set_font(self, role)
        self._leading: QAction | None = None
        self._clear: QAction | None = None
        self._icon_name = icon
        if icon:
            self.setProperty("leading", True)
            position = QLineEdit.ActionPosition.LeadingPosition
            self._leading = self.addAction(icons.icon(icon, "dim"), position)
        if clearable:
            position = QLineEdit.ActionPosition.TrailingPosition
            self._clear = self.addAction(icons.icon("x", "dim"), position)
            self._clear.setToolTip(self.tr("Clear"))
            self._clear.triggered.connect(self.clear)
            self.textChanged.connect(self._show_clear)
            self._show_clear(text)
        theme.changes().changed.connect(self._renew_icons)

    def set_wrong(self, wrong: bool) -> None:
        """Frame the field in the colour of errors, or no longer."""
        set_wrong(self, wrong)

    def _show_clear(self, text: str) -> None:
        if self._clear is not None:
            self._clear.setVisible(bool(text))

    def _renew_icons(self) -> None:
        if self._leading is not None:
            self._leading.setIcon(icons.icon(self._icon_name, "dim"))
        if self._clear is not None:
            self._clear.setIcon(icons.icon("x", "dim"))


class SearchField(LineEdit):
    """A filter in fixed-width type: Escape empties it, and leaves it when it is empty."""

    left = Signal()

    def __init__(self, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(
            placeholder=placeholder, icon="search", clearable=True, role="code", parent=parent
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.text():
            self.clear()
        else:
            self.clearFocus()
            self.left.emit()


class PlainTextEdit(QPlainTextEdit):
    """Many lines of plain text; Tab goes to the next control. ``committed``: the focus left it.

    It is ``lines`` high where there is room, and never less than ``least``.
    """

    committed = Signal()

    def __init__(
        self,
        text: str = "",
        *,
        name: str = "",
        placeholder: str = "",
        role: FontRole = "body",
        lines: int = 4,
        least: int = 1,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._lines, self._least = lines, least
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(name or placeholder)
        self.setTabChangesFocus(True)
        theme.set_font(self, role)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._height(self._lines))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(80), self._height(self._least))

    def _height(self, lines: int) -> int:
        return lines * self.fontMetrics().lineSpacing() + theme.px(28)

    def set_wrong(self, wrong: bool) -> None:
        """Frame the field in the colour of errors, or no longer."""
        set_wrong(self, wrong)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.FocusOut:
            self.committed.emit()
        return done


class Field(QWidget):
    """A control under its label, a hint (the default) at the right, an error sentence below."""

    def __init__(self, label: str, control: QWidget, *, hint: str = "", tip: str = "") -> None:
        super().__init__()
        self.control = control
        self._error = Label("", "bad", "small", wrap=True)
        self._error.hide()
        head = QHBoxLayout()
        name = Label(label, "muted", "small")
        name.setBuddy(control)
        self._hint = Label(hint, "dim", "small")
        head.addWidget(name)
        head.addStretch(1)
        head.addWidget(self._hint)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        column.addLayout(head)
        column.addWidget(control)
        column.addWidget(self._error)
        if not control.accessibleName():
            control.setAccessibleName(label)
        self.setToolTip(tip)

    def set_hint(self, hint: str) -> None:
        """Change what stands at the right of the label."""
        self._hint.setText(hint)

    def set_error(self, sentence: str) -> None:
        """Say what is wrong under the control; "" when nothing is."""
        set_wrong(self.control, bool(sentence))
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))
        self.control.setAccessibleDescription(sentence)

    def error(self) -> str:
        """Return the sentence under the control."""
        return self._error.text()
