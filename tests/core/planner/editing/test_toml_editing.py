"""What an editor of a dataset file offers, finds, comments out and puts together."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.planner.editing.toml_editing import (
    commented,
    differences,
    key_at,
    mark_span,
    merged,
    offers_at,
    value_after,
    value_before,
    values_in,
    with_line_ends,
)
from app.core.planner.text.tree import read_tree

TEXT = """\
[general]
batch_size = 1 # one
[[datasets]]
video_directory = "v"
frame_extraction = "head"
target_frames = [1, 21]
"""


def offered(before: str, behind: str = "") -> tuple[str, ...]:
    return offers_at(before + behind, len(before)).texts


def test_that_keys_are_offered_that_the_section_may_have_and_has_not() -> None:
    assert offered("[general]\nbatch_size = 1\nb") == ("bucket_no_upscale = ",)
    assert offered("[general]\nbuck") == ("bucket_no_upscale = ", "enable_bucket = ")
    assert offered(TEXT + "fr")[:2] == ("frame_stride = ", "frame_sample = ")
    assert not any("image" in text for text in offered(TEXT))
    assert "image_directory = " in offered("[[datasets]]\nima")
    assert offered("datasets = [{ image_directory = 'i', multi") == ("multiple_target = ",)


def test_that_values_are_offered_where_there_are_few() -> None:
    assert offered("[[datasets]]\nframe_extraction = ") == (
        '"head"', '"chunk"', '"slide"', '"uniform"', '"full"',
    )  # fmt: skip
    assert offered('[[datasets]]\nframe_extraction = "uni') == ('"uniform"',)
    assert offered("[general]\nenable_bucket = t") == ("true",)
    assert offered("[general]\nbatch_size = ") == ()


def test_that_tables_are_offered_and_nothing_in_comments_and_texts() -> None:
    assert offered("[") == ("[general]", "[[datasets]]")
    assert offered("[[") == ("[[datasets]]",)
    assert offered("[general]\n# bat") == ()
    assert offered('[general]\ncaption_extension = "a ba') == ()
    assert offers_at("[general]\nba", 12).start == 10


def test_that_the_key_under_a_place_is_known() -> None:
    assert key_at(TEXT, TEXT.index("21")) == (
        "target_frames", (TEXT.index("target"), TEXT.index(" = [1")),
    )  # fmt: skip
    assert key_at(TEXT, TEXT.index("# one")) is None
    assert key_at("datasets = [{a = 1}]", 14) == ("a", (13, 14))


def test_that_marks_cover_the_key_with_its_value_or_the_line() -> None:
    tree = read_tree(TEXT)
    start, end = mark_span(tree, 2, "batch_size")
    assert TEXT[start:end] == "batch_size = 1"
    start, end = mark_span(tree, 3, None)
    assert TEXT[start:end] == "[[datasets]]"
    start, end = mark_span(read_tree("[general\n\nx = = 2 # c\n"), 3, None)
    assert (start, end) == (10, 17)
    assert mark_span(tree, 99, None) == (len(TEXT), len(TEXT))


def test_that_tab_goes_through_the_values() -> None:
    assert [TEXT[start:end] for start, end in values_in(TEXT)] == ["1", "v", "head", "1", "21"]
    at = value_after(TEXT, 0)
    assert at is not None and TEXT[slice(*at)] == "1"
    back = value_before(TEXT, len(TEXT))
    assert back is not None and TEXT[slice(*back)] == "21"
    assert value_after(TEXT, len(TEXT)) is None and value_before(TEXT, 0) is None


def test_that_lines_become_comments_and_come_back() -> None:
    lines = ["  a = 1", "", "    b = 2"]
    assert commented(lines) == ["  # a = 1", "", "  #   b = 2"]
    assert commented(commented(lines)) == lines
    assert commented(["#a", "b"]) == ["# #a", "# b"]
    assert commented(["#a"]) == ["a"]


@pytest.mark.parametrize(
    ("mine", "theirs", "both"),
    [
        ("A\nb\nc\nd", "a\nb\nc\nD", "A\nb\nc\nD"),
        ("a\nb\nc\nd\ne", "x\na\nb\nc\nd", "x\na\nb\nc\nd\ne"),
        ("a\nc\nd", "a\nb\nc\nD", "a\nc\nD"),
        ("a\nb\nc\nd", "x", "x"),
        ("x", "a\nb\nc\nd", "x"),
        ("a\nX\nc\nd", "a\nY\nc\nd", None),
    ],
)
def test_that_two_changes_become_one_where_they_are_apart(
    mine: str, theirs: str, both: str | None
) -> None:
    assert merged("a\nb\nc\nd", mine, theirs) == both


def test_that_lines_left_alone_keep_their_ends() -> None:
    original = "a\r\nb\u00a0\r\nc"
    assert with_line_ends(original, "a\nb \nc", "a\nb \nX\nc") == "a\r\nb\u00a0\r\nX\r\nc"
    assert with_line_ends(original, "a\nb \nc", "a\nb \nc") == original
    assert with_line_ends("a\nb", "a\nb", "b") == "b"
    assert with_line_ends("a\r\nb\nc", "a\nb\nc", "a\nb\nX\nc") == "a\r\nb\nX\r\nc"
    assert with_line_ends("a\nb\r\nc", "a\nb\nc", "a\nb\nc\nX") == "a\nb\r\nc\r\nX"
    assert with_line_ends("a\r\nb", "a\nb", "a") == "a"


_LINES = st.lists(st.sampled_from(("", "a", "ab", "[b]", "c = 1")), max_size=6).map("\n".join)


@settings(max_examples=200, deadline=None)
@given(_LINES, _LINES)
def test_that_the_differences_make_one_text_of_another(before: str, after: str) -> None:
    text = before
    for start, end, new in differences(before, after):
        text = text[:start] + new + text[end:]
    assert text == after


def test_that_what_lies_between_two_differences_is_left_alone() -> None:
    found = differences("a = 1\nb = 2\nc = 3", "a = 12\nb = 2\nc = 43")
    assert found == [(16, 16, "4"), (5, 5, "2")]
    assert differences("a\nb\nc", "a\nc") == [(2, 4, "")]
