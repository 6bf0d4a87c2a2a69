"""How a caption looks in the list: its picture, two lines of it, its state and length."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.ui import theme
from app.ui.captions.list_model import CaptionModel, Index, Line
from app.ui.captions.list_pictures import ClipPictures
from app.ui.captions.list_words import wrapped
from app.ui.widgets.painting import box, words

PICTURE = 104, 58  # px at zoom 1
SMALL, _NARROW = (64, 36), 230  # in a list that is narrower than this
_HEIGHT, _SIDE, _PAD, _GAP, _UNDER = 84, 10, 12, 11, 6
_LINES = 2
_PLAIN = Qt.TextFlag.TextSingleLine


class ListDelegate(QStyledItemDelegate):
    """Paints rows; asks for their pictures while painting."""

    def __init__(self, model: CaptionModel, pictures: ClipPictures, parent: QObject) -> None:
        super().__init__(parent)
        self._model, self._pictures = model, pictures

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(theme.px(160), row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = self._model.line(index.row())
        if line is None:
            return
        cell: QRect = option.rect
        view = option.widget
        here = isinstance(view, QAbstractItemView) and view.currentIndex().row() == index.row()
        self._draw_back(painter, QRectF(cell), option.state, here)
        inside = cell.adjusted(theme.px(_SIDE + _PAD), 0, -theme.px(_SIDE + _PAD - 2), 0)
        narrow = inside.width() < theme.px(_NARROW)
        picture = QRect(0, 0, *map(theme.px, SMALL if narrow else PICTURE))
        picture.moveCenter(inside.center())
        picture.moveLeft(inside.left())
        self._pictures.draw(painter, picture, line.tile, self.tr("damaged"))
        inside.setLeft(picture.right() + 1 + theme.px(_GAP))
        self._draw_words(painter, inside, line)

    def _draw_back(
        self, painter: QPainter, cell: QRectF, state: QStyle.StateFlag, here: bool
    ) -> None:
        """Draw what lies under a row: the current one is framed, selected ones are lit."""
        where = cell.adjusted(theme.px(_SIDE), theme.px(1), -theme.px(_SIDE), -theme.px(1))
        if state & QStyle.StateFlag.State_Selected:
            focus = bool(state & QStyle.StateFlag.State_HasFocus)
            edge = theme.color("accent" if focus else "accent_edge") if here else None
            box(painter, where, fill=theme.color("raised"), edge=edge, radius=9)
        elif state & QStyle.StateFlag.State_MouseOver:
            box(painter, where, fill=theme.color("line_soft"), radius=9)

    def _draw_words(self, painter: QPainter, inside: QRect, line: Line) -> None:
        text, ink = line.tile.caption, theme.color("text")
        if not text:
            ink = theme.color("muted" if line.waiting else "dim")
            text = line.waiting or self.tr("no caption yet")
        spacing = QFontMetrics(theme.font("body")).lineSpacing()
        lines = wrapped(text, inside.width(), _LINES)
        high = len(lines) * spacing + theme.px(19 + _UNDER)
        top = inside.top() + (inside.height() - high) // 2
        painter.setFont(theme.font("body"))
        painter.setPen(ink)
        for said in lines:
            where = QRect(inside.left(), top, inside.width(), spacing)
            painter.drawText(where, int(Qt.AlignmentFlag.AlignVCenter | _PLAIN), said)
            top += spacing
        self._draw_chips(
            painter,
            QRect(inside.left(), top + theme.px(_UNDER), inside.width(), theme.px(19)),
            line,
        )

    def _draw_chips(self, painter: QPainter, where: QRect, line: Line) -> None:
        chips, length = self._model.notes(line)
        left = self._pictures.pills(painter, where, chips)
        rest = QRectF(left, where.top(), where.right() + 1 - left, where.height())
        painter.setFont(theme.font("small"))
        if painter.fontMetrics().horizontalAdvance(length) <= rest.width():
            words(painter, rest, length, theme.color("dim"))


def row_height() -> int:
    """Return how high a row is, px."""
    line = QFontMetrics(theme.font("body")).lineSpacing()
    words_high = _LINES * line + theme.px(19 + _UNDER)
    return max(theme.px(_HEIGHT), words_high + theme.px(2 * _PAD))
