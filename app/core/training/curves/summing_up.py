"""What a chart says, in words: for the line under it, and for those who do not see it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from app.core.language import enumerated, tr
from app.core.training.curves.charts import Chart, Pane, Shown
from app.core.training.curves.smoothing import EpochMean, Trend, lowest, trend
from app.core.training.curves.ticks import short, value_words

_LAST = 1_000  # steps that a slope is told of
_FEWEST = 300  # steps; over fewer, what happens in a thousand is a guess


def summed_up(chart: Chart, runs: Sequence[Shown]) -> tuple[str, ...]:
    """Return what is worth knowing of a chart without pointing at it, in a few words each."""
    if not chart.panes or not runs:
        return ()
    several = len(chart.panes) > 1
    said = [_last(pane, pane.title.lower() if several else tr("now")) for pane in chart.panes]
    if chart.what == "loss" and len(runs) == 1:
        said += _of_loss(chart, runs[0])
    return tuple(each for each in said if each)


def _last(pane: Pane, when: str) -> str:
    """Return the newest values: ``now 0.0921 (EMA 0.98)``; with names where they are several."""
    clear = [line for line in pane.lines if line.kind == "line"]
    values = [value_words(float(line.y[-1]), pane.form) for line in clear[:5]]
    if len(values) == 1:
        name = f" ({clear[0].name})" if clear[0].name.startswith("EMA") else ""
        return f"{when} {values[0]}{name}"
    pairs = zip(clear, values, strict=False)
    return f"{when}: {', '.join(f'{line.name} {value}' for line, value in pairs)}" if values else ""


def _of_loss(chart: Chart, run: Shown) -> list[str]:
    said = []
    smooth = next((line for line in chart.lines if line.kind == "line"), None)
    if smooth is not None:
        steps = run.view.steps[len(run.view.steps) - len(smooth.y) :]
        behind = slice(min(100, len(smooth.y) // 2), None)  # the first ones are no average yet
        found = lowest(steps[behind], smooth.y[behind])
        if found is not None:
            said.append(
                tr(
                    "lowest {loss} at step {step:,.0f}",
                    loss=value_words(found[1], "loss"),
                    step=found[0],
                )
            )
    line = last_trend(run)
    if line is not None and (line.clear or line.error < said_error(run)):
        said.append(trend_words(line))
    return said


def last_trend(run: Shown) -> Trend | None:
    """Return the slope of the loss over the last thousand steps; None where nobody knows it."""
    view = run.view
    if view.empty:
        return None
    last = view.steps > view.steps[-1] - _LAST
    last &= ~view.averaged
    steps = view.steps[last]
    if not len(steps) or steps[-1] - steps[0] < _FEWEST - 1:
        return None
    return trend(steps, view.loss[last])


def said_error(run: Shown) -> float:
    """Return how small the error of a slope must be, per 1,000 steps, to say that it is level.

    A tenth of the loss: with a larger one nobody knows which way it goes, and nothing is said.
    """
    loss = run.view.loss[-_LAST:]
    good = loss[np.isfinite(loss)]
    return 0.1 * abs(float(good.mean())) if len(good) else 0.0


def trend_words(line: Trend) -> str:
    """Return which way a slope goes: ``falling 0.0021 ± 0.0008 per 1,000 steps``."""
    if not line.clear:
        return tr("level within ± {error} per 1,000 steps", error=short(line.error))
    slope, error = short(abs(line.slope)), short(line.error)
    if line.slope < 0:
        return tr("falling {slope} ± {error} per 1,000 steps", slope=slope, error=error)
    return tr("rising {slope} ± {error} per 1,000 steps", slope=slope, error=error)


def level_words(numbers: Sequence[int]) -> str:
    """Return which epochs differ by less than noise; empty of none."""
    if len(numbers) < 2:
        return ""
    names = enumerated(map(str, numbers)) if len(numbers) == 2 else f"{numbers[0]}–{numbers[-1]}"
    return tr("epochs {names} differ by less than noise", names=names)


def level_reasons(epochs: Sequence[EpochMean], numbers: Sequence[int]) -> str:
    """Return the means of epochs with their errors, and by how much the last two differ."""
    import math

    chosen = [each for each in epochs if each.epoch in numbers]
    if len(chosen) < 2:
        return ""
    lines = [epoch_words(each) for each in chosen[-6:]]
    last, before = chosen[-1], chosen[-2]
    difference = abs(last.mean - before.mean)
    error = 2 * math.hypot(last.sem, before.sem)
    lines.append(
        tr(
            "The last two differ by {difference}, less than twice the standard error of "
            "that difference, {error}: chance alone does as much.",
            difference=short(difference),
            error=short(error),
        )
    )
    return "\n".join(lines)


def epoch_words(each: EpochMean) -> str:
    """Return an epoch's mean with its error: ``Epoch 8: 0.0941 ± 0.0036, n 1,078``."""
    error = f" ± {short(2 * each.sem)}" if each.sem == each.sem else ""
    mean = value_words(each.mean, "loss") + error
    if not each.whole:
        return tr(
            "Epoch {epoch}: {mean}, n {n:,}, not ended", epoch=each.epoch, mean=mean, n=each.n
        )
    return tr("Epoch {epoch}: {mean}, n {n:,}", epoch=each.epoch, mean=mean, n=each.n)
