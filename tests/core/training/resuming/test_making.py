from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.core.export.project_export import export_project
from app.core.library.project import Project
from app.core.training.commands.places import Rig
from app.core.training.curves.run_curves import RunCurves
from app.core.training.folder import read_run
from app.core.training.model import Run
from app.core.training.results.looking import look
from app.core.training.resuming.dataset_changes import dataset_changes
from app.core.training.resuming.going_on import Wish, going_on
from app.core.training.resuming.making import dry_run_on, make_run_on, point_of, steps_needed
from app.core.training.resuming.points import resumable
from app.core.training.runs.freezing import freeze
from app.core.training.runs.starting import RunError
from tests.core.export.makers import small_project
from tests.core.training.curves.runs import trained
from tests.core.training.results.makers import write_checkpoint
from tests.core.training.resuming.makers import write_epoch, write_state
from tests.core.training.runs.test_freezing import RECIPE, rig_of
from tests.standin import make_standin

FOUR = RECIPE.with_values(
    {"train.max_train_epochs": 4, "train.save_state": True, "train.lr_scheduler": None}
)


@pytest.fixture(scope="module")
def trainer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_standin(tmp_path_factory.mktemp("standin") / "musubi-tuner", samples=4)


@pytest.fixture
def rig(trainer: Path, tmp_path: Path) -> Rig:
    return rig_of(trainer, tmp_path / "models")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with small_project(tmp_path) as opened:
        export_project(opened)
        yield opened


def ended(project: Project, rig: Rig) -> tuple[Path, int]:
    """Make a run as if it had ended in epoch 3 of 4; return it and the steps of an epoch."""
    folder = freeze(project, FOUR, rig)
    run = read_run(folder)
    assert run is not None and run.total_steps == 4 * run.steps_per_epoch
    for epoch in (1, 2):
        write_epoch(folder, epoch, name="paper", per_epoch=run.steps_per_epoch)
    return folder, run.steps_per_epoch


def test_that_the_run_that_goes_on_says_where_and_what_is_left(project: Project, rig: Rig) -> None:
    first, each = ended(project, rig)
    going = going_on(Wish(point=point_of(first)), project.folder)
    shown = dry_run_on(project.folder, going, rig)
    second = make_run_on(project, going, rig)
    run = read_run(second)
    assert run is not None
    assert (second.name, run.name, run.parent) == ("002-paper_r2", "paper_r2", "001-paper")
    assert (run.epochs_before, run.steps_before) == (2, 2 * each)
    assert (run.epochs, run.total_steps) == (2, 2 * each)
    assert run.commands == shown.commands  # what was shown is what runs
    assert resumable(second)[0].words == f"epoch 2 of 4, {2 * each} steps left"
    write_epoch(second, 1, name="paper_r2", per_epoch=each)
    assert resumable(second)[0].words == f"epoch 3 of 4, {each} steps left"
    third = going_on(Wish(point=point_of(second)), project.folder)
    assert third.asked.name == "paper_r3"
    assert (third.asked.epochs_before, third.asked.steps_before) == (3, 3 * each)


def test_that_a_run_trains_on_its_own_dataset_file_or_on_todays(project: Project, rig: Rig) -> None:
    first, _ = ended(project, rig)
    exported = project.folder / "dataset" / "dataset.toml"
    assert not dataset_changes(project.folder, first, _run(first)).any
    exported.write_text(exported.read_text().replace("num_repeats = 1", "num_repeats = 2"))
    changes = dataset_changes(project.folder, first, _run(first))
    assert changes.settings and not changes.files
    assert changes.words == "The dataset has changed since: another dataset.toml."
    point = point_of(first)
    own = make_run_on(project, going_on(Wish(point=point), project.folder), rig)
    today = going_on(Wish(point=point, dataset="today"), project.folder)
    new = make_run_on(project, today, rig)
    assert "num_repeats = 2" not in (own / "dataset.toml").read_text()
    assert "num_repeats = 2" in (new / "dataset.toml").read_text()
    assert _run(new).steps_per_epoch > _run(own).steps_per_epoch


def test_that_files_that_are_others_are_named(project: Project, rig: Rig) -> None:
    first, _ = ended(project, rig)
    manifest = project.folder / "dataset" / "manifest.json"
    value = json.loads(manifest.read_text())
    names = sorted(name for name, facts in value["files"].items() if facts[1])
    value["files"][names[0]][0] = "another key"
    value["files"]["clips/new.mp4"] = value["files"].pop(names[1])
    manifest.write_text(json.dumps(value))
    changes = dataset_changes(project.folder, first, _run(first))
    assert (changes.changed, changes.added, changes.gone) == (
        (names[0],), ("clips/new.mp4",), (names[1],),
    )  # fmt: skip
    assert changes.words == (
        "The dataset has changed since: 1 file changed, 1 file new, 1 file gone."
    )
    assert "keeps no copy" in changes.frozen_words


def test_that_caches_that_are_missing_are_made(project: Project, rig: Rig) -> None:
    first, _ = ended(project, rig)
    needed = steps_needed(project.folder, Wish(point=point_of(first)), rig)
    assert needed == ("check", "cache_latents", "cache_text", "train")


def test_that_what_must_not_be_started_is_not(project: Project, rig: Rig) -> None:
    first, _ = ended(project, rig)
    wish = Wish(point=point_of(first), recipe=FOUR.with_value("train.network_dim", 8))
    with pytest.raises(RunError, match="network_dim is 8"):
        make_run_on(project, going_on(wish, project.folder), rig)
    assert [each.name for each in (project.folder / "runs").iterdir()] == ["001-paper"]


def test_that_a_point_that_is_not_there_is_said(project: Project, rig: Rig) -> None:
    first, _ = ended(project, rig)
    with pytest.raises(RunError, match="there are: paper-000002-state"):
        point_of(first, "nothing")
    shutil.rmtree(first / "output")
    with pytest.raises(RunError, match="can only be run again"):
        point_of(first)


def test_that_curve_and_checkpoints_are_one_from_the_middle_of_an_epoch(
    project: Project, rig: Rig
) -> None:
    first, each = ended(project, rig)
    at = each + each // 2
    write_state(first, f"paper-step{at:08d}-state")
    trained(first, [0.5] * each + [0.4] * (each // 2) + [9.0] * 3, per_epoch=each)
    point = point_of(first, f"paper-step{at:08d}-state")
    assert point.into == each // 2
    second = make_run_on(project, going_on(Wish(point=point), project.folder), rig)
    run = _run(second)
    assert (run.epochs_before, run.steps_before) == (1, at)
    assert run.total_steps == 4 * each - at
    trained(second, [0.3] * (4 * each - at), per_epoch=each, began=2_000_000)
    write_checkpoint(second, "paper_r2-000001.safetensors", step=each, epoch=1)
    view = RunCurves.of(second).poll()
    assert view.steps.tolist() == list(range(1, 4 * each + 1))
    assert view.loss.max() < 1  # what was trained beyond the state is left out
    assert view.attempts == (at,)
    assert [(e.epoch, e.n) for e in view.epochs] == [
        (1, each), (2, each // 2 + each), (3, each), (4, each - each // 2),
    ]  # fmt: skip
    assert np.allclose(view.epochs[0].mean, 0.5)
    found = {c.name: (c.epoch, c.step) for c in look(second).checkpoints}
    assert found["paper_r2-000001.safetensors"] == (2, at + each)
    assert found["paper-000001.safetensors"] == (1, each)


def _run(folder: Path) -> Run:
    run = read_run(folder)
    assert run is not None
    return run


def test_that_a_run_with_a_name_that_is_none_is_gone_on_from_under_a_safe_one(
    project: Project, rig: Rig
) -> None:
    folder, _ = ended(project, rig)
    value = json.loads((folder / "run.json").read_text())
    value["values"]["train.output_name"] = "../" * 50
    (folder / "run.json").write_text(json.dumps(value))
    point = point_of(folder)
    going = going_on(
        Wish(point=replace(point, run=replace(point.run, name="../" * 50))), project.folder
    )
    dry = dry_run_on(project.folder, going, rig)
    argv = dry.commands[-1].argv
    name = argv[argv.index("--output_name") + 1]
    assert dry.missing == () and "/" not in name and name.endswith("_r2")
    made = make_run_on(project, going, rig)
    assert made.parent == folder.parent
