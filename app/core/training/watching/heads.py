"""A run in a line: its name, what it trains, how it is; and what the job bar says of it."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.amounts import counted, days
from app.core.clock import full_moment, moment
from app.core.language import enumerated, noted, tr
from app.core.training.model import Run, RunState, StateName
from app.core.training.recipe.presets import title_of
from app.core.training.watching.steps import TITLES
from app.core.training.watching.tiles import began_at, ended_at, seconds_left
from app.core.training.watching.view import BarLine, Head, Tone

STATES: Mapping[StateName, tuple[str, Tone]] = {
    "waiting": (noted("waiting"), "neutral"),
    "running": (noted("running"), "info"),
    "done": (noted("done"), "good"),
    "failed": (noted("failed"), "bad"),
    "stopped": (noted("stopped"), "warn"),
    "dead": (noted("dead"), "bad"),
}
"""What a state is called, in English, with its tone."""

_SAME = (  # words of the file in what the check says, and what the trainer says of the same
    (
        ("uniform", "frame_sample 1"),
        noted(
            "One sample of uniform extraction is taken from the head of each clip: raise "
            "frame_sample."
        ),
    ),
)


def head(run: Run, state: RunState, now: float) -> Head:
    """Return what stands over a run at ``now``, Unix seconds."""
    began, ended = began_at(state), ended_at(state)
    parts = []
    if run.samples:
        parts.append(counted(run.samples, "sample"))
    if run.steps_per_epoch:
        parts.append(tr("{steps:,} steps per epoch", steps=run.steps_per_epoch))
    if state.state == "waiting":
        parts.append(tr("put in the queue {moment}", moment=moment(run.created, now)))
    elif ended is not None:
        parts.append(tr("ended {moment}", moment=moment(ended, now)))
    elif began is not None:
        parts.append(tr("started {moment}", moment=moment(began, now)))
    word, tone = STATES[state.state]
    if state.stop is not None and state.state == "running":
        word, tone = noted("stopping"), "warn"
    lines = [tr("Run {id}.", id=run.id) if run.id else "", _origin(run)]
    lines.append(tr("Samples and steps as the plan counted them when it was started."))
    lines += [tr("Started {moment}.", moment=full_moment(began))] if began is not None else []
    lines += [tr("Ended {moment}.", moment=full_moment(ended))] if ended is not None else []
    return Head(run.title, " · ".join(parts), tr(word), tone, "\n".join(filter(None, lines)))


def _origin(run: Run) -> str:
    preset = title_of(run.preset)
    parts = [tr("Preset {preset}", preset=preset) if preset else "", run.task, run.trainer]
    origin = enumerated(filter(None, parts))
    if run.parent:
        return tr(
            "{origin}; goes on from {parent}, epoch {epoch:,}.",
            origin=origin,
            parent=run.parent,
            epoch=run.epochs_before,
        )
    return tr("{sentence}.", sentence=origin) if origin else ""


def stop_sentence(state: RunState, now: float) -> str:
    """Return what a stop that was asked for waits for; empty where none was."""
    stop = state.stop
    if stop is None or state.ended:
        return ""
    if stop.how == "now":
        return tr("It is being stopped.")
    if stop.how == "checkpoint":
        return tr("It stops when the next checkpoint is written.")
    if stop.at is None:
        return tr("It stops at a time.")
    words = moment(stop.at, now)
    if words[0].isdigit():
        return tr("It stops at {time}.", time=words)
    return tr("It stops {moment}.", moment=words)


def said_of(state: RunState) -> tuple[str, ...]:
    """Return what the trainer and its check warn of, each thing once."""
    found = dict.fromkeys(state.warnings)
    for better, same in _SAME:
        if any(all(word in each for word in better) for each in found):
            found = {each: None for each in found if tr(same) not in each}
    return tuple(found)


def bar_line(run: Run, state: RunState, now: float) -> BarLine:
    """Return what the job bar says of a run."""
    title = tr("Training {title}", title=run.title)
    aside = tr("runs on when this window is closed")
    if state.state == "waiting":
        return BarLine(title, tr("waits for its turn"), 0.0, aside)
    if state.ended:
        return BarLine(title, tr(STATES[state.state][0]), _share(run, state), "")
    step = next((each for each in state.steps if each.state == "running"), None)
    if step is None or step.name != "train" or state.point is None or not state.point.steps:
        words = tr(TITLES[step.name]) if step is not None else tr("starting")
        if step is not None and step.done is not None:
            words += f" {_count(step.done, step.total)}"
        share = step.done / step.total if step and step.done is not None and step.total else None
        return BarLine(title, words, share, aside)
    left, planned = seconds_left(run, state, now)
    words = tr("epoch {epoch:,} of {epochs:,}", epoch=state.point.epoch, epochs=state.point.epochs)
    if left is not None:
        words += f" · {'≈ ' if planned else ''}{tr('{time} left', time=days(left))}"
    return BarLine(title, words, _share(run, state), aside)


def _count(done: int, total: int | None) -> str:
    return tr("{done:,} of {total:,}", done=done, total=total) if total else f"{done:,}"


def _share(run: Run, state: RunState) -> float | None:
    point = state.point
    total = (point.steps if point is not None else 0) or run.total_steps
    return min(1.0, point.step / total) if point is not None and total else None
