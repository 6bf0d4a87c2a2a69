"""What an epoch is made of, by samples, steps and time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.amounts import counted, hours
from app.ui import theme
from app.ui.plan.legend import Legend
from app.ui.plan.marked import MarkedPicture
from app.ui.widgets.painting import box, faded, text_width, words

if TYPE_CHECKING:
    from app.core.planner.ledger import Row
    from app.core.planner.pictures.shares import Part, Shares

_BAR, _HEAD, _GAP = 26, 20, 12  # px
_CENTER = Qt.AlignmentFlag.AlignHCenter


class SharesView(MarkedPicture):
    """Three bars, each an epoch; a bucket lights in all of them."""

    def __init__(self) -> None:
        super().__init__(self.tr("An epoch by bucket"))
        self._shares: tuple[Shares, ...] = ()
        self._bucket: int | None = None  # lit from outside

    def show_shares(self, shares: tuple[Shares, ...]) -> None:
        """Show other parts."""
        self._shares, self._bucket = shares, None
        self.forget()

    def point_at(self, bucket: int) -> None:
        """Light a bucket in every bar; -1: none."""
        self._bucket = None if bucket < 0 else bucket
        self.update()

    def sizeHint(self) -> QSize:
        rows = max(1, len(self._shares))
        return QSize(theme.px(420), rows * theme.px(_HEAD + _BAR) + (rows - 1) * theme.px(_GAP))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(200), self.sizeHint().height())

    # ------------------------------------------------------------------------------ the marks

    def _buckets(self) -> int:
        return len(self._shares[0].parts) if self._shares else 0

    def count(self) -> int:
        """Return how many parts there are in all bars."""
        return len(self._shares) * self._buckets()

    def row_length(self) -> int:
        """Return how many parts a bar has."""
        return self._buckets()

    def part(self, mark: int) -> tuple[Shares, Part]:
        """Return a part and its bar."""
        shares = self._shares[mark // self._buckets()]
        return shares, shares.parts[mark % self._buckets()]

    def mark_at(self, spot: QPointF) -> int | None:
        """Return the part at a spot."""
        for mark in range(self.count()):
            if self.mark_rect(mark).contains(spot):
                return mark
        return None

    def mark_rect(self, mark: int) -> QRectF:
        """Return the box of a part, on whole pixels."""
        _, part = self.part(mark)
        top = (mark // self._buckets()) * theme.px(_HEAD + _BAR + _GAP) + theme.px(_HEAD)
        left = round(part.start * self.width())
        right = round((part.start + part.share) * self.width())
        return QRectF(left, top, right - left, theme.px(_BAR))

    def says(self, mark: int) -> str:
        """Return what a part is, and how it was counted."""
        shares, part = self.part(mark)
        row = part.row
        head = f"{row.name} · {bucket_of(row)}"
        how = {
            "samples": self.tr("Windows that are trained, times repeats."),
            "steps": self.tr("Batches: samples by batch size {}, rounded up.").format(
                row.batch_size
            ),
            "time": self.tr("Steps by the seconds of one; an estimate."),
        }[shares.measure]
        amount = self.amount(shares, part.amount)
        return self.tr("{}\n{}, {} of the epoch\n{}").format(head, amount, percent(part.share), how)

    def amount(self, shares: Shares, amount: float) -> str:
        """Return an amount with its unit."""
        if shares.measure == "time":
            return f"≈ {hours(amount)}"
        if shares.measure == "samples":
            return counted(round(amount), "sample")
        return counted(round(amount), "step")

    # ------------------------------------------------------------------------------- painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        bucket = self._bucket
        if self.lit is not None and self._buckets():
            bucket = self.lit % self._buckets()
        with QPainter(self) as painter:
            for number, shares in enumerate(self._shares):
                self._paint_head(painter, number, shares)
                for place in range(self._buckets()):
                    dull = bucket is not None and place != bucket
                    self._paint_part(painter, number * self._buckets() + place, dull=dull)
            self.paint_ring(painter)

    def _paint_head(self, painter: QPainter, number: int, shares: Shares) -> None:
        top = number * theme.px(_HEAD + _BAR + _GAP)
        where = QRectF(0, top, self.width(), theme.px(_HEAD) - 2)
        names = {
            "samples": self.tr("By samples"),
            "steps": self.tr("By steps"),
            "time": self.tr("By time, estimated"),
        }
        painter.setFont(theme.font("small"))
        words(painter, where, names[shares.measure], theme.color("muted"))
        total = self.amount(shares, shares.total)
        words(painter, where, total, theme.color("dim"), Qt.AlignmentFlag.AlignRight)

    def _paint_part(self, painter: QPainter, mark: int, *, dull: bool) -> None:
        where = self.mark_rect(mark)
        if where.width() < 1:
            return
        shares, part = self.part(mark)
        color = bucket_color(part.row, [each.row for each in shares.parts])
        gap = 1 if where.width() > 3 else 0
        inner = where.adjusted(0, 0, -gap, 0)
        box(painter, inner, fill=faded(color, 0.3) if dull else color, radius=3)
        font = theme.font("small")
        painter.setFont(font)
        ink = theme.color("muted") if dull else _ink_on(color)
        for text in (f"{bucket_of(part.row)}  {percent(part.share)}", percent(part.share)):
            if text_width(font, text) + theme.px(10) <= inner.width():
                words(painter, inner, text, ink, _CENTER)
                return


class SharesPage(QWidget):
    """The bars and what their colours mean."""

    def __init__(self) -> None:
        super().__init__()
        self.view = SharesView()
        self.legend = Legend()
        self.legend.pointed.connect(self.view.point_at)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        column.addWidget(self.view)
        column.addWidget(self.legend)

    def show_shares(self, shares: tuple[Shares, ...]) -> None:
        """Show an epoch."""
        self.view.show_shares(shares)
        parts = shares[0].parts if shares else ()
        rows = [part.row for part in parts]
        self.legend.show_keys(
            [
                (
                    bucket_color(row, rows),
                    f"{row.name} · {bucket_of(row)}",
                    self.tr("{} in {}").format(
                        counted(row.samples, "sample"), counted(row.batches, "step")
                    ),
                )
                for row in rows
            ]
        )


def bucket_of(row: Row) -> str:
    """Return what a bucket is called."""
    size = f"{row.width}×{row.height}"
    return size if row.kind == "image" else f"{size}×{row.frames}"


def bucket_color(row: Row, rows: Sequence[Row]) -> QColor:
    """Return the colour of a bucket: its dataset's, the lighter the further on it stands there."""
    own = [each for each in rows if each.dataset == row.dataset]
    most = max(2, len(own) - 1)
    return faded(theme.dataset_color(row.dataset), 1 - 0.66 * own.index(row) / most)


def _ink_on(color: QColor) -> QColor:
    """Return what words are readable in on a colour that lies on a card."""
    alpha, under = color.alphaF(), theme.color("surface")
    ground = alpha * _light(color) + (1 - alpha) * _light(under)
    inks = theme.color("text"), theme.color("background")
    return max(inks, key=lambda ink: abs(_light(ink) - ground))


def _light(color: QColor) -> float:
    """Return how light a colour looks, 0.0-1.0, about."""
    return 0.3 * color.redF() + 0.59 * color.greenF() + 0.11 * color.blueF()


def percent(share: float) -> str:
    """Return a share of 1 as people write it: below 1 % with a digit behind the point."""
    return f"{100 * share:.1f} %" if 0 < share < 0.01 else f"{100 * share:.0f} %"
