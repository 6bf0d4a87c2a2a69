"""A key that a person presses for a command: which it is, and whether a command may have it."""

from __future__ import annotations

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from app.core.language import tr
from app.ui.key_owners import CLIPBOARD, types_with_altgr
from app.ui.layouts import Press, meant

_HELD = {
    *(Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta),
    *(Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock, Qt.Key.Key_ScrollLock, Qt.Key.Key_Super_L),
    *(Qt.Key.Key_Super_R, Qt.Key.Key_Hangul, Qt.Key.Key_unknown, Qt.Key(0)),
}
_LEAVING = {Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape}
# The compose key, those of input methods, and dead keys, which begin an accented letter.
_WRITING = (
    range(Qt.Key.Key_Multi_key.value, Qt.Key.Key_PreviousCandidate.value + 1),
    range(Qt.Key.Key_Dead_Grave.value, Qt.Key.Key_Dead_Longsolidusoverlay.value + 1),
)
_STEPS = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
_STEPPING = ("edit.undo", "edit.redo")
_SYSTEM = ("Alt+F4", "Ctrl+Alt+Del", "Alt+Tab", "Alt+Space")


def recorded(event: QKeyEvent, platform: str) -> str:
    """Return the key of a press as a portable text; empty while only Shift and the like are held.

    A letter of another script is the Latin one at its place; a symbol has no Shift, as it is found
    elsewhere on other keyboards.
    """
    if Qt.Key(event.key()) in _HELD and not event.text().strip():
        return ""
    press = Press.of(event, platform)
    others = meant(press)
    char = press.char
    symbol = char.isascii() and char.isprintable() and not char.isalnum()
    if others and char and (not char.isascii() or (symbol and others[0].toString() == char)):
        key = others[0]
    else:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        key = QKeySequence(QKeyCombination(modifiers, Qt.Key(event.key())))
    return key.toString(QKeySequence.SequenceFormat.PortableText)


def refusal(event: QKeyEvent, command: str) -> str:
    """Return why a command cannot have a key, a sentence; empty where it can."""
    if Qt.Key(event.key()) in _LEAVING:
        return tr("Tab goes to the next control and Escape leaves: choose another.")
    if any(event.key() in keys for keys in _WRITING):
        return tr("Your keyboard writes letters with this key: choose another.")
    if any(event.matches(each) for each in CLIPBOARD):
        return tr("Text fields need this key to copy, cut, paste and select.")
    if command not in _STEPPING and any(event.matches(each) for each in _STEPS):
        return tr("Text fields need this key to take typing back.")
    if types_with_altgr(event):
        return tr("This types a character on your keyboard: choose another.")
    pressed = QKeySequence(event.keyCombination())
    if pressed.toString(QKeySequence.SequenceFormat.PortableText) in _SYSTEM:
        return tr("The system needs this key: choose another.")
    return ""
