"""What a person decides in *Clips*: pick, reject, rate, tag, caption; each is one edit."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from app.core.amounts import counted
from app.core.browsing import Tile
from app.core.captions.text import one_line
from app.core.export.lengths import clip_length
from app.core.export.ranges import halves
from app.core.language import noted
from app.core.library import picking
from app.core.library.edits import Edit, adding, several
from app.core.library.model import Clip, Shot, State, Still
from app.core.library.stills import still_of
from app.core.marking import Mark, clip_with
from app.core.media.conform import conformed_length
from app.core.media.geometry import Crop
from app.ui.clips.marking import KINDS, Marking, Row
from app.ui.document import Document


class Picking(QObject):
    """Makes edits of decisions on what is marked and selected."""

    done = Signal(str)  # a sentence to show for a while
    undoable = Signal(str)  # the same, of what can be taken back
    caption_wanted = Signal()  # the caption should get the focus
    next_wanted = Signal()  # on to the next tile

    def __init__(self, document: Document, marking: Marking) -> None:
        super().__init__(document)
        self._document, self._marking = document, marking
        self._chosen: list[Tile] = []
        document.opened.connect(self._chosen.clear)

    def select(self, tiles: Sequence[Tile]) -> None:
        """Take what is selected: ratings and decisions are for all of it."""
        self._chosen = list(tiles)

    # --------------------------------------------------------------------------------- picking

    def pick(self) -> None:
        """Pick the marked range or still, and go on to its caption."""
        mark, row = self._marking.mark, self._marking.row
        if isinstance(row, Still):
            self._apply(picking.set_state([row], "picked"))
            self.caption_wanted.emit()
        if mark is None or mark.still:
            return
        clips = self._document.rows.of_source(Clip, mark.source)
        known = self._marking.clip or clip_with(clips, mark)
        if known is None:
            fitted = mark.fitted(self._marking.snap())
            known = clip_with(clips, fitted) or self._picked(fitted)
        if known.state != "picked":
            self._document.apply(picking.set_state([known], "picked"))
        self._marking.choose_clip(known.id)
        self.caption_wanted.emit()

    def pick_another(self) -> None:
        """Pick another clip of the shot: what is marked, or where that is a clip, behind it."""
        self._document.settle()
        mark = self._marking.mark
        if mark is None or mark.still:
            return
        clips = self._document.rows.of_source(Clip, mark.source)
        known = self._marking.clip or clip_with(clips, mark)
        if known is None:
            self._tell_picked(self._picked(mark.fitted(self._marking.snap())))
            return
        proposal = self._marking.lengths.next_range()
        if proposal is None:
            return
        if proposal.span is None:
            if proposal.room:
                said = self.tr(
                    "The shot has no room for another {frames} frames behind this clip: {room} are "
                    "left."
                )
            else:
                said = self.tr("The shot has no room for another {frames} frames behind this clip.")
            self.done.emit(said.format(frames=proposal.frames, room=proposal.room))
            return
        done = self._document.apply(picking.pick_like(known, *proposal.span))
        self._tell_picked(next(row for row in done.added if isinstance(row, Clip)))

    def _picked(self, mark: Mark, crop: Crop | None = None) -> Clip:
        """Pick a range that no clip has."""
        shot = self._document.rows.get(Shot, mark.shot)
        edit = (
            picking.pick(mark.source, *mark.span, crop=crop)
            if shot is None
            else picking.pick_of(shot, *mark.span, crop)
        )
        with self._marking.held():
            done = self._document.apply(edit)
        return next(row for row in done.added if isinstance(row, Clip))

    def _tell_picked(self, clip: Clip) -> None:
        """Mark a clip that was picked just now, and say which of its shot it is."""
        self._marking.choose_clip(clip.id)
        place, number = self._marking.place()
        index = self._marking.index
        if index is None:
            return
        frames = clip_length(index, clip, self._marking.rate)
        words = self.tr("Clip {place} of {number} of this shot: {frames}.")
        self.undoable.emit(
            words.format(place=place, number=number, frames=counted(frames, "frame"))
        )

    def split_clip(self, frame: int | None) -> None:
        """Make two clips of the marked one, the second of which begins with a frame."""
        self._document.settle()
        clip, index = self._marking.clip, self._marking.index
        if clip is None:
            self.done.emit(self.tr("Pick a clip first: then it can be split at the shown frame."))
        if clip is None or index is None or frame is None:
            return
        snap, rate = self._marking.snapping, self._marking.rate
        parts = halves(index, (clip.start, clip.end), frame, snap=snap, rate=rate)
        if parts is None:
            self.done.emit(self.tr("Go to a frame inside the clip to split it there."))
            return
        done = self._document.apply(picking.split_clip(clip, *parts))
        second = next(row for row in done.added if isinstance(row, Clip))
        self._marking.choose_clip(second.id)
        lengths = [conformed_length(index, *part, rate) for part in parts]
        words = self.tr("Two clips now, {} and {} frames long.")
        self.undoable.emit(words.format(*lengths))

    def reject(self) -> None:
        """Reject what is selected; what is rejected already is open again."""
        shots, picks = self._selected()
        rejected = all(row.state == "rejected" for row in (*shots, *picks))
        state: State = "open" if rejected else "rejected"
        edits = []
        if shots:
            clips = self._marking.picked_of(shots)
            edits.append(picking.mark_shots(shots, clips, state))
        if picks:
            edits.append(picking.set_state(picks, state))
        label = self.tr("Reopen") if rejected else self.tr("Reject")
        self._apply(several(label, edits))
        if not rejected and len(shots) + len(picks) == 1:
            self.next_wanted.emit()

    def add_still(self, frame: int | None) -> None:
        """Pick a frame as a still, with what is said and kept of the clip around it."""
        self._document.settle()
        mark = self._marking.mark
        if mark is None or frame is None:
            return
        stills = self._document.rows.of_source(Still, mark.source)
        if any(still.frame == frame for still in stills):
            self.done.emit(self.tr("Frame {} is a still already.").format(f"{frame:,}"))
            return
        clip = self._marking.clip
        still = still_of(clip, frame) if clip else Still(source=mark.source, frame=frame)
        self._document.apply(adding(still, label=noted("Still")))
        self.undoable.emit(self.tr("Frame {} is a still now.").format(f"{frame:,}"))

    def remove(self) -> None:
        """Remove the selected clips and stills; of shots, the clips that were picked of them."""
        gone = self.selected_picks()
        if gone:
            self._document.apply(picking.remove_clips(gone))
            self.undoable.emit(self.tr("{} removed.").format(counted(len(gone), "pick")))

    def rate(self, stars: int) -> None:
        """Rate what is selected."""
        self._apply(picking.rate(self._rated(), stars))

    def tag(self, name: str) -> None:
        """Give what is selected a tag."""
        name = one_line(name)
        if name:
            self._apply(picking.tag(self._rated(), name))

    def untag(self, name: str) -> None:
        """Take a tag from what is selected."""
        self._apply(picking.untag(self._rated(), name))

    def set_crop(self, crop: Crop | None) -> None:
        """Keep only a part of the marked picture, None: all of it; a shot is picked with it."""
        mark, row = self._marking.mark, self._marking.row
        if mark is None:
            return
        if isinstance(row, Clip | Still):
            edit = picking.crop_rows([row], crop)
            said = self.tr("The whole picture again.")
            if edit:
                self._document.apply(edit)
                cropped = self.tr("Cropped to {}.")
                self.undoable.emit(said if crop is None else cropped.format(_size(crop)))
        elif crop is not None:
            clip = self._picked(mark.fitted(self._marking.snap()), crop)
            self._marking.choose_clip(clip.id)
            self.undoable.emit(self.tr("Picked, and cropped to {}.").format(_size(crop)))

    def selected_picks(self) -> list[Clip | Still]:
        """Return the clips and stills that are selected; of shots, the clips picked of them."""
        shots, picks = self._selected()
        clips = self._marking.picked_of(shots)
        return list({(type(row), row.id): row for row in (*picks, *clips)}.values())

    def _selected(self) -> tuple[list[Shot], list[Clip | Still]]:
        """Return what is selected, or what is marked where that is something else."""
        mark, chosen = self._marking.mark, self._chosen
        rows = [self._document.rows.get(KINDS[tile.kind], tile.id) for tile in chosen]
        if mark is not None and len(chosen) <= 1 and not any(_is_of(mark, tile) for tile in chosen):
            rows = [self._marking.row]
        shots = [row for row in rows if isinstance(row, Shot)]
        return shots, [row for row in rows if isinstance(row, Clip | Still)]

    def _rated(self) -> list[Row]:
        """Return what is selected; of shots also what was picked of them, which is trained."""
        shots, picks = self._selected()
        clips = self._marking.picked_of(shots)
        row = self._marking.row
        marked = [row] if row is not None and len(shots) + len(picks) <= 1 else []
        found: list[Row] = [*shots, *picks, *clips, *marked]
        return list({(type(each), each.id): each for each in found}.values())

    def _apply(self, edit: Edit) -> None:
        if edit:
            self._document.apply(edit)


def _size(crop: Crop) -> str:
    return f"{crop.width}×{crop.height}"


def _is_of(mark: Mark, tile: Tile) -> bool:
    """Return whether what is marked is a tile's, or lies in its shot."""
    marked = {"shot": mark.shot, "clip": mark.clip, "still": mark.still}
    return marked[tile.kind] == tile.id and mark.source == tile.source
