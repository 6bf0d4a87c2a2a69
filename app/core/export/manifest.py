"""What the last export wrote: the file that tells our files from a person's.

``dataset/manifest.json`` has one line per exported file: the key of its content, and the file's
facts as it was written. A file whose facts still hold is ours; one whose content differs was edited
since; one without an entry was never ours. Only the first kind is replaced or removed.

An entry without facts is *announced*: its name was free, and we were about to write it. If the
export was killed then and the file is there, it is ours and whole, since files get their names only
when they are complete.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from operator import attrgetter
from pathlib import Path
from typing import Any

from app.core import paths, store
from app.core.cache import file_key
from app.core.errors import ProjectError, SourceError, cannot
from app.core.language import tr

FILE = "manifest.json"
_FORMAT = 1
_OUT = re.compile(r"[\\:\x00]")  # of other systems' paths, drives and streams


class State(Enum):
    """How a file stands to its entry."""

    ABSENT = "not there"
    OURS = "as we wrote it"
    EDITED = "changed since we wrote it"
    FOREIGN = "never ours"


@dataclass(frozen=True, slots=True)
class Entry:
    """A file we wrote or announced.

    Attributes:
        key: Tells its content; an equal key means nothing has to be written.
        row: Id of the clip or still; 0 for a file of no row.
        size: Bytes; -1 while it is only announced.
        frames: Pictures in it; 0 for text.
        width: Pixels; so is ``height``; 0 for text.
    """

    key: str
    row: int = 0
    size: int = -1
    mtime_ns: int = 0
    quick_hash: str = ""
    frames: int = 0
    width: int = 0
    height: int = 0

    @property
    def announced(self) -> bool:
        """Whether it was not known to be written."""
        return self.size < 0


def _entry(values: dict[str, Any]) -> Entry:
    """Return an entry; raises TypeError where a value is none of its kind."""
    entry = Entry(**values)
    for field in dataclasses.fields(Entry):
        if type(getattr(entry, field.name)) is not _KINDS[str(field.type)]:
            raise TypeError(f"{field.name}: {getattr(entry, field.name)!r:.100}")
    return entry


_KINDS = {"int": int, "str": str}
_COLUMNS = [field.name for field in dataclasses.fields(Entry)]
_values = attrgetter(*_COLUMNS)


def is_below(name: str) -> bool:
    """Return whether a name with forward slashes leads to a place below a folder, on any system."""
    parts = name.split("/")
    return not _OUT.search(name) and all(part not in ("", ".", "..") for part in parts)


class Manifest:
    """The entries of one dataset folder, by path below it with forward slashes.

    Attributes:
        trigger: The words its captions begin with, as they were last written.
        left: Files that were edited outside and shall stay so, each with the `Entry.quick_hash` it
            had when that was decided.
    """

    def __init__(self, folder: Path, entries: dict[str, Entry]) -> None:
        self.folder = folder
        self.entries = entries
        self.trigger = ""
        self.left: dict[str, str] = {}
        self._saved = self._state()

    def _state(self) -> tuple[dict[str, Entry], str, dict[str, str]]:
        return dict(self.entries), self.trigger, dict(self.left)

    @classmethod
    def load(cls, folder: Path) -> Manifest:
        """Read the manifest of a folder; an empty one where there is none.

        Raises:
            ProjectError: It cannot be read.
        """
        path = folder / FILE
        try:
            value = json.loads(paths.text_of(path))
            if value["format"] != _FORMAT:
                raise ProjectError(
                    tr('"{path}" is of a newer Rushes: update Rushes to export.', path=path)
                )
            columns = value["columns"]
            entries = {
                name: _entry(dict(zip(columns, values, strict=True)))
                for name, values in value["files"].items()
            }
            if not all(map(is_below, entries)):
                raise ValueError("a name leads out of the folder")
            manifest = cls(folder, entries)
            manifest.trigger = str(value.get("trigger", ""))
            manifest.left = dict(value.get("left", {}))
        except FileNotFoundError:
            return cls(folder, {})
        except OSError as error:
            raise ProjectError(cannot("read", path, error), detail=str(error)) from error
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise ProjectError(
                tr(
                    '"{path}" is damaged: move the folder "{folder}" away and export again.',
                    path=path,
                    folder=folder,
                ),
                detail=str(error),
            ) from error
        manifest._saved = manifest._state()
        return manifest

    def save(self) -> None:
        """Write the manifest where it is not written as it is.

        Raises:
            WriteError: It cannot be written.
        """
        if self._state() == self._saved:
            return
        lines = (
            f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(_values(entry))}"
            for name, entry in sorted(self.entries.items())
        )
        block = ",\n".join(lines)
        said = {"format": _FORMAT, "columns": _COLUMNS, "trigger": self.trigger, "left": self.left}
        head = json.dumps(said, ensure_ascii=False)[1:-1]
        store.write_text(self.folder / FILE, f'{{{head}, "files": {{\n{block}\n}}}}\n')
        self._saved = self._state()

    def state(self, name: str) -> State:
        """Return how a file stands to its entry."""
        path = self.folder / name
        entry = self.entries.get(name)
        try:
            stat = path.stat()
        except OSError:
            return State.ABSENT
        if entry is None:
            return State.FOREIGN
        if entry.announced or (stat.st_size, stat.st_mtime_ns) == (entry.size, entry.mtime_ns):
            return State.OURS
        try:
            same = file_key(path).quick_hash == entry.quick_hash
        except SourceError:
            same = False
        return State.OURS if same else State.EDITED

    def announce(self, name: str, key: str, row: int = 0) -> None:
        """Note that a file is about to be written; the name must be free by then."""
        self.entries[name] = Entry(key, row)
        self.left.pop(name, None)

    def confirm(self, name: str, *, frames: int = 0, size: tuple[int, int] = (0, 0)) -> None:
        """Note the facts of an announced file that is there now.

        Raises:
            SourceError: It cannot be read.
        """
        facts = file_key(self.folder / name)
        self.entries[name] = dataclasses.replace(
            self.entries[name],
            size=facts.size,
            mtime_ns=facts.mtime_ns,
            quick_hash=facts.quick_hash,
            frames=frames,
            width=size[0],
            height=size[1],
        )

    def give_up(self, name: str) -> None:
        """Take a file as it is now for ours, to be written over: its content is not wanted.

        Raises:
            SourceError: It cannot be read.
        """
        self.entries[name] = dataclasses.replace(self.entries[name], key="")
        self.confirm(name)
        self.left.pop(name, None)

    def leave(self, name: str, quick_hash: str) -> None:
        """Note that an edited file shall stay as it is for as long as its content is this."""
        self.left[name] = quick_hash

    def forget(self, name: str) -> None:
        """Drop an entry; its file, if there is one, is not ours any more."""
        self.entries.pop(name, None)
        self.left.pop(name, None)

    def stems(self, sub: str, suffix: str) -> dict[int, str]:
        """Return the stems of the files of rows in a sub-folder, by row."""
        return {
            entry.row: Path(name).stem
            for name, entry in self.entries.items()
            if entry.row and name.startswith(f"{sub}/") and name.endswith(suffix)
        }

    def foreign(self, sub: str) -> list[str]:
        """Return the names of files in a sub-folder that were never ours, sorted."""
        try:
            names: Iterable[str] = sorted(path.name for path in (self.folder / sub).iterdir())
        except OSError:
            return []
        return [name for name in names if f"{sub}/{name}" not in self.entries]
