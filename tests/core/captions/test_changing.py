from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.captions import changing, same
from app.core.captions.rewording import Reword, reword
from app.core.captions.sentences import recurring, spans_of
from app.core.captions.text import tidy
from app.core.library.model import Clip


def rows(*captions: str) -> list[Clip]:
    return [
        Clip(id=n, source=1, start=n, end=n + 9, caption=text) for n, text in enumerate(captions, 1)
    ]


@pytest.mark.parametrize(
    ("words", "sentence", "text", "expected"),
    [
        ("close-up", True, "A rabbit walks.", "Close-up. A rabbit walks."),
        ("Close-up!", True, "A rabbit walks.", "Close-up! A rabbit walks."),
        ("Close-up of", False, "A rabbit walks.", "Close-up of a rabbit walks."),
        ("Close-up of", False, "Totoro walks.", "Close-up of Totoro walks."),
        ("Noon.", False, "A rabbit walks.", "Noon. A rabbit walks."),
        ("Close-up", True, "Close-up, a rabbit.", "Close-up. Close-up, a rabbit."),
        ("Close-up", True, "A rabbit. close-up.", "A rabbit. close-up."),
        ("a rabbit", False, "A rabbit walks.", "A rabbit walks."),
        ("Close-up", True, "", ""),
        ("  ", True, "A rabbit.", "A rabbit."),
    ],
)
def test_that_words_are_put_in_front(words: str, sentence: bool, text: str, expected: str) -> None:
    assert changing.prepended(words, sentence=sentence)(text)[0] == expected


@pytest.mark.parametrize(
    ("words", "sentence", "text", "expected"),
    [
        ("static camera", True, "A rabbit walks.", "A rabbit walks. Static camera."),
        ("static camera", True, "A rabbit walks", "A rabbit walks. Static camera."),
        ("static camera", True, "He says “no.”", "He says “no.” Static camera."),
        ("Static camera.", True, "It sits. static camera", "It sits. static camera"),
        ("in soft light", False, "A rabbit walks.", "A rabbit walks in soft light."),
        (", slowly", False, "A rabbit walks.", "A rabbit walks, slowly."),
        ("in the sun!", False, "A rabbit walks.", "A rabbit walks in the sun!"),
        ("조용한 숲.", True, "토끼가 걷는다.", "토끼가 걷는다. 조용한 숲."),
        ("Static", True, "", ""),
    ],
)
def test_that_words_are_put_behind(words: str, sentence: bool, text: str, expected: str) -> None:
    assert changing.appended(words, sentence=sentence)(text)[0] == expected


def test_that_captions_without_words_get_them_where_that_is_wanted() -> None:
    assert changing.prepended("noon", empty=True)("") == ("Noon.", 1)
    assert changing.appended("noon", empty=True)("") == ("Noon.", 1)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("No mark", ["No mark"]),
        ("A ratio of 2.35 to 1. End.", ["A ratio of 2.35 to 1.", "End."]),
        ("Trees, e.g. oaks. End.", ["Trees, e.g. oaks.", "End."]),
        ("He says “no.” She nods.", ["He says “no.”", "She nods."]),
        ("One\ntwo. Three", ["One", "two.", "Three"]),
        ("森の朝。兎が走る。", ["森の朝。", "兎が走る。"]),
        ("Wait... now.", ["Wait...", "now."]),
        ("", []),
    ],
)
def test_that_sentences_are_told_apart(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in spans_of(text)] == sentences


def test_that_sentences_are_counted_by_captions() -> None:
    found = recurring(["It sits. Static camera.", "static camera", "Static camera. Static camera."])
    assert [(each.text, each.captions) for each in found] == [
        ("Static camera.", 3),
        ("It sits.", 1),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It sits. Static camera. It runs.", "It sits. It runs."),
        ("static camera", ""),
        ("It sits.\nStatic camera!", "It sits."),
        ("A static camera.", "A static camera."),
    ],
)
def test_that_a_sentence_is_taken_out_however_it_is_written(text: str, expected: str) -> None:
    assert tidy(changing.without_sentence("Static camera.")(text)[0]) == expected


def test_that_a_sentence_stays_once() -> None:
    change = changing.without_repeats()
    assert change("It sits. It runs. it sits! It runs.") == ("It sits. It runs.", 2)
    assert change("It sits. It runs.") == ("It sits. It runs.", 0)


@pytest.mark.parametrize(
    ("change", "text", "expected"),
    [
        (changing.first_capital, "a fox. it runs.", "A fox. it runs."),
        (changing.first_capital, "“a fox”", "“A fox”"),
        (changing.first_capital, "3 foxes", "3 foxes"),
        (changing.sentence_capitals, "a fox. it runs.", "A fox. It runs."),
        (
            changing.sentence_case(["Totoro"]),
            "A FOX. TOTORO and I RUN.",
            "A fox. Totoro and I run.",
        ),
        (changing.lower_case(["Big Bunny"]), "The BIG BUNNY sits.", "the Big Bunny sits."),
        (changing.lower_case(), "A Fox, i.e. Reynard", "a fox, i.e. reynard"),
        (changing.one_lined, "One.\nTwo.", "One. Two."),
        (changing.ended, "A fox", "A fox."),
        (changing.ended, "A fox,", "A fox."),
        (changing.ended, "A fox!", "A fox!"),
        (changing.ended, "", ""),
    ],
)
def test_that_case_lines_and_ends_are_changed(change: Reword, text: str, expected: str) -> None:
    assert change(text)[0] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A rabbit ,big ..", "A rabbit, big."),
        ("A rabbit,big,soft", "A rabbit, big, soft"),
        ("1,000 at 16:9, 2.35", "1,000 at 16:9, 2.35"),
        ("It sits.It runs", "It sits. It runs"),
        ("Wait ... now!!", "Wait... now!"),
        (", a fox", "a fox"),
        ("A fox ( red ), runs,.", "A fox (red), runs."),
        ("see https://example.org/a.B", "see https://example.org/a.B"),
        ("close-up; e.g. a fox", "close-up; e.g. a fox"),
    ],
)
def test_that_spaces_and_punctuation_are_put_in_order(text: str, expected: str) -> None:
    assert changing.tidied(text)[0] == expected


ALL = [
    changing.prepended("close-up"),
    changing.appended("static camera"),
    changing.without_sentence("b"),
    changing.without_repeats(),
    changing.first_capital,
    changing.sentence_capitals,
    changing.sentence_case(["aB"]),
    changing.lower_case(["aB"]),
    changing.one_lined,
    changing.ended,
    changing.tidied,
]


@given(st.text(alphabet="aB .,;!\n\"'", max_size=40), st.sampled_from(ALL))
def test_that_a_change_leaves_nothing_to_do_again(text: str, change: Reword) -> None:
    once = reword(rows(tidy(text)), change)
    for each in once:
        assert each.after != each.before
        assert reword(rows(each.after), change) == ()


def test_that_captions_that_say_the_same_are_grouped() -> None:
    all_rows = [*rows("A fox.", "b", "a  fox", "B.", "B!", "", ""), Clip(source=1, start=0, end=1)]
    groups = same.same(all_rows)
    assert [[row.id for row in group] for group in groups] == [[2, 4, 5], [1, 3]]


def test_that_one_keeps_its_words_and_it_is_the_one_that_is_done() -> None:
    first, second = rows("A fox.", "a fox")
    done = Clip(id=9, source=1, start=0, end=9, caption="A fox", done=True)
    found = same.cleared(same.same([first, second, done]))
    assert [(each.row.id, each.after) for each in found] == [(1, ""), (2, "")]


def test_that_groups_are_marked_in_one_edit() -> None:
    edit = same.marked(same.same(rows("A fox.", "a fox", "other")), "same words")
    assert [(each.id, each.values) for each in edit.changed] == [
        (1, {"tags": '["same words"]'}),
        (2, {"tags": '["same words"]'}),
    ]
