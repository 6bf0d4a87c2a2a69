from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections import namedtuple
from collections.abc import Callable, Sequence
from pathlib import Path

import psutil
import pytest

from app.core.errors import ProjectError
from app.core.library import connection, schema
from app.core.library.connection import on_network, saying
from app.core.library.migrations import MIGRATIONS
from app.core.library.model import Clip
from app.core.library.project import Project
from app.core.library.readable import readable
from tests.conftest import Speaking
from tests.core.library.makers import filled, film


def refused(path: Path) -> str:
    with pytest.raises(ProjectError) as caught:
        Project.open(path)
    sentence = str(caught.value)
    assert sentence.endswith(".") and "\n" not in sentence
    return sentence


def test_that_a_missing_project_is_said_in_a_sentence(tmp_path: Path) -> None:
    assert "does not exist" in refused(tmp_path / "gone" / "project.rushes")
    assert "does not exist" in refused(tmp_path)


@pytest.mark.parametrize(
    "data", [b"", b"just a text\n" * 99, b"\x89PNG\r\n\x1a\n" + bytes(999), b"SQLite format 3\0"]
)
def test_that_another_file_is_not_taken_for_a_project(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "project.rushes"
    file.write_bytes(data)
    assert "is not a Rushes project" in refused(file)
    assert file.read_bytes() == data


def test_that_another_programs_database_is_not_taken_for_a_project(tmp_path: Path) -> None:
    file = tmp_path / "project.rushes"
    with contextlib.closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE settings (id)")
    assert "is not a Rushes project" in refused(file)


def test_that_a_project_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    filled(tmp_path).close()
    with contextlib.closing(sqlite3.connect(tmp_path / "project.rushes")) as database:
        database.execute("PRAGMA user_version = 99")
    assert "newer Rushes" in refused(tmp_path)
    assert "update Rushes" in refused(tmp_path)


@pytest.mark.parametrize("place", [0.3, 0.6, 0.9])
def test_that_a_damaged_project_is_said_to_be_damaged(tmp_path: Path, place: float) -> None:
    filled(tmp_path).close()
    file = tmp_path / "project.rushes"
    data = bytearray(file.read_bytes())
    start = int(len(data) * place)
    data[start : start + 8192] = bytes(range(256)) * 32
    file.write_bytes(data)
    assert "damaged" in refused(tmp_path)


def test_that_a_project_cut_short_is_said_to_be_damaged(tmp_path: Path) -> None:
    filled(tmp_path).close()
    file = tmp_path / "project.rushes"
    file.write_bytes(file.read_bytes()[:9000])
    assert "damaged" in refused(tmp_path)


def test_that_a_project_held_by_another_process_is_said_to_be_busy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "PATIENCE", 0.1)
    filled(tmp_path).close()
    code = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "c.execute('BEGIN EXCLUSIVE'); print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "project.rushes")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout and holder.stdout.readline().strip() == b"held"
        assert "another program is changing it" in refused(tmp_path)
        holder.communicate(b"")
    Project.open(tmp_path).close()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (sqlite3.SQLITE_READONLY, "read-only"),
        (sqlite3.SQLITE_CANTOPEN, "permissions"),
        (sqlite3.SQLITE_FULL, "disk is full"),
        (sqlite3.SQLITE_IOERR | 10 << 8, "drive"),
    ],
)
def test_that_what_the_database_reports_becomes_a_sentence(code: int, words: str) -> None:
    error = sqlite3.OperationalError("as reported")
    error.sqlite_errorcode = code
    with pytest.raises(ProjectError, match=words) as caught, saying("change", Path("p.rushes")):
        raise error
    assert caught.value.detail == "as reported"


def test_that_the_whole_sentence_is_in_the_language_of_the_person(speaking: Speaking) -> None:
    full = "the disk is full; free some space and try again"
    speaking(
        {'Cannot change "{path}": {why}.': "“{path}” 변경 불가: {why}.", full: "디스크 가득 참"}
    )
    error = sqlite3.OperationalError("as reported")
    error.sqlite_errorcode = sqlite3.SQLITE_FULL
    with pytest.raises(ProjectError) as caught, saying("change", Path("p.rushes")):
        raise error
    assert str(caught.value) == "“p.rushes” 변경 불가: 디스크 가득 참."


def test_that_a_read_only_project_is_refused_before_any_work_goes_into_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(tmp_path).close()
    plain = connection.connect

    def read_only(file: Path, *, journal: bool = True) -> sqlite3.Connection:
        opened = plain(file, journal=journal)
        opened.execute("PRAGMA query_only = ON")
        return opened

    monkeypatch.setattr("app.core.library.opening.connect", read_only)
    assert "read-only" in refused(tmp_path)


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is read-only for root"
)
def test_that_a_project_in_a_read_only_folder_is_refused(tmp_path: Path) -> None:
    filled(tmp_path).close()
    (tmp_path / "project.rushes").chmod(0o444)
    tmp_path.chmod(0o555)
    try:
        assert "read-only" in refused(tmp_path)
    finally:
        tmp_path.chmod(0o755)


def test_that_a_folder_with_a_project_gets_no_second_one(tmp_path: Path) -> None:
    filled(tmp_path).close()
    with pytest.raises(ProjectError, match="already holds a project"):
        Project.create(tmp_path, "again")


# ---------------------------------------------------------------------------------- journal


def journal(project: Project) -> str:
    with contextlib.closing(sqlite3.connect(project.file)) as other:
        return str(other.execute("PRAGMA journal_mode").fetchone()[0])


def test_that_a_local_project_writes_ahead_and_a_network_one_rolls_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with filled(tmp_path) as project:
        assert journal(project) == "wal"
    monkeypatch.setattr(connection, "on_network", lambda path: True)
    with Project.open(tmp_path) as project:
        project.add([film("x.mkv")])
        assert journal(project) == "delete"
        assert not list(tmp_path.glob("*-wal"))


@pytest.mark.parametrize("code", [sqlite3.SQLITE_IOERR, sqlite3.SQLITE_PROTOCOL])
def test_that_a_drive_without_shared_memory_gets_a_rollback_journal(
    tmp_path: Path, code: int
) -> None:
    asked: list[str] = []

    class Drive(sqlite3.Connection):
        def execute(self, sql: str, *values: object) -> sqlite3.Cursor:
            asked.append(sql)
            if sql.endswith("WAL"):
                error = sqlite3.OperationalError("no shared memory")
                error.sqlite_errorcode = code
                raise error
            return super().execute(sql, *values)  # type: ignore[arg-type]

    with contextlib.closing(sqlite3.connect(tmp_path / "x", factory=Drive)) as opened:
        connection.set_journal(opened, tmp_path / "x")
        assert opened.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert asked[1] == "PRAGMA journal_mode = DELETE"


@pytest.mark.skipif(sys.platform == "win32", reason="mounts are Unix's")
def test_that_the_nearest_mount_says_whether_a_drive_is_a_network_drive(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Part = namedtuple("Part", "mountpoint fstype")
    parts = [Part("/", "ext4"), Part("/mnt/films", "cifs"), Part("/mnt/films/usb", "ext4")]
    monkeypatch.setattr(psutil, "disk_partitions", lambda all: parts)
    assert on_network(Path("/mnt/films/a/p.rushes"))
    assert not on_network(Path("/mnt/films/usb/p.rushes"))
    assert not on_network(Path("/mnt/filmstrip/p.rushes"))


# --------------------------------------------------------------------------------- versions

Step = Callable[[sqlite3.Connection], None]


@pytest.fixture
def next_version(monkeypatch: pytest.MonkeyPatch) -> Callable[[Step], None]:
    def pretend(step: Step) -> None:
        steps: Sequence[Step] = (*MIGRATIONS, step)
        monkeypatch.setattr(schema, "MIGRATIONS", steps)

    return pretend


def test_that_an_older_project_is_brought_up_to_date_and_a_copy_of_it_kept(
    tmp_path: Path, next_version: Callable[[Step], None]
) -> None:
    filled(tmp_path).close()
    next_version(lambda database: database.execute("UPDATE clip SET caption = 'two'") and None)
    with Project.open(tmp_path) as project:
        assert {clip.caption for clip in project.clips()} == {"two"}
    with Project.open(tmp_path) as project:
        project.change(project.clip(1), Clip(id=1, source=1, start=1, end=2, caption="mine"))
    with Project.open(tmp_path) as project:  # not migrated again
        assert project.clip(1).caption == "mine"
    with contextlib.closing(
        sqlite3.connect(tmp_path / f"project-format{len(MIGRATIONS)}.rushes")
    ) as copy:
        assert copy.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        assert copy.execute("SELECT caption FROM clip WHERE id = 3").fetchone() == ('says "hello"',)


def test_that_a_migration_that_fails_leaves_the_project_as_it_was(
    tmp_path: Path, next_version: Callable[[Step], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    with filled(tmp_path) as project:
        before = readable(project)

    def fails(database: sqlite3.Connection) -> None:
        database.execute("DELETE FROM still")
        database.execute("DELETE FROM no_such_table")

    next_version(fails)
    with pytest.raises(ProjectError):
        Project.open(tmp_path)
    monkeypatch.undo()
    with Project.open(tmp_path) as project:
        assert readable(project) == before


def test_that_a_migration_may_not_lose_what_rows_refer_to(
    tmp_path: Path, next_version: Callable[[Step], None]
) -> None:
    filled(tmp_path).close()
    next_version(lambda database: database.execute("DELETE FROM source WHERE id = 1") and None)
    with pytest.raises(sqlite3.IntegrityError):
        Project.open(tmp_path)


def test_that_bad_input_and_output_on_a_full_disk_is_said_to_be_a_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Usage = namedtuple("Usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(1 << 30, 1 << 30, 4096))
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR | 3 << 8
    with (
        pytest.raises(ProjectError, match="the disk is full; free some space"),
        saying("change", tmp_path / "project.rushes"),
    ):
        raise error


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name here")
def test_that_a_pipe_is_no_project(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "project.rushes")
    with pytest.raises(ProjectError, match="it is a pipe or device; give a file"):
        Project.open_for_editing(tmp_path)
