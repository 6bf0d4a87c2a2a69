"""Several previews, of which one is shown: what may come next is decoded before it is asked for.

`Previews.show` of a range that was expected finds its first pictures at hand. Each has a thread and
a film of its own; they begin one after the other, and only when what is shown has its pictures.
All of them share one number of bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from app.core.cache import Cache
from app.core.media.course import Course, Showtimes
from app.core.media.playing import clamped
from app.core.media.preview import BUDGET, News, Preview, View
from app.core.media.reel import Picture

if TYPE_CHECKING:
    from app.core.media.projector import Projector

MOST = 3  # ranges that can be expected at once
_SHARE = 8  # of the bytes, a range that is expected gets the so-manieth part
_FIRST = 4  # pictures that what is shown must have before others are decoded


class Waiting(Preview):
    """A preview that may be given more or less room, and be told to rest."""

    @property
    def view(self) -> View | None:
        """The latest wish; None before the first."""
        return self._news.view

    @property
    def idle(self) -> bool:
        """Whether nothing is left to decode of the latest wish."""
        news = self._news
        known = news.view is None or news.opened is not None or news.error is not None
        return known and not self._missing(news)

    @property
    def failed(self) -> bool:
        """Whether nothing of the latest wish can be shown."""
        return self._news.error is not None and not self._news.frames

    def has_next(self, pictures: int) -> bool:
        """Return whether so many pictures from the play head on are at hand."""
        news = self._news
        length = len(news.frames)
        head = clamped(self._head, length)
        near = ((head + step) % length for step in range(min(pictures, length)))
        return length > 0 and all(self._has(news, place) for place in near)

    def keep_open(self, films: int) -> None:
        """Keep so many films open, once it begins."""
        self._films = films

    def keep(self, budget: int) -> None:
        """Keep so many bytes of pictures from now on: those that are shown next."""
        with self._wake:
            news, going = self._news, (self._course, self._head)
            self._reel.resize(budget, Showtimes(news.look, news.frames, lambda: going))
            self._wake.notify()

    def rest(self) -> None:
        """Forget the wish and let the pictures go; the next `show` begins anew."""
        with self._wake:
            self._news = News()
            self._passing = None
            self._told = False
        self._reel.clear()

    def close_films(self) -> None:
        """Have the films closed before anything else is done, and not after a while."""
        with self._wake:
            self._lets_go = True
            self._wake.notify()

    def _serve(self, news: News, projector: Projector) -> None:
        try:
            super()._serve(news, projector)
        finally:
            if self._news.view is None:
                self._reel.clear()  # of a picture that came after `rest`


class Previews:
    """Does what a `Preview` does, and decodes the first pictures of what is expected.

    Every method may be called from any one thread, the window's; none waits for decoding but
    `close`.

    Args:
        notify: Called in a decoding thread when there is news, and by `show` where the pictures
            are at hand already.
        budget: Bytes of pictures to keep, all together.
        cache: Where indexes and verdicts are kept.

    Attributes:
        met: Calls of `show` whose range had been expected and had its first picture.
    """

    def __init__(
        self, notify: Callable[[], None], *, budget: int = BUDGET, cache: Cache | None = None
    ) -> None:
        self._notify, self._cache, self._budget = notify, cache, budget
        self._shown = Waiting(notify, budget=budget, cache=cache)
        self._others: list[Waiting] = []
        self._expected: tuple[View, ...] = ()
        self._sharing = False  # the bytes, with what is expected
        self.met = 0

    def show(self, view: View, position: int = 0, course: Course = Course()) -> None:  # noqa: B008
        """Wish for ``view``, with the play head at ``position``; forget all wishes before."""
        self._expected = ()  # others are expected after it
        ready = next((each for each in self._others if each.view == view), None)
        if ready is None or ready.failed:
            self._shown.show(view, position, course)  # what could not be shown may be there by now
            return
        self._others.remove(ready)
        self._shown.look_at(0)  # should it be expected, then from its start
        self._shown.follow(Course())
        self._others.append(self._shown)
        self._shown = ready
        ready.look_at(position)
        ready.follow(course)
        self.met += ready.has_next(1)
        self._notify()
        self._share_out()

    def expect(self, views: Sequence[View]) -> None:
        """Decode the first pictures of these, the first `MOST`, one after the other.

        They are forgotten with the next `show`, but what was decoded of them is kept.
        """
        self._expected = tuple(views[:MOST])
        if bool(views) != self._sharing:
            self._sharing = bool(views)
            self._share_out()
        if not views:
            for other in self._others:
                other.rest()
        self._tend()

    def rest(self) -> None:
        """Let all pictures go and forget every wish; the next `show` begins anew."""
        self.expect(())
        self._shown.rest()

    def forget(self) -> None:
        """Do what `rest` does, and close the films: they may be moved."""
        self.rest()
        for each in (self._shown, *self._others):
            each.close_films()

    def look_at(self, position: int) -> None:
        """Say where the play head is: that picture and those after it are decoded first."""
        self._shown.look_at(position)

    def follow(self, course: Course) -> None:
        """Say where the play head will go: what it shows next is decoded first."""
        self._shown.follow(course)

    def news(self) -> News:
        """Return what is known of what is shown; later news is notified again."""
        for other in self._others:
            other.news()
        found = self._shown.news()
        self._tend()
        return found

    def picture(self, position: int) -> Picture | None:
        """Return the picture of a position of what is shown if it is at hand."""
        return self._shown.picture(position)

    def nearest(self, source_frame: int) -> Picture | None:
        """Return the picture at hand nearest to a frame of what is shown; see `Preview`."""
        return self._shown.nearest(source_frame)

    def passing(self) -> Picture | None:
        """Return a picture of the film that came for an older wish or play head; each once."""
        return self._shown.passing()

    def close(self) -> None:
        """End the threads, close the films and let the pictures go."""
        for each in (self._shown, *self._others):
            each.close()

    def _share_out(self) -> None:
        part = self._budget // _SHARE
        for other in self._others:
            other.keep(part)
        self._shown.keep(self._budget - MOST * part if self._sharing else self._budget)

    def _tend(self) -> None:
        """Let the first of what is expected that has no preview yet have one."""
        if not self._expected or not (self._shown.has_next(_FIRST) or self._shown.failed):
            return
        for view in self._expected:
            holder = next((each for each in self._others if each.view == view), None)
            if holder is None and self._shown.view != view:
                free = self._free()
                free.show(view)
                return
            if holder is not None and not holder.idle:
                return

    def _free(self) -> Waiting:
        """Return a preview of nothing that is expected."""
        for other in self._others:
            if not any(other.view == view for view in self._expected):
                return other
        part = self._budget // _SHARE
        made = Waiting(self._notify, budget=part, cache=self._cache)
        made.keep_open(1)
        self._others.append(made)
        return made
