from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from app.core.errors import DatasetError
from app.core.planner.rules import DEFAULT
from app.core.training.holding.splitting import Split, split

LINE_SEPARATOR = "\u2028"


@pytest.fixture
def clips(tmp_path: Path) -> Path:
    folder = tmp_path / "clips"
    folder.mkdir()
    for name in "abcd":
        (folder / f"{name}.mp4").touch()
        (folder / f"{name}.txt").write_text(f" 비 {name}\n", encoding="utf-8")
    (folder / "c.txt").unlink()
    return folder


def made(text: str, held: list[Path], tmp_path: Path, **lists: Path) -> Split:
    named = {f"{name}.jsonl": path for name, path in lists.items()}
    run = tmp_path / "run"
    return split(text, held, run, lists=named, rules=DEFAULT, working=tmp_path)


def datasets(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(text)["datasets"]
    return found


def rows(parts: Split, entry: dict[str, Any]) -> list[dict[str, str]]:
    name = Path(entry.get("video_jsonl_file") or entry["image_jsonl_file"]).name
    return [json.loads(line) for line in parts.lists[name].split("\n") if line]


def entry_of(folder: Path, cache: str = "/c/long") -> str:
    return (
        f"[[datasets]]\nvideo_directory = '{folder.as_posix()}'\ncache_directory = '{cache}'\n"
        "resolution = [64, 64]\nbatch_size = 2\nnum_repeats = 3\n"
    )


def test_that_a_folder_is_parted_with_its_captions_into_other_cache_folders(
    clips: Path, tmp_path: Path
) -> None:
    text = f"# mine\n[general]\ncaption_extension = '.txt'\n{entry_of(clips)}"
    parts = made(text, [clips / "b.mp4"], tmp_path)
    (trained,), (measured,) = datasets(parts.training), datasets(parts.validation)
    cached = datasets(parts.caching)
    assert "video_directory" not in trained and "video_directory" not in measured
    assert [Path(each["video_path"]).name for each in rows(parts, trained)] == [
        "a.mp4", "c.mp4", "d.mp4",
    ]  # fmt: skip
    assert rows(parts, measured) == [
        {"video_path": (clips / "b.mp4").as_posix(), "caption": "비 b"}
    ]
    assert "caption" not in rows(parts, trained)[1]  # the trainer shall stop on it as it would
    assert (trained["batch_size"], trained["num_repeats"]) == (2, 3)
    assert (measured["batch_size"], measured["num_repeats"]) == (1, 1)
    assert cached == [trained, measured]
    folders = {trained["cache_directory"], measured["cache_directory"]}
    assert len(folders) == 2 and "/c/long" not in folders
    assert parts.training.startswith("# mine\n")


def test_that_cache_folders_are_those_of_the_same_split_and_of_no_other(
    clips: Path, tmp_path: Path
) -> None:
    text = f"[general]\ncaption_extension = '.txt'\n{entry_of(clips)}"

    def folder(*names: str) -> str:
        parts = made(text, [clips / name for name in names], tmp_path)
        return str(datasets(parts.training)[0]["cache_directory"])

    assert folder("a.mp4", "b.mp4") == folder("b.mp4", "a.mp4")
    assert len({folder("a.mp4"), folder("b.mp4"), folder("a.mp4", "b.mp4")}) == 3
    (clips / "e.mp4").touch()
    assert folder("a.mp4") == folder("a.mp4")


def test_that_a_dataset_that_nothing_is_held_out_of_stays_as_it_is(
    clips: Path, tmp_path: Path
) -> None:
    other = tmp_path / "others"
    other.mkdir()
    (other / "x.mp4").touch()
    both = f"{entry_of(other, '/c/x')}{entry_of(clips)}"
    text = f"[general]\ncaption_extension = '.txt'\n{both}"
    parts = made(text, [clips / "a.mp4"], tmp_path)
    assert datasets(parts.training)[0] == datasets(text)[0]
    assert len(datasets(parts.validation)) == 1 and len(datasets(parts.caching)) == 3
    nothing = made(text, [], tmp_path)
    assert nothing.training == text and not nothing.lists
    assert datasets(nothing.caching) == datasets(text)


def test_that_the_lines_of_a_list_stay_as_they_are(clips: Path, tmp_path: Path) -> None:
    listed = tmp_path / "some.jsonl"
    odd = {"caption": f"one{LINE_SEPARATOR}two", "mine": 1}
    lines = [{"video_path": (clips / f"{n}.mp4").as_posix(), **odd} for n in "abd"]
    text = "".join(f"{json.dumps(each, ensure_ascii=False)}\n" for each in lines)
    listed.write_text(text, encoding="utf-8")
    run = tmp_path / "run"
    toml = (
        f"[[datasets]]\nvideo_jsonl_file = '{(run / 'some.jsonl').as_posix()}'\n"
        "cache_directory = '/c/some'\n"
    )
    parts = made(toml, [clips / "b.mp4"], tmp_path, some=listed)
    assert rows(parts, datasets(parts.training)[0]) == [lines[0], lines[2]]
    assert rows(parts, datasets(parts.validation)[0]) == [lines[1]]


def test_that_a_dataset_of_which_nothing_would_be_left_is_refused(
    clips: Path, tmp_path: Path
) -> None:
    text = f"[general]\ncaption_extension = '.txt'\n{entry_of(clips)}"
    with pytest.raises(DatasetError, match="All of dataset 1 would be held out"):
        made(text, [clips / f"{name}.mp4" for name in "abcd"], tmp_path)
    with pytest.raises(DatasetError, match="control_directory"):
        made(f"{text}control_directory = '/x'\n", [clips / "a.mp4"], tmp_path)
