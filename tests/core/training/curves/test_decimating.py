from __future__ import annotations

import math

import numpy as np
import pytest

from app.core.training.curves.decimating import bulk, peaks
from app.core.training.curves.ticks import (
    log_ticks,
    short,
    tick_words,
    ticks,
    value_words,
    whole_ticks,
)

X = np.arange(1.0, 100_001)
Y = np.random.default_rng(4).random(100_000)


def test_that_few_points_are_drawn_as_they_are() -> None:
    x, y = peaks(X[:900], Y[:900], 0, 1000, 500)
    assert x.tolist() == X[:900].tolist()
    assert y.tolist() == Y[:900].tolist()


@pytest.mark.parametrize("pixels", [200, 617, 1200])
def test_that_many_points_become_a_few_to_a_pixel_with_all_peaks(pixels: int) -> None:
    x, y = peaks(X, Y, 0, 100_000, pixels)
    assert pixels <= len(x) <= 4 * pixels + 200
    assert (np.diff(x) >= 0).all()
    assert (y.min(), y.max()) == (Y.min(), Y.max())
    single = Y.copy()
    single[54_321] = 9.0
    assert peaks(X, single, 0, 100_000, pixels)[1].max() == 9.0


def test_that_a_straight_line_stays_one() -> None:
    x, y = peaks(X, 3 * X, 0, 100_000, 300)
    assert (y == 3 * x).all()


def test_that_a_part_of_the_axis_has_its_points_and_one_at_either_side() -> None:
    x, _ = peaks(X, Y, 500.5, 510.5, 600)
    assert x.tolist() == list(range(500, 512))


def test_that_what_was_drawn_stands_still_while_points_come() -> None:
    before, _ = peaks(X[:80_000], Y[:80_000], 0, 90_000, 600)
    after, _ = peaks(X[:80_037], Y[:80_037], 0, 90_000, 600)
    assert after[: len(before) - 200].tolist() == before[:-200].tolist()


def test_that_no_points_are_no_points() -> None:
    assert len(peaks(X[:0], Y[:0], 0, 1, 100)[0]) == 0
    assert len(peaks(X, Y, -5, -3, 100)[0]) <= 1


def test_that_a_single_value_far_off_is_not_in_the_bulk() -> None:
    values = np.append(Y, 1e6)
    found = bulk(values)
    assert found is not None
    assert found[0] == pytest.approx(0.01, abs=0.01)
    assert found[1] == pytest.approx(0.99, abs=0.01)
    assert bulk(Y[:0]) is None


# ---------------------------------------------------------------------------------------- ticks


def test_that_numbers_of_an_axis_are_round_and_within() -> None:
    assert ticks(0.031, 0.19, 4) == pytest.approx([0.05, 0.1, 0.15])
    assert ticks(0, 53_900, 6) == [0, 10_000, 20_000, 30_000, 40_000, 50_000]
    assert ticks(1, 1, 5) == []
    assert ticks(0, math.inf, 5) == []
    assert whole_ticks(0, 2.5, 8) == [0, 1, 2]


def test_that_numbers_of_a_logarithmic_axis_are_round() -> None:
    assert log_ticks(0.03, 0.3, 5) == pytest.approx([0.05, 0.1, 0.2])
    assert log_ticks(0.08, 0.12, 4) == pytest.approx([0.08, 0.09, 0.1, 0.11, 0.12])
    assert log_ticks(1e-6, 1, 4) == pytest.approx([1e-6, 1e-4, 1e-2, 1])
    assert log_ticks(-1, 1, 4) == []


def test_that_numbers_are_written_for_people() -> None:
    assert tick_words(0.1, "loss", 0.05) == "0.10"
    assert tick_words(20_000, "step", 10_000) == "20,000"
    assert tick_words(-5, "percent", 5) == "−5 %"
    assert tick_words(5e-5, "rate", 1e-5) == "5e−5"
    assert tick_words(0, "loss", 0.05) == "0"
    assert short(0.00012345) == "1.23e−4"
    assert short(0.002) == "0.002"
    assert value_words(0.09214, "loss") == "0.0921"
    assert value_words(11.43, "seconds") == "11.4 s"
    assert value_words(20.06, "gib") == "20.1 GiB"
    assert value_words(-3.21, "percent") == "−3.2 %"
    assert value_words(3.21, "percent") == "+3.2 %"
    assert value_words(71, "celsius") == "71 °C"
    assert value_words(float("nan"), "loss") == "–"
