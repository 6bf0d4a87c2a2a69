"""Where in the window an edit is seen, so that one that is taken back can be shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from app.core.library.edits import Edit, touched_by

Place = Literal["clips", "captions", "prompts", "plan", "train"]
"""A stage, or what *Captions* shows in place of itself."""

_WORDS = {"caption", "done", "judged"}  # columns of what is written of a clip or still
_SETTINGS: dict[str, tuple[Place, ...]] = {
    "trigger": ("captions", "clips"),
    "rate": ("clips", "captions", "plan"),
    "architecture": ("plan",),
    "dataset_file": ("plan",),
    "pinned": ("plan",),
    "training": ("train",),
    "setup": ("plan", "train"),
}
"""Where columns of the settings are seen; the others only in their dialog."""


def places_of(edit: Edit) -> tuple[Place, ...]:
    """Return where an edit is seen, the best place first; none of what only a dialog shows."""
    return tuple(dict.fromkeys(_places(edit)))


def _places(edit: Edit) -> Iterator[Place]:
    tables = touched_by(edit).keys()
    if tables & {"source", "cut", "shot"}:
        yield "clips"
    if tables & {"clip", "still"}:
        yield from ("captions", "clips") if _is_of_words(edit) else ("clips", "captions", "plan")
    if "prompt" in tables:
        yield "prompts"
    if "dataset" in tables:
        yield "plan"
    columns = {name for one in edit.changed if one.table == "settings" for name in one.values}
    for column, places in _SETTINGS.items():
        if column in columns:
            yield from places


def _is_of_words(edit: Edit) -> bool:
    """Return whether all that becomes of clips and stills is what is written of them."""
    if touched_by(Edit(edit.label, edit.added, (), edit.removed)).keys() & {"clip", "still"}:
        return False
    changed = [one for one in edit.changed if one.table in ("clip", "still")]
    return all(one.values.keys() <= _WORDS for one in changed)
