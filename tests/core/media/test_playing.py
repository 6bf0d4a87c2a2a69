from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.media.playing import (
    Playback,
    clamped,
    leads_to,
    next_run,
    position_of,
    steps_ahead,
)

SECOND = 1_000_000_000
RATE = Fraction(16)


def test_that_a_frame_stays_for_exactly_a_sixteenth_of_a_second() -> None:
    play = Playback(0, 53, RATE)
    assert [play.due(elapsed) for elapsed in (0, 62_499_999, 62_500_000, SECOND)] == [0, 0, 1, 16]


def test_that_hours_later_the_frame_is_still_the_right_one() -> None:
    play = Playback(7, 53, RATE)
    assert play.position(play.due(3 * 3600 * SECOND)) == (7 + 3 * 3600 * 16) % 53


def test_that_a_loop_goes_on_with_the_first_frame() -> None:
    play = Playback(3, 5, RATE)
    assert [play.position(step) for step in range(4)] == [3, 4, 0, 1]
    assert not play.ended(10 * SECOND)


def test_that_without_a_loop_the_last_frame_stays_and_has_its_whole_time() -> None:
    play = Playback(3, 5, RATE, loop=False)
    assert play.position(play.due(10 * SECOND)) == 4
    assert [play.ended(124_999_999), play.ended(125_000_000)] == [False, True]


@given(
    elapsed=st.integers(0, 10**14),
    rate=st.fractions(min_value=1, max_value=240, max_denominator=1001),
)
def test_that_waiting_as_told_brings_the_next_frame_and_not_a_later_one(
    elapsed: int, rate: Fraction
) -> None:
    play = Playback(0, 9, rate)
    then = elapsed + play.wait(elapsed) * 1_000_000
    assert play.due(then) == play.due(elapsed) + 1


def test_that_a_position_outside_is_brought_inside() -> None:
    assert [clamped(place, 5) for place in (-1, 0, 4, 9)] == [0, 0, 4, 4]
    assert clamped(3, 0) == 0


def test_that_the_position_of_a_source_frame_is_the_one_on_screen_then() -> None:
    frames = (10, 11, 13, 14)
    assert [position_of(frames, frame) for frame in (0, 10, 12, 13, 99)] == [0, 0, 1, 2, 3]


def test_that_a_repeated_frame_has_its_last_position() -> None:
    assert position_of((4, 4, 5, 5), 4) == 1


@pytest.mark.parametrize(
    ("head", "room", "have", "run"),
    [
        (0, 9, set(), [0, 1, 2, 3, 4, 5]),
        (4, 9, set(), [4, 5]),  # from the head to the end first
        (4, 9, {4, 5}, [0, 1, 2, 3]),  # then round the loop
        (4, 9, {4, 5, 0, 2}, [1, 3]),
        (4, 3, set(), [4, 5]),
        (4, 3, {4, 5}, [0]),  # what memory cannot hold is not decoded
        (4, 3, {4, 5, 0}, []),
        (0, 9, set(range(6)), []),
    ],
)
def test_that_pictures_are_decoded_in_the_order_they_will_be_shown(
    head: int, room: int, have: set[int], run: list[int]
) -> None:
    assert next_run(6, head, room, have.__contains__) == run


@given(length=st.integers(1, 40), room=st.integers(1, 50), data=st.data())
def test_that_all_that_memory_holds_is_decoded_and_nothing_else(
    length: int, room: int, data: st.DataObject
) -> None:
    head = data.draw(st.integers(0, length - 1))
    have = data.draw(st.sets(st.integers(0, length - 1)))
    before = set(have)
    while run := next_run(length, head, room, have.__contains__):
        assert run == sorted(set(run))
        assert not have.intersection(run)
        have.update(run)
    wanted = {(head + step) % length for step in range(min(room, length))}
    assert have == before | wanted


def test_that_decoding_goes_on_only_towards_a_head_that_is_near() -> None:
    assert [leads_to(10, head) for head in (9, 10, 34, 35)] == [False, True, True, False]


def test_that_what_lies_just_behind_the_head_is_shown_last() -> None:
    assert [steps_ahead(place, 3, 5) for place in range(5)] == [2, 3, 4, 0, 1]
