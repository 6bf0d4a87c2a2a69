"""Makes a run: a folder with all that decides on a training, as it is now.

The folder gets its number by being made, and ``run.json`` last: what is cut off before is no run,
and is taken away by the next one that is made.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.core import paths, store
from app.core.cache import Cache
from app.core.errors import WriteError, cannot
from app.core.export.manifest import Manifest
from app.core.export.project_export import DATASET_FILE, FOLDER, PROMPTS_FILE
from app.core.jobs import Checkpoint, ignore
from app.core.language import tr
from app.core.library.project import Project, check_there
from app.core.planner.costs.gpus import card_of_driver
from app.core.planner.costs.setups import setup_of
from app.core.planner.document import read_bytes
from app.core.planner.files import plan_file
from app.core.planner.places import Places as Leads
from app.core.planner.plan import Plan
from app.core.planner.rules import DEFAULT, Rules, rules_of_checkout
from app.core.training.commands.command_lines import commands, missing
from app.core.training.commands.dry_run import TITLES, output_name
from app.core.training.commands.places import Places, Resume, Rig, places_of
from app.core.training.commands.shells import SHELLS, in_shell
from app.core.training.folder import (
    CACHING_FILE,
    COMMANDS_FILE,
    EVENTS,
    HELD_FILE,
    LOG,
    OUTPUT,
    RECIPE_FILE,
    REQUESTS,
    RUN_FILE,
    RUNS,
    VALIDATION_DATASET,
    VALIDATION_FILE,
    WHOLE_FILE,
    is_id,
    next_id,
)
from app.core.training.holding.choosing import Choice
from app.core.training.model import STEPS, Command, FrozenFile, Run, StepName
from app.core.training.recipe.around import measures, steps_of
from app.core.training.recipe.presets import recipe_text
from app.core.training.recipe.rules_keeping import name_trouble
from app.core.training.recipe.setups import setup_of_recipe
from app.core.training.recipe.tasks import task_of
from app.core.training.recipe.training_recipe import TrainingRecipe
from app.core.training.runs.frozen_dataset import FrozenDataset, frozen_dataset
from app.core.training.runs.holding_back import HoldingBack
from app.core.training.runs.numbers import numbers_of
from app.core.training.runs.starting import RunError

_STALE = 3600.0  # seconds after which a folder that became no run is taken away
_TRIES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked for, beside recipe and rig.

    Attributes:
        steps: What runs, of `STEPS`, in that order; None: as the recipe says.
        wrapper: Whether our script runs around the trainer's; None: as the recipe says.
        resume: The state it goes on from; None: it begins anew.
        parent: The id of the run it goes on from; empty: none.
        epochs_before: Trained before, with ``steps_before``.
        extra: Commands of steps that `commands` knows nothing of, by step.
        dataset: A folder with the dataset file and the prompts to train on, another run's; None:
            those that were exported last.
    """

    steps: Sequence[StepName] | None = None
    wrapper: bool | None = None
    resume: Resume | None = None
    parent: str = ""
    epochs_before: int = 0
    steps_before: int = 0
    extra: tuple[Command, ...] = field(default=())
    dataset: Path | None = None

    @property
    def name(self) -> str:
        """What it writes is called; empty: as the recipe says."""
        return self.resume.name if self.resume is not None else ""


def freeze(
    project: Project,
    recipe: TrainingRecipe,
    rig: Rig,
    asked: Asked | None = None,
    *,
    cache: Cache | None = None,
    checkpoint: Checkpoint = ignore,
) -> Path:
    """Make a run of a project's exported dataset; return its folder, ready to be started.

    Args:
        project: It; its dataset folder is as the last export left it.
        recipe: What is trained.
        rig: With what.
        asked: How.
        cache: Keeps frame indexes.
        checkpoint: Called at least once per file of the datasets.

    Raises:
        ProjectError: It is gone.
        RunError: Something is not set up, or nothing was exported.
        DatasetError: The exported dataset file cannot be read.
        WriteError: The run's folder cannot be written.
        Stopped: The checkpoint said so.
    """
    check_there(project)
    asked = asked or Asked()
    wanted = missing(recipe, rig)
    if asked.steps is None:
        asked = replace(asked, steps=steps_of(recipe))
    if asked.wrapper is None:
        asked = replace(asked, wrapper=measures(recipe))
    if wanted and any(step != "check" for step in asked.steps or ()):
        raise RunError(wanted[0])
    if not ((asked.dataset or project.folder / FOLDER) / DATASET_FILE).is_file():
        where = asked.dataset or project.folder / FOLDER
        raise RunError(tr('Nothing is exported in "{where}": export it first.', where=where))
    name = asked.name or output_name(recipe, project.settings)
    if said := name_trouble(name):
        raise RunError(tr("The name of the run, {said} Give it another name.", said=said))
    _sweep(project.folder / RUNS)
    places = _claim(project.folder, name)
    try:
        _Freezing(project, recipe, rig, asked, places).write(cache, checkpoint)
    except BaseException:
        shutil.rmtree(places.run, ignore_errors=True)
        raise
    return places.run


def _claim(project: Path, name: str) -> Places:
    """Make the folder of the next run; nobody else gets its number."""
    for _ in range(_TRIES):
        places = places_of(project, next_id(project, name))
        try:
            places.run.parent.mkdir(parents=True, exist_ok=True)
            places.run.mkdir()
        except FileExistsError:
            continue
        except OSError as error:
            raise WriteError(cannot("write", places.run, error), detail=str(error)) from error
        return places
    raise RunError(
        tr(
            'No run can be made in "{project}": remove what is in the way there.',
            project=project / RUNS,
        )
    )


def _sweep(runs: Path) -> None:
    """Take away folders that never became a run."""
    with contextlib.suppress(OSError):
        for folder in runs.iterdir():
            if _is_left(folder):
                shutil.rmtree(folder, ignore_errors=True)


def _is_left(folder: Path) -> bool:
    """Return whether a folder was to be a run once, and is none."""
    if not is_id(folder.name) or folder.is_symlink() or os.path.lexists(folder / RUN_FILE):
        return False
    if time.time() - folder.stat().st_mtime <= _STALE:
        return False
    inside = [*folder.iterdir()]
    begun = not inside or (folder / DATASET_FILE).is_file()  # what is no run of ours has neither
    return begun and all(_is_of_freezing(each) for each in inside)


def _is_of_freezing(path: Path) -> bool:
    names = (
        *(DATASET_FILE, PROMPTS_FILE, RECIPE_FILE, COMMANDS_FILE, OUTPUT, EVENTS, REQUESTS, LOG),
        *(CACHING_FILE, VALIDATION_DATASET, VALIDATION_FILE, HELD_FILE, WHOLE_FILE),
    )
    if path.is_dir():
        return path.name in names and not any(path.iterdir())
    return path.name in names or path.suffix in (".jsonl", ".part")


class _Freezing:
    """Writes one run."""

    def __init__(
        self,
        project: Project,
        recipe: TrainingRecipe,
        rig: Rig,
        asked: Asked,
        places: Places,
    ) -> None:
        self._project, self._recipe, self._rig, self._asked = project, recipe, rig, asked
        self._exported = project.folder.absolute() / FOLDER
        self._dataset = asked.dataset or self._exported
        has_prompts = _text(self._dataset / PROMPTS_FILE).strip()
        self._places = places if has_prompts else _without_prompts(places)
        parent = places.run.parent / asked.parent if asked.parent else None
        self._holding = HoldingBack(project, recipe, places.run, parent)
        self._choice = Choice()

    def write(self, cache: Cache | None, checkpoint: Checkpoint) -> None:
        """Write all of it, what makes it a run last."""
        run = self._places.run
        self._write_dataset()
        if self._places.prompts is not None:
            store.write_text(self._places.prompts, _text(self._dataset / PROMPTS_FILE))
        store.write_text(run / RECIPE_FILE, recipe_text(self._recipe))
        made = self._commands()
        store.write_text(run / COMMANDS_FILE, commands_text(made))
        for name in (OUTPUT, EVENTS, REQUESTS, LOG):
            store.make_folder(run / name)
        frozen = self._run(made, cache, checkpoint)
        store.write_text(run / RUN_FILE, frozen.to_json())

    def _write_dataset(self) -> None:
        whole = self._dataset / WHOLE_FILE  # of a run that held something out
        source = whole if whole.is_file() else self._dataset / DATASET_FILE
        text = read_bytes(source).decode("utf-8")
        leads = Leads(self._working(), source.parent)
        frozen: FrozenDataset = frozen_dataset(text, leads, self._places.run)
        for name, place in frozen.lists.items():
            store.write_bytes(self._places.run / name, read_bytes(place))
        trained = frozen.text
        if self._holding.is_asked:
            store.write_text(self._places.run / WHOLE_FILE, frozen.text)
            rules = rules_of(self._rig)
            trained, self._choice = self._holding.write(frozen, rules, self._working())
        store.write_text(self._places.dataset_config, trained)

    def _working(self) -> Path:
        """Return the folder that the trainer is started in."""
        return self._rig.trainer.folder if self._rig.trainer else self._dataset

    def _commands(self) -> tuple[Command, ...]:
        asked = self._asked
        made = commands(
            self._recipe,
            self._rig,
            self._places,
            steps=asked.steps,
            wrapper=asked.wrapper,
            resume=asked.resume,
        )
        every = {each.step: each for each in (*made, *asked.extra)}
        return tuple(every[step] for step in STEPS if step in every)

    def _run(self, made: tuple[Command, ...], cache: Cache | None, checkpoint: Checkpoint) -> Run:
        project, recipe, asked = self._project, self._recipe, self._asked
        plan = self._plan(self._places.dataset_config, cache, checkpoint)
        setup = setup_of_recipe(recipe, setup_of(project.settings.setup))
        numbers = numbers_of(plan, recipe, setup, asked.resume)
        cached = numbers
        if self._choice.held:
            caching = self._plan(self._places.caching, cache, checkpoint)
            cached = numbers_of(caching, recipe, setup, None)
            self._holding.write_validation(numbers.steps_per_epoch)
        return Run(
            id=self._places.run.name,
            name=asked.name or output_name(recipe, project.settings),
            project=project.settings.name,
            created=time.time(),
            task=task_of(recipe).name,
            preset=recipe.preset,
            values=dict(recipe.values),
            steps=tuple(each for each in STEPS if each in (asked.steps or ())),
            commands=made,
            gpu=self._rig.gpu,
            samples=numbers.samples,
            batches=numbers.batches,
            latent_batches=cached.latent_batches,
            text_batches=cached.text_batches,
            steps_per_epoch=numbers.steps_per_epoch,
            epochs=numbers.epochs,
            total_steps=numbers.total_steps,
            seconds_per_step=numbers.seconds_per_step,
            gib=numbers.gib,
            card_gib=setup.card_gib,
            heaviest=numbers.heaviest,
            setup=replace(setup, gpu=self._card() or setup.gpu).to_json(),
            trainer=str(getattr(self._rig.trainer, "version", "")),
            wrapper=bool(asked.wrapper),
            held_out=len(self._choice.held),
            picks=self._choice.total,
            parent=asked.parent,
            epochs_before=asked.epochs_before,
            steps_before=asked.steps_before,
            files=self._files(),
        )

    def _plan(self, file: Path, cache: Cache | None, checkpoint: Checkpoint) -> Plan:
        return plan_file(
            file,
            rules=rules_of(self._rig),
            cache=cache,
            working=self._working(),
            checkpoint=checkpoint,
        )

    def _card(self) -> str:
        """Return the card's name as the planner has it; empty where it is not known."""
        cards = self._rig.trainer.gpus if self._rig.trainer else ()
        chosen = next(
            (each for each in cards if getattr(each, "index", None) == self._rig.gpu), None
        )
        return card_of_driver(str(getattr(chosen, "name", ""))) if chosen is not None else ""

    def _files(self) -> tuple[FrozenFile, ...]:
        """Return what is trained on, as the export knows it: nothing is read again."""
        entries = Manifest.load(self._exported).entries
        return tuple(
            FrozenFile(name, entry.size, entry.key)
            for name, entry in sorted(entries.items())
            if entry.row and not entry.announced
        )


def rules_of(rig: Rig) -> Rules:
    """Return the rules of a rig's trainer; the usual ones where it cannot be read."""
    from app.core.errors import DatasetError

    if rig.trainer is None:
        return DEFAULT
    try:
        return rules_of_checkout(rig.trainer.folder)
    except DatasetError:
        return DEFAULT


def commands_text(made: Sequence[Command]) -> str:
    """Return the commands for people: as one pastes them into each shell."""
    parts = []
    for shell in SHELLS:
        parts.append(f"===== {shell} =====\n")
        parts += [
            f"# {TITLES.get(each.step, each.step)}\n{in_shell(each, shell)}\n" for each in made
        ]
    return "\n".join(parts)


def _without_prompts(places: Places) -> Places:
    return replace(places, prompts=None)


def _text(file: Path) -> str:
    try:
        return paths.text_of(file)
    except (OSError, UnicodeDecodeError):
        return ""
