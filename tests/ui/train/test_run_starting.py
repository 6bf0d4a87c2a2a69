"""One click: exported, frozen, started; what cannot be is refused in a sentence, in its place."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import Qt

from app.core import trainers
from app.core.library.project import Project
from app.core.training.folder import read_run, read_state, run_folders
from app.core.training.recipe.recipe_edits import recipe_edit, recipe_of_project
from app.core.training.runs import foreign, members
from app.core.training.runs.life import state_of
from app.core.training.trainer.info import TrainerInfo
from app.ui.train.run_starting import RunStarting
from app.ui.train.run_telling import RUNS_ON
from app.ui.train.setup_state import TrainerSetup
from app.ui.widgets.button import Button
from app.ui.widgets.label import Label
from tests.core.export.makers import small_project
from tests.run_folders import FAILED, Recipe, write_run
from tests.standin import alive, make_standin, python_of, release
from tests.ui.rig import InWindow, Rig, until

LONG = 90.0  # seconds: four programs are started, one of which reads a film


@pytest.fixture
def paper(tmp_path: Path) -> Iterator[Path]:
    """A project of two clips and a still; runs that a test leaves are ended."""
    project = small_project(tmp_path)
    project.close()
    yield project.folder
    for folder in run_folders(project.folder):
        with contextlib.suppress(psutil.Error):
            if (pid := read_state(folder).pid) not in (None, os.getpid()):
                psutil.Process(pid).kill()
        mark = members.mark_of(folder)
        members.kill(lambda mark=mark: members.marked(mark))  # type: ignore[misc]


@pytest.fixture
def trainer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A trainer that trains ten steps and then stands still, set up as a person does."""
    folder = make_standin(tmp_path / "musubi-tuner", gate="train@10", seconds_per_step=0.01)
    info = TrainerInfo(folder=folder, python=python_of(folder), version="0.3.4")
    monkeypatch.setattr(TrainerSetup, "info", info)
    monkeypatch.setattr(trainers, "running_trainings", list)  # of the person, or of other tests
    return folder


def set_up(project: Path, models: Path) -> dict[str, dict[str, str]]:
    """Let the project train one epoch; return files of models that are there."""
    models.mkdir()
    files = {role: models / f"{role}.safetensors" for role in ("dit", "vae", "t5")}
    for file in files.values():
        file.write_bytes(b"")
    with Project.open(project) as opened:
        recipe = recipe_of_project(opened.settings).with_value("train.max_train_epochs", 1)
        opened.apply(recipe_edit(opened.settings, recipe, "One epoch"))
    return {"t2v-14B": {role: str(file) for role, file in files.items()}}


async def shown(rig: Rig, project: Path) -> None:
    rig.window.preferences.change(told=(RUNS_ON,))
    await rig.open(project)
    rig.trigger("view.train")
    await until(lambda: rig.window.parts.runs.queue is not None)


def trouble(rig: Rig) -> str:
    notice = rig.window.train.run.pane.trouble
    return notice.sentence() if notice.isVisible() else ""


@pytest.mark.timeout(180)
def test_that_one_click_trains_and_the_window_follows(
    in_window: InWindow, paper: Path, trainer: Path, tmp_path: Path
) -> None:
    models = set_up(paper, tmp_path / "models")

    async def scenario(rig: Rig) -> None:
        rig.window.preferences.change(models=models)
        await shown(rig, paper)
        pane = rig.window.train.run.pane
        side = rig.window.train.areas[2]
        assert not side.isVisible() and not pane.head.start.isVisible()
        assert pane.first.isVisible() and pane.first.isEnabled()
        pane.first.click()
        assert not pane.first.isEnabled() and pane.first.text() == "Starting…"
        await until(lambda: rig.window.jobs.queued)
        assert rig.window.jobs.queued[0].title == "Exporting, then starting the training"
        await until(lambda: pane.view is not None or trouble(rig), within=LONG)
        assert trouble(rig) == ""
        assert side.isVisible() and side.width() >= side.minimumWidth()
        (folder,) = run_folders(paper)
        run = read_run(folder)
        assert run is not None and run.epochs == 1 and len(run.files) == 6
        await until(lambda: pane.view and pane.view.state.point, within=LONG)
        await until(lambda: "step" in pane.steps.widgets[-1].card.words, within=LONG)
        assert pane.view is not None and pane.view.running
        assert [each.card.mark for each in pane.steps.widgets] == ["done", "done", "done",
                                                                   "running"]  # fmt: skip
        release(trainer)
        await until(lambda: pane.view and pane.view.state.ended, within=LONG)
        assert pane.view.state.state == "done", pane.view.state.trouble
        assert pane.head.chip.text() == "done"
        assert rig.sentences == []  # it stands on the screen
        assert pane.head.start.isVisible()
        assert not alive(trainer)

    in_window(scenario)


@pytest.mark.timeout(180)
def test_that_a_training_goes_on_when_the_window_is_closed_and_can_be_stopped_later(
    in_window: InWindow, paper: Path, trainer: Path, tmp_path: Path
) -> None:
    models = set_up(paper, tmp_path / "models")

    async def scenario(rig: Rig) -> None:
        rig.window.preferences.change(models=models)
        await shown(rig, paper)
        rig.press(Qt.Key.Key_F9)
        runs = rig.window.parts.runs
        await until(lambda: runs.view and runs.view.state.point, within=LONG)
        folder = runs.view.folder if runs.view else paper
        await rig.reopened()
        assert state_of(folder).state == "running"
        await shown(rig, paper)
        pane = rig.window.train.run.pane
        await until(lambda: pane.view and pane.view.running)
        rig.trigger("train.stop_now")
        (await rig.dialog()).accept()
        await until(lambda: pane.ending.isVisible(), within=LONG)
        assert pane.head.chip.text() == "stopped"
        assert "No checkpoint was written" in pane.ending.sentence.text()
        assert not alive(trainer)

    in_window(scenario)


def test_that_without_a_trainer_start_says_so_and_leads_there(
    in_window: InWindow, paper: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await shown(rig, paper)
        asked: list[str] = []
        session = rig.window.train.session
        session.asked.connect(asked.append)
        rig.trigger("train.start")
        assert trouble(rig) == "musubi-tuner was not found: choose its folder."
        notice = rig.window.train.run.pane.trouble
        next(each for each in notice.findChildren(Button) if each.text()).click()
        assert asked[-1] == "train.setup"
        assert run_folders(paper) == []

    in_window(scenario)


def test_that_what_was_refused_is_said_no_longer_than_it_is_so(
    in_window: InWindow, paper: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    models = set_up(paper, tmp_path / "models")
    folder = make_standin(tmp_path / "musubi-tuner")
    info = TrainerInfo(folder=folder, python=python_of(folder), version="0.3.4")

    async def scenario(rig: Rig) -> None:
        await shown(rig, paper)
        pane = rig.window.train.run.pane
        said = pane.empty.accessibleName()
        assert "Before the first run: musubi-tuner was not found" in said
        assert pane.first.isVisible() and pane.first.text() == "Set up trainer and models"
        rig.trigger("train.start")
        assert trouble(rig) == "musubi-tuner was not found: choose its folder."
        assert not pane.first.isVisible()  # it is said once, with one button
        assert "musubi-tuner" not in pane.empty.accessibleName()
        pane.trouble._close.click()
        assert pane.first.isVisible() and pane.empty.accessibleName() == said
        rig.trigger("train.start")
        monkeypatch.setattr(TrainerSetup, "info", info)
        rig.window.preferences.change(gpu=1)
        await until(lambda: trouble(rig) != "musubi-tuner was not found: choose its folder.")
        rig.window.preferences.change(models=models)
        await until(lambda: not trouble(rig))
        assert pane.first.isVisible() and pane.first.text() == "Start training"
        assert "Before the first run" not in pane.empty.accessibleName()

    in_window(scenario)


def test_that_a_foreign_training_is_told_of_no_longer_than_it_runs(
    in_window: InWindow, paper: Path, trainer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["Another training runs on this machine."]
    monkeypatch.setattr(foreign, "foreign_words", lambda: tuple(words))

    async def scenario(rig: Rig) -> None:
        await shown(rig, paper)
        others = rig.window.train.run.others
        notice = rig.window.train.run.pane.others
        await until(notice.isVisible)
        assert others.again.isActive()
        words.clear()
        others.again.timeout.emit()
        await until(lambda: not notice.isVisible())

    in_window(scenario)


def test_that_a_cure_of_a_failure_is_set_in_the_recipe_in_one_step(
    in_window: InWindow, paper: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        folder = write_run(paper, "failed", Recipe(every=200))
        await shown(rig, paper)
        session, ending = rig.window.train.session, rig.window.train.run.pane.ending
        session.show_run(folder)
        await until(lambda: bool(ending.buttons))
        before = session.recipe["train.blocks_to_swap"]
        assert before != FAILED["cure"]["train.blocks_to_swap"]
        ending.buttons[0].click()
        assert session.recipe["train.blocks_to_swap"] == FAILED["cure"]["train.blocks_to_swap"]
        rig.trigger("edit.undo")
        assert session.recipe["train.blocks_to_swap"] == before

    in_window(scenario)


def test_that_with_nothing_picked_start_leads_to_clips(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await shown(rig, project)
        rig.trigger("train.start")
        assert trouble(rig) == "Nothing is picked yet: pick shots in Clips first."
        notice = rig.window.train.run.pane.trouble
        next(each for each in notice.findChildren(Button) if each.text()).click()
        assert rig.window.stage == "clips"

    in_window(scenario)


def test_that_a_pick_that_cannot_be_exported_starts_nothing(
    in_window: InWindow, paper: Path, trainer: Path, tmp_path: Path
) -> None:
    models = set_up(paper, tmp_path / "models")

    async def scenario(rig: Rig) -> None:
        rig.window.preferences.change(models=models)
        await shown(rig, paper)
        (tmp_path / "film.mp4").unlink()
        rig.trigger("train.start")
        await until(lambda: trouble(rig), within=LONG)
        assert "cannot be exported, so that nothing was started" in trouble(rig)
        assert run_folders(paper) == []
        assert rig.window.train.run.pane.head.start.isEnabled()

    in_window(scenario)


def test_that_a_stopped_start_leaves_no_run(
    in_window: InWindow, paper: Path, trainer: Path, tmp_path: Path
) -> None:
    models = set_up(paper, tmp_path / "models")

    async def scenario(rig: Rig) -> None:
        rig.window.preferences.change(models=models)
        await shown(rig, paper)
        starting = rig.window.train.run.starting
        rig.trigger("train.start")
        await until(lambda: rig.window.jobs.queued)
        rig.window.jobs.stop()
        await until(lambda: not starting.busy)
        assert run_folders(paper) == [] and trouble(rig) == ""

    in_window(scenario)


def test_that_a_foreign_training_is_told_of_first(
    in_window: InWindow, paper: Path, trainer: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    models = set_up(paper, tmp_path / "models")
    sentence = "Another training runs on this machine (wan_train_network, process 7)."
    monkeypatch.setattr(foreign, "foreign_words", lambda: (sentence,))

    async def scenario(rig: Rig) -> None:
        rig.window.preferences.change(models=models)
        await shown(rig, paper)
        rig.trigger("train.start")
        dialog = await rig.dialog()
        assert dialog.accessibleDescription() == sentence
        dialog.reject()
        await until(lambda: not rig.window.train.run.starting.busy)
        assert run_folders(paper) == []

    in_window(scenario)


@pytest.mark.timeout(180)
def test_that_a_run_is_run_again_as_it_was_whatever_the_recipe_is_now(
    in_window: InWindow, paper: Path, trainer: Path, tmp_path: Path
) -> None:
    from app.core.training.folder import STATE_FILE
    from tests.run_folders import Recipe, write_run

    models = set_up(paper, tmp_path / "models")
    old = write_run(paper, "failed", Recipe(name="old", every=500))
    values = {**(read_run(old) or pytest.fail("no run")).values, "train.network_dim": 64}
    run = read_run(old)
    assert run is not None
    (old / "run.json").write_text(replace(run, values=values).to_json(), encoding="utf-8")
    assert (old / STATE_FILE).exists()

    async def scenario(rig: Rig) -> None:
        rig.window.preferences.change(models=models)
        await shown(rig, paper)
        pane = rig.window.train.run.pane
        await until(lambda: pane.view is not None)
        pane.asked.emit("run.again")
        await until(lambda: len(run_folders(paper)) == 2 or trouble(rig), within=LONG)
        await until(lambda: not rig.window.train.run.starting.busy, within=LONG)
        assert trouble(rig) == ""
        again = read_run(run_folders(paper)[-1])
        assert again is not None and again.values["train.network_dim"] == 64
        assert rig.window.train.session.recipe.values["train.network_dim"] != 64

    in_window(scenario)


def test_that_a_recipe_that_does_more_than_train_is_asked_about_once(
    in_window: InWindow, paper: Path, trainer: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    models = set_up(paper, tmp_path / "models")
    with Project.open(paper) as opened:
        recipe = recipe_of_project(opened.settings)
        recipe = recipe.with_value("train.optimizer_type", "evil.Optimizer")
        opened.apply(recipe_edit(opened.settings, recipe, "Of a stranger"))
    launched: list[object] = []

    async def launch(_self: RunStarting, *given: object) -> None:
        launched.append(given)

    monkeypatch.setattr(RunStarting, "_launch", launch)

    async def scenario(rig: Rig) -> None:
        rig.window.preferences.change(models=models)
        await shown(rig, paper)
        starting = rig.window.train.run.starting
        await rig.active()
        starting.start()
        dialog = await rig.dialog()
        said = " ".join(each.text() for each in dialog.findChildren(Label))
        assert "evil.Optimizer: this code is loaded and run." in said
        dialog.reject()
        await until(lambda: not starting.busy)
        assert not launched and rig.window.preferences.value.trusted == ()
        await rig.active()
        starting.start()
        (await rig.dialog()).accept()
        await until(lambda: not starting.busy)
        assert len(launched) == 1
        await rig.active()
        starting.start()
        await until(lambda: len(launched) == 2)  # it is not asked again

    in_window(scenario)
    assert run_folders(paper) == []
