"""What our script around the trainer writes: ``metrics.jsonl``, a line a step.

Here alone its format is known to the program. A line of a step::

    {"step": 812, "epoch": 3, "loss": 0.0921, "t": [731.2], "lat": [16, 12, 26, 48],
     "lr": 5e-05, "grad_norm": 0.41, "vram_peak": 21004288000, "dt": 11.4}

``step`` counts as the trainer does, from 1 in each run; ``t`` is the timestep of each sample of
the batch, 0 (clean) to 1000 (noise); ``lat`` the shape of its latents: channels, frames, height,
width; ``vram_peak`` bytes; ``dt`` seconds. All but ``step`` may be missing or null.

A line of a validation, one for each timestep, with the same clips and noise each time::

    {"step": 500, "val": {"t": 300, "loss": 0.0817}}

Step 0 is before anything was learnt. Lines of other kinds are passed over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from app.core.training.curves.columns import (
    NOTHING,
    Columns,
    Floats,
    Ints,
    Mask,
    no_floats,
    no_ints,
)
from app.core.training.curves.json_lines import JsonLines
from app.core.training.curves.series import Attempt, Series, kept_of, runs_of

_NAN = float("nan")
_GIB = 2**30
_FINE_CHANNELS = 48  # of latents that stand for 16 pixels, not 8
BIN = 200  # timesteps
BINS = 1000 // BIN


@dataclass(frozen=True, slots=True, eq=False)
class Metrics:
    """The lines of steps as columns, and the validations.

    Attributes:
        steps: Counted over all attempts.
        loss: Of the step's batch; NaN where it is missing, as below.
        timestep: Mean of the batch, 0 (clean) to 1000 (noise).
        bucket: Its place in ``buckets``; -1: not known.
        grad_norm: Before it was clipped.
        gib: The most memory that was taken on the card, GiB.
        buckets: ``384×208×45``, in the order in which they came.
        validation: Series by timestep.
    """

    steps: Floats = field(default_factory=no_floats)
    loss: Floats = field(default_factory=no_floats)
    timestep: Floats = field(default_factory=no_floats)
    bucket: Ints = field(default_factory=no_ints)
    grad_norm: Floats = field(default_factory=no_floats)
    gib: Floats = field(default_factory=no_floats)
    buckets: tuple[str, ...] = ()
    validation: Mapping[float, Series] = field(default_factory=dict)

    def of_timesteps(self) -> dict[str, Series]:
        """Return the loss of fifths of the timesteps, by name: ``0–200``; empty ones left out."""
        places = np.clip(np.nan_to_num(self.timestep, nan=-1) // BIN, -1, BINS - 1)
        found = {f"{BIN * n}–{BIN * (n + 1)}": self._loss(places == n) for n in range(BINS)}
        return {name: series for name, series in found.items() if len(series)}

    def of_buckets(self) -> dict[str, Series]:
        """Return the loss of each bucket, by its name."""
        found = {name: self._loss(self.bucket == n) for n, name in enumerate(self.buckets)}
        return {name: series for name, series in found.items() if len(series)}

    def gradients(self) -> Series:
        """Return the norm of the gradients."""
        return Series(self.steps, self.grad_norm, np.full(len(self.steps), np.nan)).finite

    def changes(self) -> dict[str, Series]:
        """Return validation's loss by timestep, in percent more or less than the first one."""
        found = {}
        for timestep, series in sorted(self.validation.items()):
            good = series.finite
            if len(good) and good.values[0]:
                percent = 100 * (good.values / good.values[0] - 1)
                found[f"{timestep:g}"] = Series(good.steps, percent, good.times)
        return found

    def _loss(self, chosen: Mask) -> Series:
        times = np.full(int(np.count_nonzero(chosen)), np.nan)
        return Series(self.steps[chosen], self.loss[chosen], times)


class MetricsFile:
    """The file of one run, read as it grows."""

    def __init__(self, path: Path) -> None:
        self._file = JsonLines(path)
        self._begin()

    def _begin(self) -> None:
        self._rows = Columns(*(np.float64,) * 6)
        self._validations: dict[float, Columns] = {}
        self._buckets: dict[str, int] = {}

    def poll(self) -> bool:
        """Read what is new; return whether anything was."""
        lines = self._file.poll()
        if self._file.began_again:
            self._begin()
        rows = []
        for line in lines:
            step = _number(line.get("step")) if isinstance(line, dict) else _NAN
            if np.isnan(step):
                continue
            if isinstance(line.get("val"), dict):
                self._take_validation(step, line["val"])
            else:
                rows.append(self._row(step, line))
        if rows:
            self._rows.add(*zip(*rows, strict=True))
        return bool(lines)

    def _row(self, step: float, line: Mapping[str, Any]) -> tuple[float, ...]:
        timesteps = line.get("t")
        drawn = [_number(each) for each in timesteps] if isinstance(timesteps, list) else []
        name = bucket_of(line.get("lat"))
        code = self._buckets.setdefault(name, len(self._buckets)) if name else -1
        return (
            step,
            _number(line.get("loss")),
            sum(drawn) / len(drawn) if drawn else _number(timesteps),
            code,
            _number(line.get("grad_norm")),
            _number(line.get("vram_peak")) / _GIB,
        )

    def _take_validation(self, step: float, values: Mapping[str, Any]) -> None:
        timestep, loss = _number(values.get("t")), _number(values.get("loss"))
        if not np.isnan(timestep):
            table = self._validations.setdefault(timestep, Columns(np.float64, np.float64))
            table.add([step], [loss])

    def view(self) -> Metrics:
        """Return what there is, with steps as they were written."""
        step, loss, timestep, bucket, norm, gib = (self._rows.column(n) for n in range(6))
        validation = {
            each: Series(table.column(0), table.column(1), np.full(len(table), np.nan))
            for each, table in self._validations.items()
        }
        codes = bucket.astype(np.int64)
        names = tuple(self._buckets)
        return Metrics(step, loss, timestep, codes, norm, gib, names, validation)


def joined(runs: Sequence[tuple[Metrics, int]]) -> Metrics:
    """Return the metrics of runs that go on from one another, each with the steps before it.

    The oldest first; see `series` on what of an older one counts.
    """
    there = [(each, before) for each, before in runs if len(each.steps) or each.validation]
    names = tuple(dict.fromkeys(name for each, _ in there for name in each.buckets))
    parts: list[tuple[Ints, Metrics, int]] = []
    attempts: list[Attempt] = []
    for each, before in there:
        places = np.arange(len(each.steps))
        for attempt in runs_of(Series(each.steps, places.astype(float)), before):
            attempts.append(attempt)
            parts.append((attempt.series.values.astype(np.int64), each, before))
    chosen = [
        (places[kept], each, before)
        for (places, each, before), kept in zip(parts, kept_of(attempts), strict=True)
        if kept is not None
    ]

    def column(name: str) -> Floats:
        found = [getattr(each, name)[places] for places, each, _ in chosen]
        return np.concatenate(found) if found else NOTHING

    steps = [each.steps[places] + before for places, each, before in chosen]
    codes = [_recoded(each, names)[each.bucket[places]] for places, each, _ in chosen]
    return Metrics(
        np.concatenate(steps) if steps else NOTHING,
        column("loss"),
        column("timestep"),
        np.concatenate(codes) if codes else no_ints(),
        column("grad_norm"),
        column("gib"),
        names,
        _joined_validation(there),
    )


def _recoded(metrics: Metrics, names: Sequence[str]) -> Ints:
    """Return the place among all names of each of a run's buckets, and -1 at the end."""
    return np.array([*(names.index(name) for name in metrics.buckets), -1], np.int64)


def _joined_validation(runs: Sequence[tuple[Metrics, int]]) -> dict[float, Series]:
    from app.core.training.curves.series import stitched

    timesteps = dict.fromkeys(t for each, _ in runs for t in each.validation)
    return {
        timestep: stitched([
            attempt
            for each, before in runs
            for attempt in runs_of(each.validation.get(timestep, Series()), before)
        ])
        for timestep in timesteps
    }  # fmt: skip


def bucket_of(latents: object) -> str:
    """Return the bucket of latents' shape, ``384×208×45``: width, height, frames; "" of none."""
    if not isinstance(latents, list) or len(latents) != 4:
        return ""
    sizes = [_number(each) for each in latents]
    if any(np.isnan(each) or not 0 < each < 1e6 for each in sizes):
        return ""
    channels, frames, height, width = (int(each) for each in sizes)
    pixels = 16 if channels == _FINE_CHANNELS else 8
    return f"{width * pixels}×{height * pixels}×{4 * (frames - 1) + 1}"


def _number(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not abs(value) < 1e300:
        return _NAN
    return float(value)
