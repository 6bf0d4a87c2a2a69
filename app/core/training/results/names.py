"""The names of what the trainer writes, read back.

From musubi-tuner 0.3.4, ``utils/train_utils.py`` and ``training/trainer_base.py``: checkpoints
``NAME-000009.safetensors``, ``NAME-step00000500.safetensors``, at the end ``NAME.safetensors``;
states ``…-state`` (folders); samples
``NAME_e000009_00_20261122100048_42.mp4``, after steps ``NAME_000500_00_…``, pictures ``…_000.png``;
the seed is missing where none was given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

ENDING = ".safetensors"
STATE = "-state"
Kind = Literal["epoch", "step", "final", "average"]

_NUMBERED = re.compile(r"(?P<name>.+?)-(?:step(?P<step>\d{8,})|(?P<epoch>\d{6,}))", re.ASCII)
_AVERAGE = re.compile(r"(?P<name>.+)-average-(?P<rest>.+)", re.ASCII)
_SAMPLE = re.compile(
    r"(?P<name>.+)_(?:e(?P<epoch>\d{6,})|(?P<step>\d{6,}))_(?P<prompt>\d{2,})_(?P<when>\d{14})"
    r"(?:_(?P<seed>-?\d+))??(?P<frame>_\d{3})?\.(?P<ending>mp4|png)",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class CheckpointName:
    """What a checkpoint's name says.

    Attributes:
        number: The epoch or step; None: the final one, or an average.
    """

    kind: Kind
    number: int | None = None


@dataclass(frozen=True, slots=True)
class SampleName:
    """What a sample's name says.

    Attributes:
        epoch: After which it was made; None: it says the step.
        step: After which it was made; None: it says the epoch.
        prompt: Number of the prompt, from 0.
        when: When it was begun, seconds since 1970 by this machine's clock.
        seed: None: the name has none.
    """

    epoch: int | None
    step: int | None
    prompt: int
    when: float
    seed: int | None


def checkpoint_name(file: str, name: str) -> CheckpointName | None:
    """Return what the name of a checkpoint of a run says; None where it is none of them.

    Args:
        file: The file's name.
        name: The run's ``--output_name``; empty: any.
    """
    if not file.endswith(ENDING):
        return None
    stem = file.removesuffix(ENDING)
    if stem == name:
        return CheckpointName("final")
    found = _AVERAGE.fullmatch(stem)
    if found and name in ("", found["name"]):
        return CheckpointName("average")
    numbered = _NUMBERED.fullmatch(stem)
    if numbered and name in ("", numbered["name"]):
        if numbered["step"] is not None:
            return CheckpointName("step", int(numbered["step"]))
        return CheckpointName("epoch", int(numbered["epoch"]))
    return None if name else CheckpointName("final")


def state_name(file: str) -> str:
    """Return the name of the folder a checkpoint's state lies in, beside it."""
    return file.removesuffix(ENDING) + STATE


def sample_name(file: str) -> SampleName | None:
    """Return what the name of a sample says; None where it is none."""
    found = _SAMPLE.fullmatch(file)
    if found is None or (found["ending"] == "png") != (found["frame"] is not None):
        return None
    try:
        when = datetime.strptime(found["when"], "%Y%m%d%H%M%S").timestamp()
    except (ValueError, OverflowError, OSError):
        when = 0.0
    return SampleName(
        _number(found["epoch"]), _number(found["step"]), int(found["prompt"]), when,
        _number(found["seed"]),
    )  # fmt: skip


def _number(text: str | None) -> int | None:
    return None if text is None else int(text)
