"""How the frame of a crop is drawn over a picture."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from app.ui import theme
from app.ui.widgets.painting import box, faded, text_width, words

_SHADE, _THIRDS, _SCRIM = 0.66, 0.34, 0.86  # opacity: what is cut away; the grid; behind words
_CORNER, _MIDDLE, _THICK = 18, 14, 3  # px: arms of a corner, bar of an edge, their width
_HEIGHT, _PAD, _GAP = 22, 9, 8  # px, of the words
_LEAST = 3  # times the size of a bar that an edge must have to get one


def draw_frame(
    painter: QPainter, picture: QRectF, frame: QRectF, text: str, centred: tuple[bool, bool]
) -> None:
    """Darken what is cut away; draw the frame, its thirds, its handles, and words beneath it.

    Args:
        painter: Of the widget over the picture.
        picture: Where the whole picture lies.
        frame: What is kept of it.
        text: The size, for people.
        centred: Whether to show that it is in the middle, across and down.
    """
    outside = QPainterPath()
    outside.addRect(picture)
    outside.addRect(frame)
    painter.fillPath(outside, faded(theme.color("stage"), _SHADE))  # odd-even: not the frame
    _draw_thirds(painter, frame)
    _draw_middles(painter, picture, frame, centred)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.color("accent"), 1))
    painter.drawRect(frame.adjusted(0, 0, -1, -1))
    _draw_handles(painter, frame.adjusted(0, 0, -1, -1))
    _draw_words(painter, picture, frame, text)


def _draw_thirds(painter: QPainter, frame: QRectF) -> None:
    painter.setPen(QPen(faded(theme.color("on_scrim"), _THIRDS), 1))
    for third in (1, 2):
        x = round(frame.left() + frame.width() * third / 3) + 0.5
        y = round(frame.top() + frame.height() * third / 3) + 0.5
        painter.drawLine(QLineF(x, frame.top(), x, frame.bottom()))
        painter.drawLine(QLineF(frame.left(), y, frame.right(), y))


def _draw_middles(
    painter: QPainter, picture: QRectF, frame: QRectF, centred: tuple[bool, bool]
) -> None:
    """Draw the picture's middle lines beside a frame that lies in its middle."""
    painter.setPen(QPen(theme.color("info"), 1, Qt.PenStyle.DashLine))
    middle = picture.center()
    x, y = round(middle.x()) + 0.5, round(middle.y()) + 0.5
    if centred[0]:
        painter.drawLine(QLineF(x, picture.top(), x, frame.top()))
        painter.drawLine(QLineF(x, frame.bottom(), x, picture.bottom()))
    if centred[1]:
        painter.drawLine(QLineF(picture.left(), y, frame.left(), y))
        painter.drawLine(QLineF(frame.right(), y, picture.right(), y))


def _draw_handles(painter: QPainter, frame: QRectF) -> None:
    pen = QPen(theme.color("accent"), theme.px(_THICK))
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    arm = min(theme.px(_CORNER), frame.width() / 3, frame.height() / 3)
    for x, across in ((frame.left(), 1), (frame.right(), -1)):
        for y, down in ((frame.top(), 1), (frame.bottom(), -1)):
            corner = QPointF(x, y)
            painter.drawPolyline(
                [corner + QPointF(across * arm, 0), corner, corner + QPointF(0, down * arm)]
            )
    half, middle = theme.px(_MIDDLE) / 2, frame.center()
    if frame.width() > _LEAST * theme.px(_CORNER):
        for y in (frame.top(), frame.bottom()):
            painter.drawLine(QLineF(middle.x() - half, y, middle.x() + half, y))
    if frame.height() > _LEAST * theme.px(_CORNER):
        for x in (frame.left(), frame.right()):
            painter.drawLine(QLineF(x, middle.y() - half, x, middle.y() + half))


def _draw_words(painter: QPainter, picture: QRectF, frame: QRectF, text: str) -> None:
    """Write the size beneath the frame, or inside it where there is no room."""
    painter.setFont(theme.font("small"))
    width = text_width(theme.font("small"), text) + 2 * theme.px(_PAD)
    height, gap = theme.px(_HEIGHT), theme.px(_GAP)
    top = frame.bottom() + gap
    if top + height > picture.bottom():
        top = frame.bottom() - gap - height
    left = max(picture.left(), min(picture.right() - width, frame.center().x() - width / 2))
    spot = QRectF(round(left), round(top), width, height)
    box(painter, spot, fill=faded(theme.color("scrim"), _SCRIM), radius=_HEIGHT)
    words(painter, spot, text, theme.color("on_scrim"), Qt.AlignmentFlag.AlignHCenter)
