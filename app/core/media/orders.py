"""Export many things of many films: each film is opened once, each thing has its own result."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from app.core import paths
from app.core.cache import Cache, file_key
from app.core.errors import AppError, WriteError
from app.core.jobs import Checkpoint, Progress
from app.core.language import tr
from app.core.media import one_pass
from app.core.media.geometry import Size
from app.core.media.index import FrameIndex, index_file


class Spec(Protocol):
    """What can be ordered: something made from frames of one film."""

    @property
    def source(self) -> Path: ...  # noqa: D102
    @property
    def span(self) -> int: ...  # noqa: D102


S = TypeVar("S", bound=Spec)

_INDEXING = 0.2  # part of the work on a film that indexing it counts for


@dataclass(frozen=True, slots=True)
class Result(Generic[S]):
    """What became of an order.

    Attributes:
        spec: What was asked for.
        path: Where it was to go.
        frames: The source frames it shows, in order; () where they are unknown.
        size: Its width and height; None where they are unknown.
        error: Why it was not written; None for success.
        notes: Sentences about what may surprise in it.
    """

    spec: S
    path: Path
    frames: tuple[int, ...] = ()
    size: Size | None = None
    error: AppError | None = None
    notes: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the file is there, checked."""
        return self.error is None


@dataclass(slots=True)
class Tally:
    """Progress over all orders, in source frames.

    Attributes:
        checkpoint: Whom to tell.
        total: Source frames in all.
        done: Source frames done or given up.
        what: The film being worked on.
    """

    checkpoint: Checkpoint
    total: int
    done: int = 0
    what: str = ""
    _end: int = 0  # `done` once the film is done
    _step: str = ""  # of indexing
    _before: float = 0.0  # of indexing, 0.0-1.0: what the steps before took
    _indexed: float = 0.0  # likewise, in all

    def begin(self, film: str, span: int) -> None:
        """Go on to a film of which ``span`` source frames are ordered."""
        self.what, self._end = film, self.done + span
        self._step, self._before, self._indexed = "", 0.0, 0.0

    def report(self, _part: Progress) -> None:
        """Tell how far the whole is, whatever the part says; a `Checkpoint`."""
        self._tell(self.what)

    def report_indexing(self, step: Progress) -> None:
        """Tell how far the whole is while the film is being indexed; a `Checkpoint`.

        How many steps there will be is not known: each gets most of what is left.
        """
        if step.what != self._step:
            self._step, self._before = step.what, self._indexed
        reached = self._before + 0.9 * (1 - self._before) * step.fraction
        self._indexed = max(self._indexed, reached)
        self._tell(f"{self.what}: {step.what.lower()}" if step.what else self.what)

    def _tell(self, what: str) -> None:
        # What the index counts for melts away as its frames get done: the sum only rises.
        ahead = _INDEXING * self._indexed * (self._end - self.done)
        self.checkpoint(Progress(self.done + ahead, self.total, what))


class Indexes:
    """The indexes of films, for who asks for the same one again and again.

    The last is held in memory: the cache may be in a folder that cannot be written.

    Args:
        cache: Where indexes and verdicts are kept.
    """

    def __init__(self, cache: Cache | None = None) -> None:
        self.cache = cache
        self._last: FrameIndex | None = None

    def of(self, film: Path, checkpoint: Checkpoint) -> FrameIndex:
        """Return the index of a film as it is now; raises as `index_file` does."""
        if self._last is None or self._last.key != file_key(film):
            self._last = index_file(film, cache=self.cache, checkpoint=checkpoint)
        return self._last


class Order(one_pass.Task, Generic[S]):
    """An order being carried out.

    Attributes:
        spec: What is asked for.
        path: Where it goes.
        notes: Sentences about what may surprise in it.
    """

    size: Size

    def __init__(self, spec: S, path: Path, frames: Sequence[int], tally: Tally) -> None:
        super().__init__(frames)
        self.spec = spec
        self.path = path
        self.notes: set[str] = set()
        self._tally = tally
        self._counted = 0

    def count(self, reached: int) -> None:
        """Say how many of the spec's source frames are dealt with by now."""
        self._tally.done += reached - self._counted
        self._counted = reached

    def result(self) -> Result[S]:
        """Tell what became of it."""
        notes = tuple(sorted(self.notes))
        return Result(self.spec, self.path, tuple(self.frames), self.size, self.error, notes)


Make = Callable[[S, Path], Order[S]]
"""Takes the orders of one film on; raises `AppError` where one makes no sense."""


def fulfil(
    orders: Sequence[tuple[S, Path]],
    prepare: Callable[[FrameIndex, Tally], Make[S]],
    *,
    indexes: Indexes,
    checkpoint: Checkpoint,
) -> list[Result[S]]:
    """Carry out ``orders``, film by film; ``prepare`` is asked once for each film.

    Returns:
        One result for each order, in their order.

    Raises:
        Stopped: The checkpoint said so; what is finished stays, nothing else is left.
    """
    tally = Tally(checkpoint, sum(spec.span for spec, _ in orders))
    results = _refuse_films(orders, tally)
    places = sorted(
        (place for place in range(len(orders)) if place not in results),
        key=lambda place: str(orders[place][0].source),
    )
    for source, group in itertools.groupby(places, key=lambda place: orders[place][0].source):
        film = {place: orders[place] for place in group}
        tally.begin(source.name, sum(spec.span for spec, _ in film.values()))
        try:
            index = indexes.of(source, tally.report_indexing)
        except AppError as error:
            tally.done += sum(spec.span for spec, _ in film.values())
            results |= {place: Result(*order, error=error) for place, order in film.items()}
        else:
            refused, taken = _take_on(film, prepare(index, tally), tally)
            one_pass.run(index, taken.values(), tally.report, cache=indexes.cache)
            results |= refused | {place: order.result() for place, order in taken.items()}
    if orders:
        checkpoint(Progress(tally.total, tally.total))
    return [results[place] for place in range(len(orders))]


def _refuse_films(orders: Sequence[tuple[S, Path]], tally: Tally) -> dict[int, Result[S]]:
    """Fail the orders that would write over a film."""
    films = {paths.resolved(film) for film in {spec.source for spec, _ in orders}}
    refused = {}
    for place, (spec, path) in enumerate(orders):
        if paths.resolved(path) in films:
            error = WriteError(
                tr('"{path}" is a film to export from; choose another name.', path=path)
            )
            refused[place] = Result(spec, path, error=error)
            tally.done += spec.span
    return refused


def _take_on(
    orders: dict[int, tuple[S, Path]], make: Make[S], tally: Tally
) -> tuple[dict[int, Result[S]], dict[int, Order[S]]]:
    """Return the results of the orders of one film that make no sense, and the other orders."""
    refused: dict[int, Result[S]] = {}
    taken: dict[int, Order[S]] = {}
    for place, (spec, path) in orders.items():
        try:
            taken[place] = make(spec, path)
        except AppError as error:
            tally.done += spec.span
            refused[place] = Result(spec, path, error=error)
    return refused, taken
