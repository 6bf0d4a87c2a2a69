"""How the norm of a LoRA grows from checkpoint to checkpoint, and where it jumps.

A norm grows quickly at first, then ever more slowly. Where it suddenly grows much faster than
before, the training has become unstable, or the learning rate was raised.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.core.training.results.found import Checkpoint
from app.core.training.results.weights import Strength

_FEWEST = 3  # growths before, that one is compared with
_RISE = 3.0  # times as fast as those


@dataclass(frozen=True, slots=True)
class Growth:
    """What a norm has grown by since the checkpoint before.

    Attributes:
        before: The name of that one.
        grown: In the norm's own unit; below 0: it shrank.
        per_step: Of that for each step.
        times: As many times as fast as in the middle before; None: not enough is known.
        sudden: Whether that is a sudden rise.
    """

    before: str
    grown: float
    per_step: float
    times: float | None
    sudden: bool


def growths(
    checkpoints: Sequence[Checkpoint], strengths: Mapping[str, Strength]
) -> Mapping[str, Growth]:
    """Return the growth of each checkpoint that is measured, by name, as is the one before it.

    Args:
        checkpoints: In order of their steps; only those of one attempt follow one another.
        strengths: By name.
    """
    found: dict[str, Growth] = {}
    rates: list[float] = []
    last: Checkpoint | None = None
    for each in checkpoints:
        if each.name not in strengths or each.step is None or each.kind == "average":
            continue
        if last is not None and last.step is not None and each.step > last.step:
            grown = strengths[each.name].norm - strengths[last.name].norm
            rate = grown / (each.step - last.step)
            found[each.name] = _growth(last.name, grown, rate, rates)
            rates.append(rate)
        last = each
    return found


def _growth(before: str, grown: float, rate: float, rates: Sequence[float]) -> Growth:
    middle = statistics.median(rates) if len(rates) >= _FEWEST else 0.0
    times = rate / middle if middle > 0 else None
    return Growth(before, grown, rate, times, times is not None and times >= _RISE)
