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
from app.core.planner import entry_text
from app.core.planner.own_file import FilePlanner, OwnFile
from app.ui.jobs import Jobs
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
        source.save()
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
