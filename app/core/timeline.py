"""Where the frames of a film lie on a timeline: zoom, ticks, filmstrip, curve. Knows no window.

Positions are pixels to the right of the timeline's left edge, fractions allowed. Frames are source
frames from 0, ranges half-open. Blocks are in `timeline_blocks`, what a drag makes of a range in
`timeline_marks`.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from app.core.media.timecode import clock

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats: TypeAlias = npt.NDArray[np.floating[Any]]

MOST = 96.0  # pixels per frame at the greatest zoom: a small picture of each frame fits
_HOURS = (3600, 7200, 14400, 28800)
_SECONDS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, *_HOURS)
_BETWEEN = 7.0  # pixels at least between ticks without a label
_SLACK = 1e-6  # seconds by which times given as floats may be off


@dataclass(frozen=True, eq=False)
class Film:
    """How the frames of a film lie in time.

    Args:
        frames: How many there are, at least 1.
        rate: Frames per second, the average of a variable rate.
        times: When each frame is shown, seconds after the first, shape ``(frames,)``; None where
            the rate is constant.
    """

    frames: int
    rate: Fraction
    times: Floats | None = None

    def __post_init__(self) -> None:
        if self.frames < 1 or self.rate <= 0:
            raise ValueError(f"no film has {self.frames} frames at {self.rate} per second")
        if self.times is not None and len(self.times) != self.frames:
            raise ValueError(f"{len(self.times)} times for {self.frames} frames")

    def seconds(self, frame: int) -> Fraction:
        """Return when ``frame`` is shown; ``frames`` gives the end, roughly if times vary."""
        if self.times is None:
            return frame / self.rate
        if frame < self.frames:
            return Fraction(float(self.times[frame]))
        return Fraction(float(self.times[-1])) + 1 / self.rate

    def first_at(self, second: int) -> int:
        """Return the first frame at or after a whole ``second``; ``frames`` behind the end."""
        if self.times is None:
            return min(self.frames, math.ceil(second * self.rate))
        return bisect_left(self.times, second - _SLACK)

    def second_of(self, frame: int) -> int:
        """Return the whole second that ``frame`` is shown in."""
        if self.times is None:
            return math.floor(frame / self.rate)
        return math.floor(float(self.seconds(frame)) + _SLACK)

    def timecode(self, frame: int) -> str:
        """Return ``00:03:54:11``: hours, minutes, seconds, frames since the second began."""
        second = self.second_of(frame)
        return f"{clock(second)}:{frame - self.first_at(second):02d}"

    def length_at(self, start: int, end: int, rate: Fraction) -> int:
        """Return how many frames ``[start, end)`` gives at ``rate``, as `media.conform` counts."""
        return max(1, math.ceil((self.seconds(end) - self.seconds(start)) * rate))


@dataclass(frozen=True, slots=True)
class View:
    """The part of a film on screen; make one with `fit`, change it by its methods.

    Attributes:
        frames: Of the film.
        width: Pixels.
        start: The frame at the left edge, with its fraction.
        scale: Pixels per frame.
    """

    frames: int
    width: float
    start: float
    scale: float

    @classmethod
    def fit(cls, frames: int, width: float) -> View:
        """Return the view of the whole film."""
        width = max(1.0, width)
        return cls(frames, width, 0.0, width / frames)

    @property
    def end(self) -> float:
        """The frame at the right edge, with its fraction."""
        return self.start + self.width / self.scale

    @property
    def whole(self) -> bool:
        """The film fits in."""
        return self.width / self.scale >= self.frames - 1e-9

    @property
    def frames_shown(self) -> range:
        """Frames of which at least a part is on screen."""
        return range(max(0, math.floor(self.start)), min(self.frames, math.ceil(self.end)))

    def x_of(self, frame: float) -> float:
        """Return where ``frame`` begins."""
        return (frame - self.start) * self.scale

    def frame_at(self, x: float) -> int:
        """Return the frame under ``x``, the nearest one beside the film."""
        return min(self.frames - 1, max(0, math.floor(self.start + x / self.scale)))

    def boundary_at(self, x: float) -> int:
        """Return the frame whose beginning is nearest to ``x``; ``frames`` is the film's end."""
        return min(self.frames, max(0, round(self.start + x / self.scale)))

    def zoomed(self, factor: float, x: float) -> View:
        """Return the view ``factor`` times as large, with what is under ``x`` left there."""
        fixed = self.start + x / self.scale
        scale = min(self._most, max(self.width / self.frames, self.scale * factor))
        return self._clamped(fixed - x / scale, scale)

    def panned(self, pixels: float) -> View:
        """Return the view with the film moved ``pixels`` to the left."""
        return self._clamped(self.start + pixels / self.scale, self.scale)

    def resized(self, width: float) -> View:
        """Return the view in another width: a whole film stays whole, else the left edge stays."""
        if self.whole:
            return View.fit(self.frames, width)
        wider = replace(self, width=max(1.0, width))
        return wider._clamped(self.start, self.scale)

    def fitted(self, start: int, end: int, margin: float = 0.1) -> View:
        """Return the view of ``[start, end)`` with ``margin`` of its length at each side."""
        length = max(1, end - start) * (1 + 2 * margin)
        scale = min(self._most, max(self.width / self.frames, self.width / length))
        return self._clamped((start + end) / 2 - self.width / scale / 2, scale)

    def brought(self, start: int, end: int, *, least: float, margin: float) -> View:
        """Return a view in which a range can be seen and grasped.

        This one if the range is in it and at least ``least`` pixels wide; else the range with
        ``margin`` times its length at each side.
        """
        left, right = self.x_of(start), self.x_of(end)
        if left >= 0 and right <= self.width and right - left >= least:
            return self
        return self.fitted(start, end, margin)

    def pulled(self, x: float) -> View:
        """Return the view moved towards ``x``, if that is beside it; farther, if it is far."""
        beyond = x - min(self.width, max(0.0, x))
        return self.panned(beyond / 4) if beyond else self

    def followed(self, frame: int) -> View:
        """Return a view that shows ``frame``: this one if it does, else the page it begins."""
        if self.start <= frame < self.end - min(1.0, 1 / self.scale):
            return self
        return self._clamped(frame - 0.05 * self.width / self.scale, self.scale)

    def scroll(self) -> tuple[int, int]:
        """Return greatest and present value of a scroll bar, in pixels."""
        hidden = max(0.0, self.frames * self.scale - self.width)
        return round(hidden), round(self.start * self.scale)

    def scrolled(self, value: int) -> View:
        """Return the view at ``value`` of the scroll bar, see `scroll`."""
        return self._clamped(value / self.scale, self.scale)

    @property
    def _most(self) -> float:
        return max(MOST, self.width / self.frames)

    def _clamped(self, start: float, scale: float) -> View:
        # Never below the fit: rounding would leave a gap behind the film's end.
        scale = max(scale, self.width / self.frames)
        last = self.frames - self.width / scale
        if last < 1e-9 * self.frames:
            last = 0.0
        return replace(self, start=min(last, max(0.0, start)), scale=scale)


# ------------------------------------------------------------------------------------------ ruler


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of the ruler; ``label`` is empty for the small ones between."""

    frame: int
    label: str


def ticks(film: Film, view: View, room: float) -> list[Tick]:
    """Return the marks on screen in order, labels at least ``room`` pixels apart.

    Those from the last label on that is left of the screen are with them: it may reach into it.
    Labels are whole seconds until single frames have room: then they carry the frame as well.
    """
    second = view.scale * float(film.rate)
    parts = [n for n in range(1, round(film.rate)) if round(film.rate) % n == 0]
    major = next((n for n in parts if n * view.scale >= room), None)
    if major is not None:
        minor = next((n for n in parts if major % n == 0 and n * view.scale >= _BETWEEN), major)
        return list(_ticks_of_frames(film, view, major, minor))
    step = next((n for n in _SECONDS if n * second >= room), _SECONDS[-1])
    fine = [n for n in _SECONDS if step % n == 0 and n * second >= _BETWEEN]
    return list(_ticks_of_seconds(film, view, step, fine[0] if fine else step))


def _ticks_of_seconds(film: Film, view: View, step: int, fine: int) -> Iterator[Tick]:
    shown = view.frames_shown
    second = film.second_of(shown.start) // step * step
    while (frame := film.first_at(second)) < shown.stop:
        yield Tick(frame, clock(second) if second % step == 0 else "")
        second += fine


def _ticks_of_frames(film: Film, view: View, step: int, fine: int) -> Iterator[Tick]:
    shown = view.frames_shown
    second = film.second_of(shown.start)
    while (first := film.first_at(second)) < shown.stop:
        following = film.first_at(second + 1)
        for frame in range(first, min(following, shown.stop), fine):
            far = frame == first or following - frame >= fine
            if far:
                labelled = (frame - first) % step == 0 and (
                    frame == first or following - frame >= step
                )
                yield Tick(frame, film.timecode(frame) if labelled else "")
        second += 1


# ------------------------------------------------------------------------------------------ film


@dataclass(frozen=True, slots=True)
class Cell:
    """A place of the filmstrip and the frame to show in it."""

    left: float
    width: float
    frame: int


def cells(view: View, width: float) -> list[Cell]:
    """Return the places of the filmstrip on screen, each at least ``width`` pixels wide.

    They move with the film while panning. Frames are multiples of a power of two, at most half a
    place from its middle: while zooming, most pictures are at hand already. At the greatest zoom
    every frame has a place of its own.
    """
    if view.scale >= width:
        return [Cell(view.x_of(frame), view.scale, frame) for frame in view.frames_shown]
    every = 1 << int(math.log2(width / view.scale))
    last = (view.frames - 1) // every
    origin = view.start * view.scale
    places = range(int(origin // width), math.ceil((origin + view.width) / width))
    found = []
    for place in places:
        nearest = round((place + 0.5) * width / view.scale / every)
        found.append(Cell(place * width - origin, width, min(last, nearest) * every))
    return found


# ------------------------------------------------------------------------------------------ curve


class Curve(NamedTuple):
    """A curve on screen: positions, and what is lowest and highest at each."""

    x: Floats
    low: Floats
    high: Floats


def in_columns(curve: Curve) -> Curve:
    """Return a curve of single points as one of pixels: what straight lines between them cover."""
    import numpy as np

    x, y = curve.x, curve.high
    edges = np.arange(math.floor(x[0]), math.floor(x[-1]) + 2)
    heights = np.interp(edges, x, y)
    low, high = np.minimum(heights[:-1], heights[1:]), np.maximum(heights[:-1], heights[1:])
    columns = np.floor(x).astype(np.int64) - edges[0]
    np.minimum.at(low, columns, y)
    np.maximum.at(high, columns, y)
    return Curve(edges[:-1] + 0.5, low, high)


def envelope(values: Floats, view: View) -> Curve:
    """Return the curve of ``values``, one value per frame, as far as it is on screen.

    Where frames are narrower than a pixel, each position is a pixel and has the lowest and the
    highest of its values: no peak is lost. Else each is the middle of a frame, and both are its
    value. The pixels are counted from the film's start, so that nothing flickers while panning.
    """
    import numpy as np

    stop = min(len(values), view.frames)
    if view.scale >= 1:
        shown = view.frames_shown
        frames = np.arange(max(0, shown.start - 1), min(stop, shown.stop + 1))
        heights = values[frames]
        return Curve((frames + 0.5 - view.start) * view.scale, heights, heights)
    origin = math.floor(view.start * view.scale)
    pixels = np.arange(origin, origin + math.ceil(view.width) + 2)
    edges = np.ceil(pixels / view.scale).astype(np.int64)
    edges = edges[edges < stop]
    if not len(edges):
        return Curve(edges / 1.0, values[:0], values[:0])
    # The last column ends where the next would begin.
    close = min(stop, math.ceil((origin + len(edges)) / view.scale))
    part = values[edges[0] : close]
    places = pixels[: len(edges)] + 0.5 - view.start * view.scale
    columns = edges - edges[0]
    low, high = np.minimum.reduceat(part, columns), np.maximum.reduceat(part, columns)
    return Curve(places, low, high)
