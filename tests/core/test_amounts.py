"""How long something takes, in words."""

from __future__ import annotations

import pytest

from app.core.amounts import between, days, hours, more_time, with_error


@pytest.mark.parametrize(
    ("seconds", "wanted"),
    [(12, "12 s"), (2520, "42 min"), (3569, "59 min"), (3600, "1.0 h"), (12_471, "3.5 h")],
)
def test_that_an_epoch_is_told_in_its_unit(seconds: float, wanted: str) -> None:
    assert hours(seconds) == wanted


@pytest.mark.parametrize(
    ("seconds", "wanted"),
    [(3600, "1.0 h"), (40_000, "11 h"), (86_400, "1 d 0 h"), (623_000, "7 d 5 h")],
)
def test_that_a_training_is_told_in_days(seconds: float, wanted: str) -> None:
    assert days(seconds) == wanted


@pytest.mark.parametrize(
    ("seconds", "wanted"), [(40, "+40 s"), (-840, "−14 min"), (8280, "+2.3 h")]
)
def test_that_more_time_is_told_in_its_unit(seconds: float, wanted: str) -> None:
    assert more_time(seconds) == wanted


@pytest.mark.parametrize(
    ("low", "high", "wanted"),
    [
        (2, 5, "2–5 s"),
        (2, 2.2, "2 s"),
        (30, 130, "30 s – 2 min"),
        (600, 2400, "10–40 min"),
        (1020, 4080, "17 min – 1.1 h"),
        (20_000, 90_000, "5.6 h – 1 d 1 h"),
    ],
)
def test_that_a_rough_time_is_told_from_and_to(low: float, high: float, wanted: str) -> None:
    assert between(low, high) == wanted


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (11.6, "11.6 ± 1.2 s"),
        (600, "10.0 ± 1.0 min"),
        (12600, "3.5 ± 0.3 h"),
        (6.3e5, "7 d 7 h ± 18 h"),
        (8.64e7, "1,000 d 0 h ± 100 d 0 h"),
    ],
)
def test_that_a_time_is_said_in_a_unit_that_suits_it(seconds: float, said: str) -> None:
    assert with_error(seconds, seconds / 10) == said
