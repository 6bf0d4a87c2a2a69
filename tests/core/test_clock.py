"""Times in a few words."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from app.core.clock import full_moment, moment, moment_of, stopwatch


def at(year: int, month: int, day: int, hour: int, minute: int) -> float:
    return time.mktime((year, month, day, hour, minute, 0, 0, 0, -1))


NOW = at(2026, 11, 26, 9, 0)  # a Thursday


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (at(2026, 11, 26, 0, 1), "00:01"),
        (at(2026, 11, 26, 23, 59), "23:59"),
        (at(2026, 11, 25, 21, 40), "yesterday 21:40"),
        (at(2026, 11, 27, 9, 30), "tomorrow 09:30"),
        (at(2026, 11, 28, 9, 30), "Sat 09:30"),
        (at(2026, 11, 20, 9, 30), "Fri 09:30"),
        (at(2026, 11, 19, 9, 30), "19 Nov 09:30"),
        (at(2026, 12, 3, 9, 30), "3 Dec 09:30"),
        (at(2025, 3, 12, 9, 30), "12 Mar 2025"),
    ],
)
def test_that_a_time_is_said_as_short_as_it_is_clear(when: float, words: str) -> None:
    assert moment(when, NOW) == words


def test_that_a_written_time_is_said_in_the_zone_of_this_machine() -> None:
    written = datetime.fromtimestamp(at(2026, 11, 25, 21, 40), UTC).isoformat()
    assert moment_of(written, NOW) == "yesterday 21:40"
    assert [moment_of(text, NOW) for text in ("", "some day")] == ["", "some day"]


def test_that_the_whole_time_has_its_year() -> None:
    assert full_moment(at(2026, 3, 2, 7, 5)) == "2 Mar 2026 07:05"


def test_that_a_stopwatch_has_hours_only_where_there_are_some() -> None:
    times = [stopwatch(each) for each in (-3, 2, 860, 7_451)]
    assert times == ["0:00", "0:02", "14:20", "2:04:11"]
