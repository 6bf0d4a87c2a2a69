from __future__ import annotations

import string
import warnings
from pathlib import PureWindowsPath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.core.export.names import LONGEST, assign, clip_stem, folded, safe_stem, still_stem

CACHE = "_00000-045_0768x0416_framepack.safetensors"


def test_that_names_say_source_and_frames() -> None:
    assert clip_stem("Film 1", 240, 312) == "Film 1_0000240-0000312"
    assert still_stem("Film 1", 7) == "Film 1_0000007"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a:b?c*", "a_b_c_"),
        ("[Group] Film (1998)", "_Group_ Film (1998)"),
        ("a/b\\c", "a_b_c"),
        (" .film. ", "film"),
        ("CON", "_CON"),
        ("con.air", "_con.air"),
        ("console", "console"),
        ("Lpt1 .x", "_Lpt1 .x"),
        ("", "_"),
        ("...", "_"),
        ("-film", "_-film"),
        ("千と千尋の神隠し", "千と千尋の神隠し"),
        ("Cafe\u0301", "Caf\u00e9"),
        ("tab\there", "tab_here"),
        ("bad\udc80", "bad?".replace("?", "_")),
    ],
)
def test_that_unsafe_stems_become_safe(text: str, expected: str) -> None:
    assert safe_stem(text) == expected


@given(st.text(max_size=300))
@example("é" * 300)
@example("a." * 200)
@example("con" + " " * 300)
def test_that_any_stem_gives_a_name_every_system_takes(text: str) -> None:
    stem = clip_stem(text, 9_999_999, 9_999_999)
    assert len((stem + "-99999" + CACHE).encode("utf-8")) <= LONGEST
    assert not set(stem) & set('<>:"/\\|?*[]' + string.whitespace.replace(" ", ""))
    assert stem == stem.strip(" .")
    name = PureWindowsPath(stem + ".mp4")
    with warnings.catch_warnings(action="ignore"):  # deprecated in 3.13, its successor is new there
        assert not name.is_reserved()
    assert name.name == stem + ".mp4"
    assert name.stem == stem
    assert safe_stem(stem) == stem or len(stem) > len(safe_stem(stem))


def test_that_a_taken_name_gets_a_number() -> None:
    wanted = [(1, "a_0-5"), (2, "A_0-5"), (3, "a_0-5"), (4, "b_0-5")]
    assert assign(wanted, before={}) == {1: "a_0-5", 2: "A_0-5-2", 3: "a_0-5-3", 4: "b_0-5"}


def test_that_files_that_are_not_ours_keep_their_names() -> None:
    assert assign([(1, "a")], before={}, taken=["A", "a-2"]) == {1: "a-3"}


def test_that_a_name_stays_with_its_row() -> None:
    first = assign([(1, "a"), (2, "a"), (3, "a")], before={})
    without_first = assign([(2, "a"), (3, "a")], before=first)
    assert without_first == {2: "a-2", 3: "a-3"}
    assert assign([(1, "a"), (3, "a"), (2, "a")], before=first) == first


def test_that_a_row_with_another_range_gets_another_name() -> None:
    assert assign([(1, "a_0-9")], before={1: "a_0-5"}) == {1: "a_0-9"}
    assert assign([(1, "a_0-5")], before={1: "a_0-50"}) == {1: "a_0-5"}


@given(
    st.lists(st.tuples(st.integers(0, 9), st.sampled_from(["a", "A", "a-2", "b"])), max_size=10),
    st.dictionaries(st.integers(0, 9), st.sampled_from(["a", "a-2", "A-2", "b", "b-3"])),
)
def test_that_stems_are_unique_without_regard_to_case_and_settle(
    rows: list[tuple[int, str]], before: dict[int, str]
) -> None:
    wanted = list(dict(rows).items())
    stems = assign(wanted, before=before, taken=["B"])
    assert len({folded(stem) for stem in stems.values()} | {"b"}) == len(wanted) + 1
    assert assign(wanted, before=stems, taken=["B"]) == stems
