"""How long the clips are, with the datasets' windows as lines that can be moved."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.core.amounts import counted
from app.core.planner.pictures.lengths_chart import Bar, LengthsChart, Target
from app.ui import theme
from app.ui.plan.lengths_hand import TargetHand
from app.ui.plan.lengths_keys import PASSING, LengthsKeys
from app.ui.plan.lengths_menu import LengthsMenu
from app.ui.plan.lengths_painting import LengthsPainting
from app.ui.plan.lengths_plot import Plot
from app.ui.widgets.tips import plain

_MEANT = 3  # px of the mouse before a target moves
_FINE = 8  # px of the mouse for one px of a line, with Shift


class LengthsView(QWidget):
    """The histogram.

    Tab goes to the bars, then to each target, then to the pill that adds one. Arrows walk along
    the bars, or move the target; Enter leaves it there, Escape takes it back.

    Attributes:
        hand: What moves targets.
        keys: What the keyboard is on.
        menu: What else can be done with targets.
        lit: The place of the bar under the mouse or the keyboard; None: none is.
    """

    def __init__(self) -> None:
        super().__init__()
        self.hand = TargetHand(self)
        self._chart = LengthsChart()
        self.lit: int | None = None
        self.keys = LengthsKeys(self)
        self._grab: tuple[float, float] | None = None  # of the mouse; of the line it moves
        self._steady = False  # the mouse has not moved far enough yet to mean it
        self._wanted: Target | None = None  # to be on as soon as it is there
        self._plot: Plot | None = None
        self.menu = LengthsMenu(self.hand, self)
        self._painting = LengthsPainting(self)
        self.hand.moved.connect(self._on_moved)
        self.hand.chosen.connect(self._on_chosen)
        theme.changes().changed.connect(self._forget)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Clip lengths"))

    def chart(self) -> LengthsChart:
        """Return what is shown."""
        return self._chart

    def show_chart(self, chart: LengthsChart) -> None:
        """Show another histogram; what was held is let go."""
        self.hand.take_back()
        self._chart, self.lit, self._grab = chart, None, None
        if self.keys.follow(chart, self._wanted):
            self._wanted = None
        self._forget()

    def _forget(self) -> None:
        self._plot = None
        self.updateGeometry()
        self.update()

    # ------------------------------------------------------------------------------ geometry

    def plot(self) -> Plot:
        """Return where all lies; while a target is held, as if it had not moved."""
        if self._plot is None:
            self._plot = Plot(self._chart, self.size(), addable=self.hand.able)
        return self._plot

    def sizeHint(self) -> QSize:
        return QSize(theme.px(420), self.plot().wanted_height)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(200), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        before = None if self._plot is None else self._plot.wanted_height
        self._plot = None
        if before != self.plot().wanted_height:
            self.updateGeometry()

    def shown_chart(self) -> LengthsChart:
        """Return the chart as it is painted: while a target is held, what it would lose."""
        trial = self.hand.trial
        return self._chart if trial is None else self._chart.with_losing(trial.losing)

    # -------------------------------------------------------------------------------- saying

    def says(self, bar: Bar) -> str:
        """Return what a bar is, for people."""
        length = f"{bar.start}" if bar.end - bar.start == 1 else f"{bar.start}–{bar.end - 1}"
        said = self.tr("{} frames: {}").format(length, counted(bar.clips, "clip"))
        if bar.losing:
            said += "\n" + self.tr("{:,} of them lose samples").format(bar.losing)
        return said

    def _describe(self) -> None:
        """Let a screen reader say what the keyboard or the mouse is on."""
        said = "\n".join(self.hand.says())
        target = self.keys.target
        if not said and self.keys.ringed == "target" and target is not None:
            said = self.hand.says_of(target)
        elif not said and self.keys.ringed == "plus":
            said = self.menu.plus_says()
        elif not said and self.lit is not None:
            said = self.says(self.shown_chart().bars[self.lit])
        self.setAccessibleDescription(said)
        self.update()

    def _tip(self, at: QPointF) -> str:
        if self.plot().plus.contains(at):
            return self.menu.plus_says()
        pill = self.plot().pill_at(at)
        if pill is not None:
            return self.hand.says_of(pill.target)
        place = self.plot().bar_at(at.x())
        return "" if place is None else self.says(self._chart.bars[place])

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = "" if self.hand.held is not None else self._tip(QPointF(event.pos()))
            if text:
                QToolTip.showText(event.globalPos(), plain(text), self)
            else:
                QToolTip.hideText()
                event.ignore()
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self._painting.paint(painter)

    # ------------------------------------------------------------------------------ the mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        spot = event.position()
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if self.plot().plus.contains(spot):
            self.menu.add_menu().popup(self.mapToGlobal(self.plot().plus.bottomLeft().toPoint()))
            return
        pill = self.plot().pill_at(spot)
        self.hand.take_back()
        if pill is None or not self.hand.able:
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.keys.on, self.lit = self._chart.targets.index(pill.target), None
        self.hand.take(pill.target)
        self._grab = spot.x(), float(self.plot().x_of(pill.target.frames))
        self._steady = True
        self._describe()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        spot = event.position()
        if self._grab is None:
            over = self.plot().pill_at(spot) if self.hand.able else None
            on_plus = self.plot().plus.contains(spot)
            shape = Qt.CursorShape.PointingHandCursor if on_plus else Qt.CursorShape.ArrowCursor
            self.setCursor(Qt.CursorShape.SizeHorCursor if over else shape)
            self.light(None if over or on_plus else self.plot().bar_at(spot.x()))
            return
        from app.core.planner.pictures.other_lengths import nearest

        mouse, line = self._grab
        if self._steady and abs(spot.x() - mouse) < theme.px(_MEANT):
            return
        self._steady = False
        fine = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        line += (spot.x() - mouse) / (_FINE if fine else 1)
        self._grab = spot.x(), line
        self.hand.move(nearest(self.plot().frames_at(line)))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._grab is not None:
            self._grab = None
            self.hand.drop()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        at = event.pos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            at = self.keys.spot().toPoint()
        if self.hand.able and self.hand.held is None:
            pill = self.plot().pill_at(QPointF(at))
            frames = round(self.plot().frames_at(at.x()))
            self.menu.menu(pill.target if pill else None, frames).popup(self.mapToGlobal(at))

    def leaveEvent(self, event: QEvent) -> None:
        self.light(None)
        super().leaveEvent(event)

    def light(self, place: int | None) -> None:
        """Light a bar."""
        if place != self.lit:
            self.lit = place
            self._describe()

    # --------------------------------------------------------------------------- the keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape and self.hand.held is not None:
            self._grab = None
            self.hand.take_back()
        elif self._grab is not None:
            event.accept()  # the mouse has it
        elif not self.keys.press(key):
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Go on to the next target; at the last one, out of the histogram."""
        if not self.hasFocus() or not self.keys.step(forward=forward):
            return super().focusNextPrevChild(forward)
        self.lit = None
        self._describe()
        return True

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.keys.came(event.reason())
        super().focusInEvent(event)
        self._describe()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() in PASSING:
            return
        self.keys.ring, self.lit = False, None
        if self.hand.by_keys:
            self.hand.take_back()
        self._describe()

    # --------------------------------------------------------------------------- what is held

    def _on_moved(self) -> None:
        if self.hand.held is None:
            self._grab = None
        elif self.hand.by_keys:
            self.keys.ring = True
        self._describe()

    def _on_chosen(self, trial: object) -> None:
        """Show the change at once; the plan of it comes soon."""
        from app.core.planner.pictures.other_lengths import Trial

        assert isinstance(trial, Trial)
        full = trial.key == "max_frames"
        old = None if trial.old is None else Target(trial.dataset, trial.old, full)
        self._wanted = None if trial.new is None else Target(trial.dataset, trial.new, full)
        self._chart = self._chart.with_target(old, self._wanted).with_losing(trial.losing)
        self.keys.follow(self._chart, self._wanted)
        self._forget()
