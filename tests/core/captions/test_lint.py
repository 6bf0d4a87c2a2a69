"""What is wrong with a caption, and which captions must pass."""

from __future__ import annotations

import pytest

from app.core.captions.lint import LINTS, RANK, Kind, lint_named, lints_of
from app.core.captions.lint_scripts import script_of, words_of

GOOD = (
    "A large white rabbit stretches in front of its burrow, blinking at the morning light. It "
    "scratches its belly and looks up as a shadow passes. Medium shot, low angle, slow push-in."
)
_TRIGGER = "Studio Ghibli style."


def _lints(text: str, kind: Kind = "clip", trigger: str = _TRIGGER, tokens: int = 80) -> list[str]:
    return list(lints_of(text, kind=kind, trigger=trigger, tokens=tokens))


def test_that_a_good_caption_has_nothing_wrong() -> None:
    assert _lints(GOOD) == []


@pytest.mark.parametrize(
    ("text", "lint"),
    [
        ("", "empty"),
        ("A rabbit sits.", "short"),
        (f"{GOOD} " * 7, "long"),
        ("I'm sorry, but I can't assist with that request.", "refusal"),
        (f"The video shows a rabbit. {GOOD}", "opener"),
        (f"**Subject:** {GOOD}", "markdown"),
        (f"{GOOD} The overall mood is calm.", "uncertain"),
        (f"{GOOD} In the last frame it sleeps.", "medium"),
        (f"{GOOD} A watermark is visible.", "overlay"),
        (f"{GOOD} A logo is in the upper left corner.", "overlay"),
        (f"{GOOD} A text overlay reads: subscribe now.", "overlay"),
        (f"{GOOD} 温暖的阳光.", "cjk"),
        (f"{GOOD} In studio ghibli style.", "trigger"),
        (
            "이른 아침 숲, 커다란 흰 토끼가 굴 앞에서 기지개를 켜며 눈을 깜빡인다. 낮은 앵글.",
            "language",
        ),
    ],
)
def test_that_what_harms_is_found_and_nothing_else(text: str, lint: str) -> None:
    assert _lints(text) == [lint]


def test_that_more_tokens_than_the_trainer_keeps_are_found() -> None:
    assert _lints(GOOD, tokens=512) == []
    assert _lints(GOOD, tokens=513) == ["tokens"]


@pytest.mark.parametrize(
    "words",
    [
        "Rain runs down a window frame.",
        "A picture hangs on the wall behind her.",
        "The picture frame on the shelf falls.",
        "He plays a video game at an arcade.",
        "The video game glows in the dark.",
        "A red clip holds the hair of the girl.",
        "She puts the clip in her hair.",
        "The frames of her glasses are gold.",
        "Light falls in the frame of the door.",
        "The frame rate of an old projector flickers.",
        "The image of a saint hangs above the altar.",
        "Her mirror image smiles back.",
        "A clown bows to the image in the mirror.",
        "A logo is on the shirt of the boy at the corner.",
        "A fox appears to the left of the tree.",
        "A boy in blue overalls waves.",
        'A neon sign reads "出口" above a door.',
        'A poster says "I\'m sorry".',
        "A café in Zürich, naïve paintings, fine weather.",
        "Snow lies on the ground – grey, deep, quiet.",
        "A dog with tag #7 runs; 3 * 2 lanterns sway.",
        "The ghost style of the hall is baroque.",
    ],
)
def test_that_words_of_the_film_are_no_alarm(words: str) -> None:
    assert _lints(f"{GOOD} {words}") == []


def test_that_a_still_may_speak_of_the_image_but_not_of_the_video() -> None:
    assert _lints(f"{GOOD} The image is soft.", "still") == []
    assert _lints(f"{GOOD} The image is soft.", "clip") == ["medium"]
    assert _lints(f"{GOOD} The video is soft.", "still") == ["medium"]


def test_that_a_trigger_is_found_again_only_as_whole_words() -> None:
    assert _lints(f"{GOOD} An animated tree.", trigger="anime") == []
    assert _lints(f"{GOOD} An anime tree.", trigger="Anime, ") == ["trigger"]
    assert _lints(f"{GOOD} Anything.", trigger="") == []


def test_that_the_worst_comes_first() -> None:
    text = "The video shows a *rabbit* that seems sad. In the last frame it sleeps."
    assert _lints(text) == ["opener", "markdown", "short", "uncertain", "medium"]
    levels = [lint.level for lint in LINTS]
    assert levels.index("info") > max(n for n, level in enumerate(levels) if level != "info")
    assert sorted(RANK.values()) == list(range(len(LINTS)))


def test_that_each_lint_says_why_it_harms() -> None:
    for lint in LINTS:
        assert lint_named(lint.id) is lint
        assert len(lint.help.split()) > 12
        assert lint.help.endswith(".")


@pytest.mark.parametrize(
    ("text", "script", "words"),
    [
        ("A rabbit - brown, round - sits.", "latin", 5),
        ("토끼가 나뭇가지를 당긴다.", "korean", 3),
        ("Big Buck Bunny의 토끼가 숲에서 뛴다", "korean", 6),
        ("ウサギが森で跳ねる", "japanese", 5),
        ("一只兔子在森林里跳跃", "chinese", 5),
        ("A rabbit 跳 over a log", "mixed", 6),
        ("토끼가 숲에서 跳躍한다", "mixed", 4),
        ('A sign reads "출구"', "latin", 4),
    ],
)
def test_that_scripts_and_their_words_are_told_apart(text: str, script: str, words: int) -> None:
    assert (script_of(text), words_of(text)) == (script, words)
