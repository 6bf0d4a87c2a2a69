from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.core.captions.text import one_line, with_trigger, without_trigger

GHIBLI = "Studio Ghibli style"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        (" \t\n ", ""),
        ("a  cat\r\njumps\n", "a cat jumps"),
        ("\ufeffa\u00a0cat\u3000jumps\u2028high", "a cat jumps high"),
        ("a\x00cat\x1b", "a cat"),
        ("Cafe\u0301", "Caf\u00e9"),
    ],
)
def test_that_a_caption_becomes_one_line_with_single_spaces(text: str, expected: str) -> None:
    assert one_line(text) == expected


@given(st.text())
def test_that_the_normal_form_is_stable(text: str) -> None:
    line = one_line(text)
    assert one_line(line) == line
    assert line == line.strip()
    assert len(line.splitlines()) <= 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A cat jumps.", "Studio Ghibli style. A cat jumps."),
        ("Studio Ghibli style. A cat jumps.", "Studio Ghibli style. A cat jumps."),
        ("studio  ghibli style. A cat jumps.", "Studio Ghibli style. A cat jumps."),
        ("Studio Ghibli style, a cat", "Studio Ghibli style, a cat"),
        ("Studio Ghibli style. Studio Ghibli style. A cat", "Studio Ghibli style. A cat"),
        ("Studio Ghibli styled room", "Studio Ghibli style. Studio Ghibli styled room"),
        ("A room in Studio Ghibli style", "Studio Ghibli style. A room in Studio Ghibli style"),
        ("", "Studio Ghibli style"),
        ("Studio Ghibli style.", "Studio Ghibli style"),
    ],
)
def test_that_the_trigger_stands_once_at_the_start(text: str, expected: str) -> None:
    assert with_trigger(text, GHIBLI) == expected


def test_that_no_trigger_leaves_the_words_alone() -> None:
    assert with_trigger(" a cat\n", "") == "a cat"
    assert without_trigger("a cat", "") == "a cat"


def test_that_a_trigger_with_its_own_full_stop_gets_no_second_one() -> None:
    assert with_trigger("A cat", "Studio Ghibli style.") == "Studio Ghibli style. A cat"


@given(st.text(), st.text(alphabet="abAB .,-", max_size=6))
@example("a a b", "a")
@example("A.a", "a.")
def test_that_putting_the_trigger_in_front_again_changes_nothing(text: str, trigger: str) -> None:
    once = with_trigger(text, trigger)
    assert with_trigger(once, trigger) == once
    assert once.startswith(one_line(trigger))


@given(st.text().map(one_line).filter(lambda text: text[:1].isalnum()))
def test_that_taking_the_trigger_off_gives_the_words_back(text: str) -> None:
    words = without_trigger(text, GHIBLI)
    assert without_trigger(with_trigger(text, GHIBLI), GHIBLI) == words
