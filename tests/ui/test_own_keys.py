"""Keys that a person changes: in the list of keys, kept, and followed everywhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication

from app.core import settings
from app.ui.actions import COMMANDS, key_text, keys
from app.ui.command_help import HELP
from app.ui.key_owners import belongs_to_text
from app.ui.key_row import KeyButton
from app.ui.keys_dialog import KeysDialog
from app.ui.recording import recorded, refusal
from app.ui.widgets.button import Button
from tests.ui.rig import InWindow, Rig, until

Key, Mod = Qt.Key, Qt.KeyboardModifier
pytestmark = pytest.mark.usefixtures("as_shipped")


def press(key: int, text: str = "", modifiers: Mod = Mod.NoModifier) -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, key, modifiers, text)


async def opened(rig: Rig) -> KeysDialog:
    await rig.active()
    rig.press(Key.Key_F1, Mod.ShiftModifier)
    dialog = await rig.dialog()
    assert isinstance(dialog, KeysDialog)
    await until(dialog.isActiveWindow)
    return dialog


def button(dialog: KeysDialog, command: str, place: int = 0) -> KeyButton:
    return dialog.rows[command].buttons[place]


def change(rig: Rig, dialog: KeysDialog, command: str, key: Key, place: int = 0) -> None:
    """Press Enter on a command's key, then another key."""
    cap = button(dialog, command, place)
    cap.setFocus()
    rig.press(Key.Key_Return, on=cap)
    assert cap.recording
    rig.press(key, on=cap)


def test_that_a_changed_key_works_is_shown_everywhere_and_is_kept(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        dialog = await opened(rig)
        change(rig, dialog, "pick.reject", Key.Key_Q)
        assert button(dialog, "pick.reject").shown() == "Q"
        assert not dialog.notice.isVisible()
        dialog.accept()
        assert key_text("pick.reject") == "Q"
        assert rig.window.actions_["pick.reject"].shortcuts() == [QKeySequence("Q")]
        assert rig.window.preferences.value.keys == {"pick.reject": ("Q",)}
        buttons = rig.window.findChildren(Button)
        assert "Q" in [each.key_hint() for each in buttons if each.text() == "Reject"]
        transport = rig.clips.viewing.transport
        keys().change({"mark.in": ("Z",), "play.toggle": ("F8",)})
        assert transport.mark_in.key_hint() == "Z" and "(F8)" in transport.play.toolTip()
        keys().change(rig.window.preferences.value.keys)
        await rig.active()
        rig.clips.shelf.grid.setFocus()
        rig.press(Key.Key_R)
        assert rig.document.rows.shots[0].state == "open"
        rig.press(Key.Key_Q)
        assert rig.document.rows.shots[0].state == "rejected"
        await rig.reopened()
        assert settings.load().keys == {"pick.reject": ("Q",)}
        assert key_text("pick.reject") == "Q"

    in_window(scenario)


def test_that_a_key_of_another_command_is_taken_only_when_asked(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        dialog = await opened(rig)
        change(rig, dialog, "mark.in", Key.Key_O)
        assert 'O is the key of "Out"' in dialog.notice.sentence()
        assert key_text("mark.in") == "I"
        rig.press(Key.Key_Return)  # on "Take it"
        assert (key_text("mark.in"), key_text("mark.out")) == ("O", "")
        assert not dialog.notice.isVisible()
        dialog.rows["mark.out"].reset.click()
        assert (key_text("mark.in"), key_text("mark.out")) == ("", "O")
        assert dialog.reset_all.isEnabled()
        dialog.reset_all.click()
        assert (key_text("mark.in"), key_text("mark.out")) == ("I", "O")
        assert rig.window.preferences.value.keys == {}
        assert not dialog.reset_all.isEnabled()
        dialog.accept()

    in_window(scenario)


def test_that_escape_leaves_a_key_and_delete_takes_it_away(in_window: InWindow) -> None:
    async def scenario(rig: Rig) -> None:
        dialog = await opened(rig)
        change(rig, dialog, "view.palette", Key.Key_Escape)
        assert dialog.isVisible() and key_text("view.palette") == "Ctrl+K"
        change(rig, dialog, "view.palette", Key.Key_Delete)
        assert key_text("view.palette") == ""
        change(rig, dialog, "view.palette", Key.Key_F5)  # where a first key is offered
        assert key_text("view.palette") == "F5"
        change(rig, dialog, "view.palette", Key.Key_F6, place=1)
        assert keys().keymap.keys("view.palette") == ("F5", "F6")
        rig.press(Key.Key_Delete, on=button(dialog, "view.palette", 1))
        assert keys().keymap.keys("view.palette") == ("F5",)
        dialog.accept()

    in_window(scenario)


def test_that_a_key_that_texts_need_is_refused_with_its_reason(in_window: InWindow) -> None:
    async def scenario(rig: Rig) -> None:
        dialog = await opened(rig)
        cap = button(dialog, "mark.in")
        cap.start()
        rig.press(Key.Key_C, Mod.ControlModifier, on=cap)
        assert "Text fields need this key" in dialog.notice.sentence()
        assert cap.recording and key_text("mark.in") == "I"
        rig.press(Key.Key_Tab, on=cap)
        assert "Tab goes to the next control" in dialog.notice.sentence() and cap.hasFocus()
        dialog.search.setFocus()
        assert not cap.recording
        dialog.accept()

    in_window(scenario)


def test_that_commands_are_found_by_words_and_by_keys(in_window: InWindow) -> None:
    async def scenario(rig: Rig) -> None:
        dialog = await opened(rig)

        def shown() -> list[str]:
            return [name for name, row in dialog.rows.items() if row.isVisible()]

        assert len(shown()) == len(COMMANDS)
        dialog.search.setText("full screen")
        assert "view.fullscreen" in shown() and "mark.in" not in shown()
        dialog.search.setText("f11")
        assert shown() == ["view.fullscreen"]
        dialog.search.setText("zzz")
        assert shown() == []
        dialog.search.clear()
        assert len(shown()) == len(COMMANDS)
        dialog.search.setFocus()
        dialog.accept()

    in_window(scenario)


def test_that_every_command_is_in_the_palette_while_it_can_be_done(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.press(Key.Key_Return)  # there is something to undo
        for action in rig.window.actions():
            action.setEnabled(True)
        rig.trigger("view.palette")
        palette = rig.window.commands.palette
        offered = {entry.text for entry in palette.entries}
        missing = [
            each.id for each in COMMANDS if rig.window.actions_[each.id].text() not in offered
        ]
        assert missing == []
        assert {action.objectName() for action in rig.window.actions()} == {c.id for c in COMMANDS}
        palette.leave()

    in_window(scenario)


def test_that_help_is_for_commands_there_are_and_says_more_than_their_names() -> None:
    names = {command.id: command.text for command in COMMANDS}
    assert set(HELP) <= set(names)
    assert [name for name, text in HELP.items() if text == names[name] or text.endswith(".")] == []


@pytest.mark.parametrize(
    ("event", "key"),
    [
        (press(Key.Key_Q, "q"), "Q"),
        (press(Key.Key_Q, "Q", Mod.ShiftModifier), "Shift+Q"),
        (press(Key.Key_Question, "?", Mod.ShiftModifier), "?"),
        (press(Key.Key_Slash, "/", Mod.ShiftModifier), "/"),
        (press(ord("ㅂ"), "ㅂ"), "Q"),
        (press(Key.Key_Return, "\r"), "Return"),
        (press(Key.Key_Enter, "\r", Mod.KeypadModifier), "Enter"),
        (press(Key.Key_Left, "", Mod.ControlModifier), "Ctrl+Left"),
        (press(Key.Key_Backspace, "\b"), "Backspace"),
        (press(Key.Key_Shift, "", Mod.ShiftModifier), ""),
        (press(Key.Key_Control, "", Mod.ControlModifier), ""),
    ],
)
def test_that_a_press_is_recorded_as_a_key_of_every_keyboard(event: QKeyEvent, key: str) -> None:
    assert recorded(event, "xcb") == key


@pytest.mark.parametrize(
    ("event", "refused"),
    [
        (press(Key.Key_Q, "q"), False),
        (press(Key.Key_V, "", Mod.ControlModifier), True),
        (press(Key.Key_A, "", Mod.ControlModifier), True),
        (press(Key.Key_Z, "", Mod.ControlModifier), True),
        (press(Key.Key_Tab, "\t"), True),
        (press(Key.Key_Q, "@", Mod.ControlModifier | Mod.AltModifier), True),
        (press(Key.Key_F4, "", Mod.AltModifier), True),
        (press(Key.Key_F4), False),
    ],
)
def test_that_keys_with_a_use_of_their_own_are_refused(event: QKeyEvent, refused: bool) -> None:
    assert bool(refusal(event, "mark.in")) == refused


def test_that_the_way_back_may_have_its_own_key() -> None:
    assert refusal(press(Key.Key_Z, "", Mod.ControlModifier), "edit.redo") == ""


@pytest.mark.parametrize("key", [Key.Key_Left, Key.Key_Right, Key.Key_Home, Key.Key_Backspace])
def test_that_texts_keep_the_keys_that_move_by_words(key: Key, qapp: QApplication) -> None:
    assert belongs_to_text(press(key, "", Mod.ControlModifier))
    assert not belongs_to_text(press(Key.Key_E, "", Mod.ControlModifier))


@pytest.mark.parametrize("key", [Key.Key_Dead_Circumflex, Key.Key_Dead_Acute, Key.Key_Multi_key])
def test_that_a_key_that_begins_an_accented_letter_is_refused(key: Key) -> None:
    assert "letters" in refusal(press(key.value, "^"), "pick.pick")


def test_that_kept_keys_that_are_no_keys_do_nothing() -> None:
    keys().change({"pick.pick": ("A,B", "no key", "", "Q"), "gone": ("x" * 9_999,)})
    assert keys().keymap.keys("pick.pick") == ("Q",)
    assert keys().keymap.keys("pick.accept") == ("A",)


def test_that_escape_closes_the_list_once_nothing_is_searched_for(in_window: InWindow) -> None:
    async def scenario(rig: Rig) -> None:
        dialog = await opened(rig)
        dialog.search.setText("crop")
        escape = QKeyEvent(QEvent.Type.KeyPress, Key.Key_Escape, Mod.NoModifier)
        for open_still in (True, False):
            QApplication.sendEvent(dialog.search, escape)
            assert not dialog.search.text()
            assert dialog.isVisible() is open_still

    in_window(scenario)


def test_that_hints_tell_the_changed_keys(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        changed = {
            "play.own": "Y", "play.look": "Q", "play.loop": "H", "play.place": "Z",
            "pick.still": "Ctrl+J", "pick.pick": "Ctrl+Q", "project.find_shots": "M",
        }  # fmt: skip
        keys().change({command: (key,) for command, key in changed.items()})
        viewing, shelf = rig.clips.viewing, rig.clips.shelf
        chips = viewing.chips
        for tip, key in (
            (chips.frames.toolTip(), "(Y)"),
            (chips.look.toolTip(), "(Q)"),
            (chips.loop.toolTip(), "(H)"),
            (viewing.transport.readout.toolTip(), "(Z)"),
        ):
            assert tip.endswith(key)
        shelf.show_kind("still")
        assert "Press Ctrl+J " in shelf.grid.empty_text
        shelf.show_kind("clip")
        assert "press Ctrl+Q." in shelf.grid.empty_text

    in_window(scenario)


def test_that_the_keys_that_were_found_are_next_after_the_search(in_window: InWindow) -> None:
    async def scenario(rig: Rig) -> None:
        dialog = await opened(rig)
        dialog.search.setText("crop")
        for key in (Key.Key_Tab, Key.Key_Down):
            dialog.search.setFocus()
            rig.press(key, on=dialog.search)
            assert rig.app.focusWidget() is button(dialog, "crop.draw")

    in_window(scenario)


def test_that_the_keys_can_be_tried_while_their_sheet_is_open(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        dialog = await opened(rig)
        rig.window.activateWindow()
        await until(rig.window.isActiveWindow)
        rig.clips.shelf.grid.setFocus()
        rig.press("r", on=rig.clips.shelf.grid)
        assert rig.document.rows.shots[0].state == "rejected"
        assert dialog.isVisible()
        rig.press(Key.Key_F1, Mod.ShiftModifier, on=rig.clips.shelf.grid)  # the same, no second one
        await until(dialog.isActiveWindow)
        assert rig.dialogs() == [dialog]

    in_window(scenario)
