"""What a card of the dataset file shows: its keys, their values, and what is typed into them.

A `Section` is a table of the file as it is written; its `Field`s are what a person sees of it.
Nothing here changes the file: `typed_values` reads what was typed, `entry_text` writes it.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from app.core.language import tr
from app.core.planner.editing.key_help import Key, key_named, keys_of, silence_of
from app.core.planner.schema import DEPRECATED, Kind

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
        """The value as it is shown, and as `typed_values.value_of` reads it."""
        return text_of(self.key, self.value)

    @property
    def back_text(self) -> str:
        """What it would be without a value of its own, in words."""
        return text_of(self.key, self.back) or tr(self.key.unset)


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
        return tr("An old name: write {name}.", name=DEPRECATED[name])
    if key_named(name) is None:
        close = difflib.get_close_matches(name, [key.name for key in keys_of(section.kind)], n=1)
        if close:
            return tr("Unknown to the trainer; {name}?", name=close[0])
        return tr("Unknown to the trainer.")
    if section.kind is None:
        return tr("May only stand in a dataset.")
    return tr("A key of clips.") if section.kind == "image" else tr("A key of stills.")


# ------------------------------------------------------------------ values as text


def text_of(key: Key, value: object) -> str:
    """Return a value as it is shown; "" for nothing. What is no value of the key is shown raw."""
    if value is None:
        return ""
    control = key.control
    if control in ("text", "folder", "file", "choice") and isinstance(value, str):
        return value
    if control == "switch" and isinstance(value, bool):
        return tr("yes") if value else tr("no")
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
