"""A screen whose pictures are decoded in the background, the nearest first."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.core.media.ahead import Previews
from app.ui.widgets.player_screen import Screen

_SETTLED = 120  # ms without a resize before the pictures are made anew


class _Bell(QObject):
    """Carries the decoding thread's word to the window's thread.

    It is nobody's child, and `ring` keeps it: the thread may ring it until it has ended.
    """

    rung = Signal()

    def ring(self) -> None:
        """Emit ``rung``, from any thread; ``rung.emit`` itself would not keep the object."""
        self.rung.emit()


class FedScreen(Screen):
    """Shows pictures of `Previews`; until the one that is wanted is there, the nearest at hand.

    Nothing here decodes or waits. Their threads end with the widget, with the program or by
    `shut`.
    """

    exact_changed = Signal(bool)
    """Whether the picture on screen is the very one that was asked for, or one near to it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._exact = True
        self._bell = _Bell()
        self._bell.rung.connect(self._listen)
        self._preview = Previews(self._bell.ring)
        self._resized = QTimer(self)
        self._resized.setSingleShot(True)
        self._resized.setInterval(_SETTLED)
        self._resized.timeout.connect(self._ask)
        previews = self._preview  # kept by what is called: Qt would only know it weakly
        self.destroyed.connect(lambda: previews.close())
        if (app := QCoreApplication.instance()) is not None:
            app.aboutToQuit.connect(self.shut)

    @property
    def exact(self) -> bool:
        """Whether the picture on screen is the very one that was asked for."""
        return self._exact

    def shut(self) -> None:
        """Stop for good: the decoding thread has ended and the films are closed."""
        self._resized.stop()
        self._preview.close()

    def _ask(self) -> None:
        """Wish for what is to be seen, at the size there is now."""

    def _listen(self) -> None:
        """Take what is new from the previews."""

    def _take(self, position: int) -> bool:
        """Show the picture of a position if it is at hand."""
        picture = self._preview.picture(position)
        if picture is not None:
            self.set_picture(picture)
            self._set_exact(True)
        return picture is not None

    def _show_passing(self, source_frame: int | None) -> None:
        """Show what came by on the way to the wish."""
        picture = self._preview.passing()
        if picture is not None:
            self.set_picture(picture)
            self._set_exact(picture.frame == source_frame)

    def _show_nearest(self, source_frame: int) -> None:
        """Show what is at hand and most like a frame whose picture is not there yet."""
        picture = self._preview.nearest(source_frame)
        if picture is not None:
            self.set_picture(picture)
        self._set_exact(picture is not None and picture.frame == source_frame)

    def _set_exact(self, exact: bool) -> None:
        if exact != self._exact:
            self._exact = exact
            self.exact_changed.emit(exact)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._resized.start()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._resized.start()
        return super().event(event)
