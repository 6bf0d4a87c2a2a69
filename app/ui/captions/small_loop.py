"""The loop of the clip at the right, while the table has the room of the stage."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui import theme
from app.ui.captions.stage import CaptionStage
from app.ui.widgets.label import SectionHead

_HEIGHT = 178  # px at zoom 1


class SmallLoop(QWidget):
    """Borrows the stage's loop, and gives it back."""

    def __init__(self, stage: CaptionStage) -> None:
        super().__init__()
        self._stage = stage
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(8))
        self._column.addWidget(SectionHead(self.tr("Clip")))
        self.hide()

    def take(self, on: bool) -> None:
        """Show the loop here, or on the stage again."""
        loop = self._stage.loop
        if on == (loop.parentWidget() is self):
            return
        if on:
            self._column.addWidget(loop)
            self.setFixedHeight(theme.px(_HEIGHT))
        else:
            self._stage.take_loop()
        self.setVisible(on)
