"""What a timeline says beside the hand while something is dragged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter

from app.core.amounts import counted
from app.core.planner.windows import round_frames
from app.ui import theme
from app.ui.widgets.painting import PLAIN, box, text_width

if TYPE_CHECKING:
    from app.core.timeline import Film
    from app.core.timeline_marks import Grip, Range
    from app.ui.widgets.timeline import Timeline
    from app.ui.widgets.timeline_lanes import Strip

_LINE = 17  # pixels at zoom 1 of a line of words; so are the others
_PAD_X, _PAD_Y, _GAP = 8, 4, 3


@dataclass(frozen=True)
class Readout:
    """Words in a box.

    Attributes:
        frame: Above whose beginning it stands.
        over: The lane above which it stands.
        lines: The first is the most important.
        warns: Something is lost: the first line is in that colour.
    """

    frame: int
    over: Strip
    lines: Sequence[str]
    warns: bool = False


def of_range(line: Timeline, marked: Range, grip: Grip) -> Readout:
    """Return what is said of the range being marked: frames, seconds, and what is wasted."""
    film = line.film
    assert film is not None, "something of it is dragged"
    start, end = marked
    frames = line.length(start, end)
    wasted = frames - round_frames(frames)
    kept = line.tr("{0} wasted").format(wasted) if wasted else line.tr("none wasted")
    seconds = line.tr("{0} s").format(f"{float(film.seconds(end) - film.seconds(start)):.2f}")
    words = " · ".join((line.length_text(marked), seconds, kept))
    edge = end if grip in ("end", "new") else start
    shown = min(edge, film.frames - 1)
    return Readout(edge, line.scores, (words, _place(line, film, shown)), warns=wasted > 0)


def of_cut(line: Timeline, place: int, end: int, start: int) -> Readout:
    """Return what is said of a moved cut: where it is, how long the shots beside it become."""
    film, shots = line.film, line.shots.shots
    assert film is not None, "something of it is dragged"
    before, after = shots[place - 1], shots[place]
    lengths = line.length(before.start, end), line.length(start, after.end)
    beside = line.tr("{0} frames | {1} frames").format(*(f"{n:,}" for n in lengths))
    if start > end:
        mixed = line.tr("{0} mixed").format(f"{start - end:,}")
        beside = line.tr("{0} frames | {1} | {2} frames").format(
            f"{lengths[0]:,}", mixed, f"{lengths[1]:,}"
        )
    return Readout(start, line.scores, (_place(line, film, start), beside))


def of_threshold(line: Timeline, frame: int) -> Readout | None:
    """Return what is said of the threshold being dragged: how many shots there would be."""
    scores = line.scores
    if scores.threshold is None:
        return None
    words = [line.tr("threshold {0}").format(f"{scores.threshold:.2f}")]
    if scores.foretold is not None:
        come, go, shots = scores.foretold
        words.append(
            line.tr("{0} · {1} more, {2} fewer").format(
                counted(shots, "shot"), counted(len(come), "cut"), f"{len(go):,}"
            )
        )
    return Readout(frame, scores, words)


def _place(line: Timeline, film: Film, frame: int) -> str:
    return line.tr("{0} · frame {1}").format(film.timecode(frame), f"{frame:,}")


def place_of(readout: Readout, x: float, top: float, left: int, right: int) -> QRect:
    """Return where a readout is painted.

    Args:
        readout: It.
        x: Where its frame begins.
        top: Of the lane it stands above.
        left: Where frames begin on the widget.
        right: Where they end.
    """
    font = theme.font("small")
    width = max(text_width(font, words) for words in readout.lines) + 2 * theme.px(_PAD_X) + 2
    height = len(readout.lines) * theme.px(_LINE) + 2 * theme.px(_PAD_Y)
    at = min(right - width - theme.px(2), max(left + theme.px(2), x - width / 2))
    above = max(0.0, top - height - theme.px(_GAP))
    return QRect(round(at), round(above), round(width), round(height))


def paint_readout(painter: QPainter, readout: Readout, where: QRect) -> None:
    """Paint a readout."""
    box(
        painter,
        QRectF(where),
        fill=theme.color("raised"),
        edge=theme.color("line_strong"),
        radius=5,
    )
    painter.setFont(theme.font("small"))
    first = theme.color("warn" if readout.warns else "text")
    for number, words in enumerate(readout.lines):
        row = QRectF(
            where.left() + theme.px(_PAD_X) + 1,
            where.top() + theme.px(_PAD_Y) + number * theme.px(_LINE),
            where.width(),
            theme.px(_LINE),
        )
        painter.setPen(theme.color("muted") if number else first)
        painter.drawText(row, Qt.AlignmentFlag.AlignVCenter | PLAIN, words)
