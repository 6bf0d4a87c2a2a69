"""Best window: the part of the marked shot with the most motion, and again the next best."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.errors import AppError
from app.core.export.lengths import Range
from app.core.jobs import Stopped
from app.core.language import noted
from app.core.library.model import Cut, Source
from app.core.library.project import Project
from app.core.marking import Mark
from app.ui.clips.marking import Marking
from app.ui.document import Document
from app.ui.films import Films
from app.ui.jobs import Jobs
from app.ui.loop import spawn

if TYPE_CHECKING:
    from app.core.media.index import FrameIndex
    from app.core.suggesting import Suggested, Wish

_LONG = 2_000  # source frames of a shot; looking at more is work of its own, with a bar


class BestWindow(QObject):
    """Looks at the marked shot in the background, once, and marks its best windows in turn."""

    said = Signal(str)  # a sentence to show for a while

    def __init__(self, document: Document, films: Films, jobs: Jobs, marking: Marking) -> None:
        super().__init__(marking)
        self._document, self._films, self._jobs = document, films, jobs
        self._marking = marking
        self._running = False
        self._known: tuple[FrameIndex, Wish, Suggested] | None = None
        self._put: Range | None = None  # where the last one was marked

    def find(self) -> None:
        """Mark the best window of the shot; the next best where that is marked already."""
        mark, index, length = (
            self._marking.mark,
            self._marking.index,
            self._marking.lengths.wanted(),
        )
        if mark is None or index is None or length is None:
            return
        if self._running:
            self.said.emit(self.tr("The shot is being looked at: a moment."))
            return
        wish = self._wish(mark, length)
        if self._known is not None and self._known[:2] == (index, wish):
            self._take(mark, wish, self._known[2])
            return
        self._running = True
        spawn(self._look(self._document.project, mark, index, wish))

    def _wish(self, mark: Mark, length: int) -> Wish:
        from app.core.shots.cuts import Cut as Found
        from app.core.suggesting import Wish

        rows = self._document.rows
        source = rows.get(Source, mark.source)
        cuts = [
            Found(cut.frame, cut.end, cut.kind, cut.score)
            for cut in rows.of_source(Cut, mark.source)
            if cut.frame < mark.high and cut.end >= mark.low
        ]
        scanned = source is not None and bool(source.detector)
        others = [clip for clip in self._marking.siblings() if clip.id != mark.clip]
        return Wish(
            shot=(mark.low, mark.high),
            length=length,
            cuts=tuple(cuts) if scanned or cuts else None,
            taken=tuple((clip.start, clip.end) for clip in others),
            rate=self._marking.rate,
        )

    async def _look(self, project: Project, mark: Mark, index: FrameIndex, wish: Wish) -> None:
        from app.core.suggesting import suggest

        cache = self._films.cache
        try:
            if mark.high - mark.low > _LONG:
                title = self.tr("Looking for the best window")
                found = await self._jobs.run(title, suggest, index, wish, cache=cache)
            else:
                found = await self._jobs.beside(suggest, index, wish, cache=cache, stoppable=True)
        except (AppError, Stopped):
            if self._document.holds(project):
                raise
            return
        finally:
            self._running = False
        if not self._document.holds(project):
            return
        self._known = index, wish, found
        now = self._marking.mark
        if now is not None and (now.source, now.low, now.high, now.clip) == (
            (mark.source, mark.low, mark.high, mark.clip)
        ):
            self._take(now, wish, found)

    def _take(self, mark: Mark, wish: Wish, found: Suggested) -> None:
        frames, windows = wish.length, found.windows
        if not windows:
            self.said.emit(self._nothing(found, frames))
            return
        again = mark.span == self._put and mark.span in windows
        place = (windows.index(mark.span) + 1) % len(windows) if again else 0
        self._put = windows[place]
        self._marking.set_range(*windows[place], label=noted("Best window"))
        words = self.tr("{frames} frames with the most motion: {place} of {number}")
        self.said.emit(words.format(frames=frames, place=place + 1, number=len(windows)))

    def _nothing(self, found: Suggested, frames: int) -> str:
        if found.short:
            return self.tr("The shot is too short for {} frames.").format(frames)
        words = self.tr(
            "No {} frames of this shot are free of cuts, fades, flashes, black pictures and other "
            "clips."
        )
        return words.format(frames)
