"""The filter language: what it lets through, and what it says of a term that says nothing."""

from __future__ import annotations

import unicodedata
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.browsing import Badge, Facts, Filter, Tile, ordered
from app.core.browsing.making import clip_tiles, shot_tiles
from app.core.browsing.query import parse, tokens
from app.core.browsing.tile import Film
from app.core.browsing.vocabulary import CHECKS, GRAMMAR, GRID, KEYS
from app.core.library.model import Clip, Cut, Dataset, Prompt, Settings, Shot, Source, Still
from app.core.library.snapshot import Snapshot
from app.core.media.geometry import Crop
from app.core.shots.signal import FrameSignal
from tests.conftest import Speaking

FILM = Film("Film 1", Fraction(24))
KOREAN = "눈 오는 밤"


def clip(number: int, **fields: object) -> Tile:
    made = Clip(id=number, source=1, start=100 * number, end=100 * number + 48)
    return clip_tiles([made], {1: FILM}, Fraction(16))[0]._replace(**fields)


def shot(number: int, **fields: object) -> Tile:
    made = Shot(id=number, source=1, start=100 * number, end=100 * number + 48)
    return shot_tiles([made], {1: FILM}, Fraction(16))[0]._replace(**fields)


def rows(*, sources: int = 2, cuts: tuple[Cut, ...] = (), clips: tuple[Clip, ...] = ()) -> Snapshot:
    films = [
        Source(
            id=n, path=f"Film {n}.mkv", size=1, mtime_ns=1, quick_hash="", frames=900,
            rate=Fraction(24), width=1920 // n, height=1080 // n,
        )
        for n in range(1, sources + 1)
    ]  # fmt: skip
    kinds = {kind: [] for kind in (Shot, Still, Dataset, Prompt)}
    return Snapshot(
        {**kinds, Settings: [Settings(name="p")], Source: films, Cut: [*cuts], Clip: [*clips]}
    )


def signal(change: list[float]) -> FrameSignal:
    values = np.array(change, np.float16)
    return FrameSignal(len(values), True, values * 0, values, (), 0, len(values))


def ids(text: str, tiles: list[Tile], facts: Facts | None = None) -> list[int]:
    return [tile.id for tile in Filter(text=text, facts=facts or Facts()).of(tiles)]


LENGTHS = [clip(1, length=32), clip(2, length=45), clip(3, length=81), clip(4, length=None)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("len>=45", [2, 3]), ("len>45", [3]), ("len<45", [1]), ("len<=45", [1, 2]),
        ("len=45", [2]), ("len:45", [2]), ("LEN:45f", [2]), ("length>=45frames", [2, 3]),
        ("len!=45", [1, 3]), ("-len=45", [1, 3, 4]), ("-len>=45", [1, 4]), ("-len!=45", [2]),
        ("len:33..81", [2, 3]), ("len:..45", [1, 2]), ("len:45..", [2, 3]), ("len:81..33", []),
        ("len:4n+1", [2, 3]), ("len:4n", [1]), ("-len:4n+1", [1, 4]), ("len:32|81", [1, 3]),
        ("len!=32|81", [2]), ("len≥45 len≤45", [2]), ("len:32 or len:81", [1, 3]),
        ("len:32 | len:81 film", [1, 3]), ("or len:81", [3]), ("len:81 or", [3]),
    ],
)  # fmt: skip
def test_that_lengths_are_compared_and_unknown_ones_match_nothing(
    text: str, expected: list[int]
) -> None:
    assert parse(text).complaints == ()
    assert ids(text, LENGTHS) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sec<4", [1]), ("sec>=4s", [2, 3]), ("sec:4", [1, 2]), ("sec:4.0", [1, 2]),
        ("sec:4.00", [1]),
        ("sec>4000ms", [2, 3]), ("sec>=1:01", [3]), ("sec:1:00..1:02", [3]), ("sec>4,02", [3]),
        ("at>=0:42:10", [3]), ("at<3s", [1, 2]), ("duration<4", [1]),
    ],
)  # fmt: skip
def test_that_times_are_understood_as_people_write_them(text: str, expected: list[int]) -> None:
    spans = [(0, 3999), (2000, 6012), (2_530_000, 2_591_000)]
    tiles = [clip(n, begins=low, ends=high) for n, (low, high) in enumerate(spans, 1)]
    assert parse(text).complaints == ()
    assert ids(text, tiles) == expected


def test_that_stars_states_and_picks_are_asked_for() -> None:
    tiles = [
        shot(1, rating=0, state="open"),
        shot(2, rating=3, state="picked", picks=(clip(2),)),
        shot(3, rating=5, state="rejected"),
    ]
    assert ids("rating>=3", tiles) == [2, 3]
    assert ids("rating:none", tiles) == ids("rating:0", tiles) == [1]
    assert ids("rating:★★★", tiles) == [2]
    assert ids("state:picked|rejected", tiles) == [2, 3]
    assert ids("-state:open", tiles) == ids("state!=undecided", tiles) == [2, 3]
    assert ids("state:rej", tiles) == [3]
    assert ids("picks>=1", tiles) == [2]


def test_that_a_tag_or_film_is_the_one_of_that_name_if_there_is_one() -> None:
    tiles = [
        clip(1, tags=("rain",), film="Film 1"),
        clip(2, tags=("train", "Close Up"), film="Film 10"),
        clip(3, film="Film 2"),
    ]
    known = Clip(id=1, source=1, start=0, end=9, tags=("rain",))
    facts = Facts(rows(clips=(known,)))
    assert ids("tag:rain", tiles) == [1, 2]
    assert ids("tag:rain", tiles, facts) == [1]
    assert ids("tag:RAI", tiles, facts) == [1, 2]
    assert ids('tag:"close up"', tiles) == [2]
    assert ids('source:"film 1"', tiles) == [1, 2]
    assert ids('source:"film 1"', tiles, facts) == [1]
    assert ids("film:film", tiles, facts) == [1, 2, 3]
    assert ids("tag:none", tiles) == [3]
    assert ids("tag:any -tag:train", tiles, facts) == [1]


def test_that_captions_are_searched_and_missed() -> None:
    tiles = [clip(1, caption="A white Rabbit stretches"), clip(2), clip(3, caption=KOREAN)]
    assert ids('caption:"WHITE RABBIT"', tiles) == [1]
    assert ids("caption:none", tiles) == [2]
    assert ids("caption:any", tiles) == [1, 3]
    assert ids('"white rabbit" stretches', tiles) == [1]
    assert ids('"rabbit white"', tiles) == []
    assert ids("-rabbit", tiles) == [2, 3]
    assert ids("rabbit|밤", tiles) == [1, 3]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_that_korean_is_found_however_its_letters_are_put_together(form: str) -> None:
    name = unicodedata.normalize(form, "영화")
    tiles = [clip(1, film=name, caption=unicodedata.normalize(form, KOREAN)), clip(2)]
    for text in (
        "영화",
        f'caption:"{KOREAN}"',
        "source:영화",
        unicodedata.normalize("NFD", "오는"),
    ):
        assert ids(text, tiles) == [1]
    assert ids("-영화", tiles) == [2]


def test_that_checks_are_found_by_kind_and_grade() -> None:
    cut, bars = Badge("cut inside", "bad", "", "cut"), Badge("bars 20 px", "warn", "", "letterbox")
    tiles = [
        clip(1, badges=(cut, bars)),
        clip(2, badges=(bars,)),
        clip(3, badges=(Badge("rejected", "neutral"),)),
    ]
    assert ids("check:cut", tiles) == ids("check:bad", tiles) == [1]
    assert ids("check:letter", tiles) == [1, 2]
    assert ids("-check:cut", tiles) == [2, 3]
    assert ids("check:none", tiles) == [3]
    assert ids("check:cut|letterbox", tiles) == ids("check:any", tiles) == [1, 2]


def test_that_a_shot_is_found_by_what_is_said_of_its_picks() -> None:
    cut = Badge("cut inside", "bad", "", "cut")
    pick = clip(7, caption="a rabbit", tags=("rain",), badges=(cut,))
    tiles = [shot(1, picks=(pick,)), shot(2, picks=(pick, clip(8))), shot(3)]
    for text in ("rabbit", "caption:rabbit", "tag:rain", "check:cut", "caption:any or tag:rain"):
        assert ids(text, tiles) == [1, 2]
    assert ids("caption:none", tiles) == [2, 3]
    assert ids("-tag:rain", tiles) == [3]


def test_that_a_shot_counts_as_rated_as_the_best_pick_on_it() -> None:
    picks = (clip(7, rating=4), clip(8, rating=2))
    tiles = [shot(1, rating=3), shot(2, rating=1, picks=picks), shot(3, rating=5, picks=picks)]
    assert ids("rating>=4", tiles) == [2, 3]
    assert [tile.stars for tile in tiles] == [3, 4, 5]
    assert [tile.id for tile in ordered(tiles, "rating")] == [3, 2, 1]


def test_that_motion_score_and_size_are_compared() -> None:
    facts = Facts(
        rows(cuts=(Cut(id=1, source=1, frame=48, end=50, score=0.75),)),
        {1: signal([0] + [9.6] * 49 + [200] + [0] * 49)}.get,
    )
    tiles = [
        clip(1, start=0, end=50),
        clip(2, start=50, end=90, crop=Crop(832, 448, 0, 0)),
        clip(3, source=2, start=0, end=50),
    ]
    assert facts.motion(tiles).round(2).tolist()[:2] == [0.2, 0.0]
    assert ids("motion>0.1", tiles, facts) == ids("motion:20%", tiles, facts) == [1]
    assert ids("motion<=0.1", tiles, facts) == [2]
    assert ids("-motion>0.1", tiles, facts) == [2, 3]
    assert ids("score>0.5", tiles, facts) == [2]
    assert ids("size>=832x448", tiles, facts) == [1, 2, 3]
    assert ids("size>832×448", tiles, facts) == [1, 3]
    assert ids("size=1920x1080", tiles, facts) == [1]
    assert ids("size!=1920x1080", tiles, facts) == [2, 3]
    assert ids("size<720p", tiles, facts) == [2, 3]
    assert ids("width>=960 height<=540px", tiles, facts) == [3]
    assert ids("crop:any", tiles, facts) == [2]
    assert ids("crop:none", tiles, facts) == [1, 3]
    assert ids("motion>0 or score>0 or size>0x1", tiles) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("len>=abc", ["len>=abc", "number of frames", "len>=45"]),
        ("foo:1", ["foo:1", '"foo"', "rating"]),
        ("tagg:rain", ["did you mean tag"]),
        ("rating>=6", ["0 to 5"]),
        ("tag>rain", ["no number", "tag:rain"]),
        ("check:nothing x", ["check:nothing", "letterbox"]),
        ("state:maybe x", ["picked, rejected, open"]),
        ("len: rain", ["len:", "a number of frames"]),
        ("len>=4n+1", ["number of frames"]),
        ("len>1..3", ["number of frames"]),
        ("size=720", ["size", "832x448"]),
        ("crop:20", ["any or none"]),
        ("len:0n+1", ["number of frames"]),
        ("motion>-1", ["share"]),
    ],
)
def test_that_a_wrong_term_is_told_in_a_sentence_and_the_rest_still_filters(
    text: str, says: list[str]
) -> None:
    whole = f"rain {text} film"
    (complaint,) = parse(whole).complaints
    for words in says:
        assert words in complaint.sentence
    assert complaint.sentence.endswith((".", "?"))
    assert whole[complaint.start : complaint.end] in text
    tiles = [clip(1, caption="rain"), clip(2)]
    assert ids(whole.replace(" x ", " ").replace(": rain", ":"), tiles) == [1]


@pytest.mark.parametrize("text", ["len>=", "check:b", "state:", "-", '"', "or", "rain |", "tag:"])
def test_that_what_is_being_typed_is_not_complained_of(text: str) -> None:
    assert parse(text).complaints == ()
    assert ids(text, [clip(1, caption="rain")]) == [1]


def test_that_quotes_keep_a_term_from_being_one() -> None:
    tiles = [clip(1, caption="foo:1 or so"), clip(2)]
    assert ids('"foo:1 or so"', tiles) == [1]
    assert ids('-"foo:1"', tiles) == [2]
    assert ids("“foo:1 or”", tiles) == [1]


@given(st.text(max_size=60))
def test_that_no_text_breaks_the_language(text: str) -> None:
    query = parse(text)
    for complaint in query.complaints:
        assert 0 <= complaint.start < complaint.end <= len(text)
    ids(text, [clip(1), shot(2, picks=(clip(3),))])
    assert "".join("".join(token.raw for token in tokens(text)).split()) == "".join(text.split())


@given(st.lists(st.sampled_from(["len>=45", "rain", "-rain", "rating:3", "len:4n+1"]), max_size=4))
def test_that_terms_side_by_side_must_all_hold(terms: list[str]) -> None:
    tiles = [
        clip(n, length=length, caption=caption, rating=rating)
        for n, (length, caption, rating) in enumerate(
            (a, b, c) for a in (32, 45, None) for b in ("rain", "") for c in (0, 3)
        )
    ]
    left = tiles
    for term in terms:
        left = Filter(text=term).of(left)
    assert ids(" ".join(terms), tiles) == [tile.id for tile in left]
    if terms:
        either = {each for term in terms for each in ids(term, tiles)}
        assert ids(" or ".join(terms), tiles) == sorted(either)


def test_that_the_examples_of_the_help_are_understood() -> None:
    for text in (*(key.example for key in KEYS), *(text for text, _ in GRAMMAR)):
        query = parse(text)
        assert query.groups and not query.complaints, text
    assert {key.name for key in KEYS} <= {*GRID.words}
    for check in CHECKS:
        assert not parse(f"check:{check}").complaints


def test_that_orders_put_unknown_last_whichever_way_round() -> None:
    facts = Facts(
        rows(cuts=(Cut(id=1, source=1, frame=100, end=100, score=0.4),
                   Cut(id=2, source=1, frame=200, end=200, score=0.9))),
        {1: signal([0] * 100 + [5] * 100 + [9] * 200)}.get,
    )  # fmt: skip
    tiles = [
        shot(3, source=2, start=0, end=9),
        shot(1, picks=(clip(5), clip(9, caption="a"))),
        shot(2, picks=(clip(7, caption="b"),)),
    ]

    def sorted_ids(order: str, *, reverse: bool = False) -> list[int]:
        made = ordered(tiles, order, reverse=reverse, facts=facts)  # type: ignore[arg-type]
        return [tile.id for tile in made]

    assert sorted_ids("motion") == [2, 1, 3]
    assert sorted_ids("motion", reverse=True) == [1, 2, 3]
    assert sorted_ids("score") == [2, 1, 3]
    assert sorted_ids("score", reverse=True) == [1, 2, 3]
    assert sorted_ids("newest") == [1, 2, 3]
    assert sorted_ids("newest", reverse=True) == [2, 1, 3]
    assert sorted_ids("caption") == [1, 2, 3]
    assert sorted_ids("caption", reverse=True) == [2, 1, 3]
    assert [tile.id for tile in ordered([clip(1), clip(2)], "newest")] == [2, 1]


def test_that_a_term_that_is_said_again_is_asked_once() -> None:
    assert parse("rain len>=1 rain|rain len>=1") == parse("rain len>=1")


@pytest.mark.parametrize("text", ["-a{} ", "a{} or ", "tag:a{}|b{} "])
def test_that_a_text_that_is_no_filter_does_not_take_forever(text: str) -> None:
    query = parse("".join(text.replace("{}", str(n)) for n in range(5_000)))
    assert sum(map(len, query.groups)) == 100
    (complaint,) = query.complaints
    assert "100 terms at most" in complaint.sentence


def test_a_complaint_is_in_the_language_that_is_spoken_now(speaking: Speaking) -> None:
    assert "any" in parse("crop:big").complaints[0].sentence
    speaking({"{term}: crop takes any or none; write crop:any.": "{term}: any 또는 none"})
    assert parse("crop:big").complaints[0].sentence == "crop:big: any 또는 none"
