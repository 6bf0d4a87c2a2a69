"""The lanes of a timeline that hold blocks: shots, in and out, what each dataset takes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Self

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.core.timeline import View
from app.core.timeline_blocks import Block, Lane, Placed, Run, Track, rows_of, track_of
from app.core.timeline_marks import Range
from app.ui import theme
from app.ui.widgets.painting import PLAIN, box, faded, text_width
from app.ui.widgets.timeline_lanes import Strip

if TYPE_CHECKING:
    from app.core.library.model import State

_STATES: tuple[State, ...] = ("picked", "open", "rejected")
_ROUNDED = 8.0  # pixels from which a block has round corners
_ROW = 9.0  # pixels at zoom 1 of a row, where a dataset's runs overlap
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


def rect_of(placed: Placed, top: float, height: float, gap: int = 1) -> QRectF:
    """Return a block on whole pixels, a ``gap`` before the next, at least one pixel wide."""
    left, right = round(placed.left), round(placed.right)
    if right - left > 2 * gap:
        right -= gap
    return QRectF(left, top, max(1, right - left), height)


class ShotStrip(Strip):
    """The shots; ``current`` and ``hovered`` are places in ``shots``."""

    def __init__(self, label: str) -> None:
        super().__init__(label, 26)
        self.shots: list[Block] = []
        self.track = Track([])
        self.current: int | None = None
        self.hovered: int | None = None

    def show(self, shots: Iterable[Block]) -> None:
        """Show other shots."""
        self.shots, self.track = track_of(shots)
        self.current = self.hovered = None
        self.touch()

    def draw(self, painter: QPainter, view: View, area: QRectF) -> None:
        """Draw a block for each shot."""
        pad, height = theme.px(4), area.height() - 2 * theme.px(4)
        colors = {(state, tone): _shade(state, tone) for state in _STATES for tone in range(3)}
        with Batch(painter) as batch:
            for place in self.track.placed(view):
                state, tone = self._state(place), self._tone(place)
                where = rect_of(place, pad, height)
                if batch.fill(where, colors[state, tone]) and state == "rejected":
                    hatch(painter, where, theme.color("faint" if tone else "line_strong"))

    def _state(self, place: Placed) -> State:
        """Return what is drawn for a block that may stand for several shots."""
        if place.last == place.first + 1:
            return self.shots[place.first].state
        states = {shot.state for shot in self.shots[place.first : place.last]}
        return "picked" if "picked" in states else "open" if "open" in states else "rejected"

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


class MarkStrip(Strip):
    """The range being marked, over the clips that exist."""

    def __init__(self, label: str, text: Callable[[Range], str]) -> None:
        super().__init__(label, 26)
        self.clips: list[Block] = []
        self.track = Track([])
        self.marked: Range | None = None
        self.grasped = False
        self._text = text

    def show(self, clips: Iterable[Block]) -> None:
        """Show other clips; where two overlap, the later one shows behind the earlier."""
        self.clips, self.track = track_of(clips)
        self.touch()

    def draw(self, painter: QPainter, view: View, area: QRectF) -> None:
        """Draw the clips, then the range with its edges."""
        thin = theme.px(12)
        top = (area.height() - thin) / 2
        with Batch(painter) as batch:
            for place in self.track.placed(view):
                clips = self.clips[place.first : place.last]
                if any(clip.state == "picked" for clip in clips):
                    color, edge = theme.color("good_fill"), theme.color("good_edge")
                else:
                    color, edge = theme.color("raised"), theme.color("line_strong")
                batch.fill(rect_of(place, top, thin), color, edge)
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
        inset, text = theme.px(4), self._text(marked)
        if not caption(painter, where.adjusted(inset, 0, -inset, 0), text, on_color("accent")):
            beside = QRectF(where.right() + theme.px(6), where.top(), area.right(), where.height())
            painter.setPen(theme.color("accent_text"))
            painter.drawText(beside, Qt.AlignmentFlag.AlignVCenter | PLAIN, text)
        if where.width() >= theme.px(20):
            painter.setPen(QPen(faded(on_color("accent"), 0.45), 1.5))
            for x in (where.left() + inset, where.right() - inset):
                painter.drawLine(QLineF(x, where.top() + inset, x, where.bottom() - inset))


class RunStrip(Strip):
    """What one dataset takes."""

    def __init__(self, lane: Lane) -> None:
        spans = [(run.start, run.end) for run in lane.runs]
        self.lane = lane
        self.rows = rows_of(spans)
        self._tracks = [Track([spans[place] for place in row]) for row in self.rows]
        rows = min(len(self.rows), _ROWS)
        super().__init__(lane.label, 26 if rows < 2 else max(26, 6 + rows * _ROW))

    def draw(self, painter: QPainter, view: View, area: QRectF) -> None:
        """Draw a block for each run, in as many rows as they overlap."""
        top, tall = self._row()
        gap = 1 if tall > 4 else 0
        color = theme.color(self.lane.color)
        colors = color, blend(color, theme.color("surface"), 0.3)  # the row below steps back
        with Batch(painter) as batch:
            for number, (row, track) in enumerate(zip(self.rows, self._tracks, strict=True)):
                for place in track.placed(view):
                    runs = [self.lane.runs[row[n]] for n in range(place.first, place.last)]
                    where = rect_of(place, top + number * tall, tall - gap)
                    collides = any(run.collides for run in runs)
                    edge = theme.color("bad") if collides else None
                    if batch.fill(where, colors[number % 2], edge):
                        self._finish(painter, where, runs, collides)

    def _finish(
        self, painter: QPainter, where: QRectF, runs: Sequence[Run], collides: bool
    ) -> None:
        """Draw what a wide block has besides its colour."""
        if collides:
            hatch(painter, where.adjusted(1, 1, -1, -1), faded(theme.color("bad_fill"), 0.6))
        if len(runs) == 1 and runs[0].label and where.height() >= theme.px(14):
            caption(painter, where, runs[0].label, on_color(self.lane.color))

    def run_at(self, view: View, x: float, y: float) -> int | None:
        """Return the place in ``lane.runs`` of the run at a point of the lane."""
        if not self.rows:
            return None
        top, tall = self._row()
        number = min(len(self.rows) - 1, max(0, int((y - top) // tall)))
        found = self._tracks[number].near(view, x)
        return None if found is None else self.rows[number][found]

    def _row(self) -> tuple[float, float]:
        """Return the top of the first row and the height of each, pixels."""
        pad = theme.px(4)
        return pad, (self.height - 2 * pad) / max(1, len(self.rows))
