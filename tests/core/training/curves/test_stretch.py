from __future__ import annotations

import numpy as np
import pytest

from app.core.training.curves.charts import Chart, Line
from app.core.training.curves.stretch import Stretch, height_of, whole_of


def chart(end: float, start: float = 0.0) -> Chart:
    return Chart("loss", "step", start=start, end=end)


WHOLE = whole_of(chart(1000))
PART = Stretch(400, 600, whole=False)


def test_that_the_whole_ends_a_little_behind_the_last_point() -> None:
    assert (WHOLE.low, WHOLE.high, WHOLE.whole) == (0, 1020, True)
    assert whole_of(chart(0)).high > 0


def test_that_the_whole_grows_in_leaps_so_that_the_axis_stands_still() -> None:
    assert WHOLE.following(chart(1015), 1000) == WHOLE
    grown = WHOLE.following(chart(1021), 1020)
    assert grown.whole
    assert grown.high == pytest.approx(1021 * 1.02)
    assert WHOLE.following(chart(500), 1000).high == pytest.approx(510)


def test_that_a_part_at_the_end_goes_on_with_the_points() -> None:
    last = Stretch(900, 1010, whole=False)
    after = last.following(chart(1011), 1009)
    assert after.high > 1011
    assert after.high - after.low == pytest.approx(110)
    assert not after.whole


def test_that_a_part_in_the_middle_stays_where_the_eye_is() -> None:
    assert PART.following(chart(2000), 1000) == PART


def test_that_zooming_keeps_what_is_under_the_mouse() -> None:
    near = PART.zoomed(0.5, 450, chart(1000))
    assert (near.low, near.high) == (425, 525)
    assert PART.zoomed(100, 450, chart(1000)) == WHOLE


def test_that_zooming_ends_where_there_is_nothing_to_see() -> None:
    least = PART
    for _ in range(200):
        least = least.zoomed(0.5, 500, chart(1000))
    assert least.high - least.low >= 1


def test_that_moving_ends_at_the_ends() -> None:
    assert PART.moved(-1e6, chart(1000)) == Stretch(0, 200, whole=False)
    assert PART.moved(1e6, chart(1000)) == Stretch(820, 1020, whole=False)


def test_that_a_span_drawn_backwards_is_a_span() -> None:
    assert WHOLE.between(600, 400, chart(1000)) == PART


# --------------------------------------------------------------------------------------- height

X = np.arange(1.0, 1001)
NOISE = np.random.default_rng(3).normal(0.1, 0.02, 1000)


def test_that_a_single_value_far_off_does_not_press_the_others_flat() -> None:
    values = NOISE.copy()
    values[500] = 50.0
    low, high = height_of([Line("a", "info", "faint", X, values)], WHOLE, log=False)
    assert 0 <= low < 0.08
    assert high < 0.2


def test_that_all_of_a_clear_curve_and_of_bars_is_seen() -> None:
    dots = Line("e", "good", "dots", X[:1], np.array([0.1]), np.array([0.3]))
    low, high = height_of([dots], WHOLE, log=False)
    assert low < -0.2
    assert high > 0.4
    clear = Line("a", "info", "line", X, np.append(NOISE[:-1], 5.0))
    assert height_of([clear], WHOLE, log=False)[1] > 5
    assert height_of([clear], PART, log=False)[1] < 1


def test_that_the_scale_stays_while_it_does() -> None:
    now = (0.02, 0.18)
    line = Line("a", "info", "line", X, NOISE)
    assert height_of([line], WHOLE, log=False, now=now) == now
    assert height_of([line], WHOLE, log=False, now=(0.0, 2.0))[1] < 0.3
    assert height_of([line], WHOLE, log=False, now=(0.0, 0.1))[1] > 0.1


def test_that_a_logarithmic_scale_passes_over_what_has_none() -> None:
    line = Line("a", "info", "line", X[:4], np.array([0.0, -1.0, 0.1, 10.0]))
    low, high = height_of([line], WHOLE, log=True)
    assert low == pytest.approx(-1 - 0.14)
    assert high == pytest.approx(1 + 0.14)
    assert height_of([], WHOLE, log=True) == (-1.0, 0.0)


def test_that_a_flat_curve_has_room_around_it() -> None:
    line = Line("a", "info", "line", X, np.full(1000, 1e-4))
    low, high = height_of([line], WHOLE, log=False)
    assert low < 1e-4 < high
