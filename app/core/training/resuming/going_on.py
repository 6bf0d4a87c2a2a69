"""From a wish to go on to what is run, with everything that stays and that differs said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.core.amounts import counted
from app.core.training.commands.places import Resume
from app.core.training.model import StepName
from app.core.training.recipe.around import USUAL
from app.core.training.recipe.rules_keeping import name_trouble
from app.core.training.recipe.training_recipe import TrainingRecipe, known_values
from app.core.training.resuming.changing import Change, changes
from app.core.training.resuming.counting import Rest, rest_of, rest_words
from app.core.training.resuming.naming import next_name
from app.core.training.resuming.point import ResumePoint
from app.core.training.resuming.points import output_folders
from app.core.training.resuming.scheduling import schedule_of, schedule_words
from app.core.training.runs.freezing import Asked

DatasetOf = Literal["run", "today"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a person wants.

    Attributes:
        point: Where it goes on.
        recipe: Another one; None: that of the run.
        epochs: In all, earlier attempts included; None: as was planned. So is ``steps``, where
            no epochs are given.
        dataset: What it trains on: the run's own dataset file, or that of today.
        steps_run: Which steps run; those of a training.
    """

    point: ResumePoint
    recipe: TrainingRecipe | None = None
    epochs: int | None = None
    steps: int | None = None
    dataset: DatasetOf = "run"
    steps_run: Sequence[StepName] = USUAL


@dataclass(frozen=True, slots=True)
class GoingOn:
    """What comes of it.

    Attributes:
        wish: It.
        recipe: What is trained.
        rest: How much.
        asked: How the run is made.
        changes: In what the recipe differs from the run's.
        kept: What stays as it was, sentences.
        differs: What does not.
        refused: Why it must not be started, a sentence; empty: it may.
    """

    wish: Wish
    recipe: TrainingRecipe
    rest: Rest
    asked: Asked
    changes: tuple[Change, ...]
    kept: tuple[str, ...]
    differs: tuple[str, ...]
    refused: str = ""

    @property
    def words(self) -> str:
        """What will be trained."""
        return rest_words(self.wish.point, self.rest)


def going_on(wish: Wish, project: Path) -> GoingOn:
    """Return what comes of a wish.

    Args:
        wish: It.
        project: The project's folder, whose runs' names are taken.
    """
    point = wish.point
    recipe = wish.recipe or recipe_of_run(point)
    rest = rest_of(point, wish.epochs, wish.steps)
    resume = _resume(point, recipe, rest, project)
    found = changes(point.run.values, recipe, point.kind)
    asked = Asked(
        steps=tuple(wish.steps_run),
        wrapper=point.run.wrapper,
        resume=resume,
        parent=point.folder.name,
        epochs_before=point.epoch,
        steps_before=point.step,
        dataset=point.folder if wish.dataset == "run" else None,
    )
    course, useless = "", False
    if point.kind == "state" and rest.steps:
        course, useless = schedule_words(point, schedule_of(recipe.values), rest.steps)
    differs = [*_differs(point, recipe, rest, resume), *([course] if course else [])]
    return GoingOn(
        wish,
        recipe,
        rest,
        asked,
        found,
        tuple(_kept(point, resume)),
        tuple(differs),
        _refusal(point, rest, found, course if useless else ""),
    )


def recipe_of_run(point: ResumePoint) -> TrainingRecipe:
    """Return the recipe of the run that is gone on from, without a name that is none."""
    recipe = TrainingRecipe(point.run.preset, known_values(point.run.values))
    name = str(recipe.values.get("train.output_name") or "")
    return recipe.without("train.output_name") if name_trouble(name) else recipe


def _resume(point: ResumePoint, recipe: TrainingRecipe, rest: Rest, project: Path) -> Resume:
    seed = recipe.values.get("train.seed")
    return Resume(
        point.path if point.kind == "state" else None,
        rest.epochs,
        None if rest.epochs is not None else rest.steps,
        next_name(point.run.name, project, output_folders(point.folder, point.run)),
        weights=point.path if point.kind == "weights" else None,
        seed=None if seed is None else int(seed) + _epochs_begun(point),
        first_sample=False,
    )


def _epochs_begun(point: ResumePoint) -> int:
    """Return how far the seed moves: the trainer orders an epoch by seed and its number."""
    return -(-point.step // point.per_epoch) if point.per_epoch else 1


def _refusal(point: ResumePoint, rest: Rest, found: Sequence[Change], useless: str) -> str:
    if point.damaged:
        return point.damaged
    bad = next((each.sentence for each in found if each.grade == "bad"), "")
    if bad:
        return bad
    if not rest.steps:
        if point.per_epoch:
            done = point.step / point.per_epoch
            return f"Nothing is left: {done:,.10g} epochs are trained. Ask for more epochs in all."
        return f"Nothing is left: {counted(point.step, 'step')} are trained. Ask for more steps."
    return useless


def _kept(point: ResumePoint, resume: Resume) -> Iterator[str]:
    if point.kind == "state":
        yield (
            f"Weights, the optimizer's memory and the learning rate, as they were after step "
            f"{point.step:,}."
        )
        if point.noise:
            yield (
                "The random numbers of noise and timesteps go on, where the trainer can read "
                "them; its log says so where it cannot."
            )
    else:
        yield f"The weights, as they were after step {point.step:,}: nothing else."
    yield (
        f"All that {point.run.id} has written stays as it is: what comes now is called "
        f"{resume.name}."
    )
    yield f"Curve, samples and checkpoints go on here from step {point.step:,}."


def _differs(
    point: ResumePoint, recipe: TrainingRecipe, rest: Rest, resume: Resume
) -> Iterator[str]:
    if point.kind == "weights":
        yield (
            "The optimizer is a fresh one, and schedule and warm-up begin anew: the loss may rise "
            "at first."
        )
    elif not point.noise:
        yield "The random numbers begin anew: their file is not in the state."
    yield _numbers(point, recipe, rest, resume)
    if point.into:
        yield (
            f"{point.into:,} of {point.per_epoch:,} steps of epoch {point.epoch + 1:,} were "
            "trained, but the trainer does not know which clips those were: it begins a fresh "
            f"epoch, so that some clips are trained more often than others{_cut_off(rest)}."
        )
    if resume.seed is not None:
        yield (
            f"The seed is {resume.seed}, not {recipe.values['train.seed']}: with the same one "
            "the clips would come in the order of the first epochs again."
        )
    if recipe.is_set("train.sample_at_first"):
        yield "No samples are made before the first step: they would be those of before."
    yield from _saving(point, recipe)


def _cut_off(rest: Rest) -> str:
    return f", and the last epoch ends after {counted(rest.last, 'step')}" if rest.last else ""


def _numbers(point: ResumePoint, recipe: TrainingRecipe, rest: Rest, resume: Resume) -> str:
    """Return how the trainer counts, and what that is here."""
    said = f"The trainer counts from step 0 of {rest.steps:,}"
    if not point.per_epoch:
        return f"{said} again; here it is step {point.step:,} of {rest.steps_in_all:,}."
    epochs = -(-rest.steps // point.per_epoch)
    said = f"The trainer counts from epoch 1 of {epochs:,} and step 0 of {rest.steps:,} again"
    return (
        f"{said}; here that is epoch {point.epoch + 1:,} of {rest.epochs_in_all:,} and step "
        f"{point.step:,} of {rest.steps_in_all:,}.{_first_file(point, recipe, epochs, resume.name)}"
    )


def _first_file(point: ResumePoint, recipe: TrainingRecipe, epochs: int, name: str) -> str:
    """Return what the first checkpoint is called, and where it is; empty: only the last one is."""
    every = int(recipe.values.get("train.save_every_n_epochs") or 0)
    if 0 < every < epochs:
        step = point.step + every * point.per_epoch
        number = point.epoch + every
        return f" {name}-{every:06d} is that of epoch {number:,}, step {step:,}."
    steps = int(recipe.values.get("train.save_every_n_steps") or 0)
    return f" {name}-step{steps:08d} is that of step {point.step + steps:,}." if steps else ""


def _saving(point: ResumePoint, recipe: TrainingRecipe) -> Iterator[str]:
    """Yield where checkpoints do not come where they would have come."""
    every = int(recipe.values.get("train.save_every_n_epochs") or 0)
    if every > 1 and point.epoch % every:
        yield (
            f"Checkpoints of every {every} epochs are counted from here: the next one is that of "
            f"epoch {point.epoch + every:,}."
        )
    steps = int(recipe.values.get("train.save_every_n_steps") or 0)
    if steps > 1 and point.step % steps:
        yield (
            f"Checkpoints of every {steps:,} steps are counted from here: the next one is that of "
            f"step {point.step + steps:,}."
        )
    if any(recipe.is_set(f"train.{name}") for name in _LAST):
        yield "The trainer no longer deletes checkpoints and states of before."


_LAST = (
    *("save_last_n_epochs", "save_last_n_steps"),
    *("save_last_n_epochs_state", "save_last_n_steps_state"),
)
