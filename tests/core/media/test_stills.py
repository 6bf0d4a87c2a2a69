from __future__ import annotations

from io import BytesIO
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from PIL import Image

from app.core.errors import SourceError
from app.core.media.geometry import Crop, Size
from app.core.media.stills import StillSpec, export_stills
from tests.core.media.pictures import psnr, samples
from tests.films import frame_number, make_film


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_film(tmp_path_factory.mktemp("films") / "film.mp4", 40)


def number_of(path: Path) -> int:
    return frame_number(av.VideoFrame.from_image(Image.open(path).convert("RGB")))


def test_that_a_still_is_the_frame_asked_for(film: Path, tmp_path: Path) -> None:
    orders = [(StillSpec(film, frame), tmp_path / f"{frame}.png") for frame in (31, 0, 39, 7)]
    results = export_stills(orders)
    assert all(result.ok for result in results)
    assert [number_of(result.path) for result in results] == [31, 0, 39, 7]
    assert [result.frames for result in results] == [(31,), (0,), (39,), (7,)]


def test_that_a_still_is_an_rgb_png(film: Path, tmp_path: Path) -> None:
    export_stills([(StillSpec(film, 3), tmp_path / "정지 #1.png")])
    with Image.open(tmp_path / "정지 #1.png") as picture:
        assert (picture.format, picture.mode, picture.size) == ("PNG", "RGB", (192, 112))


def test_that_a_still_is_cropped_to_the_pixel(film: Path, tmp_path: Path) -> None:
    spec = StillSpec(film, 5, Crop(101, 51, 31, 17))
    (result,) = export_stills([(spec, tmp_path / "a.png")])
    assert result.size == (101, 51)
    whole, part = tmp_path / "whole.png", np.asarray(Image.open(tmp_path / "a.png"))
    export_stills([(StillSpec(film, 5), whole)])
    assert psnr(np.asarray(Image.open(whole))[17:68, 31:132], part) > 45


def test_that_a_still_is_shrunk_as_the_trainer_shrinks(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mp4", 2, size=(320, 180), options={"crf": "1"})
    spec = StillSpec(film, 1, size=Size(96, 96))
    (result,) = export_stills([(spec, tmp_path / "a.png")])
    assert result.size == (96, 96)
    with av.open(str(film)) as source:
        luma = samples(list(source.decode(video=0))[1])[:, 70:250].astype(np.uint8)
    wanted = cv2.resize(luma, (96, 96), interpolation=cv2.INTER_AREA)
    full_range = (wanted.astype(float) - 16) * 255 / 219
    assert psnr(np.asarray(Image.open(tmp_path / "a.png").convert("L")), full_range) > 40


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ({"frame": 40}, "no frame 40"),
        ({"frame": -1}, "no frame -1"),
        ({"size": Size(768, 768)}, "without enlarging"),
        ({"crop": Crop(10, 10, 190, 0)}, "leaves the 192x112 picture"),
    ],
)
def test_that_an_impossible_still_is_refused_with_a_sentence(
    film: Path, tmp_path: Path, spec: dict[str, object], words: str
) -> None:
    orders = [
        (StillSpec(film, **{"frame": 2} | spec), tmp_path / "out" / "a.png"),  # type: ignore[arg-type]
        (StillSpec(film, 3), tmp_path / "out" / "b.png"),
    ]
    bad, good = export_stills(orders)
    assert isinstance(bad.error, SourceError)
    assert words in str(bad.error)
    assert str(film) in str(bad.error)
    assert good.ok
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["b.png"]


def test_that_nothing_is_rounded_on_the_way_from_rgb(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mkv", 3, codec="ffv1", pix_fmt="bgr0")
    export_stills([(StillSpec(film, 2), tmp_path / "a.png")])
    with av.open(str(film)) as source:
        wanted = list(source.decode(video=0))[2].to_ndarray(format="rgb24")
    assert np.array_equal(
        np.asarray(Image.open(BytesIO((tmp_path / "a.png").read_bytes()))), wanted
    )
