"""Frames that the fast mode leaves out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from app.core.media.index import FrameIndex
from app.core.shots.filling import filled, likely_cuts


def gray(frame: int, level: int) -> tuple[int, np.ndarray]:
    return frame, np.full((54, 64), level, np.uint8)


def levels(decoded: Sequence[tuple[int, np.ndarray]], frames: int) -> list[tuple[int, int]]:
    return [(frame, int(picture[0, 0])) for frame, picture in filled(decoded, frames)]


def test_that_a_frame_left_out_lies_between_its_neighbours() -> None:
    decoded = [gray(0, 10), gray(2, 20), gray(5, 50)]
    expected = [(0, 10), (1, 15), (2, 20), (3, 30), (4, 40), (5, 50)]
    assert levels(decoded, 6) == expected


def test_that_nothing_lies_between_two_shots() -> None:
    decoded = [gray(0, 10), gray(2, 12), gray(4, 200), gray(6, 202)]
    assert levels(decoded, 7)[3:5] == [(3, 12), (4, 200)]


def test_that_the_last_frame_stands_for_those_left_out_behind_it() -> None:
    assert levels([gray(0, 10), gray(1, 10)], 4) == [(0, 10), (1, 10), (2, 10), (3, 10)]


def test_that_a_long_gap_is_damage() -> None:
    assert levels([gray(0, 10), gray(1, 10), gray(90, 10)], 91)[-1] == (1, 10)
    assert levels([gray(0, 10), gray(1, 10)], 91)[-1] == (1, 10)


def test_that_a_picture_that_comes_too_late_is_passed_over() -> None:
    decoded = [gray(0, 10), gray(2, 12), gray(1, 99), gray(3, 13)]
    assert levels(decoded, 4) == [(0, 10), (1, 11), (2, 12), (3, 13)]


def test_that_no_frames_give_no_frames() -> None:
    assert levels([], 10) == []


def test_that_the_packets_tell_where_cuts_are_likely(mixed: FrameIndex) -> None:
    likely = likely_cuts(mixed)
    assert likely[[0, 59, 60, 179, 180]].all()
    assert likely.mean() < 0.3
