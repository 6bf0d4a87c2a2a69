"""Paints the lines of the list of options: no widget for any of them."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.core.training.recipe.searching import GroupLine, OptionLine
from app.core.training.recipe.showing import default_text, shown_text
from app.ui import icons, theme
from app.ui.train.option_model import LINE
from app.ui.widgets.painting import box, line_box, text_width, words

Index = QModelIndex | QPersistentModelIndex
_ROW, _HEAD = 30, 34  # px at zoom 1
_NAME, _VALUE, _DEFAULT, _GAP, _PAD = 246, 160, 96, 14, 12
_RIGHT = Qt.AlignmentFlag.AlignRight


class OptionDelegate(QStyledItemDelegate):
    """A group's head with its counts; an option with value, default and what it does."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        is_head = isinstance(index.data(LINE), GroupLine)
        return QSize(theme.px(300), theme.px(_HEAD if is_head else _ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        where, line = QRectF(option.rect), index.data(LINE)
        painter.save()
        if isinstance(line, GroupLine):
            self._paint_head(painter, where, line)
        elif isinstance(line, OptionLine):
            line_box(painter, where.adjusted(0, 1, 0, -1), option.state)
            self._paint_option(painter, where, line)
        painter.restore()

    def _paint_head(self, painter: QPainter, where: QRectF, line: GroupLine) -> None:
        side = theme.px(14)
        spot = QRectF(where.left() + theme.px(4), where.top(), side, where.height())
        icons.draw(painter, spot, "chevron-right" if line.folded else "chevron-down", "dim")
        painter.setFont(theme.font("caps"))
        room = where.adjusted(theme.px(26), 0, -theme.px(_PAD), 0)
        words(painter, room, line.title, theme.color("dim"))
        room.setLeft(room.left() + text_width(painter.font(), line.title) + theme.px(_GAP))
        painter.setFont(theme.font("small"))
        words(painter, room, f"{line.given:,} / {line.count:,}", theme.color("dim"))
        under = QRectF(where.left(), where.bottom() - 1, where.width(), 1)
        painter.fillRect(under, theme.color("line_soft"))

    def _paint_option(self, painter: QPainter, where: QRectF, line: OptionLine) -> None:
        inside = where.adjusted(theme.px(_PAD), 0, -theme.px(_PAD), 0)
        dot = theme.px(6)
        if line.differs:
            spot = QRectF(inside.left(), inside.center().y() - dot / 2, dot, dot)
            box(painter, spot, fill=theme.color("accent"), radius=dot)
        left = inside.left() + theme.px(14)
        columns = _columns(inside.right() - left)
        given = line.value is not None
        painter.setFont(theme.font("code"))
        ink = "text" if given else "muted"
        words(painter, _cell(inside, left, columns[0]), line.option.name, theme.color(ink))
        left += columns[0] + theme.px(_GAP)
        shown = shown_text(line.value) if given else "–"
        ink = "accent_text" if line.differs else "text" if given else "faint"
        if given and line.option.ours and not line.value:
            shown, ink = self.tr("filled in"), "dim"
        words(painter, _cell(inside, left, columns[1]), shown, theme.color(ink), middle=True)
        left += columns[1] + theme.px(_GAP)
        painter.setFont(theme.font("small"))
        own = default_text(line.option)
        words(painter, _cell(inside, left, columns[2]), own, theme.color("dim"), middle=True)
        left += columns[2] + theme.px(_GAP)
        if line.advice is not None:
            self._paint_advice(painter, _cell(inside, left, inside.right() - left), line)
        else:
            room = _cell(inside, left, inside.right() - left)
            words(painter, room, line.option.does, theme.color("dim"))

    def _paint_advice(self, painter: QPainter, where: QRectF, line: OptionLine) -> None:
        said = self.tr("we recommend {}").format(shown_text(line.advice))
        words(painter, where, said, theme.color("info"))
        where.setLeft(where.left() + text_width(painter.font(), said) + theme.px(_GAP))
        words(painter, where, line.option.does, theme.color("dim"))


def _columns(width: float) -> tuple[float, float, float]:
    """Return the widths of name, value and default; the rest is for what an option does."""
    whole = theme.px(_NAME + _VALUE + _DEFAULT)
    share = min(1.0, width * 0.7 / whole)
    return theme.px(_NAME) * share, theme.px(_VALUE) * share, theme.px(_DEFAULT) * share


def _cell(inside: QRectF, left: float, width: float) -> QRectF:
    return QRectF(left, inside.top(), max(0.0, width), inside.height())


class OptionHeads(QWidget):
    """What the columns of the list are, over it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(theme.px(22))
        self.setToolTip(
            self.tr("The trainer's own: what it does where the option is not on the command line")
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        heads = (
            self.tr("option"),
            self.tr("recipe"),
            self.tr("trainer's own"),
            self.tr("what it does"),
        )
        inside = QRectF(self.rect()).adjusted(theme.px(_PAD), 0, -theme.px(_PAD), 0)
        left = inside.left() + theme.px(14)
        widths = (*_columns(inside.right() - left), theme.px(200))
        with QPainter(self) as painter:
            painter.setFont(theme.font("small"))
            for head, width in zip(heads, widths, strict=True):
                words(painter, _cell(inside, left, width), head, theme.color("dim"))
                left += width + theme.px(_GAP)
