"""A player that has at hand what may be shown next."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app.core.media.preview import View
from app.ui.widgets.player import Player
from app.ui.widgets.player_stage import CropView


class AheadPlayer(Player):
    """Shows a range that was expected at once: its first pictures are decoded by then."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._expected: tuple[View, ...] = ()
        self._resized.timeout.connect(self._expect_again)

    @property
    def met(self) -> int:
        """How many ranges were at hand when they were shown."""
        return self._preview.met

    def expect(self, views: Sequence[View]) -> None:
        """Have the first pictures of ranges at hand that may be shown next; () for no more.

        Args:
            views: The likeliest first; their boxes do not matter.
        """
        self._expected = tuple(views)
        if not views or self.isVisible():
            self._preview.expect([self._fitted(view) for view in views])

    def set_crop_view(self, crop_view: CropView) -> None:
        """Show only what is kept ("cut"), or everything with the rest "dimmed"."""
        super().set_crop_view(crop_view)
        self._expect_again()

    def _expect_again(self) -> None:
        """Expect the same on another screen."""
        if self._expected:
            self.expect(self._expected)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._expect_again()
