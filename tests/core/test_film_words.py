from __future__ import annotations

import dataclasses
from fractions import Fraction

import pytest

from app.core.film_words import Outcome, all_line, length, rate_words, source_line, sums
from app.core.library.model import Source
from app.core.library.sources import Kind

FILM = Source(
    id=3,
    path="films/Rain.mkv",
    size=1,
    mtime_ns=1,
    quick_hash="a",
    frames=161_000,
    rate=Fraction(24000, 1001),
    width=1920,
    height=1080,
    detector="exact",
)


def test_that_a_line_tells_length_rate_and_shots() -> None:
    line = source_line(FILM, 412)
    assert (line.source, line.name, line.facts) == (3, "Rain.mkv", "1:51:55 · 23.976 fps")
    assert (line.chip, line.tone) == ("412 shots", "good")


@pytest.mark.parametrize(
    ("film", "state", "trouble", "chip", "tone"),
    [
        (FILM, 0.43, "", "43%", "info"),
        (FILM, "waiting", "", "waiting", "neutral"),
        (FILM, 0.43, "It is gone.", "trouble", "bad"),
        (dataclasses.replace(FILM, detector=""), "", "", "1 shot", "good"),
        (dataclasses.replace(FILM, damaged_after=9), "", "", "1 shot", "warn"),
    ],
)
def test_that_the_chip_tells_the_most_urgent(
    film: Source, state: float | str, trouble: str, chip: str, tone: str
) -> None:
    line = source_line(film, 1, state, trouble)
    assert (line.chip, line.tone) == (chip, tone)
    assert line.tip.startswith(trouble)


def test_that_a_picture_is_no_film_without_shots() -> None:
    line = source_line(dataclasses.replace(FILM, path="a.png", frames=1, detector="list"), 0)
    assert (line.facts, line.chip, line.tone) == ("1920 × 1080", "picture", "neutral")


def test_that_a_film_without_shots_says_whether_they_were_looked_for() -> None:
    assert source_line(dataclasses.replace(FILM, detector=""), 0).chip == "no shots yet"
    assert source_line(FILM, 0).chip == "0 shots"


def test_that_sums_are_counted_in_words() -> None:
    assert all_line(4, 1204).facts == "4 films · 1,204 shots"
    assert sums(1, 1204, 62, 0) == "1 film · 1,204 shots\n62 picks · 0 stills"


def test_that_times_and_rates_are_written_as_people_do() -> None:
    assert rate_words(Fraction(25)) == "25 fps"
    assert length(dataclasses.replace(FILM, frames=72, rate=Fraction(1))) == "1:12"


@pytest.mark.parametrize(
    ("kind", "chip", "tone"),
    [
        ("missing", "missing", "bad"),
        ("changed", "changed", "warn"),
        ("unreadable", "trouble", "bad"),
    ],
)
def test_that_the_chip_tells_what_is_wrong_with_a_film(kind: Kind, chip: str, tone: str) -> None:
    line = source_line(FILM, 1, 0.43, "A sentence.", kind=kind, outcome=Outcome("Another."))
    assert (line.chip, line.tone) == (chip, tone)
    assert line.tip.startswith("A sentence.\n")


def test_that_a_failure_is_told_until_the_film_is_worked_on_again() -> None:
    line = source_line(FILM, 9, outcome=Outcome("The disk is full."))
    assert (line.chip, line.tone) == ("failed", "bad")
    assert line.tip.startswith("The disk is full.")
    assert source_line(FILM, 9, "waiting", outcome=Outcome("The disk is full.")).chip == "waiting"
    assert source_line(FILM, 9, 0.0, outcome=Outcome("The disk is full.")).chip == "0%"


def test_that_what_was_done_with_a_film_stands_behind_its_facts() -> None:
    assert (
        source_line(FILM, 9, outcome=Outcome(note="exported")).facts
        == "1:51:55 · 23.976 fps · exported"
    )
