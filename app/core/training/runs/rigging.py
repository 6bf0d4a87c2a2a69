"""What a person has set up to train with: the trainer, looked at, and the files of models."""

from __future__ import annotations

from dataclasses import replace

from app.core.jobs import Checkpoint, ignore
from app.core.settings import Preferences
from app.core.training.commands.dry_run import rig_of
from app.core.training.commands.places import Rig
from app.core.training.recipe.training_recipe import TrainingRecipe
from app.core.training.runs.starting import RunError
from app.core.training.trainer.looking import look


def chosen_rig(
    preferences: Preferences, recipe: TrainingRecipe, *, checkpoint: Checkpoint = ignore
) -> Rig:
    """Return what a recipe is trained with; the trainer's Python is asked what it has.

    Raises:
        RunError: The trainer that was chosen cannot be used.
        Stopped: The checkpoint said so.
    """
    looked = look(preferences.trainer, preferences.trainer_python, checkpoint)
    if looked.trouble:
        raise RunError(looked.trouble, detail=looked.detail)
    return replace(rig_of(preferences, recipe), trainer=looked.info)
