"""What is read of the disk for a page: run in a thread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from app.core.guide.guide import Guide, read_guide
from app.core.paths import resources


def read_pages(language: str, keys: Mapping[str, str], listed: str) -> Guide:
    """Read the guide that ships with the program. Raises AppError where it is not there."""
    return read_guide(resources() / "guide", language, keys, listed)


def read_pictures(names: Iterable[str], width: int, dots: float) -> dict[str, QImage]:
    """Read pictures of the guide, made to fit; one that cannot be read is passed over.

    Args:
        names: Of files in ``resources/screenshots``.
        width: Of the column they stand in, in px.
        dots: Dots of the screen for each px.
    """
    folder = resources() / "screenshots"
    images = {name: _fitted(folder / name, width, dots) for name in names}
    return {name: image for name, image in images.items() if not image.isNull()}


def _fitted(path: Path, width: int, dots: float) -> QImage:
    image = QImage(str(path))
    room = round(width * dots)
    if image.width() > room > 0:
        image = image.scaledToWidth(room, Qt.TransformationMode.SmoothTransformation)
    image.setDevicePixelRatio(dots)
    return image
