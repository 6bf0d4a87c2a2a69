"""Captions are asked for: as tasks of the window's queue, with a warning where one is due."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.core.cache import Cache
from app.core.captions.reviewing import Ended, ended, joined, named
from app.core.errors import AppError
from app.core.jobs import Checkpoint, Stopped
from app.core.library.captioned import Key, Row, key_of
from app.core.library.model import Clip, Still
from app.core.library.pending import Task
from app.core.secrets import Secrets, address_of
from app.ui import dialogs
from app.ui.document import Document
from app.ui.job import Job
from app.ui.jobs import Jobs
from app.ui.loop import spawn
from app.ui.preferences import PreferenceStore
from app.ui.task_queue import Kind, TaskQueue

if TYPE_CHECKING:
    from app.core.captions.machine.asking import Backend
    from app.core.captions.machine.captioners import Captioner
    from app.core.library.machine import MachineCaption
    from app.core.library.project import Project

_WHAT = "caption"


class Captioning(QObject):
    """Asks for captions of rows, and tells how that ended.

    Attributes:
        secrets: Keys of servers.
        last: How the last request ended; None before, and once its failures are asked for again.
        make_backend: Makes what is asked; off the GUI thread.
    """

    said = Signal(str, str)  # sentence, grade of the notice
    done = Signal(str)  # a sentence to show for a while
    changed = Signal()  # what is asked for, or how the last request ended
    set_up_asked = Signal()  # nothing is set up that could be asked

    def __init__(
        self, document: Document, jobs: Jobs, queue: TaskQueue, preferences: PreferenceStore,
        cache: Cache,
    ) -> None:  # fmt: skip
        super().__init__(document)
        self._document, self._jobs, self._queue = document, jobs, queue
        self._preferences, self._cache = preferences, cache
        self.secrets = Secrets()
        self.make_backend: Callable[[Captioner, Secrets], Backend] = _make_backend
        self.last: Ended | None = None
        self._retry: list[Job] = []  # what asks again for what `last` did not bring
        self._batch = ""  # that of `last`
        self._came: dict[str, set[Key]] = {}  # rows of which something came, by batch
        self._beside: set[int] = set()  # pids of trainings beside which a person lets it run
        queue.learn({"caption": Kind(self._title, self._work)})
        document.opened.connect(self._forget)
        document.machine_came.connect(self._on_came)
        for signal in (queue.progressed, jobs.changed):
            signal.connect(self.changed)

    # --------------------------------------------------------------------------------- asking

    @property
    def captioner(self) -> Captioner | None:
        """What is asked; None while nothing is set up."""
        from app.core.captions.machine.captioners import captioner_of, is_set_up

        value = self._preferences.value
        return captioner_of(value) if is_set_up(value) else None

    def ask(self, rows: Iterable[Row], templates: Mapping[str, str] | None = None) -> None:
        """Ask for a caption of each row.

        Args:
            rows: Clips and stills.
            templates: Names of prompts by the kind of row; None: those that were chosen last.
        """
        if not self._document.is_open or self._document.read_only:
            return
        self._document.settle()
        some = [row for row in rows if key_of(row) not in self.asked]
        captioner = self.captioner
        if captioner is None:
            self.set_up_asked.emit()
        elif some:
            names = self._preferences.value.templates if templates is None else templates
            spawn(self._ask(self._document.project, captioner, _tasks(some, names)))

    async def _ask(self, project: Project, captioner: Captioner, tasks: list[Task]) -> None:
        if await self._may_go(captioner) and self._document.holds(project):
            self._queue.put(tasks)

    def ask_failed_again(self) -> None:
        """Ask once more for what the last request failed with."""
        jobs, self._retry, self.last = self._retry, [], None
        for job in jobs:
            if job.again is not None and job in self._jobs.past:
                job.again()
        self.changed.emit()

    def dismiss(self) -> None:
        """Let the end of the last request be forgotten."""
        self.last = None
        self.changed.emit()

    @property
    def asked(self) -> set[Key]:
        """The rows that are asked for, or will be, and of which nothing came yet."""
        tasks = [task for task in self._queue.tasks if task.what == "caption"]
        return {key for task in tasks for key in task.keys} - {
            key for task in tasks for key in self._came.get(task.batch, ())
        }

    @property
    def job(self) -> Job | None:
        """The job that asks just now, or the first one that is going to; None: there is none."""
        return next((job for job in self._jobs.queued if job.about == _WHAT), None)

    @property
    def writing(self) -> bool:
        """Whether captions are being asked for just now, paused or not."""
        job = self.job
        return job is not None and job.state == "running"

    # --------------------------------------------------------------------------- may it be?

    async def _may_go(self, captioner: Captioner) -> bool:
        """Return whether a person lets it be: pictures leave the machine, a training runs."""
        from app.core.captions.machine.captioners import goes_out

        if goes_out(captioner) and not await self._may_leave(captioner):
            return False
        return await self.may_run(captioner)

    async def may_run(self, captioner: Captioner) -> bool:
        """Return whether a captioner may have the graphics card, where that is this machine's."""
        from app.core.captions.machine.captioners import is_here, name_of

        if not is_here(captioner):
            return True
        from app.core.trainers import running_trainings

        found = [
            each for each in await self._jobs.beside(running_trainings)
            if each.pid not in self._beside
        ]  # fmt: skip
        if not found:
            return True
        sentence = self.tr(
            "{scripts} is running on this machine, and {captioner} would share its graphics card: "
            "both become slow, and the training may end for want of memory. Pause or end one of "
            "them first; or ask a server on another machine."
        )
        scripts = ", ".join(dict.fromkeys(each.script for each in found))
        agreed = await dialogs.confirm(
            self._window, self.tr("A training is running"),
            sentence.format(scripts=scripts, captioner=name_of(captioner)),
            accept=self.tr("Ask all the same"),
        )  # fmt: skip
        if agreed:
            self._beside |= {each.pid for each in found}
        return agreed

    async def _may_leave(self, captioner: Captioner) -> bool:
        from app.core.captions.machine.captioners import Worker, name_of

        if isinstance(captioner, Worker):
            return True
        address, told = address_of(captioner.base), self._preferences.value.told
        if address in told:
            return True
        sentence = self.tr(
            "Up to {frames} pictures of each clip are sent to {captioner}. Whoever runs it may "
            "keep them, and may charge for each caption. This is asked once for each server."
        )
        agreed = await dialogs.confirm(
            self._window, self.tr("Pictures leave this machine"),
            sentence.format(frames=captioner.frames, captioner=name_of(captioner)),
            accept=self.tr("Send them"),
        )  # fmt: skip
        if agreed:
            self._preferences.change(told=(*self._preferences.value.told, address))
        return agreed

    @property
    def _window(self) -> QWidget:
        return cast(QWidget, self._document.parent())

    # ---------------------------------------------------------------------------------- doing

    def _title(self, task: Task) -> str:
        rows = self._rows(task.keys)
        return self.tr("Captioning {}").format(named(rows)) if rows else self.tr("Captioning")

    def _rows(self, keys: Sequence[Key]) -> list[Row]:
        rows = self._document.rows
        found = (rows.get(Clip if kind == "clip" else Still, row) for kind, row in keys)
        return [row for row in found if isinstance(row, Clip | Still)]

    async def _work(self, project: Project, task: Task, job: Job) -> None:
        from asyncio import CancelledError

        try:
            await self._carry_out(project, task, job)
        except (Stopped, CancelledError):
            if self._document.holds(project):
                self._queue.drop(task.batch)  # clips and stills were asked for as one
            raise

    async def _carry_out(self, project: Project, task: Task, job: Job) -> None:
        captioner = self.captioner
        if captioner is None:
            raise AppError(
                self.tr("There is nothing set up that writes captions: set it up first.")
            )
        if not await self._may_go(captioner):
            raise AppError(self.tr("Captions were not asked for: ask again when you like."))
        if not self._document.holds(project):
            return
        end = await job.carry_out(
            _caption, project, task, captioner=captioner, make=self._make, cache=self._cache
        )
        if self._document.holds(project):
            self._end(task, end, job)

    def _make(self, captioner: Captioner) -> Backend:
        return self.make_backend(captioner, self.secrets)

    def _end(self, task: Task, end: Ended, job: Job) -> None:
        job.result = end.sentence.rstrip(".。")
        self._came.pop(task.batch, None)
        stopped = end.came + len(end.failed) < end.asked
        if task.batch != self._batch:
            self.last, self._retry, self._batch = None, [], task.batch
        self.last = end if self.last is None else joined(self.last, end)
        if end.failed:
            again = replace(task, keys=end.failed, batch=uuid.uuid4().hex)
            self._retry.append(self._queue.list_failed(again, end.trouble))
        if stopped:
            self._retry.append(job)
        self.changed.emit()
        if stopped:
            raise AppError(end.sentence)
        if any(each.batch == task.batch and each != task for each in self._queue.tasks):
            return  # its other half comes
        if self.last.failed:
            self.said.emit(self.last.sentence, "warn")
        elif self.last.asked > 1:  # one is seen
            self.done.emit(self.last.sentence)

    # ------------------------------------------------------------------------------ following

    def _on_came(self, caption: MachineCaption) -> None:
        key = cast("Key", (caption.table, caption.row))
        self._came.setdefault(caption.batch, set()).add(key)
        self.changed.emit()

    def _forget(self) -> None:
        self.last, self._retry, self._batch = None, [], ""
        self._came.clear()
        self.changed.emit()


def _tasks(rows: Sequence[Row], templates: Mapping[str, str]) -> list[Task]:
    """Return a task for the clips and one for the stills: each kind has its own prompt."""
    batch = uuid.uuid4().hex
    kinds: dict[str, list[Key]] = {}
    for row in rows:
        key = key_of(row)
        kinds.setdefault(key[0], []).append(key)
    return [
        Task("caption", keys=tuple(keys), batch=batch, template=templates.get(kind, ""))
        for kind, keys in kinds.items()
    ]


def _make_backend(captioner: Captioner, secrets: Secrets) -> Backend:
    from app.core.captions.machine.captioners import backend_of

    return backend_of(captioner, secrets)


def _caption(
    project: Project,
    task: Task,
    *,
    captioner: Captioner,
    make: Callable[[Captioner], Backend],
    cache: Cache,
    checkpoint: Checkpoint,
) -> Ended:
    """Ask, in the job's thread; what came is kept as it comes."""
    from app.core.captions.machine.captioners import look_of
    from app.core.captions.machine.captioning import caption_items
    from app.core.captions.machine.templates import template

    kind = "video" if task.keys[0][0] == "clip" else "image"
    backend = make(captioner)
    try:
        stopped = caption_items(
            project,
            task.keys,
            backend=backend,
            template=template(task.template, kind),
            batch=task.batch,
            look=look_of(captioner),
            cache=cache,
            checkpoint=checkpoint,
        ).ended
    finally:
        backend.close()
    return ended(task.keys, project.machine_captions(batch=task.batch), stopped)
