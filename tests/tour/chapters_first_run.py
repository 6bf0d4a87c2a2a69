"""The tour of what somebody new sees: the trainer's page without a project, the guided tour."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QPoint, Qt

from app.core.touring.steps import STEPS
from app.ui.touring.leader import TourLeader
from app.ui.train.setup_dialog import SetupDialog
from tests.core.training.trainer.checkouts import T5, write_weights
from tests.tour.chapters import chapter
from tests.tour.chapters_train_trainer import only_in, page, rig_up
from tests.tour.material import Material
from tests.tour.stage import Stage, Theatre

Key = Qt.Key


@chapter
async def first_setup(theatre: Theatre, material: Material) -> None:
    """Trainer and models before there is a project: nothing here, all found, taken."""
    home = material.folder / "first home"
    home.mkdir()
    async with theatre.window() as stage:
        with only_in(home):
            await tour_setup(stage, home)


async def tour_setup(stage: Stage, home: Path) -> None:
    stage.window.actions_["train.setup"].trigger()
    await stage.until(lambda: stage.window.findChildren(SetupDialog), "the page")
    await stage.sheet()
    setup = stage.window.first_run.setup
    await stage.until(lambda: setup.search.ended, "the search")
    await stage.picture("setup-nothing-here", may_scroll=True)
    if os.name == "nt":
        return  # what stands for a Python is a shell script
    folder = rig_up(home)
    write_weights(folder / "models" / "models_t5_umt5-xxl-enc-bf16.safetensors", T5)
    stage.hand.click(page(stage).needs.look)
    await stage.until(lambda: page(stage).needs.use.isVisible(), "what is found")
    await stage.picture("setup-all-found", may_scroll=True)
    stage.hand.click(page(stage).needs.use)
    await stage.until(lambda: setup.models_standing.grade == "good", "the models")
    await stage.until(lambda: setup.info is not None, "the trainer")
    await stage.picture("setup-all-here", may_scroll=True)
    await stage.leave_dialog()
    await stage.picture("welcome-with-a-trainer")


@chapter
async def first_tour(theatre: Theatre, material: Material) -> None:
    """The five steps on the demo, each done as a person does it."""
    async with theatre.window() as stage:
        await stage.window.open_demo(material.folder / "Demo")
        await stage.rest()
        stage.window.actions_["view.tour"].trigger()
        await stage.until(lambda: stage.window.first_run.tour, "the tour")
        await tour_clips(stage)
        await tour_captions(stage)
        await tour_plan_and_train(stage)


def tour_of(stage: Stage) -> TourLeader:
    tour = stage.window.first_run.tour
    assert tour is not None
    return tour


async def at(stage: Stage, place: int) -> None:
    """Go to a step as soon as the one before it is done."""
    tour = tour_of(stage)
    await stage.until(lambda: tour.tour.card().done, f"all of step {place}")
    stage.hand.click(tour.coach.next)
    await stage.until(lambda: tour.tour.place == place, f"step {place + 1}")


async def tour_clips(stage: Stage) -> None:
    window, hand = stage.window, stage.hand
    await stage.picture("tour-1-choose")
    window.clips.shelf.grid.setFocus()
    hand.key("U")  # the next that is not decided
    await stage.picture("tour-1-pick")
    hand.key(Key.Key_Return)
    await stage.until(lambda: tour_of(stage).tour.card().done, "the pick")
    await stage.picture("tour-1-done")
    await at(stage, 1)
    window.clips.shelf.step(-1)
    await stage.picture("tour-2-length")
    hand.ctrl("1")
    window.clips.marking.lengths.set(33)
    await stage.picture("tour-2-xray")
    window.clips.viewing.timeline.run_clicked.emit(0, 0)
    await at(stage, 2)


async def tour_captions(stage: Stage) -> None:
    window, hand = stage.window, stage.hand
    await stage.picture("tour-3-write", may_scroll=True)
    window.captions.stage.editor.write()
    hand.type(" A light breeze")
    await stage.picture("tour-3-done", may_scroll=True)
    hand.ctrl(Key.Key_Return)
    await at(stage, 3)


async def tour_plan_and_train(stage: Stage) -> None:
    window, hand = stage.window, stage.hand
    await stage.picture("tour-4-numbers")
    tour = tour_of(stage)
    window.plan.ledger.behind_asked.emit(
        window.plan.ledger.ledger.lines()[0], "windows", hand_at(stage)
    )
    await stage.until(lambda: tour.tour.card().lines[0].done, "the clips behind a number")
    hand.key(Key.Key_Escape)
    await stage.picture("tour-4-lost")
    hand.click(window.plan.losses.table.viewport())
    await at(stage, 4)
    await stage.picture("tour-5-recipe", may_scroll=True)
    window.train.session.change("train.max_train_epochs", 40)
    await stage.picture("tour-5-command", may_scroll=True)
    window.actions_["train.copy_command"].trigger()
    await stage.picture("tour-5-done", may_scroll=True)
    window.actions_["view.clips"].trigger()
    await stage.picture("tour-elsewhere")
    hand.key(Key.Key_F12)
    await stage.picture("tour-end", may_scroll=True)
    hand.click(tour.coach.next)
    if stage.window.first_run.tour is not None or len(STEPS) != 5:
        stage.note("the tour does not end")


def hand_at(stage: Stage) -> QPoint:
    ledger = stage.window.plan.ledger
    return ledger.mapToGlobal(ledger.rect().center())
