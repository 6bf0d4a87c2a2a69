"""*Plan* follows edits of 30,000 clips in three datasets: how long the window holds still."""

from __future__ import annotations

import os
import random
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.rows_plan import DATASETS

if TYPE_CHECKING:
    pass

CLIPS, FILMS, FRAMES = 30_000, 50, 40_000


def planned_project(folder: Path) -> Path:
    """Make, once, a project of fifty films with 30,000 clips side by side in three datasets.

    The films are one small film under fifty names; the clips are of many lengths and three shapes.
    """
    from app.core.cache import Cache
    from app.core.library.edits import adding
    from app.core.library.model import Clip, Shot
    from app.core.library.project import FILE, Project
    from app.core.library.sources import add_film
    from app.core.media.geometry import Crop
    from tests.films import LARGEST, make_film

    place = folder / "planned"
    if (place / FILE).exists():
        return place
    film = folder / "planned.mp4"
    if not film.exists():
        numbers = (n % LARGEST for n in range(FRAMES))
        options = {"preset": "ultrafast"}
        make_film(film, numbers, size=(128, 96), rate=Fraction(24), options=options)
    drawn = random.Random(11)
    crops = (None, None, Crop(128, 72, 0, 12), Crop(96, 96, 16, 0))
    step = FILMS * FRAMES // CLIPS
    with Project.create(place, "Planned") as project:
        for number in range(FILMS):
            path = folder / f"planned {number}.mp4"
            if not path.exists():
                os.link(film, path)
            source = add_film(project, path, cache=Cache())
            starts = range(0, step * (CLIPS // FILMS), step)
            shots = [Shot(source=source.id, start=start, end=start + step) for start in starts]
            picks = [
                Clip(
                    source=source.id,
                    start=start,
                    end=start + drawn.randint(24, step),
                    crop=drawn.choice(crops),
                    caption="A rabbit walks.",
                )
                for start in starts
            ]
            project.apply(adding(*shots, *picks, label="Shots"))
        project.add(DATASETS)
    return place
