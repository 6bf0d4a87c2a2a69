"""A ring around what has the focus, drawn only where that came by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget

from app.ui.widgets.painting import KEYBOARD

if TYPE_CHECKING:
    _Mixed = QWidget
else:
    _Mixed = object


class Ringed(_Mixed):
    """Knows whether to draw the ring; named before the widget it is mixed into.

    Attributes:
        ring: Whether the focus is here and came by keyboard.
    """

    ring = False

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin the ring where the focus came by keyboard."""
        self.ring = event.reason() in KEYBOARD
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """End the ring."""
        self.ring = False
        super().focusOutEvent(event)
