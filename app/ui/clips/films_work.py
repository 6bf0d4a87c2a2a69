"""Long work on films: adding them, finding their shots, exporting what was picked."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.adding import add_films
from app.core.amounts import counted
from app.core.cache import Cache
from app.core.errors import AppError
from app.core.jobs import Checkpoint
from app.core.library.edits import Edit
from app.core.library.model import Shot, Source
from app.core.library.project import Project
from app.core.shots.detectors import DETECTORS, Detector, neural_available
from app.ui.document import Document, read_again
from app.ui.films import Films
from app.ui.jobs import Jobs
from app.ui.loop import spawn
from app.ui.preferences import PreferenceStore

if TYPE_CHECKING:
    from app.core.export.report import ExportReport
    from app.core.finding import Opinion


class FilmsWork(QObject):
    """Starts long work on the films of the open project and tells how it went."""

    progressed = Signal()  # `state_of` says something new
    said = Signal(str, str)  # sentence, grade of the notice
    exported = Signal(object)  # ExportReport
    found_said = Signal(str)  # what was found in a film, a sentence to show for a while
    films_added = Signal(list)  # list[Source]
    opinion_given = Signal(object)  # Opinion

    def __init__(
        self, document: Document, jobs: Jobs, films: Films, preferences: PreferenceStore
    ) -> None:
        super().__init__(document)
        self._document, self._jobs, self._films = document, jobs, films
        self._preferences = preferences
        self._waiting: set[int] = set()
        jobs.changed.connect(self.progressed)
        jobs.progressed.connect(self._on_progressed)
        document.opened.connect(self._waiting.clear)

    @property
    def finding(self) -> bool:
        """Whether the shots of any film are looked for, or will be."""
        return bool(self._waiting)

    def state_of(self, source: int) -> float | str:
        """Return the share done, 0-1, of a film being worked on; ``waiting``; or nothing."""
        if source not in self._waiting:
            return ""
        running = self._jobs.running
        if running is None or running.about != source:
            return "waiting"
        return self._jobs.last.progress.fraction if self._jobs.last else 0.0

    # ------------------------------------------------------------------------------- starting

    def add(self, paths: Sequence[Path]) -> None:
        """Add films and folders, then find their shots."""
        spawn(self._add(self._document.project, list(paths)))

    def find(
        self,
        sources: Sequence[Source],
        *,
        detector: Detector | None = None,
        threshold: float | None = None,
    ) -> None:
        """Find the shots of films, one after the other; by default as the person prefers."""
        for source in sources:
            if source.id not in self._waiting:
                self._waiting.add(source.id)
                project, chosen = self._document.project, detector or self._preferred
                spawn(self._find(project, source, chosen, threshold))

    def ask_opinion(self, source: Source, detector: Detector) -> None:
        """Ask another detector about a film's cuts."""
        spawn(self._ask(self._document.project, source, detector))

    @property
    def _preferred(self) -> Detector:
        chosen = self._preferences.value.detector
        for name, info in DETECTORS.items():
            if name == chosen and (info.needs != "ml" or neural_available()):
                return name
        return "exact"

    def export(self) -> None:
        """Export what was picked, with what is being typed."""
        self._document.settle()
        spawn(self._export(self._document.project))

    # ---------------------------------------------------------------------------------- doing

    async def _add(self, project: Project, paths: list[Path]) -> None:
        if not self._document.holds(project):
            return
        title = self.tr("Adding films")
        with self._caught_up(project):
            added = await self._jobs.run(
                title, add_films, project, paths, cache=self._films.cache, about="add"
            )
        if not self._document.holds(project):
            return
        self._document.catch_up()
        for sentence in added.failures[:3]:
            self.said.emit(sentence, "bad")
        if len(added.failures) > 3:
            rest = self.tr("{} cannot be used.").format(
                counted(len(added.failures) - 3, "more file")
            )
            self.said.emit(rest, "bad")
        new = [film for film in added.films if not film.detector]
        self.films_added.emit(list(added.films))
        self.find(new)

    async def _find(
        self, project: Project, source: Source, detector: Detector, threshold: float | None
    ) -> None:
        if not self._document.holds(project):
            return
        title = self.tr("Finding shots in {}").format(source.stem)
        try:
            with self._caught_up(project):
                edit = await self._jobs.run(
                    title, _find, project, source, detector=detector, threshold=threshold,
                    cache=self._films.cache, about=source.id,
                )  # fmt: skip
        except AppError as error:
            self.said.emit(str(error), "bad")
        else:
            self._follow(project)
            if self._document.holds(project):
                self._films.load(source.id)
                self._tell_found(source, edit)
        finally:
            if self._document.holds(project):
                self._waiting.discard(source.id)
            self.progressed.emit()

    def _tell_found(self, source: Source, edit: Edit) -> None:
        words = self.tr("{shots} in {film}") if edit else self.tr("{shots} in {film}, as before")
        number = self._document.rows.number_of(Shot, source.id)
        self.found_said.emit(words.format(shots=counted(number, "shot"), film=source.stem))

    async def _ask(self, project: Project, source: Source, detector: Detector) -> None:
        title = self.tr("Asking {}").format(DETECTORS[detector].label)
        opinion = await self._jobs.run(
            title, _ask, project, source, detector, cache=self._films.cache
        )
        if self._document.holds(project):
            self.opinion_given.emit(opinion)

    async def take_list(self, source: Source, path: Path) -> None:
        """Take a film's shots from a list of scenes.

        Raises `AppError`.
        """
        from app.core.finding import take_scenes

        project = self._document.project
        cache = self._films.cache
        _, notes = await self._jobs.beside(take_scenes, project, source, path, cache=cache)
        self._follow(project)
        for note in notes[:3]:
            self.said.emit(note, "warn")

    async def save_list(self, source: Source, path: Path) -> None:
        """Write a film's shots as a list of scenes.

        Raises `AppError`.
        """
        from app.core.finding import save_scenes

        project, cache = self._document.project, self._films.cache
        await self._jobs.beside(save_scenes, project, source, path, cache=cache)

    async def _export(self, project: Project) -> None:
        if not self._document.holds(project):
            return
        title = self.tr("Exporting {}").format(project.settings.name)
        with self._caught_up(project):
            report = await self._jobs.run(
                title, _export, project, cache=self._films.cache, about="export"
            )
        if self._document.holds(project):
            self._document.catch_up()
            self.exported.emit(report)

    def _follow(self, project: Project) -> None:
        if self._document.holds(project):
            self._document.catch_up()

    @contextlib.contextmanager
    def _caught_up(self, project: Project) -> Iterator[None]:
        """Read the project again where work ended halfway: it may have changed it by then."""
        try:
            yield
        except BaseException:
            if self._document.holds(project):
                spawn(read_again(self._document, self._jobs, project))
            raise

    def _on_progressed(self, _report: object) -> None:
        if self._waiting:
            self.progressed.emit()

    async def settled(self) -> None:
        """Wait until nothing is being found any more."""
        while self._waiting:  # noqa: ASYNC110 -- for tests and the tour
            await asyncio.sleep(0.02)


def _find(
    project: Project,
    source: Source,
    *,
    detector: Detector,
    threshold: float | None,
    cache: Cache,
    checkpoint: Checkpoint,
) -> Edit:
    from app.core.finding import find_shots  # here, in the job's thread: it takes a while

    return find_shots(
        project,
        source,
        detector=detector,
        threshold=threshold,
        cache=cache,
        checkpoint=checkpoint,
    )


def _ask(
    project: Project,
    source: Source,
    detector: Detector,
    *,
    cache: Cache,
    checkpoint: Checkpoint,
) -> Opinion:
    from app.core.finding import second_opinion

    return second_opinion(project, source, detector, cache=cache, checkpoint=checkpoint)


def _export(project: Project, *, cache: Cache, checkpoint: Checkpoint) -> ExportReport:
    from app.core.export.project_export import export_project

    return export_project(project, cache=cache, checkpoint=checkpoint)
