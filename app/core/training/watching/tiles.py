"""The figures of a run: time left, speed, memory, the card, what it has taken and cost."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.core.amounts import days
from app.core.clock import full_moment, moment
from app.core.language import sentences, tr
from app.core.training.model import Run, RunState
from app.core.training.progress.gpu import GpuSample
from app.core.training.watching.view import Tile

_SLOWER = 1.15  # of what the plan said: worth saying
_SPILL_MIB = 300  # a driver shares some of the machine's memory at all times
_HOT = 84  # degrees; from here on cards slow down
_OLD = 60  # seconds; what was measured before is not of now
_NOTHING = "–"
_NUMBER = re.compile(r"\d{1,9}(?:\s\d{3})*(?:[.,]\d{1,9})?", re.ASCII)
_LONGEST_SIGN = 8


@dataclass(frozen=True, slots=True)
class Price:
    """What an hour of training costs; 0: nobody said.

    Attributes:
        sign: Of the currency.
    """

    hour: float = 0.0
    sign: str = ""


def price_of(text: str) -> Price:
    """Return the price that a person wrote: ``0.45 €``, ``$0,50``; none where it is no price."""
    found = _NUMBER.search(text)
    if found is None or "-" in text[: found.start()]:
        return Price()
    number = re.sub(r"\s", "", found[0]).replace(",", ".")
    sign = (text[: found.start()] + text[found.end() :]).strip()
    return Price(float(number), sign[:_LONGEST_SIGN])


def tiles(
    run: Run, state: RunState, gpu: GpuSample | None, now: float, price: Price | None = None
) -> tuple[Tile, ...]:
    """Return the figures of a run at ``now``, Unix seconds."""
    fresh = gpu if gpu is not None and not state.ended and now - gpu.when < _OLD else None
    return (
        _time(run, state, now),
        _speed(run, state),
        _memory(run, fresh, gpu),
        _card(fresh),
        _taken(run, state, now, price or Price()),
    )


def seconds_left(run: Run, state: RunState, now: float) -> tuple[float | None, bool]:
    """Return the seconds until a run is done, and whether only the plan says so."""
    point = state.point
    if point is not None and point.seconds_left is not None:
        since = max(0.0, now - state.heartbeat) if state.heartbeat else 0.0
        return max(0.0, point.seconds_left - min(since, 60.0)), False
    if run.seconds_per_step and run.total_steps:
        done = point.step if point is not None else 0
        return (run.total_steps - done) * run.seconds_per_step, True
    return None, False


def elapsed(run: Run, state: RunState, now: float) -> float | None:
    """Return the seconds a run has taken so far; None where it has not begun."""
    began = began_at(state)
    return None if began is None else max(0.0, (ended_at(state) or now) - began)


def began_at(state: RunState) -> float | None:
    """Return when the first step of a run began, Unix seconds."""
    return min((each.began for each in state.steps if each.began is not None), default=None)


def ended_at(state: RunState) -> float | None:
    """Return when a run ended, Unix seconds; of a dead one when it was last heard of."""
    if not state.ended:
        return None
    last = max((each.ended for each in state.steps if each.ended is not None), default=None)
    heard = state.heartbeat or None
    return heard if last is None or state.state == "dead" else last


def _time(run: Run, state: RunState, now: float) -> Tile:
    label = tr("Time left")
    if state.ended:
        took, end = elapsed(run, state, now), ended_at(state)
        words = _NOTHING if took is None else days(took)
        note = "" if end is None else tr("until {moment}", moment=moment(end, now))
        return Tile(
            "time", tr("Took"), words, note, tip=tr("From the first step's beginning to its end.")
        )
    left, planned = seconds_left(run, state, now)
    if left is None or state.state == "waiting":
        note = tr("waits for its turn") if state.state == "waiting" else tr("not known yet")
        words = _NOTHING if left is None else f"≈ {days(left)}"
        return Tile("time", label, words, note, tip=_said_of_plan(run))
    if planned:
        tip = "\n".join((_said_of_plan(run), tr("The trainer has not said anything yet.")))
        trains = any(each.name == "train" and each.began is not None for each in state.steps)
        note = tr("by the plan") if trains else tr("training, by the plan")
        return Tile("time", label, f"≈ {days(left)}", note, tip=tip)
    tip = tr(
        "Done {moment}: as fast as so far, pauses for samples and files in it.",
        moment=full_moment(now + left),
    )
    return Tile(
        "time", label, days(left), tr("done {moment}", moment=moment(now + left, now)), tip=tip
    )


def _said_of_plan(run: Run) -> str:
    if not run.seconds_per_step or not run.total_steps:
        return tr("The plan said nothing of the time.")
    return tr(
        "{steps:,} steps of {seconds:.3g} s, as the plan said.",
        steps=run.total_steps,
        seconds=run.seconds_per_step,
    )


def _speed(run: Run, state: RunState) -> Tile:
    pace = state.point.seconds_per_step if state.point is not None else None
    said = (
        tr("plan said {speed}", speed=speed(run.seconds_per_step, unit=False, like=pace))
        if run.seconds_per_step
        else ""
    )
    if pace is None:
        return Tile(
            "speed", tr("Speed"), _NOTHING, said, tip=tr("Seconds of a step, once steps are done.")
        )
    tip = tr("Seconds of a step, mean of the last ones, without pauses for samples and files.")
    tone = "text"
    if run.seconds_per_step and pace > run.seconds_per_step * _SLOWER:
        more = pace / run.seconds_per_step - 1
        tone = "warn"
        tip += "\n" + tr("{more:.0%} slower than the plan said: does memory spill over?", more=more)
    return Tile("speed", tr("Speed"), speed(pace), said, tone, tip)


def speed(seconds: float, *, unit: bool = True, like: float | None = None) -> str:
    """Return ``11.5 s/it``, or ``4.2 it/s`` where a step takes less than a second.

    Args:
        seconds: Of a step.
        unit: Whether ``s/it``, the usual unit, is said.
        like: Seconds of a step that it stands beside: its unit is taken. None: it stands alone.
    """
    usual = like if like is not None else seconds
    per_step = usual >= 1 or usual <= 0 or seconds <= 0
    number = seconds if per_step else 1 / seconds
    words = f"{number:,.0f}" if number >= 100 else f"{number:.1f}"
    if 0 < number < 1:
        words = f"{number:.2f}"
    name = "s/it" if per_step else "it/s"
    return f"{words} {name}" if unit or not per_step else words


def _memory(run: Run, gpu: GpuSample | None, last: GpuSample | None) -> Tile:
    planned = []
    if run.gib is not None:
        planned.append(tr("The plan said {gib:.1f} GiB for the trainer.", gib=run.gib))
    label = tr("GPU memory")
    if gpu is None:
        words = _NOTHING if last is None else f"{last.used / 1024:.1f} GiB"
        note = "" if last is None else tr("when last measured")
        tip = "\n".join((tr("Measured while it runs."), *planned))
        return Tile("memory", label, words, note, tip=tip)
    of = "" if run.card_gib is None else tr("of {size:.4g}", size=run.card_gib)
    lines = [tr("{used:,.0f} MiB of the card are taken, by all programs.", used=gpu.used)]
    if gpu.tree is not None:
        lines.append(tr("{tree:,.0f} MiB of them by the trainer.", tree=gpu.tree))
    spill, tone = "", "text"
    if gpu.shared is not None and gpu.shared > _SPILL_MIB:
        spill, tone = tr("spills {shared:.1f}", shared=gpu.shared / 1024), "bad"
        lines.append(
            tr(
                "{shared:,.0f} MiB lie in the machine's own memory, which is many times "
                "slower: swap more blocks, or take smaller buckets.",
                shared=gpu.shared,
            )
        )
    elif gpu.shared is not None:
        spill = tr("no spill")
        lines.append(tr("Nothing spills over into the machine's own memory."))
    note, tip = " · ".join(filter(None, (of, spill))), "\n".join((*lines, *planned))
    return Tile("memory", label, f"{gpu.used / 1024:.1f} GiB", note, tone, tip)


def _card(gpu: GpuSample | None) -> Tile:
    if gpu is None or gpu.celsius is None:
        return Tile("card", tr("GPU"), _NOTHING, tip=tr("Temperature and how busy the card is."))
    hot = gpu.celsius >= _HOT
    busy = "" if gpu.busy is None else tr("{busy:.0f} % busy", busy=gpu.busy)
    tip = tr("Measured {moment}.", moment=full_moment(gpu.when))
    if hot:
        tip = sentences((tip, tr("It is hot enough to slow itself down: let it have more air.")))
    return Tile("card", tr("GPU"), f"{gpu.celsius:.0f} °C", busy, "warn" if hot else "text", tip)


def _taken(run: Run, state: RunState, now: float, price: Price) -> Tile:
    """Return what the run has taken and cost so far; where it has ended, only its cost."""
    took = elapsed(run, state, now)
    words = _NOTHING if took is None else days(took)
    cost = ""
    if took is not None and price.hour > 0:
        cost = f"{took / 3600 * price.hour:,.2f} {price.sign}".strip()
    if state.ended:
        return Tile("taken", tr("Cost") if cost else "", "", cost, tip=_of_hour(price))
    if took is None:
        return Tile("taken", "", "")
    tip = sentences((tr("Since the first step began."), _of_hour(price)))
    return Tile("taken", tr("Elapsed"), words, cost and tr("{cost} so far", cost=cost), tip=tip)


def _of_hour(price: Price) -> str:
    if not price.hour:
        return ""
    return tr("An hour costs {price}.", price=f"{price.hour:g} {price.sign}".strip())
