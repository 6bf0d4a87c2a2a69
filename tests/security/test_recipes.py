"""A recipe of a stranger, from a project, a preset or a run: nothing of it runs unseen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.cli.training import check_reach
from app.core.training.commands.command_lines import commands
from app.core.training.commands.places import Rig, places_of
from app.core.training.folder import RUN_FILE
from app.core.training.model import Command, Run
from app.core.training.packing.moving import Moving
from app.core.training.recipe.facts import Facts
from app.core.training.recipe.presets import read_preset, shipped
from app.core.training.recipe.reaching import question, reaches
from app.core.training.recipe.training_recipe import TrainingRecipe, known_values
from app.core.training.recipe.warnings import warnings
from app.core.training.resuming.going_on import Wish, going_on
from app.core.training.resuming.making import dry_run_on, point_of
from app.core.training.runs.starting import RunError
from tests.core.training.resuming.makers import write_ended, write_epoch

CLEAN = read_preset("wan21-24gb").recipe


def test_that_no_list_of_values_brings_an_option_of_its_own() -> None:
    for evil in ("--network_module=evil", "--config_file", "-x", "--"):
        for key in ("train.network_args", "train.optimizer_args", "train.base_weights"):
            assert known_values({key: ["a=1", evil]}) == {}, (key, evil)
    kept = known_values(
        {"train.base_weights_multiplier": [1.0, -0.5], "train.network_args": ["a=-1"]}
    )
    assert len(kept) == 2


def test_that_one_value_that_begins_with_a_dash_stays_a_value() -> None:
    recipe = CLEAN.with_value("train.metadata_title", "--config_file=/tmp/x.toml")
    train = commands(recipe, Rig(), places_of(Path("p"), "001-x"))[-1]
    assert "--metadata_title=--config_file=/tmp/x.toml" in train.argv


REACHING = {
    "train.network_module": "lycoris.kohya",
    "train.optimizer_type": "prodigyopt.Prodigy",
    "train.lr_scheduler_type": "evil.Scheduler",
    "train.compile_backend": "evil",
    "train.config_file": "options.toml",
    "train.log_tracker_config": "tracker.toml",
    "train.network_weights": "first.pth",
    "train.base_weights": ("a.safetensors", "b.ckpt"),
    "train.resume": "state",
    "train.resume_from_huggingface": True,
    "train.log_with": "wandb",
    "train.huggingface_repo_id": "somebody/lora",
    "train.wandb_api_key": "0123456789",
    "train.output_dir": "/home/x/.config/autostart",
    "train.logging_dir": "elsewhere",
    "train.log_prefix": "../../x",
    "train.sample_prompts": "/etc/passwd",
    "train.dataset_config": "other.toml",
    "train.dit": r"\\host\share\model.safetensors",
    "train.vae": "https://host/vae.safetensors",
}


@pytest.mark.parametrize("key", REACHING)
def test_that_what_reaches_beyond_the_training_is_told_as_bad_and_asked(key: str) -> None:
    recipe = TrainingRecipe("x", known_values({**CLEAN.values, key: REACHING[key]}))
    (found,) = reaches(recipe)
    assert found.key == key
    assert found.sentence in question([found])
    told = [each for each in warnings(recipe, Facts(trusted=frozenset())) if each.key == key]
    assert ("bad", found.sentence) in [(each.grade, each.sentence) for each in told]
    assert reaches(told[0].cured(recipe)) == () or told[0].cure is None


@pytest.mark.parametrize("key", REACHING)
def test_that_only_just_what_was_agreed_to_is_asked_no_more(key: str) -> None:
    recipe = CLEAN.with_value(key, REACHING[key])
    (found,) = reaches(recipe)
    assert reaches(recipe, [found.mark]) == ()
    facts = Facts(trusted=frozenset([found.mark]))
    assert found.sentence not in [each.sentence for each in warnings(recipe, facts)]
    if isinstance(REACHING[key], str) and key != "train.wandb_api_key":
        other = recipe.with_value(
            key, "other" if key == "train.log_with" else f"{REACHING[key]}x.pt"
        )
        assert len(reaches(other, [found.mark])) == 1


def test_that_a_secret_is_neither_shown_nor_kept_by_what_was_agreed_to() -> None:
    (found,) = reaches(CLEAN.with_value("train.wandb_api_key", "0123456789"))
    assert "0123456789" not in found.sentence + found.mark


def test_that_no_preset_of_ours_and_no_usual_choice_reaches_beyond() -> None:
    for each in shipped():
        assert reaches(each.recipe) == ()
    for key, value in (
        *(("train.network_module", "networks.lokr"), ("train.optimizer_type", "adamw")),
        *(("train.optimizer_type", "torch.optim.SGD"), ("train.network_weights", "a.safetensors")),
        *(("train.log_prefix", "rain"), ("train.dit", "D:/models/wan.safetensors")),
        ("train.lr_scheduler_type", "CosineAnnealingLR"),
    ):
        assert reaches(CLEAN.with_value(key, value)) == ()


def test_that_a_run_goes_on_by_commands_made_here_and_not_by_those_it_brings(
    tmp_path: Path,
) -> None:
    folder = write_ended(tmp_path, "001-rain")
    write_epoch(folder, 1)
    file = folder / RUN_FILE
    run = Run.read(file.read_text(encoding="utf-8"))
    assert run is not None
    evil = tuple(
        Command(step, ("/bin/sh", "-c", "evil", "--max_train_epochs", "9"), {"LD_PRELOAD": "evil"})
        for step in ("cache_latents", "cache_text", "train")
    )
    brought = replace(run, commands=evil, values={**run.values, "train.optimizer_type": "evil.Opt"})
    file.write_text(brought.to_json(), encoding="utf-8")
    going = going_on(Wish(point=point_of(folder)), tmp_path)
    shown = dry_run_on(tmp_path, going, Rig())
    assert shown.commands
    for each in shown.commands:
        assert "evil" not in each.argv and "/bin/sh" not in each.argv
        assert "LD_PRELOAD" not in each.env
    assert [each.key for each in reaches(going.recipe)] == ["train.optimizer_type"]  # is asked


def test_that_a_packed_run_takes_no_variable_into_its_script_that_is_not_ours(
    tmp_path: Path,
) -> None:
    argv = ("python", str(tmp_path / "wan_train_network.py"), "--seed", "1")
    env = {"X=1; evil #": "1", "LD_PRELOAD": "evil.so", "OMP_NUM_THREADS": "1"}
    moved = Moving(tmp_path / "run").command(Command("train", argv, env, str(tmp_path)))
    assert [*moved.env] == ["OMP_NUM_THREADS"]


def test_that_a_packed_run_takes_no_file_along_that_no_training_reads(tmp_path: Path) -> None:
    key = tmp_path / "id_ed25519"
    key.write_text("mine", encoding="utf-8")
    script = str(tmp_path / "wan_train_network.py")
    for option in ("--sample_prompts", "--network_weights", "--config_file"):
        command = Command("train", ("python", script, option, str(key)), {}, str(tmp_path))
        with pytest.raises(RunError, match="as no training does"):
            Moving(tmp_path / "run").command(command)


def test_that_the_command_line_trains_such_a_recipe_only_where_that_was_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RUSHES_SETTINGS", str(tmp_path))
    recipe = CLEAN.with_value("train.optimizer_type", "evil.Optimizer")
    with pytest.raises(RunError, match="give --trust"):
        check_reach(recipe, trust=False)
    assert "evil.Optimizer: this code is loaded and run" in capsys.readouterr().err
    check_reach(recipe, trust=True)
    check_reach(CLEAN, trust=False)
