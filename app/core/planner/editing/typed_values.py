"""What is typed into a field of a dataset's card, read as the file has it."""

from __future__ import annotations

import re
from collections.abc import Callable

from app.core.errors import DatasetError
from app.core.language import tr
from app.core.planner.editing.key_help import CHOICES, Key
from app.core.planner.rules import FRAME_STEP
from app.core.planner.windows import round_frames


def value_of(key: Key, text: str) -> object:
    """Return what was typed as the file has it: a list is a list.

    Raises:
        DatasetError: It cannot be that; the sentence says what can be written.
    """
    return _READERS[key.control](key, text.strip())


def _numbers(text: str) -> list[int] | None:
    """Return the whole numbers of a text, parted by anything usual; None where it holds others."""
    parts = [part for part in re.split(r"[\s,;x×*\[\]]+", text.lower()) if part]
    return [int(part) for part in parts] if all(_is_number(part) for part in parts) else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 6


def _size(key: Key, text: str) -> list[int]:
    sides = _numbers(text) or []
    if len(sides) == 1:
        sides = sides * 2
    if len(sides) != 2:
        raise DatasetError(tr("Write a width and a height, such as 768 × 416."))
    if not all(key.low <= side <= key.high for side in sides):
        raise DatasetError(tr("Each side is {low} to {high:,} pixels.", low=key.low, high=key.high))
    return sides


def _lengths(_key: Key, text: str) -> list[int]:
    found = _numbers(text)
    if not found:
        raise DatasetError(tr("Write lengths in frames, such as 1, 21."))
    for frames in found:
        _check_length(frames)
    return sorted(set(found))


def _frames(key: Key, text: str) -> int:
    frames = _number(key, text)
    _check_length(frames)
    return frames


def _check_length(frames: int) -> None:
    if frames < 1:
        raise DatasetError(tr("A window has 1 frame or more."))
    if frames % FRAME_STEP != 1:
        below = round_frames(frames)
        if below < 1:
            raise DatasetError(
                tr("Lengths are 4n + 1: write 1 instead of {frames}.", frames=frames)
            )
        raise DatasetError(
            tr(
                "Lengths are 4n + 1: write {below} or {above} instead of {frames}.",
                below=below,
                above=below + FRAME_STEP,
                frames=frames,
            )
        )


def _number(key: Key, text: str) -> int:
    found = _numbers(text) or []
    if len(found) != 1 or not key.low <= found[0] <= key.high:
        raise DatasetError(
            tr("Write a whole number from {low} to {high:,}.", low=key.low, high=key.high)
        )
    return found[0]


def _several(_key: Key, text: str) -> list[int]:
    found = _numbers(text)
    if not found:
        raise DatasetError(tr("Write whole numbers, such as 0, 10."))
    return found


def _rate(key: Key, text: str) -> float:
    """Read a rate: 30, 29.97, 30000/1001."""
    above, slash, below = text.replace(",", ".").partition("/")
    try:
        rate = float(above) / float(below) if slash else float(above)
    except (ValueError, ZeroDivisionError):
        rate = 0.0
    if not key.low <= rate <= key.high:
        raise DatasetError(
            tr(
                "Write frames per second, {low} to {high:,}, such as 29.97.",
                low=key.low,
                high=key.high,
            )
        )
    return rate


def _words(key: Key, text: str) -> str:
    if not text:
        raise DatasetError(tr("Write something, or take the key out."))
    if key.name == "caption_extension":
        return text if text.startswith(".") else f".{text}"
    return text


def _path(_key: Key, text: str) -> str:
    """Read a path as it was typed or pasted, quotes and all; the file has forward slashes."""
    path = text.strip("\"'").strip()
    if not path:
        raise DatasetError(tr("Choose a folder, or take the key out."))
    return path.replace("\\", "/")


def _switch(_key: Key, text: str) -> bool:
    words = {"yes": True, "true": True, "no": False, "false": False}
    words |= {tr("yes").lower(): True, tr("no").lower(): False}
    said = words.get(text.lower())
    if said is None:
        raise DatasetError(tr("Write yes or no."))
    return said


def _choice(key: Key, text: str) -> str:
    choices = CHOICES[key.name]
    if text not in choices:
        raise DatasetError(tr("It is one of {choices}.", choices=", ".join(choices)))
    return text


_READERS: dict[str, Callable[[Key, str], object]] = {
    "text": _words,
    "folder": _path,
    "file": _path,
    "number": _number,
    "frames": _frames,
    "lengths": _lengths,
    "numbers": _several,
    "size": _size,
    "rate": _rate,
    "switch": _switch,
    "choice": _choice,
}
