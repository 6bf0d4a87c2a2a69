"""The curves of a run of 100,000 steps: read, looked at again, drawn ten times a second."""

from __future__ import annotations

import dataclasses
import os
import shutil
import statistics
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from tests.bench import Bench, cpu_seconds, row

if TYPE_CHECKING:
    from app.core.training.curves.run_curves import RunCurves
    from app.core.training.curves.view import CurvesView
    from app.ui.train.loss_card import LossCard

SCALARS, PER_EPOCH = 100_000, 1_078
UPDATES = 50  # of the plot, ten a second
WIDTH, HEIGHT = 1_240, 720  # px of the card: 1200x600 and more for the plot


def run_of(bench: Bench) -> RunCurves:
    """Return a run of 100,000 scalars in an event file that was made once."""
    from app.core.training.curves.run_curves import RunCurves
    from tests.event_files import EventFile, scalar_record, tracker_folder

    folder = bench.folder / "curves"
    if not (folder / "done").exists():
        shutil.rmtree(folder, ignore_errors=True)
        file, losses = EventFile(tracker_folder(folder / "logs"), began=1e9), noise()
        made = bytearray()
        for step in range(1, SCALARS // 3 + 1):
            values = {"loss/current": losses[step], "loss/average": 0.1, "lr/unet": 5e-5}
            for tag, value in values.items():
                made += scalar_record(tag, value, step, 1e9 + 11.5 * step)
        file.append(bytes(made))
        (folder / "done").touch()
    return RunCurves([folder])


def noise() -> np.ndarray[Any, np.dtype[np.float64]]:
    steps = np.arange(1.0, SCALARS + 1_001)
    drawn = np.random.default_rng(0).normal(0, 0.03, len(steps))
    return np.abs(0.09 + 0.06 * np.exp(-steps / 40_000) + drawn)


@row(
    "events",
    target=0.35,
    unit="s",
    limit="the first look at a run whose event file has 100,000 scalars, median of the rounds",
    at_most=True,
)
def events(bench: Bench) -> float:
    return statistics.median(seconds(run_of(bench).poll) for _ in range(max(5, bench.rounds)))


@row(
    "events_poll",
    target=0.2,
    unit="ms",
    limit="the next look at all files of that run, with nothing new, median of 200",
    at_most=True,
)
def events_poll(bench: Bench) -> float:
    run = run_of(bench)
    run.poll()
    return statistics.median(1000 * seconds(run.poll) for _ in range(200))


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def growing() -> Callable[[int], CurvesView]:
    """Return what makes the curves of so many steps."""
    from app.core.training.curves.smoothing import epoch_means
    from app.core.training.curves.view import CurvesView

    loss = noise()
    steps = np.arange(1.0, len(loss) + 1)
    epoch = (steps.astype(np.int64) - 1) // PER_EPOCH + 1
    exact, whole = np.zeros(len(loss), bool), frozenset(range(SCALARS // PER_EPOCH + 1))
    epochs = epoch_means(steps, loss, epoch, whole)
    times, hours = 1e9 + 11.5 * steps, 11.5 * steps / 3600
    all_of_it = CurvesView(steps, loss, times, hours, epoch, exact, epochs)

    def view(count: int) -> CurvesView:
        parts = (steps[:count], loss[:count], times[:count], hours[:count], epoch[:count])
        changes = dict(zip(("steps", "loss", "times", "hours", "epoch"), parts, strict=True))
        return dataclasses.replace(all_of_it, averaged=exact[:count], **changes)

    return view


def card_shown() -> tuple[Any, LossCard]:
    """Return the application and a card, on an offscreen screen."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from app.core.settings import Preferences
    from app.ui import theme
    from app.ui.document import Document
    from app.ui.jobs import Jobs
    from app.ui.preferences import PreferenceStore
    from app.ui.train.loss_card import LossCard
    from app.ui.train.session import TrainSession

    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    theme.apply(application)
    parts: Any = SimpleNamespace(
        document=Document(), jobs=Jobs(), preferences=PreferenceStore(Preferences())
    )
    card = LossCard(TrainSession(parts))
    card.resize(WIDTH, HEIGHT)
    card.show()
    application.processEvents()
    return application, card


@row(
    "loss_plot",
    target=10.0,
    unit="%",
    limit="of one core: the loss card of 1240x720 with 100,000 points, ten more ten times a second",
    at_most=True,
)
def loss_plot(bench: Bench) -> float:
    application, card = card_shown()
    view = growing()
    card.show_curves(view(SCALARS))
    application.processEvents()
    shares = []
    for _ in range(bench.rounds):
        begun, spent = time.perf_counter(), time.process_time()
        for number in range(UPDATES):
            card.show_curves(view(SCALARS + 10 * number + 1))
            application.processEvents()
            time.sleep(max(0.0, begun + (number + 1) / 10 - time.perf_counter()))
        shares.append(100 * (time.process_time() - spent) / (time.perf_counter() - begun))
    card.close()
    return statistics.median(shares)


@row(
    "loss_update",
    target=16.0,
    unit="ms",
    limit="CPU of one such update in the GUI thread, chart, words and paint: median of 50",
    at_most=True,
)
def loss_update(bench: Bench) -> float:
    application, card = card_shown()
    view = growing()
    card.show_curves(view(SCALARS))
    application.processEvents()

    def update(number: int) -> None:
        card.show_curves(view(SCALARS + 10 * number + 1))
        application.processEvents()

    times = [1000 * cpu_seconds(lambda n=n: update(n)) for n in range(UPDATES)]
    card.close()
    return statistics.median(times)
