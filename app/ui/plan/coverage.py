"""How much of each clip is trained, by how many datasets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.amounts import counted
from app.ui import theme
from app.ui.plan.legend import Legend
from app.ui.plan.marked import MarkedPicture
from app.ui.widgets.label import Label
from app.ui.widgets.painting import faded, text_width, words
from app.ui.widgets.segmented import Segment, Segmented

if TYPE_CHECKING:
    from app.core.planner.pictures.coverage import ClipUse, Column, Coverage, Lineup

_HIGH, _AXIS, _TOP = 150, 20, 14  # px
_WIDEST = 56  # px of a column


class CoverageView(MarkedPicture):
    """A column for each clip as high as it is long; where clips are many, for some of them.

    Signals:
        asked: A `ClipUse`: show that clip.
    """

    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__(self.tr("Frames that are trained, clip by clip"))
        self._row: Lineup | None = None
        self._columns: list[Column] = []

    def show_row(self, row: Lineup) -> None:
        """Show clips in an order."""
        self._row = row
        self._fill()
        self.forget()

    def _fill(self) -> None:
        room = self.width() - self._left()
        self._columns = [] if self._row is None else self._row.columns(room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fill()
        self.light(None)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(420), theme.px(_TOP + _HIGH + _AXIS))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(200), self.sizeHint().height())

    # ----------------------------------------------------------------------------- the marks

    def count(self) -> int:
        """Return how many columns there are."""
        return len(self._columns)

    def clip_of(self, mark: int) -> ClipUse:
        """Return the clip in the middle of a column."""
        assert self._row is not None, "it has columns"
        column = self._columns[mark]
        return self._row.clip((column.first + column.end) // 2)

    def open_mark(self, mark: int) -> None:
        """Ask for the clip in the middle of a column."""
        self.asked.emit(self.clip_of(mark))

    def mark_at(self, spot: QPointF) -> int | None:
        """Return the column at a spot, above and below it too."""
        left, end = self._left(), self._edge(len(self._columns))
        if not self._columns or not left <= spot.x() < end:
            return None
        return min(
            int((spot.x() - left) * len(self._columns) / (end - left)), len(self._columns) - 1
        )

    def mark_rect(self, mark: int) -> QRectF:
        """Return the box of a column, as high as its clips are long."""
        left, right = self._edge(mark), self._edge(mark + 1)
        gap = 1 if right - left >= 4 else 0
        longest = max(1, 0 if self._row is None else self._row.longest)
        height = max(1, round(theme.px(_HIGH) * self._columns[mark].frames / longest))
        return QRectF(left, self._floor() - height, max(1, right - left - gap), height)

    def says(self, mark: int) -> str:
        """Return what a column is: its clip, or how many there are and what is used of them."""
        column = self._columns[mark]
        several = column.end - column.first > 1
        if several:
            head = self.tr("{}, {:.0f} frames on average").format(
                counted(column.end - column.first, "clip"), column.frames
            )
            used = [f"{share:.1f}" for share in column.used]
        else:
            clip = self.clip_of(mark)
            head = self.tr("{}: {}").format(clip.file, counted(clip.frames, "frame"))
            used = [f"{frames:,}" for frames in clip.used]
        names = depth_names(self)
        said = [
            f"{used[depth]} · {names[depth]}"
            for depth in range(len(used))
            if column.used[depth] > 0
        ]
        return "\n".join([head, *said])

    # ------------------------------------------------------------------------------ painting

    def _left(self) -> int:
        longest = 0 if self._row is None else self._row.longest
        return text_width(theme.font("small"), f"{longest}") + theme.px(8)

    def _edge(self, column: int) -> int:
        left, count = self._left(), max(1, len(self._columns))
        room = min(self.width() - left, count * theme.px(_WIDEST))
        return left + round(room * column / count)

    def _floor(self) -> int:
        return theme.px(_TOP + _HIGH)

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self._paint_axis(painter)
            colors = depth_colors()
            for mark, column in enumerate(self._columns):
                self._paint_column(painter, self.mark_rect(mark), column, colors)
            if self.lit is not None and self.lit < len(self._columns):
                where = self.mark_rect(self.lit)
                where.setTop(theme.px(_TOP))
                painter.fillRect(where, faded(theme.color("text"), 0.22))
            self.paint_ring(painter)

    def _paint_column(
        self, painter: QPainter, where: QRectF, column: Column, colors: list[QColor]
    ) -> None:
        bottom, done = where.bottom(), 0.0
        for depth in reversed(range(len(colors))):
            done += column.used[depth]
            top = where.bottom() - round(where.height() * done / max(column.frames, 1e-9))
            if top < bottom:
                part = QRectF(where.left(), top, where.width(), bottom - top)
                painter.fillRect(part, colors[depth])
                bottom = top

    def _paint_axis(self, painter: QPainter) -> None:
        floor, left = self._floor(), self._left()
        painter.fillRect(left, floor, self.width() - left, 1, theme.color("line"))
        if self._row is None or not len(self._row):
            return
        painter.setFont(theme.font("small"))
        dim, line = theme.color("dim"), theme.px(_AXIS) - 2
        right = Qt.AlignmentFlag.AlignRight
        top = QRectF(0, theme.px(_TOP) - line / 2, left - theme.px(6), line)
        words(painter, top, f"{self._row.longest}", dim, right)
        words(painter, QRectF(0, floor - line / 2, left - theme.px(6), line), "0", dim, right)
        below = QRectF(left, floor + 2, self._edge(len(self._columns)) - left, line)
        words(painter, below, "1", dim)
        if len(self._row) > 1:
            words(painter, below, f"{len(self._row):,}", dim, right)


class CoveragePage(QWidget):
    """The columns, the sum as a sentence, and the order of the clips.

    Signals:
        asked: A `ClipUse`: show that clip.
    """

    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._found: Coverage | None = None
        self.sentence = Label("", "text", wrap=True)
        self.order = Segmented(
            [Segment("length", self.tr("By length")), Segment("film", self.tr("As in the films"))],
            name=self.tr("Order of the clips"),
        )
        self.order.setToolTip(self.tr("The shortest first, or as the files are named"))
        self.order.chosen.connect(self._show)
        self.view = CoverageView()
        self.view.asked.connect(self.asked)
        self.legend = Legend()
        above = QHBoxLayout()
        above.setSpacing(theme.px(12))
        above.addWidget(self.sentence, 1)
        above.addWidget(self.order, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        column.addLayout(above)
        column.addWidget(self.view)
        column.addWidget(self.legend)

    def show_coverage(self, found: Coverage) -> None:
        """Show how much is trained."""
        self._found = found
        self.sentence.setText(self.says(found))
        self.sentence.setToolTip(
            self.tr(
                "{:,} of {:,} frames are in a window that is trained. A frame counts once for each "
                "dataset that has it in any window."
            ).format(found.frames - found.used[0], found.frames)
        )
        self._show()

    def says(self, found: Coverage) -> str:
        """Return the sum as a sentence."""
        if not found.frames:
            return self.tr("No dataset trains clips.")
        share = f"{100 * found.share:.0f}"
        if share in ("0", "100") and 0 < found.used[0] < found.frames:  # nearly is not quite
            share = f"{min(max(100 * found.share, 0.1), 99.9):.1f}"
        said = self.tr("{} % of all frames are trained at least once").format(share)
        if not found.untouched:
            return self.tr("{}; something of every clip.").format(said)
        return self.tr("{}; {} not at all.").format(said, counted(found.untouched, "clip"))

    def _show(self) -> None:
        found = self._found
        if found is None:
            return
        self.view.setVisible(found.clips > 0)
        self.order.setVisible(found.clips > 1)
        by_length = self.order.current() == "length"
        self.view.show_row(found.by_length if by_length else found.by_film)
        names, colors = depth_names(self), depth_colors()
        most = min(max(found.datasets, 1), len(names) - 1)
        self.legend.show_keys(
            [
                (colors[n], self.tr("{}: {:,}").format(names[n], found.used[n]), "")
                for n in range(most + 1)
                if found.frames
            ]
        )


def depth_names(widget: QWidget) -> list[str]:
    """Return what it is called to be in the windows of so many datasets."""
    return [
        widget.tr("frames in no window"),
        widget.tr("in one dataset"),
        widget.tr("in two"),
        widget.tr("in three or more"),
    ]


def depth_colors() -> list[QColor]:
    """Return the colours of frames in the windows of 0, 1, 2, and of 3 or more datasets."""
    info = theme.tone_color("info", "solid")
    return [theme.color("line"), faded(info, 0.4), faded(info, 0.7), info]
