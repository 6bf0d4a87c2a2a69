"""The clips behind a number, called as people know them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.export.behind_rows import behind_rows, filtered, says
from app.core.export.plan_view import PlanView, file_view, plan_view
from app.core.export.project_plan import ProjectPlanner
from app.core.library.model import Clip, Dataset, Still
from app.core.library.project import Project
from app.core.planner.costs.setups import Setup
from tests.core.export.makers import small_project
from tests.core.planner.entry_files import clips, config_with, plan_of, video_entry

HEAD = Dataset(position=0, name="head", kind="video", resolution=(64, 48), target_frames=(1, 29))
STILLS = Dataset(position=1, name="stills", kind="image", resolution=(64, 64), num_repeats=3)


@pytest.fixture
def view(tmp_path: Path) -> Iterator[PlanView]:
    with small_project(tmp_path) as project:
        project.add([HEAD, STILLS])
        clip = project.clips()[0]
        project.change(clip, dataclasses.replace(clip, tags=("Rain",)))
        yield view_of(project)


def view_of(project: Project) -> PlanView:
    planner = ProjectPlanner()
    return plan_view(planner.update(project), planner.films)


def test_that_clips_are_named_by_their_film_and_place(view: PlanView) -> None:
    rows = behind_rows(view, 0, None, "samples")
    assert [(row.title, row.where) for row in rows] == [
        ("film", "00:00:00:00"), ("film", "00:00:02:02"),
    ]  # fmt: skip
    assert [isinstance(row.row, Clip) for row in rows] == [True, True]
    assert rows[0].frame == 24
    assert view.film_of(rows[0].row) is not None


def test_that_a_clip_tells_its_windows(view: PlanView) -> None:
    rows = behind_rows(view, 0, None, "samples")
    assert says(rows[0], "samples") == "1 frame from 0, 29 from 0"
    assert says(rows[1], "samples") == "1 frame from 0"
    (dropped,) = behind_rows(view, 0, (64, 48, 29), "dropped")
    assert says(dropped, "dropped").startswith("nothing for 29: 29 frames needed: 2 frames more")


def test_that_a_still_tells_its_samples_where_it_is_repeated(view: PlanView) -> None:
    (row,) = behind_rows(view, 1, None, "samples")
    assert isinstance(row.row, Still) and row.frame == 7
    assert says(row, "samples") == "3 samples"
    (row,) = behind_rows(view, 1, None, "windows")
    assert says(row, "windows") == ""


@pytest.mark.parametrize(
    ("query", "number"),
    [("", 2), ("FILM", 2), ("film 02:02", 1), ("rain", 1), ("nowhere", 0), ("  ", 2)],
)
def test_that_a_filter_looks_for_every_word(view: PlanView, query: str, number: int) -> None:
    assert len(filtered(behind_rows(view, 0, None, "windows"), query)) == number


def test_that_files_without_a_project_are_named_as_files() -> None:
    entry = video_entry(frame_extraction="slide", target_frames=[9], frame_stride=1)
    plan = plan_of(config_with(entry), clips(30, 9))
    rows = behind_rows(file_view(plan, "", (), Setup()), None, None, "windows")
    assert [(row.title, row.where, row.row) for row in rows] == [
        ("a.mp4", "", None), ("b.mp4", "", None),
    ]  # fmt: skip
    assert says(rows[0], "windows") == "9 frames from 0, 1, 2, 3, 4, 5 and 16 more"
