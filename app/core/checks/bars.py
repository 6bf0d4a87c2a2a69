"""Letterbox and pillarbox: black lines at a picture's sides that are surely no picture.

A crop that takes away picture is worse than bars that nobody noticed. So a bar must be black in
every frame looked at, and must end in a straight edge: along most of it, in the brightest frame,
the picture begins at once and clearly. A dark sky, a vignette, titles and rolling credits have no
such edge. Opposite bars must be alike, unless the edge is perfect and the bar is narrow.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from app.core.checks.measure import NO_BARS, Bars
from app.core.checks.views import Full, Plane

_DEPTH = 0.3  # share of the side looked at: no film has wider bars
_DARK = 14  # levels above black that noise and ringing may reach in a bar
_SPECKS = 0.01  # share of a line that may be brighter
_RISE = 16  # levels by which the picture begins
_EDGE = 0.6  # share of the edge where it does
_PERFECT = 0.9
_NARROW = 0.15  # share of the side
_BLEND = 2  # lines that may be half bar, half picture
_LEAST = 2  # lines of a bar worth mentioning

_SIDES = ("top", "bottom", "left", "right")


class BarFinder:
    """Takes some pictures of a clip; says which bars all of them have."""

    def __init__(self, outside: Bars = NO_BARS) -> None:
        """Begin.

        Args:
            outside: What a crop has taken away already, pixels of the picture as coded.
        """
        self._outside = outside._asdict()
        self._most: dict[str, Plane] = {}  # the brightest each pixel gets
        self._best: dict[str, Plane] = {}  # the brightest frame
        self._light = float("-inf")  # its mean level
        self._limit = 0
        self._size = (0, 0)
        self._alive: set[str] = set(_SIDES)

    @property
    def wants_more(self) -> bool:
        """Whether any side may still have a bar."""
        return bool(self._alive)

    def push(self, picture: Full) -> None:
        """Take a picture."""
        self._limit, self._size = picture.black + _DARK, picture.luma.shape
        light = float(picture.luma[::8, ::8].mean()) - picture.black
        best, self._light = light > self._light, max(light, self._light)
        for side in tuple(self._alive):
            strip = _strip(picture.luma, side)
            strip = _strip(picture.luma, side)
            too_small = len(strip) < _LEAST
            if too_small or _bright_share(strip[:_LEAST], self._limit).max() > _SPECKS:
                self._alive.discard(side)
                self._most.pop(side, None)
                continue
            if best:
                self._best[side] = np.array(strip)
            if side in self._most:
                np.maximum(self._most[side], strip, out=self._most[side])
            else:
                self._most[side] = np.array(strip)

    def bars(self) -> Bars:
        """Return the bars of the pictures so far, pixels of the picture as coded."""
        found = {side: (0, 0.0) for side in _SIDES}
        for side in ("top", "bottom"):
            found[side] = self._bar(side, slice(None))
        inside = slice(found["top"][0], self._size[0] - found["bottom"][0])
        for side in ("left", "right"):
            found[side] = self._bar(side, inside)
        for pair, length in ((_SIDES[:2], self._size[0]), (_SIDES[2:], self._size[1])):
            outside = self._outside[pair[0]] - self._outside[pair[1]]
            _drop_doubtful(found, pair, length, outside)
        return Bars(*(found[side][0] for side in _SIDES))

    def _bar(self, side: str, along: slice) -> tuple[int, float]:
        """Return how many lines a bar has and along which share of it the picture begins."""
        if side not in self._most:
            return 0, 0.0
        most, strip = self._most[side][:, along], self._best[side][:, along]
        lines = int((_bright_share(most, self._limit) > _SPECKS).argmax())
        if lines < _LEAST or lines + _BLEND >= len(most):
            return 0, 0.0
        before = strip[lines - 1].astype(np.int16)
        behind = strip[lines : lines + _BLEND + 1].max(0)
        share = float((behind - before >= _RISE).mean())
        if share < _EDGE:
            return 0, share
        return lines + _blended(strip, lines), share


def _strip(luma: Plane, side: str) -> Plane:
    """Return the lines at a side, the outermost first, shape (lines, length)."""
    turned = luma.T if side in {"left", "right"} else luma
    flipped = turned[::-1] if side in {"bottom", "right"} else turned
    return flipped[: int(len(flipped) * _DEPTH)]


def _bright_share(lines: Plane, limit: int) -> npt.NDArray[np.float64]:
    share: npt.NDArray[np.float64] = (lines > limit).mean(1)
    return share


def _blended(strip: Plane, lines: int) -> int:
    """Return how many lines behind a bar are still darkened by it."""
    first, second = (strip[lines + n].astype(np.int16) for n in (0, 1))
    return int(float((second - first >= _RISE).mean()) >= _EDGE)


def _drop_doubtful(
    found: dict[str, tuple[int, float]], pair: tuple[str, ...], length: int, outside: int
) -> None:
    (one, one_edge), (other, other_edge) = (found[side] for side in pair)
    if one and other:
        if abs(one - other + outside) > max(4, 0.02 * length):
            found.update({side: (0, 0.0) for side in pair})
    elif max(one, other) > _NARROW * length or max(one_edge, other_edge) < _PERFECT:
        found.update({side: (0, 0.0) for side in pair})
