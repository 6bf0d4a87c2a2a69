"""Which file of a model an option of a recipe wants."""

from __future__ import annotations

from app.core.language import noted, tr
from app.core.training.recipe.tasks import Task, task_of
from app.core.training.recipe.training_recipe import TrainingRecipe
from app.core.training.trainer.fitting import Role

_OF_MODELS: dict[str, Role] = {
    **{"train.dit": "dit", "train.dit_high_noise": "dit_high_noise", "train.vae": "vae"},
    **{"train.t5": "t5", "train.clip": "clip", "cache_latents.vae": "vae"},
    **{"cache_latents.clip": "clip", "cache_text.t5": "t5"},
}
_NAMES = {
    "vae": noted("VAE: Wan 2.1"),
    "t5": noted("T5: umt5-xxl"),
    "clip": noted("CLIP: Wan 2.1 image to video"),
}


def role_of(key: str, recipe: TrainingRecipe) -> Role | None:
    """Return the role of the file that an option names; None where it names none of a model.

    Where only the high-noise expert of Wan 2.2 is trained, that is the DiT.
    """
    role = _OF_MODELS.get(key)
    if role == "dit" and task_of(recipe).only_high_noise(recipe):
        return "dit_high_noise"
    return role


def wanted_roles(recipe: TrainingRecipe) -> tuple[Role, ...]:
    """Return the roles of the files a recipe needs, each once, the DiT first."""
    keys = ["train.dit", *(key for key in recipe.values if key in _OF_MODELS)]
    keys += ["cache_latents.vae", "cache_text.t5"]
    wanted = {
        role: None for key in keys if (role := role_of(key, recipe)) and not _given(key, recipe)
    }
    return tuple(wanted)


def _given(key: str, recipe: TrainingRecipe) -> bool:
    """Return whether the recipe names a file of its own."""
    return bool(recipe.values.get(key))


def words_of(role: Role, task: Task) -> str:
    """Return what a file is, for people: ``DiT: Wan 2.1 t2v 14B``."""
    if role in _NAMES:
        return tr(_NAMES[role])
    if not task.two_experts:
        return f"DiT: {task.words}"
    if role == "dit_high_noise":
        return tr("DiT: {model}, high noise", model=task.words)
    return tr("DiT: {model}, low noise", model=task.words)
