"""What waits to be done in the open project: a queue that outlives the window.

Each task is a job of the window's one queue (`app.ui.jobs`). What waits, and what runs, is kept in
the project's folder and taken up again when the project is opened (`app.core.library.pending`).
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.amounts import counted
from app.core.errors import WriteError
from app.core.language import tr
from app.core.library import pending
from app.core.library.edits import Edit
from app.core.library.model import Clip, Still
from app.core.library.pending import Pending, Task, What
from app.core.library.project import Project
from app.ui.actions import keyed
from app.ui.document import Document
from app.ui.job import Job
from app.ui.jobs import Jobs
from app.ui.loop import spawn

_SAVE_AFTER_MS = 20
_SAID = 3  # failures of one batch that are said; the others stand in the queue
_OF_EXPORT = {"start", "end", "frame", "crop", "caption", "state"}


@dataclass(frozen=True, slots=True)
class Kind:
    """How tasks of a kind are done.

    Attributes:
        title: For people.
        work: Does it; what it raises of the material is the job's trouble.
        light: Whether it leaves cores idle.
        size: Frames to look at; 0: unknown.
    """

    title: Callable[[Task], str]
    work: Callable[[Project, Task, Job], Coroutine[Any, Any, None]]
    light: Callable[[Task], bool] = lambda _: False
    size: Callable[[Task], float] = lambda _: 0.0


Kinds: TypeAlias = Mapping[What, Kind]


class TaskQueue(QObject):
    """Puts tasks into the queue, knows what each film waits for, and what became of it.

    Whoever can do tasks of a kind says so with `learn`, before a project is opened.
    """

    progressed = Signal()  # a film has another state
    said = Signal(str, str)  # sentence, grade of the notice
    resumed = Signal(str)  # a sentence to show for a while

    def __init__(self, document: Document, jobs: Jobs) -> None:
        super().__init__(document)
        self._document, self._jobs = document, jobs
        self._kinds: dict[What, Kind] = {}
        self._tasks: dict[Job, Task] = {}
        self._of_film: dict[int, list[Job]] = {}
        self._failed: dict[int, Job] = {}
        self._notes: dict[int, str] = {}
        self._failures = 0  # of this batch
        self._kept: Pending | None = None  # None: not read yet, or no more to be written
        self._saving = False
        self._save_soon = QTimer(self, singleShot=True, interval=_SAVE_AFTER_MS)
        self._save_soon.timeout.connect(self._save)
        jobs.changed.connect(self._on_changed)
        jobs.ended.connect(self._on_ended)
        jobs.leaving.connect(self._on_leaving)
        document.opened.connect(self._on_opened)
        document.changed.connect(self._on_edit)
        document.keep_before_closing(self._on_leaving)
        self._on_opened()  # a project may be open already

    def learn(self, kinds: Kinds) -> None:
        """Take up how tasks of some kinds are done."""
        self._kinds |= kinds

    # ------------------------------------------------------------------------------- telling

    def has(self, what: What, film: int | None = None) -> bool:
        """Return whether a task of a kind runs or waits, for one film or any."""
        jobs = self._tasks if film is None else self._of_film.get(film, [])
        return any(self._tasks[job].what == what for job in jobs)

    def job_of(self, film: int) -> Job | None:
        """Return the job that works on a film, or the first one that waits to; None: none does."""
        jobs = self._of_film.get(film, ())
        return next((job for job in jobs if job.state == "running"), next(iter(jobs), None))

    def failure_of(self, film: int) -> str:
        """Return the sentence with which work on a film failed last; empty where it did not."""
        job = self._failed.get(film)
        return "" if job is None else job.trouble

    def note_of(self, film: int) -> str:
        """Return what was done with a film as it is now: ``checked``, ``exported`` or nothing."""
        return self._notes.get(film, "")

    def note(self, films: Iterable[int], word: str) -> None:
        """Note that something was done with films as they are now."""
        self._notes.update((film, word) for film in films)
        self.progressed.emit()

    @property
    def on_films(self) -> bool:
        """Whether any film is worked on or waits for it, by itself."""
        return bool(self._of_film)

    @property
    def tasks(self) -> tuple[Task, ...]:
        """What runs and what waits, in order."""
        return tuple(self._tasks[job] for job in self._jobs.queued if job in self._tasks)

    # -------------------------------------------------------------------------------- asking

    def put(self, tasks: Iterable[Task], *, paused: bool = False) -> int:
        """Let tasks wait, those that do already aside; return how many new ones do."""
        waiting = {task for job, task in self._tasks.items() if job.state == "waiting"}
        new = [task for task in dict.fromkeys(tasks) if task not in waiting]
        jobs = [self._job(task) for task in new]
        if jobs:
            self._jobs.put(jobs, paused=paused)
        return len(jobs)

    def _job(self, task: Task) -> Job:
        kind = self._kinds[task.what]
        work = partial(self._carry_out, self._document.project, task)
        about = task.film or task.what
        job = self._jobs.job(
            kind.title(task), work, about, light=kind.light(task), size=kind.size(task)
        )
        job.again = partial(self._again, job, task)
        self._tasks[job] = task
        if task.film:
            self._of_film.setdefault(task.film, []).append(job)
            self._failed.pop(task.film, None)
        return job

    def list_failed(self, task: Task, trouble: str) -> Job:
        """List a part of another task as failed, so that it can be asked for again."""
        job = self._job(task)
        del self._tasks[job]
        self._jobs.list_failed(job, trouble)
        return job

    def drop(self, batch: str) -> None:
        """Let what waits of a request go."""
        for job, task in list(self._tasks.items()):
            if task.batch == batch and job.state == "waiting":
                self._jobs.stop(job)

    async def _carry_out(self, project: Project, task: Task, job: Job) -> None:
        if self._document.holds(project):
            await self._kinds[task.what].work(project, task, job)

    def _again(self, job: Job, task: Task) -> None:
        self._jobs.forget([job])
        self.put([task])

    # ------------------------------------------------------------------------------ following

    def _on_ended(self, job: Job) -> None:
        task = self._tasks.pop(job, None)
        if task is None:
            return
        if task.film:
            jobs = self._of_film[task.film]
            jobs.remove(job)
            if not jobs:
                del self._of_film[task.film]
        if job.state == "failed":
            self._tell_failure(job, task)
        if not self._tasks:
            self._tell_rest()
        self.progressed.emit()

    def _tell_failure(self, job: Job, task: Task) -> None:
        self._failures += 1
        if task.film:
            self._failed[task.film] = job
        if self._failures <= _SAID:
            self.said.emit(job.trouble, "bad")

    def _tell_rest(self) -> None:
        more, self._failures = self._failures - _SAID, 0
        if more > 0:
            words = self.tr("{} failed, too: the queue says why")
            sentence = keyed(words.format(counted(more, "more", "more")), "view.queue")
            self.said.emit(tr("{sentence}.", sentence=sentence), "bad")

    def _on_edit(self, edit: Edit) -> None:
        """Let go of films that left, and of what was said of picks that are others now."""
        gone = {row_id for table, row_id in edit.removed if table == "source"}
        for film in gone:
            self._failed.pop(film, None)
            self._notes.pop(film, None)
            for job in list(self._of_film.get(film, ())):
                self._jobs.stop(job)
        if self._notes:
            for film in self._touched(edit):
                self._notes.pop(film, None)

    def _touched(self, edit: Edit) -> Iterable[int]:
        if any(table in ("clip", "still") for table, _ in edit.removed):
            return list(self._notes)
        films = {row.source for row in edit.added if isinstance(row, Clip | Still)}
        rows = self._document.rows
        for change in edit.changed:
            if change.table == "source" and "quick_hash" in change.values:
                films.add(change.id)
            elif change.table in ("clip", "still") and _OF_EXPORT & change.values.keys():
                clip = change.table == "clip"
                row = rows.get(Clip, change.id) if clip else rows.get(Still, change.id)
                films |= {row.source} if row is not None else set()
        return films

    # -------------------------------------------------------------------------------- keeping

    def _on_opened(self) -> None:
        self._tasks.clear()
        self._of_film.clear()
        self._failed.clear()
        self._notes.clear()
        self._failures, self._kept = 0, None
        self._save_soon.stop()
        self._jobs.forget(list(self._jobs.past))
        if self._document.is_open and not self._document.read_only:
            spawn(self._resume(self._document.project))

    async def _resume(self, project: Project) -> None:
        if not self._document.holds(project):
            return
        films = {source.id for source in self._document.rows.sources}
        found, sentence = await self._jobs.beside(pending.load, project.folder, films, brief=True)
        if not self._document.holds(project):
            return
        self._kept = found
        if sentence:
            self.said.emit(sentence, "warn")
        if found.tasks and self.put(found.tasks, paused=found.paused):
            self.resumed.emit(self._words(found))
        self._save_soon.start()

    def _words(self, found: Pending) -> str:
        what = self.tr("the export")
        if any(task.paths for task in found.tasks):
            what = self.tr("adding films")
        captions = sum(len(task.keys) for task in found.tasks)
        parts = [counted(found.films, "film")] if found.films else []
        parts += [counted(captions, "caption")] if captions else []
        what = self.tr(" and ").join(parts) or what
        if found.paused:
            return self.tr("The queue is paused; it goes on with {}.").format(what)
        return self.tr("Going on with {}").format(what)

    def _on_changed(self) -> None:
        if self._kept is not None and not self._save_soon.isActive():
            self._save_soon.start()

    def _on_leaving(self) -> None:
        """Keep what waits as it is: the project is left, and all of it is going to be stopped."""
        now, before = self._now(), self._kept
        self._kept = None
        self._save_soon.stop()
        if before is not None and now != before and self._document.is_open:
            spawn(self._write(self._document.project, now))

    def _now(self) -> Pending:
        return Pending(self.tasks, self._jobs.paused)

    def _save(self) -> None:
        if self._kept is None or not self._document.is_open:
            return
        now = self._now()
        if self._saving:
            self._save_soon.start()
        elif now != self._kept:
            self._kept, self._saving = now, True
            spawn(self._write(self._document.project, now))

    async def _write(self, project: Project, now: Pending) -> None:
        try:
            await self._jobs.beside(pending.save, project.folder, now, brief=True)
        except WriteError:  # it is a convenience: the folder says so where it matters
            pass
        finally:
            self._saving = False
