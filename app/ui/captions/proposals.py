"""What machines wrote for clips and stills and nobody decided upon yet, as it comes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.ui.document import Document
from app.ui.jobs import Jobs
from app.ui.loop import spawn

if TYPE_CHECKING:
    from app.core.library.edits import Edit
    from app.core.library.machine import MachineCaption
    from app.core.library.project import Project

Key = tuple[str, int]


class Proposals(QObject):
    """Follows the open project; what a person takes or turns down waits no more, until undone."""

    changed = Signal(object)  # set[Key] of rows of which something else waits now

    def __init__(self, document: Document, jobs: Jobs) -> None:
        super().__init__(document)
        self._document, self._jobs = document, jobs
        self._found: dict[Key, list[MachineCaption]] = {}  # oldest first
        self._keys: set[Key] | None = None  # None: not known
        document.opened.connect(self._on_opened)
        document.reloaded.connect(self._read_again)
        document.machine_came.connect(self._on_came)
        document.changed.connect(self._on_changed)
        self._on_opened()

    def waiting(self, key: Key) -> MachineCaption | None:
        """Return the text that waits for a decision on a row; None where none does."""
        texts = (each for each in reversed(self._open(key)) if each.text)
        return next(texts, None)

    def trouble(self, key: Key) -> str:
        """Return why the newest try brought no text, a sentence; empty where it did."""
        newest = next(reversed(self._open(key)), None)
        return newest.trouble if newest is not None else ""

    @property
    def keys(self) -> set[Key]:
        """The rows for which a text waits; not to be changed."""
        if self._keys is None:
            self._keys = {key for key in self._found if self.waiting(key) is not None}
        return self._keys

    def _open(self, key: Key) -> list[MachineCaption]:
        from app.core.library.captioned import KINDS

        found = self._found.get(key)
        if not found or not self._document.is_open:
            return []
        kind, row_id = key
        row = self._document.rows.get(KINDS[kind], row_id)
        return [] if row is None else [each for each in found if each.id > row.judged]

    # ------------------------------------------------------------------------------ following

    def _on_came(self, caption: MachineCaption) -> None:
        self._found.setdefault(caption.key, []).append(caption)
        self._tell({caption.key})

    def _on_changed(self, edit: Edit) -> None:
        self._follow(self._found.keys() & {*edit.removed, *_added(edit)})
        judged = {(change.table, change.id) for change in edit.changed if "judged" in change.values}
        if judged:
            if edit_goes_back(edit, self._found):
                self._read_again()  # what was decided upon before the project was opened
            self._tell(judged)

    def _tell(self, keys: set[Key]) -> None:
        self._follow(keys)
        self.changed.emit(keys)

    def _follow(self, keys: Iterable[Key]) -> None:
        """Note for which of some rows a text waits by now."""
        if self._keys is None:
            return
        for key in keys:
            if self.waiting(key) is not None:
                self._keys.add(key)
            else:
                self._keys.discard(key)

    def _on_opened(self) -> None:
        before, self._found, self._keys = set(self._found), {}, None
        if before:
            self.changed.emit(before)
        if self._document.is_open:
            self._read_again()

    def _read_again(self) -> None:
        self._keys = None
        if self._document.is_open:
            spawn(self._read(self._document.project))

    async def _read(self, project: Project) -> None:
        with self._document.reading(project):
            found = await self._jobs.beside(project.waiting_machine, brief=True)
            if self._document.holds(project):
                self._take(found)

    def _take(self, found: Iterable[MachineCaption]) -> None:
        touched: set[Key] = set()
        for caption in found:
            mine = self._found.setdefault(caption.key, [])
            if all(each.id != caption.id for each in mine):
                mine.append(caption)
                mine.sort(key=lambda each: each.id)
                touched.add(caption.key)
        if touched:
            self._tell(touched)


def _added(edit: Edit) -> set[Key]:
    from app.core.library.captioned import key_of
    from app.core.library.model import Clip, Still

    return {key_of(row) for row in edit.added if isinstance(row, Clip | Still)}


def edit_goes_back(edit: Edit, known: dict[Key, list[MachineCaption]]) -> bool:
    """Return whether an edit lets something wait again that is not known."""
    return any(
        "judged" in change.values
        and not any(
            each.id > int(change.values["judged"] or 0)
            for each in known.get((change.table, change.id), ())
        )
        for change in edit.changed
    )
