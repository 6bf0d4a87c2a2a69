"""The picture "as trained" is, byte for byte, what the trainer makes of the exported clip."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from app.core.media.as_trained import TrainedPictures, for_screen, in_bucket
from app.core.media.encode import ClipSpec, export_clips
from app.core.media.geometry import Crop, Size, plan_geometry
from app.core.media.index import index_file
from app.core.media.preview import View
from app.core.media.projector import Projector
from app.core.media.reader import FrameReader
from app.core.media.stills import StillSpec, export_stills
from app.core.planner.buckets import Buckets
from tests.films import make_film

Pixels = npt.NDArray[np.uint8]

NOISE = np.random.default_rng(4).integers(0, 256, (1500, 1500, 3), np.uint8)


def noise(width: int, height: int) -> Pixels:
    return np.ascontiguousarray(NOISE[:height, :width])


def by_the_rule(picture: Pixels, bucket: tuple[int, int]) -> Pixels:
    """`musubi.md` 2.7 once more, in integers where it can be."""
    high, wide = picture.shape[:2]
    if bucket == (wide, high):
        return picture
    covers_by_width = Fraction(bucket[0], wide) >= Fraction(bucket[1], high)
    share = Fraction(bucket[0], wide) if covers_by_width else Fraction(bucket[1], high)
    new = [int(share * side + Fraction(1, 2)) for side in (wide, high)]
    if share > 1:
        whole = np.array(Image.fromarray(picture).resize((new[0], new[1]), Image.LANCZOS))  # type: ignore[attr-defined]
    else:
        whole = cv2.resize(picture, (new[0], new[1]), interpolation=cv2.INTER_AREA)
    left, top = (new[0] - bucket[0]) // 2, (new[1] - bucket[1]) // 2
    cut: Pixels = whole[top : top + bucket[1], left : left + bucket[0]]
    return cut


SIZES = {
    "down": (1280, 720),
    "up": (160, 90),
    "wide": (1400, 300),
    "tall": (300, 1400),
    "odd": (853, 479),
    "odd and tall": (101, 203),
    "hardly larger": (386, 210),
    "larger one way only": (400, 100),
}


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES.keys())
@pytest.mark.parametrize("bucket", [(384, 208), (208, 384), (304, 304), (832, 480)], ids=str)
def test_that_a_picture_is_resized_and_cut_as_the_trainer_does(
    size: tuple[int, int], bucket: tuple[int, int]
) -> None:
    picture = noise(*size)
    made = in_bucket(picture, Size(*bucket))
    assert made.shape == (bucket[1], bucket[0], 3)
    assert np.array_equal(made, by_the_rule(picture, bucket))


@settings(max_examples=60, deadline=None)
@given(
    wide=st.integers(17, 700),
    high=st.integers(17, 700),
    side=st.integers(64, 640),
)
def test_that_it_is_so_for_every_size_in_its_own_bucket(wide: int, high: int, side: int) -> None:
    bucket = Buckets((side, side), enabled=True, no_upscale=False).of((wide, high))
    picture = noise(wide, high)
    assert np.array_equal(in_bucket(picture, Size(*bucket)), by_the_rule(picture, bucket))


def test_that_a_picture_of_the_buckets_size_is_untouched() -> None:
    picture = noise(384, 208)
    assert in_bucket(picture, Size(384, 208)) is picture


def test_that_the_screen_gets_blue_green_red_and_255() -> None:
    rows = np.frombuffer(for_screen(noise(5, 3)), np.uint8).reshape(3, 5, 4)
    assert np.array_equal(rows[..., 2::-1], noise(5, 3))
    assert set(rows[..., 3].ravel()) == {255}


FILMS = {
    "BT.601": {"size": (640, 360)},
    "HD": {"size": (1280, 720)},
    "oblong pixels, turned": {"size": (360, 288), "sar": Fraction(16, 15), "rotation": 90},
    "4:4:4": {"size": (322, 242), "pix_fmt": "yuv444p"},
}


@pytest.mark.parametrize("kind", FILMS)
@pytest.mark.parametrize("crop", [None, Crop(201, 117, 11, 6)], ids=["whole", "cropped"])
def test_that_it_is_what_the_trainer_reads_from_a_lossless_export(
    tmp_path: Path, kind: str, crop: Crop | None
) -> None:
    film = make_film(tmp_path / "film.mp4", 30, **FILMS[kind])  # type: ignore[arg-type]
    clip = tmp_path / "clip.mp4"
    spec = ClipSpec(film, 3, 25, crop=crop, lossless=True)
    (done,) = export_clips([(spec, clip)])
    assert done.error is None
    index = index_file(film)
    size = plan_geometry(index, crop).size
    bucket = Buckets((384, 208), enabled=True, no_upscale=False).of(size)
    view = View(film=index, start=3, end=25, box=Size(99, 99), crop=crop, bucket=Size(*bucket))
    with Projector() as projector, av.open(str(clip)) as container:
        opened = projector.open(view)
        pictures = list(projector.pictures(opened, opened.frames))
        trainers = [np.array(frame.to_image()) for frame in container.decode(video=0)]
    assert len(pictures) == len(trainers) == len(opened.frames)
    for shown, read in zip(pictures, trainers, strict=True):
        assert (shown.width, shown.height) == bucket
        rows = np.frombuffer(shown.pixels, np.uint8).reshape(shown.height, shown.width, 4)
        assert np.array_equal(rows[..., 2::-1], by_the_rule(read, bucket))


def test_that_a_still_is_what_the_trainer_reads_from_its_png(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mp4", 30, size=(640, 360))
    crop, bucket = Crop(301, 333, 7, 5), (224, 256)
    export_stills([(StillSpec(film, 9, crop), tmp_path / "still.png")])
    read = np.array(Image.open(tmp_path / "still.png").convert("RGB"))
    index = index_file(film)
    make = TrainedPictures(film, plan_geometry(index, crop, even=False), Size(*bucket), still=True)
    with FrameReader(index) as reader:
        assert np.array_equal(make(reader.read(9)), by_the_rule(read, bucket))
