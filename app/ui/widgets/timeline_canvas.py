"""The timeline without the hand: lanes, the part of the film in view, and painting."""

from __future__ import annotations

import math
from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QScrollBar, QSizePolicy, QWidget

from app.core.timeline import Film, View
from app.core.timeline_marks import Range, row_at
from app.ui import theme
from app.ui.widgets.painting import KEYBOARD, box, faded, words
from app.ui.widgets.timeline_blocks import MarkStrip, RunStrip, ShotStrip
from app.ui.widgets.timeline_lanes import FilmStrip, Pictures, Ruler, ScoreStrip, Strip
from app.ui.widgets.timeline_readout import Readout, paint_readout, place_of

_LABELS = 100  # pixels of the column at the left
_BAR = 10  # pixels of the scroll bar
_HEAD = 5  # pixels: half the playhead's width in the ruler
_ZOOM = 1.25  # per notch of the wheel


class Canvas(QWidget):
    """The lanes, the view and the playhead; see `timeline.Timeline`.

    Attributes:
        film: What is shown; None while there is none, and then there is no ``view``.
        view: The part of it on screen.
        position: The playhead's frame.
    """

    view_changed = Signal()

    def __init__(self, pictures: Pictures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.film: Film | None = None
        self.view: View | None = None
        self.position = 0
        self.ruler = Ruler()
        self.pictures = FilmStrip(self.tr("film"), pictures)
        self.scores = ScoreStrip(self.tr("cut score"))
        self.shots = ShotStrip(self.tr("shots"))
        self.marks = MarkStrip(self.tr("in / out"), self.length_text)
        self.runs: list[RunStrip] = []
        self._ringed = False
        self._readout: Readout | None = None
        self._said = QRect()
        self._bar = QScrollBar(Qt.Orientation.Horizontal, self)
        self._bar.valueChanged.connect(self._scroll)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changes().changed.connect(self._restyle)
        self._show_view()

    def length_text(self, marked: Range) -> str:
        """Return the words on the range being marked."""
        raise NotImplementedError

    def say(self, readout: Readout | None) -> None:
        """Show words beside the hand; None: no longer."""
        if readout == self._readout:
            return
        self.update(self._said)
        self._readout, self._said = readout, QRect()
        if readout is not None and self.view is not None:
            top = next(row.top() for strip, row in self.rows() if strip is readout.over)
            x = self.left + self.view.x_of(readout.frame)
            self._said = place_of(readout, x, top, self.left, self.width())
            self.update(self._said)

    # ------------------------------------------------------------------------------ view

    def set_view(self, view: View) -> None:
        """Show another part of the film, or another zoom."""
        if view != self.view:
            self.view = view
            self._show_view()

    def zoom(self, notches: float, x: float | None = None) -> None:
        """Zoom in (``notches`` > 0) or out at ``x`` of the lanes; None: at a playhead in view."""
        if self.view is None:
            return
        if x is None:
            x = self.view.x_of(self.position + 0.5)
            x = x if 0 <= x <= self.view.width else self.view.width / 2
        self.set_view(self.view.zoomed(_ZOOM**notches, x))

    def _scroll(self, value: int) -> None:
        if self.view is not None and self.view.scroll()[1] != value:
            self.set_view(self.view.scrolled(value))

    def _show_view(self) -> None:
        most, value = self.view.scroll() if self.view else (0, 0)
        blocked = self._bar.blockSignals(True)
        self._bar.setPageStep(self.track_width)
        self._bar.setSingleStep(theme.px(40))
        self._bar.setRange(0, most)
        self._bar.setValue(value)
        self._bar.blockSignals(blocked)
        self._bar.setVisible(most > 0)
        self.update()
        self.view_changed.emit()

    # ------------------------------------------------------------------------------ places

    @property
    def strips(self) -> list[Strip]:
        """The lanes from the top."""
        return [self.ruler, self.pictures, self.scores, self.shots, self.marks, *self.runs]

    @property
    def left(self) -> int:
        """Pixels from the widget's left edge to where frames begin."""
        return theme.px(_LABELS)

    @property
    def track_width(self) -> int:
        """Pixels in which frames are shown."""
        return max(1, self.width() - self.left)

    def rows(self) -> Iterator[tuple[Strip, QRect]]:
        """Yield each lane and where it is, its label included."""
        top = 0
        for strip in self.strips:
            yield strip, QRect(0, top, self.width(), strip.height)
            top += strip.height

    def strip_at(self, y: float) -> tuple[Strip, QRect] | None:
        """Return the lane at a height, and where it is."""
        rows = list(self.rows())
        found = row_at([row.top() for _, row in rows], [row.height() for _, row in rows], y)
        return None if found is None else rows[found]

    def sizeHint(self) -> QSize:
        """As high as the lanes and the scroll bar."""
        height = sum(strip.full_height for strip in self.strips)
        return QSize(theme.px(640), height + theme.px(_BAR))

    def minimumSizeHint(self) -> QSize:
        """As high as the lanes, and wide enough to see something."""
        return QSize(theme.px(280), self.sizeHint().height())

    def squeeze(self) -> None:
        """Lower what can be lower where not all lanes have room, so that none is out of sight."""
        squeezed = self.height() < self.sizeHint().height()
        for strip in self.strips:
            strip.squeezed = squeezed

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep what is in view."""
        super().resizeEvent(event)
        self.squeeze()
        height = theme.px(_BAR)
        self._bar.setGeometry(self.left, self.height() - height, self.track_width, height)
        if self.view is not None:
            self.set_view(self.view.resized(self.track_width))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring where the keyboard brought the focus."""
        super().focusInEvent(event)
        self._ringed = event.reason() in KEYBOARD
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self._ringed = False
        self.update()

    def _restyle(self) -> None:
        for strip in self.strips:
            strip.touch()
        self.squeeze()
        self.updateGeometry()
        self.update()

    # ------------------------------------------------------------------------------ painting

    def repaint_strip(self, strip: Strip) -> None:
        """Have a lane drawn anew."""
        strip.touch()
        self.update_strip(strip)

    def update_strip(self, strip: Strip) -> None:
        """Have a lane painted again from its picture."""
        for each, row in self.rows():
            if each is strip:
                self.update(row)

    def update_head(self) -> None:
        """Have the playhead painted, or painted over."""
        if self.view is not None:
            reach = theme.px(_HEAD) + 2
            x = self.left + math.floor(self.view.x_of(self.position))
            self.update(x - reach, 0, 2 * reach + 1, self.ruler.height)
            self.update(x - 1, self.ruler.height, 3, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what the event asks for, lanes from their pictures."""
        asked = event.rect()
        with QPainter(self) as painter:
            painter.fillRect(asked, theme.color("surface"))
            for strip, row in self.rows():
                if row.intersects(asked):
                    self._paint_strip(painter, strip, row, asked)
            if self.view is not None and asked.right() >= self.left:
                painter.setClipRect(self.left, 0, self.track_width, self.height())
                self._paint_marked(painter, self.view)
                self._paint_head(painter, self.view)
                painter.setClipping(False)
            if self._readout is not None and self._said.intersects(asked):
                paint_readout(painter, self._readout, self._said)
            if self._ringed:
                edge = faded(theme.color("accent"), 0.6)
                box(painter, QRectF(self.rect()), edge=edge, radius=3)

    def _paint_strip(self, painter: QPainter, strip: Strip, row: QRect, asked: QRect) -> None:
        if asked.right() >= self.left:
            if self.view is not None:
                painter.drawPixmap(self.left, row.top(), strip.pixmap(self.view, self))
            else:
                self._paint_outline(painter, strip, row)
        if asked.left() < self.left:
            painter.setFont(theme.font("small"))
            where = QRectF(row).adjusted(theme.px(12), 0, 0, 0)
            where.setRight(self.left - theme.px(4))
            words(painter, where, strip.label, theme.color("muted" if self.view else "dim"))
        if strip.line:
            line = QRect(0, row.bottom(), self.width(), 1)
            painter.fillRect(line, theme.color("line_soft"))

    def _paint_outline(self, painter: QPainter, strip: Strip, row: QRect) -> None:
        """Paint a lane that waits for a film."""
        if strip is self.ruler:
            return
        pad = theme.px(6 if strip is self.pictures else 5)
        where = QRectF(row).adjusted(self.left, pad, -theme.px(12), -pad)
        box(painter, where, edge=theme.color("line_soft"), radius=4)

    def _paint_marked(self, painter: QPainter, view: View) -> None:
        """Paint where the range lies in the film."""
        if self.marks.marked is None:
            return
        start, end = (self.left + round(view.x_of(frame)) for frame in self.marks.marked)
        top = self.ruler.height + self.pictures.height - self.pictures.pad + theme.px(2)
        painter.fillRect(start, top, max(1, end - start), theme.px(2), theme.color("accent"))

    def _paint_head(self, painter: QPainter, view: View) -> None:
        x = self.left + math.floor(view.x_of(self.position)) + 0.5
        color, half = theme.color("text"), theme.px(_HEAD)
        top, bottom = self.ruler.height - theme.px(11), self.ruler.height - theme.px(1)
        painter.fillRect(
            QRectF(x - 0.5, bottom, 1, sum(strip.height for strip in self.strips) - bottom), color
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        shoulder = bottom - half
        points = [(-half, top), (half, top), (half, shoulder), (0, bottom), (-half, shoulder)]
        painter.drawPolygon(QPolygonF([QPointF(x + dx, y) for dx, y in points]))
