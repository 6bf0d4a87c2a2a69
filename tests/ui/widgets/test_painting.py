from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from app.ui.widgets.painting import text_width, words

pytestmark = pytest.mark.usefixtures("qapp")


def ink(text: str) -> bytes:
    image = QImage(200, 30, QImage.Format.Format_Grayscale8)
    image.fill(255)
    with QPainter(image) as painter:
        words(painter, QRectF(0, 0, 200, 30), text, QColor("black"))
    return bytes(image.constBits())


def test_that_an_ampersand_in_a_name_is_written_and_has_its_width() -> None:
    assert ink("Tom & Jerry") != ink("Tom  Jerry")
    assert text_width(QFont(), "Tom & Jerry") > text_width(QFont(), "Tom  Jerry")
