"""What the keys and buttons of *Clips* do: mark, pick, reject, rate, tag, caption."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from app.core.browsing import Tile
from app.core.export.lengths import end_of_length, snap_range
from app.core.library import picking
from app.core.library.edits import Edit, adding, several
from app.core.library.model import Clip, Cut, Shot, State, Still
from app.core.marking import Mark, Snap, clip_with, mark_clip, mark_shot, mark_still
from app.ui.document import Document
from app.ui.films import Films
from app.ui.preferences import PreferenceStore

Row = Shot | Clip | Still
_KINDS: dict[str, type[Shot] | type[Clip] | type[Still]] = {
    "shot": Shot,
    "clip": Clip,
    "still": Still,
}


class Picking(QObject):
    """Holds the mark and makes edits of what a person decides."""

    marked = Signal(object)  # Mark, or None
    done = Signal(str)  # a sentence to show for a while, with a way back
    caption_wanted = Signal()  # the caption should get the focus
    next_wanted = Signal()  # on to the next tile

    def __init__(self, document: Document, films: Films, preferences: PreferenceStore) -> None:
        super().__init__(document)
        self._document, self._films, self._preferences = document, films, preferences
        self._mark: Mark | None = None
        self._chosen: list[Tile] = []
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
        return self._document.rows.get(Clip, self._mark.clip) if self._mark else None

    @property
    def row(self) -> Row | None:
        """What rating, tags and caption belong to: the clip, the still, or else the shot."""
        if self._mark is None or not self._document.is_open:
            return None
        rows = self._document.rows
        found: Row | None = rows.get(Still, self._mark.still)
        return found or rows.get(Clip, self._mark.clip) or rows.get(Shot, self._mark.shot)

    # ------------------------------------------------------------------------------- choosing

    def choose(self, tile: Tile | None) -> None:
        """Mark what a tile stands for: of a shot that was picked, its clip."""
        if tile is None:
            self.forget()
            return
        rows = self._document.rows
        shots = rows.of_source(Shot, tile.source)
        row = rows.get(_KINDS[tile.kind], tile.id)
        if isinstance(row, Clip):
            self._set(mark_clip(row, shots))
        elif isinstance(row, Still):
            self._set(mark_still(row, shots))
        elif isinstance(row, Shot):
            picked = self._picked_on(row)
            self._set(mark_clip(picked[0], shots) if picked else mark_shot(row))

    def choose_shot(self, shot_id: int) -> None:
        """Mark a shot, or the clip that was picked of it."""
        shot = self._document.rows.get(Shot, shot_id)
        if shot is not None:
            picked = self._picked_on(shot)
            shots = self._document.rows.of_source(Shot, shot.source)
            self._set(mark_clip(picked[0], shots) if picked else mark_shot(shot))

    def choose_clip(self, clip_id: int) -> None:
        """Mark a clip."""
        clip = self._document.rows.get(Clip, clip_id)
        if clip is not None:
            self._set(mark_clip(clip, self._document.rows.of_source(Shot, clip.source)))

    def select(self, tiles: Sequence[Tile]) -> None:
        """Take what is selected: ratings and decisions are for all of it."""
        self._chosen = list(tiles)

    def forget(self) -> None:
        """Mark nothing."""
        self._chosen = []
        self._set(None)

    def _picked_on(self, shot: Shot) -> list[Clip]:
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
        if self._mark is not None and (start, end) != self._mark.span:
            label = "Out" if start == self._mark.start else "In"
            self._change_range(label, self._mark.moved(start, end))

    def clear(self) -> None:
        """Go back to the whole shot."""
        if self._mark is not None:
            self._change_range("Whole shot", self._mark.whole())

    def set_length(self, frames: int) -> None:
        """Give the range so many frames at the project's rate, from its start."""
        mark = self._mark
        index = self._films.indexes.get(mark.source) if mark else None
        if mark is None or index is None:
            return
        rate = self._document.rows.settings.rate
        end = end_of_length(index, mark.start, frames, rate, limit=max(mark.high, mark.end))
        if end is None:
            self.done.emit(self.tr("The shot is too short for {} frames from here.").format(frames))
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
        if mark is not None:
            self._change_range(label, mark.fitted(self.snap()))

    def _change_range(self, label: str, mark: Mark) -> None:
        clip = self.clip
        if clip is not None and mark.span != (clip.start, clip.end):
            self._document.apply(picking.set_range(clip, mark.start, mark.end, label))
        self._set(mark)

    # --------------------------------------------------------------------------------- picking

    def pick(self) -> None:
        """Pick the marked range, and go on to its caption."""
        mark = self._mark
        if mark is None or mark.still:
            return
        clips = self._document.rows.of_source(Clip, mark.source)
        known = self.clip or clip_with(clips, mark)
        if known is None:
            fitted = mark.fitted(self.snap())
            known = clip_with(clips, fitted)
        if known is None:
            done = self._document.apply(picking.pick(fitted.source, fitted.start, fitted.end))
            known = next(row for row in done.added if isinstance(row, Clip))
        elif known.state != "picked":
            self._document.apply(picking.set_state([known], "picked"))
        self._set(mark_clip(known, self._document.rows.of_source(Shot, known.source)))
        self.caption_wanted.emit()

    def reject(self) -> None:
        """Reject what is selected; what is rejected already is open again."""
        shots, picks = self._selected()
        rejected = all(row.state == "rejected" for row in (*shots, *picks))
        state: State = "open" if rejected else "rejected"
        edits = []
        if shots:
            clips = [clip for shot in shots for clip in self._picked_on(shot)]
            edits.append(picking.mark_shots(shots, clips, state))
        if picks:
            edits.append(picking.set_state(picks, state))
        label = self.tr("Reopen") if rejected else self.tr("Reject")
        self._apply(several(label, edits))
        if not rejected and len(shots) + len(picks) == 1:
            self.next_wanted.emit()

    def add_still(self, frame: int | None) -> None:
        """Pick a frame as a still, with the words of the clip around it."""
        mark = self._mark
        if mark is None or frame is None:
            return
        stills = self._document.rows.of_source(Still, mark.source)
        if any(still.frame == frame for still in stills):
            self.done.emit(self.tr("Frame {} is a still already.").format(f"{frame:,}"))
            return
        caption = self.clip.caption if self.clip else ""
        still = Still(source=mark.source, frame=frame, caption=caption)
        self._document.apply(adding(still, label="Still"))
        self.done.emit(self.tr("Frame {} is a still now.").format(f"{frame:,}"))

    def remove(self) -> None:
        """Remove the selected clips and stills; of shots, the clips that were picked of them."""
        shots, picks = self._selected()
        clips = [clip for shot in shots for clip in self._picked_on(shot)]
        gone = list({(type(row), row.id): row for row in (*picks, *clips)}.values())
        if gone:
            self._document.apply(picking.remove_clips(gone))
            self.done.emit(self.tr("%n pick(s) removed.", "", len(gone)))

    def rate(self, stars: int) -> None:
        """Rate what is selected."""
        self._apply(picking.rate(self._rated(), stars))

    def tag(self, name: str) -> None:
        """Give what is selected a tag."""
        self._apply(picking.tag(self._rated(), name))

    def untag(self, name: str) -> None:
        """Take a tag from what is selected."""
        self._apply(picking.untag(self._rated(), name))

    def set_caption(self, row: Clip | Still, text: str) -> None:
        """Keep the caption of a clip or still."""
        now = self._document.rows.get(type(row), row.id)
        if now is not None and now.caption != text:
            self._document.apply(picking.caption([now], text))

    def split(self, frame: int | None) -> None:
        """Let a new shot begin at a frame."""
        shot = self._document.rows.get(Shot, self._mark.shot) if self._mark else None
        if shot is not None and frame is not None and shot.start < frame < shot.end:
            self._document.apply(picking.split_shot(shot, frame))
            self.done.emit(self.tr("A shot begins at frame {} now.").format(f"{frame:,}"))

    def merge(self) -> None:
        """Join the marked shot with the next one of its film."""
        shot = self._document.rows.get(Shot, self._mark.shot) if self._mark else None
        if shot is None:
            return
        shots = self._document.rows.of_source(Shot, shot.source)
        later = [each for each in shots if each.start > shot.start]
        if later:
            cuts = self._document.rows.of_source(Cut, shot.source)
            self._document.apply(picking.merge_shots(shot, later[0], cuts))
            self.done.emit(self.tr("Two shots are one now."))

    def _selected(self) -> tuple[list[Shot], list[Clip | Still]]:
        rows = [self._document.rows.get(_KINDS[tile.kind], tile.id) for tile in self._chosen]
        shots = [row for row in rows if isinstance(row, Shot)]
        return shots, [row for row in rows if isinstance(row, Clip | Still)]

    def _rated(self) -> list[Row]:
        """Return the selected rows; where just one shot is, what was picked of it, if anything."""
        shots, picks = self._selected()
        row = self.row
        if len(shots) + len(picks) <= 1:
            return [] if row is None else [row]
        return [*shots, *picks]

    def _apply(self, edit: Edit) -> None:
        if edit:
            self._document.apply(edit)

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
            self._set(mark_clip(clip, shots))
        elif still is not None:
            self._set(mark_still(still, shots))
        elif shot is not None:
            moved = mark_shot(shot)
            keep = not mark.clip and mark.low == moved.low and mark.high == moved.high
            self._set(mark if keep else moved)
        else:
            self._set(None)

    def _set(self, mark: Mark | None) -> None:
        self._mark = mark
        self.marked.emit(mark)
