"""What a training would run, without a trace: nothing is written, nothing needs to be set up."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from app.core import settings
from app.core.export.names import safe_stem
from app.core.language import noted, tr
from app.core.library.model import Settings
from app.core.library.project import Project
from app.core.training.commands.command_lines import commands, missing
from app.core.training.commands.places import Rig, places_of
from app.core.training.commands.shells import Shell, in_shell
from app.core.training.folder import next_id, short_name
from app.core.training.model import Command, StepName
from app.core.training.recipe.presets import PROJECT, read_preset
from app.core.training.recipe.recipe_edits import recipe_of_project
from app.core.training.recipe.tasks import task_of
from app.core.training.recipe.training_recipe import TrainingRecipe
from app.core.training.trainer import remembered
from app.core.training.trainer.checkout import look_at_checkout, meant
from app.core.training.trainer.finding import python_for
from app.core.training.trainer.info import TrainerError, TrainerInfo
from app.core.training.trainer.standing import chosen_models

TITLES: dict[StepName, str] = {
    "cache_latents": noted("Cache latents"),
    "cache_text": noted("Cache text"),
    "smoke": noted("Smoke test: two steps of the heaviest bucket"),
    "train": noted("Train"),
    "generate": noted("Generate"),
}


@dataclass(frozen=True, slots=True)
class DryRun:
    """The commands of a training that was not started.

    Attributes:
        commands: In the order they would run.
        missing: What must be set up before, a sentence each.
    """

    commands: tuple[Command, ...]
    missing: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as the command line prints it."""
        return {
            "commands": [
                {"step": each.step, "argv": list(each.argv), "env": dict(each.env)}
                for each in self.commands
            ]
        }

    def texts(self) -> Iterator[tuple[str, str]]:
        """Yield title and text of each command, as one pastes it on this system."""
        shell: Shell = "powershell" if os.name == "nt" else "bash"
        for each in self.commands:
            yield tr(TITLES[each.step]), in_shell(each, shell)


def dry_run_of(project: Project, name: str) -> DryRun:
    """Return what training a project with a recipe would run.

    Args:
        project: It.
        name: Of a preset; ``project``: its own recipe.

    Raises:
        PresetError: There is no such recipe.
    """
    recipe = named_recipe(project.settings, name)
    preferences = settings.load()
    rig = replace(rig_of(preferences, recipe), trainer=chosen_trainer(preferences))
    run_id = next_id(project.folder, output_name(recipe, project.settings))
    places = places_of(project.folder, run_id)
    return DryRun(commands(recipe, rig, places), missing(recipe, rig))


def named_recipe(project: Settings, name: str) -> TrainingRecipe:
    """Return the recipe of a name: a preset's, or for ``project`` the project's own.

    Raises:
        PresetError: There is no such recipe.
    """
    return recipe_of_project(project) if name == PROJECT else read_preset(name).recipe


def output_name(recipe: TrainingRecipe, project: Settings) -> str:
    """Return what the files of a training are called: as the recipe says, else as the project."""
    given = str(recipe.values.get("train.output_name") or "")
    return given or short_name(safe_stem(project.name))


def rig_of(preferences: settings.Preferences, recipe: TrainingRecipe) -> Rig:
    """Return what a person has set up for a recipe, but for the trainer; it looks at no file.

    Whoever shows, checks or runs a command has its files from here.
    """
    chosen = chosen_models(preferences.models, task_of(recipe).name)
    return Rig(None, {str(role): path for role, path in chosen.items()}, preferences.gpu)


def chosen_trainer(preferences: settings.Preferences) -> TrainerInfo | None:
    """Return the trainer a person has chosen, without asking its Python; None where it is gone.

    What is known of it from before holds; else only where it lies.
    """
    if not preferences.trainer.strip():
        return None
    folder = meant(preferences.trainer)
    try:
        checkout = look_at_checkout(folder)
        python = python_for(folder, preferences.trainer_python)
    except TrainerError:
        return None
    if python is None:
        return None
    bare = TrainerInfo(folder, python, version=checkout.version, layout=checkout.layout)
    return remembered.known(folder, python) or bare
