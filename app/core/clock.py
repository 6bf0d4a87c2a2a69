"""Times of the clock and times that pass, in the few words there is room for.

Times are Unix seconds, shown in the zone of this machine.
"""

from __future__ import annotations

import time
from datetime import datetime

from app.core.language import noted, tr

_DAY = 86_400
_DAYS = (
    noted("Mon"),
    noted("Tue"),
    noted("Wed"),
    noted("Thu"),
    noted("Fri"),
    noted("Sat"),
    noted("Sun"),
)
_MONTHS = (
    noted("Jan"),
    noted("Feb"),
    noted("Mar"),
    noted("Apr"),
    noted("May"),
    noted("Jun"),
    noted("Jul"),
    noted("Aug"),
    noted("Sep"),
    noted("Oct"),
    noted("Nov"),
    noted("Dec"),
)


def moment(at: float, now: float) -> str:
    """Return when something was or will be: ``21:40``, ``yesterday 21:40``, ``Sat 09:30``.

    Within six days the day of the week says which one is meant; further away it is ``12 Mar
    09:30``, in another year ``12 Mar 2025``.
    """
    when, today = time.localtime(at), time.localtime(now)
    clock = f"{when.tm_hour:02d}:{when.tm_min:02d}"
    apart = _day(when) - _day(today)
    if apart == 0:
        return clock
    if abs(apart) == 1:
        return (
            tr("tomorrow {time}", time=clock) if apart > 0 else tr("yesterday {time}", time=clock)
        )
    if abs(apart) < 7:
        return tr("{weekday} {time}", weekday=tr(_DAYS[when.tm_wday]), time=clock)
    day, month = when.tm_mday, tr(_MONTHS[when.tm_mon - 1])
    if when.tm_year == today.tm_year:
        return tr("{day} {month} {time}", day=day, month=month, time=clock)
    return tr("{day} {month} {year}", day=day, month=month, year=when.tm_year)


def moment_of(text: str, now: float) -> str:
    """Return the same of a time in ISO 8601; a text that is none is returned as it is."""
    try:
        at = datetime.fromisoformat(text).timestamp()
    except ValueError:
        return text
    return moment(at, now)


def full_moment(at: float) -> str:
    """Return a time with its day and year: ``12 Mar 2025 09:30``."""
    when = time.localtime(at)
    return tr(
        "{day} {month} {year} {time}",
        day=when.tm_mday,
        month=tr(_MONTHS[when.tm_mon - 1]),
        year=when.tm_year,
        time=f"{when.tm_hour:02d}:{when.tm_min:02d}",
    )


def stopwatch(seconds: float) -> str:
    """Return ``0:02``, ``14:20`` or ``2:04:11``; below 0 counts as 0."""
    whole = max(0, round(seconds))
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def _day(when: time.struct_time) -> int:
    """Return the number of a day, counted on."""
    return round(time.mktime((when.tm_year, when.tm_mon, when.tm_mday, 12, 0, 0, 0, 0, -1))) // _DAY
