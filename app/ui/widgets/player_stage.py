"""What a player shows: a range of a film as it is exported, or one of the film's frames."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.media.conform import TARGET_RATE
from app.core.media.course import Course
from app.core.media.geometry import Crop, Size
from app.core.media.playing import clamped, part_of
from app.core.media.preview import News, View
from app.core.media.shown_frames import place_in, switched
from app.ui.widgets.player_feed import FedScreen
from app.ui.widgets.player_look import Looks

if TYPE_CHECKING:
    from app.core.media.index import FrameIndex

CropView = Literal["cut", "dimmed"]


class Stage(FedScreen):
    """Shows one frame of a range, or of the film: those of the export, or the film's own.

    Pictures are asked for only while the widget is visible.

    Attributes:
        looks: The ways to look at them.
    """

    position_changed = Signal(int, int)
    """Position in the range, from 0 (-1: a single frame of the film); the source frame."""
    failed = Signal(str)
    """One sentence, once: why not everything can be shown."""
    opened = Signal(object)
    """`News`: the frames are known, or there are fewer than hoped, or none; `failed` says why."""
    cleared = Signal()
    """Nothing is shown any more."""
    noted = Signal()
    """Something worth saying on the picture has changed: which frames, how they are seen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._range: View | None = None  # its box and crop are not yet those of the screen
        self._single: int | None = None
        self._crop_view: CropView = "cut"
        self.looks = Looks(self)
        self.looks.changed.connect(self._look)
        self._own = False
        self._news = News()
        self._known: FrameIndex | None = None  # of the film that was open last
        self._told = ""
        self._position = 0
        self._loop = True
        self._part: tuple[int, int] | None = None
        self.set_words(self.tr("Choose a shot to play it here"))

    # ---- what is shown

    def show_range(
        self,
        film: Path | FrameIndex,
        start: int,
        end: int,
        crop: Crop | None = None,
        *,
        size: Size | None = None,
        rate: Fraction = TARGET_RATE,
        still: bool = False,
        position: int = 0,
        frame: int | None = None,
    ) -> None:
        """Show source frames ``[start, end)`` as a clip of them is exported.

        Args:
            film: The film or its index.
            start: First source frame.
            end: One past the last.
            crop: What is kept of the upright picture; None for all of it.
            size: Size of the export; None for the crop's.
            rate: Frames per second that are exported.
            still: It is exported as a picture.
            position: The frame of the clip to begin with.
            frame: The source frame to begin with instead; needs an index.
        """
        if self._range is None or _path(film) != self._range.path:
            self._told = ""
        self._range = View(
            film=film, start=start, end=end, box=Size(1, 1), crop=crop, size=size, rate=rate,
            still=still,
        )  # fmt: skip
        self._part = None
        if frame is not None and not isinstance(film, Path):
            position = place_in(film, start, end, rate, frame, own=self._own)
        self._go(None, position)

    def show_frame(self, source_frame: int) -> None:
        """Show a frame of the film that `show_range` named, inside the range or not."""
        if self._range is None:
            return
        self._go(source_frame, self._position)
        self.position_changed.emit(-1, source_frame)

    def show_nothing(self, words: str = "") -> None:
        """Show ``words`` instead of a film."""
        self._range = self._part = self._single = None
        self._news = News()
        self.set_words(words or self.tr("Choose a shot to play it here"))
        self.set_trouble("")
        self.set_shade(None)
        self.set_picture(None)
        self._set_exact(True)
        self.noted.emit()
        self.cleared.emit()

    # ---- how it is shown

    def set_crop_view(self, crop_view: CropView) -> None:
        """Show only what is kept ("cut"), or everything with the rest "dimmed", in any look."""
        if crop_view != self._crop_view:
            self._crop_view = crop_view
            self._look()

    @property
    def dimmed(self) -> bool:
        """Whether what the crop cuts away is shown too."""
        return self._crop_view == "dimmed" or self.looks.current.whole

    def _look(self) -> None:
        self._ask()
        if self._range is not None and self.isVisible():
            self._set_exact(False)  # it is still seen as before
        self._note()

    @property
    def own(self) -> bool:
        """Whether the film's own frames are shown, at their own times."""
        return self._own

    def set_own(self, own: bool) -> None:
        """Show the film's own frames, or those that are trained; the same moment stays."""
        if own == self._own:
            return
        view, index, position = self._range, self.index, self._position
        self._own = own
        if view is not None and index is not None:
            position = switched(index, view.start, view.end, view.rate, position, own=own)
        if view is None:
            self._note()
        else:
            self._go(self._single, position)

    # ---- what is known

    @property
    def news(self) -> News:
        """What is known of what is shown: the film, the frames, the trouble."""
        return self._news

    @property
    def view(self) -> View | None:
        """The range that is shown, as it was asked for; None: there is none."""
        return self._range

    @property
    def index(self) -> FrameIndex | None:
        """The film's index; None while that is not known."""
        film, known = self._range.film if self._range is not None else None, self._known
        if not isinstance(film, Path):
            return film
        return known if known is not None and known.path == film else None

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

    @property
    def single(self) -> bool:
        """Whether a single frame of the film is shown, and not the range."""
        return self._single is not None

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
        view = view if single is None else replace(view, start=single, end=single + 1)
        self._preview.show(self._fitted(view), self._head, self._course())
        if single is not None:
            self._show_nearest(single)

    def _fitted(self, view: View) -> View:
        """Return a wish for a range as it is to be seen, on this screen."""
        view = replace(view, box=self.box(), own=self._own, bucket=self.looks.current.bucket)
        return replace(view, crop=None, size=None, bucket=None) if self.dimmed else view

    def _course(self) -> Course:
        """Return where the play head will go."""
        return Course(*self._bounds()) if self._part is not None and self._news.frames else Course()

    def _bounds(self) -> tuple[int, int]:
        """Return the positions that are played, half-open; (0, 0) while there are none."""
        news = self._news
        return part_of(news.trained, news.frames, self._part) if news.frames else (0, 0)

    def _listen(self) -> None:
        news = self._preview.news()
        if self._range is None:
            return
        known = news.opened is not None or news.error is not None
        if known and news is not self._news:
            self._learn(news)
        if not (known and self._take(self._head)) and not news.error:
            self._show_passing(self.source_frame)

    def _learn(self, news: News) -> None:
        before, self._news = self._news, news
        self._known = self._known if news.opened is None else news.opened.index
        if self._single is None:
            self._position = clamped(self._position, len(news.frames))
        self._note()
        if not news.frames:
            self.set_picture(None)
            self._set_exact(True)
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
        if crop is not None and self.dimmed and news.opened is not None:
            index = news.opened.index
            self.set_shade(crop, Size(index.display_width, index.display_height))
        else:
            self.set_shade(None)
        self.noted.emit()

    def _say(self) -> None:
        frame = self.source_frame
        if frame is not None:
            self.position_changed.emit(-1 if self._single is not None else self._position, frame)


def _path(film: Path | FrameIndex) -> Path:
    return film if isinstance(film, Path) else film.path
