from __future__ import annotations

import itertools
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.browsing.checked import check_badges
from app.core.browsing.choosing import Filter, Order, keeps_its_place, ordered, replaced
from app.core.browsing.making import clip_tiles, shot_tiles, still_tiles
from app.core.browsing.moving import Step, moved, next_open
from app.core.browsing.tile import (
    Badge,
    Film,
    Tile,
    clock,
    film_of,
    middle,
    scrub_frames,
    short_clock,
    strip_frames,
)
from app.core.checks.findings import CheckKind, Finding, gathered
from app.core.library.model import Clip, Shot, Source, Still
from app.core.library.picking import shot_state
from app.core.media.conform import conformed_length
from app.core.media.geometry import Crop
from app.core.media.index import FrameIndex, index_file
from tests.films import make_film

RATE = Fraction(16)
BARE = Film("Film 1", Fraction(24))


def shot(number: int, start: int, end: int, source: int = 1) -> Shot:
    return Shot(id=number, source=source, start=start, end=end)


def tile_of(number: int, **fields: object) -> Tile:
    (made,) = clip_tiles([Clip(id=number, source=1, start=number, end=number + 9)], {1: BARE}, RATE)
    return made._replace(**fields)


@pytest.fixture
def index(demo_film: Path) -> FrameIndex:
    return index_file(demo_film)


def test_that_a_shot_is_shown_by_its_exact_middle(index: FrameIndex) -> None:
    (tile,) = shot_tiles([shot(7, 240, 361)], {1: Film("Film 1", Fraction(24), index)}, RATE)
    assert (tile.key, tile.frame) == (("shot", 7), 300)
    assert tile.title == "Film 1 · 00:00:10"


@given(st.integers(0, 10_000), st.integers(1, 5_000))
def test_that_the_middle_is_a_frame_of_the_range(start: int, length: int) -> None:
    assert start <= middle(start, start + length) < start + length


def test_that_lengths_are_those_of_the_export(index: FrameIndex) -> None:
    film = Film("f", Fraction(24), index)
    shots = [shot(n, 17 * n, min(17 * n + n + 1, len(index))) for n in range(1, 100)]
    shots.append(shot(100, 1000, len(index)))
    for rate in (RATE, Fraction(30000, 1001), Fraction(7)):
        made = shot_tiles(shots, {1: film}, rate)
        for one, tile in zip(shots, made, strict=True):
            assert tile.length == conformed_length(index, one.start, one.end, rate)


def test_that_lengths_are_exact_where_frames_come_at_odd_times(tmp_path: Path) -> None:
    path = tmp_path / "odd.mkv"
    times = [n * n * 7 for n in range(40)]
    make_film(path, 40, pts=times, time_base=Fraction(1, 1000))
    index = index_file(path)
    shots = [shot(n, n, len(index)) for n in range(len(index))]
    made = shot_tiles(shots, {1: Film("f", index.rate, index)}, RATE)
    for one, tile in zip(shots, made, strict=True):
        assert tile.length == conformed_length(index, one.start, one.end, RATE)


def test_that_huge_times_do_not_overflow(index: FrameIndex) -> None:
    rate = Fraction((1 << 61) - 1, (1 << 57) - 3)
    (tile,) = shot_tiles([shot(1, 3, 1700)], {1: Film("f", Fraction(24), index)}, rate)
    assert tile.length == conformed_length(index, 3, 1700, rate)


def test_that_a_film_without_an_index_has_times_but_no_lengths() -> None:
    (tile,) = shot_tiles([shot(1, 61_484, 61_600)], {1: BARE}, RATE)
    assert (tile.length, tile.title) == (None, "Film 1 · 00:42:41")


def test_that_a_shot_past_the_end_of_a_changed_film_is_still_shown(index: FrameIndex) -> None:
    film = Film("f", Fraction(24), index)
    (tile,) = shot_tiles([shot(1, len(index) + 5, len(index) + 50)], {1: film}, RATE)
    assert tile.length == 0


def test_that_films_are_told_apart(index: FrameIndex) -> None:
    films = {1: BARE, 2: Film("Film 2", Fraction(24), index)}
    made = shot_tiles([shot(1, 0, 24, 2), shot(2, 24, 48, 1), shot(3, 24, 48, 2)], films, RATE)
    assert [(tile.film, tile.length, tile.begins) for tile in made] == [
        ("Film 2", 16, 0),
        ("Film 1", None, 1000),
        ("Film 2", 16, 1000),
    ]


def test_that_a_shot_takes_its_state_from_the_clips_and_shows_it() -> None:
    rejected = replace(shot(2, 20, 30), state="rejected", rating=3, tags=("rain",))
    shots = [shot(1, 0, 9), rejected]
    assert [tile.state for tile in shot_tiles(shots, {1: BARE}, RATE)] == ["open", "rejected"]
    states = {1: shot_state(shots[0], [Clip(id=1, source=1, start=3, end=5)])}
    made = shot_tiles(shots, {1: BARE}, RATE, states=states)
    assert [tile.state for tile in made] == ["picked", "rejected"]
    assert [tile.badges[0].text for tile in made] == ["✓ pick", "rejected"]
    assert (made[1].rating, made[1].tags) == (3, ("rain",))


def test_that_other_badges_follow_that_of_the_state() -> None:
    cut = Badge("cut inside", "bad")
    more = {("shot", 2): (cut,), ("clip", 1): (Badge("never", "warn"),)}
    made = shot_tiles([shot(1, 0, 9), shot(2, 9, 20)], {1: BARE}, RATE, badges=more)
    assert [tile.badges for tile in made] == [(), (cut,)]


def test_that_clips_and_stills_bring_their_words_and_crop() -> None:
    crop = Crop(64, 36, 2, 4)
    words = {"caption": "a cat", "rating": 4, "tags": ("cat",), "crop": crop}
    (clip,) = clip_tiles([Clip(id=5, source=1, start=10, end=30, **words)], {1: BARE}, RATE)
    (still,) = still_tiles([Still(id=6, source=1, frame=48, **words)], {1: BARE})
    assert (clip.kind, clip.frame, clip.badges) == ("clip", 20, ())
    assert (still.kind, still.start, still.end, still.frame) == ("still", 48, 49, 48)
    assert still.length == 1
    for tile in (clip, still):
        assert (tile.caption, tile.rating, tile.tags, tile.crop) == ("a cat", 4, ("cat",), crop)


def test_that_no_rows_give_no_tiles() -> None:
    assert shot_tiles([], {}, RATE) == clip_tiles([], {}, RATE) == still_tiles([], {}) == []


def test_that_a_source_is_named_by_its_file() -> None:
    source = Source(
        path="../films/Nacht #3.mkv",
        size=1,
        mtime_ns=1,
        quick_hash="",
        frames=9,
        rate=Fraction(25),
        width=64,
        height=36,
    )
    assert film_of(source).name == "Nacht #3"


@pytest.mark.parametrize(
    ("milliseconds", "whole", "short"),
    [(0, "00:00:00", "00:00"), (2_561_999, "00:42:41", "42:41"), (36e6, "10:00:00", "10:00:00")],
)
def test_that_times_are_written_out(milliseconds: float, whole: str, short: str) -> None:
    assert clock(int(milliseconds)) == whole
    assert short_clock(int(milliseconds)) == short


def test_that_the_mouse_crosses_a_tile_evenly_from_end_to_end() -> None:
    tile = tile_of(100)._replace(start=100, end=200)
    assert scrub_frames(tile) == (105, 115, 125, 135, 145, 155, 165, 175, 185, 195)
    assert scrub_frames(tile._replace(end=103)) == (100, 101, 102)
    assert scrub_frames(tile._replace(end=101)) == (100,)


def test_that_tiles_are_put_in_order() -> None:
    tiles = [
        tile_of(1, source=2, length=5, rating=2, caption="b"),
        tile_of(2, source=1, start=90, length=None, rating=5),
        tile_of(3, source=1, start=10, length=50, rating=2, caption="a"),
        tile_of(4, source=1, start=50, length=5),
    ]

    def ids(order: Order, *, reverse: bool = False) -> list[int]:
        return [tile.id for tile in ordered(tiles, order, reverse=reverse)]

    assert ids("order") == [3, 4, 2, 1]
    assert ids("order", reverse=True) == [1, 2, 4, 3]
    assert ids("length") == [3, 4, 1, 2]
    assert ids("length", reverse=True) == [4, 1, 3, 2]
    assert ids("rating") == [2, 3, 1, 4]
    assert ids("rating", reverse=True) == [4, 3, 1, 2]
    assert ids("caption") == [4, 2, 3, 1]


def test_that_a_filter_lets_through_what_fits_all_of_it() -> None:
    tiles = [
        tile_of(1, caption="A white Rabbit stretches"),
        tile_of(2, tags=("rabbit", "forest"), state="open"),
        tile_of(3, source=2, badges=(Badge("letterbox", "warn"),)),
    ]

    def ids(wanted: Filter) -> list[int]:
        return [tile.id for tile in wanted.of(tiles)]

    assert ids(Filter()) == [1, 2, 3]
    assert ids(Filter(source=2)) == [3]
    assert ids(Filter(states=frozenset({"open"}))) == [2]
    assert ids(Filter(text="rabbit")) == [1, 2]
    assert ids(Filter(text="  RABBIT forest ")) == [2]
    assert ids(Filter(text="letterbox")) == [3]
    assert ids(Filter(text="film 1", source=1)) == [1, 2]
    assert ids(Filter(text="rabbit", source=2)) == []
    assert Filter(text="rabbit").passes(tiles[0])
    assert not Filter(text="rabbit").passes(tiles[2])


def test_that_an_edit_changes_tiles_where_they_stand() -> None:
    tiles = [tile_of(n) for n in range(5)]
    changed, new = tile_of(2, caption="new"), tile_of(9)
    after = replaced(tiles, [changed, new], removed=[("clip", 0)])
    assert [tile.id for tile in after] == [1, 2, 3, 4, 9]
    assert after[1].caption == "new"
    assert tiles[2].caption == ""


@pytest.mark.parametrize(
    ("step", "place", "to"),
    [
        ("right", 2, 3),  # on to the next row
        ("left", 3, 2),
        ("left", 0, 0),
        ("right", 10, 10),
        ("down", 1, 4),
        ("down", 7, 10),
        ("down", 8, 10),  # the last row is short: its end
        ("down", 10, 10),
        ("down", 9, 9),
        ("up", 4, 1),
        ("up", 1, 1),
        ("page_down", 0, 6),
        ("page_down", 8, 10),
        ("page_up", 10, 4),
        ("page_up", 4, 1),
        ("home", 7, 0),
        ("end", 0, 10),
        ("down", -1, 0),
    ],
)
def test_that_keys_lead_through_eleven_tiles_in_threes(step: Step, place: int, to: int) -> None:
    assert moved(place, step, columns=3, page=2, count=11) == to


def test_that_keys_lead_nowhere_in_an_empty_grid() -> None:
    assert moved(-1, "down", columns=3, page=2, count=0) == -1


def test_that_a_tile_keeps_its_place_where_sorting_all_again_would_put_it() -> None:
    tiles = shot_tiles(
        [Shot(id=n, source=1, start=9 * n, end=9 * n + n) for n in range(1, 6)],
        {1: Film("Film", Fraction(8))},
        Fraction(8),
    )
    third = tiles[2]
    made = [
        third._replace(rating=4), third._replace(state="rejected"), third._replace(length=99),
        third._replace(caption="rain"), third._replace(start=20),
    ]  # fmt: skip
    for order, wanted in itertools.product(get_args(Order), (Filter(), Filter(text="rain"))):
        before = ordered(wanted.of(tiles), order)
        for new in made:
            after = ordered(wanted.of(replaced(tiles, [new])), order)
            kept = keeps_its_place(third if third in before else None, new, wanted, order)
            if kept:
                assert [t.key for t in after] == [t.key for t in before]
    assert keeps_its_place(third, third._replace(tags=("a",)), Filter(), "rating")
    assert not keeps_its_place(third, third._replace(rating=4), Filter(), "rating")
    assert not keeps_its_place(None, third._replace(caption="rain"), Filter(text="rain"))
    assert keeps_its_place(None, third, Filter(text="rain"))


@pytest.mark.parametrize(
    "text",
    ["film", "·", "00:", "1", "0:00:0", "rain", "pick", "im 1", "FILM", "x"],
)
def test_that_the_filter_finds_words_in_all_that_is_said(text: str) -> None:
    tiles = [
        tile._replace(caption=caption, tags=tags)
        for tile in shot_tiles(
            [Shot(id=n, source=1, start=900 * n, end=900 * n + 9) for n in range(1, 6)],
            {1: Film("A Film 1", Fraction(8))}, Fraction(8), states={3: "picked"},
        )
        for caption, tags in (("", ()), ("Rain falls", ("x-ray",)))
    ]  # fmt: skip
    expected = [
        tile
        for tile in tiles
        if all(
            word in "\n".join([tile.title, tile.caption, *tile.tags,
                               *(badge.text for badge in tile.badges)]).casefold()
            for word in text.casefold().split()
        )
    ]  # fmt: skip
    assert Filter(text=text).of(tiles) == expected


def test_that_a_filmstrip_shows_the_middles_of_equal_parts() -> None:
    tile = tile_of(1, start=100, end=180)
    assert strip_frames(tile, 4) == (110, 130, 150, 170)
    assert strip_frames(tile._replace(end=102), 4) == (100, 100, 101, 101)


@given(st.integers(0, 10_000), st.integers(1, 500), st.integers(1, 9))
def test_that_a_filmstrip_stays_within_its_tile(start: int, length: int, places: int) -> None:
    frames = strip_frames(tile_of(1, start=start, end=start + length), places)
    assert len(frames) == places
    assert list(frames) == sorted(frames)
    assert start <= frames[0] <= frames[-1] < start + length


def test_that_the_next_undecided_tile_is_found_past_the_ends() -> None:
    states = ("picked", "open", "rejected", "open", "picked")
    tiles = [tile_of(n, state=state) for n, state in enumerate(states)]
    assert [next_open(tiles, place, 1) for place in (-1, 0, 1, 2, 3, 4)] == [1, 1, 3, 3, 1, 1]
    assert [next_open(tiles, place, -1) for place in (-1, 0, 1, 2, 3, 4)] == [3, 3, 3, 1, 1, 3]
    assert next_open(tiles[1:2], 0, 1) == 0
    assert next_open([], -1, 1) is None
    assert next_open(tiles[:1], 0, 1) is None


def test_that_problems_become_badges_with_kind_and_reason() -> None:
    cut = Finding(kind=CheckKind.CUT, level="bad", text="cut inside", why="It cuts: trim it.")
    bars = Finding(kind=CheckKind.BARS, level="warn", text="letterbox 20 px")
    fine = Finding(kind=CheckKind.BLUR, level="good", text="sharp")
    assert check_badges([cut, bars, fine]) == (
        Badge("cut inside", "bad", "It cuts: trim it.", "cut"),
        Badge("letterbox 20 px", "warn", "", "letterbox"),
    )


def test_that_a_shot_without_problems_of_its_own_shows_those_of_its_picks() -> None:
    bad, own = Badge("cut inside", "bad", "", "cut"), Badge("black", "bad", "", "black")
    pick = tile_of(1, badges=(Badge("rejected", "neutral"), bad))
    (tile,) = shot_tiles([shot(1, 0, 9)], {1: BARE}, RATE, picks={1: (pick, pick)})
    assert tile.problems == (bad,)
    assert tile._replace(badges=(own,)).problems == (own,)
    assert pick.problems == (bad,)


def test_that_a_tile_says_the_same_of_many_frames_once() -> None:
    cuts = [
        Finding(kind=CheckKind.CUT, level="bad", text="cut inside", why=f"at {frame}", frame=frame)
        for frame in range(100)
    ]
    twins = [
        Finding(kind=CheckKind.DUPLICATE, level="warn", text="like another", other=other)
        for other in (2, 3)
    ]
    assert [badge.tip for badge in check_badges([*cuts, *twins])] == ["at 0", "", ""]
    assert gathered([*cuts, *twins]) == [(cuts[0], 99), (twins[0], 0), (twins[1], 0)]
