"""The head of a card: its name, to be renamed in place; it folds the card, and drags it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QWidget

from app.ui import theme
from app.ui.plan.values import ValueEdit
from app.ui.widgets.button import IconButton
from app.ui.widgets.label import ElidedLabel
from app.ui.widgets.painting import box
from app.ui.widgets.ringed import Ringed

_HEIGHT = 28


class NameEdit(ValueEdit):
    """A name that is typed over; Enter or leaving it is the end, Escape takes it back.

    Signals:
        ended: It is done, with another name or not.
    """

    ended = Signal()

    def __init__(self, name: str) -> None:
        super().__init__(name=name)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.set_font(self, "strong")
        self.editingFinished.connect(self.ended)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(60), super().minimumSizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        event.accept()  # else the head, which has the keyboard by now, would rename again
        if event.key() == Qt.Key.Key_Escape:
            self.setText(self.shown())
            self.ended.emit()


class CardHead(Ringed, QWidget):
    """A row: the arrow that folds, the name, the menu.

    It takes the focus: Enter renames, Space folds, the menu key opens the menu, arrow keys go on to
    the next card.

    Signals:
        fold_asked: Fold or unfold.
        renamed: Another name was typed.
        menu_asked: The menu is wanted, at a place of the screen.
        walked: The head of the card before (-1) or behind (1) is wanted.
        pulled: It is being dragged; a place of the screen.
        dropped: It was let go after a drag.
        drag_ended: A drag was taken back.
    """

    fold_asked = Signal()
    renamed = Signal(str)
    menu_asked = Signal(QPoint)
    walked = Signal(int)
    pulled = Signal(QPoint)
    dropped = Signal()
    drag_ended = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._title, self._renamable, self._movable = "", False, False
        self._pressed: QPoint | None = None
        self._dragging = False
        self.fold_button = IconButton("chevron-down", "", size=20)
        self.fold_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.label = ElidedLabel(role="strong")
        self.edit = NameEdit(self.tr("Name"))
        self.menu_button = IconButton("dots", self.tr("More"), size=22)
        self.menu_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._lay_out()
        self.fold_button.clicked.connect(self.fold_asked)
        self.menu_button.clicked.connect(self._on_menu)
        self.edit.committed.connect(self.renamed)
        self.edit.ended.connect(self._end_rename)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(4))
        row.addWidget(self.fold_button)
        row.addWidget(self.label, 1)
        row.addWidget(self.edit, 1)
        row.addWidget(self.menu_button)
        row.addStrut(theme.px(_HEIGHT))
        self.edit.hide()

    def show_title(self, title: str, *, renamable: bool, movable: bool) -> None:
        """Show a name, and whether it can be renamed and dragged."""
        self._title, self._renamable, self._movable = title, renamable, movable
        self.label.setText(title)
        self.edit.show_value(title)
        self.menu_button.setVisible(movable)
        self.setAccessibleName(title)
        tips = [self.tr("Double-click to rename it.")] if renamable else []
        if movable:
            tips.append(self.tr("Drag it to move the dataset in the file."))
        self.setToolTip("\n".join(tips))

    def title(self) -> str:
        """Return the name."""
        return self._title

    def show_folded(self, *, folded: bool) -> None:
        """Show whether the card is folded."""
        self.fold_button.set_icon("chevron-right" if folded else "chevron-down")
        self.fold_button.set_name(self.tr("Unfold") if folded else self.tr("Fold"))
        self.setAccessibleDescription(self.tr("folded") if folded else "")

    def rename(self) -> None:
        """Let the name be typed over."""
        if not self._renamable:
            return
        self.label.hide()
        self.edit.show()
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edit.selectAll()

    def _end_rename(self) -> None:
        if self.edit.isHidden():
            return
        back = self.edit.hasFocus()
        self.edit.hide()
        self.edit.setText(self._title)
        self.label.show()
        if back:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_menu(self) -> None:
        corner = QPoint(0, self.menu_button.height())
        self.menu_asked.emit(self.menu_button.mapToGlobal(corner))

    # ------------------------------------------------------------------------------ keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape and self._dragging:
            self._end_drag()
            self.drag_ended.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._renamable:
            self.rename()
        elif key == Qt.Key.Key_Space:
            self.fold_asked.emit()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.walked.emit(-1 if key == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().event(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_asked.emit(event.globalPos())

    # --------------------------------------------------------------------------------- mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        here = event.position().toPoint()
        if self._pressed is None or not self._movable:
            return
        far = (here - self._pressed).manhattanLength()
        if not self._dragging and far < QApplication.startDragDistance():
            return
        self._dragging = True
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        self.pulled.emit(event.globalPosition().toPoint())

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        dragged = self._dragging
        self._end_drag()
        if dragged:
            self.dropped.emit()

    def _end_drag(self) -> None:
        self._pressed, self._dragging = None, False
        self.unsetCursor()

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self._end_drag()
        if self._renamable:
            self.rename()
        else:
            self.fold_asked.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.ring:
            with QPainter(self) as painter:
                box(painter, QRectF(self.rect()), edge=theme.color("accent"), radius=6)
