from __future__ import annotations

import contextlib
import shutil
import sqlite3
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest

from app.core import settings
from app.core.jobs import Checkpoint, Progress
from app.core.library.edits import removing
from app.core.library.project import FILE, Project
from app.core.settings import Preferences
from app.ui import dialogs
from app.ui.loop import spawn
from app.ui.new_project import NewProjectDialog
from app.ui.welcome import _Row
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.fields import LineEdit
from tests.ui.rig import PATIENCE, InWindow, Rig, until


def empty_project(folder: Path, name: str = "Other") -> Path:
    """Make a project without films."""
    Project.create(folder, name).close()
    return folder


def rows(rig: Rig) -> list[_Row]:
    """The projects on the welcome page."""
    return [row for row in rig.window.welcome.findChildren(_Row) if row.isVisible()]


def long_work(*, checkpoint: Checkpoint) -> None:
    while True:
        checkpoint(Progress(0, 0))
        threading.Event().wait(0.002)


def test_that_a_project_is_opened_by_its_folder_or_its_file(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        for path in (project, project / FILE):
            await rig.open(path)
            assert rig.window.windowTitle() == "Fireflies – Rushes"
            assert rig.window.stack.currentWidget() is rig.clips
            assert rig.clips.shelf.grid.hasFocus()
            assert rig.clips.marking.mark is not None
            rig.trigger("project.close")
            await until(lambda: not rig.document.is_open)
            assert rig.window.windowTitle() == "Rushes"
            assert rig.window.stack.currentWidget() is rig.window.welcome
        assert rig.window.preferences.value.recent == (str(project),)

    in_window(scenario)


def broken(folder: Path, how: str) -> Path:
    """Make something that is no project to be opened."""
    if how == "missing":
        return folder / "gone"
    if how == "folder":
        folder.mkdir()
        return folder
    if how == "text":
        folder.mkdir()
        (folder / FILE).write_text("just a text" * 99)
        return folder / FILE
    empty_project(folder)
    if how == "newer":
        with contextlib.closing(sqlite3.connect(folder / FILE)) as database:
            database.execute("PRAGMA user_version = 99")
    else:
        data = (folder / FILE).read_bytes()
        (folder / FILE).write_bytes(data[:9000])
    return folder


WORDS = {
    "missing": "does not exist",
    "folder": "does not exist",
    "text": "is not a Rushes project",
    "newer": "newer Rushes",
    "damaged": "damaged",
}


@pytest.mark.parametrize("how", list(WORDS))
def test_that_what_cannot_be_opened_is_said_and_all_goes_on(
    in_window: InWindow, project: Path, tmp_path: Path, how: str
) -> None:
    bad = broken(tmp_path / "bad", how)

    async def scenario(rig: Rig) -> None:
        spawn(rig.window.open_project(bad))
        await until(lambda: rig.sentences)
        assert WORDS[how] in rig.sentences[0]
        assert rig.window.stack.currentWidget() is rig.window.welcome
        assert rig.window.preferences.value.recent == ()
        await rig.open(project)
        assert rig.sentences == []
        spawn(rig.window.open_project(bad))  # what is open stays so
        await until(lambda: rig.sentences)
        assert rig.document.project.folder == project
        rig.press(Qt.Key.Key_Return)
        assert len(rig.document.rows.clips) == 1

    in_window(scenario)


def test_that_two_quick_openings_of_one_project_leave_it_open_to_change(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        first = spawn(rig.window.open_project(project))
        second = spawn(rig.window.open_project(project))
        await first
        await second
        assert not rig.document.read_only
        assert rig.sentences == []

    in_window(scenario)


def test_that_of_two_quick_openings_the_last_one_stays(
    in_window: InWindow, project: Path, tmp_path: Path
) -> None:
    other = empty_project(tmp_path / "other")

    async def scenario(rig: Rig) -> None:
        tasks = [spawn(rig.window.open_project(path)) for path in (project, other)]
        for task in tasks:
            await task
        assert rig.document.project.folder == other
        assert rig.document.rows.sources == []
        with Project.open_for_editing(project) as first:
            assert not first.read_only

    in_window(scenario)


def test_that_nothing_of_the_old_project_is_seen_in_the_new_one(
    in_window: InWindow, project: Path, tmp_path: Path
) -> None:
    other = shutil.copytree(project, tmp_path / "copy")

    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.press(Qt.Key.Key_Return)
        rig.clips.shelf.search.setText("nothing like it")
        await rig.open(other)
        assert rig.document.rows.clips == []
        assert rig.clips.sources.current == 1
        assert rig.clips.marking.mark is not None and rig.clips.marking.mark.clip == 0
        assert len(rig.clips.shelf.grid.tiles) == 5
        await rig.open(empty_project(tmp_path / "empty"))
        assert rig.clips.sources.current is None
        assert rig.clips.marking.mark is None

    in_window(scenario)


def test_that_a_new_project_gets_a_folder_of_its_name(in_window: InWindow, tmp_path: Path) -> None:
    async def scenario(rig: Rig) -> None:
        rig.trigger("project.new")
        dialog = await rig.dialog()
        field = dialog.findChild(LineEdit)
        assert field.text() == "New project" and field.hasSelectedText()
        field.setText("Fireflies: the film")
        dialog.accept()
        await until(lambda: rig.document.is_open)
        assert rig.document.rows.settings.name == "Fireflies: the film"
        assert rig.document.project.folder.parent == tmp_path / "Rushes"
        first = rig.document.project.folder
        rig.trigger("project.new")  # the name is taken: said, and what is open stays
        dialog = await rig.dialog()
        dialog.findChild(LineEdit).setText("Fireflies: the film")
        dialog.accept()
        await until(lambda: rig.sentences)
        assert "already holds a project" in rig.sentences[0]
        assert rig.document.project.folder == first

    in_window(scenario)


def test_that_the_folder_of_a_new_project_is_seen_and_chosen_before_it_is_made(
    in_window: InWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other place"
    other.mkdir()

    async def chosen(*_: object) -> Path:
        return other

    monkeypatch.setattr(dialogs, "choose_folder", chosen)

    async def scenario(rig: Rig) -> None:
        for n in range(2):
            rig.trigger("project.new")
            dialog = await rig.dialog()
            assert isinstance(dialog, NewProjectDialog)
            dialog.name.setText(f"Rushes demo?/{n}")
            parent = other if n else tmp_path / "Rushes"
            assert dialog.where.text() == f"in {parent / f'Rushes demo__{n}'}"
            if n == 0:  # the next time it is remembered
                QTest.mouseClick(dialog.change, Qt.MouseButton.LeftButton)
                await until(lambda: dialog.parent_folder == other)  # noqa: B023
                assert dialog.where.text() == f"in {other / 'Rushes demo__0'}"
            QTest.mouseClick(dialog.make, Qt.MouseButton.LeftButton)
            made = other / f"Rushes demo__{n}"
            await until(lambda: rig.document.is_open and rig.document.project.folder == made)  # noqa: B023
        rig.trigger("project.new")
        dialog = await rig.dialog()
        assert isinstance(dialog, NewProjectDialog)
        dialog.name.setText("Rushes demo?/1")
        await until(lambda: dialog.where.text().startswith("there is a project already"))
        assert not dialog.make.isEnabled()
        dialog.reject()

    in_window(scenario)


def test_that_a_project_opens_where_it_was_left(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.clips.sources.choose(1)
        rig.clips.shelf.step(3)
        tile = rig.clips.shelf.grid.current_tile()
        assert tile is not None and tile.start > 0
        await rig.reopened()
        await rig.open(project)
        again = rig.clips.shelf.grid.current_tile()
        assert again is not None and (again.kind, again.id) == (tile.kind, tile.id)
        assert rig.clips.sources.current == 1
        assert rig.clips.marking.mark is not None
        assert rig.clips.marking.mark.start == tile.start
        rig.document.apply(removing(*rig.document.rows.shots))
        await rig.reopened()  # what was chosen is gone: the first one
        await rig.open(project)
        assert rig.clips.marking.mark is None

    in_window(scenario)


@pytest.mark.parametrize("stage", ["clips", "captions", "plan", "train"])
def test_that_a_project_opens_on_the_stage_it_was_left_on(
    in_window: InWindow, project: Path, tmp_path: Path, stage: str
) -> None:
    other = tmp_path / "other"
    Project.create(other, "Other").close()

    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        assert rig.window.stage == "clips"
        rig.trigger(f"view.{stage}")
        await rig.open(other)
        assert rig.window.stage == "clips"
        await rig.open(project)
        assert rig.window.stage == stage
        await rig.reopened()
        await rig.open(project)
        assert rig.window.stage == stage
        rig.trigger("view.clips")
        await rig.reopened()
        await rig.open(project)
        assert rig.window.stage == "clips"

    in_window(scenario)


@pytest.mark.parametrize("given", ["", "   "])
def test_that_no_name_makes_no_project(in_window: InWindow, tmp_path: Path, given: str) -> None:
    async def scenario(rig: Rig) -> None:
        task = spawn(rig.window.desk.new())
        dialog = await rig.dialog()
        dialog.findChild(LineEdit).setText(given)
        dialog.accept()
        await task
        task = spawn(rig.window.desk.new())
        (await rig.dialog()).reject()
        await task
        assert not rig.document.is_open
        assert not (tmp_path / "Rushes").exists()

    in_window(scenario)


def test_that_leaving_while_something_runs_asks_first(
    in_window: InWindow, project: Path, tmp_path: Path
) -> None:
    other = empty_project(tmp_path / "other")

    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        work = spawn(rig.window.jobs.run("Counting", long_work))
        await until(lambda: rig.window.jobs.running)
        opening = spawn(rig.window.open_project(other))
        dialog = await rig.dialog()
        assert "Counting" in dialog.accessibleDescription()
        dialog.reject()
        await opening
        assert rig.document.project.folder == project and not work.done()
        rig.window.close()
        rig.window.close()  # impatient: still one question
        dialog = await rig.dialog()
        assert len(rig.dialogs()) == 1
        dialog.reject()
        await until(lambda: not rig.dialogs())
        assert rig.window.isVisible()
        opening = spawn(rig.window.open_project(other))
        (await rig.dialog()).accept()
        await opening
        assert rig.document.project.folder == other
        await until(work.done)
        assert work.cancelled()

    in_window(scenario)


def test_that_what_was_told_to_stop_is_not_asked_about_again(
    in_window: InWindow, project: Path, tmp_path: Path
) -> None:
    other, gate = empty_project(tmp_path / "other"), threading.Event()

    def slow_to_stop(*, checkpoint: Checkpoint) -> None:
        gate.wait(PATIENCE)
        checkpoint(Progress(0, 0))

    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        work = spawn(rig.window.jobs.run("Counting", slow_to_stop))
        await until(lambda: rig.window.jobs.running)
        leaving = spawn(rig.window.desk.leave())
        (await rig.dialog()).accept()
        assert await leaving
        opening = spawn(rig.window.open_project(other))
        await until(lambda: opening.done() or rig.dialogs())
        assert rig.dialogs() == [] and not work.done()
        assert rig.document.project.folder == other
        gate.set()
        await until(work.done)
        assert work.cancelled()

    in_window(scenario)


# ------------------------------------------------------------------------------ recent projects


def test_that_recent_projects_are_listed_opened_and_forgotten(
    in_window: InWindow, project: Path, tmp_path: Path
) -> None:
    other = empty_project(tmp_path / "other")
    gone = tmp_path / "gone"
    settings.save(Preferences(recent=tuple(map(str, (other, gone, project)))))

    async def scenario(rig: Rig) -> None:
        assert [row.accessibleName() for row in rows(rig)] == ["other", "gone", project.name]
        QTest.mouseClick(rows(rig)[1], Qt.MouseButton.LeftButton)
        await until(lambda: rig.sentences)
        assert "does not exist" in rig.sentences[0]
        rows(rig)[1].setFocus()
        QTest.keyClick(rows(rig)[1], Qt.Key.Key_Delete)
        await until(lambda: len(rows(rig)) == 2 and rows(rig)[1].y())
        assert [row.accessibleName() for row in rows(rig)] == ["other", project.name]
        assert rig.sentences != []
        for _ in range(2):  # impatient
            QTest.mouseClick(rows(rig)[1], Qt.MouseButton.LeftButton)
        await until(lambda: rig.document.is_open)
        assert not rig.document.read_only
        assert rig.window.preferences.value.recent == (str(project), str(other))

    in_window(scenario)
    assert settings.load().recent == (str(project), str(other))


def test_that_enter_opens_the_last_project_and_arrows_go_to_the_others(
    in_window: InWindow, project: Path, tmp_path: Path
) -> None:
    other = empty_project(tmp_path / "other")
    settings.save(Preferences(recent=(str(other), str(project))))

    async def scenario(rig: Rig) -> None:
        await rig.active()
        first, second = rows(rig)
        assert rig.app.focusWidget() is first
        for key, then in (
            (Qt.Key.Key_Up, first),
            (Qt.Key.Key_Down, second),
            (Qt.Key.Key_Down, second),
        ):
            rig.press(key)
            assert rig.app.focusWidget() is then
        rig.press(Qt.Key.Key_Return)
        await until(lambda: rig.document.is_open)
        assert rig.document.rows.sources

    in_window(scenario)


# ------------------------------------------------------------------------------------- dropping


def drop(rig: Rig, *paths: Path) -> None:
    """Drop files on the window."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    none = Qt.KeyboardModifier.NoModifier
    left = Qt.MouseButton.LeftButton
    event = QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, left, none)
    rig.window.dropEvent(event)


def test_that_a_dropped_project_is_opened(
    in_window: InWindow, project: Path, tmp_path: Path
) -> None:
    other = empty_project(tmp_path / "other")

    async def scenario(rig: Rig) -> None:
        drop(rig, project)
        await until(lambda: rig.document.is_open)
        drop(rig, other / FILE)
        await until(lambda: rig.document.is_open and rig.document.project.folder == other)

    in_window(scenario)


def test_that_films_dropped_on_the_welcome_page_make_a_project(
    in_window: InWindow, five_shots: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        drop(rig, five_shots)
        dialog = await rig.dialog()
        assert dialog.findChild(LineEdit).text() == "five shots"
        dialog.accept()
        await until(lambda: rig.document.is_open and len(rig.document.rows.shots) == 5)
        assert [source.stem for source in rig.document.rows.sources] == ["five shots"]

    in_window(scenario)


def test_that_nonsense_is_refused_before_a_project_is_made_of_it(
    in_window: InWindow, project: Path, tmp_path: Path
) -> None:
    note = tmp_path / "note.txt"
    note.write_text("no film")

    async def scenario(rig: Rig) -> None:
        drop(rig, note)
        drop(rig)
        await until(lambda: rig.sentences)
        assert rig.sentences == ['"note.txt" is no film: drop films, folders or a project.']
        assert rig.window.findChildren(Dialog) == []
        await rig.open(project)
        drop(rig, note)
        await until(lambda: rig.sentences)
        assert "note.txt" in rig.sentences[0]
        assert len(rig.document.rows.sources) == 1

    in_window(scenario)


def test_that_a_drag_of_files_is_taken_and_of_text_is_not(in_window: InWindow) -> None:
    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QDragEnterEvent

    async def scenario(rig: Rig) -> None:
        for files in (True, False):
            data = QMimeData()
            if files:
                data.setUrls([QUrl.fromLocalFile("/film.mp4")])
            else:
                data.setText("words")
            left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
            event = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, data, left, none)
            event.ignore()
            rig.window.dragEnterEvent(event)
            assert event.isAccepted() == files

    in_window(scenario)


# ---------------------------------------------------------------------------------- in the middle


def test_that_the_window_may_close_while_a_project_is_being_opened(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        spawn(rig.window.open_project(project))
        await rig.reopened()
        with Project.open_for_editing(project) as opened:
            assert not opened.read_only

    in_window(scenario)


def test_that_a_project_may_close_while_its_films_are_being_read(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        for _ in range(5):
            await rig.window.open_project(project)
            rig.clips.picking.pick()
            await rig.window.desk.leave()
        await rig.window.idle()
        assert (rig.troubles, rig.faults) == ([], [])

    in_window(scenario)


def test_that_a_readable_copy_of_the_project_is_written(
    in_window: InWindow, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def chosen(*_: object) -> Path:
        return tmp_path / "copy.json"

    monkeypatch.setattr("app.ui.dialogs.choose_new_file", chosen)

    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        await rig.window.desk.save_readable()
        assert "five shots" in (tmp_path / "copy.json").read_text(encoding="utf-8")

    in_window(scenario)


def test_that_every_stage_opens_without_a_window_of_its_own(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        for command in ("view.plan", "view.clips", "edit.settings", "view.palette"):
            rig.trigger(command)
            await rig.window.idle()
        for dialog in rig.dialogs():
            dialog.reject()
        assert rig.strays.shown == []

    in_window(scenario)
