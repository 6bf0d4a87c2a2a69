"""The last lines of a run's log, at the foot of the right column; a click shows all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.core.amounts import counted, disk_size
from app.core.training.watching.log_words import brief
from app.ui import theme
from app.ui.actions import follow_key, keyed
from app.ui.widgets.button import Button
from app.ui.widgets.label import ElidedLabel, Label
from app.ui.widgets.painting import box, words
from app.ui.widgets.ringed import Ringed

if TYPE_CHECKING:
    from app.core.training.watching.view import RunView

_LEAST, _MOST = 4, 60  # lines


class TailLines(Ringed, QWidget):
    """The last lines, as many as there is room for; the newest is at the foot."""

    clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[str, ...] = ()
        theme.set_font(self, "code")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Last lines of the log"))
        self.setToolTip(self.tr("Show the whole log"))

    def show_lines(self, lines: tuple[str, ...]) -> None:
        """Show the last of these lines."""
        if lines != self._lines:
            self._lines = lines
            self.setAccessibleDescription(lines[-1] if lines else "")
            self.update()

    def _line_height(self) -> int:
        return self.fontMetrics().lineSpacing() + theme.px(3)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(200), 9 * self._line_height())

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(80), _LEAST * self._line_height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        high = self._line_height()
        room = max(1, self.height() // high)
        shown = self._lines[-min(room, _MOST) :]
        with QPainter(self) as painter:
            painter.setFont(self.font())
            if self.ring:
                box(painter, QRectF(self.rect()), edge=theme.color("accent"))
            for place, line in enumerate(shown):
                where = QRectF(theme.px(2), place * high, self.width() - theme.px(4), high)
                last = place == len(shown) - 1
                words(painter, where, line, theme.color("text" if last else "muted"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)


class LogCard(QWidget):
    """The log in short.

    Signals:
        asked: All of it is to be shown.
    """

    asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.lines = TailLines()
        self.step = ElidedLabel("", "dim", "small")
        self.count = Button(self.tr("Search"), "quiet", icon="search")
        tip = self.tr("Shows the whole log: search, warnings and errors only")
        follow_key(
            self.count, "train.log", lambda _: self.count.setToolTip(keyed(tip, "train.log"))
        )
        self.count.clicked.connect(self.asked)
        self.lines.clicked.connect(self.asked)
        head = QHBoxLayout()
        head.addWidget(Label(self.tr("Log"), role="strong"))
        head.addWidget(self.step, 1)
        head.addWidget(self.count)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        column.addLayout(head)
        column.addWidget(self.lines, 1)

    def show_view(self, view: RunView | None) -> None:
        """Show the last lines of a run's log; of no run, nothing."""
        self.setVisible(view is not None and view.tail.path is not None)
        if view is None or view.tail.path is None:
            self.lines.show_lines(())
            return
        from app.core.training.watching.steps import title_of

        tail = view.tail
        long = counted(tail.total, "line") if tail.total is not None else disk_size(tail.size)
        self.step.setText(title_of(tail.path.stem) if tail.path else "")
        self.count.setText(long)
        self.lines.show_lines(tuple(filter(None, map(brief, tail.lines[-2 * _MOST :]))))
