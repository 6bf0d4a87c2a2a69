"""Derived data are keyed by what they were derived from."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.core.cache import Cache, file_key
from app.core.errors import SourceError


def test_that_a_file_has_one_key_until_its_content_changes(tmp_path: Path) -> None:
    path = tmp_path / "film.bin"
    path.write_bytes(bytes(300_000))
    before = file_key(path)
    assert file_key(path).id == before.id
    os.utime(path, ns=(1, 1))
    assert file_key(path).id != before.id


def test_that_a_change_at_either_end_is_seen_even_with_the_old_date(tmp_path: Path) -> None:
    path = tmp_path / "film.bin"
    for position in (0, 299_999):
        data = bytearray(300_000)
        path.write_bytes(data)
        stat = path.stat()
        before = file_key(path)
        data[position] = 1
        path.write_bytes(data)
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
        assert file_key(path).quick_hash != before.quick_hash


def test_that_a_missing_file_is_said_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"gone\.mp4.*does not exist; check the path\.$"):
        file_key(tmp_path / "gone.mp4")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes lie in folders on POSIX only")
def test_that_a_pipe_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mp4")
    with pytest.raises(SourceError, match="pipe or device; give a file"):
        file_key(tmp_path / "pipe.mp4")


def test_that_an_entry_comes_back_and_a_missing_one_is_none(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    cache.save("index-1", "abcdef", b"data")
    assert cache.load("index-1", "abcdef") == b"data"
    assert cache.load("index-2", "abcdef") is None


def test_that_a_damaged_entry_is_as_good_as_none(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    cache.save("index-1", "abcdef", b"data")
    (entry,) = (path for path in (tmp_path / "cache").rglob("*") if path.is_file())
    for damaged in (b"", b"garbage", entry.read_bytes()[:-1]):
        entry.write_bytes(damaged)
        assert cache.load("index-1", "abcdef") is None


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_that_links_in_a_circle_are_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(SourceError, match="Cannot read"):
        file_key(tmp_path / "a")


def test_that_an_unwritable_cache_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = Cache(tmp_path / "file")
    cache.save("index-1", "abcdef", b"data")
    assert cache.load("index-1", "abcdef") is None
