"""What a timeline shows, as it is told; see `timeline.Timeline`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.core.timeline import Film, View
from app.core.timeline_blocks import Block, Lane, cuts_of
from app.core.timeline_marks import Range, SnapEnd
from app.ui.widgets.timeline_blocks import RunStrip
from app.ui.widgets.timeline_canvas import Canvas
from app.ui.widgets.timeline_lanes import Pictures

if TYPE_CHECKING:
    from app.core.library.detection import Foretold
    from app.core.timeline import Floats

TARGET = Fraction(16)  # frames per second that lengths are given in


class Showing(Canvas):
    """The lanes with what is in them; nothing here emits anything but `view_changed`.

    Attributes:
        snap_end: The rule of `set_lengths`.
        snapping: Whether it is asked.
        threshold_movable: Whether the threshold may be dragged.
        editable: Whether cuts may be moved.
    """

    def __init__(self, pictures: Pictures, parent: QWidget | None = None) -> None:
        super().__init__(pictures, parent)
        self._cuts: list[int] | None = None
        self.snap_end: SnapEnd | None = None
        self.snapping = False
        self.threshold_movable = False
        self.editable = False
        self._length: Callable[[int, int], int] | None = None
        self._tail: SnapEnd | None = None
        self._playing = False

    def describe(self) -> None:
        """Say what is shown to those who do not see it."""
        raise NotImplementedError

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
        self.film = Film(frames, rate, times) if frames else None
        self.view = View.fit(frames, self.track_width) if frames else None
        self.position = 0
        self.ruler.film = self.film
        self.ruler.touch()
        self.pictures.aspect = aspect
        self.pictures.forget()
        self.set_range(None)
        self.set_scores(None)
        self.set_clips(())
        self.set_shots(())
        self.set_lanes(())
        self._show_view()

    def fit_film(self) -> None:
        """Show the whole film."""
        if self.film is not None:
            self.set_view(View.fit(self.film.frames, self.track_width))

    def fit_shot(self) -> None:
        """Show the shot under the playhead; where there is none, the range being marked."""
        if self.view is None:
            return
        if self.shots.current is not None:
            shot = self.shots.shots[self.shots.current]
            self.set_view(self.view.fitted(shot.start, shot.end))
        elif self.marks.marked is not None:
            self.set_view(self.view.fitted(*self.marks.marked))

    def set_scores(self, scores: Floats | None, threshold: float | None = None) -> None:
        """Show how sure it is, 0-1, that a shot begins at each frame, and what counts as a cut.

        The array may end before the film does; ``threshold`` None draws no line.
        """
        self.scores.scores, self.scores.threshold = scores, threshold
        self.set_foretold(None)
        self.repaint_strip(self.scores)

    def set_threshold(self, threshold: float | None) -> None:
        """Show another threshold, 0-1, of the scores."""
        self.scores.threshold = threshold
        self.repaint_strip(self.scores)

    def set_threshold_movable(self, movable: bool) -> None:
        """Let the threshold be dragged, or not (as at first)."""
        self.threshold_movable = movable

    def set_foretold(self, foretold: Foretold | None) -> None:
        """Show which cuts would come and go at the threshold that is being dragged; None: none."""
        self.shots.foretold = self.scores.foretold = foretold
        self.repaint_strip(self.shots)
        self.repaint_strip(self.scores)

    def set_shots(self, shots: Iterable[Block]) -> None:
        """Show the shots, none overlapping another; ranges snap to where they begin and end."""
        self.shots.show(shots)
        self._cuts = None
        self.shots.current = self.shots.track.at(self.position)
        self.repaint_strip(self.shots)
        self.describe()

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
        self.marks.tail = None if marked is None else self.tail(*marked)
        self.repaint_strip(self.marks)
        self.update_strip(self.pictures)

    def set_lanes(self, lanes: Sequence[Lane], *, moving: bool = False) -> None:
        """Show what each dataset takes, a lane each, in this order.

        Lanes of a film never get lower, and none gets higher while the hand is ``moving`` the
        range: what is around them would jump.
        """
        known = {strip.lane.label: strip.rows_shown for strip in self.runs}
        same = moving and [lane.label for lane in lanes] == list(known)
        self.runs = [
            RunStrip(lane, least=known.get(lane.label, 0), most=known[lane.label] if same else None)
            for lane in lanes
        ]
        if not same:
            self.squeeze()
            self.updateGeometry()
        self.update()

    def set_lengths(
        self,
        length: Callable[[int, int], int] | None,
        snap_end: SnapEnd | None = None,
        tail: SnapEnd | None = None,
    ) -> None:
        """Give the rules of lengths.

        Args:
            length: Frames at 16 fps of a range; None = by time alone.
            snap_end: Takes a range, returns the end that gives a wanted length; asked while
                snapping is on.
            tail: Takes a range, returns the source frame behind the longest window of 4n+1
                frames; the range's end where that leaves out nothing.
        """
        self._length, self.snap_end, self._tail = length, snap_end, tail
        self.set_range(self.marks.marked)

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

    def set_editable(self, editable: bool) -> None:
        """Let cuts be moved and put in, or not (as at first)."""
        self.editable = editable

    def play_run(self, lane: int, place: int) -> None:
        """Show which run of a lane is being played; until lanes are set again."""
        for number, strip in enumerate(self.runs):
            played = place if number == lane else None
            if strip.played != played:
                strip.played = played
                self.repaint_strip(strip)

    def refresh(self) -> None:
        """Draw the filmstrip again: more pictures have come."""
        self.repaint_strip(self.pictures)

    @property
    def cuts(self) -> list[int]:
        """The frames at which shots begin or end, ascending."""
        if self._cuts is None:
            self._cuts = cuts_of(self.shots.shots)
        return self._cuts

    def length(self, start: int, end: int) -> int:
        """Return how many frames at 16 fps a range has."""
        if self._length is not None:
            return self._length(start, end)
        return self.film.length_at(start, end, TARGET) if self.film is not None else 0

    def tail(self, start: int, end: int) -> int:
        """Return from which source frame on a range is wasted; its end where nothing is."""
        return end if self._tail is None else self._tail(start, end)
