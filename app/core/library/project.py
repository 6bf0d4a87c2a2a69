"""A project: one folder with one SQLite file, ``project.rushes``.

Everything a person decides lies in it; films stay where they are. Every change goes through
`Project.apply`, which commits it together with a row of the log before it returns: a process that
is killed at any moment loses nothing that was applied. What was applied can be taken back and done
again, after a restart too (`history`).
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import TypeVar, cast

from app.core import paths
from app.core.errors import ProjectError
from app.core.language import noted, tr
from app.core.library import drafts, history, machine, opening, schema, wordings
from app.core.library.applying import apply_edit, still_wanted
from app.core.library.connection import note_open, saying, transaction
from app.core.library.contents import Contents
from app.core.library.edits import Edit, adding, changing, removing
from app.core.library.machine import MachineCaption
from app.core.library.model import Row, Settings
from app.core.library.opening import Holder, Opened
from app.core.library.set_aside import bring_back

R = TypeVar("R", bound=Row)

FILE = paths.PROJECT_FILE
RECOVERED = noted("Caption (recovered)")
RECOVERED_PROMPT = noted("Sample prompt (recovered)")


class Project(Contents):
    """An open project; close it, or use it as a context manager.

    May be used from several threads; each call is one transaction. Several programs may have the
    same project open: each sees the other's committed changes. One at a time is its editor
    (`open_for_editing`).

    Attributes:
        read_only_because: The sentence to show where nothing can be changed; else empty.
        holder: The program that edits it, where that keeps from changing it and is known.
        identity: What tells its file from others, wherever it is moved to; None: not known.
    """

    def __init__(self, file: Path, opened: Opened) -> None:
        super().__init__(file, opened.connection)
        self.identity = identity_of(file)
        self.read_only_because = opened.read_only_because
        self.holder: Holder | None = opened.holder
        self._held: contextlib.ExitStack | None = opened.held
        self._data_version = self._see_data_version()
        self._hear: Callable[[Edit], None] | None = None
        self._came: Callable[[MachineCaption], None] | None = None
        note_open(file, 1)

    @classmethod
    def create(cls, folder: Path, name: str) -> Project:
        """Make a project in a folder, which is made if needed, and open it.

        Raises:
            ProjectError: The folder already holds a project.
            WriteError: It cannot be written.
        """
        file = paths.resolved(folder) / FILE
        if os.path.lexists(file):
            words = tr('"{path}" already holds a project: open it, or choose another.', path=folder)
            raise ProjectError(words)
        schema.create_file(file, Settings(name=name))
        return cls.open(file)

    @classmethod
    def open(cls, path: Path, *, to_read: bool = False) -> Project:
        """Open a project by its folder or its file, to change it beside its editor.

        With ``to_read`` nothing can be changed, and nothing in its folder is.

        Raises:
            ProjectError: Missing, no project, damaged, of a newer version, read-only, or held by
                another program.
            WriteError: It is of an older version, and the copy of it cannot be written.
        """
        file = _file_of(path)
        return cls(file, (opening.open_to_read if to_read else opening.open_to_change)(file))

    @classmethod
    def open_for_editing(cls, path: Path) -> Project:
        """Open a project by its folder or its file as its one editor.

        Where there is an editor already, or no right to write, it is `read_only`. Texts whose
        typing was cut off by a crash become edits.

        Raises:
            ProjectError: Missing, no project, damaged, of a newer version, or held by another
                program.
        """
        file = _file_of(path)
        project = cls(file, opening.open_to_edit(file))
        if not project.read_only:
            try:
                bring_back(project)
                project.recover_drafts()
            except BaseException:
                project.close()
                raise
        return project

    def close(self) -> None:
        """Close the file and let others edit it; a second call does nothing."""
        with self._lock, saying("close", self.file):
            held, self._held = self._held, None
            if held is None:
                return
            note_open(self.file, -1)
            with held:
                self._connection.close()

    def __enter__(self) -> Project:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def read_only(self) -> bool:
        """Whether every change is refused, with `read_only_because`."""
        return bool(self.read_only_because)

    def changed_outside(self) -> bool:
        """Return whether another connection changed the project since this was last asked.

        Cheap, and never waits: while another thread is at work on the project, the answer comes
        with a later call.
        """
        if not self._lock.acquire(blocking=False):
            return False
        try:
            before, self._data_version = self._data_version, self._see_data_version()
            return self._data_version != before
        finally:
            self._lock.release()

    def _see_data_version(self) -> int:
        with self._reading() as connection:
            return int(connection.execute("PRAGMA data_version").fetchone()[0])

    # ------------------------------------------------------------------------------ changing

    def apply(self, edit: Edit, *, join: bool = False) -> Edit:
        """Carry out an edit and log it, in one transaction; return it with the ids of new rows.

        What was taken back before cannot be done again any more. What is not as it was seen any
        more (`Change.seen`) stays as it is. With ``join`` it is one step with the last edit where
        that can be (`history.record`).

        Raises:
            ProjectError: It could not be written; the project is as it was.
            sqlite3.IntegrityError: It breaks a rule of the tables.
        """
        with self._lock:
            with self._changing() as connection:
                edit = still_wanted(connection, edit)
                done, inverse = apply_edit(connection, edit)
                drafts.settle(connection, edit)
                if done:
                    wordings.record(connection, done)
                    version = schema.newest()
                    history.record(connection, done, inverse, version=version, join=join)
            self._tell(done)
        return done

    def undo(self) -> Edit | None:
        """Take back the last edit that is done, in one transaction.

        Rows that come back have the ids they had. An edit without effect, because another program
        did the same meanwhile, is passed over.

        Returns:
            What changed; None where nothing is left to take back.

        Raises:
            ProjectError: It could not be written; the project is as it was.
        """
        return self._step(back=True)

    def redo(self) -> Edit | None:
        """Do again what was taken back last; as `undo`."""
        return self._step(back=False)

    def _step(self, *, back: bool) -> Edit | None:
        with self._lock:
            with self._changing() as connection:
                done = history.step(connection, back=back)
            self._tell(done)
        return done

    def listen(
        self,
        hear: Callable[[Edit], None] | None,
        came: Callable[[MachineCaption], None] | None = None,
    ) -> None:
        """Let ``hear`` be told of each edit this process carries out, in the order of the commits.

        ``came`` is told of each machine caption it keeps. Both are called in the thread that did
        it, which holds the project meanwhile: they must only take note. None: nobody listens.
        """
        self._hear, self._came = hear, came

    def _tell(self, done: Edit | None) -> None:
        if done and self._hear is not None:
            self._hear(done)

    def add(self, rows: Sequence[R], *, label: str = noted("Add")) -> list[R]:
        """Add rows of one class in one edit; return them with their ids."""
        return cast(list[R], list(self.apply(adding(*rows, label=label)).added))

    def change(self, before: R, after: R, *, label: str = noted("Change")) -> None:
        """Set the fields of a row that differ between ``before`` and ``after``, in one edit."""
        self.apply(changing(before, after, label=label))

    def remove(self, rows: Sequence[Row], *, label: str = noted("Remove")) -> None:
        """Remove rows in one edit; a source takes its cuts, shots, clips and stills along."""
        self.apply(removing(*rows, label=label))

    def save_draft(self, row: drafts.Typed, text: str, column: drafts.Text = "caption") -> None:
        """Keep a caption, or a text of a prompt, that is being typed, without an edit.

        It ends with the next edit that sets the row's text, or with that text itself.

        Raises:
            ProjectError: It could not be written.
        """
        with self._changing() as connection:
            drafts.save(connection, row, text, column)

    def save_file_draft(self, text: str) -> None:
        """Keep a dataset file that is being typed and cannot be read yet, without an edit.

        It ends with the next edit that sets the dataset file, or with "". Unlike other drafts it
        never becomes an edit by itself: `file_draft` has it until it can be read.

        Raises:
            ProjectError: It could not be written.
        """
        with self._changing() as connection:
            drafts.save_file(connection, text)

    def keep_machine(self, caption: MachineCaption) -> MachineCaption:
        """Keep what a machine wrote, without an edit; return it with its id.

        Where its batch has one for the row already, that one is returned and nothing changes.

        Raises:
            ProjectError: It could not be written.
        """
        with self._lock:
            with self._changing() as connection:
                kept, new = machine.keep(connection, caption)
            if new and self._came is not None:
                self._came(kept)
        return kept

    def recover_drafts(self) -> int:
        """Make an edit of each text whose typing was cut off; return how many there were."""
        found = self.drafts()
        for draft in found:
            label = RECOVERED if draft.column == "caption" else RECOVERED_PROMPT
            self.change(draft.row, draft.typed, label=label)
        return len(found)

    @contextlib.contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        if self.read_only:
            raise ProjectError(self.read_only_because)
        check_there(self)
        with self._lock, saying("change", self.file), transaction(self._connection):
            yield self._connection


def check_there(project: Project) -> None:
    """See that a project is where it was opened: what is written now would go with it.

    Raises:
        ProjectError: It was moved or removed, or its drive is gone.
    """
    if not os.path.lexists(project.file):
        raise _gone(project.file)


def identity_of(path: Path) -> tuple[int, int] | None:
    """Return what tells a project's file from others on this machine, by its or its folder's path.

    None where it is not there, or its drive numbers no files.
    """
    try:
        stat = _file_of(path).stat()
    except OSError:
        return None
    return (stat.st_dev, stat.st_ino) if stat.st_ino else None


def _file_of(path: Path) -> Path:
    """Return the project file that a folder or a file names; whether it is there is not asked."""
    path = paths.resolved(path)
    return path / FILE if os.path.isdir(path) else path  # noqa: PTH112 -- never raises


def _gone(file: Path) -> ProjectError:
    return ProjectError(
        tr('"{path}" is not there any more: put it back, or open it where it is now.', path=file)
    )
