"""The menu of recipes on the stage *Plan*: a project, and a dataset file of its own."""

from __future__ import annotations

import asyncio
import dataclasses
import tomllib
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.core.export.plan_view import plan_view
from app.core.export.project_plan import ProjectPlanner
from app.core.export.recipes import own_recipes, read_recipe
from app.core.library.edits import changing
from app.core.library.snapshot import Snapshot
from app.core.planner.own_file import FilePlanner, OwnFile
from app.ui.document import Document
from app.ui.jobs import Jobs
from app.ui.plan.file_source import FileSource
from app.ui.plan.plan_tab import PlanTab
from app.ui.plan.recipe_keeping import RecipeNameDialog
from app.ui.plan.recipe_panel import RecipePanel
from app.ui.plan.recipe_row import RecipeRow
from app.ui.plan.recipes import RecipeMenu
from app.ui.plan.source import ProjectSource
from app.ui.widgets.dialog import Dialog
from tests.films import make_film
from tests.ui.plan.conftest import HEAD, STILLS, Counted, Stage, bare_project
from tests.ui.rig import until
from tests.ui.widgets.cut_words import cut_in_list

Scenario = Callable[[Stage], Awaitable[None]]


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("RUSHES_SETTINGS", str(tmp_path / "settings"))
    return


def live(folder: Path, scenario: Scenario) -> None:
    """Run a scenario over the small project with two datasets, in a loop."""

    async def run() -> None:
        project = bare_project(folder)
        project.add([HEAD, STILLS])
        document, jobs = Document(), Jobs()
        planning = Counted(document, jobs)
        tab = PlanTab(ProjectSource(document, planning, jobs))
        document.show(project, Snapshot.of(project))
        tab.resize(1300, 900)
        tab.show()
        stage = Stage(document, planning, tab)
        stage.count()
        try:
            await scenario(stage)
        finally:
            tab.close()
            await jobs.close()
            document.close()

    asyncio.run(run())


async def opened(menu: RecipeMenu) -> RecipePanel:
    menu.open()
    await until(lambda: menu.panel is not None and bool(menu.panel.rows))
    assert menu.panel is not None
    return menu.panel


async def row_of(panel: RecipePanel, name: str) -> RecipeRow:
    row = next(row for row in panel.rows if row.recipe.name == name)
    await until(lambda: row.outcome is not None)
    QApplication.processEvents()  # what was put into the list is shown
    return row


def names(stage: Stage) -> list[str]:
    return [each.name for each in stage.document.rows.datasets]


@pytest.mark.parametrize("zoom", [1.0, 1.5])
def test_that_the_words_of_all_recipes_are_whole_as_soon_as_the_list_opens(
    qtbot: QtBot, zoom: float
) -> None:
    def filled(window: QWidget) -> RecipePanel:
        panel = RecipePanel(window, may_change=True)
        read = read_recipe()
        recipes = [dataclasses.replace(read, purpose="words " * n) for n in range(10, 40)]
        panel.show_recipes(recipes, (), None)
        return panel

    assert cut_in_list(qtbot, zoom, filled) == []


def test_that_each_recipe_says_what_it_would_give_and_puts_it_in_one_step(tmp_path: Path) -> None:
    async def scenario(stage: Stage) -> None:
        panel = await opened(stage.tab.recipes)
        row = await row_of(panel, "wan21-24gb")
        assert row.outcome is not None and row.outcome.samples == 7
        assert row.says.text().startswith("7 samples · 7 steps · heaviest ")
        assert stage.tab.recipes.text() == "recipes"  # none of them made these datasets
        row.use_button.click()
        assert names(stage) == ["stills", "short", "long"]
        assert stage.tab.recipes.panel is None
        stage.count()
        assert stage.planning.plan is not None and stage.planning.plan.plan.samples == 7
        assert stage.tab.recipes.text() == "three-part mix"
        stage.document.undo()
        assert names(stage) == ["head", "stills"]

    live(tmp_path, scenario)


def test_that_sizes_are_fitted_or_as_the_recipe_says(tmp_path: Path) -> None:
    async def scenario(stage: Stage) -> None:
        panel = await opened(stage.tab.recipes)
        fitted = await row_of(panel, "wan21-start")
        assert fitted.outcome is not None and fitted.outcome.rows[0].resolution != (368, 192)
        panel.mode.choose("written")
        assert fitted.outcome is None
        written = await row_of(panel, "wan21-start")
        assert written.outcome is not None and written.outcome.rows[0].resolution == (368, 192)
        written.use_button.click()
        assert stage.document.rows.datasets[0].resolution == (368, 192)

    live(tmp_path, scenario)


def test_that_another_rate_is_asked_for_and_may_be_left(tmp_path: Path) -> None:
    async def scenario(stage: Stage) -> None:
        panel = await opened(stage.tab.recipes)
        for row in panel.rows:  # only where it is another one
            asks = not row.rate_box.isHidden() and row.rate_box.text() != ""
            assert asks == (row.recipe.rate != 16)
        row = await row_of(panel, "hunyuan-24gb")
        row.rate_box.click()
        row = await row_of(panel, "hunyuan-24gb")
        row.use_button.click()
        settings = stage.document.rows.settings
        assert (settings.architecture, settings.rate) == ("hunyuan", 16)
        stage.count()
        said = stage.tab.said.sentences()
        assert any("HunyuanVideo takes every frame for one of 24" in each for each in said)
        stage.tab.recipes.fit_rate()
        assert stage.document.rows.settings.rate == 24
        stage.count()
        assert not any("takes every frame" in each for each in stage.tab.said.sentences())

    live(tmp_path, scenario)


def test_that_a_recipe_of_ones_own_is_saved_renamed_and_deleted(tmp_path: Path) -> None:
    async def scenario(stage: Stage) -> None:
        await opened(stage.tab.recipes)
        stage.tab.recipes.save()
        await named(stage, "Mine")
        await until(lambda: len(own_recipes()[0]) == 1)
        (kept,) = own_recipes()[0]
        assert [each.name for each in kept.datasets] == ["head", "stills"]
        await until(lambda: stage.tab.recipes.text() == "Mine")
        row = await row_of(await opened(stage.tab.recipes), kept.name)
        assert row.isChecked()  # it made these datasets
        row.rename_asked.emit()
        await named(stage, "Yours")
        await until(lambda: own_recipes()[0][0].title == "Yours")
        row = await row_of(await opened(stage.tab.recipes), kept.name)
        row.remove_asked.emit()
        await until(lambda: isinstance(QApplication.activeModalWidget(), Dialog))
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, Dialog)
        dialog.accept()
        await until(lambda: not own_recipes()[0])

    async def named(stage: Stage, name: str) -> None:
        await until(lambda: isinstance(QApplication.activeModalWidget(), RecipeNameDialog))
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, RecipeNameDialog)
        dialog.field.setText(name)
        dialog.accept()

    live(tmp_path, scenario)


def test_that_the_list_is_walked_by_keys(tmp_path: Path) -> None:
    async def scenario(stage: Stage) -> None:
        panel = await opened(stage.tab.recipes)
        await row_of(panel, "wan21-24gb")
        assert panel.rows[0].isChecked()
        assert QApplication.focusWidget() is panel.rows[0]  # no click is needed
        QTest.keyClick(panel.rows[0], Qt.Key.Key_Down)
        assert panel.focusWidget() is panel.rows[1] and not panel.rows[1].isChecked()
        QTest.keyClick(panel.rows[1], Qt.Key.Key_Return)
        assert panel.rows[1].isChecked() and not panel.rows[0].isChecked()
        assert panel.rows[1].use_button.isVisible() and not panel.rows[0].use_button.isVisible()
        QTest.keyClick(panel, Qt.Key.Key_Escape)
        await until(lambda: stage.tab.recipes.panel is None)

    live(tmp_path, scenario)


def test_that_a_file_of_its_own_keeps_its_folders_when_a_recipe_is_put(tmp_path: Path) -> None:
    clips = tmp_path / "clips"
    clips.mkdir()
    for name, frames in (("a", 45), ("b", 60)):
        make_film(clips / f"{name}.mp4", frames)
        (clips / f"{name}.txt").write_text("words", encoding="utf-8")
    path = tmp_path / "dataset.toml"
    path.write_text(
        "# mine\n[general]\ncaption_extension = '.txt'\nenable_bucket = true\n\n[[datasets]]\n"
        f"video_directory = '{clips.as_posix()}'\ncache_directory = '{tmp_path.as_posix()}/c'\n"
        "target_frames = [9]\nresolution = [64, 48]\n",
        encoding="utf-8",
    )

    async def run() -> None:
        jobs = Jobs()
        source = FileSource(OwnFile(path), FilePlanner(path), jobs)
        source.count_again()
        await until(lambda: source.view is not None)
        menu = RecipeMenu(source)
        menu.show_view(source.view)
        panel = await opened(menu)
        row = await row_of(panel, "wan21-24gb")
        assert (
            row.outcome is not None and row.outcome.samples == 2 * 2 + 3
        )  # one of 45 frames gives a window twice
        assert "no folder of images" in row.outcome.notes[0]
        row.use_button.click()
        assert source.text.startswith("# mine")
        entries = tomllib.loads(source.text)["datasets"]
        assert {each["video_directory"] for each in entries} == {clips.as_posix()}
        assert len({each["cache_directory"] for each in entries}) == 2
        assert source.undo() == "Recipe: Three-part mix"
        assert "target_frames = [9]" in source.text
        menu.deleteLater()
        await jobs.close()

    asyncio.run(run())


def test_that_clips_of_another_rate_than_the_model_are_told_with_a_cure(tmp_path: Path) -> None:
    project = bare_project(tmp_path)
    settings = project.settings
    project.apply(changing(settings, dataclasses.replace(settings, architecture="framepack")))
    planner = ProjectPlanner()
    view = plan_view(planner.update(project), planner.films)
    (said,) = [each for each in view.said if each.cure]
    assert said.cure == "plan.fit_rate" and said.grade == "warn"
    assert "FramePack takes every frame for one of 30" in said.sentence
    assert "1.88 times too fast" in said.sentence
    project.close()
