"""What a recipe takes of the card, how long it trains, and what is to be said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.core.amounts import with_error
from app.ui.plan.advice_asking import Asking
from app.ui.widgets.chip import Chip
from app.ui.widgets.flow import FlowLayout

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.core.export.plan_view import PlanView
    from app.core.library.model import Clip, Prompt, Settings, Still
    from app.core.planner.advice.advising import Advice
    from app.core.training.recipe.training_recipe import TrainingRecipe
    from app.core.training.recipe.warning import Warning_
    from app.core.training.trainer.info import TrainerInfo
    from app.core.training.trainer.model_files import ModelFile
    from app.ui.theme import Tone
    from app.ui.train.session import TrainSession

    Found = tuple[TrainerInfo | None, dict[str, ModelFile]]
    Material = tuple[Settings, tuple[Clip | Still, ...], tuple[Prompt, ...]]

_TONES: dict[str, Tone] = {"fits": "good", "tight": "warn", "over": "bad"}


class RecipeJudge(QObject):
    """Counts what recipes cost with the plan there is, and what is to be said of them.

    Attributes:
        advice: On the recipe; None while nothing is known of its cost.
        warnings: What is to be said of it, the worst first.

    Signals:
        judged: There is another judgement.
    """

    judged = Signal()

    def __init__(self, session: TrainSession) -> None:
        super().__init__(session)
        self._session = session
        self._asking = Asking(session.parts.jobs, self)
        self._others = Asking(session.parts.jobs, self)
        self.advice: Advice | None = None
        self.warnings: tuple[Warning_, ...] = ()
        session.changed.connect(self.judge)
        session.parts.planning.viewed.connect(self.judge)

    def judge(self) -> None:
        """Judge the recipe again, beside all else."""
        session, document = self._session, self._session.parts.document
        if not session.choice.is_ready:
            self._take((None, ()))
            return
        rows, view = document.rows, session.parts.planning.view
        material = (rows.settings, (*rows.clips, *rows.stills), tuple(rows.prompts))
        rig = (session.trainer, dict(session.setup.files))
        trusted = session.parts.preferences.value.trusted
        self._asking.ask(self._take, _judged, session.recipe, view, material, rig, trusted)

    def ask_of(
        self, recipes: Sequence[TrainingRecipe], then: Callable[[list[Advice | None]], None]
    ) -> None:
        """Let ``then`` have the advice on each of several recipes; nothing without a plan."""
        view = self._session.parts.planning.view
        if view is not None and self._session.parts.document.is_open:
            prompts = tuple(self._session.parts.document.rows.prompts)
            self._others.ask(then, _advice_of_each, recipes, view, prompts)

    def _take(self, judged: tuple[Advice | None, tuple[Warning_, ...]]) -> None:
        self.advice, self.warnings = judged
        self.judged.emit()


# ------------------------------------------------------------------------------ in a thread


def _judged(
    recipe: TrainingRecipe,
    view: PlanView | None,
    material: Material,
    rig: Found,
    trusted: tuple[str, ...],
) -> tuple[Advice | None, tuple[Warning_, ...]]:
    from app.core.training.recipe.plan_facts import facts_of
    from app.core.training.recipe.warnings import warnings

    advice = None if view is None else _advice(recipe, view, material[2])
    facts = facts_of(*material, view=view, advice=advice, rig=rig, trusted=trusted)
    return advice, warnings(recipe, facts)


def _advice(recipe: TrainingRecipe, view: PlanView, prompts: Sequence[Prompt]) -> Advice | None:
    from app.core.planner.advice.advising import advise
    from app.core.training.recipe.setups import setup_of_recipe

    costs = view.costs.with_setup(setup_of_recipe(recipe, view.costs.setup))
    samples = [(each.width, each.height, each.frames) for each in prompts]
    return advise(view.plan, view.ledger.rows, costs, samples)


def _advice_of_each(
    recipes: Sequence[TrainingRecipe], view: PlanView, prompts: Sequence[Prompt]
) -> list[Advice | None]:
    return [_advice(recipe, view, prompts) for recipe in recipes]


# ------------------------------------------------------------------------------------ chips


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
        by_steps = self.tr(
            "All of the training: {}, {} an epoch, {} a step on the average, on {}. Samples and "
            "saving are not counted; caching comes before. Estimated."
        )
        by_epochs = self.tr(
            "All of the training: {} of {} each, {} a step on the average, on {}. Samples and "
            "saving are not counted; caching comes before. Estimated."
        )
        epoch, step = with_error(*advice.epoch), with_error(*advice.step)
        tip = by_steps if setup.steps else by_epochs
        self.time.set_state(with_error(*advice.whole), "neutral")
        self.time.setToolTip(tip.format(setup.length, epoch, step, setup.gpu))


def cost_words(advice: Advice | None) -> tuple[str, str]:
    """Return what a preset would take, in a line, and the tone of it; "" where it is not known."""
    if advice is None:
        return "", "muted"
    estimate = advice.heaviest.estimate
    line = f"{estimate.gib:.1f} ± {estimate.gib_error:.1f} GiB · {with_error(*advice.whole)}"
    return line, {"fits": "good", "tight": "warn", "over": "bad"}[advice.verdict]
