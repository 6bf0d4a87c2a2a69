"""Rows to fill projects with."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from app.core.cache import file_key
from app.core.library.model import Clip, Cut, Dataset, Prompt, Shot, Source, Still
from app.core.library.project import Project
from app.core.media.geometry import Crop


def film(path: str = "films/a.mkv", frames: int = 2000) -> Source:
    return Source(
        path=path,
        size=123,
        mtime_ns=456,
        quick_hash="0f" * 16,
        frames=frames,
        rate=Fraction(24000, 1001),
        width=1920,
        height=1040,
    )


def film_on_disk(path: Path, data: bytes = b"film") -> Source:
    """A source of the folder above the file's; the file is no real film."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    key = file_key(path)
    return Source(
        path=path.as_posix(),
        size=key.size,
        mtime_ns=key.mtime_ns,
        quick_hash=key.quick_hash,
        frames=100,
        rate=Fraction(24),
        width=192,
        height=112,
    )


def filled(folder: Path) -> Project:
    """A project with some of everything."""
    project = Project.create(folder, "Fireflies")
    a, b = project.add([film("films/b.mkv"), film("../films/a.mkv")], label="Add films")
    project.add(
        [
            Cut(source=a.id, frame=48, end=48),
            Cut(source=a.id, frame=90, end=101, kind="fade", score=0.5),
        ]
    )
    project.add(
        [Shot(source=a.id, start=0, end=48), Shot(source=a.id, start=48, end=90, soft_end=True)]
    )
    project.add(
        [
            Shot(
                source=b.id,
                start=10,
                end=20,
                drawn=True,
                rating=4,
                tags=("hill",),
                state="rejected",
            )
        ]
    )
    project.add(
        [
            Clip(source=b.id, start=10, end=20, caption="走る", rating=3, tags=("rain", "boy")),
            Clip(source=a.id, start=50, end=90, crop=Crop(1920, 800, 0, 120), state="rejected"),
            Clip(source=a.id, start=0, end=48, caption='says "hello"'),
        ]
    )
    project.add([Still(source=a.id, frame=7, caption="a hill")])
    project.add(
        [
            Dataset(position=1, name="a", kind="video", resolution=(768, 416), target_frames=(1,)),
            Dataset(position=0, name="stills", kind="image", resolution=(768, 768)),
        ]
    )
    project.add(
        [Prompt(position=0, text="a girl", width=384, height=384, frames=45, flow_shift=3.0)]
    )
    return project
