"""The hand on keyboard and mouse: what a person does, as the events that Qt would get of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QInputMethodEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

Keys = Qt.KeyboardModifier
_NONE, _LEFT = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton
_TYPES = QEvent.Type


class Hand:
    """Presses keys where the focus is, and moves the mouse over one window."""

    def __init__(self, window: QWidget) -> None:
        self._window = window

    def key(self, key: Qt.Key | str, modifiers: Keys = Keys.NoModifier) -> None:
        """Press and let go of a key, named by what it is or by its letter."""
        code = key if isinstance(key, Qt.Key) else Qt.Key(ord(key.upper()))
        QTest.keyClick(self._focus(), code, modifiers)

    def ctrl(self, key: Qt.Key | str) -> None:
        """Press a key together with Ctrl."""
        self.key(key, Keys.ControlModifier)

    def shift(self, key: Qt.Key | str) -> None:
        """Press a key together with Shift."""
        self.key(key, Keys.ShiftModifier)

    def type(self, text: str) -> None:
        """Type a text; what no key has comes through the input method, as Korean does."""
        for letter in text:
            if letter.isascii():
                QTest.keyClicks(self._focus(), letter)
            else:
                event = QInputMethodEvent()
                event.setCommitString(letter)
                QApplication.sendEvent(self._focus(), event)

    def click(
        self, widget: QWidget, at: QPoint | None = None, modifiers: Keys = Keys.NoModifier
    ) -> None:
        """Click a widget, in its middle unless a place is given."""
        where = widget.rect().center() if at is None else at
        if widget.focusPolicy() & Qt.FocusPolicy.ClickFocus:
            widget.setFocus(Qt.FocusReason.MouseFocusReason)
        self._send(widget, _TYPES.MouseButtonPress, where, _LEFT, _LEFT, modifiers)
        self._send(widget, _TYPES.MouseButtonRelease, where, _LEFT, _NONE, modifiers)

    def double_click(self, widget: QWidget, at: QPoint) -> None:
        """Click a place twice."""
        self.click(widget, at)
        self._send(widget, _TYPES.MouseButtonDblClick, at, _LEFT, _LEFT)
        self._send(widget, _TYPES.MouseButtonRelease, at, _LEFT, _NONE)

    def hover(self, widget: QWidget, at: QPoint) -> None:
        """Move the mouse to a place, no button held."""
        self._send(widget, _TYPES.MouseMove, at, _NONE, _NONE)

    def leave(self, widget: QWidget) -> None:
        """Move the mouse away."""
        QApplication.sendEvent(widget, QEvent(_TYPES.Leave))

    def press(self, widget: QWidget, at: QPoint) -> None:
        """Press the left button and hold it."""
        self._send(widget, _TYPES.MouseButtonPress, at, _LEFT, _LEFT)

    def pull(
        self,
        widget: QWidget,
        start: QPoint,
        end: QPoint,
        steps: int = 8,
        modifiers: Keys = Keys.NoModifier,
    ) -> None:
        """Move the mouse with its left button held."""
        for step in range(1, steps + 1):
            share = step / steps
            at = start + (end - start) * share
            self._send(widget, _TYPES.MouseMove, at, _NONE, _LEFT, modifiers)

    def let_go(self, widget: QWidget, at: QPoint) -> None:
        """Let go of the left button."""
        self._send(widget, _TYPES.MouseButtonRelease, at, _LEFT, _NONE)

    def drag(self, widget: QWidget, start: QPoint, end: QPoint) -> None:
        """Drag from a place to another."""
        self.press(widget, start)
        self.pull(widget, start, end)
        self.let_go(widget, end)

    def wheel(self, widget: QWidget, at: QPoint, notches: int, modifiers: Keys) -> None:
        """Turn the wheel; above 0 is away from the person."""
        where = QPointF(at)
        event = QWheelEvent(
            where, QPointF(widget.mapToGlobal(at)), QPoint(), QPoint(0, 120 * notches), _NONE,
            modifiers, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(widget, event)

    def drop(self, paths: Sequence[Path]) -> None:
        """Drag files from the system's own file window, and drop them on ours."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        action, middle = Qt.DropAction.CopyAction, self._window.rect().center()
        enter = QDragEnterEvent(middle, action, data, _LEFT, Keys.NoModifier)
        QApplication.sendEvent(self._window, enter)
        if not enter.isAccepted():
            raise AssertionError(f"the window does not take {paths}")
        drop = QDropEvent(QPointF(middle), action, data, _LEFT, Keys.NoModifier)
        QApplication.sendEvent(self._window, drop)

    def _focus(self) -> QWidget:
        over = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        over = over or QApplication.activeWindow()
        focus = QApplication.focusWidget()
        if over is not None and (focus is None or focus.window() is not over.window()):
            return over.focusWidget() or over
        return focus or self._window

    def _send(
        self,
        widget: QWidget,
        kind: QEvent.Type,
        at: QPoint,
        button: Qt.MouseButton,
        held: Qt.MouseButton,
        modifiers: Keys = Keys.NoModifier,
    ) -> None:
        where = QPointF(at)
        event = QMouseEvent(kind, where, QPointF(widget.mapToGlobal(at)), button, held, modifiers)
        QApplication.sendEvent(widget, event)
