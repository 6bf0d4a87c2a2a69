"""What is read of a step's log: the trainer's by `progress`, that of our own check here."""

from __future__ import annotations

import re
import time
from collections import deque
from dataclasses import replace
from typing import Protocol

from app.core.language import noted
from app.core.training.model import Command, Run, StepName
from app.core.training.progress.reader import LogReader
from app.core.training.progress.summary import Summary, Totals, Trouble
from app.core.training.recipe.around import SMOKE_STEPS

CHECKED = ("trainer", "model", "machine", "room")
"""What a sentence of the check may be about besides the dataset: ``error (model): …``."""

_WORDS = 12  # lines
_FEWER = "train.save_last_n_epochs"  # keeps fewer checkpoints
_SHARE = re.compile(r"checked (\d{1,3}) %")
_BAD = re.compile(r"(?:error|stops training)(?: \((?P<about>[^)]*)\))?: (?P<sentence>.*)")
_WARNING = re.compile(r"warning(?: \([^)]*\))?: (.*)")


class Reader(Protocol):
    """Reads a step's log as it comes."""

    def feed(self, data: bytes) -> None:
        """Take bytes, wherever they are cut."""

    @property
    def summary(self) -> Summary:
        """What was read so far."""

    @property
    def speed(self) -> tuple[float | None, float | None]:
        """Seconds of a step now, and at its best; None while not known."""

    def finish(self, code: int) -> Summary:
        """Read what is left; the program has ended with a code."""


def reader_of(command: Command, run: Run) -> Reader:
    """Return what reads the log of a command of a run."""
    if command.step == "check":
        return CheckReader()
    if command.step == "generate":
        return GenerateReader(command, run)
    return TrainerReader(command.step, run)


def _batches(name: StepName, run: Run) -> tuple[int | None, ...]:
    """Return what caching counts, which the trainer's own bars do not say."""
    if name == "cache_latents":
        return run.latent_batches
    return run.text_batches if name == "cache_text" else ()


def _totals(name: StepName, run: Run) -> Totals:
    """Return what the plan says of a step."""
    return Totals(
        items=run.samples or None,
        epoch_batches=run.batches or None,
        epochs=run.epochs or None,
        steps=run.total_steps or None,
        batches=_batches(name, run),
    )


class TrainerReader:
    """Reads what the trainer prints, with the times at which it comes."""

    def __init__(self, name: StepName, run: Run) -> None:
        assert name != "check"
        argv = next((each.argv for each in run.commands if each.step == name), ())
        totals = Totals(steps=SMOKE_STEPS)
        if name != "smoke":
            totals = _totals(name, run)
        self._reader = LogReader(name, totals, argv=argv, recipe=run.values)

    def feed(self, data: bytes) -> None:
        """Take bytes."""
        self._reader.feed(data, time.monotonic())

    @property
    def summary(self) -> Summary:
        """What was read so far."""
        return self._reader.summary

    @property
    def speed(self) -> tuple[float | None, float | None]:
        """Seconds of a step now, and at its best."""
        pace = self._reader.pace
        return pace.recent, pace.best

    def finish(self, code: int) -> Summary:
        """Read what is left."""
        return self._reader.finish(code)


class GenerateReader:
    """Reads what making films prints: one of several commands, counted as a part of the whole.

    A run that makes films has as many as it has ``samples``, each command the same number.
    """

    def __init__(self, command: Command, run: Run) -> None:
        mine = [each for each in run.commands if each.step == "generate"]
        self._total = run.samples
        self._before = mine.index(command) * run.samples // max(1, len(mine))
        each = run.samples // max(1, len(mine))
        totals = Totals(prompts=each or None)
        self._reader = LogReader("generate", totals, argv=command.argv, recipe=run.values)

    def feed(self, data: bytes) -> None:
        """Take bytes."""
        self._reader.feed(data, time.monotonic())

    @property
    def summary(self) -> Summary:
        """What was read so far."""
        return self._whole(self._reader.summary)

    @property
    def speed(self) -> tuple[None, None]:
        """Nothing: films are not compared by their steps."""
        return None, None

    def finish(self, code: int) -> Summary:
        """Read what is left."""
        return self._whole(self._reader.finish(code))

    def _whole(self, found: Summary) -> Summary:
        total = self._total or found.total
        return replace(found, done=self._before + found.done, total=total)


class CheckReader:
    """Reads what `checking` prints: how far it is, then its sentences."""

    def __init__(self) -> None:
        self._rest = b""
        self._lines: deque[str] = deque(maxlen=_WORDS)
        self._bad: Trouble | None = None
        self._warnings: list[str] = []
        self._percent = 0

    def feed(self, data: bytes) -> None:
        """Take bytes."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._line(line.decode("utf-8", "replace").rstrip())

    def _line(self, line: str) -> None:
        if found := _SHARE.match(line):
            self._percent = int(found[1])
            return
        if found := _BAD.match(line):
            kind = found["about"] if found["about"] in CHECKED else "dataset"
            key = _FEWER if kind == "room" else ""
            self._bad = self._bad or Trouble(found["sentence"], kind, key)
        elif found := _WARNING.match(line):
            self._warnings.append(found[1])
        if line:
            self._lines.append(line)

    @property
    def summary(self) -> Summary:
        """What was read so far."""
        return Summary(
            kind="check",
            phase=noted("checking the dataset"),
            done=self._percent,
            total=100,
            warnings=tuple(self._warnings),
            last_words=tuple(self._lines),
        )

    @property
    def speed(self) -> tuple[None, None]:
        """Nothing: it has no steps."""
        return None, None

    def finish(self, code: int) -> Summary:
        """Read what is left."""
        self.feed(b"\n")
        found = self.summary
        if code == 0 or self._bad is None:
            return found
        return replace(found, trouble=self._bad)
