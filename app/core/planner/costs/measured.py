"""Runs of this machine that were measured, which correct the estimates of cost.

Kept beside the settings, as they belong to the machine and not to a project. A person types one in;
a training that ran adds one through the same function.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from app.core import paths, store
from app.core.planner.costs.cost import Costs, Factors
from app.core.planner.costs.setups import Setup, setup_of

FILE = "measured.json"
_MOST_RUNS = 200  # the oldest are forgotten
_MEMORY_BOUNDS, _TIME_BOUNDS = (0.7, 1.5), (0.2, 5.0)


@dataclass(frozen=True, slots=True)
class MeasuredRun:
    """What a training really took.

    Attributes:
        setup: It, with the card.
        tokens: Of a full step of its largest bucket.
        batch: Samples of such a step.
        gib: Memory of the trainer's process on the card, GiB; None where it was not looked at.
        seconds: Of such a step; None where it was not looked at.
        when: Day, as ``2026-11-26``; "" where unknown.
        note: For people, such as the bucket: ``768×416×21``.
    """

    setup: Setup
    tokens: int
    batch: int = 1
    gib: float | None = None
    seconds: float | None = None
    when: str = ""
    note: str = ""


def load_runs(folder: Path | None = None) -> tuple[MeasuredRun, ...]:
    """Return the runs that are kept, the oldest first; what cannot be read is passed over.

    Args:
        folder: None means the system's place for settings.
    """
    try:
        value = json.loads(paths.text_of(_place(folder)))
    except (OSError, ValueError, RecursionError):
        return ()
    listed = value.get("runs") if isinstance(value, dict) else None
    found = map(_run, listed) if isinstance(listed, list) else ()
    return tuple(run for run in found if run is not None)


def keep_run(run: MeasuredRun, folder: Path | None = None) -> tuple[MeasuredRun, ...]:
    """Add a run; return all that are kept.

    Raises:
        WriteError: It cannot be kept.
        ValueError: It measured nothing, or nothing that can be.
    """
    if not _measured(run):
        raise ValueError("a run that measured neither memory nor seconds")
    runs = (*load_runs(folder), run)[-_MOST_RUNS:]
    _save(runs, folder)
    return runs


def forget_run(run: MeasuredRun, folder: Path | None = None) -> tuple[MeasuredRun, ...]:
    """Take a run away, once where it is there twice; return all that are kept.

    Raises:
        WriteError: It cannot be forgotten.
    """
    runs = [*load_runs(folder)]
    if run in runs:
        runs.remove(run)
        _save(runs, folder)
    return tuple(runs)


def same_kind(run: MeasuredRun, setup: Setup) -> bool:
    """Return whether a run says something of a setup: of the same card and model."""
    return (run.setup.gpu, run.setup.model) == (setup.gpu, setup.model)


def factors_of(runs: Iterable[MeasuredRun], setup: Setup) -> Factors:
    """Return how estimates of a setup are corrected: medians of measured over estimated, bounded.

    Args:
        runs: Of this machine; those of another card or model say nothing.
        setup: What is estimated.
    """
    memory: list[float] = []
    time: list[float] = []
    for run in runs:
        if same_kind(run, setup) and run.tokens > 0:
            estimate = Costs(run.setup).of(run.tokens, run.batch)
            if run.gib is not None:
                memory.append(run.gib / estimate.gib)
            if run.seconds is not None:
                time.append(run.seconds / estimate.seconds)
    return Factors(
        _middle(memory, _MEMORY_BOUNDS),
        _middle(time, _TIME_BOUNDS),
        len(memory),
        len(time),
        _spread(memory),
        _spread(time),
    )


def _middle(ratios: Sequence[float], bounds: tuple[float, float]) -> float:
    low, high = bounds
    return min(high, max(low, median(ratios))) if ratios else 1.0


def _spread(ratios: Sequence[float]) -> float:
    """Return how far ratios lie from their middle at most; one alone says little: a tenth."""
    if len(ratios) < 2:
        return 0.1 if ratios else 0.0
    middle = median(ratios)
    return max(abs(ratio / middle - 1) for ratio in ratios)


def _place(folder: Path | None) -> Path:
    return (folder or paths.settings_folder()) / FILE


def _save(runs: Iterable[MeasuredRun], folder: Path | None) -> None:
    rows = [
        {
            "setup": run.setup.to_json(),
            "tokens": run.tokens,
            "batch": run.batch,
            "gib": run.gib,
            "seconds": run.seconds,
            "when": run.when,
            "note": run.note,
        }
        for run in runs
    ]
    text = json.dumps({"runs": rows}, ensure_ascii=False, indent=1)
    # Half a character, as a note may hold one, is read back as it was from an escape.
    store.write_bytes(_place(folder), f"{text}\n".encode("utf-8", "backslashreplace"))


def _run(value: object) -> MeasuredRun | None:
    """Return the run of a row of the file; None where it is none."""
    if not isinstance(value, dict):
        return None
    tokens, batch = _count(value.get("tokens")), _count(value.get("batch", 1))
    if not (tokens and batch):
        return None
    setup = value.get("setup")
    run = MeasuredRun(
        setup_of(setup if isinstance(setup, str) else ""),
        tokens,
        batch,
        _amount(value.get("gib")),
        _amount(value.get("seconds")),
        _text(value.get("when")),
        _text(value.get("note")),
    )
    return run if _measured(run) else None


def _count(value: object) -> int:
    """Return a whole number of 1 or more; 0 where it is none."""
    good = isinstance(value, int) and not isinstance(value, bool) and 0 < value < 1 << 32
    return value if good and isinstance(value, int) else 0


def _amount(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) and 0 < value < 1e6 else None


def _text(value: object) -> str:
    return value[:200] if isinstance(value, str) else ""


def _measured(run: MeasuredRun) -> bool:
    amounts = (_amount(run.gib), _amount(run.seconds))
    return any(amounts) and replace(run, gib=amounts[0], seconds=amounts[1]) == run
