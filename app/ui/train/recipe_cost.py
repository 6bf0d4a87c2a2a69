"""What a recipe takes of the card and how long it trains, as two chips."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.core.amounts import counted, with_error
from app.ui.plan.advice_asking import Asking
from app.ui.widgets.chip import Chip
from app.ui.widgets.flow import FlowLayout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.core.export.plan_view import PlanView
    from app.core.planner.advice.advising import Advice
    from app.core.training.recipe.training_recipe import TrainingRecipe
    from app.ui.theme import Tone
    from app.ui.train.session import TrainSession

_TONES: dict[str, Tone] = {"fits": "good", "tight": "warn", "over": "bad"}


class RecipeCosts(QObject):
    """Counts what recipes cost with the plan there is, beside all else.

    Attributes:
        advice: Of the recipe; None while nothing is known of it.

    Signals:
        counted: There is another one.
    """

    counted = Signal()

    def __init__(self, session: TrainSession) -> None:
        super().__init__(session)
        self._session = session
        self._asking = Asking(session.parts.jobs, self)
        self._others = Asking(session.parts.jobs, self)
        self.advice: Advice | None = None
        session.changed.connect(self.count)
        session.parts.planning.viewed.connect(self.count)

    def count(self) -> None:
        """Count again."""
        parts = self._session.parts
        view = parts.planning.view
        if view is None or not parts.document.is_open or not self._session.choice.is_ready:
            self._take(None)
            return
        self._asking.ask(self._take, advice_of, view, self._session.recipe, self._samples())

    def ask_of(self, recipes: Sequence[TrainingRecipe], then: object) -> None:
        """Let ``then`` have the advice on each of several recipes; nothing without a plan."""
        view = self._session.parts.planning.view
        if view is not None:
            self._others.ask(then, _advice_of_each, view, recipes, self._samples())  # type: ignore[arg-type]

    def _samples(self) -> list[tuple[int, int, int]]:
        rows = self._session.parts.document.rows
        return [(each.width, each.height, each.frames) for each in rows.prompts]

    def _take(self, advice: Advice | None) -> None:
        self.advice = advice
        self.counted.emit()


def advice_of(
    view: PlanView, recipe: TrainingRecipe, samples: Sequence[tuple[int, int, int]]
) -> Advice | None:
    """Return what a plan costs with a recipe; None where nothing is known, in any thread."""
    from app.core.planner.advice.advising import advise
    from app.core.training.recipe.setups import setup_of_recipe

    costs = view.costs.with_setup(setup_of_recipe(recipe, view.costs.setup))
    return advise(view.plan, view.ledger.rows, costs, samples)


def _advice_of_each(
    view: PlanView, recipes: Sequence[TrainingRecipe], samples: Sequence[tuple[int, int, int]]
) -> list[Advice | None]:
    return [advice_of(view, recipe, samples) for recipe in recipes]


class CostChips(QWidget):
    """Memory and hours.

    Signals:
        asked: More is to be known of them: *Plan* has it.
    """

    asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.memory = Chip(clickable=True)
        self.time = Chip(clickable=True)
        row = FlowLayout(self, gap=6)
        for chip in (self.memory, self.time):
            row.addWidget(chip)
            chip.clicked.connect(self.asked)

    def show_advice(self, advice: Advice | None, why_not: str = "") -> None:
        """Show what a recipe takes; None, and why nothing is said."""
        self.time.setVisible(advice is not None)
        if advice is None:
            self.memory.set_state(self.tr("memory: not known yet"), "neutral")
            self.memory.setToolTip(why_not)
            return
        self._show_memory(advice)
        self._show_time(advice)

    def _show_memory(self, advice: Advice) -> None:
        estimate, card = advice.heaviest.estimate, advice.costs.setup.card_gib
        words = {
            "fits": self.tr("fits: {:.1f} ± {:.0f} GiB of {:g}"),
            "tight": self.tr("tight: {:.1f} ± {:.0f} GiB of {:g}"),
            "over": self.tr("too much: {:.1f} ± {:.0f} GiB of {:g}"),
        }[advice.verdict]
        said = words.format(estimate.gib, max(1.0, estimate.gib_error), card)
        self.memory.set_state(said, _TONES[advice.verdict])
        row = advice.heaviest.row
        self.memory.setToolTip(
            self.tr(
                "{}\nMemory of the trainer's process while it trains the heaviest bucket, "
                "{}×{}×{}; the desktop takes {:g} GiB beside it. Estimated, ± what is said; a "
                "click shows how it was counted."
            ).format(
                advice.sentence, row.width, row.height, row.frames, advice.costs.setup.desktop_gib
            )
        )

    def _show_time(self, advice: Advice) -> None:
        setup = advice.costs.setup
        self.time.set_state(with_error(*advice.whole), "neutral")
        self.time.setToolTip(
            self.tr(
                "All of the training: {} of {} each, {} a step on the average, on {}. Samples and "
                "saving are not counted; caching comes before. Estimated."
            ).format(
                counted(setup.epochs, "epoch"),
                with_error(*advice.epoch),
                with_error(*advice.step),
                setup.gpu,
            )
        )


def cost_words(advice: Advice | None) -> tuple[str, str]:
    """Return what a preset would take, in a line, and the tone of it; "" where it is not known."""
    if advice is None:
        return "", "muted"
    estimate = advice.heaviest.estimate
    line = f"{estimate.gib:.1f} ± {estimate.gib_error:.1f} GiB · {with_error(*advice.whole)}"
    return line, {"fits": "good", "tight": "warn", "over": "bad"}[advice.verdict]
