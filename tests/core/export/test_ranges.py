"""Ranges that keep a length."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.export.ranges import (
    Choice,
    choices,
    halves,
    next_range,
    slid_by,
    slid_to,
    wanted_length,
)
from app.core.media.conform import conform, conformed_length
from app.core.media.index import FrameIndex
from tests.core.export.test_lengths import films
from tests.core.media.test_conform import film

AT_24 = film([*range(240)], Fraction(1, 24), last=1)
AT_16 = film([*range(160)], Fraction(1, 16), last=1)
SHOT = (24, 144)  # five seconds: 80 frames


def length(index: FrameIndex, span: tuple[int, int]) -> int:
    return conformed_length(index, *span)


# ------------------------------------------------------------------------------------- presets


def test_that_the_length_a_range_has_stands_out_and_those_that_fit_can_be_chosen() -> None:
    found = choices(AT_24, SHOT, (24, 91))
    assert length(AT_24, (24, 91)) == 45
    assert [(each.frames, each.chosen, each.fits) for each in found] == [
        *((33, False, True), (45, True, True), (65, False, True), (81, False, False))
    ]


def test_that_a_length_that_does_not_fit_says_why() -> None:
    reasons = {each.frames: each.why for each in choices(AT_24, SHOT, (60, 144))}
    assert reasons[33] == "" and reasons[45] == ""
    assert reasons[65] == "From here the shot has 56 frames more: begin earlier."
    assert reasons[81] == "The shot has only 80 frames."


def test_that_a_clip_that_juts_out_of_its_shot_keeps_the_room_it_has() -> None:
    assert Choice(45, True, 40, 40).fits
    assert all(each.room >= 45 for each in choices(AT_24, (24, 60), (24, 91)))


def test_that_the_wanted_length_is_that_of_the_range_else_the_one_chosen_last() -> None:
    for last in (None, 33, 65):
        assert wanted_length(last, AT_24, SHOT, (24, 91)) == 45
        assert wanted_length(last, AT_24, SHOT, (24, 90)) == 41  # of 44 frames
    assert wanted_length(33, AT_24, SHOT, SHOT) == 33  # the whole shot: 80 frames
    assert wanted_length(None, AT_24, SHOT, SHOT) == wanted_length(81, AT_24, SHOT, SHOT) == 65
    assert wanted_length(None, AT_24, (24, 60), (24, 60)) == 21  # no preset is shorter
    assert wanted_length(None, AT_24, SHOT, (24, 28)) == 65  # hardly a range: no video of one frame
    assert wanted_length(33, AT_24, SHOT, (24, 28)) == 33


# ------------------------------------------------------------------------------------- sliding


@given(films, st.data())
def test_that_a_slid_range_keeps_its_length_and_its_shot(
    index: FrameIndex, data: st.DataObject
) -> None:
    low = data.draw(st.integers(0, len(index) - 1))
    high = data.draw(st.integers(low + 1, len(index)))
    start = data.draw(st.integers(low, high - 1))
    span = start, data.draw(st.integers(start + 1, high))
    wanted = data.draw(st.integers(-5, len(index) + 5))
    after = slid_to(index, (low, high), span, wanted)
    assert low <= after[0] < after[1] <= high
    assert length(index, after) == length(index, span)
    nearer = range(*sorted((after[0], max(low, min(wanted, high - 1)))))
    if wanted > span[0]:  # every start nearer to the one wanted has no such length
        for begin in (n for n in nearer if n > after[0]):
            assert all(
                length(index, (begin, e)) != length(index, span) for e in range(begin + 1, high + 1)
            )
    steps = data.draw(st.integers(-20, 20))
    moved = slid_by(index, (low, high), span, steps)
    assert low <= moved[0] < moved[1] <= high and length(index, moved) == length(index, span)
    assert (moved[0] - span[0]) * steps >= 0


def test_that_a_step_of_sixteen_frames_is_a_second_and_one_back_leads_back() -> None:
    span = (48, 115)
    assert slid_by(AT_24, SHOT, span, 16) == (72, 139)
    assert slid_by(AT_24, SHOT, span, -16) == (24, 91)
    for step in (1, 3, 16):
        there = slid_by(AT_24, SHOT, span, step)
        assert there[0] > span[0]
        assert slid_by(AT_24, SHOT, there, -step) == span
    assert slid_by(AT_16, (0, 160), (10, 43), 1) == (11, 44)


def test_that_a_range_stops_at_the_ends_of_its_shot() -> None:
    span = (48, 115)
    assert slid_by(AT_24, SHOT, span, 80) == slid_to(AT_24, SHOT, span, 999) == (77, 144)
    assert slid_by(AT_24, SHOT, span, -80) == (24, 91)
    assert slid_by(AT_24, SHOT, (77, 144), 1) == (77, 144)
    assert slid_by(AT_24, SHOT, (24, 91), -1) == (24, 91)
    assert slid_by(AT_24, (0, 240), (0, 67), -1) == (0, 67)
    assert slid_by(AT_24, SHOT, span, 0) == span


# -------------------------------------------------------------------------- several of one shot


def test_that_another_clip_begins_behind_the_first_and_is_as_long() -> None:
    first = (24, 73)
    found = next_range(AT_24, SHOT, first, [first])
    assert found.span == (73, 122)
    assert length(AT_24, (73, 122)) == length(AT_24, first) == 33 == found.frames


def test_that_another_clip_leaves_out_what_others_have() -> None:
    first, second = (24, 49), (60, 80)
    found = next_range(AT_24, SHOT, first, [second, first])
    assert found.span == (80, 105)
    found = next_range(AT_24, SHOT, first, [first, (74, 80)])
    assert found.span == (49, 74)


def test_that_where_there_is_no_room_it_is_said_how_much_there_is() -> None:
    found = next_range(AT_24, SHOT, (24, 91), [(24, 91)])
    assert (found.span, found.frames, found.room) == (None, 45, 36)
    assert next_range(AT_24, SHOT, (24, 144), [(24, 144)]).room == 0
    found = next_range(AT_24, SHOT, (24, 91), [(24, 91), (100, 144)])
    assert (found.span, found.room) == (None, 6)


@given(films, st.data(), st.booleans())
def test_that_two_halves_lie_in_the_whole_and_hold_its_pictures(
    index: FrameIndex, data: st.DataObject, snap: bool
) -> None:
    start = data.draw(st.integers(0, len(index) - 1))
    end = data.draw(st.integers(start + 1, len(index)))
    frame = data.draw(st.integers(start, end))
    parts = halves(index, (start, end), frame, snap=snap)
    if not start < frame < end:
        assert parts is None
        return
    assert parts is not None
    (a, b), (c, d) = parts
    assert a == start < b <= frame == c < d <= end
    if not snap:
        assert (b, d) == (frame, end)
    else:
        for part, most in ((parts[0], frame), (parts[1], end)):
            legal = {length(index, (part[0], e)) for e in range(part[0] + 1, most + 1)}
            assert length(index, part) % 4 == 1 or not any(n % 4 == 1 for n in legal)
    assert conform(index, *parts[0])[0] == start


@pytest.mark.parametrize("snap", [False, True])
def test_that_halves_of_a_snapped_clip_are_snapped_as_the_switch_says(snap: bool) -> None:
    parts = halves(AT_24, (24, 91), 60, snap=snap)
    assert parts is not None
    assert [length(AT_24, part) for part in parts] == ([21, 21] if snap else [24, 21])
