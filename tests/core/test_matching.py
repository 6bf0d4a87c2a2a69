from __future__ import annotations

import pytest

from app.core.amounts import duration
from app.core.matching import rank

COMMANDS = ["Play or pause", "Project: open", "Open project…", "Export clips", "Undo", "내 영화"]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("op", "Open project…"),
        ("ex cl", "Export clips"),
        ("pp", "Play or pause"),
        ("UNDO", "Undo"),
        ("영화", "내 영화"),
        ("popen", "Project: open"),
    ],
)
def test_that_starts_of_words_and_runs_come_first(query: str, first: str) -> None:
    assert COMMANDS[rank(query, COMMANDS)[0]] == first


def test_that_texts_without_the_letters_are_left_out() -> None:
    assert rank("zq", COMMANDS) == []
    assert rank("odnu", COMMANDS) == []


def test_that_an_empty_query_keeps_the_order() -> None:
    assert rank("  ", COMMANDS) == list(range(len(COMMANDS)))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-1, "0 s"), (12.4, "12 s"), (70, "1 min 10 s"), (3900, "1 h 5 min")],
)
def test_that_a_length_of_time_is_said_in_two_units(seconds: float, words: str) -> None:
    assert duration(seconds) == words
