"""Films in a project: adding them, and saying when one is gone or is not the same any more."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.core.cache import Cache, FileKey, file_key
from app.core.errors import AppError, SourceError, cannot
from app.core.jobs import Checkpoint, Progress, ignore
from app.core.library.edits import Edit, changing, several
from app.core.library.model import Source
from app.core.library.places import stored
from app.core.library.project import Project

_LEAST = 2  # pixels of width and height: what is exported has an even number


@dataclass(frozen=True, slots=True)
class Trouble:
    """A source that cannot be used now; ``message`` is the sentence to show."""

    source: Source
    path: Path
    message: str


def describe(
    path: Path, folder: Path, *, cache: Cache | None = None, checkpoint: Checkpoint = ignore
) -> Source:
    """Return a film as a source of the project in ``folder``; it is not added.

    Raises:
        SourceError: The film cannot be used.
    """
    from app.core.media.probe import probe  # PyAV: only where a film is looked at

    key = file_key(path)
    facts = probe(path, cache=cache, checkpoint=checkpoint)
    if min(facts.display_width, facts.display_height) < _LEAST:
        raise SourceError(
            f'"{path}" shows {facts.display_width}x{facts.display_height} pixels, too few to '
            "export: choose another film."
        )
    return Source(
        path=_writable(stored(folder, path)),
        size=key.size,
        mtime_ns=key.mtime_ns,
        quick_hash=key.quick_hash,
        frames=facts.frames,
        rate=facts.rate,
        variable_rate=facts.variable_rate,
        width=facts.display_width,
        height=facts.display_height,
        damaged_after=facts.damaged_after,
    )


def _writable(path: str) -> str:
    try:
        path.encode("utf-8")
    except UnicodeEncodeError as error:
        shown = path.encode("utf-8", "replace").decode("utf-8")
        raise SourceError(f'"{shown}" has a name that is no text: rename it.') from error
    return path


def add_film(
    project: Project, path: Path, *, cache: Cache | None = None, checkpoint: Checkpoint = ignore
) -> Source:
    """Add a film; one that is there already is brought up to date, and keeps its id.

    Raises:
        SourceError: The film cannot be used.
        Stopped: The checkpoint said so.
    """
    film = describe(path, project.folder, cache=cache, checkpoint=checkpoint)
    known = project.source_at(film.path)
    if known is not None:
        return _refresh(project, known, film)
    return project.add([film], label="Add film")[0]


def _refresh(project: Project, known: Source, film: Source) -> Source:
    now = brought_up_to_date(known, film)
    project.change(known, now, label="Film changed")
    return now


def brought_up_to_date(known: Source, film: Source) -> Source:
    """Return a film as it was just described, as the source ``known`` of a project."""
    return dataclasses.replace(
        film, id=known.id, detector=known.detector, threshold=known.threshold
    )


def trouble_with(project: Project, source: Source) -> Trouble | None:
    """Return why a source cannot be used now; None where all is well.

    A file whose size and time are as noted is taken to be the same; else its ends are read.
    """
    path = project.path_of(source)
    try:
        stat = path.stat()
        if (stat.st_size, stat.st_mtime_ns) == (source.size, source.mtime_ns):
            return None
        same = _is(source, file_key(path))
    except FileNotFoundError:
        return Trouble(
            source,
            path,
            f'"{path.name}" is not at "{path.parent}" any more: put it back, or show Rushes where '
            "it is now.",
        )
    except OSError as error:
        return Trouble(source, path, cannot("read", path, error))
    except AppError as error:
        return Trouble(source, path, str(error))
    if same:
        return None
    return Trouble(
        source,
        path,
        f'"{path}" is not the film it was when it was added: put the old one back, or add it again '
        "and look at its clips.",
    )


def troubles(project: Project, *, checkpoint: Checkpoint = ignore) -> list[Trouble]:
    """Return what is wrong with the project's sources, one entry for each that has trouble."""
    found: list[Trouble] = []
    sources = project.sources()
    for done, source in enumerate(sources):
        checkpoint(Progress(done, len(sources), source.stem))
        trouble = trouble_with(project, source)
        if trouble is not None:
            found.append(trouble)
    return found


def relocate(project: Project, source: Source, path: Path) -> Source:
    """Note where a film was moved to.

    Raises:
        SourceError: There is no such file, or it is another film.
    """
    project.apply(relocating(project.folder, source, path))
    return project.source(source.id)


def relocating(folder: Path, source: Source, path: Path) -> Edit:
    """Return the edit that notes where a film of the project in ``folder`` was moved to.

    Raises:
        SourceError: There is no such file, or it is another film.
    """
    key = file_key(path)
    if not _is(source, key):
        raise SourceError(
            f'"{path}" is not the film "{source.stem}" of the project: choose the file that was '
            "moved, or add this one as a new film."
        )
    moved = dataclasses.replace(source, path=stored(folder, path), mtime_ns=key.mtime_ns)
    return changing(source, moved, label="Film moved")


def find_moved(project: Project, folder: Path, *, checkpoint: Checkpoint = ignore) -> list[Source]:
    """Look for missing films in a folder and below it, by content; note where they are.

    Returns:
        The sources that were found, as they are now.
    """
    lost = [source for source in project.sources() if not project.path_of(source).is_file()]
    by_size: dict[int, list[Source]] = {}
    for source in lost:
        by_size.setdefault(source.size, []).append(source)
    found: dict[int, tuple[Source, Source]] = {}
    for path in _files(folder):
        checkpoint(Progress(len(found), len(lost), path.name))
        for source in _matching(path, by_size):
            now = dataclasses.replace(
                source, path=stored(project.folder, path), mtime_ns=path.stat().st_mtime_ns
            )
            found.setdefault(source.id, (source, now))
    if found:
        project.apply(several("Films found", (changing(old, new) for old, new in found.values())))
    return [now for _, now in found.values()]


def _files(folder: Path) -> Iterator[Path]:
    for place, _, names in os.walk(folder):
        for name in sorted(names):
            yield Path(place, name)


def _matching(path: Path, by_size: dict[int, list[Source]]) -> list[Source]:
    try:
        alike = by_size.get(path.stat().st_size, [])
        key = file_key(path) if alike else None
    except (OSError, SourceError):
        return []
    return [source for source in alike if key is not None and _is(source, key)]


def _is(source: Source, key: FileKey) -> bool:
    return (source.size, source.quick_hash) == (key.size, key.quick_hash)
