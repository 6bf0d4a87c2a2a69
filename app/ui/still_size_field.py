"""Choosing the size of exported stills: as they are, a usual size, or one's own."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.core.export.still_sizes import LEAST, MOST, PRESETS
from app.ui import theme
from app.ui.widgets.choices import ComboBox, SpinBox
from app.ui.widgets.label import Label


class StillSizeField(QWidget):
    """A list of sizes; the last entry opens two numbers."""

    def __init__(self, size: tuple[int, int] | None) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Size of exported stills"))
        self._box = ComboBox(name=self.tr("Size of exported stills"))
        self._box.addItem(self.tr("As large as they are"))
        self._box.addItems([f"{width} × {height}" for width, height in PRESETS])
        self._box.addItem(self.tr("Another size"))
        width, height = size or PRESETS[1]
        self._width = SpinBox(LEAST, MOST, width, name=self.tr("Width of stills"), step=16)
        self._height = SpinBox(LEAST, MOST, height, name=self.tr("Height of stills"), step=16)
        self._own = QWidget()
        own = QHBoxLayout(self._own)
        own.setContentsMargins(0, 0, 0, 0)
        own.setSpacing(theme.px(6))
        own.addWidget(self._width)
        own.addWidget(Label("×", "muted"))
        own.addWidget(self._height)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(12))
        row.addWidget(self._box, 1)
        row.addWidget(self._own)
        self.setFocusProxy(self._box)
        self.setToolTip(
            self.tr(
                "Stills are cut to this shape about their middle, then shrunk. One that is too "
                "small gets the shape alone: nothing is ever enlarged."
            )
        )
        self._box.currentIndexChanged.connect(self._show_own)
        self._box.setCurrentIndex(self._place_of(size))
        self._show_own()

    def value(self) -> tuple[int, int] | None:
        """Return the size, pixels; None: as large as they are."""
        place = self._box.currentIndex()
        if place == 0:
            return None
        if place <= len(PRESETS):
            return PRESETS[place - 1]
        return self._width.value(), self._height.value()

    def choose(self, size: tuple[int, int] | None) -> None:
        """Show a size."""
        self._box.setCurrentIndex(self._place_of(size))
        if size is not None:
            self._width.setValue(size[0])
            self._height.setValue(size[1])

    def _place_of(self, size: tuple[int, int] | None) -> int:
        if size is None:
            return 0
        return PRESETS.index(size) + 1 if size in PRESETS else len(PRESETS) + 1

    def _show_own(self) -> None:
        self._own.setVisible(self._box.currentIndex() == len(PRESETS) + 1)
