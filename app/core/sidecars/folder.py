"""Caption files to be imported, as bytes, with what is wrong with the others."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.core.captions.foreign import encodings_of
from app.core.captions.sidecar import read_bytes
from app.core.errors import SourceError, cannot
from app.core.importing.clip_folder import kind_of
from app.core.jobs import Checkpoint, Progress, ignore
from app.core.language import tr
from app.core.paths import is_folder

ENDINGS = (".txt", ".caption")
_LISTS = (".llc", ".csv", ".tsv", ".toml", ".json", ".jsonl")


@dataclass(frozen=True, slots=True)
class CaptionFile:
    """A caption file that was read.

    Attributes:
        encoding: What it is in, as far as that can be told; one of `foreign.ENCODINGS`.
    """

    path: Path
    data: bytes
    encoding: str


@dataclass(slots=True)
class Folder:
    """What was read.

    Attributes:
        files: By name, folder by folder.
        troubles: Files that cannot be used, and why: a sentence each.
    """

    files: list[CaptionFile] = field(default_factory=list)
    troubles: dict[Path, str] = field(default_factory=dict)


def read_folder(paths: Sequence[Path], *, checkpoint: Checkpoint = ignore) -> Folder:
    """Read the caption files that are given, and those of folders and below.

    What cannot be read is left out and said. The encodings of the files of a folder are told
    together.

    Raises:
        Stopped: The checkpoint said so.
    """
    found = Folder()
    listed = list(_listed(paths, found, checkpoint))
    data: dict[Path, dict[Path, bytes]] = {}
    for place, path in enumerate(listed):
        checkpoint(Progress(place, len(listed), path.name))
        try:
            data.setdefault(path.parent, {})[path] = read_bytes(path)
        except SourceError as error:
            found.troubles[path] = str(error)
    for files in data.values():
        for path, encoding in encodings_of(files).items():
            checkpoint(Progress(len(listed), len(listed), path.name))
            if encoding is None:
                found.troubles[path] = tr('"{name}" is no text.', name=path.name)
            else:
                found.files.append(CaptionFile(path, files[path], encoding))
    return found


def means_captions(paths: Sequence[Path], *, beside_films: bool) -> bool:
    """Return whether who drops files and folders means the captions in them.

    Args:
        paths: What is dropped.
        beside_films: Whether captions are meant where videos or pictures lie beside them, and by
            single files, too.
    """
    names: list[str] = []
    for path in paths:
        folder = is_folder(path)
        if not folder and not beside_films:
            return False
        try:
            names += os.listdir(path) if folder else [path.name]  # noqa: PTH208 -- names
        except OSError:
            return False
    seen = [name.lower() for name in names if not name.startswith(".")]
    captions = any(name.endswith(ENDINGS) for name in seen)
    others = any(kind_of(Path(name)) or name.endswith(_LISTS) for name in seen)
    return captions and (beside_films or not others)


def _listed(paths: Sequence[Path], found: Folder, checkpoint: Checkpoint) -> Iterator[Path]:
    """Yield caption files; those in hidden folders are no one's."""

    def refused(error: OSError) -> None:
        path = Path(error.filename or paths[0])
        found.troubles[path] = cannot("read", path, error)

    for path in paths:
        if not is_folder(path):
            yield path
            continue
        for place, folders, names in os.walk(path, onerror=refused):
            checkpoint(Progress(0, 0, place))
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                if name.lower().endswith(ENDINGS) and not name.startswith("."):
                    yield Path(place, name)
