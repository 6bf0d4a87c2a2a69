"""The plot: a chart in one pane or two; zoomed, pointed at, read by the keyboard.

Imports pyqtgraph: imported when a run is shown, never before.
"""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.training.curves.charts import Chart
from app.core.training.curves.stretch import Stretch
from app.ui import theme
from app.ui.train.loss_axes import LossAxis
from app.ui.train.loss_keys import press
from app.ui.train.loss_panes import LossPane
from app.ui.widgets.painting import KEYBOARD, box

_HIGH, _LOW = 284, 180  # px
_ZOOM = 0.8  # of the stretch, for a notch of the wheel
_MEANT = 4  # px of the mouse before it spans something
_PANES = 2


class LossPlot(pg.GraphicsLayoutWidget):
    """A chart.

    Wheel with Ctrl, or alone once the plot has the keys: zoom. Drag: zoom to what is spanned; with
    Shift or the middle button: move. Double click, R: all. Arrows: the cursor; L: logarithmic.

    Signals:
        pointed: Where the cursor is on the axis, or None.
        log_asked: The scale shall be the other one.
    """

    pointed = Signal(object)  # float | None
    log_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chart = Chart("loss", "step")
        self.stretch = Stretch()
        self._log = False
        self._cursor: float | None = None
        self._press: tuple[QPointF, bool] | None = None  # where; whether it moves
        self._ring = False
        self._panes = [LossPane() for _ in range(_PANES)]
        self._bottom = LossAxis("bottom")
        self._lay_out()
        theme.changes().changed.connect(self._follow_theme)
        self._follow_theme()

    def _lay_out(self) -> None:
        layout = self.ci.layout
        layout.setContentsMargins(0, 2, theme.px(18), 3)
        layout.setSpacing(0)
        for row, pane in enumerate(self._panes):
            self.addItem(pane.left, row, 0)
            self.addItem(pane.box, row, 1)
            layout.setRowStretchFactor(row, 1)
        layout.setColumnStretchFactor(1, 1)
        self.addItem(self._bottom, _PANES, 1)
        self._show_panes(1)
        self.setFrameShape(self.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def close(self) -> bool:
        """Close it as any widget: pyqtgraph would take its items apart, and the process with it."""
        return QWidget.close(self)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(640), theme.px(_HIGH))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(240), theme.px(_LOW))

    def _follow_theme(self) -> None:
        self.setBackground(theme.color("surface"))
        for axis in (self._bottom, *(pane.left for pane in self._panes)):
            axis.follow_theme()
        self.updateGeometry()
        self._draw()

    # ------------------------------------------------------------------------------ what is shown

    def chart(self) -> Chart:
        """Return what is shown."""
        return self._chart

    @property
    def cursor_at(self) -> float | None:
        """Where the cursor is on the axis; None: it is not there."""
        return self._cursor

    def show_chart(self, chart: Chart, *, log: bool) -> None:
        """Show a chart: of the same kind where the eye is; of another, all of it."""
        before = self._chart
        same = (chart.what, chart.by) == (before.what, before.by) and bool(before.panes)
        self._chart, self._log = chart, log
        stretch = self.stretch if same else Stretch()
        if not same:
            for pane in self._panes:
                pane.forget_height()
        self.stretch = stretch.following(chart, before.end)
        self._show_panes(max(1, len(chart.panes)))
        self._draw()
        if chart.by != before.by:
            self.point_at(None)
        elif self._cursor is not None:
            self.point_at(self._cursor)

    def _show_panes(self, count: int) -> None:
        layout = self.ci.layout
        for row, pane in enumerate(self._panes):
            pane.set_visible(row < count)
            layout.setRowStretchFactor(row, 1 if row < count else 0)
            layout.setRowMaximumHeight(row, 16_777_215 if row < count else 0)
        layout.setRowSpacing(0, theme.px(8) if count > 1 else 0)
        self._bottom.linkToView(self._panes[count - 1].box)

    def _draw(self) -> None:
        self._bottom.show_form(self._chart.by)
        for pane, shown in zip(self._panes, self._chart.panes, strict=False):
            pane.show_pane(shown, self._chart, self.stretch, log=self._log)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if hasattr(self, "_panes"):  # pyqtgraph resizes while it is being made
            self._draw()

    # ------------------------------------------------------------------------------------ zoom

    def look_at(self, stretch: Stretch) -> None:
        """Show another part of the axis."""
        if stretch != self.stretch:
            self.stretch = stretch
            self._draw()

    def look_at_all(self) -> None:
        """Show all of it, and what will come."""
        self.look_at(Stretch().following(self._chart, self._chart.end))

    def zoom(self, notches: float, at: float) -> None:
        """Show less of it, or more with ``notches`` below 0; ``at`` stays where it is."""
        self.look_at(self.stretch.zoomed(_ZOOM**notches, at, self._chart))

    def wheelEvent(self, event: QWheelEvent) -> None:
        notches = event.angleDelta().y() / 120
        held = event.modifiers()
        if held & Qt.KeyboardModifier.ShiftModifier and self.hasFocus():
            notches = notches or event.angleDelta().x() / 120
            by = -0.1 * notches * (self.stretch.high - self.stretch.low)
            self.look_at(self.stretch.moved(by, self._chart))
        elif held & Qt.KeyboardModifier.ControlModifier or self.hasFocus():
            self.zoom(notches, self._place(event.position()))
        else:
            event.ignore()  # the page scrolls
            return
        event.accept()

    def _inside(self) -> QRectF:
        found: QRectF = self._panes[0].box.sceneBoundingRect()
        return found

    def _place(self, spot: QPointF) -> float:
        """Return the place of the axis under a spot of the widget."""
        inside = self._inside()
        part = (spot.x() - inside.left()) / max(1.0, inside.width())
        return self.stretch.low + min(max(part, 0.0), 1.0) * (self.stretch.high - self.stretch.low)

    # --------------------------------------------------------------------------------- the mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        button = event.button()
        if button not in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            event.ignore()
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        self._press = event.position(), bool(shift) or button == Qt.MouseButton.MiddleButton
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        spot = event.position()
        if self._press is None:
            inside = self._inside()
            on = inside.left() <= spot.x() <= inside.right()
            self.point_at(self._place(spot) if on else None)
            return
        start, moves = self._press
        if moves:
            self.look_at(self.stretch.moved(self._place(start) - self._place(spot), self._chart))
            self._press = spot, True
        elif self._spans(spot):
            self._show_band((self._place(start), self._place(spot)))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        press, self._press = self._press, None
        self._show_band(None)
        if press is None or press[1]:
            return
        spot = event.position()
        if abs(spot.x() - press[0].x()) >= theme.px(_MEANT):
            low, high = self._place(press[0]), self._place(spot)
            self.look_at(self.stretch.between(low, high, self._chart))

    def _spans(self, spot: QPointF) -> bool:
        return self._press is not None and abs(spot.x() - self._press[0].x()) >= theme.px(_MEANT)

    def _show_band(self, band: tuple[float, float] | None) -> None:
        for pane in self._panes:
            pane.show_band(band)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._press = None
        self.look_at_all()
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        if not self.hasFocus():
            self.point_at(None)
        super().leaveEvent(event)

    def point_at(self, x: float | None) -> None:
        """Put the cursor at a place of the axis; None: take it away."""
        self._cursor = x
        for pane in self._panes:
            pane.show_cursor(x)
        self.pointed.emit(x)

    # ------------------------------------------------------------------------------ the keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not press(self, event):
            QWidget.keyPressEvent(self, event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ring = event.reason() in KEYBOARD
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._ring = False
        super().focusOutEvent(event)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._ring:
            with QPainter(self.viewport()) as painter:
                box(painter, QRectF(self.viewport().rect()), edge=theme.color("accent"))
