"""Attributes that hold a widget for as long as it is there."""

from __future__ import annotations

import weakref
from typing import TypeVar

from PySide6.QtWidgets import QWidget

W = TypeVar("W", bound=QWidget)


def hold_while_there(holder: object, name: str, widget: W) -> W:
    """Set an attribute to a widget, and to None once that is gone; return the widget.

    Else Python would keep the shell of a window that was closed, and all that was shown in it,
    until another window took its place.
    """
    setattr(holder, name, widget)
    of, held = weakref.ref(holder), weakref.ref(widget)

    def forget() -> None:
        there = of()
        if there is not None and getattr(there, name, None) is held():
            setattr(there, name, None)

    widget.destroyed.connect(forget)
    return widget
