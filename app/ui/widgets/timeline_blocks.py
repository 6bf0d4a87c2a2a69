"""The lanes of a timeline that hold blocks: shots, in and out, what each dataset takes."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Self

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.core.timeline import View
from app.core.timeline_blocks import Block, Lane, Placed, Rows, Run, Track
from app.core.timeline_marks import CutGrip, Range
from app.ui import theme
from app.ui.widgets.painting import PLAIN, box, faded, text_width
from app.ui.widgets.timeline_lanes import Strip, draw_foretold

if TYPE_CHECKING:
    from app.core.library.detection import Foretold
    from app.core.library.model import State

_STATES: tuple[State, ...] = ("picked", "open", "rejected")
_ROUNDED = 8.0  # pixels from which a block has round corners
_SHARES = 4  # steps between no shot picked and all
_SPACED = 24  # pixels from which blocks stand wider apart
_ROW = 9.0  # pixels at zoom 1 of a row, where a dataset's runs overlap
_LEAST_RUN = 3.0  # pixels of a single frame that a dataset takes
_REACH = 8.0  # pixels at zoom 1 by which a click may miss it
_ROWS = 4  # more are squeezed into the height of so many


def blend(one: QColor, other: QColor, share: float) -> QColor:
    """Return ``one`` with a ``share`` 0-1 of ``other``."""
    return QColor.fromRgbF(
        one.redF() + (other.redF() - one.redF()) * share,
        one.greenF() + (other.greenF() - one.greenF()) * share,
        one.blueF() + (other.blueF() - one.blueF()) * share,
    )


def on_color(name: str) -> QColor:
    """Return the colour of words on a block filled with the role ``name``."""
    return theme.color("on_accent" if name == "accent" else "inset")


class Batch:
    """Fills blocks; those too narrow for round corners together at the end, which is quicker.

    Used as a context.
    """

    def __init__(self, painter: QPainter) -> None:
        self._painter = painter
        self._narrow: defaultdict[int, list[QRectF]] = defaultdict(list)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self._painter.setPen(Qt.PenStyle.NoPen)
        for color, rects in self._narrow.items():
            self._painter.setBrush(QColor.fromRgba(color))
            self._painter.drawRects(rects)

    def fill(self, where: QRectF, color: QColor, edge: QColor | None = None) -> bool:
        """Fill a block; return whether it is wide, narrow ones have the colour of their edge."""
        wide = where.width() >= _ROUNDED
        if wide:
            box(self._painter, where, fill=color, edge=edge, radius=3)
        else:
            self._narrow[(edge or color).rgba()].append(where)
        return wide


def hatch(painter: QPainter, where: QRectF, color: QColor) -> None:
    """Draw slanting lines, counted from the left of the block, so that they move with it."""
    painter.save()
    painter.setClipRect(where)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color, 1))
    step, tall = theme.px(6), where.height()
    first = int(max(0.0, -where.left() - tall) // step)
    last = int((min(where.right(), painter.window().right()) - where.left() + tall) // step) + 1
    lines = [
        QLineF(x, where.bottom(), x + tall, where.top())
        for x in (where.left() - tall + n * step for n in range(first, last + 1))
    ]
    painter.drawLines(lines)
    painter.restore()


def caption(painter: QPainter, where: QRectF, text: str, color: QColor) -> bool:
    """Write into a block, on its visible part; return False where it has no room."""
    inner = where.intersected(QRectF(painter.window())).adjusted(theme.px(6), 0, -theme.px(3), 0)
    if text_width(painter.font(), text) > inner.width():
        return False
    painter.setPen(color)
    painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | PLAIN, text)
    return True


def rect_of(placed: Placed, top: float, height: float) -> QRectF:
    """Return a block on whole pixels, a gap before the next, at least one pixel wide."""
    left, right = round(placed.left), round(placed.right)
    if right - left > 2:
        right -= 2 if right - left > _SPACED else 1
    return QRectF(left, top, max(1, right - left), height)


class ShotStrip(Strip):
    """The shots; ``current`` and ``hovered`` are places in ``shots``.

    Attributes:
        held: The cut under the mouse: place of the shot behind it, and what of it would move.
        foretold: The cuts that another threshold would bring and take.
    """

    def __init__(self, label: str) -> None:
        super().__init__(label, 26)
        self.shots: list[Block] = []
        self.track = Track([])
        self.current: int | None = None
        self.hovered: int | None = None
        self.held: tuple[int, CutGrip] | None = None
        self.foretold: Foretold | None = None

    def show(self, shots: Iterable[Block]) -> None:
        """Show other shots, none overlapping another."""
        self.shots = sorted(shots, key=lambda shot: shot.start)
        self.track = Track([(shot.start, shot.end) for shot in self.shots])
        self.current = self.hovered = self.held = None
        self.touch()

    def draw(self, painter: QPainter, view: View, area: QRectF) -> None:
        """Draw a block for each shot."""
        pad, height = theme.px(4), area.height() - 2 * theme.px(4)
        colors = {(state, tone): _shade(state, tone) for state in _STATES for tone in range(3)}
        some = colors["open", 0], colors["picked", 0]
        mixed = [blend(*some, share / _SHARES) for share in range(_SHARES + 1)]
        mixed.append(colors["open", 2])
        with Batch(painter) as batch:
            for place in self.track.placed(view):
                where = rect_of(place, pad, height)
                tone = self._tone(place)
                if place.last > place.first + 1:
                    batch.fill(where, mixed[self._picked(place)] if tone < 2 else mixed[-1])
                    continue
                state = self.shots[place.first].state
                if batch.fill(where, colors[state, tone]) and state == "rejected":
                    hatch(painter, where, theme.color("faint" if tone else "line_strong"))
        if self.foretold is not None:
            draw_foretold(painter, view, area, self.foretold)
        if self.held is not None and self.held[0] < len(self.shots):
            self._draw_held(painter, view, area, *self.held)

    def _draw_held(
        self, painter: QPainter, view: View, area: QRectF, place: int, grip: CutGrip
    ) -> None:
        """Draw the edges of a cut that the hand would move, or moves."""
        end, start = self.track.gap(place)
        edges = {"whole": {end, start}, "end": {end}, "start": {start}}[grip]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if start > end:
            between = QRectF(view.x_of(end), 0, (start - end) * view.scale, area.height())
            painter.fillRect(between, faded(theme.color("accent"), 0.25))
        for frame in edges:
            x = round(view.x_of(frame)) - 1
            painter.fillRect(QRectF(x - 1, 1, 3, area.height() - 3), theme.color("accent"))

    def _picked(self, place: Placed) -> int:
        """Return how many of `_SHARES` parts of a block's shots are picked; rounded up."""
        picked = sum(shot.state == "picked" for shot in self.shots[place.first : place.last])
        return math.ceil(_SHARES * picked / (place.last - place.first))

    def _tone(self, place: Placed) -> int:
        """Return 2 for the current shot, 1 for the one under the mouse, else 0."""
        if self.current is not None and place.first <= self.current < place.last:
            return 2
        return int(self.hovered is not None and place.first <= self.hovered < place.last)


def _shade(state: State, tone: int) -> QColor:
    if state == "rejected":
        return theme.color("hover" if tone else "raised")
    low, high = ("good_edge", "good") if state == "picked" else ("line_strong", "dim")
    return blend(theme.color(low), theme.color(high), (0.0, 0.15, 0.4)[tone])


class RowStrip(Strip):
    """A lane of blocks that may overlap: it has as many rows as they need.

    Args:
        label: For the column at the left.
        height: Pixels at zoom 1.
        inset: Pixels at zoom 1 above and below the rows.
    """

    def __init__(self, label: str, height: float, inset: float) -> None:
        super().__init__(label, height)
        self._spans: Sequence[tuple[int, int]] = ()
        self._rows: Rows | None = None
        self._inset = inset

    @property
    def rows(self) -> Rows:
        """The rows, made when they are first needed."""
        if self._rows is None:
            self._rows = Rows(self._spans)
        return self._rows

    def place_at(self, view: View, x: float, y: float) -> int | None:
        """Return the place of the block at a point of the lane, of those it was given."""
        top, tall = self.row()
        number = int((y - top) // tall)
        return self.rows.at(min(len(self.rows) - 1, max(0, number)), view, x)

    def row(self) -> tuple[float, float]:
        """Return the top of the first row and the height of each, pixels."""
        top = theme.px(self._inset)
        return top, (self.height - 2 * top) / max(1, len(self.rows))


class MarkStrip(RowStrip):
    """The range being marked, over the clips that exist.

    Attributes:
        tail: From which source frame on the range is wasted; its end where nothing is.
    """

    def __init__(self, label: str, text: Callable[[Range], str]) -> None:
        super().__init__(label, 26, 7)
        self.clips: list[Block] = []
        self.marked: Range | None = None
        self.tail: int | None = None
        self.grasped = False
        self._text = text

    def show(self, clips: Iterable[Block]) -> None:
        """Show other clips."""
        self.clips = list(clips)
        self._spans = [(clip.start, clip.end) for clip in self.clips]
        self._rows = None
        self.touch()

    def draw(self, painter: QPainter, view: View, area: QRectF) -> None:
        """Draw the clips, then the range with its edges."""
        top, tall = self.row()
        colors = {
            True: (theme.color("good_fill"), theme.color("good_edge")),
            False: (theme.color("raised"), theme.color("line_strong")),
        }
        with Batch(painter) as batch:
            for number, block, places in self.rows.placed(view):
                picked = any(self.clips[place].state == "picked" for place in places)
                batch.fill(rect_of(block, top + number * tall, tall), *colors[picked])
        if self.marked is not None:
            self._draw_range(painter, view, area, self.marked)

    def _draw_range(self, painter: QPainter, view: View, area: QRectF, marked: Range) -> None:
        pad = theme.px(4)
        left, right = round(view.x_of(marked[0])), round(view.x_of(marked[1]))
        where = QRectF(left, pad, max(2, right - left), area.height() - 2 * pad)
        if where.right() < -1 or where.left() > area.right() + 1:
            return
        color = theme.color("accent_hover" if self.grasped else "accent")
        box(painter, where, fill=color, radius=3)
        if self.tail is not None and self.tail < marked[1]:
            self._draw_tail(painter, view, where, self.tail)
        inset, text = theme.px(4), self._text(marked)
        if not caption(painter, where.adjusted(inset, 0, -inset, 0), text, on_color("accent")):
            beside = QRectF(where.right() + theme.px(6), where.top(), area.right(), where.height())
            behind = beside.adjusted(-theme.px(4), 0, 0, 0)
            behind.setWidth(text_width(painter.font(), text) + theme.px(8))
            painter.fillRect(behind, theme.color("surface"))
            painter.setPen(theme.color("accent_text"))
            painter.drawText(beside, Qt.AlignmentFlag.AlignVCenter | PLAIN, text)
        if where.width() >= theme.px(20):
            painter.setPen(QPen(faded(on_color("accent"), 0.45), 1.5))
            for x in (where.left() + inset, where.right() - inset):
                painter.drawLine(QLineF(x, where.top() + inset, x, where.bottom() - inset))

    def _draw_tail(self, painter: QPainter, view: View, where: QRectF, tail: int) -> None:
        """Draw what is wasted of the range: dark and hatched."""
        left = max(where.left() + 1, round(view.x_of(tail)))
        part = QRectF(left, where.top() + 1, where.right() - 1 - left, where.height() - 2)
        if part.width() > 0:
            painter.fillRect(part, faded(theme.color("surface"), 0.7))
            hatch(painter, part, theme.color("accent"))


class RunStrip(RowStrip):
    """What one dataset takes.

    Args:
        lane: It.
        least: Rows that it has room for at least; ``most``: that it has room for, whatever is in.

    Attributes:
        played: The place of the run that the player loops.
        rows_shown: Rows that it has room for.
    """

    def __init__(self, lane: Lane, *, least: int = 0, most: int | None = None) -> None:
        rows = Rows([(run.start, run.end) for run in lane.runs])
        few = min(max(least, len(rows)), _ROWS) if most is None else most
        super().__init__(lane.label, 26 if few < 2 else max(26, 6 + few * _ROW), 4)
        self.lane, self._rows, self.rows_shown = lane, rows, few
        self.played: int | None = None

    def draw(self, painter: QPainter, view: View, area: QRectF) -> None:
        """Draw a block for each run, in as many rows as they overlap."""
        top, tall = self.row()
        gap = 1 if tall > 4 else 0
        color = theme.color(self.lane.color)
        colors = color, blend(color, theme.color("surface"), 0.3)  # the row below steps back
        with Batch(painter) as batch:
            for number, block, places in self.rows.placed(view):
                runs = [self.lane.runs[place] for place in places]
                where = rect_of(block, top + number * tall, tall - gap)
                where.setWidth(max(_LEAST_RUN, where.width()))
                if all(run.dropped for run in runs):
                    self._draw_ghost(painter, where, runs)
                    continue
                collides = any(run.collides for run in runs)
                edge = theme.color("bad") if collides else None
                if batch.fill(where, colors[number % 2], edge):
                    self._finish(painter, where, runs, collides)
                if self.played in places:
                    box(painter, where, edge=theme.color("text"), radius=3)

    def taken_at(self, view: View, x: float, y: float) -> int | None:
        """Return the place of the run that a click at a point of the lane means, if it is taken.

        Where none lies there, it is one close beside, of any row: a single frame is thin.
        """
        runs, found = self.lane.runs, self.place_at(view, x, y)
        if found is not None and not runs[found].dropped:
            return found
        reach = theme.px(_REACH)
        beside = (self.rows.at(number, view, x, reach) for number in range(len(self.rows)))
        return next((n for n in beside if n is not None and not runs[n].dropped), None)

    def _draw_ghost(self, painter: QPainter, where: QRectF, runs: Sequence[Run]) -> None:
        """Draw the outline of what is not taken."""
        edge = theme.color("muted")
        box(painter, where.adjusted(0, 0, 0, -1), edge=edge, radius=3, dashed=True)
        if len(runs) == 1 and where.height() >= theme.px(14):
            caption(painter, where, runs[0].label, edge)

    def _finish(
        self, painter: QPainter, where: QRectF, runs: Sequence[Run], collides: bool
    ) -> None:
        """Draw what a wide block has besides its colour."""
        if collides:
            hatch(painter, where.adjusted(1, 1, -1, -1), faded(theme.color("bad_fill"), 0.6))
        if len(runs) == 1 and runs[0].label and where.height() >= theme.px(14):
            caption(painter, where, runs[0].label, on_color(self.lane.color))
