"""Where the window is on the screen, as the preferences keep it."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QMargins, QSize
from PySide6.QtWidgets import QWidget

from app.ui import theme

_LEAST = 960, 600  # px
_NEEDED = 850, 480  # px at zoom 1
_FIRST = 1600, 1000  # px
_FRAME = QMargins(0, 40, 0, 0)  # px that the system's title bar may take of the screen


def placement(window: QWidget) -> str:
    """Return where a window is and how large, for `put_back`."""
    return bytes(window.saveGeometry().toBase64().data()).decode()


def put_back(window: QWidget, kept: str) -> None:
    """Put a window where it was; where that is not known, give it its first size."""
    if not kept or not window.restoreGeometry(QByteArray.fromBase64(kept.encode())):
        room = window.screen().availableSize().shrunkBy(_FRAME)
        window.resize(QSize(*_FIRST).boundedTo(room))


def bound(window: QWidget) -> None:
    """Let a window be no smaller than its panes need at this zoom, where the screen has room."""
    screen = window.screen().availableSize()
    needed = [max(least, theme.px(at_zoom)) for least, at_zoom in zip(_LEAST, _NEEDED, strict=True)]
    window.setMinimumSize(QSize(*needed).boundedTo(screen).expandedTo(QSize(*_LEAST)))
