"""The timeline: one film in lanes, from the whole of it down to single frames."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QToolTip, QWidget

from app.core.timeline import Film, View
from app.core.timeline_blocks import Block, Lane, cuts_of
from app.core.timeline_marks import Range, SnapEnd
from app.ui.widgets.timeline_blocks import RunStrip
from app.ui.widgets.timeline_canvas import Canvas
from app.ui.widgets.timeline_hand import Hand
from app.ui.widgets.timeline_keys import press_key
from app.ui.widgets.timeline_lanes import Pictures
from app.ui.widgets.timeline_tips import tip_at

if TYPE_CHECKING:
    from app.core.timeline import Floats

TARGET = Fraction(16)  # frames per second that lengths are given in


class Timeline(Canvas):
    """One film from left to right, in lanes; their labels stand at the left.

    Frames are source frames from 0, ranges half-open. What is shown is set by the caller: a click
    or a drag only emits a signal, but the range being marked and the threshold follow the hand.

    Args:
        pictures: Gives the small picture of a frame, None while it is not there yet; call `refresh`
            when more have come.
    """

    scrubbed = Signal(int)  # frame; at the press and while dragging
    scrub_ended = Signal(int)  # frame; at release
    stepped = Signal(int)  # frames to go, by arrow keys
    shot_stepped = Signal(int)  # shots to go: -1, 1
    shot_clicked = Signal(int)  # id
    clip_clicked = Signal(int)  # id
    run_clicked = Signal(int, int)  # lane, place in its runs
    range_changing = Signal(int, int)  # start, end; while dragging
    range_changed = Signal(int, int)  # start, end; at release
    threshold_changing = Signal(float)  # 0-1; while dragging
    threshold_changed = Signal(float)  # 0-1; at release

    def __init__(self, pictures: Pictures, parent: QWidget | None = None) -> None:
        super().__init__(pictures, parent)
        self._cuts: list[int] | None = None
        self.snap_end: SnapEnd | None = None
        self.snapping = False
        self.threshold_movable = False
        self._length: Callable[[int, int], int] | None = None
        self._playing = False
        self._hand = Hand(self)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Timeline"))
        self._describe()

    # -------------------------------------------------------------------------- what is shown

    def set_film(
        self,
        frames: int,
        rate: Fraction = Fraction(24),
        times: Floats | None = None,
        *,
        aspect: float = 16 / 9,
    ) -> None:
        """Show a film, the whole of it; its scores, shots, clips and lanes are empty at first.

        Args:
            frames: How many it has; 0 = there is no film.
            rate: Frames per second, the average of a variable rate.
            times: Seconds at which each frame is shown, where the rate varies.
            aspect: Width / height of its upright picture.
        """
        self._hand.let_go()
        self.film = Film(frames, rate, times) if frames else None
        self.view = View.fit(frames, self.track_width) if frames else None
        self.position = 0
        self.ruler.film = self.film
        self.ruler.touch()
        self.pictures.aspect = aspect
        self.pictures.forget()
        self.marks.marked = None
        self.set_scores(None)
        self.set_clips(())
        self.set_shots(())
        self.set_lanes(())
        self._show_view()

    def set_scores(self, scores: Floats | None, threshold: float | None = None) -> None:
        """Show how sure it is, 0-1, that a shot begins at each frame, and what counts as a cut.

        The array may end before the film does; ``threshold`` None draws no line.
        """
        self.scores.scores, self.scores.threshold = scores, threshold
        self.repaint_strip(self.scores)

    def set_threshold(self, threshold: float | None) -> None:
        """Show another threshold, 0-1, of the scores."""
        self.scores.threshold = threshold
        self.repaint_strip(self.scores)

    def set_threshold_movable(self, movable: bool) -> None:
        """Let the threshold be dragged, or not (as at first)."""
        self.threshold_movable = movable

    def set_shots(self, shots: Iterable[Block]) -> None:
        """Show the shots, none overlapping another; ranges snap to where they begin and end."""
        self.shots.show(shots)
        self._cuts = None
        self.shots.current = self.shots.track.at(self.position)
        self.repaint_strip(self.shots)
        self._describe()

    def change_shots(self, changed: Mapping[int, Block]) -> None:
        """Show other blocks at places of the shots, by start, that lie where those did."""
        for place, shot in changed.items():
            self.shots.shots[place] = shot
        self.repaint_strip(self.shots)

    def set_clips(self, clips: Iterable[Block]) -> None:
        """Show the clips that exist in this film, without the one being marked."""
        self.marks.show(clips)
        self.repaint_strip(self.marks)

    def set_range(self, marked: Range | None) -> None:
        """Show the range being marked; emits nothing."""
        self.marks.marked = marked
        self.repaint_strip(self.marks)
        self.update_strip(self.pictures)

    def set_lanes(self, lanes: Sequence[Lane]) -> None:
        """Show what each dataset takes, a lane each, in this order."""
        self.runs = [RunStrip(lane) for lane in lanes]
        self.squeeze()
        self.updateGeometry()
        self.update()

    def set_lengths(
        self, length: Callable[[int, int], int] | None, snap_end: SnapEnd | None = None
    ) -> None:
        """Give the rules of lengths.

        Args:
            length: Frames at 16 fps of a range; None = by time alone.
            snap_end: Takes a range, returns the end that gives a wanted length; asked while
                snapping is on.
        """
        self._length, self.snap_end = length, snap_end
        self.repaint_strip(self.marks)

    def set_snapping(self, on: bool) -> None:
        """Let dragged ranges take only the lengths that ``snap_end`` gives, or any (at first)."""
        self.snapping = on

    def set_position(self, frame: int) -> None:
        """Move the playhead; cheap: only where it was and where it is are painted."""
        if self.film is None:
            return
        self.update_head()
        self.position = min(self.film.frames - 1, max(0, frame))
        current = self.shots.track.at(self.position)
        if current != self.shots.current:
            self.shots.current = current
            self.repaint_strip(self.shots)
        if self._playing and self.view is not None:
            self.set_view(self.view.followed(self.position))
        self.update_head()

    def set_playing(self, playing: bool) -> None:
        """While playing, the view follows a playhead that leaves it."""
        self._playing = playing

    def refresh(self) -> None:
        """Draw the filmstrip again: more pictures have come."""
        self.repaint_strip(self.pictures)

    @property
    def cuts(self) -> list[int]:
        """The frames at which shots begin or end, ascending."""
        if self._cuts is None:
            self._cuts = cuts_of(self.shots.shots)
        return self._cuts

    # -------------------------------------------------------------------------- words

    def length(self, start: int, end: int) -> int:
        """Return how many frames at 16 fps a range has."""
        if self._length is not None:
            return self._length(start, end)
        return self.film.length_at(start, end, TARGET) if self.film is not None else 0

    def length_text(self, marked: Range) -> str:
        """Return the words on the range being marked."""
        frames = self.length(*marked)
        return self.tr("1 frame") if frames == 1 else self.tr("{0} frames").format(f"{frames:,}")

    def _describe(self) -> None:
        if self.film is None:
            text = self.tr("No film.")
        else:
            frames, shots = self.film.frames, len(self.shots.shots)
            text = self.tr("{0} frames, {1} shots.").format(f"{frames:,}", f"{shots:,}")
        keys = self.tr("Left and right go by frames, up and down by shots; plus and minus zoom.")
        self.setAccessibleDescription(f"{text} {keys}")

    # -------------------------------------------------------------------------- the hand

    def event(self, event: QEvent) -> bool:
        """Show a tip about what is under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            text = tip_at(self, event.pos().x(), event.pos().y())
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to scrub, drag or pan; click."""
        self._hand.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with it; without a button: show what can be taken hold of."""
        self._hand.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End it."""
        self._hand.release(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the mouse."""
        self._hand.leave()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Pan; with Ctrl: zoom."""
        self._hand.wheel(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step and zoom; Escape gives a drag up."""
        given_up = event.key() == Qt.Key.Key_Escape and self._hand.cancel()
        if not given_up and not press_key(self, event):
            super().keyPressEvent(event)
