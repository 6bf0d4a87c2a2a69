from __future__ import annotations

import dataclasses
import gc
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.export.cures_picks import title_of
from app.core.export.plan_view import PlanView, plan_view
from app.core.export.project_export import FOLDER
from app.core.export.project_plan import ProjectPlanner
from app.core.export.unexported import ExportedFiles, look_at_project
from app.core.library.model import Clip, Dataset, Shot
from app.core.library.project import Project
from app.core.planner.caches.freshness_look import CacheLook
from tests.core.export.makers import small_project

HEAD = Dataset(position=0, name="head", kind="video", resolution=(64, 48), target_frames=(29,))


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with small_project(tmp_path) as project:
        source = project.sources()[0].id
        project.add([Shot(source=source, start=0, end=49), Shot(source=source, start=49, end=96)])
        yield project


def view_of(project: Project) -> PlanView:
    planner = ProjectPlanner()
    return plan_view(planner.update(project), planner.films)


def test_that_a_view_counts_as_its_plan_does(project: Project) -> None:
    project.add([HEAD])
    view = view_of(project)
    assert view.ledger.samples == view.plan.samples == 1
    assert (view.clips, view.stills) == (2, 1)
    assert view.lost.total() == 1 and view.lost[0] == 1
    assert view.chart.clips == 2 and sum(bar.losing for bar in view.chart.bars) == 1
    assert view.sum_line == (
        "1 sample · 1 step/epoch · heaviest 64×48×29 · 14.6 ± 1 GiB · 1 s/epoch"
    )
    assert not view.stops


def test_that_a_lost_clip_is_named(project: Project) -> None:
    project.add([HEAD])
    view = view_of(project)
    (lost,) = view.losses
    assert view.title_of(lost) == ("film", "00:00:02:02")
    group = view.groups[0]
    assert (group.reason, group.lost) == ("short", 1)
    assert title_of(view.films, group.member(0)) == ("film", "00:00:02:02")


def test_that_what_is_left_out_is_said_once_for_each_reason(project: Project) -> None:
    source = project.sources()[0].id
    project.add([HEAD])
    project.add([Clip(source=source, start=90, end=200), Clip(source=source, start=90, end=200)])
    said = [each for each in view_of(project).said if each.sentence.startswith("Left out")]
    assert len(said) == 1 and said[0].grade == "warn"
    assert said[0].sentence.startswith("Left out, 2 clips: ")


def test_that_the_trainers_errors_come_first_and_name_the_dataset(project: Project) -> None:
    project.add([dataclasses.replace(HEAD, resolution=(8, 8))])
    view = view_of(project)
    assert view.stops and view.ledger.samples is None
    assert view.said[0].grade == "bad" and view.said[0].sentence.startswith("head: ")
    assert view.sum_line.startswith("Training is not reached")


def test_that_short_clips_are_told_among_the_losses_only(project: Project) -> None:
    project.add([dataclasses.replace(HEAD, target_frames=(61,))])
    view = view_of(project)
    assert len(view.losses) == 2
    assert not any("only the caption" in each.sentence for each in view.said)


def test_that_clips_without_a_caption_are_told_once_for_all_datasets(project: Project) -> None:
    settings = project.settings
    project.change(settings, dataclasses.replace(settings, trigger=""))
    bare = [dataclasses.replace(clip, caption="") for clip in project.clips(state="picked")]
    for before, after in zip(project.clips(state="picked"), bare, strict=True):
        project.change(before, after)
    project.add([HEAD, dataclasses.replace(HEAD, position=1, name="other")])
    said = [each.sentence for each in view_of(project).said if "caption" in each.sentence]
    assert said == [
        "2 of 3 clips and stills have no caption of their own: write one, or they train on empty "
        "words."
    ]


def test_that_the_films_of_the_losses_outlive_another_look(project: Project) -> None:
    project.add([HEAD])
    planner = ProjectPlanner()
    view = plan_view(planner.update(project), planner.films)
    planner.look_again()
    assert view.film_of(view.losses[0].row) is not None


def test_that_a_plan_goes_as_soon_as_nobody_holds_it(project: Project) -> None:
    """The window's thread looks for no garbage among such objects: they must need none."""
    project.add([HEAD])
    planner, look = ProjectPlanner(), CacheLook()
    files = ExportedFiles(project.folder / FOLDER)
    plan = planner.update(project)
    plan.prepare()
    view = plan_view(plan, planner.films)
    assert view.losses and view.sums and view.groups[0].member(0)
    found = look_at_project(look, files, plan, project.sources())
    held = [weakref.ref(each) for each in (plan, plan.plan, view, found)]
    collects = gc.isenabled()
    gc.disable()
    try:
        del plan, view, found
        del look, files, planner
        assert [ref() for ref in held] == [None] * len(held)
    finally:
        if collects:
            gc.enable()
