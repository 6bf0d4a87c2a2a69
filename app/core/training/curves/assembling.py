"""From files of runs to curves: attempts joined, epochs told apart, gaps filled from the log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from app.core.amounts import counted
from app.core.language import tr
from app.core.training.curves.columns import Floats, Ints, Mask
from app.core.training.curves.events import EventFile, Points
from app.core.training.curves.leg_files import LegFiles
from app.core.training.curves.lineage import Leg
from app.core.training.curves.metrics import joined
from app.core.training.curves.series import Attempt, Series, are_steps, kept_of, runs_of, stitched
from app.core.training.curves.smoothing import EpochMean, compared, epoch_means
from app.core.training.curves.view import CurvesView, GpuSeries

LOSS, EPOCH_LOSS, RATE = "loss/current", "loss/epoch", "lr/"
_SILENT_S = 300.0  # the trainer writes its events every two minutes: beyond that they have stopped


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """The losses of one attempt.

    Attributes:
        attempt: The series, with the steps before it.
        epochs: Of each point, counted over all attempts; 0: not known.
        averaged: They are means over an epoch, from the log.
    """

    attempt: Attempt
    epochs: Ints
    averaged: bool = False


def assembled(files: Sequence[LegFiles]) -> CurvesView:
    """Return the curves of runs that go on from one another, the oldest first."""
    parts = [part for each in files for part in _parts(each) if len(part.attempt.series)]
    kept = kept_of([part.attempt for part in parts])
    chosen = [(part, where) for part, where in zip(parts, kept, strict=True) if where is not None]
    view = CurvesView(
        lr=_rates(files),
        seconds_per_step=_speeds(files),
        gpu=_gpu(files),
        metrics=joined([(each.metrics.view(), each.leg.steps_before) for each in files]),
        steps_per_epoch=files[-1].leg.steps_per_epoch if files else 0,
        said=tuple(_said(files, [part for part, _ in chosen])),
    )
    if not chosen:
        return view
    series = [part.attempt.series.part(at) for part, at in chosen]
    befores = [part.attempt.before for part, _ in chosen]
    averaged = [np.full(len(s), part.averaged) for s, (part, _) in zip(series, chosen, strict=True)]
    view = replace(
        view,
        steps=np.concatenate([s.steps + n for s, n in zip(series, befores, strict=True)]),
        loss=np.concatenate([each.values for each in series]),
        times=np.concatenate([each.times for each in series]),
        hours=_hours(series),
        epoch=np.concatenate([part.epochs[at] for part, at in chosen]),
        averaged=np.concatenate(averaged),
        attempts=tuple(b for a, b in pairwise(befores) if b != a),
    )
    bad = _not_a_number(view)
    return replace(view, epochs=_means(view, files), said=(*view.said, *bad))


# ------------------------------------------------------------------------------------ the losses


def _parts(files: LegFiles) -> list[Part]:
    leg = files.leg
    made = [_event_part(file, leg) for file in files.events.files if LOSS in file.points]
    found = [part for part in made if len(part.attempt.series)]
    means = files.pace[0]
    if found:
        last = found[-1].attempt.series
        late = (means.times > last.times[-1] + _SILENT_S) & (means.steps > last.steps[-1])
        rest = means.where(late)
        if len(rest):
            found.append(_log_part(Attempt(rest, leg.steps_before), leg))
        return found
    return [_log_part(attempt, leg) for attempt in runs_of(means, leg.steps_before)]


def _event_part(file: EventFile, leg: Leg) -> Part:
    points = file.points[LOSS]
    ends = file.points.get(EPOCH_LOSS)
    per_epoch = leg.steps_per_epoch
    if ends is not None and len(ends):
        numbers = np.append(ends.steps, ends.steps[-1] + 1)
        epochs = numbers[np.searchsorted(ends.places, points.places)]
    elif per_epoch:  # the first one, or a trainer that does not tell of its epochs
        epochs = (np.maximum(points.steps, 1) - 1) // per_epoch + 1
    else:
        epochs = np.ones(len(points), np.int64)
    epochs = epochs[are_steps(points.steps)] + leg.epochs_before
    return Part(Attempt(_series(points), leg.steps_before), epochs)


def _log_part(attempt: Attempt, leg: Leg) -> Part:
    steps = attempt.series.steps.astype(np.int64)
    epochs = np.zeros(len(steps), np.int64)
    if leg.steps_per_epoch:
        epochs = (np.maximum(steps, 1) - 1) // leg.steps_per_epoch + 1 + leg.epochs_before
    return Part(attempt, epochs, averaged=True)


def _series(points: Points) -> Series:
    series = Series(points.steps.astype(np.float64), points.values, points.times)
    good = are_steps(series.steps)
    return series if good.all() else series.where(good)


def _hours(series: Sequence[Series]) -> Floats:
    """Return hours of training at each point: what is between attempts does not count."""
    before, found = 0.0, []
    for each in series:
        hours = np.maximum.accumulate(each.times - each.times[0]) / 3600 + before
        found.append(hours)
        before = float(hours[-1])
    return np.concatenate(found)


# ------------------------------------------------------------------------------------ the epochs


def _means(view: CurvesView, files: Sequence[LegFiles]) -> tuple[EpochMean, ...]:
    exact, ended = ~view.averaged, frozenset(_ended(files))
    found = epoch_means(view.steps[exact], view.loss[exact], view.epoch[exact], ended)
    known = {each.epoch for each in found}
    means = [each for each in _log_means(view) if each.epoch not in known]
    return compared(sorted([*found, *means], key=lambda each: each.epoch))


def _ended(files: Sequence[LegFiles]) -> Iterable[int]:
    """Yield the epochs that have ended, in the attempts that were gone on from."""
    upto = np.inf
    for each in reversed(files):
        for file in reversed([file for file in each.events.files if LOSS in file.points]):
            if EPOCH_LOSS in file.points:
                numbers = file.points[EPOCH_LOSS].steps + each.leg.epochs_before
                yield from numbers[numbers <= upto].tolist()
            upto = min(upto, each.leg.epochs_before)


def _log_means(view: CurvesView) -> Iterable[EpochMean]:
    """Yield epochs of which only the log tells: the trainer's mean at the end of each."""
    numbers, steps, loss = (each[view.averaged] for each in (view.epoch, view.steps, view.loss))
    for number in np.unique(numbers[numbers > 0]).tolist():
        its = np.flatnonzero(numbers == number)
        first, last = float(steps[its[0]]), float(steps[its[-1]])
        nan = float("nan")
        whole = bool((numbers > number).any())
        yield EpochMean(int(number), float(loss[its[-1]]), nan, 0, first, last, whole=whole)


# ------------------------------------------------------------------------------ what is beside it


def _rates(files: Sequence[LegFiles]) -> dict[str, Series]:
    tags = dict.fromkeys(
        tag
        for each in files
        for file in each.events.files
        for tag in file.points
        if tag.startswith(RATE)
    )
    return {
        tag.removeprefix(RATE): stitched([
            Attempt(_series(file.points[tag]), each.leg.steps_before)
            for each in files
            for file in each.events.files
            if tag in file.points
        ])
        for tag in tags
    }  # fmt: skip


def _speeds(files: Sequence[LegFiles]) -> Series:
    found: list[Attempt] = []
    for each in files:
        before = each.leg.steps_before
        events = [
            _speed(_series(file.points[LOSS]))
            for file in each.events.files
            if LOSS in file.points
        ]  # fmt: skip
        own = [Attempt(speed, before) for speed in events if len(speed)]
        found += own or runs_of(each.pace[1], before)
    return stitched(found)


def _speed(loss: Series) -> Series:
    """Return the seconds of each step but the first, from when its last loss was written."""
    if not len(loss):
        return loss
    last = np.flatnonzero(np.append(np.diff(loss.steps) != 0, True))
    steps, times = loss.steps[last], loss.times[last]
    with np.errstate(divide="ignore", invalid="ignore"):
        seconds = np.diff(times) / np.diff(steps)
    return Series(steps[1:], seconds, times[1:]).where(np.diff(steps) > 0)


def _gpu(files: Sequence[LegFiles]) -> GpuSeries:
    parts = [each.gpu for each in files if len(each.gpu.times)]
    if not parts:
        return GpuSeries()
    names = GpuSeries.__dataclass_fields__
    return GpuSeries(*(np.concatenate([getattr(each, name) for each in parts]) for name in names))


# ------------------------------------------------------------------------------------ sentences


def _said(files: Sequence[LegFiles], parts: Sequence[Part]) -> Iterable[str]:
    damaged = sum(each.damaged for each in files)
    if damaged:
        places = counted(damaged, "place")
        yield tr(
            "{places} of the event files could not be read: the points there are missing.",
            places=places,
        )
    if parts and all(part.averaged for part in parts):
        yield (
            tr(
                "There is no event file: this is the trainer's mean over an epoch, as its "
                "log has it, with three digits. Install tensorboard in the trainer's Python "
                "to see every step."
            )
        )
    elif any(part.averaged for part in parts):
        yield (
            tr(
                "The event file ends early: what follows is the trainer's mean over an "
                "epoch, as its log has it."
            )
        )


def _not_a_number(view: CurvesView) -> Iterable[str]:
    bad = ~np.isfinite(view.loss)
    if not bad.any():
        return
    first = int(view.steps[int(np.argmax(bad))])
    if bad[-10:].all():
        yield (
            tr(
                "The loss has been no number since step {step:,}: nothing is learnt any "
                "more. Stop, and go on from a checkpoint before it, with a lower learning "
                "rate.",
                step=_since(view, bad),
            )
        )
    else:
        count = int(np.count_nonzero(bad))
        steps = counted(count, "step")
        yield tr(
            "The loss was no number in {steps}, first in step {step:,}; they are left out.",
            steps=steps,
            step=first,
        )


def _since(view: CurvesView, bad: Mask) -> int:
    good = np.flatnonzero(~bad)
    return int(view.steps[int(good[-1]) + 1 if len(good) else 0])
