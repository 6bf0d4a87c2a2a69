"""How a sample is painted: its frame, what it is called, its star."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath

from app.ui import icons, theme
from app.ui.widgets.painting import box, faded, text_width, words

_RADIUS, _CHIP, _PAD, _MARGIN = 7, 20, 8, 6  # px at zoom 1


@dataclass(frozen=True, slots=True)
class CellLook:
    """How a cell is seen.

    Attributes:
        label: On the picture; empty: none.
        words: In the place of a picture.
        marked: It has the keys.
        lit: It is the current one, without the keys, or the mouse is on it.
    """

    label: str = ""
    star: bool = False
    words: str = ""
    marked: bool = False
    lit: bool = False


def draw_cell(painter: QPainter, where: QRectF, image: QImage | None, look: CellLook) -> None:
    """Draw a sample in its cell."""
    radius = _RADIUS * theme.zoom()
    painter.save()
    shape = QPainterPath()
    shape.addRoundedRect(where, radius, radius)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipPath(shape)
    painter.fillRect(where, theme.color("stage" if image is not None else "inset"))
    if image is not None:
        draw_frame(painter, where, image)
    elif look.words:
        painter.setFont(theme.font("small"))
        inside = where.adjusted(theme.px(_PAD), 0, -theme.px(_PAD), 0)
        words(painter, inside, look.words, theme.color("dim"), Qt.AlignmentFlag.AlignHCenter)
    painter.restore()
    if look.label:
        draw_label(painter, where, look.label)
    if look.star:
        side = theme.px(16)
        spot = QRectF(where.right() - side - theme.px(6), where.top() + theme.px(6), side, side)
        box(painter, spot.adjusted(-3, -3, 3, 3), fill=faded(theme.color("scrim"), 0.8), radius=11)
        icons.draw(painter, spot, "star-filled", theme.color("accent"))
    edge = "accent" if look.marked else "line_strong" if look.lit else ""
    if edge or image is None:
        box(painter, where, edge=theme.color(edge or "line_soft"), radius=_RADIUS)
    if look.marked:
        inner = where.adjusted(1, 1, -1, -1)
        box(painter, inner, edge=theme.color("accent"), radius=_RADIUS - 1)


def draw_frame(painter: QPainter, where: QRectF, image: QImage) -> None:
    """Draw a whole frame in the middle of a place, dot for dot where it fits."""
    ratio = painter.device().devicePixelRatioF()
    wide, high = image.width() / ratio, image.height() / ratio
    share = min(where.width() / wide, where.height() / high)
    if not 0.98 < share < 1.02:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        wide, high = wide * share, high * share
    left = round((where.center().x() - wide / 2) * ratio) / ratio
    top = round((where.center().y() - high / 2) * ratio) / ratio
    painter.drawImage(QRectF(left, top, wide, high), image)


def draw_label(painter: QPainter, where: QRectF, text: str) -> None:
    """Write what a sample is called into the upper left corner."""
    painter.setFont(theme.font("small"))
    width = text_width(painter.font(), text) + 2 * theme.px(_PAD)
    margin = theme.px(_MARGIN)
    width = min(width, int(where.width()) - 2 * margin)
    chip = QRectF(where.left() + margin, where.top() + margin, width, theme.px(_CHIP))
    box(painter, chip, fill=faded(theme.color("scrim"), 0.82), radius=_CHIP)
    inside = chip.adjusted(theme.px(_PAD), 0, -theme.px(_PAD) + 1, 0)
    words(painter, inside, text, theme.color("on_scrim"))
