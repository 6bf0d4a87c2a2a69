"""Where a run's files lie, and what it runs with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from app.core.export.project_export import DATASET_FILE, PROMPTS_FILE
from app.core.training.folder import CACHING_FILE, EVENTS, OUTPUT, RUNS, SMOKE

Launch = Literal["accelerate", "python"]
"""How the training script is started: by accelerate, or by the trainer's Python itself."""


class Trainer(Protocol):
    """What is to be known of the trainer: `trainer` finds it."""

    @property
    def folder(self) -> Path:
        """Where it lies."""

    @property
    def python(self) -> Path:
        """The Python it runs in."""

    @property
    def gpus(self) -> Sequence[object]:
        """The cards it can train on."""

    @property
    def accelerate_config(self) -> Mapping[str, str]:
        """What ``accelerate config`` has written."""

    def script(self, name: str) -> Path:
        """Return the path of one of its scripts, named without an ending."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where a run reads and writes.

    Attributes:
        run: Its folder.
        dataset_config: The frozen dataset file.
        prompts: The frozen sample prompts; None: there are none, so that no samples are made.
        output: Where checkpoints go.
        logs: Where events go.
    """

    run: Path
    dataset_config: Path
    prompts: Path | None
    output: Path
    logs: Path

    @property
    def name(self) -> str:
        """The name in the run's id, which its LoRA has where the recipe says none."""
        return self.run.name.partition("-")[2] or self.run.name

    @property
    def caching(self) -> Path:
        """The dataset file that is cached by where clips are held out: theirs are in it too."""
        return self.run / CACHING_FILE

    def of_smoke(self) -> Places:
        """Return where the smoke test of the run reads and writes."""
        folder = self.run / SMOKE
        return Places(folder, folder / DATASET_FILE, None, folder / OUTPUT, folder / EVENTS)


def places_of(project_folder: Path, run_id: str) -> Places:
    """Return the places of a run of a project."""
    run = project_folder.absolute() / RUNS / run_id
    return Places(run, run / DATASET_FILE, run / PROMPTS_FILE, run / OUTPUT, run / EVENTS)


@dataclass(frozen=True, slots=True)
class Rig:
    """What a run runs with.

    Attributes:
        trainer: None: it was not found yet; placeholders stand for it.
        models: Files by role: ``dit``, ``dit_high_noise``, ``vae``, ``t5``, ``clip``.
        gpu: Which card, from 0, as nvidia-smi counts them.
        offline: Nothing is fetched from Hugging Face: the tokenizer must be there already.
    """

    trainer: Trainer | None = None
    models: Mapping[str, str] = field(default_factory=dict)
    gpu: int = 0
    launch: Launch = "accelerate"
    offline: bool = False


@dataclass(frozen=True, slots=True)
class Resume:
    """How a run goes on from another's state, or begins anew from its weights.

    Attributes:
        state: The folder of the state; None: it begins from ``weights``, with a fresh optimizer.
        epochs: That are left, or ``steps``; None: as the recipe says. The trainer counts from 0.
        name: Of the files it writes now, so that none of before are written over; empty: as the
            recipe says.
        weights: A checkpoint.
        seed: Another one than the recipe's, so that clips do not come in the order of before.
        first_sample: Whether samples are made before the first step, where the recipe says so.
    """

    state: Path | None
    epochs: int | None = None
    steps: int | None = None
    name: str = ""
    weights: Path | None = None
    seed: int | None = None
    first_sample: bool = True
