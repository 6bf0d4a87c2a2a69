"""All runs of a project, and the queue of this machine."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QStyleOptionViewItem

from app.core.training.folder import RUNS
from app.core.training.results.notes import read_run_note
from app.core.training.runs.turns import Entry, enter, read_queue
from app.ui.train.history_dialog import HistoryDialog
from app.ui.train.history_table import Column
from app.ui.train.run_telling import RUNS_ON
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.table import TableDelegate
from tests.run_folders import Recipe, ten_runs, write_run
from tests.ui.rig import InWindow, Rig, until

SHIFT = Qt.KeyboardModifier.ShiftModifier


async def shown(rig: Rig, project: Path) -> HistoryDialog:
    rig.window.preferences.change(told=(RUNS_ON,))
    await rig.open(project)
    rig.trigger("view.train")
    await until(lambda: rig.window.train.run.pane.view is not None)
    rig.press(Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier | SHIFT)
    await until(lambda: rig.window.train.run.windows.history is not None)
    dialog = rig.window.train.run.windows.history
    assert dialog is not None
    await until(lambda: dialog.table.chosen)
    return dialog


def test_that_ten_runs_are_there_and_one_is_shown_by_enter(
    in_window: InWindow, project: Path
) -> None:
    runs = ten_runs(project)

    async def scenario(rig: Rig) -> None:
        dialog = await shown(rig, project)
        assert [each.folder for each in dialog.table.runs.lines] == runs[::-1]
        assert dialog.table.chosen[0].folder == runs[-1]  # the one that is shown
        QTest.keyClick(dialog.table, Qt.Key.Key_Down)
        QTest.keyClick(dialog.table, Qt.Key.Key_Return)
        assert rig.window.train.session.run == runs[-2]
        assert dialog.table.runs.shown == runs[-2]

    in_window(scenario)


def test_that_two_runs_are_compared_and_drawn_beside_each_other(
    in_window: InWindow, project: Path
) -> None:
    runs = ten_runs(project)

    async def scenario(rig: Rig) -> None:
        dialog = await shown(rig, project)
        session = rig.window.train.session
        QTest.keyClick(dialog.table, Qt.Key.Key_Down, SHIFT)
        assert len(dialog.table.chosen) == 2
        said = [each.text() for each in dialog.compared.cells]
        assert said[said.index("network_dim") :][:3] == ["network_dim", "32", "16"]
        QTest.keyClick(dialog.table, Qt.Key.Key_Space)
        assert session.overlaid == (runs[-2],)
        assert dialog.beside.text() == "Draw no longer"
        dialog.beside.click()
        assert session.overlaid == ()

    in_window(scenario)


def test_that_stars_and_notes_are_kept_with_the_run(in_window: InWindow, project: Path) -> None:
    runs = ten_runs(project)

    async def scenario(rig: Rig) -> None:
        dialog = await shown(rig, project)
        QTest.keyClick(dialog.table, Qt.Key.Key_S)
        await until(lambda: dialog.table.runs.lines[0].star)
        dialog.note.setText("the best so far ★")
        QTest.keyClick(dialog.note, Qt.Key.Key_Return)
        assert dialog.isVisible()
        QTest.keyClick(dialog.table, Qt.Key.Key_Down)
        await until(lambda: dialog.table.runs.lines[0].note == "the best so far ★")
        note = read_run_note(runs[-1])
        assert (note.star, note.text) == (True, "the best so far ★")
        assert dialog.note.text() == ""
        QTest.keyClick(dialog.table, Qt.Key.Key_Up)
        assert dialog.note.text() == "the best so far ★"

    in_window(scenario)


def test_that_the_recipe_of_a_run_becomes_the_projects_in_one_step(
    in_window: InWindow, project: Path
) -> None:
    ten_runs(project)

    async def scenario(rig: Rig) -> None:
        dialog = await shown(rig, project)
        QTest.keyClick(dialog.table, Qt.Key.Key_Down)
        dialog.recipe.click()
        session = rig.window.train.session
        assert session.recipe.preset == "motion"
        assert session.recipe.values["train.network_dim"] == 16
        rig.document.undo()
        assert session.recipe.preset != "motion"

    in_window(scenario)


def test_that_a_run_goes_to_the_bin_only_when_it_has_ended_and_is_meant(
    in_window: InWindow, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    runs = ten_runs(project)
    gone: list[str] = []

    def bin_(path: str) -> None:
        gone.append(Path(path).name)
        shutil.rmtree(path)

    monkeypatch.setattr("send2trash.send2trash", bin_)

    async def scenario(rig: Rig) -> None:
        dialog = await shown(rig, project)
        assert not dialog.delete.isEnabled()  # it runs
        QTest.keyClick(dialog.table, Qt.Key.Key_Down)
        QTest.keyClick(dialog.table, Qt.Key.Key_Delete)
        await until(lambda: dialog.findChildren(Dialog))
        dialog.findChildren(Dialog)[0].accept()
        await until(lambda: len(dialog.table.runs.lines) == 9)
        assert gone == [runs[-2].name]
        assert not (project / RUNS / runs[-2].name).exists()

    in_window(scenario)


def test_that_runs_that_wait_are_ordered_by_keys_and_paused(
    in_window: InWindow, project: Path
) -> None:
    write_run(project, "half", Recipe(every=500))
    names = ("second", "third", "fourth")
    waiting = [write_run(project, "waiting", Recipe(name=name)) for name in names]
    began = psutil.Process().create_time()

    async def scenario(rig: Rig) -> None:
        for folder in waiting:
            enter(Entry(str(folder), 0, os.getpid(), began))
        dialog = await shown(rig, project)
        dialog.queue.click()
        queue = rig.window.train.run.windows.queue
        assert queue is not None
        await until(lambda: len(queue.list.lines.lines) == 3)
        assert queue.list.lines.lines[0].title == "002 second · Ghibli"
        queue.list.setCurrentIndex(queue.list.lines.index(2))
        QTest.keyClick(queue.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
        order = [waiting[0], waiting[2], waiting[1]]
        await until(lambda: [each.folder for each in queue.list.lines.lines] == order)
        current = queue.list.current_line()
        assert current is not None and current.folder == waiting[2]  # the keys stay with it
        queue.up.click()
        order = [waiting[2], waiting[0], waiting[1]]
        await until(lambda: [each.folder for each in queue.list.lines.lines] == order)
        assert [each.folder for each in read_queue().waiting] == [str(each) for each in order]
        queue.list.drop_into(3, 0)  # behind the last one
        order = [waiting[0], waiting[1], waiting[2]]
        await until(lambda: [each.folder for each in queue.list.lines.lines] == order)
        queue.list.drop_into(1, 2)
        order = [waiting[0], waiting[2], waiting[1]]
        await until(lambda: [each.folder for each in queue.list.lines.lines] == order)
        queue.pause.click()
        await until(lambda: queue.pause.text() == "Go on")
        assert read_queue().paused
        head = rig.window.train.run.pane.head
        await until(lambda: head.queue.text() == "3 waiting, paused")

    in_window(scenario)


def test_that_of_many_runs_only_the_one_that_goes_on_is_painted_again(
    in_window: InWindow, project: Path
) -> None:
    runs = ten_runs(project)

    async def scenario(rig: Rig) -> None:
        dialog = await shown(rig, project)
        model, table = dialog.table.runs, dialog.table
        told: list[tuple[int, int]] = []
        model.dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))
        cells = dialog.compared.cells
        newest, *others = model.lines
        table.show_lines((replace(newest, loss="0.081"), *others))
        assert told == [(0, 0)]
        dialog._offer()
        assert dialog.compared.cells is cells and cells  # what is marked there stays marked
        option = QStyleOptionViewItem()
        for column in (Column.NAME, Column.PRESET, Column.LOSS, Column.BEGAN):
            for row in range(len(runs)):
                index = model.index(row, column)
                cell = TableDelegate.sizeHint(table.itemDelegate(), option, index).width()
                assert table.sizeHintForColumn(column) >= cell

    in_window(scenario)
