"""The sheet over a stage: what it is for, and its most useful keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QKeyCombination, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.core.language import tr
from app.ui import theme
from app.ui.actions import COMMANDS, Actions, native_text
from app.ui.actions import keys as keys_in_force
from app.ui.help.stage_words import StageWords
from app.ui.key_owners import belongs_to
from app.ui.keys import TAKES_KEYS, give_back
from app.ui.widgets.button import KeyCap
from app.ui.widgets.button import key_text as cap
from app.ui.widgets.label import Label
from app.ui.widgets.painting import box, faded
from app.ui.widgets.surface import Hairline

_LEADING = ("view.help", "view.keys")  # commands that a key does when it closes the sheet
_PURE = {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr}
_STEPS = ("edit.undo", "edit.redo")
_NAMED_BY_WINDOW = ("caption.keep",)  # saves the file in a window of a dataset file
_SHADE = 0.78
_WIDTH = 640  # px at zoom 1
_TALL = 8  # rows that stand in one column
_IN_SIGHT = (
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.PopupFocusReason,
)  # the keys went, and come back


class StageSheet(QWidget):
    """Lies over a widget until any key is pressed or the mouse is.

    Args:
        over: What it covers.
        words: What it says.
        actions: The commands; those that cannot be done here are left out.

    Signals:
        asked: A command that leads to more, ``view.help`` or ``view.keys``, was asked for.
    """

    asked = Signal(str)

    def __init__(self, over: QWidget, words: StageWords, actions: Actions) -> None:
        super().__init__(over.window())
        self._over, self._actions = over, actions
        self._before = QApplication.focusWidget()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty(TAKES_KEYS, True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(words.title)
        self.setAccessibleDescription(words.purpose)
        self.card = _SheetCard(words, _rows(words.commands, actions, self._before), self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(*(theme.px(16),) * 4)
        outer.addWidget(self.card, 0, Qt.AlignmentFlag.AlignCenter)
        over.installEventFilter(self)
        self._place()

    def open(self) -> None:
        """Show it; it has the keys."""
        self.show()
        self.raise_()
        self.setFocus()

    def leave(self) -> None:
        """Close; the keys go where they went before."""
        if self.isVisible():
            before, self._before = self._before, None
            self._over.removeEventFilter(self)
            self.hide()
            give_back(before, self.window())
            self.close()

    def _place(self) -> None:
        corner = self._over.mapTo(self.window(), self._over.rect().topLeft())
        self.setGeometry(corner.x(), corner.y(), self._over.width(), self._over.height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._over and event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._place()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.accept()
        if event.isAutoRepeat() or event.key() in _PURE:
            return  # the key that opened it, still held; half of a key
        pressed = QKeySequence(event.keyCombination())
        wanted = [name for name in _LEADING if pressed in self._actions[name].shortcuts()]
        self.leave()
        for name in wanted:
            self.asked.emit(name)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        self.leave()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in _IN_SIGHT:
            self._before = None
            self.leave()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), faded(theme.color("background"), _SHADE))


def _rows(
    commands: Sequence[str], actions: Actions, focus: QWidget | None
) -> list[tuple[list[str], str]]:
    """Return the keys and the name of each command that can be done and has a key.

    A key that goes to what has the focus, as an arrow to a list, is left out where it has others.
    """
    names = {command.id: command.text for command in COMMANDS}
    rows = []
    for command in commands:
        found = keys_in_force().keymap.keys(command)
        found = tuple(key for key in found if not _is_taken(key, focus)) or found
        waits = command in _STEPS  # off only while there is nothing to step back to
        if found and (waits or actions[command].isEnabled()):
            caps = list(dict.fromkeys(cap(native_text(key)) for key in found))[:2]
            other = command in _NAMED_BY_WINDOW
            name = actions[command].text() if other else tr(names[command])
            rows.append((caps, name.rstrip("…")))
    return rows


def _is_taken(key: str, focus: QWidget | None) -> bool:
    """Return whether a key goes to the widget that has the focus, and does no command."""
    pressed = QKeySequence(key)
    if focus is None or pressed.count() != 1:
        return False
    first: QKeyCombination = pressed[0]  # type: ignore[index]  # missing in the stubs
    event = QKeyEvent(QEvent.Type.KeyPress, first.key(), first.keyboardModifiers())
    return belongs_to(focus, event)


class _SheetCard(QWidget):
    """What stands in the middle of it."""

    def __init__(
        self, words: StageWords, rows: Sequence[tuple[list[str], str]], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setMaximumWidth(theme.px(_WIDTH))
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(n) for n in (28, 22, 28, 20)))
        column.setSpacing(theme.px(10))
        column.addWidget(Label(words.title, role="title"))
        column.addWidget(Label(words.purpose, "muted", wrap=True))
        column.addWidget(Hairline())
        column.addLayout(_grid(rows))
        column.addWidget(Hairline())
        column.addLayout(self._foot())

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        for words, command in (
            (self.tr("More"), "view.help"),
            (self.tr("All keys"), "view.keys"),
        ):
            keys = keys_in_force().keymap.keys(command)
            if keys:
                row.addWidget(Label(words, "muted", "small"))
                row.addWidget(KeyCap(native_text(keys[0])))
                row.addSpacing(theme.px(10))
        row.addStretch(1)
        row.addWidget(Label(self.tr("Any key closes this"), "dim", "small"))
        return row

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            edge = theme.color("line_strong")
            box(painter, QRectF(self.rect()), fill=theme.color("surface"), edge=edge, radius=12)


def _grid(rows: Sequence[tuple[list[str], str]]) -> QGridLayout:
    """Lay keys and names out in one column, or in two where they are many."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.px(14))
    grid.setVerticalSpacing(theme.px(8))
    tall = len(rows) if len(rows) <= _TALL else -(-len(rows) // 2)
    for place, (keys, name) in enumerate(rows):
        caps = QHBoxLayout()
        caps.setSpacing(theme.px(4))
        for key in keys:
            caps.addWidget(KeyCap(key))
        caps.addStretch(1)
        side = place // tall * 3
        grid.addLayout(caps, place % tall, side)
        grid.addWidget(Label(name, wrap=True), place % tall, side + 1)
        grid.setColumnStretch(side + 1, 1)
    if len(rows) > tall:
        grid.setColumnMinimumWidth(2, theme.px(18))
    return grid
