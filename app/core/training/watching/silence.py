"""Whether a trainer that should be at work says nothing any more: then it is likely to hang."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app.core.amounts import days
from app.core.language import tr
from app.core.training.folder import log_file
from app.core.training.model import RunState
from app.core.training.watching.view import BarLine, Tile

_LOADING = 900.0  # seconds; large models from a slow disk, before there are steps
_LEAST, _STEPS = 300.0, 30  # seconds; as long as so many steps


def silence(folder: Path, state: RunState, now: float) -> float | None:
    """Return for how many seconds nothing was printed; None where that is as it should be.

    Args:
        folder: The run's.
        state: Where it stands.
        now: Unix seconds.
    """
    step = next((each for each in state.steps if each.state == "running"), None)
    if state.state != "running" or step is None or step.name == "check":
        return None
    try:
        heard = log_file(folder, step.name).stat().st_mtime
    except OSError:
        return None
    pace = state.point.seconds_per_step if step.name == "train" and state.point else None
    limit = _LOADING if pace is None else max(_LEAST, _STEPS * pace)
    return now - heard if now - heard > limit else None


def silent_sentence(seconds: float, state: RunState) -> str:
    """Return what a silence of so many seconds means, and what to do."""
    pace = state.point.seconds_per_step if state.point is not None else None
    if pace is None:
        return tr(
            "The trainer has said nothing for {time}: it may hang. Look at its log, and stop it "
            "if nothing comes.",
            time=days(seconds),
        )
    return tr(
        "The trainer has said nothing for {time}, and a step took {pace:.2g} s: it may hang. Look "
        "at its log, and stop it if nothing comes.",
        time=days(seconds),
        pace=pace,
    )


def silent_tile(seconds: float) -> Tile:
    """Return the figure in place of a time left that nobody knows."""
    tip = tr(
        "Nothing was printed for so long that how fast it was says nothing of when it is done."
    )
    return Tile(
        "time", tr("Time left"), "–", tr("silent for {time}", time=days(seconds)), "warn", tip
    )


def silent_bar(bar: BarLine, seconds: float) -> BarLine:
    """Return the job bar's line without a time left."""
    silent = tr("silent for {time}", time=days(seconds))
    return replace(bar, words=f"{bar.words.partition(' · ')[0]} · {silent}")
