"""What an hour of training costs: asked for under the figures."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui import theme
from app.ui.widgets.button import Button
from app.ui.widgets.fields import Field, LineEdit
from app.ui.widgets.label import Label
from app.ui.widgets.popover import Popover


class CostPopover(Popover):
    """A field and a sentence.

    Signals:
        chosen: What was written; empty: no costs are counted.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget, text: str) -> None:
        super().__init__(parent, parent.tr("Cost of an hour"))
        self.field = LineEdit(text, placeholder="0.45 €")
        self.field.setMinimumWidth(theme.px(220))
        self._field = Field(self.tr("An hour of training costs"), self.field)
        words = self.tr("The card's rent, or its electricity. Empty: no costs are counted.")
        self.body.addWidget(self._field)
        self.body.addWidget(Label(words, "muted", "small", wrap=True))
        button = Button(self.tr("Keep"), "primary")
        button.clicked.connect(self._keep)
        self.field.returnPressed.connect(self._keep)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(button)
        self.body.addLayout(row)
        self.setFocusProxy(self.field)

    def _keep(self) -> None:
        from app.core.training.watching.tiles import price_of

        text = self.field.text().strip()
        if text and not price_of(text).hour:
            self._field.set_error(self.tr("Write a number, as 0.45 €."))
            return
        self.chosen.emit(text)
        self.close()
