"""Whether memory spilled, or why else steps became slow.

On Windows the driver puts what the card cannot hold into the machine's memory, without an error;
steps then take 3 to 50 times as long. Swapping blocks with pinned memory uses shared memory by
itself, so that it is its growth that tells, or a card that is full.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from app.core.language import sentences, tr
from app.core.training.progress.gpu import GpuSample

_SLOWER = 3.0  # times
_GROWN = 512.0  # MiB of shared memory more than at its least
_MUCH = 1024.0  # MiB of it, where steps were slow from the start
_FULL = 0.97  # of the card
_HOT = 86.0  # degrees; cards of today slow down at 83 to 90
_LAST = 6  # samples that say how it is now


@dataclass(frozen=True, slots=True)
class Slowdown:
    """Why steps are slow.

    Attributes:
        kind: ``spill``: memory; ``heat``; ``other``: nothing of the card tells why.
        sentence: What, and what to do.
        factor: How many times as long as before, or as planned.
        cure_key: The option that helps; "": none.
    """

    kind: Literal["spill", "heat", "other"]
    sentence: str
    factor: float
    cure_key: str = ""


def slowdown_of(
    recent: float | None,
    best: float | None,
    planned: float | None,
    samples: Sequence[GpuSample],
) -> Slowdown | None:
    """Return why steps are slow; None where they are not.

    Args:
        recent: Seconds of a step now, as `pace.Pace.recent` has it.
        best: The least it has been over a while, as `pace.Pace.best`; None while not known.
        planned: What the plan said; None where it said nothing.
        samples: Of the card since the training began, or the last hour of it; may be empty.
    """
    usual = best if best is not None else planned
    if not recent or not usual or recent < _SLOWER * usual:
        if not recent or not planned or recent < _SLOWER * planned:
            return None
        usual = planned
    factor = recent / usual
    times = {"now": _seconds(recent), "before": _seconds(usual)}
    shared = _now([each.shared for each in samples])
    if _spilled(samples, shared, from_start=usual == planned and best != planned):
        cure = tr(
            'Stop it, swap more blocks or take a smaller bucket, and set "CUDA - Sysmem Fallback '
            'Policy" to "Prefer No Sysmem Fallback" in the NVIDIA Control Panel.'
        )
        full = (
            tr(
                "A step takes {now} instead of {before} and {gib:.1f} GiB lie in shared memory: "
                "the card's memory is full.",
                gib=shared / 1024,
                **times,
            )
            if shared
            else tr("A step takes {now} instead of {before}: the card's memory is full.", **times)
        )
        return Slowdown("spill", sentences((full, cure)), factor, "train.blocks_to_swap")
    celsius = _now([each.celsius for each in samples])
    if celsius is not None and celsius >= _HOT:
        return Slowdown(
            "heat",
            tr(
                "A step takes {now} instead of {before}, and the card is at {celsius:.0f} °C: give "
                "it air, or limit its power.",
                celsius=celsius,
                **times,
            ),
            factor,
        )
    return Slowdown(
        "other",
        tr(
            "A step takes {now} instead of {before}: see whether another program uses the card, "
            "the disk or the processor.",
            **times,
        ),
        factor,
    )


def _spilled(samples: Sequence[GpuSample], shared: float | None, *, from_start: bool) -> bool:
    known = [each.shared for each in samples if each.shared is not None]
    if shared is not None:
        return shared - min(known) >= _GROWN or (from_start and shared >= _MUCH)
    full = [each.used / each.total for each in samples if each.total]
    return bool(full) and median(full[-_LAST:]) >= _FULL


def _now(numbers: Sequence[float | None]) -> float | None:
    known = [each for each in numbers[-_LAST:] if each is not None]
    return median(known) if known else None


def _seconds(value: float) -> str:
    if value < 1:
        return f"{value:.2g} s"
    return f"{value:.1f} s" if value < 10 else f"{value:,.0f} s"
