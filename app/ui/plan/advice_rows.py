"""The rows of forms in *Advice*: a label, its control at the right."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.core.language import tr
from app.ui import theme
from app.ui.widgets.fields import LineEdit
from app.ui.widgets.label import Label

if TYPE_CHECKING:
    from app.core.export.plan_view import PlanView

_CONTROL = 132  # px


class AdviceRow(QWidget):
    """A muted label and a control of one width; both say the help."""

    def __init__(self, label: str, control: QWidget, *, tip: str = "") -> None:
        super().__init__()
        self.control = control
        words = Label(label, "muted")
        words.setBuddy(control)
        words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        words.setMinimumWidth(theme.px(60))
        if not isinstance(control, LineEdit) and control.sizePolicy().horizontalPolicy() == (
            QSizePolicy.Policy.Fixed
        ):
            control.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        else:
            control.setFixedWidth(theme.px(_CONTROL))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        row.addWidget(words, 1)
        row.addWidget(control)
        self.setToolTip(tip)
        control.setToolTip(tip)
        if tip:
            control.setAccessibleDescription(tip)


class AmountEdit(LineEdit):
    """An amount with decimals; what is none, or outside ``low`` to ``high``, is taken back.

    Signals:
        committed: Another amount was typed, and is done.
    """

    committed = Signal(float)

    def __init__(self, low: float, high: float, *, name: str, placeholder: str = "") -> None:
        super().__init__(name=name, placeholder=placeholder)
        self._low, self._high = low, high
        self._shown: float | None = None
        self.editingFinished.connect(self._commit)

    def show_amount(self, amount: float | None) -> None:
        """Show an amount; None empties the field."""
        if amount != self._shown or amount is None:
            self._shown = amount
            self.setText("" if amount is None else f"{amount:g}")
        self.set_wrong(False)

    def amount(self) -> float | None:
        """Return what is typed; None where it is no amount that is taken."""
        try:
            typed = float(self.text().strip().replace(",", "."))
        except ValueError:
            return None
        return typed if math.isfinite(typed) and self._low <= typed <= self._high else None

    def _commit(self) -> None:
        amount = self.amount()
        if amount is None:
            if self._shown is not None:
                self.setText(f"{self._shown:g}")
        elif amount != self._shown:
            self._shown = amount
            self.committed.emit(amount)


def name_of(view: PlanView, dataset: int) -> str:
    """Return what a dataset is called, by its place in the file, from 0."""
    return (
        view.names[dataset] if dataset < len(view.names) else tr("Dataset {number}", number=dataset)
    )
