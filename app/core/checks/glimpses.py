"""A few frames of each shot, looked at once: enough for bars, blur and black, and cheap.

Where a shot has key frames, two of them are taken, which cost one decoded frame each; else its
middle frame. What was seen is kept for the film, by frame: shots may be cut anew without another
look at most of it. One thread decodes, so that the machine is free for what a person does.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

import av
import numpy as np

from app.core import arrays
from app.core.cache import Cache
from app.core.checks.bars import BarFinder
from app.core.checks.judging import BLACK_TOP, BLANK_SPREAD
from app.core.checks.measure import Bars
from app.core.checks.series import as_levels, brightest
from app.core.checks.sharpness import sharpness_of
from app.core.checks.views import HEIGHT, Views
from app.core.errors import DamagedError
from app.core.jobs import Checkpoint, Progress, ignore
from app.core.media.index import FrameIndex
from app.core.media.reader import FrameReader

_KIND = "glimpses-1"
_KEEP_EVERY = 3.0  # seconds between two writings of what was seen
_PLACES = (1 / 3, 2 / 3)  # of a shot; where key frames are looked for


class Glimpse(NamedTuple):
    """What was seen in a frame.

    Attributes:
        bars: Black bars, pixels of the upright picture.
        sharpness: 0-1; None where there is nothing to judge by.
        black: There is nothing to see.
        damaged: It cannot be decoded.
    """

    bars: Bars = Bars()
    sharpness: float | None = None
    black: bool = False
    damaged: bool = False


Glimpses = Mapping[int, Glimpse]
"""By source frame."""


def frames_to_see(index: FrameIndex, start: int, end: int) -> tuple[int, ...]:
    """Return the frames of a range ``[start, end)`` that stand for it: one or two."""
    end = min(end, len(index))
    if start >= end:
        return ()
    keys = index.keys_in(start, end)
    if not len(keys):
        return ((start + end) // 2,)
    wanted = [start + share * (end - start) for share in _PLACES]
    return tuple(sorted({int(keys[np.abs(keys - place).argmin()]) for place in wanted}))


def known_glimpses(index: FrameIndex, cache: Cache | None = None) -> Glimpses:
    """Return what was seen of a film before; nothing is decoded."""
    data = (cache or Cache()).load(_KIND, index.key.id)
    if data is None:
        return {}
    try:
        _, columns = arrays.unpack(data)
    except ValueError:
        return {}
    rows = zip(*(columns[name].tolist() for name in _COLUMNS), strict=True)
    return {
        frame: Glimpse(Bars(*bars), None if sharp < 0 else sharp, bool(black), bool(damaged))
        for frame, bars, sharp, black, damaged in rows
    }


_COLUMNS = ("frames", "bars", "sharpness", "black", "damaged")


def _keep(index: FrameIndex, glimpses: Glimpses, cache: Cache) -> None:
    frames = sorted(glimpses)
    seen = [glimpses[frame] for frame in frames]
    sharp = [-1.0 if each.sharpness is None else each.sharpness for each in seen]
    columns = {
        "frames": np.array(frames, np.int32),
        "bars": np.array([each.bars for each in seen], np.int32).reshape(-1, 4),
        "sharpness": np.array(sharp, np.float32),
        "black": np.array([each.black for each in seen], bool),
        "damaged": np.array([each.damaged for each in seen], bool),
    }
    cache.save(_KIND, index.key.id, arrays.pack({}, columns))


def look_at_frames(
    index: FrameIndex,
    frames: Iterable[int],
    *,
    cache: Cache | None = None,
    checkpoint: Checkpoint = ignore,
    tell: Callable[[], None] = lambda: None,
) -> Glimpses:
    """Look at frames that were not looked at yet; return all that was seen of the film.

    Args:
        index: The film.
        frames: Source frames of it.
        cache: Where it is kept what was seen.
        checkpoint: Called for every packet; progress is in frames to look at.
        tell: Called from time to time, when more was seen and kept.

    Raises:
        SourceError: The film can no longer be read.
        Stopped: The checkpoint said so; what was seen until then is kept.
    """
    cache = cache or Cache()
    glimpses = dict(known_glimpses(index, cache))
    todo = sorted(set(frames) - glimpses.keys())
    kept = time.monotonic()
    try:
        for done, (frame, glimpse) in enumerate(_seen(index, todo, cache, checkpoint), start=1):
            glimpses[frame] = glimpse
            if time.monotonic() - kept > _KEEP_EVERY and done < len(todo):
                _keep(index, glimpses, cache)
                kept = time.monotonic()
                tell()
    finally:
        if todo:
            _keep(index, glimpses, cache)
    checkpoint(Progress(len(todo), len(todo), index.path.stem))
    return glimpses


def _seen(
    index: FrameIndex, todo: list[int], cache: Cache, checkpoint: Checkpoint
) -> Iterator[tuple[int, Glimpse]]:
    views, left = Views(index, None), list(todo)
    with FrameReader(index, threads=1, cache=cache) as reader:
        while left:
            done = len(todo) - len(left)

            def report(progress: Progress, done: int = done) -> None:
                checkpoint(Progress(done + progress.done, len(todo), index.path.stem))

            try:
                with contextlib.closing(reader.frames(left, checkpoint=report)) as pictures:
                    for frame, picture in pictures:
                        yield frame, _glimpse(views, picture)
                        left.pop(0)
            except DamagedError:
                yield left.pop(0), Glimpse(damaged=True)


def _glimpse(views: Views, picture: av.VideoFrame) -> Glimpse:
    levels = as_levels(views.small(picture)[:HEIGHT])
    black = float(levels.std()) < BLANK_SPREAD and brightest(levels) < BLACK_TOP
    if black:
        return Glimpse(black=True)
    finder = BarFinder()
    finder.push(views.full(picture))
    return Glimpse(views.upright(finder.bars()), sharpness_of(views.medium(picture)))
