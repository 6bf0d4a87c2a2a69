"""Which keys are for which widgets, once they have the focus; imported with the first key."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from app.ui.keys import ENTER
from app.ui.rail import RailItem
from app.ui.widgets.chip import Chip
from app.ui.widgets.rating import StarRating
from app.ui.widgets.segmented import Segmented
from app.ui.widgets.timeline import Timeline

_TEXTS = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox)
_WITH_ARROWS = (QAbstractItemView, QComboBox, StarRating, Segmented, Timeline)
_PRESSED = (QAbstractButton, QComboBox, Chip, RailItem)
_STEPS = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
_ALWAYS_COMMANDS = range(Qt.Key.Key_F1.value, Qt.Key.Key_F35.value + 1)
_PRESS = {Qt.Key.Key_Space.value, *ENTER}
_TAKE_OUT = {Qt.Key.Key_Delete.value, Qt.Key.Key_Backspace.value}
_ARROWS = range(Qt.Key.Key_Home.value, Qt.Key.Key_PageDown.value + 1)  # with arrows, page keys


def belongs_to(widget: QWidget, key: QKeyEvent) -> bool:
    """Return whether a key is for the widget that has the focus, and no command."""
    if isinstance(widget, _TEXTS):
        return belongs_to_text(key)
    if key.modifiers() & _COMMANDS:
        return False
    arrow = isinstance(widget, _WITH_ARROWS) and key.key() in _ARROWS
    chip = isinstance(widget, Chip) and key.key() in _TAKE_OUT
    return arrow or chip or (isinstance(widget, _PRESSED) and key.key() in _PRESS)


def belongs_to_text(key: QKeyEvent) -> bool:
    """Return whether a key pressed in a text is for the text."""
    command = bool(key.modifiers() & _COMMANDS)
    altgr = key.modifiers() & _COMMANDS == _COMMANDS and key.text().isprintable()
    return (altgr and bool(key.text())) or (not command and key.key() not in _ALWAYS_COMMANDS)


def is_command(widget: QWidget, key: QKeyEvent) -> bool:
    """Return whether a key with Ctrl or Alt is a command of the widget's window, now."""
    if not key.modifiers() & _COMMANDS or any(key.matches(step) for step in _STEPS):
        return False
    pressed = QKeySequence(key.keyCombination())
    return any(
        action.isEnabled() and pressed in action.shortcuts() for action in widget.window().actions()
    )


def has_nothing_to_step(widget: QWidget, key: QKeyEvent) -> bool:
    """Return whether a text is asked to undo or redo while nothing was typed: the window may."""
    steps = QKeySequence.StandardKey
    if key.matches(steps.Undo):
        return not _can_step(widget, redo=False)
    return key.matches(steps.Redo) and not _can_step(widget, redo=True)


def _can_step(widget: QWidget, *, redo: bool) -> bool:
    if isinstance(widget, QLineEdit):
        return widget.isRedoAvailable() if redo else widget.isUndoAvailable()
    if isinstance(widget, QPlainTextEdit | QTextEdit):
        document = widget.document()
        return document.isRedoAvailable() if redo else document.isUndoAvailable()
    return isinstance(widget, QAbstractSpinBox)
