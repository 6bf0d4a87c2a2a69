"""The options that most trainings differ in, in two columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.core.amounts import counted
from app.core.training.recipe.options import Option, every_option
from app.core.training.recipe.setups import length_of
from app.core.training.recipe.showing import default_text, shown_text
from app.ui import theme
from app.ui.train.option_control import OptionControl, OptionText, control_of
from app.ui.widgets.choices import ComboBox
from app.ui.widgets.fields import Field, set_wrong

if TYPE_CHECKING:
    from app.core.training.recipe.warning import Warning_

MAIN: tuple[tuple[str, ...], ...] = (
    ("train.task",),
    ("train.network_dim", "train.network_alpha"),
    ("train.learning_rate", "train.max_train_epochs"),
    ("train.blocks_to_swap", "train.discrete_flow_shift"),
    ("train.optimizer_type",),
)
MORE: tuple[tuple[str, ...], ...] = (
    ("train.save_every_n_epochs", "train.sample_every_n_epochs"),
    ("weights", "train.save_precision"),
    ("train.seed", "train.timestep_sampling"),
)
_IN_STEPS = {  # where the epochs are not said, the steps count
    "train.max_train_epochs": "train.max_train_steps",
    "train.save_every_n_epochs": "train.save_every_n_steps",
    "train.sample_every_n_epochs": "train.sample_every_n_steps",
}
_WEIGHTS = "weights"
_HELD = ((True, True), (True, False), (False, False))  # fp8_base, fp8_scaled
_BASE, _SCALED = "train.fp8_base", "train.fp8_scaled"


class WeightsChoice(ComboBox):
    """How the frozen network is held: two flags of the trainer in one choice.

    Signals:
        chosen: The values of both flags.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        names = [QCoreApplication.translate("WeightsChoice", "fp8, scaled"), "fp8", "bf16"]
        super().__init__(names, name="--fp8_base, --fp8_scaled")
        self.activated.connect(self._on_activated)

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Show how a recipe holds them."""
        held = bool(values.get(_BASE)), bool(values.get(_SCALED))
        places = [place for place, flags in enumerate(_HELD) if flags == held]
        self.setCurrentIndex(places[0] if places else -1)

    def _on_activated(self, place: int) -> None:
        base, scaled = _HELD[place]
        self.chosen.emit({_BASE: base, _SCALED: scaled})


class RecipeFields(QWidget):
    """A field for each; the trainer's own value stands at the right of the label.

    Args:
        rows: Keys, one or two a row; ``weights`` is how the network is held.

    Attributes:
        fields: By key.
        controls: Of those that are options themselves.
        weights: How the network is held; None where that is not among the rows.

    Signals:
        changed: Key, value (None takes it out), whether it goes on with the last change.
        set_asked: Values by key, and what that is, for people.
    """

    changed = Signal(str, object, bool)
    set_asked = Signal(object, str)

    def __init__(self, rows: Sequence[Sequence[str]]) -> None:
        super().__init__()
        self._rows = rows
        self.fields: dict[str, Field] = {}
        self.controls: dict[str, OptionControl] = {}
        self.weights: WeightsChoice | None = None
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(8))
        grid.setVerticalSpacing(theme.px(9))
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
            grid.setColumnMinimumWidth(column, theme.px(90))
        for row, keys in enumerate(rows):
            for column, key in enumerate(keys):
                field = self._weights_field() if key == _WEIGHTS else self._field(key)
                wide = 2 if len(keys) == 1 else 1
                grid.addWidget(field, row, column, 1, wide, Qt.AlignmentFlag.AlignTop)
        self._tie()

    def _label(self, key: str) -> str:
        labels = {
            "train.task": self.tr("Task"),
            "train.network_dim": self.tr("Rank"),
            "train.network_alpha": self.tr("Alpha"),
            "train.learning_rate": self.tr("Learning rate"),
            "train.max_train_epochs": self.tr("Epochs"),
            "train.blocks_to_swap": self.tr("Blocks to swap"),
            "train.discrete_flow_shift": self.tr("Flow shift"),
            "train.optimizer_type": self.tr("Optimizer"),
            "train.save_every_n_epochs": self.tr("Save every"),
            "train.sample_every_n_epochs": self.tr("Sample every"),
            "train.save_precision": self.tr("Saved in"),
            "train.seed": self.tr("Seed"),
            "train.timestep_sampling": self.tr("Timesteps"),
        }
        return labels[key]

    def _hint(self, option: Option) -> str:
        """Return what the trainer does without the option, short enough for the label's row."""
        hints = {
            "train.network_dim": "4",  # the trainer's own where none is given
            "train.blocks_to_swap": "0",
            "train.save_every_n_epochs": self.tr("epochs"),
            "train.sample_every_n_epochs": self.tr("epochs"),
            "train.save_precision": "fp32",
            "train.seed": self.tr("random"),
        }
        return hints.get(option.key, default_text(option))

    def _field(self, key: str) -> Field:
        option = every_option()[key]
        control = self.controls[key] = control_of(option)
        control.typed.connect(partial(self._on_typed, key))
        field = Field(self._label(key), control, hint=self._hint(option), tip=self._tip(option))
        control.setToolTip(self._tip(option))
        control.setAccessibleName(f"{self._label(key)}, {option.flag}")
        control.troubled.connect(field.set_error)
        if isinstance(control, OptionText) and not control.placeholderText():
            control.setPlaceholderText(self._hint(option) if option.default is None else "")
        self.fields[key] = field
        return field

    def _weights_field(self) -> Field:
        tip = self.tr(
            "How the frozen network is held on the card. fp8, scaled: --fp8_base --fp8_scaled, "
            "362 MB a block of the 14B; fp8: --fp8_base, 351 MB, less exact; bf16: neither, "
            "703 MB."
        )
        weights = self.weights = WeightsChoice()
        weights.chosen.connect(self._on_weights)
        field = Field(self.tr("Weights"), weights, hint="bf16", tip=tip)
        weights.setToolTip(tip)
        self.fields[_WEIGHTS] = field
        return field

    def _tip(self, option: Option) -> str:
        parts = [option.flag, option.does, option.reason]
        own = default_text(option)
        if own:
            parts.append(self.tr("The trainer's own: {}").format(own))
        if option.recommended is not None:
            parts.append(self.tr("We recommend {}").format(shown_text(option.recommended)))
        return "\n".join(part for part in parts if part)

    def _tie(self) -> None:
        order = [self.fields[key].control for keys in self._rows for key in keys]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    # ------------------------------------------------------------------------------- showing

    def show_values(self, values: Mapping[str, Any], *, read_only: bool) -> None:
        """Show the values of a recipe."""
        for key, control in self.controls.items():
            control.show_value(values.get(key))
            if isinstance(control, OptionText) and key in _IN_STEPS:
                control.setPlaceholderText(self._while_empty(key, values))
        if self.weights is not None:
            self.weights.show_values(values)
        self.setEnabled(not read_only)

    def _while_empty(self, key: str, values: Mapping[str, Any]) -> str:
        """Return what stands in a field of epochs that has none: the steps that count instead."""
        if key == "train.max_train_epochs":
            return counted(length_of(values)[1], "step")
        steps = values.get(_IN_STEPS[key])
        return counted(steps, "step") if steps else self._hint(every_option()[key])

    def show_wrong(self, found: Sequence[Warning_]) -> None:
        """Frame the fields of which is said that the trainer fails with what they have."""
        bad = {each.key for each in found if each.grade == "bad"}
        for key, control in self.controls.items():
            set_wrong(control, key in bad or bool(self.fields[key].error()))
            control.update()

    def _on_typed(self, key: str, value: object, going: bool) -> None:
        self.changed.emit(key, value, going)

    def _on_weights(self, values: object) -> None:
        self.set_asked.emit(values, self.tr("Recipe: weights"))
