"""A layout made empty, to be filled anew."""

from __future__ import annotations

from PySide6.QtWidgets import QLayout
from shiboken6 import Shiboken


def clear(layout: QLayout) -> None:
    """Take all out of a layout; its widgets are hidden at once and deleted soon."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        if not isinstance(item, QLayout):
            Shiboken.delete(item)  # it is whoever's took it, and PySide does not know
