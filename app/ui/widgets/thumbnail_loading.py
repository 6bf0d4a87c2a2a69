"""Threads that fetch thumbnails: what was asked for last comes first."""

from __future__ import annotations

import itertools
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol

from PySide6.QtGui import QImage

from app.core.errors import AppError
from app.core.memory import give_back

if TYPE_CHECKING:
    from app.core.media.index import FrameIndex

_IDLE = 5.0  # seconds without work after which films are closed


class Wanted(NamedTuple):
    """One picture: the id of a film's `FileKey`, a frame, a width in pixels."""

    film: str
    frame: int
    width: int


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a thread brings.

    Attributes:
        image: None where the film cannot be read there.
        exact: False: a picture from nearby, to be followed by the right one.
    """

    wanted: Wanted
    image: QImage | None
    exact: bool


class Source(Protocol):
    """Pictures of one film; a `Thumbnailer` is one. They raise `AppError` or `OSError`."""

    def known(self, frame: int) -> bytes | None:
        """Return the picture of a frame where it is on disk; decodes nothing."""
        ...

    def near(self, frame: int) -> bytes:
        """Return the picture of a frame nearby that is quick to have."""
        ...

    def exact(self, frame: int) -> bytes:
        """Return the picture of the frame."""
        ...

    def several(self, frames: Iterable[int]) -> Iterator[tuple[int, bytes | None]]:
        """Yield the pictures of frames, ascending, in one pass; None where one is damaged."""
        ...

    def close(self) -> None:
        """Close the film."""


Opener = Callable[["FrameIndex", int], Source]
"""Opens a film for pictures of a width; called in a loading thread."""


@dataclass(slots=True, eq=False)
class _Request:
    index: FrameIndex
    wanted: Wanted
    now: bool  # the right picture at once, none from nearby
    batch: int = 0
    order: int = 0
    near_done: bool = False
    askers: set[Hashable] = field(default_factory=set)

    @property
    def is_next_exact(self) -> bool:
        """Whether the right picture is fetched next."""
        return self.now or self.near_done

    @property
    def rank(self) -> tuple[bool, int, int]:
        """What comes first is smallest: any picture before the right one, the newest batch."""
        return self.near_done, -self.batch, self.order


class Loading:
    """Fetches pictures in threads that start with the first request and end with `stop`.

    All methods are for one thread, the GUI's.

    Args:
        deliver: Called in a loading thread with each picture.
        opener: Opens films.
        threads: How many fetch at the same time.
        films: Films that each thread keeps open.
        most: Requests that wait; the oldest are dropped beyond it.
    """

    def __init__(
        self,
        deliver: Callable[[Loaded], None],
        opener: Opener,
        *,
        threads: int = 2,
        films: int = 2,
        most: int = 200,
    ) -> None:
        self._deliver = deliver
        self._opener = opener
        self._count = threads
        self._films = films
        self._most = most
        self._threads: list[threading.Thread] = []
        self._waiting: dict[Wanted, _Request] = {}
        self._running: dict[Wanted, _Request] = {}
        self._changed = threading.Condition()
        self._stopped = False
        self._batch = 0
        self._orders = itertools.count(1)

    @property
    def waiting(self) -> int:
        """How many requests wait for a thread."""
        with self._changed:
            return len(self._waiting)

    @property
    def busy(self) -> bool:
        """True while anything waits, is fetched or was not yet `received`."""
        with self._changed:
            return not self._stopped and bool(self._waiting or self._running)

    def received(self, found: Loaded) -> None:
        """Tell that a picture has arrived; until then it is not fetched again."""
        if found.exact:
            with self._changed:
                self._running.pop(found.wanted, None)

    def begin_batch(self) -> None:
        """Let what is asked for from now on come before all that was asked for until now."""
        self._batch += 1

    def ask(
        self, index: FrameIndex, wanted: Wanted, asker: Hashable, *, now: bool, near_done: bool
    ) -> None:
        """Fetch a picture; asked for again, it moves to the front.

        Args:
            index: The film.
            wanted: Which picture.
            asker: Who wants it; see `retain`.
            now: The frame itself at once, none from nearby before it.
            near_done: One from nearby is there already.
        """
        with self._changed:
            if self._stopped:
                return
            request = self._running.get(wanted) or self._waiting.get(wanted)
            if request is None:
                request = _Request(index, wanted, now, near_done=near_done)
                self._waiting[wanted] = request
                self._changed.notify()
            request.askers.add(asker)
            if request.batch != self._batch or not request.order:
                request.batch, request.order = self._batch, next(self._orders)
            if len(self._waiting) > self._most:
                del self._waiting[max(self._waiting, key=lambda key: self._waiting[key].rank)]
        self._start()

    def retain(self, asker: Hashable, wanted: Iterable[Wanted]) -> None:
        """Drop what ``asker`` asked for, unless it is among ``wanted`` or another wants it."""
        keep = set(wanted)
        with self._changed:
            for request in (*self._running.values(), *self._waiting.values()):
                if request.wanted not in keep:
                    request.askers.discard(asker)
            self._waiting = {key: one for key, one in self._waiting.items() if one.askers}

    def stop(self) -> None:
        """Drop all requests, close the films and wait for the threads; may be called again."""
        with self._changed:
            self._stopped = True
            self._waiting.clear()
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()
        self._threads.clear()

    def _start(self) -> None:
        if not self._threads:
            for number in range(self._count):
                thread = threading.Thread(target=self._work, name=f"thumbnails-{number}")
                self._threads.append(thread)
                thread.start()

    # ------------------------------------------------------------------ in the threads

    def _work(self) -> None:
        films = _OpenFilms(self._opener, self._films)
        try:
            while run := self._next(films):
                if len(run) == 1:
                    self._serve(run[0], films)
                else:
                    self._serve_run(run, films)
        finally:
            films.close()

    def _next(self, films: _OpenFilms) -> list[_Request]:
        """Wait for a request and take it, with those that lie on its way; [] at the end."""
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._stopped, _IDLE)
                if self._stopped:
                    return []
                if self._waiting:
                    run = self._on_the_way(min(self._waiting.values(), key=lambda one: one.rank))
                    for request in run:
                        self._running[request.wanted] = self._waiting.pop(request.wanted)
                    return run
            if films.close():
                give_back()

    def _on_the_way(self, first: _Request) -> list[_Request]:
        """Return what to fetch in one pass, ascending: frames that depend on the same key frame."""
        if not first.is_next_exact:
            return [first]
        film, _, width = first.wanted
        key = first.index.key_before(first.wanted.frame)
        run = [
            each
            for each in self._waiting.values()
            if each.is_next_exact
            and (each.wanted.film, each.wanted.width, each.batch) == (film, width, first.batch)
            and each.index.key_before(each.wanted.frame) == key
        ]
        return sorted(run, key=lambda each: each.wanted.frame)

    def _serve_run(self, run: list[_Request], films: _OpenFilms) -> None:
        """Fetch pictures in one pass, until nobody wants any of those that are left."""
        left = {request.wanted.frame: request for request in run}
        try:
            film = films.open(run[0].index, run[0].wanted.width)
            for frame, data in film.several(list(left)):
                self._hand_over(left.pop(frame), data)
                if self._stopped or not any(request.askers for request in left.values()):
                    break
        except (AppError, OSError):
            for request in left.values():
                self._hand_over(request, None)
            return
        with self._changed:
            for request in left.values():
                del self._running[request.wanted]

    def _hand_over(self, request: _Request, data: bytes | None) -> None:
        image = QImage.fromData(data) if data is not None else QImage()
        if not self._stopped:
            self._deliver(Loaded(request.wanted, None if image.isNull() else image, True))

    def _serve(self, request: _Request, films: _OpenFilms) -> None:
        try:
            data, exact = _fetch(request, films.open(request.index, request.wanted.width))
            image = QImage.fromData(data)
            found = Loaded(request.wanted, None if image.isNull() else image, exact)
        except (AppError, OSError):
            found = Loaded(request.wanted, None, True)
        if not self._stopped:
            self._deliver(found)  # before another thread can bring the next one
        with self._changed:
            request.near_done = True
            if not found.exact:
                self._running.pop(request.wanted)
            if not found.exact and request.askers and not self._stopped:
                self._waiting[request.wanted] = request
                self._changed.notify()


def _fetch(request: _Request, film: Source) -> tuple[bytes, bool]:
    """Return the best picture the next step gives, and whether it is the right one."""
    frame = request.wanted.frame
    if request.is_next_exact:
        return film.exact(frame), True
    known = film.known(frame)
    if known is not None:
        return known, True
    return film.near(frame), request.index.key_before(frame) == frame


class _OpenFilms:
    """The films one thread has open, the last used ones."""

    def __init__(self, opener: Opener, most: int) -> None:
        self._opener = opener
        self._most = most
        self._open: OrderedDict[tuple[str, int], Source] = OrderedDict()

    def open(self, index: FrameIndex, width: int) -> Source:
        key = index.key.id, width
        if key not in self._open:
            while len(self._open) >= self._most:
                self._open.popitem(last=False)[1].close()
            self._open[key] = self._opener(index, width)
        self._open.move_to_end(key)
        return self._open[key]

    def close(self) -> bool:
        """Close all; return whether any was open."""
        any_open = bool(self._open)
        while self._open:
            self._open.popitem()[1].close()
        return any_open
