"""Checks of clips, kept up to date in the background."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.browsing import Badge, Key, check_badges
from app.core.checks.findings import Finding, ordered
from app.core.errors import AppError
from app.core.jobs import Progress, Stopped
from app.core.library.edits import Edit
from app.core.library.model import Clip, Shot
from app.core.library.picking import clips_over
from app.core.library.project import Project
from app.core.marking import Mark
from app.ui.document import Document
from app.ui.films import Films
from app.ui.jobs import Jobs
from app.ui.loop import spawn
from app.ui.shot_checking import ShotChecking

if TYPE_CHECKING:
    from app.core.checks.clips import Findings

_SETTLED_MS = 300  # after the last change
_MANY = 40  # clips to look at, from which it is work of its own, with a bar
_MARKED = -1  # id of the range that is being marked, which is no clip yet
_PICTURES = {"start", "end", "crop"}  # what a clip shows
_DECIDE = {*_PICTURES, "state", "tags"}  # and whether it counts beside another one
_OF_CLIPS = {"clip", "source", "cut", "dataset", "settings"}


class Checking(QObject):
    """Looks at clips that were not looked at yet, one after the other, and at what is marked.

    Attributes:
        shots: What is known of shots and stills.
    """

    found = Signal(object)  # set[int]: films of whose clips, shots, stills there is something new
    looked_at_mark = Signal()  # `of_mark` says something new

    def __init__(
        self, document: Document, jobs: Jobs, films: Films, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._jobs, self._films = document, jobs, films
        self.shots = ShotChecking(document, jobs, films, self)
        self.shots.found.connect(self.found)
        self._findings: Findings = {}
        self._of_mark: tuple[Mark, tuple[Finding, ...]] | None = None
        self._mark: Mark | None = None
        self._stale: set[int] = set()
        self._running = False
        self._wake = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._wake.timeout.connect(self._start)
        self._settled = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._settled.timeout.connect(self._start_mark)
        document.opened.connect(self._begin)
        document.reloaded.connect(self.check_all)
        document.changed.connect(self._on_changed)

    def of_clip(self, clip: int) -> tuple[Finding, ...]:
        """Return what is known of a clip; () while nothing is."""
        return self._findings.get(clip, ())

    def badges(self, sources: set[int]) -> dict[Key, tuple[Badge, ...]]:
        """Return the problems of each clip, shot and still of these films, for its tile.

        The worst comes first. A shot that was picked has those of its clips, which are what is
        trained.
        """
        badges: dict[Key, tuple[Badge, ...]] = {}
        for source in sources:
            for key, findings in self._by_key(source):
                known = check_badges(findings)
                if known:
                    badges[key] = known
        return badges

    def _by_key(self, source: int) -> Iterator[tuple[Key, tuple[Finding, ...]]]:
        """Yield what is known of the clips, shots and stills of a film of which anything is."""
        rows = self._document.rows
        clips = [clip for clip in rows.of_source(Clip, source) if clip.state != "rejected"]
        for clip in clips:
            yield ("clip", clip.id), self.of_clip(clip.id)
        picked = [clip for clip in clips if clip.state == "picked"]
        over = clips_over(rows.of_source(Shot, source), picked)
        for shot, mine in over.items():
            yield ("shot", shot), self._worst(mine)
        shots, stills = self.shots.named(source)
        for shot in shots - over.keys():
            yield ("shot", shot), self.shots.of_shot(shot)
        for still in stills:
            yield ("still", still), self.shots.of_still(still)

    def _worst(self, clips: Sequence[Clip]) -> tuple[Finding, ...]:
        """Return what is known of some clips, the worst first."""
        if len(clips) == 1:
            return self.of_clip(clips[0].id)  # they are in order
        return ordered([each for clip in clips for each in self.of_clip(clip.id)])

    def of_mark(self, mark: Mark) -> tuple[Finding, ...] | None:
        """Return what is known of a marked range or still; None while nothing is."""
        if mark.still:
            return self.shots.of_still(mark.still)
        if mark.clip in self._findings:
            return self._findings[mark.clip]
        known = self._of_mark
        return known[1] if known is not None and known[0].span == mark.span else None

    def look_at(self, mark: Mark | None) -> None:
        """Look at a marked range that is no clip, once it stays as it is for a moment."""
        self._mark = mark
        if mark is not None:
            self.shots.prefer(mark.source)
        if mark is not None and not mark.clip and not mark.still:
            self._settled.start()
        else:
            self._settled.stop()

    def check_all(self) -> None:
        """Look at all clips again; what was measured is not measured again."""
        if self._document.is_open:
            self._stale = {source.id for source in self._document.rows.sources}
            self._wake.start()

    def _begin(self) -> None:
        self._findings, self._of_mark, self._mark = {}, None, None
        self._stale = set()
        self.check_all()

    def _on_changed(self, edit: Edit) -> None:
        touched = {change.table for change in edit.changed} | {name for name, _ in edit.removed}
        clips = [row for row in edit.added if isinstance(row, Clip)]
        moved: set[int] = set()
        for change in edit.changed:
            clip = self._document.rows.get(Clip, change.id) if change.table == "clip" else None
            if clip is not None and _DECIDE & change.values.keys():
                moved.add(clip.source)
                if _PICTURES & change.values.keys():
                    self._findings.pop(clip.id, None)  # it is another clip now
        for name, row_id in edit.removed:
            if name == "clip":
                self._findings.pop(row_id, None)
        if clips or moved:
            self._stale |= {clip.source for clip in clips} | moved
            self._wake.start()
        elif touched & (_OF_CLIPS - {"clip"}):
            self.check_all()

    def _start(self) -> None:
        if not self._running and self._document.is_open and self._stale:
            self._running = True
            spawn(self._check())

    async def _check(self) -> None:
        try:
            while self._document.is_open and self._stale:
                project = self._document.project
                sources, self._stale = self._stale, set()
                try:
                    await self._look_at(project, sources)
                except (AppError, Stopped):
                    if self._document.holds(project):
                        raise
        finally:
            self._running = False

    async def _look_at(self, project: Project, sources: set[int]) -> None:
        from app.core.checks.clips import check_clips, known_findings

        clips = [clip for clip in self._document.rows.clips if clip.source in sources]
        if not clips:
            return
        cache = self._films.cache
        known = await self._jobs.beside(known_findings, project, clips, cache=cache)
        self._take(project, sources, known.findings)
        if len(known.missing) >= _MANY:
            title = self.tr("Checking clips")
            found = await self._jobs.run(title, check_clips, project, clips, cache=cache)
        elif known.missing:
            found = await self._jobs.beside(
                check_clips, project, clips, cache=cache, stoppable=True
            )
        else:
            return
        self._take(project, sources, found)

    def _take(self, project: Project, sources: set[int], found: Findings) -> None:
        if self._document.holds(project):
            from app.core.checks.twins import carried

            rows = self._document.rows

            def elsewhere(clip: int) -> bool:
                row = rows.get(Clip, clip)
                return row is not None and row.state == "picked" and row.source not in sources

            for clip, findings in found.items():
                if rows.get(Clip, clip) is None:
                    continue  # it was removed meanwhile
                before = self._findings.get(clip, ())
                self._findings[clip] = carried(before, findings, elsewhere)
            self.found.emit(sources)

    def _start_mark(self) -> None:
        if self._mark is not None and self._document.is_open:
            spawn(self._check_mark(self._document.project, self._mark))

    async def _check_mark(self, project: Project, mark: Mark) -> None:
        from app.core.checks.clips import check_clips

        clip = Clip(id=_MARKED, source=mark.source, start=mark.start, end=mark.end)

        def while_marked(_progress: Progress) -> None:
            if self._mark != mark:
                raise Stopped

        try:
            found = await self._jobs.beside(
                check_clips, project, [clip], cache=self._films.cache, checkpoint=while_marked
            )
        except AppError:
            if self._document.holds(project):
                raise
            return
        now = self._mark
        if now is not None and (now.source, now.span) == (mark.source, mark.span):
            self._of_mark = mark, found.get(_MARKED, ())
            self.looked_at_mark.emit()
