"""The frames of samples, decoded in the background and kept within a number of bytes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal
from PySide6.QtGui import QImage

from app.core.errors import AppError
from app.core.jobs import Progress, Stopped
from app.core.media.geometry import Size
from app.core.media.reel import Picture
from app.core.training.results.found import Sample
from app.core.training.results.sample_frames import SampleFacts, sample_pictures

_THREADS = 2
_LEAST_SHARED = 4  # samples that share the memory, however few are in sight
_REPAINT = 30  # ms between two words of what has come


class Wanted(NamedTuple):
    """A sample at a size: ``box`` in device pixels."""

    path: Path
    changed: int
    box: Size


@dataclass
class Film:
    """What there is of a sample; grows while it is decoded.

    Attributes:
        facts: None until its first frame is there.
        images: Its frames in order, ready to paint.
        trouble: Why it cannot be shown; else empty.
        whole: Whether all frames are there.
    """

    facts: SampleFacts | None = None
    images: list[QImage] = field(default_factory=list)
    trouble: str = ""
    whole: bool = False
    size: int = 0  # bytes
    taken: bool = False  # a thread is at it
    _memory: list[Picture] = field(default_factory=list)

    def add(self, facts: SampleFacts, picture: Picture) -> None:
        """Take the next frame."""
        shape = picture.width, picture.height, picture.stride
        self._memory.append(picture)  # the image lives in it
        self.facts = facts
        self.size += picture.size
        self.images.append(QImage(picture.pixels, *shape, QImage.Format.Format_RGB32))

    def image(self, position: int) -> QImage | None:
        """Return a frame; the last there is where it has not so many."""
        return self.images[min(position, len(self.images) - 1)] if self.images else None


def wanted(sample: Sample, box: Size) -> Wanted:
    """Return what is to be asked for of a sample that is shown in so many device pixels."""
    return Wanted(sample.path, sample.changed, box)


class _Bell(QObject):
    """Carries the decoding threads' word to the window's thread; nobody's child.

    A thread may ring it until it has ended.
    """

    rung = Signal()

    def ring(self) -> None:
        """Emit ``rung``, from any thread; ``rung.emit`` itself would not keep the object."""
        self.rung.emit()


class SampleReel(QObject):
    """Has at hand what is wished for, the first wish first; lives in the GUI thread.

    Args:
        budget: Bytes of frames to keep.
    """

    came = Signal()  # frames have come; at most once in 30 ms

    def __init__(self, budget: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bell = _Bell()
        self._bell.rung.connect(self._on_rung)
        self._loading = SampleLoading(budget, self._bell.ring)
        self._soon = QTimer(self, singleShot=True, interval=_REPAINT)
        self._soon.timeout.connect(self.came)
        loading = self._loading  # kept by what is called: Qt would only know it weakly
        self.destroyed.connect(lambda: loading.shut())
        if (app := QCoreApplication.instance()) is not None:
            app.aboutToQuit.connect(self.shut)

    def wish(self, wishes: Sequence[Wanted]) -> None:
        """Have these at hand, the first ones first; forget the wishes before."""
        self._loading.wish(tuple(wishes))

    def film(self, which: Wanted) -> Film | None:
        """Return what there is of a sample; None where nothing is."""
        return self._loading.films.get(which)

    @property
    def busy(self) -> bool:
        """Whether anything that is wished for is on its way."""
        return self._loading.busy or self._soon.isActive()

    @property
    def size(self) -> int:
        """Bytes in use."""
        return self._loading.size

    def shut(self) -> None:
        """Stop for good: the threads have ended, the frames are gone."""
        self._soon.stop()
        self._loading.shut()

    def _on_rung(self) -> None:
        if not self._soon.isActive():
            self._soon.start()


class SampleLoading:
    """Decodes in threads, which end when nothing is left to do, and by `shut`.

    Args:
        budget: Bytes of frames to keep.
        notify: Called in a thread when there is something new.

    Attributes:
        films: What there is.
    """

    def __init__(self, budget: int, notify: Callable[[], None]) -> None:
        self.films: OrderedDict[Wanted, Film] = OrderedDict()
        self._budget, self._notify = budget, notify
        self._lock = threading.Lock()
        self._wishes: tuple[Wanted, ...] = ()
        self._threads: list[threading.Thread] = []
        self._stopped = False

    @property
    def busy(self) -> bool:
        """Whether anything that is wished for is on its way."""
        films = [self.films.get(each) for each in self._wishes]
        return not self._stopped and any(film is None or not film.whole for film in films)

    @property
    def size(self) -> int:
        """Bytes in use."""
        with self._lock:
            return sum(film.size for film in self.films.values())

    def wish(self, wishes: tuple[Wanted, ...]) -> None:
        """Decode these, the first ones first; forget the wishes before."""
        if wishes == self._wishes or self._stopped:
            return
        with self._lock:
            self._wishes = wishes
            for each in wishes:
                if each in self.films:
                    self.films.move_to_end(each)
            self._make_room()
            waiting = sum(self._waits(each) for each in wishes)
            for _ in range(min(_THREADS - len(self._threads), waiting)):
                # No daemon: one that still notifies while Python ends would crash it.
                thread = threading.Thread(target=self._work, name="samples")
                self._threads.append(thread)
                thread.start()

    def _waits(self, which: Wanted) -> bool:
        film = self.films.get(which)
        return film is None or not (film.whole or film.taken)

    def shut(self) -> None:
        """Stop for good."""
        self._stopped = True
        for thread in list(self._threads):
            thread.join()
        self.films.clear()

    def _make_room(self) -> None:
        """Let films go that nobody wishes for, the longest unused first, until the rest fits."""
        total = sum(film.size for film in self.films.values())
        for each in [each for each in self.films if each not in self._wishes]:
            if total <= self._budget // 2:
                return
            total -= self.films.pop(each).size

    # ------------------------------------------------------------------ in the threads

    def _work(self) -> None:
        while (taken := self._take()) is not None:
            which, film, most = taken
            try:
                self._decode(which, film, most)
            except Stopped:
                self._drop(which, film)
            except (AppError, OSError) as error:
                film.trouble, film.whole = str(error), True
            film.taken = False
            if not self._stopped:
                self._notify()

    def _take(self) -> tuple[Wanted, Film, int] | None:
        """Return what to decode next; None, and the thread is over.

        The first frame of every film comes before the rest of any.
        """
        with self._lock:
            wishes = () if self._stopped else self._wishes
            new = [each for each in wishes if each not in self.films]
            begun = [each for each in wishes if self._waits(each)]
            for each in (*new, *begun)[:1]:
                film = self.films.setdefault(each, Film())
                film.taken = True
                return each, film, self._budget // max(_LEAST_SHARED, len(wishes))
            me = threading.current_thread()
            self._threads = [thread for thread in self._threads if thread is not me]
        return None

    def _decode(self, which: Wanted, film: Film, most: int) -> None:
        """Decode the first frame of a film, or all others where that is there."""

        def check(_: Progress) -> None:
            if self._stopped or which not in self._wishes:
                raise Stopped

        first = not film.images
        for facts, picture in sample_pictures(which.path, which.box, most, checkpoint=check):
            if first or picture.frame:
                film.add(facts, picture)
            if first and facts.rate is not None:
                return
        film.whole = True

    def _drop(self, which: Wanted, film: Film) -> None:
        with self._lock:
            if self.films.get(which) is film:
                del self.films[which]
