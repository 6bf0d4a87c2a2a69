"""What is marked in *Clips*: chosen by a tile, a shot or a clip, moved by in and out."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.browsing import Tile
from app.core.errors import ProjectError
from app.core.export.lengths import snap_range
from app.core.language import noted
from app.core.library import picking
from app.core.library.edits import Edit
from app.core.library.model import Clip, Shot, Still
from app.core.marking import (
    Mark,
    Snap,
    beside,
    clips_of,
    followed,
    mark_clip,
    mark_shot,
    mark_still,
    place_of,
)
from app.ui.clips.lengths import Lengths
from app.ui.clips.stepping import Stepping
from app.ui.document import Document
from app.ui.films import Films
from app.ui.preferences import PreferenceStore

if TYPE_CHECKING:
    from app.core.media.index import FrameIndex

Row = Shot | Clip | Still
KINDS: dict[str, type[Shot] | type[Clip] | type[Still]] = {
    "shot": Shot,
    "clip": Clip,
    "still": Still,
}


class Marking(QObject):
    """Holds the mark; moving the range of a clip is an edit, any other a step of its own.

    Attributes:
        lengths: What gives the range a length, and keeps it.
        stepping: What takes ranges back that are no clip's.
        holding: Whether something else is marked in a moment, so that nobody need look before.
    """

    marked = Signal(object)  # Mark, or None
    said = Signal(str)  # a sentence to show for a while

    def __init__(self, document: Document, films: Films, preferences: PreferenceStore) -> None:
        super().__init__(document)
        self._document, self._films, self._preferences = document, films, preferences
        self._mark: Mark | None = None
        self.holding = False
        self.lengths = Lengths(self)
        self.stepping = Stepping(self)
        self._lay: tuple[int, int] | None = None  # where the mark's shot was
        document.opened.connect(self.forget)
        document.changed.connect(self._on_changed)
        document.reloaded.connect(self.stepping.leave)
        document.reloaded.connect(self._check_mark)

    @property
    def mark(self) -> Mark | None:
        """The range being marked; None where nothing is chosen."""
        return self._mark

    @property
    def clip(self) -> Clip | None:
        """The clip whose range is marked, if it is one."""
        if self._mark is None or not self._document.is_open:
            return None
        return self._document.rows.get(Clip, self._mark.clip)

    @property
    def index(self) -> FrameIndex | None:
        """The frames of the marked film, once they are known."""
        return self._films.indexes.get(self._mark.source) if self._mark else None

    @property
    def row(self) -> Row | None:
        """What rating, tags and caption belong to: the clip, the still, or else the shot."""
        if self._mark is None or not self._document.is_open:
            return None
        return self.row_of(self._mark)

    def row_of(self, mark: Mark) -> Row | None:
        """Return what rating, tags and caption of a mark belong to."""
        rows = self._document.rows
        found: Row | None = rows.get(Still, mark.still)
        return found or rows.get(Clip, mark.clip) or rows.get(Shot, mark.shot)

    # ------------------------------------------------------------------------------- choosing

    def choose(self, tile: Tile | None) -> None:
        """Mark what a tile stands for: of a shot that was picked, its clip."""
        if tile is None:
            self.forget()
        else:
            self.choose_row(tile.kind, tile.id)

    def mark_of(self, kind: str, row_id: int) -> Mark | None:
        """Return what would be marked with a shot, clip or still; None where it is not there."""
        row = self._document.rows.get(KINDS[kind], row_id)
        if row is None:
            return None
        shots = self._document.rows.of_source(Shot, row.source)
        if isinstance(row, Clip):
            return mark_clip(row, shots)
        if isinstance(row, Still):
            return mark_still(row, shots)
        picked = self.picked_on(row)
        return mark_clip(picked[0], shots) if picked else mark_shot(row)

    def choose_row(self, kind: str, row_id: int) -> None:
        """Mark a shot, or the clip that was picked of it; a clip; a still; if it is there."""
        mark = self.mark_of(kind, row_id)
        if mark is not None:
            self.show(mark)

    def choose_shot(self, shot_id: int) -> None:
        """Mark a shot, or the clip that was picked of it."""
        self.choose_row("shot", shot_id)

    def choose_clip(self, clip_id: int) -> None:
        """Mark a clip."""
        self.choose_row("clip", clip_id)

    def forget(self) -> None:
        """Mark nothing."""
        self.show(None)

    def picked_on(self, shot: Shot) -> list[Clip]:
        """Return the picked clips that share a frame with a shot."""
        return self.picked_of([shot])

    def picked_of(self, shots: Sequence[Shot]) -> list[Clip]:
        """Return the picked clips that share a frame with any of the shots, each once."""
        rows, sources = self._document.rows, dict.fromkeys(shot.source for shot in shots)
        clips = [clip for one in sources for clip in rows.of_source(Clip, one)]
        over = picking.clips_over(shots, (clip for clip in clips if clip.state == "picked"))
        found = (clip for shot in shots for clip in over.get(shot.id, ()))
        return list({clip.id: clip for clip in found}.values())

    def siblings(self) -> list[Clip]:
        """Return the picked clips of the shot around the mark, in order; the marked one too."""
        mark = self._mark
        if mark is None:
            return []
        return clips_of(mark, self._document.rows.of_source(Clip, mark.source))

    def place(self) -> tuple[int, int]:
        """Return which clip of its shot is marked, from 1 (0: none), and how many there are."""
        siblings = self.siblings()
        return (place_of(self._mark, siblings) if self._mark else 0), len(siblings)

    def go_beside(self, step: int) -> None:
        """Mark the next clip of the shot, or the one before with a ``step`` of -1."""
        mark = self._mark
        found = beside(mark, self.siblings(), step) if mark else None
        if found is not None:
            self.choose_clip(found.id)
        elif mark is not None:
            before = self.tr("The shot has no clip before this one.")
            self.said.emit(self.tr("The shot has no clip behind this one.") if step > 0 else before)

    # -------------------------------------------------------------------------------- marking

    def set_in(self, frame: int) -> None:
        """Let the range begin at a frame."""
        self._move(noted("In"), self._mark and self._mark.with_start(frame))

    def set_out(self, frame: int) -> None:
        """Let the range end with a frame."""
        self._move(noted("Out"), self._mark and self._mark.with_last(frame))

    def set_range(self, start: int, end: int, label: str = "") -> None:
        """Let the range be ``[start, end)``, just as it is given; ``label`` names the step."""
        if self._mark is not None and (start, end) != self._mark.span and not self._mark.still:
            label = label or (noted("Out") if start == self._mark.start else noted("In"))
            self._change_range(label, self._mark.moved(start, end))

    def clear(self) -> None:
        """Go back to the whole shot."""
        if self._mark is not None and not self._mark.still:
            self._change_range(noted("Whole shot"), self._mark.whole())

    @property
    def snapping(self) -> bool:
        """Whether ranges are to have lengths of 4n+1 frames."""
        return self._preferences.value.snap

    @property
    def rate(self) -> Fraction:
        """The rate that lengths are counted at."""
        return self._document.rows.settings.rate

    def snap(self) -> Snap | None:
        """Return what moves an end to a length of 4n+1; None where that is off or unknown."""
        mark, index = self._mark, self.index
        if mark is None or index is None or not self.snapping:
            return None
        rate = self.rate

        def moved(start: int, end: int) -> int:
            limits = (0, max(mark.high, end)) if start >= mark.low else (0, len(index))
            found = snap_range(index, limits, start, min(end, len(index)), rate)
            return end if found is None else found

        return moved

    def _move(self, label: str, mark: Mark | None) -> None:
        if mark is not None and not mark.still:
            self._change_range(label, mark.fitted(self.snap()))

    def _change_range(self, label: str, mark: Mark) -> None:
        clip = self.clip
        if clip is None and self._mark is not None and mark.span != self._mark.span:
            self.stepping.note(label, self._mark)
        if clip is None or mark.span == (clip.start, clip.end):
            self.show(mark)
            return
        try:  # the mark follows its clip, as after any edit
            self._document.apply(picking.set_range(clip, mark.start, mark.end, label))
        except ProjectError:
            self.show(self._mark)
            raise

    # ---------------------------------------------------------------------------- after edits

    def _on_changed(self, edit: Edit) -> None:
        self.stepping.leave()
        names = {change.table for change in edit.changed} | {name for name, _ in edit.removed}
        if names & {"clip", "shot", "still", "source"} or edit.added:
            self._check_mark()

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Stay as it is through a change after which something else is marked at once."""
        self.holding = True
        try:
            yield
        finally:
            self.holding = False

    def _check_mark(self) -> None:
        """Let the mark follow its clip, as an undo moves or removes it."""
        mark, rows = self._mark, self._document.rows
        if mark is None or self.holding:
            return
        shots = rows.of_source(Shot, mark.source)
        clip, still = rows.get(Clip, mark.clip), rows.get(Still, mark.still)
        shot = rows.get(Shot, mark.shot)
        if clip is not None:
            self.show(mark_clip(clip, shots))
        elif still is not None:
            self.show(mark_still(still, shots))
        elif mark.clip or mark.still:
            self.show(None if shot is None else mark_shot(shot))
        else:
            lies = None if shot is None else (shot.start, shot.end)
            self.show(mark if lies and lies == self._lay else followed(mark, shots, shot))

    def show(self, mark: Mark | None) -> None:
        """Mark a range; None: nothing."""
        if _thing(mark) != _thing(self._mark):
            self.stepping.leave()
        self._mark = mark
        shot = self._document.rows.get(Shot, mark.shot) if mark is not None else None
        self._lay = None if shot is None else (shot.start, shot.end)
        self.marked.emit(mark)


def _thing(mark: Mark | None) -> tuple[int, ...]:
    """Return what a mark is of, whatever its range."""
    return () if mark is None else (mark.source, mark.shot, mark.clip, mark.still)
