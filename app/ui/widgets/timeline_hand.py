"""Mouse and wheel of a timeline: what is under the hand, and what is taken hold of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QCursor, QMouseEvent, QWheelEvent

from app.core.timeline import View
from app.core.timeline_marks import CutDrag, CutGrip, cut_grip_at, grip_at, y_of
from app.ui import theme
from app.ui.widgets import timeline_drags as drags
from app.ui.widgets.timeline_blocks import RunStrip

if TYPE_CHECKING:
    from app.ui.widgets.timeline import Timeline

_NOTCH = 120  # eighths of a degree that one notch of a wheel turns
_PAN = 90  # pixels at zoom 1 per notch; with Shift four times as far
_NEAR = 4.0  # pixels beside the threshold at which it is taken hold of
_AIMED = 24.0  # pixels of a shot from which a double click puts a cut into it

_Button, _Shape = Qt.MouseButton, Qt.CursorShape


class Hold(NamedTuple):
    """A cut under the mouse: before the shot at ``place``, and what of it."""

    place: int
    grip: CutGrip


class Seen(NamedTuple):
    """What is under the mouse, as it is shown."""

    shot: int | None = None
    cut: Hold | None = None
    grasped: bool = False
    shape: Qt.CursorShape = _Shape.ArrowCursor


def _of_cut(hold: Hold) -> Seen:
    whole = hold.grip == "whole"
    return Seen(cut=hold, shape=_Shape.SplitHCursor if whole else _Shape.SizeHorCursor)


class Hand:
    """Turns events of one timeline into its signals and views; GUI thread."""

    def __init__(self, line: Timeline) -> None:
        self._line = line
        self._grab: drags.Grab | None = None
        self._aimed: int | None = None  # the frame that the last click in the shots was on

    # ------------------------------------------------------------------------------ mouse

    def press(self, event: QMouseEvent) -> None:
        """Take hold of what is there."""
        view, at = self._line.view, self._at(event)
        if view is None or self._grab is not None:
            return
        self._aimed = None
        if event.button() == _Button.MiddleButton:
            self._grab = drags.Pan(self._line, at)
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
            self._press_shots(view, at)
        elif isinstance(strip, RunStrip):
            place = strip.taken_at(view, at.x(), at.y() - row.top())
            if place is not None:
                line.run_clicked.emit(line.runs.index(strip), place)
        elif strip is line.marks:
            self._press_marks(view, at, at.y() - row.top())
        elif strip is line.scores and self._on_threshold(at.y() - row.top()):
            self._grab = drags.Threshold(line)
        else:
            self._grab = drags.Scrub(line)
            self._grab.move(view, at, free=False)

    def _press_shots(self, view: View, at: QPointF) -> None:
        line = self._line
        hold = self.cut_at(view, at.x())
        if hold is not None:
            self._show(_of_cut(hold))
            before, after = (line.shots.track.span(hold.place - n) for n in (1, 0))
            drag = CutDrag(hold.grip, before, after, view.boundary_at(at.x()))
            self._grab = drags.Cutting(line, hold.place, drag, at)
            return
        place = line.shots.track.at(view.frame_at(at.x()))
        if place is not None:
            start, end = line.shots.track.span(place)
            if (end - start) * view.scale >= _AIMED:
                self._aimed = view.frame_at(at.x())
            line.shot_clicked.emit(line.shots.shots[place].id)

    def _press_marks(self, view: View, at: QPointF, y: float) -> None:
        line, marks = self._line, self._line.marks
        grip = grip_at(view, marks.marked, at.x())
        if grip == "new":
            place = marks.place_at(view, at.x(), y)
            if place is not None:
                line.clip_clicked.emit(marks.clips[place].id)
                return
        self._grab = drags.Marking(line, view, at, grip)

    def press_twice(self, event: QMouseEvent) -> None:
        """Ask for a cut where the first of two clicks was, for that may have moved the view."""
        found = self._line.strip_at(event.position().y())
        aimed, self._aimed = self._aimed, None
        in_shots = found is not None and found[0] is self._line.shots
        if event.button() != _Button.LeftButton or not in_shots:
            self.press(event)
        elif aimed is not None and self._line.editable:
            self._line.cut_asked.emit(aimed)

    def ask_menu(self, place: QPoint, on_screen: QPoint, *, at_head: bool) -> None:
        """Ask for the menu of the shots, where they were clicked or at the playhead."""
        line = self._line
        view, found = line.view, line.strip_at(place.y())
        if view is None or self._grab is not None:
            return
        if at_head:
            line.shots_menu_asked.emit(on_screen, line.position, 0)
        elif found is not None and found[0] is line.shots and place.x() >= line.left:
            x = place.x() - line.left
            hold = self.cut_at(view, x)
            shot = 0 if hold is None else line.shots.shots[hold.place].id
            line.shots_menu_asked.emit(on_screen, view.frame_at(x), shot)

    def move(self, event: QMouseEvent) -> None:
        """Go on with a drag, or show what could be taken hold of."""
        view, at = self._line.view, self._at(event)
        if view is None:
            return
        if self._grab is not None:
            free = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
            self._grab.move(view, at, free=free)
        else:
            self._show(self._seen(view, at))

    def release(self, event: QMouseEvent) -> None:
        """End a drag."""
        if self._grab is not None and event.buttons() == _Button.NoButton:
            grab = self._grab
            self.let_go()
            grab.end()
            self.move(event)

    def say_again(self) -> None:
        """Say what is known by now of the threshold, while it is dragged."""
        if isinstance(self._grab, drags.Threshold):
            self._grab.say()

    def let_go(self) -> None:
        """Forget a drag, if there is one."""
        self._grab = None
        self._line.say(None)

    def cancel(self) -> bool:
        """Give up a drag; return whether something was put back where it was."""
        grab = self._grab
        if grab is None or not grab.cancel():
            return False
        self.let_go()
        return True

    def leave(self) -> None:
        """Forget what was under the mouse."""
        if self._grab is None:
            self._show(Seen())

    def _at(self, event: QMouseEvent | QWheelEvent) -> QPointF:
        """Return where an event is, from where frames begin."""
        return event.position() - QPointF(self._line.left, 0)

    # ------------------------------------------------------------------------------ hover

    def cut_at(self, view: View, x: float) -> Hold | None:
        """Return the cut that can be taken hold of at a place of the shots."""
        track = self._line.shots.track
        place = track.behind_gap(view, x) if self._line.editable else None
        if place is None:
            return None
        grip = cut_grip_at(view, track.span(place - 1), track.span(place), x)
        return None if grip is None else Hold(place, grip)

    def _on_threshold(self, y: float) -> bool:
        scores = self._line.scores
        if scores.threshold is None or not self._line.threshold_movable:
            return False
        return abs(y - y_of(scores.threshold, *scores.span)) <= _NEAR

    def _seen(self, view: View, at: QPointF) -> Seen:
        line = self._line
        found = line.strip_at(at.y()) if at.x() >= 0 else None
        if found is None:
            return Seen()
        strip, row = found
        if strip is line.shots:
            hold = self.cut_at(view, at.x())
            if hold is not None:
                return _of_cut(hold)
            return Seen(line.shots.track.at(view.frame_at(at.x())))
        if strip is line.marks:
            grip = grip_at(view, line.marks.marked, at.x())
            edge, body = grip in ("start", "end"), grip == "body"
            shape = _Shape.OpenHandCursor if body else _Shape.ArrowCursor
            return Seen(grasped=grip != "new", shape=_Shape.SizeHorCursor if edge else shape)
        if isinstance(strip, RunStrip):
            takes = strip.taken_at(view, at.x(), at.y() - row.top()) is not None
            return Seen(shape=_Shape.PointingHandCursor if takes else _Shape.ArrowCursor)
        on_line = strip is line.scores and self._on_threshold(at.y() - row.top())
        return Seen(shape=_Shape.SizeVerCursor if on_line else _Shape.ArrowCursor)

    def _show(self, seen: Seen) -> None:
        line = self._line
        if (seen.shot, seen.cut) != (line.shots.hovered, line.shots.held):
            line.shots.hovered, line.shots.held = seen.shot, seen.cut
            line.repaint_strip(line.shots)
        if seen.grasped != line.marks.grasped:
            line.marks.grasped = seen.grasped
            line.repaint_strip(line.marks)
        if seen.shape != line.cursor().shape():
            line.setCursor(QCursor(seen.shape))

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
