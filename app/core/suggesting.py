"""The best windows of a shot: the most motion, and neither cut nor fade, flash nor black inside.

The motion is what the checks measure of a clip, and so is what spoils it: a shot is looked at once,
as if all of it were a clip, and what was seen is kept in the cache as theirs is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from app.core.checks.findings import CheckKind
from app.core.checks.judging import (
    BLANK_SPREAD,
    FLASH_LONGEST,
    SURE_CUT,
    SURE_GRADUAL,
    Context,
    judge,
)
from app.core.checks.kept import Range as Part
from app.core.errors import DamagedError
from app.core.jobs import Checkpoint, ignore
from app.core.media.conform import TARGET_RATE, conformed_length
from app.core.shots.cuts import Cut
from app.core.shots.suggest import Flaws, best_windows

if TYPE_CHECKING:
    from app.core.cache import Cache
    from app.core.checks.measure import Measure
    from app.core.media.index import FrameIndex

Range = tuple[int, int]  # source frames, half-open


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is wanted of a shot.

    Attributes:
        shot: Source frames to look in; what lies behind a damage is left out.
        length: Frames at ``rate``.
        cuts: The film's cuts where it was scanned for them; None where it was not: then the shot's
            own frames must do.
        taken: Ranges that no window may share a frame with.
        rate: Frames per second.
    """

    shot: Range
    length: int
    cuts: Sequence[Cut] | None = None
    taken: Sequence[Range] = ()
    rate: Fraction = TARGET_RATE


@dataclass(frozen=True, slots=True)
class Suggested:
    """The best windows of a shot.

    Attributes:
        windows: The liveliest first; none shares a frame with another.
        short: The shot has not as many frames.
    """

    windows: tuple[Range, ...]
    short: bool = False


def suggest(
    index: FrameIndex,
    wish: Wish,
    *,
    cache: Cache | None = None,
    checkpoint: Checkpoint = ignore,
) -> Suggested:
    """Return the best windows of a shot; it is decoded if it was not looked at before.

    Args:
        index: The film.
        wish: What is wanted.
        cache: Where measures are kept; None = the system's place.
        checkpoint: Called for every packet decoded.

    Raises:
        SourceError: The film can no longer be read.
        Stopped: The checkpoint said so.
    """
    if conformed_length(index, *wish.shot, wish.rate) < wish.length:
        return Suggested((), short=True)
    measure, end = _measured(index, wish, cache, checkpoint)
    flaws = flaws_of(measure, wish.cuts)
    motion = _motion(index, measure, flaws)
    flaws = Flaws(flaws.cuts, (*flaws.stretches, *wish.taken))
    within = wish.shot[0], end
    return Suggested(tuple(best_windows(index, motion, within, wish.length, flaws, wish.rate)))


def _motion(index: FrameIndex, measure: Measure, flaws: Flaws) -> npt.NDArray[np.float32]:
    """Return how much each frame differs from the one before; what a flaw moved does not count."""
    moved = np.array(measure.moved)
    behind = [*flaws.cuts, *(end for _, end in flaws.stretches)]
    places = np.searchsorted(measure.frames, behind)
    moved[places[places < len(moved)]] = 0
    motion = np.zeros(len(index), np.float32)
    motion[measure.frames] = moved
    return motion


def _measured(
    index: FrameIndex, wish: Wish, cache: Cache | None, checkpoint: Checkpoint
) -> tuple[Measure, int]:
    """Return the measure of a shot, and where it ends: at the damage, if there is one."""
    from app.core.checks.keeping import measure_range  # PyAV: only where films are read

    start, end = wish.shot
    while True:
        part = Part(start, end, None, wish.rate)
        measure = measure_range(index, part, cache=cache, checkpoint=checkpoint)
        if not measure.damage:
            return measure, end
        good = measure.damaged_at
        if good is None or not start < good < end:
            raise DamagedError(measure.damage, frame=start if good is None else good)
        end = good


def flaws_of(measure: Measure, cuts: Sequence[Cut] | None = None) -> Flaws:
    """Return what spoils windows of a measured range.

    Args:
        measure: Of the whole range, undamaged.
        cuts: The film's cuts; None where it was not scanned: then what was measured must do.
    """
    found = list(cuts) if cuts is not None else _own_cuts(measure)
    hard = tuple(cut.frame for cut in found if cut.kind == "hard")
    mixed = [(cut.frame, cut.end) for cut in found if cut.kind != "hard"]
    if cuts is None:
        mixed += _leads(measure)
    return Flaws(hard, (*mixed, *_blank(measure), *_flashes(measure)))


def _own_cuts(measure: Measure) -> list[Cut]:
    sure = {"hard": SURE_CUT}
    return [cut for cut in measure.cuts if cut.score >= sure.get(cut.kind, SURE_GRADUAL)]


def _leads(measure: Measure) -> Iterator[Range]:
    """Yield a fade in at the beginning and a fade out at the end."""
    first, last = int(measure.frames[0]), int(measure.frames[-1])
    if measure.lead_in > first:
        yield first, measure.lead_in
    if measure.lead_out is not None:
        yield measure.lead_out, last + 1


def _blank(measure: Measure) -> Iterator[Range]:
    """Yield the runs of pictures with nothing in them, whatever their brightness."""
    yield from _stretches(measure, measure.spread < BLANK_SPREAD)


def _flashes(measure: Measure) -> Iterator[Range]:
    """Yield the flashes that the checks see."""
    span = Context(start=int(measure.frames[0]), end=int(measure.frames[-1]) + 1, cuts=())
    flashing = np.zeros(len(measure.frames), bool)
    for found in judge(measure, span):
        if found.kind is CheckKind.FLASH and found.frame is not None:
            place = int(np.searchsorted(measure.frames, found.frame))
            flashing[place : place + FLASH_LONGEST] = True
    yield from _stretches(measure, flashing)


def _stretches(measure: Measure, flags: npt.NDArray[np.bool_]) -> Iterator[Range]:
    """Yield runs of flagged pictures as source frames, to the next picture that is not."""
    frames = measure.frames
    edges = np.flatnonzero(np.diff(flags.astype(np.int8), prepend=0, append=0))
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        start = int(frames[first - 1]) + 1 if first else int(frames[0])
        end = int(frames[last]) if last < len(frames) else int(frames[-1]) + 1
        yield start, end
