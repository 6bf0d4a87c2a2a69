"""Projects over films that tell their frame numbers."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from app.core.cache import file_key
from app.core.library.model import Clip, Settings, Source, Still
from app.core.library.places import stored
from app.core.library.project import Project
from tests.films import make_film

FRAMES, SIZE, RATE = 96, (192, 112), Fraction(24)
TRIGGER = "Paper style"


def add_numbered_film(
    project: Project, path: Path, numbers: int | Sequence[int] = FRAMES
) -> Source:
    path.parent.mkdir(parents=True, exist_ok=True)
    make_film(path, numbers, rate=RATE, size=SIZE)
    frames = numbers if isinstance(numbers, int) else len(numbers)
    key = file_key(path)
    source = Source(
        path=stored(project.folder, path),
        size=key.size,
        mtime_ns=key.mtime_ns,
        quick_hash=key.quick_hash,
        frames=frames,
        rate=RATE,
        width=SIZE[0],
        height=SIZE[1],
    )
    return project.add([source])[0]


def small_project(folder: Path) -> Project:
    """Two clips, one rejected clip and a still of one film."""
    project = Project.create(folder / "p", "Paper")
    settings = project.settings
    project.change(settings, Settings(name="Paper", trigger=TRIGGER))
    film = add_numbered_film(project, folder / "film.mp4")
    project.add(
        [
            Clip(source=film.id, start=0, end=48, caption="a boat"),
            Clip(source=film.id, start=50, end=90, caption="Paper style, a crane"),
            Clip(source=film.id, start=20, end=30, state="rejected"),
        ]
    )
    project.add([Still(source=film.id, frame=7, caption="a hat")])
    return project
