"""A dataset file of its own on the stage *Plan*."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.core.errors import DatasetError
from app.core.planner.own_file import FilePlanner, OwnFile
from app.core.planner.text import entry_text
from app.ui.jobs import Jobs
from app.ui.plan.card_controls import PathControl, StepEdit
from app.ui.plan.datasets import DatasetColumn
from app.ui.plan.file_source import FileSource
from app.ui.plan.plan_tab import PlanTab
from tests.films import make_film
from tests.ui.rig import until


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """Two clips of 45 and 50 frames, read by one dataset."""
    clips = tmp_path / "clips"
    clips.mkdir()
    for name, frames in (("a", 45), ("b", 50)):
        make_film(clips / f"{name}.mp4", frames)
        (clips / f"{name}.txt").write_text("words", encoding="utf-8")
    path = tmp_path / "dataset.toml"
    path.write_text(
        f"# mine\n[general]\nresolution = [64, 48]\ncaption_extension = '.txt'\n\n[[datasets]]\n"
        f"video_directory = '{clips.as_posix()}'\ncache_directory = '{tmp_path.as_posix()}/long'\n"
        "frame_extraction = 'uniform'\nframe_sample = 2\ntarget_frames = [45]  # long ones\n",
        encoding="utf-8",
    )
    return path


def live(dataset: Path, scenario: Callable[[FileSource], Awaitable[None]]) -> None:
    async def run() -> None:
        jobs = Jobs()
        source = FileSource(OwnFile(dataset), FilePlanner(dataset), jobs)
        source.count_again()
        await until(lambda: source.view is not None)
        await scenario(source)
        await jobs.close()

    asyncio.run(run())


def written(dataset: Path) -> str:
    return dataset.read_text(encoding="utf-8")


def samples(source: FileSource) -> int | None:
    return source.view.ledger.samples if source.view is not None else None


def test_that_a_file_is_counted_changed_and_saved(qapp: QApplication, dataset: Path) -> None:
    async def scenario(source: FileSource) -> None:
        assert samples(source) == 3 and source.view is not None
        assert source.view.names == ("long",) and source.view.chart.clips == 2
        change = partial(entry_text.with_value, dataset=0, key="target_frames", value=[41])
        source.change_entry(change, "Frames")
        await until(lambda: samples(source) == 4)
        assert "[45]" in written(dataset) and source.file.is_changed
        await source.save()
        assert "target_frames = [41]  # long ones\n" in written(dataset)
        assert source.undo() == "Frames"
        await until(lambda: samples(source) == 3)
        with pytest.raises(DatasetError):
            source.change_text("= 1", "Text")
        assert source.redo() == "Frames"

    live(dataset, scenario)


def test_that_trying_and_another_setup_change_nothing_in_the_file(
    qapp: QApplication, dataset: Path
) -> None:
    async def scenario(source: FileSource) -> None:
        before = source.text
        source.try_text(entry_text.with_value(before, 0, "num_repeats", 2))
        await until(lambda: samples(source) == 6)
        assert source.view is not None and source.view.tentative and source.text == before
        source.try_text(None)
        source.change_setup(replace(source.setup, swap=3), "Swap")
        await until(lambda: samples(source) == 3 and source.view.costs.setup.swap == 3)  # type: ignore[union-attr]
        source.change_architecture("hunyuan")
        await until(lambda: source.view.plan.architecture.name == "hunyuan")  # type: ignore[union-attr]
        assert not source.file.is_changed and source.file.undo_label is None

    live(dataset, scenario)


def test_that_the_tab_shows_a_file_without_a_project(qapp: QApplication, dataset: Path) -> None:
    async def scenario(source: FileSource) -> None:
        tab = PlanTab(source)
        tab.resize(1300, 900)
        tab.show()
        assert tab.stack.currentWidget() is tab.splitter
        assert tab.figures.samples.value() == "3"
        assert tab.toml.text.toPlainText() == source.text
        tab.close()

    live(dataset, scenario)


def test_that_cards_change_a_file_and_keep_what_a_person_wrote(
    qapp: QApplication, dataset: Path
) -> None:
    async def scenario(source: FileSource) -> None:
        column = DatasetColumn(source)
        assert source.view is not None
        column.show_view(source.view)
        card = column.cards[0]
        assert card.head.title() == "long" and card.chip.text() == "3 samples, 1 lost"
        assert card.rows["resolution"].words() == "64 × 48"  # of [general]
        control = card.rows["target_frames"].control
        assert isinstance(control, StepEdit)
        control.setText("41")
        control.editingFinished.emit()
        assert "target_frames = [41]  # long ones" in source.text
        folder = card.rows["video_directory"].control
        assert isinstance(folder, PathControl) and folder.edit.text().endswith("/clips")
        column.hand.focus_card(0)
        column.hand.duplicate()
        assert source.text.count("[[datasets]]") == 2
        column.refresh()
        assert [each.head.title() for each in column.cards] == ["long", "long 2"]
        for _ in range(2):
            source.undo()
        assert source.text == written(dataset)
        column.deleteLater()

    live(dataset, scenario)


def test_that_cards_say_where_a_file_is_no_toml(qapp: QApplication, dataset: Path) -> None:
    async def scenario(source: FileSource) -> None:
        column = DatasetColumn(source)
        assert source.view is not None
        column.show_view(source.view)
        assert column.cards == [] and "line 2" in column.trouble()
        column.deleteLater()

    dataset.write_text("[[datasets]]\nresolution = = 3\n", encoding="utf-8")
    live(dataset, scenario)


def test_that_a_dataset_is_called_at_once_as_its_plan_will_call_it(
    qapp: QApplication, dataset: Path
) -> None:
    async def scenario(source: FileSource) -> None:
        assert source.view is not None
        column = DatasetColumn(source)
        column.show_view(source.view)
        values = {"video_directory": "rain", "cache_directory": "rain_cache"}
        source.change_entry(partial(entry_text.with_entry, place=1, values=values), "Add")
        column.refresh()
        titles = [card.head.title() for card in column.cards]
        assert len(source.view.names) == 1, "the plan lags behind"
        await until(lambda: source.view is not None and len(source.view.names) == 2)
        assert titles == ["long", "rain"] == list(source.view.names)
        column.deleteLater()

    live(dataset, scenario)
