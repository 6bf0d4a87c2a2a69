"""The filter of captions: what it lets through, what it offers, and how quick it is."""

from __future__ import annotations

import time
from dataclasses import dataclass
from fractions import Fraction

import pytest

from app.core.browsing import Facts, Film, Key, Tile, clip_tiles, still_tiles
from app.core.browsing.completing import completions
from app.core.browsing.query import parse
from app.core.captions.filtering import CAPTIONS, State, asked, sift_captions
from app.core.library.model import Clip, Still

FILMS = {1: Film("Film 1", Fraction(24)), 2: Film("눈 오는 밤", Fraction(24))}


@dataclass(frozen=True)
class Entry:
    state: State = "written"
    words: int = 0
    tokens: int = 0
    lints: tuple[str, ...] = ()


def clip(number: int, caption: str = "", *, source: int = 1, **fields: object) -> Tile:
    made = Clip(id=number, source=source, start=number, end=number + 48, caption=caption)
    return clip_tiles([made], FILMS, Fraction(16))[0]._replace(**fields)


def still(number: int, caption: str = "") -> Tile:
    return still_tiles([Still(id=number, source=1, frame=9, caption=caption)], FILMS)[0]


ROWS: list[tuple[Tile, Entry]] = [
    (clip(1), Entry("empty", lints=("empty",))),
    (clip(2, "A still lake", tags=("rain",)), Entry("machine", 3, 6, ("short",))),
    (clip(3, "The white\nrabbit is done", rating=4), Entry("written", 5, 600, ("tokens",))),
    (clip(4, "토끼가 나뭇가지를 당긴다", source=2), Entry("done", 3, 30)),
    (still(5, "A machine"), Entry("done", 2, 5, ("short", "medium"))),
]
ENTRIES: dict[Key, Entry] = {tile.key: entry for tile, entry in ROWS}


def ids(text: str) -> list[int]:
    tiles = [tile for tile, _ in ROWS]
    return [t.id for t in sift_captions(asked(text), tiles, Facts(), ENTRIES.__getitem__)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [1, 2, 3, 4, 5]),
        ("state:empty", [1]), ("state:machine", [2]), ("machine", [2]), ("state:written", [3]),
        ("done", [4, 5]), ("DONE", [4, 5]), ("-done", [1, 2, 3]), ("state!=done", [1, 2, 3]),
        ("state:empty|machine", [1, 2]), ("done or machine", [2, 4, 5]),
        ("done|machine", [2, 4, 5]),
        ("lint:any", [1, 2, 3, 5]), ("lint:none", [4]), ("-lint:any", [4]), ("lint:short", [2, 5]),
        ("lint:sho", [2, 5]), ("lint:short|tokens", [2, 3, 5]), ("lint:any -done", [1, 2, 3]),
        ("tokens>512", [3]), ("tokens:5..30", [2, 4, 5]), ("words<3", [1, 5]), ("words=3", [2, 4]),
        ("still", [5]), ("-still", [1, 2, 3, 4]), ("clip done", [4]), ("kind:still", [5]),
        ("source:film", [1, 2, 3, 5]), ('source:"눈 오는"', [4]), ("tag:rain", [2]),
        ("rating>=4", [3]), ("len>=32", []), ("caption:none", [1]),
        ("caption:white", [3]), ("lake", [2]), ('"still"', [2]), ('"white rabbit"', [3]),
        ('caption:"white rabbit"', [3]), ('"done"', [3]), ('"machine"', [5]), ("토끼", [4]),
        ("-rabbit -done", [1, 2]), ("lake or rabbit", [2, 3]), ("film", []),
    ],
)  # fmt: skip
def test_that_a_filter_lets_through_what_it_asks_for(text: str, expected: list[int]) -> None:
    assert asked(text).complaints == ()
    assert ids(text) == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("state:picked ", "empty, machine, written, done"),
        ("lint:bogus ", "there is no lint"),
        ("tokens>many ", "a number of tokens"),
        ("tokns>3 ", "did you mean tokens?"),
        ("picks>3 ", 'there is no "picks"'),
    ],
)
def test_that_a_term_that_says_nothing_is_explained_and_left_out(text: str, said: str) -> None:
    (complaint,) = asked(text).complaints
    assert said in complaint.sentence
    assert ids(text) == [1, 2, 3, 4, 5]


def test_that_the_words_of_captions_say_nothing_to_the_grid_and_the_other_way_round() -> None:
    assert parse("lint:any ").complaints and not asked("lint:any ").complaints
    assert asked("picks>1 ").complaints and not parse("picks>1 ").complaints
    assert parse("done").groups != asked("done").groups


def test_that_the_examples_of_the_help_are_understood() -> None:
    for text in (*(key.example for key in CAPTIONS.keys), *(t for t, _ in CAPTIONS.grammar)):
        query = asked(text)
        assert query.groups and not query.complaints, text


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("d", ["done"]), ("mach", ["machine"]), ("li", ["lint:"]),
        ("tok", ["tokens>=", "lint:tokens"]),
        ("refu", ["lint:refusal"]), ("-lint:s", ["-lint:short"]), ("state:m", ["state:machine"]),
        ("kind:", ["kind:clip", "kind:still"]), ("check", []), ("tokens>", ["tokens>512"]),
    ],
)  # fmt: skip
def test_that_what_may_be_meant_is_offered(typed: str, offered: list[str]) -> None:
    found = completions(typed, len(typed), language=CAPTIONS)
    assert [each.text for each in found.offers][: len(offered)] == offered
    assert bool(found.offers) == bool(offered)


def test_that_ten_thousand_captions_are_filtered_within_a_frame_of_the_screen() -> None:
    text = "A large white rabbit stretches in front of its burrow, blinking at the light. " * 4
    tiles = [clip(1, f"{text}{n}")._replace(id=n) for n in range(10_000)]
    entries = {tile.key: Entry(tokens=tile.id) for tile in tiles}
    query = asked("lint:none tokens>100 rabbit -done")

    def seconds() -> float:
        start = time.thread_time()
        found = sift_captions(query, tiles, Facts(), entries.__getitem__)
        assert len(found) == 9_899
        return time.thread_time() - start

    assert min(seconds() for _ in range(5)) < 0.016
