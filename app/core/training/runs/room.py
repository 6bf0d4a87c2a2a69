"""How much room a run needs on the disk, roughly: caches, checkpoints, states."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.training.folder import OUTPUT
from app.core.training.model import Run

if TYPE_CHECKING:
    from app.core.planner.plan import Plan

_CHANNELS, _SPACE, _TIME = 16, 8, 4  # of Wan's VAE: channels, pixels and frames of a latent's
_LATENT_BYTES = 4  # of a number, at most
_TEXT_BYTES = 1_000_000  # of a caption's cache, roughly
_WEIGHT_BYTES = {"bf16": 2, "fp16": 2, "float": 4}
_STATE = 4.0  # a state is so many times its weights in fp32, with the optimizer's


def needed_bytes(folder: Path, run: Run, plan: Plan) -> Iterator[tuple[Path, float]]:
    """Yield folders and the bytes that will be written on the disk each lies on, one for a disk.

    Args:
        folder: The run's.
        run: What is run.
        plan: Of its dataset.
    """
    places: dict[int, tuple[Path, float]] = {}
    wanted = [(folder / OUTPUT, _checkpoints(run))]
    if "cache_latents" in run.steps or "cache_text" in run.steps:
        wanted += list(_caches(plan))
    for place, amount in wanted:
        try:
            device = place.stat().st_dev
        except OSError:
            continue  # that it cannot be written was said
        first, so_far = places.get(device, (place, 0.0))
        places[device] = (first, so_far + amount)
    yield from places.values()


def _caches(plan: Plan) -> Iterator[tuple[Path, float]]:
    """Yield the cache folder of each dataset and what is not yet in it."""
    for dataset in plan.datasets:
        named = dataset.config.cache_directory or dataset.config.directory
        if not named:
            continue
        needed = 0.0
        for bucket in dataset.buckets or ():
            frames = (bucket.frames - 1) // _TIME + 1
            numbers = _CHANNELS * frames * bucket.width * bucket.height / _SPACE**2
            repeats = max(1, dataset.config.num_repeats)
            needed += bucket.samples / repeats * numbers * _LATENT_BYTES
        needed += (dataset.text_batches or 0) * max(1, dataset.config.batch_size) * _TEXT_BYTES
        yield Path(named), max(0.0, needed - _there(Path(named)))


def _there(folder: Path) -> float:
    try:
        return float(sum(each.stat().st_size for each in folder.glob("*.safetensors")))
    except OSError:
        return 0.0


def _checkpoints(run: Run) -> float:
    """Return the bytes of all checkpoints and states that a run keeps."""
    from app.core.planner.costs.setups import Setup
    from app.core.training.recipe.setups import setup_of_recipe
    from app.core.training.recipe.training_recipe import TrainingRecipe

    recipe = TrainingRecipe(run.preset, run.values)
    setup = setup_of_recipe(recipe, Setup())
    weights = setup.network.lora_params(setup.rank)
    one = weights * _WEIGHT_BYTES.get(str(recipe["train.save_precision"]), 4)
    state = weights * 4 * _STATE
    count = _count(run, recipe["train.save_every_n_epochs"], run.epochs)
    count += _count(run, recipe["train.save_every_n_steps"], run.total_steps)
    kept = recipe["train.save_last_n_epochs"] or recipe["train.save_last_n_steps"]
    if kept:
        count = min(count, int(kept))
    states = count + 1 if run.values.get("train.save_state") else 0
    if run.values.get("train.save_state_on_train_end"):
        states += 1
    return (count + 1) * one + states * state


def _count(run: Run, every: object, of: int) -> int:
    return of // every if isinstance(every, int) and every > 0 else 0
