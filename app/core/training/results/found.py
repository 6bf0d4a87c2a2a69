"""What a run has made so far: its checkpoints and samples, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from app.core.training.results.names import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A file of weights.

    Attributes:
        name: The file's.
        folder: Of the run that made it: an earlier attempt has another.
        epoch: Epochs that were trained, earlier attempts included; None: not known.
        step: Steps that were trained, likewise.
        size: Bytes.
        when: It was written, Unix seconds.
        star: A person's choice, with ``note``.
        attempt: 1 for the first run, 2 for the one that went on from it, …
        kept: A copy lies where the trainer does not delete.
        state: It can be resumed from: the trainer's state lies beside it.
        network_hash: SHA-256 of the tensors as the trainer wrote it (``sshs_model_hash``); empty:
            the file has none.
    """

    name: str
    path: Path
    folder: Path
    kind: Kind
    epoch: int | None = None
    step: int | None = None
    size: int = 0
    when: float = 0.0
    star: bool = False
    note: str = ""
    attempt: int = 1
    kept: bool = False
    state: bool = False
    network_hash: str = ""

    @property
    def auto_v3(self) -> str:
        """The first 12 digits of ``network_hash``, as model sites name it; empty: not known."""
        return self.network_hash[:12]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A film or picture that the trainer made of a prompt.

    Attributes:
        prompt: Its place in `Results.prompts`.
        epoch: After which it was made, earlier attempts included; 0: before any; None: not known.
        step: After which it was made, likewise.
        seed: None: none was given.
        by: What the trainer named it by.
        when: It was begun, Unix seconds.
        size: Bytes; with ``changed`` (nanoseconds) it tells one state of the file from another.
    """

    path: Path
    prompt: int
    epoch: int | None = None
    step: int | None = None
    seed: int | None = None
    by: Literal["epoch", "step"] = "epoch"
    when: float = 0.0
    attempt: int = 1
    size: int = 0
    changed: int = 0

    @property
    def still(self) -> bool:
        """Whether it is a picture."""
        return self.path.suffix == ".png"


@dataclass(frozen=True, slots=True)
class SamplePrompt:
    """A prompt as the trainer read it.

    Attributes:
        line: The whole line; empty where the run's file does not have it.
        text: What it says before the options.
        options: What follows ``--``, by letter: ``d`` is the seed, ``n`` what is not wanted.
    """

    line: str
    text: str
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What is there of a run and of those that it goes on from.

    Attributes:
        checkpoints: The oldest step first.
        samples: The oldest first; of one prompt and step the newest attempt last.
        prompts: Those of all attempts, each once.
        attempts: How many runs went on from one another.
        writing: Names of files that are not whole yet.
    """

    checkpoints: tuple[Checkpoint, ...] = ()
    samples: tuple[Sample, ...] = ()
    prompts: tuple[SamplePrompt, ...] = ()
    attempts: int = 1
    writing: tuple[str, ...] = ()
