"""What the grid of samples shows: cells that scroll, painted from the reel at the clock's frame."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy

from app.core.media.geometry import Size
from app.core.training.results.found import Results, Sample
from app.core.training.results.sample_table import SampleTable, checkpoint_of, sample_table
from app.ui import theme
from app.ui.train.samples_clock import SampleClock
from app.ui.train.samples_layout import SampleLayout
from app.ui.train.samples_painting import CellLook, draw_cell
from app.ui.train.samples_reel import Film, SampleReel, wanted
from app.ui.widgets.painting import words

USUAL = 132  # px of a cell's width at zoom 1
_SHAPE = 480 / 832  # of a cell before the first frame is there
_BUDGET = 192 * 1024 * 1024  # bytes of frames
_MOST_ROWS = 6  # that are shown without scrolling

Cell = tuple[int, int]


class SampleArea(QAbstractScrollArea):
    """Cells of a table, the newest column at the right; decodes what is in sight.

    Attributes:
        clock: Which frame is shown.
        reel: The frames.
        results: What is shown.
        table: The same by row and column.
    """

    _hot: Cell | None = None  # under the mouse

    def __init__(self) -> None:
        super().__init__()
        self.clock = SampleClock(self)
        self.reel = SampleReel(_BUDGET, self)
        self.results = Results()
        self.table = SampleTable()
        self._stars: frozenset[int] = frozenset()  # columns
        self._cell_width, self._shape = USUAL, _SHAPE
        self._current: Cell | None = None
        self._following = True  # the newest column is in sight
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.clock.moved.connect(self._repaint)
        self.reel.came.connect(self._on_came)
        theme.changes().changed.connect(self._lay_out)

    # ------------------------------------------------------------------------------- showing

    def show_results(self, results: Results) -> None:
        """Show what a run has made; the newest stays in sight where it was."""
        same_rows, table = results.prompts == self.results.prompts, self.table_of(results)
        before = None if self._current is None else self.table.sample(*self._current)
        self.results = results
        if not same_rows or table != self.table:
            self.table = table
            cells = (cell for cell, each in self.table.cells.items() if each == before)
            self._current = next(cells, None)
            self._lay_out()
        self._mark_stars()

    def table_of(self, results: Results) -> SampleTable:
        """Return what is shown as rows and columns."""
        return sample_table(results)

    def words_of_nothing(self) -> str:
        """Return what stands in a cell without a sample."""
        return self.tr("no sample")

    def set_cell_width(self, width: int) -> None:
        """Show cells so wide, px at zoom 1; the middle of what is seen stays there."""
        bar, old = self.horizontalScrollBar(), self.cells_layout().width
        middle = (bar.value() + self.viewport().width() / 2) / old
        self._cell_width = width
        self._lay_out()
        if not self._following:
            bar.setValue(round(middle * self.cells_layout().width - self.viewport().width() / 2))

    def cells_layout(self) -> SampleLayout:
        """Return where the cells lie."""
        rows, columns = len(self.table.rows), len(self.table.columns)
        return SampleLayout(rows, columns, theme.px(self._cell_width), self._shape)

    def visible_cells(self) -> list[Cell]:
        """Return the cells in sight that have a sample, the newest column first."""
        layout, corner, area = self.cells_layout(), self._corner(), self.viewport()
        columns = layout.columns_in(corner.x(), corner.x() + area.width())
        rows = layout.rows_in(corner.y(), corner.y() + area.height())
        cells = [(row, column) for column in reversed(columns) for row in rows]
        return [cell for cell in cells if self.table.sample(*cell) is not None]

    def film_of(self, sample: Sample) -> Film | None:
        """Return the frames there are of a sample."""
        return self.reel.film(wanted(sample, self._box()))

    def shut(self) -> None:
        """Stop for good."""
        self.clock.pause()
        self.reel.shut()

    def _mark_stars(self) -> None:
        columns = enumerate(self.table.columns)
        found = {place: checkpoint_of(each, self.results.checkpoints) for place, each in columns}
        self._stars = frozenset(n for n, each in found.items() if each is not None and each.star)
        self._repaint()

    # -------------------------------------------------------------------------------- layout

    def _corner(self) -> QPoint:
        return QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def _lay_out(self) -> None:
        wide, high = self.cells_layout().whole
        area, across = self.viewport().size(), self.horizontalScrollBar()
        following = self._following
        across.setRange(0, max(0, wide - area.width()))
        across.setPageStep(max(1, area.width()))
        across.setSingleStep(max(1, self.cells_layout().width // 2))
        self.verticalScrollBar().setRange(0, max(0, high - area.height()))
        self.verticalScrollBar().setPageStep(max(1, area.height()))
        if following:
            across.setValue(across.maximum())
        self._following = following
        self.updateGeometry()
        self._ask()
        self._repaint()

    def sizeHint(self) -> QSize:
        layout = self.cells_layout()
        shown = SampleLayout(min(layout.rows, _MOST_ROWS), 1, layout.width, layout.shape)
        wide = layout.whole[0] > self.viewport().width()
        bar = self.horizontalScrollBar().sizeHint().height() if wide else 0
        return QSize(theme.px(320), shown.whole[1] + bar + theme.px(4))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(160), self.sizeHint().height())

    def _box(self) -> Size:
        ratio, layout = self.devicePixelRatioF(), self.cells_layout()
        return Size(round(layout.width * ratio), round(layout.height * ratio))

    def _ask(self) -> None:
        """Have the frames of what is in sight."""
        if self.isVisible():
            samples = (self.table.sample(*cell) for cell in self.visible_cells())
            self.reel.wish([wanted(each, self._box()) for each in samples if each is not None])
            self._measure()

    def films_in_sight(self) -> list[Film]:
        """Return the films of the cells in sight, as far as they are there."""
        samples = (self.table.sample(*cell) for cell in self.visible_cells())
        films = (self.film_of(each) for each in samples if each is not None)
        return [film for film in films if film is not None and film.facts is not None]

    def _on_came(self) -> None:
        films = self.films_in_sight()
        if films and films[-1].facts is not None:
            size = films[-1].facts.size  # of the oldest in sight: it stays as new ones come
            shape = min(2.0, max(0.3, size.height / size.width))
            if abs(shape - self._shape) > 0.005:
                self._shape = shape
                self._lay_out()
        self._measure()
        self._repaint()

    def _measure(self) -> None:
        """Let the clock count the frames of the longest film in sight."""
        lengths = [max(film.facts.frames if film.facts else 0, len(film.images))
                   for film in self.films_in_sight()]  # fmt: skip
        if lengths:
            self.clock.set_length(max(lengths))

    # ------------------------------------------------------------------------------ painting

    def _repaint(self, *_: object) -> None:
        self.viewport().update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        layout, corner, area = self.cells_layout(), self._corner(), self.viewport()
        rows = layout.rows_in(corner.y(), corner.y() + area.height())
        columns = layout.columns_in(corner.x(), corner.x() + area.width())
        with QPainter(area) as painter:
            for row in rows:
                self._draw_head(painter, row, layout.head(row).top() - corner.y())
                for column in columns:
                    place = QRectF(layout.cell(row, column).translated(-corner))
                    self._draw_cell(painter, place, (row, column))

    def _draw_head(self, painter: QPainter, row: int, top: int) -> None:
        text = self.results.prompts[self.table.rows[row]].text
        where = QRectF(0, top, self.viewport().width(), theme.px(20))
        painter.setFont(theme.font("small"))
        lit = self._current is not None and self._current[0] == row and self.hasFocus()
        words(painter, where, text, theme.color("text" if lit else "muted"))

    def _draw_cell(self, painter: QPainter, where: QRectF, cell: Cell) -> None:
        sample = self.table.sample(*cell)
        film = None if sample is None else self.film_of(sample)
        image = None if film is None else film.image(self.clock.position)
        current, named = cell == self._current, cell[0] == 0 or cell in (self._hot, self._current)
        said = self.words_of_nothing() if sample is None else ""
        if film is not None and film.trouble:
            said = self.tr("cannot be read")
        look = CellLook(
            label=self.table.columns[cell[1]].label if named else "",
            star=cell[1] in self._stars and cell[0] == 0,
            words=said,
            marked=current and self.hasFocus(),
            lit=current or cell == self._hot,
        )
        draw_cell(painter, where, image, look)

    # ------------------------------------------------------------------------------------ Qt

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        bar = self.horizontalScrollBar()
        self._following = bar.value() >= bar.maximum()
        self._ask()
        self._repaint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._lay_out()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.clock.pause()
        self.reel.wish(())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._ask()
        return super().event(event)
