from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.media.course import Course

BACK = Course(step=-1)


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
    assert Course().next_run(6, head, room, have.__contains__) == run


@given(length=st.integers(1, 40), room=st.integers(1, 50), data=st.data())
def test_that_all_that_memory_holds_is_decoded_and_nothing_else(
    length: int, room: int, data: st.DataObject
) -> None:
    head = data.draw(st.integers(0, length - 1))
    have = data.draw(st.sets(st.integers(0, length - 1)))
    before = set(have)
    while run := Course().next_run(length, head, room, have.__contains__):
        assert run == sorted(set(run))
        assert not have.intersection(run)
        have.update(run)
    wanted = {(head + step) % length for step in range(min(room, length))}
    assert have == before | wanted


def test_that_only_a_part_is_decoded_while_it_is_played() -> None:
    part = Course(2, 5)
    assert part.next_run(9, 3, 9, set().__contains__) == [3, 4]
    assert part.next_run(9, 3, 9, {3, 4}.__contains__) == [2]
    assert part.next_run(9, 3, 9, {2, 3, 4}.__contains__) == []


def test_that_a_clip_that_is_run_through_is_not_decoded_whole() -> None:
    assert Course(step=4).next_run(11, 5, 9, set().__contains__) == [4, 8]
    assert Course(step=-4).next_run(11, 5, 9, set().__contains__) == [0, 4]


def every(distance: int) -> Callable[[int], int]:
    """Key frames at multiples of a distance."""
    return lambda position: position // distance * distance


def test_that_backwards_it_is_decoded_in_runs_that_begin_with_a_key_frame() -> None:
    run = BACK.next_run(100, 50, 30, set().__contains__, every(6))
    assert run == [48, 49, 50]  # what waits is there soonest; 43-47 would be decoded twice
    have = set(range(36, 51))
    run = BACK.next_run(100, 50, 30, have.__contains__, every(6))
    assert run == [30, 31, 32, 33, 34, 35]


def test_that_backwards_a_run_that_no_key_frame_begins_is_short_at_first() -> None:
    assert BACK.next_run(999, 499, 90, set().__contains__, every(250)) == [*range(492, 500)]
    have = set(range(460, 500))
    assert BACK.next_run(999, 499, 90, have.__contains__, every(250)) == [*range(430, 460)]


@given(
    length=st.integers(1, 60),
    room=st.integers(2, 70),
    distance=st.integers(1, 40),
    step=st.integers(1, 4),
)
def test_that_backwards_every_picture_is_there_when_it_is_shown(
    length: int, room: int, distance: int, step: int
) -> None:
    course = Course(step=-step)
    places = range(0, length, step)[::-1]
    have: set[int] = set()
    for turn in range(2 * len(places)):
        head = places[turn % len(places)]
        while run := course.next_run(length, head, room, have.__contains__, every(distance)):
            assert run == sorted(set(run))
            assert set(run) <= set(places) - have
            have.update(run)
            while len(have) > room:  # as the reel lets go
                have.remove(max(have, key=lambda place: course.steps_ahead(place, head, length)))
        assert head in have


def test_that_backwards_with_little_memory_a_group_is_not_decoded_for_every_picture() -> None:
    have: set[int] = set()
    decoded = 0
    for head in range(899, 299, -1):
        while run := BACK.next_run(900, head, 60, have.__contains__, every(100)):
            decoded += run[-1] - every(100)(run[0]) + 1  # from the key frame on
            have.update(run)
            while len(have) > 60:
                have.remove(max(have, key=lambda place: BACK.steps_ahead(place, head, 900)))
        assert head in have
    assert decoded < 4 * 600


def test_that_decoding_goes_on_only_towards_a_head_that_is_near() -> None:
    assert [Course().leads_to(10, head, 99) for head in (9, 10, 34, 35)] == [
        *(False, True, True, False)
    ]
    assert [BACK.leads_to(10, head, 90) for head in (9, 10, 90, 91)] == [False, True, True, False]


def test_that_what_lies_just_behind_the_head_is_shown_last() -> None:
    assert [Course().steps_ahead(place, 3, 5) for place in range(5)] == [2, 3, 4, 0, 1]
    assert [BACK.steps_ahead(place, 3, 5) for place in range(5)] == [3, 2, 1, 0, 4]
    part = Course(2, 4)
    assert [part.steps_ahead(place, 3, 6) for place in range(6)] == [5, 4, 1, 0, 3, 4]
