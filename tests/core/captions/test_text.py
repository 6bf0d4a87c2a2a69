from __future__ import annotations

import re
from collections.abc import Callable

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
        ("a \u202etac\u202c\u200f sleeps", "a tac sleeps"),
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


@pytest.mark.parametrize(
    ("text", "trigger", "expected"),
    [
        ("ジブリ風。少女が歩く", "ジブリ風", "ジブリ風。少女が歩く"),
        ("吉卜力风格，女孩", "吉卜力风格", "吉卜力风格，女孩"),
        ("지브리 화풍… 토끼", "지브리 화풍", "지브리 화풍… 토끼"),
        ("지브리 화풍의 토끼", "지브리 화풍", "지브리 화풍. 지브리 화풍의 토끼"),
        ("Studio Ghibli style, a cat", "Studio Ghibli style.", "Studio Ghibli style. a cat"),
        ("ohwx woman in the rain", "ohwx woman,", "ohwx woman, in the rain"),
        ("STRASSE. A cat", "straße", "straße. A cat"),
        ("\n Ghibli\n\nA cat\nwalks.", "Ghibli", "Ghibli A cat walks."),
        ("Ghibli-like room", "Ghibli", "Ghibli. Ghibli-like room"),
        ("Ghibli - a room", "Ghibli", "Ghibli - a room"),
        ("Ghibli\u2028\u2028Ghibli: a room", "Ghibli", "Ghibli a room"),
        ("...", "...", "..."),
    ],
)
def test_that_no_mark_case_or_line_break_doubles_the_trigger(
    text: str, trigger: str, expected: str
) -> None:
    assert with_trigger(text, trigger) == expected


def test_that_a_word_that_only_begins_like_the_trigger_stays_whole() -> None:
    assert without_trigger("Ghibli-like room", "Ghibli") == "Ghibli-like room"
    assert without_trigger("Ghiblis", "Ghibli") == "Ghiblis"


TRIGGERS = st.sampled_from(
    [
        "Studio Ghibli style",
        "Studio Ghibli style.",
        "ohwx",
        "ohwx,",
        "지브리 화풍",
        "ジブリ風",
        "吉卜力风格。",
    ]
)
# What may stand between a trigger and more of them, and between them and the words.
LINKS = st.sampled_from(
    ["", " ", ". ", ", ", ".\n", "\r\n", " - ", "。", "，", "：", "…", " \t", "\u3000"]
)
CASES = st.sampled_from([str, str.upper, str.lower, str.title])
WORDS = st.sampled_from(
    [
        "a cat",
        "A cat\nwalks.",
        "고양이가\n\n걷는다",
        "猫が歩く。",
        "“quoted”",
        "'s end",
        "...",
        "",
        "\ud83d x",
    ]
)


@given(
    TRIGGERS,
    st.lists(st.tuples(CASES, LINKS), max_size=4),
    WORDS,
    st.sampled_from(["", "\n", " \ufeff"]),
)
def test_that_however_a_caption_begins_the_trigger_stands_once(
    trigger: str, leading: list[tuple[Callable[[str], str], str]], words: str, before: str
) -> None:
    text = before + "".join(case(trigger) + link for case, link in leading) + words
    line = with_trigger(text, trigger)
    assert line.startswith(trigger) and len(line.splitlines()) == 1
    rest = without_trigger(line, trigger)
    assert without_trigger(rest, trigger) == rest
    assert with_trigger(rest, trigger).endswith(rest)
    assert with_trigger(line, trigger) == line
    bare = trigger.rstrip(".,。")
    glued = re.match(rf"{re.escape(bare)}\w", rest, re.IGNORECASE)  # a longer word
    assert glued or not rest.casefold().startswith(bare.casefold())
