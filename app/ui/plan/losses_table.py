"""The list of what is lost, for mouse and keyboard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QToolTip

from app.core.export.cures import Cure
from app.core.export.plan_view import PlanView
from app.core.language import tr
from app.ui import theme
from app.ui.plan.losses_finding import CureFinder
from app.ui.plan.losses_painting import LossDelegate, Spots, spots_of
from app.ui.plan.losses_rows import LossModel
from app.ui.widgets.table import Table
from app.ui.widgets.thumbnails import Thumbnails
from app.ui.widgets.tips import plain

_ROW, _MOST_ROWS = 46, 9


class LossTable(Table):
    """Arrows walk, Return cures, Delete leaves out, Space folds; a click on a title shows the clip.

    Signals:
        cure_asked: The row whose best cure is wanted.
        cures_asked: The row whose cures are wanted all, and where on the screen.
        clip_asked: The row whose clip is to be shown.
        leave_asked: The row whose clip is to be left out.
    """

    cure_asked = Signal(int)
    cures_asked = Signal(int, QPoint)
    clip_asked = Signal(int)
    leave_asked = Signal(int)

    def __init__(self, finder: CureFinder, thumbnails: Thumbnails | None) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("What is lost"))
        self._hot, self._pressed, self._title = -1, "", -1
        self.losses = LossModel(finder)
        self.setModel(self.losses)
        self.setItemDelegate(LossDelegate(self, thumbnails))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.horizontalHeader().hide()
        self.horizontalHeader().setStretchLastSection(True)
        self.losses.folded.connect(self.fit_rows)
        if thumbnails is not None:
            thumbnails.loaded.connect(self.viewport().update)

    def row_height(self) -> int:
        return theme.px(_ROW)

    def show_view(self, view: PlanView) -> None:
        """Show a plan's losses; what was current stays so, or what is in its place."""
        row, top = self.currentIndex().row(), self.verticalScrollBar().value()
        known = self.losses.key(row) if 0 <= row < self.losses.rowCount() else None
        self.losses.show_view(view)
        self.fit_rows()
        last = self.losses.rowCount() - 1
        if known is not None and last >= 0:
            head = self.losses.row_of_group(known[0])
            if known[1] is None and head >= 0:
                row = head
            self.select(min(row, last))
        self.verticalScrollBar().setValue(top)

    def select(self, row: int) -> None:
        """Make a row the current one."""
        self.setCurrentIndex(self.losses.index(row, 0))

    def fit_rows(self) -> None:
        """Be as high as the rows, up to some; more are scrolled."""
        rows = min(self.losses.rowCount(), _MOST_ROWS)
        self.setFixedHeight(rows * self.row_height() + 2 * self.frameWidth())

    # --------------------------------------------------------------------------------- mouse

    def spots(self, row: int) -> Spots:
        """Return where the parts of a row are, px of the viewport."""
        where = QRectF(self.visualRect(self.losses.index(row, 0)))
        head = self.losses.member(row) is None
        return spots_of(where, self.losses.cures(row), head=head)

    def hot_button(self) -> int:
        """Return the row whose button the mouse is on, or -1."""
        return self._hot

    def hot_title(self) -> int:
        """Return the row whose picture or title the mouse is on, or -1."""
        return self._title

    def _part_at(self, at: QPoint) -> tuple[int, str]:
        """Return the row at a place and what of it is there: fold, title, button, more or ""."""
        row = self.rowAt(at.y())
        if row < 0:
            return -1, ""
        spots = self.spots(row)
        cures = self.losses.cures(row)
        if spots.more.contains(at):
            return row, "more"
        if spots.button.contains(at) and cures and cures[0].acts:
            return row, "button"
        if spots.fold.contains(at):
            return row, "fold" if self.losses.member(row) is None else "title"
        return row, ""

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        row, part = self._part_at(event.position().toPoint())
        self._heat(row if part in ("button", "more") else -1, row if part == "title" else -1)
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._heat(-1, -1)
        super().leaveEvent(event)

    def _heat(self, button: int, title: int) -> None:
        if (button, title) != (self._hot, self._title):
            self._hot, self._title = button, title
            self.viewport().update()
            member = self.losses.member(title) if title >= 0 else None
            shows = member is not None and member.row is not None
            shape = Qt.CursorShape.PointingHandCursor if shows else Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(shape)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        row, part = self._part_at(event.position().toPoint())
        left = event.button() == Qt.MouseButton.LeftButton
        self._pressed = f"{row} {part}" if left and part else ""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        row, part = self._part_at(event.position().toPoint())
        pressed, self._pressed = self._pressed, ""
        if pressed != f"{row} {part}":
            return
        if part == "button":
            self.cure_asked.emit(row)
        elif part == "more":
            below = self.spots(row).button.bottomLeft().toPoint()
            self.cures_asked.emit(row, self.viewport().mapToGlobal(below))
        elif part == "title":
            self.clip_asked.emit(row)
        elif part == "fold":
            self.fold(row)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        row, part = self._part_at(event.position().toPoint())
        if part:
            self.mousePressEvent(event)
        elif row >= 0 and self.losses.member(row) is None:
            self.fold(row)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        row = self.currentIndex().row()
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            row = self.rowAt(event.pos().y())
        if row >= 0:
            self.select(row)
            self.cures_asked.emit(row, event.globalPos())

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            row, part = self._part_at(event.pos())
            text = ""
            if row >= 0:
                cures = self.losses.cures(row)
                button = part in ("button", "more") and cures
                text = cure_tip(cures[0]) if button and cures else self.losses.tip(row)
            QToolTip.showText(event.globalPos(), plain(text), self)
            return True
        return super().viewportEvent(event)

    # ------------------------------------------------------------------------------ keyboard

    def fold(self, row: int) -> None:
        """Fold the group of a row, or unfold it; its head is current then."""
        at = self.losses.at(row)
        self.losses.set_open(at.group, not self.losses.is_open(at.group))
        self.select(self.losses.head_of(at.number))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, key = self.currentIndex().row(), event.key()
        if row < 0 or not self._act_on(row, key, event.modifiers()):
            super().keyPressEvent(event)

    def _act_on(self, row: int, key: int, held: Qt.KeyboardModifier) -> bool:
        at = self.losses.at(row)
        is_open = self.losses.is_open(at.group)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            control = bool(held & Qt.KeyboardModifier.ControlModifier)
            (self.clip_asked if control else self.cure_asked).emit(row)
        elif key == Qt.Key.Key_Space:
            self.fold(row)
        elif key == Qt.Key.Key_Delete and at.place is not None:
            self.leave_asked.emit(row)
        elif (key == Qt.Key.Key_Left and is_open) or (
            key == Qt.Key.Key_Right and not is_open and at.place is None
        ):
            self.fold(row)
        else:
            return False
        return True

    # --------------------------------------------------------------------------------- sizes

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setColumnWidth(0, self.viewport().width())

    def _renew_sizes(self) -> None:
        super()._renew_sizes()
        if self.model() is not None:
            self.fit_rows()


def cure_tip(cure: Cure) -> str:
    """Return what a cure does and makes of the samples."""
    lines = [cure.tip] if cure.tip else []
    effect = cure.effect
    if effect is not None:
        lines.append(tr("Samples per epoch, counted by planning it: {words}.", words=effect.words))
        if (effect.before, effect.after) != (effect.all_before, effect.all_after):
            lines.append(
                tr(
                    "In all: {before:,} → {after:,}.",
                    before=effect.all_before,
                    after=effect.all_after,
                )
            )
    return "\n".join(lines) or cure.label
