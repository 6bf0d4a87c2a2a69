"""Captions that say the same: found, cleared but for one, or marked."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Sequence

from app.core.captions.rewording import Rewording
from app.core.captions.sentences import sense_of
from app.core.language import noted
from app.core.library.captioned import Row
from app.core.library.edits import Edit, changing, if_still, several

Group = tuple[Row, ...]
"""Rows whose captions say the same; the one that keeps its words comes first."""


def same(rows: Iterable[Row]) -> tuple[Group, ...]:
    """Return the groups of rows that say the same, the largest first.

    Capitals, spaces and a mark at the end are no difference; a still may say what its clip says.
    The words stay with a row that is done, or else the first.
    """
    found: dict[tuple[type[Row], str], list[Row]] = defaultdict(list)
    for row in rows:
        sense = sense_of(row.caption)
        if sense:
            found[type(row), sense].append(row)
    groups = [_kept_first(group) for group in found.values() if len(group) > 1]
    return tuple(sorted(groups, key=len, reverse=True))


def cleared(groups: Iterable[Group]) -> tuple[Rewording, ...]:
    """Return the change that leaves the words with the first of each group."""
    return tuple(Rewording(row, "") for group in groups for row in group[1:])


def marked(groups: Iterable[Group], tag: str) -> Edit:
    """Return the edit that gives every row of the groups a tag.

    A row that became another one since is left alone.
    """
    rows = [row for group in groups for row in group if tag not in row.tags]
    each = (changing(row, dataclasses.replace(row, tags=(*row.tags, tag))) for row in rows)
    return if_still(several(noted("Tag"), each), rows, "caption", "tags")


def _kept_first(group: Sequence[Row]) -> Group:
    return tuple(sorted(group, key=lambda row: not row.done))
