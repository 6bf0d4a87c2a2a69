"""What is at the right of the stage: its parts from top to bottom, the last one at the foot."""

from __future__ import annotations

from typing import Literal, get_args

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui import theme
from app.ui.widgets.surface import ScrollPane, Surface

Place = Literal["clip", "machine", "replace", "lints", "changes", "ask"]
_PLACES: tuple[Place, ...] = get_args(Place)
_FOOT: Place = "ask"


class SidePanel(Surface):
    """Scrolls where it is higher than its place; what is at the foot is always seen."""

    def __init__(self) -> None:
        super().__init__("surface")
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(*(theme.px(n) for n in (16, 16, 16, 12)))
        self._column.setSpacing(theme.px(20))
        self._column.addStretch(1)
        self._there: list[Place] = []
        self._foot = QVBoxLayout()
        self._foot.setContentsMargins(*(theme.px(n) for n in (16, 0, 16, 16)))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(ScrollPane(inner), 1)
        whole.addLayout(self._foot)

    def add(self, part: QWidget, place: Place) -> None:
        """Put a part to its place; those above and below it may come later."""
        if place == _FOOT:
            self._foot.addWidget(part)
            return
        above = sum(_PLACES.index(each) <= _PLACES.index(place) for each in self._there)
        self._column.insertWidget(above, part)
        self._there.append(place)
