"""Whose a key is: the window's commands', or that of what has the focus.

Single keys are commands everywhere but in a text, where they are letters. Tiles, lists and the
timeline keep the arrows; a button that has the focus keeps what presses it.
"""

from __future__ import annotations

from collections.abc import Container
from functools import cache

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from app.ui.rail import RailItem

_TEXTS = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox)
_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
_ALWAYS_COMMANDS = range(Qt.Key.Key_F1.value, Qt.Key.Key_F35.value + 1)
_ENTER = {Qt.Key.Key_Return.value, Qt.Key.Key_Enter.value}
_PRESS = {Qt.Key.Key_Space.value, *_ENTER}
_TAKE_OUT = {Qt.Key.Key_Delete.value, Qt.Key.Key_Backspace.value}
_ARROWS = range(Qt.Key.Key_Home.value, Qt.Key.Key_PageDown.value + 1)  # with arrows, page keys


class TextKeys(QObject):
    """Keeps keys for what has the focus.

    Qt keeps letters for texts, but neither Enter nor the arrows, and nothing for buttons. Only the
    widget with the focus is watched: a filter on the whole application would be asked about every
    event there is.
    """

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        app.focusChanged.connect(self._on_focus)

    def _on_focus(self, before: QWidget | None, now: QWidget | None) -> None:
        if before is not None:
            before.removeEventFilter(self)
        if now is not None:
            now.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Claim a key before it becomes a shortcut."""
        if not isinstance(event, QKeyEvent) or not isinstance(watched, QWidget):
            return super().eventFilter(watched, event)
        if event.type() == QEvent.Type.ShortcutOverride:
            if not has_nothing_to_step(watched, event):
                event.setAccepted(belongs_to(watched, event))
                return event.isAccepted()
            event.ignore()  # the field would claim it, and do nothing
            return True
        if event.type() == QEvent.Type.KeyPress and event.key() in _ENTER:
            return isinstance(watched, QAbstractButton) and _click(watched)
        return super().eventFilter(watched, event)


def belongs_to(widget: QWidget, key: QKeyEvent) -> bool:
    """Return whether a key is for the widget that has the focus, and no command."""
    if isinstance(widget, _TEXTS):
        return belongs_to_text(key)
    if key.modifiers() & _COMMANDS:
        return False
    return any(key.key() in keys and isinstance(widget, kept) for keys, kept in _kept_keys())


@cache
def _kept_keys() -> tuple[tuple[Container[int], tuple[type[QWidget], ...]], ...]:
    """Return which keys are for which widgets; those that only a stage has are not made before."""
    from app.ui.widgets.chip import Chip
    from app.ui.widgets.rating import StarRating
    from app.ui.widgets.segmented import Segmented
    from app.ui.widgets.timeline import Timeline

    return (
        (_ARROWS, (QAbstractItemView, QComboBox, StarRating, Segmented, Timeline)),
        (_TAKE_OUT, (Chip,)),
        (_PRESS, (QAbstractButton, QComboBox, Chip, RailItem)),
    )


def belongs_to_text(key: QKeyEvent) -> bool:
    """Return whether a key pressed in a text is for the text."""
    command = bool(key.modifiers() & _COMMANDS)
    altgr = key.modifiers() & _COMMANDS == _COMMANDS and key.text().isprintable()
    return (altgr and bool(key.text())) or (not command and key.key() not in _ALWAYS_COMMANDS)


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


def _click(button: QAbstractButton) -> bool:
    """Press a button with Enter, which Qt leaves to dialogs."""
    button.click()
    return True
