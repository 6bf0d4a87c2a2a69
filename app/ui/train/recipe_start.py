"""How the next run begins: what it is called, which steps run, on which card."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui import theme
from app.ui.train.commanding import USUAL
from app.ui.widgets.choices import CheckBox, ComboBox
from app.ui.widgets.fields import Field, LineEdit
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.label import Label

if TYPE_CHECKING:
    from app.core.training.model import StepName
    from app.ui.train.session import TrainSession

_NAME = "train.output_name"


class RunStart(QWidget):
    """Name, steps and card.

    Signals:
        named: What the files of the run are to be called, "" for the project's name; and whether
            that goes on with the last letter.
    """

    named = Signal(str, bool)

    def __init__(self, session: TrainSession) -> None:
        super().__init__()
        self._session = session
        self.name = LineEdit(name=self.tr("Name of the run, --output_name"))
        self.steps: dict[StepName, CheckBox] = {}
        self.card = ComboBox(name=self.tr("Card"))
        self._going = False
        self._lay_out()
        self.name.textEdited.connect(self._on_edited)
        self.name.editingFinished.connect(self._settle)
        self.card.activated.connect(self._on_card)

    def _lay_out(self) -> None:
        tip = self.tr(
            "--output_name: what checkpoints, states and samples are called. Empty: as the project."
        )
        self.name.setToolTip(tip)
        self.name_field = Field(self.tr("Name of the run"), self.name, tip=tip)
        self.card_field = Field(self.tr("Card"), self.card, tip=self.tr(
            "The graphics card that trains, as nvidia-smi counts them."
        ))  # fmt: skip
        boxes = FlowLayout(gap=14, line_gap=2)
        for step in USUAL:
            box = self.steps[step] = CheckBox(self._title(step))
            box.setToolTip(self._tip(step))
            box.clicked.connect(partial(self._on_step, step))
            boxes.addWidget(box)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        column.addWidget(self.name_field)
        column.addWidget(self.card_field)
        column.addSpacing(theme.px(2))
        column.addWidget(Label(self.tr("Steps that run"), "muted", "small"))
        column.addLayout(boxes)

    def _title(self, step: StepName) -> str:
        titles = {
            "check": self.tr("Check"),
            "cache_latents": self.tr("Cache latents"),
            "cache_text": self.tr("Cache text"),
            "train": self.tr("Train"),
        }
        return titles.get(step, step)

    def _tip(self, step: StepName) -> str:
        tips = {
            "check": self.tr("Looks at all files and options first: what would fail is said now."),
            "cache_latents": self.tr("Encodes the clips; needed once, and after clips changed."),
            "cache_text": self.tr("Encodes the captions; needed once, and after captions changed."),
            "train": self.tr("Off: only the caches are made."),
        }
        return tips.get(step, "")

    # ------------------------------------------------------------------------------- showing

    def follow(self) -> None:
        """Show what is chosen now."""
        session = self._session
        given = str(session.recipe.values.get(_NAME) or "")
        if not (self.name.hasFocus() and self.name.text().strip() == given):
            self.name.setText(given)
        self.name.setPlaceholderText(session.commanding.run_name)
        self.name.setEnabled(not session.choice.read_only)
        for step, box in self.steps.items():
            box.setChecked(step in session.steps)
        self._show_cards()

    def _show_cards(self) -> None:
        trainer = self._session.trainer
        cards = [] if trainer is None else list(trainer.gpus)
        names = [f"{each.index}: {each.name}, {each.gib:.0f} GB" for each in cards]
        if [self.card.itemText(place) for place in range(self.card.count())] != names:
            self.card.clear()
            self.card.addItems(names)
        chosen = self._session.parts.preferences.value.gpu
        places = [place for place, each in enumerate(cards) if each.index == chosen]
        self.card.setCurrentIndex(places[0] if places else -1)
        self.card_field.setVisible(len(cards) > 1)

    # --------------------------------------------------------------------------------- doing

    def _on_edited(self, text: str) -> None:
        going, self._going = self._going, True
        self.named.emit(text.strip(), going)

    def _settle(self) -> None:
        self._going = False
        self.follow()

    def _on_step(self, step: StepName) -> None:
        self._session.commanding.leave_out(step, out=not self.steps[step].isChecked())

    def _on_card(self, place: int) -> None:
        trainer = self._session.trainer
        if trainer is not None:
            self._session.parts.preferences.change(gpu=trainer.gpus[place].index)
