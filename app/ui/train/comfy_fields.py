"""What a workflow for ComfyUI is made of, as fields."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.core.training.after.comfy_settings import Comfy
from app.ui import theme
from app.ui.widgets.choices import SpinBox
from app.ui.widgets.fields import Field, LineEdit, PlainTextEdit

_NUMBERS = {"strength": (0.0, 4.0), "cfg": (0.0, 20.0), "shift": (0.0, 20.0)}


class ComfyFields(QWidget):
    """Shows a workflow's settings, and reads what a person made of them.

    Signals:
        changed: Something is another.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._comfy = Comfy(unet="", lora="")
        self.prompt = PlainTextEdit(name=self.tr("Prompt"), lines=3, least=2)
        self.negative = PlainTextEdit(name=self.tr("Not wanted"), lines=2, least=2)
        self.width_box = SpinBox(64, 2048, 768, name=self.tr("Width"), step=16)
        self.height_box = SpinBox(64, 2048, 416, name=self.tr("Height"), step=16)
        self.length = SpinBox(1, 257, 81, name=self.tr("Frames"), step=4)
        self.seed = LineEdit(name=self.tr("Seed"))
        self.steps = SpinBox(1, 100, 20, name=self.tr("Steps"))
        names = {
            "strength": self.tr("Strength"),
            "cfg": self.tr("Guidance (cfg)"),
            "shift": self.tr("Shift"),
        }
        self.numbers = {name: LineEdit(name=label) for name, label in names.items()}
        self.files = {name: LineEdit(name=label) for name, label in self._file_names().items()}
        self._fields: dict[str, Field] = {}
        self._lay_out(names)
        self._connect()

    def _file_names(self) -> dict[str, str]:
        return {
            "unet": self.tr("Model"),
            "unet_high": self.tr("Model for high noise"),
            "lora": self.tr("The LoRA, below models/loras"),
            "fast": self.tr("LoRA for few steps"),
            "fast_high": self.tr("LoRA for few steps, high noise"),
            "clip": self.tr("Text encoder"),
            "vae": self.tr("VAE"),
        }

    def _lay_out(self, names: dict[str, str]) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.px(8), 0)
        column.setSpacing(theme.px(10))
        column.addWidget(self._field("prompt", self.tr("Prompt"), self.prompt))
        column.addWidget(self._field("negative", self.tr("Not wanted"), self.negative))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(10))
        grid.setVerticalSpacing(theme.px(10))
        cells: list[tuple[str, str, QWidget]] = [
            ("width", self.tr("Width"), self.width_box),
            ("height", self.tr("Height"), self.height_box),
            ("length", self.tr("Frames"), self.length),
            ("seed", self.tr("Seed"), self.seed),
            ("steps", self.tr("Steps"), self.steps),
            *((name, label, self.numbers[name]) for name, label in names.items()),
        ]
        for place, (name, label, control) in enumerate(cells):
            field = self._field(name, label, control)
            grid.addWidget(field, place // 4, place % 4, Qt.AlignmentFlag.AlignTop)
        for place in range(4):
            grid.setColumnStretch(place, 1)
        column.addLayout(grid)
        for name, label in self._file_names().items():
            column.addWidget(self._field(name, label, self.files[name]))
        self._fields["length"].setToolTip(self.tr("4n+1, rounded down; 81 are five seconds"))
        self._fields["unet"].setToolTip(
            self.tr("As ComfyUI lists it in models/diffusion_models; Check finds out")
        )
        column.addStretch(1)

    def _field(self, name: str, label: str, control: QWidget) -> Field:
        self._fields[name] = Field(label, control)
        return self._fields[name]

    def _connect(self) -> None:
        for text in (self.prompt, self.negative):
            text.textChanged.connect(self.changed)
        for line in (self.seed, *self.numbers.values(), *self.files.values()):
            line.textChanged.connect(self.changed)
        for number in (self.width_box, self.height_box, self.length, self.steps):
            number.valueChanged.connect(self.changed)

    # ------------------------------------------------------------------------------- showing

    def show_comfy(self, comfy: Comfy) -> None:
        """Show settings."""
        self._comfy = comfy
        self.blockSignals(True)
        self.prompt.setPlainText(comfy.prompt)
        self.negative.setPlainText(comfy.negative)
        self.width_box.setValue(comfy.width)
        self.height_box.setValue(comfy.height)
        self.length.setValue(comfy.length)
        self.seed.setText(str(comfy.seed))
        self.steps.setValue(comfy.steps)
        for name, line in self.numbers.items():
            line.setText(f"{getattr(comfy, name):g}")
        for name, line in self.files.items():
            line.setText(getattr(comfy, name))
        self._fields["unet_high"].setVisible(comfy.two_experts)
        self._fields["fast"].setVisible(bool(comfy.fast))
        self._fields["fast_high"].setVisible(bool(comfy.fast_high))
        self.blockSignals(False)
        self.changed.emit()

    def show_lora(self, name: str) -> None:
        """Show another name of the LoRA."""
        self.files["lora"].setText(name)

    def comfy(self) -> Comfy:
        """Return the settings as they stand; what can be none is as it was before."""
        seed = self.seed.text().strip()
        good = seed.isdecimal() and len(seed) <= 18
        self._fields["seed"].set_error("" if good else self.tr("Give a whole number."))
        files = {name: line.text().strip() for name, line in self.files.items()}
        return replace(
            self._comfy,
            prompt=" ".join(self.prompt.toPlainText().split()),
            negative=" ".join(self.negative.toPlainText().split()),
            width=self.width_box.value() // 16 * 16,
            height=self.height_box.value() // 16 * 16,
            length=(self.length.value() - 1) // 4 * 4 + 1,
            seed=int(seed) if good else self._comfy.seed,
            steps=self.steps.value(),
            strength=self._number("strength"),
            cfg=self._number("cfg"),
            shift=self._number("shift"),
            unet=files["unet"],
            unet_high=files["unet_high"],
            lora=files["lora"],
            fast=files["fast"],
            fast_high=files["fast_high"],
            clip=files["clip"],
            vae=files["vae"],
        )

    def _number(self, name: str) -> float:
        low, high = _NUMBERS[name]
        try:
            value = float(self.numbers[name].text())
        except ValueError:
            value = -1.0
        good = low <= value <= high
        said = self.tr("Give a number of {:g} to {:g}.").format(low, high)
        self._fields[name].set_error("" if good else said)
        return value if good else float(getattr(self._comfy, name))
