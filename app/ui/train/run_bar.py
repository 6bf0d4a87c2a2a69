"""The line of the job bar about a training: what runs, how far, how long; it leads to *Train*."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.ui import theme
from app.ui.widgets.label import ElidedLabel, Label
from app.ui.widgets.progress import Progress

if TYPE_CHECKING:
    from app.core.training.watching.view import BarLine


class RunBar(QWidget):
    """Shown while a training of the project runs and nothing else does."""

    clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = Label("")
        self.bar = Progress()
        self.bar.setMaximumWidth(theme.px(260))
        self.bar.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.words = ElidedLabel("", "muted", cut=Qt.TextElideMode.ElideRight)
        self.aside = Label("", "dim")
        row = QHBoxLayout(self)
        row.setContentsMargins(*(theme.px(n) for n in (16, 0, 16, 0)))
        row.setSpacing(theme.px(12))
        row.addWidget(self.title)
        row.addWidget(self.bar, 1)
        row.addWidget(self.words, 2)
        row.addWidget(self.aside)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(self.tr("Show it in Train"))

    def show_line(self, line: BarLine) -> None:
        """Show how far it is."""
        self.title.setText(line.title)
        self.bar.set_fraction(line.fraction)
        self.words.setText(line.words)
        self.aside.setText(line.aside)
        self.setAccessibleName(f"{line.title}: {line.words}")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)
