"""Changes of a dataset file's text change what was asked for, and not a byte besides."""

from __future__ import annotations

import contextlib
import re
from copy import deepcopy
from pathlib import Path

import pytest
import toml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.core.errors import DatasetError
from app.core.planner.document import OUTSIDE, parse_document
from app.core.planner.text.entry_text import (
    doubled_entry,
    moved_entry,
    read,
    with_entry,
    with_value,
    without_entry,
    without_key,
)
from app.core.planner.text.tree import name_of
from app.core.planner.text.values import same
from tests.core.planner.text.wild_toml import LIST, SCALAR, Wild, wild_files

WILD = """\
# 내 데이터셋
[[datasets]] # first
video_directory = 'C:\\films'   # mine
target_frames = [ 1,21 ]
source_fps = 30 # wrong

# the second
[[datasets]]
image_directory = "i"
\t"batch_size"\t=\t2
resolution = [
  768, # wide
  416,
]
# after

[general]
enable_bucket = true
misspeled = "x"
"""


def reads(wild: Wild) -> bool:
    """Return whether the trainer's reader takes it for what it was meant."""
    with contextlib.suppress(Exception):
        return same(toml.loads(wild.text.replace("\r\n", "\n")), wild.data)
    return False


def tells_whose_comments(text: str) -> bool:
    """Return whether there is no comment that touches an entry on both its sides."""
    return not re.search(r"\S[^\n]*\n(?:[ \t]*#[^\n]*\n)+\s*\[\[", f"{text}".replace("\r", ""))


def sections(wild: Wild) -> list[int | None]:
    general: list[int | None] = [None] if "general" in wild.data else []
    return [*general, *range(len(wild.data.get("datasets", [])))]


def section(data: dict[str, object], n: int | None) -> dict[str, object]:
    return data["general"] if n is None else data["datasets"][n]  # type: ignore[index, return-value]


@settings(max_examples=50, deadline=None)
@given(st.data(), wild_files())
def test_that_a_changed_value_changes_no_other_byte_and_comes_back(
    data: st.DataObject, wild: Wild
) -> None:
    assume(reads(wild) and any(section(wild.data, n) for n in sections(wild)))
    n = data.draw(st.sampled_from([n for n in sections(wild) if section(wild.data, n)]))
    key = data.draw(st.sampled_from(sorted(section(wild.data, n))))
    old = section(wild.data, n)[key]
    if isinstance(old, list):
        new: object = data.draw(LIST.filter(lambda v: len(v) == len(old)))
    else:
        new = data.draw(SCALAR)
    try:
        changed = with_value(wild.text, n, key, new)
    except DatasetError as error:
        assert "change it in the text" in str(error)  # the reader cannot tell it from another
        return
    wanted = deepcopy(wild.data)
    section(wanted, n)[key] = new
    assert same(read(changed), wanted)
    before, after = wild.text.split("\n"), changed.split("\n")
    assert len(before) == len(after)
    place = parse_document(Path("d.toml"), wild.text).lines[(n, key)] - 1
    lines = len(old) + 2 if isinstance(old, list) else 1
    differ = [at for at, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1]]
    assert all(place <= at < place + lines for at in differ)
    if isinstance(old, str) == isinstance(new, str) and not isinstance(old, list):
        assert with_value(changed, n, key, old) == wild.text


@settings(max_examples=50, deadline=None)
@given(wild_files(), st.data())
def test_that_a_new_key_goes_without_a_trace(wild: Wild, data: st.DataObject) -> None:
    assume(reads(wild) and sections(wild))
    n = data.draw(st.sampled_from(sections(wild)))
    grown = with_value(wild.text, n, "num_repeats", 5)
    wanted = deepcopy(wild.data)
    section(wanted, n)["num_repeats"] = 5
    assert same(read(grown), wanted)
    assert without_key(grown, n, "num_repeats") == wild.text


@settings(max_examples=50, deadline=None)
@given(wild_files(), st.integers(0, 3))
def test_that_a_new_entry_goes_without_a_trace(wild: Wild, place: int) -> None:
    assume(reads(wild))
    entries = wild.data.get("datasets", [])
    place = min(place, len(entries))
    values = {"image_directory": "D:/x", "resolution": [96, 64]}
    grown = with_entry(wild.text, place, values)
    assert read(grown)["datasets"] == [*entries[:place], values, *entries[place:]]
    assert grown.count("\r\n") in (0, grown.count("\n"))
    if entries:
        assert without_entry(grown, place) == wild.text
    assert read(without_entry(grown, place)).get("datasets", []) == entries


@settings(max_examples=50, deadline=None)
@given(wild_files(least=2), st.data())
def test_that_entries_move_and_come_back(wild: Wild, data: st.DataObject) -> None:
    assume(reads(wild))
    count = len(wild.data["datasets"])
    place, to = (data.draw(st.integers(0, count - 1)) for _ in range(2))
    moved = moved_entry(wild.text, place, to)
    order = list(wild.data["datasets"])
    order.insert(to, order.pop(place))
    assert same(read(moved)["datasets"], order)
    assert sorted(moved) == sorted(wild.text)
    if all(tells_whose_comments(text) for text in (moved, wild.text)):
        assert moved_entry(moved, to, place) == wild.text


@settings(max_examples=50, deadline=None)
@given(wild_files(least=1), st.data())
def test_that_a_double_says_the_same_but_for_what_is_given(wild: Wild, data: st.DataObject) -> None:
    assume(reads(wild))
    entries = wild.data["datasets"]
    place = data.draw(st.integers(0, len(entries) - 1))
    made = read(doubled_entry(wild.text, place, {"cache_directory": "c2"}))
    twin = {**entries[place], "cache_directory": "c2"}
    assert same(made["datasets"], [*entries[: place + 1], twin, *entries[place + 1 :]])


@settings(max_examples=50, deadline=None)
@given(wild_files())
def test_that_the_line_of_each_key_has_it(wild: Wild) -> None:
    assume(reads(wild))
    document = parse_document(Path("d.toml"), wild.text)
    lines = wild.text.split("\n")
    for n in sections(wild):
        for key in section(wild.data, n):
            assert key in lines[document.lines[(n, key)] - 1]
    assert not any(dataset == OUTSIDE for dataset, _ in document.lines)


# ------------------------------------------------------------------ by hand


def test_that_quotes_and_spaces_stay_as_a_person_wrote_them() -> None:
    assert "'D:\\new'   # mine" in with_value(WILD, 0, "video_directory", "D:\\new")
    assert "[ 1,45 ]" in with_value(WILD, 0, "target_frames", [1, 45])
    assert "[ 1,21,45 ]" in with_value(WILD, 0, "target_frames", [1, 21, 45])
    assert '"batch_size"\t=\t3\n' in with_value(WILD, 1, "batch_size", 3)
    wide = with_value(WILD, 1, "resolution", [960, 416])
    assert wide == WILD.replace("  768, # wide", "  960, # wide")
    assert "source_fps = 30.0 # wrong" in with_value(WILD, 0, "source_fps", 30.0)


def test_that_the_same_value_changes_nothing_however_it_is_written() -> None:
    text = "[general]\nbatch_size = 0x10\nnum_repeats = 1_000\n"
    assert with_value(text, None, "batch_size", 16) == text
    assert with_value(text, None, "num_repeats", 1000) == text
    assert with_value(text, None, "num_repeats", True) == text.replace("1_000", "true")


def test_that_comments_go_with_the_entry_below_them() -> None:
    moved = moved_entry(WILD, 1, 0)
    assert moved.index("# the second") < moved.index("[[datasets]]\nimage")
    assert moved.index("# after") < moved.index("# first")
    assert moved.index("# 내 데이터셋") > moved.index("# the second")
    assert without_entry(WILD, 0).startswith("# 내 데이터셋\n# the second\n[[datasets]]\nimage")
    gone = without_entry(WILD, 1)
    assert "# the second" not in gone and "# after" not in gone
    assert "# wrong\n\n[general]" in gone


def test_that_general_is_made_before_the_datasets() -> None:
    text = "# top\n\n# one\n[[datasets]]\nimage_directory = 'i'\n"
    assert with_value(text, None, "batch_size", 2) == text.replace(
        "# one", "[general]\nbatch_size = 2\n\n# one"
    )
    inline = "datasets = [{image_directory = 'i'}]"
    assert with_value(inline, None, "batch_size", 2) == f"{inline}\n\n[general]\nbatch_size = 2\n"
    assert with_value("", None, "batch_size", 2) == "[general]\nbatch_size = 2\n"


def test_that_windows_paths_are_written_such_that_the_trainer_reads_them() -> None:
    for path in ("C:\\users\\new", "D:\\it's", "E:\\", 'F:\\"x"\\', "\\\\nas\\한"):
        for text in ("[[datasets]]\n", '[[datasets]]\nvideo_directory = "x"\n'):
            made = with_value(text, 0, "video_directory", path)
            assert toml.loads(made)["datasets"][0]["video_directory"] == path


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[[datasets]]\ncontrol.x = 1\n", "control"),
        ("[[datasets]]\n[datasets.control]\nx = 1\n", "control"),
    ],
)
def test_that_what_cannot_be_changed_alone_is_refused(text: str, key: str) -> None:
    with pytest.raises(DatasetError, match="change it in the text"):
        with_value(text, 0, key, 1)
    with pytest.raises(DatasetError, match="change it in the text"):
        without_key(text, 0, key)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[general]\nbatch_size = 1\nbatch_size = 2\n", r"Line 3 .*twice, first on line 2"),
        ("[general]\n\n[general]\n", r"Line 3 .*first on line 1"),
        ("[general]\nresolution = [1.0, 3]\n", r"Line 2 .*write \[1, 3\]"),
        ("[general]\nenable_bucket = True\n", r"Line 2 .*small letters"),
        ("[general]\nresolution = 768x416\n", r"write|written as \[768, 416\]"),
        ("[general]\nresolution = (768, 416)\n", r"\[768, 416\]"),
        ("[general]\nbatch_size: 1\n", r"Line 2 .*parted by ="),
        ("[general]\nbatch_size =\n", r"Line 2 .*has no value"),
        ("[general]\ncaption_extension = .txt\n", r"Line 2 "),
        ("[general]\ncaption_extension = txt\n", r"quotes: 'txt'"),
        ("[general]\ncaption_extension = “.txt”\n", r"straight quotes"),
        ("[general]\ncaption_extension = '.txt\n\n", r"Line 2 .*no closing quote"),
        ("[general\nx = 1\n", r"Line 1 .*alone on its line"),
        ("[[datasets]]\ntarget_frames = [1, 21\nbatch_size = 1\n", r"Line 2 .*not closed"),
        ("[general]\nenable_bucket = yes\n", r"write true instead of yes"),
        ("\ufeff[general]\n", r"Line 1 .*without BOM"),
        ("datasets = [{video_directory = 'v',}]\n", r"Line 1 "),
    ],
)
def test_that_what_is_no_toml_is_refused_with_its_line_and_cure(text: str, said: str) -> None:
    with pytest.raises(DatasetError, match=said):
        with_value(text, None, "num_repeats", 2)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab1=[]{},.\"'#\\\n\r\t -한", max_size=60))
def test_that_any_text_is_read_or_refused_in_a_sentence(text: str) -> None:
    document = parse_document(Path("d.toml"), text)
    if document.problem is not None:
        assert document.problem.message.endswith(".")
        with pytest.raises(DatasetError):
            read(text)
        return
    with contextlib.suppress(DatasetError):
        assert same(read(with_value(text, None, "new", 1)).get("general", {}).get("new"), 1)


def test_that_names_lose_their_quotes() -> None:
    assert [name_of(text) for text in ("a", "'a b'", '"a\\"b"', '"x')] == ["a", "a b", 'a"b', "x"]


def test_that_what_was_read_can_be_changed_and_the_next_reading_is_as_the_file() -> None:
    text = "[general]\nresolution = [64, 48]\n[[datasets]]\nnum_repeats = 1\n"
    first = read(text)
    first["general"]["resolution"].append(9)
    first["datasets"][0]["num_repeats"] = 7
    assert read(text) == toml.loads(text)
