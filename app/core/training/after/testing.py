"""A test, frozen into a folder and started: a run of one step, which waits for its card."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from app.core import store
from app.core.errors import WriteError, cannot
from app.core.language import tr
from app.core.training.after.generating import (
    PROMPTS,
    cell_folder,
    commands,
    missing,
    prompts_text,
)
from app.core.training.after.trial import Trial, file_of, troubles
from app.core.training.commands.places import Rig
from app.core.training.commands.shells import SHELLS, in_shell
from app.core.training.folder import COMMANDS_FILE, LOG, REQUESTS, RUN_FILE, TESTS, read_run
from app.core.training.model import Command, Run
from app.core.training.recipe.tasks import task_of
from app.core.training.recipe.training_recipe import TrainingRecipe
from app.core.training.runs.starting import RunError, start

TEST_FILE = "test.json"
_TRIES = 1000


def recipe_of_run(run: Run) -> TrainingRecipe:
    """Return what a run has trained, as it was frozen."""
    values = {k: tuple(v) if isinstance(v, list) else v for k, v in run.values.items()}
    return TrainingRecipe(run.preset, values)


def next_folder(run_folder: Path) -> Path:
    """Return where the next test of a run will lie."""
    try:
        names = [each.name for each in (run_folder / TESTS).iterdir()]
    except OSError:
        names = []
    numbers = [int(name[:3]) for name in names if name[:3].isdigit()]
    return run_folder / TESTS / f"{max(numbers, default=0) + 1:03d}-test"


def make_test(run_folder: Path, trial: Trial, rig: Rig) -> Path:
    """Freeze a test of a run's checkpoints; return its folder, ready to be started.

    Raises:
        RunError: Something is not set up, or a checkpoint is gone.
        WriteError: The folder cannot be written.
    """
    run = read_run(run_folder)
    if run is None:
        raise RunError(tr('"{run_folder}" holds no run that can be read.', run_folder=run_folder))
    recipe, trial = recipe_of_run(run), trial.made()
    wanted = (*troubles(trial), *missing(recipe, rig, trial))
    if wanted:
        raise RunError(wanted[0])
    for tried in trial.checkpoints:
        if not file_of(tried).is_file():
            raise RunError(
                tr('"{file}" is not there any more: choose another checkpoint.', file=tried.file)
            )
    folder = _claim(run_folder.absolute())
    try:
        _write(folder, run, trial, commands(trial, recipe, rig, folder), rig)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder


def start_test(run_folder: Path, trial: Trial, rig: Rig) -> Path:
    """Make a test and let it begin, or wait for its turn; return its folder.

    Raises:
        RunError: It cannot be made, or its supervisor cannot be started.
        WriteError: Its folder cannot be written.
    """
    folder = make_test(run_folder, trial, rig)
    start(folder)
    return folder


def _claim(run_folder: Path) -> Path:
    """Make the folder of the next test; nobody else gets its number."""
    for _ in range(_TRIES):
        folder = next_folder(run_folder)
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            folder.mkdir()
        except FileExistsError:
            continue
        except OSError as error:
            raise WriteError(cannot("write", folder, error), detail=str(error)) from error
        return folder
    raise RunError(tr('No test can be made in "{folder}".', folder=run_folder / TESTS))


def _write(folder: Path, run: Run, trial: Trial, made: tuple[Command, ...], rig: Rig) -> None:
    for number in range(len(made)):
        store.make_folder(cell_folder(folder, number))
    for name in (LOG, REQUESTS):
        store.make_folder(folder / name)
    store.write_text(folder / PROMPTS, prompts_text(trial))
    store.write_text(folder / TEST_FILE, trial.to_json())
    store.write_text(folder / COMMANDS_FILE, commands_text(made))
    frozen = Run(
        id=folder.name,
        name=tr("Test of {name}", name=run.name or run.id),
        project=run.project,
        created=time.time(),
        task=task_of(recipe_of_run(run)).name,
        preset=run.preset,
        values=dict(run.values),
        steps=("generate",),
        commands=made,
        gpu=rig.gpu,
        samples=trial.films,
        trainer=str(getattr(rig.trainer, "version", "")),
        parent=run.id,
    )
    store.write_text(folder / RUN_FILE, frozen.to_json())


def commands_text(made: tuple[Command, ...]) -> str:
    """Return the commands for people: as one pastes them into each shell."""
    parts = []
    for shell in SHELLS:
        parts.append(f"===== {shell} =====\n")
        parts += [f"{in_shell(each, shell)}\n" for each in made]
    return "\n".join(parts)
