"""The keys of a timeline that has the focus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

if TYPE_CHECKING:
    from app.ui.widgets.timeline import Timeline

_Key = Qt.Key


def press_key(line: Timeline, event: QKeyEvent) -> bool:
    """Return whether a key was one of the timeline's, and do what it says."""
    film = line.film
    if film is None:
        return False
    far = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
    step = max(1, round(film.rate)) if far else 1
    match event.key():
        case _Key.Key_Left:
            line.stepped.emit(-step)
        case _Key.Key_Right:
            line.stepped.emit(step)
        case _Key.Key_Up:
            line.shot_stepped.emit(-1)
        case _Key.Key_Down:
            line.shot_stepped.emit(1)
        case _Key.Key_Home:
            line.stepped.emit(-line.position)
        case _Key.Key_End:
            line.stepped.emit(film.frames - 1 - line.position)
        case _:
            return _zoom(line, event)
    return True


def _zoom(line: Timeline, event: QKeyEvent) -> bool:
    if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
        return False  # Ctrl+Z and its like are the window's
    match event.key():
        case _Key.Key_Plus | _Key.Key_Equal:
            line.zoom(2)
        case _Key.Key_Minus:
            line.zoom(-2)
        case _Key.Key_Backslash:
            line.fit_film()
        case _Key.Key_Z:
            line.fit_shot()
        case _:
            return False
    return True
