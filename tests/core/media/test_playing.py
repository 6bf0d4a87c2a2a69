from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.core.media.playing import Playback, clamped, part_of, position_of, shuttled

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


def test_that_a_shuttle_goes_faster_with_each_press_and_turns_at_once() -> None:
    speeds = [0]
    for way in (1, 1, 1, 1, 1, -1, -1, 1):
        speeds.append(shuttled(speeds[-1], way))
    assert speeds == [0, 1, 2, 4, 8, 8, -1, -2, 1]


def test_that_backwards_the_last_frame_follows_the_first() -> None:
    play = Playback(1, 5, RATE, speed=-1)
    assert [play.position(play.due(step * 62_500_000)) for step in range(5)] == [1, 0, 4, 3, 2]
    once = Playback(1, 5, RATE, loop=False, speed=-1)
    assert once.position(once.due(10 * SECOND)) == 0
    assert [once.ended(124_999_999), once.ended(125_000_000)] == [False, True]


def test_that_twice_as_fast_every_frame_is_shown_for_half_its_time() -> None:
    play = Playback(0, 53, RATE, speed=2)
    assert [play.position(play.due(elapsed)) for elapsed in (31_249_999, 31_250_000)] == [0, 1]
    assert play.position(play.due(SECOND)) == 32


def test_that_at_eight_times_the_speed_every_fourth_frame_is_shown_when_it_is_due() -> None:
    play = Playback(5, 53, RATE, speed=8)
    shown = [play.position(play.due(ms * 1_000_000)) for ms in range(0, 400)]
    assert set(shown) == set(range(4, 53, 4)) | {0}
    assert [shown[0], shown[200]] == [4, (5 + 25) // 4 * 4]


def test_that_only_a_part_is_played_round_and_round() -> None:
    play = Playback(4, 6, RATE, first=3)
    assert [play.position(step) for step in range(5)] == [4, 5, 3, 4, 5]
    back = Playback(4, 6, RATE, first=3, speed=-1)
    assert [back.position(step) for step in range(5)] == [4, 3, 5, 4, 3]


VARYING = (0, 10, 11, 40, 100)  # ticks at which frames begin, and the end


def test_that_a_variable_rate_is_played_by_its_times() -> None:
    play = Playback(0, 4, Fraction(1000), times=VARYING)
    shown = [play.position(play.due(ms * 1_000_000)) for ms in range(200)]
    assert shown[:100] == [0] * 10 + [1] + [2] * 29 + [3] * 60
    assert shown[100:] == shown[:100]
    assert play.wait(play.wait(0) * 1_000_000) == 1


def test_that_backwards_each_frame_of_a_variable_rate_keeps_its_time() -> None:
    play = Playback(2, 4, Fraction(1000), speed=-1, times=VARYING)
    shown = [play.position(play.due(ms * 1_000_000)) for ms in range(100)]
    assert shown == [2] * 29 + [1] + [0] * 10 + [3] * 60


@given(
    gaps=st.lists(st.integers(1, 60), min_size=1, max_size=12),
    elapsed=st.integers(0, 10**12),
    speed=st.sampled_from((1, -1)),
    data=st.data(),
)
def test_that_waiting_brings_the_next_frame_of_any_film_either_way(
    gaps: list[int], elapsed: int, speed: int, data: st.DataObject
) -> None:
    times = [sum(gaps[:place]) for place in range(len(gaps) + 1)]
    first = data.draw(st.integers(0, len(gaps) - 1))
    end = data.draw(st.integers(first + 1, len(gaps)))
    start = data.draw(st.integers(first, end - 1))
    play = Playback(start, end, Fraction(600), first=first, speed=speed, times=times)
    then = elapsed + play.wait(elapsed) * 1_000_000
    now = play.due(elapsed)
    assert play.due(then) in (now + 1, now + 2)  # a frame may last less than the millisecond
    assert play.due(then - 1_000_000) <= now
    assert (play.position(now + 1) - play.position(now) - speed) % (end - first) == 0
    assert first <= play.position(now) < end


def test_that_a_part_of_the_conformed_clip_is_found_among_the_films_own_frames() -> None:
    trained, own = (10, 11, 13, 14, 16), range(10, 18)
    assert part_of(trained, trained, (1, 3)) == (1, 3)
    assert part_of(trained, own, (1, 3)) == (1, 4)
    assert part_of(trained, own, (3, 9)) == (4, 8)
    assert part_of(trained, own, None) == (0, 8)
    assert part_of(trained, trained, (7, 9)) == (4, 5)
