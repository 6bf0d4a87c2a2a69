"""The sum of a plan: figures that stand out, and one line to copy."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.amounts import counted
from app.core.export.plan_view import PlanView
from app.core.planner.ledger import Row
from app.ui import theme
from app.ui.actions import follow_key
from app.ui.widgets.button import Button, IconButton
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.label import Figure, Label

_NARROW = 420  # px; less has no room for the button beside the figures


class Figures(QWidget):
    """The head of the middle column.

    Signals:
        export_asked: The files are to be written.
        copied: The sum is in the clipboard.
    """

    export_asked = Signal()
    copied = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.samples = Figure(self.tr("Samples"))
        self.steps = Figure(self.tr("Steps per epoch"))
        self.heaviest = Figure(self.tr("Heaviest bucket"))
        self.material = Figure(self.tr("Material"))
        self.export_button = Button(self.tr("Export"), "primary", icon="export")
        follow_key(self.export_button, "project.export", self.export_button.set_key)
        self.export_button.clicked.connect(self.export_asked)
        self.sum = Label("", "muted", wrap=True)
        self.sum.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.copy_button = IconButton("copy", self.tr("Copy the sum"), size=24)
        self.copy_button.clicked.connect(self._on_copy)
        self._lay_out()

    def _lay_out(self) -> None:
        flow = FlowLayout(gap=20, line_gap=10)
        for figure in (self.samples, self.steps, self.heaviest, self.material):
            flow.addWidget(figure)
        self._above, self._foot, below = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        self._above.setSpacing(theme.px(12))
        self._above.addLayout(flow, 1)
        self._above.addWidget(self.export_button, 0, Qt.AlignmentFlag.AlignTop)
        below.setSpacing(theme.px(6))
        below.addWidget(self.copy_button)
        below.addWidget(self.sum, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addLayout(self._above)
        column.addLayout(below)
        column.addLayout(self._foot)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the button where it leaves the figures their room."""
        super().resizeEvent(event)
        narrow = event.size().width() < theme.px(_NARROW)
        wanted, other = (self._foot, self._above) if narrow else (self._above, self._foot)
        if other.indexOf(self.export_button) >= 0:
            other.removeWidget(self.export_button)
            left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
            wanted.addWidget(self.export_button, 0, left)

    def show_view(self, view: PlanView, *, read_only: bool) -> None:
        """Show the figures of a plan."""
        self._show_samples(view)
        self._show_steps(view)
        self._show_heaviest(view.ledger.heaviest)
        self._show_material(view)
        self.sum.setText(view.sum_line)
        self.sum.setAccessibleName(view.sum_line)
        self.export_button.setEnabled(not (read_only or view.refused))
        tip = view.refused or self.tr("Writes clips, stills, captions and the dataset file")
        self.export_button.setToolTip(tip)

    def _show_samples(self, view: PlanView) -> None:
        number, lost = view.ledger.samples, view.lost.total()
        tip = self.tr(
            "What an epoch trains: every window of every clip and every still, times its "
            "dataset's repeats, without those that overwrite one another's cache file."
        )
        if number is None:
            self.samples.set_value("—", self.tr("training is not reached"), "bad", tip)
            return
        note = self.tr("{:,} of {:,} lost").format(lost, number + lost)
        if not lost:
            note = self.tr("nothing lost")
        self.samples.set_value(f"{number:,}", note, "text", tip)

    def _show_steps(self, view: PlanView) -> None:
        sizes = sorted({row.batch_size for row in view.ledger.rows})
        batch = f"{sizes[0]}–{sizes[-1]}" if len(sizes) > 1 else f"{sizes[0]}" if sizes else "—"
        steps = view.ledger.steps
        tip = self.tr(
            "The batches of an epoch. Each bucket is divided by its dataset's batch size and "
            "rounded up: samples of two buckets never share a batch."
        )
        note = self.tr("batch {}").format(batch)
        self.steps.set_value("—" if steps is None else f"{steps:,}", note, "text", tip)

    def _show_heaviest(self, row: Row | None) -> None:
        tip = self.tr("The bucket whose step has the most tokens; it decides on memory.")
        if row is None:
            self.heaviest.set_value("—", "", "text", tip)
            return
        tokens = self.tr("{:,} tokens").format(row.step_tokens)
        tip = f"{tip}\n{token_sum(row)}"
        shape = f"{row.width}×{row.height}×{row.frames}"
        self.heaviest.set_value(shape, tokens, "text", tip)

    def _show_material(self, view: PlanView) -> None:
        stills = counted(view.stills, "still")
        missing = len(view.project.unavailable) if view.project else 0
        note = self.tr("{}, {:,} left out").format(stills, missing) if missing else stills
        tip = self.tr("Picked clips and stills that an export writes.")
        self.material.set_value(counted(view.clips, "clip"), note, "text", tip)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.sum.text())
        self.copied.emit(self.sum.text())


def token_sum(row: Row) -> str:
    """Return how the tokens of a step are counted."""
    latent = (row.frames - 1) // 4 + 1
    parts = f"{latent} × {row.width // 16} × {row.height // 16}"
    batch = row.step_tokens // row.tokens if row.tokens else 1
    if batch > 1:
        return f"{parts} × {batch} = {row.step_tokens:,}"
    return f"{parts} = {row.tokens:,}"
