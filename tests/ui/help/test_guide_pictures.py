"""The pictures of the guide: made by a program, small enough to ship, and all of them shown."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QWidget

from app.core.paths import resources
from tests.tour.guide_pictures import _PICTURES, LARGEST, cut_out, saved


def test_that_each_picture_is_made_here_and_stands_in_the_guide() -> None:
    there = {path.stem for path in (resources() / "screenshots").glob("guide-*")}
    assert there == {f"guide-{name}" for name in _PICTURES}
    said = "".join(
        path.read_text(encoding="utf-8") for path in (resources() / "guide/en").glob("*")
    )
    assert [name for name in there if f"screenshots/{name}.jpg" not in said] == []


def test_that_a_picture_is_made_small_enough_or_refused(qapp: QApplication, tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (200, 1600, 4), np.uint8)
    image = QImage(noise.tobytes(), 1600, 200, QImage.Format.Format_RGB32)
    saved(image, tmp_path / "noise.jpg")
    assert (tmp_path / "noise.jpg").stat().st_size <= LARGEST
    assert QImage(str(tmp_path / "noise.jpg")).width() == 1200
    with pytest.raises(ValueError, match="too large"):
        saved(image.scaled(1200, 1200), tmp_path / "large.jpg")


def test_that_a_part_is_cut_out_of_its_window(qapp: QApplication) -> None:
    window = QWidget()
    window.resize(200, 100)
    part = QWidget(window)
    part.setGeometry(120, 30, 50, 40)
    part.setStyleSheet("background: #ff0000")
    window.show()
    image = cut_out(window, part)
    assert (image.width(), image.height()) == (50, 40)
    assert image.pixelColor(25, 20) == QColor("#ff0000")
    window.close()
