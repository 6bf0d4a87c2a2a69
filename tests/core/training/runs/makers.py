"""Runs of the stand-in trainer, without a project around them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from app.core.training.folder import RUNS
from app.core.training.model import Command, Run, RunState, StepName
from app.core.training.runs.life import state_of
from tests.standin import make_standin, python_of

TRAINER_STEPS: tuple[StepName, ...] = ("cache_latents", "cache_text", "train")
SCRIPTS = {
    "cache_latents": "wan_cache_latents",
    "cache_text": "wan_cache_text_encoder_outputs",
    "train": "wan_train_network",
    "smoke": "wan_train_network",
}


def make_run(
    project: Path,
    *,
    steps: Sequence[StepName] = TRAINER_STEPS,
    number: int = 1,
    gpu: int = 0,
    options: Sequence[str] = ("--max_train_epochs", "2", "--save_every_n_epochs", "1"),
    launch: bool = True,
    wrapper: bool = False,
    **behaviour: object,
) -> Path:
    """Make a run of a stand-in that lies in ``trainer`` of the project; return its folder.

    Args:
        project: Made where it is missing, and the stand-in with it.
        steps: What runs.
        number: Of the run.
        gpu: Its card.
        options: Of training, beside those every run has.
        launch: Whether accelerate starts it.
        wrapper: Whether our script is said to run around it; the stand-in does as that does.
        behaviour: Of the stand-in; it is told so now.
    """
    trainer = make_standin(project / "trainer", **behaviour)
    folder = project / RUNS / f"{number:03}-lora"
    for name in ("output", "logs", "requests", "log"):
        (folder / name).mkdir(parents=True)
    (folder / "dataset.toml").write_text("", encoding="utf-8")
    commands = tuple(
        _command(step, trainer, folder, options, launch=launch) for step in steps if step != "check"
    )
    if wrapper:
        env = {"RUSHES_RUN": str(folder)}
        commands = tuple(replace(each, env=env) for each in commands)
    run = Run(
        id=folder.name,
        name="lora",
        project="test",
        created=time.time(),
        steps=tuple(steps),
        commands=commands,
        gpu=gpu,
        samples=31,
        wrapper=wrapper,
    )
    (folder / "run.json").write_text(run.to_json(), encoding="utf-8")
    return folder


def _command(
    step: StepName, trainer: Path, folder: Path, options: Sequence[str], *, launch: bool
) -> Command:
    argv = [str(python_of(trainer))]
    if step == "train" and launch:
        argv += ["-m", "accelerate.commands.launch", "--mixed_precision", "bf16"]
    argv.append(f"src/musubi_tuner/{SCRIPTS[step]}.py")
    argv += ["--dataset_config", str(folder / "dataset.toml")]
    if step == "train":
        argv += ["--output_dir", str(folder / "output"), "--output_name", "lora"]
        argv += ["--logging_dir", str(folder / "logs"), *options]
    return Command(step, tuple(argv), {}, str(trainer))


def until(folder: Path, holds: Callable[[RunState], object], seconds: float = 20.0) -> RunState:
    """Wait until a run's state is so; an AssertionError with the state where it does not come."""
    end = time.monotonic() + seconds
    while not holds(state := state_of(folder)):
        assert time.monotonic() < end, replace(state, last_words=state.last_words[-3:])
        time.sleep(0.02)
    return state


def until_ended(folder: Path, seconds: float = 20.0) -> RunState:
    """Wait until a run has ended."""
    return until(folder, lambda state: state.ended, seconds)
