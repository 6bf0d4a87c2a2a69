"""The clock of a player: says when the next frame is due, and which one."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal

from app.core.media.playing import Playback


class Beat(QObject):
    """Counts the frames of a `Playback` as time goes by.

    A late timer skips frames and does not slow them down: what is due is read off the clock.
    """

    came_due = Signal(int)
    """How many frames after the first one is due now; ascending, perhaps with gaps."""
    ended = Signal()
    """The last frame has had its time; never with a loop."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.playback: Playback | None = None
        self._clock = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    @property
    def running(self) -> bool:
        """Whether the clock runs."""
        return self.playback is not None

    def start(self, playback: Playback) -> None:
        """Let the first frame be on screen from now on."""
        self.playback = playback
        self._clock.start()
        self._timer.start(playback.wait(0))

    def stop(self) -> None:
        """Stop the clock."""
        self.playback = None
        self._timer.stop()

    def step(self) -> int:
        """Return how many frames after the first one is due now; 0 while the clock stands."""
        return self.playback.due(self._clock.nsecsElapsed()) if self.playback else 0

    def _tick(self) -> None:
        playback = self.playback
        if playback is None:
            return
        elapsed = self._clock.nsecsElapsed()
        if playback.ended(elapsed):
            self.stop()
            self.ended.emit()
            return
        self._timer.start(playback.wait(elapsed))
        self.came_due.emit(playback.due(elapsed))
