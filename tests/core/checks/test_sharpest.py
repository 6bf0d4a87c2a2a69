"""The sharpest frame near one, or of a clip."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from app.core.checks.sharpest import around, sharpest_frames, sharpest_near
from app.core.errors import SourceError
from app.core.jobs import Progress, Stopped
from app.core.library.model import Clip
from app.core.library.project import Project
from app.core.library.sources import add_film
from app.core.media.geometry import Crop
from app.core.media.index import FrameIndex, index_file
from tests.core.checks.painted import blurred, paint, scene
from tests.films import spoil

SHARP = (17, 60)  # the frames that are not blurred


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """72 frames at 24 a second, all blurred but two."""
    pictures = scene(3, 72, speed=1)
    soft = blurred(pictures, 6)
    for frame in SHARP:
        soft[frame] = pictures[frame]
    return paint(tmp_path_factory.mktemp("films") / "film.mp4", soft, options={"crf": "6"})


@pytest.fixture
def index(film: Path) -> FrameIndex:
    return index_file(film)


def test_that_the_sharpest_frame_within_half_a_second_is_found(index: FrameIndex) -> None:
    assert sharpest_near(index, 11, (0, 72)) == 17
    assert sharpest_near(index, 17, (0, 72)) == 17
    assert sharpest_near(index, 29, (0, 72)) == 17  # 12 frames are half a second
    assert sharpest_near(index, 55, (0, 72)) == 60


def test_that_frames_outside_the_shot_are_not_taken(index: FrameIndex) -> None:
    assert sharpest_near(index, 20, (18, 72)) != 17
    assert around(index, 20, (18, 26)) == list(range(18, 26))
    assert around(index, 0, (0, 72)) == list(range(13))
    assert around(index, 71, (0, 72)) == list(range(59, 72))
    assert around(index, 5, (40, 50)) == [5]  # at least itself


def test_that_of_frames_as_sharp_the_nearest_is_taken(tmp_path: Path) -> None:
    index = index_file(paint(tmp_path / "film.mp4", scene(3, 1).repeat(48, axis=0)))
    assert sharpest_near(index, 20, (0, 48)) == 20


def test_that_a_frame_without_any_contrast_stays_what_it_is(tmp_path: Path) -> None:
    index = index_file(paint(tmp_path / "film.mp4", np.full((48, 216, 384), 90.0, np.float32)))
    assert sharpest_near(index, 20, (0, 48)) == 20


def test_that_only_what_a_crop_keeps_counts(tmp_path: Path) -> None:
    pictures = blurred(scene(3, 40, speed=1), 6)
    pictures[8, :, :192] = scene(3, 40, speed=1)[8, :, :192]
    index = index_file(paint(tmp_path / "film.mp4", pictures, options={"crf": "6"}))
    assert sharpest_near(index, 12, (0, 40), crop=Crop(192, 216, 0, 0)) == 8
    assert sharpest_near(index, 12, (0, 40), crop=Crop(180, 216, 204, 0)) != 8


def test_that_looking_can_be_stopped(index: FrameIndex) -> None:
    def stop(_progress: Progress) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        sharpest_near(index, 20, (0, 72), checkpoint=stop)


def test_that_a_film_that_went_is_said(tmp_path: Path, film: Path) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(film.read_bytes())
    index = index_file(path)
    path.unlink()
    with pytest.raises(SourceError):
        sharpest_near(index, 20, (0, 72))


# ----------------------------------------------------------------------------------- of clips


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "project", "Stills") as project:
        yield project


def test_that_each_clip_has_its_sharpest_trained_frame(
    project: Project, film: Path, tmp_path: Path
) -> None:
    source = add_film(project, film)
    gone = add_film(project, paint(tmp_path / "gone.mp4", scene(1, 30)))
    first, second, lost, beyond = project.add(
        [
            Clip(source=source.id, start=10, end=40),
            Clip(source=source.id, start=48, end=72),
            Clip(source=gone.id, start=0, end=30),
            Clip(source=source.id, start=60, end=90),
        ]
    )
    project.path_of(gone).unlink()
    seen: list[Progress] = []
    found = sharpest_frames(project, [second, lost, first, beyond], checkpoint=seen.append)
    assert found == {first.id: 17, second.id: 60, lost.id: None, beyond.id: None}
    done = [progress.done for progress in seen]
    assert done == sorted(done) and seen[-1].done == seen[-1].total


def test_that_frames_before_a_damage_still_count(project: Project, tmp_path: Path) -> None:
    path = spoil(paint(tmp_path / "film.mp4", scene(3, 96, speed=1)), 0.6, 400)
    source = add_film(project, path)
    clips = project.add([Clip(source=source.id, start=n, end=n + 24) for n in (0, 70)])
    found = sharpest_frames(project, clips)
    assert found[clips[0].id] is not None
