"""From a wish to go on to what is run, with everything that stays and that differs said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.core.amounts import counted
from app.core.language import sentences, tr
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
            return tr(
                "Nothing is left: {done:,.10g} epochs are trained. Ask for more epochs in all.",
                done=done,
            )
        return tr(
            "Nothing is left: {steps} are trained. Ask for more steps.",
            steps=counted(point.step, "step"),
        )
    return useless


def _kept(point: ResumePoint, resume: Resume) -> Iterator[str]:
    if point.kind == "state":
        yield tr(
            "Weights, the optimizer's memory and the learning rate, as they were after "
            "step {step:,}.",
            step=point.step,
        )
        if point.noise:
            yield tr(
                "The random numbers of noise and timesteps go on, where the trainer "
                "can read them; its log says so where it cannot."
            )
    else:
        yield tr("The weights, as they were after step {step:,}: nothing else.", step=point.step)
    yield tr(
        "All that {id} has written stays as it is: what comes now is called {new}.",
        id=point.run.id,
        new=resume.name,
    )
    yield tr("Curve, samples and checkpoints go on here from step {step:,}.", step=point.step)


def _differs(
    point: ResumePoint, recipe: TrainingRecipe, rest: Rest, resume: Resume
) -> Iterator[str]:
    if point.kind == "weights":
        yield tr(
            "The optimizer is a fresh one, and schedule and warm-up begin anew: the "
            "loss may rise at first."
        )
    elif not point.noise:
        yield tr("The random numbers begin anew: their file is not in the state.")
    yield _numbers(point, recipe, rest, resume)
    if point.into:
        yield _within(point, rest)
    if resume.seed is not None:
        yield tr(
            "The seed is {seed}, not {before}: with the same one the clips would come "
            "in the order of the first epochs again.",
            seed=resume.seed,
            before=recipe.values["train.seed"],
        )
    if recipe.is_set("train.sample_at_first"):
        yield tr("No samples are made before the first step: they would be those of before.")
    yield from _saving(point, recipe)


def _within(point: ResumePoint, rest: Rest) -> str:
    """Return what becomes of an epoch that was begun."""
    if not rest.last:
        return tr(
            "{into:,} of {steps:,} steps of epoch {epoch:,} were trained, but the trainer does "
            "not know which clips those were: it begins a fresh epoch, so that some clips are "
            "trained more often than others.",
            into=point.into,
            steps=point.per_epoch,
            epoch=point.epoch + 1,
        )
    return tr(
        "{into:,} of {steps:,} steps of epoch {epoch:,} were trained, but the trainer does not "
        "know which clips those were: it begins a fresh epoch, so that some clips are trained "
        "more often than others, and the last epoch ends after {last}.",
        into=point.into,
        steps=point.per_epoch,
        epoch=point.epoch + 1,
        last=counted(rest.last, "step"),
    )


def _numbers(point: ResumePoint, recipe: TrainingRecipe, rest: Rest, resume: Resume) -> str:
    """Return how the trainer counts, and what that is here."""
    if not point.per_epoch:
        return tr(
            "The trainer counts from step 0 of {steps:,} again; here it is step {step:,} of "
            "{steps_in_all:,}.",
            steps=rest.steps,
            step=point.step,
            steps_in_all=rest.steps_in_all,
        )
    epochs = -(-rest.steps // point.per_epoch)
    said = tr(
        "The trainer counts from epoch 1 of {epochs:,} and step 0 of {steps:,} again; here that "
        "is epoch {epoch:,} of {epochs_in_all:,} and step {step:,} of {steps_in_all:,}.",
        epochs=epochs,
        steps=rest.steps,
        epoch=point.epoch + 1,
        epochs_in_all=rest.epochs_in_all,
        step=point.step,
        steps_in_all=rest.steps_in_all,
    )
    return sentences((said, _first_file(point, recipe, epochs, resume.name)))


def _first_file(point: ResumePoint, recipe: TrainingRecipe, epochs: int, name: str) -> str:
    """Return what the first checkpoint is called, and where it is; empty: only the last one is."""
    every = int(recipe.values.get("train.save_every_n_epochs") or 0)
    if 0 < every < epochs:
        step = point.step + every * point.per_epoch
        return tr(
            "{name} is that of epoch {epoch:,}, step {step:,}.",
            name=f"{name}-{every:06d}",
            epoch=point.epoch + every,
            step=step,
        )
    steps = int(recipe.values.get("train.save_every_n_steps") or 0)
    if not steps:
        return ""
    name = f"{name}-step{steps:08d}"
    return tr("{name} is that of step {step:,}.", name=name, step=point.step + steps)


def _saving(point: ResumePoint, recipe: TrainingRecipe) -> Iterator[str]:
    """Yield where checkpoints do not come where they would have come."""
    every = int(recipe.values.get("train.save_every_n_epochs") or 0)
    if every > 1 and point.epoch % every:
        yield tr(
            "Checkpoints of every {every} epochs are counted from here: the next one "
            "is that of epoch {epoch:,}.",
            every=every,
            epoch=point.epoch + every,
        )
    steps = int(recipe.values.get("train.save_every_n_steps") or 0)
    if steps > 1 and point.step % steps:
        yield tr(
            "Checkpoints of every {steps:,} steps are counted from here: the next one "
            "is that of step {step:,}.",
            steps=steps,
            step=point.step + steps,
        )
    if any(recipe.is_set(f"train.{name}") for name in _LAST):
        yield tr("The trainer no longer deletes checkpoints and states of before.")


_LAST = (
    *("save_last_n_epochs", "save_last_n_steps"),
    *("save_last_n_epochs_state", "save_last_n_steps_state"),
)
