"""What people type on the command line, as values: rates, crops, sizes; and back."""

from __future__ import annotations

import re
import time
from fractions import Fraction

import typer

# Up to six digits on either side of a point, over a divisor: what containers can say exactly.
_RATE = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,6})?)(?:/([1-9][0-9]{0,8}))?")
_SLOWEST, _FASTEST = Fraction(1, 1000), 1000  # frames per second

# Rates that are written rounded: 23.976 means 24000/1001.
_NTSC = {
    Fraction(text): Fraction(n * 1000, 1001)
    for text, n in (
        ("23.976", 24),
        ("23.98", 24),
        ("29.97", 30),
        ("47.952", 48),
        ("59.94", 60),
        ("119.88", 120),
    )
}


def rate_value(text: str) -> Fraction:
    """Return a rate in frames per second from ``16``, ``24000/1001`` or ``29.97``.

    Raises:
        typer.BadParameter: It is no such number between 0.001 and 1000.
    """
    match = _RATE.fullmatch(text)
    rate = Fraction(0) if match is None else Fraction(match[1]) / int(match[2] or 1)
    if not _SLOWEST <= rate <= _FASTEST:
        raise typer.BadParameter(f"{text!r} is no rate; give 16, 24000/1001 or 29.97")
    return _NTSC.get(rate, rate)


def rate_text(rate: Fraction) -> str:
    """Return a rate as ``n/d``, the form of the program's JSON."""
    return f"{rate.numerator}/{rate.denominator}"


def size_value(text: str) -> tuple[int, int]:
    """Return width and height in pixels from ``768x416``.

    Raises:
        typer.BadParameter: It is no such size.
    """
    numbers = _numbers(text.lower(), "x", 2)
    if numbers is None or min(numbers) < 1:
        raise typer.BadParameter(f"{text!r} is no size; give WIDTHxHEIGHT such as 768x416")
    return numbers[0], numbers[1]


def crop_value(text: str) -> tuple[int, int, int, int]:
    """Return width, height, x and y in pixels from ``1920:1040:0:20``.

    Raises:
        typer.BadParameter: It is no such crop.
    """
    numbers = _numbers(text, ":", 4)
    if numbers is None or min(numbers) < 0 or min(numbers[:2]) < 1:
        raise typer.BadParameter(f"{text!r} is no crop; give W:H:X:Y such as 1920:1040:0:20")
    return numbers[0], numbers[1], numbers[2], numbers[3]


def _numbers(text: str, separator: str, count: int) -> list[int] | None:
    parts = text.split(separator)
    if len(parts) != count or not all(re.fullmatch("[0-9]{1,9}", part) for part in parts):
        return None
    return [int(part) for part in parts]


def timecode(seconds: Fraction) -> str:
    """Return ``1:02:03.45``: hours, minutes, seconds and hundredths, rounded down."""
    hundredths = int(seconds * 100)
    whole, rest = divmod(hundredths, 100)
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}.{rest:02d}"


def moment_value(text: str, now: float) -> float:
    """Return the next time that the clock of this machine says ``HH:MM``, Unix seconds.

    Args:
        text: ``7:05`` or ``23:30``.
        now: Unix seconds.

    Raises:
        typer.BadParameter: It is no such time.
    """
    match = re.fullmatch(r"([0-9]{1,2}):([0-9]{2})", text)
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        raise typer.BadParameter(f"{text!r} is no time; give HH:MM such as 23:30")
    today = time.localtime(now)
    for days in (0, 1):
        day = (today.tm_year, today.tm_mon, today.tm_mday + days)
        moment = time.mktime((*day, int(match[1]), int(match[2]), 0, 0, 0, -1))
        if moment > now:
            return moment
    return moment
