"""The stage as a whole: how it comes up, and what it hands on."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

from app.ui import stages
from app.ui.train.run_telling import RUNS_ON
from tests.run_folders import Recipe, write_run
from tests.ui.rig import InWindow, Rig, until

FEW = Recipe(epochs=4, every=200)


def test_that_the_stage_is_imported_beside_before_it_is_wanted(
    in_window: InWindow, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[threading.Thread] = []
    ahead = stages._import_train

    def import_train() -> None:
        threads.append(threading.current_thread())
        ahead()

    monkeypatch.setattr(stages, "_QUIET_MS", 10)
    monkeypatch.setattr(stages, "_import_train", import_train)
    monkeypatch.delitem(sys.modules, "app.ui.train.ahead", raising=False)

    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        await until(lambda: "app.ui.train.ahead" in sys.modules)
        assert threads and threads[0] is not threading.main_thread()
        assert rig.window.stages.made("train") is None

    in_window(scenario)


def test_that_a_run_is_shown_card_by_card_and_none_at_once(
    in_window: InWindow, project: Path
) -> None:
    write_run(project, "half", FEW)

    async def scenario(rig: Rig) -> None:
        rig.window.preferences.change(told=(RUNS_ON,))
        await rig.open(project)
        rig.trigger("view.train")
        tab, runs = rig.window.train, rig.window.parts.runs
        await until(lambda: tab.results.board.run is not None)
        view = runs.view
        tab._on_viewed(None)
        assert tab.loss.isHidden() and tab.results.samples.isHidden()
        tab._on_viewed(view)
        assert not tab.loss.isHidden() and tab.results.samples.isHidden()
        await until(lambda: not tab.results.samples.isHidden())

    in_window(scenario)


def test_that_what_a_test_has_done_is_told_once(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.trigger("view.train")
        told: list[str] = []
        rig.window.train.done.connect(told.append)
        rig.window.train.trials.done.emit("tested")
        assert told == ["tested"]

    in_window(scenario)
