"""What a run holds out, as its folder says it: ``held_out.json``, for people and for the window."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core import paths
from app.core.training.folder import HELD_FILE
from app.core.training.holding.choosing import Choice

_HUGE = 16 * 1024 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file that a run does not train on.

    Attributes:
        file: Its name.
        what: Which pick it is, for people.
        why: What it was chosen for.
    """

    file: str
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class HeldRecord:
    """What a run holds out.

    Attributes:
        words: How much, a few words.
        said: How it was chosen, a sentence or two.
        files: Which; empty: nothing.
    """

    words: str = ""
    said: str = ""
    files: tuple[HeldFile, ...] = ()


def record_text(choice: Choice, names: Mapping[tuple[str, int], str]) -> str:
    """Return the file of a choice.

    Args:
        choice: What was chosen.
        names: Of files, by kind and row of their picks.
    """
    files = [
        {
            "file": names.get((each.pick.kind, each.pick.id), ""),
            "what": each.pick.words,
            "why": each.why,
        }
        for each in choice.held
    ]
    value = {"format": 1, "words": choice.words, "said": choice.said, "files": files}
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def read_record(folder: Path) -> HeldRecord | None:
    """Return what the run in a folder holds out; None where its recipe asks for nothing."""
    file = folder / HELD_FILE
    try:
        if file.stat().st_size > _HUGE:
            return None
        value = json.loads(paths.text_of(file, "replace"))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    listed = value.get("files")
    files = (_file(each) for each in listed) if isinstance(listed, list) else ()
    return HeldRecord(_text(value.get("words")), _text(value.get("said")), tuple(files))


def _file(value: Any) -> HeldFile:  # noqa: ANN401 -- whatever JSON has
    found = value if isinstance(value, dict) else {}
    return HeldFile(*(_text(found.get(name)) for name in ("file", "what", "why")))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
