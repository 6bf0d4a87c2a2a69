"""The command lines of a test: the trainer's ``wan_generate_video``, once for each cell.

The script merges a LoRA into the model as it loads it: each checkpoint and each strength is a
program of its own, which makes all prompts and seeds from a file, and writes them at its end. Its
``--video_size`` is height and width; ``--save_path`` is a folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from app.core import process
from app.core.export.prompts import prompt_line
from app.core.language import tr
from app.core.library.model import Prompt
from app.core.training.after.trial import Trial, Tried
from app.core.training.commands.places import Rig
from app.core.training.commands.roles import words_of
from app.core.training.folder import FILMS
from app.core.training.model import Command
from app.core.training.recipe.options import every_option
from app.core.training.recipe.tasks import Task, task_of
from app.core.training.recipe.training_recipe import TrainingRecipe
from app.core.training.recipe.values import tokens_of
from app.core.training.trainer.fitting import Role

PROMPTS = "prompts.txt"  # of a test's folder
_SCRIPT = "wan_generate_video"
_KEPT = (  # options of the training that generating has too
    *("fp8_scaled", "fp8_t5", "blocks_to_swap", "use_pinned_memory_for_block_swap"),
    *("vae_dtype", "vae_cache_cpu", "force_v2_1_time_embedding", "disable_numpy_memmap"),
)
_ATTENTION = {"sage_attn": "sageattn", "flash_attn": "flash", "flash3": "flash3",
              "xformers": "xformers", "sdpa": "sdpa"}  # fmt: skip


def wanted_roles(recipe: TrainingRecipe) -> tuple[Role, ...]:
    """Return the roles of the files that a test needs, the DiT first."""
    task = task_of(recipe)
    roles: list[Role] = ["dit"]
    if task.two_experts:
        roles.append("dit_high_noise")
    roles += ["vae", "t5"]
    if task.clip:
        roles.append("clip")
    return tuple(roles)


def missing(recipe: TrainingRecipe, rig: Rig, trial: Trial) -> tuple[str, ...]:
    """Return what must be set up before a test can run, a sentence each; none: it can."""
    found = []
    task = task_of(recipe)
    if rig.trainer is None:
        found.append(tr("musubi-tuner was not found: choose its folder."))
    for role in wanted_roles(recipe):
        if not rig.models.get(role):
            found.append(tr("No file was chosen for {role}.", role=words_of(role, task)))
    if task.i2v and not trial.image:
        found.append(tr("{words} begins with a picture: choose one.", words=task.words))
    return tuple(found)


def prompts_text(trial: Trial) -> str:
    """Return the file of prompts: one line a film, in the order they are made."""
    lines = []
    for text, seed in trial.lines:
        prompt = Prompt(
            position=0,
            text=text,
            width=trial.width,
            height=trial.height,
            frames=trial.frames,
            seed=seed,
            steps=trial.steps,
            flow_shift=trial.shift,
            cfg_scale=trial.guidance,
        )
        lines.append(prompt_line(prompt, trigger=""))
    return "".join(f"{line}\n" for line in lines)


def cell_folder(folder: Path, number: int) -> Path:
    """Return where the films of a cell go; ``number`` from 0."""
    return folder / FILMS / f"{number + 1:03d}"


def commands(trial: Trial, recipe: TrainingRecipe, rig: Rig, folder: Path) -> tuple[Command, ...]:
    """Return the commands of a test in order; placeholders name what is not set up yet.

    Args:
        trial: What is tried.
        recipe: What was trained; it says how the model is loaded.
        rig: With what.
        folder: Of the test.
    """
    making = _Making(trial.made(), recipe, rig, folder)
    return tuple(making.command(n, *cell) for n, cell in enumerate(trial.cells))


class _Making:
    """Makes the commands of one test."""

    def __init__(self, trial: Trial, recipe: TrainingRecipe, rig: Rig, folder: Path) -> None:
        self._trial, self._recipe, self._rig, self._folder = trial, recipe, rig, folder
        self._task: Task = task_of(recipe)

    def command(self, number: int, tried: Tried, strength: float) -> Command:
        """Return the command of a cell."""
        trainer = self._rig.trainer
        python = "<python of musubi-tuner>" if trainer is None else str(trainer.python)
        where = "<folder of musubi-tuner>" if trainer is None else str(trainer.folder)
        script = f"{where}/{_SCRIPT}.py" if trainer is None else str(trainer.script(_SCRIPT))
        values = {**self._models(), **self._how(), **self._lora(tried, strength)}
        values |= self._output(cell_folder(self._folder, number))
        argv = (python, script, *self._tokens(values))
        return Command("generate", argv, self._environment(), where)

    def _environment(self) -> dict[str, str]:
        env = dict(process.UTF8)
        cards = () if self._rig.trainer is None else self._rig.trainer.gpus
        if self._rig.gpu or len(cards) > 1:
            env["CUDA_DEVICE_ORDER"] = "PCI_BUS_ID"  # else the fastest card is number 0
            env["CUDA_VISIBLE_DEVICES"] = str(self._rig.gpu)
        if self._rig.offline:
            env |= {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}
        return env

    def _tokens(self, values: dict[str, object]) -> Iterator[str]:
        known = every_option()
        for name, value in values.items():
            if value not in ("", None, False):
                yield from tokens_of(known[f"generate.{name}"], value)

    def _models(self) -> dict[str, object]:
        found: dict[str, object] = {"task": self._task.name}
        for role in wanted_roles(self._recipe):
            path = self._rig.models.get(role)
            found[role] = path or f"<{words_of(role, self._task)}>"
        return found

    def _how(self) -> dict[str, object]:
        """Return how the model is loaded: as in the training."""
        recipe, trial = self._recipe, self._trial
        found: dict[str, object] = {}
        if recipe.values.get("train.fp8_base"):
            found["fp8"] = True
        for name in _KEPT:
            if recipe.is_set(f"train.{name}"):
                found[name] = recipe.values[f"train.{name}"]
        for option, mode in _ATTENTION.items():
            if recipe.values.get(f"train.{option}"):
                found["attn_mode"] = mode
                break
        if self._task.two_experts and found.get("blocks_to_swap"):
            found["lazy_loading"] = True
        if self._task.two_experts and self._task.boundary:
            boundary = recipe.values.get("train.timestep_boundary", self._task.boundary)
            number = float(boundary)
            found["timestep_boundary"] = number / 1000 if number > 1 else number
        found |= {
            "sample_solver": trial.solver,
            "video_size": (trial.height, trial.width),
            "video_length": trial.frames,
            "infer_steps": trial.steps,
            "guidance_scale": trial.guidance,
            "flow_shift": trial.shift,
            "negative_prompt": trial.negative,
            "image_path": trial.image,
        }
        if self._task.two_experts:
            found["guidance_scale_high_noise"] = trial.guidance
        return found

    def _lora(self, tried: Tried, strength: float) -> dict[str, object]:
        """Return the LoRA for each expert that was trained: the script asks for both."""
        low = {"lora_weight": (tried.file,), "lora_multiplier": (strength,)}
        high = {"lora_weight_high_noise": (tried.file,), "lora_multiplier_high_noise": (strength,)}
        if not self._task.two_experts:
            return dict(low)
        if self._task.only_high_noise(self._recipe):
            return dict(high)
        if self._recipe.is_set("train.dit_high_noise"):
            return {**low, **high}
        return dict(low)

    def _output(self, folder: Path) -> dict[str, object]:
        return {
            "output_type": "video",
            "fps": 16,
            "from_file": str(self._folder / PROMPTS),
            "save_path": str(folder),
        }
