"""Runs that have ended, as small files: states, checkpoints, what the supervisor wrote."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path
from typing import Any

from app.core.training.folder import OUTPUT, RUN_FILE, RUNS
from app.core.training.model import Command, Point, Run, RunState, StateName, StepState
from tests.core.training.results.makers import lora_tensors, write_checkpoint, write_tensors

PER_EPOCH, EPOCHS = 1078, 50
VALUES: dict[str, Any] = {
    "train.task": "t2v-14B",
    "train.network_module": "networks.lora_wan",
    "train.network_dim": 32,
    "train.network_alpha": 32,
    "train.learning_rate": 5e-5,
    "train.optimizer_type": "adamw8bit",
    "train.max_train_epochs": EPOCHS,
    "train.save_every_n_epochs": 1,
    "train.save_state": True,
    "train.seed": 2025,
    "train.output_name": "film",
    "train.output_dir": "",
}


def write_ended(
    project: Path,
    run_id: str = "001-film",
    *,
    name: str = "film",
    state: StateName = "stopped",
    steps: int = EPOCHS * PER_EPOCH,
    epochs: int = EPOCHS,
    done: int = 0,
    per_epoch: int = PER_EPOCH,
    argv: tuple[str, ...] = ("--max_train_epochs", "50"),
    values: dict[str, Any] | None = None,
    **fields: object,
) -> Path:
    """Write a run that has ended after some steps; return its folder."""
    folder = project / RUNS / run_id
    (folder / OUTPUT).mkdir(parents=True)
    run = Run(
        id=run_id,
        name=name,
        values={**VALUES, **(values or {})},
        steps=("check", "cache_latents", "cache_text", "train"),
        commands=(Command("train", ("python", "train.py", *argv)),),
        steps_per_epoch=per_epoch,
        epochs=epochs,
        total_steps=steps,
        **fields,  # type: ignore[arg-type]
    )
    (folder / RUN_FILE).write_text(run.to_json(), encoding="utf-8")
    point = Point(epoch=done // per_epoch + 1, epochs=epochs, step=done, steps=steps)
    ended = RunState(
        state=state,
        heartbeat=1000.0,
        steps=(StepState(name="train", state="stopped", began=1.0, ended=9.0),),
        point=point if done else None,
    )
    (folder / "state.json").write_text(ended.to_json(), encoding="utf-8")
    return folder


def write_state(
    folder: Path, name: str, *, when: float = 1000.0, without: tuple[str, ...] = ()
) -> Path:
    """Write a state as accelerate does, torch's files as the zips they are."""
    state = folder / OUTPUT / name
    write_tensors(state / "model.safetensors", lora_tensors())
    for file in ("optimizer.bin", "scheduler.bin", "random_states_0.pkl"):
        with zipfile.ZipFile(state / file, "w") as archive:
            archive.writestr("archive/data.pkl", b"x" * 400)
    for file in without:
        (state / file).unlink()
    for each in state.iterdir():
        os.utime(each, (when, when))
    return state


def write_epoch(
    folder: Path, epoch: int, *, name: str = "film", per_epoch: int = PER_EPOCH,
    with_state: bool = True,
) -> None:  # fmt: skip
    """Write what the trainer leaves at the end of an epoch, as it counts them."""
    stem = f"{name}-{epoch:06d}"
    write_checkpoint(folder, f"{stem}.safetensors", step=epoch * per_epoch, epoch=epoch)
    if with_state:
        write_state(folder, f"{stem}-state", when=1000.0 + epoch)
