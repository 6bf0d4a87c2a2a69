"""The timeline: one film in lanes, from the whole of it down to single frames."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QToolTip, QWidget

from app.core.timeline_marks import Range
from app.ui.widgets.timeline_hand import Hand
from app.ui.widgets.timeline_keys import press_key
from app.ui.widgets.timeline_lanes import Pictures
from app.ui.widgets.timeline_showing import TARGET, Showing
from app.ui.widgets.timeline_tips import tip_at
from app.ui.widgets.tips import plain

if TYPE_CHECKING:
    from app.core.library.detection import Foretold
    from app.core.timeline import Floats

__all__ = ["TARGET", "Timeline"]


class Timeline(Showing):
    """One film from left to right, in lanes; their labels stand at the left.

    Frames are source frames from 0, ranges half-open. What is shown is set by the caller: a click
    or a drag only emits a signal, but the range being marked, the cut being moved and the
    threshold follow the hand, and what they become is said beside it.

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
    cut_changing = Signal(int)  # frame that a shot begins at or ends before; while dragging
    cut_moved = Signal(int, int, int, int)  # ids of the shots beside; end of one, start of other
    cut_asked = Signal(int)  # frame that a shot shall begin with
    shots_menu_asked = Signal(QPoint, int, int)  # on the screen; frame; id of shot behind a cut, 0

    def __init__(self, pictures: Pictures, parent: QWidget | None = None) -> None:
        super().__init__(pictures, parent)
        self._hand = Hand(self)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Timeline"))
        self.describe()

    def set_film(
        self,
        frames: int,
        rate: Fraction = Fraction(24),
        times: Floats | None = None,
        *,
        aspect: float = 16 / 9,
    ) -> None:
        """Let go of what is held, and show another film; see `Showing.set_film`."""
        self._hand.let_go()
        super().set_film(frames, rate, times, aspect=aspect)

    def set_foretold(self, foretold: Foretold | None) -> None:
        """Show which cuts a threshold would bring and take, and say how many."""
        super().set_foretold(foretold)
        self._hand.say_again()

    def cut_near(self, x: float) -> int | None:
        """Return the shot behind the cut that can be taken hold of at ``x`` of the lanes."""
        hold = None if self.view is None else self._hand.cut_at(self.view, x)
        return None if hold is None else hold.place

    # -------------------------------------------------------------------------- words

    def length_text(self, marked: Range) -> str:
        """Return the words on the range being marked."""
        frames = self.length(*marked)
        return self.tr("1 frame") if frames == 1 else self.tr("{0} frames").format(f"{frames:,}")

    def describe(self) -> None:
        """Say what is shown to those who do not see it."""
        if self.film is None:
            text = self.tr("No film.")
        else:
            frames, shots = self.film.frames, len(self.shots.shots)
            text = self.tr("{0} frames, {1} shots.").format(f"{frames:,}", f"{shots:,}")
        keys = self.tr("Left and right go by frames, up and down by shots; plus and minus zoom.")
        cuts = self.tr("B cuts at the playhead; Backspace removes the cut before the shot.")
        self.setAccessibleDescription(f"{text} {keys} {cuts}")

    # -------------------------------------------------------------------------- the hand

    def event(self, event: QEvent) -> bool:
        """Show a tip about what is under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            text = tip_at(self, event.pos().x(), event.pos().y())
            QToolTip.showText(event.globalPos(), plain(text), self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to scrub, drag or pan; click."""
        self._hand.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with it; without a button: show what can be taken hold of."""
        self._hand.move(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Put a cut into the shot that was clicked; elsewhere it is a press like another."""
        self._hand.press_twice(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the shots."""
        by_keys = event.reason() == QContextMenuEvent.Reason.Keyboard
        self._hand.ask_menu(event.pos(), event.globalPos(), at_head=by_keys)

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
