"""Checks of shots that are not picked and of stills, in the background.

What needs no picture is said at once. A few frames of each shot are looked at as work in the queue,
film by film: it has a bar, can be paused and stopped, and ends; then the filter by checks speaks
for every shot, also for those nobody has scrolled to. It gives way: as soon as anything else
waits, it leaves the queue and goes on when that is idle again. What was seen is kept, so it is done
once for a film, and goes on where it was after a restart.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.errors import AppError
from app.core.jobs import Checkpoint, Progress, Stopped
from app.core.library.edits import Edit
from app.core.library.model import Shot, Source, Still
from app.ui.document import Document
from app.ui.films import Films
from app.ui.jobs import Jobs
from app.ui.loop import spawn

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.cache import Cache
    from app.core.checks.film_shots import FilmShots, FilmsKnown
    from app.core.checks.findings import Finding
    from app.core.library.project import Project

_SETTLED_MS = 500  # after the last change
_MANY = 40  # frames to look at, from which it is work of its own, with a bar
_AT_ONCE = 64  # films judged at once, if there is time
_DECIDE = {"start", "end", "state", "frame", "crop"}  # fields of shots and stills


class ShotChecking(QObject):
    """Knows the problems of shots and stills; looks at films one after the other."""

    found = Signal(object)  # set[int]: films of whose shots or stills there is something new
    _told = Signal(int)  # from the thread of a job: more is known of a film

    def __init__(self, document: Document, jobs: Jobs, films: Films, parent: QObject) -> None:
        super().__init__(parent)
        self._document, self._jobs, self._films = document, jobs, films
        self._shots: dict[int, tuple[Finding, ...]] = {}
        self._stills: dict[int, tuple[Finding, ...]] = {}
        self._named: dict[int, tuple[set[int], set[int]]] = {}  # ids with findings, by film
        self._stale: set[int] = set()
        self._missing: dict[int, int] = {}  # frames not looked at, by film
        self._first = 0  # the film to look at before others
        self._judging = self._looking = self._stopped = False
        self._give_way: threading.Event | None = None  # of the job that runs
        self._wake = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._wake.timeout.connect(self._start)
        self._told.connect(self._on_told)
        document.opened.connect(self._begin)
        document.reloaded.connect(self.check_all)
        document.changed.connect(self._on_changed)
        films.loaded.connect(self._on_loaded)
        jobs.changed.connect(self._on_jobs)

    def of_shot(self, shot: int) -> tuple[Finding, ...]:
        """Return the problems of a shot, the worst first; () while none is known."""
        return self._shots.get(shot, ())

    def of_still(self, still: int) -> tuple[Finding, ...]:
        """Return the problems of a still, the worst first; () while none is known."""
        return self._stills.get(still, ())

    def named(self, source: int) -> tuple[set[int], set[int]]:
        """Return the ids of a film's shots and stills that have problems."""
        return self._named.get(source, (set(), set()))

    def prefer(self, source: int) -> None:
        """Look at a film before others."""
        self._first = source

    def check_all(self) -> None:
        """Look at everything that was not looked at yet, also where it was stopped."""
        self._stopped = False
        if self._document.is_open:
            self._note(source.id for source in self._document.rows.sources)

    # ------------------------------------------------------------------------- what is stale

    def _begin(self) -> None:
        self._shots, self._stills, self._named = {}, {}, {}
        self._stale, self._missing, self._first = set(), {}, 0
        self._stopped = False
        if self._give_way is not None:
            self._give_way.set()

    def _note(self, sources: Iterable[int]) -> None:
        self._stale |= set(sources)
        if self._stale:
            self._wake.start()

    def _on_loaded(self, sources: set[int]) -> None:
        self._note(sources)

    def _on_told(self, source: int) -> None:
        if self._document.is_open:
            self._note([source])

    def _on_changed(self, edit: Edit) -> None:
        rows, touched = self._document.rows, set()
        for change in edit.changed:
            if change.table in ("settings", "dataset", "source"):
                touched |= {source.id for source in rows.sources}
            elif change.table in ("shot", "still") and _DECIDE & change.values.keys():
                shot, still = rows.get(Shot, change.id), rows.get(Still, change.id)
                row = shot if change.table == "shot" else still
                touched |= {row.source} if row is not None else set()
        touched |= {row.source for row in edit.added if isinstance(row, Shot | Still)}
        for table, row_id in edit.removed:
            if table == "dataset":
                touched |= {source.id for source in rows.sources}
            self._shots.pop(row_id if table == "shot" else 0, None)
            self._stills.pop(row_id if table == "still" else 0, None)
        self._note(touched)

    def _on_jobs(self) -> None:
        if self._give_way is not None:
            if self._jobs.waiting:
                self._give_way.set()
        elif self._missing and self._jobs.running is None and not self._looking:
            self._wake.start()

    # ------------------------------------------------------------------------------- judging

    def _start(self) -> None:
        if not self._document.is_open:
            return
        if self._stale and not self._judging:
            self._judging = True
            spawn(self._judge(self._document.project))
        if self._next() is not None and not self._looking:
            self._looking = True
            spawn(self._look(self._document.project))

    async def _judge(self, project: Project) -> None:
        from app.core.checks.film_shots import known_of_films

        try:
            while self._document.holds(project) and (films := self._take_stale()):
                rows = self._document.rows
                known = await self._jobs.beside(
                    known_of_films,
                    films,
                    rows.settings,
                    list(rows.datasets),
                    cache=self._films.cache,
                    stoppable=True,
                )
                if self._document.holds(project):
                    self._stale |= {film.source.id for film in films} - known.sources
                    self._take(known)
        finally:
            self._judging = False
        if self._document.is_open:
            self._start()

    def _take_stale(self) -> list[FilmShots]:
        """Return some films to judge; those whose frames are not known yet wait for that."""
        found: list[FilmShots] = []
        for source in sorted(self._stale):
            self._stale.discard(source)
            film = self._film(source)
            found += [film] if film is not None else []
            if len(found) == _AT_ONCE:
                break
        return found

    def _film(self, source: int) -> FilmShots | None:
        from app.core.checks.film_shots import FilmShots

        rows, film = self._document.rows, self._films.film(source)
        row = rows.get(Source, source)
        if row is None or film is None or film.index is None:
            return None
        shots, stills = rows.of_source(Shot, source), rows.of_source(Still, source)
        return FilmShots(row, film.index, shots, stills, film.signal)

    def _take(self, known: FilmsKnown) -> None:
        for source in known.sources:
            shots, stills = self._named.pop(source, (set(), set()))
            for one in shots:
                self._shots.pop(one, None)
            for one in stills:
                self._stills.pop(one, None)
            self._missing.pop(source, None)
        self._shots |= known.shots
        self._stills |= known.stills
        self._missing |= known.missing
        self._named |= known.named
        self.found.emit(known.sources)

    # ------------------------------------------------------------------------------- looking

    def _next(self) -> int | None:
        """Return the film to look at next; None where there is none, or it has to wait."""
        few = [source for source, frames in self._missing.items() if frames < _MANY]
        many = [source for source, frames in self._missing.items() if frames >= _MANY]
        if self._stopped or self._jobs.running is not None:
            many = []
        ready = [*few, *many]
        return self._first if self._first in ready else next(iter(ready), None)

    async def _look(self, project: Project) -> None:
        try:
            while self._document.holds(project) and (source := self._next()) is not None:
                frames = self._missing.pop(source)
                film = self._film(source)
                if film is not None:
                    await self._look_at(film, frames, project)
        finally:
            self._looking = False
            if self._document.is_open and self._missing:
                self._wake.start()

    async def _look_at(self, film: FilmShots, frames: int, project: Project) -> None:
        from asyncio import CancelledError

        source = film.source.id
        work = _Look(film, self._films.cache, self._told.emit)
        try:
            if frames < _MANY:
                await self._jobs.beside(work, stoppable=True)
            else:
                self._give_way = work.give_way
                title = self.tr("Checking shots of {}").format(film.source.stem)
                await self._jobs.run(title, work)
        except CancelledError:
            if self._document.holds(project):
                self._stopped = True  # until it is opened again, or asked for
            raise
        except AppError:
            return  # what is wrong with the film is said where it is shown
        except Stopped:
            if not work.give_way.is_set():
                raise
        finally:
            self._give_way = None
        if self._document.holds(project):
            self._note([source])


class _Look:
    """The work of looking at a film; ends with `Stopped` when it is to give way."""

    def __init__(self, film: FilmShots, cache: Cache, tell: Callable[[int], None]) -> None:
        self._film, self._cache, self._tell = film, cache, tell
        self.give_way = threading.Event()

    def __call__(self, *, checkpoint: Checkpoint) -> None:
        from app.core.checks.film_shots import look_at_film

        def going(progress: Progress) -> None:
            if self.give_way.is_set():
                raise Stopped
            checkpoint(progress)

        source = self._film.source.id
        look_at_film(
            self._film, cache=self._cache, tell=lambda: self._tell(source), checkpoint=going
        )
