"""Whether the heaviest step fits the card, what it is made of, and which bucket that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.core.language import noted, tr
from app.core.planner.tables.how_counted import tokens_sum
from app.ui import theme
from app.ui.plan.advice_bar import BarPart, MemoryBar, Swatch
from app.ui.widgets.button import Button
from app.ui.widgets.clearing import clear
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.label import Figure, Label, SectionHead

if TYPE_CHECKING:
    from app.core.planner.advice.advising import Advice, Step

_PARTS: dict[str, tuple[str, str, str]] = {  # of an estimate: title, colour, how it is counted
    "blocks": (
        noted("Blocks on the card"),
        "info",
        noted("Weights of the blocks that are not swapped, and of one on its way."),
    ),
    "activations": (
        noted("Activations"),
        "accent",
        noted("0.75 GB and 0.75 MB a token (14B): a replay of the trainer's own blocks."),
    ),
    "LoRA": (
        noted("LoRA and optimizer"),
        "violet",
        noted("Each weight: 4 bytes, its optimizer's state, and a copy of 2 bytes."),
    ),
    "fragmentation": (
        noted("Fragmentation"),
        "rose",
        noted(
            "0.4 of what the live block takes and 1.5 of its weights in bf16: what the allocator "
            "cannot use."
        ),
    ),
    "CUDA": (
        "CUDA",
        "good",
        noted("The context of CUDA and the workspaces of its libraries."),
    ),
    "other weights": (
        noted("Other weights"),
        "warn",
        noted("Embeddings and the head, which stay in bf16 with scaled fp8."),
    ),
}
_MOST_STEPS = 6


class MemoryPart(QWidget):
    """The section *Memory*.

    Signals:
        swap_asked: So many blocks are to be swapped.
    """

    swap_asked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._advice: Advice | None = None
        self.figure = Figure(self.tr("Heaviest step"))
        self.sentence = Label("", wrap=True)
        self.bar = MemoryBar()
        self.swaps = Label("", "muted", "small", wrap=True)
        self.least_button = Button("")
        self.least_button.clicked.connect(lambda: self._ask(recommended=False))
        self.safe_button = Button("")
        self.safe_button.clicked.connect(lambda: self._ask(recommended=True))
        self.ram = Label("", "muted", "small", wrap=True)
        self.notes = Label("", "muted", "small", wrap=True)
        self._legend = QGridLayout()
        self._why = QGridLayout()
        self._lay_out()

    def _lay_out(self) -> None:
        buttons = FlowLayout(gap=8, line_gap=6)
        buttons.addWidget(self.least_button)
        buttons.addWidget(self.safe_button)
        for grid in (self._legend, self._why):
            grid.setHorizontalSpacing(theme.px(8))
            grid.setVerticalSpacing(theme.px(3))
        self._legend.setColumnStretch(1, 1)
        self._why.setColumnStretch(0, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        for part in (self.figure, self.sentence, self.bar):
            column.addWidget(part)
        column.addLayout(self._legend)
        column.addWidget(self.swaps)
        column.addLayout(buttons)
        column.addWidget(self.ram)
        head = QHBoxLayout()
        head.addWidget(SectionHead(self.tr("Why: heaviest first")))
        column.addLayout(head)
        column.addLayout(self._why)
        column.addWidget(self.notes)

    def show_advice(self, advice: Advice, *, read_only: bool) -> None:
        """Show what a plan takes."""
        self._advice = advice
        step = advice.heaviest
        estimate, row = step.estimate, step.row
        tone = {"fits": "good", "tight": "warn", "over": "bad"}[advice.verdict]
        bucket = f"{row.width}×{row.height}×{row.frames}"
        value = self.tr("{:.1f} ± {:.1f} GiB").format(estimate.gib, estimate.gib_error)
        note = self.tr("{} · {:,} tokens").format(bucket, row.step_tokens)
        self.figure.set_value(value, note, tone, self._figure_tip(advice))
        self.sentence.setText(advice.sentence)
        self.sentence.set_tone(tone)
        self._show_bar(advice)
        self._show_swaps(advice, read_only=read_only)
        self._show_ram(advice)
        self._show_why(advice.steps)
        self.notes.setText("\n".join(advice.unsure))
        self.notes.setVisible(bool(advice.unsure))

    def _figure_tip(self, advice: Advice) -> str:
        return self.tr(
            "Memory of the trainer's process while it trains the heaviest bucket; the largest "
            "bucket of the whole dataset decides. Counted from the network and held against "
            "steps on an H100: ± 1 GiB below 8,000 tokens, ± 7 % above.\n{}\nSamples made while "
            "training are not counted: one larger than this bucket may take more.\n{}"
        ).format(tokens_sum(advice.heaviest.row), self._factor_words(advice))

    def _factor_words(self, advice: Advice) -> str:
        factors = advice.costs.factors
        if not factors.memory_runs:
            return self.tr("No run of this machine has corrected it yet.")
        return self.tr("Corrected by runs of this machine: × {:.2f}.").format(factors.memory)

    def _show_bar(self, advice: Advice) -> None:
        estimate, setup = advice.heaviest.estimate, advice.costs.setup
        parts = [
            BarPart(tr(title), gib, color, tr(tip))
            for name, gib in estimate.parts
            for title, color, tip in (_PARTS[name],)
        ]
        desktop = self.tr("What the desktop and other programs take: as typed above.")
        parts.append(BarPart(self.tr("Desktop"), setup.desktop_gib, "dim", desktop))
        self.bar.show_parts(tuple(parts), error=estimate.gib_error, card=setup.card_gib)
        clear(self._legend)
        for place, part in enumerate(parts):
            name, amount = (
                Label(part.name, "muted", "small"),
                Label(f"{part.gib:.1f}", role="small"),
            )
            for column, widget in enumerate((Swatch(part.color), name, amount)):
                widget.setToolTip(part.tip)
                self._legend.addWidget(widget, place, column, _side(column == 2))
        place = len(parts)
        total = Label(self.tr("Together, of {:g} GiB").format(setup.card_gib), role="small")
        self._legend.addWidget(total, place, 1)
        sum_ = Label(f"{advice.needs:.1f}", role="small")
        self._legend.addWidget(sum_, place, 2, _side(True))

    def _show_swaps(self, advice: Advice, *, read_only: bool) -> None:
        now = advice.costs.setup.swapped
        self.swaps.setText(advice.swaps)
        self.swaps.setVisible(bool(advice.swaps))
        for button, swap in (
            (self.least_button, advice.least),
            (self.safe_button, advice.recommended),
        ):
            button.setText(self.tr("Swap {}").format(swap))
            shown = swap is not None and swap != now and not read_only
            button.setVisible(shown)
        if advice.recommended == advice.least:
            self.safe_button.hide()
        self.least_button.setToolTip(self.tr("The fewest blocks with which it fits."))
        self.safe_button.setToolTip(self.tr("With a GiB to spare beyond the error."))

    def _ask(self, *, recommended: bool) -> None:
        if self._advice is not None:
            swap = self._advice.recommended if recommended else self._advice.least
            if swap is not None:
                self.swap_asked.emit(swap)

    def _show_ram(self, advice: Advice) -> None:
        ram = advice.ram
        self.ram.setText(
            self.tr("System memory: {:.1f} GiB while training, about {:.0f} while loading.").format(
                ram.training, ram.loading
            )
        )
        self.ram.setToolTip(
            self.tr(
                "Swapped blocks and offloaded activations lie there. Loading the file of the 14B "
                "in bf16 takes about 28 GiB at its highest."
            )
        )

    def _show_why(self, steps: tuple[Step, ...]) -> None:
        clear(self._why)
        tip = self.tr(
            "Each bucket of each dataset, the heaviest first: tokens of a full step, its memory, "
            "seconds of a step."
        )
        for column, word in enumerate(
            (self.tr("bucket"), self.tr("tokens"), self.tr("GiB"), self.tr("s/step"))
        ):
            self._why.addWidget(Label(word, "dim", "small"), 0, column, _side(column > 0))
        for place, step in enumerate(steps[:_MOST_STEPS], start=1):
            row, estimate = step.row, step.estimate
            batch = f" ×{row.step_batch}" if row.step_batch > 1 else ""
            cells = (
                f"{row.width}×{row.height}×{row.frames}{batch}",
                f"{row.step_tokens:,}",
                f"{estimate.gib:.1f}",
                f"{estimate.seconds:.1f}",
            )
            for column, text in enumerate(cells):
                label = Label(text, "text" if place == 1 else "muted", "small")
                label.setToolTip(f"{row.name}\n{tokens_sum(row)}\n{tip}".strip())
                self._why.addWidget(label, place, column, _side(column > 0))


def _side(right: bool) -> Qt.AlignmentFlag:
    """Return where the words of a cell stand: numbers at the right."""
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
