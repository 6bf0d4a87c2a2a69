"""What stands under a cursor, in numbers and in words; and what is shown, as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.core.clock import full_moment
from app.core.language import enumerated, tr
from app.core.training.curves.charts import Chart, Line, Pane, Shown
from app.core.training.curves.columns import NOTHING, Floats
from app.core.training.curves.ticks import short, value_words
from app.core.training.curves.view import By, CurvesView


@dataclass(frozen=True, slots=True)
class Reading:
    """What is under a cursor.

    Attributes:
        x: Where it stands on the axis.
        place: That in words: step, epoch, when.
        values: Name, tone and value of each curve there, in words.
    """

    x: float
    place: str
    values: tuple[tuple[str, str, str], ...]

    @property
    def words(self) -> str:
        """All of it in one line, for a screen reader."""
        return enumerated([self.place, *(f"{name} {value}" for name, _, value in self.values)])


def reading(chart: Chart, runs: Sequence[Shown], x: float) -> Reading:
    """Return what is at a place of the axis; the place in words is that of the first run."""
    values = [
        (_name(line, several=len(runs) > 1), line.tone, _value(line, pane, x))
        for pane in chart.panes
        for line in pane.lines
        if not (line.kind == "dots" and not len(line.x))
    ]
    place = _place(runs[0].view, chart.by, x, alone=len(runs) == 1) if runs else ""
    return Reading(x, place, tuple(values))


def _value(line: Line, pane: Pane, x: float) -> str:
    """Return a curve's value at a place; of an epoch's mean that of the nearest, with its error."""
    if line.kind != "dots":
        return value_words(line.at(x), pane.form)
    place = int(np.argmin(np.abs(line.x - x)))
    words = value_words(float(line.y[place]), pane.form)
    error = float(line.error[place]) if len(line.error) else float("nan")
    return words if np.isnan(error) else f"{words} ± {short(error)}"


def _name(line: Line, *, several: bool) -> str:
    return tr("{run}, each step", run=line.run) if several and line.kind == "faint" else line.name


def _place(view: CurvesView, by: By, x: float, *, alone: bool) -> str:
    if view.empty:
        return value_words(x, by) + (" h" if by == "hours" else "")
    step = view.back(x, by)
    place = min(int(np.searchsorted(view.steps, step, side="left")), len(view.steps) - 1)
    words = [tr("step {step:,}", step=round(step))]
    if view.epoch[place]:
        words.append(tr("epoch {number}", number=view.epoch[place]))
    if by == "hours":
        words.append(f"{x:.2f} h")
    if alone:  # others were there at another time
        words.append(full_moment(view.times[place]))
    return " · ".join(words)


def nearest(chart: Chart, x: float, step: int) -> float:
    """Return the place of the point that is ``step`` points from a cursor, of the first curve."""
    line = max(chart.lines, key=lambda each: len(each.x), default=None)
    if line is None or not len(line.x):
        return x
    place = int(np.searchsorted(line.x, x, side="right" if step >= 0 else "left"))
    place += step - 1 if step > 0 else step
    return float(line.x[min(max(place, 0), len(line.x) - 1)])


def csv_text(chart: Chart, runs: Sequence[Shown]) -> str:
    r"""Return what is shown as a table: a row a point, a column a curve; lines end with ``\n``.

    Curves with points at other places leave gaps. Bars are columns of their own.
    """
    lines = [(line, pane) for pane in chart.panes for line in pane.lines]
    rows = np.unique(np.concatenate([_keys(NOTHING), *(_keys(line.x) for line, _ in lines)]))
    columns = [_column(rows, line.x, line.y) for line, _ in lines]
    heads = [_head(line, pane, several=len(runs) > 1) for line, pane in lines]
    for line, _ in lines:
        if len(line.error):
            heads.append(tr("{curve}, half the bar", curve=line.name))
            columns.append(_column(rows, line.x, line.error))
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\n")
    writer.writerow([chart.by, *heads])
    for row in zip(rows.real.tolist(), *(each.tolist() for each in columns), strict=True):
        writer.writerow([_cell(each) for each in row])
    return made.getvalue()


def _keys(x: Floats) -> npt.NDArray[np.complex128]:
    """Return what tells points apart that share a place: the place, and how many came before."""
    return x + 1j * (np.arange(len(x)) - np.searchsorted(x, x))


def _column(rows: npt.NDArray[np.complex128], x: Floats, y: Floats) -> Floats:
    found = np.full(len(rows), np.nan)
    found[np.searchsorted(rows, _keys(x))] = y
    return found


def _head(line: Line, pane: Pane, *, several: bool) -> str:
    unit = {"seconds": " (s)", "gib": " (GiB)", "celsius": " (°C)", "percent": " (%)"}
    name = _name(line, several=several)
    if line.kind == "faint" and not several:
        name = pane.title.lower()
    return name + unit.get(pane.form, "")


def _cell(value: float) -> str:
    return "" if np.isnan(value) else f"{value:.9g}"
