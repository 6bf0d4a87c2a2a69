"""Two programs and one project: one edits, the others look."""

from __future__ import annotations

import dataclasses
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.core import locks, store
from app.core.errors import ProjectError, WriteError
from app.core.library import connection, opening, picking
from app.core.library.migrations import MIGRATIONS
from app.core.library.project import Project
from app.core.library.readable import readable
from tests.core.library.makers import filled

ROOT = Path(__file__).parents[3]
EDITOR = """
import dataclasses, sys
from pathlib import Path
from app.core.library.project import Project
project = Project.open_for_editing(Path(sys.argv[1]))
print("open", project.read_only, flush=True)
for line in sys.stdin:
    clip = project.clip(1)
    project.change(clip, dataclasses.replace(clip, caption=line.strip()))
    print("done", flush=True)
"""


class Editor:
    """A process that edits a project: each line it is told becomes the caption of clip 1."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", EDITOR, str(folder)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.said() == "open False"

    def said(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def tell(self, caption: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{caption}\n")
        self.process.stdin.flush()
        assert self.said() == "done"

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


def changes(project: Project) -> list[Callable[[], object]]:
    clip = project.clip(1)
    return [
        lambda: project.apply(picking.rate([clip], 5)),
        lambda: project.undo(),
        lambda: project.redo(),
        lambda: project.save_draft(clip, "typed"),
    ]


def check_refuses(project: Project, words: str) -> None:
    assert project.read_only and words in project.read_only_because
    before = readable(project)
    for change in changes(project):
        with pytest.raises(ProjectError, match=words) as caught:
            change()
        sentence = str(caught.value)
        assert sentence.startswith('"') and sentence.endswith(".") and "\n" not in sentence
    assert readable(project) == before


def test_that_a_second_editor_only_reads_and_is_told_who_edits(tmp_path: Path) -> None:
    filled(tmp_path).close()
    editor = Editor(tmp_path)
    try:
        with Project.open_for_editing(tmp_path) as project:
            check_refuses(project, "another Rushes is editing it")
            assert project.holder is not None and project.holder.pid == editor.process.pid
            assert f"process {editor.process.pid}" in project.read_only_because
            assert not project.changed_outside()
            editor.tell("from the editor")
            assert project.changed_outside() and not project.changed_outside()
            assert project.clip(1).caption == "from the editor"
    finally:
        editor.kill()


def test_that_the_lock_dies_with_its_process(tmp_path: Path) -> None:
    filled(tmp_path).close()
    Editor(tmp_path).kill()
    with Project.open_for_editing(tmp_path) as project:
        assert not project.read_only and project.holder is None
        project.apply(picking.rate([project.clip(1)], 5))


def test_that_the_command_line_may_change_a_project_beside_its_editor(tmp_path: Path) -> None:
    filled(tmp_path).close()
    with Project.open_for_editing(tmp_path) as editor, Project.open(tmp_path) as other:
        other.apply(picking.rate([other.clip(1)], 5))
        assert editor.changed_outside()
        editor.apply(picking.rate([editor.clip(1)], 2))
        assert not editor.changed_outside() and other.changed_outside()


def test_that_closing_lets_another_edit_and_leaves_no_note(tmp_path: Path) -> None:
    filled(tmp_path).close()
    one = Project.open_for_editing(tmp_path)
    with Project.open_for_editing(tmp_path) as two:
        assert two.read_only and two.holder is not None and two.holder.pid == os.getpid()
        one.close()
        one.close()
        with Project.open_for_editing(tmp_path) as three:
            assert not three.read_only
    assert sorted(path.name for path in tmp_path.iterdir()) == [opening.LOCK, "project.rushes"]


@pytest.mark.parametrize("note", [None, "", "{}", "[1]", '{"pid": "x", "host": "", "since": ""}'])
def test_that_an_editor_without_a_note_is_said_all_the_same(
    tmp_path: Path, note: str | None
) -> None:
    filled(tmp_path).close()
    with Project.open_for_editing(tmp_path):
        (tmp_path / opening.HOLDER).unlink()
        if note is not None:
            (tmp_path / opening.HOLDER).write_text(note)
        with Project.open_for_editing(tmp_path) as project:
            assert project.holder is None
            check_refuses(project, "another Rushes is editing it; close it there")


def test_that_a_project_whose_note_cannot_be_written_is_edited_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, text: str) -> None:
        raise WriteError("refused")

    filled(tmp_path).close()
    monkeypatch.setattr(store, "write_text", refuse)
    with Project.open_for_editing(tmp_path) as project:
        assert not project.read_only


def test_that_drafts_are_recovered_by_the_editor_alone(tmp_path: Path) -> None:
    filled(tmp_path).close()
    with Project.open_for_editing(tmp_path) as editor:
        editor.save_draft(editor.clip(1), "typed")
        with Project.open_for_editing(tmp_path) as other:
            assert len(other.drafts()) == len(editor.drafts()) == 1
    with Project.open_for_editing(tmp_path) as editor:
        assert editor.clip(1).caption == "typed"


def test_that_a_second_connection_of_a_process_leaves_the_locks_of_the_first(
    tmp_path: Path,
) -> None:
    # On Unix a process loses all its locks on a file when it closes the file anywhere.
    filled(tmp_path).close()
    code = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]);"
        "c.execute('SELECT 1 FROM clip').fetchone(); c.close()"
    )
    with Project.open_for_editing(tmp_path) as one:
        one.apply(picking.rate([one.clip(1)], 5))
        Project.open(tmp_path).close()
        subprocess.run([sys.executable, "-c", code, str(one.file)], check=True)
        # The last to close takes the journal away: the other one must see that it is not.
        assert (tmp_path / "project.rushes-wal").stat().st_size
        one.apply(picking.rate([one.clip(1)], 4))


# ------------------------------------------------------------------------------------ read-only


def refuse(code: int) -> Callable[..., object]:
    def refusing(*_: object, **__: object) -> object:
        error = sqlite3.OperationalError("refused")
        error.sqlite_errorcode = code
        raise error

    return refusing


@pytest.fixture
def freeze(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From the call on, SQLite can write nothing, neither the lock nor what it needs to read."""

    def frozen() -> None:
        monkeypatch.setattr(locks, "holding", refuse(sqlite3.SQLITE_CANTOPEN))
        monkeypatch.setattr(opening, "connect", refuse(sqlite3.SQLITE_CANTOPEN))

    return frozen


def test_that_a_project_on_a_read_only_disk_is_read(
    tmp_path: Path, freeze: Callable[[], None]
) -> None:
    folder = tmp_path / f"é # % {'?' * (os.name != 'nt')} 한국어"
    with filled(folder) as project:
        text = readable(project)
    files = {path: path.read_bytes() for path in folder.iterdir()}
    freeze()
    with Project.open_for_editing(folder) as project:
        assert readable(project) == text and project.holder is None
        assert not project.changed_outside()
        check_refuses(project, "cannot be read and written; check its permissions")
    assert {path: path.read_bytes() for path in folder.iterdir()} == files


def test_that_what_a_crash_left_beside_a_read_only_project_is_read_too(
    tmp_path: Path, freeze: Callable[[], None]
) -> None:
    with filled(tmp_path / "live") as project:
        clip = project.clip(1)
        project.change(clip, dataclasses.replace(clip, caption="committed, not yet in the file"))
        shutil.copytree(tmp_path / "live", tmp_path / "left")  # as a killed process leaves it
        text = readable(project)
    assert (tmp_path / "left" / "project.rushes-wal").stat().st_size
    freeze()
    with Project.open_for_editing(tmp_path / "left") as project:
        assert project.read_only and readable(project) == text


def test_that_a_project_on_a_full_disk_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(tmp_path).close()
    monkeypatch.setattr(opening, "_check_writable", refuse(sqlite3.SQLITE_FULL))
    with Project.open_for_editing(tmp_path) as project:
        check_refuses(project, "the disk is full")
        monkeypatch.undo()
        with Project.open_for_editing(tmp_path) as other:
            assert not other.read_only  # the first let the lock go


def test_that_another_reason_than_writing_refuses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(tmp_path).close()
    monkeypatch.setattr(opening, "_check_writable", refuse(sqlite3.SQLITE_IOERR))
    with pytest.raises(ProjectError, match="check the drive"):
        Project.open_for_editing(tmp_path)


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is read-only for root"
)
def test_that_a_project_in_a_read_only_folder_is_read(tmp_path: Path) -> None:
    with filled(tmp_path) as project:
        text = readable(project)
    (tmp_path / "project.rushes").chmod(0o444)
    tmp_path.chmod(0o555)
    try:
        with Project.open_for_editing(tmp_path) as project:
            assert readable(project) == text
            check_refuses(project, "read-only")
    finally:
        tmp_path.chmod(0o755)


def older(samples: Path, folder: Path) -> None:
    shutil.copy(samples / "projects" / "version1.rushes", folder / "project.rushes")


def test_that_an_older_project_on_a_read_only_disk_is_read(
    tmp_path: Path, samples: Path, freeze: Callable[[], None]
) -> None:
    older(samples, tmp_path)
    freeze()
    with Project.open_for_editing(tmp_path) as project:
        check_refuses(project, "permissions")
        assert project.shots()[0].state == "open"
    assert [path.name for path in tmp_path.iterdir()] == ["project.rushes"]


def test_that_an_older_project_whose_copy_cannot_be_written_is_read(
    tmp_path: Path, samples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older(samples, tmp_path)
    monkeypatch.setattr("app.core.library.schema.store.replacing", lambda path: no_room(path))

    def no_room(path: Path) -> None:
        raise WriteError(f'"{path}" cannot be written: the disk is full.')

    with Project.open_for_editing(tmp_path) as project:
        check_refuses(project, "the disk is full")


def test_that_a_newer_project_is_refused_for_reading_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(tmp_path).close()
    with Project.open_for_editing(tmp_path) as editor:
        editor._connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
        with pytest.raises(ProjectError, match="newer Rushes"):
            Project.open_for_editing(tmp_path)
    assert connection.keeps_from_writing(sqlite3.Error(), tmp_path) is False
