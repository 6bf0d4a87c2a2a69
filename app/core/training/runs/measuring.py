"""What a run took is kept with the machine's measured runs, which correct the plan's estimates.

Only where it ran on a graphics card: what a processor takes says nothing of one.
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from app.core.errors import AppError
from app.core.language import tr
from app.core.planner.costs.measured import MeasuredRun, keep_run
from app.core.planner.costs.setups import setup_of
from app.core.training.folder import GPU_FILE, METRICS_FILE, PACE_FILE, SMOKE
from app.core.training.model import Run, StepState
from app.core.training.progress.gpu import GpuSample
from app.core.training.progress.pace import pace_of

_MIB = 1024  # of a GiB
_ENOUGH = 20  # steps of a training that say something; a smoke test has two
_FEW = 3  # steps of one bucket, likewise
_PATCH = 2
_HUGE = 512 * 1024 * 1024  # bytes of a file of numbers that is no such


def keep_measured(folder: Path, run: Run, step: StepState, seconds: float | None = None) -> bool:
    """Keep what a smoke test or training took; return whether there was something to keep.

    Args:
        folder: The run's.
        run: It.
        step: How the step went; it has ended.
        seconds: Of a step, as its log said; None: as its files say.
    """
    found = measured_of(folder, run, step, seconds)
    if found is None:
        return False
    with contextlib.suppress(AppError, ValueError):
        keep_run(found)
        return True
    return False


def measured_of(
    folder: Path, run: Run, step: StepState, seconds: float | None = None
) -> MeasuredRun | None:
    """Return what a step of a run took, as `keep_measured`; None where nothing is known."""
    samples = list(_samples(folder, step))
    heaviest = run.heaviest
    if not samples or heaviest is None or heaviest.tokens <= 0:
        return None
    smoke = step.name == "smoke"
    taken = _of_smoke(folder, seconds) if smoke else _of_training(folder, run)
    gib = _gib(samples, at_most=smoke)
    if taken is None and gib is None:
        return None
    words = tr("{bucket}, training of {id}", bucket=heaviest.words, id=run.id)
    if smoke:
        words = tr("{bucket}, smoke test of {id}", bucket=heaviest.words, id=run.id)
    return MeasuredRun(
        setup_of(run.setup),
        heaviest.tokens,
        max(1, heaviest.batch),
        None if gib is None else round(gib, 2),
        None if taken is None else round(taken, 3),
        time.strftime("%Y-%m-%d", time.localtime(step.ended or time.time())),
        words,
    )


def _gib(samples: list[GpuSample], *, at_most: bool) -> float | None:
    """Return the memory of the trainer: its own, or what is used more than when it began.

    Samples that are made meanwhile, and pictures of them, do not count: the median passes over
    them. A smoke test is over before that: its highest.
    """
    own = [each.tree for each in samples if each.tree]
    used = own or [each.used - samples[0].used for each in samples[1:]]
    if not used:
        return None
    mib = max(used) if at_most else median(used)
    return mib / _MIB if mib > 0 else None


def _of_smoke(folder: Path, seconds: float | None) -> float | None:
    """Return the seconds of its last step: the first one also sets up."""
    lines = [each for each in _rows(folder / SMOKE / METRICS_FILE) if isinstance(each, dict)]
    times = [each["dt"] for each in lines if _is_time(each.get("dt"))]
    return float(times[-1]) if len(times) > 1 else seconds


def _of_training(folder: Path, run: Run) -> float | None:
    """Return the seconds of a step of the heaviest bucket; None where they are not known.

    The mean of all steps says it too: the plan knows how many times as much one takes.
    """
    heaviest = run.heaviest
    assert heaviest is not None
    if times := list(_of_bucket(folder, heaviest.tokens)):
        return median(times)
    rows = [each for each in _rows(folder / PACE_FILE) if isinstance(each, list) and len(each) > 1]
    good = [(float(r[0]), int(r[1])) for r in rows if _is_time(r[0]) and _is_time(r[1])]
    steady = pace_of(good).steady if good and good[-1][1] >= _ENOUGH else None
    if steady is None or not run.seconds_per_step or not heaviest.seconds:
        return None
    return heaviest.seconds * steady / run.seconds_per_step


def _of_bucket(folder: Path, tokens: int) -> Iterator[float]:
    """Yield the seconds of each step that was one batch of so many tokens; none where few were."""
    by_step: dict[int, list[dict[str, Any]]] = {}
    for row in _rows(folder / METRICS_FILE):
        if isinstance(row, dict) and isinstance(row.get("step"), int) and "loss" in row:
            by_step.setdefault(row["step"], []).append(row)
    found = [
        float(rows[0]["dt"])
        for rows in by_step.values()
        if len(rows) == 1 and _is_time(rows[0].get("dt")) and _tokens(rows[0]) == tokens
    ]
    if len(found) >= _FEW:
        yield from found


def _tokens(row: dict[str, Any]) -> int:
    latents, times = row.get("lat"), row.get("t")
    if not (isinstance(latents, list) and len(latents) == 4 and isinstance(times, list)):
        return 0
    try:
        _, frames, height, width = map(int, latents)
    except (TypeError, ValueError):
        return 0
    return len(times) * frames * (height // _PATCH) * (width // _PATCH)


def _samples(folder: Path, step: StepState) -> Iterator[GpuSample]:
    """Yield the samples of the card while a step ran."""
    end = step.ended if step.ended is not None else time.time()
    for row in _rows(folder / GPU_FILE):
        sample = GpuSample.of_row(row)
        if sample is not None and step.began is not None and step.began <= sample.when <= end:
            yield sample


def _rows(file: Path) -> Iterator[Any]:
    """Yield what the lines of a file of JSON say; those that were cut off are passed over."""
    try:
        if file.stat().st_size > _HUGE:
            return
        with file.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                with contextlib.suppress(ValueError, RecursionError):
                    yield json.loads(line)
    except OSError:
        return


def _is_time(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 1e12
