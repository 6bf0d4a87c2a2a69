"""Files are whole under their final name, or untouched."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.core import store
from app.core.errors import WriteError


def test_that_a_file_is_replaced_whole_and_folders_are_made(tmp_path: Path) -> None:
    path = tmp_path / "a b" / "한국어 #1.txt"
    store.write_text(path, "one\n")
    store.write_text(path, "둘\n")
    assert path.read_bytes() == "둘\n".encode()
    assert list(path.parent.iterdir()) == [path]


def test_that_a_failing_writer_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(ZeroDivisionError), store.replacing(path) as part:
        part.write_text("half")
        raise ZeroDivisionError
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_that_a_refused_write_says_where_and_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WriteError, match=r'Cannot write ".*x\.txt": .+; .+\.$'):
        store.write_text(tmp_path / "file" / "x.txt", "text")
    with pytest.raises(WriteError, match="the name is too long; choose a shorter one"):
        store.write_text(tmp_path / ("x" * 300), "text")


def test_that_only_files_of_dead_processes_are_swept(tmp_path: Path) -> None:
    child = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True
    )
    with store.replacing(tmp_path / "x") as part:
        alive = part.with_name(part.name.replace(part.name[-13:], "0123abcd.part"))
        part.write_text("x")
    dead = part.with_name(alive.name.replace(f"-{os.getpid()}-", f"-{int(child.stdout)}-"))
    elsewhere = tmp_path / f".rushes-00000000-{int(child.stdout)}-0123abcd.part"
    (tmp_path / "x").unlink()
    foreign = tmp_path / ".rushes-notes.part"
    for path in (dead, alive, foreign, elsewhere):
        path.write_text("x")
    assert store.sweep(tmp_path) == [dead]
    assert sorted(tmp_path.iterdir()) == sorted([alive, foreign, elsewhere])
    assert store.sweep(tmp_path / "missing") == []


def test_that_folders_made_for_a_file_that_fails_go_again(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    for name in ("new/er/x", "there/new/x"):
        with pytest.raises(ZeroDivisionError), store.replacing(tmp_path / name) as part:
            part.write_text("half")
            raise ZeroDivisionError
    assert list(tmp_path.rglob("*")) == [tmp_path / "there"]


def test_that_a_failing_file_leaves_the_folder_to_another_being_written(tmp_path: Path) -> None:
    with store.replacing(tmp_path / "new" / "b") as good:
        with pytest.raises(ZeroDivisionError), store.replacing(tmp_path / "new" / "a"):
            raise ZeroDivisionError
        good.write_text("whole")
    with pytest.raises(ZeroDivisionError), store.replacing(tmp_path / "new" / "c"):
        raise ZeroDivisionError
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["b"]


def test_that_a_scanner_that_holds_a_half_file_hides_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(_path: Path, missing_ok: bool = False) -> None:
        raise PermissionError(13, "it is open elsewhere")

    with monkeypatch.context() as patched, pytest.raises(ZeroDivisionError):
        patched.setattr(Path, "unlink", held)
        with store.replacing(tmp_path / "a.txt") as part:
            part.write_text("half")
            raise ZeroDivisionError
    assert not (tmp_path / "a.txt").exists()


def test_that_text_that_is_no_unicode_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("before")
    with pytest.raises(WriteError, match="is not Unicode"):
        store.write_text(tmp_path / "a.txt", "/films/\udcff")
    assert (tmp_path / "a.txt").read_text() == "before"
