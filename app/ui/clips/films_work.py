"""Long work on films: adding them, finding their shots, checking and exporting what was picked."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.amounts import counted
from app.core.cache import Cache
from app.core.checks.findings import worst_problem
from app.core.jobs import Checkpoint
from app.core.language import tr
from app.core.library.edits import Edit
from app.core.library.model import Clip, Shot, Source
from app.core.library.pending import Task
from app.core.library.project import Project
from app.core.shots.detectors import (
    DETECTORS,
    Detector,
    detector_named,
    is_light,
    neural_available,
)
from app.ui.document import Document, read_again
from app.ui.films import Films
from app.ui.job import Job
from app.ui.job_queue import LANES
from app.ui.jobs import Jobs
from app.ui.loop import spawn
from app.ui.preferences import PreferenceStore
from app.ui.task_queue import Kind, Kinds, TaskQueue

if TYPE_CHECKING:
    from app.core.adding import Added
    from app.core.checks.clips import Findings
    from app.core.export.report import ExportReport
    from app.core.finding import Opinion

_TOLD_AFTER_MS = 15


class FilmsWork(QObject):
    """Starts long work on the films of the open project and tells how it went."""

    progressed = Signal()  # what is told of a film has changed
    said = Signal(str, str)  # sentence, grade of the notice
    exported = Signal(object)  # ExportReport
    found_said = Signal(str)  # what was found in a film, a sentence to show for a while
    films_added = Signal(list)  # list[Source]
    opinion_given = Signal(object)  # Opinion
    checked = Signal()  # clips that were to be checked have been

    def __init__(
        self,
        document: Document,
        jobs: Jobs,
        films: Films,
        preferences: PreferenceStore,
        queue: TaskQueue,
    ) -> None:
        super().__init__(document)
        self._document, self._jobs, self._films = document, jobs, films
        self._preferences = preferences
        self.queue = queue
        queue.learn(self._kinds())
        self._soon = QTimer(self, singleShot=True, interval=_TOLD_AFTER_MS)
        self._soon.timeout.connect(self.progressed)
        for signal in (jobs.changed, self.queue.progressed):
            signal.connect(self._on_changed)
        jobs.progressed.connect(self._on_progressed)
        self.queue.said.connect(self.said)
        self.queue.resumed.connect(self.found_said)

    def _kinds(self) -> Kinds:
        def frames(task: Task) -> float:
            row = self._document.rows.get(Source, task.film)
            return 0.0 if row is None else row.frames

        return {
            "add": Kind(self._title_of_adding, self._add),
            "find": Kind(
                self._title_of(self.tr("Finding shots in {}")),
                self._find,
                lambda task: is_light(detector_named(task.detector), int(frames(task))),
                frames,
            ),
            "check": Kind(self._title_of(self.tr("Checking clips of {}")), self._check),
            "export": Kind(self._title_of_export, self._export),
        }

    def _title_of(self, words: str) -> Callable[[Task], str]:
        def title(task: Task) -> str:
            row = self._document.rows.get(Source, task.film)
            return words.format("" if row is None else row.stem)

        return title

    def _title_of_adding(self, task: Task) -> str:
        names = [Path(path).name for path in task.paths]
        if len(names) == 1:
            return self.tr("Adding {}").format(names[0])
        return self.tr("Adding films")

    def _title_of_export(self, _task: Task) -> str:
        return self.tr("Exporting {}").format(self._document.rows.settings.name)

    @property
    def finding(self) -> bool:
        """Whether the shots of any film are looked for, or will be."""
        return self.queue.has("find")

    def state_of(self, source: int) -> float | str:
        """Return the share done, 0-1, of a film being worked on; ``waiting``; or nothing."""
        job = self.queue.job_of(source)
        if job is None:
            return ""
        return job.fraction if job.state == "running" else "waiting"

    # ------------------------------------------------------------------------------- starting

    def add(self, paths: Sequence[Path]) -> None:
        """Add films and folders, then find their shots."""
        self.queue.put([Task("add", paths=tuple(map(str, paths)))])

    def find(
        self,
        sources: Sequence[Source],
        *,
        detector: Detector | None = None,
        threshold: float | None = None,
    ) -> None:
        """Find the shots of films, one after the other; by default as the person prefers."""
        chosen = detector or self._preferred
        self.queue.put(
            Task("find", film=source.id, detector=chosen, threshold=threshold)
            for source in sources
            if not self.queue.has("find", source.id)
        )

    def check(self, sources: Sequence[Source]) -> None:
        """Check the clips of films; what is known of them is not looked at again."""
        rows = self._document.rows
        some = [source for source in sources if rows.number_of(Clip, source.id)]
        self.queue.put(Task("check", film=source.id) for source in some)
        if not some:
            self.found_said.emit(self.tr("There is no clip to check yet."))

    def ask_opinion(self, source: Source, detector: Detector) -> None:
        """Ask another detector about a film's cuts."""
        spawn(self._ask(self._document.project, source, detector))

    @property
    def _preferred(self) -> Detector:
        chosen = detector_named(self._preferences.value.detector)
        there = DETECTORS[chosen].needs != "ml" or neural_available()
        return chosen if there else "exact"

    def export(self) -> None:
        """Export what was picked, with what is being typed."""
        self._document.settle()
        self.queue.put([Task("export")])

    # ---------------------------------------------------------------------------------- doing

    async def _add(self, project: Project, task: Task, job: Job) -> None:
        paths = [Path(path) for path in task.paths]
        with self._caught_up(project):
            added = await job.carry_out(_add, project, paths, cache=self._films.cache)
        if not self._document.holds(project):
            return
        self._document.catch_up()
        job.result = counted(len(added.films), "film")
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
        for path, sentence in zip(added.unusable, added.failures, strict=True):
            self.queue.list_failed(Task("add", paths=(str(path),)), sentence)

    async def _find(self, project: Project, task: Task, job: Job) -> None:
        source = self._document.rows.get(Source, task.film)
        if source is None:
            return
        with self._caught_up(project):
            edit = await job.carry_out(
                _find, project, source, detector=detector_named(task.detector),
                threshold=task.threshold, cache=self._films.cache,
            )  # fmt: skip
        self._follow(project)
        if self._document.holds(project):
            self._films.load(source.id)
            number = self._document.rows.number_of(Shot, source.id)
            job.result = counted(number, "shot")
            words = (
                self.tr("{shots} in {film}") if edit else self.tr("{shots} in {film}, as before")
            )
            self.found_said.emit(words.format(shots=job.result, film=source.stem))

    async def _check(self, project: Project, task: Task, job: Job) -> None:
        clips = self._document.rows.of_source(Clip, task.film)
        found = await job.carry_out(_check, project, clips, cache=self._films.cache)
        if self._document.holds(project):
            troubled = sum(worst_problem(each) is not None for each in found.values())
            job.result = self.tr("{clips}, {troubled} to look at").format(
                clips=counted(len(clips), "clip"), troubled=troubled
            )
            self.queue.note([task.film], "checked")
            self.checked.emit()

    async def _ask(self, project: Project, source: Source, detector: Detector) -> None:
        title = self.tr("Asking {}").format(tr(DETECTORS[detector].label))
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

    async def _export(self, project: Project, _task: Task, job: Job) -> None:
        with self._caught_up(project):
            report = await job.carry_out(_export, project, cache=self._films.cache)
        if self._document.holds(project):
            self._document.catch_up()
            job.result = counted(len(report.clips) + len(report.stills), "file")
            failed = {each.row.source for each in report.failures}
            there = {each.row.source for each in (*report.clips, *report.stills)}
            self.queue.note(there - failed, "exported")
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

    def _on_changed(self) -> None:
        """Tell of it soon, once for all that changes meanwhile: there may be thousands of films."""
        if not self._soon.isActive():
            self._soon.start()

    def _on_progressed(self, _report: object) -> None:
        if self.queue.on_films:
            self.progressed.emit()

    async def settled(self) -> None:
        """Wait until nothing is being found any more, and that is told."""
        while self.finding or self._soon.isActive():  # noqa: ASYNC110 -- for tests and the tour
            await asyncio.sleep(0.02)


def _add(project: Project, paths: Sequence[Path], *, cache: Cache, checkpoint: Checkpoint) -> Added:
    from concurrent.futures import ThreadPoolExecutor

    from app.core.adding import add_films

    with ThreadPoolExecutor(LANES, "adding") as pool:
        return add_films(project, paths, cache=cache, pool=pool, checkpoint=checkpoint)


def _check(
    project: Project, clips: Sequence[Clip], *, cache: Cache, checkpoint: Checkpoint
) -> Findings:
    from app.core.checks.clips import check_clips

    return check_clips(project, clips, cache=cache, checkpoint=checkpoint)


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
