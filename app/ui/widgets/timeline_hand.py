"""Mouse and wheel of a timeline: what is under the hand, and what a drag does."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QCursor, QMouseEvent, QWheelEvent

from app.core.timeline import View
from app.core.timeline_marks import Drag, Range, grip_at, score_at, y_of
from app.ui import theme
from app.ui.widgets.timeline_blocks import RunStrip

if TYPE_CHECKING:
    from app.ui.widgets.timeline import Timeline

_NOTCH = 120  # eighths of a degree that one notch of a wheel turns
_PAN = 90  # pixels at zoom 1 per notch; with Shift four times as far
_NEAR = 4.0  # pixels beside the threshold at which it is taken hold of

_Button, _Shape = Qt.MouseButton, Qt.CursorShape


class Hand:
    """Turns events of one timeline into its signals and views; GUI thread."""

    def __init__(self, line: Timeline) -> None:
        self._line = line
        self._drag: Drag | None = None
        self._before: Range | None = None
        self._dragging: Callable[[View, QPointF], None] | None = None
        self._ending: Callable[[], None] | None = None
        self._last_x = 0.0

    # ------------------------------------------------------------------------------ mouse

    def press(self, event: QMouseEvent) -> None:
        """Take hold of what is there."""
        view, at = self._line.view, self._at(event)
        if view is None or self._dragging is not None:
            return
        if event.button() == _Button.MiddleButton:
            self._begin(self._pan, self._end_pan)
            self._last_x = at.x()
            self._line.setCursor(_Shape.ClosedHandCursor)
        elif event.button() == _Button.LeftButton and at.x() >= 0:
            self._press_lane(view, at)

    def _press_lane(self, view: View, at: QPointF) -> None:
        line = self._line
        found = line.strip_at(at.y())
        if found is None:
            return
        strip, row = found
        if strip is line.shots:
            place = line.shots.track.at(view.frame_at(at.x()))
            if place is not None:
                line.shot_clicked.emit(line.shots.shots[place].id)
        elif isinstance(strip, RunStrip):
            place = strip.place_at(view, at.x(), at.y() - row.top())
            if place is not None:
                line.run_clicked.emit(line.runs.index(strip), place)
        elif strip is line.marks:
            self._press_marks(view, at, at.y() - row.top())
        elif strip is line.scores and self._on_threshold(at.y() - row.top()):
            self._begin(self._move_threshold, self._end_threshold)
        else:
            self._begin(self._scrub, self._end_scrub)
            self._scrub(view, at)

    def _press_marks(self, view: View, at: QPointF, y: float) -> None:
        line, marks = self._line, self._line.marks
        grip = grip_at(view, marks.marked, at.x())
        if grip == "new":
            place = marks.place_at(view, at.x(), y)
            if place is not None:
                line.clip_clicked.emit(marks.clips[place].id)
                return
        boundary = view.boundary_at(at.x())
        self._before = marks.marked
        self._drag = Drag(grip, marks.marked or (boundary, boundary), boundary)
        self._last_x = at.x()
        self._begin(self._move_range, self._end_range)

    def move(self, event: QMouseEvent) -> None:
        """Go on with a drag, or show what could be taken hold of."""
        view, at = self._line.view, self._at(event)
        if view is None:
            return
        if self._dragging is not None:
            self._dragging(view, at)
        else:
            self._hover(view, at)

    def release(self, event: QMouseEvent) -> None:
        """End a drag."""
        if self._ending is not None and event.buttons() == _Button.NoButton:
            ending = self._ending
            self.let_go()
            ending()
            self.move(event)

    def let_go(self) -> None:
        """Forget a drag, if there is one."""
        self._dragging = self._ending = None

    def leave(self) -> None:
        """Forget what was under the mouse."""
        if self._dragging is None:
            self._show(None, grasped=False, shape=_Shape.ArrowCursor)

    def _begin(self, dragging: Callable[[View, QPointF], None], ending: Callable[[], None]) -> None:
        self._dragging, self._ending = dragging, ending

    def _at(self, event: QMouseEvent | QWheelEvent) -> QPointF:
        """Return where an event is, from where frames begin."""
        return event.position() - QPointF(self._line.left, 0)

    # ------------------------------------------------------------------------------ drags

    def _pulled(self, view: View, at: QPointF) -> View:
        """Return the view of a drag, moved on where the hand has left it."""
        pulled = view.pulled(at.x())
        self._line.set_view(pulled)
        return pulled

    def _scrub(self, view: View, at: QPointF) -> None:
        frame = self._pulled(view, at).frame_at(at.x())
        self._line.set_position(frame)
        self._line.scrubbed.emit(frame)

    def _end_scrub(self) -> None:
        self._line.scrub_ended.emit(self._line.position)

    def _pan(self, view: View, at: QPointF) -> None:
        self._line.set_view(view.panned(self._last_x - at.x()))
        self._last_x = at.x()

    def _end_pan(self) -> None:
        self._line.unsetCursor()

    def _move_range(self, view: View, at: QPointF) -> None:
        line, drag = self._line, self._drag
        if drag is None or (drag.grip == "new" and abs(at.x() - self._last_x) < 3):
            return
        self._last_x = -1e9  # it has begun: small moves count from now on
        view = self._pulled(view, at)
        snap_end = line.snap_end if line.snapping else None
        marked = drag.moved(view.boundary_at(at.x()), view, line.cuts, snap_end)
        if marked != line.marks.marked:
            line.set_range(marked)
            line.range_changing.emit(*marked)

    def _end_range(self) -> None:
        line, drag = self._line, self._drag
        marked = line.marks.marked
        self._drag = None
        if drag is not None and marked is not None and marked != self._before:
            line.range_changed.emit(*marked)

    def cancel(self) -> bool:
        """Put the range back where it was before the drag; return whether there was one."""
        if self._drag is None:
            return False
        self.let_go()
        self._drag = None
        self._line.set_range(self._before)
        if self._before is not None:
            self._line.range_changing.emit(*self._before)
        return True

    def _move_threshold(self, view: View, at: QPointF) -> None:
        line = self._line
        top = next(row.top() for strip, row in line.rows() if strip is line.scores)
        threshold = round(score_at(at.y() - top, *line.scores.span), 2)
        if threshold != line.scores.threshold:
            line.set_threshold(threshold)
            line.threshold_changing.emit(threshold)

    def _end_threshold(self) -> None:
        if self._line.scores.threshold is not None:
            self._line.threshold_changed.emit(self._line.scores.threshold)

    # ------------------------------------------------------------------------------ hover

    def _on_threshold(self, y: float) -> bool:
        scores = self._line.scores
        if scores.threshold is None or not self._line.threshold_movable:
            return False
        return abs(y - y_of(scores.threshold, *scores.span)) <= _NEAR

    def _hover(self, view: View, at: QPointF) -> None:
        line = self._line
        found = line.strip_at(at.y()) if at.x() >= 0 else None
        strip, row = found or (None, None)
        shot, shape, grasped = None, _Shape.ArrowCursor, False
        if strip is line.shots:
            shot = line.shots.track.at(view.frame_at(at.x()))
        elif strip is line.marks:
            grip = grip_at(view, line.marks.marked, at.x())
            grasped = grip != "new"
            if grip in ("start", "end"):
                shape = _Shape.SizeHorCursor
            elif grip == "body":
                shape = _Shape.OpenHandCursor
        elif strip is line.scores and row is not None and self._on_threshold(at.y() - row.top()):
            shape = _Shape.SizeVerCursor
        self._show(shot, grasped=grasped, shape=shape)

    def _show(self, shot: int | None, *, grasped: bool, shape: Qt.CursorShape) -> None:
        line = self._line
        if shot != line.shots.hovered:
            line.shots.hovered = shot
            line.repaint_strip(line.shots)
        if grasped != line.marks.grasped:
            line.marks.grasped = grasped
            line.repaint_strip(line.marks)
        if shape != line.cursor().shape():
            line.setCursor(QCursor(shape))

    # ------------------------------------------------------------------------------ wheel

    def wheel(self, event: QWheelEvent) -> None:
        """Pan; with Ctrl zoom at the mouse, with Shift pan farther."""
        line = self._line
        if line.view is None:
            event.ignore()
            return
        turned = event.angleDelta().y() or event.angleDelta().x()
        moved = event.pixelDelta().y() or event.pixelDelta().x()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            line.zoom(turned / _NOTCH, max(0.0, self._at(event).x()))
        else:
            pixels = float(moved) if moved else turned / _NOTCH * theme.px(_PAN)
            far = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            line.set_view(line.view.panned(-pixels * (4 if far else 1)))
        event.accept()
