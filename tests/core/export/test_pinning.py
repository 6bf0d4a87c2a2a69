"""Keeping a plan in the project, and going back to its datasets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.export.pinning import back_to, difference_of, pin_of, pinning
from app.core.export.plan_view import plan_view
from app.core.export.project_plan import ProjectPlanner
from app.core.library.edits import adding, changing, removing, several
from app.core.library.model import Dataset
from app.core.library.project import Project
from app.core.planner.tables.pinned import Pinned, pinned_of
from tests.core.export.makers import small_project

HEAD = Dataset(position=0, name="head", kind="video", resolution=(64, 48), target_frames=(29,))
LONG = Dataset(
    position=1, name="long", kind="video", resolution=(96, 64), target_frames=(9,), filter="a boat"
)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with small_project(tmp_path) as project:
        project.add([HEAD, LONG])
        settings = project.settings
        project.change(settings, replace(settings, dataset_file="# mine\n", setup='{"swap": 20}'))
        yield project


def pinned_in(project: Project) -> Pinned:
    planner = ProjectPlanner()
    view = plan_view(planner.update(project), planner.films)
    made = pin_of(view, "now")
    assert made.text == view.text and difference_of(view, made).sentence == "the same as pinned"
    project.apply(pinning(project.settings, made, "Pin"))
    return made


def go_back(project: Project) -> None:
    pinned = pinned_of(project.settings.pinned)
    assert pinned is not None
    project.apply(back_to(pinned, project.datasets(), project.settings, "Back"))


def test_that_a_pin_is_kept_in_the_project_and_let_go_in_one_step(project: Project) -> None:
    made = pinned_in(project)
    assert pinned_of(project.settings.pinned) == made
    project.apply(pinning(project.settings, None, "Unpin"))
    assert project.settings.pinned == ""
    project.undo()
    assert pinned_of(project.settings.pinned) == made


def test_that_the_way_back_restores_rows_text_and_setup_in_one_step(project: Project) -> None:
    pinned_in(project)
    before, settings = project.datasets(), project.settings
    head, long = before
    project.apply(
        several(
            "Much",
            [
                removing(long),
                changing(head, replace(head, num_repeats=5, name="other")),
                adding(replace(HEAD, name="third", position=2)),
                changing(settings, replace(settings, dataset_file="# other\n", setup="")),
            ],
        )
    )
    changed = project.datasets()
    go_back(project)
    assert project.datasets() == before
    assert project.settings == settings
    project.undo()
    assert project.datasets() == changed and project.settings.dataset_file == "# other\n"


def test_that_names_that_were_swapped_come_back(project: Project) -> None:
    pinned_in(project)
    before = project.datasets()
    head, long = before
    project.change(head, replace(head, name="aside"))
    project.change(long, replace(long, name="head"))
    project.change(project.datasets()[0], replace(head, name="long"))
    go_back(project)
    assert project.datasets() == before


def test_that_a_pinned_starter_comes_back_as_the_starter(tmp_path: Path) -> None:
    with small_project(tmp_path) as project:
        made = pinned_in(project)
        assert made.samples
        project.add([HEAD])
        go_back(project)
        assert project.datasets() == []


def test_that_nothing_changes_where_nothing_differs(project: Project) -> None:
    made = pinned_in(project)
    assert not back_to(made, project.datasets(), project.settings, "Back")


@pytest.mark.parametrize("kept", ["", "{", "[]", "{}", '{"datasets": 3}'])
def test_that_a_pin_without_datasets_leads_nowhere(project: Project, kept: str) -> None:
    made = replace(pinned_in(project), kept=kept)
    assert not back_to(made, project.datasets(), project.settings, "Back")
