"""The controls of options: what is typed, chosen or switched becomes a value, or says why not."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QStringListModel, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit

from app.core.training.recipe.options import Option
from app.core.training.recipe.showing import (
    default_text,
    same,
    shown_text,
    stepped,
    typed_list,
)
from app.core.training.recipe.values import out_of_bounds, typed_value, value_text
from app.ui import icons
from app.ui.widgets.choices import ComboBox, Switch
from app.ui.widgets.fields import LineEdit, PlainTextEdit

_STEPS = {Qt.Key.Key_Up: True, Qt.Key.Key_Down: False}


class OptionText(LineEdit):
    """A number or a text; what the trainer does without it stands there while it is empty.

    Each letter that makes a value changes the recipe at once. Up and Down step a number, Escape
    puts back what holds. Well-known words are offered.

    Signals:
        typed: A value, None where the field was emptied; and whether it goes on with the last one.
        troubled: Why what stands there cannot be, or should not; "" when it is well again.
        choose_asked: A file is to be chosen.
    """

    typed = Signal(object, bool)
    troubled = Signal(str)
    choose_asked = Signal()

    def __init__(self, option: Option) -> None:
        super().__init__(name=option.flag, placeholder=_while_empty(option))
        self.option = option
        self._value: Any = None
        self._going = False  # the next letter goes on with what was typed just before
        self._wrong = False
        self._icons: list[tuple[QAction, str]] = []
        self._offers: QCompleter | None = None
        known = option.suggested or option.choices
        if known:
            self._offer(list(known))
        if option.type == "path":
            self._add_icon("folder", self.tr("Choose…")).triggered.connect(self.choose_asked)
        self.textEdited.connect(self._on_edited)
        self.editingFinished.connect(self._settle)

    def _offer(self, known: list[str]) -> None:
        offers = self._offers = QCompleter(QStringListModel(known, self), self)
        offers.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        offers.activated.connect(self._on_edited)
        self.setCompleter(offers)
        self._add_icon("chevron-down", self.tr("Well-known values")).triggered.connect(self.offer)

    def _add_icon(self, icon: str, name: str) -> QAction:
        action = self.addAction(icons.icon(icon, "dim"), QLineEdit.ActionPosition.TrailingPosition)
        action.setToolTip(name)
        self._icons.append((action, icon))
        return action

    def _renew_icons(self) -> None:
        super()._renew_icons()
        for action, icon in self._icons:
            action.setIcon(icons.icon(icon, "dim"))

    def offer(self) -> None:
        """Offer all well-known values."""
        if self._offers is not None and self.isEnabled():
            self.setFocus()
            self._offers.setCompletionPrefix("")
            self._offers.complete()

    # ------------------------------------------------------------------------------- showing

    def show_value(self, value: Any) -> None:  # noqa: ANN401 -- of any option
        """Show a value, None for the trainer's own; what is being typed stays."""
        alike = same(value, self._value)
        self._value = value
        if alike and (self._wrong or self.hasFocus()) and self.text():
            return
        self.put_back()

    def value(self) -> Any:  # noqa: ANN401 -- of any option
        """Return what holds."""
        return self._value

    def put_back(self) -> None:
        """Show what holds instead of what was typed."""
        self.setText("" if self._value is None else value_text(self._value))
        if not self.hasFocus():
            self.setCursorPosition(0)
        self._wrong = False
        self.troubled.emit(self._bounds())

    def _bounds(self) -> str:
        return "" if self._value is None else out_of_bounds(self.option, self._value)

    # -------------------------------------------------------------------------------- typing

    def _on_edited(self, _text: str = "") -> None:
        try:
            text = self.text().strip()
            value = typed_value(self.option, text) if text else None
        except ValueError as trouble:
            self._wrong = True
            self.troubled.emit(str(trouble))
            return
        self._wrong = False
        if not same(value, self._value):
            going, self._going = self._going, True
            self._value = value
            self.typed.emit(value, going)
        self.troubled.emit(self._bounds())

    def _settle(self) -> None:
        self._going = False
        if not self._wrong:
            self.setText("" if self._value is None else value_text(self._value))

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._going = False
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS and self.option.type in ("int", "float"):
            self._step(up=_STEPS[key])
        elif key in _STEPS and self._offers is not None:
            self.offer()
        elif key == Qt.Key.Key_Escape and self._wrong:
            self.put_back()
        else:
            super().keyPressEvent(event)

    def _step(self, *, up: bool) -> None:
        now = self._value if self._value is not None else self.option.default
        value = stepped(self.option, now, up=up)
        if not same(value, now):
            self.setText(value_text(value))
            self._on_edited()

    def event(self, event: QEvent) -> bool:
        asks = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if asks and event.key() == Qt.Key.Key_Escape and self._wrong:  # type: ignore[attr-defined]
            event.accept()  # not the dialog's
            return True
        return super().event(event)


class OptionLines(PlainTextEdit):
    """A list, one item a line.

    Signals:
        typed: As of `OptionText`.
        troubled: As of `OptionText`.
    """

    typed = Signal(object, bool)
    troubled = Signal(str)

    def __init__(self, option: Option) -> None:
        hint = _while_empty(option)
        super().__init__(name=option.flag, placeholder=hint, role="code", lines=3)
        self.option = option
        self._value: Any = None
        self._going = self._wrong = self._showing = False
        if not hint:
            self.setPlaceholderText(self.tr("one a line"))
        self.textChanged.connect(self._on_edited)
        self.committed.connect(self._settle)

    def show_value(self, value: Any) -> None:  # noqa: ANN401 -- of any option
        """Show a value, None for the trainer's own; what is being typed stays."""
        alike = same(value, self._value)
        self._value = value
        if not (alike and (self._wrong or self.hasFocus())):
            self.put_back()

    def value(self) -> Any:  # noqa: ANN401 -- of any option
        """Return what holds."""
        return self._value

    def put_back(self) -> None:
        """Show what holds instead of what was typed."""
        text = "\n".join(map(value_text, self._value or ()))
        if text != self.toPlainText():
            self._showing = True
            self.setPlainText(text)
            self._showing = False
        self._wrong = False
        self.troubled.emit("")

    def _on_edited(self) -> None:
        if self._showing:
            return
        try:
            value = typed_list(self.option, self.toPlainText()) or None
        except ValueError as trouble:
            self._wrong = True
            self.troubled.emit(str(trouble))
            return
        self._wrong = False
        self.troubled.emit("")
        if not same(value, self._value):
            going, self._going = self._going, True
            self._value = value
            self.typed.emit(value, going)

    def _settle(self) -> None:
        self._going = False


class OptionChoice(ComboBox):
    """One of a few words; the first line takes the option out.

    Signals:
        typed: As of `OptionText`.
        troubled: Never told here.
    """

    typed = Signal(object, bool)
    troubled = Signal(str)

    def __init__(self, option: Option) -> None:
        super().__init__(name=option.flag)
        self.option = option
        self._value: Any = None
        own = default_text(option)
        self.addItem(self.tr("the trainer's own: {}").format(own) if own else self.tr("not given"))
        self.addItems(list(option.choices))
        self.setPlaceholderText(own or self.tr("not given"))
        self.activated.connect(self._on_activated)
        self.show_value(None)

    def show_value(self, value: Any) -> None:  # noqa: ANN401 -- of any option
        """Show a value, None for the trainer's own."""
        self._value = value
        self.setCurrentIndex(-1 if value is None else self.findText(shown_text(value)))

    def value(self) -> Any:  # noqa: ANN401 -- of any option
        """Return what holds."""
        return self._value

    def _on_activated(self, place: int) -> None:
        value = self.itemText(place) if place > 0 else None
        changed = value != self._value
        self.show_value(value)
        if changed:
            self.typed.emit(value, False)


class OptionSwitch(Switch):
    """A flag: given or not.

    Signals:
        typed: As of `OptionText`.
        troubled: Never told here.
    """

    typed = Signal(object, bool)
    troubled = Signal(str)

    def __init__(self, option: Option) -> None:
        super().__init__(name=option.flag)
        self.option = option
        self.clicked.connect(self._on_clicked)

    def show_value(self, value: Any) -> None:  # noqa: ANN401 -- of any option
        """Show whether the flag is given."""
        self.setChecked(bool(value))

    def value(self) -> Any:  # noqa: ANN401 -- of any option
        """Return True where the flag is given, else None."""
        return True if self.isChecked() else None

    def _on_clicked(self) -> None:
        self.typed.emit(self.value(), False)


OptionControl = OptionText | OptionLines | OptionChoice | OptionSwitch


def control_of(option: Option) -> OptionControl:
    """Return the control of an option."""
    if option.kind == "flag":
        return OptionSwitch(option)
    if option.kind == "list":
        return OptionLines(option)
    return OptionChoice(option) if option.type == "choice" else OptionText(option)


def _while_empty(option: Option) -> str:
    return default_text(option)
