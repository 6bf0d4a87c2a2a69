"""What Plan estimates for and what is trained are one: a setup from a recipe, and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.core.planner.costs.networks import Precision
from app.core.planner.costs.setups import OPTIMIZER_BYTES, Setup
from app.core.training.recipe.tasks import task_of
from app.core.training.recipe.training_recipe import TrainingRecipe

_TRAINERS_RANK, _TRAINERS_STEPS = 4, 1600  # where a recipe says none
_OPTIMIZERS = {"prodigyopt.prodigy": "prodigy"}
_RANGE = ("train.min_timestep", "train.max_timestep", "train.preserve_distribution_shape")
_OF_EXPERTS = (
    *("train.dit_high_noise", "train.timestep_boundary", "train.offload_inactive_dit"),
    "train.force_v2_1_time_embedding",
)


def length_of(values: Mapping[str, Any]) -> tuple[int, int]:
    """Return how long a recipe trains: epochs and 0, or 0 and steps.

    Epochs win over steps, and no length at all is the trainer's own, as the trainer does it.

    Args:
        values: Of the recipe.
    """
    if epochs := values.get("train.max_train_epochs"):
        return int(epochs), 0
    return 0, int(values.get("train.max_train_steps") or _TRAINERS_STEPS)


def setup_of_recipe(recipe: TrainingRecipe, setup: Setup) -> Setup:
    """Return what a recipe's cost is estimated for.

    Args:
        recipe: What is trained.
        setup: As it is: the machine stays the person's, and so do the epochs where the recipe
            counts steps instead.
    """
    task, values = task_of(recipe), recipe.values
    epochs, steps = length_of(values)
    return replace(
        setup,
        model=task.model,
        precision=_precision(recipe),
        rank=int(values.get("train.network_dim", _TRAINERS_RANK)),
        optimizer=_optimizer(recipe),
        swap=int(values.get("train.blocks_to_swap", 0)),
        checkpointing="train.gradient_checkpointing" in values,
        offload="train.gradient_checkpointing_cpu_offload" in values,
        per_token_time=task.two_experts and "train.force_v2_1_time_embedding" not in values,
        h2d_only="train.block_swap_h2d_only" in values,
        accumulation=int(values.get("train.gradient_accumulation_steps", 1)),
        epochs=epochs or setup.epochs,
        steps=steps,
        i2v=task.i2v,
        both_models="train.dit_high_noise" in values,
    )


def recipe_with_setup(
    recipe: TrainingRecipe, setup: Setup, before: Setup | None = None
) -> TrainingRecipe:
    """Return a recipe that costs what a setup says; what says so already stays as it is written.

    Args:
        recipe: As it is.
        setup: What is estimated for now.
        before: What was until now: another length takes the place of a recipe's.
    """
    now = setup_of_recipe(recipe, setup)
    changes = _model_changes(recipe, setup, now)
    if setup.rank != now.rank:
        changes |= _rank_changes(recipe, setup.rank)
    if setup.optimizer != now.optimizer:
        is_prodigy = setup.optimizer == "prodigy"
        changes["train.optimizer_type"] = "prodigyopt.Prodigy" if is_prodigy else setup.optimizer
    changes |= _length_changes(setup, now, before)
    changes |= {
        key: wanted
        for key, wanted, is_so in (
            ("train.blocks_to_swap", setup.swap or None, now.swap or None),
            ("train.gradient_checkpointing", setup.checkpointing, now.checkpointing),
            ("train.gradient_checkpointing_cpu_offload", setup.offload, now.offload),
            ("train.block_swap_h2d_only", setup.h2d_only, now.h2d_only),
            ("train.gradient_accumulation_steps", setup.accumulation, now.accumulation),
        )
        if wanted != is_so
    }
    return recipe.with_values(changes)


def _length_changes(setup: Setup, now: Setup, before: Setup | None) -> dict[str, Any]:
    """Return another length; a setup without steps of its own leaves the recipe's as they are."""
    was = now if before is None else before
    alike = (setup.epochs, setup.steps) == (was.epochs, was.steps)
    if alike and setup.epochs == now.epochs:
        return {}
    by_epochs = {"train.max_train_epochs": setup.epochs, "train.max_train_steps": None}
    by_steps = {"train.max_train_epochs": None, "train.max_train_steps": setup.steps}
    return by_steps if setup.steps else by_epochs


def _model_changes(recipe: TrainingRecipe, setup: Setup, now: Setup) -> dict[str, Any]:
    """Return what makes the model another, or holds its weights in another way."""
    changes: dict[str, Any] = {}
    if (setup.model, setup.i2v, setup.per_token_time) != (now.model, now.i2v, now.per_token_time):
        changes |= _task_changes(recipe, setup, now)
    if setup.both_models != now.both_models:
        changes |= _expert_changes(setup)
    if setup.precision != now.precision:
        changes["train.fp8_base"] = setup.precision != "bf16"
        changes["train.fp8_scaled"] = setup.precision == "fp8_scaled"
    return changes


def _precision(recipe: TrainingRecipe) -> Precision:
    if "train.fp8_base" not in recipe.values:
        return "bf16"
    return "fp8_scaled" if "train.fp8_scaled" in recipe.values else "fp8"


def _optimizer(recipe: TrainingRecipe) -> str:
    """Return the optimizer as the estimate knows it; another one as it is written."""
    said = str(recipe.values.get("train.optimizer_type", ""))
    name = said.casefold()
    name = _OPTIMIZERS.get(name, name)
    return name if name in OPTIMIZER_BYTES else (said or "adamw")


def _rank_changes(recipe: TrainingRecipe, rank: int) -> dict[str, Any]:
    """Return another rank; an alpha that was as large goes along."""
    values = recipe.values
    alike = values.get("train.network_alpha") == values.get("train.network_dim")
    alpha = {"train.network_alpha": rank} if alike else {}
    return {"train.network_dim": rank, **alpha}


def _task_changes(recipe: TrainingRecipe, setup: Setup, now: Setup) -> dict[str, Any]:
    """Return the task that has what a setup says of the model, and what goes with it.

    To Plan, Wan 2.2 is what has a time embedding for each token.
    """
    task = task_of(recipe)
    said = setup.per_token_time != now.per_token_time
    second = setup.model == "14B" and (setup.per_token_time if said else task.two_experts)
    i2v = setup.i2v and setup.model == "14B"
    changes: dict[str, Any] = {}
    if (task.model, task.i2v, task.two_experts) != (setup.model, i2v, second):
        size = "A14B" if second else setup.model
        changes["train.task"] = f"{'i2v' if i2v else 't2v'}-{size}"
    if task.two_experts and not second:
        changes |= dict.fromkeys((*_OF_EXPERTS, *_RANGE))
    elif said and second:
        changes["train.force_v2_1_time_embedding"] = None
    if task.two_experts and second and task.i2v != i2v:
        changes |= _other_boundary(recipe, task.boundary, 900 if i2v else 875)
    if task.i2v != i2v:
        changes["cache_latents.i2v"] = i2v
    if task.clip != (i2v and not second):
        clip = None if task.clip else ""
        changes |= {"cache_latents.clip": clip, "train.clip": clip}
    return changes


def _other_boundary(recipe: TrainingRecipe, old: int, new: int) -> dict[str, Any]:
    """Return what was at the boundary of the experts, at another one."""
    keys = ("train.min_timestep", "train.max_timestep", "train.timestep_boundary")
    return {key: new for key in keys if recipe.values.get(key) == old}


def _expert_changes(setup: Setup) -> dict[str, Any]:
    """Return what makes one training of both experts of Wan 2.2, or of one."""
    if setup.both_models:
        return {"train.dit_high_noise": "", **dict.fromkeys(_RANGE)}
    return dict.fromkeys(("train.dit_high_noise", "train.offload_inactive_dit"))
