"""A large project, made straight into its tables: as edits it would take a log of its size."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path

from app.core.cache import Cache, file_key
from app.core.library.edits import adding
from app.core.library.model import Clip, Dataset, Row, Shot, Source
from app.core.library.places import stored
from app.core.library.project import FILE, Project
from app.core.library.rows import table_of
from app.core.media.index import index_file
from tests.films import LARGEST, make_film

FILMS, SHOTS_A_FILM = 500, 200  # at most; at least
LONG, RATE, SIZE = 20, Fraction(24), (64, 48)  # frames of a shot: LONG
SHOTS_A_CLIP = 10


def make_library(folder: Path, shots: int) -> Path:
    """Make, once, a project with so many shots; return its folder.

    Its films are one small film under 500 names; what the cache knows of one, it knows of all.
    """
    place = folder / f"library {shots}"
    if (place / FILE).exists():
        return place
    count = max(1, min(FILMS, shots // SHOTS_A_FILM))
    each = shots // count
    film = folder / f"film {shots}.mp4"
    if not film.exists():
        part = film.with_suffix(".part.mp4")
        numbers = (n % LARGEST for n in range(LONG * each))
        fast = {"preset": "ultrafast"}
        make_film(part, numbers, size=SIZE, rate=RATE, options=fast).replace(film)
    with Project.create(place / "making", f"Library of {shots:,}") as project:
        links = [folder / f"films {shots}" / f"Film {n:03}.mp4" for n in range(count)]
        films = project.add(_sources(project, film, links, LONG * each))
        _insert(project, (shot for one in films for shot in _shots(one, each)))
        _insert(project, (clip for one in films for clip in _clips(one, each)))
        project.apply(adding(*_datasets(), label="Datasets"))
    (place / "making" / FILE).replace(place / FILE)
    return place


def _sources(project: Project, film: Path, links: list[Path], frames: int) -> list[Source]:
    cache = Cache()
    first = index_file(film, cache=cache).key.id
    (kind,) = (each.name for each in cache.folder.iterdir() if each.name.startswith("index-"))
    data = cache.load(kind, first)
    assert data is not None
    links[0].parent.mkdir(parents=True, exist_ok=True)
    found = []
    for path in links:
        if not path.exists():
            os.link(film, path)
        key = file_key(path)
        cache.save(kind, key.id, data)
        found.append(
            Source(
                path=stored(project.folder.parent, path),
                size=key.size,
                mtime_ns=key.mtime_ns,
                quick_hash=key.quick_hash,
                frames=frames,
                rate=RATE,
                width=SIZE[0],
                height=SIZE[1],
                detector="exact",
                threshold=0.5,
            )
        )
    return found


def _shots(film: Source, each: int) -> Iterable[Shot]:
    for n in range(each):
        tags = ("rain",) if n % 7 == 0 else ()
        yield Shot(source=film.id, start=LONG * n, end=LONG * n + LONG, rating=n % 6, tags=tags)


def _clips(film: Source, each: int) -> Iterable[Clip]:
    for n in range(0, each, SHOTS_A_CLIP):
        words = f"a cat walks through the rain past house {n} while a tram waits behind it"
        start = LONG * n
        yield Clip(source=film.id, start=start, end=start + LONG - 2, caption=words)


def _datasets() -> Sequence[Dataset]:
    frames = ((9,), (5,))
    return [
        Dataset(
            name=f"Set {n}", kind="video", resolution=(384, 208), target_frames=each, position=n
        )
        for n, each in enumerate(frames)
    ]


def _insert(project: Project, rows: Iterable[Row]) -> None:
    """Put rows into their table, without an edit."""
    rows = iter(rows)
    first = next(rows)
    table = table_of(type(first))
    columns = table.columns[1:]  # without the id, which is given there
    marks = ", ".join("?" * len(columns))
    names = ", ".join(f'"{name}"' for name in columns)
    values = (table.encode(row)[1:] for row in (first, *rows))
    with project._changing() as connection:
        connection.executemany(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", values)
