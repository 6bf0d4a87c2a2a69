"""The steps of a run in words: how far each is, how long it took, how long it will."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.amounts import counted, days
from app.core.clock import full_moment, stopwatch
from app.core.language import noted, tr
from app.core.training.model import Run, RunState, StepName, StepState
from app.core.training.progress.phases import TRAINING
from app.core.training.watching.view import StepCard

TITLES: Mapping[StepName, str] = {
    "check": noted("Check"),
    "cache_latents": noted("Cache latents"),
    "cache_text": noted("Cache text"),
    "smoke": noted("Smoke test"),
    "train": noted("Train"),
    "generate": noted("Generate"),
}
_WHAT: Mapping[StepName, str] = {
    "check": noted("Looks through the dataset for what the trainer would refuse or drop."),
    "cache_latents": noted("Batches whose latents were made, of all that the plan counted."),
    "cache_text": noted("Batches of captions that were encoded, of all that the plan counted."),
    "smoke": noted("A few steps of the heaviest bucket: memory runs out here or not at all."),
    "train": noted("Steps of the trainer, as its bar counts them."),
    "generate": noted("Films that were written, of all that were asked for."),
}
_AT_ONCE = {  # by state
    "done": noted("done at once"),
    "failed": noted("failed at once"),
    "stopped": noted("stopped at once"),
}
_LONG = 36_000  # seconds; what takes longer is told in days and hours


def title_of(step: str) -> str:
    """Return what a step is called for people; empty for what is none."""
    return next((tr(title) for name, title in TITLES.items() if name == step), "")


def step_cards(run: Run, state: RunState, now: float) -> tuple[StepCard, ...]:
    """Return a card for each step of a run, in order; ``now`` in Unix seconds."""
    known = {each.name: each for each in state.steps}
    names = run.steps or tuple(known)
    return tuple(_card(known.get(name, StepState(name=name)), state, now) for name in names)


def _card(step: StepState, state: RunState, now: float) -> StepCard:
    took = _seconds(step, state, now)
    if step.name == "train":
        words = _training(step, state, took)
        left = _training_left(step, state)
    else:
        words = _counting(step, took)
        left = _counting_left(step, took)
    mark = step.state
    if state.state == "dead" and mark == "running":
        mark, left = "failed", ""
    elif state.ended and mark == "waiting":
        words = tr("not begun")
    return StepCard(
        step.name,
        tr(TITLES[step.name]),
        mark,
        words,
        left,
        _fraction(step) if mark == "running" else None,
        _tip(step, took),
    )


def _seconds(step: StepState, state: RunState, now: float) -> float | None:
    """Return how long a step has taken so far; one that died, until it was last heard of."""
    if step.began is None:
        return None
    last = state.heartbeat if state.ended and state.heartbeat else now
    return max(0.0, (step.ended if step.ended is not None else last) - step.began)


def _counting(step: StepState, took: float | None) -> str:
    if step.state == "skipped":
        return tr("skipped")
    if took is None:
        return tr("waiting")
    done = "" if step.done is None else f"{step.done:,}"
    if step.name == "check":  # it counts in hundredths, of no things that a person would count
        done = f"{done} %" if done and step.state == "running" else ""
    elif done and step.total is not None:
        done = f"{done} / {step.total:,}"
    failed = {"failed": tr("failed"), "stopped": tr("stopped")}.get(step.state, "")
    return " · ".join(filter(None, (failed, done, stopwatch(took))))


def _counting_left(step: StepState, took: float | None) -> str:
    if step.state != "running" or took is None or not step.done or not step.total:
        return ""
    left = took / step.done * max(0, step.total - step.done)
    return tr("{time} left", time=stopwatch(left) if left < _LONG else days(left))


def _training(step: StepState, state: RunState, took: float | None) -> str:
    point = state.point
    if step.state in ("waiting", "skipped") or took is None:
        return tr("skipped") if step.state == "skipped" else tr("waiting")
    if point is None or not point.steps:
        if state.phase or step.state == "running":
            return tr(state.phase or "starting")
        return tr(_AT_ONCE[step.state])
    if step.state == "done":
        epochs, steps = counted(point.epochs, "epoch"), counted(point.steps, "step")
        return f"{epochs} · {steps} · {_long(took)}"
    where = tr(
        "epoch {epoch:,} of {epochs:,} · step {step:,} of {steps:,}",
        epoch=point.epoch,
        epochs=point.epochs,
        step=point.step,
        steps=point.steps,
    )
    if step.state == "running":
        special = state.phase not in ("", TRAINING, tr(TRAINING))
        return f"{where} · {tr(state.phase)}" if special else where
    return where


def _training_left(step: StepState, state: RunState) -> str:
    point = state.point
    if step.state != "running" or point is None or point.seconds_left is None:
        return ""
    return tr("{time} left", time=_long(point.seconds_left))


def _long(seconds: float) -> str:
    return stopwatch(seconds) if seconds < 3600 else days(seconds)


def _fraction(step: StepState) -> float | None:
    if step.done is None or not step.total:
        return None
    return min(1.0, step.done / step.total)


def _tip(step: StepState, took: float | None) -> str:
    lines = [tr(_WHAT[step.name])]
    if step.began is not None:
        lines.append(tr("Began {moment}.", moment=full_moment(step.began)))
    if step.ended is not None:
        lines.append(tr("Ended {moment}.", moment=full_moment(step.ended)))
    if took is not None and step.state == "running" and step.name != "train" and step.done:
        pace = took / step.done
        lines.append(
            tr("Time left: what is left to do, at {pace:.2g} s each as so far.", pace=pace)
        )
    if step.code not in (None, 0):
        lines.append(tr("Exit code {code}.", code=step.code))
    return "\n".join(lines)
