from __future__ import annotations

import itertools
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.core.library.model import Clip, Shot
from app.core.library.picking import shot_states
from app.core.timeline import View
from app.core.timeline_blocks import LEAST, Block, FilmBlocks, Rows, Track, cuts_of, rows_of

FRAMES = 20_000


@st.composite
def tracks(draw: st.DrawFn) -> list[tuple[int, int]]:
    """Ascending spans that do not overlap, some with a gap between."""
    edges = sorted(draw(st.sets(st.integers(0, FRAMES), min_size=2, max_size=300)))
    spans = list(itertools.pairwise(edges))
    return [span for span in spans if draw(st.booleans())] if draw(st.booleans()) else spans


VIEWS = st.builds(
    lambda zoom, pan: View.fit(FRAMES, 700).zoomed(zoom, 350).panned(pan),
    st.floats(1, 3000),
    st.floats(-1e6, 1e6),
)
SPANS = st.tuples(st.integers(0, 300), st.integers(1, 80)).map(lambda p: (p[0], p[0] + p[1]))


@given(tracks(), VIEWS)
def test_that_blocks_stand_for_every_span_on_screen_once_and_in_order(
    spans: list[tuple[int, int]], view: View
) -> None:
    blocks = Track(spans).placed(view)
    drawn = [n for block in blocks for n in range(block.first, block.last)]
    seen = [n for n, (a, b) in enumerate(spans) if b > view.start and a < view.end]
    assert drawn == seen
    for block in blocks:
        assert block.left == view.x_of(spans[block.first][0])
        assert block.right == view.x_of(spans[block.last - 1][1])


@given(tracks(), VIEWS)
def test_that_there_are_not_many_more_blocks_than_the_screen_has_room_for(
    spans: list[tuple[int, int]], view: View
) -> None:
    blocks = Track(spans).placed(view)
    assert len(blocks) <= 2 * view.width / LEAST + 2
    for block in blocks:
        if block.last > block.first + 1:
            assert block.right - block.left <= LEAST + 1e-6


@given(tracks(), st.integers(0, FRAMES))
def test_that_a_frame_is_found_in_the_span_that_holds_it(
    spans: list[tuple[int, int]], frame: int
) -> None:
    expected = next((n for n, (a, b) in enumerate(spans) if a <= frame < b), None)
    assert Track(spans).at(frame) == expected


def test_that_a_sliver_is_found_from_beside_it() -> None:
    view = View.fit(FRAMES, 200)
    track = Track([(10_000, 10_010)])
    assert track.near(view, view.x_of(10_000) - 3) == 0
    assert track.near(view, view.x_of(10_000) - 6) is None


@given(st.lists(SPANS, max_size=60))
def test_that_rows_keep_spans_apart_and_lose_none(spans: list[tuple[int, int]]) -> None:
    rows = rows_of(spans)
    assert sorted(place for row in rows for place in row) == list(range(len(spans)))
    for row in rows:
        for one, other in itertools.pairwise(row):
            assert spans[one][1] <= spans[other][0]
    deepest = max((sum(a <= n < b for a, b in spans) for n in range(400)), default=0)
    assert len(rows) == deepest


@given(st.lists(SPANS, max_size=40))
def test_that_each_span_of_rows_is_drawn_and_found(spans: list[tuple[int, int]]) -> None:
    view = View.fit(400, 4000)
    rows = Rows(spans)
    drawn = [(row, place) for row, _, places in rows.placed(view) for place in places]
    assert sorted(place for _, place in drawn) == list(range(len(spans)))
    for row, place in drawn:
        assert rows.at(row, view, view.x_of(spans[place][0] + 0.5)) == place
    assert rows.at(-1, view, 0) is rows.at(len(rows), view, 0) is None


def test_that_ranges_snap_to_both_ends_of_shots() -> None:
    assert cuts_of([Block(2, 90, 120), Block(1, 0, 80)]) == [0, 80, 90, 120]


def rows_after(changes: list[tuple[int, int, int]]) -> list[tuple[list[Shot], list[Clip]]]:
    """Return rows of a film as changes leave them: clips that come, go, move; shots rejected."""
    shots = [Shot(id=n + 1, source=1, start=10 * n, end=10 * n + 9) for n in range(12)]
    clips: dict[int, Clip] = {}
    found = [(shots, list(clips.values()))]
    for what, start, length in changes:
        clip = Clip(id=start % 5 + 1, source=1, start=start, end=start + length)
        shots = list(shots)
        if what == 0:
            clips.pop(clip.id, None)
        elif what == 1:
            shots[start % 12] = replace(shots[start % 12], state="rejected", rating=length % 5)
        elif what == 2 and len(shots) > 1:
            del shots[start % len(shots)]
        elif what in (5, 6) and (long := shots[start % len(shots)]).end - long.start > 1:
            place, middle = start % len(shots), (long.start + long.end) // 2
            shots[place] = replace(long, end=middle)
            if what == 5:
                shots.insert(place + 1, replace(long, id=100 + length, start=middle))
        else:
            clips[clip.id] = replace(clip, state="picked" if length % 3 else "rejected")
        found.append((shots, sorted(clips.values(), key=lambda each: (each.start, each.end))))
        if length % 2:
            shots = shots + found[0][0][len(shots) :]
    return found


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 119), st.integers(1, 60)), max_size=12))
def test_that_blocks_of_a_film_follow_its_rows(changes: list[tuple[int, int, int]]) -> None:
    blocks = FilmBlocks()
    for shots, clips in rows_after(changes):
        before = list(blocks.shots)
        changed = blocks.follow(shots, clips)
        states = shot_states(shots, clips)
        assert blocks.shots == [
            Block(shot.id, shot.start, shot.end, state)
            for shot, state in zip(shots, states, strict=True)
        ]
        assert blocks.clips == [Block(c.id, c.start, c.end, c.state) for c in clips]
        if changed is not None:
            assert changed == [n for n, block in enumerate(blocks.shots) if block != before[n]]


@given(tracks(), VIEWS, st.floats(-50, 750))
def test_that_the_gap_nearest_to_a_place_is_found(
    spans: list[tuple[int, int]], view: View, x: float
) -> None:
    found = Track(spans).behind_gap(view, x)
    frame = view.start + x / view.scale
    gaps = {n: (spans[n - 1][1], spans[n][0]) for n in range(1, len(spans))}

    def apart(n: int) -> float:
        return max(0.0, gaps[n][0] - frame, frame - gaps[n][1])

    if found is None:
        assert len(spans) < 2
    else:
        assert apart(found) == min(map(apart, gaps))
