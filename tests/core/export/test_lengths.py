from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import SourceError
from app.core.export.lengths import (
    PRESETS,
    clip_facts,
    clip_length,
    end_of_length,
    ends_giving,
    extended,
    snap_range,
    tail_of,
)
from app.core.library.model import Clip
from app.core.media.conform import conform, conformed_length
from app.core.media.geometry import Crop
from app.core.media.index import FrameIndex
from tests.core.media.test_conform import film

R16 = Fraction(16)
AT_24 = film([*range(240)], Fraction(1, 24), last=1)
SLOW = film([*range(60)], Fraction(1, 6), last=1)  # 6 frames a second: lengths jump by 2 or 3

films = st.builds(
    lambda gaps: film([sum(gaps[:n]) for n in range(len(gaps))], Fraction(1, 90), last=gaps[-1]),
    st.lists(st.integers(1, 20), min_size=2, max_size=60),
)


def test_that_the_facts_of_a_range_are_those_of_its_export() -> None:
    index = film([*range(240)], Fraction(1, 24), last=1)
    facts = clip_facts(index, 24, 96, crop=Crop(2, 2, 0, 0))
    assert (facts.source_frames, facts.frames, facts.snapped, facts.wasted) == (72, 48, 45, 3)
    assert (facts.start, facts.end, facts.seconds) == ("00:00:01:00", "00:00:04:00", 3)
    assert facts.size == (2, 2)
    assert clip_length(index, Clip(source=1, start=24, end=96)) == 48
    assert clip_facts(index, 0, 240, rate=Fraction(24)).frames == 240
    with pytest.raises(SourceError, match="leaves"):
        clip_facts(index, 24, 96, crop=Crop(4, 4, 0, 0))


@given(films, st.integers(1, 90), st.data())
def test_that_the_ends_found_give_the_length_and_the_same_pictures(
    index: FrameIndex, frames: int, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(index) - 1))
    every = range(start + 1, len(index) + 1)
    right = [end for end in every if conformed_length(index, start, end, R16) == frames]
    ends = ends_giving(index, start, frames, limit=len(index))
    assert list(ends) == right
    assert len({tuple(conform(index, start, end)) for end in ends}) <= 1
    near = data.draw(st.integers(0, len(index)))
    nearest = min(right, key=lambda end: abs(end - near), default=None)
    assert end_of_length(index, start, frames, limit=len(index), near=near) == nearest


@given(films, st.data())
def test_that_snapping_finds_the_nearest_legal_length_inside_the_limits(
    index: FrameIndex, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(index) - 1))
    end = data.draw(st.integers(start + 1, len(index)))
    limit = data.draw(st.integers(end, len(index)))
    lengths = {e: conformed_length(index, start, e, R16) for e in range(start + 1, limit + 1)}
    legal = {length for length in lengths.values() if length % 4 == 1}
    snapped = snap_range(index, (0, limit), start, end)
    if not legal:
        assert snapped is None
        return
    assert snapped is not None and lengths[snapped] in legal
    off = [abs(length - lengths[end]) for length in legal]
    assert abs(lengths[snapped] - lengths[end]) == min(off)
    assert lengths[end] not in legal or snapped == end


def test_that_snapping_goes_down_or_up_as_is_nearer_and_possible() -> None:
    def length(limit: int, end: int) -> int | None:
        snapped = snap_range(AT_24, (0, limit), 0, end)
        return None if snapped is None else conformed_length(AT_24, 0, snapped)

    assert conformed_length(AT_24, 0, 69) == 46
    assert length(240, 69) == 45
    assert length(240, 72) == 49  # from 48
    assert length(72, 72) == 45  # 49 would leave the shot
    assert snap_range(AT_24, (0, 240), 0, 67) == 67  # 45 as it is
    assert snap_range(AT_24, (10, 240), 0, 67) is None


def test_that_presets_are_legal_and_slow_films_may_have_none() -> None:
    assert all(frames % 4 == 1 for frames in PRESETS)
    assert [end_of_length(AT_24, 0, frames, limit=240) for frames in PRESETS] == [49, 67, 97, 121]
    assert end_of_length(AT_24, 0, 45, limit=66) is None
    assert conformed_length(SLOW, 0, 17) == 46 and conformed_length(SLOW, 0, 16) == 43
    assert end_of_length(SLOW, 0, 45, limit=60) is None


def test_that_a_range_grows_at_its_end_first() -> None:
    assert extended(AT_24, (0, 240), (24, 90), 46) == (24, 92)
    assert extended(AT_24, (0, 91), (24, 90), 46) == (23, 91)
    assert extended(AT_24, (0, 91), (24, 90), 61) == (0, 91)
    assert extended(AT_24, (0, 91), (24, 90), 62) is None
    assert extended(AT_24, (30, 91), (24, 90), 46) is None
    assert extended(AT_24, (0, 240), (24, 96), 46) == (24, 96)


@given(films, st.data())
def test_that_the_tail_is_what_the_longest_window_leaves_out(
    index: FrameIndex, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(index) - 1))
    end = data.draw(st.integers(start + 1, len(index)))
    tail = tail_of(index, start, end)
    facts = clip_facts(index, start, end, crop=None)
    trained = conform(index, start, end)[: facts.snapped]
    assert start < tail <= end
    assert tail == (trained[-1] + 1 if facts.wasted else end)
    assert set(trained).isdisjoint(range(tail, end))


def test_that_a_range_of_48_frames_wastes_its_last_three() -> None:
    assert tail_of(AT_24, 24, 96) == 91  # frame 44 of 16 a second is shown at 2.75 s: frame 66
    assert tail_of(AT_24, 24, 91) == 91
