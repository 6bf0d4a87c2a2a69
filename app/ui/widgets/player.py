"""The player: a range of a film at exactly the frames that are exported, looped at 16 fps."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from app.core.media.conform import TARGET_RATE
from app.core.media.playing import Playback, clamped
from app.core.media.preview import News
from app.ui.widgets.player_beat import Beat
from app.ui.widgets.player_stage import Stage

_LAST = 1 << 30  # a position past any clip's end


class Player(Stage):
    """Plays what a `Stage` shows. A picture that comes too late is left out; no clock is held.

    A new range is played on if the one before was. A single frame of the film stands still; play,
    step and scrub go back to the range. Hidden, it pauses.

    Attributes:
        drops: Frames that were due and left out since playing began.
    """

    state_changed = Signal(bool)
    """Whether it plays."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._step = 0
        self._playing = False
        self.drops = 0
        self._beat = Beat(self)
        self._beat.came_due.connect(self._show_due)
        self._beat.ended.connect(self.pause)
        self.opened.connect(self._adapt)
        self.setAccessibleName(self.tr("Player"))

    def set_loop(self, loop: bool) -> None:
        """Begin again after the last frame, or stop there."""
        self._loop = loop
        self._restart()
        self._note()

    @property
    def playing(self) -> bool:
        """Whether it plays, or will as soon as there is a picture."""
        return self._playing

    # ---- playing

    def play(self) -> None:
        """Play on; from the start if it stands at the end and does not loop."""
        if self._range is None or self._playing:
            return
        self._back_to_range()
        if not self._loop and 0 < len(self._news.frames) <= self._position + 1:
            self._position = 0
        self.drops = 0
        self._playing = True
        self.state_changed.emit(True)
        self._restart()

    def pause(self) -> None:
        """Stop at the frame that is shown."""
        self._beat.stop()
        if self._playing:
            self._playing = False
            self.state_changed.emit(False)

    def toggle(self) -> None:
        """Play or pause."""
        if self._playing:
            self.pause()
        else:
            self.play()

    def step(self, n: int) -> None:
        """Stop, and go ``n`` frames of the clip forward; back if negative."""
        self.pause()
        self.scrub(self._position + n)

    def jump_start(self) -> None:
        """Go to the first frame."""
        self.scrub(0)

    def jump_end(self) -> None:
        """Stop at the last frame."""
        self.pause()
        self.scrub(_LAST)

    def scrub(self, position: int) -> None:
        """Go to a frame of the clip, the nearest there is; playing goes on from there."""
        if self._range is None:
            return
        self._back_to_range()
        frames = self._news.frames  # unknown while the film is being opened
        self._position = clamped(position, len(frames)) if frames else max(0, position)
        self._preview.look_at(self._position)
        self._take(self._position)
        self._say()
        self._restart()

    def show_frame(self, source_frame: int) -> None:
        """Stop, and show a frame of the film that `show_range` named, inside the range or not."""
        self.pause()
        super().show_frame(source_frame)

    def show_nothing(self, words: str = "") -> None:
        """Stop, and show ``words`` instead of a film."""
        self.pause()
        super().show_nothing(words)

    def shut(self) -> None:
        """Stop for good: the decoding thread has ended and the films are closed."""
        self.pause()
        super().shut()

    # ---- the clock

    def _go(self, single: int | None, position: int) -> None:
        self._beat.stop()
        super()._go(single, position)

    def _listen(self) -> None:
        super()._listen()
        if self._beat.running:
            self._show_due(self._beat.step())
        elif self._playing:
            self._restart()

    def _adapt(self, news: News) -> None:
        """Begin anew with other frames; stop where there are none."""
        self._beat.stop()
        if not news.frames:
            self.pause()

    def _restart(self) -> None:
        """Let the clock begin at the position, once its picture is at hand."""
        self._beat.stop()
        self._step = 0
        length = len(self._news.frames)
        ready = self._playing and self._single is None and length > 0
        if ready and self._take(self._position):
            self._beat.start(Playback(self._position, length, TARGET_RATE, self._loop))

    def _show_due(self, step: int) -> None:
        playback = self._beat.playback
        if playback is None or step <= self._step:
            return
        position = playback.position(step)
        self._preview.look_at(position)
        if self._take(position):
            self.drops += step - self._step - 1
            self._step, self._position = step, position
            self._say()

    # ---- Qt

    def hideEvent(self, event: QHideEvent) -> None:
        self.pause()
        super().hideEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(
            event.position().toPoint()
        ):
            self.toggle()
