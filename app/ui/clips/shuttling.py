"""J, K and L: backwards, pause, forwards; single frames while K is held."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.widgets.player import Player

_GONE = {QEvent.Type.FocusOut, QEvent.Type.Hide, QEvent.Type.Close}


class Shuttling(QObject):
    """Runs a player as a shuttle does.

    Args:
        player: The player.
        pause: The command that pauses; its keys are those that can be held.
    """

    def __init__(self, player: Player, pause: QAction) -> None:
        super().__init__(player)
        self._player, self._pause = player, pause
        self._holder: QWidget | None = None  # what hears that the key is let go; None: none is held

    def pause(self) -> None:
        """Pause, and step as long as the key is held."""
        self._player.pause()
        self._let_go()
        self._holder = QApplication.focusWidget()
        if self._holder is not None:
            self._holder.installEventFilter(self)

    def back(self) -> None:
        """Play backwards, faster each time; one frame back while the key of pause is held."""
        self._go(-1)

    def forward(self) -> None:
        """Play forwards, faster each time; one frame on while the key of pause is held."""
        self._go(1)

    def _go(self, way: int) -> None:
        if self._holder is None:
            self._player.shuttle(way)
        else:
            self._player.step(way)

    def _let_go(self) -> None:
        if self._holder is not None:
            self._holder.removeEventFilter(self)
            self._holder = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _GONE or (
            event.type() == QEvent.Type.KeyRelease
            and isinstance(event, QKeyEvent)
            and not event.isAutoRepeat()
            and QKeySequence(event.key()) in self._pause.shortcuts()
        ):
            self._let_go()
        return super().eventFilter(watched, event)
