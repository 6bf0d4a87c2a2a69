r"""What the trainer itself counted, read out of the text of its log.

Whole or in pieces, as it comes: lines end with ``\n`` or, where a bar redraws, with ``\r``; lines
of two streams may be glued together. A file may hold several steps one behind the other.
(From musubi-tuner 0.3.4: ``datasources``, ``config_utils``, ``bucket``, ``cache_latents``,
``cache_text_encoder_outputs``, ``trainer_base``.)
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from app.core.planner.caches.printed_lines import Lines, parts

Step = Literal["", "latents", "text", "train"]
Bucket = tuple[int, int, int]  # width, height, the number the trainer calls frames

_SETTING = re.compile(r"^\s{2,}(\w+): (.*)")
_FOUND = re.compile(r"(?:found|loaded) (\d{1,9}) (images|videos)\s*$")
_BLOCK = re.compile(r"\[Dataset (\d{1,4})\]")
_ENCODING = re.compile(r":([\w.]+):Encoding dataset \[(\d{1,4})\]")
_BAR = re.compile(r"^\s*(\d{1,9})(?:/\d+)?(?:it)? \[\d+:\d\d")
_FULL_BAR = re.compile(r"^\s*\d+%\|.*?\| (\d{1,9})/\d+ \[\d+:\d\d")
_BUCKET = re.compile(r"bucket: \((.{0,200}?)\), count: (\d{1,9})")
_BATCHES = re.compile(r"total batches: (\d{1,9})\b")
_ITEMS = re.compile(r"num train items[^:]*: (\d{1,9})\b")
_EPOCH = re.compile(r"num batches per epoch[^:]*: (\d{1,9})\b")
_LENGTHS = {
    "epochs": re.compile(r"num epochs[^:]*: (\d{1,9})\b"),
    "accumulated": re.compile(r"gradient accumulation steps[^=]*= (\d{1,9})\b"),
    "steps": re.compile(r"total optimization steps[^:]*: (\d{1,9})\b"),
    "overridden": re.compile(r"override steps\. steps for \d+ epochs is[^:]*: (\d{1,9})\b"),
}
# Numbers are bounded: what else is in a file that somebody takes for a log is no reason to make
# a billion datasets.


@dataclass
class PrintedDataset:
    """What one run printed of one dataset; None and empty where it printed nothing.

    Attributes:
        found: Files it listed.
        settings: The lines of its block, by key, as they were printed.
        batches: Of the caching bar, or of an epoch of training.
        buckets: Samples of training, by bucket; None in a caching run.
    """

    found: int | None = None
    settings: dict[str, str] = field(default_factory=dict)
    batches: int | None = None
    buckets: dict[Bucket, int] | None = None

    def groups(self, *, image: bool) -> dict[Bucket, int] | None:
        """Return the samples by width, height and frames; an image has one frame.

        The trainer's own key holds FramePack's window there, or more.
        """
        if self.buckets is None or not image:
            return self.buckets
        groups: dict[Bucket, int] = {}
        for (width, height, _), count in self.buckets.items():
            groups[width, height, 1] = groups.get((width, height, 1), 0) + count
        return groups


@dataclass
class Printed:
    """What one run of the trainer printed.

    Attributes:
        step: Which of its programs; empty where it ended before that showed.
        datasets: By their place in the dataset file.
        items: ``num train items``.
        batches: ``num batches per epoch``.
        epochs: ``num epochs``.
        accumulated: Batches of a step: ``gradient accumulation steps``.
        steps: ``total optimization steps``.
        overridden: The steps that a number of epochs came to; None where steps were asked for.
        removed: Old cache files it removed.
        kept: Cache files it kept though they are not in the dataset: they are trained.
        without_text: Cache files it passed over as their captions were not cached.
        broken: It ended with an error, or in the middle of a bar.
    """

    step: Step = ""
    datasets: list[PrintedDataset] = field(default_factory=list)
    items: int | None = None
    batches: int | None = None
    epochs: int | None = None
    accumulated: int | None = None
    steps: int | None = None
    overridden: int | None = None
    removed: int = 0
    kept: int = 0
    without_text: int = 0
    broken: bool = False

    def dataset(self, index: int) -> PrintedDataset:
        """Return a dataset by its place; it is made where it was not met before."""
        while len(self.datasets) <= index:
            self.datasets.append(PrintedDataset())
        return self.datasets[index]


class LogReader:
    """Reads the text of a log piece by piece.

    Attributes:
        runs: What was printed so far, a run each; `close` completes the last one.
    """

    def __init__(self) -> None:
        self.runs: list[Printed] = []
        self._lines = Lines()
        self._listed = 0  # datasets whose files were counted
        self._bucketed = 0  # datasets whose buckets were listed
        self._block: PrintedDataset | None = None
        self._bar: PrintedDataset | None = None
        self._reached: int | None = None  # of the bar that runs

    @property
    def reached(self) -> int | None:
        """Batches of the caching bar that runs; None where none does, or it has not begun."""
        return self._reached

    def feed(self, text: str) -> None:
        """Read on."""
        for line, ended in self._lines.feed(text):
            self.line(line, ended=ended)

    def close(self) -> tuple[Printed, ...]:
        """Read what is left; return all runs."""
        for line, ended in self._lines.close():
            self.line(line, ended=ended)
        if self._reached is not None and self.runs:
            self.runs[-1].broken = True
        self._leave_bar(whole=False)
        return tuple(self.runs)

    def line(self, line: str, *, ended: bool) -> None:
        """Read a line, as `Lines` gives it."""
        found = parts(line)
        for part in found:
            self._part(part)
        if ended and found and self._reached is not None and _bar_of(found[-1]) is not None:
            self._leave_bar(whole=True)  # a bar that is done ends its line

    def _part(self, line: str) -> None:
        if "Load dataset config from" in line:
            self._begin()
        if not self.runs:
            return
        reached = _bar_of(line) if self._bar is not None else None
        if reached is not None:
            self._reached = reached
        elif not self._setting(line):
            self._event(line, self.runs[-1])

    def _begin(self) -> None:
        self._leave_bar(whole=False)
        self.runs.append(Printed())
        self._listed = self._bucketed = 0
        self._block = None

    def _setting(self, line: str) -> bool:
        found = _SETTING.match(line) if self._block is not None else None
        if found is None or self._block is None:
            return False
        self._block.settings[found[1]] = found[2].strip().strip('"')
        return True

    def _event(self, line: str, run: Printed) -> None:
        if found := _FOUND.search(line):
            run.dataset(self._listed).found = int(found[1])
            self._listed += 1
        elif found := _BLOCK.search(line):
            if "Encoding" not in line:
                self._block = run.dataset(int(found[1]))
        elif line.startswith(("Traceback (most", "KeyboardInterrupt")):
            self._break(run)
        elif "Removed old cache file" in line:
            run.removed += 1
        elif "Keep cache file not in the dataset" in line:
            run.kept += 1
        elif "Text encoder output cache file not found" in line:
            run.without_text += 1
            run.step = run.step or "train"
        else:
            self._count(line, run)
        if found := _ENCODING.search(line):
            self._leave_bar(whole=True)
            run.step = "text" if "text_encoder" in found[1] else run.step or "latents"
            self._bar = run.dataset(int(found[2]))
        elif "Encoding with" in line:
            run.step = "text"

    def _count(self, line: str, run: Printed) -> None:
        if found := _BUCKET.search(line):
            numbers = [int(number) for number in re.findall(r"\d{1,9}", found[1])[:3]]
            if len(numbers) == 3:
                dataset = run.dataset(self._bucketed)
                buckets = dataset.buckets = dataset.buckets or {}
                key = (numbers[0], numbers[1], numbers[2])
                buckets[key] = buckets.get(key, 0) + int(found[2])
        elif found := _BATCHES.search(line):
            dataset = run.dataset(self._bucketed)
            dataset.batches, dataset.buckets = int(found[1]), dataset.buckets or {}
            self._bucketed += 1
            run.step = "train"
        elif found := _ITEMS.search(line):
            run.items, run.step = int(found[1]), "train"
        elif found := _EPOCH.search(line):
            run.batches, run.step = int(found[1]), "train"
        else:
            for name, pattern in _LENGTHS.items():
                if found := pattern.search(line):
                    setattr(run, name, int(found[1]))

    def _break(self, run: Printed) -> None:
        """Take note of an error; the bar that ran, or has ended just before, is not whole."""
        if self._bar is not None:
            self._bar.batches = None
            run.broken = True
        if run.items is None:
            run.broken = True
        self._bar, self._reached = None, None

    def _leave_bar(self, *, whole: bool) -> None:
        """Take the count of a bar; a bar that is only interrupted by a line goes on."""
        if self._bar is not None and self._reached is not None and whole:
            self._bar.batches = self._reached
        self._reached = None
        if not whole:
            self._bar = None


def _bar_of(line: str) -> int | None:
    found = _BAR.search(line) or _FULL_BAR.search(line)
    return int(found[1]) if found else None


def read_log(text: str) -> tuple[Printed, ...]:
    """Return what each run printed, of the whole text of a log."""
    reader = LogReader()
    reader.feed(text)
    return reader.close()
