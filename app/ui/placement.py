"""Where the window is on the screen, as the preferences keep it."""

from __future__ import annotations

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QWidget


def placement(window: QWidget) -> str:
    """Return where a window is and how large, for `put_back`."""
    return bytes(window.saveGeometry().toBase64().data()).decode()


def put_back(window: QWidget, kept: str) -> None:
    """Put a window where it was; where that is not known, give it its first size."""
    if not kept or not window.restoreGeometry(QByteArray.fromBase64(kept.encode())):
        window.resize(1600, 1000)
