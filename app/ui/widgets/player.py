"""The player: a range of a film at exactly the frames that are exported, looped at 16 fps."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from app.core.media.playing import clamped, shuttled
from app.ui.widgets.player_run import RunningStage

_LAST = 1 << 30  # a position past any clip's end


class Player(RunningStage):
    """Plays what a `Stage` shows, and goes about in it.

    A new range is played on if the one before was. A single frame of the film stands still; play,
    step and scrub go back to the range.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Player"))

    def set_loop(self, loop: bool) -> None:
        """Begin again after the last frame, or stop there."""
        self._loop = loop
        self._restart()
        self.noted.emit()

    @property
    def looping(self) -> bool:
        """Whether the first frame follows the last."""
        return self._loop

    # ---- a part

    @property
    def part(self) -> tuple[int, int] | None:
        """The part that is played, in frames of the conformed clip; None: all of it."""
        return self._part

    def set_part(self, first: int, end: int) -> None:
        """Play only a part of the clip, such as a window that a dataset takes of it.

        Another range, an explicit play and a scrub to a frame outside go back to the whole clip.

        Args:
            first: Its first frame, counted in the conformed clip.
            end: One past its last.
        """
        if not 0 <= first < end:
            raise ValueError(f"no frames in [{first}, {end})")
        if self._range is None:
            return
        self._back_to_range()
        self._part = first, end
        self._keep_in_part()
        self._restart()
        self.noted.emit()

    def clear_part(self) -> None:
        """Play the whole clip again."""
        if self._part is not None:
            self._part = None
            self._restart()
            self.noted.emit()

    # ---- playing

    def play(self) -> None:
        """Play the whole clip on; from its start if it stands at the end and does not loop."""
        if not self.playing:
            self.clear_part()
        self._run(1)

    def play_part(self, first: int, end: int) -> None:
        """Play only a part of the clip, from its beginning; see `set_part`."""
        self.set_part(first, end)
        if self._range is not None:
            self._move_to(self._bounds()[0])
            self._run(1)
            self._restart()

    def run_at(self, speed: int) -> None:
        """Play on at a speed; negative: backwards; 0: stop."""
        if speed:
            self._run(speed)
        else:
            self.pause()

    def shuttle(self, way: int) -> None:
        """Play forwards (1) or backwards (-1), twice as fast with each call."""
        self._run(shuttled(self._speed, way))

    def toggle_loop(self) -> None:
        """Begin again after the last frame from now on, or no longer."""
        self.set_loop(not self._loop)

    def toggle_own(self) -> None:
        """Show the film's own frames, or those that are trained."""
        self.set_own(not self.own)

    def toggle(self) -> None:
        """Play, or pause."""
        if self.playing:
            self.pause()
        else:
            self.play()

    def step(self, n: int) -> None:
        """Stop, and go ``n`` frames of the clip forward; back if negative."""
        self.pause()
        self.scrub(self._position + n)

    def step_seconds(self, n: int) -> None:
        """Stop, and go ``n`` seconds forward; back if negative."""
        self.pause()
        view, news = self._range, self._news
        if view is None or news.opened is None:
            return
        if self.single:
            rate = news.opened.index.rate if self._own else view.rate
            self.scrub(self._position + n * round(rate))
        elif news.frames:
            self.scrub(news.shown.on(self._position, n))

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
        place = clamped(position, len(frames)) if frames else max(0, position)
        low, high = self._bounds()
        if self._part is not None and frames and not low <= place < high:
            self.clear_part()
        self._move_to(place)
        self._restart()

    def show_frame(self, source_frame: int) -> None:
        """Stop, and show a frame of the film that `show_range` named, inside the range or not."""
        self.pause()
        self._part = None
        super().show_frame(source_frame)

    def show_nothing(self, words: str = "") -> None:
        """Stop, and show ``words`` instead of a film."""
        self.pause()
        super().show_nothing(words)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(
            event.position().toPoint()
        ):
            self.toggle()
