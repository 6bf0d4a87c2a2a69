"""What a stand-in is told to do: a file beside its scripts, and variables over it."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FILE = "standin.json"  # in the stand-in's folder
VARIABLE = "STANDIN_"  # before a name in capitals: its value as JSON, or as it stands


@dataclass(frozen=True)
class Behaviour:
    """How the stand-in behaves; each field may be given to `make_standin`.

    Places are a step's name, ``check`` excepted, or that with a count: ``train@12`` is when step
    12 is done, ``cache_latents`` when nothing is; empty: never.

    Attributes:
        batches: Batches of each dataset, as caching counts them; their sum is what is trained on.
        samples: What training finds in the cache, where that shall differ from ``batches``; -1: it
            does not.
        start_seconds: How long models load, in every step.
        seconds_per_item: Of caching.
        seconds_per_step: Of training.
        checkpoint_seconds: How long a checkpoint is being written, in pieces, under its own name.
        checkpoint_bytes: About how big one is.
        end_seconds: How long training takes to leave after all is written.
        crash: Where it raises an error, with a traceback and ``code``.
        code: Exit code of ``crash``.
        killed: Where it ends as the system ends a process that takes all memory.
        hang: Where it goes on doing nothing.
        gate: Where it waits until `release` is called.
        full_disk: Where writing fails for want of space, leaving half a checkpoint in training.
        nothing: Steps that find nothing to do and end with 0.
        replay: By step, a recorded run (``f72_train_dit_missing``) that is played instead: its
            bytes, its exit code.
        replay_seconds: How long such a replay takes.
        deaf: Whether it does not save and end where that is asked for, as a version without hooks;
            it hears only where ``RUSHES_RUN`` says where.
        ending_seconds: How long it takes to end after it has saved so.
        ignore_signals: Whether it and its children ignore every polite signal.
        children: Processes it starts as a data loader does.
        grandchildren: Processes each of these starts.
        daemons: Processes that leave session, group and family.
        unmarked: Whether daemons forget their environment, too.
        output_bytes: Junk printed before the first step.
        die_at_byte: After how many bytes of output it is gone, in the middle of a line; 0: never.
        events: Whether it writes event files.
        pictures: Whether it writes samples.
    """

    batches: tuple[int, ...] = (5, 15, 11)
    samples: int = -1
    start_seconds: float = 0.0
    seconds_per_item: float = 0.0
    seconds_per_step: float = 0.0
    checkpoint_seconds: float = 0.0
    checkpoint_bytes: int = 20_000
    end_seconds: float = 0.0
    crash: str = ""
    code: int = 1
    killed: str = ""
    hang: str = ""
    gate: str = ""
    full_disk: str = ""
    nothing: tuple[str, ...] = ()
    replay: dict[str, str] = field(default_factory=dict)
    replay_seconds: float = 0.0
    deaf: bool = False
    ending_seconds: float = 0.0
    ignore_signals: bool = False
    children: int = 0
    grandchildren: int = 0
    daemons: int = 0
    unmarked: bool = False
    output_bytes: int = 0
    die_at_byte: int = 0
    events: bool = True
    pictures: bool = True

    @property
    def trained(self) -> int:
        """Samples that training finds."""
        return sum(self.batches) if self.samples < 0 else self.samples


def write(folder: Path, values: Mapping[str, Any]) -> None:
    """Write what a stand-in is told; a name it does not know is an error."""
    Behaviour(**values)
    (folder / FILE).write_text(json.dumps(values), encoding="utf-8")


def read(folder: Path) -> Behaviour:
    """Return what a stand-in was told, by its file and by the environment."""
    values: dict[str, Any] = json.loads((folder / FILE).read_text(encoding="utf-8"))
    for each in dataclasses.fields(Behaviour):
        told = os.environ.get(VARIABLE + each.name.upper())
        if told is not None:
            try:
                values[each.name] = json.loads(told)
            except ValueError:
                values[each.name] = told
    return Behaviour(**values)
