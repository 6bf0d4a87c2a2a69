"""The open project as the window sees it: its rows in memory, and the one way to change it.

Nothing here waits for a disk but the commit of an edit, which takes some milliseconds. Every
change goes through `Document.apply`; work in other threads changes the project itself. Whoever
made it, the project tells of each edit in the order of the commits, and the rows follow in that
order: an undo in the window may come between a job's edit and the job's end.
"""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.errors import ProjectError
from app.core.language import tr
from app.ui.jobs import Jobs
from app.ui.read_tiles import ReadTiles

if TYPE_CHECKING:
    from app.core.browsing import Catalogue
    from app.core.library import drafts
    from app.core.library.edits import Edit
    from app.core.library.machine import MachineCaption
    from app.core.library.project import Project
    from app.core.library.set_aside import AsideTexts
    from app.core.library.snapshot import Snapshot

_LOOK_EVERY_MS = 1_000  # for changes that another program made


class Document(QObject):
    """The open project, or none."""

    opened = Signal()  # another project, or none any more
    changed = Signal(object)  # Edit, as it was carried out
    reloaded = Signal()  # all rows may have changed
    changed_outside = Signal()  # another program changed the project: read it again
    stepped = Signal(object)  # Edit that an undo or redo carried out
    stack_changed = Signal()  # what can be undone or done again
    _committed = Signal()  # from the thread of a job: `_news` holds something
    machine_came = Signal(object)  # MachineCaption that was kept just now, whoever asked for it

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project: Project | None = None
        self._rows: Snapshot | None = None
        self.tiles = ReadTiles()
        self._news: deque[Edit] = deque()
        self._thread = threading.get_ident()
        self._committed.connect(self.catch_up)
        self._came: deque[MachineCaption] = deque()
        self._keepers: list[Callable[[], None]] = []
        self._typists: list[Callable[[], None]] = []
        self._warned = False  # that what is typed cannot be kept: the next time it is let go
        self._aside: AsideTexts | None = None  # what is typed and not in the project
        self._watch = QTimer(self)
        self._watch.setInterval(_LOOK_EVERY_MS)
        self._watch.timeout.connect(self._look)

    @property
    def is_open(self) -> bool:
        """Whether there is a project."""
        return self._project is not None

    @property
    def project(self) -> Project:
        """The project on disk.

        Raises RuntimeError while none is open.
        """
        if self._project is None:
            raise RuntimeError("no project is open")
        return self._project

    @property
    def rows(self) -> Snapshot:
        """The project's rows; raises RuntimeError while none is open."""
        if self._rows is None:
            raise RuntimeError("no project is open")
        return self._rows

    @property
    def read_only(self) -> bool:
        """Whether nothing can be changed: another window has the project, or its disk is so."""
        return self._project is not None and self._project.read_only

    @property
    def undo_label(self) -> str | None:
        """What would be taken back; None where nothing can be."""
        return self._named(self._project.undo_label) if self._project else None

    @property
    def redo_label(self) -> str | None:
        """What would be done again; None where nothing can be."""
        return self._named(self._project.redo_label) if self._project else None

    def _named(self, label: str | None) -> str | None:
        """Return an edit's label in the language of now: the log may keep the English one."""
        return tr(label) if label and not self.read_only else None

    def holds(self, project: Project) -> bool:
        """Return whether this project, opened just then, is open still."""
        return self._project is project

    @contextlib.contextmanager
    def reading(self, project: Project) -> Iterator[None]:
        """Pass over what a project raises in the background because it was closed meanwhile."""
        try:
            yield
        except ProjectError:
            if self.holds(project):
                raise

    def show(self, project: Project, rows: Snapshot, tiles: Catalogue | None = None) -> None:
        """Take a project that was opened and read in the background, see `read`."""
        from app.core.library.set_aside import AsideTexts

        self.close()
        self._project, self._rows, self._aside = project, rows, AsideTexts(project)
        self.tiles.put(tiles)
        project.listen(self._hear, self._hear_machine)
        self._watch.start()
        self.opened.emit()
        self.stack_changed.emit()

    def close(self, *, anyway: bool = False) -> None:
        """Let go of the project, once what is being typed is kept.

        With ``anyway`` it will do that it is kept aside, for when the project is opened again.

        Raises:
            ProjectError: It could not be kept; the project stays open, until a second try.
        """
        if self._project is None:
            return
        try:
            for keep in self._keepers:
                keep()
        except ProjectError as error:
            self._warned = not self._warned and not (anyway and self._aside)
            if self._warned:
                raise ProjectError(self._held_by(error), detail=error.detail) from error
        self._warned = False
        self._watch.stop()
        project, self._project, self._rows = self._project, None, None
        self.tiles.clear()
        project.listen(None)
        self._news.clear()
        self._came.clear()
        self.opened.emit()
        self.stack_changed.emit()
        project.close()

    def _held_by(self, error: ProjectError) -> str:
        words = self.tr("{} To leave it so, do that again: what you typed last is lost then.")
        if self._aside:
            words = self.tr(
                "{} To leave it so, do that again: what you typed comes back when the project can "
                "be opened again."
            )
        return words.format(error)

    def apply(self, edit: Edit, *, join: bool = False) -> Edit:
        """Carry out an edit; return it as it was carried out, with the ids of new rows.

        With ``join`` it is one step to undo with the last edit, where that has its name and both
        only change values. Before rows are removed, what is being typed is kept: an undo brings it
        back with them.

        Raises:
            ProjectError: It could not be written, or the project is open for reading only.
        """
        if edit.removed:
            self.settle()
        project = self.project
        done = project.apply(edit, join=True) if join else project.apply(edit)
        self.catch_up()
        return done

    def catch_up(self) -> None:
        """Show the edits that were carried out and are not shown yet."""
        while self._news and self._rows is not None and self._aside is not None:
            done = self._news.popleft()
            self._rows.follow(done)
            self.tiles.follow(done)
            self._warned = False
            self._aside.settle(done)
            self.changed.emit(done)
            self.stack_changed.emit()
        while self._came and self._rows is not None:
            self.machine_came.emit(self._came.popleft())

    def save_draft(self, row: drafts.Typed, text: str, column: drafts.Text = "caption") -> None:
        """Keep what is being typed for a row, no edit: in the project, else aside.

        Raises:
            ProjectError: It could not be written into the project.
        """
        assert self._aside is not None, "no project is open"
        self._aside.draft(row, text, column)

    def _hear(self, done: Edit) -> None:
        """Take note of an edit, in the thread that made it."""
        self._news.append(done)
        if threading.get_ident() != self._thread:
            self._committed.emit()

    def _hear_machine(self, caption: MachineCaption) -> None:
        """Take note of what a machine wrote, in the thread that kept it."""
        self._came.append(caption)
        self._committed.emit()

    def keep_before_closing(self, keep: Callable[[], None]) -> None:
        """Let something call to keep what is being typed; see `close` on what it raises."""
        self._keepers.append(keep)

    def keep_typed(self, keep: Callable[[], None]) -> None:
        """Let something call to keep what is being typed, before closing and whenever it matters.

        See `settle` on what it raises.
        """
        self._typists.append(keep)
        self.keep_before_closing(keep)

    def settle(self) -> None:
        """Let what is being typed become an edit: before a step back or on, or an export.

        Raises:
            ProjectError: It could not be kept; it stays where it is typed.
        """
        for keep in self._typists:
            keep()

    def undo(self) -> str | None:
        """Take the last edit back; return its label, None where there was none."""
        self.settle()
        label = self.undo_label
        self._step(self.project.undo())
        return label

    def redo(self) -> str | None:
        """Do again what was taken back last; return its label, None where there was none."""
        self.settle()
        label = self.redo_label
        self._step(self.project.redo())
        return label

    def refresh(self, rows: Snapshot, tiles: Catalogue | None = None) -> None:
        """Take rows that were read again in the background, see `read`."""
        if self._project is not None:
            self._rows = rows
            self.tiles.put(tiles)
            self.reloaded.emit()
            self.stack_changed.emit()

    def _step(self, done: Edit | None) -> None:
        self.catch_up()
        if done is not None:
            self.stepped.emit(done)
        self.stack_changed.emit()

    def _look(self) -> None:
        try:
            if self._project is not None and self._project.changed_outside():
                self.changed_outside.emit()
        except ProjectError:
            self._watch.stop()  # the next change says what is wrong, and where


def read(
    project: Project, tiles_of: Callable[[Snapshot], Catalogue] | None = None
) -> tuple[Snapshot, Catalogue]:
    """Read a project, and make its tiles: as `ReadTiles.maker` says, or the first ones.

    Takes seconds where it is large. Raises `ProjectError`.
    """
    from app.core.browsing import Catalogue
    from app.core.library.snapshot import Snapshot

    rows = Snapshot.of(project)
    return rows, (tiles_of or Catalogue)(rows)


async def read_again(document: Document, jobs: Jobs, project: Project) -> None:
    """Read a project's rows again in the background, and show them if it is still open.

    Where an edit came meanwhile, what was read may lack it, in whole or part: once more, then.
    """
    edits: list[Edit] = []
    document.changed.connect(edits.append)
    try:
        with document.reading(project):
            while document.holds(project):
                edits.clear()
                rows, tiles = await jobs.beside(read, project, document.tiles.maker())
                if not edits and document.holds(project):
                    document.refresh(rows, tiles)
                    return
    finally:
        document.changed.disconnect(edits.append)
