from __future__ import annotations

import pytest

from app.core.captions.phrases import GROUPS, groups_of, inserted, phrases_in, toggled


@pytest.mark.parametrize(
    ("text", "phrase", "wanted"),
    [
        ("", "low angle", "Low angle."),
        ("She turns.", "low angle", "She turns. Low angle."),
        ("She turns", "low angle", "She turns. Low angle."),
        ("She turns,", "low angle", "She turns. Low angle."),
        ("Is it she?", "low angle", "Is it she? Low angle."),
        ("She turns.  \n", "low angle", "She turns. Low angle."),
        ("She turns. Low angle.", "static", "She turns. Low angle, static."),
        ("She turns. Low angle, static.", "high angle", "She turns. High angle, static."),
        ("She turns. Low angle, static.", "low angle", "She turns. Static."),
        ("She turns. Low angle.", "low angle", "She turns."),
        ("Low angle.", "low angle", ""),
        ("She turns. Slow push-in.", "pan left", "She turns. Pan left."),
        ("She turns. Slow push-in.", "push-in", "She turns."),
        ("She turns. Slow push-in.", "medium shot", "She turns. Slow push-in, medium shot."),
        ("A girl runs, low angle.", "static", "A girl runs, low angle, static."),
        ("girl, meadow", "low angle", "girl, meadow, low angle"),
        ("girl, meadow, low angle", "low angle", "girl, meadow"),
        ("girl, low angle, rain", "high angle", "girl, high angle, rain"),
        ("\u514e\u304c\u8d70\u308b\u3002", "static", "\u514e\u304c\u8d70\u308b\u3002Static."),
        (
            "\ud1a0\ub07c\uac00 \ub6f4\ub2e4. \ub0ae\ub2e4.",
            "static",
            "\ud1a0\ub07c\uac00 \ub6f4\ub2e4. \ub0ae\ub2e4. Static.",
        ),
        ("First line\nShe turns.", "static", "First line\nShe turns. Static."),
        ("First line\nStatic.", "tracking shot", "First line\nTracking shot."),
        ('She says "no."', "static", 'She says "no." Static.'),
        ("A static, lonely house.", "tracking shot", "A static, lonely house. Tracking shot."),
        ("Close-up of the face of her.", "static", "Close-up of the face of her. Static."),
    ],
)  # fmt: skip
def test_that_a_phrase_goes_to_the_end_and_away_again_with_the_marks_it_needs(
    text: str, phrase: str, wanted: str
) -> None:
    made = toggled(text, phrase)
    assert made.text == wanted
    assert made.place == len(wanted)


@pytest.mark.parametrize(
    "text", ["", "She turns.", "girl, meadow, rain", "First.\nThen?", "A low wall, 3.5 m high!"]
)
def test_that_what_stood_before_is_the_same_after_a_phrase_was_put_and_taken_away(
    text: str,
) -> None:
    for phrase in (each for group in GROUPS for each in group):
        there = toggled(text, phrase)
        assert phrases_in(there.text) == {phrase}
        assert there.text.startswith(text)
        assert toggled(there.text, phrase).text == text


def test_that_phrases_are_known_in_other_words_and_the_longest_counts() -> None:
    groups = (("close-up", "extreme close-up"), ("push-in",))
    text = "She turns. Extreme close-up, slow push-in."
    assert phrases_in(text, groups) == {"extreme close-up", "push-in"}
    assert toggled(text, "close-up", groups).text == "She turns. Close-up, slow push-in."


@pytest.mark.parametrize(
    ("text", "phrase", "wanted"),
    [
        ("She turns. Medium shot. It", "static", "She turns. Medium shot, static. It"),
        ("She turns. Medium shot. It", "medium shot", "She turns. It"),
        ("Medium shot. It rains.", "medium shot", "It rains."),
        ("Medium shot, static camera. It rains. A dog", "long shot",
         "Long shot, static camera. It rains. A dog"),
        ("Static noise of rain. It rains.", "static",
         "Static noise of rain. It rains. Static."),
    ],
)  # fmt: skip
def test_that_a_sentence_of_phrases_stays_theirs_while_one_writes_behind_it(
    text: str, phrase: str, wanted: str
) -> None:
    assert toggled(text, phrase).text == wanted


def test_that_phrases_stay_lit_while_one_writes_behind_them() -> None:
    assert phrases_in("She turns. Medium shot, static camera. And") == {"medium shot", "static"}


def test_that_phrases_inside_sentences_are_not_at_the_end() -> None:
    assert phrases_in("A low angle of a house at night. It rains and nobody comes.") == frozenset()
    assert phrases_in("The tracking shot follows her, slowly.") == frozenset()


@pytest.mark.parametrize(
    ("text", "span", "phrase", "wanted", "rest"),
    [
        ("", (0, 0), "low angle", "Low angle", ""),
        ("She turns", (9, 9), "low angle", "She turns low angle", ""),
        ("She turns.", (10, 10), "low angle", "She turns. Low angle", ""),
        ("She , slowly", (4, 4), "turns", "She turns, slowly", ", slowly"),
        ("She slowly", (3, 3), "turns", "She turns slowly", " slowly"),
        ("She (slowly)", (4, 4), "turns", "She turns (slowly)", " (slowly)"),
        ("She (slowly)", (5, 11), "static", "She (static)", ")"),
        ("one two three", (4, 7), "static", "one static three", " three"),
        ("One.\n", (5, 5), "static", "One.\nStatic", ""),
    ],
)
def test_that_a_phrase_is_set_apart_where_it_is_inserted(
    text: str, span: tuple[int, int], phrase: str, wanted: str, rest: str
) -> None:
    made = inserted(text, *span, phrase)
    assert made.text == wanted
    assert made.text[made.place :] == rest


def test_that_a_person_s_own_groups_are_lines_with_commas() -> None:
    lines = ["wide shot,  close-up , Close-Up.", "", " , ", "pan left\u3001slow zoom"]
    assert groups_of(lines) == (("wide shot", "close-up"), ("pan left", "slow zoom"))
