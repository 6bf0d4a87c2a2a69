from __future__ import annotations

import math
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.training.curves.smoothing import (
    Ema,
    EpochMean,
    compared,
    ema,
    epoch_means,
    level,
    lowest,
    trend,
    usual,
)

NAN = float("nan")


def one_by_one(values: list[float], beta: float) -> list[float]:
    """The moving average as a book has it."""
    found, average, count = [], 0.0, 0
    for value in values:
        if math.isfinite(value):
            average, count = beta * average + (1 - beta) * value, count + 1
        found.append(average / (1 - beta**count) if count else NAN)
    return found


@pytest.mark.parametrize("beta", [0.0, 0.8, 0.98, 0.999])
@pytest.mark.parametrize("count", [1, 127, 128, 129, 5_000, 40_000])
def test_that_an_average_in_blocks_is_that_of_one_value_after_another(
    beta: float, count: int
) -> None:
    values = np.random.default_rng(count).random(count)
    assert np.allclose(ema(values, beta), one_by_one(values.tolist(), beta), rtol=1e-12)


def test_that_the_first_average_is_the_first_value() -> None:
    assert ema(np.array([0.3, 0.5]), 0.98).tolist() == pytest.approx([0.3, 0.401010101])


@given(st.lists(st.integers(1, 400), min_size=1, max_size=6), st.sampled_from([0.8, 0.99]))
def test_that_an_average_that_goes_on_is_the_one_of_all(parts: list[int], beta: float) -> None:
    values = np.random.default_rng(sum(parts)).normal(size=sum(parts))
    values[::7] = NAN
    average, upto = Ema(beta), 0
    for part in parts:
        upto += part
        found = average.follow(values[:upto])
    wanted = one_by_one(values.tolist(), beta)
    assert np.allclose(found, wanted, rtol=1e-9, atol=1e-12, equal_nan=True)


def test_that_an_average_begins_anew_where_there_are_fewer_values() -> None:
    average = Ema(0.9)
    average.follow(np.arange(10.0))
    assert average.follow(np.array([5.0])).tolist() == [5.0]


def test_that_what_is_no_number_leaves_the_average_as_it_is() -> None:
    found = ema(np.array([NAN, 1.0, np.inf, 3.0]), 0.5)
    assert math.isnan(found[0])
    assert found[1:].tolist() == pytest.approx([1.0, 1.0, 7 / 3])


def test_that_a_hundred_thousand_values_take_a_blink() -> None:
    values = np.random.default_rng(1).random(100_000)
    spent = []
    for _ in range(5):
        begun = time.thread_time()
        ema(values, 0.98)
        spent.append(time.thread_time() - begun)
    assert min(spent) < 0.016


# --------------------------------------------------------------------------------------- epochs


def mean(epoch: int, value: float, sem: float = 0.01, *, whole: bool = True) -> EpochMean:
    return EpochMean(epoch, value, sem, 100, 1, 100, whole=whole)


def test_that_an_epoch_has_its_mean_and_the_error_of_that() -> None:
    steps, values = np.array([1.0, 2, 3, 4, 5]), np.array([1.0, 2, 3, 7, NAN])
    (first, second) = epoch_means(steps, values, np.array([1, 1, 1, 2, 2]), frozenset({1}))
    assert (first.mean, first.n, first.whole, first.first, first.last) == (2.0, 3, True, 1, 3)
    assert first.sem == pytest.approx(1 / math.sqrt(3))
    assert first.middle == 2
    assert (second.mean, second.n, second.whole) == (7.0, 1, False)
    assert math.isnan(second.sem)


def test_that_points_of_no_epoch_are_in_no_mean() -> None:
    assert epoch_means(np.ones(3), np.ones(3), np.zeros(3, np.int64), frozenset()) == ()


def test_that_epochs_differ_by_less_than_noise_within_twice_the_error_of_the_difference() -> None:
    near = 0.1 + 2 * math.hypot(0.01, 0.02) - 1e-9
    found = compared([mean(1, 0.1), mean(2, near, 0.02), mean(3, near + 0.05, 0.02)])
    assert [each.below_noise for each in found] == [False, True, True]
    found = compared([mean(1, 0.1), mean(2, near + 2e-9, 0.02)])
    assert [each.below_noise for each in found] == [False, False]


def test_that_an_error_that_is_not_known_says_nothing_of_noise() -> None:
    assert not compared([mean(1, 0.1), mean(2, 0.1, NAN)])[1].below_noise


def test_that_an_epoch_under_way_is_not_compared() -> None:
    assert not compared([mean(1, 0.1), mean(2, 0.1, whole=False)])[1].below_noise


def test_that_the_last_epochs_that_do_not_differ_are_told() -> None:
    found = compared([mean(6, 0.3), mean(7, 0.2), mean(8, 0.1), mean(9, 0.12), mean(10, 0.11)])
    assert level(found) == (8, 9, 10)
    assert level(compared([mean(1, 0.3), mean(2, 0.1), mean(3, 0.1, whole=False)])) == ()
    assert level(()) == ()


def test_that_a_slow_fall_is_not_level_though_no_neighbours_differ() -> None:
    found = compared([mean(n, 0.5 - 0.02 * n) for n in range(1, 11)])
    assert all(each.below_noise for each in found[1:])
    assert level(found) == (9, 10)


# ---------------------------------------------------------------------------------------- trend


def test_that_a_line_that_falls_is_told_from_chance() -> None:
    steps = np.arange(1.0, 2001)
    noise = np.random.default_rng(2).normal(0, 0.03, 2000)
    falling, flat = trend(steps, 0.2 - steps * 2e-5 + noise), trend(steps, 0.2 + noise)
    assert falling is not None
    assert flat is not None
    assert falling.clear
    assert falling.slope == pytest.approx(-0.02, abs=falling.error)
    assert not flat.clear
    assert trend(steps[:10], noise[:10]) is None
    assert trend(np.ones(50), noise[:50]) is None


def test_that_the_lowest_average_is_found_with_its_step() -> None:
    assert lowest(np.array([5.0, 6, 7]), np.array([NAN, 0.1, 0.2])) == (6.0, 0.1)
    assert lowest(np.empty(0), np.empty(0)) is None


def test_that_a_pause_is_told_from_a_step() -> None:
    found = usual(np.array([1.0, 1.1, 90.0, 0.9, NAN]))
    assert found.tolist() == [True, True, False, True, False]
    assert usual(np.array([NAN])).tolist() == [False]
