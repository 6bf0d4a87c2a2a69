"""How the histogram of lengths is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from app.core.planner.pictures.lengths_chart import Bar
from app.ui import theme
from app.ui.plan.lengths_plot import AXIS, PILL, Pill, words_of
from app.ui.widgets.painting import box, faded, text_width, words

if TYPE_CHECKING:
    from app.ui.plan.lengths import LengthsView

_CENTER = Qt.AlignmentFlag.AlignHCenter


class LengthsPainting:
    """Draws a view: bars, axis, targets, what is held and what that would do."""

    def __init__(self, view: LengthsView) -> None:
        self._view = view

    def paint(self, painter: QPainter) -> None:
        """Draw all of it."""
        view, plot = self._view, self._view.plot()
        held, place = view.hand.held, view.hand.place
        if place is not None:
            self._paint_left_out(painter, plot.x_of(place.frames), place.dataset)
        for number, bar in enumerate(view.shown_chart().bars):
            self._paint_bar(painter, bar, lit=number == view.lit)
        painter.fillRect(plot.x_of(plot.chart.low), plot.floor, plot.width, 1, theme.color("line"))
        self._paint_ticks(painter)
        for pill in plot.pills:
            if pill.target != held:
                self._paint_target(painter, pill, ringed=self._is_ringed(pill))
        self._paint_plus(painter)
        if place is not None:
            row = next((pill.row for pill in plot.pills if pill.target == held), 0)
            pill = plot.pill(place, row=row)
            self._paint_target(painter, pill, ringed=True)
            self._paint_bubble(painter, pill)
        if view.keys.ringed == "bars":
            box(painter, QRectF(view.rect()), edge=theme.color("accent"), radius=6)

    def _is_ringed(self, pill: Pill) -> bool:
        return self._view.keys.ringed == "target" and pill.target == self._view.keys.target

    def _paint_left_out(self, painter: QPainter, line: int, dataset: int) -> None:
        """Tint where clips are too short for the held target."""
        plot = self._view.plot()
        left = plot.x_of(plot.chart.low)
        tint = faded(theme.dataset_color(dataset), 0.08)
        painter.fillRect(left, plot.top, line - left, plot.floor - plot.top, tint)

    def _paint_bar(self, painter: QPainter, bar: Bar, *, lit: bool) -> None:
        where = self._view.plot().bar_rect(bar)
        painter.fillRect(where, theme.color("muted" if lit else "faint"))
        if bar.losing:
            part = max(2, round(where.height() * bar.losing / bar.clips))
            losing = QRectF(where.left(), where.bottom() - part, where.width(), part)
            painter.fillRect(losing, theme.tone_color("warn", "solid"))

    def _paint_ticks(self, painter: QPainter) -> None:
        plot, font = self._view.plot(), theme.font("small")
        painter.setFont(font)
        chart = plot.chart
        room = text_width(font, str(chart.high)) + theme.px(16)
        every = plot.tick_step(room)
        top, height = plot.floor + 1, theme.px(AXIS) - 1
        for length in range(-(-chart.low // every) * every, chart.high, every):
            middle = (plot.x_of(length) + plot.x_of(length + 1)) / 2
            spot = QRectF(middle - room / 2, top, room, height)
            if spot.left() >= 0 and spot.right() <= plot.width:
                words(painter, spot, str(length), theme.color("dim"), _CENTER)

    def _paint_target(self, painter: QPainter, pill: Pill, *, ringed: bool) -> None:
        plot, color = self._view.plot(), theme.dataset_color(pill.target.dataset)
        line = QRectF(pill.line - 1, pill.where.center().y(), 2, 0)
        line.setBottom(plot.floor)
        off = not plot.chart.low <= pill.target.frames < plot.chart.high
        painter.fillRect(line, faded(color, 0.35) if off else color)
        where = pill.where
        if ringed:
            edge = theme.color("text")
            box(painter, where.adjusted(-2, -2, 2, 2), fill=theme.color("surface"), edge=edge)
            box(painter, where.adjusted(1, 1, -1, -1), fill=color, radius=PILL)
        else:
            box(painter, where, fill=color, radius=PILL)
        painter.setFont(theme.font("small"))
        words(painter, where, words_of(pill.target), theme.color("background"), _CENTER)

    def _paint_plus(self, painter: QPainter) -> None:
        where = self._view.plot().plus
        if where.isEmpty():
            return
        on = self._view.keys.ringed == "plus"
        edge = theme.color("accent" if on else "line_strong")
        box(painter, where, fill=theme.color("raised"), edge=edge, radius=PILL)
        painter.setFont(theme.font("small"))
        words(painter, where, "+", theme.color("muted"), _CENTER)

    def _paint_bubble(self, painter: QPainter, pill: Pill) -> None:
        """Say beside the line what would be."""
        said = self._view.hand.says()
        font = theme.font("small")
        pad, line = theme.px(9), theme.px(18)
        width = max(text_width(font, each) for each in said) + 2 * pad
        top = self._view.plot().top + theme.px(6)
        left = pill.line + theme.px(8)
        if left + width > self._view.width():
            left = max(0, pill.line - theme.px(8) - width)
        where = QRectF(left, top, width, len(said) * line + theme.px(8))
        box(painter, where, fill=theme.color("raised"), edge=theme.color("line_strong"), radius=6)
        painter.setFont(font)
        for number, each in enumerate(said):
            spot = QRectF(left + pad, top + theme.px(4) + number * line, width - 2 * pad, line)
            words(painter, spot, each, theme.color("text" if number == 0 else "warn"))
