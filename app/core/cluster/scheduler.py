"""The machines of a Dask scheduler, as one executor.

Before they get work they are looked at: another version of Rushes, or a film that is not there,
would show only in the middle, or never. Waiting has an end everywhere: for the scheduler, for a
machine where all have gone, and for tasks whose machines die one after the other.
"""

from __future__ import annotations

import contextlib
import logging
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, InvalidStateError
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from app.core import store
from app.core.cluster.on_worker import Seen, Task, Versions, Wanted, look
from app.core.errors import AppError
from app.core.language import tr

P = ParamSpec("P")
T = TypeVar("T")

_CONNECT = 10.0  # seconds to wait for a scheduler
_FIRST_WORKER = 20.0  # seconds to wait for its first machine
_ALONE = 60.0  # seconds without a machine until it is given up
_LOOK_EVERY = 3.0  # seconds between two looks at whether any is left
_STRANGE = (ImportError, AttributeError, RuntimeError, OSError, TypeError, ValueError)
_MOST = 256  # items that are begun at once


class ClusterError(AppError):
    """The machines cannot do the work."""


class ClusterGone(ClusterError):
    """The machines, or their scheduler, are not there any more."""


@contextlib.contextmanager
def connected(address: str, *, seconds: float = _CONNECT) -> Iterator[Cluster]:
    """Yield the machines of a scheduler; when the block ends, what waits there is called off.

    Args:
        address: ``tcp://HOST:PORT``.
        seconds: To wait for it.

    Raises:
        ClusterError: Dask is not installed, nobody answers there, or no machine has joined.
    """
    try:
        import distributed
    except ImportError as error:
        raise ClusterError(
            tr(
                "Working on other machines needs Dask: install it with "
                "`pip install rushes[cluster]`."
            ),
            detail=str(error),
        ) from error
    for name in logging.root.manager.loggerDict:
        if name.partition(".")[0] == "distributed":  # what it would print is said by us
            logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        make: Any = distributed.Client
        client = make(address, timeout=seconds, set_as_default=False, name="rushes")
    except (OSError, ValueError, TypeError) as error:
        raise ClusterError(
            tr(
                "No scheduler answers at {address}: start one with `dask scheduler`, and give the "
                "address it prints, such as tcp://192.168.1.10:8786.",
                address=address,
            ),
            detail=str(error),
        ) from error
    try:
        with Cluster(client, address) as machines:
            machines.wait_for_first()
            yield machines
    finally:
        with contextlib.suppress(Exception):  # it may be gone
            client.close(timeout=2)


class Cluster(Executor):
    """The machines of one scheduler; what a machine that died was doing is done by another.

    See `connected`, which makes it.
    """

    def __init__(self, client: Any, address: str) -> None:  # noqa: ANN401 -- Dask has no types
        self._client, self._address = client, address
        self._inner = client.get_executor(pure=False)
        self._topic = f"rushes-{uuid.uuid4().hex}"
        self._shares: dict[int, float] = {}  # 0-1, of the tasks that were begun
        self._count = 0
        self._looked = self._met = time.monotonic()
        self._slots = 1
        client.subscribe_topic(self._topic, self._on_told)

    # -------------------------------------------------------------------------------- looking

    def wait_for_first(self, seconds: float = _FIRST_WORKER) -> None:
        """Wait until a machine has joined.

        Raises `ClusterError`.
        """
        end = time.monotonic() + seconds
        while not self._threads():
            if time.monotonic() > end:
                raise ClusterError(
                    tr(
                        "No machine has joined the scheduler at {address}: start a worker on each "
                        "with `dask worker {address}`.",
                        address=self._address,
                    )
                )
            time.sleep(0.2)

    def _threads(self) -> Mapping[str, int]:
        """Return how many tasks each machine takes at once."""
        try:
            found: Mapping[str, int] = self._client.nthreads()
        except (OSError, RuntimeError, ValueError) as error:  # Dask's own are of these
            raise self._gone() from error
        self._slots = sum(found.values()) or self._slots
        return found

    def _gone(self) -> ClusterGone:
        return ClusterGone(
            tr(
                "The scheduler at {address} does not answer any more: what was finished is kept; "
                "start it and try again.",
                address=self._address,
            )
        )

    def check(self, films: Sequence[Path], folder: Path | None = None) -> None:
        """See that every machine is of our version and sees the films and the folder.

        The scheduler's is one of them: it reads what it hands on.

        Args:
            films: To be read there; those that are not here are left to those who miss them.
            folder: To be written to there.

        Raises:
            ClusterError: One does not.
            WriteError: The folder cannot be written here.
        """
        sizes = tuple(_sizes(films))
        if folder is None:
            self._look(Wanted(sizes))
            return
        store.make_folder(folder)
        text = uuid.uuid4().hex
        with store.temporary(folder / "mark") as mark:
            mark.write_text(text, encoding="utf-8")
            self._look(Wanted(sizes, str(mark), text))

    def _look(self, wanted: Wanted) -> None:
        try:
            self._judge(self._address, self._client.run_on_scheduler(look, Wanted()))
        except _STRANGE as error:
            self._judge(self._address, error)
        try:
            answers = self._client.run(look, wanted, on_error="return")
        except (OSError, RuntimeError, ValueError) as error:
            raise self._gone() from error
        for worker, seen in answers.items():
            self._judge(worker, seen)

    def _judge(self, worker: str, seen: Seen | BaseException) -> None:
        ours = Versions.here()
        if not isinstance(seen, Seen):
            raise ClusterError(
                tr(
                    "{machine} cannot run Rushes {version}: install it there, in the same version, "
                    "and start Dask there again.",
                    machine=worker,
                    version=ours.rushes,
                ),
                detail=repr(seen),
            )
        if seen.versions != ours:
            raise ClusterError(
                tr(
                    "{machine} on {host} has Rushes {theirs} with PyAV {their_av}, here is Rushes "
                    "{ours} with PyAV {our_av}: install the same there, or results would differ.",
                    machine=worker,
                    host=seen.host,
                    theirs=seen.versions.rushes,
                    their_av=seen.versions.av,
                    ours=ours.rushes,
                    our_av=ours.av,
                )
            )
        if seen.lacks:
            raise ClusterError(
                tr(
                    '{machine} on {host} does not see "{path}" as it is here: {why}. Put films and '
                    "project on storage that all machines share, under the same path.",
                    machine=worker,
                    host=seen.host,
                    path=seen.lacks,
                    why=tr(seen.why),
                )
            )

    # -------------------------------------------------------------------------------- working

    @property
    def at_once(self) -> int:
        """Items to begin before the first one has ended: each machine finds the next one there."""
        return max(2, min(_MOST, 2 * self._slots))

    def under_way(self) -> float:
        """Return how much of the items that were begun is done, in items; asked again and again.

        Raises:
            ClusterGone: No machine has been there for a minute, or the scheduler has gone.
        """
        now = time.monotonic()
        if now - self._looked > _LOOK_EVERY:
            self._looked = now
            if self._threads():
                self._met = now
            elif now - self._met > _ALONE:
                raise ClusterGone(
                    tr(
                        "All machines of the scheduler at {address} have gone: what was finished "
                        "is kept; start some and try again.",
                        address=self._address,
                    )
                )
        return sum(list(self._shares.values()))

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Let a machine do some work; it and what it takes can be pickled.

        Its `on_worker.checkpoint_here` tells how far it is. The future's error is a `ClusterError`
        where machines died of it.

        Raises:
            ClusterGone: The scheduler has gone.
        """
        self._count += 1
        number = self._count
        task = Task(fn, self._topic, number)
        self._shares[number] = 0.0
        try:
            inner: Future[T] = self._inner.submit(task, *args, **kwargs)
        except (OSError, RuntimeError) as error:
            raise self._gone() from error
        found = _Far(inner)

        def ended(inner: Future[T]) -> None:
            self._shares.pop(number, None)
            with contextlib.suppress(InvalidStateError):  # it was called off
                self._hand_over(inner, found)

        inner.add_done_callback(ended)
        return found

    def _hand_over(self, inner: Future[T], found: Future[T]) -> None:
        if inner.cancelled():
            found.set_exception(self._gone())
            return
        error = inner.exception()
        if error is None:
            found.set_result(inner.result())
        elif type(error).__name__ == "KilledWorker":
            found.set_exception(_deaths(error))
        else:
            found.set_exception(error)

    def _on_told(self, event: tuple[float, Any]) -> None:
        number, share = event[1]
        if number in self._shares:
            self._shares[number] = share

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Call off what waits; what runs ends soon."""
        with contextlib.suppress(Exception):  # the scheduler may be gone
            self._client.unsubscribe_topic(self._topic)
        with contextlib.suppress(Exception):
            self._inner.shutdown(wait=False)


class _Far(Future[T]):
    """A future that is called off at once, whatever the machine that works on it says."""

    def __init__(self, inner: Future[T]) -> None:
        super().__init__()
        self._inner = inner

    def cancel(self) -> bool:
        """Call it off; nobody waits for it any more."""
        if not super().cancel():
            return False
        self.set_running_or_notify_cancel()
        self._inner.cancel()
        return True


def _deaths(error: BaseException) -> ClusterError:
    worker = getattr(error, "last_worker", "")
    place = getattr(worker, "address", worker) or tr("unknown")
    return ClusterError(
        tr(
            "The machines that worked on this died one after another, the last one was {place}: "
            "look into its memory and its log, and try again.",
            place=place,
        ),
        detail=str(error),
    )


def _sizes(films: Sequence[Path]) -> Iterator[tuple[str, int]]:
    for film in dict.fromkeys(films):
        with contextlib.suppress(OSError):
            yield str(film), film.stat().st_size
