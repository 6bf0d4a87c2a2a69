"""Drawing that the widgets share: boxes with sharp hairlines, words, the ring of the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QWidget

from app.ui import theme

RADIUS = 7
CONTROL_HEIGHT = 30
KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
PLAIN = Qt.TextFlag.TextSingleLine  # an & is one: to hide mnemonics would take it away


def box(
    painter: QPainter,
    where: QRectF,
    *,
    fill: QColor | None = None,
    edge: QColor | None = None,
    radius: float = RADIUS,
    dashed: bool = False,
) -> None:
    """Fill a rounded box and draw its hairline just inside ``where``; ``radius`` px, zoomed."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    radius = min(radius * theme.zoom(), where.height() / 2, where.width() / 2)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fill or Qt.BrushStyle.NoBrush)
    if edge is not None:
        where = where.adjusted(0.5, 0.5, -0.5, -0.5)
        pen = QPen(edge, 1)
        if dashed:
            pen.setDashPattern([3, 2])
        painter.setPen(pen)
    painter.drawRoundedRect(where, radius, radius)


def lifted(
    painter: QPainter, where: QRectF, side: int, *, depth: float, edge: QColor, radius: int
) -> None:
    """Draw a card that lies above all else, its shadow ``side`` px wide all around it.

    ``depth`` is the opacity of each of the shadow's ``side`` layers, from 0 to 1.
    """
    shade = faded(theme.color("stage"), depth)
    for n in range(side):
        box(painter, where.adjusted(n, n, -n, -n), fill=shade, radius=radius + side - n - 1)
    inner = where.adjusted(side, side, -side, -side)
    box(painter, inner, fill=theme.color("raised"), edge=edge, radius=radius)


def line_box(painter: QPainter, where: QRectF, state: QStyle.StateFlag) -> None:
    """Draw what lies under a line of a list that is selected or under the mouse."""
    if state & QStyle.StateFlag.State_Selected:
        edge = theme.color("accent") if state & QStyle.StateFlag.State_HasFocus else None
        box(painter, where, fill=theme.color("raised"), edge=edge, radius=8)
    elif state & QStyle.StateFlag.State_MouseOver:
        box(painter, where, fill=theme.color("line_soft"), radius=8)


def words(
    painter: QPainter,
    where: QRectF,
    text: str,
    color: QColor,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    *,
    middle: bool = False,
) -> None:
    """Write one line, centred vertically, cut with an ellipsis where it does not fit.

    At its end; with ``middle`` there, as names are that differ at their end.
    """
    painter.setPen(color)
    metrics = QFontMetrics(painter.font())
    width = int(where.width()) + 1
    mode = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
    shown = metrics.elidedText(text, mode, width, PLAIN)
    painter.drawText(where, align | Qt.AlignmentFlag.AlignVCenter | PLAIN, shown)


def picture_in(painter: QPainter, where: QRectF, picture: QPixmap) -> None:
    """Draw the whole of a picture, in its shape, in the middle of ``where``."""
    whole = QRectF(picture.rect())
    place = QRectF(
        where.topLeft(), whole.size().scaled(where.size(), Qt.AspectRatioMode.KeepAspectRatio)
    )
    place.moveCenter(where.center())
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawPixmap(place, picture, whole)


def text_width(font: QFont, text: str) -> int:
    """Return the width of one line in px, mnemonics not counted."""
    return QFontMetrics(font).size(PLAIN, text).width()


def faded(color: QColor, alpha: float) -> QColor:
    """Return ``color`` at ``alpha`` in [0, 1]."""
    made = QColor(color)
    made.setAlphaF(alpha)
    return made


def hovered(widget: QWidget) -> bool:
    """Whether the mouse is over an enabled widget."""
    return widget.isEnabled() and widget.underMouse()
