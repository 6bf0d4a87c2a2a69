"""What every window test gets: the look."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from app.ui import theme


@pytest.fixture(autouse=True)
def _look(qapp: QApplication) -> Iterator[None]:
    """Dark at 100 %, whatever the test before left."""
    if theme.tokens() is not theme.DARK or theme.zoom() != 1.0 or not qapp.styleSheet():
        theme.apply(qapp, "dark")
    yield
