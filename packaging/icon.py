#!/usr/bin/env python3
"""Draw resources/icons/rushes.ico from logo.svg; run it where the logo has changed.

python packaging/icon.py
"""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOGO = ROOT / "resources" / "icons" / "logo.svg"
ICON = LOGO.with_name("rushes.ico")
SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)  # what Windows asks for at 100-200 %


def main() -> None:
    from PIL import Image

    pictures = [Image.frombytes("RGBA", (size, size), drawn(size)) for size in SIZES]
    sizes = [(size, size) for size in SIZES]
    pictures[-1].save(ICON, sizes=sizes, append_images=pictures[:-1])


def drawn(size: int) -> bytes:
    """The logo as RGBA bytes, ``size`` px square."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(size, size, QImage.Format.Format_RGBA8888)
    image.fill(0)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        QSvgRenderer(str(LOGO)).render(painter)
    return bytes(image.constBits())


if __name__ == "__main__":
    main()
