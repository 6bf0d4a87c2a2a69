"""A command in the list of keys: its keys as caps, which record another one when pressed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from app.core.keymap import Keys
from app.core.language import tr
from app.ui import theme
from app.ui.command import Command
from app.ui.command_help import help_of
from app.ui.keys import TAKES_KEYS
from app.ui.recording import recorded, refusal
from app.ui.widgets.button import IconButton, cap_width, draw_cap, key_text
from app.ui.widgets.label import ElidedLabel
from app.ui.widgets.painting import box, hovered

_KEYPAD_ENTER = "Enter"  # the other one is Return, which everybody calls Enter
_HIGH, _CAPS = 26, 152  # px: of a row; of the place for caps


class KeyButton(QAbstractButton):
    """A key cap that takes another key: a click, or Enter, and it waits for one."""

    recorded = Signal(str, str)  # the key that was pressed, the one it comes for
    removed = Signal(str)
    refused = Signal(str)  # why a key cannot be had
    started = Signal()
    focused = Signal()
    stepped = Signal(int)  # to the row so many on

    def __init__(self, command: str, key: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.key = key
        self._command = command
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self.start)

    @property
    def recording(self) -> bool:
        """Whether it waits for a key."""
        return bool(self.property(TAKES_KEYS))

    def start(self) -> None:
        """Wait for a key."""
        self.setFocus()
        self._set_recording(True)
        self.started.emit()

    def stop(self) -> None:
        """Wait no longer."""
        self._set_recording(False)

    def _set_recording(self, on: bool) -> None:
        if on != self.recording:
            self.setProperty(TAKES_KEYS, on)
            self.updateGeometry()
            self.update()

    def shown(self) -> str:
        """Return the words of the cap."""
        if self.recording:
            return self.tr("press a key")
        if self.key.split("+")[-1] == _KEYPAD_ENTER:
            return self.tr("keypad {}").format(key_text(QKeySequence(self.key)))
        return key_text(QKeySequence(self.key)) if self.key else "+"

    def event(self, event: QEvent) -> bool:
        if self.recording and isinstance(event, QKeyEvent):
            event.accept()
            if event.type() == QEvent.Type.KeyPress:
                self._record(event)
            return True
        return super().event(event)

    def _record(self, event: QKeyEvent) -> None:
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if event.key() == Qt.Key.Key_Escape and plain:
            self.stop()
        elif event.key() == Qt.Key.Key_Delete and plain:
            self.stop()
            self._remove()
        elif key := recorded(event, QGuiApplication.platformName()):
            why_not = refusal(event, self._command)
            if why_not:
                self.refused.emit(why_not)
                return
            self.stop()
            self.recorded.emit(key, self.key)

    def _remove(self) -> None:
        if self.key:
            self.removed.emit(self.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self._remove()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.stepped.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.stop()
        super().focusOutEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(cap_width(self.shown()), theme.px(22))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        where = QRectF(self.rect())
        parent = self.parentWidget()
        idle = not self.key and not self.recording and not self.hasFocus()
        with QPainter(self) as painter:
            if idle and not (parent is not None and hovered(parent)):
                return  # a further key is offered where the hand or the focus is
            draw_cap(painter, where, self.shown(), on_accent=self.recording, dull=not self.key)
            if self.hasFocus() or hovered(self):
                edge = theme.color("accent" if self.hasFocus() else "line_strong")
                box(painter, where.adjusted(0.5, 1.5, -0.5, -1.5), edge=edge, radius=5)


class KeyRow(QWidget):
    """A command's keys and name; what was changed can be reset."""

    recorded = Signal(str, str, str)  # command, key, the key it comes for
    removed = Signal(str, str)  # command, key
    refused = Signal(str)
    reset_asked = Signal(str)  # command
    started = Signal()
    focused = Signal(QWidget)
    stepped = Signal(QWidget, int)

    def __init__(self, command: Command) -> None:
        super().__init__()
        self.command = command
        self.name = tr(command.text).rstrip("…")
        self.buttons: list[KeyButton] = []
        self._keys: Keys | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFixedHeight(theme.px(_HIGH))
        self.setToolTip(help_of(command.id))
        self._place = QWidget()
        self._place.setMinimumWidth(theme.px(_CAPS))
        self._place.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._caps = QHBoxLayout(self._place)
        self._caps.setContentsMargins(0, 0, 0, 0)
        self._caps.setSpacing(theme.px(4))
        self._caps.addStretch(1)
        self.reset = IconButton("undo", self.tr("Reset the keys of {}").format(self.name), size=22)
        self.reset.clicked.connect(self._on_reset)
        self._label = ElidedLabel(self.name, "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(4), 0, theme.px(4), 0)
        row.setSpacing(theme.px(8))
        row.addWidget(self._place)
        row.addWidget(self._label, 1)
        row.addWidget(self.reset)

    def searched(self) -> str:
        """Return what it is found by: its words, its help, its keys."""
        caps = " ".join(f"{button.key} {button.shown()}" for button in self.buttons)
        return f"{self.name} {self.toolTip()} {caps}".casefold()

    def show_keys(self, keys: Keys, *, changed: bool) -> None:
        """Show the keys of the command, and whether they are not the program's own."""
        self.reset.setVisible(changed)
        self._label.set_tone("text" if changed else "muted")
        if keys == self._keys:
            return
        focused = next((n for n, each in enumerate(self.buttons) if each.hasFocus()), None)
        self._keys = keys
        for old in self.buttons:
            self._caps.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.buttons = [self._button(key) for key in (*keys, "")]
        for place, button in enumerate(self.buttons):
            self._caps.insertWidget(place, button)
            button.show()  # now: it may get the focus
        if focused is not None:
            self.buttons[min(focused, len(self.buttons) - 1)].setFocus()

    def _button(self, key: str) -> KeyButton:
        button = KeyButton(self.command.id, key, self._place)
        said = key_text(QKeySequence(key))
        words = self.tr("{}: key {}") if key else self.tr("{}: a further key")
        button.setAccessibleName(words.format(self.name, said))
        button.setToolTip(
            self.tr("Change this key; Delete takes it away") if key else self.tr("Add a key")
        )
        button.recorded.connect(self._on_recorded)
        button.removed.connect(self._on_removed)
        button.refused.connect(self.refused)
        button.started.connect(self.started)
        button.focused.connect(self._on_focused)
        button.stepped.connect(self._on_stepped)
        return button

    def take_focus(self) -> None:
        """Give the focus to the first key."""
        self.buttons[0].setFocus(Qt.FocusReason.TabFocusReason)

    def stop(self) -> None:
        """Wait for no key any longer."""
        for button in self.buttons:
            button.stop()

    def _on_recorded(self, key: str, instead_of: str) -> None:
        self.recorded.emit(self.command.id, key, instead_of)

    def _on_removed(self, key: str) -> None:
        self.removed.emit(self.command.id, key)

    def _on_reset(self) -> None:
        self.reset_asked.emit(self.command.id)

    def _on_focused(self) -> None:
        self.focused.emit(self)

    def _on_stepped(self, step: int) -> None:
        self.stepped.emit(self, step)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if hovered(self):
            with QPainter(self) as painter:
                box(painter, QRectF(self.rect()), fill=theme.color("raised"), radius=6)
