"""The player over the whole screen, with its transport; everything else is out of sight."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from app.ui.job_bar import JobBar
from app.ui.rail import Rail
from app.ui.widgets.player import Player
from app.ui.widgets.surface import Surface


class BigPlayer(Surface):
    """Lies over the window while it is open, so that every key still does what it did.

    It closes with Escape, and when the keys go to something beneath it.

    Args:
        home: Where the player belongs; it goes back there when that is hidden, as on another page.
        player: The player.
        below: What lies below it.
        put_back: Puts player and the rest where they were.
    """

    def __init__(
        self,
        home: QWidget,
        player: Player,
        below: Sequence[QWidget],
        put_back: Callable[[], None],
    ) -> None:
        super().__init__("stage", home)
        self._home, self._player, self._below = home, player, below
        self._put_back = put_back
        self._before: QWidget | None = None
        self._state = Qt.WindowState.WindowNoState
        self._around: list[QWidget] = []  # what is hidden while it is open
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Player, full screen"))
        home.installEventFilter(self)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self._moved = QTimer(self)  # what closes hands the focus on, from one to the next
        self._moved.setSingleShot(True)
        self._moved.timeout.connect(self._give_way)
        app.focusChanged.connect(self._on_focus)
        self.hide()

    @property
    def is_open(self) -> bool:
        """Whether it fills the screen."""
        return not self.isHidden()

    def toggle(self) -> None:
        """Fill the screen, or go back."""
        if self.is_open:
            self.leave()
        else:
            self._open()

    def leave(self) -> None:
        """Go back to where everything is."""
        if self.is_open:
            self._close()
            if self._before is not None:
                self._before.setFocus()

    def _open(self) -> None:
        window, speed = self._home.window(), self._player.speed
        self._before, self._state = window.focusWidget(), window.windowState()
        around = [*window.findChildren(Rail), *window.findChildren(JobBar)]
        self._around = [each for each in around if each.isVisible()]
        for each in self._around:
            each.hide()
        pages = self._pages()
        self.setParent(pages)
        self.setGeometry(pages.rect())
        pages.installEventFilter(self)
        self._column.addWidget(self._player, 1)
        for part in self._below:
            self._column.addWidget(part)
        window.installEventFilter(self)
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        window.setWindowState(self._state | Qt.WindowState.WindowFullScreen)
        self._player.run_at(speed)

    def _close(self) -> None:
        window, speed = self.window(), self._player.speed
        for watched in (window, self._pages()):
            watched.removeEventFilter(self)
        self.hide()
        for each in self._around:
            each.show()
        self._put_back()
        self.setParent(self._home)
        window.setWindowState(self._state)
        if self._player.isVisible():
            self._player.run_at(speed)

    def _pages(self) -> QWidget:
        """Return what all pages of the window lie in; what is said over them is said over it."""
        place = self._home.parentWidget()
        while place is not None and not isinstance(place, QStackedWidget):
            place = place.parentWidget()
        return place or self._home.window()

    def _on_focus(self, _before: QWidget | None, _now: QWidget | None) -> None:
        if self.is_open:
            self._moved.start()

    def _give_way(self) -> None:
        """Go back where the keys go to something that lies beneath."""
        now = QApplication.focusWidget()
        if now is None or not self.is_open or now is self or self.isAncestorOf(now):
            return
        if self._pages().isAncestorOf(now):
            self._close()

    # ---- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        gone = watched is self._home and event.type() == QEvent.Type.Hide
        if self.is_open and (gone or event.type() == QEvent.Type.Close):
            self._close()
        elif watched is self.parent() and event.type() == QEvent.Type.Resize and self.is_open:
            self.setGeometry(self._pages().rect())
        return super().eventFilter(watched, event)
