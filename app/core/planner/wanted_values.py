"""What the trainer accepts for a key, and what to write instead of a value it refuses.

Each check returns "" for a value that is accepted, else the end of a sentence that has the value
itself as it would be accepted, where that can be told.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from typing import Any

from app.core.language import noted, tr

Check = Callable[[object], str]

_MOST = 2**63  # what nothing that counts samples holds
_TOO_LARGE = noted("it must be a smaller number")

_YES, _NO = ("true", "yes", "on", "1"), ("false", "no", "off", "0", "")


def wants_text(value: object) -> str:
    """Check a text."""
    if isinstance(value, str):
        return ""
    meant = isinstance(value, bool | int | float)
    return _wanted(tr('a text in quotes, such as "name"'), shown(shown(value)) if meant else "")


def wants_integer(value: object) -> str:
    """Check a whole number; true and false pass."""
    if isinstance(value, int):
        return "" if _is_countable(value) else tr(_TOO_LARGE)
    number = _number(value)
    return _wanted(
        tr("a whole number without quotes"), "" if number is None else str(round(number))
    )


def wants_float(value: object) -> str:
    """Check a number with a decimal point."""
    if isinstance(value, float):
        return ""
    number = _number(value)
    written = "" if number is None or abs(number) > 10**9 else repr(float(number))
    return _wanted(tr("a number with a decimal point, such as 24.0"), written)


def wants_bool(value: object) -> str:
    """Check true or false."""
    if isinstance(value, bool):
        return ""
    said = str(value).strip().lower()
    written = "true" if said in _YES else "false" if said in _NO else ""
    return _wanted(tr("true or false, without quotes"), written)


def wants_integers(value: object) -> str:
    """Check a list of whole numbers."""
    if isinstance(value, list) and all(isinstance(item, int) for item in value):
        return "" if all(map(_is_countable, value)) else tr(_TOO_LARGE)
    return _wanted(tr("a list of whole numbers, such as [45]"), _listed(_integers(value)))


def wants_size(value: object) -> str:
    """Check one whole number, or two."""
    sides = value if isinstance(value, list) and len(value) == 2 else [value]
    if all(isinstance(side, int) for side in sides):
        return "" if all(map(_is_countable, sides)) else tr(_TOO_LARGE)
    found = _integers(value)
    sides = found * 2 if len(found) == 1 else found[:2]
    what = tr("one whole number, or a width and a height such as [768, 416]")
    return _wanted(what, _listed(sides))


def shown(value: Any) -> str:  # noqa: ANN401
    """Return a value as it is written in a dataset file."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return f"[{', '.join(map(shown, value))}]"
    if isinstance(value, int) and not _is_countable(value):
        most = f"{'-' if value < 0 else ''}{_MOST}"
        return tr("{number} and more", number=most)
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key} = {shown(item)}' for key, item in value.items())}}}"
    return str(value)


def _is_countable(number: int) -> bool:
    return abs(number) < _MOST


def _wanted(what: str, written: str) -> str:
    """Return the end of a sentence; ``what`` is in the language of now."""
    if written:
        return tr("it must be {what}: write {written}", what=what, written=written)
    return tr("it must be {what}", what=what)


def _number(value: object) -> float | None:
    """Return the number that is meant; None where none is, or none that is finite."""
    try:
        number = float(value) if isinstance(value, int | float | str) else math.nan
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _integers(value: object) -> list[int]:
    """Return the whole numbers that are meant, such as of "768x416"; none where others are too."""
    parts = re.split(r"[\s,;x×*]+", value.strip("[]() ")) if isinstance(value, str) else value
    numbers = [_number(part) for part in (parts if isinstance(parts, list) else [parts])]
    if any(number is None for number in numbers):
        return []
    return [round(number) for number in numbers if number is not None]


def _listed(numbers: list[int]) -> str:
    return str(numbers) if numbers else ""
