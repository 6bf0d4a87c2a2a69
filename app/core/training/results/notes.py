"""What a person notes of a run and its checkpoints: stars and words, in its ``notes.json``.

The only file of a run's folder that the window writes by itself. What it does not know in it stays.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core import paths, store
from app.core.training.folder import NOTES_FILE

_CHECKPOINTS, _RUN = "checkpoints", "run"
_HUGE = 4 * 1024 * 1024  # bytes that no person has written
_LONGEST = 2000  # letters of a note
_writing = threading.Lock()


@dataclass(frozen=True, slots=True)
class Note:
    """What is noted of a checkpoint, or of a run."""

    star: bool = False
    text: str = ""


def read_notes(folder: Path) -> Mapping[str, Note]:
    """Return the notes of a run by file name; none where there are none, or none to be read."""
    entries = _entries(_whole(folder) or {})
    return {name: _note(entry) for name, entry in entries.items() if isinstance(entry, dict)}


def note_down(folder: Path, name: str, note: Note) -> None:
    """Keep what is noted of a checkpoint in a run's folder.

    A file that cannot be read is set aside as ``notes-damaged.json`` first.

    Raises:
        WriteError: The system refused, or the folder is gone.
    """

    def noted(value: dict[str, Any]) -> dict[str, Any]:
        entries = _entries(value)
        entries[name] = _entry(entries.get(name), note)
        return {**value, _CHECKPOINTS: entries}

    _change(folder, noted)


def read_run_note(folder: Path) -> Note:
    """Return what is noted of a run as a whole; an empty one where nothing can be read."""
    entry = (_whole(folder) or {}).get(_RUN)
    return _note(entry) if isinstance(entry, dict) else Note()


def note_run(folder: Path, note: Note) -> None:
    """Keep what is noted of a run as a whole; as `note_down`, and it raises the same."""
    _change(folder, lambda value: {**value, _RUN: _entry(value.get(_RUN), note)})


def _change(folder: Path, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    store.check_folder(folder)
    with _writing:
        value = _whole(folder)
        if value is None:
            _set_aside(folder)
            value = {}
        text = json.dumps(change(value), ensure_ascii=False, indent=1) + "\n"
        store.write_bytes(folder / NOTES_FILE, text.encode("utf-8", "replace"))  # half an emoji


def _whole(folder: Path) -> dict[str, Any] | None:
    """Return the file's table; {} where there is no file, None where it is none of ours."""
    path = folder / NOTES_FILE
    try:
        if path.stat().st_size > _HUGE:
            return None
        value = json.loads(paths.text_of(path))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _set_aside(folder: Path) -> None:
    path = folder / NOTES_FILE
    try:
        path.replace(path.with_name("notes-damaged.json"))
    except OSError:
        return


def _entries(value: Mapping[str, Any]) -> dict[str, Any]:
    found = value.get(_CHECKPOINTS)
    return dict(found) if isinstance(found, dict) else {}


def _entry(before: object, note: Note) -> dict[str, Any]:
    kept = before if isinstance(before, dict) else {}
    return {**kept, "star": note.star, "note": note.text.strip()[:_LONGEST]}


def _note(entry: Mapping[str, Any]) -> Note:
    star, text = entry.get("star"), entry.get("note")
    return Note(star is True, text if isinstance(text, str) else "")
