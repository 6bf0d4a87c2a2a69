"""The picture of a player, or the words in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.media.geometry import Crop, Size, letterbox, shrunk
from app.ui import icons, theme
from app.ui.widgets.painting import box, faded, words

if TYPE_CHECKING:
    from app.core.media.reel import Picture

_HINT = QSize(640, 360)
_MARGIN, _HEIGHT, _PAD, _GAP = 12, 22, 10, 8  # of the notes, px
_SHADE, _SCRIM = 0.62, 0.82  # opacity of what is cut away; of what is behind words
_ICON = 36
_CENTER = Qt.AlignmentFlag.AlignHCenter


class Screen(QWidget):
    """Paints one `Picture` as large as it fits, or words in its place.

    Sizes of pictures are device pixels: one made for `box` is painted dot for dot.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[Picture, QImage] | None = None  # the image lives in the picture's memory
        self._trouble = ""
        self._words = ""
        self._shade: tuple[Crop, Size] | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def box(self) -> Size:
        """Return the device pixels there are for a picture."""
        ratio = self.devicePixelRatioF()
        return Size(max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio)))

    def picture(self) -> Picture | None:
        """Return the picture on screen."""
        return self._shown[0] if self._shown else None

    def picture_rect(self) -> QRectF:
        """Return where the picture lies, in the widget's pixels; empty where there is none."""
        if self._shown is None:
            return QRectF()
        image, ratio = self._shown[1], self.devicePixelRatioF()
        place = letterbox(Size(image.width(), image.height()), self.box())
        return QRectF(place.x / ratio, place.y / ratio, place.width / ratio, place.height / ratio)

    def set_picture(self, picture: Picture | None) -> None:
        """Show another picture, or none."""
        if picture is self.picture():
            return
        self._shown = None if picture is None else (picture, _image(picture))
        self.update()

    def set_trouble(self, sentence: str) -> None:
        """Write a sentence along the lower edge; "" for none."""
        self._trouble = sentence
        self.setToolTip(sentence)
        self.setAccessibleDescription(sentence)
        self.update()

    def set_words(self, text: str) -> None:
        """Say what stands where there is no picture."""
        self._words = text
        self.update()

    def set_shade(self, crop: Crop | None, whole: Size = Size(1, 1)) -> None:  # noqa: B008
        """Darken what lies outside ``crop`` of a picture that is ``whole`` pixels large."""
        self._shade = None if crop is None else (crop, whole)
        self.update()

    def sizeHint(self) -> QSize:
        return _HINT

    def minimumSizeHint(self) -> QSize:
        return _HINT / 4

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            if self._shown is None:
                painter.fillRect(event.rect(), theme.color("stage"))
                self._draw_words(painter)
            else:
                self._draw_picture(painter, self._shown[1], event.rect())
            if self._trouble:
                self._draw_trouble(painter)

    def _draw_picture(self, painter: QPainter, image: QImage, dirty: QRect) -> None:
        ratio = self.devicePixelRatioF()
        place = letterbox(Size(image.width(), image.height()), self.box())
        where = self.picture_rect()
        for bar in _around(where.toRect(), self.rect()) if ratio == 1 else [dirty]:
            painter.fillRect(bar, theme.color("stage"))
        if place.size == (image.width(), image.height()) and ratio == 1:
            painter.drawImage(QPoint(place.x, place.y), image)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(where, image)
        if self._shade is not None:
            self._draw_shade(painter, place, where)

    def _draw_shade(self, painter: QPainter, place: Crop, where: QRectF) -> None:
        assert self._shade is not None
        kept, ratio = shrunk(*self._shade, place), self.devicePixelRatioF()
        inside = QRectF(kept.x / ratio, kept.y / ratio, kept.width / ratio, kept.height / ratio)
        for part in _around(inside.toRect(), where.toRect()):
            painter.fillRect(part, faded(theme.color("stage"), _SHADE))
        box(painter, inside, edge=theme.color("accent"), radius=0)

    def _draw_words(self, painter: QPainter) -> None:
        middle = QRectF(self.rect()).center()
        size = theme.px(_ICON)
        spot = QRectF(middle.x() - size / 2, middle.y() - size - theme.px(4), size, size)
        icons.draw(painter, spot, "film", "faint")
        painter.setFont(theme.font("body"))
        line = QRectF(theme.px(_MARGIN), middle.y() + theme.px(4), 0, theme.px(_HEIGHT))
        line.setWidth(self.width() - 2 * theme.px(_MARGIN))
        words(painter, line, self._words, theme.color("dim"), _CENTER)

    def _draw_trouble(self, painter: QPainter) -> None:
        height = theme.px(_HEIGHT + _PAD)
        strip = QRectF(0, self.height() - height, self.width(), height)
        painter.fillRect(strip, faded(theme.color("scrim"), _SCRIM))
        painter.setFont(theme.font("small"))
        size = theme.px(16)
        mark = QRectF(theme.px(_MARGIN), strip.y(), size, height)
        icons.draw(painter, mark, "warn", "warn")
        strip.setLeft(mark.right() + theme.px(_GAP))
        strip.setRight(strip.right() - theme.px(_MARGIN))
        words(painter, strip, self._trouble, theme.color("on_scrim"))


def _around(inner: QRect, outer: QRect) -> list[QRect]:
    """Return what of ``outer`` lies above, below, left and right of ``inner``, a part of it."""
    above, below, left, right = QRect(outer), QRect(outer), QRect(inner), QRect(inner)
    above.setBottom(inner.top() - 1)
    below.setTop(inner.bottom() + 1)
    left.setLeft(outer.left())
    left.setRight(inner.left() - 1)
    right.setRight(outer.right())
    right.setLeft(inner.right() + 1)
    return [part for part in (above, below, left, right) if not part.isEmpty()]


def _image(picture: Picture) -> QImage:
    size = picture.width, picture.height, picture.stride
    return QImage(picture.pixels, *size, QImage.Format.Format_RGB32)
