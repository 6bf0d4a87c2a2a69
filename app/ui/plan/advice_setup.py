"""How the training will be set up, as far as its cost goes: a form over `setups.Setup`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.language import noted, tr
from app.ui import theme
from app.ui.plan.advice_rows import AdviceRow, AmountEdit
from app.ui.widgets.choices import ComboBox, SpinBox, Switch

if TYPE_CHECKING:
    from app.core.planner.costs.setups import Setup

_MODELS: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("Wan 2.1 14B", {"model": "14B", "per_token_time": False, "both_models": False}),
    ("Wan 2.1 1.3B", {"model": "1.3B", "per_token_time": False, "both_models": False}),
    (noted("Wan 2.2 A14B, one"), {"model": "14B", "per_token_time": True, "both_models": False}),
    (noted("Wan 2.2 A14B, both"), {"model": "14B", "per_token_time": True, "both_models": True}),
)
_PRECISIONS = ((noted("fp8, scaled"), "fp8_scaled"), ("fp8", "fp8"), ("bf16", "bf16"))
_OPTIMIZERS = ("adamw8bit", "adamw", "prodigy")


class SetupForm(QWidget):
    """The options of the trainer and the machine.

    Signals:
        changed: The new setup, and what was changed, for people.
    """

    changed = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self._setup: Setup | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(6))
        self._make_model()
        self._make_options()
        self._make_machine()

    # ------------------------------------------------------------------------------ building

    def _make_model(self) -> None:
        names = [tr(name) for name, _ in _MODELS]
        self.model = self._choice(self.tr("Model"), names, self._on_model, self.tr(
            "Which network is trained. Wan 2.2 has two, of which one or both can be trained; its "
            "time embedding for each token takes 287 KB a token more "
            "(--force_v2_1_time_embedding saves it)."
        ))  # fmt: skip
        self.i2v = self._switch(self.tr("Image to video"), "i2v", self.tr(
            "The model gets a first frame. Its image encoder and more inputs were never measured: "
            "the estimate says so."
        ))  # fmt: skip
        self.precision = self._choice(
            self.tr("Weights"),
            [tr(name) for name, _ in _PRECISIONS],
            lambda place: self._set(precision=_PRECISIONS[place][1]),
            self.tr(
                "How the frozen network is held. fp8, scaled: --fp8_base --fp8_scaled, 362 MB a "
                "block of the 14B; fp8: --fp8_base, 351 MB, less exact; bf16: neither, 703 MB."
            ),
        )

    def _make_options(self) -> None:
        self.swap = self._number(self.tr("Blocks to swap"), "swap", 0, 39, self.tr(
            "--blocks_to_swap: blocks that wait in system memory until they are needed. Each but "
            "the first frees 0.34 GiB (14B, scaled fp8), and costs time where a step has few "
            "tokens."
        ))  # fmt: skip
        self.rank = self._number(self.tr("Rank"), "rank", 1, 1024, self.tr(
            "--network_dim: the size of the LoRA. Rank 32 of the 14B has 153 million weights."
        ))  # fmt: skip
        self.optimizer = self._choice(
            self.tr("Optimizer"),
            [*_OPTIMIZERS],
            lambda place: self._set(optimizer=self.optimizer.itemText(place)),
            self.tr(
                "--optimizer_type: what it keeps for each weight of the LoRA: 2 bytes with "
                "adamw8bit, 8 with adamw, 16 with prodigy."
            ),
        )
        self.checkpointing = self._switch(self.tr("Checkpointing"), "checkpointing", self.tr(
            "--gradient_checkpointing: activations are computed again instead of kept. Without it "
            "they take about 20 times as much."
        ))  # fmt: skip
        self.offload = self._switch(self.tr("Offload activations"), "offload", self.tr(
            "--gradient_checkpointing_cpu_offload: activations are kept in system memory: 380 KB "
            "less a token (14B), and slower."
        ))  # fmt: skip
        self.h2d_only = self._switch(self.tr("Swap one way"), "h2d_only", self.tr(
            "--block_swap_h2d_only: swapped blocks are only copied to the card, not back: faster, "
            "but one more stays on it."
        ))  # fmt: skip
        self.epochs = self._number(self.tr("Epochs"), "epochs", 1, 100_000, self.tr(
            "--max_train_epochs: how often everything is trained. Steps stand here where the "
            "recipe counts those: --max_train_steps."
        ))  # fmt: skip

    def _make_machine(self) -> None:
        from app.core.planner.costs.gpus import GPUS, OTHER

        self.gpu = self._choice(
            self.tr("Card"),
            [*(gpu.name for gpu in GPUS), tr(OTHER)],
            self._on_gpu,
            self.tr(
                "The graphics card. The RTX 3090 and the H100 were measured (34 and 350 TFLOP/s in "
                "training); the speeds of others are about 48 % of their data sheets, until a run "
                "of this machine says better."
            ),
        )
        self.card_gib = self._amount(self.tr("Its memory, GiB"), "card_gib", 1, 1024, self.tr(
            "Memory of the card. Another can be typed."
        ))  # fmt: skip
        self.desktop_gib = self._amount(self.tr("Desktop, GiB"), "desktop_gib", 0, 64, self.tr(
            "What the desktop and other programs take of the card: 0.5 to 1.5 GiB on Windows with "
            "the monitor on it, nothing with the monitor on the processor's own graphics."
        ))  # fmt: skip

    def _add(self, label: str, control: QWidget, tip: str) -> None:
        self._column.addWidget(AdviceRow(label, control, tip=tip))

    def _choice(
        self, label: str, items: list[str], act: Callable[[int], None], tip: str
    ) -> ComboBox:
        box = ComboBox(items, name=label)
        box.activated.connect(act)
        self._add(label, box, tip)
        return box

    def _number(self, label: str, field: str, low: int, high: int, tip: str) -> SpinBox:
        box = SpinBox(low, high, low, name=label)
        box.valueChanged.connect(partial(self._on_number, field))
        self._add(label, box, tip)
        return box

    def _switch(self, label: str, field: str, tip: str) -> Switch:
        switch = Switch(name=label)
        switch.toggled.connect(lambda on: self._set(**{field: on}))
        self._add(label, switch, tip)
        return switch

    def _amount(self, label: str, field: str, low: float, high: float, tip: str) -> AmountEdit:
        edit = AmountEdit(low, high, name=label)
        edit.committed.connect(lambda amount: self._set(**{field: amount}))
        self._add(label, edit, tip)
        return edit

    # ------------------------------------------------------------------------------- showing

    def show_setup(self, setup: Setup, *, read_only: bool) -> None:
        """Show a setup."""
        self._setup = None  # what is shown is not changed by being shown
        self.setEnabled(not read_only)
        self.model.setCurrentIndex(_model_of(setup))
        self.precision.setCurrentIndex([key for _, key in _PRECISIONS].index(setup.precision))
        _choose(self.optimizer, setup.optimizer)
        _choose(self.gpu, tr(setup.gpu))
        self.swap.setRange(0, setup.most_swap)
        self.swap.setValue(setup.swapped)
        self.rank.setValue(setup.rank)
        self._show_length(setup)
        self.card_gib.show_amount(setup.card_gib)
        self.desktop_gib.show_amount(setup.desktop_gib)
        for switch, on in (
            (self.i2v, setup.i2v),
            (self.checkpointing, setup.checkpointing),
            (self.offload, setup.offload),
            (self.h2d_only, setup.h2d_only),
        ):
            switch.setChecked(on)
        self._setup = setup

    def _show_length(self, setup: Setup) -> None:
        """Show the epochs; steps that are counted instead stand there as 0 epochs would."""
        self.epochs.setRange(0 if setup.steps else 1, 100_000)
        self.epochs.setSpecialValueText(setup.length if setup.steps else "")
        self.epochs.setValue(0 if setup.steps else setup.epochs)

    def _on_number(self, field: str, value: int) -> None:
        if field != "epochs":
            self._set(**{field: value})
        elif value:  # 0 stands for the steps
            self._set(epochs=value, steps=0)

    def summary(self) -> str:
        """Return the setup in a few words."""
        setup = self._setup
        return (
            ""
            if setup is None
            else self.tr("{} · {} · swap {}").format(setup.gpu, setup.model, setup.swapped)
        )

    def _on_model(self, place: int) -> None:
        self._set(**_MODELS[place][1])

    def _on_gpu(self, place: int) -> None:
        from app.core.planner.costs.gpus import GPUS, OTHER, gpu_named, is_known

        name = OTHER if place == len(GPUS) else self.gpu.itemText(place)
        known = {"card_gib": gpu_named(name).gib} if is_known(name) else {}
        self._set(gpu=name, **known)

    def _set(self, **values: Any) -> None:  # noqa: ANN401 - of the fields of a setup
        if self._setup is None:
            return
        wanted = replace(self._setup, **values)
        if wanted != self._setup:
            self._setup = wanted
            self.changed.emit(wanted, self.tr("Setup: {}").format(tr(_LABELS[min(values)])))


_LABELS = {
    "both_models": noted("model"), "precision": noted("weights"), "swap": noted("blocks to swap"),
    "rank": noted("rank"), "optimizer": noted("optimizer"), "i2v": noted("image to video"),
    "checkpointing": noted("gradient checkpointing"), "offload": noted("offloaded activations"),
    "h2d_only": noted("swap one way"), "epochs": noted("epochs"), "gpu": noted("card"),
    "card_gib": noted("card"), "desktop_gib": noted("desktop"),
}  # fmt: skip


def _model_of(setup: Setup) -> int:
    for place, (_, values) in enumerate(_MODELS):
        if all(getattr(setup, name) == value for name, value in values.items()):
            return place
    return -1


def _choose(box: ComboBox, text: str) -> None:
    """Show a choice; one that is not in the list is put there."""
    if box.findText(text) < 0:
        box.addItem(text)
    box.setCurrentIndex(box.findText(text))
