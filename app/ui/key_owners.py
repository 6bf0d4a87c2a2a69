"""Which keys are for which widgets, once they have the focus; imported with the first key."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence
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
from app.ui.layouts import Press, meant
from app.ui.rail import RailItem
from app.ui.widgets.chip import Chip
from app.ui.widgets.rating import StarRating
from app.ui.widgets.segmented import Segmented
from app.ui.widgets.timeline import Timeline

_TEXTS = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox)
_WITH_ARROWS = (QAbstractItemView, QComboBox, StarRating, Segmented, Timeline)
_PRESSED = (QAbstractButton, QComboBox, Chip, RailItem)
_STEPS = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
CLIPBOARD = (
    QKeySequence.StandardKey.Copy,
    QKeySequence.StandardKey.Cut,
    QKeySequence.StandardKey.Paste,
    QKeySequence.StandardKey.SelectAll,
)
_WRITING = (
    *CLIPBOARD,
    QKeySequence.StandardKey.MoveToNextWord,
    QKeySequence.StandardKey.MoveToPreviousWord,
    QKeySequence.StandardKey.SelectNextWord,
    QKeySequence.StandardKey.SelectPreviousWord,
    QKeySequence.StandardKey.DeleteStartOfWord,
    QKeySequence.StandardKey.DeleteEndOfWord,
    QKeySequence.StandardKey.MoveToStartOfDocument,
    QKeySequence.StandardKey.MoveToEndOfDocument,
    QKeySequence.StandardKey.SelectStartOfDocument,
    QKeySequence.StandardKey.SelectEndOfDocument,
)
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
    if types_with_altgr(key) or any(key.matches(each) for each in _WRITING):
        return True
    return not key.modifiers() & _COMMANDS and key.key() not in _ALWAYS_COMMANDS


def types_with_altgr(key: QKeyEvent) -> bool:
    """Return whether a key types a character with AltGr, which Windows tells as Ctrl and Alt."""
    altgr = key.modifiers() & _COMMANDS == _COMMANDS
    return altgr and bool(key.text()) and key.text().isprintable()


def is_command(widget: QWidget, key: QKeyEvent) -> bool:
    """Return whether a key with Ctrl or Alt is a command of the widget's window, now."""
    if not key.modifiers() & _COMMANDS or any(key.matches(step) for step in _STEPS):
        return False
    return _command_of(widget, QKeySequence(key.keyCombination())) is not None


def do_as_meant(widget: QWidget, key: QKeyEvent) -> bool:
    """Do the command that a key which is none's stands for on another layout; return whether."""
    if isinstance(widget, _TEXTS):
        return False
    for pressed in meant(Press.of(key, QGuiApplication.platformName())):
        action = _command_of(widget, pressed)
        if action is not None:
            if action.autoRepeat() or not key.isAutoRepeat():
                action.trigger()
            return True
    return False


def _command_of(widget: QWidget, pressed: QKeySequence) -> QAction | None:
    """Return the command of a widget's window that a key does now."""
    for action in widget.window().actions():
        if action.isEnabled() and pressed in action.shortcuts():
            return action
    return None


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
