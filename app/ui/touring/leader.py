"""Leads through the tour: looks at the window ten times a second while it is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent

from app.core.touring.placing import Box, beside
from app.core.touring.tour import Tour
from app.ui import theme
from app.ui.touring.coach import Coach
from app.ui.touring.controls import Spot, spot_of
from app.ui.touring.ring import Ring
from app.ui.touring.watch import Watch

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow

_LOOK_MS = 100
_GAP = 12  # px at zoom 1


class TourLeader(QObject):
    """One tour over one window; it ends when it is left, finished, or the project is closed.

    Attributes:
        tour: Where the person is.
        coach: The card.
        ring: The ring.

    Signals:
        ended: Whether it was taken to its end.
        demo_asked: There is nothing here to show it on.
    """

    ended = Signal(bool)
    demo_asked = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._watch = Watch(window, self)
        self.tour = Tour(self._watch.scene())
        window.document.opened.connect(self._on_opened)
        self.ring, self.coach = Ring(window), Coach(window)
        self._control = ""
        self._put = False  # whether the card lies beside something already
        self._by_hand = False  # whether the card was dragged since the control was another
        self._look = QTimer(self, interval=_LOOK_MS)
        self._look.timeout.connect(self.follow)
        self.coach.went.connect(self.go)
        self.coach.left.connect(self.leave)
        self.coach.demo_asked.connect(self.demo_asked)
        self.coach.moved.connect(self._on_moved)
        window.installEventFilter(self)
        theme.changes().changed.connect(self._on_look_changed)

    def begin(self, place: int = 0) -> None:
        """Show the first step, or another one by its place, from 0."""
        self.tour.go(place)
        self._show_stage()
        self.coach.show_card(self.tour.card())
        self.coach.show()
        self.coach.raise_()
        self.ring.stackUnder(self.coach)
        self._look.start()
        self.follow()

    def go(self, by: int) -> None:
        """Go to the next step, or with -1 to the one before; after the last one it ends."""
        if by > 0 and self.tour.ended:
            self._end(finished=True)
            return
        self.tour.go(by)
        self._by_hand = False
        self._show_stage()
        self.tour.observe(self._watch.scene())
        self.coach.show_card(self.tour.card())
        self._control = ""
        self.follow()

    def leave(self) -> None:
        """Leave it."""
        self._end(finished=self.tour.ended)

    def follow(self) -> None:
        """Take what the window shows now; show it where it is another."""
        if not self._look.isActive():
            return  # it has ended
        if self.tour.observe(self._watch.scene()):
            self.coach.show_card(self.tour.card())
        card = self.tour.card()
        if card.control != self._control:
            self._take_control(card.control)
        spot = self._spot()
        place = spot.place(self._window) if spot is not None else None
        self.ring.surround(place)
        self._put_card(place)

    def _on_opened(self) -> None:
        """End with the project that it was begun on."""
        if self._look.isActive():
            self._end(finished=False)

    # ------------------------------------------------------------------------------- placing

    def _spot(self) -> Spot | None:
        return spot_of(self._window, self._control) if self._control else None

    def _take_control(self, control: str) -> None:
        self._control = control
        self._by_hand = self._by_hand and not control
        spot = self._spot()
        if spot is not None:
            spot.reveal()

    def _put_card(self, place: QRect | None) -> None:
        """Put the card beside what it is about; where that is nothing, it stays in the window."""
        window, size = self._window, self.coach.wanted()
        room = window.width(), window.height()
        wanted = size.width(), min(size.height(), window.height())
        now = Box(self.coach.x(), self.coach.y(), *wanted)
        about = None if place is None else Box(place.x(), place.y(), place.width(), place.height())
        stays = self._by_hand or (about is None and self._put)
        gap = theme.px(_GAP)
        inside = Box(0, 0, *room)
        box = (
            now.within(inside) if stays else beside(wanted, about, room, gap, below=self.tour.below)
        )
        if (box.x, box.y, *wanted) != self.coach.geometry().getRect():
            self.coach.setGeometry(box.x, box.y, *wanted)
        if about is not None:
            self._put = True

    def _on_moved(self) -> None:
        self._by_hand = True

    def _on_look_changed(self) -> None:
        self._by_hand = False
        self.follow()

    # --------------------------------------------------------------------------------- going

    def _show_stage(self) -> None:
        """Show the stage of the step, where there is a project."""
        stage, window = self.tour.stage, self._window
        if stage and window.document.is_open and self.tour.can_be_shown and window.stage != stage:
            window.stages.show(stage)

    def _end(self, *, finished: bool) -> None:
        self._look.stop()
        self._window.removeEventFilter(self)
        for part in (self.ring, self.coach):
            part.hide()
            part.deleteLater()
        self.ended.emit(finished)
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave with Escape, where nothing else wanted that; follow the window's size."""
        if event.type() == QEvent.Type.Resize:
            QTimer.singleShot(0, self, self.follow)
        if isinstance(event, QKeyEvent) and _is_escape(event):
            self.leave()
            return True
        return super().eventFilter(watched, event)


def _is_escape(event: QKeyEvent) -> bool:
    return event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape
