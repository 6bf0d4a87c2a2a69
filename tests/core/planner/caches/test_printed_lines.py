"""Lines of a log, out of pieces."""

from __future__ import annotations

import pytest

from app.core.planner.caches.printed_lines import Lines, parts

TEXT = "one\r\ntwo\rthree\r\r\nfour\n\nfive\r\rsix"
LINES = [
    *(("one", True), ("two", False), ("three", False), ("", True), ("four", True), ("", True)),
    *(("five", False), ("", False), ("six", False)),
]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 100])
def test_that_any_pieces_give_the_same_lines(size: int) -> None:
    lines = Lines()
    pieces = [TEXT[start : start + size] for start in range(0, len(TEXT), size)]
    found = [line for piece in pieces for line in lines.feed(piece)]
    assert [*found, *lines.close()] == LINES


def test_that_a_line_that_has_not_ended_is_the_rest() -> None:
    lines = Lines()
    assert list(lines.feed("one\ntw")) == [("one", True)]
    assert lines.rest == "tw"
    assert list(lines.feed("o\r")) == [] and lines.rest == "two\r"
    assert list(lines.feed("\n")) == [("two", True)] and lines.rest == ""
    assert list(lines.close()) == []


def test_that_a_line_without_end_is_kept_in_part() -> None:
    lines = Lines()
    for _ in range(100):
        assert list(lines.feed("x" * 10_000)) == []
    [(line, _)] = lines.feed("y\n")
    assert len(line) == 1 << 16 and line.endswith("xy")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", []),
        ("nothing of it", ["nothing of it"]),
        ("INFO:a.b:text", ["INFO:a.b:text"]),
        ("7it [00:01]INFO:a.b:text: more", ["7it [00:01]", "INFO:a.b:text: more"]),
        ("INFO:a:b WARNING:c.d:e", ["INFO:a:b ", "WARNING:c.d:e"]),
        ("x]Traceback (most recent call last):", ["x]", "Traceback (most recent call last):"]),
        ("see INFO: nothing here", ["see INFO: nothing here"]),
    ],
)
def test_that_lines_that_are_glued_are_taken_apart(line: str, expected: list[str]) -> None:
    assert parts(line) == expected
