"""The clip whose caption is written: exactly what is exported of it, round and round."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout

from app.core.amounts import counted
from app.core.export.still_sizes import shown_part
from app.core.film_words import rate_words
from app.core.library.model import Clip, Still
from app.core.media.geometry import Crop, Size
from app.core.media.preview import View
from app.ui import theme
from app.ui.document import Document
from app.ui.films import Films
from app.ui.widgets.chip import Chip
from app.ui.widgets.player_ahead import AheadPlayer
from app.ui.widgets.surface import Surface

_MARGIN, _GAP = 12, 8  # px
_FORGET_MS = 10_000  # out of sight so long, its pictures are let go


class ClipLoop(Surface):
    """Plays a clip or shows a still, with its crop, at the rate of the project.

    It plays until the person pauses it, then stands for every clip until it is played again. Out of
    sight it rests, and after a while lets its pictures go.
    """

    def __init__(self, document: Document, films: Films) -> None:
        super().__init__("stage")
        self._document, self._films = document, films
        self._row: Clip | Still | None = None
        self._next: tuple[Clip | Still, ...] = ()
        self._shown: tuple[object, ...] = ()
        self._running = True  # as the person wants it
        self._changing = False
        self.player = AheadPlayer(self)
        self.rate = Chip("", "accent", parent=self.player)
        self.length = Chip("", parent=self.player)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.player)
        self._forget = QTimer(self, singleShot=True, interval=_FORGET_MS)
        self._forget.timeout.connect(self.player.rest)
        self.player.installEventFilter(self)
        self.player.state_changed.connect(self._on_state)
        self.player.position_changed.connect(self._say_length)
        self.player.opened.connect(self._say)
        self.player.cleared.connect(self._say)
        theme.changes().changed.connect(self._lay_out)
        films.loaded.connect(self._on_loaded)
        document.opened.connect(self._on_opened)
        document.changed.connect(self._show)
        document.reloaded.connect(self._show)
        self.show_row(None)

    # ------------------------------------------------------------------------------- showing

    def show_row(self, row: Clip | Still | None, after: Iterable[Clip | Still] = ()) -> None:
        """Show a clip or still; ``after``: what is likely to be shown next, the likeliest first."""
        self._row, self._next = row, tuple(after)
        self._show()

    def _show(self, *_: object) -> None:
        row = self._row
        if row is not None and self._document.is_open:
            row = self._document.rows.get(type(row), row.id)
        view = self._view(row) if row is not None and self._document.is_open else None
        if row is None or view is None:
            self._shown = ()
            film = self._films.known(row.source) if row is not None else None
            self._quietly(lambda: self.player.show_nothing(film.trouble if film else " "))
            return
        span = view.path, view.start, view.end
        shown = type(row), row.id, span, view.crop, view.size, view.rate
        if shown != self._shown:
            self._shown = shown
            self._quietly(lambda: self._play(view))
        views = (self._view(other) for other in self._next)
        self.player.expect([each for each in views if each is not None and each != view])
        self._say()

    def _play(self, view: View) -> None:
        self.player.show_range(
            view.film, view.start, view.end, view.crop,
            size=view.size, rate=view.rate, still=view.still,
        )  # fmt: skip
        if view.still:
            self.player.pause()
        elif self._running and self.player.isVisible():
            self.player.play()

    def _view(self, row: Clip | Still) -> View | None:
        """Return what is to be shown of a row; None while its film is not known, or cannot be."""
        film = self._films.film(row.source)
        if film is None or film.index is None:
            return None
        settings = self._document.rows.settings
        still = isinstance(row, Still)
        crop: Crop | None = row.crop
        size: Size | None = None
        if isinstance(row, Still) and settings.still_size is not None:
            crop, size = shown_part(film.index, row, settings.still_size)
        start, end = (row.frame, row.frame + 1) if isinstance(row, Still) else (row.start, row.end)
        return View(
            film=film.index, start=start, end=end, box=Size(1, 1), crop=crop, size=size,
            rate=settings.rate, still=still,
        )  # fmt: skip

    def _on_opened(self) -> None:
        """Close the films of the project before: they may be moved, which Windows else forbids."""
        self._shown = ()
        self._quietly(self.player.forget)
        self._show()

    def _on_loaded(self, sources: set[int]) -> None:
        if any(row is not None and row.source in sources for row in (self._row, *self._next)):
            self._show()

    # ------------------------------------------------------------------------------- playing

    def toggle(self) -> None:
        """Play, or pause, this clip and those after it."""
        if isinstance(self._row, Clip):
            self.player.toggle()

    def step(self, frames: int) -> None:
        """Stop, and go so many frames on; back if negative."""
        self.player.step(frames)

    def shut(self) -> None:
        """Stop for good."""
        self._forget.stop()
        self.player.shut()

    def _on_state(self, playing: bool) -> None:
        if not self._changing and self.isVisible() and isinstance(self._row, Clip):
            self._running = playing
        self._say()

    def _quietly(self, change: Callable[[], None]) -> None:
        """Do what is no wish of the person to play or to pause."""
        self._changing = True
        try:
            change()
        finally:
            self._changing = False

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._forget.stop()
        if self._running and isinstance(self._row, Clip) and self._shown:
            self._quietly(self.player.play)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._forget.start()

    # --------------------------------------------------------------------------------- chips

    def _say(self, *_: object) -> None:
        view = self.player.view
        shown = view is not None and not self.player.news.error
        self.rate.setVisible(shown)
        if view is not None:
            running = self.tr("{} loop") if self.player.playing else self.tr("{}, paused")
            loop, still = running.format(rate_words(view.rate)), self.tr("Still")
            self.rate.set_state(still if view.still else loop, "accent")
            self.rate.setToolTip(
                self.tr("The picture that is exported")
                if view.still
                else self.tr("The very frames that are trained, at their rate; a click pauses")
            )
        self._say_length()

    def _say_length(self, *_: object) -> None:
        view, frames = self.player.view, len(self.player.news.frames)
        self.length.setVisible(view is not None and not view.still and frames > 0)
        words = counted(frames, "frame")
        if not self.player.playing:
            place = self.player.position + 1
            words = self.tr("frame {} of {}").format(place, frames)
        self.length.set_state(words, "neutral")
        self.length.setToolTip(self.tr("So many frames are exported"))
        self._lay_out()

    def _lay_out(self) -> None:
        margin = theme.px(_MARGIN)
        for chip in (self.rate, self.length):
            size = chip.sizeHint()
            left = margin if chip is self.rate else self.player.width() - margin - size.width()
            chip.setGeometry(left, margin, size.width(), size.height())
        room = self.rate.width() + self.length.width() + 2 * margin + theme.px(_GAP)
        if self.player.width() < room:
            self.length.move(self.player.width(), margin)  # out of sight

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the chips in their corners."""
        if watched is self.player and event.type() == QEvent.Type.Resize:
            self._lay_out()
        return super().eventFilter(watched, event)
