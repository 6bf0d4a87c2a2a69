"""What the buckets cut off pictures of each size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.amounts import counted
from app.core.language import tr
from app.ui import theme
from app.ui.plan.marked import MarkedPicture
from app.ui.plan.shares import percent
from app.ui.widgets.button import Button
from app.ui.widgets.label import Label
from app.ui.widgets.painting import box, faded, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.core.planner.pictures.crops import Crop

_CELL, _FRAME, _LINE, _PAD, _GAP = 172, 82, 17, 10, 8  # px
_FEW = 8
_MUCH = 0.10  # of a picture; more is said in the colour of a warning


class CropsView(MarkedPicture):
    """A cell for each size in each dataset: its outline, and what is cut off shaded."""

    def __init__(self) -> None:
        super().__init__(self.tr("What the buckets cut off"))
        self._crops: tuple[Crop, ...] = ()
        self._names: Sequence[str] = ()

    def show_crops(self, crops: Sequence[Crop], names: Sequence[str]) -> None:
        """Show other crops, in their order."""
        self._crops, self._names = tuple(crops), names
        self._settle()
        self.forget()

    # ------------------------------------------------------------------------------ geometry

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle()

    def _settle(self) -> None:
        """Be as high as the cells need at this width."""
        height = self._rows() * (self._cell_height() + theme.px(_GAP)) - theme.px(_GAP)
        if height != self.minimumHeight():
            self.setFixedHeight(max(1, height))

    def _cell_height(self) -> int:
        return theme.px(_FRAME + 3 * _LINE + 3 * _PAD)

    def row_length(self) -> int:
        """Return how many cells stand side by side."""
        gap = theme.px(_GAP)
        return max(1, (self.width() + gap) // (theme.px(_CELL) + gap))

    def _rows(self) -> int:
        return -(-len(self._crops) // self.row_length())

    def sizeHint(self) -> QSize:
        return QSize(theme.px(420), self.minimumHeight())

    def count(self) -> int:
        """Return how many cells there are."""
        return len(self._crops)

    def mark_rect(self, mark: int) -> QRectF:
        """Return the box of a cell; cells share the width."""
        across, gap = self.row_length(), theme.px(_GAP)
        row, column = divmod(mark, across)
        left = round(column * (self.width() + gap) / across)
        right = round((column + 1) * (self.width() + gap) / across) - gap
        height = self._cell_height()
        return QRectF(left, row * (height + gap), right - left, height)

    def mark_at(self, spot: QPointF) -> int | None:
        """Return the cell at a spot."""
        for mark in range(self.count()):
            if self.mark_rect(mark).contains(spot):
                return mark
        return None

    # -------------------------------------------------------------------------------- saying

    def name_of(self, crop: Crop) -> str:
        """Return what a crop's dataset is called."""
        known = crop.dataset < len(self._names)
        return self._names[crop.dataset] if known else tr("Dataset {number}", number=crop.dataset)

    def sources(self, crop: Crop) -> str:
        """Return how many clips or stills have the size."""
        return (
            counted(crop.sources, "still")
            if crop.kind == "image"
            else counted(crop.sources, "clip")
        )

    def says(self, mark: int) -> str:
        """Return what becomes of the pictures of a size, and how it was counted."""
        crop = self._crops[mark]
        head = self.tr("“{}”: {} of {}").format(
            self.name_of(crop), self.sources(crop), sized(crop.size)
        )
        if crop.refused:
            return self.tr("{}\nThe trainer stops on them: {}.").format(head, crop.refused)
        sides = self.tr("nothing")
        if crop.kept[0] < crop.kept[1]:
            sides = self.tr("{} of the width, left and right").format(percent(1 - crop.kept[0]))
        elif crop.kept[1] < crop.kept[0]:
            sides = self.tr("{} of the height, above and below").format(percent(1 - crop.kept[1]))
        scaled = self.tr("Made {} times as large, so that it covers the bucket {}.")
        how = [
            scaled.format(f"{crop.scale:.2f}", sized(crop.bucket)),
            self.tr("Cut off: {}.").format(sides),
        ]
        if crop.enlarged:
            how.append(self.tr("Enlarging makes up pixels: smaller buckets train what is there."))
        return "\n".join([head, *how])

    # ------------------------------------------------------------------------------- painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            for mark, crop in enumerate(self._crops):
                self._paint_cell(painter, self.mark_rect(mark), crop, lit=mark == self.lit)
            self.paint_ring(painter)

    def _paint_cell(self, painter: QPainter, where: QRectF, crop: Crop, *, lit: bool) -> None:
        edge = theme.color("line_strong" if lit else "line_soft")
        box(painter, where, fill=theme.color("inset"), edge=edge, radius=8)
        pad, line = theme.px(_PAD), theme.px(_LINE)
        room = QRectF(where.left() + pad, where.top() + pad, where.width() - 2 * pad, 0)
        room.setHeight(theme.px(_FRAME))
        self._paint_frame(painter, room, crop)
        spot = QRectF(room.left(), room.bottom() + pad, room.width(), line)
        painter.setFont(theme.font("strong"))
        told = f"{sized(crop.size)} → {sized(crop.bucket)}"
        words(painter, spot, sized(crop.size) if crop.refused else told, theme.color("text"))
        painter.setFont(theme.font("small"))
        for text, color in self._lines(crop):
            spot.translate(0, line)
            words(painter, spot, text, color)

    def _lines(self, crop: Crop) -> list[tuple[str, QColor]]:
        muted, warn = theme.color("muted"), theme.tone_color("warn")
        below = self.tr("{} · {}").format(self.sources(crop), self.name_of(crop))
        if crop.refused:
            return [(self.tr("refused"), theme.tone_color("bad")), (below, muted)]
        said = [self.tr("nothing cut") if crop.cut < 5e-4 else self.tr("{} cut")]
        said = [said[0].format(percent(crop.cut)), f"× {crop.scale:.2f}"]
        if crop.enlarged:
            said[1] = self.tr("× {:.2f} enlarged").format(crop.scale)
        loud = crop.cut > _MUCH or crop.enlarged
        return [(" · ".join(said), warn if loud else muted), (below, muted)]

    def _paint_frame(self, painter: QPainter, room: QRectF, crop: Crop) -> None:
        """Draw a picture's outline, what is kept in the colour of its dataset."""
        width, height = crop.size
        scale = min(room.width() / max(1, width), room.height() / max(1, height))
        wide, high = max(2, round(width * scale)), max(2, round(height * scale))
        left = round(room.center().x() - wide / 2)
        frame = QRectF(left, round(room.center().y() - high / 2), wide, high)
        color = theme.dataset_color(crop.dataset)
        if crop.refused:
            box(painter, frame, edge=theme.tone_color("bad", "solid"), radius=2, dashed=True)
            return
        cut_x = round(wide * (1 - crop.kept[0]) / 2)
        cut_y = round(high * (1 - crop.kept[1]) / 2)
        kept = frame.adjusted(cut_x, cut_y, -cut_x, -cut_y)
        red = theme.tone_color("bad", "solid")
        painter.fillRect(frame, faded(red, 0.22))
        painter.fillRect(frame, QBrush(faded(red, 0.6), Qt.BrushStyle.BDiagPattern))
        painter.fillRect(kept, theme.color("inset"))
        painter.fillRect(kept, faded(color, 0.30))
        box(painter, frame, edge=theme.color("line_strong"), radius=0)
        box(painter, kept, edge=color, radius=0)


class CropsPage(QWidget):
    """The cells, the worst first; more than a few wait behind a button."""

    def __init__(self) -> None:
        super().__init__()
        self._crops: tuple[Crop, ...] = ()
        self._names: Sequence[str] = ()
        self._all = False
        self.sentence = Label("", "text", wrap=True)
        self.view = CropsView()
        self.more_button = Button("", "quiet")
        self.more_button.clicked.connect(self._on_more)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(self.sentence)
        column.addWidget(self.view)
        column.addWidget(self.more_button, 0, Qt.AlignmentFlag.AlignLeft)

    def show_crops(self, crops: tuple[Crop, ...], names: Sequence[str]) -> None:
        """Show what is cut off, in this order."""
        self._crops, self._names = crops, names
        self.sentence.setText(self.says(crops))
        self.sentence.setToolTip(
            self.tr(
                "A picture is scaled until it covers its bucket, and the middle is cut out. "
                "Each size counts as often as clips and stills have it."
            )
        )
        self._show()

    def says(self, crops: Sequence[Crop]) -> str:
        """Return the sum as a sentence."""
        if not crops:
            return self.tr("No dataset has pictures.")
        total = sum(crop.sources for crop in crops)
        cut = sum(crop.cut * crop.sources for crop in crops) / max(1, total)
        large = sum(crop.sources for crop in crops if crop.enlarged)
        said = self.tr("{} of a picture is cut off on average").format(percent(cut))
        if not large:
            return self.tr("{}; none is enlarged.").format(said)
        return self.tr("{}; {:,} of {:,} are enlarged.").format(said, large, total)

    def _on_more(self) -> None:
        self._all = not self._all
        self._show()

    def _show(self) -> None:
        shown = self._crops if self._all else self._crops[:_FEW]
        self.view.setVisible(bool(self._crops))
        self.view.show_crops(shown, self._names)
        more = self.tr("All {:,} sizes").format(len(self._crops))
        self.more_button.setText(self.tr("Only the worst") if self._all else more)
        self.more_button.setVisible(len(self._crops) > _FEW)


def sized(size: tuple[int, int]) -> str:
    """Return a size as it is written everywhere."""
    return f"{size[0]}×{size[1]}"
