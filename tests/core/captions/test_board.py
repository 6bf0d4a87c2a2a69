"""The board: what is said of each caption, and whose entry a change makes another one."""

from __future__ import annotations

import random
import time
from collections import Counter

from app.core.captions.board import Board, Caption
from app.core.captions.lint import LINTS, NO_TRIGGER
from app.core.captions.tokens import TokenCounter, estimated
from app.core.library.captioned import Key

_TRIGGER = "Studio Ghibli style."
GOOD = (
    "A large white rabbit stretches in front of its burrow, blinking at the morning light. It "
    "scratches its belly and looks up as a shadow passes. Medium shot, low angle, slow push-in."
)


def _clip(number: int) -> Key:
    return "clip", number


def _board(*texts: str, trigger: str = _TRIGGER) -> Board:
    board = Board(TokenCounter(estimated), trigger)
    board.follow({_clip(n): Caption(text) for n, text in enumerate(texts, 1)})
    return board


def test_that_a_state_says_how_far_a_caption_is() -> None:
    board = _board("")
    board.follow(
        {
            _clip(2): Caption(GOOD),
            _clip(3): Caption(GOOD, done=True),
            _clip(4): Caption(GOOD, done=True, waiting=True),
        }
    )
    states = [entry.state for n in range(1, 5) if (entry := board.entry(_clip(n)))]
    assert states == ["empty", "written", "done", "machine"]
    assert board.states() == {"empty": 1, "written": 1, "done": 1, "machine": 1}


def test_that_tokens_are_counted_with_the_trigger_and_words_without() -> None:
    board = Board(TokenCounter(lambda _word: 1.0), "Ghibli")
    board.follow({_clip(1): Caption("a white\nrabbit"), _clip(2): Caption("")})
    first, second = board.entry(_clip(1)), board.entry(_clip(2))
    assert first is not None
    assert second is not None
    assert (first.words, first.tokens) == (3, 5)
    assert (second.words, second.tokens) == (0, 2)


def test_that_identical_captions_are_found_and_released_together() -> None:
    board = _board(GOOD, GOOD.upper(), "Something else.")
    assert board.counts()["identical"] == 2
    assert board.same_as(_clip(1)) == {_clip(2)}
    changed = board.follow({_clip(2): Caption(f"{GOOD} A bird sings.")})
    assert changed == {_clip(1), _clip(2)}
    assert board.counts()["identical"] == 0
    assert board.follow({_clip(2): Caption(GOOD)}) == {_clip(1), _clip(2)}
    assert board.follow({_clip(1): None}) == {_clip(1), _clip(2)}
    assert board.entry(_clip(1)) is None


def test_that_a_still_may_say_what_its_clip_says() -> None:
    board = _board(GOOD)
    board.follow({("still", 1): Caption(GOOD)})
    assert board.counts()["identical"] == 0 and board.same_as(("still", 1)) == frozenset()
    board.follow({("still", 2): Caption(f" {GOOD.upper()}")})
    assert board.counts()["identical"] == 2
    assert board.same_as(("still", 1)) == {("still", 2)}


def test_that_empty_captions_are_not_identical() -> None:
    assert _board("", "").counts()["identical"] == 0


def test_that_only_what_became_another_is_told() -> None:
    board = _board(GOOD, "A cat.")
    assert board.follow({_clip(1): Caption(GOOD)}) == set()
    assert board.follow({_clip(1): Caption(GOOD, done=True)}) == {_clip(1)}
    assert board.follow({_clip(9): None}) == set()


def test_that_another_trigger_is_another_count_for_all() -> None:
    board = _board(f"{GOOD} An anime sky.", "A cat.")
    assert board.counts()["trigger"] == 0
    other = _board(f"{GOOD} An anime sky.", "A cat.", trigger="Anime")
    assert other.counts()["trigger"] == 1
    assert other.entry(_clip(2)) != board.entry(_clip(2))


def test_that_a_missing_trigger_counts_the_captions_with_words() -> None:
    board = _board(GOOD, "", "A cat.", trigger="")
    assert board.counts()[NO_TRIGGER.id] == 2
    assert _board(GOOD, "", "A cat.", trigger="Anime").counts()[NO_TRIGGER.id] == 0


def test_that_a_copy_is_changed_apart() -> None:
    board = _board(GOOD, "A cat.")
    other = board.copy()
    other.follow({_clip(1): None, _clip(3): Caption("A cat.")})
    assert board.entry(_clip(1)) is not None
    assert board.counts()["identical"] == 0
    assert other.counts()["identical"] == 2


def test_that_following_is_the_same_as_beginning_anew() -> None:
    chance = random.Random(5)
    texts = ["", GOOD, GOOD.lower(), "A cat.", "The video shows a cat.", "*a*", "토끼"]
    board, held = _board(), dict[Key, Caption]()
    for _ in range(400):
        key = _clip(chance.randrange(12))
        caption = Caption(chance.choice(texts), chance.random() < 0.3, chance.random() < 0.3)
        if chance.random() < 0.2:
            held.pop(key, None)
            board.follow({key: None})
        else:
            held[key] = caption
            board.follow({key: caption})
    fresh = _board()
    fresh.follow(dict(held))
    assert len(board.entries()) == len(fresh.entries()) == len(held)
    assert all(board.entry(key) == fresh.entry(key) for key in held)
    assert board.counts() == fresh.counts()
    counted = Counter(lint for key in held if (e := board.entry(key)) for lint in e.lints)
    assert {lint.id: counted[lint.id] for lint in LINTS} == {
        name: n for name, n in board.counts().items() if name != NO_TRIGGER.id
    }


def test_that_ten_thousand_captions_are_judged_in_half_a_second() -> None:
    captions = {_clip(n): Caption(f"{GOOD} Then {n} birds fly up.") for n in range(10_000)}
    board = _board()
    start = time.process_time()
    board.follow(captions)
    whole = time.process_time() - start
    start = time.process_time()
    for n in range(100):
        board.follow({_clip(n): Caption(f"{GOOD} It seems that {n} birds fly.")})
    each = (time.process_time() - start) / 100
    assert whole < 1.0  # twice what is wanted, for machines that are busy
    assert each < 0.002
