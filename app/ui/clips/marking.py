"""What is marked in *Clips*: chosen by a tile, a shot or a clip, moved by in and out."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.core.browsing import Tile
from app.core.errors import ProjectError
from app.core.export.lengths import end_of_length, snap_range
from app.core.library import picking
from app.core.library.edits import Edit
from app.core.library.model import Clip, Shot, Still
from app.core.marking import Mark, Snap, followed, mark_clip, mark_shot, mark_still
from app.ui.document import Document
from app.ui.films import Films
from app.ui.preferences import PreferenceStore

Row = Shot | Clip | Still
KINDS: dict[str, type[Shot] | type[Clip] | type[Still]] = {
    "shot": Shot,
    "clip": Clip,
    "still": Still,
}


class Marking(QObject):
    """Holds the mark; moving the range of a clip is an edit."""

    marked = Signal(object)  # Mark, or None
    said = Signal(str)  # a sentence to show for a while

    def __init__(self, document: Document, films: Films, preferences: PreferenceStore) -> None:
        super().__init__(document)
        self._document, self._films, self._preferences = document, films, preferences
        self._mark: Mark | None = None
        self._lay: tuple[int, int] | None = None  # where the mark's shot was
        document.opened.connect(self.forget)
        document.changed.connect(self._on_changed)
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
        mark = self.mark_of(tile.kind, tile.id) if tile is not None else None
        if tile is None or mark is not None:
            self.show(mark)

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

    def choose_shot(self, shot_id: int) -> None:
        """Mark a shot, or the clip that was picked of it."""
        shot = self._document.rows.get(Shot, shot_id)
        if shot is not None:
            picked = self.picked_on(shot)
            shots = self._document.rows.of_source(Shot, shot.source)
            self.show(mark_clip(picked[0], shots) if picked else mark_shot(shot))

    def choose_clip(self, clip_id: int) -> None:
        """Mark a clip."""
        clip = self._document.rows.get(Clip, clip_id)
        if clip is not None:
            self.show(mark_clip(clip, self._document.rows.of_source(Shot, clip.source)))

    def choose_row(self, kind: str, row_id: int) -> None:
        """Mark a shot, clip or still, if it is there."""
        if kind == "clip":
            self.choose_clip(row_id)
        elif kind == "shot":
            self.choose_shot(row_id)
        else:
            still = self._document.rows.get(Still, row_id)
            if still is not None:
                self.show(mark_still(still, self._document.rows.of_source(Shot, still.source)))

    def forget(self) -> None:
        """Mark nothing."""
        self.show(None)

    def picked_on(self, shot: Shot) -> list[Clip]:
        """Return the picked clips that share a frame with a shot."""
        clips = self._document.rows.of_source(Clip, shot.source)
        return [each for each in clips if each.state == "picked" and picking.overlaps(shot, each)]

    # -------------------------------------------------------------------------------- marking

    def set_in(self, frame: int) -> None:
        """Let the range begin at a frame."""
        self._move("In", self._mark and self._mark.with_start(frame))

    def set_out(self, frame: int) -> None:
        """Let the range end with a frame."""
        self._move("Out", self._mark and self._mark.with_last(frame))

    def set_range(self, start: int, end: int) -> None:
        """Let the range be ``[start, end)``, just as it is given."""
        if self._mark is not None and (start, end) != self._mark.span and not self._mark.still:
            label = "Out" if start == self._mark.start else "In"
            self._change_range(label, self._mark.moved(start, end))

    def clear(self) -> None:
        """Go back to the whole shot."""
        if self._mark is not None and not self._mark.still:
            self._change_range("Whole shot", self._mark.whole())

    def set_length(self, frames: int) -> None:
        """Give the range so many frames at the project's rate, from its start."""
        mark = self._mark
        index = self._films.indexes.get(mark.source) if mark else None
        if mark is None or index is None or mark.still:
            return
        rate = self._document.rows.settings.rate
        end = end_of_length(index, mark.start, frames, rate, limit=max(mark.high, mark.end))
        if end is None:
            self.said.emit(self.tr("The shot is too short for {} frames from here.").format(frames))
        else:
            self._change_range("Length", mark.moved(mark.start, end))

    def snap(self) -> Snap | None:
        """Return what moves an end to a length of 4n+1; None where that is off or unknown."""
        mark = self._mark
        index = self._films.indexes.get(mark.source) if mark else None
        if mark is None or index is None or not self._preferences.value.snap:
            return None
        rate = self._document.rows.settings.rate

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
        names = {change.table for change in edit.changed} | {name for name, _ in edit.removed}
        if names & {"clip", "shot", "still", "source"} or edit.added:
            self._check_mark()

    def _check_mark(self) -> None:
        """Let the mark follow its clip, as an undo moves or removes it."""
        mark, rows = self._mark, self._document.rows
        if mark is None:
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
        self._mark = mark
        shot = self._document.rows.get(Shot, mark.shot) if mark is not None else None
        self._lay = None if shot is None else (shot.start, shot.end)
        self.marked.emit(mark)
