"""The frames that the fast mode left out, guessed from those beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from app.core.media.index import FrameIndex
from app.core.shots.decode import Flags, Pictures
from app.core.shots.features import Thumbnail

_LONGEST = 16  # frames left out in a row; more are missing for another reason
_JUMP = 2.5  # a change so many times those around is a cut: nothing lies between
_STILL = 1.0  # change per frame of a picture that hardly moves, 8-bit steps
_NEAR = 1  # frames decoded on either side of where a cut is likely
_AROUND = 8  # frames whose packets a packet is compared with
_LARGE = 1.5  # so many times the greatest of them is large

Picture = tuple[int, Thumbnail]


def likely_cuts(index: FrameIndex) -> Flags:
    """Return a flag for each frame at or next to which the packets let expect a cut.

    An encoder that meets a cut spends a large packet on it, or begins anew: there nothing should be
    left out. Key frames that come at their greatest distance say nothing.
    """
    sizes = index.sizes.astype(np.float64)
    sizes[index.is_key] = 0
    keys = np.flatnonzero(index.is_key)
    gaps = np.diff(keys, prepend=keys[0] if len(keys) else 0)
    flags = np.zeros(len(sizes), bool)
    flags[keys[(gaps > 0) & (gaps < gaps.max(initial=0))]] = True
    padded = np.pad(sizes, _AROUND)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * _AROUND + 1)
    others = np.maximum(windows[:, :_AROUND].max(1), windows[:, _AROUND + 1 :].max(1))
    flags[sizes > _LARGE * others] = True
    flags[:1] = True  # what comes before the first decoded frame could not be guessed
    return _widened(flags)


def _widened(flags: Flags) -> Flags:
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(flags, _NEAR), 2 * _NEAR + 1)
    return np.asarray(windows.max(axis=1), bool)


def filled(decoded: Iterable[Picture], frames: int) -> Pictures:
    """Yield a thumbnail for every frame from the first decoded one on.

    What lies between two decoded frames is taken to be a mixture of them; where they are as
    different as two shots, a repetition of the earlier one.

    Args:
        decoded: Frames and thumbnails, ascending, with gaps.
        frames: Frames of the film; up to there the last thumbnail is repeated.
    """
    pictures = _ascending(decoded)
    here, before = next(pictures, None), 0.0
    following = next(pictures, None)
    if here is not None:
        yield here
    while here is not None and following is not None:
        if following[0] - here[0] > _LONGEST + 1:
            return
        later = next(pictures, None)
        step = _pace(here, following)
        around = max(before, _STILL, _pace(following, later) if later else 0.0)
        yield from _between(here, following, cut=step > _JUMP * around)
        yield following
        before, here, following = step, following, later
    if here is not None:
        yield from ((frame, here[1]) for frame in range(here[0] + 1, _end(here[0], frames)))


def _ascending(pictures: Iterable[Picture]) -> Iterator[Picture]:
    """Pass on ``pictures`` without those a decoder confused by gaps gives too late."""
    last = -1
    for frame, thumbnail in pictures:
        if frame > last:
            yield frame, thumbnail
            last = frame


def _end(last: int, frames: int) -> int:
    """Return up to where the ``last`` decoded frame stands for those after it."""
    return frames if frames - last <= _LONGEST + 1 else last + 1


def _between(a: Picture, b: Picture, *, cut: bool) -> Pictures:
    gap = b[0] - a[0]
    for place in range(1, gap):
        if cut:
            yield a[0] + place, a[1]
        else:
            mixed = a[1] + (b[1].astype(np.float32) - a[1]) * np.float32(place / gap)
            yield a[0] + place, (mixed + np.float32(0.5)).astype(np.uint8)


def _pace(a: Picture, b: Picture) -> float:
    """Return the mean change per frame from one picture to another, 8-bit steps."""
    return float(np.abs(a[1].astype(np.int16) - b[1]).mean()) / (b[0] - a[0])
