"""Filtering and sorting 100,000 tiles; thumbnails of 1,000 shots of one film."""

from __future__ import annotations

import gc
import random
import shutil
import statistics
from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np

from app.core.browsing import Badge, Facts, Filter, Tile, ordered
from app.core.cache import Cache
from app.core.library.model import (
    Clip,
    Cut,
    Dataset,
    Prompt,
    Row,
    Settings,
    Shot,
    Source,
    Still,
)
from app.core.library.snapshot import Snapshot
from app.core.media.index import FrameIndex, index_file
from app.core.media.thumbnails import Thumbnailer
from app.core.shots.signal import FrameSignal
from tests.bench import Bench, cpu_seconds, row
from tests.bench.rows_grid import FILMS, FRAMES, SHOTS, index_of, tiles
from tests.films import make_film

FIVE = 'len>=17 rating>=1 tag:rain -check:cut motion>0.05 source:"Film 7"'
EVERY = "len>=1 rating>=0 sec<60 -check:fade cat"
SHOT = 30  # frames of each of 1,000 shots
COUNT = 1000


def many_tiles(bench: Bench) -> list[Tile]:
    """Return tiles with tags, captions and badges, as those of a project that was worked on."""
    cut = (Badge("cut inside", "bad", "", "cut"),)
    return [
        tile._replace(
            caption=f"a cat in the rain, number {n}" if n % 3 else "a cat",
            tags=("rain", "night") if n % 2 else ("snow",),
            badges=cut if n % 5 == 0 else (),
        )
        for n, tile in enumerate(tiles(index_of(bench), SHOTS))
    ]


def facts() -> Facts:
    """Return what is known of ten films whose frames were measured."""
    chance = np.random.default_rng(3)
    change = chance.uniform(0, 20, FRAMES).astype(np.float16)
    known = FrameSignal(FRAMES, True, change * 0, change, (), 0, FRAMES)
    films = [
        Source(
            id=n, path=f"Film {n}.mkv", size=1, mtime_ns=1, quick_hash="", frames=FRAMES,
            rate=Fraction(24), width=1920, height=1080,
        )
        for n in range(FILMS)
    ]  # fmt: skip
    frames = [(n * FILMS // SHOTS, n * 37 % (FRAMES - 100)) for n in range(SHOTS)]
    cuts = [
        Cut(id=n + 1, source=source, frame=start, end=start, score=n % 100 / 100)
        for n, (source, start) in enumerate(sorted(frames))
    ]
    kinds: dict[type[Row], list[Row]] = {kind: [] for kind in (Shot, Clip, Still, Dataset, Prompt)}
    rows = Snapshot({**kinds, Settings: [Settings(name="p")], Source: [*films], Cut: [*cuts]})
    return Facts(rows, lambda _source: known)


def milliseconds(bench: Bench, work: Callable[[], object]) -> float:
    """Return the CPU ms of some work, the collector switched off as in the window."""
    work()
    gc.disable()
    try:
        return 1000 * statistics.median(cpu_seconds(work) for _ in range(bench.rounds))
    finally:
        gc.enable()


@row(
    "library_filter",
    target=50.0,
    unit="ms",
    limit=f"CPU: 100,000 tiles, typical: {FIVE}",
    at_most=True,
)
def library_filter(bench: Bench) -> float:
    many, known = many_tiles(bench), facts()
    found = Filter(text=FIVE, facts=known).of(many)
    assert 0 < len(found) < SHOTS // 10
    return milliseconds(bench, lambda: Filter(text=FIVE, facts=known).of(many))


@row(
    "library_filter_all",
    target=100.0,
    unit="ms",
    limit=f"CPU: 100,000 tiles, every term lets all through: {EVERY}",
    at_most=True,
)
def library_filter_all(bench: Bench) -> float:
    many, known = many_tiles(bench), facts()
    assert len(Filter(text=EVERY, facts=known).of(many)) == SHOTS
    return milliseconds(bench, lambda: Filter(text=EVERY, facts=known).of(many))


@row(
    "library_sort",
    target=100.0,
    unit="ms",
    limit="CPU: 100,000 tiles by motion or cut score, whichever is slower",
    at_most=True,
)
def library_sort(bench: Bench) -> float:
    many, known = many_tiles(bench), facts()
    return max(
        milliseconds(bench, lambda: ordered(many, "motion", facts=known)),
        milliseconds(bench, lambda: ordered(many, "score", facts=known)),
    )


@row(
    "thumbnails_pass",
    target=1.5,
    unit="ratio",
    limit="exact thumbnails of 1,000 shots of one film, GOP 250: one seek each / in one pass",
)
def thumbnails_pass(bench: Bench) -> float:
    return pass_ratio(bench, gop=250)


@row(
    "thumbnails_pass_gop12",
    target=0.95,
    unit="ratio",
    limit="the same, GOP 12, where there is next to nothing to share",
)
def thumbnails_pass_gop12(bench: Bench) -> float:
    return pass_ratio(bench, gop=12)


def pass_ratio(bench: Bench, gop: int) -> float:
    """Return CPU of thumbnails one by one / in one pass."""
    film = bench.folder / f"shots-gop{gop}.mp4"
    if not film.exists():
        numbers = (n % 4096 for n in range(COUNT * SHOT))
        part = make_film(film.with_suffix(".part.mp4"), numbers, size=(480, 270), gop=gop)
        part.replace(film)
    index = index_file(film)
    frames = [SHOT * n + SHOT // 2 for n in range(COUNT)]
    anyhow = random.Random(5).sample(frames, COUNT)
    return bench.cpu_ratio(
        lambda: one_by_one(bench, index, anyhow), lambda: in_one_pass(bench, index, anyhow)
    )


def fresh_cache(bench: Bench) -> Cache:
    cache = Cache(bench.folder / "pass")
    shutil.rmtree(cache.folder, ignore_errors=True)
    return cache


def one_by_one(bench: Bench, index: FrameIndex, frames: Sequence[int]) -> None:
    with Thumbnailer(index, cache=fresh_cache(bench)) as thumbnailer:
        for frame in frames:
            thumbnailer.exact(frame)


def in_one_pass(bench: Bench, index: FrameIndex, frames: Sequence[int]) -> None:
    with Thumbnailer(index, cache=fresh_cache(bench)) as thumbnailer:
        assert sum(data is not None for _, data in thumbnailer.several(frames)) == len(frames)
