from __future__ import annotations

import sys
from pathlib import Path

import pytest

from app.core.library.places import resolved, stored


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("projects/p/films/a b.mkv", "films/a b.mkv"),
        ("projects/p/a.mkv", "a.mkv"),
        ("projects/films/a.mkv", "../films/a.mkv"),
    ],
)
def test_that_a_near_file_is_written_relative_and_found_again_after_both_moved(
    tmp_path: Path, file: str, text: str
) -> None:
    assert stored(tmp_path / "projects/p", tmp_path / file) == text
    elsewhere = tmp_path / "moved" / "projects" / "p"
    assert resolved(elsewhere, text) == tmp_path / "moved" / file


def test_that_a_far_file_is_written_absolute_with_forward_slashes(tmp_path: Path) -> None:
    far = tmp_path / "films" / "a.mkv"
    text = stored(tmp_path / "one" / "two" / "project", far)
    assert text == far.as_posix()
    assert resolved(tmp_path / "anywhere", text) == far


@pytest.mark.skipif(sys.platform == "win32", reason="there these are our own paths")
@pytest.mark.parametrize("text", ["C:/films/a.mkv", "//server/films/a.mkv"])
def test_that_a_path_of_windows_stays_readable_elsewhere(tmp_path: Path, text: str) -> None:
    found = resolved(tmp_path, text)
    assert found.as_posix().endswith(text.lstrip("/"))
    assert not found.exists()
    assert tmp_path not in found.parents
