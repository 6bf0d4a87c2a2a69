from __future__ import annotations

from pathlib import Path

import pytest

from app.core.training.folder import OUTPUT
from app.core.training.resuming import points
from app.core.training.resuming.chain import chain_of, chains
from app.core.training.resuming.counting import rest_of
from app.core.training.resuming.offering import offer_of
from app.core.training.resuming.points import (
    no_state_words,
    offered,
    resumable,
    weights_to_begin_from,
)
from app.core.training.runs.life import state_of
from tests.core.training.resuming.makers import write_ended, write_epoch, write_state


def test_that_the_newest_whole_state_says_exactly_what_is_left(tmp_path: Path) -> None:
    run = write_ended(tmp_path, done=4500)
    for epoch in (3, 4):
        write_epoch(run, epoch)
    points = resumable(run)
    assert [each.name for each in points] == ["film-000004-state", "film-000003-state"]
    assert points[0].words == "epoch 4 of 50, 49,588 steps left"
    assert points[0].tip.endswith("53,900 − 4,312 = 49,588 steps left.")
    assert all(each.whole and each.size > 1000 for each in points)
    assert [each.when for each in points] == [1004.0, 1003.0]


def test_that_a_state_of_a_step_counts_to_the_step(tmp_path: Path) -> None:
    run = write_ended(tmp_path, done=3800)
    write_state(run, "film-step00003734-state")
    (point,) = resumable(run)
    assert point.words == "step 3,734 of 53,900, 50,166 steps left"
    assert (point.epoch, point.into) == (3, 500)


def test_that_the_last_state_has_nothing_left(tmp_path: Path) -> None:
    run = write_ended(tmp_path, state="done", done=53_900)
    write_state(run, "film-state")
    (point,) = resumable(run)
    assert point.words == "epoch 50 of 50, nothing left"
    offer = offer_of(run, state_of(run))
    assert offer is not None and not offer.at_once
    assert offer.label == "Train more epochs…"
    assert "All 50 epochs are trained" in offer.sentence


@pytest.mark.parametrize(
    ("lost", "said"),
    [
        (("optimizer.bin", "scheduler.bin"), "optimizer.bin and scheduler.bin are missing"),
        (("scheduler.bin",), "scheduler.bin is missing"),
        (("model.safetensors",), "model.safetensors is missing"),
    ],
)
def test_that_a_state_that_lacks_a_file_is_passed_over(
    tmp_path: Path, lost: tuple[str, ...], said: str
) -> None:
    run = write_ended(tmp_path, done=4500)
    write_epoch(run, 3)
    write_epoch(run, 4, with_state=False)
    write_state(run, "film-000004-state", without=lost)
    points = resumable(run)
    assert said in points[0].damaged
    best = offered(points)
    assert best is not None and best.name == "film-000003-state"
    offer = offer_of(run, state_of(run))
    assert offer is not None and said in offer.sentence
    assert offer.label == "Go on: epoch 3 of 50, 50,666 steps left"


@pytest.mark.parametrize("file", ["model.safetensors", "optimizer.bin", "scheduler.bin"])
def test_that_a_file_that_was_cut_off_damages_a_state(tmp_path: Path, file: str) -> None:
    run = write_ended(tmp_path, done=4500)
    write_epoch(run, 4)
    path = run / OUTPUT / "film-000004-state" / file
    path.write_bytes(path.read_bytes()[:-100])
    (point,) = resumable(run)
    assert not point.whole and file in point.damaged


def test_that_random_numbers_may_be_missing(tmp_path: Path) -> None:
    run = write_ended(tmp_path, done=4500)
    write_state(run, "film-000004-state", without=("random_states_0.pkl",))
    (point,) = resumable(run)
    assert point.whole and not point.noise


def test_that_an_optimizer_without_a_schedule_needs_none(tmp_path: Path) -> None:
    kind = {"train.optimizer_type": "schedulefree.AdamWScheduleFree"}
    run = write_ended(tmp_path, done=4500, values=kind)
    write_state(run, "film-000004-state", without=("scheduler.bin",))
    assert resumable(run)[0].whole


def test_that_what_the_trainer_printed_counts_and_not_the_plan(tmp_path: Path) -> None:
    run = write_ended(tmp_path, done=4500, steps=50 * 1076)
    write_state(run, "film-000004-state")
    assert resumable(run)[0].words == f"epoch 4 of 50, {46 * 1076:,} steps left"


def test_that_epochs_and_steps_count_over_all_attempts(tmp_path: Path) -> None:
    first = write_ended(tmp_path, done=4500)
    write_epoch(first, 4)
    second = write_ended(
        tmp_path, "002-film_r2", name="film_r2", parent="001-film", epochs=46, steps=46 * 1078,
        done=2 * 1078 + 5, epochs_before=4, steps_before=4312,
    )  # fmt: skip
    write_epoch(second, 2, name="film_r2")
    points = resumable(second)
    assert [each.words for each in points] == [
        "epoch 6 of 50, 47,432 steps left",
        "epoch 4 of 50, 49,588 steps left",
    ]
    assert [each.attempt for each in points] == [2, 1]
    assert chain_of(second) == (first, second)
    links = chains(tmp_path)
    assert links[second].words == "attempt 2 of 2, goes on from 001-film"
    assert links[first].words == "attempt 1 of 2"
    assert links[first].gone_on == (second,)


def test_that_epochs_of_another_length_since_are_counted_as_they_were(tmp_path: Path) -> None:
    first = write_ended(tmp_path, done=4500)
    write_epoch(first, 4)
    second = write_ended(
        tmp_path, "002-film_r2", name="film_r2", parent="001-film", epochs=46, steps=46 * 1200,
        per_epoch=1200, done=2405, epochs_before=4, steps_before=4312,
    )  # fmt: skip
    write_epoch(second, 2, name="film_r2", per_epoch=1200)
    point = resumable(second)[0]
    assert point.words == f"epoch 6 of 50, {44 * 1200:,} steps left"
    assert rest_of(point).epochs == 44
    rest = rest_of(point, 60)
    assert (rest.epochs, rest.epochs_in_all) == (54, 60)
    assert rest.steps_in_all == 4312 + 56 * 1200


def test_that_what_was_not_gone_on_from_comes_after_what_was(tmp_path: Path) -> None:
    first = write_ended(tmp_path, done=5500)
    for epoch in (3, 4, 5):
        write_epoch(first, epoch)
    second = write_ended(
        tmp_path, "002-film_r2", name="film_r2", parent="001-film", epochs=46, steps=46 * 1078,
        epochs_before=4, steps_before=4312,
    )  # fmt: skip
    names = [each.name for each in resumable(second)]
    assert names == ["film-000004-state", "film-000003-state", "film-000005-state"]


def test_that_a_run_without_states_says_so_and_offers_its_weights(tmp_path: Path) -> None:
    run = write_ended(tmp_path, done=4500, values={"train.save_state": False})
    write_epoch(run, 4, with_state=False)
    assert resumable(run) == ()
    said = no_state_words(run, ())
    assert said.startswith('It wrote no states: "save_state" was off')
    assert said.endswith("the weights of film-000004.safetensors, with a fresh optimizer.")
    (point,) = weights_to_begin_from(run)
    assert (point.kind, point.step) == ("weights", 4312)
    offer = offer_of(run, state_of(run))
    assert offer is not None and not offer.at_once
    assert offer.label == "Begin from its weights…"


def test_that_a_checkpoint_that_goes_while_it_is_looked_at_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = write_ended(tmp_path, done=4500, values={"train.save_state": False})
    for epoch in (3, 4):
        write_epoch(run, epoch, with_state=False)
    read = points.reading_of

    def gone(path: Path) -> object:
        if path.name == "film-000004.safetensors":
            path.unlink(missing_ok=True)
        return read(path)

    monkeypatch.setattr(points, "reading_of", gone)
    assert [point.path.name for point in weights_to_begin_from(run)] == ["film-000003.safetensors"]


def test_that_a_run_with_nothing_can_only_be_run_again(tmp_path: Path) -> None:
    run = write_ended(tmp_path, done=500)
    assert "can only be run again" in no_state_words(run, ())
    offer = offer_of(run, state_of(run))
    assert offer is not None and not offer.label and not offer.points


def test_that_states_of_other_names_are_none_of_the_runs(tmp_path: Path) -> None:
    run = write_ended(tmp_path, done=4500)
    write_state(run, "other-000004-state")
    assert resumable(run) == ()
