"""How large and long sample prompts begin: as what is trained."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.export.project_export import export_project
from app.core.export.project_plan import ProjectPlanner
from app.core.export.prompt_shapes import PromptShape, planned_shape
from app.core.library.model import Dataset
from app.core.library.project import Project
from tests.core.export.makers import small_project

AREA = Dataset(position=0, name="v", kind="video", resolution=(96, 96), target_frames=(1, 21))


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with small_project(tmp_path) as made:
        yield made


def shape(project: Project) -> PromptShape | None:
    return planned_shape(ProjectPlanner().update(project).plan)


def test_that_proposed_datasets_give_the_bucket_of_their_longest_windows(project: Project) -> None:
    assert project.datasets() == []
    assert shape(project) == (192, 112, 29)


def test_that_an_area_gives_the_bucket_the_pictures_really_get(project: Project) -> None:
    project.add([AREA])
    assert shape(project) == (112, 80, 21)


def test_that_lengths_no_clip_has_are_passed_over(project: Project) -> None:
    project.add([Dataset(position=0, name="v", kind="video", resolution=(96, 96),
                         target_frames=(21, 81))])  # fmt: skip
    assert shape(project) == (112, 80, 21)


def test_that_of_two_buckets_of_one_length_the_one_with_more_samples_is_taken(
    project: Project,
) -> None:
    large = Dataset(position=0, name="l", kind="video", resolution=(192, 112), target_frames=(21,))
    often = Dataset(position=1, name="o", kind="video", resolution=(96, 96), target_frames=(21,),
                    num_repeats=3)  # fmt: skip
    project.add([large, often])
    assert shape(project) == (112, 80, 21)


def test_that_stills_alone_give_no_shape(project: Project) -> None:
    project.add([Dataset(position=0, name="s", kind="image", resolution=(96, 96))])
    assert shape(project) is None


def test_that_an_export_begins_prompts_as_the_plan_does(project: Project) -> None:
    project.add([AREA])
    assert "a boat --w 112 --h 80 --f 21 " in export_project(project).sample_prompts.read_text()


def test_that_an_export_passes_over_clips_that_a_dataset_does_not_read(project: Project) -> None:
    project.add([Dataset(position=0, name="v", kind="video", resolution=(96, 96),
                         target_frames=(21, 29), filter="len<30")])  # fmt: skip
    wanted = shape(project)
    assert wanted is not None and wanted.frames == 21
    assert "a boat --w 112 --h 80 --f 21 " in export_project(project).sample_prompts.read_text()
