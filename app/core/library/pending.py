"""What waits to be done on a project's films, kept beside the project and taken up again.

The file is ``pending.json`` in the project's folder: the tasks in their order, those that ran
first. Tasks of one kind that follow one another are written together::

    {"version": 2, "paused": false, "tasks": [
        {"what": "find", "detector": "exact", "films": [3, 4, 9]},
        {"what": "check", "films": [1]},
        {"what": "caption", "batch": "9f0c…", "template": "wan", "rows": ["clip:3", "still:1"]},
        {"what": "export"}]}

It only says what to do again: a task that was done meanwhile finds that out from its cache.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, cast, get_args

from app.core import paths, store
from app.core.errors import WriteError, cannot
from app.core.language import tr
from app.core.library.captioned import Key

What = Literal["add", "find", "check", "export", "caption"]

FILE = "pending.json"
_VERSION = 2
_READ = (1, 2)  # 1 knew no captions to ask for
_HIGHEST = 1000  # no detector's threshold comes near


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do.

    Attributes:
        what: Add films, find the shots of one, check the clips of one, export the project, or ask
            a model for captions.
        film: Id of the source, of ``find`` and ``check``; else 0.
        detector: What finds the shots.
        threshold: The detector's; None for its own.
        paths: Files and folders to add.
        keys: Rows to ask for captions of.
        batch: Names the request: of each row one caption is kept for it, over restarts.
        template: Name of the prompt; empty for that of each kind of row.
    """

    what: What
    film: int = 0
    detector: str = ""
    threshold: float | None = None
    paths: tuple[str, ...] = ()
    keys: tuple[Key, ...] = ()
    batch: str = ""
    template: str = ""


@dataclass(frozen=True, slots=True)
class Pending:
    """What waits, in order.

    Attributes:
        paused: Whether it waits for the person, too.
    """

    tasks: tuple[Task, ...] = ()
    paused: bool = False

    @property
    def films(self) -> int:
        """How many films are to be worked on."""
        return len({task.film for task in self.tasks if task.film})


def save(folder: Path, pending: Pending) -> None:
    """Keep what waits in the project in ``folder``; where nothing does, no file is left.

    Raises:
        WriteError: The folder cannot be written, or is gone.
    """
    path = folder / FILE
    if pending.tasks:
        store.check_folder(folder)
        text = json.dumps(to_json(pending), ensure_ascii=False, separators=(",", ":"))
        store.write_bytes(path, f"{text}\n".encode("utf-8", "surrogatepass"))
        return
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise WriteError(cannot("remove", path, error), detail=str(error)) from error


def load(folder: Path, films: Collection[int]) -> tuple[Pending, str]:
    """Return what waited when the project in ``folder`` was left, and a sentence if it is lost.

    Args:
        folder: The project's.
        films: Ids of its sources; tasks for others are dropped.
    """
    path = folder / FILE
    try:
        value = json.loads(paths.bytes_of(path).decode("utf-8", "surrogatepass"))
        pending = from_json(value)
    except FileNotFoundError:
        return Pending(), ""
    except OSError as error:
        return Pending(), cannot("read", path, error)
    except _NewerError:
        return Pending(), tr(
            '"{path}" was written by a newer Rushes: what waited there is not taken up; start it '
            "again here.",
            path=path,
        )
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError):
        return Pending(), tr(
            '"{path}" is damaged: what waited is not taken up; start it again.', path=path
        )
    known = [task for task in pending.tasks if not task.film or task.film in films]
    return replace(pending, tasks=tuple(dict.fromkeys(known))), ""


class _NewerError(Exception):
    pass


def to_json(pending: Pending) -> dict[str, Any]:
    """Return what the file holds."""
    groups = [
        _group(key, list(run)) for key, run in itertools.groupby(pending.tasks, key=_without_film)
    ]
    return {"version": _VERSION, "paused": pending.paused, "tasks": groups}


def _without_film(task: Task) -> Task:
    return replace(task, film=0)


def _group(like: Task, run: Sequence[Task]) -> dict[str, Any]:
    group: dict[str, Any] = {"what": like.what}
    if like.detector:
        group["detector"] = like.detector
    if like.threshold is not None:
        group["threshold"] = like.threshold
    if like.paths:
        group["paths"] = list(like.paths)
    if like.keys:
        group |= {"batch": like.batch, "template": like.template}
        group["rows"] = [f"{table}:{row}" for table, row in like.keys]
    if films := [task.film for task in run if task.film]:
        group["films"] = films
    return group


def from_json(value: Any) -> Pending:  # noqa: ANN401 -- whatever a file holds
    """Return what such a file says; raises what its being another one leads to."""
    version = value["version"]
    if isinstance(version, int) and version > _VERSION:
        raise _NewerError
    if version not in _READ:
        raise ValueError(f"version {version!r}")
    tasks = [task for group in value["tasks"] for task in _tasks(group)]
    return Pending(tuple(tasks), value.get("paused") is True)


def _tasks(group: dict[str, Any]) -> Iterator[Task]:
    what = group["what"]
    if what not in get_args(What):
        raise ValueError(f"a task {what!r}")
    threshold = group.get("threshold")
    if threshold is not None and not (_is_number(threshold) and 0 <= threshold <= _HIGHEST):
        raise ValueError(f"a threshold {threshold!r}")
    like = Task(
        cast(What, what),
        detector=_text(group.get("detector", "")),
        threshold=threshold,
        paths=tuple(_text(path) for path in group.get("paths", ())),
        keys=tuple(_key(row) for row in group.get("rows", ())),
        batch=_text(group.get("batch", "")),
        template=_text(group.get("template", "")),
    )
    if what not in ("find", "check"):
        yield like
        return
    for film in group["films"]:
        if not isinstance(film, int) or film < 1:
            raise ValueError(f"a film {film!r}")
        yield replace(like, film=film)


def _key(text: object) -> Key:
    table, _, row = _text(text).partition(":")
    if table not in ("clip", "still") or not row.isdecimal():
        raise ValueError(f"a row {text!r}")
    return cast(Literal["clip", "still"], table), int(row)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"no text: {value!r}")
    return value
