"""Benchmarks: ``python -m tests.bench [--only NAME] [--media DIR] [--json]``.

A row is a function in a module ``rows_*.py`` of this package, registered with `row`. It gets a
`Bench` and returns the measured value; ratios come from `Bench.ratio`, which runs both sides
interleaved in one process and takes the median of the rounds.
"""

from __future__ import annotations

import dataclasses
import statistics
import time
from collections.abc import Callable
from pathlib import Path


@dataclasses.dataclass(frozen=True, kw_only=True)
class Row:
    """One registered benchmark.

    Attributes:
        name: As in the table of numbers to hold.
        target: The number to hold.
        unit: ``ratio``, ``s``, ``ms``, ``MB``, ``share``, ``F1``…
        limit: What it is measured against, in words.
        at_most: True where smaller is better.
        run: The measurement.
    """

    name: str
    target: float
    unit: str
    limit: str
    at_most: bool
    run: Callable[[Bench], float | None]

    def ok(self, value: float) -> bool:
        """Return whether ``value`` holds the target."""
        return value <= self.target if self.at_most else value >= self.target


ROWS: list[Row] = []


def row(
    name: str, *, target: float, unit: str, limit: str, at_most: bool = False
) -> Callable[[Callable[[Bench], float | None]], Callable[[Bench], float | None]]:
    """Register a benchmark; it returns its value, or None where its media are not at hand."""

    def register(run: Callable[[Bench], float | None]) -> Callable[[Bench], float | None]:
        ROWS.append(Row(name=name, target=target, unit=unit, limit=limit, at_most=at_most, run=run))
        return run

    return register


@dataclasses.dataclass(frozen=True)
class Bench:
    """What a benchmark gets.

    Attributes:
        folder: Scratch folder, kept between runs: made media live here.
        media: Folder of labelled films given with ``--media``; None without it.
        rounds: Rounds of an interleaved measurement.
    """

    folder: Path
    media: Path | None = None
    rounds: int = 3

    def cpu_ratio(self, over: Callable[[], object], under: Callable[[], object]) -> float:
        """Return the median of CPU(over) / CPU(under), the two run in turns in this process."""
        ratios = [cpu_seconds(over) / cpu_seconds(under) for _ in range(self.rounds)]
        return statistics.median(ratios)


def cpu_seconds(work: Callable[[], object]) -> float:
    """Return the CPU seconds (user + system, all threads) that ``work`` takes."""
    start = time.process_time()
    work()
    return time.process_time() - start
