"""The first page, for somebody who never saw it and for somebody who comes back."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.core.training.runs.turns import Entry, enter, leave
from tests.run_folders import Recipe, write_run
from tests.ui.rig import InWindow, Rig, until


def test_that_somebody_new_is_led_to_the_tour_and_somebody_else_to_the_last_project(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        page = rig.window.welcome
        await rig.active()
        assert page.ways.first.text() == "Take the tour" and page.ways.first.kind() == "primary"
        assert QApplication.focusWidget() is page.ways.first
        await rig.open(project)
        rig.trigger("project.close")
        await until(lambda: not rig.document.is_open)
        assert page.ways.first.text() == "New project…"
        assert QApplication.focusWidget() is page._shown[0]

    in_window(scenario)


def test_that_the_language_is_chosen_on_the_first_page(in_window: InWindow) -> None:
    async def scenario(rig: Rig) -> None:
        page, asked = rig.window.welcome, list[bool]()
        rig.window.language_chosen.connect(lambda: asked.append(True))
        assert page.language.current() == "en"
        page.language.choose("ko")
        assert rig.window.preferences.value.language == "ko" and asked == [True]

    in_window(scenario)


def test_that_the_first_page_says_which_trainer_is_chosen(in_window: InWindow) -> None:
    async def scenario(rig: Rig) -> None:
        line = rig.window.welcome.trainer
        assert "To train on this machine" in line.accessibleName()
        rig.window.preferences.change(trainer="/somewhere/musubi-tuner")
        assert "/somewhere/musubi-tuner" in line.accessibleName()

    in_window(scenario)


def test_that_the_first_page_says_of_which_project_a_training_runs(
    in_window: InWindow, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = write_run(project, "half", Recipe(every=200))
    me = psutil.Process()
    entry = Entry(str(run), 0, me.pid, me.create_time())
    monkeypatch.setattr("app.ui.recent_list._EVERY_MS", 20)

    async def scenario(rig: Rig) -> None:
        page = rig.window.welcome
        await rig.open(project)
        rig.trigger("project.close")
        await until(lambda: not rig.document.is_open)
        (row,) = page._shown
        assert row.training.isHidden()
        enter(entry)
        await until(row.training.isVisible)
        assert row.training.text() == "training 50 %"
        assert "Training 001 ghibli_wan14b_v02: epoch " in row.accessibleDescription()
        assert "epoch " in row.toolTip()
        leave(entry)
        await until(row.training.isHidden)
        assert not row.accessibleDescription() and not row.toolTip()
        enter(entry)
        await until(row.training.isVisible)
        press = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        under = row.childAt(row.training.geometry().center()) or row
        QTest.mouseClick(under, *press, row.training.geometry().center())
        await until(lambda: rig.document.is_open)
        leave(entry)

    in_window(scenario)
