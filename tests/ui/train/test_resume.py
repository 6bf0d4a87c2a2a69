"""Going on in the window: what is offered, chosen how, started by one click."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core import trainers
from app.core.export.project_export import export_project
from app.core.library.project import Project
from app.core.training.folder import read_run, run_folders
from app.core.training.model import Point, RunState, StepState
from app.core.training.recipe.recipe_edits import recipe_edit, recipe_of_project
from app.core.training.runs.freezing import freeze
from app.core.training.runs.life import state_of
from app.core.training.trainer.info import TrainerInfo
from app.ui.train.resume_dialog import ResumeDialog
from app.ui.train.setup_state import TrainerSetup
from tests.core.training.resuming.makers import write_epoch
from tests.core.training.runs.test_freezing import RECIPE, rig_of
from tests.standin import make_standin, python_of
from tests.ui.rig import InWindow, Rig, until
from tests.ui.train.test_run_starting import LONG, shown, trouble
from tests.ui.train.test_run_starting import paper as paper

MODELS = ("dit", "vae", "t5")


@pytest.fixture
def trainer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A trainer that trains to its end, set up as a person does."""
    folder = make_standin(tmp_path / "musubi-tuner", samples=4, seconds_per_step=0.01)
    info = TrainerInfo(folder=folder, python=python_of(folder), version="0.3.4")
    monkeypatch.setattr(TrainerSetup, "info", info)
    monkeypatch.setattr(trainers, "running_trainings", list)  # of the person, or of other tests
    return folder


def stopped(project: Path, trainer: Path, models: Path, *, states: bool = True) -> Path:
    """Make a run of four epochs that was stopped in the third; return it."""
    values = {"train.max_train_epochs": 4, "train.save_state": states or None}
    with Project.open(project) as opened:
        recipe = RECIPE.with_values(values)
        opened.apply(recipe_edit(opened.settings, recipe, "Four epochs"))
        export_project(opened)
        folder = freeze(opened, recipe_of_project(opened.settings), rig_of(trainer, models))
    run = read_run(folder)
    assert run is not None
    each = run.steps_per_epoch
    for epoch in (1, 2):
        write_epoch(folder, epoch, name=run.name, per_epoch=each, with_state=states)
    state = RunState(
        state="stopped", pid=1, pid_began=1.0, heartbeat=1000.0,
        steps=(StepState(name="train", state="stopped", began=1.0, ended=9.0),),
        point=Point(epoch=3, epochs=4, step=2 * each + 1, steps=4 * each),
    )  # fmt: skip
    (folder / "state.json").write_text(state.to_json(), encoding="utf-8")
    return folder


async def offered(rig: Rig, project: Path, models: Path) -> None:
    files = {role: str(models / f"{role}.safetensors") for role in MODELS}
    rig.window.preferences.change(models={"t2v-14B": files})
    await shown(rig, project)
    await until(lambda: rig.window.train.resume.card.offer is not None)


async def looked(rig: Rig) -> ResumeDialog:
    dialog = rig.window.train.resume.dialog
    assert dialog is not None
    await until(lambda: dialog.look is not None)
    return dialog


@pytest.mark.timeout(180)
def test_that_one_click_goes_on_to_the_end_that_was_planned(
    in_window: InWindow, paper: Path, trainer: Path, tmp_path: Path
) -> None:
    first = stopped(paper, trainer, tmp_path / "models")
    before = read_run(first)
    assert before is not None
    each = before.steps_per_epoch

    async def scenario(rig: Rig) -> None:
        await offered(rig, paper, tmp_path / "models")
        card = rig.window.train.resume.card
        assert card.isVisible()
        assert card.go.text() == f"Go on: epoch 2 of 4, {2 * each} steps left"
        assert f"{4 * each} − {2 * each}" in card.go.toolTip()
        start = rig.window.train.run.pane.head.start
        assert (card.go.kind(), start.kind()) == ("primary", "raised")
        card.go.click()
        await until(lambda: len(run_folders(paper)) == 2 or trouble(rig), within=LONG)
        assert trouble(rig) == ""
        second = run_folders(paper)[1]
        await until(lambda: state_of(second).ended, within=LONG)
        state = state_of(second)
        assert state.state == "done", state.trouble
        run = read_run(second)
        assert run is not None and run.parent == first.name
        assert (run.name, run.epochs_before, run.epochs) == ("paper_r2", 2, 2)
        assert (second / "output" / "paper_r2.safetensors").is_file()
        await until(lambda: card.offer is not None and card.offer.folder == second, within=LONG)
        assert card.go.text() == "Train more epochs…"
        assert (card.go.kind(), start.kind()) == ("raised", "primary")
        assert card.chain.text() == "attempt 2 of 2, goes on from 001-paper"
        rig.window.train.session.show_run(first)
        await until(lambda: card.offer is not None and card.offer.folder == first)
        assert card.after.toolTip() == "002-paper_r2 went on from this run"
        assert (card.go.kind(), start.kind()) == ("raised", "primary")
        card.after.click()
        assert rig.window.train.session.run == second

    in_window(scenario)


@pytest.mark.timeout(120)
def test_that_it_is_chosen_how_and_the_command_follows(
    in_window: InWindow, paper: Path, trainer: Path, tmp_path: Path
) -> None:
    stopped(paper, trainer, tmp_path / "models")

    async def scenario(rig: Rig) -> None:
        await offered(rig, paper, tmp_path / "models")
        rig.trigger("train.resume")
        dialog = await looked(rig)
        assert [dialog.points.itemText(n).partition(" · ")[0] for n in range(4)] == [
            "paper-000002-state", "paper-000001-state",
            "weights of paper-000002.safetensors", "weights of paper-000001.safetensors",
        ]  # fmt: skip
        assert dialog.go.isEnabled() and not dialog.trouble.isVisible()
        assert "--max_train_epochs 2" in dialog.command.text()
        dialog.amount.setValue(6)
        await looked(rig)
        assert "--max_train_epochs 4" in dialog.command.text()
        assert "until epoch 6 is done" in dialog.summary.text()
        dialog.amount.setValue(2)
        await looked(rig)
        assert not dialog.go.isEnabled()
        assert dialog.trouble.sentence().startswith("Nothing is left: 2 epochs are trained")
        dialog.points.setCurrentIndex(2)
        await looked(rig)
        assert dialog.go.text() == "Begin from the weights"
        assert "--network_weights" in dialog.command.text()
        assert "--resume" not in dialog.command.text()
        assert any("fresh one" in each for each in dialog.sentences.texts())
        dialog.reject()

    in_window(scenario)


@pytest.mark.timeout(120)
def test_that_a_recipe_that_does_not_fit_the_state_cannot_be_started(
    in_window: InWindow, paper: Path, trainer: Path, tmp_path: Path
) -> None:
    stopped(paper, trainer, tmp_path / "models")

    async def scenario(rig: Rig) -> None:
        await offered(rig, paper, tmp_path / "models")
        rig.window.train.session.change("train.network_dim", 8)
        rig.trigger("train.resume")
        dialog = await looked(rig)
        assert dialog.go.isEnabled()  # the run's own recipe
        dialog.recipe.choose("project")
        await looked(rig)
        assert not dialog.go.isEnabled()
        assert "network_dim is 8, was 32" in dialog.trouble.sentence()
        dialog.reject()

    in_window(scenario)


@pytest.mark.timeout(120)
def test_that_a_run_without_states_says_so_and_begins_from_weights_only_when_asked(
    in_window: InWindow, paper: Path, trainer: Path, tmp_path: Path
) -> None:
    stopped(paper, trainer, tmp_path / "models", states=False)

    async def scenario(rig: Rig) -> None:
        await offered(rig, paper, tmp_path / "models")
        card = rig.window.train.resume.card
        assert "It wrote no states" in card.sentence.text()
        assert not card.how.isVisible()
        card.go.click()  # asks how: that is another thing
        dialog = await looked(rig)
        assert dialog.go.text() == "Begin from the weights"
        assert len(run_folders(paper)) == 1
        dialog.reject()

    in_window(scenario)
