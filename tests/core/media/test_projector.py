"""Pictures for the screen take the memory that is counted for them."""

from __future__ import annotations

from pathlib import Path

import psutil

from app.core.media.geometry import Size
from app.core.media.preview import View
from app.core.media.projector import Projector
from app.core.memory import give_back
from tests.films import make_film


def in_use() -> int:
    """Return the bytes of this process that no other shares."""
    give_back()
    return int(psutil.Process().memory_full_info().uss)


def test_that_a_picture_that_is_kept_holds_no_others(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mp4", 48, size=(1280, 720))
    with Projector() as projector:
        opened = projector.open(View(film=film, start=0, end=48, box=Size(1280, 720)))
        pictures = list(projector.pictures(opened, opened.frames))
        most, taken = in_use(), sum(picture.size for picture in pictures)
        assert taken > 100 * 1024**2
        del pictures[1:]
        assert most - in_use() > 0.8 * taken
        assert pictures[0].pixels[0] >= 0  # still there to be shown
