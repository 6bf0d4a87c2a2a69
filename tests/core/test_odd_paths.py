"""A project below a folder of every odd name: from the film to the end of a training."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import pytest

from app.core.adding import add_films
from app.core.errors import AppError, DatasetError
from app.core.export.project_export import export_project
from app.core.export.project_plan import ProjectPlanner
from app.core.finding import find_shots
from app.core.library.picking import pick
from app.core.library.project import Project
from app.core.planner.files import check_file, plan_file
from app.core.training.recipe.presets import read_preset
from app.core.training.runs.freezing import freeze
from app.core.training.runs.listing import list_runs
from app.core.training.runs.starting import start
from app.core.training.watching.watch import RunWatch
from tests.core.training.runs.makers import until_ended
from tests.core.training.runs.test_freezing import rig_of
from tests.films import make_film
from tests.standin import make_standin

ANYWHERE = [
    "it's  #1, 100% & %41 more; (x) {0} $HOME ~ ! @ ^ + = ` ,",
    "한국어 日本語 🎬 e\N{COMBINING ACUTE ACCENT}\N{COMBINING CEDILLA} é",
    ".begins with a dot",
    "x" * 200,
]
ON_UNIX = ['"quoted" <a> |b| ends with dots...', "C:\\back\\ends with a blank ", "-new\nline"]
RECIPE = read_preset("wan21-24gb").recipe.with_values(
    {"train.max_train_epochs": 1, "train.save_every_n_epochs": 1, "train.output_name": "paper"}
)


def worked_on(home: Path) -> Project:
    """Make a project in a folder, with a film beside it, and do a day's work on it."""
    film = home / "film ä.mp4"
    home.mkdir(parents=True)
    make_film(film, 60, options={"mbtree": "0"})
    with contextlib.ExitStack() as undone:
        project = undone.enter_context(Project.create(home / "project", home.name))
        add_films(project, [film])
        [source] = project.sources()
        find_shots(project, source)
        assert project.shots(source)
        project.apply(pick(source.id, 0, 40, caption="a boat"))
        assert export_project(project).written == 1
        undone.pop_all()
    return project


@pytest.mark.parametrize("name", ANYWHERE + ON_UNIX * (os.name != "nt"))
def test_that_a_project_can_lie_in_a_folder_of_any_name(name: str, tmp_path: Path) -> None:
    with worked_on(tmp_path / name) as project:
        dataset = project.folder / "dataset" / "dataset.toml"
        assert ProjectPlanner().update(project).plan.samples
        for plan in (plan_file(dataset), check_file(dataset).plan):
            assert plan.samples and not plan.errors
    with Project.open_for_editing(project.folder) as again:
        assert again.path_of(again.sources()[0]).is_file()
        assert export_project(again).written == 0


@pytest.mark.timeout(120)
def test_that_a_training_runs_in_a_folder_of_every_odd_letter(tmp_path: Path) -> None:
    odd = "it's 100% #1 & ; (x) $HOME 한 日 🎬 e\N{COMBINING ACUTE ACCENT}."
    odd += "x" if os.name == "nt" else '"q"\\ \n.'
    trainer = make_standin(tmp_path / "musubi-tuner", samples=4)
    with worked_on(tmp_path / odd) as project:
        run = freeze(project, RECIPE, rig_of(trainer, tmp_path / "models"))
        start(run)
        state = until_ended(run, 60)
        assert (state.state, state.trouble) == ("done", "")
        assert RunWatch(run).poll().results.checkpoints
        assert [each.folder for each in list_runs(project.folder)] == [run]


@pytest.mark.parametrize("name", ["[y]", *["what?", "*"] * (os.name != "nt")])
def test_that_a_folder_in_which_the_trainer_finds_nothing_is_said(
    name: str, tmp_path: Path
) -> None:
    with pytest.raises(DatasetError, match="move the project to a folder whose path has no"):
        worked_on(tmp_path / name)


def test_that_a_name_that_no_folder_can_have_is_a_sentence(tmp_path: Path) -> None:
    for name in ("x" * 300, "nul\0", *["half \ud800"] * (os.name != "nt")):
        with pytest.raises(AppError) as caught:
            Project.create(tmp_path / name, "Paper")
        assert str(caught.value).count("\n") == 0
