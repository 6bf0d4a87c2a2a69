"""Facts of many files, read once for each state of a file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.core.cache import Cache
from app.core.jobs import Progress, Stopped
from app.core.planner.caches.file_facts import FileFacts
from tests.core.planner.caches.cache_files import age


@pytest.fixture
def read() -> list[str]:
    return []


def facts(read: list[str], cache: Cache | None = None) -> FileFacts:
    def fact(path: Path) -> str:
        read.append(path.name)
        return path.read_text()

    return FileFacts("test-1", fact, cache)


def write(path: Path, text: str, old: float = 60) -> None:
    path.write_text(text)
    age(path, old)


def test_that_a_file_is_opened_once(tmp_path: Path, read: list[str]) -> None:
    write(tmp_path / "a.txt", "one")
    write(tmp_path / "b.txt", "two")
    known = facts(read)
    for _ in range(2):
        found = known.of(tmp_path, lambda name: name.endswith(".txt"))
        assert {name: each.fact for name, each in found.items()} == {"a.txt": "one", "b.txt": "two"}
    assert sorted(read) == ["a.txt", "b.txt"]


def test_that_a_file_that_changed_is_opened_again(tmp_path: Path, read: list[str]) -> None:
    write(tmp_path / "a.txt", "one")
    known = facts(read)
    known.of(tmp_path, str.isprintable)
    write(tmp_path / "a.txt", "three", 30)
    assert known.of(tmp_path, str.isprintable)["a.txt"].fact == "three"


def test_that_a_file_written_just_now_may_change_in_the_same_tick(
    tmp_path: Path, read: list[str]
) -> None:
    path = tmp_path / "a.txt"
    write(path, "one", 0)
    stat = path.stat()
    known = facts(read)
    known.of(tmp_path, str.isprintable)
    path.write_text("two")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert known.of(tmp_path, str.isprintable)["a.txt"].fact == "two"


def test_that_the_next_start_begins_where_this_one_ended(tmp_path: Path, read: list[str]) -> None:
    folder = tmp_path / "f"
    folder.mkdir()
    write(folder / "a.txt", "one")
    write(folder / "b.txt", "two")
    cache = Cache(tmp_path / "cache")
    facts(read, cache).of(folder, str.isprintable)
    (folder / "b.txt").unlink()
    found = facts(read, cache).of(folder, str.isprintable)
    assert list(found) == ["a.txt"]
    assert sorted(read) == ["a.txt", "b.txt"]


def test_that_what_was_read_before_a_stop_is_kept(tmp_path: Path, read: list[str]) -> None:
    folder = tmp_path / "f"
    folder.mkdir()
    for number in range(300):
        write(folder / f"{number:03}.txt", "x")
    cache = Cache(tmp_path / "cache")

    def stop(progress: Progress) -> None:
        if progress.done:
            raise Stopped

    with pytest.raises(Stopped):
        facts(read, cache).of(folder, str.isprintable, stop)
    before = len(read)
    assert 0 < before < 300
    facts(read, cache).of(folder, str.isprintable)
    assert len(read) == 300


def test_that_folders_and_pipes_are_passed_over(tmp_path: Path, read: list[str]) -> None:
    (tmp_path / "folder").mkdir()
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
    assert facts(read).of(tmp_path, str.isprintable) == {}
    assert facts(read).of(tmp_path / "nowhere", str.isprintable) == {}
