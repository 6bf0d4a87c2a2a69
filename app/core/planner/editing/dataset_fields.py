"""What a card of the dataset file shows: its keys, their values, and what is typed into them.

A `Section` is a table of the file as it is written; its `Field`s are what a person sees of it.
Nothing here changes the file: `value_of` reads what was typed, `entry_text` writes it.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from app.core.errors import DatasetError
from app.core.planner.editing.key_help import CHOICES, Key, key_named, keys_of, silence_of
from app.core.planner.rules import FRAME_STEP
from app.core.planner.schema import DEPRECATED, Kind
from app.core.planner.windows import round_frames

Origin = Literal["own", "general", "default"]

_USUAL_STRIDE, _USUAL_SAMPLE = 8, 2
_NAMES = ("video_directory", "video_jsonl_file"), ("image_directory", "image_jsonl_file")


@dataclass(frozen=True)
class Section:
    """``[general]`` or one entry of ``[[datasets]]``, as it is written.

    Attributes:
        index: Its place among the entries, from 0; None for ``[general]``.
        kind: What it reads; None for ``[general]``.
        own: What stands in it; empty where it is no table.
        general: What stands in ``[general]``, which holds where it says nothing itself.
    """

    index: int | None
    kind: Kind | None
    own: Mapping[str, Any]
    general: Mapping[str, Any]

    def value(self, name: str) -> object:
        """Return what holds for a key: its own, the general one, or the trainer's default."""
        key = key_named(name)
        if name in self.own:
            return self.own[name]
        if key is not None and key.general and name in self.general:
            return self.general[name]
        return None if key is None else key.default

    @property
    def extraction(self) -> str:
        """How it takes its windows, as written."""
        return str(self.value("frame_extraction"))


@dataclass(frozen=True, slots=True)
class Field:
    """A key of a section, as a card shows it.

    Attributes:
        key: It.
        value: What holds.
        origin: Where that is written; ``default``: nowhere.
        back: What would hold if its own value were taken out.
        silent: Why it changes nothing here, a sentence; "" where it does.
        usual: It is in sight; otherwise it is behind "More".
    """

    key: Key
    value: object
    origin: Origin
    back: object
    silent: str
    usual: bool

    @property
    def text(self) -> str:
        """The value as it is shown, and as `value_of` reads it."""
        return text_of(self.key, self.value)

    @property
    def back_text(self) -> str:
        """What it would be without a value of its own, in words."""
        return text_of(self.key, self.back) or self.key.unset


@dataclass(frozen=True, slots=True)
class Odd:
    """A key that stands in a section and that the trainer does not take there.

    Attributes:
        name: Of the key.
        shown: Its value.
        sentence: What is the matter with it.
    """

    name: str
    shown: str
    sentence: str


# ------------------------------------------------------------------ what a card shows


def sections_of(data: object) -> tuple[Section, ...]:
    """Return ``[general]`` and then each entry of a file that was parsed, whatever is in it."""
    whole: Mapping[str, Any] = data if isinstance(data, dict) else {}
    general, entries = whole.get("general"), whole.get("datasets")
    shared: dict[str, Any] = general if isinstance(general, dict) else {}
    found = [Section(None, None, shared, {})]
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        own: dict[str, Any] = entry if isinstance(entry, dict) else {}
        found.append(Section(index, _kind_of(own), own, shared))
    return tuple(found)


def _kind_of(entry: Mapping[str, Any]) -> Kind:
    """Return what an entry is checked as; one that names nothing goes by its other keys."""
    videos, images = _NAMES
    if any(name in entry for name in videos):
        return "video"
    if any(name in entry for name in images):
        return "image"
    known = [key for name in entry if (key := key_named(name)) is not None]
    return "video" if any(key.kinds == ("video",) for key in known) else "image"


def fields_of(section: Section, architecture: str, *, project: bool) -> tuple[Field, ...]:
    """Return the fields of a section, in the order to show them.

    Keys of another extraction are left out unless they are written; so is what a project decides.

    Args:
        section: It.
        architecture: What is trained, such as ``wan``.
        project: It belongs to a project, which decides itself where files lie.
    """
    fields = []
    for key in keys_of(section.kind):
        silent = silence_of(key, section.extraction, architecture)
        written = key.name in section.own
        if not written and ((silent and key.extractions) or (project and key.place)):
            continue
        usual = section.kind is None or (_is_usual(section, key, project=project) and not silent)
        fields.append(_field(section, key, silent, usual))
    return tuple(sorted(fields, key=lambda field: bool(field.silent)))


def _field(section: Section, key: Key, silent: str, usual: bool) -> Field:
    general = key.general and key.name in section.general
    back = section.general[key.name] if general else key.default
    origin: Origin = "own" if key.name in section.own else "general" if general else "default"
    return Field(key, section.value(key.name), origin, back, silent, usual)


def _is_usual(section: Section, key: Key, *, project: bool) -> bool:
    """A dataset reads a folder or a JSONL: what it does not read is not in its way."""
    if project and key.place:
        return False
    if key.control == "file":
        return key.name in section.own
    if key.name in ("image_directory", "video_directory"):
        jsonl = key.name.replace("_directory", "_jsonl_file")
        return key.name in section.own or jsonl not in section.own
    return key.usual


def odd_keys(section: Section) -> tuple[Odd, ...]:
    """Return what stands in a section and is nothing to the trainer there."""
    allowed = {key.name for key in keys_of(section.kind)}
    found = []
    for name, value in section.own.items():
        if name not in allowed:
            found.append(Odd(name, raw_text(value), _oddity(section, name)))
    return tuple(found)


def _oddity(section: Section, name: str) -> str:
    if name in DEPRECATED:
        return f"An old name: write {DEPRECATED[name]}."
    if key_named(name) is None:
        close = difflib.get_close_matches(name, [key.name for key in keys_of(section.kind)], n=1)
        return f"Unknown to the trainer; {close[0]}?" if close else "Unknown to the trainer."
    if section.kind is None:
        return "May only stand in a dataset."
    return "A key of clips." if section.kind == "image" else "A key of stills."


# ------------------------------------------------------------------ values as text


def text_of(key: Key, value: object) -> str:
    """Return a value as it is shown; "" for nothing. What is no value of the key is shown raw."""
    if value is None:
        return ""
    control = key.control
    if control in ("text", "folder", "file", "choice") and isinstance(value, str):
        return value
    if control == "switch" and isinstance(value, bool):
        return "yes" if value else "no"
    if control == "size" and _is_whole(value):
        return f"{value} × {value}"
    if control == "size" and _are_whole(value) and len(cast("list[int]", value)) == 2:
        return "{} × {}".format(*cast("list[int]", value))
    if control in ("lengths", "numbers") and _are_whole(value):
        return ", ".join(map(str, cast("list[int]", value)))
    if control == "rate" and isinstance(value, float):
        return repr(value).removesuffix(".0")
    return raw_text(value)


def raw_text(value: object) -> str:
    """Return a value much as the file has it."""
    return json.dumps(value, ensure_ascii=False, default=str)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _are_whole(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(_is_whole(each) for each in value)


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
        raise DatasetError("Write a width and a height, such as 768 × 416.")
    if not all(key.low <= side <= key.high for side in sides):
        raise DatasetError(f"Each side is {key.low} to {key.high:,} pixels.")
    return sides


def _lengths(_key: Key, text: str) -> list[int]:
    found = _numbers(text)
    if not found:
        raise DatasetError("Write lengths in frames, such as 1, 21.")
    for frames in found:
        _check_length(frames)
    return sorted(set(found))


def _frames(key: Key, text: str) -> int:
    frames = _number(key, text)
    _check_length(frames)
    return frames


def _check_length(frames: int) -> None:
    if frames < 1:
        raise DatasetError("A window has 1 frame or more.")
    if frames % FRAME_STEP != 1:
        below = round_frames(frames)
        either = f"{below} or {below + FRAME_STEP}" if below >= 1 else "1"
        raise DatasetError(f"Lengths are 4n + 1: write {either} instead of {frames}.")


def _number(key: Key, text: str) -> int:
    found = _numbers(text) or []
    if len(found) != 1 or not key.low <= found[0] <= key.high:
        raise DatasetError(f"Write a whole number from {key.low} to {key.high:,}.")
    return found[0]


def _several(_key: Key, text: str) -> list[int]:
    found = _numbers(text)
    if not found:
        raise DatasetError("Write whole numbers, such as 0, 10.")
    return found


def _rate(key: Key, text: str) -> float:
    """Read a rate: 30, 29.97, 30000/1001."""
    above, slash, below = text.replace(",", ".").partition("/")
    try:
        rate = float(above) / float(below) if slash else float(above)
    except (ValueError, ZeroDivisionError):
        rate = 0.0
    if not key.low <= rate <= key.high:
        raise DatasetError(f"Write frames per second, {key.low} to {key.high:,}, such as 29.97.")
    return rate


def _words(key: Key, text: str) -> str:
    if not text:
        raise DatasetError("Write something, or take the key out.")
    if key.name == "caption_extension":
        return text if text.startswith(".") else f".{text}"
    return text


def _path(_key: Key, text: str) -> str:
    """Read a path as it was typed or pasted, quotes and all; the file has forward slashes."""
    path = text.strip("\"'").strip()
    if not path:
        raise DatasetError("Choose a folder, or take the key out.")
    return path.replace("\\", "/")


def _switch(_key: Key, text: str) -> bool:
    said = {"yes": True, "true": True, "no": False, "false": False}.get(text.lower())
    if said is None:
        raise DatasetError("Write yes or no.")
    return said


def _choice(key: Key, text: str) -> str:
    choices = CHOICES[key.name]
    if text not in choices:
        raise DatasetError(f"It is one of {', '.join(choices)}.")
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


# ------------------------------------------------------------------ steps and choices


def stepped(key: Key, text: str, cursor: int, steps: int) -> tuple[str, int] | None:
    """Return a text with the number at the cursor stepped, and where the cursor is then.

    A number that is between two steps goes to the next one. None where no number is there or the
    key has none.

    Args:
        key: It.
        text: What is typed so far.
        cursor: Place in the text, from 0.
        steps: Of the key's own size; below 0: down.
    """
    if key.control in ("text", "folder", "file", "choice", "switch") or not steps:
        return None
    runs = list(re.finditer(r"\d+(?:\.\d+)?" if key.control == "rate" else r"\d+", text))
    near = [run for run in runs if run.start() <= cursor <= run.end()]
    near = near or sorted(runs, key=lambda run: abs(run.start() - cursor))[:1]
    if not near:
        return None
    run = near[0]
    ratio = (float(run[0]) - key.offset) / key.step
    place = int(ratio // 1) if steps > 0 else -int(-ratio // 1)  # of the step it lies on or past
    number = (place + steps) * key.step + key.offset
    low = -(-(key.low - key.offset) // key.step) * key.step + key.offset
    shown = str(max(low, min(key.high, number)))
    return text[: run.start()] + shown + text[run.end() :], run.start() + len(shown)


def with_extraction(section: Section, extraction: str) -> dict[str, object]:
    """Return what to write so that a dataset takes its windows otherwise, and really does.

    One window per clip spread "uniformly" would be ``head`` to the trainer, and a stride of 1
    would begin a window at every frame; both get usual values then.
    """
    values: dict[str, object] = {"frame_extraction": extraction}
    if extraction == "uniform" and _less_than_two(section.value("frame_sample")):
        values["frame_sample"] = _USUAL_SAMPLE
    if extraction == "slide" and _less_than_two(section.value("frame_stride")):
        values["frame_stride"] = _USUAL_STRIDE
    return values


def _less_than_two(value: object) -> bool:
    return not isinstance(value, int) or value < 2
