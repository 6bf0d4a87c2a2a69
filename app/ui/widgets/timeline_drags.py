"""What a drag on a timeline does: scrub, pan, mark a range, move a cut or the threshold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QPointF

from app.core.timeline import View
from app.core.timeline_marks import CutDrag, Drag, Grip, Range, score_at
from app.ui.widgets import timeline_readout as readout

if TYPE_CHECKING:
    from app.ui.widgets.timeline import Timeline

_BEGUN = 3  # pixels from which a drag is more than a click


class Grab(Protocol):
    """A drag from the press to the release; places are from where frames begin."""

    def move(self, view: View, at: QPointF, *, free: bool) -> None:
        """Follow the hand; ``free``: nothing attracts."""

    def end(self) -> None:
        """Let it be so."""

    def cancel(self) -> bool:
        """Put things back; return whether there was anything to put back."""


def pulled(line: Timeline, view: View, at: QPointF) -> View:
    """Return the view of a drag, moved on where the hand has left it."""
    moved = view.pulled(at.x())
    line.set_view(moved)
    return moved


class Scrub:
    """Moves the playhead."""

    def __init__(self, line: Timeline) -> None:
        self._line = line

    def move(self, view: View, at: QPointF, *, free: bool) -> None:
        """Go to the frame under the hand."""
        frame = pulled(self._line, view, at).frame_at(at.x())
        self._line.set_position(frame)
        self._line.scrubbed.emit(frame)

    def end(self) -> None:
        """Tell where it stands."""
        self._line.scrub_ended.emit(self._line.position)

    def cancel(self) -> bool:
        """Nothing is put back."""
        return False


class Pan:
    """Moves the film under the window."""

    def __init__(self, line: Timeline, at: QPointF) -> None:
        self._line, self._last = line, at.x()

    def move(self, view: View, at: QPointF, *, free: bool) -> None:
        """Let the film follow the hand."""
        self._line.set_view(view.panned(self._last - at.x()))
        self._last = at.x()

    def end(self) -> None:
        """Give the mouse its usual shape."""
        self._line.unsetCursor()

    def cancel(self) -> bool:
        """Nothing is put back."""
        return False


class Marking:
    """Moves the marked range, one of its edges, or draws a new one."""

    def __init__(self, line: Timeline, view: View, at: QPointF, grip: Grip) -> None:
        boundary = view.boundary_at(at.x())
        self._line, self._pressed = line, at.x()
        self._before: Range | None = line.marks.marked
        self._drag = Drag(grip, self._before or (boundary, boundary), boundary)
        self._begun = grip != "new"

    def move(self, view: View, at: QPointF, *, free: bool) -> None:
        """Let the range follow the hand."""
        line = self._line
        self._begun = self._begun or abs(at.x() - self._pressed) >= _BEGUN
        if not self._begun:
            return
        view = pulled(line, view, at)
        snap_end = line.snap_end if line.snapping else None
        cuts = () if free else line.cuts
        marked = self._drag.moved(view.boundary_at(at.x()), view, cuts, snap_end)
        if marked != line.marks.marked:
            line.set_range(marked)
            line.range_changing.emit(*marked)
        line.say(readout.of_range(line, marked, self._drag.grip))

    def end(self) -> None:
        """Tell the range."""
        marked = self._line.marks.marked
        if marked is not None and marked != self._before:
            self._line.range_changed.emit(*marked)

    def cancel(self) -> bool:
        """Put the range back where it was."""
        self._line.set_range(self._before)
        if self._before is not None:
            self._line.range_changing.emit(*self._before)
        return True


class Threshold:
    """Moves the threshold."""

    def __init__(self, line: Timeline) -> None:
        self._line, self._before = line, line.scores.threshold
        self._frame = line.position

    def move(self, view: View, at: QPointF, *, free: bool) -> None:
        """Let it follow the hand."""
        line = self._line
        top = next(row.top() for strip, row in line.rows() if strip is line.scores)
        threshold = round(score_at(at.y() - top, *line.scores.span), 2)
        if threshold != line.scores.threshold:
            line.set_threshold(threshold)
            line.threshold_changing.emit(threshold)
        self._frame = view.frame_at(at.x())
        self.say()

    def say(self) -> None:
        """Say what the threshold is, and what it would do as far as that is known."""
        self._line.say(readout.of_threshold(self._line, self._frame))

    def end(self) -> None:
        """Tell it."""
        threshold = self._line.scores.threshold
        if threshold is not None and threshold != self._before:
            self._line.threshold_changed.emit(threshold)
        else:
            self._line.set_foretold(None)

    def cancel(self) -> bool:
        """Put it back where it was."""
        self._line.set_threshold(self._before)
        self._line.set_foretold(None)
        return True


class Cutting:
    """Moves the cut between two shots; a mere click on it chooses the shot that is there."""

    def __init__(self, line: Timeline, place: int, drag: CutDrag, at: QPointF) -> None:
        self._line, self._place, self._drag = line, place, drag
        self._pressed, self._begun = at.x(), False
        self._head = line.position  # the playhead goes with the cut that is shown

    def move(self, view: View, at: QPointF, *, free: bool) -> None:
        """Let the cut follow the hand; where the playhead was attracts it."""
        self._begun = self._begun or abs(at.x() - self._pressed) >= _BEGUN
        if not self._begun:
            return
        line = self._line
        view = pulled(line, view, at)
        attracting = () if free else (self._head,)
        moved = self._drag.moved(view.boundary_at(at.x()), view, attracting)
        if line.shots.track.gap(self._place) != moved:
            self._show(moved)
            line.cut_changing.emit(moved[0] if self._drag.grip == "end" else moved[1])
        line.say(readout.of_cut(line, self._place, *moved))

    def end(self) -> None:
        """Tell where it is; what is shown follows from what becomes of that."""
        line, shots = self._line, self._line.shots.shots
        before, after = shots[self._place - 1], shots[self._place]
        moved = line.shots.track.gap(self._place)
        self._show(self._drag.origin)
        if moved != self._drag.origin:
            line.cut_moved.emit(before.id, after.id, *moved)
        elif not self._begun and line.view is not None:
            on_earlier = line.view.frame_at(self._pressed) < before.end
            line.shot_clicked.emit(before.id if on_earlier else after.id)

    def cancel(self) -> bool:
        """Put the cut back where it was."""
        self._show(self._drag.origin)
        return True

    def _show(self, gap: Range) -> None:
        self._line.shots.track.set_gap(self._place, gap)
        self._line.repaint_strip(self._line.shots)
