"""What is drawn: curves of one or more runs, over steps, epochs or hours of training."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from app.core.language import noted, tr
from app.core.training.curves.columns import Floats, Mask, no_floats, no_mask
from app.core.training.curves.ticks import Form
from app.core.training.curves.view import By, CurvesView

What = Literal["loss", "rate", "speed", "gpu", "timestep", "bucket", "validation", "gradient"]
Kind = Literal["faint", "line", "dots"]


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A curve.

    Attributes:
        name: For people, as a legend has it.
        tone: Of its colour.
        kind: A faint curve behind the others, a clear one, or points with their errors.
        x: Ascending.
        y: All numbers.
        error: Half the length of each point's bar; NaN: it has none.
        hollow: Points that differ from the one before by less than noise.
        run: The name of its run, where several are drawn.
    """

    name: str
    tone: str
    kind: Kind
    x: Floats = field(default_factory=no_floats)
    y: Floats = field(default_factory=no_floats)
    error: Floats = field(default_factory=no_floats)
    run: str = ""
    hollow: Mask = field(default_factory=no_mask)

    def at(self, x: float) -> float:
        """Return its value at a place: of the last point there or before it; NaN: none is."""
        place = int(np.searchsorted(self.x, x, side="right")) - 1
        return float(self.y[place]) if place >= 0 else float("nan")


@dataclass(frozen=True, slots=True, eq=False)
class Pane:
    """Curves on one axis.

    Attributes:
        title: What they are, for people.
        form: What their numbers are.
        lines: From the back to the front.
    """

    title: str
    form: Form
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Chart:
    """One or more panes, one below the other, over one axis.

    Attributes:
        what: What they show.
        by: What the axis is.
        panes: Those with a curve.
        marks: Where attempts began.
        end: Where the axis ends: at the last point.
        missing: Where there is nothing: why, and when there will be, if the run lives.
        smooth: Whether a curve is a moving average.
    """

    what: What
    by: By
    panes: tuple[Pane, ...] = ()
    marks: tuple[float, ...] = ()
    start: float = 0.0
    end: float = 0.0
    missing: str = ""
    smooth: bool = False

    @property
    def lines(self) -> list[Line]:
        """All curves."""
        return [line for pane in self.panes for line in pane.lines]


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A run that is drawn.

    Attributes:
        key: Tells it from others.
        name: For people.
        view: Its curves.
        tone: Its colour among others.
    """

    key: str
    name: str
    view: CurvesView
    tone: str = "accent"


MISSING: dict[What, str] = {
    "loss": noted("The first points appear after the first step."),
    "rate": noted(
        "The learning rate appears after the first step; the trainer writes it into its event file."
    ),
    "speed": noted("The seconds per step appear after the second step."),
    "gpu": noted("Memory and temperature appear while the training runs on an NVIDIA card."),
    "timestep": noted("Only a run with metrics tells the timestep of its steps."),
    "bucket": noted("Only a run with metrics tells the bucket of its steps."),
    "validation": noted("Only a run with metrics and validation clips has these."),
    "gradient": noted("Only a run with metrics tells the norm of its gradients."),
}
_NEVER: dict[What, str] = {
    "loss": noted("No points: the run has ended, and none was written."),
    "rate": noted("No learning rate: the run has ended, and none was written."),
    "speed": noted("No seconds per step: the run has ended before its second step."),
    "gpu": noted("Nothing was measured of the card while this run lasted."),
}


def why_missing(what: What, *, ended: bool) -> str:
    """Return why there is nothing to be drawn, and of a run that lives when there will be."""
    return tr(_NEVER[what] if ended and what in _NEVER else MISSING[what])


def offered(view: CurvesView) -> tuple[What, ...]:
    """Return what can be drawn of a run; the first four always."""
    found: list[What] = ["loss", "rate", "speed", "gpu"]
    metrics = view.metrics
    if np.isfinite(metrics.timestep).any():
        found.append("timestep")
    if metrics.buckets:
        found.append("bucket")
    if metrics.validation:
        found.append("validation")
    if np.isfinite(metrics.grad_norm).any():
        found.append("gradient")
    return tuple(found)


def chart_of(what: What, by: By, panes: Sequence[Pane], runs: Sequence[Shown]) -> Chart:
    """Return a chart of panes: those without a point left out, the axis as long as the curves."""
    kept = tuple(
        Pane(pane.title, pane.form, lines)
        for pane in panes
        if (lines := tuple(line for line in pane.lines if len(line.x)))
    )
    if not kept:
        return Chart(what, by, missing=tr(MISSING[what]))
    ends = [float(line.x[-1]) for pane in kept for line in pane.lines]
    starts = [float(line.x[0]) for pane in kept for line in pane.lines]
    marks: tuple[float, ...] = ()
    if runs and len(runs) == 1 and runs[0].view.attempts:
        attempts = np.array(runs[0].view.attempts, float)
        marks = tuple(runs[0].view.across(attempts, by).tolist())
    start = 0.0 if min(starts) < 0.5 * max(ends) else min(starts)
    return Chart(what, by, kept, marks, start, max(ends))
