"""What each dataset makes of a size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from app.core.export.fitting import Fit, fit_in, fits_of, shapes
from app.core.export.planned import ProjectPlan
from app.core.export.project_plan import ProjectPlanner
from app.core.library.edits import changing
from app.core.library.model import Dataset
from app.core.library.project import Project
from app.core.media.geometry import Crop, Size
from app.core.planner.buckets import crop_loss
from tests.core.export.makers import small_project

HEAD = Dataset(position=0, name="head", kind="video", resolution=(96, 64), target_frames=(5,))
STILLS = Dataset(
    position=1, name="stills", kind="image", resolution=(960, 640), bucket_no_upscale=True
)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with small_project(tmp_path) as project:
        project.add([HEAD, STILLS])
        yield project


def plan_of(project: Project) -> ProjectPlan:
    return ProjectPlanner().update(project)


def test_that_the_bucket_of_a_crop_is_the_one_its_windows_are_cached_at(project: Project) -> None:
    clip = project.clips()[0]
    for crop in (None, Crop(96, 96, 0, 0), Crop(64, 112, 32, 0), Crop(192, 48, 0, 30)):
        project.apply(changing(project.clip(clip.id), replace(project.clip(clip.id), crop=crop)))
        plan = plan_of(project)
        ((_, windows),) = plan.windows_of(project.clip(clip.id))
        (fit,) = fits_of(plan, Size(192, 112) if crop is None else crop.size)
        assert (fit.name, fit.bucket) == ("head", windows[0].bucket)


def test_that_stills_are_looked_at_in_the_datasets_of_images(project: Project) -> None:
    (fit,) = fits_of(plan_of(project), Size(192, 112), "image")
    assert (fit.dataset, fit.name, fit.bucket, fit.whole) == (1, "stills", (192, 112), True)


@pytest.mark.parametrize("size", [(1920, 1080), (1920, 1040), (300, 900), (384, 208), (70, 60)])
def test_that_the_loss_is_that_of_the_trainers_centre_crop(size: tuple[int, int]) -> None:
    for bucket in ((384, 208), (208, 384), (256, 256)):
        fit = fit_in(0, "", Size(*size), Size(*bucket))
        assert fit.lost == pytest.approx(crop_loss(size, bucket))


def test_that_a_fit_says_where_something_is_lost_and_whether_it_is_enlarged() -> None:
    bucket = Size(384, 208)
    assert fit_in(0, "", Size(1920, 1040), bucket).words == "no loss"
    high, wide = fit_in(0, "head", Size(1920, 1080), bucket), fit_in(0, "", Size(480, 208), bucket)
    assert (high.words, wide.words) == ("3.7 % lost", "20.0 % lost")
    assert high.sentence == (
        "head: scaled down to 384×208 (×0.20), and 3.7 % above and below is cut off."
    )
    assert wide.sentence == ": kept at 384×208 (×1.00), and 20.0 % left and right is cut off."
    small = fit_in(0, "head", Size(192, 104), bucket)
    assert (small.enlarged, small.scale) == (True, Fraction(2))
    assert small.words == "no loss · ×2.00"
    assert small.sentence == "head: enlarged to 384×208 (×2.00), and nothing is cut off."
    nothing = fit_in(0, "head", Size(9, 9), Size(0, 0))
    assert nothing.words == "too small" and "cannot resize" in nothing.sentence


def test_that_without_a_plan_there_is_nothing_to_say() -> None:
    assert fits_of(None, Size(192, 112)) == []


def test_that_a_crop_can_be_locked_to_the_shapes_of_the_buckets() -> None:
    small, large = Size(384, 208), Size(960, 544)
    fits: list[Fit] = [
        fit_in(number, name, Size(1920, 1080), bucket)
        for number, (name, bucket) in enumerate(
            [("head", small), ("uniform", small), ("large", large), ("odd", Size(0, 0))]
        )
    ]
    found = shapes(Size(1920, 1040), fits)
    assert [shape.text for shape in found] == [
        *("Free shape", "As the film, 24:13", "16:9", "4:3", "1:1", "9:16"),
        *("384×208 · head, uniform", "960×544 · large"),
    ]
    assert [shape.ratio for shape in found[1:3]] == [Fraction(24, 13), Fraction(16, 9)]
    assert found[0].ratio is None and found[-1].ratio == Fraction(30, 17)
