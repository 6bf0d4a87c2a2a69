"""Exporting for another trainer from *Plan*."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.core.export.others.trainers import TRAINERS
from app.ui.plan.others_dialog import OthersDialog
from app.ui.widgets.table import Role
from tests.ui.conftest import Run
from tests.ui.plan.conftest import Stage
from tests.ui.rig import until

Live = Callable[[Callable[[], Awaitable[None]]], None]


@pytest.fixture
def live(qt_run: Run, stage: Stage) -> Live:
    """Run a coroutine on the loop, and let all threads of the jobs leave."""

    def run(work: Callable[[], Awaitable[None]]) -> None:
        async def whole() -> None:
            await work()
            await stage.tab.source.jobs.close()

        qt_run(whole())

    return run


def shown() -> OthersDialog | None:
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, OthersDialog) and widget.isVisible():
            return widget
    return None


async def asked(stage: Stage) -> OthersDialog:
    """Open the dialog and wait for its counts."""
    stage.tab.others.ask()
    await until(lambda: shown() is not None)
    dialog = shown()
    assert dialog is not None
    await until(lambda: dialog.export.isEnabled())
    return dialog


def cells(dialog: OthersDialog, row: int) -> list[str]:
    model = dialog.table.model()
    return [str(model.index(row, column).data()) for column in range(model.columnCount())]


def test_that_the_dialog_says_what_is_written_and_what_differs(stage: Stage, live: Live) -> None:
    async def work() -> None:
        dialog = await asked(stage)
        assert cells(dialog, 0) == ["head_64x48x1", "64×48", "2", "1", "2"]
        assert cells(dialog, 1) == ["head_64x48x29", "64×48×29", "1", "1", "1"]
        total = dialog.table.model().rowCount() - 1
        view = stage.tab.source.view
        assert view is not None and cells(dialog, total)[-1] == str(view.plan.samples)
        assert dialog.table.model().index(total, 0).data(Role.TOTAL) is True
        assert "same order" in dialog.differences.text()
        assert dialog.where.text().endswith("dataset-diffusion-pipe")
        dialog.choice.setCurrentIndex(list(TRAINERS).index("ai-toolkit"))
        assert not dialog.export.isEnabled(), "not before it is counted"
        await until(lambda: "It counts steps" in dialog.differences.text())
        assert dialog.where.text().endswith("dataset-ai-toolkit")
        heads = [dialog.table.model().headerData(n, Qt.Orientation.Horizontal) for n in range(5)]
        tips = [
            dialog.table.model().index(0, n).data(Qt.ItemDataRole.ToolTipRole) for n in range(5)
        ]
        assert all(heads) and all(tips)
        dialog.reject()
        await asyncio.sleep(0)

    live(work)


def test_that_it_is_written_and_told(stage: Stage, live: Live) -> None:
    told: list[tuple[str, str]] = []
    said: list[tuple[str, str]] = []
    stage.tab.written.connect(lambda sentence, folder: told.append((sentence, folder)))
    stage.tab.others.said.connect(lambda sentence, grade: said.append((sentence, grade)))
    folder = stage.document.project.folder / "dataset-simpletuner"
    before = stage.document.undo_label

    async def work() -> None:
        dialog = await asked(stage)
        dialog.choice.setCurrentIndex(list(TRAINERS).index("simpletuner"))
        await until(lambda: dialog.export.isEnabled())
        dialog.export.click()
        await until(lambda: bool(told))

    live(work)
    assert told == [(f"4 files for SimpleTuner in {folder}, 4 written now.", str(folder))]
    assert said == []
    assert (folder / "multidatabackend.json").exists() and (folder / "README.txt").exists()
    assert len(list(folder.rglob("*.mp4"))) == 1 and len(list(folder.rglob("*.png"))) == 3
    assert stage.document.undo_label == before


def test_that_what_stops_the_trainer_is_said_in_place_of_sets(stage: Stage, live: Live) -> None:
    source = stage.tab.source
    source.change_text(source.text.replace("[64, 48]", "[4, 4]"), "Too small")
    stage.count()

    async def work() -> None:
        stage.tab.others.ask()
        await until(lambda: shown() is not None)
        dialog = shown()
        assert dialog is not None
        await until(lambda: "stops before training" in dialog.differences.text())
        assert not dialog.export.isEnabled() and not dialog.table.isVisible()
        dialog.reject()
        await asyncio.sleep(0)

    live(work)


def test_that_the_trainer_of_last_time_is_chosen_again(stage: Stage, live: Live) -> None:
    async def work() -> None:
        dialog = await asked(stage)
        dialog.choice.setCurrentIndex(list(TRAINERS).index("finetrainers"))
        await until(lambda: dialog.export.isEnabled())
        written: list[str] = []
        stage.tab.written.connect(lambda sentence, _: written.append(sentence))
        dialog.export.click()
        await until(lambda: bool(written))
        again = await asked(stage)
        assert again.trainer.key == "finetrainers"
        again.reject()
        await asyncio.sleep(0)

    live(work)


def test_that_the_button_beside_export_asks(stage: Stage, live: Live) -> None:
    async def work() -> None:
        stage.tab.figures.other_button.click()
        await until(lambda: shown() is not None)
        dialog = shown()
        assert dialog is not None
        dialog.reject()
        await asyncio.sleep(0)

    live(work)
