"""Captions on the clipboard."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.captions.pasting import copied, handed_out, held


@given(st.lists(st.text(), min_size=1), st.integers(1, 5))
def test_that_what_is_copied_is_pasted_as_it_was(texts: list[str], wanted: int) -> None:
    data, text = copied(texts)
    assert held(data, text, wanted) == texts


def test_that_other_programs_get_one_caption_a_line() -> None:
    assert copied(["a\nb", "c"])[1] == "a b\nc"
    assert copied(["a\nb"])[1] == "a\nb"


@pytest.mark.parametrize(
    ("text", "wanted", "expected"),
    [
        ("a rabbit\nin the grass", 1, ["a rabbit\nin the grass"]),
        ("one\r\ntwo\r\nthree\r\n", 3, ["one", "two", "three"]),
        ("one\ntwo\nthree", 2, ["one\ntwo\nthree"]),
        (" \n", 1, []),
        ("", 4, []),
        ("토끼", 4, ["토끼"]),
    ],
)
def test_that_text_of_other_programs_is_one_caption_or_a_line_for_each(
    text: str, wanted: int, expected: list[str]
) -> None:
    assert held(b"", text, wanted) == expected


@pytest.mark.parametrize("data", [b"\xff", b"{}", b"[1]", b"[" * 5_000, json.dumps("a").encode()])
def test_that_damaged_data_of_ours_leave_the_plain_text(data: bytes) -> None:
    assert held(data, "plain", 1) == ["plain"]


def test_that_one_caption_goes_to_all_and_several_in_order() -> None:
    assert handed_out(["a"], [1, 2]) == [(1, "a"), (2, "a")]
    assert handed_out(["a", "b"], [1, 2, 3]) == [(1, "a"), (2, "b")]
    assert handed_out(["a", "b"], [1]) == [(1, "a")]
    assert handed_out([], [1]) == []
    assert handed_out(["a", "", "c"], [1, 2, 3]) == [(1, "a"), (3, "c")]
