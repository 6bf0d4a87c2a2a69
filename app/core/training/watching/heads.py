"""A run in a line: its name, what it trains, how it is; and what the job bar says of it."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.amounts import counted, days
from app.core.training.clock import full_moment, moment
from app.core.training.model import Run, RunState, StateName
from app.core.training.recipe.presets import title_of
from app.core.training.watching.steps import TITLES
from app.core.training.watching.tiles import began_at, ended_at, seconds_left
from app.core.training.watching.view import BarLine, Head, Tone

STATES: Mapping[StateName, tuple[str, Tone]] = {
    "waiting": ("waiting", "neutral"),
    "running": ("running", "info"),
    "done": ("done", "good"),
    "failed": ("failed", "bad"),
    "stopped": ("stopped", "warn"),
    "dead": ("dead", "bad"),
}

_SAME = (  # part of what the check says, and of what the trainer says of the same
    ("uniform with frame_sample 1", "One sample of uniform extraction is taken"),
)


def head(run: Run, state: RunState, now: float) -> Head:
    """Return what stands over a run at ``now``, Unix seconds."""
    began, ended = began_at(state), ended_at(state)
    parts = []
    if run.samples:
        parts.append(counted(run.samples, "sample"))
    if run.steps_per_epoch:
        parts.append(f"{run.steps_per_epoch:,} steps per epoch")
    if state.state == "waiting":
        parts.append(f"put in the queue {moment(run.created, now)}")
    elif ended is not None:
        parts.append(f"ended {moment(ended, now)}")
    elif began is not None:
        parts.append(f"started {moment(began, now)}")
    word, tone = _stopping(state) or STATES[state.state]
    lines = [f"Run {run.id}." if run.id else "", _origin(run)]
    lines.append("Samples and steps as the plan counted them when it was started.")
    lines += [f"Started {full_moment(began)}."] if began is not None else []
    lines += [f"Ended {full_moment(ended)}."] if ended is not None else []
    return Head(run.title, " · ".join(parts), word, tone, "\n".join(filter(None, lines)))


def _origin(run: Run) -> str:
    preset = title_of(run.preset)
    parts = [f"Preset {preset}" if preset else "", run.task, run.trainer]
    origin = ", ".join(filter(None, parts))
    if run.parent:
        origin += f"; goes on from {run.parent}, epoch {run.epochs_before:,}"
    return f"{origin}." if origin else ""


def _stopping(state: RunState) -> tuple[str, Tone] | None:
    if state.stop is None or state.state != "running":
        return None
    return "stopping", "warn"


def stop_sentence(state: RunState, now: float) -> str:
    """Return what a stop that was asked for waits for; empty where none was."""
    stop = state.stop
    if stop is None or state.ended:
        return ""
    if stop.how == "now":
        return "It is being stopped."
    if stop.how == "checkpoint":
        return "It stops when the next checkpoint is written."
    return f"It stops {_at(stop.at, now)}."


def _at(at: float | None, now: float) -> str:
    if at is None:
        return "at a time"
    words = moment(at, now)
    return f"at {words}" if words[0].isdigit() else words


def said_of(state: RunState) -> tuple[str, ...]:
    """Return what the trainer and its check warn of, each thing once."""
    found = dict.fromkeys(state.warnings)
    for better, same in _SAME:
        if any(better in each for each in found):
            found = {each: None for each in found if same not in each}
    return tuple(found)


def bar_line(run: Run, state: RunState, now: float) -> BarLine:
    """Return what the job bar says of a run."""
    title = f"Training {run.title}"
    aside = "runs on when this window is closed"
    if state.state == "waiting":
        return BarLine(title, "waits for its turn", 0.0, aside)
    if state.ended:
        return BarLine(title, STATES[state.state][0], _share(run, state), "")
    step = next((each for each in state.steps if each.state == "running"), None)
    if step is None or step.name != "train" or state.point is None or not state.point.steps:
        name = TITLES[step.name] if step is not None else "starting"
        count = ""
        if step is not None and step.done is not None:
            count = f"{step.done:,}" + (f" of {step.total:,}" if step.total else "")
        words = " ".join(filter(None, (name.lower() if step is None else name, count)))
        share = step.done / step.total if step and step.done is not None and step.total else None
        return BarLine(title, words, share, aside)
    left, planned = seconds_left(run, state, now)
    words = f"epoch {state.point.epoch:,} of {state.point.epochs:,}"
    if left is not None:
        words += f" · {'≈ ' if planned else ''}{days(left)} left"
    return BarLine(title, words, _share(run, state), aside)


def _share(run: Run, state: RunState) -> float | None:
    point = state.point
    total = (point.steps if point is not None else 0) or run.total_steps
    return min(1.0, point.step / total) if point is not None and total else None
