"""Single keys on every keyboard: what a press means where the layout is not a US one.

The digits of a French keyboard need Shift, a Korean one types jamo, a German one has ``/`` above
the 7. A command's key is then found by where the key lies, or by what is printed on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

_LAST_CHAR = 0x01000000  # keys from here on are no characters
# Where keys lie: X11's key codes of the digits' row and of the letters, as a US keyboard has them.
_DIGIT_CODES = dict(zip(range(10, 20), "1234567890", strict=True))
_LETTER_CODES = {
    **dict(zip(range(24, 34), "QWERTYUIOP", strict=True)),
    **dict(zip(range(38, 47), "ASDFGHJKL", strict=True)),
    **dict(zip(range(52, 59), "ZXCVBNM", strict=True)),
}
# What is printed where: a French digits' row, and the letters of a Korean keyboard.
_FRENCH = dict(zip("&é\"'(è_çà", "123457890", strict=True))
_KOREAN = {
    **dict(zip("ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ", "QWERTYUIOP", strict=True)),
    **dict(zip("ㅃㅉㄸㄲㅆㅒㅖ", "QWERTOP", strict=True)),
    **dict(zip("ㅁㄴㅇㄹㅎㅗㅓㅏㅣ", "ASDFGHJKL", strict=True)),
    **dict(zip("ㅋㅌㅊㅍㅠㅜㅡ", "ZXCVBNM", strict=True)),
}


@dataclass(frozen=True, slots=True)
class Press:
    """A key that was pressed, as the system tells of it.

    Attributes:
        char: What it types, a capital for a letter; empty for a key that types nothing.
        modifiers: Without the keypad's.
        scan: Where it lies, X11's code, evdev's + 8; 0 where that is not known.
        virtual: Its virtual key of Windows; 0 elsewhere.
    """

    char: str
    modifiers: Qt.KeyboardModifier
    scan: int = 0
    virtual: int = 0

    @classmethod
    def of(cls, event: QKeyEvent, platform: str) -> Press:
        """Return the press of an event on a platform as Qt names it: windows, xcb, wayland."""
        key, text = event.key(), event.text()
        char = chr(key).upper() if 0x20 < key < _LAST_CHAR else text[:1].upper()
        windows = platform == "windows"
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        where = 0 if windows else event.nativeScanCode()
        return cls(char, modifiers, where, event.nativeVirtualKey() if windows else 0)


def meant(press: Press) -> list[QKeySequence]:
    """Return the keys that a press may stand for besides itself, the likeliest first."""
    found: dict[str, QKeySequence] = {}
    for char, modifiers in _meant(press):
        key = QKeySequence(QKeyCombination(modifiers, Qt.Key(ord(char))))
        found.setdefault(key.toString(), key)
    return list(found.values())


def _meant(press: Press) -> Iterator[tuple[str, Qt.KeyboardModifier]]:
    char, shift = press.char, Qt.KeyboardModifier.ShiftModifier
    if char.isascii() and char and not char.isalpha() and press.modifiers & shift:
        yield char, press.modifiers & ~shift
    if not char or (char.isascii() and char.isdigit()):
        return
    digit = _digit(press)
    if digit:
        yield digit, press.modifiers
    elif not char.isascii():
        letter = _letter(press)
        if letter:
            yield letter, press.modifiers


def _digit(press: Press) -> str:
    if press.virtual:
        return chr(press.virtual) if 0x30 <= press.virtual <= 0x39 else ""
    if press.scan:
        return _DIGIT_CODES.get(press.scan, "")
    unshifted = not press.modifiers & Qt.KeyboardModifier.ShiftModifier
    return _FRENCH.get(press.char.lower(), "") if unshifted else ""


def _letter(press: Press) -> str:
    if press.virtual:
        return chr(press.virtual) if 0x41 <= press.virtual <= 0x5A else ""
    return _KOREAN.get(press.char, "") or _LETTER_CODES.get(press.scan, "")
