"""Edits of captions: each call is one step to undo, and empty where nothing changes.

Nothing here writes; the edits go to `Project.apply`. A caption is kept in its form (`text.tidy`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from app.core.captions.text import tidy
from app.core.language import noted
from app.core.library.captioned import Row
from app.core.library.edits import Edit, changing, if_still, several
from app.core.library.machine import MachineCaption


def write(row: Row, text: str) -> Edit:
    """Return the edit that gives a row the words a person wrote."""
    return write_each([(row, text)], noted("Caption"))


def write_each(pairs: Iterable[tuple[Row, str]], label: str) -> Edit:
    """Return the edit that gives rows their words; one without words is not done any more."""
    return several(label, (changing(row, _written(row, text)) for row, text in pairs))


def rewrite_each(pairs: Iterable[tuple[Row, str]], label: str) -> Edit:
    """As `write_each`; a row that does not say any more what it says here is left alone."""
    given = list(pairs)
    return if_still(write_each(given, label), (row for row, _ in given), "caption")


def mark_done(rows: Iterable[Row], on: bool) -> Edit:
    """Return the edit that says that the words of rows are as they shall be, or not yet.

    A row without words cannot be done.
    """
    label = noted("Done") if on else noted("Not done")
    return several(
        label,
        (changing(row, dataclasses.replace(row, done=on and bool(row.caption))) for row in rows),
    )


def take(pairs: Iterable[tuple[Row, MachineCaption]]) -> Edit:
    """Return the edit that makes machine captions the captions of their rows.

    Nobody has read them yet: a row that was done is not any more.
    """
    given = list(pairs)
    label = noted("Take machine caption") if len(given) == 1 else noted("Take machine captions")
    return several(label, (_judging(row, each, take=True) for row, each in given))


def take_unseen(pairs: Iterable[tuple[Row, MachineCaption]]) -> Edit:
    """As `take`; a row that is not any more as it is here is left alone."""
    given = list(pairs)
    return if_still(take(given), (row for row, _ in given), "caption", "done", "judged")


def turn_down(pairs: Iterable[tuple[Row, MachineCaption]]) -> Edit:
    """Return the edit that decides against machine captions; the words of rows stay."""
    return several(noted("Turn down"), (_judging(row, each, take=False) for row, each in pairs))


def _judging(row: Row, caption: MachineCaption, *, take: bool) -> Edit:
    now = _written(row, caption.text) if take and caption.text else row
    done = now.done and now.caption == row.caption
    judged = max(row.judged, caption.id)
    return changing(row, dataclasses.replace(now, judged=judged, done=done))


def _written(row: Row, text: str) -> Row:
    text = tidy(text)
    return dataclasses.replace(row, caption=text, done=row.done and bool(text))
