"""Folders shown in the system's own window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices


def show_folder(folder: Path) -> None:
    """Show a folder; what is no folder is not opened.

    A project may come from a stranger, with a film in ``run-me.bat/film.mp4``: without the slash at
    its end the system would run what lies there.
    """
    QDesktopServices.openUrl(QUrl.fromLocalFile(f"{str(folder).rstrip('/')}/"))
