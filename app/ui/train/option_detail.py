"""One option, looked at and changed: what it does, its default, what we recommend and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.training.recipe.options import Option
from app.core.training.recipe.recommending import recommended_in
from app.core.training.recipe.showing import default_text, is_advised, shown_text
from app.core.training.recipe.values import tokens_of
from app.ui import theme
from app.ui.train.option_control import OptionControl, OptionLines, OptionText, control_of
from app.ui.widgets.button import Button
from app.ui.widgets.chip import Chip
from app.ui.widgets.facts import FactRow
from app.ui.widgets.fields import set_wrong
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.label import Label

if TYPE_CHECKING:
    from app.core.training.recipe.training_recipe import TrainingRecipe

_NOBODY = object()


class OptionDetail(QWidget):
    """The option that is chosen in the list.

    Signals:
        changed: Key and value, None to take it out; whether it goes on with the last change.
        choose_asked: The key of an option whose file is to be chosen.
    """

    changed = Signal(str, object, bool)
    choose_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.option: Option | None = None
        self.control: OptionControl | None = None
        self._preset: Any = _NOBODY
        self._advice: Any = None
        self._read_only = False
        self.title = Label("", role="title", wrap=True)
        self.script = Chip()
        self.expert = Chip(self.tr("for experts"), "violet")
        self.help = Label("", wrap=True)
        self.trouble = Label("", "bad", "small", wrap=True)
        self.default = FactRow(self.tr("Trainer's own"))
        self.before = FactRow(self.tr("The preset's"))
        self.advice = FactRow(self.tr("We recommend"))
        self.range = FactRow(self.tr("Takes"))
        self.why = Label("", "muted", wrap=True)
        self.line = Label("", "muted", "code", wrap=True)
        self.use_button = Button(self.tr("Use what we recommend"), icon="check")
        self.back_button = Button(self.tr("As in the preset"), icon="undo")
        self.out_button = Button(self.tr("Take it out"), "quiet", icon="x")
        self._place = QVBoxLayout()
        self._lay_out()
        self.use_button.clicked.connect(self._on_use)
        self.back_button.clicked.connect(self._on_back)
        self.out_button.clicked.connect(self._on_out)

    def _lay_out(self) -> None:
        self.line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        chips = QHBoxLayout()
        chips.setSpacing(theme.px(6))
        for chip in (self.script, self.expert):
            chips.addWidget(chip)
        chips.addStretch(1)
        buttons = FlowLayout(gap=8, line_gap=6)
        for button in (self.use_button, self.back_button, self.out_button):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        column.addWidget(self.title)
        column.addLayout(chips)
        column.addWidget(self.help)
        column.addLayout(self._place)
        column.addWidget(self.trouble)
        for row in (self.default, self.before, self.advice, self.range):
            column.addWidget(row)
        column.addWidget(self.why)
        column.addLayout(buttons)
        column.addWidget(self.line)
        column.addStretch(1)

    # ------------------------------------------------------------------------------- showing

    def show_option(self, option: Option | None) -> None:
        """Show another option; None shows none."""
        if option is not self.option:
            self.option = option
            self._renew_control()
        self.setVisible(option is not None)

    def _renew_control(self) -> None:
        if self.control is not None:
            self._place.removeWidget(self.control)
            self.control.hide()
            self.control.deleteLater()
            self.control = None
        self.trouble.hide()
        if self.option is None:
            return
        control = self.control = control_of(self.option)
        at = Qt.AlignmentFlag.AlignLeft if self.option.kind == "flag" else Qt.AlignmentFlag(0)
        self._place.addWidget(control, 0, at)
        control.typed.connect(self._on_typed)
        control.troubled.connect(self._on_troubled)
        if isinstance(control, OptionText):
            control.choose_asked.connect(self._on_choose)

    def show_recipe(
        self, recipe: TrainingRecipe, preset: TrainingRecipe | None, *, read_only: bool
    ) -> None:
        """Show what a recipe says of the option.

        Args:
            recipe: It.
            preset: What it was made from; None: nothing known.
            read_only: Nothing can be changed.
        """
        option, control = self.option, self.control
        if option is None or control is None:
            return
        value = recipe.values.get(option.key)
        self._preset = _NOBODY if preset is None else preset.values.get(option.key)
        self._read_only = read_only
        control.show_value(value)
        control.setEnabled(not read_only)
        self.title.setText(option.name)
        self.script.set_state(self._script_name(option), "neutral")
        self.expert.setVisible(option.expert)
        self.help.setText(option.does)
        self._advice = recommended_in(option, recipe)
        self._show_facts(option)
        self._show_buttons(value, advised=is_advised(option, recipe))
        self._show_line(option, value)

    def _script_name(self, option: Option) -> str:
        names = {
            "train": self.tr("training"),
            "cache_latents": self.tr("caching latents"),
            "cache_text": self.tr("caching text"),
            "launch": self.tr("accelerate"),
            "rushes": self.tr("Rushes"),
        }
        return names.get(option.script, option.script)

    def _show_facts(self, option: Option) -> None:
        self.default.set_value(default_text(option) or self.tr("nothing"))
        advised = shown_text(self._advice)
        self.advice.set_value(advised)
        self.advice.setVisible(bool(advised))
        known = self._preset is not _NOBODY
        self.before.set_value(shown_text(self._preset) if known else "")
        self.before.setVisible(known and self._preset is not None)
        takes = _takes(option)
        self.range.set_value(takes)
        self.range.setVisible(bool(takes))
        self.why.setText(option.reason)
        self.why.setVisible(bool(option.reason))

    def _show_buttons(self, value: Any, *, advised: bool) -> None:  # noqa: ANN401
        free = not self._read_only
        known = self._preset is not _NOBODY and self._preset != value
        self.use_button.setVisible(free and not advised)
        self.back_button.setVisible(free and known)
        self.out_button.setVisible(free and value is not None)

    def _show_line(self, option: Option, value: Any) -> None:  # noqa: ANN401
        if value is None:
            self.line.setText(self.tr("Not on the command line."))
        elif option.script == "rushes":
            self.line.setText(self.tr("Not on the command line: Rushes does it itself."))
        elif option.ours and not value:
            self.line.setText(self.tr("{} is filled in by Rushes.").format(option.flag))
        else:
            self.line.setText(" ".join(tokens_of(option, value)))

    # ------------------------------------------------------------------------------- changing

    def enter(self, text: str = "") -> None:
        """Have the keys in the control; with a text, that is typed over what stands there."""
        control = self.control
        if control is None:
            return
        control.show()  # the column shows it a turn later: what is hidden gets no keys
        control.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if isinstance(control, OptionText | OptionLines):
            control.selectAll()
        if text and isinstance(control, OptionText):
            control.insert(text)
            control.textEdited.emit(control.text())

    def _emit(self, value: Any, *, join: bool = False) -> None:  # noqa: ANN401
        if self.option is not None and not self._read_only:
            self.changed.emit(self.option.key, value, join)

    def _on_typed(self, value: object, going: bool) -> None:
        self._emit(value, join=going)

    def _on_troubled(self, sentence: str) -> None:
        self.trouble.setText(sentence)
        self.trouble.setVisible(bool(sentence))
        if self.control is not None:
            set_wrong(self.control, bool(sentence))
            self.control.setAccessibleDescription(sentence)

    def _on_choose(self) -> None:
        if self.option is not None:
            self.choose_asked.emit(self.option.key)

    def _on_use(self) -> None:
        if self.option is not None:
            self._emit(self._advice)

    def _on_back(self) -> None:
        if self._preset is not _NOBODY:
            self._emit(self._preset)

    def _on_out(self) -> None:
        self._emit(None)


def _takes(option: Option) -> str:
    """Return the bounds of a number; "" where there are none."""
    low, high = option.least, option.most
    if low is None and high is None:
        return ""
    ends: Sequence[str] = [
        shown_text(_plain(end)) if end is not None else "" for end in (low, high)
    ]
    return f"{ends[0]} – {ends[1]}" if all(ends) else f"≥ {ends[0]}" if ends[0] else f"≤ {ends[1]}"


def _plain(number: float) -> float:
    return int(number) if float(number).is_integer() else number
