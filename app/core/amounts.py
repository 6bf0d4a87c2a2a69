"""Amounts in words, in the language of now: how many, how long, how large.

What is counted down has two units (`duration`); what is estimated has one, with a digit after the
point where it is hours (`hours` and what is made of it).
"""

from __future__ import annotations

from app.core import language
from app.core.language import noted, tr

_SECONDS, _MINUTES, _HOURS = noted("{number} s"), noted("{number} min"), noted("{number} h")


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return ``1,204 shots`` or ``1 shot``; ``plural`` where it is not the noun with an s."""
    several = plural or noun + "s"
    said = language.found(f"{{number:,}} {several}")
    if said is not None:
        return said.format(number=number)
    return f"{number:,} {noun if number == 1 else several}"


def disk_size(amount: float) -> str:
    """Return bytes as ``1.2 GB``, ``307 MB`` or ``189 kB``, as disks are sold: of 1000 each."""
    if amount >= 1e9:
        return f"{amount / 1e9:,.1f} GB"
    return f"{amount / 1e6:,.0f} MB" if amount >= 1e6 else f"{max(1, round(amount / 1e3)):,} kB"


def duration(seconds: float) -> str:
    """Return ``1 h 5 min``, ``1 min 10 s`` or ``12 s``; below 0 counts as 0."""
    whole = max(0, round(seconds))
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    if hours:
        return tr("{hours} h {minutes} min", hours=hours, minutes=minutes)
    if minutes:
        return tr("{minutes} min {seconds} s", minutes=minutes, seconds=rest)
    return tr(_SECONDS, number=rest)


def hours(seconds: float) -> str:
    """Return ``3.5 h``, ``42 min`` or ``12 s``."""
    size, unit, digits = _unit(seconds)
    return tr(unit, number=f"{seconds / size:.{digits}f}")


def days(seconds: float) -> str:
    """Return ``7 d 5 h``, ``11 h``, or less as `hours` has it."""
    number, unit = _in_days(seconds)
    return tr(unit, number=number) if unit else number


def with_error(seconds: float, error: float) -> str:
    """Return a time with its error, both in one unit: ``3.5 ± 0.5 h``, ``7 d 5 h ± 22 h``."""
    if seconds >= 36_000:
        return f"{days(seconds)} ± {days(error)}"
    size, unit, _ = _unit(seconds)
    return tr(unit, number=f"{seconds / size:.1f} ± {error / size:.1f}")


def between(low: float, high: float) -> str:
    """Return a time that is known roughly: ``17–59 min``, ``17 min – 1.1 h``, ``42 min``."""
    first, last = days(low), days(high)
    if first == last:
        return last
    (least, unit), (most, other) = _in_days(low), _in_days(high)
    return tr(unit, number=f"{least}–{most}") if unit and unit == other else f"{first} – {last}"


def more_time(seconds: float) -> str:
    """Return ``+14 min``, ``−40 s`` or ``+2.3 h``."""
    return f"{'−' if seconds < 0 else '+'}{hours(abs(seconds))}"


def _in_days(seconds: float) -> tuple[str, str]:
    """Return a time's number and its unit, a text to `tr`; all of it and none, from a day on."""
    if seconds < 36_000:
        size, unit, digits = _unit(seconds)
        return f"{seconds / size:.{digits}f}", unit
    whole = round(seconds / 3600)
    if whole < 24:
        return f"{whole}", _HOURS
    return tr("{days:,} d {hours} h", days=whole // 24, hours=whole % 24), ""


def _unit(seconds: float) -> tuple[int, str, int]:
    """Return seconds of a unit that suits a time, its text to `tr`, and digits after the point."""
    if seconds < 59.5:
        return 1, _SECONDS, 0
    return (60, _MINUTES, 0) if seconds < 3570 else (3600, _HOURS, 1)
