"""Constant or variable, and which rate."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from app.core.media.oddities import holes
from app.core.media.rates import nominal, rate_of, usual

NONE = np.zeros(1, np.int64)
MS = Fraction(1, 1000)


def rounded(rate: Fraction, count: int, unit: Fraction = MS) -> np.ndarray:
    return np.array([round(place / (rate * unit)) for place in range(count)], np.int64)


@pytest.mark.parametrize("rate", ["24000/1001", "24", "25", "30000/1001", "48", "60000/1001", "60"])
def test_that_milliseconds_hide_no_rate(rate: str) -> None:
    wanted = Fraction(rate)
    pts = rounded(wanted, 5000)

    for declared in (wanted, wanted.limit_denominator(300), Fraction(25)):
        assert rate_of(pts, MS, pts * 0, declared) == (wanted, False)


def test_that_one_frame_left_out_makes_the_rate_vary() -> None:
    pts = np.delete(rounded(Fraction(25), 100, Fraction(1, 25)), 50)

    rate, varies = rate_of(pts, Fraction(1, 25), pts * 0 + 1, Fraction(25))

    assert varies
    assert rate == Fraction(99, 100) * 25


def test_that_an_unusual_rate_is_kept() -> None:
    pts = np.arange(50, dtype=np.int64) * 7
    assert rate_of(pts, Fraction(1, 90), pts * 0, Fraction(90, 7)) == (Fraction(90, 7), False)


def test_that_one_frame_has_the_declared_rate() -> None:
    assert rate_of(NONE, MS, NONE, Fraction(19001, 317)) == (Fraction(60000, 1001), False)


def test_that_usual_rates_are_recognised_in_any_writing() -> None:
    written = {
        "19001/317": "60000/1001",
        "2997/100": "30000/1001",
        "25": "25",
        "23976/1000": "24000/1001",
    }
    assert {text: usual(Fraction(text)) for text in written} == {
        text: Fraction(rate) for text, rate in written.items()
    }
    assert usual(Fraction("24.5")) == Fraction("24.5")


def test_that_gaps_do_not_count_for_the_nominal_rate() -> None:
    pts = np.delete(rounded(Fraction(24), 200), slice(50, 90))
    assert nominal(pts, MS) == 24


def test_that_holes_are_where_frames_are_missing() -> None:
    pts = np.delete(rounded(Fraction(24), 200), [50, 51, 90])
    assert holes(pts, MS) == [(49, 2), (87, 1)]


def test_that_a_variable_rate_has_no_holes() -> None:
    assert holes(np.array([0, 3, 4, 9, 20, 21, 22], np.int64), Fraction(1, 30)) == []
    assert holes(rounded(Fraction(24), 200), MS) == []
    assert holes(np.arange(0, 600, 3, np.int64), Fraction(1, 30)) == []
    assert holes(NONE, MS) == []
