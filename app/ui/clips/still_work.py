"""Stills: the sharpest frame near the one that is shown, and one of every pick."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.core.browsing import Tile
from app.core.errors import AppError
from app.core.jobs import Stopped
from app.core.language import noted
from app.core.library.edits import adding, changing, several
from app.core.library.model import Clip, Shot, Still
from app.core.library.stills import Choice, middle_of, still_of, stills_of
from app.ui import dialogs
from app.ui.clips.marking import Marking
from app.ui.loop import spawn
from app.ui.parts import Parts

if TYPE_CHECKING:
    from app.core.library.project import Project
    from app.core.marking import Mark
    from app.core.media.index import FrameIndex


class StillWork(QObject):
    """Makes stills that take looking at films."""

    done = Signal(str)  # a sentence to show for a while
    undoable = Signal(str)  # the same, of what can be taken back
    frame_found = Signal(int)  # source frame that became a still

    def __init__(self, parts: Parts, marking: Marking, window: QWidget) -> None:
        super().__init__(window)
        self._parts, self._document, self._films = parts, parts.document, parts.films
        self._marking, self._window = marking, window
        self._chosen: list[Tile] = []
        parts.document.opened.connect(self._chosen.clear)

    def select(self, tiles: Sequence[Tile]) -> None:
        """Take what is selected."""
        self._chosen = list(tiles)

    # --------------------------------------------------------------------------- the sharpest

    def pick_sharpest(self, frame: int | None) -> None:
        """Make a still of the sharpest frame within half a second of one, in the shot."""
        self._document.settle()
        mark = self._marking.mark
        index = self._films.indexes.get(mark.source) if mark else None
        if mark is not None and frame is not None and index is not None:
            spawn(self._pick_sharpest(self._document.project, index, mark, frame))

    async def _pick_sharpest(
        self, project: Project, index: FrameIndex, mark: Mark, frame: int
    ) -> None:
        from app.core.checks.sharpest import sharpest_near

        clip = self._marking.clip
        inside = mark.low <= frame < mark.high
        limits = (mark.low, mark.high) if inside else (0, len(index))
        try:
            best = await self._parts.jobs.beside(
                sharpest_near,
                index,
                frame,
                limits,
                crop=clip.crop if clip else None,
                cache=self._films.cache,
                stoppable=True,
            )
        except (AppError, Stopped):
            if self._document.holds(project):
                raise
            return
        if self._document.holds(project):
            self._add(mark.source, clip, best, frame)

    def _add(self, source: int, clip: Clip | None, best: int, frame: int) -> None:
        self.frame_found.emit(best)
        where = self._where(best, frame)
        if any(still.frame == best for still in self._document.rows.of_source(Still, source)):
            self.done.emit(self.tr("The sharpest near here, {}, is a still already.").format(where))
            return
        still = still_of(clip, best) if clip else Still(source=source, frame=best)
        self._document.apply(adding(still, label=noted("Sharpest still")))
        self.undoable.emit(self.tr("The sharpest near here is a still now: {}.").format(where))

    def _where(self, best: int, frame: int) -> str:
        number = f"{best:,}"
        if best == frame:
            return self.tr("frame {}, this one").format(number)
        words = (
            self.tr("frame {}, {} after this one")
            if best > frame
            else self.tr("frame {}, {} before this one")
        )
        return words.format(number, f"{abs(best - frame):,}")

    # ------------------------------------------------------------------------- of every pick

    def ask(self) -> None:
        """Ask which frame of which picks become stills, and make them."""
        self._document.settle()
        picks = [clip for clip in self._document.rows.clips if clip.state == "picked"]
        if not picks:
            self.done.emit(self.tr("Nothing is picked yet."))
            return
        spawn(self._ask(self._document.project, picks))

    async def _ask(self, project: Project, picks: Sequence[Clip]) -> None:
        from app.ui.clips.stills_dialog import StillsDialog

        chosen = self._selected(picks)
        dialog = StillsDialog(self._window, self._document, chosen, picks)
        if await dialogs.done(dialog) and self._document.holds(project):
            await self._make(project, dialog.picks, dialog.choice, dialog.size_wanted)

    def _selected(self, picks: Sequence[Clip]) -> list[Clip]:
        """Return the picks that are selected; of shots, those picked of them."""
        rows = self._document.rows
        wanted = {tile.id for tile in self._chosen if tile.kind == "clip"}
        found = [rows.get(Shot, tile.id) for tile in self._chosen if tile.kind == "shot"]
        shots = [shot for shot in found if shot is not None]
        wanted |= {clip.id for clip in self._marking.picked_of(shots)}
        return [clip for clip in picks if clip.id in wanted]

    async def _make(
        self,
        project: Project,
        clips: Sequence[Clip],
        choice: Choice,
        size: tuple[int, int] | None,
    ) -> None:
        frames = await self._frames(project, clips, choice)
        if not self._document.holds(project):
            return
        rows = self._document.rows
        now = [clip for clip in (rows.get(Clip, clip.id) for clip in clips) if clip is not None]
        made = stills_of(now, frames, rows.stills)
        resized = changing(rows.settings, dataclasses.replace(rows.settings, still_size=size))
        edit = several(made.edit.label, [resized, made.edit])
        if edit:
            self._document.apply(edit)
            self.undoable.emit(made.sentence)
        else:
            self.done.emit(made.sentence)

    async def _frames(
        self, project: Project, clips: Sequence[Clip], choice: Choice
    ) -> dict[int, int | None]:
        if choice == "first":
            return {clip.id: clip.start for clip in clips}
        if choice == "middle":
            rate, indexes = self._document.rows.settings.rate, self._films.indexes
            return {clip.id: middle_of(indexes.get(clip.source), clip, rate) for clip in clips}
        from app.core.checks.sharpest import sharpest_frames

        title = self.tr("Finding the sharpest frames")
        return await self._parts.jobs.run(
            title, sharpest_frames, project, clips, cache=self._films.cache
        )
