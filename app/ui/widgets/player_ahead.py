"""A player that has at hand what may be shown next."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.core.media.preview import View
from app.ui.widgets.player import Player


class AheadPlayer(Player):
    """Shows a range that was expected at once: its first pictures are decoded by then."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._expected: tuple[View, ...] = ()
        self._soon = QTimer(self, singleShot=True, interval=0)  # when what is shown is asked for
        self._soon.timeout.connect(self._tell_expected)

    @property
    def met(self) -> int:
        """How many ranges were at hand when they were shown."""
        return self._preview.met

    def expect(self, views: Sequence[View]) -> None:
        """Have the first pictures of ranges at hand that may be shown next; () for no more.

        Args:
            views: The likeliest first; their boxes and looks are those of the player.
        """
        self._expected = tuple(views)
        if views:
            self._soon.start()
        else:
            self._preview.expect(())

    def rest(self) -> None:
        """Let the pictures go while it is out of sight; they are decoded again when it is seen."""
        if not self.isVisible():
            self._soon.stop()
            self._preview.rest()

    def forget(self) -> None:
        """Show nothing and let pictures and films go: what will be shown is of other films."""
        self._expected = ()
        self._soon.stop()
        self.show_nothing()
        self._preview.forget()

    def _ask(self) -> None:
        super()._ask()
        if self._expected:  # perhaps to be seen in another way now, or on another screen
            self._soon.start()

    def _tell_expected(self) -> None:
        if self._expected and self.isVisible():
            self._preview.expect([self._fitted(view) for view in self._expected])
