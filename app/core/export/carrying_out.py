"""The files of an export as orders: carried out here, or by other machines.

A machine writes to a hidden name that we have given it, beside the file's own; only we move what it
wrote to where it belongs. So a task that is done twice, because its machine was thought dead, never
meets what a person sees.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from app.core import paths, store
from app.core.errors import AppError
from app.core.jobs import Checkpoint, each

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

    from app.core.media.orders import Indexes, Result

Kind: TypeAlias = Literal["clips", "stills", "excerpts"]


@dataclass(frozen=True, slots=True)
class Orders:
    """Some files of one film and one kind.

    Attributes:
        orders: What to make and where to put it, with the specs of the kind: `ClipSpec`,
            `StillSpec` or `ExcerptSpec`.
        film: Its name, for people.
    """

    kind: Kind
    orders: tuple[tuple[Any, Path], ...]
    film: str = ""


def carry_out(orders: Orders, indexes: Indexes, checkpoint: Checkpoint) -> Sequence[Result[Any]]:
    """Write the files; return a result for each.

    Raises `Stopped`.
    """
    from app.core.media.encode import export_clips  # PyAV: only where films are read
    from app.core.media.excerpts import export_excerpts
    from app.core.media.stills import export_stills

    work = {"clips": export_clips, "stills": export_stills, "excerpts": export_excerpts}
    write: Any = work[orders.kind]
    results: Sequence[Result[Any]] = write(orders.orders, indexes=indexes, checkpoint=checkpoint)
    return results


def carried_out_elsewhere(
    pool: Executor, batches: Sequence[Orders], checkpoint: Checkpoint
) -> Iterator[tuple[int, Sequence[Result[Any]]]]:
    """Let other machines write files; yield a batch's place and its results as they come.

    They come in any order, each file under its own name by then. Where machines died of a batch,
    its files have failed, and the others go on.

    Raises:
        ClusterGone: Nobody works any more.
        Stopped: The checkpoint said so; what came before stays, nothing else is left.
    """
    from app.core.cluster.scheduler import ClusterGone
    from app.core.media.clip_file import encoder_threads
    from app.core.media.orders import Result

    threads = encoder_threads()
    sent = [_Sent(_hidden(batch), threads) for batch in batches]

    def results(place: int, future: Future[Sequence[Result[Any]]]) -> Sequence[Result[Any]]:
        try:
            found = future.result()
        except ClusterGone:
            raise
        except AppError as error:
            return [Result(spec, path, error=error) for spec, path in batches[place].orders]
        named = [path for _, path in batches[place].orders]
        return [_moved(each, path) for each, path in zip(found, named, strict=True)]

    try:
        for place, future in each(
            pool, _write, sent, name=lambda each: each.orders.film, checkpoint=checkpoint
        ):
            yield place, results(place, future)
    finally:
        for batch, hidden in zip(batches, sent, strict=True):
            _clear(batch, hidden.orders)


@dataclass(frozen=True, slots=True)
class _Sent:
    """What travels: orders for hidden names, and how many threads our encoders have."""

    orders: Orders
    threads: int


def _write(sent: _Sent) -> Sequence[Result[Any]]:
    """Carry out orders, on another machine."""
    from app.core.cluster.on_worker import checkpoint_here
    from app.core.media.clip_file import encoding_as
    from app.core.media.orders import Indexes

    for folder in {path.parent for _, path in sent.orders.orders}:
        store.sweep(folder)  # what a worker that was killed here has left
    with encoding_as(sent.threads):
        return carry_out(sent.orders, Indexes(), checkpoint_here())


def _hidden(batch: Orders) -> Orders:
    """Return orders for hidden names; what would write over a film keeps its own: it is refused."""
    films = {paths.resolved(spec.source) for spec, _ in batch.orders}
    orders = tuple(
        (spec, path if paths.resolved(path) in films else store.part_of(path))
        for spec, path in batch.orders
    )
    return replace(batch, orders=orders)


def _clear(batch: Orders, hidden: Orders) -> None:
    """Remove what is left under hidden names."""
    for (_, path), (_, part) in zip(batch.orders, hidden.orders, strict=True):
        if part != path:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)


def _moved(result: Result[Any], path: Path) -> Result[Any]:
    """Give a file that was written its own name; the result speaks of that."""
    error = result.error
    if error is None:
        try:
            store.put_in_place(result.path, path)
        except AppError as failed:
            error = failed
    else:
        error.args = (str(error).replace(str(result.path), str(path)),)
    return replace(result, path=path, error=error)
