"""The sum of a plan: figures that stand out, one line to copy, and how both differ from a pin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.amounts import counted
from app.core.language import tr
from app.core.planner.tables.figures import figures
from app.ui import theme
from app.ui.actions import follow_key
from app.ui.plan.pinning import PinLine, Pinning, teach_key
from app.ui.widgets.button import Button, IconButton
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.label import Figure, Label

if TYPE_CHECKING:
    from app.core.export.plan_view import PlanView
    from app.core.planner.tables import figures as core

_NARROW = 420  # px; less has no room for the buttons beside the figures


class Figures(QWidget):
    """The head of the middle column.

    Signals:
        export_asked: The files are to be written.
        copied: The sum is in the clipboard.
    """

    export_asked = Signal()
    copied = Signal(str)

    def __init__(self, pinning: Pinning) -> None:
        super().__init__()
        self._pinning = pinning
        self.samples = Figure(self.tr("Samples"))
        self.steps = Figure(self.tr("Steps per epoch"))
        self.heaviest = Figure(self.tr("Heaviest bucket"))
        self.memory = Figure(self.tr("Memory"))
        self.time = Figure(self.tr("Time"))
        self.pin_button = Button(self.tr("Pin"))
        words = self.tr("Keeps this plan; the next ones say how they differ from it")
        teach_key(self.pin_button, words)
        self.pin_button.clicked.connect(pinning.toggle)
        self.export_button = Button(self.tr("Export"), "primary", icon="export")
        follow_key(self.export_button, "project.export", self.export_button.set_key)
        self.export_button.clicked.connect(self.export_asked)
        self.other_button = IconButton("dots", self.tr("Export for another trainer…"))
        self.sum = Label("", "muted", wrap=True)
        self.sum.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.copy_button = IconButton("copy", self.tr("Copy the sum"), size=24)
        self.copy_button.clicked.connect(self._on_copy)
        self.pin_line = PinLine(pinning)
        self._lay_out()

    def _lay_out(self) -> None:
        flow = FlowLayout(gap=16, line_gap=10)
        for figure in (self.samples, self.steps, self.heaviest, self.memory, self.time):
            flow.addWidget(figure)
        self._buttons = QWidget()
        buttons = QHBoxLayout(self._buttons)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(theme.px(8))
        buttons.addWidget(self.pin_button)
        buttons.addWidget(self.export_button)
        buttons.addWidget(self.other_button)
        self._above, self._foot, below = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        self._above.setSpacing(theme.px(12))
        self._above.addLayout(flow, 1)
        self._above.addWidget(self._buttons, 0, Qt.AlignmentFlag.AlignTop)
        below.setSpacing(theme.px(6))
        below.addWidget(self.copy_button)
        below.addWidget(self.sum, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addLayout(self._above)
        column.addLayout(below)
        column.addWidget(self.pin_line)
        column.addLayout(self._foot)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons where they leave the figures their room."""
        super().resizeEvent(event)
        narrow = event.size().width() < theme.px(_NARROW)
        wanted, other = (self._foot, self._above) if narrow else (self._above, self._foot)
        if other.indexOf(self._buttons) >= 0:
            other.removeWidget(self._buttons)
            left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
            wanted.addWidget(self._buttons, 0, left)

    def show_view(self, view: PlanView, *, read_only: bool) -> None:
        """Show the figures of a plan."""
        shown = figures(view.sums)
        pairs = (
            (self.samples, shown.samples),
            (self.steps, shown.steps),
            (self.heaviest, shown.heaviest),
            (self.memory, shown.memory),
            (self.time, shown.time),
        )
        for figure, of in pairs:
            _show(figure, of)
        self.samples.setToolTip(f"{shown.samples.tip}\n{self._material(view)}")
        self.sum.setText(view.sum_line)
        self.sum.setAccessibleName(view.sum_line)
        self.pin_line.show_difference(self._pinning.difference(view), read_only=read_only)
        self.pin_button.setVisible(self._pinning.pinned is None)
        self.pin_button.setEnabled(self._pinning.may_change())
        self.export_button.setEnabled(not (read_only or view.refused))
        tip = view.refused or self.tr("Writes clips, stills, captions and the dataset file")
        self.export_button.setToolTip(tip)

    def _material(self, view: PlanView) -> str:
        """Return what all of it comes from."""
        material = self.tr("From {} and {}").format(
            counted(view.clips, "clip"), counted(view.stills, "still")
        )
        missing = len(view.project.unavailable) if view.project else 0
        return (
            self.tr("{}; {:,} left out.").format(material, missing)
            if missing
            else tr("{sentence}.", sentence=material)
        )

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.sum.text())
        self.copied.emit(self.sum.text())


def _show(figure: Figure, of: core.Figure) -> None:
    figure.set_value(of.value, of.note, of.tone, of.tip)
