"""Curves for tests of the plot: as many steps as wanted, ten to an epoch, without any file."""

from __future__ import annotations

import numpy as np

from app.core.training.curves.series import Series
from app.core.training.curves.smoothing import epoch_means
from app.core.training.curves.view import CurvesView, GpuSeries


def curves(count: int, *, per_epoch: int = 10, said: tuple[str, ...] = ()) -> CurvesView:
    """Return curves of so many steps of two seconds; the loss falls from 0.2, with noise."""
    steps = np.arange(1.0, count + 1)
    loss = 0.1 + 0.1 * np.exp(-steps / 300) + np.random.default_rng(1).normal(0, 0.01, count)
    times = 1_800_000_000 + 2 * steps
    epoch = (steps.astype(np.int64) - 1) // per_epoch + 1
    whole = frozenset(range(1, count // per_epoch + 1))
    return CurvesView(
        steps,
        loss,
        times,
        2 * (steps - 1) / 3600,
        epoch,
        np.zeros(count, bool),
        epoch_means(steps, loss, epoch, whole),
        {"unet": Series(steps, np.full(count, 5e-5), times)},
        Series(steps[1:], np.full(max(0, count - 1), 2.0), times[1:]),
        GpuSeries(times, *(np.full(count, value) for value in (20_480.0, 18_000, 0, 71, 98))),
        steps_per_epoch=per_epoch,
        said=said,
    )
