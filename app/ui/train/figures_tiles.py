"""The figures of a run, at the head of the right column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.widgets.button import Button
from app.ui.widgets.label import Figure
from app.ui.widgets.painting import box

if TYPE_CHECKING:
    from app.core.training.watching.view import RunView, Tile

_BIG = ("time", "speed", "memory", "card")
_NARROW = 210  # px; less has no room for two beside each other


class TileWidget(QWidget):
    """A figure in a box of its own."""

    def __init__(self, label: str) -> None:
        super().__init__()
        self.figure = Figure(label)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(n) for n in (12, 9, 8, 10)))
        column.addWidget(self.figure)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_tile(self, tile: Tile) -> None:
        """Show a figure."""
        self.figure.set_value(tile.value, tile.note or " ", tile.tone, tile.tip)
        self.setToolTip(tile.tip)

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            box(painter, QRectF(self.rect()), edge=theme.color("line"), radius=9)


class FigureTiles(QWidget):
    """Time left, speed, memory, the card; below them what it has taken and cost.

    Signals:
        cost_asked: What an hour costs is to be said.
    """

    cost_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        labels = (self.tr("Time left"), self.tr("Speed"), self.tr("GPU memory"), self.tr("GPU"))
        self.tiles = {key: TileWidget(label) for key, label in zip(_BIG, labels, strict=True)}
        self.taken = Button("", "quiet")
        theme.set_font(self.taken, "small")
        self.taken.clicked.connect(self.cost_asked)
        self._inside = QGridLayout()
        self._inside.setSpacing(theme.px(8))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addLayout(self._inside)
        column.addWidget(self.taken, 0, Qt.AlignmentFlag.AlignLeft)
        self._columns = 0
        self._place(2)

    def _place(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for place, tile in enumerate(self.tiles.values()):
            self._inside.removeWidget(tile)
            self._inside.addWidget(tile, place // columns, place % columns)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place(1 if event.size().width() < theme.px(_NARROW) else 2)

    def show_view(self, view: RunView | None) -> None:
        """Show the figures of a run; of none, none."""
        self.setVisible(view is not None)
        if view is None:
            return
        for tile in view.tiles:
            if tile.key in self.tiles:
                widget = self.tiles[tile.key]
                widget.figure.set_label(tile.label)
                widget.show_tile(tile)
            else:
                first = f"{tile.label} {tile.value}".strip()
                words = " · ".join(filter(None, (first, tile.note)))
                self.taken.setVisible(bool(words))
                self.taken.setText(words)
                more = self.tr("Click to say what an hour costs.")
                self.taken.setToolTip(f"{tile.tip}\n{more}".strip())
