"""Keys of other keyboards: synthetic presses, with and without what the system tells of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from app.ui.layouts import Press, meant
from tests.ui.rig import InWindow, Rig

Shift, Ctrl, Plain = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.NoModifier,
)


def press(
    key: int,
    text: str = "",
    modifiers: Qt.KeyboardModifier = Plain,
    *,
    scan: int = 0,
    virtual: int = 0,
) -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, key, modifiers, scan, virtual, 0, text)


def keys_of(event: QKeyEvent, platform: str = "xcb") -> list[str]:
    return [key.toString() for key in meant(Press.of(event, platform))]


@pytest.mark.parametrize(("char", "digit"), [*zip("&é\"'(è_çà", "123457890", strict=True)])
def test_that_a_french_digits_row_gives_digits_without_shift(char: str, digit: str) -> None:
    assert keys_of(press(ord(char.upper()), char)) == [digit]


@pytest.mark.parametrize("n", range(10))
def test_that_the_place_of_a_digit_counts_where_it_is_known(n: int) -> None:
    digit = "1234567890"[n]
    for char in "+ěščřžýáíé":  # a Czech row
        assert keys_of(press(ord(char.upper()), char, scan=10 + n)) == [digit]
        assert keys_of(press(ord(char.upper()), char, virtual=ord(digit)), "windows") == [digit]


def test_that_a_symbol_above_another_key_is_that_symbol() -> None:
    assert keys_of(press(Qt.Key.Key_Slash, "/", Shift, scan=16)) == ["/", "Shift+7"]
    assert keys_of(press(Qt.Key.Key_Period, ".", Shift, scan=59)) == ["."]
    assert keys_of(press(Qt.Key.Key_1, "1", Shift, scan=10)) == ["1"]
    assert keys_of(press(Qt.Key.Key_Question, "?", Shift)) == ["?"]


def test_that_jamo_are_the_letters_they_lie_on() -> None:
    for char, letter in zip("ㅑㅐㄱㅠㅋ", "IORBZ", strict=True):
        assert keys_of(press(ord(char), char)) == [letter]
        assert keys_of(press(0, char)) == [letter]
    assert keys_of(press(ord("ㅑ"), "ㅑ", Shift)) == ["Shift+I"]
    assert keys_of(press(ord("ㅑ"), "ㅑ", Ctrl)) == ["Ctrl+I"]
    assert keys_of(press(ord("ㅑ"), "ㅑ", virtual=0x49), "windows") == ["I"]


def test_that_other_scripts_count_by_where_a_key_lies() -> None:
    assert keys_of(press(ord("Ш"), "ш", scan=31)) == ["I"]
    assert keys_of(press(ord("Ш"), "ш", virtual=0x49), "windows") == ["I"]
    assert keys_of(press(ord("Ö"), "ö", scan=47)) == []


@pytest.mark.parametrize(
    "event",
    [
        press(Qt.Key.Key_I, "i", scan=31),
        press(Qt.Key.Key_I, "I", Shift, scan=31),
        press(Qt.Key.Key_3, "3", scan=12),
        press(Qt.Key.Key_Up, scan=111),
        press(Qt.Key.Key_Return, "\r", scan=36),
        press(Qt.Key.Key_Shift, modifiers=Shift, scan=50),
        press(Qt.Key.Key_F5, scan=71),
        press(Qt.Key.Key_Comma, ",", scan=59),
        press(Qt.Key.Key_Escape, "\x1b", scan=9),
        press(0, ""),
    ],
)
def test_that_plain_keys_mean_only_themselves(event: QKeyEvent) -> None:
    assert keys_of(event) == []


def send(rig: Rig, target: QWidget, event: QKeyEvent) -> None:
    """Send a press as Qt does one that is no shortcut."""
    QApplication.sendEvent(target, event)


def test_that_ratings_and_marks_work_on_french_and_korean_keyboards(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        grid = rig.clips.shelf.grid
        grid.setFocus()
        send(rig, grid, press(ord("É"), "é"))
        assert rig.document.rows.shots[0].rating == 2
        send(rig, grid, press(ord("À"), "à"))
        assert rig.document.rows.shots[0].rating == 0
        send(rig, grid, press(ord("ㄱ"), "ㄱ"))  # R
        assert rig.document.rows.shots[0].state == "rejected"

    in_window(scenario)


def test_that_a_text_keeps_what_is_typed_in_it(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        search = rig.clips.shelf.search
        search.setFocus()
        for char in "éㄱ&":
            send(rig, search, press(ord(char.upper()), char))
        assert search.text() == "éㄱ&"
        assert rig.document.rows.shots[0].rating == 0

    in_window(scenario)


def test_that_no_input_method_composes_outside_of_texts(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        for command in ("view.clips", "view.plan"):
            rig.trigger(command)
            for widget in rig.window.findChildren(QWidget):
                text = isinstance(widget, QLineEdit | QPlainTextEdit)
                if text or not widget.isVisible() or not widget.focusPolicy():
                    continue
                widget.setFocus()
                if widget.hasFocus():
                    on = widget.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
                    assert not on, widget

    in_window(scenario)
