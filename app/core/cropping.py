"""A crop being drawn: moved, sized, typed; pure arithmetic of what the hand may make of it.

Everything is in pixels of the upright picture with square pixels, as `media.geometry` takes it.
Whatever is asked for, a crop that is returned lies in the picture and has an even corner, so that
colour samples, which stand for 2x2 pixels, are not torn apart; its sides are multiples of a step.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import NamedTuple

from app.core.errors import ProjectError
from app.core.language import enumerated, noted, tr
from app.core.media.geometry import Crop, Size

SIXTEEN = 16
"""Sides that are multiples of it are those the trainer's buckets have."""
EVEN = 2
"""The least that a clip's sides must be multiples of."""


class Handle(NamedTuple):
    """What of a frame is held: -1 is the left or upper edge, 1 the right or lower, 0 neither."""

    across: int
    down: int


HANDLES = tuple(
    Handle(across, down) for down in (-1, 0, 1) for across in (-1, 0, 1) if across or down
)
"""The corners and the middles of the edges."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a crop must obey.

    Attributes:
        picture: The whole upright picture; both sides at least 2.
        step: Sides are multiples of it: `SIXTEEN` or `EVEN`.
        shape: Width over height that is kept as nearly as the step allows; None = free.
        reach: Pixels within which an edge goes to the picture's edge or to where it is centred.
    """

    picture: Size
    step: int = SIXTEEN
    shape: Fraction | None = None
    reach: int = 0

    @property
    def all(self) -> Crop:
        """As much of the picture as has even sides."""
        width, height = self.picture
        return Crop(width // EVEN * EVEN, height // EVEN * EVEN, 0, 0)

    @property
    def least(self) -> Size:
        """The smallest sides a crop may have."""
        whole = self.all
        return Size(min(self.step, whole.width), min(self.step, whole.height))

    def down(self, side: Fraction | int, room: int) -> int:
        """Return the greatest legal length up to ``side`` and ``room``; ``room`` where none is."""
        fitting = int(min(side, room)) // self.step * self.step
        return fitting or min(self.step, room // EVEN * EVEN)

    def near(self, side: Fraction | int, room: int) -> int:
        """Return the legal length nearest to ``side`` that has ``room``."""
        return self.down(max(self.step, round(Fraction(side) / self.step) * self.step), room)

    def sized(self, wanted: Size, room: Size) -> Size:
        """Return the legal size nearest to a wanted one, no larger than ``room``.

        With a shape the width decides.
        """
        if self.shape is None:
            return Size(self.near(wanted.width, room.width), self.near(wanted.height, room.height))
        most = min(Fraction(room.width), room.height * self.shape)
        exact = self._exact(min(Fraction(wanted.width), most), most)
        if exact is not None:
            return exact
        width = self.near(min(Fraction(wanted.width), most), room.width)
        return Size(width, self.near(width / self.shape, room.height))

    def _exact(self, width: Fraction, most: Fraction) -> Size | None:
        """Return the size that has the very shape, where one is within reach of ``width``."""
        assert self.shape is not None
        unit = self.step * self.shape.numerator
        found = round(width / unit) * unit
        if not 0 < found <= most or abs(found - width) > max(self.reach, self.step // 2):
            return None
        return Size(found, int(found / self.shape))

    def largest(self, room: Size) -> Size:
        """Return the largest legal size within ``room``; with a shape, the one truest to it."""
        shape = self.shape
        if shape is None:
            return Size(self.down(room.width, room.width), self.down(room.height, room.height))
        most = min(Fraction(room.width), room.height * shape)
        widths = {self.down(most - less * self.step, room.width) for less in (0, 1)}
        sizes = [Size(width, self.near(width / shape, room.height)) for width in widths]
        return min(sizes, key=lambda size: (abs(size.height * shape - size.width), -size.width))


# -------------------------------------------------------------------------------------- the hand


def moved(crop: Crop, x: int, y: int, rules: Rules) -> Crop:
    """Return a crop of the same size with its corner at ``(x, y)``, or near it in the picture."""
    width, height = rules.picture
    return crop._replace(
        x=_placed(x, width - crop.width, rules.reach),
        y=_placed(y, height - crop.height, rules.reach),
    )


def _placed(wanted: int, room: int, reach: int) -> int:
    """Return an even place from 0 to ``room``, drawn to its ends and its middle."""
    found = _drawn(wanted, (0, room, room // 2), reach)
    return max(0, min(room, found)) // EVEN * EVEN


def _drawn(wanted: int, magnets: Iterable[int], reach: int) -> int:
    nearest = min(magnets, key=lambda each: abs(each - wanted))
    return nearest if abs(nearest - wanted) <= reach else wanted


def dragged(crop: Crop, handle: Handle, x: int, y: int, rules: Rules) -> Crop:
    """Return a crop whose held edges went to ``(x, y)``, a point of the picture or outside it.

    The edge or corner opposite stays. With a shape, what is held by one edge grows evenly to both
    sides of the middle of the other two.
    """
    left, right = _edges(crop.x, crop.width, handle.across, x, rules.picture.width, rules.reach)
    top, bottom = _edges(crop.y, crop.height, handle.down, y, rules.picture.height, rules.reach)
    wanted = Size(right - left, bottom - top)
    room = Size(
        _room(crop.x, crop.width, handle.across, rules.picture.width),
        _room(crop.y, crop.height, handle.down, rules.picture.height),
    )
    if rules.shape is None:
        size = rules.sized(wanted, room)
        size = Size(
            size.width if handle.across else crop.width,
            size.height if handle.down else crop.height,
        )
    else:
        size = rules.sized(_shaped_wish(wanted, handle, rules.shape), room)
    return Crop(
        *size,
        _from_anchor(crop.x, crop.width, handle.across, size.width, rules.picture.width),
        _from_anchor(crop.y, crop.height, handle.down, size.height, rules.picture.height),
    )


def _shaped_wish(wanted: Size, handle: Handle, shape: Fraction) -> Size:
    """Return the wish with the width that the held edges ask for together."""
    by_height = round(wanted.height * shape)
    if not handle.across:
        return Size(by_height, wanted.height)
    return Size(max(wanted.width, by_height) if handle.down else wanted.width, wanted.height)


def _edges(
    start: int, length: int, side: int, to: int, picture: int, reach: int
) -> tuple[int, int]:
    """Return where the two edges of one direction would be."""
    end = start + length
    if side > 0:
        return start, max(start, _drawn(min(to, picture), (picture, picture - start), reach))
    if side < 0:
        return min(end, _drawn(max(to, 0), (0, picture - end), reach)), end
    return start, end


def _room(start: int, length: int, side: int, picture: int) -> int:
    """Return how long a crop can get: from the edge opposite, or from the middle."""
    if side > 0:
        return picture - start
    return start + length if side < 0 else picture


def _from_anchor(start: int, before: int, side: int, length: int, picture: int) -> int:
    """Return where a crop of a new length begins whose edge opposite, or middle, stays."""
    if side > 0:
        return start
    end = start + before
    place = end - length if side < 0 else start + (before - length) // 2
    return max(0, min(picture - length, place)) // EVEN * EVEN


def drawn(x: int, y: int, to_x: int, to_y: int, rules: Rules) -> Crop:
    """Return a new crop drawn from one point of the picture to another."""
    width, height = rules.picture
    least = rules.least
    left = max(0, min(width - least.width, x)) // EVEN * EVEN
    top = max(0, min(height - least.height, y)) // EVEN * EVEN
    handle = Handle(1 if to_x >= x else -1, 1 if to_y >= y else -1)
    return dragged(Crop(*least, left, top), handle, to_x, to_y, rules)


def grown(crop: Crop, steps: int, rules: Rules) -> Crop:
    """Return a crop wider and higher by steps, smaller by negative ones, around its middle."""
    more = steps * rules.step
    wanted = Size(max(1, crop.width + more), max(1, crop.height + more))
    if rules.shape is None and steps > 0:
        wanted = Size(min(wanted.width, rules.picture.width), min(wanted.height, rules.picture[1]))
    return _around(crop, rules.sized(wanted, rules.picture), rules)


def shaped(crop: Crop, rules: Rules) -> Crop:
    """Return the largest legal crop within one, in its middle."""
    return _around(crop, rules.largest(crop.size), rules)


def _around(crop: Crop, size: Size, rules: Rules) -> Crop:
    x = crop.x + (crop.width - size.width) // 2
    y = crop.y + (crop.height - size.height) // 2
    return moved(Crop(*size, 0, 0), x, y, replace(rules, reach=0))


# ------------------------------------------------------------------------------ whole and typed


def to_keep(crop: Crop, picture: Size) -> Crop | None:
    """Return what a project keeps of a crop: None where it takes nothing away."""
    return None if crop == Rules(picture).all else crop


def to_draw(crop: Crop | None, picture: Size) -> Crop:
    """Return where the frame of a kept crop lies; one that leaves the picture is cut down."""
    whole = Rules(picture).all
    if crop is None:
        return whole
    left = max(0, min(crop.x, whole.width - EVEN))
    top = max(0, min(crop.y, whole.height - EVEN))
    width = max(EVEN, min(crop.width, picture.width - left) // EVEN * EVEN)
    height = max(EVEN, min(crop.height, picture.height - top) // EVEN * EVEN)
    return Crop(width, height, left, top)


def fits(crop: Crop | None, picture: Size) -> bool:
    """Return whether a crop lies in a picture."""
    if crop is None:
        return True
    width, height = crop.x + crop.width, crop.y + crop.height
    return min(crop.x, crop.y) >= 0 and width <= picture.width and height <= picture.height


_TYPED = re.compile(r"(\d{1,6})\D+?(\d{1,6})(?:\D+?(\d{1,6})\D+?(\d{1,6}))?")

_SHOWN = 20  # characters of what was typed that a sentence repeats


def typed(text: str, picture: Size) -> Crop | None:
    """Return the crop that a person typed, or None for the whole picture.

    ``1920×1040+0+20``, ``1920x1040 0 20`` and ``1920:1040:0:20`` are the same; without a corner it
    lies in the middle; nothing at all is the whole picture. Odd numbers are rounded down.

    Raises:
        ProjectError: It is none, or does not lie in the picture.
    """
    text = text.strip()
    if not text:
        return None
    found = _TYPED.fullmatch(text)
    if found is None:
        shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
        raise ProjectError(
            tr(
                '"{typed}" is no crop: type width × height + left + top, as 1920×1040+0+20.',
                typed=shown,
            )
        )
    width, height = (int(each) // EVEN * EVEN for each in found.group(1, 2))
    if found[3] is None:
        left, top = (picture.width - width) // 2, (picture.height - height) // 2
    else:
        left, top = int(found[3]), int(found[4])
    crop = Crop(width, height, left // EVEN * EVEN, top // EVEN * EVEN)
    if not fits(crop, picture) or min(crop.size) < EVEN:
        where = said(crop) if found[3] is not None else f"{width}×{height}"
        raise ProjectError(
            tr(
                "{crop} does not lie in the {width}×{height} picture: type a smaller one.",
                crop=where,
                width=picture.width,
                height=picture.height,
            )
        )
    return to_keep(crop, picture)


# ------------------------------------------------------------------------------------ in words

_KNOWN = tuple(
    Fraction(shape)
    for shape in ("16/9", "9/16", "4/3", "3/4", "3/2", "2/3", "1", "21/9", "37/20", "47/20", "2")
)
_LARGEST_TERM = 25  # of a ratio that says something
_NEAR = Fraction(1, 200)  # share by which a shape may differ and still be called so


def said(crop: Crop) -> str:
    """Return a crop as it is typed."""
    return f"{crop.width}×{crop.height}+{crop.x}+{crop.y}"


def shape_words(size: Size) -> str:
    """Return a shape for people: ``24:13``, ``≈ 16:9`` or ``1.90:1``."""
    shape = Fraction(size.width, size.height)
    if shape in _KNOWN or max(shape.numerator, shape.denominator) <= _LARGEST_TERM:
        return _ratio(shape)
    near = min(_KNOWN, key=lambda known: abs(known - shape))
    if abs(near - shape) <= _NEAR * near:
        return f"≈ {_ratio(near)}"
    return f"{float(shape):.2f}:1"


def _ratio(shape: Fraction) -> str:
    if shape.denominator == 20 and shape in _KNOWN:
        return f"{float(shape):.2f}:1"  # 1.85 and 2.35, as films are called
    if shape == Fraction(7, 3):
        return "21:9"
    return f"{shape.numerator}:{shape.denominator}"


def taken_words(crop: Crop | None, picture: Size) -> str:
    """Return what a crop takes away: ``20 px off above and below · 8 px left``."""
    if crop is None or crop == Rules(picture).all:
        return tr("the whole picture")
    left, above = crop.x, crop.y
    right, below = picture.width - left - crop.width, picture.height - above - crop.height
    down = _sides(above, below, _DOWN, off=True)
    across = _sides(left, right, _ACROSS, off=not down)
    return " · ".join(filter(None, (down, across)))


_DOWN = (
    (noted("{pixels} px above"), noted("{pixels} px off above")),
    (noted("{pixels} px below"), noted("{pixels} px off below")),
    (noted("{pixels} px above and below"), noted("{pixels} px off above and below")),
)
_ACROSS = (
    (noted("{pixels} px left"), noted("{pixels} px off left")),
    (noted("{pixels} px right"), noted("{pixels} px off right")),
    (noted("{pixels} px left and right"), noted("{pixels} px off left and right")),
)
"""What is said of one side, of the other, of both alike; each time without and with ``off``."""


def _sides(first: int, second: int, said: tuple[tuple[str, str], ...], *, off: bool) -> str:
    if first == second:
        return tr(said[2][off], pixels=first) if first else ""
    parts: list[str] = []
    for pixels, words in ((first, said[0]), (second, said[1])):
        if pixels:
            parts.append(tr(words[off and not parts], pixels=pixels))
    return enumerated(parts)
