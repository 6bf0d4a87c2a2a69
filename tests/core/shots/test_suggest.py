"""The part of a shot that is worth picking."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from app.core.media.conform import conformed_length
from app.core.media.index import FrameIndex, index_file
from app.core.shots.suggest import best_window, window_at
from tests.films import make_film


@pytest.fixture
def index(tmp_path: Path) -> FrameIndex:
    return index_file(make_film(tmp_path / "film.mp4", 120, rate=24))


@pytest.mark.parametrize("length", [1, 5, 21, 45])
def test_that_a_window_conforms_to_just_the_wanted_length(index: FrameIndex, length: int) -> None:
    for start in range(20):
        window = window_at(index, start, length)
        assert window is not None
        assert conformed_length(index, *window) == length
        assert length == 1 or conformed_length(index, window[0], window[1] - 1) < length


def test_that_the_window_with_the_most_motion_is_chosen(index: FrameIndex) -> None:
    motion = np.zeros(120, np.float32)
    motion[60:70] = 5.0
    window = best_window(index, motion, (10, 110), 21)
    assert window is not None
    assert window[0] < 60
    assert window[1] >= 70


def test_that_motion_at_a_cut_does_not_count(index: FrameIndex) -> None:
    motion = np.zeros(120, np.float32)
    motion[10] = 100.0  # the shot's first frame differs from the shot before
    motion[80:90] = 1.0
    window = best_window(index, motion, (10, 110), 21)
    assert window is not None
    assert window[0] > 10


def test_that_a_window_stays_inside_its_shot(index: FrameIndex) -> None:
    motion = np.ones(120, np.float32)
    assert best_window(index, motion, (10, 50), 81) is None
    window = best_window(index, motion, (10, 41), 21)
    assert window == (10, 41)


def test_that_a_slow_film_gives_no_length_it_cannot_make(tmp_path: Path) -> None:
    slow = index_file(make_film(tmp_path / "slow.mp4", 40, rate=Fraction(8)))
    assert window_at(slow, 0, 3) is None  # two samples a frame
    assert window_at(slow, 0, 4) == (0, 2)
