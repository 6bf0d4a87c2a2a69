"""What a player shows: a range of a film as it is exported, or one of the film's frames."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.core.media.ahead import Previews
from app.core.media.conform import TARGET_RATE, repeats
from app.core.media.course import Course
from app.core.media.geometry import Crop, Size
from app.core.media.playing import clamped, part_of
from app.core.media.preview import News, View
from app.ui.widgets.player_screen import Note, Screen

if TYPE_CHECKING:
    from app.core.media.index import FrameIndex

CropView = Literal["cut", "dimmed"]
_SETTLED = 120  # ms without a resize before the pictures are made anew


class _Bell(QObject):
    """Carries the decoding thread's word to the window's thread.

    It is nobody's child, and `ring` keeps it: the thread may ring it until it has ended.
    """

    rung = Signal()

    def ring(self) -> None:
        """Emit ``rung``, from any thread; ``rung.emit`` itself would not keep the object."""
        self.rung.emit()


class Stage(Screen):
    """Shows one frame of a range, or of the film: those of the export, as they are exported.

    Nothing here decodes or waits: pictures come from `Previews`, whose threads end with the
    widget, with the program or by `shut`. It is asked only while the widget is visible.
    """

    position_changed = Signal(int, int)
    """Position in the range, from 0 (-1: a single frame of the film); the source frame."""
    failed = Signal(str)
    """One sentence, once: why not everything can be shown."""
    opened = Signal(object)
    """`News`: the frames are known, or there are fewer than hoped, or none; `failed` says why."""
    cleared = Signal()
    """Nothing is shown any more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bell = _Bell()
        self._bell.rung.connect(self._listen)
        self._preview = Previews(self._bell.ring)
        self._range: View | None = None  # its box and crop are not yet those of the screen
        self._single: int | None = None
        self._crop_view: CropView = "cut"
        self._news = News()
        self._told = ""
        self._position = 0
        self._loop = True
        self._part: tuple[int, int] | None = None
        self._resized = QTimer(self)
        self._resized.setSingleShot(True)
        self._resized.setInterval(_SETTLED)
        self._resized.timeout.connect(self._ask)
        self.set_words(self.tr("Choose a shot to play it here"))
        previews = self._preview  # kept by what is called: Qt would only know it weakly
        self.destroyed.connect(lambda: previews.close())
        if (app := QCoreApplication.instance()) is not None:
            app.aboutToQuit.connect(self.shut)

    def show_range(
        self,
        film: Path | FrameIndex,
        start: int,
        end: int,
        crop: Crop | None = None,
        *,
        size: Size | None = None,
        position: int = 0,
    ) -> None:
        """Show source frames ``[start, end)`` as a clip of them is exported.

        Args:
            film: The film or its index.
            start: First source frame.
            end: One past the last.
            crop: What is kept of the upright picture; None for all of it.
            size: Size of the export, or of a bucket; None for the crop's.
            position: The frame of the clip to begin with.
        """
        if self._range is None or _path(film) != self._range.path:
            self._told = ""
        self._range = View(film=film, start=start, end=end, box=Size(1, 1), crop=crop, size=size)
        self._part = None
        self._go(None, position)

    def show_frame(self, source_frame: int) -> None:
        """Show a frame of the film that `show_range` named, inside the range or not."""
        if self._range is None:
            return
        self._go(source_frame, self._position)
        self.position_changed.emit(-1, source_frame)

    def show_nothing(self, words: str = "") -> None:
        """Show ``words`` instead of a film."""
        self._range = self._part = None
        self._news = News()
        self.set_words(words or self.tr("Choose a shot to play it here"))
        self.set_trouble("")
        self.set_shade(None)
        self.set_picture(None)
        self.cleared.emit()

    def set_crop_view(self, crop_view: CropView) -> None:
        """Show only what is kept ("cut"), or everything with the rest "dimmed"."""
        if crop_view != self._crop_view:
            self._crop_view = crop_view
            self._ask()

    @property
    def news(self) -> News:
        """What is known of what is shown: the film, the frames, the trouble."""
        return self._news

    @property
    def position(self) -> int:
        """The frame of the clip that is shown or was last, from 0."""
        return self._position

    @property
    def source_frame(self) -> int | None:
        """The frame of the film that is shown; None while that is not known."""
        if self._single is not None:
            return self._single
        frames = self._news.frames
        return frames[clamped(self._position, len(frames))] if frames else None

    def shut(self) -> None:
        """Stop for good: the decoding thread has ended and the films are closed."""
        self._resized.stop()
        self._preview.close()

    # ---- wishes and what comes of them

    def _back_to_range(self) -> None:
        if self._single is not None:
            self._go(None, self._position)

    def _go(self, single: int | None, position: int) -> None:
        self._single, self._position = single, position
        self._news = News()
        self._ask()

    @property
    def _head(self) -> int:
        """The position in what the preview shows now."""
        return self._position if self._single is None else 0

    def _ask(self) -> None:
        view, single = self._range, self._single
        if view is None or not self.isVisible():
            return
        if single is not None:
            view = replace(view, start=single, end=single + 1)
        self._preview.show(self._fitted(view), self._head, self._course())

    def _fitted(self, view: View) -> View:
        """Return a wish as it fills the screen."""
        if self._crop_view == "dimmed":
            view = replace(view, crop=None, size=None)
        return replace(view, box=self.box())

    def _course(self) -> Course:
        """Return where the play head will go."""
        return Course(*self._bounds()) if self._part is not None and self._news.frames else Course()

    def _bounds(self) -> tuple[int, int]:
        """Return the positions that are played, half-open; (0, 0) while there are none."""
        frames = self._news.frames
        return part_of(frames, frames, self._part) if frames else (0, 0)

    def _listen(self) -> None:
        news = self._preview.news()
        if self._range is None:
            return
        known = news.opened is not None or news.error is not None
        if known and news is not self._news:
            self._learn(news)
        if not (known and self._take(self._head)) and not news.error:
            self._show_passing()

    def _show_passing(self) -> None:
        """Show what came by on the way to the wish."""
        picture = self._preview.passing()
        if picture is not None:
            self.set_picture(picture)

    def _learn(self, news: News) -> None:
        before, self._news = self._news, news
        if self._single is None:
            self._position = clamped(self._position, len(news.frames))
        self._note()
        if not news.frames:
            self.set_picture(None)
            self.set_words(self.tr("This cannot be shown"))
        if news.message and news.message != self._told:
            self._told = news.message
            self.failed.emit(news.message)
        if news.frames != before.frames or news.error is not before.error:
            self.opened.emit(news)
            self._say()

    def _note(self) -> None:
        news = self._news
        self.set_trouble(news.message)
        crop = self._range.crop if self._range is not None else None
        if crop is not None and self._crop_view == "dimmed" and news.opened is not None:
            index = news.opened.index
            self.set_shade(crop, Size(index.display_width, index.display_height))
        else:
            self.set_shade(None)
        if self._single is not None:
            self.set_notes([(self.tr("frame of the film"), "info")], [])
        else:
            self.set_notes(self._how(news), self._how_long(news))

    def _how(self, news: News) -> list[Note]:
        size = self._range.size if self._range is not None else None
        notes: list[Note] = [(self.tr("%1 fps").replace("%1", str(TARGET_RATE)), "accent")]
        if size is None:
            notes.append((self.tr("as exported"), "neutral"))
        else:
            text = self.tr("as trained %1").replace("%1", f"{size.width}×{size.height}")
            notes.append((text, "neutral"))
        if again := repeats(news.frames):
            notes.append((self.tr("%n picture(s) shown again", "", again), "warn"))
        return notes

    def _how_long(self, news: News) -> list[Note]:
        if self._part is not None and news.frames:
            first, end = self._bounds()
            return [(self.tr("window %1").replace("%1", f"{first}–{end}"), "info")]
        seconds = f"{float(len(news.frames) / TARGET_RATE):.1f}"
        text = self.tr("loop %1 s") if self._loop else self.tr("%1 s")
        return [(text.replace("%1", seconds), "neutral")] if news.frames else []

    def _take(self, position: int) -> bool:
        """Show the picture of a position if it is at hand."""
        picture = self._preview.picture(position)
        if picture is not None:
            self.set_picture(picture)
        return picture is not None

    def _say(self) -> None:
        frame = self.source_frame
        if frame is not None:
            self.position_changed.emit(-1 if self._single is not None else self._position, frame)

    # ---- Qt

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._resized.start()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._resized.start()
        return super().event(event)


def _path(film: Path | FrameIndex) -> Path:
    return film if isinstance(film, Path) else film.path
