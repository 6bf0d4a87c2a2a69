"""Letterbox and pillarbox, of pictures that no camera makes."""

from __future__ import annotations

import numpy as np

from app.core.checks.bars import NO_BARS, BarFinder
from app.core.checks.views import Full


def test_that_a_picture_darker_than_black_has_no_bars_and_is_no_fault() -> None:
    luma = np.zeros((96, 128), np.uint8)
    luma[40:60, 40:90] = 30
    luma[0::8, 0::8] = 0
    finder = BarFinder()
    finder.push(Full(luma, 64))
    assert finder.bars() == NO_BARS
