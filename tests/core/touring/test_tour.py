"""The steps of the tour: in order, done when they are done, and fit for what there is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.core.touring.steps import STEPS, Scene
from app.core.touring.tour import Tour

ALL = frozenset(
    ("shots", "undecided", "picks", "marked", "lanes", "trigger", "losses", "trainer"),
)
START = Scene("clips", {}, ALL)


def done(scene: Scene, *deeds: str, by: int = 1) -> Scene:
    """Return a scene in which these were done once more."""
    return replace(
        scene, counts={**scene.counts, **{name: scene.counts.get(name, 0) + by for name in deeds}}
    )


def test_that_there_are_five_steps_through_all_stages_in_the_order_of_the_work() -> None:
    assert [step.stage for step in STEPS] == ["clips", "clips", "captions", "plan", "train"]
    tour = Tour(START)
    said = []
    for _ in STEPS:
        said.append(tour.card().progress)
        tour.go(1)
    assert said == ["1 of 5", "2 of 5", "3 of 5", "4 of 5", "5 of 5"]
    assert tour.ended and not tour.card().further and tour.card().done


def test_that_a_deed_is_ticked_when_it_is_done_and_the_next_is_shown() -> None:
    tour = Tour(START)
    assert tour.card().control == "grid"
    scene = done(START, "chosen")
    assert tour.observe(scene)
    assert [line.done for line in tour.card().lines] == [True, False]
    assert (tour.card().control, tour.card().done) == ("pick", False)
    scene = done(scene, "picked")
    assert tour.observe(scene)
    assert (tour.card().control, tour.card().said) == ("", "Done.")
    assert not tour.observe(scene)


def test_that_a_key_is_shown_only_where_it_does_the_deed() -> None:
    tour = Tour(START)
    assert tour.card().lines[0].command == "browse.next_open"
    tour.observe(replace(START, facts=ALL - {"undecided"}))
    assert (tour.card().lines[0].able, tour.card().lines[0].command) == (True, "")


def test_that_what_was_there_before_a_step_is_not_what_was_done_in_it() -> None:
    tour = Tour(Scene("clips", {"chosen": 7, "picked": 12}, ALL))
    assert not any(line.done for line in tour.card().lines)
    tour.observe(Scene("clips", {"chosen": 7, "picked": 11}, ALL))
    assert not tour.card().done


def test_that_what_was_done_stays_done() -> None:
    tour = Tour(START)
    scene = done(START, "chosen", "picked")
    tour.observe(scene)
    tour.go(1)
    tour.go(-1)
    assert tour.card().done
    tour.observe(done(scene, "chosen"))
    assert tour.card().done


def test_that_some_letters_are_not_yet_a_caption() -> None:
    tour = Tour(START)
    tour.go(2)
    scene = replace(START, stage="captions")
    tour.observe(scene)
    tour.observe(done(scene, "written", by=3))
    assert not tour.card().lines[0].done
    tour.observe(done(scene, "written", by=9))
    assert tour.card().lines[0].done


def test_that_in_another_stage_the_way_to_the_steps_own_is_shown() -> None:
    tour = Tour(START)
    tour.go(3)
    card = tour.card()
    assert (card.control, card.said) == ("stage:plan", "This is in Plan: click there.")
    tour.observe(replace(START, stage="plan"))
    assert (tour.card().control, tour.card().said) == ("ledger", "")


@pytest.mark.parametrize(
    ("place", "stage", "without", "words"),
    [
        (0, "clips", "undecided", "nothing is left to pick"),
        (1, "clips", "lanes", "its lanes are empty"),
        (2, "captions", "picks", "nothing wants a caption"),
        (3, "plan", "losses", "Nothing is lost here"),
    ],
)
def test_that_what_cannot_be_done_says_why_and_holds_nobody_up(
    place: int, stage: str, without: str, words: str
) -> None:
    tour = Tour(START)
    tour.go(place)
    scene = Scene(stage, {}, ALL - {without})
    tour.observe(scene)
    said = [line for line in tour.card().lines if not line.able]
    assert any(words in line.text for line in said)
    able = {deed.counted for deed in STEPS[place].deeds if deed.is_open(scene)}
    tour.observe(done(scene, *able, by=8))
    assert tour.card().done == bool(able)


def test_that_a_trigger_is_asked_for_only_where_there_is_none() -> None:
    tour = Tour(START)
    tour.go(2)
    tour.observe(replace(START, stage="captions"))
    with_one = [line.text for line in tour.card().lines]
    tour.observe(Scene("captions", {}, ALL - {"trigger"}))
    assert len(tour.card().lines) == len(with_one) + 1
    assert tour.card().control == "trigger"


def test_that_a_training_may_be_started_and_need_not() -> None:
    tour = Tour(START)
    tour.go(4)
    scene = replace(START, stage="train")
    tour.observe(scene)
    tour.observe(done(scene, "recipe", "copied"))
    assert tour.card().done and tour.card().control == "start"


def test_that_a_project_that_is_only_read_is_offered_the_demo() -> None:
    card = Tour(Scene("clips", {}, ALL | {"read_only"})).card()
    assert card.demo and "reading only" in card.text


def test_that_a_project_without_shots_is_offered_the_demo() -> None:
    tour = Tour(Scene("clips", {}, frozenset()))
    assert tour.card().demo and not tour.card().further
    tour.observe(START)
    assert not tour.card().demo and tour.card().progress == "1 of 5"
