"""Shots between cuts."""

from __future__ import annotations

from app.core.shots.cuts import Cut, Shot, shots_between


def test_that_a_film_without_cuts_is_one_shot() -> None:
    assert shots_between([], 100) == [Shot(0, 100)]


def test_that_hard_cuts_share_frames_out_without_a_gap() -> None:
    cuts = [Cut(40, 40, "hard", 0.9), Cut(70, 70, "hard", 0.9)]
    assert shots_between(cuts, 100) == [Shot(0, 40), Shot(40, 70), Shot(70, 100)]


def test_that_mixed_frames_belong_to_no_shot() -> None:
    before, after = shots_between([Cut(40, 52, "dissolve", 0.9)], 100)
    assert before.end <= 40
    assert after.start >= 52
    assert (before.soft_start, before.soft_end) == (False, True)
    assert (after.soft_start, after.soft_end) == (True, False)


def test_that_fades_at_the_films_ends_are_left_out() -> None:
    (shot,) = shots_between([], 100, lead_in=20, lead_out=90)
    assert 20 <= shot.start < shot.end <= 90
    assert (shot.soft_start, shot.soft_end) == (True, True)


def test_that_a_shot_of_which_nothing_is_left_is_passed_over() -> None:
    cuts = [Cut(40, 52, "dissolve", 0.9), Cut(53, 60, "fade", 0.9)]
    assert [(shot.start < 40, shot.start >= 60) for shot in shots_between(cuts, 100)] == [
        (True, False),
        (False, True),
    ]
