"""What comes after a training, in the tour: a test of checkpoints, its films, a workflow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.core.library.project import Project
from app.core.training.after.looking import folders_of_tests
from app.core.training.after.testing import make_test
from app.core.training.after.trial import Trial, Tried
from app.core.training.commands.places import Rig
from app.core.training.folder import STATE_FILE
from app.core.training.model import RunState, StepState
from app.core.training.trainer.info import TrainerInfo
from app.ui.ending_fields import EndingDialog
from app.ui.train.comfy_dialog import ComfyDialog
from app.ui.train.trial_dialog import TrialDialog
from app.ui.train.trial_results import TrialResults
from tests.tour.chapters import chapter
from tests.tour.chapters_train_results import _run, _view, cut
from tests.tour.material import Material
from tests.tour.stage import Stage, Theatre

_PLACES = (40, 320, 610, 900, 1120, 1380, 1520, 190, 450, 760)
_RIG = Rig(
    TrainerInfo(Path("/opt/musubi-tuner"), Path("/opt/musubi-tuner/venv/bin/python")),
    {role: f"/models/{role}.safetensors" for role in ("dit", "vae", "t5")},
)


def _test(material: Material, run: Path, *, films: int = 8) -> Path:
    tried = tuple(
        Tried(str(run / "output" / f"meadow-{n:06}.safetensors"), f"epoch {n}", n, n * 1078)
        for n in (3, 5)
    )
    prompts = (
        "Studio style. A large grey rabbit steps out of its burrow, slow push-in.",
        "Studio style. A squirrel throws an acorn over a meadow full of flowers.",
    )
    trial = Trial(
        checkpoints=tried, strengths=(0.8, 1.0), prompts=prompts, width=416, height=240, frames=33
    )
    folder = make_test(run, trial, _RIG)
    for number in range(films):
        cell, row = divmod(number, 2)
        name = f"20261126-10000{row}-000_42.mp4"
        cut(material.film, _PLACES[number], folder / "films" / f"{cell + 1:03}" / name)
    return folder


def _ended(folder: Path, state: RunState) -> None:
    (folder / STATE_FILE).write_text(state.to_json(), encoding="utf-8")


def _dialog(stage: Stage, kind: type[Any]) -> Any:  # noqa: ANN401 -- of the kind
    return next(each for each in stage.window.findChildren(kind) if each.isVisible())


@chapter
async def train_after(theatre: Theatre, material: Material) -> None:
    """Checkpoints chosen for a test; its films by strength; ComfyUI; the end told elsewhere."""
    async with theatre.window() as stage:
        project = material.folder / "after"
        if not project.exists():
            with Project.create(project, material.words.project):
                pass
        await stage.open(project)
        stage.hand.ctrl("4")
        await stage.rest()
        run = _run(material, project)
        tab = stage.window.stages.train
        tab.session.show_run(run)
        tab.results.show_view(_view(run))
        await stage.rest()
        await _asking(stage)
        await _films(stage, material, run)
        await _comfy(stage)
        await _settings(stage)


async def _asking(stage: Stage) -> None:
    tab = stage.window.stages.train
    tab.results.checkpoints.table.choose("meadow-000005.safetensors")
    tab.trials.test()
    await stage.sheet()
    dialog = _dialog(stage, TrialDialog)
    await stage.picture("after-test")
    dialog.boxes[2].setChecked(True)
    dialog.fields.preset.setCurrentIndex(2)
    dialog.fields.preset.activated.emit(2)
    await stage.picture("after-test-strengths")
    dialog.fields.seeds.setText("42 lots")
    await stage.picture("after-test-wrong")
    await stage.leave_dialog()


async def _films(stage: Stage, material: Material, run: Path) -> None:
    tab = stage.window.stages.train
    assert not folders_of_tests(run)
    tab.trials.show_films()
    await stage.sheet()
    await stage.picture("after-none")
    await stage.leave_dialog()
    folder = _test(material, run)
    step = StepState(name="generate", state="done", began=1.0, ended=900.0, code=0, done=8, total=8)
    _ended(folder, RunState(state="done", steps=(step,)))
    tab.trials.show_films()
    await stage.sheet()
    dialog = _dialog(stage, TrialResults)
    await stage.until(lambda: dialog.card.grid.table.cells, "the table")
    await stage.until(lambda: not dialog.card.grid.reel.busy, "the films")
    await stage.picture("after-films")
    dialog.card.open(0, 1)
    await stage.sheet()
    stage.hand.key("C")
    await stage.rest()
    await stage.picture("after-two")
    await stage.leave_dialog()
    await stage.leave_dialog()
    failed = _test(material, run, films=2)
    step = StepState(name="generate", state="failed", began=1.0, ended=9.0, code=1, done=2, total=8)
    trouble = "The card's memory is full: make the films smaller or shorter, or swap more blocks."
    _ended(
        failed, RunState(state="failed", steps=(step,), trouble=trouble, kept="2 films are kept.")
    )
    tab.trials.show_films()
    await stage.sheet()
    dialog = _dialog(stage, TrialResults)
    await stage.until(lambda: dialog.card.grid.table.cells, "the table")
    await stage.until(lambda: not dialog.card.grid.reel.busy, "the films")
    await stage.picture("after-failed")
    await stage.leave_dialog()


async def _comfy(stage: Stage) -> None:
    stage.window.stages.train.trials.comfy()
    await stage.sheet()
    dialog = _dialog(stage, ComfyDialog)
    await stage.picture("after-comfy")
    dialog.way.setCurrentIndex(1)
    dialog.way.activated.emit(1)
    await stage.picture("after-comfy-fast")
    await stage.leave_dialog()


async def _settings(stage: Stage) -> None:
    stage.window.stages.train.trials.show_ending()
    await stage.sheet()
    dialog = _dialog(stage, EndingDialog)
    dialog.ending.address.setText("ntfy.sh/my-trainings")
    await stage.picture("after-settings")
    dialog.ending.address.setText("https://ntfy.sh/my-trainings")
    await stage.picture("after-settings-good")
    await stage.leave_dialog()
