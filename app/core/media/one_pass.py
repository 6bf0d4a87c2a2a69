"""Make many things from frames of one film while reading it once, from first to last.

What is made next to each other shares what is decoded; between two things the reader decides
whether seeking or reading on is less work. One thing's failure does not stop the others, and a film
that is damaged in the middle only fails what lies behind the damage.
"""

from __future__ import annotations

import abc
import heapq
import itertools
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import ParamSpec

import av

from app.core.cache import Cache
from app.core.errors import AppError, DamagedError
from app.core.jobs import Checkpoint, ignore
from app.core.media.index import FrameIndex
from app.core.media.reader import FrameReader

OPEN_AT_ONCE = 8  # encoders; each holds some 40 pictures, 110 MB at 1920x1080
_PIXELS = OPEN_AT_ONCE * 1920 * 1088  # of the films in all, so that large ones stay bounded

P = ParamSpec("P")


class Task(abc.ABC):
    """One thing to make.

    Each method may raise `AppError`; `abandon` is called then, and also when the work is stopped.

    Attributes:
        frames: The source frames it needs, ascending, at least one; repeats allowed.
        error: Why it failed.
    """

    def __init__(self, frames: Sequence[int]) -> None:
        self.frames = frames
        self.error: AppError | None = None
        self._place = 0

    @property
    def done(self) -> bool:
        """Whether there is nothing more to do, for good or bad."""
        return self.error is not None or self._place == len(self.frames)

    def show(self, frame: int, picture: av.VideoFrame) -> None:
        """Take ``picture`` as often as it is wanted next; finish after the last one."""
        while self._place < len(self.frames) and self.frames[self._place] == frame:
            self.take(frame, picture)
            self._place += 1
            if self._place == len(self.frames):
                self.finish()

    @abc.abstractmethod
    def open(self) -> None:
        """Get ready for the first frame."""

    @abc.abstractmethod
    def take(self, frame: int, picture: av.VideoFrame) -> None:
        """Use a frame; ``picture`` is shared with others and must stay as it is."""

    @abc.abstractmethod
    def finish(self) -> None:
        """Complete the thing; the last frame has been taken."""

    @abc.abstractmethod
    def abandon(self) -> None:
        """Leave nothing behind; harmless before `open` and after `finish`."""


def run(
    index: FrameIndex,
    tasks: Collection[Task],
    checkpoint: Checkpoint = ignore,
    *,
    cache: Cache | None = None,
) -> None:
    """Do all ``tasks``; afterwards each is done or has its error.

    Args:
        index: The film.
        tasks: What to make, in any order.
        checkpoint: Called at least once for each frame read.
        cache: Where a verdict on the film may be kept.

    Raises:
        Stopped: The checkpoint said so; unfinished tasks have left nothing.
    """
    try:
        with FrameReader(index, cache=cache) as reader:
            _run(reader, _lanes(tasks, _most(index)), checkpoint)
    except AppError as error:  # of the film as a whole
        for task in tasks:
            if not task.done:
                task.error = error


def _most(index: FrameIndex) -> int:
    """Return how many tasks may be open at once."""
    return max(2, min(OPEN_AT_ONCE, _PIXELS // (index.coded_width * index.coded_height)))


def _run(reader: FrameReader, lanes: Iterable[list[Task]], checkpoint: Checkpoint) -> None:
    damage: DamagedError | None = None
    for island in itertools.chain.from_iterable(map(_islands, lanes)):
        if damage is not None:
            _fail(island, damage)
        damage = _feed(reader, [task for task in island if not task.done], checkpoint) or damage


def _feed(
    reader: FrameReader, tasks: Sequence[Task], checkpoint: Checkpoint
) -> DamagedError | None:
    """Do ``tasks``, which are in order of their first frame; return what stopped the film."""
    waiting, active = deque(tasks), list[Task]()
    _open_next(waiting, active)  # before anything is decoded: where one fails, most do
    if not active and not waiting:
        return None
    wanted = sorted({frame for task in (*active, *waiting) for frame in task.frames})
    try:
        for frame, picture in reader.frames(wanted, checkpoint=checkpoint):
            while waiting and waiting[0].frames[0] == frame:
                _open_next(waiting, active)
            for task in active:
                _attempt(task, task.show, frame, picture)
            active = [task for task in active if not task.done]
    except DamagedError as error:
        _fail([*active, *waiting], error)
        return error
    finally:
        for task in active:
            task.abandon()
    return None


def _open_next(waiting: deque[Task], active: list[Task]) -> None:
    if waiting:
        task = waiting.popleft()
        _attempt(task, task.open)
        if not task.done:
            active.append(task)


def _attempt(task: Task, step: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
    try:
        step(*args, **kwargs)
    except AppError as error:
        task.error = error
        task.abandon()
        _bare(error)


def _bare(error: BaseException | None) -> None:
    """Take the tracebacks off an error that is kept: they hold on to encoders and pictures."""
    while error is not None:
        error.__traceback__ = None
        error = error.__cause__ or error.__context__


def _fail(tasks: Iterable[Task], damage: DamagedError) -> None:
    """Fail the tasks that need a frame at or behind ``damage``."""
    for task in tasks:
        if task.frames[-1] >= damage.frame:
            task.error = damage
            task.abandon()
    _bare(damage)


def _islands(lane: Iterable[Task]) -> Iterator[list[Task]]:
    """Yield the groups of tasks that touch each other; first frames ascend."""
    island: list[Task] = []
    end = -1
    for task in lane:
        if island and task.frames[0] > end:
            yield island
            island = []
        island.append(task)
        end = max(end, task.frames[-1])
    if island:
        yield island


def _lanes(tasks: Iterable[Task], most: int) -> list[list[Task]]:
    """Split ``tasks`` into passes in which no more than ``most`` want the same frame."""
    lanes: list[list[Task]] = []
    ends: list[list[int]] = []  # a heap per lane: the last frames of what may be open
    for task in sorted(tasks, key=lambda task: (task.frames[0], task.frames[-1])):
        rooms = (place for place, heap in enumerate(ends) if _room(heap, task.frames[0], most))
        place = next(rooms, len(lanes))
        if place == len(lanes):
            lanes.append([])
            ends.append([])
        lanes[place].append(task)
        heapq.heappush(ends[place], task.frames[-1])
    return lanes


def _room(ends: list[int], frame: int, most: int) -> bool:
    while ends and ends[0] < frame:
        heapq.heappop(ends)
    return len(ends) < most
