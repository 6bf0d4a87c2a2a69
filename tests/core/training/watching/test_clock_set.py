"""The clock is set while a run is watched: nothing is negative, nothing is dead that lives."""

from __future__ import annotations

import dataclasses
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.training.folder import STATE_FILE, read_state
from app.core.training.watching.history import history
from app.core.training.watching.tiles import Price
from app.core.training.watching.watch import RunWatch
from tests.run_folders import KINDS, Recipe, write_run

HOUR, YEAR = 3600.0, 365 * 86400.0
SHORT = Recipe(epochs=3, steps_per_epoch=40)
_NOT_SHOWN = ("run", "state", "tail", "curves", "results", "folder")


def texts(value: object) -> Iterator[str]:
    """Yield every text of what a window shows."""
    if isinstance(value, str):
        yield value
    elif dataclasses.is_dataclass(value):
        for each in dataclasses.fields(value):
            if each.name not in _NOT_SHOWN:
                yield from texts(getattr(value, each.name))
    elif isinstance(value, tuple | list):
        for item in value:
            yield from texts(item)


def negative(shown: object) -> list[str]:
    said = (text.replace("Exit code -", "Exit code ") for text in texts(shown))
    return [text for text in said if re.search(r"(?<![\w.])[-−]\s?\d", text)]


@pytest.mark.parametrize("off", [-HOUR, -YEAR, HOUR, YEAR])
def test_that_no_time_of_a_run_is_negative(tmp_path: Path, off: float) -> None:
    folders = {kind: write_run(tmp_path, kind, SHORT) for kind in KINDS}
    folders |= {"done": write_run(tmp_path, "finished", SHORT, ended_ago=-7200)}  # type: ignore[dict-item]

    def clock() -> float:
        return time.time() + off

    for folder in folders.values():
        watch = RunWatch(folder, clock=clock, whole=False)
        view = watch.poll(Price(0.45, "€"))
        assert negative(view) == []
        assert view.state.state == RunWatch(folder, whole=False).poll().state.state
        assert all(0 <= each.fraction <= 1 for each in (view.bar,) if each is not None)
    assert negative(history(tmp_path, clock())) == []


def test_that_a_step_that_ended_before_it_began_took_no_time(tmp_path: Path) -> None:
    folder = write_run(tmp_path, "finished", SHORT)
    state = read_state(folder)
    steps = tuple(
        dataclasses.replace(each, ended=each.began and each.began - HOUR) for each in state.steps
    )
    text = dataclasses.replace(state, steps=steps).to_json()
    (folder / STATE_FILE).write_text(text, encoding="utf-8")
    assert negative(RunWatch(folder, whole=False).poll()) == []
    assert negative(history(tmp_path, time.time())) == []
