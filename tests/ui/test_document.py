from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.core.browsing import Badge, Catalogue
from app.core.errors import ProjectError
from app.core.library import picking
from app.core.library.edits import adding, changing
from app.core.library.model import Clip
from app.core.library.project import Project
from app.core.library.snapshot import Snapshot
from app.ui.document import Document, read, read_again
from app.ui.jobs import Jobs
from tests.ui.conftest import Run
from tests.ui.rig import InWindow, Rig, emitted, until

HOLD = """
import sys
from pathlib import Path
from app.core.library.project import Project
with Project.open_for_editing(Path(sys.argv[1])) as project:
    print("held", flush=True)
    for line in sys.stdin:
        clip = project.clips()[0]
        import dataclasses
        project.change(clip, dataclasses.replace(clip, caption=line.strip()))
        print("done", flush=True)
"""


class Holder:
    """Another program that edits a project."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
            text=True,
            encoding="utf-8",
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "held\n"

    def caption(self, text: str) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(f"{text}\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline() == "done\n"

    def end(self) -> None:
        self._process.communicate()


@pytest.fixture
def holder(project: Path) -> Iterator[Holder]:
    with Project.open(project) as first:
        first.add([Clip(source=1, start=0, end=30), Clip(source=1, start=40, end=60)])
    other = Holder(project)
    yield other
    other.end()


@pytest.fixture
def document(qapp: object, project: Path) -> Iterator[Document]:
    document = Document()
    opened = Project.open_for_editing(project)
    document.show(opened, Snapshot.of(opened))
    yield document
    document.close()


def heard(document: Document) -> list[str]:
    """The signals a document emits, by name, from now on."""
    names: list[str] = []
    for name in ("opened", "changed", "reloaded", "stack_changed"):
        getattr(document, name).connect(lambda *_, name=name: names.append(name))
    return names


PICK = adding(Clip(source=1, start=0, end=21), label="Pick")


def test_that_an_edit_is_carried_out_shown_and_undoable(document: Document) -> None:
    names = heard(document)
    done = document.apply(PICK)
    assert [row.id for row in done.added] == [1]
    assert document.rows.clips == document.project.clips() == list(done.added)
    assert (document.undo_label, document.redo_label) == ("Pick", None)
    assert names == ["changed", "stack_changed"]


def test_that_undo_and_redo_return_what_they_did(document: Document) -> None:
    document.apply(PICK)
    assert document.undo() == "Pick"
    assert document.rows.clips == []
    assert (document.undo_label, document.redo_label) == ("Find shots", "Pick")
    assert document.redo() == "Pick"
    assert document.rows.clips == document.project.clips() != []
    assert document.redo() is None


def test_that_a_step_back_asks_first_for_what_is_being_typed(document: Document) -> None:
    document.apply(PICK)
    clip = document.rows.clips[0]

    typed = True

    def keep() -> None:
        if typed and document.rows.clips and document.rows.clips[0].caption != "typed":
            document.apply(changing(clip, replace(clip, caption="typed"), label="Caption"))

    document.keep_typed(keep)
    assert document.undo() == "Caption"
    typed = False
    assert document.redo() == "Caption"
    assert document.rows.clips[0].caption == "typed"


def test_that_tiles_read_with_the_rows_follow_edits_until_they_are_taken(
    qapp: object, project: Path
) -> None:
    document = Document()
    opened = Project.open_for_editing(project)
    rows, tiles = read(opened)
    document.show(opened, rows, tiles)
    document.apply(PICK)
    assert document.tiles.take(document.rows) is tiles
    assert [tile.key for tile in tiles.tiles("clip")] == [("clip", 1)]
    assert tiles.tiles("shot") == Catalogue(rows).tiles("shot")
    document.undo()
    assert len(tiles.tiles("clip")) == 1  # whoever took them lets them follow
    assert document.tiles.take(document.rows).tiles("clip") == []
    document.close()


def test_that_tiles_read_again_have_the_badges_that_came_meanwhile(document: Document) -> None:
    tiles = document.tiles.take(document.rows)
    make = document.tiles.maker()
    tiles.set_badges({("shot", 2): (Badge("black", "bad"),)}, [1])
    document.refresh(*read(document.project, make))
    again = document.tiles.take(document.rows)
    assert again is not tiles
    assert again.tiles("shot") == tiles.tiles("shot")
    assert again.tiles("shot")[1].badges == (Badge("black", "bad"),)


def test_that_work_done_on_the_project_itself_is_shown(document: Document) -> None:
    document.project.apply(PICK)
    assert document.rows.clips == []
    document.catch_up()
    assert document.rows.clips == document.project.clips()
    names = heard(document)
    document.catch_up()
    assert names == []


def test_that_an_undo_is_shown_after_the_edit_of_a_thread_that_it_takes_back(
    document: Document,
) -> None:
    working = threading.Thread(target=document.project.apply, args=(PICK,))
    working.start()
    working.join()
    assert document.rows.clips == []  # nobody has told the window yet
    document.undo()
    assert document.rows.clips == [] == document.project.clips()
    document.redo()
    assert document.rows.clips == document.project.clips() != []


def test_that_rows_read_again_replace_the_old(document: Document) -> None:
    document.project.apply(PICK)
    names = heard(document)
    document.refresh(Snapshot.of(document.project))
    assert names == ["reloaded", "stack_changed"]
    assert len(document.rows.clips) == 1


def test_that_a_closed_document_has_nothing(document: Document) -> None:
    project = document.project
    document.close()
    assert not document.is_open
    assert document.undo_label is document.redo_label is None
    with pytest.raises(RuntimeError, match="no project is open"):
        _ = document.rows
    with pytest.raises(RuntimeError, match="no project is open"):
        _ = document.project
    with pytest.raises(ProjectError):
        project.clips()


def test_that_a_change_of_another_connection_is_seen_and_read(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        with Project.open(project) as other:
            other.apply(PICK)
        await emitted(rig.document.reloaded)
        assert rig.document.rows.clips == rig.document.project.clips() != []
        rig.clips.shelf.show_kind("clip")
        assert len(rig.clips.shelf.grid.tiles) == 1

    in_window(scenario)


def test_that_own_changes_are_no_changes_outside(document: Document) -> None:
    outside: list[bool] = []
    document.changed_outside.connect(lambda: outside.append(True))
    document.apply(PICK)
    document._look()
    assert outside == []


# ------------------------------------------------------------------------ the second window


CHANGING = [
    *("project.add_films", "project.add_folder", "project.find_shots", "project.find_all_shots"),
    *("project.export", "edit.undo", "edit.redo", "mark.in", "mark.out", "mark.split"),
    *("pick.pick", "pick.reject", "pick.still", "pick.remove", "pick.rate3"),
]


def test_that_a_second_window_says_that_it_only_reads(
    in_window: InWindow, project: Path, holder: Holder
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        assert rig.document.read_only
        assert rig.sentences == [rig.document.project.read_only_because]
        assert "another Rushes is editing it" in rig.sentences[0]
        actions = rig.window.actions_
        assert [each for each in CHANGING if actions[each].isEnabled()] == []
        assert actions["play.toggle"].isEnabled() and actions["project.close"].isEnabled()
        inspector = rig.clips.inspector
        assert not inspector.stars.isEnabled() and not inspector.tags.isEnabled()

    in_window(scenario)


def test_that_every_way_to_change_is_refused_in_a_second_window(
    in_window: InWindow, project: Path, holder: Holder
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        clips, picking = rig.clips, rig.clips.picking
        clips.shelf.reveal("clip", 1)
        mark = clips.marking.mark
        asked = [
            lambda: clips.viewing.timeline.range_changed.emit(3, 20),
            lambda: clips.shelf.activated.emit(clips.shelf.grid.tiles[1]),
            lambda: picking.rate(3),
            lambda: picking.reject(),
            lambda: picking.tag("hill"),
            lambda: picking.remove(),
            lambda: picking.add_still(5),
            lambda: clips.marking.lengths.set(5),
            lambda: clips.find_everywhere(),
        ]
        for ask in asked:
            rig.later(ask)
        await rig.window.idle()
        assert {str(trouble) for trouble in rig.troubles} <= set(rig.sentences)
        assert set(rig.sentences) == {rig.document.project.read_only_because}
        assert len(rig.troubles) >= 7
        assert clips.marking.mark == mark
        assert rig.document.rows.stills == []

    in_window(scenario)


def test_that_typing_in_a_second_window_changes_nothing_and_loses_nothing(
    in_window: InWindow, project: Path, holder: Holder
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.clips.shelf.reveal("clip", 1)
        field = rig.clips.inspector.caption
        field.focus()
        rig.press("abc 3 r")
        rig.press(Qt.Key.Key_Return)
        rig.clips.shelf.reveal("clip", 2)
        field.text.setReadOnly(False)  # as if it could be typed into nevertheless
        QTest.keyClicks(field.text, "xyz")
        field.keeping.draft()
        rig.clips.shelf.reveal("clip", 1)
        assert [clip.caption for clip in rig.document.rows.clips] == ["", ""]
        assert rig.document.project.drafts() == []
        assert rig.troubles == []

    in_window(scenario)


def test_that_a_second_window_shows_what_the_first_one_does(
    in_window: InWindow, project: Path, holder: Holder
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.clips.shelf.reveal("clip", 1)
        holder.caption("a cat jumps")
        await until(lambda: rig.clip().caption == "a cat jumps")
        assert rig.clips.inspector.caption.text.toPlainText() == "a cat jumps"

    in_window(scenario)


def test_that_opening_again_edits_once_the_other_has_closed(
    in_window: InWindow, project: Path, holder: Holder
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        holder.end()
        await rig.open(project)
        assert not rig.document.read_only
        assert rig.sentences == []

    in_window(scenario)


def test_that_an_edit_made_while_rows_are_read_again_is_not_lost(
    qt_run: Run, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, edits = Snapshot.of, [picking.pick(1, 3, 9)]

    def slowly(project: Project) -> Snapshot:
        rows = read(project)
        begun.set()
        assert go_on.wait(10)
        return rows

    begun, go_on = threading.Event(), threading.Event()

    async def scenario() -> None:
        jobs = Jobs()
        monkeypatch.setattr(Snapshot, "of", slowly)
        task = asyncio.ensure_future(read_again(document, jobs, document.project))
        await until(begun.is_set)
        document.apply(edits[0])
        go_on.set()
        await task
        await jobs.close()

    before = len(document.rows.clips)
    qt_run(scenario())
    assert len(document.rows.clips) == before + 1
    assert document.rows.clips == read(document.project).clips
