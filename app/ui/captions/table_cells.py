"""How the cells of the table look: picture and place, wrapped words, numbers, chips."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from app.core.language import tr
from app.ui import theme
from app.ui.captions.list_model import CaptionModel, Column, Index, Line
from app.ui.captions.list_pictures import ClipPictures
from app.ui.captions.list_words import wrapped
from app.ui.theme import Tone
from app.ui.widgets.painting import words
from app.ui.widgets.table import Table, TableDelegate

PICTURE = 86, 48  # px at zoom 1
PAD = 10
_ABOVE, _GAP = 8, 10
MOST_LINES = 5
_PLAIN = Qt.TextFlag.TextSingleLine


class CaptionCells(TableDelegate):
    """Paints a cell; the words of a caption in as many lines as they take, up to some."""

    def __init__(self, table: Table, model: CaptionModel, pictures: ClipPictures) -> None:
        super().__init__(table)
        self._model, self._pictures = model, pictures

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.px(80), self._table.row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = self._model.line(index.row())
        if line is None:
            return
        painter.save()
        where = QRectF(option.rect)
        self.draw_back(painter, where, option, index)
        inside = option.rect.adjusted(theme.px(PAD), 0, -theme.px(PAD), -1)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        column = Column(index.column())
        if column == Column.CLIP:
            self._draw_clip(painter, inside, line)
        elif column == Column.CAPTION:
            self._draw_caption(painter, inside, line)
        elif column in (Column.WORDS, Column.TOKENS):
            self._draw_number(painter, inside, line, column, selected)
        else:
            chips: list[tuple[str, Tone]] = [self._model.state_words(line)]
            if column == Column.LINTS:
                chips = [(tr(lint.chip), lint.level) for lint in line.lints]
            self._pictures.pills(painter, _top(inside, theme.px(19)), chips)
        painter.restore()

    def _draw_clip(self, painter: QPainter, inside: QRect, line: Line) -> None:
        spot = QRect(inside.left(), inside.top() + theme.px(_ABOVE), *map(theme.px, PICTURE))
        self._pictures.draw(painter, spot, line.tile, self.tr("damaged"))
        inside = QRect(inside)
        inside.setLeft(spot.right() + 1 + theme.px(_GAP))
        if inside.width() < theme.px(30):
            return
        painter.setFont(theme.font("body"))
        high = painter.fontMetrics().lineSpacing()
        first = QRectF(inside.left(), spot.top() + theme.px(2), inside.width(), high)
        words(painter, first, line.tile.film, theme.color("text"), middle=True)
        painter.setFont(theme.font("small"))
        second = first.translated(0, high + theme.px(2))
        words(painter, second, self._model.place_words(line.tile), theme.color("muted"))

    def _draw_caption(self, painter: QPainter, inside: QRect, line: Line) -> None:
        text, ink = line.tile.caption, "text"
        if not text:
            ink = "muted" if line.waiting else "dim"
            text = line.waiting or self.tr("no caption yet")
        painter.setFont(theme.font("body"))
        painter.setPen(theme.color(ink))
        high = painter.fontMetrics().lineSpacing()
        top = inside.top() + theme.px(_ABOVE)
        for said in wrapped(text, inside.width(), MOST_LINES):
            place = QRect(inside.left(), top, inside.width(), high)
            painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter | _PLAIN), said)
            top += high

    def _draw_number(
        self, painter: QPainter, inside: QRect, line: Line, column: Column, selected: bool
    ) -> None:
        text = f"{line.entry.words:,}" if column == Column.WORDS else line.tokens
        painter.setFont(theme.font("body"))
        ink = theme.color("text" if selected else "muted")
        where = QRectF(_top(inside, painter.fontMetrics().lineSpacing()))
        words(painter, where, text, ink, Qt.AlignmentFlag.AlignRight)


def height_of(line: Line, width: int) -> int:
    """Return how high a row is to be, px, where its caption's column is ``width`` wide."""
    text = line.tile.caption or line.waiting
    count = len(wrapped(text, width - 2 * theme.px(PAD), MOST_LINES))
    high = count * QFontMetrics(theme.font("body")).lineSpacing()
    return max(high, theme.px(PICTURE[1])) + 2 * theme.px(_ABOVE)


def _top(inside: QRect, height: int) -> QRect:
    """Return a line of a cell at its top, beside the first line of words."""
    return QRect(inside.left(), inside.top() + theme.px(_ABOVE), inside.width(), height)
