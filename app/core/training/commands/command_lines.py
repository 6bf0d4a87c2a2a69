"""The command lines of a run, from its recipe: what is shown is what runs.

Where trainer or models are not set up yet, placeholders name what is to stand there:
``<DiT: Wan 2.1 t2v 14B>``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from app.core import paths, process
from app.core.language import tr
from app.core.training.commands.places import Places, Resume, Rig
from app.core.training.commands.roles import role_of, wanted_roles, words_of
from app.core.training.model import Command, StepName
from app.core.training.recipe.around import SMOKE_STEPS, holds_out, measures, steps_of
from app.core.training.recipe.options import Option, Script, every_option
from app.core.training.recipe.rules_keeping import name_trouble
from app.core.training.recipe.tasks import task_of
from app.core.training.recipe.training_recipe import TrainingRecipe
from app.core.training.recipe.values import tokens_of

RUNS_A_COMMAND: tuple[StepName, ...] = ("cache_latents", "cache_text", "smoke", "train")
WRAPPER = "train_with_metrics.py"  # of ours, around the trainer's script

_SCRIPTS: dict[StepName, tuple[Script, str]] = {
    "cache_latents": ("cache_latents", "wan_cache_latents"),
    "cache_text": ("cache_text", "wan_cache_text_encoder_outputs"),
    "smoke": ("train", "wan_train_network"),
    "train": ("train", "wan_train_network"),
}
_TRAINS: tuple[StepName, ...] = ("smoke", "train")
_NEEDED: dict[Script, tuple[str, ...]] = {  # in front, where a recipe leaves them out
    "cache_latents": ("dataset_config", "vae"),
    "cache_text": ("dataset_config", "t5"),
    "train": ("dit", "dataset_config", "output_dir", "output_name"),
}
_OF_SAMPLES = ("sample_prompts", "sample_at_first", "sample_every_n_epochs", "sample_every_n_steps")
_NOT_OF_SMOKE = ("saving", "samples", "log", "upload", "resume")  # groups of options
_OF_SMOKE = ("save_precision", "output_dir")  # of them, these stay
_PYTHON = "<python of musubi-tuner>"
_FOLDER = "<folder of musubi-tuner>"


def commands(
    recipe: TrainingRecipe,
    rig: Rig,
    places: Places,
    *,
    steps: Sequence[StepName] | None = None,
    wrapper: bool | None = None,
    resume: Resume | None = None,
) -> tuple[Command, ...]:
    """Return the commands of a run's steps, in order; checks are no program's.

    Args:
        recipe: What is trained.
        rig: With what.
        places: Where it reads and writes.
        steps: Which; those that run no command of the trainer are passed over. None: as the recipe
            says.
        wrapper: Our script runs around the trainer's, and writes metrics; None: as the recipe
            says.
        resume: The training goes on from a state.
    """
    steps = steps_of(recipe) if steps is None else steps
    wrapper = measures(recipe) if wrapper is None else wrapper
    making = _Making(recipe, rig, places)
    smoke = _Making(smoke_recipe(recipe), rig, places.of_smoke())
    return tuple(
        (smoke if step == "smoke" else making).command(
            step, wrapper=wrapper and step in _TRAINS, resume=resume if step == "train" else None
        )
        for step in RUNS_A_COMMAND
        if step in steps
    )


def smoke_recipe(recipe: TrainingRecipe) -> TrainingRecipe:
    """Return the recipe of the smoke test: two steps as they will be, and nothing is kept."""
    known = every_option()
    gone = [
        key
        for key in recipe.values
        if known[key].group in _NOT_OF_SMOKE and known[key].name not in _OF_SMOKE
    ]
    changes: dict[str, object] = dict.fromkeys(gone)
    changes |= {"train.max_train_epochs": None, "train.max_train_steps": SMOKE_STEPS}
    return recipe.with_values(changes).with_value("train.output_name", "smoke")


def missing(recipe: TrainingRecipe, rig: Rig) -> tuple[str, ...]:
    """Return what must be set up before a recipe can run, a sentence each; none: it can."""
    found = []
    if said := name_trouble(str(recipe.values.get("train.output_name") or "")):
        found.append(tr("The name of the run, {said} Give it another name.", said=said))
    if rig.trainer is None:
        found.append(tr("musubi-tuner was not found: choose its folder."))
    task = task_of(recipe)
    for role in wanted_roles(recipe):
        if not rig.models.get(role):
            found.append(tr("No file was chosen for {role}.", role=words_of(role, task)))
    return tuple(found)


class _Making:
    """Makes the commands of one run."""

    def __init__(self, recipe: TrainingRecipe, rig: Rig, places: Places) -> None:
        self._recipe, self._rig, self._places = recipe, rig, places

    def command(self, step: StepName, *, wrapper: bool, resume: Resume | None) -> Command:
        """Return the command of a step."""
        script, name = _SCRIPTS[step]
        file = self._script(name)
        argv = [self._python(), *(self._launcher() if step in _TRAINS else ())]
        argv.append(str(paths.resources() / "trainer" / WRAPPER) if wrapper else file)
        argv += self._tokens(self._values(script, resume))
        env = self._environment(step)
        if wrapper:
            env |= {"RUSHES_TRAINER_SCRIPT": file, "RUSHES_RUN": str(self._places.run)}
        return Command(step, tuple(argv), env, self._folder())

    # -------------------------------------------------------------------------------- the trainer

    def _python(self) -> str:
        return _PYTHON if self._rig.trainer is None else str(self._rig.trainer.python)

    def _folder(self) -> str:
        return _FOLDER if self._rig.trainer is None else str(self._rig.trainer.folder)

    def _script(self, name: str) -> str:
        if self._rig.trainer is None:
            return f"{_FOLDER}/{name}.py"
        return str(self._rig.trainer.script(name))

    @property
    def _launch(self) -> str:
        return str(self._recipe.values.get("rushes.launch") or self._rig.launch)

    def _launcher(self) -> Iterator[str]:
        """Yield what stands between the Python and the training script."""
        if self._launch != "accelerate":
            return
        yield from ("-m", "accelerate.commands.launch")
        values = {k: v for k, v in self._recipe.values.items() if _of("launch", k)}
        yield from self._tokens(values)
        if self._rig.trainer is not None:  # what a person once told accelerate would win
            config = self._rig.trainer.accelerate_config
            if config.get("num_processes", "1") != "1" and "launch.num_processes" not in values:
                yield from ("--num_processes", "1")
            if config.get("gpu_ids", "all") not in ("all", "", "None"):
                yield from ("--gpu_ids", "all")

    def _environment(self, step: StepName) -> dict[str, str]:
        """Return what is set for a step, also for who pastes it into a terminal of their own."""
        env = dict(process.UTF8)
        if step in _TRAINS and self._launch == "python":
            env["OMP_NUM_THREADS"] = "1"  # as accelerate does it
        several = self._recipe.values.get("launch.num_processes", 1) > 1
        cards = () if self._rig.trainer is None else self._rig.trainer.gpus
        if (self._rig.gpu or len(cards) > 1) and not (several and step in _TRAINS):
            env["CUDA_DEVICE_ORDER"] = "PCI_BUS_ID"  # else the fastest card is number 0
            env["CUDA_VISIBLE_DEVICES"] = str(self._rig.gpu)
        if self._rig.offline or self._recipe.is_set("rushes.offline"):
            env |= {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}
        return env

    # -------------------------------------------------------------------------------- the options

    def _values(self, script: Script, resume: Resume | None) -> dict[str, object]:
        """Return the options of a script that are given, in order."""
        values: dict[str, object] = {}
        for name in _NEEDED[script]:
            if not self._recipe.is_set(f"{script}.{name}"):
                values[f"{script}.{name}"] = ""
        values |= {key: each for key, each in self._recipe.values.items() if _of(script, key)}
        if script == "train" and self._places.prompts is None:
            values = {k: v for k, v in values.items() if k.partition(".")[2] not in _OF_SAMPLES}
        if resume is None:
            return values
        made = self._where_it_goes_on(values, resume)
        return {key: each for key, each in made.items() if each is not None}

    def _where_it_goes_on(self, values: Mapping[str, object], resume: Resume) -> dict[str, object]:
        """Return options where a training goes on; None: it is left out."""
        found: dict[str, object] = {**values, "train.resume_from_huggingface": None}
        if resume.state is not None:
            found["train.resume"] = str(resume.state)
            if not self._recipe.is_set("train.dim_from_weights"):
                found["train.network_weights"] = None  # those of the state take their place
        else:
            found |= {"train.resume": None, "train.network_weights": str(resume.weights)}
        if resume.epochs is not None:
            found |= {"train.max_train_epochs": resume.epochs, "train.max_train_steps": None}
        elif resume.steps is not None:  # where both are given, the trainer takes the epochs
            found |= {"train.max_train_steps": resume.steps, "train.max_train_epochs": None}
        if resume.name:
            found["train.output_name"] = resume.name
        if resume.seed is not None:
            found["train.seed"] = resume.seed
        if not resume.first_sample:
            found["train.sample_at_first"] = None
        return found

    def _tokens(self, values: Mapping[str, object]) -> Iterator[str]:
        known = every_option()
        for key, value in values.items():
            option = known[key]
            if option.ours and value == "":
                value = self._filled(option)
                if not value:
                    continue
            yield from tokens_of(option, value)

    def _filled(self, option: Option) -> str:
        """Return what the program fills in for a path or name; empty: the option is left out."""
        places = self._places
        found: dict[str, Path | str | None] = {
            "dataset_config": self._dataset_config(option.script),
            "output_dir": places.output,
            "output_name": places.name,
            "logging_dir": places.logs,
            "sample_prompts": places.prompts,
        }
        if option.name in found:
            return str(found[option.name] or "")
        role = role_of(option.key, self._recipe)
        if role is None:
            return ""
        return self._rig.models.get(role) or f"<{words_of(role, task_of(self._recipe))}>"

    def _dataset_config(self, script: Script) -> Path:
        """Return the dataset file of a script: what is held out is cached, and not trained."""
        caches = script in ("cache_latents", "cache_text")
        return (
            self._places.caching
            if caches and holds_out(self._recipe)
            else (self._places.dataset_config)
        )


def _of(script: Script, key: str) -> bool:
    return key.partition(".")[0] == script
