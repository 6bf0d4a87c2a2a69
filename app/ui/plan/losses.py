"""What is lost of which clip, why, and the cure where there is one."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QEvent,
    QModelIndex,
    QPoint,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from app.core.amounts import counted
from app.core.export.cures import Cure, RowLoss
from app.core.export.plan_view import PlanView
from app.core.library.model import Clip, Shot
from app.ui import theme
from app.ui.document import Document
from app.ui.widgets.chip import Chip
from app.ui.widgets.label import Label
from app.ui.widgets.painting import box, text_width, words
from app.ui.widgets.surface import Card
from app.ui.widgets.table import Index, Table, TableDelegate
from app.ui.widgets.thumbnails import Thumbnails

CLIP, REASON, CURE = range(3)
_HEADS = ("clip", "what happens", "cure")
_ROW, _MOST_ROWS = 46, 8
_PICTURE_WIDTH, _PICTURE_HEIGHT = 58, 33
_PAD, _GAP = 10, 10
_ROOT = QModelIndex()
_WRAPPED = (
    Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
)  # of a reason


def _tr(text: str) -> str:
    return QCoreApplication.translate("Losses", text)


class LossModel(QAbstractTableModel):
    """The losses of a view; titles and cures are found when they are first seen."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self._view: PlanView | None = None
        self._losses: tuple[RowLoss, ...] = ()
        self._cures: dict[int, Cure | None] = {}
        self._titles: dict[int, tuple[str, str]] = {}

    def show_view(self, view: PlanView) -> None:
        """Show another plan's losses."""
        self.beginResetModel()
        self._view, self._losses = view, view.losses
        self._cures, self._titles = {}, {}
        self.endResetModel()

    def view(self) -> PlanView | None:
        """Return the plan that is shown."""
        return self._view

    def loss(self, row: int) -> RowLoss:
        """Return the loss of a row."""
        return self._losses[row]

    def title(self, row: int) -> tuple[str, str]:
        """Return what the clip of a row is called: its film, and where it begins."""
        if row not in self._titles:
            assert self._view is not None, "there are rows only with a plan"
            self._titles[row] = self._view.title_of(self._losses[row])
        return self._titles[row]

    def cure(self, row: int) -> Cure | None:
        """Return the cure of a row; None where there is none, or nothing can be changed."""
        if self._document.read_only or not self._document.is_open:
            return None
        if row not in self._cures:
            assert self._view is not None, "there are rows only with a plan"
            lost = self._losses[row]
            shots = self._document.rows.of_source(Shot, lost.row.source) if lost.row else []
            self._cures[row] = self._view.cure_of(lost, shots)
        return self._cures[row]

    def cure_text(self, row: int) -> str:
        """Return the words of the cure's button; empty where there is none."""
        cure = self.cure(row)
        return "" if cure is None else _tr("Extend by {:,}").format(cure.frames)

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._losses)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(_HEADS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401 -- as Qt has it
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _tr(_HEADS[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        row, column = index.row(), index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            if column == CLIP:
                return " · ".join(part for part in self.title(row) if part)
            loss = self._losses[row].loss
            return f"{loss.name}: {loss.reason}" if column == REASON else self.cure_text(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(row, column)
        return None

    def _tip(self, row: int, column: int) -> str | None:
        loss = self._losses[row].loss
        if column == CLIP:
            return _tr("{}\n{:,} frames. Enter shows it in Clips.").format(loss.file, loss.frames)
        if column == REASON:
            return f"{loss.name}: {loss.reason}"
        if not self.cure_text(row):
            return _tr("Its shot has no more frames.") if loss.needs is not None else None
        return _tr("Frames more, inside its shot. Space does it, too; Undo takes it back.")


class _LossDelegate(TableDelegate):
    """Thumbnail and title; the dataset's square and the reason; the cure as a button."""

    def __init__(self, table: LossTable, thumbnails: Thumbnails | None) -> None:
        super().__init__(table)
        self._losses = table
        self._thumbnails = thumbnails

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        where = QRectF(option.rect)
        painter.save()
        self.draw_back(painter, where, option, index)
        inside = where.adjusted(theme.px(_PAD), 0, -theme.px(_PAD), -1)
        painter.setFont(theme.font("body"))
        if index.column() == CLIP:
            self._paint_clip(painter, inside, index.row())
        elif index.column() == REASON:
            self._paint_reason(painter, inside, index.row())
        else:
            self._paint_cure(painter, index, option)
        painter.restore()

    def _paint_clip(self, painter: QPainter, inside: QRectF, row: int) -> None:
        if self._thumbnails is not None:
            size = theme.px(_PICTURE_WIDTH), theme.px(_PICTURE_HEIGHT)
            top = round(inside.center().y() - size[1] / 2)
            spot = QRectF(inside.left(), top, *size)
            self._paint_picture(painter, spot, row)
            inside.setLeft(spot.right() + theme.px(_GAP))
        title, where = self._losses.losses.title(row)
        frames = counted(self._losses.losses.loss(row).loss.frames, "frame")
        half = painter.fontMetrics().lineSpacing()
        first = QRectF(inside.left(), inside.center().y() - half, inside.width(), half)
        words(painter, first, title, theme.color("text"))
        painter.setFont(theme.font("small"))
        second = first.translated(0, half)
        words(painter, second, f"{where} · {frames}" if where else frames, theme.color("muted"))

    def _paint_picture(self, painter: QPainter, spot: QRectF, row: int) -> None:
        painter.fillRect(spot, theme.color("stage"))
        lost = self._losses.losses.loss(row)
        view = self._losses.losses.view()
        index = view.index_of(lost) if view else None
        if index is None or lost.row is None or self._thumbnails is None:
            return
        clip = lost.row
        frame = (clip.start + clip.end) // 2 if isinstance(clip, Clip) else clip.frame
        ratio = painter.device().devicePixelRatioF()
        picture = self._thumbnails.pixmap(
            index, frame, round(spot.width() * ratio), asker="plan losses"
        )
        if picture is None:
            return
        whole = QRectF(picture.rect())
        shown = whole.size().scaled(spot.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRectF(spot.topLeft(), shown)
        place.moveCenter(spot.center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(place, picture, whole)

    def _paint_reason(self, painter: QPainter, inside: QRectF, row: int) -> None:
        loss = self._losses.losses.loss(row).loss
        side = theme.px(8)
        spot = QRectF(inside.left(), round(inside.center().y() - side / 2), side, side)
        box(painter, spot, fill=theme.dataset_color(loss.dataset), radius=2)
        inside.setLeft(spot.right() + theme.px(8))
        ink = theme.color("muted")
        if text_width(painter.font(), loss.reason) <= inside.width():
            words(painter, inside, loss.reason, ink)
            return
        painter.setFont(theme.font("small"))
        painter.setPen(ink)
        painter.drawText(inside, int(_WRAPPED), loss.reason)

    def _paint_cure(self, painter: QPainter, index: Index, option: QStyleOptionViewItem) -> None:
        text = self._losses.losses.cure_text(index.row())
        if not text:
            self._paint_no_room(painter, index)
            return
        where = self._losses.button_rect(index.row())
        over = index.row() == self._losses.hot_button()
        edge = "line_strong"
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected and self._losses.hasFocus():
            edge = "accent"
        fill = theme.color("hover" if over or selected else "raised")
        box(painter, where, fill=fill, edge=theme.color(edge))
        words(painter, where, text, theme.color("text"), Qt.AlignmentFlag.AlignHCenter)

    def _paint_no_room(self, painter: QPainter, index: Index) -> None:
        if self._losses.losses.loss(index.row()).loss.needs is None:
            return
        cell = QRectF(self._losses.visualRect(index)).adjusted(0, 0, -theme.px(_PAD), -1)
        painter.setFont(theme.font("small"))
        words(painter, cell, _tr("no room"), theme.color("dim"), Qt.AlignmentFlag.AlignRight)


class LossTable(Table):
    """The losses: Enter or a double click shows the clip, Space or the button cures it.

    Signals:
        cure_asked: The row whose cure is wanted.
    """

    cure_asked = Signal(int)

    def __init__(self, document: Document, thumbnails: Thumbnails | None) -> None:
        super().__init__(name=_tr("What is lost"))
        self._hot, self._pressed = -1, -1  # rows whose button the mouse is on, and pressed
        self.losses = LossModel(document)
        self.setModel(self.losses)
        self.setItemDelegate(_LossDelegate(self, thumbnails))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().setSectionsClickable(False)
        self.set_numeric(frozenset({CURE}))
        if thumbnails is not None:
            thumbnails.loaded.connect(self.viewport().update)

    def row_height(self) -> int:
        return theme.px(_ROW)

    def show_view(self, view: PlanView) -> None:
        """Show a plan's losses; the row that was current stays so, or the one in its place."""
        row, top = self.currentIndex().row(), self.verticalScrollBar().value()
        self.losses.show_view(view)
        self.fit_rows()
        last = self.losses.rowCount() - 1
        if row >= 0 and last >= 0:
            self.setCurrentIndex(self.losses.index(min(row, last), CLIP))
        self.verticalScrollBar().setValue(top)

    def fit_rows(self) -> None:
        """Be as high as the rows, up to some; more are scrolled."""
        rows = min(self.losses.rowCount(), _MOST_ROWS)
        head = self.horizontalHeader().sizeHint().height()
        self.setFixedHeight(head + rows * self.row_height())
        self._share_columns()

    def _share_columns(self) -> None:
        whole = self.viewport().width()
        button = text_width(self.font(), _tr("Extend by {:,}").format(888)) + theme.px(
            26 + 2 * _PAD
        )
        clip = max(min(theme.px(244), whole // 2), min(theme.px(300), whole * 2 // 5))
        self.setColumnWidth(CLIP, clip)
        self.setColumnWidth(REASON, max(theme.px(80), whole - clip - button))
        self.setColumnWidth(CURE, button)

    def button_rect(self, row: int) -> QRectF:
        """Return where the button of a row is, px of the viewport."""
        cell = QRectF(self.visualRect(self.losses.index(row, CURE)))
        width = text_width(self.font(), self.losses.cure_text(row)) + theme.px(26)
        height = theme.px(28)
        top = round(cell.center().y() - height / 2)
        return QRectF(cell.right() - theme.px(_PAD) - width, top, width, height)

    def hot_button(self) -> int:
        """Return the row whose button the mouse is on, or -1."""
        return self._hot

    def _button_at(self, at: QPoint) -> int:
        index = self.indexAt(at)
        if index.column() != CURE or not self.losses.cure_text(index.row()):
            return -1
        return index.row() if self.button_rect(index.row()).contains(at) else -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._heat(self._button_at(event.position().toPoint()))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._heat(-1)
        super().leaveEvent(event)

    def _heat(self, row: int) -> None:
        if row != self._hot:
            self._hot = row
            self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self._pressed = -1
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = self._button_at(event.position().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        row, self._pressed = self._pressed, -1
        if row >= 0 and row == self._button_at(event.position().toPoint()):
            self.cure_asked.emit(row)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._button_at(event.position().toPoint()) < 0:
            super().mouseDoubleClickEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentIndex().row()
        if event.key() == Qt.Key.Key_Space and row >= 0 and self.losses.cure_text(row):
            self.cure_asked.emit(row)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_columns()

    def _renew_sizes(self) -> None:
        super()._renew_sizes()
        if self.model() is not None:
            self.fit_rows()


class LossCard(Card):
    """The table under its head; or that nothing is lost.

    Signals:
        cure_asked: The cure that is wanted.
        clip_asked: "clip" or "still", and its id: to be shown.
    """

    cure_asked = Signal(object)  # Cure
    clip_asked = Signal(str, int)

    def __init__(self, document: Document, thumbnails: Thumbnails | None) -> None:
        super().__init__(_tr("What is lost"))
        self.chip = Chip()
        self.add_to_head(self.chip)
        self.table = LossTable(document, thumbnails)
        self.table.cure_asked.connect(self._on_cure)
        self.table.activated.connect(self._on_activated)
        self.nothing = Label(wrap=True)
        self.body.addWidget(self.nothing)
        self.body.addWidget(self.table)

    def show_view(self, view: PlanView) -> None:
        """Show what a plan loses."""
        lost = view.lost.total()
        if view.losses:
            self.chip.set_state(counted(lost, "sample"), "warn")
        elif view.ledger.samples is None:
            self.chip.set_state(_tr("not known"), "neutral")
            self.nothing.setText(_tr("Training is not reached: mend what is said above."))
            self.nothing.set_tone("muted")
        else:
            self.chip.set_state(_tr("nothing"), "good", "check")
            self.nothing.setText(_tr("Every clip gives all the samples it should."))
            self.nothing.set_tone("good")
        self.nothing.setVisible(not view.losses)
        self.table.setVisible(bool(view.losses))
        self.table.show_view(view)

    def _on_cure(self, row: int) -> None:
        cure = self.table.losses.cure(row)
        if cure is not None:
            self.cure_asked.emit(cure)

    def _on_activated(self, index: QModelIndex) -> None:
        row = self.table.losses.loss(index.row()).row
        if row is not None:
            self.clip_asked.emit("clip" if isinstance(row, Clip) else "still", row.id)
