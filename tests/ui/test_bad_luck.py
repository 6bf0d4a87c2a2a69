"""What a person does at the wrong moment: nothing is lost, and the window shows what is kept."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import qasync
from PySide6.QtWidgets import QApplication

from app.core.errors import ProjectError
from app.core.library.edits import adding, changing
from app.core.library.model import Clip, Still
from app.core.library.project import Project
from app.core.library.snapshot import Snapshot
from app.core.settings import Preferences
from app.ui.errors import Doors
from app.ui.loop import settled
from app.ui.main_window import MainWindow
from app.ui.widgets.dialog import Dialog
from tests.monkey.checks import rows_of
from tests.monkey.stage import Stage, set_up


@dataclass
class Play:
    """A window, what to play with, and what came out of the doors."""

    window: MainWindow
    stage: Stage
    faults: list[str] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        return self.stage.projects[0]

    def same(self) -> bool:
        """Return whether the window shows what its project holds."""
        document = self.window.document
        return rows_of(document.rows) == rows_of(Snapshot.of(document.project))


Scenario = Callable[[Play], Coroutine[Any, Any, None]]


@pytest.fixture
def play(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Scenario], None]:
    """Run a scenario in a window on the first project; faults fail the test."""
    monkeypatch.setenv("RUSHES_SETTINGS", str(tmp_path / "settings"))
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)  # put back what the doors set
    stage = set_up(tmp_path / "stage")

    async def whole(scenario: Scenario) -> None:
        doors = Doors()
        doors.install(asyncio.get_running_loop())
        here = Play(MainWindow(Preferences(), doors), stage)
        doors.failed.connect(lambda report, _: here.faults.append(report))
        here.window.show()
        await here.window.open_project(here.folder)
        await scenario(here)
        here.window.jobs.stop_all()
        while not here.window.isHidden():
            here.window.close()
            await asyncio.sleep(0.01)
        await settled()
        here.window.deleteLater()
        await asyncio.sleep(0)
        assert here.faults == []

    def run(scenario: Scenario) -> None:
        loop = qasync.QEventLoop(qapp)
        asyncio.set_event_loop(loop)
        with loop:
            loop.run_until_complete(whole(scenario))
        asyncio.set_event_loop(None)

    return run


def test_that_what_was_typed_last_is_kept_when_the_project_closes(
    play: Callable[[Scenario], None], tmp_path: Path
) -> None:
    async def scenario(here: Play) -> None:
        clip = here.window.document.rows.clips[0]
        here.window.clips.marking.choose_clip(clip.id)
        here.window.clips.inspector.caption.text.setPlainText("the last words")
        await here.window.desk.leave()

    play(scenario)
    with Project.open(tmp_path / "stage" / "one 'project'") as project:
        assert project.clips()[0].caption == "the last words"


def test_that_words_typed_for_a_clip_are_not_given_to_the_still_of_its_number(
    play: Callable[[Scenario], None],
) -> None:
    async def scenario(here: Play) -> None:
        window = here.window
        clip = window.document.rows.clips[0]
        window.document.apply(adding(Still(source=clip.source, frame=3, id=clip.id)))
        window.clips.marking.choose_clip(clip.id)
        window.clips.inspector.caption.text.setPlainText("of the clip")
        window.clips.shelf.reveal("still", clip.id)
        await window.idle()
        assert window.document.project.clip(clip.id).caption == "of the clip"
        assert window.document.project.still(clip.id).caption == ""
        assert window.clips.inspector.caption.text.toPlainText() == ""

    play(scenario)


def test_that_films_added_before_a_stop_are_shown(play: Callable[[Scenario], None]) -> None:
    async def scenario(here: Play) -> None:
        window, films = here.window, here.stage.things[0].parent
        before = len(window.document.rows.sources)
        window.clips.add_films([films / "slow.mkv", *[films / "one.mp4"] * 2, films])
        while not (window.jobs.last and window.jobs.last.progress.done >= 1):  # noqa: ASYNC110
            await asyncio.sleep(0)
        window.jobs.stop()
        await window.idle()
        assert len(window.document.rows.sources) > before
        assert here.same()

    play(scenario)


def test_that_the_datasets_an_export_gives_are_shown(play: Callable[[Scenario], None]) -> None:
    async def scenario(here: Play) -> None:
        here.window.clips.work.export()
        await asyncio.sleep(0)
        await here.window.idle()
        assert here.window.document.rows.datasets
        assert here.same()

    play(scenario)


def test_that_a_project_opened_twice_at_once_can_be_edited(
    play: Callable[[Scenario], None],
) -> None:
    async def scenario(here: Play) -> None:
        window = here.window
        await asyncio.gather(*(window.open_project(here.folder) for _ in range(2)))
        assert window.document.is_open
        assert not window.document.read_only

    play(scenario)


def test_that_work_begun_as_the_project_closes_is_no_fault(
    play: Callable[[Scenario], None],
) -> None:
    async def scenario(here: Play) -> None:
        window = here.window
        window.clips.add_films([here.stage.things[0]])
        window.clips.work.export()
        window.clips.find_everywhere()
        window.document.changed_outside.emit()
        leaving = asyncio.ensure_future(window.desk.leave())
        while not (dialog := window.findChild(Dialog)):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        dialog.accept()
        assert await leaving
        await window.idle()
        assert window.notices.sentences == []

    play(scenario)


def test_that_an_edit_made_while_the_project_is_read_again_stays(
    play: Callable[[Scenario], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(here: Play) -> None:
        document = here.window.document
        await here.window.idle()
        clip = document.rows.clips[0]
        read = asyncio.ensure_future(here.window.desk.reload())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        after = Clip(**{**_fields(clip), "caption": "meanwhile"})
        document.apply(changing(clip, after))
        await read
        assert document.rows.clips[0].caption == "meanwhile"
        assert here.same()

    play(scenario)


def _fields(clip: Clip) -> dict[str, Any]:
    return {name: getattr(clip, name) for name in Clip.__dataclass_fields__}


def test_that_a_window_closes_though_its_settings_cannot_be_kept(
    play: Callable[[Scenario], None], tmp_path: Path
) -> None:
    (tmp_path / "settings").write_text("a file where the folder should be", encoding="utf-8")

    async def scenario(here: Play) -> None:
        here.window.preferences.change(zoom=1.25)
        here.window.close()
        for _ in range(500):
            await asyncio.sleep(0.01)
            if here.window.isHidden():
                return
        pytest.fail("it stays")

    play(scenario)


def test_that_words_that_cannot_be_kept_hold_the_project_once(
    play: Callable[[Scenario], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise ProjectError("the disk is full")

    async def scenario(here: Play) -> None:
        window = here.window
        window.clips.marking.choose_clip(window.document.rows.clips[0].id)
        window.clips.inspector.caption.text.setPlainText("the last words")
        with monkeypatch.context() as patched:
            patched.setattr(Project, "apply", full)
            with pytest.raises(ProjectError, match="full"):
                await window.desk.leave()
            assert window.document.is_open
            await window.desk.leave()
            assert not window.document.is_open

    play(scenario)


needs_open_files_moved = pytest.mark.skipif(
    sys.platform == "win32", reason="its folder stays there as long as a file in it is open"
)


def _type(here: Play, text: str) -> None:
    here.window.clips.marking.choose_clip(here.window.document.rows.clips[0].id)
    field = here.window.clips.inspector.caption
    field.text.setPlainText(text)
    field.keeping.draft()  # as it does by itself a moment later


@needs_open_files_moved
def test_that_words_typed_while_the_project_is_gone_come_back_with_it(
    play: Callable[[Scenario], None],
) -> None:
    async def scenario(here: Play) -> None:
        window, away = here.window, here.folder.with_name("away")
        here.folder.rename(away)
        with pytest.raises(ProjectError, match="not there any more"):
            _type(here, "typed while it was gone")
        with pytest.raises(ProjectError, match=r"do that again: what you typed comes back"):
            await window.desk.leave()
        await window.desk.leave()
        assert not window.document.is_open
        away.rename(here.folder)
        await window.open_project(here.folder)
        assert window.document.rows.clips[0].caption == "typed while it was gone"

    play(scenario)


@needs_open_files_moved
def test_that_a_moved_project_is_opened_where_it_is_now_with_what_was_typed(
    play: Callable[[Scenario], None],
) -> None:
    async def scenario(here: Play) -> None:
        window, there = here.window, here.folder.with_name("there")
        here.folder.rename(there)
        with pytest.raises(ProjectError, match="open it where it is now"):
            _type(here, "typed as it moved")
        await window.open_project(there)
        assert not window.document.read_only
        assert window.document.rows.clips[0].caption == "typed as it moved"

    play(scenario)


@needs_open_files_moved
def test_that_words_kept_after_all_do_not_come_back_over_later_ones(
    play: Callable[[Scenario], None],
) -> None:
    async def scenario(here: Play) -> None:
        window, away = here.window, here.folder.with_name("away")
        before = window.document.rows.clips[0].caption
        here.folder.rename(away)
        with pytest.raises(ProjectError):
            _type(here, "typed while it was gone")
        away.rename(here.folder)
        window.document.settle()
        assert window.document.rows.clips[0].caption == "typed while it was gone"
        window.document.undo()
        await window.desk.leave()
        await window.open_project(here.folder)
        assert window.document.rows.clips[0].caption == before

    play(scenario)


@needs_open_files_moved
def test_that_each_time_the_project_goes_it_holds_again(play: Callable[[Scenario], None]) -> None:
    async def scenario(here: Play) -> None:
        window, away = here.window, here.folder.with_name("away")
        for text in ("the first time", "the second time"):
            here.folder.rename(away)
            with pytest.raises(ProjectError):
                _type(here, text)
            with pytest.raises(ProjectError):
                await window.desk.leave()
            away.rename(here.folder)
            window.document.settle()

    play(scenario)
