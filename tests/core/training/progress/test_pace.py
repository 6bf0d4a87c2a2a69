"""How fast steps are, and how long the rest takes."""

from __future__ import annotations

import random
import time

import pytest

from app.core.training.progress.pace import Pace, pace_of, usual


def steps(pace: Pace, seconds: list[float], *, at: float = 1000.0, step: int = 1) -> float:
    """Do steps of these lengths; return the time after the last."""
    pace.add(at, step)
    for each in seconds:
        at, step = at + each, step + 1
        pace.add(at, step)
    return at


def test_that_nothing_is_known_before_two_steps() -> None:
    pace = Pace()
    assert (pace.steady, pace.recent, pace.left(10)) == (None, None, None)
    pace.add(5.0, 0)
    pace.add(70.0, 1)  # the first step: loading, compiling
    assert pace.steady is None
    pace.add(72.0, 2)
    assert pace.steady == 2.0 and pace.left(10) == 20.0


def test_that_buckets_of_different_length_give_their_mean() -> None:
    """Six in ten steps take 2 s, four take 20: the median step is 2 s, the mean 9.2."""
    random.seed(7)
    pace = Pace()
    steps(pace, [random.choice([2, 2, 2, 20, 20]) for _ in range(900)])
    assert pace.steady == pytest.approx(9.2, rel=0.1)


def test_that_a_night_in_which_the_machine_slept_is_no_step() -> None:
    pace = Pace()
    steps(pace, [2.0] * 50 + [30_000.0] + [2.0] * 50)
    assert pace.steady == 2.0 and pace.recent == 2.0


def test_that_pauses_are_no_steps_and_come_again() -> None:
    pace = Pace()
    at, step = 0.0, 1
    pace.add(at, step)
    for _ in range(4):  # four epochs of 50 steps, with 100 s of samples behind each
        for index in range(50):
            at, step = at + 2.0 + (100.0 if index == 49 else 0.0), step + 1
            pace.add(at, step, paused=index == 49)
    assert pace.steady == 2.0
    assert pace.pause == pytest.approx(100.0)
    assert pace.left(100) == pytest.approx(100 * 2.0 + 2 * 100.0)


def test_that_pauses_that_nobody_named_are_found_by_their_length() -> None:
    samples, at, step = [(0.0, 1)], 0.0, 1
    for _ in range(6):
        for index in range(50):
            at, step = at + 2.0 + (100.0 if index == 49 else 0.0), step + 1
            samples.append((at, step))
    pace = pace_of(samples)
    assert pace.steady == 2.0 and pace.left(50) == pytest.approx(200.0, rel=0.1)


def test_that_seldom_samples_between_many_checkpoints_count() -> None:
    pace = Pace()
    at, step = 0.0, 1
    pace.add(at, step)
    for index in range(1, 401):
        pause = 240.0 if index % 100 == 0 else 2.0 if index % 20 == 0 else 0.0
        at, step = at + 1.0 + pause, step + 1
        pace.add(at, step, paused=pause > 0)
    assert pace.left(400) == pytest.approx(400 + 4 * 240 + 16 * 2, rel=0.05)


def test_that_a_clock_that_is_set_back_costs_one_step() -> None:
    pace = Pace()
    at = steps(pace, [2.0] * 10)
    pace.add(at - 3600, 12)
    for index in range(10):
        pace.add(at - 3600 + 2.0 * (index + 1), 13 + index)
    assert pace.steady == 2.0


def test_that_several_steps_at_once_are_as_many() -> None:
    pace = Pace()
    for index in range(20):
        pace.add(6.0 * index, 1 + 3 * index)
    assert pace.steady == 2.0


def test_that_what_is_slower_now_shows_at_once() -> None:
    pace = Pace()
    at = steps(pace, [10.0] * 200)
    assert pace.best == 10.0
    for index in range(25):
        at += 35.0
        pace.add(at, 202 + index)
    assert pace.recent == 35.0 and pace.best == 10.0


def test_that_a_long_run_costs_little_and_keeps_little() -> None:
    pace = Pace()
    began = time.process_time()
    for index in range(100_000):
        pace.add(2.0 * index, index + 1)
    assert time.process_time() - began < 20  # 1.5 s here
    assert pace.left(1000) == pytest.approx(2000.0)


def test_that_no_intervals_have_no_usual() -> None:
    assert usual([]) is None and usual([(4.0, 0)]) is None
