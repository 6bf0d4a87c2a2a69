from __future__ import annotations

from pathlib import Path

import pytest

from app.core.importing.dropping import may_mean_import, meaning_of


def made(folder: Path, *names: str) -> Path:
    folder.mkdir()
    for name in names:
        (folder / name).write_text("[[datasets]]\nvideo_directory = 'x'\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("names", "meaning"),
    [
        (["a.mp4", "b.mkv"], "films"),
        (["a.mp4", "notes.txt"], "films"),
        (["a.mp4", "A.TXT"], "ask"),
        (["a.mp4", "b.mp4", "b.caption"], "ask"),
        (["a.mp4", "a-proj.llc"], "ask"),
        (["a.png", "a.txt"], "import"),
        (["a.mp4", "a.txt", "dataset.toml"], "import"),
        ([], "films"),
    ],
)
def test_that_a_folder_tells_what_is_meant_by_it(
    tmp_path: Path, names: list[str], meaning: str
) -> None:
    folder = made(tmp_path / "내 폴더 #1", *names)
    assert may_mean_import([folder])
    assert meaning_of([folder]) == meaning


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("a.mp4", "films"),
        ("a.llc", "import"),
        ("a.CSV", "import"),
        ("a.toml", "import"),
        ("a.png", "import"),
        ("a.txt", "films"),
    ],
)
def test_that_a_file_tells_what_is_meant_by_it(tmp_path: Path, name: str, meaning: str) -> None:
    path = tmp_path / name
    path.write_text("", encoding="utf-8")
    assert meaning_of([path]) == meaning
    assert may_mean_import([path]) == (meaning != "films")


def test_that_captions_dropped_with_their_videos_make_it_a_question(tmp_path: Path) -> None:
    both = [tmp_path / "a.mp4", tmp_path / "a.txt"]
    assert may_mean_import(both) and meaning_of(both) == "ask"
