"""Clips and stills alike: the rows that have a caption, and what they are called."""

from __future__ import annotations

from typing import Literal, TypeAlias

from app.core.library.model import Clip, Still

Row: TypeAlias = Clip | Still
Key: TypeAlias = tuple[Literal["clip", "still"], int]
"""The table and the row's id."""

KINDS: dict[str, type[Clip] | type[Still]] = {"clip": Clip, "still": Still}
"""By the table."""


def key_of(row: Row) -> Key:
    """Return what a row is called."""
    return ("clip" if isinstance(row, Clip) else "still"), row.id
