"""Paints what is lost: heads of groups, and clips with picture, reason and cure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from app.core.export.cures import Cure
from app.core.export.cures_groups import Group, Member
from app.core.export.cures_picks import group_sum
from app.core.library.model import Clip
from app.ui import icons, theme
from app.ui.widgets.painting import box, picture_in, text_width, words
from app.ui.widgets.table import Index, TableDelegate
from app.ui.widgets.thumbnails import Thumbnails

if TYPE_CHECKING:
    from app.ui.plan.losses_rows import LossModel
    from app.ui.plan.losses_table import LossTable

_PAD, _GAP, _INDENT = 10, 10, 12
_PICTURE = (58, 33)
_FOLD, _SWATCH, _BUTTON, _MORE = 16, 8, 28, 22
_NARROW = 560  # px at zoom 1: below, the reason stands under the title
_NARROWEST = 440  # px at zoom 1: below, there is no room for numbers
_RIGHT = Qt.AlignmentFlag.AlignRight
_WRAPPED = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap


class Spots(NamedTuple):
    """Where the parts of a row are, px of the viewport.

    Attributes:
        fold: The triangle of a head, or the picture and title of a clip, which show it.
        button: Carries out the best cure; empty where there is none.
        more: The part of it that opens the others; empty where there are none.
    """

    fold: QRectF
    button: QRectF
    more: QRectF


def spots_of(where: QRectF, cures: tuple[Cure, ...] | None, *, head: bool) -> Spots:
    """Return where the parts of a row are.

    Args:
        where: The row.
        cures: Of the row; None: not known yet.
        head: It is the head of a group.
    """
    button, more = QRectF(), QRectF()
    right = where.right() - theme.px(_PAD)
    height = theme.px(_BUTTON)
    top = round(where.center().y() - height / 2)
    if cures:
        rest = theme.px(_MORE) if len(cures) > 1 else 0
        wanted = text_width(theme.font("body"), cures[0].label) + theme.px(22) + rest
        width = min(float(wanted), where.width() / 2)
        button = QRectF(right - width, top, width, height)
        if rest:
            more = QRectF(button.right() - rest, top, rest, height)
    left = where.left() + theme.px(_PAD if head else _PAD + _INDENT)
    title = _title_width(where) + theme.px(_PICTURE[0] + _GAP)
    fold = QRectF(left, where.top(), theme.px(_FOLD) if head else title, where.height())
    return Spots(fold, button, more)


def is_narrow(where: QRectF) -> bool:
    """Return whether there is no room for a column of reasons."""
    return where.width() < theme.px(_NARROW)


def _title_width(where: QRectF) -> float:
    share = 0.45 if is_narrow(where) else 0.22
    return max(theme.px(110), min(theme.px(240), where.width() * share))


class LossDelegate(TableDelegate):
    """Paints a row of a `LossTable`."""

    def __init__(self, table: LossTable, thumbnails: Thumbnails | None) -> None:
        super().__init__(table)
        self._losses = table
        self._thumbnails = thumbnails

    @property
    def _model(self) -> LossModel:
        return self._losses.losses

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        where, row = QRectF(option.rect), index.row()
        painter.save()
        self.draw_back(painter, where, option, index)
        cures, member = self._model.cures(row), self._model.member(row)
        spots = spots_of(where, cures, head=member is None)
        left = self._paint_cure(painter, where, row, cures, spots, option)
        inside = QRectF(spots.fold.left(), where.top(), left - spots.fold.left(), where.height())
        if member is None:
            self._paint_head(painter, inside, spots, self._model.at(row).group)
        else:
            self._paint_member(painter, inside, spots, row, member)
        painter.restore()

    # ---------------------------------------------------------------------------------- head

    def _paint_head(self, painter: QPainter, inside: QRectF, spots: Spots, group: Group) -> None:
        sign = "chevron-down" if self._model.is_open(group) else "chevron-right"
        icons.draw(painter, spots.fold.adjusted(0, 0, -2, 0), sign, "muted")
        x = spots.fold.right() + theme.px(6)
        if group.dataset is not None:
            side = theme.px(_SWATCH)
            spot = QRectF(x, round(inside.center().y() - side / 2), side, side)
            box(painter, spot, fill=theme.dataset_color(group.dataset), radius=2)
            x = spot.right() + theme.px(9)
        half = self._line(painter)
        font = theme.font("strong")
        painter.setFont(font)
        line = QRectF(x, inside.center().y() - half, max(0, inside.right() - x), half)
        words(painter, line, group.head, theme.color("text"))
        after = line.adjusted(text_width(font, group.head) + theme.px(8), 0, 0, 0)
        if group.name and after.width() > theme.px(40):
            painter.setFont(theme.font("body"))
            words(painter, after, group.name, theme.color("muted"))
        painter.setFont(theme.font("small"))
        color = theme.color("muted")
        if group.stops or group.lost:
            color = theme.tone_color("bad" if group.stops else "warn")
        words(painter, line.translated(0, half), group_sum(group), color)

    # -------------------------------------------------------------------------------- member

    def _paint_member(
        self, painter: QPainter, inside: QRectF, spots: Spots, row: int, member: Member
    ) -> None:
        x = inside.left()
        if self._thumbnails is not None and member.row is not None:
            size = theme.px(_PICTURE[0]), theme.px(_PICTURE[1])
            spot = QRectF(x, round(inside.center().y() - size[1] / 2), *size)
            self._paint_picture(painter, spot, member)
            x = spot.right() + theme.px(_GAP)
        narrow = is_narrow(QRectF(self._losses.viewport().rect()))
        says = self._model.says(row)
        width = inside.right() - x if narrow else min(spots.fold.right(), inside.right()) - x
        title, where = self._model.title(row)
        half = self._line(painter)
        first = QRectF(x, inside.center().y() - half, max(0.0, width), half)
        painter.setFont(theme.font("body"))
        lit = self._losses.hot_title() == row and member.row is not None
        words(painter, first, title, theme.color("accent" if lit else "text"), middle=True)
        if narrow:
            beside = text_width(painter.font(), title) + theme.px(8)
            painter.setFont(theme.font("small"))
            words(painter, first.adjusted(beside, 0, 0, 0), where, theme.color("muted"))
        painter.setFont(theme.font("small"))
        below = says if narrow else where
        words(painter, first.translated(0, half), below, theme.color("muted"))
        if not narrow:
            left = spots.fold.right() + theme.px(_GAP)
            rest = QRectF(left, inside.top(), max(0.0, inside.right() - left), inside.height())
            self._paint_reason(painter, rest.adjusted(0, 2, 0, -3), says)

    def _paint_reason(self, painter: QPainter, inside: QRectF, says: str) -> None:
        painter.setPen(theme.color("muted"))
        painter.setFont(theme.font("body"))
        if text_width(painter.font(), says) <= inside.width():
            words(painter, inside, says, theme.color("muted"))
            return
        painter.setFont(theme.font("small"))
        metrics = QFontMetrics(painter.font())
        shown = metrics.elidedText(
            says, Qt.TextElideMode.ElideRight, int(inside.width() * 1.9)
        )  # two lines, of which the first is not quite full
        painter.drawText(inside, int(_WRAPPED), shown)

    def _paint_picture(self, painter: QPainter, spot: QRectF, member: Member) -> None:
        painter.fillRect(spot, theme.color("stage"))
        view, row = self._model.view(), member.row
        if view is None or row is None or self._thumbnails is None:
            return
        index = view.film_index(row.source)
        if index is None:
            return
        frame = (row.start + row.end) // 2 if isinstance(row, Clip) else row.frame
        ratio = painter.device().devicePixelRatioF()
        width = round(spot.width() * ratio)
        picture = self._thumbnails.pixmap(index, frame, width, asker="plan losses")
        if picture is not None:
            picture_in(painter, spot, picture)

    # ---------------------------------------------------------------------------------- cure

    def _paint_cure(
        self,
        painter: QPainter,
        where: QRectF,
        row: int,
        cures: tuple[Cure, ...] | None,
        spots: Spots,
        option: QStyleOptionViewItem,
    ) -> float:
        """Paint the button with what it makes of the samples; return where there is room again."""
        if not cures:
            return where.right() - theme.px(_PAD)
        best, spot = cures[0], spots.button
        text = QRectF(spot.left(), spot.top(), spot.width() - spots.more.width(), spot.height())
        painter.setFont(theme.font("body"))
        if best.acts:
            self._paint_button(painter, row, spots, option)
            words(painter, text, best.label, theme.color("text"), Qt.AlignmentFlag.AlignHCenter)
        else:
            painter.setFont(theme.font("small"))
            words(painter, text, best.label, theme.color("dim"), _RIGHT)
        if spots.more.width():
            sign = spots.more.adjusted(theme.px(3), theme.px(8), -theme.px(5), -theme.px(8))
            icons.draw(painter, sign, "chevron-down", "muted")
        left = spot.left() - theme.px(_GAP)
        if best.effect is not None and where.width() >= theme.px(_NARROWEST):
            painter.setFont(theme.font("small"))
            width = text_width(painter.font(), best.effect.words)
            gains = best.effect.after > best.effect.before
            ink = theme.tone_color("good") if gains else theme.color("muted")
            box_ = QRectF(left - width, where.top(), width, where.height())
            words(painter, box_, best.effect.words, ink, _RIGHT)
            left = box_.left() - theme.px(_GAP)
        return left

    def _paint_button(
        self, painter: QPainter, row: int, spots: Spots, option: QStyleOptionViewItem
    ) -> None:
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        edge = "accent" if selected and self._losses.hasFocus() else "line_strong"
        over = row == self._losses.hot_button()
        fill = theme.color("hover" if over or selected else "raised")
        box(painter, spots.button, fill=fill, edge=theme.color(edge))

    def _line(self, painter: QPainter) -> float:
        painter.setFont(theme.font("body"))
        return painter.fontMetrics().lineSpacing()
