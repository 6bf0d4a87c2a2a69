"""The controls of a card: what a key of the dataset file is set with, flat where it stands.

All of them have the same signals: ``typed`` is the value as text, as `value_of` reads it, where ""
takes the key out; ``tried`` is the same while it is stepped and not yet decided. And the same
methods: ``show_field``, and ``put_back``, which shows what holds instead of what was typed.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.core.language import tr
from app.core.planner.editing.dataset_fields import Field, stepped
from app.core.planner.editing.key_help import CHOICES, Key
from app.ui import theme
from app.ui.plan.values import ValueChoice, ValueEdit
from app.ui.widgets.button import IconButton
from app.ui.widgets.choices import Switch

_PAGE = 5  # steps of Page Up and Page Down
_WIDTH = 86  # px of what stands at the right of its label, so that all are in line


class StepEdit(ValueEdit):
    """A value to be typed; arrow keys step the number at the cursor.

    Signals:
        typed: As of all.
        tried: As of all; the value that holds where it was taken back.
    """

    typed = Signal(str)
    tried = Signal(str)

    def __init__(self, key: Key) -> None:
        super().__init__(name=tr(key.label))
        self._key, self._trying = key, False
        self.committed.connect(self._on_committed)
        self.returnPressed.connect(self._on_return)

    def show_field(self, field: Field) -> bool:
        """Show a value; one that is not written is shown faintly. Return whether it is another."""
        own = field.origin == "own"
        holds = field.text or tr(field.key.unset)
        return self.show_value(field.text if own else "", "" if own else holds)

    def put_back(self) -> None:
        """Show what holds."""
        self.setText(self.shown())

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint().expandedTo(QSize(theme.px(_WIDTH), 0))

    def _on_committed(self, text: str) -> None:
        tried, self._trying = self._trying, False
        if tried and text == self.shown():
            self.tried.emit(text)
        self.typed.emit(text)

    def _on_return(self) -> None:
        """Write it again where the trainer refuses how it is written."""
        if self.text() == self.shown() and self.property("wrong"):
            self.typed.emit(self.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Up: 1,
            Qt.Key.Key_Down: -1,
            Qt.Key.Key_PageUp: _PAGE,
            Qt.Key.Key_PageDown: -_PAGE,
        }.get(Qt.Key(event.key()), 0)
        if not steps or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif not self.isReadOnly():
            self._step(steps)

    def _step(self, steps: int) -> None:
        text = self.text() or self.placeholderText()
        cursor = self.cursorPosition() if self.text() else len(text)
        after = stepped(self._key, text, cursor, steps)
        if after is not None and after[0] != self.text():
            self.setText(after[0])
            self.setCursorPosition(after[1])
            self._trying = True
            self.tried.emit(after[0])


class PathEdit(ValueEdit):
    """A folder or file: typed, or dropped on it. Its end is in sight, the whole is its tooltip."""

    def __init__(self, key: Key) -> None:
        super().__init__(name=tr(key.label))
        self.setAlignment(Qt.AlignmentFlag.AlignLeft)

    def show_value(self, text: str, unset: str = "") -> bool:
        """Show a path from its end. Return whether it is another."""
        changed = super().show_value(text, unset)
        if changed:
            self.end(False)
        self.setToolTip(text)
        return changed

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(80), super().minimumSizeHint().height())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if not self.isReadOnly() and event.mimeData().hasUrls():
            event.acceptProposedAction()
        else:
            super().dragEnterEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if not paths:
            super().dropEvent(event)
            return
        event.acceptProposedAction()
        self.setText(paths[0])
        self.editingFinished.emit()


class PathControl(QWidget):
    """A path and a button that asks for it.

    Signals:
        typed: As of all.
        tried: As of all; never, as a path has no steps.
        choose_asked: The button was pressed.
    """

    typed = Signal(str)
    tried = Signal(str)
    choose_asked = Signal()

    def __init__(self, key: Key) -> None:
        super().__init__()
        self.edit = PathEdit(key)
        self.button = IconButton("folder", self.tr("Choose"), size=24)
        self.button.setAccessibleName(self.tr("Choose: {}").format(tr(key.label)))
        self.setFocusProxy(self.edit)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(2))
        row.addWidget(self.edit, 1)
        row.addWidget(self.button)
        self.edit.committed.connect(self.typed)
        self.button.clicked.connect(self.choose_asked)

    def show_field(self, field: Field) -> bool:
        """Show a path. Return whether it is another."""
        return self.edit.show_value(field.text, field.back_text)

    def put_back(self) -> None:
        """Show what holds."""
        self.edit.setText(self.edit.shown())


class ChoiceControl(ValueChoice):
    """One of a few; what nobody can choose is shown where it is written.

    Signals:
        typed: As of all.
        tried: As of all; never.
    """

    typed = Signal(str)
    tried = Signal(str)

    def __init__(self, key: Key) -> None:
        super().__init__([*CHOICES[key.name]], name=tr(key.label))
        self._choices = CHOICES[key.name]
        self.setMinimumWidth(theme.px(_WIDTH))
        self._field: Field | None = None
        self.textActivated.connect(self.typed)

    def show_field(self, field: Field) -> bool:
        """Show the chosen one, faintly where it is the trainer's. Return whether it is another."""
        changed = field != self._field
        self._field = field
        while self.count() > len(self._choices):
            self.removeItem(self.count() - 1)
        if field.text not in self._choices:
            self.addItem(field.text)
        self.setPlaceholderText(field.text)
        self.setCurrentIndex(self.findText(field.text) if field.origin == "own" else -1)
        return changed

    def put_back(self) -> None:
        """Show what holds."""
        if self._field is not None:
            self.show_field(self._field)


class SwitchControl(Switch):
    """Yes or no.

    Signals:
        typed: As of all.
        tried: As of all; never.
    """

    typed = Signal(str)
    tried = Signal(str)

    def __init__(self, key: Key) -> None:
        super().__init__(name=tr(key.label))
        self._on = False
        self.clicked.connect(self._on_clicked)

    def show_field(self, field: Field) -> bool:
        """Show whether it is on. Return whether it is another."""
        on = field.value is True
        changed, self._on = on != self._on, on
        self.setChecked(on)
        return changed

    def put_back(self) -> None:
        """Show what holds."""
        self.setChecked(self._on)

    def _on_clicked(self, on: bool) -> None:
        self.typed.emit("yes" if on else "no")

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)  # each press counts


AnyControl = StepEdit | PathControl | ChoiceControl | SwitchControl


def control_of(key: Key) -> AnyControl:
    """Return a control for a key."""
    if key.control == "switch":
        return SwitchControl(key)
    if key.control == "choice":
        return ChoiceControl(key)
    if key.control in ("folder", "file"):
        return PathControl(key)
    return StepEdit(key)
