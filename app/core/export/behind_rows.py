"""The clips and stills behind a number of the ledger, called as people know them, and filtered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.amounts import counted
from app.core.jobs import Checkpoint, Progress, ignore
from app.core.language import enumerated, tr
from app.core.library.model import Clip, Still
from app.core.planner.tables.behind import Behind, Group, What, behind
from app.core.planner.windows import Run

if TYPE_CHECKING:
    from app.core.export.plan_view import PlanView

_EACH = 1000  # rows between two checkpoints
_MOST_RUNS = 6  # windows that are named


@dataclass(frozen=True, slots=True)
class BehindRow:
    """A clip or still behind a number.

    Attributes:
        row: Of the project; None where the file is not of it.
        title: Its film, or its file.
        where: Timecode at which it begins in the film; empty where only a file is known.
        words: What a filter looks through, in small letters.
    """

    behind: Behind
    row: Clip | Still | None
    title: str
    where: str
    words: str

    @property
    def frame(self) -> int:
        """The frame of the film that stands for it: the middle one of a clip."""
        if isinstance(self.row, Clip):
            return (self.row.start + self.row.end) // 2
        return self.row.frame if self.row is not None else 0


def behind_rows(
    view: PlanView,
    dataset: int | None,
    bucket: Group | None,
    what: What,
    *,
    checkpoint: Checkpoint = ignore,
) -> list[BehindRow]:
    """Return the clips and stills behind a number; 30,000 take some tenths of a second.

    Args:
        view: The plan.
        dataset: Its place in the file, from 0; None for all.
        bucket: Width, height and frames of the ledger's row; None for all.
        what: Which number.
        checkpoint: Called once per dataset, and now and then.
    """
    found = behind(view.plan, dataset, bucket, what, checkpoint=checkpoint)
    rows: list[BehindRow] = []
    for n, each in enumerate(found):
        if n % _EACH == 0:
            checkpoint(Progress(n, len(found)))
        file = each.source.file
        row = view.project.row_of(each.dataset, file) if view.project is not None else None
        title, where = view.title_of_row(row, file)
        words = f"{title} {where} {file} {' '.join(row.tags) if row else ''}".casefold()
        rows.append(BehindRow(each, row, title, where, words))
    return rows


def filtered(rows: Sequence[BehindRow], query: str) -> Sequence[BehindRow]:
    """Return the rows whose film, timecode, file or tags have every word of a query."""
    for part in query.casefold().split():
        rows = [row for row in rows if part in row.words]  # one by one: 90,000 rows in 2 ms
    return rows


def says(row: BehindRow, what: What) -> str:
    """Return what a clip adds to the number in a few words: which windows, how many samples."""
    share, frames = row.behind.share, row.behind.frames
    if what == "dropped":
        return share.note
    if not isinstance(row.row, Clip) and share.runs == ((0, 1),) and frames == 1:
        return _with(share.note, [] if share.number == 1 else [counted(share.number, "sample")])
    parts = [_windows(share.runs)] if share.runs else []
    if what == "samples" and share.number != len(share.runs):
        parts.append(counted(share.number, "sample"))
    return _with(share.note, parts)


def _windows(runs: Sequence[Run]) -> str:
    """Return windows so that no end can be misread: ``1 frame from 0, 29 from 0, 4 and 16 more``.

    Both ends of a range would not tell whether the last frame is in it.
    """
    parts, before = [], None
    for start, length in runs[:_MOST_RUNS]:
        if length == before:
            parts.append(f"{start:,}")
            continue
        noun = counted(length, "frame") if before is None else f"{length:,}"
        parts.append(tr("{frames} from {start:,}", frames=noun, start=start))
        before = length
    said, rest = enumerated(parts), len(runs) - _MOST_RUNS
    return tr("{windows} and {rest:,} more", windows=said, rest=rest) if rest > 0 else said


def _with(note: str, parts: list[str]) -> str:
    return " · ".join([*parts, note] if note else parts)
