"""What is typed while its project cannot be written: kept beside the settings until it can be.

A drive that went, a folder that was moved, a full disk: `Project.save_draft` is refused then. Each
project has a file of its own here; when it is opened again, also where it is by then, its texts
become what they would have been: drafts that were left over (`drafts`).
"""

from __future__ import annotations

import contextlib
import json
import zlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from app.core import paths, store
from app.core.errors import ProjectError, WriteError
from app.core.library import drafts
from app.core.library.model import Prompt
from app.core.library.rows import table_of

if TYPE_CHECKING:
    from app.core.library.edits import Edit
    from app.core.library.project import Project

_FOLDER = "typed"  # in the settings' folder


@dataclass(frozen=True, slots=True)
class Aside:
    """A text that was typed and is not in its project.

    Attributes:
        table: Of the row; so is ``row``, its id.
        column: The field it was typed for.
        before: What the row said there.
        text: What was typed.
    """

    table: str
    row: int
    column: str
    before: str
    text: str

    @classmethod
    def of(cls, row: drafts.Typed, text: str, column: drafts.Text) -> Aside:
        """Return what is typed for a row."""
        return cls(table_of(type(row)).name, row.id, column, str(getattr(row, column)), text)

    @property
    def key(self) -> tuple[str, int, str]:
        """What it was typed for."""
        return self.table, self.row, self.column


class AsideTexts:
    """What is typed for an open project and could not be written into it."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._texts: dict[tuple[str, int, str], Aside] = {}

    def __bool__(self) -> bool:
        """Whether there is anything, and it is kept."""
        return bool(self._texts)

    def draft(self, row: drafts.Typed, text: str, column: drafts.Text) -> None:
        """Keep what is being typed for a row: in the project, else aside.

        Raises:
            ProjectError: It could not be written into the project.
        """
        aside = Aside.of(row, text, column)
        before = self._texts.pop(aside.key, None)
        try:
            self._project.save_draft(row, text, column)
        except ProjectError:
            if text != aside.before:
                self._texts[aside.key] = aside
            self._save()
            raise
        if before is not None:
            self._save()

    def settle(self, done: Edit) -> None:
        """Let go of what was typed for texts that an edit has set."""
        keys = {(each.table, each.id, column) for each in done.changed for column in each.values}
        settled = self._texts.keys() & keys
        if settled:
            self._texts = {key: each for key, each in self._texts.items() if key not in settled}
            self._save()

    def _save(self) -> None:
        try:
            set_aside(self._project, self._texts.values())
        except WriteError:
            self._texts.clear()  # nothing is promised then


def set_aside(project: Project, texts: Iterable[Aside]) -> None:
    """Keep what is typed for a project, instead of what was kept before; nothing: no file is left.

    Raises:
        WriteError: It cannot be kept here either.
    """
    path = _folder() / f"{zlib.crc32(str(project.file).encode('utf-8', 'replace')):08x}.json"
    rows = [asdict(each) for each in texts]
    if not rows:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
        return
    value = {"project": str(project.file), "identity": project.identity, "texts": rows}
    store.write_text(path, json.dumps(value, indent=1) + "\n")


def bring_back(project: Project) -> None:
    """Make drafts of the texts that were set aside for a project.

    A row that is gone or says something else by now keeps what it says.

    Raises:
        ProjectError: The project could not be written; they stay set aside.
    """
    for path, texts in _found(project):
        for each in texts:
            row = _row(project, each)
            if row is not None and getattr(row, each.column, None) == each.before:
                project.save_draft(row, each.text, cast(drafts.Text, each.column))
        with contextlib.suppress(OSError):
            path.unlink()


def _found(project: Project) -> list[tuple[Path, list[Aside]]]:
    """Return the files of a project, by where it is or was, with their texts."""
    found: list[tuple[Path, list[Aside]]] = []
    for path in _names():
        try:
            value: Any = json.loads(paths.text_of(path))
            mine = value["project"] == str(project.file)
            moved = project.identity is not None and value["identity"] == [*project.identity]
            if mine or moved:
                found.append((path, [Aside(**each) for each in value["texts"]]))
        except (OSError, ValueError, TypeError, LookupError, RecursionError):
            continue  # damaged, or another program's
    return found


def _names() -> list[Path]:
    try:
        return sorted(_folder().glob("*.json"))
    except OSError:
        return []


def _row(project: Project, each: Aside) -> drafts.Typed | None:
    if each.table == table_of(Prompt).name:
        return next((prompt for prompt in project.prompts() if prompt.id == each.row), None)
    with contextlib.suppress(ProjectError):
        if each.table in ("clip", "still"):
            return project.clip(each.row) if each.table == "clip" else project.still(each.row)
    return None


def _folder() -> Path:
    return paths.settings_folder() / _FOLDER
