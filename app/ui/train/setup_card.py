"""The foot of the recipe: which trainer and models are set up, and the way to their page."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.core.language import sentences, tr
from app.core.training.trainer.standing import Standing
from app.ui import theme
from app.ui.train.setup_findings import Mark
from app.ui.train.setup_state import TrainerSetup
from app.ui.widgets.button import Button
from app.ui.widgets.label import Label
from app.ui.widgets.progress import Progress
from app.ui.widgets.surface import Card

_FIXED = "\N{NO-BREAK SPACE}"


class SetupCard(Card):
    """Says in two lines what would train; asks for the page *Trainer and models*."""

    page_asked = Signal()

    def __init__(self, setup: TrainerSetup) -> None:
        super().__init__()
        self._setup = setup
        self.trainer, self.models = _Line(), _Line()
        self.waiting = Progress(None)
        self.change = Button(self.tr("Trainer and models…"), icon="settings")
        self.change.setToolTip(self.tr("Where musubi-tuner is, its Python, the files of models"))
        self.change.clicked.connect(self.page_asked)
        for part in (self.trainer, self.waiting, self.models, self.change):
            self.body.addWidget(part)
        self.setAccessibleName(self.tr("Trainer and models"))
        setup.changed.connect(self._show)
        setup.set_up.connect(self._show)
        self._show()

    def _show(self) -> None:
        setup = self._setup
        asking = self.tr("Asking the trainer's Python…")
        trainer = Standing(asking, "neutral") if setup.asking else setup.trainer_standing
        self.trainer.show_standing(trainer)
        self.waiting.setVisible(setup.asking)
        self.models.show_standing(setup.models_standing)


class _Line(QWidget):
    """How one thing stands: a mark and words; why is its tooltip."""

    def __init__(self) -> None:
        super().__init__()
        self._mark = Mark()
        self._words = Label("", "text", "small", wrap=True)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(8))
        line.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._words, 1)

    def words(self) -> str:
        """Return what it says."""
        return self._words.text().replace(_FIXED, " ")

    def show_standing(self, standing: Standing) -> None:
        """Show how it stands."""
        self._mark.set_grade(standing.grade)
        self._words.setText(_kept_together(standing.words))
        self._words.set_tone("text" if standing.grade in ("good", "warn") else "muted")
        self.setToolTip(standing.said)
        self.setAccessibleName(
            sentences((tr("{sentence}.", sentence=standing.words), standing.said))
        )


def _kept_together(words: str) -> str:
    """Return words that wrap between their parts only."""
    return " · ".join(part.replace(" ", _FIXED) for part in words.split(" · "))
