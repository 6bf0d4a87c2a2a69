from __future__ import annotations

import time
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.captions import replacing
from app.core.captions.replacing import Finder, Search, SearchError, found_in, replace
from app.core.captions.rewording import places_in, written
from app.core.captions.text import tidy
from app.core.library.model import Clip
from tests.conftest import Speaking


def rows(*captions: str) -> list[Clip]:
    return [
        Clip(id=n, source=1, start=n, end=n + 9, caption=text) for n, text in enumerate(captions, 1)
    ]


def after(text: str, search: Search) -> str:
    return Finder(search).replaced(text)[0]


def test_that_every_place_is_replaced_and_counted() -> None:
    captions = rows("A big rabbit and a big rabbit.", "A fox.", "The Big Rabbit.")
    found = replace(captions, Search(text="big rabbit", replacement="hare"))
    assert [(each.row.id, each.after, each.places) for each in found] == [
        (1, "A hare and a hare.", 2),
        (3, "The Hare.", 1),
    ]
    assert places_in(found) == "3 in 2 captions"


def test_that_the_difference_tells_what_goes_and_what_comes() -> None:
    (found,) = replace(rows("A big rabbit sits."), Search(text="big rabbit", replacement="hare"))
    assert [(run.kind, run.text) for run in found.runs] == [
        ("same", "A "),
        ("gone", "big rabbit"),
        ("new", "hare"),
        ("same", " sits."),
    ]


def test_that_all_replacements_are_one_edit() -> None:
    found = replace(rows("a cat", "no", "cat"), Search(text="cat", replacement="dog"))
    edit = written(found, "Replace")
    assert edit.label == "Replace"
    assert [(each.id, each.values) for each in edit.changed] == [
        (1, {"caption": "a dog"}),
        (3, {"caption": "dog"}),
    ]


def test_that_a_replacement_by_the_same_words_changes_nothing() -> None:
    assert replace(rows("A cat."), Search(text="cat", replacement="cat")) == ()


def test_that_nothing_is_found_where_nothing_is_looked_for() -> None:
    assert replace(rows("A cat."), Search(text="")) == ()
    assert found_in(rows("A cat."), Search(text="")) == {}


@pytest.mark.parametrize(
    ("search", "text", "expected"),
    [
        (Search(text="cat", replacement="dog", match_case=True), "Cat, cat", "Cat, dog"),
        (Search(text="cat", replacement="dog"), "Cat, cat", "Dog, dog"),
        (Search(text="Cat", replacement="dog"), "Cat, cat", "dog, dog"),
        (Search(text="cat", replacement="dog", whole_word=True), "a cat, cats", "a dog, cats"),
        (Search(text="1.5", replacement="2"), "1.5 and 105", "2 and 105"),
        (Search(text="a\\b", replacement="\\1"), "a\\b", "\\1"),
        (Search(text="숲", replacement="바다"), "이른 아침 숲, 토끼", "이른 아침 바다, 토끼"),
        (Search(text="토끼", replacement="여우", whole_word=True), "토끼가, 토끼", "토끼가, 여우"),
    ],
)
def test_that_a_phrase_is_found_as_asked(search: Search, text: str, expected: str) -> None:
    assert after(text, search) == expected


def test_that_a_phrase_is_found_over_a_line_break() -> None:
    assert after("A big\nrabbit.", Search(text="big rabbit", replacement="hare")) == "A hare."


@pytest.mark.parametrize(
    ("search", "text", "expected"),
    [
        (r"(\w+) shot", "A low shot.", "A shot: low."),
        (r"(?P<size>\w+) shot", "A low shot.", "A shot: low."),
    ],
)
def test_that_groups_are_put_in(search: str, text: str, expected: str) -> None:
    assert after(text, Search(text=search, replacement=r"shot: \1", expression=True)) == expected


def test_that_an_expression_puts_words_in_where_it_finds_none() -> None:
    assert after("A fox.", Search(text="^", replacement="Noon. ", expression=True)) == (
        "Noon. A fox."
    )
    assert Finder(Search(text="x*", expression=True)).replaced("A fo.") == ("A fo.", 0)


def test_that_a_line_break_can_be_put_in_and_taken_out() -> None:
    broken = after("One. Two.", Search(text=r"\. ", replacement=r".\n", expression=True))
    assert broken == "One.\nTwo."
    assert after(broken, Search(text=r"\n", replacement=" ", expression=True)) == "One. Two."


@pytest.mark.parametrize(
    ("text", "gone", "expected"),
    [
        ("A big rabbit sits.", "big", "A rabbit sits."),
        ("A rabbit, big.", "big", "A rabbit."),
        ("A rabbit, big, sits.", "big", "A rabbit, sits."),
        ("Big rabbit sits.", "big", "Rabbit sits."),
        ("However, it sits.", "however", "It sits."),
        ("It sits. Static camera. It runs.", "static camera", "It sits. It runs."),
        ("It sits. Static camera.", "static camera.", "It sits."),
        ("Static camera. It sits.", "static camera", "It sits."),
        ("It sits.\nStatic camera.\nIt runs.", "static camera.", "It sits.\nIt runs."),
        ("sunlit hills", "lit", "sun hills"),
        ("sunlit", "sun", "lit"),
        ("Big.", "big", ""),
    ],
)
def test_that_nothing_is_left_over_where_words_go(text: str, gone: str, expected: str) -> None:
    assert tidy(after(text, Search(text=gone))) == expected


def test_that_spaces_stay_where_nobody_wants_them_tidied() -> None:
    assert after("A rabbit, big.", Search(text="big", tidy=False)) == "A rabbit, ."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("(", "“(” is no regular expression: missing )"),
        ("[a", "“[a” is no regular expression: unterminated character set"),
        ("*a", "“*a” is no regular expression: nothing to repeat at character 1"),
    ],
)
def test_that_a_bad_expression_gets_one_sentence(text: str, said: str) -> None:
    with pytest.raises(SearchError) as caught:
        replace(rows("a"), Search(text=text, expression=True))
    assert str(caught.value).startswith(said)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    "text", ["(", "[a", "*a", "a**", "a{2,1}", "[z-a]", "\\", "(?P<a", "(?P<1>x)", "a)", r"\1",
             "(?z)", r"\g<x>", r"\p{Foo}"],
)  # fmt: skip
def test_why_an_expression_is_none_is_said_in_the_language_of_the_window(
    text: str, speaking: Speaking
) -> None:
    speaking(dict.fromkeys(replacing._REASONS, "だめ"))
    with pytest.raises(SearchError, match="だめ"):
        replace(rows("a"), Search(text=text, expression=True))


@pytest.mark.parametrize("replacement", [r"\2", r"\g<x>", "\\", r"\q"])
def test_that_a_bad_replacement_is_refused_before_anything_is_found(replacement: str) -> None:
    with pytest.raises(SearchError, match="cannot be put in"):
        Finder(Search(text="(a)", replacement=replacement, expression=True))


def test_that_an_expression_without_end_is_given_up() -> None:
    endless = Search(text="(a|aa)+$", expression=True)
    begun = time.monotonic()
    with pytest.raises(SearchError, match="takes too long"):
        replace(rows("a" * 60 + "!", "a" * 60 + "!"), endless)
    assert time.monotonic() - begun < 10


def test_that_a_replacement_without_end_is_given_up() -> None:
    with pytest.raises(SearchError, match="100,000 characters"):
        replace(rows("a" * 500), Search(text="a", replacement="b" * 1000))


def test_that_places_are_counted_by_the_row() -> None:
    assert found_in(rows("no", "a cat, a cat"), Search(text="cat")) == {1: 2}
    assert Finder(Search(text="cat")).spans("a cat, a cat") == [(2, 5), (9, 12)]


@given(st.lists(st.text(alphabet="aB ,.\n", max_size=30)), st.text("aB ,.", max_size=3))
def test_that_what_is_shown_is_what_is_kept(captions: Sequence[str], text: str) -> None:
    for each in replace(rows(*map(tidy, captions)), Search(text=text, replacement="")):
        assert each.after == tidy(each.after) != each.before
        assert "".join(run.text for run in each.runs if run.kind != "gone") == each.after


def test_that_a_phrase_is_found_however_long_it_took_until_then() -> None:
    finder = Finder(Search(text="rabbit"), patience=0)
    assert finder.spans("A big rabbit.") == [(6, 12)]
    with pytest.raises(SearchError, match="too long"):
        Finder(Search(text="rab+it", expression=True), patience=0).spans("A big rabbit.")


@pytest.mark.parametrize("text", ["a{99999999}", "(a{1000}){1000}", "a{,9999999}", "(?R)"])
def test_that_an_expression_that_would_fill_the_memory_is_refused(text: str) -> None:
    with pytest.raises(SearchError, match=r"too often|too long"):
        Finder(Search(text=text, expression=True)).spans("ab" * 5000)


def test_that_usual_repeats_are_found() -> None:
    finder = Finder(Search(text=r"\d{4}-\d{2}|x{2,}|\{9999999\}", expression=True))
    assert finder.spans("2024-05 xxx {9999999}") == [(0, 7), (8, 11), (12, 21)]
