"""Cures: what they make of a text, and what they leave alone."""

from __future__ import annotations

import pytest

from app.core.captions.lint import LINTS, lints_of
from app.core.captions.lint_cures import CURES, cured, first_cure
from app.core.captions.sentences import pieces_of

_TRIGGER = "Studio Ghibli style."


@pytest.mark.parametrize(
    ("lint", "text", "wanted"),
    [
        ("refusal", "I'm sorry, but I cannot assist with that.", ""),
        ("opener", "The video shows a rabbit.\nIt sleeps.", "A rabbit.\nIt sleeps."),
        ("markdown", "**Subject:** a rabbit\n- it sleeps", "Subject: a rabbit\nit sleeps"),
        ("trigger", "A rabbit in Studio Ghibli style.", "A rabbit."),
        ("trigger", "A girl, Studio Ghibli style, runs.", "A girl, runs."),
        ("trigger", "A girl runs. Studio Ghibli style. A dog barks.", "A girl runs. A dog barks."),
        ("trigger", "A dog. studio ghibli style, a girl runs.", "A dog. A girl runs."),
        ("uncertain", "A rabbit that appears to be sad.", "A rabbit that is sad."),
        (
            "uncertain",
            "Leaves appear to glide. It seems to fly.",
            "Leaves glide. It flies.",
        ),
        ("uncertain", "Overall, the mood is calm.", "The mood is calm."),
        ("uncertain", "He holds some kind of old lamp.", "He holds an old lamp."),
        ("uncertain", "At 6 a.m. it snows. Perhaps rain comes.", "At 6 a.m. it snows. Rain comes."),
        ("medium", "A rabbit runs. In the last frame, it sleeps.", "A rabbit runs. It sleeps."),
        ("medium", "As the video progresses, it sleeps.", "It sleeps."),
        ("medium", "It sleeps as the scene unfolds.", "It sleeps."),
        ("overlay", 'A dog runs. A watermark reads "X". It naps.', "A dog runs. It naps."),
    ],
)
def test_that_a_cure_takes_the_lint_away(lint: str, text: str, wanted: str) -> None:
    assert cured(text, lint, trigger=_TRIGGER) == wanted
    assert lint not in lints_of(wanted, kind="clip", trigger=_TRIGGER, tokens=20)
    assert cured(wanted, lint, trigger=_TRIGGER) == wanted


@pytest.mark.parametrize("lint", [lint.id for lint in LINTS])
def test_that_a_caption_without_a_lint_is_left_as_it_is(lint: str) -> None:
    text = "A fox appears to the left, in the frame of a door.\nThe scene is dark; 3 * 2 lamps."
    assert cured(text, lint, trigger=_TRIGGER, fits=lambda _text: True) == text


def test_that_a_long_caption_loses_the_sentences_that_the_trainer_would_lose() -> None:
    def fits(text: str) -> bool:
        return len(text.split()) <= 6

    assert cured("One two three. Four five six. Seven.", "tokens", fits=fits) == (
        "One two three. Four five six."
    )
    assert cured("one two three four, five six, seven eight", "tokens", fits=fits) == (
        "one two three four, five six"
    )


def test_that_the_worst_lint_with_a_cure_is_cured_first() -> None:
    text = "The video shows a rabbit."
    assert first_cure(text, ("short", "opener")) == ("opener", "A rabbit.")
    assert first_cure("A rabbit.", ("short",)) is None


def test_that_sentences_make_the_text_again() -> None:
    text = 'He says "no." She leaves!\n토끼가 잔다. 一只兔子。跳跃 …'
    assert "".join(pieces_of(text)) == text
    assert len(pieces_of(text)) > 4


@pytest.mark.parametrize(
    "sign", ["A sign 3.5 m wide has a watermark.", "A seal, e.g. a watermark, waits."]
)
def test_that_a_sentence_goes_whole_though_a_point_stands_in_it(sign: str) -> None:
    assert cured(f"{sign} A cat runs.", "overlay") == "A cat runs."


def test_that_each_cure_is_of_a_lint() -> None:
    assert set(CURES) < {lint.id for lint in LINTS}


def test_that_a_very_long_caption_is_cut_in_few_tries() -> None:
    tries: list[int] = []

    def fits(text: str) -> bool:
        tries.append(1)
        return len(text.split()) <= 400

    assert len(cured("word and another, " * 3000, "tokens", fits=fits).split()) == 400
    assert len(cured("One two. " * 3000, "tokens", fits=fits).split()) == 400
    assert cured("x" * 5000, "tokens", fits=lambda text: False) == "x" * 5000
    assert len(tries) < 60
