"""How far a step of a training is, as `reader` finds it in what the trainer printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from app.core.planner.caches.printed import Bucket
from app.core.training.model import Point

Kind = Literal["check", "cache_latents", "cache_text", "smoke", "train", "generate"]


@dataclass(frozen=True, slots=True)
class Totals:
    """What the plan knows of a step before it runs; None and empty where it knows nothing.

    Attributes:
        batches: Of the caching bars, dataset by dataset; the trainer prints no total of them.
        items: Samples of an epoch.
        epoch_batches: Batches of an epoch.
        steps: Of the whole training.
        prompts: Sample prompts, or prompts to generate.
    """

    batches: tuple[int | None, ...] = ()
    items: int | None = None
    epoch_batches: int | None = None
    epochs: int | None = None
    steps: int | None = None
    prompts: int | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """What the trainer counted before it began; None where it printed nothing of it.

    Attributes:
        files: Images or clips it listed, dataset by dataset.
        batches: Of an epoch, or of the caching bars that are done, dataset by dataset.
        items: Samples of an epoch.
        epoch_batches: Batches of an epoch.
        accumulated: Batches of a step.
        steps: Of the whole training.
        overridden: The steps that the asked-for epochs came to; None where steps were asked for.
        buckets: Samples by width, height and frames, dataset by dataset; where a dataset has
            images, the third number is no count of frames.
    """

    files: tuple[int | None, ...] = ()
    batches: tuple[int | None, ...] = ()
    items: int | None = None
    epoch_batches: int | None = None
    epochs: int | None = None
    accumulated: int | None = None
    steps: int | None = None
    overridden: int | None = None
    buckets: tuple[Mapping[Bucket, int], ...] = ()

    @property
    def epoch_steps(self) -> int | None:
        """Steps of an epoch; the last batches of one make a step, however few they are."""
        if not self.epoch_batches:
            return None
        return -(-self.epoch_batches // max(1, self.accumulated or 1))


@dataclass(frozen=True, slots=True)
class Trouble:
    """What went wrong.

    Attributes:
        sentence: What, where, and what to do.
        kind: Of the table it was found in: ``memory``, ``dataset``, ``model``, ``option``,
            ``trainer``, ``machine``, ``stopped`` or ``unknown``.
        cure_key: The option that cures it: ``train.blocks_to_swap``; "": none does.
        cure: Values to set, by option; empty where a person has to choose.
        path: The file that it is about; "": none.
    """

    sentence: str
    kind: str
    cure_key: str = ""
    cure: Mapping[str, Any] = field(default_factory=dict)
    path: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """What was read so far.

    Attributes:
        kind: Which program printed it.
        phase: What it does now, in words without a full stop: ``sampling prompt 1 of 2``.
        part: How far the phase is: done and of how many; None where it has no bar of its own.
        done: Batches, steps or prompts so far, of ``total``.
        total: None where neither the trainer nor the plan knows it.
        point: Of a training; None before its bar is there.
        checkpoints: Files it began to write, in that order; the last may not be whole yet.
            What it took away again is in ``removed``; so of ``states``, which are folders.
        samples_at: Steps at which it made samples; 0: before the first.
        saved: Videos and pictures that the generate script wrote.
        finished: It said that the last file is written.
        warnings: Sentences, each once.
        trouble: Why it failed; None while it runs, and where it did not fail.
        last_words: Its last lines, without bars.
    """

    kind: Kind
    phase: str = "starting"
    part: tuple[int, int] | None = None
    done: int = 0
    total: int | None = None
    point: Point | None = None
    checkpoints: tuple[Path, ...] = ()
    states: tuple[Path, ...] = ()
    removed: tuple[Path, ...] = ()
    samples_at: tuple[int, ...] = ()
    saved: tuple[Path, ...] = ()
    finished: bool = False
    warnings: tuple[str, ...] = ()
    trouble: Trouble | None = None
    last_words: tuple[str, ...] = ()
    counts: Counts = Counts()
