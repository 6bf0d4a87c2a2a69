"""How long it takes: a step, an epoch, all of them, the caching before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui import theme
from app.ui.widgets.facts import FactRow
from app.ui.widgets.label import Label

if TYPE_CHECKING:
    from app.core.planner.advice.advising import Advice


class TimePart(QWidget):
    """The section *Time*."""

    def __init__(self) -> None:
        super().__init__()
        self.step = FactRow(self.tr("Step, mean"))
        self.epoch = FactRow(self.tr("Epoch"))
        self.whole = FactRow(self.tr("All of it"))
        self.caching = FactRow(self.tr("Caching, roughly"))
        self.note = Label("", "muted", "small", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        for row in (self.step, self.epoch, self.whole, self.caching, self.note):
            column.addWidget(row)

    def show_advice(self, advice: Advice) -> None:
        """Show how long a plan takes."""
        from app.core.amounts import between, with_error

        setup = advice.costs.setup
        self.step.set_value(with_error(*advice.step), tip=self.tr(
            "All steps of an epoch, divided by how many there are. A step's seconds: 6 operations "
            "a weight and token, and attention with the square of a sample's tokens, at the "
            "card's speed; swapped blocks that are not there in time are waited for."
        ))  # fmt: skip
        self.epoch.set_value(with_error(*advice.epoch), tip=self.tr(
            "Batches of each bucket, times the seconds of its step. Samples made while training "
            "and saving are not counted."
        ))  # fmt: skip
        tip = self.tr("The step, times {}.") if setup.steps else self.tr("The epoch, times {}.")
        tip = tip.format(setup.length)
        self.whole.set_value(with_error(*advice.whole), tip=tip)
        self.caching.set_value(
            between(*advice.caching),
            tip=self.tr(
                "Latents: about 2 s for a window of 384×208×45, by pixels; captions: 0.1 to 0.3 s "
                "each. Once, before training; what is cached already is passed over."
            ),
        )
        self.note.setText(self._note(advice))

    def _note(self, advice: Advice) -> str:
        from app.core.amounts import counted
        from app.core.planner.costs.gpus import CALIBRATED

        factors, gpu = advice.costs.factors, advice.costs.setup.gpu
        if factors.time_runs:
            said = self.tr("Corrected by {} of this machine: × {:.2f}.")
            return said.format(counted(factors.time_runs, "run"), factors.time)
        if advice.costs.is_rough:
            return self.tr("Rough: nothing was measured on {} yet.").format(gpu)
        if gpu == CALIBRATED:
            return self.tr("Calibrated on 28,000 steps in 90 hours of one RTX 3090.")
        return self.tr("Calibrated on steps of one {}.").format(gpu)

    def summary(self) -> str:
        """Return the time of an epoch."""
        return self.tr("{} per epoch").format(self.epoch.value())
