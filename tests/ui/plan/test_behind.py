"""The clips behind a number, listed over the ledger."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.export.plan_view import file_view
from app.core.planner.costs.setups import Setup
from app.core.planner.facts import Source, VideoFact
from app.core.planner.tables.ledger_table import Column
from app.ui.jobs import Jobs
from app.ui.plan.behind import BehindPopover
from app.ui.widgets.surface import Surface
from tests.core.planner.entry_files import config_with, plan_of, sources, video_entry
from tests.ui.plan.conftest import Stage
from tests.ui.plan.test_ledger import click_cell

Key = Qt.Key


def live(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run work in a loop that also serves Qt."""

    async def both() -> None:
        task = asyncio.ensure_future(work())
        while not task.done():
            QApplication.processEvents()
            await asyncio.sleep(0.005)
        await task

    asyncio.run(both())


async def listed(popover: BehindPopover, number: int) -> None:
    end = time.monotonic() + 20
    while popover.list.behind.rowCount() != number:
        assert time.monotonic() < end, popover.list.behind.rowCount()
        await asyncio.sleep(0.005)


def opened(stage: Stage) -> BehindPopover:
    popover = stage.tab.ledger_card.behind
    assert popover is not None
    return popover


def test_that_a_click_lists_the_clips_of_that_number(stage: Stage) -> None:
    async def work() -> None:
        click_cell(stage.tab.ledger, 0, Column.WINDOWS)
        popover = opened(stage)
        await listed(popover, 2)
        assert popover.what == "windows" == popover.tabs.current()
        texts = [popover.list.behind.texts(row) for row in popover.list.behind.rows]
        assert texts == [
            ("film · 00:00:00:00", "32 frames · 1 frame from 0"),
            ("film · 00:00:02:02", "27 frames · 1 frame from 0"),
        ]
        assert popover.count.text() == "2 clips"
        assert not popover.grab().isNull()
        popover.close()

    live(work)


def test_that_another_number_of_the_row_is_a_tab_away(stage: Stage) -> None:
    async def work() -> None:
        click_cell(stage.tab.ledger, 1, Column.SAMPLES)
        popover = opened(stage)
        await listed(popover, 1)
        popover.tabs.choose("dropped")
        await listed(popover, 1)
        (row,) = popover.list.behind.rows
        assert popover.list.behind.texts(row)[1].startswith("27 frames · nothing for 29")
        popover.tabs.choose("collide")
        await listed(popover, 0)
        assert popover.count.text() == "0 clips" and not popover.show_button.isEnabled()
        popover.close()

    live(work)


def test_that_a_filter_narrows_and_enter_shows_the_clip(stage: Stage) -> None:
    asked: list[tuple[str, int]] = []
    stage.tab.clip_asked.connect(lambda *args: asked.append(args))

    async def work() -> None:
        click_cell(stage.tab.ledger, 0, Column.SAMPLES)
        popover = opened(stage)
        await listed(popover, 2)
        QTest.keyClicks(popover.filter, "02:02")
        assert popover.list.behind.rowCount() == 1 and popover.count.text() == "1 of 2 clips"
        QTest.keyClick(popover.filter, Key.Key_Return)

    live(work)
    second = next(clip for clip in stage.document.rows.clips if clip.start == 50)
    assert asked == [("clip", second.id)]


def test_that_arrows_in_the_filter_walk_through_the_list(stage: Stage) -> None:
    async def work() -> None:
        click_cell(stage.tab.ledger, 0, Column.SAMPLES)
        popover = opened(stage)
        await listed(popover, 2)
        assert popover.list.currentIndex().row() == 0
        QTest.keyClick(popover.filter, Key.Key_Down)
        QTest.keyClick(popover.filter, Key.Key_Down)
        assert popover.list.currentIndex().row() == 1
        QTest.keyClick(popover.filter, Key.Key_Escape)
        assert not popover.isVisible()

    live(work)


def test_that_a_popover_closed_while_it_looks_does_no_harm(stage: Stage) -> None:
    async def work() -> None:
        click_cell(stage.tab.ledger, 0, Column.SAMPLES)
        opened(stage).close()
        end = time.monotonic() + 20
        while stage.tab.ledger_card.behind is not None:  # nothing is held for it any more
            assert time.monotonic() < end
            await asyncio.sleep(0.01)

    live(work)


def test_that_30000_clips_are_listed_and_scrolled_without_a_halt(
    qapp: QApplication, qtbot: QtBot
) -> None:
    clips = [Source(f"v/{n:05}.mp4", VideoFact(46 + n % 43, 1920, 1040)) for n in range(30_000)]
    entry = video_entry(target_frames=[45], frame_extraction="uniform", frame_sample=2)
    view = file_view(plan_of(config_with(entry), sources(*clips)), "", ("clips",), Setup())
    line = view.sums.table.lines()[0]
    window, jobs = Surface(), Jobs()
    qtbot.addWidget(window)
    window.resize(800, 700)
    window.show()
    halts: list[float] = []

    async def work() -> None:
        popover = BehindPopover(window, view, line, jobs)
        popover.show_at(window.mapToGlobal(window.rect().center()), "samples")
        await listed(popover, 30_000)
        bar = popover.list.verticalScrollBar()
        for place in range(0, bar.maximum(), bar.maximum() // 20):
            before = time.process_time()
            bar.setValue(place)
            popover.list.viewport().repaint()
            halts.append(time.process_time() - before)
        before = time.process_time()
        popover.filter.setText("2999")
        halts.append(time.process_time() - before)
        assert popover.list.behind.rowCount() == 13
        assert popover.show_button.isHidden()  # no project
        popover.close()
        await jobs.close()

    live(work)
    assert sorted(halts)[len(halts) // 2] < 0.033 and max(halts) < 0.2
