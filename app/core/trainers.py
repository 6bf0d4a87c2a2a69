"""Trainings that run on this machine, whoever started them: they need the GPU for themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

# Scripts of musubi-tuner and its kin: train, cache latents, cache the text encoder's outputs.
_SCRIPT = re.compile(
    r"(?!test_)(?:\w+_)?(?:train_network|train|cache_latents|cache_text_encoder_outputs)\w*",
    re.ASCII,
)
_PYTHON = re.compile(r"(?:python|pypy)[\d.]*w?(?:\.exe)?|accelerate(?:-launch)?(?:\.exe)?|py\.exe")


@dataclass(frozen=True, slots=True)
class Training:
    """A running process of a trainer.

    Attributes:
        script: Its name without an ending.
    """

    pid: int
    script: str


def running_trainings() -> list[Training]:
    """Return the processes of trainings that run, the oldest first; one may have several.

    It looks at every process that may be looked at, which takes a while.
    """
    import psutil  # not before it is needed: it takes a while

    found: list[tuple[float, Training]] = []
    for process in psutil.process_iter(["pid", "cmdline", "create_time"]):
        script = script_of(process.info["cmdline"] or [])
        if script:
            began = process.info["create_time"] or 0.0
            found.append((began, Training(process.info["pid"], script)))
    return [training for _, training in sorted(found, key=lambda each: each[0])]


def script_of(command: Sequence[str]) -> str:
    """Return the name of the trainer's script that a command line runs; empty where it runs none.

    An editor that has the script open, or a shell that was told to start it, is no training.
    """
    if not command or not _PYTHON.fullmatch(_name(command[0]).lower()):
        return ""
    for place, word in enumerate(command[1:], 1):
        module = command[place - 1] == "-m"
        if not module and not word.lower().endswith(".py"):
            continue
        name = word.rpartition(".")[2] if module else _name(word)[:-3]
        if _SCRIPT.fullmatch(name):
            return name
    return ""


def _name(path: str) -> str:
    return re.split(r"[\\/]", path)[-1]
