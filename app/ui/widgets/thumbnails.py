"""Small pictures of films for whatever paints them: at hand, or fetched in the background."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QPixmap

from app.ui.widgets.pixmap_cache import PixmapCache
from app.ui.widgets.thumbnail_loading import Loaded, Loading, Opener, Source, Wanted

if TYPE_CHECKING:
    from app.core.cache import Cache
    from app.core.media.index import FrameIndex

WIDTHS = (160, 240, 320, 480, 640)
"""The widths kept on disk, pixels; a picture is painted from the next larger one."""

_ENTRIES, _BYTES = 600, 64 << 20
_REPAINT = 16  # ms, about one frame of a screen


class Thumbnails(QObject):
    """Pictures of frames; lives in the GUI thread, decodes in two others.

    Ask while painting and paint what comes; `loaded` says when to paint again. A picture from
    nearby may come first; the frame itself follows. Call `close` before the program ends.

    Signals:
        loaded: Pictures have come; at most once in 16 ms.

    Args:
        cache: Where pictures are kept on disk.
        opener: Opens films; for tests.
    """

    loaded = Signal()
    _arrived = Signal(object)  # Loaded, from a loading thread

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        cache: Cache | None = None,
        opener: Opener | None = None,
    ) -> None:
        super().__init__(parent)
        self._pictures: PixmapCache[Wanted] = PixmapCache(_ENTRIES, _BYTES)
        self._passing: set[Wanted] = set()  # kept, but from nearby
        self._damaged: set[Wanted] = set()
        self._loading = Loading(self._arrived.emit, opener or partial(_open_film, cache))
        self._repaint = QTimer(self, singleShot=True, interval=_REPAINT)
        self._repaint.timeout.connect(self.loaded)
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._turn.timeout.connect(self._loading.begin_batch)
        self._arrived.connect(self._on_arrived)
        self.destroyed.connect(self._loading.stop)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.close)

    @property
    def busy(self) -> bool:
        """True while pictures are on their way."""
        return self._loading.busy or self._repaint.isActive()

    def pixmap(
        self,
        index: FrameIndex,
        frame: int,
        width: int,
        *,
        asker: Hashable = "",
        now: bool = False,
    ) -> QPixmap | None:
        """Return the best picture at hand; what is missing is fetched.

        Args:
            index: The film.
            frame: The frame.
            width: Device pixels it will be painted at; the picture may be wider, and is narrower
                where the film is.
            asker: Who wants it; see `retain`.
            now: Fetch the frame itself without one from nearby before it.

        Returns:
            None while there is none, and for good where the film is damaged or has no such frame.
        """
        if not 0 <= frame < len(index):
            return None
        wanted = _wanted(index, frame, width)
        picture = self._pictures.get(wanted)
        passing = wanted in self._passing
        if (picture is None or passing) and wanted not in self._damaged:
            self._loading.ask(index, wanted, asker, now=now, near_done=passing)
            if not self._turn.isActive():
                self._turn.start()
        return self._other_width(wanted) if picture is None else picture

    def strip(
        self,
        index: FrameIndex,
        frames: Iterable[int],
        height: int,
        *,
        asker: Hashable = "",
    ) -> list[QPixmap | None]:
        """Return pictures for a filmstrip ``height`` device pixels high; see `pixmap`."""
        width = strip_width(index, height)
        return [self.pixmap(index, frame, width, asker=asker) for frame in frames]

    def is_exact(self, index: FrameIndex, frame: int, width: int) -> bool:
        """Return whether the picture at hand is of the very frame, not from nearby."""
        wanted = _wanted(index, frame, width)
        return self._pictures.get(wanted) is not None and wanted not in self._passing

    def is_damaged(self, index: FrameIndex, frame: int, width: int) -> bool:
        """Return whether the film could not be read there; it is not tried again."""
        return _wanted(index, frame, width) in self._damaged

    def retain(self, asker: Hashable, shown: Sequence[tuple[FrameIndex, int, int]]) -> None:
        """Drop waiting requests of ``asker`` but those for ``shown``: (film, frame, width)."""
        self._loading.retain(asker, [_wanted(*one) for one in shown])

    def try_again(self) -> None:
        """Forget which pictures could not be read."""
        self._damaged.clear()
        self.loaded.emit()

    @Slot()
    def close(self) -> None:
        """Stop fetching and close the films; what is at hand stays."""
        self._loading.stop()

    def _other_width(self, wanted: Wanted) -> QPixmap | None:
        others = (self._pictures.get(wanted._replace(width=width)) for width in WIDTHS)
        return next((picture for picture in others if picture is not None), None)

    @Slot(object)
    def _on_arrived(self, found: Loaded) -> None:
        self._loading.received(found)
        if found.image is None:
            self._damaged.add(found.wanted)
        else:
            dropped = self._pictures.put(found.wanted, QPixmap.fromImage(found.image))
            self._passing.difference_update(dropped)
        if found.exact:
            self._passing.discard(found.wanted)
        else:
            self._passing.add(found.wanted)
        if not self._repaint.isActive():
            self._repaint.start()


def strip_width(index: FrameIndex, height: int) -> int:
    """Return how wide a whole picture of ``height`` pixels is."""
    return max(1, round(height * index.display_width / index.display_height))


def _wanted(index: FrameIndex, frame: int, width: int) -> Wanted:
    fitting = next((one for one in WIDTHS if one >= width), WIDTHS[-1])
    return Wanted(index.key.id, frame, fitting)


def _open_film(cache: Cache | None, index: FrameIndex, width: int) -> Source:
    from app.core.media.thumbnails import Thumbnailer

    return Thumbnailer(index, width=width, cache=cache)
