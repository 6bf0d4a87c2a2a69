"""What is tried: prompts, strengths, seeds, sizes, and the sampler's settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.core.language import noted, tr
from app.core.training.after.trial import (
    Solver,
    Trial,
    numbers_of,
    prompts_of,
    seeds_of,
)
from app.core.training.after.trial_presets import TrialPreset
from app.ui import theme
from app.ui.widgets.choices import ComboBox, SpinBox
from app.ui.widgets.fields import Field, LineEdit, PlainTextEdit

SOLVERS: tuple[Solver, ...] = get_args(Solver)
_SOLVERS = {"unipc": "UniPC", "dpm++": "DPM++", "vanilla": noted("Euler (vanilla)")}


class TrialFields(QWidget):
    """Reads and shows a test without its checkpoints.

    Signals:
        changed: Something is another.
    """

    changed = Signal()

    def __init__(self, presets: Sequence[TrialPreset], prompts: Sequence[str]) -> None:
        super().__init__()
        self._presets, self._own = list(presets), tuple(prompts)
        self._shift: float | None = None
        self.preset = ComboBox([each.title for each in presets], name=self.tr("Begin with"))
        self.prompts = PlainTextEdit(name=self.tr("Prompts"), lines=4, least=3)
        self.negative = PlainTextEdit(name=self.tr("Not wanted"), lines=2, least=2)
        self.strengths = LineEdit(name=self.tr("Strengths"), placeholder="0.8 1.0")
        self.seeds = LineEdit(name=self.tr("Seeds"), placeholder="42")
        self.size_box = ComboBox(name=self.tr("Size"))
        self.frames = SpinBox(1, 257, 33, name=self.tr("Frames"), step=4)
        self.steps = SpinBox(1, 100, 20, name=self.tr("Steps"))
        self.guidance = LineEdit("5", name=self.tr("Guidance"))
        self.solver = ComboBox([*map(tr, _SOLVERS.values())], name=self.tr("Sampler"))
        self.image = LineEdit(name=self.tr("First picture"))
        self._fields: dict[str, Field] = {}
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.px(8), 0)
        column.setSpacing(theme.px(10))
        tips = self._tips()
        column.addWidget(self._field("preset", self.tr("Begin with"), self.preset, tips))
        hint = self.tr("one a line, the trigger included")
        column.addWidget(self._field("prompts", self.tr("Prompts"), self.prompts, tips, hint))
        column.addWidget(self._field("image", self.tr("First picture"), self.image, tips))
        column.addWidget(self._field("negative", self.tr("Not wanted"), self.negative, tips))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(10))
        grid.setVerticalSpacing(theme.px(10))
        cells: tuple[tuple[str, str, QWidget, str], ...] = (
            ("strengths", self.tr("Strengths"), self.strengths, "1.0"),
            ("seeds", self.tr("Seeds"), self.seeds, ""),
            ("size", self.tr("Size"), self.size_box, ""),
            ("frames", self.tr("Frames"), self.frames, "4n+1"),
            ("steps", self.tr("Steps"), self.steps, "7-20"),
            ("guidance", self.tr("Guidance"), self.guidance, ""),
            ("solver", self.tr("Sampler"), self.solver, ""),
        )
        for place, (name, label, control, hint) in enumerate(cells):
            field = self._field(name, label, control, tips, hint)
            grid.addWidget(field, place // 2, place % 2, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)
        column.addStretch(1)

    def _tips(self) -> dict[str, str]:
        return {
            "prompts": self.tr("Each makes a film with each checkpoint, strength and seed."),
            "strengths": self.tr(
                "How much of the LoRA is added: 1.0 is what was trained. Each strength loads the "
                "model anew."
            ),
            "seeds": self.tr("The same seed makes the same noise: films can be compared."),
            "frames": self.tr("At 16 a second: 81 are five seconds. 4n+1, rounded down."),
            "steps": self.tr("The author of the published LoRA recommends 7 to 20."),
            "guidance": self.tr(
                "How closely the prompt is followed. At 1.0 what is not wanted has no effect, and "
                "it takes half the time."
            ),
            "solver": self.tr(
                "UniPC is the best for animation, says the author of the Takenoko recipe."
            ),
            "image": self.tr("The model of this run begins with a picture."),
            "negative": self.tr("What shall not be seen. Wan knows its own Chinese words best."),
        }

    def _field(
        self, name: str, label: str, control: QWidget, tips: dict[str, str], hint: str = ""
    ) -> Field:
        field = Field(label, control, hint=hint, tip=tips.get(name, ""))
        self._fields[name] = field
        return field

    def _connect(self) -> None:
        self.preset.activated.connect(self._on_preset)
        for text in (self.prompts, self.negative):
            text.textChanged.connect(self.changed)
        for line in (self.strengths, self.seeds, self.guidance, self.image):
            line.textChanged.connect(self.changed)
        for number in (self.frames, self.steps):
            number.valueChanged.connect(self.changed)
        for box in (self.size_box, self.solver):
            box.currentIndexChanged.connect(self.changed)

    # ------------------------------------------------------------------------------- showing

    def begin(self, *, with_picture: bool) -> None:
        """Show the first preset that suits; a model may begin with a picture.

        The project's own prompts have the trigger it was trained with; another's have not.
        """
        self._fields["image"].setVisible(with_picture)
        foreign = [bool(each.trial.prompts) and bool(self._own) for each in self._presets]
        suits = foreign.index(False) if False in foreign else 0
        self.preset.setCurrentIndex(suits)
        self._on_preset(suits)

    def _on_preset(self, place: int) -> None:
        preset = self._presets[place]
        self._fields["preset"].setToolTip(preset.purpose)
        prompts = preset.trial.prompts or self._own
        self.show_trial(replace(preset.trial, prompts=prompts), preset.sizes)

    def show_trial(self, trial: Trial, sizes: Sequence[tuple[int, int]] = ()) -> None:
        """Show a test."""
        self._shift = trial.shift
        self.blockSignals(True)
        self.prompts.setPlainText("\n".join(trial.prompts))
        self.negative.setPlainText(trial.negative)
        self.strengths.setText(" ".join(f"{each:g}" for each in trial.strengths))
        self.seeds.setText(" ".join(map(str, trial.seeds)))
        self.size_box.clear()
        for width, height in dict.fromkeys(((trial.width, trial.height), *sizes)):
            self.size_box.addItem(f"{width} × {height}", (width, height))
        self.frames.setValue(trial.frames)
        self.steps.setValue(trial.steps)
        self.guidance.setText(f"{trial.guidance:g}")
        self.solver.setCurrentIndex(SOLVERS.index(trial.solver))
        self.blockSignals(False)
        self.changed.emit()

    def trial(self) -> Trial:
        """Return what the fields say; where one says nothing that can be, it is empty."""
        width, height = self.size_box.currentData() or (384, 208)
        return Trial(
            prompts=prompts_of(self.prompts.toPlainText()),
            negative=" ".join(self.negative.toPlainText().split()),
            strengths=tuple(map(float, self._read("strengths"))),
            seeds=tuple(map(int, self._read("seeds"))),
            width=width,
            height=height,
            frames=self.frames.value(),
            steps=self.steps.value(),
            guidance=self._number("guidance"),
            shift=self._shift,
            solver=SOLVERS[max(0, self.solver.currentIndex())],
            image=self.image.text().strip(),
        ).made()

    def _number(self, name: str) -> float:
        """Return a number of 0 to 20; the field says where it is none."""
        text = self.guidance.text().strip()
        try:
            value = float(text)
        except ValueError:
            value = -1.0
        good = 0.0 <= value <= 20.0
        self._fields[name].set_error("" if good else self.tr("Give a number such as 5.0."))
        return value if good else 5.0

    @property
    def wrong(self) -> bool:
        """Whether a field says what it cannot be."""
        return any(each.error() for each in self._fields.values())

    def _read(self, name: str) -> tuple[float, ...] | tuple[int, ...]:
        try:
            if name == "seeds":
                found: tuple[float, ...] | tuple[int, ...] = seeds_of(self.seeds.text())
            else:
                found = numbers_of(self.strengths.text())
        except ValueError as error:
            self._fields[name].set_error(str(error))
            return ()
        self._fields[name].set_error("")
        return found
