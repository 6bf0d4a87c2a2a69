"""The rows of a card: a key with its control, and a key that the trainer does not take."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QEnterEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from app.core.language import tr
from app.core.planner.editing.dataset_fields import Field, Odd
from app.core.planner.editing.key_help import Key
from app.ui import theme
from app.ui.plan.card_controls import AnyControl, PathControl, control_of
from app.ui.widgets.button import IconButton
from app.ui.widgets.fields import set_wrong
from app.ui.widgets.label import ElidedLabel, Label

_HEIGHT = 26
_CLEARS = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class FieldRow(QWidget):
    """A key's label, its control, and below what is wrong with it.

    Where nothing can be changed, plain words stand in the control's place. What is written can be
    taken out again: by the arrow beside its label, by its menu, by Delete on a switch or a choice,
    and by emptying what is typed.

    Signals:
        typed: The key's name, and its value as text; "" takes it out.
        tried: The same, while it is stepped.
        choose_asked: The key's name: a folder or file is to be chosen.
    """

    typed = Signal(str, str)
    tried = Signal(str, str)
    choose_asked = Signal(str)

    def __init__(self, key: Key, *, locked: bool = False) -> None:
        super().__init__()
        self.key, self._locked = key, locked
        self._field: Field | None = None
        self._typed_error = self._mark = ""
        self._mark_grade = "bad"
        self.control: AnyControl | None = None if locked else control_of(key)
        self._label = ElidedLabel(tr(key.label), "muted", cut=Qt.TextElideMode.ElideRight)
        self._label.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.reset_button = IconButton("undo", "", size=18)
        self.reset_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.reset_button.clicked.connect(self._on_reset)
        # Made where there are any: labels are a good part of the time that a card takes.
        self._words: ElidedLabel | None = None
        self._error: Label | None = None
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(2))
        row = self._row = QHBoxLayout()
        row.setSpacing(theme.px(2))
        column.addLayout(row)
        row.addWidget(self._label)
        row.addWidget(self.reset_button)
        row.addStrut(theme.px(_HEIGHT))
        if isinstance(self.control, PathControl):
            row.addStretch(1)
            column.addWidget(self.control)
        elif self.control is not None:
            row.addStretch(0)  # nothing is left for it beside plain words
            row.addWidget(self.control)
        kept = self.reset_button.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.reset_button.setSizePolicy(kept)
        self.reset_button.hide()

    def _connect(self) -> None:
        if self.control is None:
            return
        self._label.setBuddy(self.control)
        self.control.typed.connect(self._on_typed)
        self.control.tried.connect(self._on_tried)
        inner = self.control.focusProxy() or self.control
        inner.installEventFilter(self)
        if isinstance(self.control, PathControl):
            self.control.choose_asked.connect(self._on_choose)

    # ------------------------------------------------------------------------------ showing

    def field(self) -> Field | None:
        """Return what is shown."""
        return self._field

    def show_field(self, field: Field, *, read_only: bool) -> None:
        """Show a value; what is being typed over the same value stays."""
        self._field = field
        plain = read_only or self.control is None
        if self.control is not None:
            if self.control.show_field(field):
                self._typed_error = ""
            self.control.setVisible(not plain)
        self._show_words(field, plain=plain)
        self._label.set_tone("dim" if field.silent else "muted")
        self._tell(field)
        self._show_error()
        self._show_reset(over=self.underMouse())

    def _show_words(self, field: Field, *, plain: bool) -> None:
        if self._words is None:
            if not plain:
                return
            self._words = ElidedLabel()
            self._words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._row.insertWidget(self._row.indexOf(self.reset_button) + 1, self._words, 1)
        self._words.setText(field.text or tr(field.key.unset))
        self._words.set_tone("text" if field.origin == "own" else "dim")
        self._words.setVisible(plain)

    def _tell(self, field: Field) -> None:
        tip = [tr(field.key.help)]
        if field.key.models:
            tip.append(self.tr("For {}.").format(tr(field.key.models)))
        if field.silent:
            tip.append(tr(field.silent))
        tip.append(self._state(field))
        if field.key.step > 1:
            tip.append(self.tr("Arrow keys step it by {}.").format(field.key.step))
        self.setToolTip("\n".join(tip))
        back = self.tr("Back to {}").format(field.back_text)
        self.reset_button.set_name(back)
        if self.control is not None:
            (self.control.focusProxy() or self.control).setAccessibleDescription(
                self.error() or self._state(field)
            )

    def _state(self, field: Field) -> str:
        name = field.key.name
        if self._locked:
            return self.tr("Written as {}; the project decides it.").format(name)
        if field.origin == "own":
            return self.tr("Written as {}.").format(name)
        if field.origin == "general":
            return self.tr("Not written here: {} is {} for all datasets.").format(
                name, field.back_text
            )
        return self.tr("Not written: the trainer's own {} is {}.").format(name, field.back_text)

    def words(self) -> str:
        """Return what is shown, in the control or in its place."""
        return "" if self._field is None else self._field.text or self._field.back_text

    # ------------------------------------------------------------------------ what is wrong

    def set_error(self, sentence: str) -> None:
        """Say why what was typed cannot be; "" when nothing was."""
        self._typed_error = sentence
        self._show_error()

    def set_mark(self, grade: str, sentence: str) -> None:
        """Say what the trainer will say to the value, "bad" or "warn"; "" when nothing."""
        self._mark_grade, self._mark = grade, sentence
        self._show_error()

    def error(self) -> str:
        """Return the sentence that is shown."""
        return "" if self._error is None else self._error.text()

    def _show_error(self) -> None:
        sentence = self._typed_error or self._mark
        bad = bool(self._typed_error) or (bool(self._mark) and self._mark_grade == "bad")
        if self._error is None and sentence:
            self._error = Label("", "bad", "small", wrap=True)
            self._column.addWidget(self._error)
        if self._error is not None:
            self._error.set_tone("bad" if bad else "warn")
            self._error.setText(sentence)
            self._error.setVisible(bool(sentence))
        if self.control is not None:
            inner = self.control.focusProxy() or self.control
            set_wrong(inner, bad)
            inner.update()
            if sentence:
                inner.setAccessibleDescription(sentence)

    # ------------------------------------------------------------------------------ changing

    def _on_typed(self, text: str) -> None:
        self.typed.emit(self.key.name, text)

    def _on_tried(self, text: str) -> None:
        self.tried.emit(self.key.name, text)

    def _on_choose(self) -> None:
        self.choose_asked.emit(self.key.name)

    def _on_reset(self) -> None:
        if self._can_reset():
            self.typed.emit(self.key.name, "")

    def _can_reset(self) -> bool:
        field, shown = self._field, self.control is not None and not self.control.isHidden()
        return shown and field is not None and field.origin == "own"

    def put_back(self) -> None:
        """Show what holds instead of what was typed or chosen."""
        if self.control is not None:
            self.control.put_back()

    def _show_reset(self, *, over: bool) -> None:
        inside = self.control is not None and (self.control.focusProxy() or self.control).hasFocus()
        self.reset_button.setVisible(self._can_reset() and (over or inside))

    def enterEvent(self, event: QEnterEvent) -> None:
        self._show_reset(over=True)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._show_reset(over=False)
        super().leaveEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            came = event.type() == QEvent.Type.FocusIn
            self.reset_button.setVisible(self._can_reset() and (came or self.underMouse()))
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _CLEARS and self._can_reset():
            self._on_reset()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if not self._can_reset():
            event.ignore()  # the card has a menu of its own
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.reset_button.accessibleName()).triggered.connect(self._on_reset)
        menu.popup(event.globalPos())


class OddRow(QWidget):
    """A key that stands in the file and is nothing to the trainer there.

    Signals:
        removed: It is to be taken out; its name.
    """

    removed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._name = ""
        self._key, self._value = ElidedLabel("", "muted", "code"), ElidedLabel()
        self._sentence = Label("", "bad", "small", wrap=True)
        self.button = IconButton("x", self.tr("Remove"), size=22)
        self.button.clicked.connect(self._on_clicked)
        row = QHBoxLayout()
        row.setSpacing(theme.px(6))
        row.addWidget(self._key, 3)
        row.addWidget(self._value, 2)
        row.addWidget(self.button)
        row.addStrut(theme.px(_HEIGHT))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self._sentence)

    def show_odd(self, odd: Odd, *, read_only: bool) -> None:
        """Show a key."""
        self._name = odd.name
        self._key.setText(odd.name)
        self._value.setText(odd.shown)
        self._sentence.setText(tr(odd.sentence))
        self.button.set_name(self.tr("Remove {}").format(odd.name))
        self.button.setVisible(not read_only)

    def name(self) -> str:
        """Return the shown key."""
        return self._name

    def sentence(self) -> str:
        """Return what is said of it."""
        return self._sentence.text()

    def _on_clicked(self) -> None:
        self.removed.emit(self._name)
