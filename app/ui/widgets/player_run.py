"""A stage that runs: at a speed, one way or the other, over all of a clip or a part of it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from app.core.media.course import Course
from app.core.media.playing import Playback
from app.core.media.preview import News
from app.ui.widgets.player_beat import Beat
from app.ui.widgets.player_stage import Stage


class RunningStage(Stage):
    """Shows each frame of a `Stage` when it is due; one whose picture comes too late is left out.

    No clock is held. Hidden, it pauses.

    Attributes:
        drops: Frames that were due and left out since it began; run through, none are counted.
    """

    state_changed = Signal(bool)
    """Whether it plays."""
    speed_changed = Signal(int)
    """How many times as fast it plays; negative: backwards; 0: it stands."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._step = 0
        self._speed = 0
        self.drops = 0
        self._beat = Beat(self)
        self._beat.came_due.connect(self._show_due)
        self._beat.ended.connect(self.pause)
        self.opened.connect(self._adapt)

    @property
    def playing(self) -> bool:
        """Whether it plays, or will as soon as there is a picture."""
        return self._speed != 0

    @property
    def speed(self) -> int:
        """How many times as fast it plays; negative: backwards; 0: it stands."""
        return self._speed

    def pause(self) -> None:
        """Stop at the frame that is shown."""
        self._beat.stop()
        self._set_speed(0)

    def shut(self) -> None:
        """Stop for good: the decoding thread has ended and the films are closed."""
        self.pause()
        super().shut()

    def _run(self, speed: int) -> None:
        """Play on at another speed; from the other end where it stands at one and has no loop."""
        if self._range is None or speed == self._speed:
            return
        self._back_to_range()
        self._set_speed(speed)
        low, high = self._bounds()
        far, near = (high - 1, low) if speed > 0 else (low, high - 1)
        if not self._loop and low < high and (far - self._position) * speed <= 0:
            self._position = near
        self.drops = 0
        self._restart()

    def _set_speed(self, speed: int) -> None:
        began, self._speed = self._speed, speed
        if bool(speed) != bool(began):
            self.state_changed.emit(bool(speed))
        if speed != began:
            self.speed_changed.emit(speed)
            self.noted.emit()

    def _move_to(self, position: int) -> None:
        self._position = position
        self._preview.look_at(position)
        frame = self.source_frame
        if not self._take(position) and frame is not None:
            self._show_nearest(frame)
        self._say()

    def _keep_in_part(self) -> None:
        low, high = self._bounds()
        if self._part is not None and low < high and not low <= self._position < high:
            self._move_to(low)

    # ---- the clock

    def _go(self, single: int | None, position: int) -> None:
        self._beat.stop()
        super()._go(single, position)

    def _listen(self) -> None:
        super()._listen()
        if self._beat.running:
            self._show_due(self._beat.step())
        elif self.playing:
            self._restart()

    def _adapt(self, news: News) -> None:
        """Begin anew with other frames; stop where there are none."""
        self._beat.stop()
        self._keep_in_part()
        self._preview.follow(self._course())
        if not news.frames:
            self.pause()

    def _restart(self) -> None:
        """Let the clock begin at the position, once its picture is at hand."""
        self._beat.stop()
        self._step = 0
        self._preview.follow(self._course())
        ready = self.playing and self._single is None and bool(self._news.frames)
        if ready and self._take(self._position):
            self._beat.start(self._playback())

    def _playback(self) -> Playback:
        low, high = self._bounds()
        start = max(low, min(self._position, high - 1))
        shown = self._news.shown
        return Playback(start, high, shown.rate, self._loop, low, self._speed or 1, shown.times)

    def _course(self) -> Course:
        course = super()._course()
        if not self._news.frames or self._single is not None:
            return course
        stride = self._playback().stride
        return Course(course.first, course.end, -stride if self._speed < 0 else stride)

    def _show_due(self, step: int) -> None:
        playback = self._beat.playback
        if playback is None or step <= self._step:
            return
        position = playback.position(step)
        self._preview.look_at(position)
        if self._take(position):
            self.drops += step - self._step - 1 if abs(playback.speed) == 1 else 0
            self._step, self._position = step, position
            self._say()

    # ---- Qt

    def hideEvent(self, event: QHideEvent) -> None:
        self.pause()
        super().hideEvent(event)
