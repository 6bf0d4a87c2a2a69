"""What the plan says of a run: samples, steps, seconds and memory."""

from __future__ import annotations

import math
from dataclasses import dataclass

from app.core.planner.costs.cost import Costs, epoch_seconds
from app.core.planner.costs.measured import factors_of, load_runs
from app.core.planner.costs.setups import Setup
from app.core.planner.ledger import ledger
from app.core.planner.plan import Plan
from app.core.training.commands.places import Resume
from app.core.training.model import Heaviest
from app.core.training.recipe.setups import length_of
from app.core.training.recipe.training_recipe import TrainingRecipe


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """Of a run; 0, None or empty where the plan does not know.

    Attributes:
        samples: Of an epoch; so are ``batches`` and ``steps_per_epoch``.
        latent_batches: Of each dataset, as caching counts them; so are ``text_batches``.
        epochs: Of this run, begun ones included; so are ``total_steps``.
        gib: Of the heaviest bucket.
        heaviest: That bucket.
    """

    samples: int = 0
    batches: int = 0
    latent_batches: tuple[int, ...] = ()
    text_batches: tuple[int, ...] = ()
    steps_per_epoch: int = 0
    epochs: int = 0
    total_steps: int = 0
    seconds_per_step: float | None = None
    gib: float | None = None
    heaviest: Heaviest | None = None


def numbers_of(plan: Plan, recipe: TrainingRecipe, setup: Setup, resume: Resume | None) -> Numbers:
    """Return what a plan says of a training.

    Args:
        plan: Of the frozen dataset.
        recipe: What is trained.
        setup: What is estimated for: the machine, and the recipe.
        resume: What is left, where it goes on.
    """
    batches = plan.steps_per_epoch or 0
    accumulated = max(1, int(recipe["train.gradient_accumulation_steps"] or 1))
    per_epoch = math.ceil(batches / accumulated)
    epochs, steps = _asked(recipe, resume)
    if epochs:
        steps = epochs * per_epoch
    elif per_epoch:
        epochs = math.ceil(steps / per_epoch)
    seconds, gib, heaviest = _costs(plan, setup, batches)
    return Numbers(
        samples=plan.samples or 0,
        batches=batches,
        latent_batches=tuple(each.cache_batches or 0 for each in plan.datasets),
        text_batches=tuple(each.text_batches or 0 for each in plan.datasets),
        steps_per_epoch=per_epoch,
        epochs=epochs if per_epoch else 0,
        total_steps=steps if per_epoch else 0,
        seconds_per_step=seconds * accumulated if seconds else None,
        gib=gib,
        heaviest=heaviest,
    )


def _asked(recipe: TrainingRecipe, resume: Resume | None) -> tuple[int, int]:
    """Return the epochs that are asked for, or 0 and the steps."""
    if resume is not None and resume.epochs:
        return resume.epochs, 0
    if resume is not None and resume.steps:
        return 0, resume.steps
    return length_of(recipe.values)


def _costs(
    plan: Plan, setup: Setup, batches: int
) -> tuple[float | None, float | None, Heaviest | None]:
    """Return seconds of a batch and GiB, as measured runs correct them, and the heaviest bucket."""
    costs = Costs(setup, factors_of(load_runs(), setup), architecture=plan.architecture.name)
    book = ledger(plan)
    row = book.heaviest
    if row is None:
        return None, None, None
    words = f"{row.width}×{row.height}×{row.frames}"
    if not costs.known or not batches:
        return None, None, Heaviest(words, row.step_tokens, row.step_batch)
    seconds, _ = epoch_seconds(book.rows, costs)
    cost = costs.of(row.tokens, row.step_batch)
    heaviest = Heaviest(words, row.step_tokens, row.step_batch, cost.seconds)
    return seconds / batches, round(cost.gib, 2), heaviest
