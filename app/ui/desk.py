"""Opening, making and leaving projects: what lies on the desk."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.core import paths
from app.core.language import sentences
from app.core.paths import PROJECT_FILE
from app.ui.document import Document, read, read_again
from app.ui.jobs import Jobs
from app.ui.loop import spawn
from app.ui.preferences import PreferenceStore

if TYPE_CHECKING:
    import asyncio

    from app.core.browsing import Catalogue
    from app.core.library.project import Project
    from app.core.library.snapshot import Snapshot
    from app.core.settings import Preferences
    from app.ui.job import Job


class Desk(QObject):
    """Puts projects on the desk and takes them off it; all of it without blocking the window."""

    opening = Signal()  # a project, in a moment
    opened = Signal()  # one that everything shows by now
    films_given = Signal(list)  # list[Path]: films for the project that was just opened

    def __init__(
        self, window: QWidget, document: Document, jobs: Jobs, preferences: PreferenceStore
    ) -> None:
        super().__init__(window)
        self._window, self._document, self._jobs = window, document, jobs
        self._preferences = preferences

    @cached_property
    def _one_by_one(self) -> asyncio.Lock:
        import asyncio

        return asyncio.Lock()

    async def open(self, path: Path) -> bool:
        """Open a project by its folder or its file; return whether it is on the desk then.

        What is open stays so until the other one is read. Raises `AppError`.
        """
        async with self._one_by_one:
            return await self._open(path)

    async def _open(self, path: Path) -> bool:
        if await self._is_on_desk(path):
            if not self._document.read_only:
                return True
            if not await self.leave():  # its editor may have closed it meanwhile
                return False
        elif await self._was_moved_to(path) and not await self.leave(anyway=True):
            return False
        project, rows, tiles = await self._jobs.beside(_open, path)
        try:
            stays = self._jobs.closed or not await self.leave()
        except BaseException:
            project.close()
            raise
        if stays:
            project.close()
            return False
        self.opening.emit()
        self._document.show(project, rows, tiles)
        self._preferences.put(self._preferences.value.opened(project.folder))
        self.opened.emit()
        return True

    async def _is_on_desk(self, path: Path) -> bool:
        if not self._document.is_open:
            return False
        file = await self._jobs.beside(paths.resolved, path)
        return self._document.is_open and self._document.project.file in (
            file,
            file / PROJECT_FILE,
        )

    async def _was_moved_to(self, path: Path) -> bool:
        """Return whether a path is that of the open project, which is not where it was."""
        if not self._document.is_open:
            return False
        return await self._jobs.beside(_is_moved, self._document.project, path)

    async def open_demo(self, folder: Path | None = None) -> None:
        """Make the demo project, or take up the one that is there, and open it."""
        from app.core.cache import Cache
        from app.core.demo import demo_folder, make_demo

        if not await self.leave():
            return
        where = folder or demo_folder()
        await self._jobs.run(self.tr("Making the demo project"), make_demo, where, cache=Cache())
        await self.open(where)

    async def choose(self) -> None:
        """Ask for a project and open it."""
        from app.ui import dialogs

        parent = await self._jobs.beside(self._preferences.value.parent_of_projects)
        chosen = await dialogs.choose_file(
            self._window,
            self.tr("Open a project"),
            str(parent),
            [self.tr("Rushes projects ({})").format(PROJECT_FILE)],
        )
        if chosen is not None:
            await self.open(chosen)

    async def new(self, films: Sequence[Path] = (), *, called: str = "") -> bool:
        """Ask for a name and make a project of it, with films if some were given.

        Args:
            films: Are added to it.
            called: The name to propose; the films' by default.

        Returns:
            Whether the new project is on the desk.
        """
        from app.ui import dialogs
        from app.ui.new_project import NewProjectDialog

        named, parent = await self._jobs.beside(_name_and_parent, films, self._preferences.value)
        proposed = called or named or self.tr("New project")
        dialog = NewProjectDialog(self._window, proposed, parent, self._jobs)
        answer: list[tuple[str, Path]] = []  # it is gone with the dialog
        dialog.accepted.connect(lambda: answer.append((dialog.called, dialog.folder)))
        if await dialogs.done(dialog) and answer:
            ((name, folder),) = answer
            if not name:
                return False
            if folder.parent != parent:
                self._preferences.change(projects_in=str(folder.parent))
            await self._jobs.beside(_create, folder, name)
            opened = await self.open(folder)
            if opened and films:
                self.films_given.emit(list(films))
            return opened
        return False

    async def leave(self, *, anyway: bool = False) -> bool:
        """Close the project that is open; return False where the person wants to stay.

        On ``anyway``, and on what it raises, see `Document.close`.
        """
        from asyncio import sleep

        going = self._jobs.going
        if going is not None:
            if not self._goes_on_by_itself and not await self._may_stop(going):
                return False
            self._jobs.leave()
            await sleep(0)
        self._document.close(anyway=anyway)
        self._jobs.stop_beside()
        await sleep(0)  # what is to be kept begins to be, before all is closed
        return True

    @property
    def _goes_on_by_itself(self) -> bool:
        """Whether nothing runs, and what waits is taken up when the project is opened again."""
        waiting = all(job.again is not None for job in self._jobs.queued)
        return waiting and not self._jobs.all_running and not self._document.read_only

    async def _may_stop(self, going: Job) -> bool:
        from app.ui import dialogs

        return await dialogs.confirm(
            self._window,
            self.tr("Stop what is running?"),
            self._what_is_not_done(going),
            accept=self.tr("Stop it"),
        )

    def _what_is_not_done(self, going: Job) -> str:
        words = self.tr('"{}" is not done. What it has finished is kept.').format(going.title)
        if going.again is not None and not self._document.read_only:
            more = self.tr("It goes on when the project is opened again.")
            return sentences((words, more))
        return words

    async def save_readable(self) -> None:
        """Ask for a file and write the project to it as readable JSON."""
        from app.core.library.readable import export_readable
        from app.ui import dialogs

        project = self._document.project
        chosen = await dialogs.choose_new_file(
            self._window,
            self.tr("Save a readable copy"),
            project.folder / f"{project.folder.name}.json",
            [self.tr("JSON files (*.json)")],
        )
        if chosen is not None and self._document.holds(project):
            self._document.settle()
            await self._jobs.beside(export_readable, project, chosen)

    async def reload(self) -> None:
        """Read the project again: another program changed it."""
        if self._document.is_open:
            await read_again(self._document, self._jobs, self._document.project)

    # ------------------------------------------------------------------------------- slots

    def on_chosen(self, folder: str) -> None:
        """Open a project of the list of recent ones."""
        spawn(self.open(Path(folder)))

    def on_home(self) -> None:
        """Go to the page with all projects."""
        if self._document.is_open:
            spawn(self.leave())

    def on_changed_outside(self) -> None:
        """Read the project again."""
        spawn(self.reload())


def _name_and_parent(films: Sequence[Path], preferences: Preferences) -> tuple[str, Path]:
    """Return what a project of films is called, empty without films, and where it is made."""
    name = ""
    if films:
        name = films[0].name if films[0].is_dir() else films[0].stem
    return name, preferences.parent_of_projects()


def _open(path: Path) -> tuple[Project, Snapshot, Catalogue]:
    # What the stages will need: imported here, it does not hold up the window.
    import app.core.checks.clips
    import app.core.export.project_plan
    import app.core.media.reader
    import app.ui.clips.clips_tab  # noqa: F401
    from app.core.library.project import Project

    project = Project.open_for_editing(path)
    try:
        return project, *read(project)
    except BaseException:
        project.close()
        raise


def _is_moved(project: Project, path: Path) -> bool:
    from app.core.library.project import identity_of

    gone = project.identity is not None and identity_of(project.file) is None
    return gone and identity_of(path) == project.identity


def _create(folder: Path, name: str) -> None:
    from app.core.library.project import Project

    Project.create(folder, name).close()
