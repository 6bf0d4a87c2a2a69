"""Warnings on timesteps and on the two experts of Wan 2.2."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.core.language import tr
from app.core.training.recipe.facts import Facts
from app.core.training.recipe.tasks import Task, task_of
from app.core.training.recipe.training_recipe import TrainingRecipe
from app.core.training.recipe.values import value_text
from app.core.training.recipe.warning import Warning_, bad, info, out, warn

_RANGE = ("min_timestep", "max_timestep", "preserve_distribution_shape")
_OF_OTHERS = ("flux_shift", "flux2_shift", "ideogram4_shift", "qwen_shift", "krea2_shift")
_SHIFT: dict[str, Any] = {"train.timestep_sampling": "shift", "train.discrete_flow_shift": 3.0}
_TINY = 1  # a boundary up to here was meant as a share


def sampling(recipe: TrainingRecipe, facts: Facts) -> Iterator[Warning_]:
    """How noise is drawn, and whether the shift has an effect."""
    said = recipe.of("train")
    how, key = said.get("timestep_sampling"), "train.timestep_sampling"
    shift = said.get("discrete_flow_shift")
    if how in (None, "sigma"):
        cure: dict[str, Any] = _SHIFT if shift in (None, 1, 1.0) else {key: "shift"}
        if _has_range(recipe):
            sentence = (
                tr(
                    "No timestep_sampling: it is sigma, which takes the range of timesteps the "
                    "wrong way round."
                )
                if how is None
                else tr("sigma takes the range of timesteps the wrong way round.")
            )
            yield bad(key, sentence, cure, tr("Use {value}", value="shift"))
        elif shift not in (None, 1, 1.0):
            sentence = (
                tr(
                    "No timestep_sampling: it is sigma, which ignores discrete_flow_shift {shift}.",
                    shift=value_text(shift),
                )
                if how is None
                else tr(
                    "{how} ignores discrete_flow_shift {shift}.", how=how, shift=value_text(shift)
                )
            )
            yield warn(key, sentence, cure, tr("Use {value}", value="shift"))
        else:
            sentence = (
                tr(
                    "No timestep_sampling: it is sigma, which knows no flow shift: Wan is "
                    "trained with shift."
                )
                if how is None
                else tr("sigma knows no flow shift: Wan is trained with shift.")
            )
            yield warn(key, sentence, cure, tr("Use {value}", value="shift"))
    elif how == "shift" and shift is None:
        sentence = tr("No discrete_flow_shift: it is 1, which shifts nothing.")
        shifted = {"train.discrete_flow_shift": 3.0}
        yield warn("train.discrete_flow_shift", sentence, shifted, tr("Use {value}", value="3"))
    elif how in _OF_OTHERS:
        sentence = tr("{how} goes by the sizes of another model's pictures.", how=how)
        yield warn(key, sentence, {key: "shift"}, tr("Use {value}", value="shift"))
    elif how != "shift" and shift not in (None, 1, 1.0):
        sentence = tr(
            "{how} ignores discrete_flow_shift {shift}.", how=how, shift=value_text(shift)
        )
        yield info(key, sentence, {key: "shift"}, tr("Use {value}", value="shift"))


def bounds(recipe: TrainingRecipe, facts: Facts) -> Iterator[Warning_]:
    """A range of timesteps."""
    said = recipe.of("train")
    least, most = said.get("min_timestep", 0), said.get("max_timestep", 1000)
    if least >= most:
        sentence = tr("Timesteps from {least} to {most} are none.", least=least, most=most)
        yield bad("train.min_timestep", sentence, out(*_RANGE), tr("Train all timesteps"))
    elif _has_range(recipe) and "preserve_distribution_shape" not in said:
        sentence = tr(
            "A range of timesteps without preserve_distribution_shape squeezes all noise "
            "into it: an expert then learns what it never sees in use."
        )
        shape = "train.preserve_distribution_shape"
        yield warn(shape, sentence, {shape: True}, tr("Add it"))
    if "num_timestep_buckets" in said and "dit_high_noise" in said:
        sentence = tr("num_timestep_buckets does not go with both experts.")
        cure = out("num_timestep_buckets")
        yield warn("train.num_timestep_buckets", sentence, cure, tr("Leave it out"))
    if "show_timesteps" in said:
        sentence = tr("show_timesteps shows the distribution and trains nothing.")
        yield bad("train.show_timesteps", sentence, out("show_timesteps"), tr("Train"))


def experts(recipe: TrainingRecipe, facts: Facts) -> Iterator[Warning_]:
    """Which expert of Wan 2.2 learns what."""
    said, task = recipe.of("train"), task_of(recipe)
    if not task.two_experts:
        if "dit_high_noise" in said:
            sentence = tr("{model} has no high-noise model.", model=task.words)
            yield bad("train.dit_high_noise", sentence, out("dit_high_noise"), tr("Leave it out"))
        return
    if "dit_high_noise" in said:
        yield from _both(recipe)
    elif not _has_range(recipe):
        sentence = tr(
            "{model} has two experts: here one learns all timesteps, also the other's.",
            model=task.words,
        )
        yield warn("train.max_timestep", sentence, _low(task), tr("Train low noise"))
    else:
        yield from _one(recipe, task, facts)


def _both(recipe: TrainingRecipe) -> Iterator[Warning_]:
    said = recipe.of("train")
    if _has_range(recipe):
        sentence = tr("Both experts are trained: a range of timesteps takes some from one of them.")
        yield warn("train.min_timestep", sentence, out(*_RANGE), tr("Train all timesteps"))
    boundary = said.get("timestep_boundary")
    if boundary is not None and boundary <= _TINY:
        sentence = tr("timestep_boundary is in thousandths: 875 for 0.875.")
        cure = out("timestep_boundary")
        yield bad("train.timestep_boundary", sentence, cure, tr("Leave it to the model"))
    if "sample_prompts" in said:
        sentence = tr("Samples are made with the low-noise model only: judge them with care.")
        yield info("train.sample_prompts", sentence)


def _one(recipe: TrainingRecipe, task: Task, facts: Facts) -> Iterator[Warning_]:
    """One expert alone: its range must be its own."""
    said = recipe.of("train")
    least, most = said.get("min_timestep", 0), said.get("max_timestep", 1000)
    high = task.only_high_noise(recipe)
    cure = _high(task) if high else _low(task)
    if (least, most) != ((task.boundary, 1000) if high else (0, task.boundary)):
        other = "min" if high else "max"
        sentence = (
            tr(
                "The high-noise expert is at work from {boundary}; this trains {least}-{most}.",
                boundary=task.boundary,
                least=least,
                most=most,
            )
            if high
            else tr(
                "The low-noise expert is at work up to {boundary}; this trains {least}-{most}.",
                boundary=task.boundary,
                least=least,
                most=most,
            )
        )
        label = tr(
            "Train {least}-{most}",
            least=cure["train.min_timestep"],
            most=cure["train.max_timestep"],
        )
        yield info(f"train.{other}_timestep", sentence, cure, label)
    if high and "sample_prompts" in said:
        sentence = tr("The high-noise expert alone makes no samples that tell anything.")
        names = ("sample_prompts", "sample_at_first", "sample_every_n_epochs")
        cure = out(*names, "sample_every_n_steps")
        yield warn("train.sample_prompts", sentence, cure, tr("Make none"))
    if high and facts.stills:
        sentence = tr("Stills freeze the motion of the high-noise expert: train it on clips.")
        yield warn(None, sentence)
    if "timestep_boundary" in said:
        sentence = tr("timestep_boundary does nothing with one expert.")
        yield info(
            "train.timestep_boundary", sentence, out("timestep_boundary"), tr("Leave it out")
        )


def _low(task: Task) -> dict[str, Any]:
    return _over(0, task.boundary)


def _high(task: Task) -> dict[str, Any]:
    return _over(task.boundary, 1000)


def _over(least: int, most: int) -> dict[str, Any]:
    return {
        "train.min_timestep": least,
        "train.max_timestep": most,
        "train.preserve_distribution_shape": True,
    }


def _has_range(recipe: TrainingRecipe) -> bool:
    said = recipe.of("train")
    return bool(said.get("min_timestep", 0) > 0 or said.get("max_timestep", 1000) < 1000)


RULES = (sampling, bounds, experts)
