"""A run with checkpoints of the stand-in trainer, and what a test of it runs with."""

from __future__ import annotations

from pathlib import Path

from app.core.training.after.trial import Trial, Tried
from app.core.training.commands.places import Rig
from app.core.training.folder import RUNS
from app.core.training.model import Run
from app.core.training.trainer.info import TrainerInfo
from tests.standin import files, make_standin, python_of

MODELS = {"dit": "/m/dit.safetensors", "vae": "/m/vae.safetensors", "t5": "/m/t5.pth"}


def run_with_checkpoints(
    project: Path, *, epochs: int = 2, values: dict[str, object] | None = None
) -> Path:
    """Make a run that has ended, with a checkpoint an epoch; return its folder."""
    folder = project / RUNS / "001-lora"
    (folder / "output").mkdir(parents=True)
    run = Run(
        id=folder.name,
        name="lora",
        project="rain",
        task="t2v-14B",
        values=values or {"train.task": "t2v-14B", "train.fp8_base": True, "train.sdpa": True},
    )
    (folder / "run.json").write_text(run.to_json(), encoding="utf-8")
    for epoch in range(1, epochs + 1):
        data = files.safetensors(epoch * 31, epoch, 2000)
        (folder / "output" / f"lora-{epoch:06}.safetensors").write_bytes(data)
    return folder


def rig(project: Path, **behaviour: object) -> Rig:
    """Return the stand-in as what a test runs with."""
    trainer = make_standin(project / "trainer", **behaviour)
    return Rig(TrainerInfo(trainer, python_of(trainer)), MODELS)


def trial_of(folder: Path, *, epochs: int = 2, **more: object) -> Trial:
    """Return a test of a run's checkpoints."""
    tried = tuple(
        Tried(
            str(folder / "output" / f"lora-{n:06}.safetensors"), f"epoch {n}", epoch=n, step=n * 31
        )
        for n in range(1, epochs + 1)
    )
    how: dict[str, object] = {"prompts": ("rain on a roof", "a cat walks"), **more}
    return Trial(checkpoints=tried, **how)  # type: ignore[arg-type]
