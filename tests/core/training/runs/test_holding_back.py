"""Runs that hold clips out, from the project to what is trained, measured and cached."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.export.project_export import export_project
from app.core.library.model import Clip, Settings, Still
from app.core.library.project import Project
from app.core.planner.files import plan_file
from app.core.training.commands.places import Rig
from app.core.training.folder import read_run
from app.core.training.holding.record import HeldRecord, read_record
from app.core.training.model import Run
from app.core.training.recipe.presets import read_preset
from app.core.training.resuming.dataset_changes import dataset_changes
from app.core.training.runs.checking import main as check
from app.core.training.runs.freezing import Asked, freeze
from app.core.training.trainer.info import Gpu, TrainerInfo
from tests.core.export.makers import add_numbered_film
from tests.standin import make_standin, python_of

RECIPE = read_preset("wan21-24gb").recipe.with_values(
    {
        **{"train.max_train_epochs": 2, "rushes.metrics": True, "rushes.held_out": 10},
        **{"rushes.smoke": True, "rushes.validate_every": 2},
    }
)


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Five films with two clips and a still each: 15 picks, 3 of which may be held out."""
    folder = tmp_path_factory.mktemp("films")
    with Project.create(folder / "p", "Paper") as project:
        project.change(project.settings, Settings(name="Paper"))
        for number in range(5):
            film = add_numbered_film(project, folder / f"film{number}.mp4")
            project.add(
                [
                    Clip(source=film.id, start=0, end=40, caption=f"one {number}"),
                    Clip(source=film.id, start=50, end=90, caption=f"two {number}"),
                ]
            )
            project.add([Still(source=film.id, frame=7, caption=f"still {number}")])
        export_project(project)
        yield project


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    trainer = make_standin(tmp_path / "musubi-tuner", with_venv=False)
    files = {}
    for role in ("dit", "vae", "t5"):
        (tmp_path / f"{role}.safetensors").write_bytes(b"x")
        files[role] = str(tmp_path / f"{role}.safetensors")
    cards = (Gpu(0, "NVIDIA GeForce RTX 4090", 24.0),)
    return Rig(TrainerInfo(trainer, python_of(trainer), gpus=cards), files)


def test_that_a_run_trains_the_rest_caches_both_and_measures_what_is_held_out(
    films: Project, rig: Rig
) -> None:
    whole = read_run(freeze(films, RECIPE.without("rushes.held_out"), rig))
    folder = freeze(films, RECIPE, rig)
    run, record = read_run(folder), read_record(folder)
    assert whole is not None and run is not None and record is not None
    assert (whole.held_out, run.held_out, run.picks) == (0, 3, 15)
    assert record.words == "3 of 15 clips and stills are held out"
    held = {Path(each.file).stem for each in record.files}
    assert len(held) == 3 and len({each.partition("_")[0] for each in held}) == 1  # of one film
    assert all(each.why.startswith("drawn by lot") for each in record.files)

    plans = {
        name: plan_file(folder / f"{name}.toml").samples or 0
        for name in ("dataset", "validation", "caching")
    }
    assert run.samples == plans["dataset"] < whole.samples
    assert plans["dataset"] + plans["validation"] == plans["caching"] == whole.samples
    assert run.steps_per_epoch == run.samples and run.total_steps == 2 * run.samples
    assert sum(run.latent_batches) == plans["caching"]
    trained = [
        Path(json.loads(line).get("video_path") or json.loads(line)["image_path"]).stem
        for file in folder.glob("*-trained.jsonl")
        for line in file.read_text(encoding="utf-8").split("\n")
        if line
    ]
    assert trained and not held & set(trained)

    said = json.loads((folder / "validation.json").read_text())
    assert said == {
        "dataset_config": str(folder / "validation.toml"), "every_steps": 2 * run.steps_per_epoch,
        "timesteps": [100, 300, 500, 700, 900], "items": 8, "seed": 1,
    }  # fmt: skip
    caches = {
        entry["cache_directory"]: name
        for name in ("dataset", "validation")
        for entry in tomllib.loads((folder / f"{name}.toml").read_text())["datasets"]
    }
    assert len(caches) == len(tomllib.loads((folder / "caching.toml").read_text())["datasets"])


def test_that_only_the_dataset_file_differs_between_caching_and_training(
    films: Project, rig: Rig
) -> None:
    folder = freeze(films, RECIPE, rig)
    run = read_run(folder)
    assert run is not None and run.wrapper
    assert run.steps == ("check", "cache_latents", "cache_text", "smoke", "train")
    configs = {
        each.step: each.argv[each.argv.index("--dataset_config") + 1] for each in run.commands
    }
    assert configs == {
        "cache_latents": str(folder / "caching.toml"), "cache_text": str(folder / "caching.toml"),
        "smoke": str(folder / "smoke" / "dataset.toml"), "train": str(folder / "dataset.toml"),
    }  # fmt: skip
    assert not any("rushes" in word.casefold().split("/")[-1] for each in run.commands
                   for word in each.argv if word.startswith("--"))  # fmt: skip
    assert check([str(folder)]) == 0, (folder / "log" / "check.log").read_text()


def test_that_a_run_that_goes_on_holds_out_what_was_held_out_before(
    films: Project, rig: Rig
) -> None:
    first = freeze(films, RECIPE.with_value("rushes.held_out_seed", 5), rig)
    other = freeze(films, RECIPE, rig)
    names = {each: {file.file for file in (read_record(each) or HeldRecord()).files}
             for each in (first, other)}  # fmt: skip
    assert names[first] != names[other]
    for dataset in (first, None):  # the run's own, and today's
        asked = Asked(parent=first.name, dataset=dataset)
        after = freeze(films, RECIPE, rig, asked)
        record = read_record(after)
        assert record is not None and {each.file for each in record.files} == names[first]
        assert record.said == "The run that it goes on from held out the same."
        for name in ("dataset", "validation", "caching"):
            before, now = (
                tomllib.loads((folder / f"{name}.toml").read_text())["datasets"]
                for folder in (first, after)
            )
            caches = [[each["cache_directory"] for each in found] for found in (before, now)]
            assert caches[0] == caches[1]
    whole = freeze(films, RECIPE.without("rushes.held_out"), rig, Asked(dataset=first))
    run = read_run(whole)
    assert run is not None and run.samples == plan_file(first / "whole.toml").samples
    found = dataset_changes(films.folder, first, read_run(first) or Run())
    assert not found.any


def test_that_a_run_knows_what_was_estimated_and_on_which_card(films: Project, rig: Rig) -> None:
    run = read_run(freeze(films, RECIPE, rig))
    assert run is not None and run.heaviest is not None
    assert '"gpu": "RTX 4090"' in run.setup
    assert run.heaviest.tokens > 0 and run.heaviest.seconds and "×" in run.heaviest.words
    again = type(run).read(run.to_json())
    assert again is not None and again.heaviest == run.heaviest
