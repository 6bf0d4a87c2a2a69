"""The tour of going on: a card under what ended, how in a dialog, without a state, and after."""

from __future__ import annotations

from app.core.training.folder import OUTPUT
from tests.core.training.resuming.makers import write_epoch, write_state
from tests.run_folders import NAME, VALUES, Recipe, write_run
from tests.tour.chapters import chapter
from tests.tour.chapters_train_run import _open
from tests.tour.material import Material
from tests.tour.stage import Stage, Theatre

VALUES_OF_IT = {**VALUES, "train.network_module": "networks.lora_wan", "train.seed": 2025}


@chapter
async def resume(theatre: Theatre, material: Material) -> None:
    """A run that was stopped goes on: offered, chosen how, from the middle of an epoch."""
    project = material.picked("Runs to go on with")
    run = write_run(project, "stopped", Recipe(values=VALUES_OF_IT))
    for epoch in (18, 19):
        write_epoch(run, epoch, name=NAME)
    write_state(run, f"{NAME}-step00020000-state")
    (run / OUTPUT / f"{NAME}-000019-state" / "optimizer.bin").write_bytes(b"PK\x03\x04cut off")
    async with theatre.window() as stage:
        await _open(stage, project)
        await _offered(stage)
        await stage.picture("resume-offered")
        stage.window.actions_["train.resume"].trigger()
        await _dialog(stage, "resume-within-an-epoch")
        dialog = stage.window.train.resume.dialog
        assert dialog is not None
        dialog.points.setCurrentIndex(1)
        dialog.recipe.choose("project")
        await _dialog(stage, "resume-another-recipe")
        dialog.points.setCurrentIndex(dialog.points.count() - 1)
        dialog.recipe.choose("run")
        dialog.amount.setValue(60)
        await _dialog(stage, "resume-weights")
        await stage.leave_dialog()


@chapter
async def resume_ends(theatre: Theatre, material: Material) -> None:
    """What else a run can be that ended: without a state, finished, gone on from."""
    project = material.picked("Runs without a state")
    run = write_run(project, "dead", Recipe())
    write_epoch(run, 11, name=NAME, with_state=False)
    async with theatre.window() as stage:
        await _open(stage, project)
        await _offered(stage)
        await stage.picture("resume-without-a-state")
    project = material.picked("Runs that are done")
    first = write_run(project, "stopped", Recipe())
    write_epoch(first, 18, name=NAME)
    second = write_run(
        project, "finished",
        Recipe(name=f"{NAME}_r2", epochs=32, parent=first.name, epochs_before=18,
               steps_before=18 * 1078),
    )  # fmt: skip
    write_state(second, f"{NAME}_r2-state")
    async with theatre.window() as stage:
        await _open(stage, project)
        await _offered(stage)
        await stage.picture("resume-finished")
        stage.window.train.resume.card.go.click()
        await _dialog(stage, "resume-more-epochs")
        await stage.leave_dialog()
        stage.window.train.session.show_run(first)
        await stage.until(lambda: stage.window.parts.runs.view is not None, "the first run")
        await _offered(stage)
        await stage.picture("resume-was-gone-on-from")


async def _offered(stage: Stage) -> None:
    card = stage.window.train.resume.card
    await stage.until(lambda: card.offer is not None, "what is offered")


async def _dialog(stage: Stage, name: str) -> None:
    await stage.sheet()
    dialog = stage.window.train.resume.dialog
    assert dialog is not None
    await stage.until(lambda: dialog.look is not None, "what comes of it")
    aside = dialog.geometry().center().x() - stage.window.geometry().center().x()
    assert abs(aside) < 40, f"the dialog is {aside} px beside the middle of the window"
    await stage.picture(name)
