"""The learning rate where a training goes on: the trainer restores the place, not the length.

A schedule is a factor on the learning rate by its place and its length. From a state the place goes
on, and the length becomes that of what is left: a cosine that had sunk rises again.
The formulas are those of transformers' ``get_scheduler``, as musubi-tuner 0.3.4 calls it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.core.language import noted, sentences, tr
from app.core.training.results.attempts import attempts_of
from app.core.training.resuming.point import ResumePoint

EVEN = ("constant", "")
KNOWN = ("constant_with_warmup", "linear", "cosine", "cosine_with_restarts")


@dataclass(frozen=True, slots=True)
class Schedule:
    """How the learning rate goes.

    Attributes:
        name: ``--lr_scheduler``.
        warmup: Steps until the learning rate is reached: a number, or a share of all, below 1.
        cycles: Of ``cosine_with_restarts``.
    """

    name: str = "constant"
    warmup: float = 0
    cycles: int = 1

    @property
    def even(self) -> bool:
        """Whether it is the same in every step."""
        return self.name in EVEN

    def factor(self, place: int, length: int) -> float | None:
        """Return the share of the learning rate at a place; None: nobody here knows.

        Args:
            place: Steps that were trained before.
            length: Steps in all, as the trainer counts them.
        """
        warmup = int(self.warmup * length) if 0 < self.warmup < 1 else int(self.warmup)
        if self.even:
            return 1.0
        if self.name not in KNOWN:
            return None
        if place < warmup:
            return place / max(1, warmup)
        share = (place - warmup) / max(1, length - warmup)
        if self.name == "linear":
            return max(0.0, 1 - share)
        if self.name == "cosine":
            return max(0.0, 0.5 * (1 + math.cos(math.pi * share)))
        if self.name == "cosine_with_restarts":
            if share >= 1:
                return 0.0
            return max(0.0, 0.5 * (1 + math.cos(math.pi * (self.cycles * share % 1))))
        return 1.0


def schedule_of(values: Mapping[str, Any]) -> Schedule:
    """Return the schedule of a recipe's values."""
    if values.get("train.lr_scheduler_type"):
        return Schedule(str(values["train.lr_scheduler_type"]))
    return Schedule(
        str(values.get("train.lr_scheduler") or "constant"),
        _amount(values.get("train.lr_warmup_steps")),
        int(values.get("train.lr_scheduler_num_cycles") or 1),
    )


def _amount(value: object) -> float:
    try:
        text = str(value or 0)
        return float(text[:-1]) / 100 if text.endswith("%") else float(text)
    except ValueError:
        return 0.0


@dataclass(frozen=True, slots=True)
class Course:
    """The learning rate of a training that goes on.

    Attributes:
        before: Where it was left; None: nobody here knows, as of the others.
        first: After the first step now, as the trainer logs it.
        middle: Half through.
        last: In the last step.
    """

    before: float | None
    first: float | None
    middle: float | None
    last: float | None


def base_of(point: ResumePoint) -> tuple[float, int]:
    """Return the learning rate that a state holds, and its place in the schedule, in steps.

    Both are of the run in which the optimizer was new.
    """
    attempts = attempts_of(point.folder)
    fresh = next((each for each in reversed(attempts) if not _goes_on(each.run.commands)), None)
    values = fresh.run.values if fresh is not None else point.run.values
    before = fresh.run.steps_before if fresh is not None else 0
    return float(values.get("train.learning_rate") or 2e-6), point.step - before


def _goes_on(commands: tuple[Any, ...]) -> bool:
    argv = next((each.argv for each in commands if each.step == "train"), ())
    return "--resume" in argv


def course_of(point: ResumePoint, schedule: Schedule, steps: int) -> Course:
    """Return the learning rate before and after a point; ``steps`` are trained from there."""
    rate, place = base_of(point)
    own = schedule_of(point.run.values)
    length = max(1, point.steps - point.run.steps_before)

    def at(which: Schedule, place: int, length: int) -> float | None:
        factor = which.factor(place, length)
        return None if factor is None else rate * factor

    return Course(
        at(own, place, length),
        at(schedule, place + 1, steps),
        at(schedule, place + steps // 2, steps),
        at(schedule, place + steps, steps),
    )


_CHOOSE = noted('Choose "constant", or begin from the weights.')


def schedule_words(point: ResumePoint, schedule: Schedule, steps: int) -> tuple[str, bool]:
    """Return what becomes of the learning rate, and whether nearly nothing would be learnt.

    Empty where it stays as it is.
    """
    if schedule.even and schedule_of(point.run.values).even:
        return "", False
    course = course_of(point, schedule, steps)
    if course.first is None or course.middle is None or course.last is None:
        said = tr(
            "The schedule {name} goes on from its place, but its length is that of the "
            "{steps:,} steps that are left: the learning rate takes another course.",
            name=schedule.name,
            steps=steps,
        )
        return said, False
    rate, place = base_of(point)
    rates = tr(
        "{first:.3g} in the first step, {middle:.3g} half through, {last:.3g} in the last",
        first=course.first,
        middle=course.middle,
        last=course.last,
    )
    if course.before is None:
        said = tr(
            "The schedule {name} goes on at its place {place:,}, but now counts {steps:,} steps "
            "in all: the learning rate is another (is {rates}).",
            name=schedule.name,
            place=place,
            steps=steps,
            rates=rates,
        )
    else:
        said = tr(
            "The schedule {name} goes on at its place {place:,}, but now counts {steps:,} steps "
            "in all: the learning rate is another (it was {before:.3g}, is {rates}).",
            name=schedule.name,
            place=place,
            steps=steps,
            before=course.before,
            rates=rates,
        )
    useless = max(course.first, course.middle, course.last) < 0.01 * rate
    lines = (said, tr("Hardly anything would be learnt.") if useless else "", tr(_CHOOSE))
    return sentences(lines), useless
