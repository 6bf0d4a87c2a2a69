"""Other machines, where a command is to let them work."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from app.core.library.model import Source
    from app.core.library.project import Project

SchedulerOption = Annotated[
    str | None,
    typer.Option(
        "--scheduler",
        metavar="tcp://HOST:PORT",
        help="Let the machines of this Dask scheduler work; needs the extra `cluster`.",
    ),
]


@contextlib.contextmanager
def machines_for(
    address: str | None, project: Project, films: Sequence[Source], *, writes: bool = False
) -> Iterator[Executor | None]:
    """Yield the machines of a scheduler, looked at; None where none is given.

    Args:
        address: The scheduler's.
        project: Whose films are worked on.
        films: Which.
        writes: Whether they write into the project's folder.

    Raises:
        ClusterError: They cannot do it.
    """
    if address is None:
        yield None
        return
    from app.core.cluster.scheduler import connected

    with connected(address) as machines:
        paths = [project.path_of(film) for film in films]
        machines.check(paths, project.folder if writes else None)
        yield machines
