"""What is lost, by reason, in the window: folding, cures by mouse and keyboard, what is stale."""

from __future__ import annotations

import asyncio
import dataclasses

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.core.export.plan_view import plan_view
from app.core.export.project_plan import ProjectPlanner
from app.core.library.edits import changing
from app.core.library.model import Clip
from app.core.library.readable import readable
from app.ui.plan.losses import LossCard
from app.ui.plan.losses_table import LossTable
from tests.ui.conftest import Run
from tests.ui.plan.conftest import Stage


def card(stage: Stage, qtbot: QtBot) -> LossCard:
    """Return the card once it has found the cures of what is in sight."""
    found = stage.tab.losses
    found.table.viewport().repaint()
    qtbot.waitUntil(lambda: not found.finder.busy)
    return found


def short_clip(stage: Stage) -> Clip:
    """Return the clip that loses a sample."""
    return next(clip for clip in stage.document.rows.clips if clip.start == 50)


def words(table: LossTable) -> list[str]:
    return [str(table.losses.index(row, 0).data()) for row in range(table.losses.rowCount())]


def press(table: LossTable, where: QPoint) -> None:
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)


def test_that_a_reason_has_its_sum_and_its_clips_with_their_cures(
    stage: Stage, qtbot: QtBot
) -> None:
    shown = card(stage, qtbot)
    head, clip = words(shown.table)
    assert head == "Too short for 29 frames · head · 1 clip · 1 sample lost · Extend by 2 frames"
    assert clip.startswith("film · 00:00:02:02 · 27 frames · 2 frames short.")
    assert clip.endswith("Extend by 2 frames")
    assert shown.chip.text() == "1 sample"
    cures = shown.table.losses.cures(1)
    assert cures is not None
    assert [cure.kind for cure in cures] == ["extend", "lower", "beside", "leave"]


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_that_a_cure_is_one_step_that_undo_takes_back(stage: Stage, qtbot: QtBot, by: str) -> None:
    table = card(stage, qtbot).table
    clip, before = short_clip(stage), readable(stage.document.project)
    if by == "mouse":
        press(table, table.spots(1).button.center().toPoint() - QPoint(20, 0))
    else:
        table.select(1)
        QTest.keyClick(table, Qt.Key.Key_Return)
    after = short_clip(stage)
    assert after.end > clip.end and after.start == clip.start
    assert stage.document.undo_label == "Extend by 2 frames"
    stage.count()
    assert stage.tab.losses.chip.text() == "nothing"
    assert not stage.tab.losses.nothing.isHidden()
    stage.document.undo()
    assert readable(stage.document.project) == before


def test_that_a_press_beside_the_button_cures_nothing(stage: Stage, qtbot: QtBot) -> None:
    table = card(stage, qtbot).table
    label = stage.document.undo_label
    spots = table.spots(1)
    press(table, QPoint(int(spots.fold.right()) + 40, int(spots.fold.center().y())))
    inside = spots.button.center().toPoint() - QPoint(20, 0)
    QTest.mousePress(table.viewport(), Qt.MouseButton.LeftButton, pos=inside)
    QTest.mouseRelease(table.viewport(), Qt.MouseButton.LeftButton, pos=inside + QPoint(0, 200))
    assert stage.document.undo_label == label


def test_that_a_cure_of_a_clip_changed_meanwhile_does_nothing_and_says_so(
    stage: Stage, qtbot: QtBot
) -> None:
    shown = card(stage, qtbot)
    cures = shown.table.losses.cures(1)
    assert cures is not None
    clip = short_clip(stage)
    stage.document.apply(changing(clip, dataclasses.replace(clip, end=80)))
    with qtbot.waitSignal(shown.curing.said) as said:
        shown.curing.cure(cures[0])
    assert "changed meanwhile" in said.args[0]
    assert short_clip(stage).end == 80


def test_that_a_cure_of_the_file_is_one_step_and_stale_where_its_entry_changed(
    stage: Stage, qtbot: QtBot
) -> None:
    shown = card(stage, qtbot)
    lower = next(cure for cure in shown.table.losses.cures(1) or () if cure.kind == "lower")
    before = readable(stage.document.project)
    shown.curing.cure(lower)
    assert stage.document.rows.datasets[0].target_frames == (1, 25)
    assert stage.document.undo_label == "Lower 29 to 25"
    with qtbot.waitSignal(shown.curing.said):
        shown.curing.cure(lower)
    stage.document.undo()
    assert readable(stage.document.project) == before


def test_that_a_clip_without_room_says_so_and_offers_the_file(stage: Stage, qtbot: QtBot) -> None:
    clip, shot = short_clip(stage), stage.document.rows.shots[1]
    tight = dataclasses.replace(shot, start=clip.start, end=clip.end)
    stage.document.apply(changing(shot, tight))
    stage.count()
    shown = card(stage, qtbot)
    assert "The shot ends there: it has 27 frames of the 29." in words(shown.table)[1]
    cures = shown.table.losses.cures(1)
    assert cures is not None and cures[0].label == "Lower 29 to 25"


def test_that_the_keyboard_folds_leaves_out_and_shows_the_clip(stage: Stage, qtbot: QtBot) -> None:
    table = card(stage, qtbot).table
    table.select(1)
    with qtbot.waitSignal(stage.tab.clip_asked) as asked:
        QTest.keyClick(table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert asked.args == ["clip", short_clip(stage).id]
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert table.losses.rowCount() == 1 and table.currentIndex().row() == 0
    QTest.keyClick(table, Qt.Key.Key_Right)
    assert table.losses.rowCount() == 2
    table.select(1)
    QTest.keyClick(table, Qt.Key.Key_Delete)
    assert short_clip(stage).state == "rejected"


def test_that_a_click_on_the_title_shows_the_clip(stage: Stage, qtbot: QtBot) -> None:
    table = card(stage, qtbot).table
    with qtbot.waitSignal(stage.tab.clip_asked) as asked:
        press(table, table.spots(1).fold.center().toPoint())
    assert asked.args == ["clip", short_clip(stage).id]


def test_that_what_was_folded_stays_so_with_the_next_plan(stage: Stage, qtbot: QtBot) -> None:
    table = card(stage, qtbot).table
    press(table, table.spots(0).fold.center().toPoint())
    assert table.losses.rowCount() == 1
    stage.count()
    assert table.losses.rowCount() == 1 and table.currentIndex().row() == 0


def test_that_a_word_that_is_missing_is_asked_of_captions(stage: Stage, qtbot: QtBot) -> None:
    clip = short_clip(stage)
    stage.document.apply(changing(clip, dataclasses.replace(clip, caption="")))
    stage.count()
    table = card(stage, qtbot).table
    bare = next(row for row, text in enumerate(words(table)) if text.startswith("No caption"))
    table.fold(bare)
    card(stage, qtbot)
    table.select(bare + 1)
    with qtbot.waitSignal(stage.tab.caption_asked) as asked:
        QTest.keyClick(table, Qt.Key.Key_Return)
    assert asked.args == ["clip", clip.id]


def test_that_all_of_a_reason_is_cured_in_one_step(stage: Stage, qtbot: QtBot) -> None:
    source = stage.document.rows.sources[0].id
    stage.document.project.add(
        [Clip(source=source, start=n, end=n + 40, caption="a boat") for n in range(3)]
    )
    stage.count()
    shown = card(stage, qtbot)
    before = readable(stage.document.project)
    with qtbot.waitSignal(shown.curing.undoable) as said:
        shown.cure_all()
    assert said.args[0].startswith("Extend all: 3 → 7 samples") or "→" in said.args[0]
    assert stage.document.undo_label == "Extend all"
    stage.count()
    assert not any(group.reason == "short" for group in stage.tab.losses.table.losses.groups())
    stage.document.undo()
    assert readable(stage.document.project) == before


def test_that_many_clips_are_cured_beside_the_window_in_one_step(
    stage: Stage, qtbot: QtBot, qt_run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.ui.plan import losses_curing, losses_finding

    monkeypatch.setattr(losses_curing, "_MANY", 1)
    monkeypatch.setattr(losses_finding, "MOST_AHEAD", 0)
    source = stage.document.rows.sources[0].id
    stage.document.project.add(
        [Clip(source=source, start=n, end=n + 40, caption="a boat") for n in range(3)]
    )
    stage.count()
    before = readable(stage.document.project)
    shown = stage.tab.losses

    async def scenario() -> None:
        told = asyncio.Event()
        shown.curing.undoable.connect(lambda _: told.set())
        shown.cure_all()
        await told.wait()
        await stage.tab.source.jobs.close()

    qt_run(scenario())
    assert stage.document.undo_label == "Extend all"
    stage.document.undo()
    assert readable(stage.document.project) == before


def test_that_the_other_cures_are_in_a_menu_with_their_numbers(
    stage: Stage, qtbot: QtBot, qapp: QApplication
) -> None:
    shown = card(stage, qtbot)
    press(shown.table, shown.table.spots(1).more.center().toPoint())
    menu = next(each for each in shown.findChildren(QMenu))
    texts = [action.text() for action in menu.actions() if action.text()]
    assert texts[0] == "Extend by 2 frames\t3 → 4" and texts[-1].startswith("Show in Clips")
    assert any(text.startswith("Lower 29 to 25\t3 → ") for text in texts)
    menu.close()


def test_that_what_is_only_tried_or_read_has_no_cures(stage: Stage, qtbot: QtBot) -> None:
    planner = ProjectPlanner()
    plan = planner.update(stage.document.project)
    stage.planning._show(plan, plan_view(plan, planner.films, tentative=True))
    assert stage.tab.losses.table.losses.cures(1) == ()
    label = stage.document.undo_label
    stage.tab.losses.cure_all()
    assert stage.document.undo_label == label


def test_that_nothing_is_called_lost_only_where_no_pick_is_left_out(
    stage: Stage, qtbot: QtBot
) -> None:
    short = short_clip(stage)
    stage.document.apply(changing(short, dataclasses.replace(short, end=140)))
    stage.count()
    shown = card(stage, qtbot)
    assert shown.chip.text() == "1 pick left out" and shown.nothing.isHidden()
    head = words(shown.table)[0]
    assert head.startswith("Outside their film · 1 clip") and "End before the film's end" in head
