"""What a person decides in *Clips*: pick, reject, rate, tag, caption; each is one edit."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from app.core.amounts import counted
from app.core.browsing import Tile
from app.core.captions.text import one_line
from app.core.library import picking
from app.core.library.edits import Edit, adding, changing, several
from app.core.library.model import Clip, Shot, State, Still
from app.core.marking import Mark, clip_with, mark_clip
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
        """Pick the marked range, and go on to its caption."""
        mark = self._marking.mark
        if mark is None or mark.still:
            return
        clips = self._document.rows.of_source(Clip, mark.source)
        known = self._marking.clip or clip_with(clips, mark)
        if known is None:
            fitted = mark.fitted(self._marking.snap())
            known = clip_with(clips, fitted)
        if known is None:
            shot = self._document.rows.get(Shot, fitted.shot)
            edit = (
                picking.pick(fitted.source, *fitted.span)
                if shot is None
                else picking.pick_of(shot, *fitted.span)
            )
            done = self._document.apply(edit)
            known = next(row for row in done.added if isinstance(row, Clip))
        elif known.state != "picked":
            self._document.apply(picking.set_state([known], "picked"))
        self._marking.show(mark_clip(known, self._document.rows.of_source(Shot, known.source)))
        self.caption_wanted.emit()

    def reject(self) -> None:
        """Reject what is selected; what is rejected already is open again."""
        shots, picks = self._selected()
        rejected = all(row.state == "rejected" for row in (*shots, *picks))
        state: State = "open" if rejected else "rejected"
        edits = []
        if shots:
            clips = [clip for shot in shots for clip in self._marking.picked_on(shot)]
            edits.append(picking.mark_shots(shots, clips, state))
        if picks:
            edits.append(picking.set_state(picks, state))
        label = self.tr("Reopen") if rejected else self.tr("Reject")
        self._apply(several(label, edits))
        if not rejected and len(shots) + len(picks) == 1:
            self.next_wanted.emit()

    def add_still(self, frame: int | None) -> None:
        """Pick a frame as a still, with the words of the clip around it."""
        mark = self._marking.mark
        if mark is None or frame is None:
            return
        stills = self._document.rows.of_source(Still, mark.source)
        if any(still.frame == frame for still in stills):
            self.done.emit(self.tr("Frame {} is a still already.").format(f"{frame:,}"))
            return
        caption = self._marking.clip.caption if self._marking.clip else ""
        still = Still(source=mark.source, frame=frame, caption=caption)
        self._document.apply(adding(still, label="Still"))
        self.undoable.emit(self.tr("Frame {} is a still now.").format(f"{frame:,}"))

    def remove(self) -> None:
        """Remove the selected clips and stills; of shots, the clips that were picked of them."""
        shots, picks = self._selected()
        clips = [clip for shot in shots for clip in self._marking.picked_on(shot)]
        gone = list({(type(row), row.id): row for row in (*picks, *clips)}.values())
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

    def set_caption(self, row: Clip | Still, text: str) -> None:
        """Keep the caption of a clip or still."""
        now = self._document.rows.get(type(row), row.id)
        if now is not None and now.caption != text:
            self._document.apply(picking.caption([now], text))

    def set_crop(self, crop: Crop | None) -> None:
        """Keep only a part of the marked clip's picture; None: all of it."""
        clip = self._marking.clip
        if clip is not None and clip.crop != crop:
            after = dataclasses.replace(clip, crop=crop)
            self._document.apply(changing(clip, after, label="Crop"))
            self.undoable.emit(self.tr("Cropped."))

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
        clips = [clip for shot in shots for clip in self._marking.picked_on(shot)]
        row = self._marking.row
        marked = [row] if row is not None and len(shots) + len(picks) <= 1 else []
        found: list[Row] = [*shots, *picks, *clips, *marked]
        return list({(type(each), each.id): each for each in found}.values())

    def _apply(self, edit: Edit) -> None:
        if edit:
            self._document.apply(edit)


def _is_of(mark: Mark, tile: Tile) -> bool:
    """Return whether what is marked is a tile's, or lies in its shot."""
    marked = {"shot": mark.shot, "clip": mark.clip, "still": mark.still}
    return marked[tile.kind] == tile.id and mark.source == tile.source
