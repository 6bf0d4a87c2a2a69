"""The clips behind a number as a list: quick with 30,000 rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from app.core.amounts import counted
from app.core.export.behind_rows import BehindRow, says
from app.core.language import enumerated
from app.ui import theme
from app.ui.widgets.painting import box, faded, picture_in, words
from app.ui.widgets.table import Index
from app.ui.widgets.thumbnails import Thumbnails
from app.ui.widgets.tips import plain

if TYPE_CHECKING:
    from app.core.export.plan_view import PlanView
    from app.core.media.index import FrameIndex
    from app.core.planner.tables.behind import What

_ROW, _PAD, _GAP = 46, 8, 10  # px at zoom 1
_PICTURE = (58, 33)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ROOT = QModelIndex()
_ASKER = "plan behind"


class BehindModel(QAbstractListModel):
    """The rows that are shown, of one number of a plan."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: Sequence[BehindRow] = ()
        self.view: PlanView | None = None
        self.what: What = "samples"

    def show_rows(self, view: PlanView, what: What, rows: Sequence[BehindRow]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.view, self.what, self.rows = view, what, rows
        self.endResetModel()

    def film(self, row: BehindRow) -> FrameIndex | None:
        """Return the film of a row; None where there is none."""
        return self.view.film_of(row.row) if self.view is not None else None

    def texts(self, row: BehindRow) -> tuple[str, str]:
        """Return the two lines of a row: what it is, and what it adds."""
        title = " · ".join(part for part in (row.title, row.where) if part)
        frames = counted(row.behind.frames, "frame") if row.behind.frames > 1 else ""
        return title, " · ".join(part for part in (frames, says(row, self.what)) if part)

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return enumerated(text for text in self.texts(row) if text)
        if role == Qt.ItemDataRole.ToolTipRole:
            name = self.view.names[row.behind.dataset] if self.view and self.view.names else ""
            lines = (name, row.behind.source.path, self.texts(row)[1])
            return plain("\n".join(line for line in lines if line))
        return None


class _Delegate(QStyledItemDelegate):
    """Picture, film and place, and below them what the clip adds."""

    def __init__(self, owner: BehindList, thumbnails: Thumbnails | None) -> None:
        super().__init__(owner)
        self._owner, self._thumbnails = owner, thumbnails

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(theme.px(200), theme.px(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, where = self._owner.behind.rows[index.row()], QRectF(option.rect)
        painter.save()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if chosen or hovered:
            fill = theme.color("hover") if chosen else faded(theme.color("hover"), 0.5)
            box(painter, where.adjusted(0, 1, 0, -1), fill=fill)
        if chosen:
            bar = QRectF(where.left(), where.top() + 4, theme.px(2), where.height() - 8)
            painter.fillRect(bar, theme.color("accent"))
        inside = where.adjusted(theme.px(_PAD), 0, -theme.px(_PAD), 0)
        if self._thumbnails is not None and self._owner.has_pictures:
            inside.setLeft(self._paint_picture(painter, inside, row) + theme.px(_GAP))
        self._paint_words(painter, inside, row)
        painter.restore()

    def _paint_words(self, painter: QPainter, inside: QRectF, row: BehindRow) -> None:
        title, adds = self._owner.behind.texts(row)
        painter.setFont(theme.font("body"))
        half = painter.fontMetrics().lineSpacing()
        top = inside.center().y() - (half if adds else half / 2)
        first = QRectF(inside.left(), top, inside.width(), half)
        side = theme.px(8)
        spot = QRectF(first.left(), round(first.center().y() - side / 2), side, side)
        box(painter, spot, fill=theme.dataset_color(row.behind.dataset), radius=2)
        beside = first.adjusted(side + theme.px(7), 0, 0, 0)
        words(painter, beside, title, theme.color("text"), middle=True)
        painter.setFont(theme.font("small"))
        second = first.translated(0, half)
        warns = bool(row.behind.share.note)
        words(painter, second, adds, theme.tone_color("warn") if warns else theme.color("muted"))

    def _paint_picture(self, painter: QPainter, inside: QRectF, row: BehindRow) -> float:
        """Paint the frame that stands for a row; return where it ends, px."""
        width, height = theme.px(_PICTURE[0]), theme.px(_PICTURE[1])
        spot = QRectF(inside.left(), round(inside.center().y() - height / 2), width, height)
        painter.fillRect(spot, theme.color("stage"))
        film, picture = self._owner.behind.film(row), None
        if film is not None and self._thumbnails is not None:
            ratio = painter.device().devicePixelRatioF()
            picture = self._thumbnails.pixmap(film, row.frame, round(width * ratio), asker=_ASKER)
        if picture is not None:
            picture_in(painter, spot, picture)
        return spot.right()


class BehindList(QListView):
    """Rows of one height, so that Qt need not ask for each; pictures only of those in sight.

    Signals:
        shown_asked: Enter or a double click on a row: it is to be shown in *Clips*.
    """

    shown_asked = Signal()

    def __init__(self, thumbnails: Thumbnails | None) -> None:
        super().__init__()
        self.behind = BehindModel()
        self._thumbnails = thumbnails
        self.setModel(self.behind)
        self.setItemDelegate(_Delegate(self, thumbnails))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(self.tr("Clips behind the number"))
        self.doubleClicked.connect(self.shown_asked)
        self._unseen = QTimer(self, singleShot=True, interval=0)
        self._unseen.timeout.connect(self._drop_unseen)
        self.verticalScrollBar().valueChanged.connect(lambda _: self._unseen.start())
        if thumbnails is not None:
            thumbnails.loaded.connect(self.viewport().update)

    @property
    def has_pictures(self) -> bool:
        """Whether there are films to show pictures of."""
        view = self.behind.view
        return view is not None and view.project is not None

    def chosen(self) -> BehindRow | None:
        """Return the row that is chosen; None where none is."""
        row = self.currentIndex().row()
        return self.behind.rows[row] if 0 <= row < len(self.behind.rows) else None

    def step(self, rows: int) -> None:
        """Choose the row so many below; as far as there are any."""
        last = self.behind.rowCount() - 1
        if last >= 0:
            row = min(max(self.currentIndex().row() + rows, 0), last)
            self.setCurrentIndex(self.behind.index(row))

    def _drop_unseen(self) -> None:
        """Do not fetch pictures of rows that were scrolled out of sight."""
        if self._thumbnails is None or not self.has_pictures:
            return
        first = max(0, self.indexAt(self.viewport().rect().topLeft()).row())
        rows = self.behind.rows[first : first + self.height() // theme.px(_ROW) + 2]
        width = round(theme.px(_PICTURE[0]) * self.devicePixelRatioF())
        films = [(self.behind.film(row), row.frame, width) for row in rows]
        shown = [(film, frame, wide) for film, frame, wide in films if film is not None]
        self._thumbnails.retain(_ASKER, shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.verticalScrollBar().setSingleStep(theme.px(_ROW) // 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            self.shown_asked.emit()
        else:
            super().keyPressEvent(event)
