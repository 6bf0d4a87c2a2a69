"""What the hands play with: projects, films good and bad, and things that are no films."""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import dataclass, replace
from pathlib import Path

from app.core.cache import Cache
from app.core.library.edits import adding, changing, several
from app.core.library.model import Clip, Shot
from app.core.library.project import Project
from app.core.library.sources import add_film
from tests.core.shots.scenes import shot, write_film
from tests.films import cut_off, make_film, make_sound, spoil

_SHOT = 30  # frames


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the things are.

    Attributes:
        projects: Folders of projects.
        things: Films, folders and other files to drop onto the window.
    """

    projects: tuple[Path, ...]
    things: tuple[Path, ...]


def set_up(folder: Path) -> Stage:
    """Make everything, or find what an earlier run left."""
    films = folder / "영화 # 100 %"
    films.mkdir(parents=True, exist_ok=True)
    things = _things(films)
    one = folder / "one 'project'"
    if not (one / "project.rushes").exists():
        _make_project(one, things[:2])
    two = folder / "둘"
    if not (two / "project.rushes").exists():
        Project.create(two, "둘").close()
    return Stage((one, two), (*things, films, one, folder / "nothing"))


def _things(films: Path) -> tuple[Path, ...]:
    good, long, slow = (films / name for name in ("a b.mp4", "long.mp4", "slow.mkv"))
    if not good.exists():
        write_film(good, (each for seed in (1, 2, 3) for each in shot(seed, _SHOT)))
        write_film(long, (each for seed in range(4, 9) for each in shot(seed, 60)))
        make_film(slow, 24, rate=5, rotation=90, codec="mpeg4")
        make_film(films / "one.mp4", 1)
        make_sound(films / "sound.mp4")
        cut_off(good, 0.6)
        spoil(long, 0.4, 3000)
        (films / "text.mp4").write_text("no film", encoding="utf-8")
        _lists(films)
        (films / "folder.mp4").mkdir()
    others = (path for path in films.iterdir() if path not in (good, long))
    return (good, long, *sorted(path for path in others if path.suffix != ".away"))


def _lists(films: Path) -> None:
    """Write what other programs say of films, some of it broken."""
    segments = '{start: 0.5, end: 1.5, name: "비 #1"}, {start: 99}, {end: "x"}'
    files = {
        "long.llc": f"{{version: 1, mediaFileName: 'long.mp4', cutSegments: [{segments}]}}",
        "a b.csv": "0,1,first\n1.5,0:02,'second'\n9,1,\n",
        "broken.llc": "{cutSegments: [",
        "dataset.toml": "[general]\nresolution = [192, 112]\n[[datasets]]\ntarget_frames = [17]\n"
        f"video_directory = '{films.as_posix()}'\nnum_repeats = 99999999999999999999\n",
        "slow.txt": "a slow caption\n",
    }
    for name, text in files.items():
        (films / name).write_text(text, encoding="utf-8")


def _make_project(folder: Path, films: tuple[Path, ...]) -> None:
    with Project.create(folder, folder.name) as project:
        for film in films:
            source = add_film(project, film, cache=Cache())
            found = replace(source, detector="exact", threshold=0.5)
            starts = range(0, source.frames, _SHOT)
            shots = [Shot(source=source.id, start=n, end=n + _SHOT) for n in starts]
            clip = Clip(source=source.id, start=2, end=27, caption="rain on a tin roof")
            project.apply(several("Find shots", [changing(source, found), adding(*shots, clip)]))
    with contextlib.closing(sqlite3.connect(folder / "project.rushes")) as database:
        database.execute("DELETE FROM log")  # hands that undo everything would be left with nothing
        database.commit()
