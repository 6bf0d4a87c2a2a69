"""The guided tour over the real window."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.core import settings
from app.core.library.edits import changing
from app.core.touring.steps import STEPS
from app.core.touring.tour import Card
from app.ui import theme
from app.ui.touring.coach import Coach
from app.ui.touring.controls import CONTROLS
from app.ui.touring.leader import TourLeader
from app.ui.touring.ring import Ring
from tests.ui.rig import InWindow, Rig, until


async def begun(rig: Rig, project: Path) -> TourLeader:
    await rig.open(project)
    return await taken(rig)


async def taken(rig: Rig) -> TourLeader:
    """Take the tour on the project that is open."""
    rig.trigger("view.tour")
    await until(lambda: rig.window.first_run.tour)
    tour = rig.window.first_run.tour
    assert tour is not None
    return tour


def card(tour: TourLeader) -> Card:
    assert tour.coach.card is not None
    return tour.coach.card


def test_that_every_control_of_a_step_can_be_found() -> None:
    assert {deed.control for step in STEPS for deed in step.deeds} == CONTROLS


def test_that_picking_a_shot_is_seen_and_the_card_waits_for_next(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        tour = await begun(rig, project)
        assert (card(tour).progress, card(tour).control) == ("1 of 5", "grid")
        await until(tour.ring.isVisible)
        rig.clips.shelf.step(1)
        await until(lambda: card(tour).control == "pick")
        rig.trigger("pick.pick")
        await until(lambda: card(tour).done)
        where = tour.coach.geometry().topLeft()
        await asyncio.sleep(2.7)  # nothing goes from under a hand that is on its way to the button
        assert (card(tour).progress, tour.coach.geometry().topLeft()) == ("1 of 5", where)
        QTest.mouseClick(tour.coach.next, Qt.MouseButton.LeftButton)
        assert card(tour).progress == "2 of 5"
        assert not card(tour).done and rig.window.stage == "clips"
        tour.go(-1)
        assert card(tour).done

    in_window(scenario)


def test_that_the_keys_of_the_first_step_do_it_where_the_next_shots_are_picked(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.clips.shelf.step(1)
        rig.trigger("pick.pick")
        rig.clips.shelf.step(-1)
        tour = await begun(rig, project)
        for _ in card(tour).lines:
            tour.follow()
            now = next(line for line in card(tour).lines if line.current)
            assert now.command
            rig.trigger(now.command)
            await asyncio.sleep(0.05)
        await until(lambda: card(tour).done)

    in_window(scenario)


def test_that_clicks_go_through_the_ring_to_the_control(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        tour = await begun(rig, project)
        rig.clips.shelf.step(1)
        await until(lambda: card(tour).control == "pick" and tour.ring.isVisible())
        button = rig.clips.inspector.decisions.childAt(QPoint(10, 10))
        assert button is not None
        place = button.mapTo(rig.window, button.rect().center())
        assert tour.ring.geometry().contains(place)
        assert rig.window.childAt(place) is button
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        await until(lambda: card(tour).done)

    in_window(scenario)


def test_that_each_step_shows_its_stage_and_another_stage_shows_the_way_back(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        tour = await begun(rig, project)
        for step in STEPS[1:]:
            rig.press(Qt.Key.Key_F12)
            assert rig.window.stage == step.stage and card(tour).title == step.title
        rig.trigger("view.clips")
        await until(lambda: card(tour).control == "stage:train")
        item = rig.window.rail.item_of(rig.window.actions_["view.train"])
        middle = item.mapTo(rig.window, item.rect().center())
        await until(lambda: tour.ring.geometry().contains(middle))
        rig.press(Qt.Key.Key_F12, Qt.KeyboardModifier.ShiftModifier)
        assert rig.window.stage == "plan"

    in_window(scenario)


def test_that_the_card_stays_in_the_window_at_every_size_and_zoom(
    in_window: InWindow, project: Path, qapp: QApplication
) -> None:
    async def scenario(rig: Rig) -> None:
        tour = await begun(rig, project)
        for zoom, width, height in ((1.0, 1280, 800), (1.5, 1400, 900)):
            if zoom > 1:
                theme.apply(qapp, "light", zoom)
            rig.window.resize(width, height)
            for _ in STEPS:
                await asyncio.sleep(0.05)
                tour.follow()
                assert rig.window.rect().contains(tour.coach.geometry())
                assert tour.coach.height() >= tour.coach.wanted().height()
                tour.go(1)
            tour.go(-5)

    in_window(scenario)


def test_that_escape_leaves_and_the_end_is_remembered(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await begun(rig, project)
        rig.clips.shelf.grid.setFocus()
        rig.press(Qt.Key.Key_Escape)
        assert rig.window.first_run.tour is None
        assert not rig.window.actions_["view.tour_next"].isEnabled()
        assert not rig.window.preferences.value.toured
        rig.trigger("view.tour")
        await until(lambda: rig.window.first_run.tour)
        tour = rig.window.first_run.tour
        assert tour is not None
        for _ in STEPS:
            tour.go(1)
        assert not card(tour).further
        QTest.mouseClick(tour.coach.next, Qt.MouseButton.LeftButton)
        assert rig.window.first_run.tour is None
        rig.window.preferences.close()
        assert settings.load().toured

    in_window(scenario)


def test_that_writing_a_caption_and_saying_it_is_done_is_seen(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.clips.shelf.step(1)
        rig.trigger("pick.pick")
        tour = await taken(rig)
        tour.go(2)
        assert card(tour).control == "trigger"  # the project has none
        tour.follow()
        editor = rig.window.captions.stage.editor
        editor.write()
        QTest.keyClicks(editor.text, "A river at dawn")
        await until(lambda: card(tour).lines[1].done)
        assert not card(tour).lines[0].done and not card(tour).done
        rig.trigger("caption.done_next")
        await until(lambda: card(tour).lines[2].done)

    in_window(scenario)


def test_that_what_is_typed_goes_to_the_caption_that_the_card_is_about(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        row = rig.document.rows.settings
        rig.document.apply(changing(row, replace(row, trigger="Style")))
        rig.clips.shelf.step(1)
        rig.trigger("pick.pick")
        tour = await taken(rig)
        tour.go(2)
        await until(lambda: card(tour).control == "words")
        editor = rig.window.captions.stage.editor
        await until(lambda: QApplication.focusWidget() is editor.text)
        rig.press("a river at dawn")
        await until(lambda: card(tour).control == "done")
        assert editor.text.toPlainText() == "a river at dawn"

    in_window(scenario)


def test_that_a_project_without_films_is_offered_the_demo(
    in_window: InWindow, tmp_path: Path
) -> None:
    from app.core.library.project import Project

    Project.create(tmp_path / "Empty", "Empty").close()

    async def scenario(rig: Rig) -> None:
        tour = await begun(rig, tmp_path / "Empty")
        assert card(tour).demo and tour.coach.demo.isVisible()
        assert not tour.coach.next.isVisible()
        rig.press(Qt.Key.Key_Escape)
        assert rig.window.first_run.tour is None

    in_window(scenario)


def test_that_the_tour_ends_with_its_project_and_leaves_nothing_behind(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        tour = await begun(rig, project)
        gone: list[bool] = []
        tour.destroyed.connect(lambda: gone.append(True))
        del tour
        rig.trigger("project.close")
        await until(lambda: gone)
        assert rig.window.first_run.tour is None
        assert rig.window.findChildren(Coach) == [] and rig.window.findChildren(Ring) == []

    in_window(scenario)
