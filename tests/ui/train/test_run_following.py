"""Runs in the real window: found again, followed, stopped, and told of when they end."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import Qt

from app.core.training.folder import STATE_FILE, read_state
from app.core.training.model import RunState
from app.core.training.runs.requests import stop_request
from app.ui.train.figures_cost import CostPopover
from app.ui.train.run_telling import RUNS_ON
from app.ui.widgets.button import Button
from app.ui.widgets.dialog import Dialog
from tests.run_folders import Recipe, ten_runs, write_run
from tests.ui.rig import InWindow, Rig, until

FEW = Recipe(every=500)


def write_state(folder: Path, **changes: object) -> RunState:
    """Do as the supervisor does."""
    state = replace(read_state(folder), **changes)  # type: ignore[arg-type]
    (folder / STATE_FILE).write_text(state.to_json(), encoding="utf-8")
    return state


async def opened(rig: Rig, project: Path) -> None:
    rig.window.preferences.change(told=(RUNS_ON,))
    await rig.open(project)
    await until(lambda: rig.window.parts.runs.queue is not None)


async def train(rig: Rig) -> None:
    """Show *Train* and wait until it shows a run."""
    rig.press(Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: rig.window.train.run.pane.view is not None)


def badge(rig: Rig) -> str:
    return rig.window.rail._items[-1].accessibleDescription()


def press(dialog: Dialog, words: str) -> None:
    next(each for each in dialog.findChildren(Button) if each.text() == words).click()


def test_that_a_running_training_is_found_again_wherever_one_is(
    in_window: InWindow, project: Path
) -> None:
    write_run(project, "half", FEW)

    async def scenario(rig: Rig) -> None:
        await opened(rig, project)
        window = rig.window
        await until(lambda: window.parts.runs.running is not None)
        assert window.windowTitle() == "50% – Fireflies – Rushes"
        assert badge(rig) == "Training 001 ghibli_wan14b_v02: epoch 26 of 50 · 3 d 13 h left"
        line = window.run_telling._bar
        assert line is not None and line.isVisible()
        assert line.aside.text() == "runs on when this window is closed"
        assert window.stages.made("train") is None  # it was not even made
        line.clicked.emit()
        assert window.stage == "train"
        await until(lambda: window.train.run.pane.view is not None)
        assert window.train.run.pane.head.chip.text() == "running"

    in_window(scenario)


def test_that_it_looks_often_only_while_somebody_looks_on(
    in_window: InWindow, project: Path
) -> None:
    folder = write_run(project, "half", FEW)

    async def scenario(rig: Rig) -> None:
        await opened(rig, project)
        runs = rig.window.parts.runs
        await until(lambda: runs._timer.isActive())
        assert runs._timer.interval() == 5_000
        await train(rig)
        assert runs._timer.interval() == 1_000
        point = read_state(folder).point
        assert point is not None
        write_state(folder, point=replace(point, step=30_000, epoch=28))
        pane = rig.window.train.run.pane
        await until(lambda: "step 30,000" in pane.steps.widgets[-1].card.words)
        rig.trigger("view.plan")
        assert runs._timer.interval() == 5_000
        write_state(folder, state="done")
        runs.look()
        await until(lambda: not runs._timer.isActive())

    in_window(scenario)


def test_that_nothing_is_looked_at_again_where_nothing_runs(
    in_window: InWindow, project: Path
) -> None:
    write_run(project, "finished", FEW)

    async def scenario(rig: Rig) -> None:
        await opened(rig, project)
        await train(rig)
        assert not rig.window.parts.runs._timer.isActive()
        assert badge(rig) == "" and rig.window.windowTitle() == "Fireflies – Rushes"
        assert rig.window.train.run.pane.ending.sentence.text().startswith("Ended ")

    in_window(scenario)


def test_that_the_end_of_a_training_is_told_with_the_way_to_it(
    in_window: InWindow, project: Path
) -> None:
    folder = write_run(project, "half", FEW)

    async def scenario(rig: Rig) -> None:
        await opened(rig, project)
        window = rig.window
        await until(lambda: window.parts.runs.running is not None)
        window.isActiveWindow = lambda: False  # type: ignore[method-assign]
        write_state(folder, state="failed", trouble="The disk is full; free some space.")
        window.parts.runs.look()
        await until(lambda: rig.sentences)
        title = "001 ghibli_wan14b_v02: failed"
        assert rig.sentences == [f"{title}. The disk is full; free some space."]
        assert window.run_telling.notified == [title]
        assert badge(rig) == ""
        window.notices.findChildren(Button)[0].click()
        assert window.stage == "train"
        await until(lambda: window.train.run.pane.view is not None)
        window.parts.runs.look()
        await asyncio.sleep(0.2)
        assert len(window.run_telling.notified) == 1

    in_window(scenario)


def test_that_the_end_of_the_run_on_the_screen_is_said_by_itself_alone(
    in_window: InWindow, project: Path
) -> None:
    folder = write_run(project, "half", FEW)

    async def scenario(rig: Rig) -> None:
        await opened(rig, project)
        window = rig.window
        window.stages.show("train")
        await until(lambda: window.train.run.pane.view is not None)
        write_state(folder, state="failed", trouble="The disk is full; free some space.")
        window.parts.runs.look()
        await until(lambda: window.train.run.pane.ending.isVisible())
        assert rig.sentences == []
        again = [each.text() for each in window.train.run.pane.ending.buttons]
        assert "Run it again" in again

    in_window(scenario)


def test_that_where_three_columns_have_no_room_the_right_one_is_below_the_middle(
    in_window: InWindow, project: Path
) -> None:
    write_run(project, "half", FEW)

    async def scenario(rig: Rig) -> None:
        await opened(rig, project)
        window = rig.window
        window.stages.show("train")
        tab = window.train
        await until(lambda: tab.run.pane.view is not None)
        for wide, below in ((900, True), (1500, False), (900, True)):
            tab.setFixedWidth(wide)
            await until(lambda wide=wide: tab.isVisible() and tab.width() == wide)
            await asyncio.sleep(0.1)
            panes = [tab.splitter.widget(n) for n in range(3)]
            shown = [each for each in panes if each.isVisible()]
            assert tab.middle.isAncestorOf(tab.side) is below
            assert tab.side.isVisible()
            assert len(shown) == (2 if below else 3)
            for left, right in pairwise(shown):
                assert left.geometry().right() < right.geometry().left()

    in_window(scenario)


def test_that_closing_says_once_that_the_training_goes_on(
    in_window: InWindow, project: Path
) -> None:
    write_run(project, "half", FEW)

    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        window = rig.window
        await until(lambda: window.parts.runs.running is not None)
        window.close()
        dialog = await rig.dialog()
        assert dialog.windowTitle() == "001 ghibli_wan14b_v02 trains on"
        press(dialog, "Cancel")
        await until(lambda: not rig.dialogs())
        assert window.isVisible()
        await rig.reopened()  # which accepts what is asked
        await rig.open(project)
        await until(lambda: rig.window.parts.runs.running is not None)
        assert RUNS_ON in rig.window.preferences.value.told
        assert await rig.window.run_telling.leave()

    in_window(scenario)


def test_that_a_stop_is_asked_for_said_and_taken_back(in_window: InWindow, project: Path) -> None:
    folder = write_run(project, "half", FEW)

    async def scenario(rig: Rig) -> None:
        await opened(rig, project)
        await train(rig)
        rig.trigger("train.stop_checkpoint")
        await until(lambda: stop_request(folder))
        request = stop_request(folder)
        assert request is not None and request.how == "checkpoint"
        write_state(folder, stop=request)
        pane = rig.window.train.run.pane
        await until(pane.stop.isVisible)
        rig.trigger("train.keep_on")
        await until(lambda: (folder / "requests" / "cancel-stop.json").exists())
        assert stop_request(folder) is None  # as the supervisor takes it
        rig.trigger("train.stop_at")
        press(await rig.dialog(), "Stop then")
        await until(lambda: (folder / "requests" / "stop.json").exists())
        request = stop_request(folder)
        assert request is not None and request.how == "at" and request.at is not None

    in_window(scenario)


def test_that_stop_now_says_first_what_would_be_lost(in_window: InWindow, project: Path) -> None:
    folder = write_run(project, "half", FEW)

    async def scenario(rig: Rig) -> None:
        await opened(rig, project)
        await train(rig)
        rig.press(Qt.Key.Key_F9, Qt.KeyboardModifier.ShiftModifier)
        dialog = await rig.dialog()
        assert "270 steps, 52 min of work" in dialog.accessibleDescription()
        rig.press(Qt.Key.Key_Return, on=dialog)  # the safe one
        await until(lambda: not rig.dialogs())
        assert stop_request(folder) is None
        rig.trigger("train.stop_now")
        press(await rig.dialog(), "Stop now")
        await until(lambda: stop_request(folder))
        request = stop_request(folder)
        assert request is not None and request.how == "now"

    in_window(scenario)


def test_that_the_newest_run_is_shown_and_another_one_when_it_is_gone(
    in_window: InWindow, project: Path
) -> None:
    runs = ten_runs(project)
    shutil.rmtree(runs[-1])

    async def scenario(rig: Rig) -> None:
        await opened(rig, project)
        await train(rig)
        session = rig.window.train.session
        assert session.run == runs[-2]
        session.show_run(runs[2])
        view = rig.window.train.run.pane
        await until(lambda: view.head.chip.text() == "stopped")
        shutil.rmtree(runs[2])
        rig.window.parts.runs.look()
        await until(lambda: session.run == runs[-2])

    in_window(scenario)


def test_that_another_project_begins_without_the_runs_of_the_last(
    in_window: InWindow, project: Path, tmp_path: Path
) -> None:
    from tests.ui.rig import made_project

    write_run(project, "half", FEW)
    other = made_project(tmp_path / "other", name="Other")

    async def scenario(rig: Rig) -> None:
        await opened(rig, project)
        await train(rig)
        await rig.open(other)
        await until(lambda: rig.window.parts.runs.queue is not None)
        await rig.window.idle()
        assert badge(rig) == "" and rig.window.windowTitle() == "Other – Rushes"
        rig.trigger("view.train")
        assert rig.window.train.run.pane.empty.isVisible()

    in_window(scenario)


def test_that_costs_are_counted_once_an_hour_has_a_price(
    in_window: InWindow, project: Path
) -> None:
    write_run(project, "half", FEW)

    async def scenario(rig: Rig) -> None:
        await opened(rig, project)
        await train(rig)
        part = rig.window.train.run
        assert part.tiles.taken.text() == "Elapsed 3 d 15 h"
        part.tiles.taken.click()
        popover = part._tab.window().findChildren(CostPopover)[0]
        popover.field.setText("cheap")
        rig.press(Qt.Key.Key_Return, on=popover.field)
        assert popover.isVisible() and popover._field.error()
        popover.field.setText("0.5 €")
        rig.press(Qt.Key.Key_Return, on=popover.field)
        await until(lambda: part.tiles.taken.text().endswith(" € so far"))
        assert part.tiles.taken.text().startswith("Elapsed 3 d 15 h · 43.")
        assert rig.window.preferences.value.hour_cost == "0.5 €"

    in_window(scenario)


def test_that_the_right_column_comes_with_a_run_as_wide_as_it_was_kept(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await opened(rig, project)
        rig.trigger("view.train")
        await until(lambda: rig.window.stage == "train")
        train = rig.window.train
        side = train.areas[2]
        assert not side.isVisible()
        train.restore(train.layout_to_keep())
        folder = write_run(project, "finished", Recipe(every=200))
        train.session.show_run(folder)
        await until(side.isVisible)
        assert side.width() > 0 and train.areas[1].width() > side.width()

    in_window(scenario)


def test_that_a_run_whose_folder_goes_is_said_and_followed_again_when_it_is_back(
    in_window: InWindow, project: Path
) -> None:
    folder = write_run(project, "half", FEW)
    away = project / "away"

    async def scenario(rig: Rig) -> None:
        await opened(rig, project)
        runs = rig.window.parts.runs
        await until(lambda: runs.running is not None)
        folder.rename(away)
        runs.look()
        await until(lambda: rig.sentences)
        assert str(folder) in rig.sentences[0] and "training runs on" in rig.sentences[0]
        assert runs.running is None
        runs.look()
        away.rename(folder)
        await until(lambda: runs.running is not None and not rig.sentences)

    in_window(scenario)
