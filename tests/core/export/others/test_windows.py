from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from app.core.errors import DatasetError, ProjectError
from app.core.export.others.layout import wsl_path
from app.core.export.others.windows import Cutting, cut, rows_of
from app.core.library.edits import changing
from app.core.library.model import Dataset, Settings
from app.core.library.project import Project
from app.core.planner.windows import Intake
from tests.core.export.makers import small_project
from tests.core.export.others.makers import (
    FIRST,
    LARGE,
    WINDOWS,
    layout_of,
    plan_of,
    planned_project,
)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with planned_project(tmp_path) as project:
        yield project


def cutting(project: Project) -> Cutting:
    return cut(plan_of(project))


def test_that_sets_hold_the_windows_of_the_plan_by_size_and_length(project: Project) -> None:
    sets = cutting(project).sets
    assert [(each.name, each.shape, each.samples) for each in sets] == [
        (WINDOWS.name, "80×48×5", 12),
        (WINDOWS.name, "80×48×29", 6),
        (FIRST.name, "80×48", 2),
        (FIRST.name, "80×48×21", 2),
        (LARGE.name, "256×144", 2),
    ]
    starts = [(each.stem, each.start, each.places) for each in sets[1].excerpts]
    assert starts == [
        ("film_0000000-0000048", 0, range(29)),
        ("film_0000000-0000048", 3, range(3, 32)),
    ]


def test_that_samples_and_steps_are_those_of_the_plan(project: Project) -> None:
    plan, found = plan_of(project).plan, cutting(project)
    assert found.samples == plan.samples == 24
    assert sum(each.batches for each in found.sets) == plan.steps_per_epoch
    assert sorted(rows_of(found.sets), key=repr) == sorted(
        [*project.clips(state="picked"), *project.stills()], key=repr
    )


def test_that_a_window_lost_to_another_is_in_no_set(tmp_path: Path) -> None:
    exact = dataclasses.replace(WINDOWS, target_frames=(29,), frame_sample=6, num_repeats=1)
    with planned_project(tmp_path, exact) as project:
        found = cutting(project)
        assert [excerpt.start for excerpt in found.sets[0].excerpts] == [0, 1, 2, 3]
        assert found.samples == plan_of(project).plan.samples == 4


def test_that_frames_dropped_for_source_fps_are_dropped(project: Project) -> None:
    settings = project.settings
    text = plan_of(project).toml.replace("num_repeats = 3", "num_repeats = 3\nsource_fps = 32.0", 1)
    project.change(settings, dataclasses.replace(settings, dataset_file=text))
    (found,) = [each for each in cutting(project).sets if each.shape == "80×48×5"]
    assert [excerpt.places for excerpt in found.excerpts[:2]] == [
        (0, 2, 4, 6, 8),
        (22, 24, 26, 28, 30),
    ]
    assert cutting(project).samples == plan_of(project).plan.samples != 24


def test_that_the_frames_held_are_as_many_as_counted() -> None:
    intake = Intake(24.0, 16.0, None)
    assert not intake.keeps_all
    assert intake.kept(3) == [0, 2]
    assert Intake(None, 16.0, None).keeps_all
    for decoded in range(40):
        assert len(intake.kept(decoded)) == intake.held(decoded)


def test_that_what_stops_the_trainer_or_is_nothing_is_refused(project: Project) -> None:
    row = project.datasets()[0]
    project.change(row, dataclasses.replace(row, resolution=(4, 4)))
    with pytest.raises(DatasetError, match=r"^The plan stops before training: .*resolution 4x4"):
        cutting(project)
    for clip in project.clips():
        project.change(clip, dataclasses.replace(clip, state="open"))
    for still in project.stills():
        project.change(still, dataclasses.replace(still, state="open"))
    with pytest.raises(ProjectError, match="pick some"):
        cutting(project)


def test_that_a_project_without_datasets_gets_the_starters_and_stays_without(
    tmp_path: Path,
) -> None:
    with small_project(tmp_path) as project:
        assert layout_of(project).samples > 0
        assert not project.datasets()


def test_that_folders_and_files_have_names_good_everywhere(project: Project) -> None:
    project.add([dataclasses.replace(FIRST, position=9, name="가 #1 :wide:", target_frames=(29,))])
    layout = layout_of(project)
    assert [each.folder for each in layout.sets] == [
        "가 #1 _wide__80x48x5",
        "가 #1 _wide__80x48x29",
        "first_80x48x1",
        "first_80x48x21",
        "large's_256x144x1",
        "가 #1 _wide__80x48x29-2",
    ]
    assert layout.sets[1].placed[1].file == "film_0000000-0000048_00003.mp4"
    assert layout.sets[2].placed[0].file == "film_0000000-0000048_00000.png"
    assert layout.sets[4].placed[0].file == "film_0000007.png"
    assert layout.sets[4].placed[0].caption == "Paper style. a hat"


def test_that_the_file_is_of_the_rate_the_model_takes_the_frames_for(project: Project) -> None:
    assert layout_of(project).rate == 16
    before = project.settings
    after = dataclasses.replace(before, rate=Fraction(24), architecture="hunyuan")
    project.apply(changing(before, after, label="Another model"))
    layout = layout_of(project)
    assert layout.rate == 24 and layout.architecture == "hunyuan"
    assert isinstance(project.settings, Settings)


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        (r"H:\datasets\내 x", "/mnt/h/datasets/내 x"),
        ("c:/a", "/mnt/c/a"),
        ("D:\\", "/mnt/d/"),
        ("/home/a/b", "/home/a/b"),
        (r"\\server\share\a", "//server/share/a"),
    ],
)
def test_that_a_drive_is_a_folder_in_wsl(path: str, seen: str) -> None:
    assert wsl_path(path) == seen


def test_that_a_dataset_that_trains_nothing_is_no_set(tmp_path: Path) -> None:
    none = Dataset(position=0, name="none", kind="video", resolution=(80, 48), target_frames=(201,))
    with planned_project(tmp_path, none, FIRST) as project:
        assert {each.name for each in cutting(project).sets} == {"first"}


def test_that_a_dataset_that_reads_some_clips_has_those_alone(project: Project) -> None:
    row, clip = project.datasets()[0], project.clips(state="picked")[1]
    project.change(clip, dataclasses.replace(clip, tags=("crane",)))
    project.change(row, dataclasses.replace(row, filter="tag:crane"))
    found = cutting(project)
    own = [each for each in found.sets if each.name == WINDOWS.name]
    assert {excerpt.row.id for each in own for excerpt in each.excerpts} == {clip.id}
    assert found.samples == plan_of(project).plan.samples
    assert not found.strangers
