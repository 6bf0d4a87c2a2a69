from __future__ import annotations

import io
import itertools
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.core.captions.machine.asking import Frame, Look
from app.core.captions.machine.frames import Pictures, chosen, halved
from app.core.errors import SourceError
from app.core.export.project_export import export_project
from app.core.library.model import Clip, Still
from app.core.library.project import Project
from app.core.media.conform import conform
from app.core.media.geometry import Crop
from app.core.media.index import index_file
from tests.caption_server import number_in
from tests.core.export.makers import add_numbered_film

RATE = Fraction(16)


@pytest.mark.parametrize(
    ("length", "places"),
    [
        (1, [0]),
        (3, [0, 1, 2]),
        (16, [0, 5, 10, 15]),  # 1 s: no fewer than 4
        (45, [0, 9, 18, 26, 35, 44]),  # 2.8 s
        (81, [0, 9, 18, 27, 36, 44, 53, 62, 71, 80]),
    ],
)
def test_that_two_pictures_a_second_are_shown(length: int, places: list[int]) -> None:
    assert chosen(length, RATE) == places


@given(st.integers(1, 2000), st.integers(1, 64), st.floats(0.1, 16))
def test_that_the_first_and_the_last_frame_are_shown_and_none_twice(
    length: int, most: int, per_second: float
) -> None:
    places = chosen(length, RATE, per_second=per_second, most=most)
    assert places[0] == 0
    assert len(places) <= most
    assert places == sorted(set(places))
    if most > 1 and length > 1:
        assert places[-1] == length - 1
        steps = [after - before for before, after in itertools.pairwise(places)]
        assert max(steps) - min(steps) <= 1


def test_that_half_of_the_pictures_keeps_both_ends() -> None:
    frames = tuple(Frame(b"", float(n)) for n in range(16))
    eight = halved(frames)
    assert [frame.seconds for frame in eight] == [0, 2, 4, 6, 9, 11, 13, 15]
    assert len(halved(halved(eight))) == 2
    assert [frame.seconds for frame in halved(halved(halved(eight)))] == [0]
    assert halved(frames[:1]) == frames[:1]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "p", "P") as project:
        yield project


def test_that_the_very_frames_that_are_trained_are_shown(project: Project, tmp_path: Path) -> None:
    film = add_numbered_film(project, tmp_path / "film.mp4")
    (clip,) = project.add([Clip(source=film.id, start=7, end=91)])
    with Pictures(project) as pictures:
        frames, duration = pictures.of(clip)
    trained = conform(index_file(tmp_path / "film.mp4"), 7, 91)
    assert duration == len(trained) / 16
    places = chosen(len(trained), RATE)
    assert [number_in(frame.jpeg) for frame in frames] == [trained[place] for place in places]
    assert [frame.seconds for frame in frames] == [place / 16 for place in places]


def test_that_only_the_crop_is_shown_and_as_large_as_asked_for(
    project: Project, tmp_path: Path
) -> None:
    film = add_numbered_film(project, tmp_path / "film.mp4")
    rows = project.add([Clip(source=film.id, start=0, end=24, crop=Crop(97, 60, 10, 10))])
    stills = project.add([Still(source=film.id, frame=30)])
    with Pictures(project, Look(long_side=48)) as pictures:
        sizes = {Image.open(io.BytesIO(each.jpeg)).size for each in pictures.of(rows[0])[0]}
        (still,), duration = pictures.of(stills[0])
    assert sizes == {(48, 30)}
    assert (Image.open(io.BytesIO(still.jpeg)).size, duration) == ((48, 28), 0.0)
    with Pictures(project) as pictures:
        assert Image.open(io.BytesIO(pictures.of(rows[0])[0][0].jpeg)).size == (96, 60)
        (still,), _ = pictures.of(stills[0])
    assert number_in(still.jpeg) == 30


def test_that_a_still_is_shown_in_the_shape_it_is_trained_in(
    project: Project, tmp_path: Path
) -> None:
    import dataclasses

    project.change(project.settings, dataclasses.replace(project.settings, still_size=(512, 512)))
    film = add_numbered_film(project, tmp_path / "film.mp4")
    (still,) = project.add([Still(source=film.id, frame=30)])
    with Pictures(project) as pictures:
        (frame,), _ = pictures.of(still)
    assert Image.open(io.BytesIO(frame.jpeg)).size == (112, 112)


def test_that_a_film_that_is_gone_is_said_in_a_sentence(project: Project, tmp_path: Path) -> None:
    film = add_numbered_film(project, tmp_path / "film.mp4")
    (clip,) = project.add([Clip(source=film.id, start=0, end=24)])
    (tmp_path / "film.mp4").unlink()
    with Pictures(project) as pictures, pytest.raises(SourceError, match=r"film\.mp4"):
        pictures.of(clip)


def test_that_a_clip_longer_than_its_film_is_said_in_a_sentence(
    project: Project, tmp_path: Path
) -> None:
    film = add_numbered_film(project, tmp_path / "film.mp4")
    clip = Clip(source=film.id, start=0, end=500)
    with Pictures(project) as pictures, pytest.raises(SourceError, match="96 frames, but 500"):
        pictures.of(clip)


def test_that_a_model_sees_what_is_exported(project: Project, tmp_path: Path) -> None:
    film = add_numbered_film(project, tmp_path / "film.mp4")
    clips = [
        Clip(source=film.id, start=7, end=91, caption="a"),
        Clip(source=film.id, start=30, end=80, crop=Crop(121, 83, 40, 20), caption="b"),
    ]
    rows = project.add(clips)
    exported = sorted(export_project(project).folder.rglob("*.mp4"))
    assert len(exported) == 2
    with Pictures(project) as pictures:
        for row, file in zip(rows, exported, strict=True):
            trained = _pictures_of(file)
            frames, duration = pictures.of(row)
            assert duration == pytest.approx(len(trained) / 16, abs=0.05)
            assert frames[0].seconds == 0.0
            assert frames[-1].seconds == pytest.approx((len(trained) - 1) / 16, abs=0.05)
            for frame in frames:
                with Image.open(io.BytesIO(frame.jpeg)) as picture:
                    seen = np.asarray(picture, np.int16)
                away = [float(np.abs(seen - each).mean()) for each in trained]
                place = int(np.argmin(away))
                assert frame.seconds == pytest.approx(place / 16, abs=0.05)
                assert away[place] < 4, "other colours, or another part of the picture"


def _pictures_of(file: Path) -> list[npt.NDArray[np.int16]]:
    with av.open(str(file)) as film:
        return [f.to_ndarray(format="rgb24").astype(np.int16) for f in film.decode(video=0)]
