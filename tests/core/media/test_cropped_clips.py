"""What is exported of a crop is just what lay in its frame."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from app.core.cropping import EVEN, SIXTEEN, Handle, Rules, dragged, drawn, moved, shaped
from app.core.media.encode import ClipSpec, export_clips
from app.core.media.geometry import Crop, Size
from app.core.media.index import index_file
from app.core.media.stills import StillSpec, export_stills
from tests.films import make_film

FILMS: dict[str, dict[str, object]] = {
    "upright": {},
    "on its side": {"rotation": 90},
    "upside down": {"rotation": 180},
    "on its other side": {"rotation": 270},
    "oblong pixels": {"size": (180, 144), "sar": Fraction(64, 45)},
    "oblong pixels on their side": {
        "size": (180, 144), "sar": Fraction(64, 45), "rotation": 90,
    },
}  # fmt: skip


def crops(picture: Size) -> list[Crop]:
    """Crops as the tool makes them: by hand, moved, locked to a shape, with steps of 2."""
    sixteen, two = Rules(picture), Rules(picture, step=EVEN)
    by_hand = drawn(13, 9, 103, 77, sixteen)
    return [
        by_hand,
        moved(by_hand, 1000, 1000, sixteen),
        dragged(by_hand, Handle(-1, 1), 31, 95, two),
        shaped(sixteen.all, Rules(picture, shape=Fraction(1))),
        shaped(two.all, Rules(picture, step=EVEN, shape=Fraction(9, 16))),
    ]


def pictures(path: Path) -> list[np.ndarray]:
    """The luma of each picture of a clip."""
    with av.open(str(path)) as clip:
        return [frame.to_ndarray(format="gray") for frame in clip.decode(video=0)]


@pytest.mark.parametrize("kind", FILMS)
def test_that_a_cropped_clip_has_the_pixels_of_the_crop_frame(kind: str, tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mp4", 24, **FILMS[kind])  # type: ignore[arg-type]
    index = index_file(film)
    picture = Size(index.display_width, index.display_height)
    wanted: list[Crop | None] = [None, *crops(picture)]
    orders = [
        (ClipSpec(film, 0, 24, crop=crop, lossless=True), tmp_path / f"{place}.mp4")
        for place, crop in enumerate(wanted)
    ]
    results = export_clips(orders)
    assert [result.error for result in results] == [None] * len(wanted)
    shown = pictures(orders[0][1])
    assert len(shown) == 16
    for crop, (_, path), result in zip(wanted[1:], orders[1:], results[1:], strict=True):
        assert crop is not None and result.size == crop.size
        assert all(side % SIXTEEN == 0 for side in crop.size) or crop in crops(picture)[2::2]
        for whole, part in zip(shown, pictures(path), strict=True):
            inside = whole[crop.y : crop.y + crop.height, crop.x : crop.x + crop.width]
            assert part.shape == inside.shape
            assert np.abs(part.astype(int) - inside).max() <= 1, (kind, crop)


@pytest.mark.parametrize("kind", FILMS)
def test_that_a_cropped_still_has_the_pixels_of_the_crop_frame(kind: str, tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mp4", 8, **FILMS[kind])  # type: ignore[arg-type]
    index = index_file(film)
    wanted: list[Crop | None] = [None, *crops(Size(index.display_width, index.display_height))]
    orders = [
        (StillSpec(film, 5, crop=crop), tmp_path / f"{place}.png")
        for place, crop in enumerate(wanted)
    ]
    assert all(result.error is None for result in export_stills(orders))
    whole = np.array(Image.open(orders[0][1]).convert("RGB")).astype(int)
    for crop, (_, path) in zip(wanted[1:], orders[1:], strict=True):
        assert crop is not None
        inside = whole[crop.y : crop.y + crop.height, crop.x : crop.x + crop.width]
        part = np.array(Image.open(path).convert("RGB")).astype(int)
        assert part.shape == inside.shape
        assert np.abs(part - inside).max() <= 2, (kind, crop)
