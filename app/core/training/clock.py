"""Times of the clock and times that pass, in the few words there is room for.

Times are Unix seconds, shown in the zone of this machine.
"""

from __future__ import annotations

import time

_DAY = 86_400
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def moment(at: float, now: float) -> str:
    """Return when something was or will be: ``21:40``, ``yesterday 21:40``, ``Sat 09:30``.

    Within six days the day of the week says which one is meant; further away it is ``12 Mar
    09:30``, in another year ``12 Mar 2025``.
    """
    when, today = time.localtime(at), time.localtime(now)
    clock = f"{when.tm_hour:02d}:{when.tm_min:02d}"
    apart = _day(when) - _day(today)
    if apart in (-1, 0, 1):
        return " ".join(filter(None, (("", "tomorrow", "yesterday")[apart], clock)))
    if abs(apart) < 7:
        return f"{_DAYS[when.tm_wday]} {clock}"
    day = f"{when.tm_mday} {_MONTHS[when.tm_mon - 1]}"
    return f"{day} {clock}" if when.tm_year == today.tm_year else f"{day} {when.tm_year}"


def full_moment(at: float) -> str:
    """Return a time with its day and year: ``12 Mar 2025 09:30``."""
    when = time.localtime(at)
    day = f"{when.tm_mday} {_MONTHS[when.tm_mon - 1]} {when.tm_year}"
    return f"{day} {when.tm_hour:02d}:{when.tm_min:02d}"


def stopwatch(seconds: float) -> str:
    """Return ``0:02``, ``14:20`` or ``2:04:11``; below 0 counts as 0."""
    whole = max(0, round(seconds))
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def _day(when: time.struct_time) -> int:
    """Return the number of a day, counted on."""
    return round(time.mktime((when.tm_year, when.tm_mon, when.tm_mday, 12, 0, 0, 0, 0, -1))) // _DAY
