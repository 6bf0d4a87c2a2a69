"""One clock for all samples: the same frame of each is on screen, 16 of them a second."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.core.media.playing import Playback, clamped
from app.core.training.results.sample_frames import RATE
from app.ui.widgets.player_beat import Beat


class SampleClock(QObject):
    """Counts the frames of the longest sample, round and round.

    Attributes:
        position: The frame that is on screen, from 0.
        length: How many there are.
    """

    moved = Signal(int)  # position
    running_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.position, self.length = 0, 1
        self._beat = Beat(self)
        self._beat.came_due.connect(self._on_due)

    @property
    def running(self) -> bool:
        """Whether it plays."""
        return self._beat.running

    def set_length(self, frames: int) -> None:
        """Count so many frames from now on; what is shown stays where it can."""
        frames = max(1, frames)
        if frames == self.length:
            return
        self.length = frames
        self._put(clamped(self.position, frames))
        if self.running:
            self._start()

    def play(self) -> None:
        """Play on."""
        if not self.running and self.length > 1:
            self._start()
            self.running_changed.emit(True)

    def pause(self) -> None:
        """Stand where it is."""
        if self.running:
            self._beat.stop()
            self.running_changed.emit(False)

    def toggle(self) -> None:
        """Play, or pause."""
        if self.running:
            self.pause()
        else:
            self.play()

    def seek(self, position: int) -> None:
        """Show a frame; playing goes on from there."""
        self._put(clamped(position, self.length))
        if self.running:
            self._start()

    def _start(self) -> None:
        self._beat.start(Playback(self.position, self.length, RATE))

    def _on_due(self, step: int) -> None:
        playback = self._beat.playback
        if playback is not None:
            self._put(playback.position(step))

    def _put(self, position: int) -> None:
        if position != self.position:
            self.position = position
            self.moved.emit(position)
