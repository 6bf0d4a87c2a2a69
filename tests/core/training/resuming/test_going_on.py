from __future__ import annotations

from pathlib import Path

import pytest

from app.core.training.commands.command_lines import commands
from app.core.training.commands.places import Rig, places_of
from app.core.training.folder import OUTPUT
from app.core.training.resuming.going_on import GoingOn, Wish, going_on, recipe_of_run
from app.core.training.resuming.naming import next_name
from app.core.training.resuming.point import ResumePoint
from app.core.training.resuming.points import resumable, weights_to_begin_from
from app.core.training.resuming.scheduling import Schedule, course_of, schedule_words
from tests.core.training.resuming.makers import write_ended, write_epoch, write_state


def train_argv(going: GoingOn, project: Path) -> list[str]:
    name = going.asked.name
    places = places_of(project, f"002-{name}")
    made = commands(going.recipe, Rig(), places, steps=("train",), resume=going.asked.resume)
    return list(made[0].argv)


def after(argv: list[str], option: str) -> str:
    return argv[argv.index(option) + 1]


@pytest.fixture
def ended(tmp_path: Path) -> ResumePoint:
    run = write_ended(tmp_path, done=4500)
    write_epoch(run, 4)
    return resumable(run)[0]


def test_that_the_rest_is_asked_for_under_another_name(ended: ResumePoint, tmp_path: Path) -> None:
    going = going_on(Wish(point=ended), tmp_path)
    argv = train_argv(going, tmp_path)
    assert after(argv, "--resume") == str(ended.path)
    assert after(argv, "--max_train_epochs") == "46"
    assert after(argv, "--output_name") == "film_r2"
    assert "--max_train_steps" not in argv
    assert going.words == "46 epochs, 49,588 steps: until epoch 50 is done."
    asked = going.asked
    assert (asked.parent, asked.epochs_before, asked.steps_before) == ("001-film", 4, 4312)
    assert not going.refused
    assert "film_r2-000001 is that of epoch 5, step 5,390." in going.differs[0]


def test_that_a_state_within_an_epoch_is_gone_on_from_by_steps(tmp_path: Path) -> None:
    run = write_ended(tmp_path, done=3800)
    write_state(run, "film-step00003734-state")
    going = going_on(Wish(point=resumable(run)[0]), tmp_path)
    argv = train_argv(going, tmp_path)
    assert after(argv, "--max_train_steps") == "50166"
    assert "--max_train_epochs" not in argv  # the trainer would take it and not the steps
    assert going.words == ("50,166 steps: until step 53,900; 47 epochs, the last one of 578 steps.")
    said = " ".join(going.differs)
    assert "500 of 1,078 steps of epoch 4 were trained" in said
    assert "begins a fresh epoch" in said and "ends after 578 steps" in said
    assert (going.asked.epochs_before, going.asked.steps_before) == (3, 3734)


def test_that_more_epochs_can_be_asked_for(tmp_path: Path) -> None:
    run = write_ended(tmp_path, state="done", done=53_900)
    write_state(run, "film-state")
    point = resumable(run)[0]
    assert "Nothing is left: 50 epochs are trained" in going_on(Wish(point=point), tmp_path).refused
    going = going_on(Wish(point=point, epochs=60), tmp_path)
    assert after(train_argv(going, tmp_path), "--max_train_epochs") == "10"
    assert going.words == "10 epochs, 10,780 steps: until epoch 60 is done."


def test_that_a_recipe_of_steps_goes_on_by_steps(tmp_path: Path) -> None:
    values = {"train.max_train_epochs": None, "train.max_train_steps": 8000}
    run = write_ended(
        tmp_path, steps=8000, epochs=8, done=5000, values=values, argv=("--max_train_steps", "8000")
    )
    write_epoch(run, 4)
    going = going_on(Wish(point=resumable(run)[0]), tmp_path)
    assert resumable(run)[0].words == "epoch 4 of 8, 3,688 steps left"
    assert after(train_argv(going, tmp_path), "--max_train_steps") == "3688"


def test_that_the_seed_moves_with_the_epochs_and_samples_stay(
    ended: ResumePoint, tmp_path: Path
) -> None:
    recipe = recipe_of_run(ended).with_value("train.sample_at_first", True)
    going = going_on(Wish(point=ended, recipe=recipe), tmp_path)
    argv = train_argv(going, tmp_path)
    assert after(argv, "--seed") == "2029"
    assert "--sample_at_first" not in argv
    assert any("2029, not 2025" in each for each in going.differs)


def test_that_weights_begin_with_a_fresh_optimizer(tmp_path: Path) -> None:
    run = write_ended(tmp_path, done=4500, values={"train.save_state": False})
    write_epoch(run, 4, with_state=False)
    (point,) = weights_to_begin_from(run)
    going = going_on(Wish(point=point), tmp_path)
    argv = train_argv(going, tmp_path)
    assert after(argv, "--network_weights") == str(point.path)
    assert "--resume" not in argv
    assert after(argv, "--max_train_epochs") == "46"
    assert going.kept[0].endswith("nothing else.")
    assert "fresh one" in going.differs[0]


def test_that_a_name_is_taken_that_nobody_has(tmp_path: Path) -> None:
    run = write_ended(tmp_path)
    assert next_name("film", tmp_path) == "film_r2"
    (run / OUTPUT / "film_r2-000001.safetensors").write_bytes(b"")
    assert next_name("film", tmp_path, [run / OUTPUT]) == "film_r3"
    write_ended(tmp_path, "002-film_r3", name="film_r3")
    assert next_name("film_r2", tmp_path, [run / OUTPUT]) == "film_r4"
    assert next_name("film_r2", tmp_path) == "film_r4"


# ------------------------------------------------------------------------------------- changing


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("train.network_dim", 16),
        ("train.network_alpha", 16),
        ("train.network_module", "networks.loha"),
        ("train.network_args", ("loraplus_lr_ratio=4",)),
        ("train.optimizer_type", "prodigyopt.Prodigy"),
        ("train.task", "i2v-14B"),
    ],
)
def test_that_what_the_state_depends_on_must_not_change(
    ended: ResumePoint, tmp_path: Path, key: str, value: object
) -> None:
    recipe = recipe_of_run(ended).with_value(key, value)
    going = going_on(Wish(point=ended, recipe=recipe), tmp_path)
    assert going.refused == going.changes[0].sentence
    assert key.partition(".")[2] in going.refused


def test_that_a_learning_rate_of_before_is_kept_by_a_state_alone(
    ended: ResumePoint, tmp_path: Path
) -> None:
    recipe = recipe_of_run(ended).with_value("train.learning_rate", 1e-5)
    going = going_on(Wish(point=ended, recipe=recipe), tmp_path)
    assert [each.grade for each in going.changes] == ["warn"]
    assert "1e-05 has no effect" in going.changes[0].sentence
    assert not going.refused
    weights = weights_to_begin_from(ended.folder)[0]
    going = going_on(Wish(point=weights, recipe=recipe), tmp_path)
    assert [each.grade for each in going.changes] == ["info"]


def test_that_what_may_change_is_named(ended: ResumePoint, tmp_path: Path) -> None:
    recipe = recipe_of_run(ended).with_values(
        {"train.save_every_n_epochs": 3, "train.max_train_epochs": 60}
    )
    going = going_on(Wish(point=ended, recipe=recipe), tmp_path)
    assert [each.grade for each in going.changes] == ["info"]
    assert "save_every_n_epochs 3 (was 1)" in going.changes[0].sentence
    assert "max_train_epochs" not in going.changes[0].sentence
    assert any("the next one is that of epoch 7" in each for each in going.differs)


# ------------------------------------------------------------------------------------ schedules


def test_that_an_even_schedule_says_nothing(ended: ResumePoint) -> None:
    assert schedule_words(ended, Schedule(), ended.left) == ("", False)


def test_that_a_cosine_rises_again_as_the_real_trainer_logged_it(tmp_path: Path) -> None:
    values = {"train.learning_rate": 2e-4}
    run = write_ended(
        tmp_path, per_epoch=36, steps=144, epochs=4, done=88, values=values,
        argv=("--max_train_epochs", "4"),
    )  # fmt: skip
    write_epoch(run, 2, per_epoch=36)
    course = course_of(resumable(run)[0], Schedule("cosine"), 72)
    # musubi-tuner 0.3.4, adamw at 2e-4, two of four epochs: its event file's lr/unet
    assert course.first == pytest.approx(9.51778389e-08, rel=1e-5)
    assert course.last == pytest.approx(0.00019999999494757503, rel=1e-6)


def test_that_a_linear_schedule_at_its_end_is_refused(tmp_path: Path) -> None:
    values = {"train.lr_scheduler": "linear"}
    run = write_ended(tmp_path, done=26 * 1078, values=values)
    write_epoch(run, 25)
    point = resumable(run)[0]
    going = going_on(Wish(point=point), tmp_path)
    assert "Hardly anything would be learnt" in going.refused
    recipe = recipe_of_run(point).with_value("train.lr_scheduler", "constant")
    going = going_on(Wish(point=point, recipe=recipe), tmp_path)
    assert not going.refused
