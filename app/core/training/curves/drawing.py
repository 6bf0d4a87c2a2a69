"""Makes charts of runs; moving averages go on where they were when points were added."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

import numpy as np

from app.core.language import tr
from app.core.training.curves.charts import Chart, Kind, Line, Pane, Shown, What, chart_of
from app.core.training.curves.columns import Floats, Mask
from app.core.training.curves.series import Series
from app.core.training.curves.smoothing import USUAL, Ema, usual
from app.core.training.curves.view import By, CurvesView

_TONES = ("info", "good", "accent", "violet", "rose", "warn", "bad")
_MIB = 1024.0
Look: TypeAlias = tuple[str, str, Kind]  # name, tone, kind of a line


class Drawing:
    """What makes charts; for one thread.

    Attributes:
        beta: The weight of the past in moving averages; see `smoothing.LEAST`, `MOST`.
    """

    def __init__(self) -> None:
        self.beta = USUAL
        self._averages: dict[tuple[object, ...], tuple[int, Ema]] = {}
        self._used: set[tuple[object, ...]] = set()

    def chart(self, what: What, runs: Sequence[Shown], by: By = "step") -> Chart:
        """Return a chart of runs, the one that is looked at first."""
        self._used = set()
        panes = self._makers[what](self, runs, by)
        self._averages = {key: self._averages[key] for key in self._used}
        return replace(chart_of(what, by, panes, runs), smooth=bool(self._used))

    # -------------------------------------------------------------------------------- the loss

    def _loss(self, runs: Sequence[Shown], by: By) -> list[Pane]:
        lines: list[Line] = []
        alone = len(runs) == 1
        for place, run in enumerate(runs):
            view = run.view
            exact = np.isfinite(view.loss) & ~view.averaged
            x = view.across(view.steps, by)
            if place == 0 and exact.any():
                tone = "info" if alone else "neutral"  # blue may be another run's
                lines.insert(0, _line((tr("step"), tone, "faint"), x, view.loss, run, exact))
            if exact.any():
                loss = view.loss if exact.all() else np.where(exact, view.loss, np.nan)
                average = self._ema(run, "loss", loss)
                name = f"EMA {self.beta:.3g}" if alone else run.name
                lines.append(_line((name, run.tone, "line"), x, average, run, exact))
            log = view.averaged & np.isfinite(view.loss)
            if log.any():
                name = tr("mean in the log") if alone else tr("{run} (log)", run=run.name)
                tone = run.tone if not exact.any() else "violet"
                lines.append(_line((name, tone, "line"), x, view.loss, run, log))
        if alone:
            lines.append(_epochs(runs[0], by))
        return [Pane(tr("Loss"), "loss", tuple(lines))]

    # ------------------------------------------------------------------- rates, speed, the card

    def _rate(self, runs: Sequence[Shown], by: By) -> list[Pane]:
        lines = []
        for run in runs:
            groups = run.view.lr if len(runs) == 1 else dict(list(run.view.lr.items())[:1])
            for place, (group, series) in enumerate(groups.items()):
                tone = _TONES[(place + 2) % len(_TONES)] if len(runs) == 1 else run.tone
                name = group if len(runs) == 1 else run.name
                lines.append(_of_series((name, tone, "line"), series, run, by))
        return [Pane(tr("Learning rate"), "rate", tuple(lines))]

    def _speed(self, runs: Sequence[Shown], by: By) -> list[Pane]:
        lines = []
        for place, run in enumerate(runs):
            series = run.view.seconds_per_step.finite
            if place == 0:
                tone = "info" if len(runs) == 1 else "neutral"
                lines.append(_of_series((tr("step"), tone, "faint"), series, run, by))
            steady = series.where(usual(series.values))
            name = f"EMA {self.beta:.3g}" if len(runs) == 1 else run.name
            lines.append(self._smooth((name, run.tone, "line"), steady, run, by, "speed"))
        return [Pane(tr("Seconds per step"), "seconds", tuple(lines))]

    def _gpu(self, runs: Sequence[Shown], by: By) -> list[Pane]:
        memory, warmth = [], []
        for place, run in enumerate(runs):
            gpu = run.view.gpu
            x = _at_times(run.view, gpu.times, by)
            names = {tr("card memory"): gpu.used_mib, tr("of the trainer"): gpu.trainer_mib}
            if np.nanmax(gpu.shared_mib, initial=0.0) > 0:
                names[tr("spilled")] = gpu.shared_mib
            if len(runs) > 1:
                names = {run.name: gpu.used_mib}
            tones = (run.tone, "violet", "bad")
            for tone, (name, values) in zip(tones, names.items(), strict=False):
                memory.append(_line((name, tone, "line"), x, values / _MIB, run))
            name = tr("temperature") if len(runs) == 1 else run.name
            tone = "info" if len(runs) == 1 and not place else run.tone
            if place == 0:
                warmth.append(_line((tr("each look"), tone, "faint"), x, gpu.celsius, run))
            smooth = self._ema(run, "celsius", gpu.celsius)
            warmth.append(_line((name, tone, "line"), x, smooth, run))
        return [
            Pane(tr("Memory of the card"), "gib", tuple(memory)),
            Pane(tr("Temperature"), "celsius", tuple(warmth)),
        ]

    # --------------------------------------------------------------------------------- metrics

    def _timestep(self, runs: Sequence[Shown], by: By) -> list[Pane]:
        found = runs[0].view.metrics.of_timesteps()
        return [Pane(tr("Loss by timestep"), "loss", self._several(found, runs[0], by, "t "))]

    def _bucket(self, runs: Sequence[Shown], by: By) -> list[Pane]:
        found = runs[0].view.metrics.of_buckets()
        return [Pane(tr("Loss by bucket"), "loss", self._several(found, runs[0], by))]

    def _validation(self, runs: Sequence[Shown], by: By) -> list[Pane]:
        lines = [
            _of_series(
                (f"t {name}", _TONES[place % len(_TONES)], "line"),
                series,
                runs[0],
                by,
            )
            for place, (name, series) in enumerate(runs[0].view.metrics.changes().items())
        ]
        return [Pane(tr("Validation, change since the first"), "percent", tuple(lines))]

    def _gradient(self, runs: Sequence[Shown], by: By) -> list[Pane]:
        lines = []
        for place, run in enumerate(runs):
            series = run.view.metrics.gradients()
            if place == 0:
                tone = "info" if len(runs) == 1 else "neutral"
                lines.append(_of_series((tr("step"), tone, "faint"), series, run, by))
            name = f"EMA {self.beta:.3g}" if len(runs) == 1 else run.name
            lines.append(self._smooth((name, run.tone, "line"), series, run, by, "gradient"))
        return [Pane(tr("Gradient norm"), "norm", tuple(lines))]

    def _several(
        self, found: Mapping[str, Series], run: Shown, by: By, before: str = ""
    ) -> tuple[Line, ...]:
        looks: list[Look] = [
            (before + name, _TONES[place % len(_TONES)], "line") for place, name in enumerate(found)
        ]
        return tuple(
            self._smooth(look, series.finite, run, by, name)
            for look, (name, series) in zip(looks, found.items(), strict=True)
        )

    # ---------------------------------------------------------------------------------- curves

    def _smooth(self, look: Look, series: Series, run: Shown, by: By, kind: str) -> Line:
        average = self._ema(run, kind, series.values)
        return _of_series(look, Series(series.steps, average, series.times), run, by)

    def _ema(self, run: Shown, kind: str, values: Floats) -> Floats:
        """Return a moving average, of which only what is new is computed."""
        key = (run.key, kind, self.beta)
        self._used.add(key)
        generation, average = self._averages.get(key, (-1, Ema(self.beta)))
        if generation != run.view.generation or kind != "loss":
            average = Ema(self.beta)  # the past of other curves may change: they are cut down
        self._averages[key] = run.view.generation, average
        return average.follow(values)

    _Maker = Callable[["Drawing", Sequence[Shown], By], list[Pane]]
    _makers: Mapping[What, _Maker] = {
        "loss": _loss,
        "rate": _rate,
        "speed": _speed,
        "gpu": _gpu,
        "timestep": _timestep,
        "bucket": _bucket,
        "validation": _validation,
        "gradient": _gradient,
    }


def _epochs(run: Shown, by: By) -> Line:
    epochs = run.view.epochs
    middles = np.array([each.middle if each.n else each.last for each in epochs])
    return Line(
        tr("epoch ± 2·SEM") if any(each.n for each in epochs) else tr("end of an epoch"),
        "good",
        "dots",
        run.view.across(middles, by),
        np.array([each.mean for each in epochs]),
        2 * np.array([each.sem for each in epochs]),
        run.name,
        np.array([each.below_noise for each in epochs], bool),
    )


def _of_series(look: Look, series: Series, run: Shown, by: By) -> Line:
    return _line(look, run.view.across(series.steps, by), series.values, run)


def _line(look: Look, x: Floats, y: Floats, run: Shown, chosen: Mask | None = None) -> Line:
    """Return a curve of the points that are numbers, and chosen."""
    good = np.isfinite(x) & np.isfinite(y)
    if chosen is not None:
        good &= chosen
    if not good.all():
        x, y = x[good], y[good]
    return Line(*look, x, y, run=run.name)


def _at_times(view: CurvesView, times: Floats, by: By) -> Floats:
    """Return where times lie on an axis: before the first step only where it is one of hours."""
    if view.empty:
        return (times - times[0]) / 3600 if len(times) and by == "hours" else times * np.nan
    if by == "hours":
        return np.interp(times, view.times, view.hours, left=np.nan)
    return view.across(view.steps_at(times), by)


def tones_of(count: int) -> Iterable[str]:
    """Yield the tones of so many runs: the accent first, each another as far as they go."""
    others = ("info", "good", "violet", "rose", "warn")
    yield "accent"
    for place in range(count - 1):
        yield others[place % len(others)]
