"""Films into a project: whole folders at a time, each failure a sentence, the rest goes on."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.cache import Cache
from app.core.errors import AppError, SourceError, cannot
from app.core.jobs import Checkpoint, Progress, Stopped, each, ignore, part
from app.core.language import noted, tr
from app.core.library.edits import Edit, adding, changing, several
from app.core.library.model import Source
from app.core.library.places import is_exported
from app.core.library.project import Project
from app.core.library.sources import brought_up_to_date, describe
from app.core.paths import is_folder, is_project

if TYPE_CHECKING:
    from concurrent.futures import Executor

FILM_ENDINGS = frozenset(
    {
        *(".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".divx", ".wmv", ".asf", ".flv", ".f4v"),
        *(".ts", ".m2ts", ".mts", ".mpg", ".mpeg", ".m2v", ".vob", ".mxf", ".y4m"),
        *(".ogv", ".ogm", ".3gp", ".3g2", ".rm", ".rmvb"),
    }
)


@dataclass(frozen=True, slots=True)
class Added:
    """What became of the films.

    Attributes:
        edit: What was added or brought up to date, in one step; of no effect where nothing was.
        films: The films as the project has them now, in the order given.
        failures: A sentence for each file that cannot be used.
        unusable: Those files, in the same order.
        stopped: Whether it was stopped before the last one.
    """

    edit: Edit
    films: tuple[Source, ...]
    failures: tuple[str, ...]
    unusable: tuple[Path, ...] = ()
    stopped: bool = False


def films_in(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield files as they are and, of folders, the films in them and below, by name.

    Hidden files and folders are passed over; so are folders that cannot be read.
    """
    for path in paths:
        if is_folder(path):
            yield from _films_below(path)
        else:
            yield path


def may_hold_films(path: Path) -> bool:
    """Return whether a path looks like a film or is a folder; nothing is read of it."""
    return path.suffix.lower() in FILM_ENDINGS or is_folder(path)


def dropped(paths: Sequence[Path]) -> tuple[Path | None, bool]:
    """Return the first project among paths, if any, and whether any may hold films."""
    project = next((path for path in paths if is_project(path)), None)
    return project, project is None and any(may_hold_films(path) for path in paths)


def _films_below(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(place, name)
            if path.suffix.lower() in FILM_ENDINGS and not name.startswith("."):
                yield path


def add_films(
    project: Project,
    paths: Sequence[Path],
    *,
    cache: Cache | None = None,
    pool: Executor | None = None,
    checkpoint: Checkpoint = ignore,
) -> Added:
    """Add films and the films in folders; those that are there are brought up to date.

    All of them are one edit. When it is stopped, what was read by then is added.

    Args:
        project: Where to add them.
        paths: Films and folders.
        cache: Where their indexes are kept.
        pool: Reads several films side by side; without one they are read in turn.
        checkpoint: Called with films read and films in all.

    Raises:
        ProjectError: The project cannot be changed.
        Stopped: The checkpoint said so before the folders were listed.
        SourceError: A folder holds no film.
    """
    given = set(paths)
    listed = dict.fromkeys(_listed(paths, checkpoint))
    files = [path for path in listed if path in given or not is_exported(project.folder, path)]
    if not files:
        raise _nothing(paths)
    found: dict[int, Source] = {}
    failures: dict[int, str] = {}
    stopped = False
    describing = partial(_describe, folder=project.folder, cache=cache)
    read = _one_by_one(describing, files, checkpoint)
    if pool is not None:
        read = _side_by_side(describing, files, pool, checkpoint)
    try:
        for place, film in read:
            try:
                found[place] = film()
            except AppError as error:
                failures[place] = str(error)
            except OSError as error:
                failures[place] = cannot("read", files[place], error)
    except Stopped:
        stopped = True
    films = [found[place] for place in sorted(found)]
    edit = project.apply(_edit(project, films)) if films else Edit(noted("Add films"))
    there = [project.source_at(film.path) for film in films]
    return Added(
        edit,
        tuple(film for film in there if film),
        tuple(failures[place] for place in sorted(failures)),
        tuple(files[place] for place in sorted(failures)),
        stopped,
    )


def _describe(
    path: Path, folder: Path, *, cache: Cache | None, checkpoint: Checkpoint = ignore
) -> Source:
    if is_exported(folder, path):
        raise SourceError(
            tr(
                '"{path}" is what this project exports: add the film that it was made of.',
                path=path,
            )
        )
    return describe(path, folder, cache=cache, checkpoint=checkpoint)


def _listed(paths: Sequence[Path], checkpoint: Checkpoint) -> Iterator[Path]:
    for path in films_in(paths):
        checkpoint(Progress(0, 0, path.name))
        yield path


_Describe = Callable[..., Source]
_Read = Iterator[tuple[int, Callable[[], Source]]]


def _one_by_one(describing: _Describe, files: Sequence[Path], checkpoint: Checkpoint) -> _Read:
    for number, path in enumerate(files):
        checkpoint(Progress(number, len(files), path.name))
        step = part(checkpoint, done=number, of=1, total=len(files))
        yield number, partial(describing, path, checkpoint=step)


def _side_by_side(
    describing: _Describe, files: Sequence[Path], pool: Executor, checkpoint: Checkpoint
) -> _Read:
    name = attrgetter("name")
    for place, future in each(pool, describing, files, name=name, checkpoint=checkpoint):
        yield place, future.result


def _nothing(paths: Sequence[Path]) -> SourceError:
    if not paths:
        return SourceError(tr("What was chosen holds no film: choose a folder with video files."))
    return SourceError(
        tr('"{path}" holds no film: choose a folder with video files.', path=paths[0])
    )


def _edit(project: Project, films: Sequence[Source]) -> Edit:
    new: list[Source] = []
    changed: list[Edit] = []
    for film in {film.path: film for film in films}.values():
        known = project.source_at(film.path)
        if known is None:
            new.append(film)
        else:
            changed.append(changing(known, brought_up_to_date(known, film)))
    label = (
        tr("Add {number} films", number=len(new))
        if len(new) > 1
        else noted("Add film")
        if new
        else noted("Films changed")
    )
    return several(label, [adding(*new), *changed])
