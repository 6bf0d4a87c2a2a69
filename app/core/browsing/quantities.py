"""Numbers with units, as people write them into a filter."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from app.core.browsing.terms import Between, Counted, Size, Stepped, Term

_MOST_STARS = 5
_STEPS = re.compile(r"(\d{1,6})n(?:\+(\d{1,6}))?")
_RANGE = re.compile(r"(.*?)(?:\.\.\.?|…)(.*)")
_PLAIN = re.compile(r"\d{1,9}(?:[.,]\d{1,9})?")
_CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,4}):(\d{1,2}(?:[.,]\d{1,3})?)")
_SIZE = re.compile(r"(\d{1,6})[x×*](\d{1,6})")


class Quantity(NamedTuple):
    """A number and how far from it what is written the same way may lie, half a last digit."""

    value: float
    half: float = 0.0


Reader = Callable[[str], Quantity | None]


def number_term(key: str, compare: str, text: str) -> Term | None:
    """Return the term of a comparison; None where what is compared with is no such number.

    Args:
        key: A key whose kind is ``number``.
        compare: One of ``: = < <= > >=``.
        text: What stands behind it, folded.
    """
    if key == "size":
        return _size(compare, text)
    counted: Counted = key  # type: ignore[assignment]  # of `vocabulary`, whose test knows them
    equal = compare in ":="
    steps = _STEPS.fullmatch(text)
    if key == "len" and equal and steps is not None and int(steps[1]):
        return Stepped(int(steps[1]), int(steps[2] or 0) % int(steps[1]))
    if key == "rating" and equal and text in ("none", "no"):
        return Between("rating", 0, 0)
    read = _READERS[counted]
    ends = _RANGE.fullmatch(text)
    if ends is not None:
        return _between(counted, ends[1], ends[2], read) if equal else None
    found = read(text)
    return None if found is None else Between(counted, *_span(compare, found))


def _between(key: Counted, first: str, last: str, read: Reader) -> Term | None:
    low, high = (read(end) if end else None for end in (first, last))
    if (first and low is None) or (last and high is None) or not (first or last):
        return None
    return Between(
        key,
        -math.inf if low is None else low.value,
        math.inf if high is None else high.value,
    )


def _span(compare: str, found: Quantity) -> tuple[float, float]:
    """Return the least and the greatest number that compares so."""
    value = found.value
    if compare in ":=":
        above = math.nextafter(value + found.half, -math.inf) if found.half else value
        return value - found.half, above
    return {
        "<": (-math.inf, math.nextafter(value, -math.inf)),
        "<=": (-math.inf, value),
        ">": (math.nextafter(value, math.inf), math.inf),
        ">=": (value, math.inf),
    }[compare]


def _size(compare: str, text: str) -> Term | None:
    sides = _SIZE.fullmatch(text.removesuffix("px"))
    if sides is not None:
        width, height = int(sides[1]), int(sides[2])
    else:
        side = _whole(text.removesuffix("px").removesuffix("p"))
        if side is None:
            return None
        width = height = int(side.value)
    if not width or not height or (sides is None and compare in ":="):
        return None
    return Size(width, height, *_span(compare, Quantity(1.0)), same=compare in ":=")


# ------------------------------------------------------------------------------------ readers


def _whole(text: str) -> Quantity | None:
    return Quantity(int(text)) if re.fullmatch(r"\d{1,9}", text, re.ASCII) else None


def _frames(text: str) -> Quantity | None:
    return _whole(re.sub(r"\s*f(rames?)?$", "", text))


def _pixels(text: str) -> Quantity | None:
    return _whole(text.removesuffix("px"))


def _stars(text: str) -> Quantity | None:
    if text and not text.strip("*★"):
        text = str(len(text))
    found = _whole(text)
    return found if found is not None and found.value <= _MOST_STARS else None


def _plain(text: str) -> Quantity | None:
    if not _PLAIN.fullmatch(text):
        return None
    text = text.replace(",", ".")
    return Quantity(float(text), 0.5 * 0.1 ** len(text.partition(".")[2]))


def _share(text: str) -> Quantity | None:
    found = _plain(text.removesuffix("%"))
    if found is None or not text.endswith("%"):
        return found
    return Quantity(found.value / 100, found.half / 100)


def _time(text: str) -> Quantity | None:
    """Return milliseconds of ``4``, ``1.5s``, ``250ms``, ``0:42:10``."""
    clock = _CLOCK.fullmatch(text)
    if clock is not None:
        seconds = _plain(clock[3])
        if seconds is None:
            return None
        whole = int(clock[1] or 0) * 3600 + int(clock[2]) * 60
        return Quantity(1000 * (whole + seconds.value), 1000 * seconds.half)
    unit, scale = ("ms", 1) if text.endswith("ms") else ("s", 1000)
    found = _plain(text.removesuffix("sec").removesuffix(unit))
    return None if found is None else Quantity(scale * found.value, scale * found.half)


_READERS: Mapping[Counted, Reader] = {
    "len": _frames,
    "sec": _time,
    "at": _time,
    "rating": _stars,
    "motion": _share,
    "score": _share,
    "width": _pixels,
    "height": _pixels,
    "picks": _whole,
    "tokens": _whole,
    "words": _whole,
}
