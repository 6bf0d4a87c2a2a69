"""The tour of runs: at their beginning, half through, failed, stopped, finished, dead, and ten."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psutil
from PySide6.QtCore import Qt

from app.core.language import tr
from app.core.training.folder import run_folders
from app.core.training.model import StopRequest
from app.core.training.runs.turns import Entry, enter, leave
from app.ui.train.run_telling import RUNS_ON
from app.ui.widgets.button import Button
from tests.run_folders import Kind, Recipe, ten_runs, write_run
from tests.tour.chapters import button, chapter
from tests.tour.chapters_train_results import PLACES, cut
from tests.tour.material import Material
from tests.tour.stage import Stage, Theatre

Key = Qt.Key
FULL: dict[str, Any] = {"events": True, "samples": True, "every": 8}  # with all that runs leave
_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@chapter
async def runs(theatre: Theatre, material: Material) -> None:
    """Each state a run can be in, as one sees it on opening the project."""
    project = material.picked("Runs")
    async with theatre.window() as stage:
        await _open(stage, project)
        await stage.picture("run-none-yet")
    kinds: tuple[Kind, ...] = ("caching", "first", "half", "failed", "stopped", "finished", "dead")
    for kind in kinds:
        _only(project, kind, Recipe(smoke=kind == "first", **FULL))
        if kind == "half":
            film_samples(material, run_folders(project)[-1])
        async with theatre.window() as stage:
            await _open(stage, project)
            await stage.picture(f"run-{kind}")
            if kind == "half":
                await _leave(stage)


@chapter
async def run_stop(theatre: Theatre, material: Material) -> None:
    """Stopping: what would be lost, at a time, and taken back."""
    project = material.picked("Runs to stop")
    _only(project, "half", Recipe())
    write_run(project, "waiting", Recipe(name="motion_rank16"))
    async with theatre.window() as stage:
        await _open(stage, project)
        _button(stage, "Stop now").click()
        await stage.sheet()
        await stage.picture("run-stop-now")
        await stage.leave_dialog()
        stage.window.actions_["train.stop_at"].trigger()
        await stage.sheet()
        await stage.picture("run-stop-at")
        await stage.leave_dialog()
    _only(project, "half", Recipe(), stop=StopRequest(how="checkpoint"))
    async with theatre.window() as stage:
        await _open(stage, project)
        await stage.picture("run-stopping")


@chapter
async def run_log(theatre: Theatre, material: Material) -> None:
    """The log: its end, words in it, and errors alone."""
    project = material.picked("Runs with a log")
    _only(project, "failed", Recipe())
    async with theatre.window() as stage:
        await _open(stage, project)
        stage.window.actions_["train.log"].trigger()
        await stage.sheet()
        await stage.picture("run-log")
        stage.hand.type("epoch")
        await stage.picture("run-log-search")
        dialog = stage.window.train.run.windows.log
        assert dialog is not None
        dialog.grades.choose("errors")
        await stage.picture("run-log-errors")
        await stage.leave_dialog()


@chapter
async def run_history(theatre: Theatre, material: Material) -> None:
    """Ten runs; two of them compared."""
    project = material.picked("Runs of a month")
    ten_runs(project)
    async with theatre.window() as stage:
        await _open(stage, project)
        stage.hand.key(Key.Key_U, _SHIFT)
        await stage.sheet()
        await stage.picture("run-history")
        dialog = stage.window.train.run.windows.history
        assert dialog is not None
        table = dialog.table
        stage.hand.key(Key.Key_S)
        stage.hand.key(Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
        stage.hand.key(Key.Key_Space)
        assert len(table.chosen) == 2
        await stage.picture("run-history-compared")
        await stage.leave_dialog()
        await stage.picture("run-of-ten")


@chapter
async def run_queue(theatre: Theatre, material: Material) -> None:
    """Three runs wait behind the one that runs."""
    project = material.picked("Runs that wait")
    _only(project, "half", Recipe(**FULL))
    began = psutil.Process().create_time()
    names = ("motion_rank16", "character_v01", "ghibli_lr2e-4")
    for place, name in enumerate(names):
        folder = write_run(project, "waiting", Recipe(name=name), queue_place=place)
        enter(Entry(str(folder), 0, os.getpid(), began))
    async with theatre.window() as stage:
        await _open(stage, project)
        await stage.picture("run-with-a-queue")
        stage.window.actions_["train.queue"].trigger()
        await stage.sheet()
        await stage.picture("run-queue")
        await stage.leave_dialog()
        stage.window.train.session.show_run(folder)
        pane = stage.window.train.run.pane
        waits = tr("waiting")
        await stage.until(lambda: pane.head.chip.text() == waits, "the run that waits")
        await stage.picture("run-waiting")
    for folder in (project / "runs").iterdir():
        leave(Entry(str(folder), 0, os.getpid(), began))


async def _open(stage: Stage, project: Path) -> None:
    stage.window.preferences.change(told=(RUNS_ON,))
    await stage.open(project)
    stage.hand.ctrl("4")
    session, runs_ = stage.window.train.session, stage.window.parts.runs
    await stage.until(lambda: session.run is None or runs_.view is not None, "the run")


async def _leave(stage: Stage) -> None:
    """Begin to close the window, which says that the training goes on."""
    stage.window.preferences.change(told=())
    stage.window.close()
    await stage.sheet()
    await stage.picture("run-goes-on")
    await stage.leave_dialog()
    stage.window.preferences.change(told=(RUNS_ON,))


def _only(project: Path, kind: Kind, recipe: Recipe, stop: StopRequest | None = None) -> None:
    shutil.rmtree(project / "runs", ignore_errors=True)
    write_run(project, kind, recipe, stop=stop, ended_ago=0.0 if kind != "finished" else 7_200.0)


def film_samples(material: Material, run: Path, begin: Sequence[Sequence[int]] = PLACES) -> None:
    """Make the newest samples of a run pieces of the demo's film, which begin at these frames."""
    for prompt, places in enumerate(begin):
        newest = sorted((run / "output" / "sample").glob(f"*_e*_{prompt:02d}_*.mp4"))[
            -len(places) :
        ]
        for place, sample in zip(places, newest, strict=True):
            cut(material.film, place, sample)


def _button(stage: Stage, words: str) -> Button:
    return button(stage.window.train, words)
