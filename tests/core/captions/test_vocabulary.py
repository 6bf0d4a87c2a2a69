from __future__ import annotations

import random

import pytest

from app.core.captions.vocabulary import Vocabulary

TEXTS = [
    "A large white rabbit stretches in front of its burrow, blinking at the morning light.",
    "A large white rabbit sits in warm morning light. Static camera.",
    "The rabbit walks through tall grass in warm morning light. Static camera.",
    "Big Totoro walks. Studio Ghibli style.",
]


@pytest.fixture
def vocabulary() -> Vocabulary:
    found = Vocabulary()
    found.put(dict(enumerate(TEXTS)))
    return found


def texts(vocabulary: Vocabulary, before: str) -> list[str]:
    return [offer.text for offer in vocabulary.offers(before)]


def test_that_words_that_begin_so_are_offered_with_how_they_go_on(vocabulary: Vocabulary) -> None:
    assert texts(vocabulary, "It sits in wa") == ["warm", "warm morning light", "walks"]
    assert vocabulary.offers("It sits in wa")[0].typed == 2


def test_that_what_stands_before_decides_which_comes_first(vocabulary: Vocabulary) -> None:
    assert texts(vocabulary, "The rabbit wa")[0] == "walks"
    assert texts(vocabulary, "sits in wa")[0] == "warm"


def test_that_a_phrase_ends_with_its_part_of_the_sentence(vocabulary: Vocabulary) -> None:
    assert "its burrow blinking" not in " ".join(texts(vocabulary, "front of it"))
    assert texts(vocabulary, "mor") == ["morning", "morning light"]


def test_that_capitals_stay_as_they_were_typed(vocabulary: Vocabulary) -> None:
    assert texts(vocabulary, "Stat")[0] == "Static"
    assert texts(vocabulary, "stat") == ["static", "static camera"]
    assert texts(vocabulary, "near tot") == ["Totoro"]
    assert texts(vocabulary, "TOT") == ["TOToro"]


def test_that_too_little_offers_nothing(vocabulary: Vocabulary) -> None:
    for before in ("", "w", "in ", "rabbit", "12", "xyz"):
        assert texts(vocabulary, before) == []


def test_that_one_syllable_of_korean_is_enough() -> None:
    vocabulary = Vocabulary()
    vocabulary.put({1: "토끼가 나뭇가지를 당긴다."})
    assert texts(vocabulary, "큰 나") == ["나뭇가지를"]


def test_that_it_follows_what_changes(vocabulary: Vocabulary) -> None:
    vocabulary.put({1: "A fox.", 2: "", 3: "Totoro warns."})
    assert texts(vocabulary, "in wa") == ["warns"]
    assert "totoro" in vocabulary
    vocabulary.put({3: ""})
    assert "totoro" not in vocabulary
    assert texts(vocabulary, "tot") == []


def test_that_following_gives_what_reading_anew_would() -> None:
    chance = random.Random(7)
    words = ["warm", "wild", "walk", "wall", "light", "large", "left", "tree", "trunk", "trail"]

    def caption() -> str:
        return ", ".join(" ".join(chance.choices(words, k=6)) for _ in range(4))

    followed, now = Vocabulary(), {}
    for _ in range(4_000):
        key = chance.randrange(60)
        now[key] = caption() if chance.random() < 0.9 else ""
        followed.put({key: now[key]})
    anew = Vocabulary()
    anew.put(now)
    for before in ("warm wa", "tree tr", "left l", "the wi", "li"):
        assert set(texts(followed, before)) == set(texts(anew, before))
