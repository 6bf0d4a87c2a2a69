"""Show a range of a film as it is exported: the same frames, the same part of the picture.

Or as the trainer sees that; or, to compare, every frame of the film.

One thread decodes; the window never does. It says what it wants with `Preview.show` and where the
play head is with `Preview.look_at`, is told through ``notify`` that there is something new, and
then asks `Preview.news` and `Preview.picture`, which never wait.

The latest wish counts; older ones are dropped. Only the first picture of one that was begun is
finished, if that does not take long, and can be seen in `Preview.passing`: else somebody who drags
through a film would see nothing until the hand rests. Where the way from the key frame is long,
that one is seen first; `Preview.nearest` is what is at hand already.

Pictures stay in memory (`reel`), so a loop costs no decoding; a clip too long for that is decoded
ahead of the play head, again and again.

Nothing heavy is imported here: the thread does that.
"""

from __future__ import annotations

import threading
import time
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.cache import Cache
from app.core.errors import AppError, SourceError
from app.core.jobs import Stopped
from app.core.media.conform import TARGET_RATE
from app.core.media.course import Course, Showtimes
from app.core.media.geometry import Crop, Size
from app.core.media.playing import clamped
from app.core.media.reel import Picture, Reel
from app.core.media.shown_frames import NO_FRAMES, Frames

if TYPE_CHECKING:
    from app.core.media.index import FrameIndex
    from app.core.media.projector import Opened, Projector

BUDGET = 256 * 1024 * 1024  # bytes of pictures; a 5 s clip at 960x540 takes 168 MB
_ALIGNMENT = 256  # bytes; FFmpeg's rows are a multiple of it: of 64 pixels
_FAR = 12  # frames from a key frame on which it is worth showing on the way
_PATIENCE = 0.3  # seconds that the first picture of an older wish may take
_REST = 30.0  # seconds with nothing to decode after which films are closed: they may be moved
_HEARTBEAT = 0.5  # seconds between looks whether the program is still there


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What is to be shown.

    Attributes:
        film: The film, or its index where that is at hand.
        start: First source frame.
        end: One past the last.
        box: Pixels there are to show it in.
        crop: Part of the upright picture with square pixels to show; None for all of it.
        size: The size of the export, for pictures no sharper than it; None for the crop's.
        rate: Frames per second to conform to.
        own: Show every frame of the film at its own time instead.
        bucket: Show what the trainer makes of the export for a bucket of this size; ``box`` does
            not matter then.
        still: It is exported as a picture, not as a clip; matters with ``bucket`` only.
    """

    film: Path | FrameIndex
    start: int
    end: int
    box: Size
    crop: Crop | None = None
    size: Size | None = None
    rate: Fraction = TARGET_RATE
    own: bool = False
    bucket: Size | None = None
    still: bool = False

    @property
    def path(self) -> Path:
        """The film's path."""
        return self.film if isinstance(self.film, Path) else self.film.path

    def looks_like(self, other: View) -> bool:
        """Return whether frames that both show look alike."""
        fields = ("path", "box", "crop", "size", "bucket", "still")
        return all(getattr(self, name) == getattr(other, name) for name in fields)


@dataclass(frozen=True, slots=True)
class News:
    """What is known of the latest wish.

    Attributes:
        view: The wish; None before the first.
        opened: The film, once it is open.
        shown: The frames to show, up to the first that the film does not give; none until the film
            is open.
        error: Why not everything that was wished for can be shown.
    """

    view: View | None = None
    opened: Opened | None = None
    shown: Frames = NO_FRAMES
    error: AppError | None = None

    @property
    def frames(self) -> tuple[int, ...]:
        """The source frame of each position; () until the film is open."""
        return self.shown.shown

    @property
    def trained(self) -> tuple[int, ...]:
        """The source frames of the export; the same object as ``frames`` where those are shown."""
        return self.shown.trained

    @property
    def message(self) -> str:
        """The sentence to show; empty where all is well."""
        return str(self.error) if self.error is not None else ""

    @property
    def look(self) -> int:
        """The number of the look the pictures have; -1 until the film is open."""
        return self.opened.look if self.opened is not None else -1


class Preview:
    """Decodes ahead in one thread of its own, which `close` ends.

    Every method may be called from any one thread, the window's; none waits for decoding but
    `close`, which waits for a packet at most.

    Args:
        notify: Called in the decoding thread when there is news, once until `news` is called.
        budget: Bytes of pictures to keep.
        cache: Where indexes and verdicts are kept.
    """

    _films = 3  # kept open, those that were shown last

    def __init__(
        self, notify: Callable[[], None], *, budget: int = BUDGET, cache: Cache | None = None
    ) -> None:
        self._notify = notify
        self._cache = cache
        self._reel = Reel(budget)
        self._wake = threading.Condition()
        self._news = News()
        self._head = 0
        self._course = Course()
        self._closed = False
        self._lets_go = False  # of the films that are open
        self._told = False
        self._passing: Picture | None = None
        self._looked: tuple[View, int] | None = None  # the last view that was opened, and its look
        self._reached: tuple[Path, int] | None = None  # the film and frame decoded last
        self._thread: threading.Thread | None = None

    def show(self, view: View, position: int = 0, course: Course = Course()) -> None:  # noqa: B008
        """Wish for ``view``, with the play head at ``position``; forget every wish before."""
        with self._wake:
            if self._closed:
                return
            if not self._same_film(News(view)):
                self._passing = None
            self._news = News(view)
            self._head, self._course = position, course
            self._told = False
            if self._thread is None or not self._thread.is_alive():
                # No daemon: one that is still notifying while Python ends would crash it.
                self._thread = threading.Thread(target=self._run, name="preview")
                self._thread.start()
            self._wake.notify()

    def look_at(self, position: int) -> None:
        """Say where the play head is: that picture and those after it are decoded first."""
        if position != self._head:
            with self._wake:
                self._head = position
                self._wake.notify()

    def follow(self, course: Course) -> None:
        """Say where the play head will go: what it shows next is decoded first."""
        if course != self._course:
            with self._wake:
                self._course = course
                self._wake.notify()

    def news(self) -> News:
        """Return what is known of the latest wish; later news is notified again."""
        self._told = False
        return self._news

    def picture(self, position: int) -> Picture | None:
        """Return the picture of a position of the latest wish if it is at hand."""
        news = self._news
        if not 0 <= position < len(news.frames):
            return None
        return self._reel.get((news.look, news.frames[position]))

    def nearest(self, source_frame: int) -> Picture | None:
        """Return the picture at hand nearest to a frame of the latest wish's film, seen as there.

        None where there is none, or where the film was last seen in another way.
        """
        view, looked = self._news.view, self._looked
        if view is None or looked is None or not view.looks_like(looked[0]):
            return None
        return self._reel.nearest(looked[1], source_frame)

    def passing(self) -> Picture | None:
        """Return a picture of the film that came for an older wish or play head; each once."""
        with self._wake:
            picture, self._passing = self._passing, None
            return picture

    def close(self) -> None:
        """End the thread, close the films and let the pictures go; nothing is notified after."""
        with self._wake:
            self._closed = True
            self._wake.notify()
        if self._thread is not None:
            self._thread.join()
        self._reel.clear()

    # ---- in the decoding thread

    def _run(self) -> None:
        from app.core.media.projector import Projector

        with Projector(self._cache, films=self._films) as projector:
            while (news := self._next(projector)) is not None:
                try:
                    self._serve(news, projector)
                except Stopped:
                    continue
                except AppError as error:
                    self._fail(news, error, projector)

    def _next(self, projector: Projector) -> News | None:
        """Wait until there is something to do; return the state of the wish, None to end."""
        idle = time.monotonic()
        with self._wake:
            while not self._closed:
                if self._lets_go or time.monotonic() - idle > _REST:
                    self._lets_go = False
                    projector.close()
                news = self._news
                unopened = news.view is not None and news.opened is None and news.error is None
                if unopened or self._missing(news):
                    return news
                self._wake.wait(_HEARTBEAT)
                if not threading.main_thread().is_alive():
                    return None
        return None

    def _missing(self, news: News) -> list[int]:
        """Return the positions to decode next."""
        if not news.frames or news.opened is None:
            return []
        head = clamped(self._head, len(news.frames))
        index, frames = news.opened.index, news.frames
        return self._course.next_run(
            len(frames),
            head,
            self._room(news.opened),
            lambda place: self._has(news, place),
            lambda place: bisect_left(frames, index.key_before(frames[place])),
        )

    def _room(self, opened: Opened) -> int:
        """Return how many pictures of a film memory holds."""
        return max(2, self._reel.budget // _bytes_of(opened.size))

    def _has(self, news: News, position: int) -> bool:
        return (news.look, news.frames[position]) in self._reel

    def _serve(self, news: News, projector: Projector) -> None:
        if news.opened is None:
            assert news.view is not None
            opened = projector.open(news.view, lambda _: self._check_film(news))
            told = replace(news, opened=opened, shown=opened.shown)
            self._looked = news.view, opened.look
            news = self._tell(news, told, strict=False)
        while run := self._missing(news):
            news = self._decode(news, run, projector)
            if self._news is not news:
                raise Stopped

    def _decode(self, news: News, run: Sequence[int], projector: Projector) -> News:
        """Decode the pictures of positions; return the state of the wish after that.

        Where the film does not give a picture, the wish ends before it.
        """
        assert news.opened is not None
        done, deadline = 0, time.monotonic() + _PATIENCE
        course = self._course
        urgency = Showtimes(news.look, news.frames, lambda: (self._course, self._head))
        key = _key_on_the_way(news, run[0], self._reached)
        draft = [] if key is None or (news.look, key) in self._reel else [key]
        pictures = projector.pictures(
            news.opened,
            [*draft, *(news.frames[position] for position in run)],
            checkpoint=lambda _: self._check_head(
                news, course, run[min(max(0, done), len(run) - 1) :], deadline
            ),
        )
        try:
            for done, picture in enumerate(pictures, start=1 - len(draft)):
                self._reel.put((news.look, picture.frame), picture, urgency)
                self._reached = news.opened.index.path, picture.frame
                if done <= 1:
                    self._let_pass(news, picture)
                if done == 1:
                    deadline = 0.0
                self._announce()
        except SourceError as error:
            projector.forget(news.opened.index.path)
            return self._tell(news, _ended(news, run[min(max(0, done), len(run) - 1)], error))
        return news

    def _fail(self, news: News, error: AppError, projector: Projector) -> None:
        latest = self._news
        if latest.view is news.view and news.view is not None:
            projector.forget(news.view.path)
            self._tell(latest, replace(latest, shown=NO_FRAMES, error=error), strict=False)

    def _check_film(self, news: News) -> None:
        """Stop opening a film that nobody wants any more."""
        if self._closed or not self._same_film(news):
            raise Stopped

    def _check_head(self, news: News, course: Course, left: Sequence[int], deadline: float) -> None:
        """Stop decoding what is not shown next, unless it still has time."""
        if self._closed:
            raise Stopped
        if self._news is news and self._course == course and news.opened is not None:
            head, length = clamped(self._head, len(news.frames)), len(news.frames)
            roomy = course.steps_ahead(left[0], head, length) < self._room(news.opened)
            if course.leads_to(left[0], head, left[-1]) or (roomy and self._has(news, head)):
                return
        if time.monotonic() > deadline or not self._same_film(news):
            raise Stopped

    def _same_film(self, news: News) -> bool:
        wish = self._news.view
        return wish is not None and news.view is not None and wish.path == news.view.path

    def _let_pass(self, news: News, picture: Picture) -> None:
        with self._wake:
            self._passing = picture if self._same_film(news) else None

    def _tell(self, old: News, new: News, *, strict: bool = True) -> News:
        """Replace the state of a wish and return the new one.

        Raises:
            Stopped: There is a newer wish; only if ``strict``.
        """
        with self._wake:
            current = self._news is old and not self._closed
            if current:
                self._news = new
        if current:
            self._announce()
        elif strict:
            raise Stopped
        return new

    def _announce(self) -> None:
        if not self._told and not self._closed:
            self._told = True
            self._notify()


def _key_on_the_way(news: News, position: int, reached: tuple[Path, int] | None) -> int | None:
    """Return the key frame to show while a picture is decoded that is far from it, if any.

    Where decoding goes on from the frame ``reached`` before, going back would only take time. Of a
    range, no picture before it is shown: that may be another shot.
    """
    assert news.opened is not None and news.view is not None
    frame = news.frames[position]
    key = news.opened.index.key_before(frame)
    film, last = reached or (None, 0)
    goes_on = film == news.opened.index.path and key <= last <= frame
    outside = news.view.end - news.view.start > 1 and key < news.view.start
    return None if goes_on or outside or frame - key < _FAR else key


def _ended(news: News, position: int, error: SourceError) -> News:
    """Return the state of a wish whose picture at ``position`` cannot be had."""
    return replace(news, shown=news.shown.before(news.frames[position]), error=news.error or error)


def _bytes_of(size: Size) -> int:
    return -(-size.width * 4 // _ALIGNMENT) * _ALIGNMENT * size.height
