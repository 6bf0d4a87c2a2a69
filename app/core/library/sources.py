"""Films in a project: adding them, and saying when one is gone or is not the same any more."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.core.cache import Cache, FileKey, file_key
from app.core.errors import AppError, SourceError, cannot
from app.core.jobs import Checkpoint, Progress, ignore, part
from app.core.language import noted, tr
from app.core.library.edits import Edit, changing, several
from app.core.library.model import Source
from app.core.library.places import stored
from app.core.library.project import Project

_LEAST = 2  # pixels of width and height: what is exported has an even number

Kind = Literal["missing", "changed", "unreadable"]
"""Why a film cannot be used: it is not where it was, is another one now, or does not let itself be
read."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A source that cannot be used now; ``message`` is the sentence to show."""

    source: Source
    path: Path
    message: str
    kind: Kind = "unreadable"


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
            tr(
                '"{path}" shows {display_width}x{display_height} pixels, too few to '
                "export: choose another film.",
                path=path,
                display_width=facts.display_width,
                display_height=facts.display_height,
            )
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
        raise SourceError(
            tr('"{shown}" has a name that is no text: rename it.', shown=shown)
        ) from error
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
    return project.add([film], label=noted("Add film"))[0]


def _refresh(project: Project, known: Source, film: Source) -> Source:
    now = brought_up_to_date(known, film)
    project.change(known, now, label=noted("Film changed"))
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
            tr(
                '"{name}" is not at "{parent}" any more: put it back, or show Rushes where '
                "it is now.",
                name=path.name,
                parent=path.parent,
            ),
            "missing",
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
        tr(
            '"{path}" is not the film it was when it was added: put the old one back, or use it '
            "as it is now and look at its clips.",
            path=path,
        ),
        "changed",
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
        SourceError: There is no such file, it is another film, or is in the project already.
    """
    project.apply(relocating(project, source, path))
    return project.source(source.id)


def relocating(project: Project, source: Source, path: Path) -> Edit:
    """Return the edit that notes where a film was moved to.

    Raises:
        SourceError: There is no such file, it is another film, or is in the project already.
    """
    key = file_key(path)
    if not _is(source, key):
        raise SourceError(
            tr(
                '"{path}" is not the film "{stem}" of the project: choose the file that was '
                "moved, or add this one as a new film.",
                path=path,
                stem=source.stem,
            )
        )
    moved = dataclasses.replace(source, path=stored(project.folder, path), mtime_ns=key.mtime_ns)
    place = project.path_of(moved)
    others = (other for other in project.sources() if other.id != source.id)
    if any(project.path_of(other) == place for other in others):
        raise SourceError(
            tr(
                '"{path}" is in the project already: remove one of the two films, or choose '
                "another file.",
                path=path,
            )
        )
    return changing(source, moved, label=noted("Film moved"))


def as_they_are_now(
    project: Project,
    sources: Sequence[Source],
    *,
    cache: Cache | None = None,
    checkpoint: Checkpoint = ignore,
) -> tuple[list[Source], list[str]]:
    """Take films that changed as what they are now, in one edit; clips stay as they were marked.

    Returns:
        The sources with their new facts, and a sentence for each film that cannot be used: it stays
        as it was. Frames that a clip has past its end are found by comparing (`Source.frames`).

    Raises:
        Stopped: The checkpoint said so; nothing was changed.
    """
    now: list[Source] = []
    edits: list[Edit] = []
    failures: list[str] = []
    for done, source in enumerate(sources):
        checkpoint(Progress(done, len(sources), source.stem))
        step = part(checkpoint, done=done, of=1, total=len(sources))
        path = project.path_of(source)
        try:
            film = describe(path, project.folder, cache=cache, checkpoint=step)
        except AppError as error:
            failures.append(str(error))
            continue
        now.append(brought_up_to_date(source, dataclasses.replace(film, path=source.path)))
        edits.append(changing(source, now[-1]))
    edit = several(noted("Film changed") if len(edits) == 1 else noted("Films changed"), edits)
    if edit:
        project.apply(edit)
    return now, failures


@dataclass(frozen=True, slots=True)
class Moved:
    """What a search for films that moved has found.

    Attributes:
        found: The sources as they were and as they are now.
        lost: Those that are still not found.
    """

    found: tuple[tuple[Source, Source], ...] = ()
    lost: tuple[Source, ...] = ()

    @property
    def edit(self) -> Edit:
        """What notes where they are."""
        one = len(self.found) == 1
        label = noted("Film found") if one else noted("Films found")
        return several(label, (changing(old, new) for old, new in self.found))


def find_lost(
    project: Project, lost: Sequence[Source], folder: Path, checkpoint: Checkpoint = ignore
) -> Moved:
    """Look for sources of a project in a folder and below it, where no other source is.

    Raises what `look_for` raises; nothing is changed.
    """
    known = {source.id for source in lost}
    taken = {project.path_of(other) for other in project.sources() if other.id not in known}
    return look_for(project.folder, lost, folder, taken=taken, checkpoint=checkpoint)


def look_for(
    home: Path,
    lost: Sequence[Source],
    folder: Path,
    *,
    taken: Collection[Path] = (),
    checkpoint: Checkpoint = ignore,
) -> Moved:
    """Look for films of the project in ``home`` in a folder and below it, by content.

    Of several copies the one in the shallowest, first folder by name is taken, for one film; of
    films of one content the one of the same name gets it. Folders that cannot be read are passed
    over.

    Args:
        home: The project's folder.
        lost: The sources to look for.
        folder: Where to look.
        taken: Where the project's other sources are.
        checkpoint: Called for every file, with the films found and those looked for.

    Raises:
        Stopped: The checkpoint said so.
    """
    by_size: dict[int, list[Source]] = {}
    for source in lost:
        by_size.setdefault(source.size, []).append(source)
    found: dict[int, tuple[Source, Source]] = {}
    for path in _files(folder, checkpoint):
        checkpoint(Progress(len(found), len(lost), str(path)))
        film, key = _matching(path, by_size)
        if film is not None and key is not None and key.path not in taken:
            now = dataclasses.replace(film, path=stored(home, path), mtime_ns=key.mtime_ns)
            found[film.id] = film, now
            by_size[film.size].remove(film)
        if len(found) == len(lost):
            break
    return Moved(
        tuple(found[source.id] for source in lost if source.id in found),
        tuple(source for source in lost if source.id not in found),
    )


def _files(folder: Path, checkpoint: Checkpoint) -> Iterator[Path]:
    """Yield the files in a folder and below it, those less deep first."""
    level = [folder]
    while level:
        below: list[Path] = []
        for place in level:
            checkpoint(Progress(0, 0, str(place)))
            names, folders = _inside(place)
            yield from names
            below += folders
        level = below


def _inside(folder: Path) -> tuple[list[Path], list[Path]]:
    """Return a folder's files and its folders, by name; links to folders are not followed."""
    files: list[Path] = []
    folders: list[Path] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                is_folder = entry.is_dir(follow_symlinks=False)
                (folders if is_folder else files).append(Path(entry.path))
    except OSError:
        return [], []
    return sorted(files), sorted(folders)


def _matching(path: Path, by_size: dict[int, list[Source]]) -> tuple[Source | None, FileKey | None]:
    """Return the film that a file is, if any; of several, one whose name is the same."""
    try:
        alike = by_size.get(path.stat().st_size)
        key = file_key(path) if alike else None
    except (OSError, SourceError):
        return None, None
    same = [source for source in alike or () if key is not None and _is(source, key)]
    named = (source for source in same if source.path.rpartition("/")[2] == path.name)
    return next(named, same[0] if same else None), key


def _is(source: Source, key: FileKey) -> bool:
    return (source.size, source.quick_hash) == (key.size, key.quick_hash)
