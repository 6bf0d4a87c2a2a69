"""What an epoch is made of: each bucket's part of its samples, its steps and its time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from app.core.planner.ledger import Row

Measure = Literal["samples", "steps", "time"]


@dataclass(frozen=True, slots=True)
class Part:
    """A bucket's part of an epoch.

    Attributes:
        row: The bucket.
        amount: Samples, steps or seconds.
        share: Of the epoch, 0.0-1.0.
        start: The shares of those before it.
    """

    row: Row
    amount: float
    share: float
    start: float


@dataclass(frozen=True, slots=True)
class Shares:
    """An epoch by one measure.

    Attributes:
        parts: In the order of the ledger, buckets that nothing is trained of left out.
        total: Samples, steps or seconds of the epoch.
    """

    measure: Measure
    parts: tuple[Part, ...]
    total: float


def shares(rows: Sequence[Row], seconds: Callable[[Row], float] | None) -> tuple[Shares, ...]:
    """Return an epoch by each measure that is known.

    Args:
        rows: The ledger's.
        seconds: What all steps of a bucket take, in seconds; None where nothing is known of it.
    """
    trained = [row for row in rows if row.samples > 0]
    amounts: dict[Measure, list[float]] = {
        "samples": [row.samples for row in trained],
        "steps": [row.batches for row in trained],
    }
    if seconds is not None:
        amounts["time"] = [max(0.0, seconds(row)) for row in trained]
    return tuple(_shares(measure, trained, amounts[measure]) for measure in amounts)


def _shares(measure: Measure, rows: Sequence[Row], amounts: Sequence[float]) -> Shares:
    total, start = float(sum(amounts)), 0.0
    parts: list[Part] = []
    for row, amount in zip(rows, amounts, strict=True):
        share = amount / total if total else 0.0
        parts.append(Part(row, amount, share, start))
        start += share
    return Shares(measure, tuple(parts), total)
