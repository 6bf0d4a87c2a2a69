from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

from app.ui.actions import COMMANDS
from app.ui.rail import RailItem
from app.ui.widgets.button import Button
from app.ui.widgets.choices import ComboBox
from app.ui.widgets.segmented import Segmented
from tests.ui.rig import FRAMES, InWindow, Rig, until

Key = Qt.Key
SINGLE = [
    key
    for command in COMMANDS
    for key in command.keys
    if len(key) == 1 or key in ("Space", "Left", "Right", "Up", "Down", "Del", "Return")
]


def count(rig: Rig, *commands: str) -> list[str]:
    """The commands that are done from now on."""
    done: list[str] = []
    for command in commands or [each.id for each in COMMANDS]:
        action: QAction = rig.window.actions_[command]
        action.triggered.connect(lambda *_, command=command: done.append(command))
    return done


def test_that_no_key_means_two_commands() -> None:
    keys = [QKeySequence(key).toString() for command in COMMANDS for key in command.keys]
    assert sorted({key for key in keys if keys.count(key) > 1}) == []


def test_that_every_command_is_connected(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        _ = (
            rig.window.captions,
            rig.window.plan,
            rig.window.train,
        )  # connect their commands when first shown
        loose = [
            command.id
            for command in COMMANDS
            if not rig.window.actions_[command.id].receivers("2triggered(bool)")
        ]
        assert loose == []

    in_window(scenario)


def test_that_a_letter_finds_shots_only_where_films_are_seen(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        found = [rig.window.actions_[f"project.find_{what}"] for what in ("shots", "all_shots")]
        assert all(action.isEnabled() for action in found)
        for stage in ("captions", "plan", "train"):
            rig.window.stages.show(stage)
            assert not any(action.isEnabled() for action in found), stage
        rig.window.stages.show("clips")
        assert all(action.isEnabled() for action in found)

    in_window(scenario)


def test_that_each_key_does_its_command_once(in_window: InWindow, project: Path) -> None:
    tiles_keep = {"Left", "Right", "Up", "Down", "Shift+Left", "Shift+Right"}
    others = {"Ctrl+Q", "Ctrl+W", "Ctrl+N", "Ctrl+O", "Ctrl+Shift+O", "Ctrl+,", "F1", "?", "Ctrl+K"}
    others |= {"Ctrl+F1", "Shift+F1"}
    passed_over = tiles_keep | others | {"F11", "D", "Shift+D", "Ctrl+E"}

    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        for command in COMMANDS:
            for key in set(command.keys) - passed_over:
                action = rig.window.actions_[command.id]
                action.triggered.disconnect()
                action.setEnabled(True)
                done = count(rig, *(each.id for each in COMMANDS))
                QTest.keySequence(rig.clips.shelf.grid, QKeySequence(key))
                assert (key, done) == (key, [command.id])

    in_window(scenario)


def in_text(rig: Rig, which: str) -> QWidget:
    """A text of the stage, with the focus in it."""
    if which == "caption":
        return rig.clips.inspector.caption.text
    if which == "filter":
        rig.clips.shelf.search.setFocus()
        return rig.clips.shelf.search
    rig.clips.inspector.tags.open_field()
    fields = rig.clips.inspector.tags.findChildren(QLineEdit)
    return next(field for field in fields if field.isVisible())


@pytest.mark.parametrize("which", ["caption", "filter", "tag"])
def test_that_single_keys_are_letters_in_a_text(
    in_window: InWindow, project: Path, which: str
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.press(Key.Key_Return)
        text = in_text(rig, which)
        text.setFocus()
        assert text.hasFocus()
        done = count(rig)
        for key in SINGLE:
            if key != "Return":
                QTest.keySequence(text, QKeySequence(key))
        letters = [key.lower() for key in SINGLE if len(key) == 1]
        typed = text.toPlainText() if which == "caption" else text.text()
        assert sorted(typed.lower().replace(" ", "")) == sorted(letters)
        assert done == []
        assert len(rig.document.rows.clips) == 1
        assert rig.document.rows.shots[0].state == "open"

    in_window(scenario)


def test_that_enter_picks_exactly_once(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        done = count(rig)
        assert rig.clips.shelf.grid.hasFocus()
        rig.press(Key.Key_Return)
        assert done == ["pick.pick"]
        assert len(rig.document.rows.clips) == 1
        assert rig.document.undo_label == "Pick"
        assert rig.document.project.undo_label == "Pick"
        rig.document.undo()
        assert rig.document.undo_label == "Find shots"

    in_window(scenario)


def test_that_the_arrows_move_between_tiles_where_the_tiles_have_the_focus(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        grid, done = rig.clips.shelf.grid, count(rig)
        grid.setFocus()
        rig.press(Key.Key_Right)
        assert grid.current_tile().id == 2
        assert rig.clips.marking.mark.shot == 2
        rig.press(Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
        assert [tile.id for tile in grid.selected_tiles()] == [2, 3]
        rig.press(Key.Key_Left)
        assert [tile.id for tile in grid.selected_tiles()] == [2]
        rig.press(Key.Key_End)
        assert grid.current_tile().id == 5
        assert done == []

    in_window(scenario)


def test_that_the_arrows_move_through_frames_where_the_timeline_has_the_focus(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        viewing, done = rig.clips.viewing, count(rig)
        await until(lambda: viewing.player.source_frame is not None)
        viewing.player.pause()
        viewing.player.jump_start()
        viewing.timeline.setFocus()
        rig.press(Key.Key_Right)
        assert viewing.player.position == 1
        rig.press(Key.Key_Left)
        assert viewing.player.position == 0
        rig.press(Key.Key_Down)
        assert rig.clips.marking.mark.shot == 2
        rig.press(Key.Key_Up)
        assert rig.clips.marking.mark.shot == 1
        assert done == []
        rig.press(Key.Key_Period)
        rig.press(Key.Key_R)
        assert done == ["play.forward", "pick.reject"]

    in_window(scenario)


def test_that_comma_and_period_step_frames_from_the_tiles(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        player = rig.clips.viewing.player
        await until(lambda: player.source_frame is not None)
        player.pause()
        player.jump_start()
        rig.press(".")
        rig.press(".")
        rig.press(",")
        assert player.position == 1

    in_window(scenario)


def test_that_space_on_a_focused_button_presses_it_and_does_not_play(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        done = count(rig)
        reject = next(
            button
            for button in rig.clips.inspector.findChildren(Button)
            if button.text() == "Reject"
        )
        reject.setFocus(Qt.FocusReason.TabFocusReason)
        rig.press(Key.Key_Space)
        assert done == ["pick.reject"]
        assert rig.document.rows.shots[0].state == "rejected"
        reject.setFocus(Qt.FocusReason.TabFocusReason)
        rig.press(Key.Key_Return)
        assert done == ["pick.reject", "pick.reject"]
        assert rig.document.rows.clips == []

    in_window(scenario)


def test_that_a_click_on_a_button_leaves_the_keys_to_the_tiles(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        grid = rig.clips.shelf.grid
        for button in rig.clips.findChildren(QAbstractButton):
            if isinstance(button, Button) and button.text() == "Reject":
                QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert grid.hasFocus()
        done = count(rig)
        rig.press(Key.Key_Space)
        assert done == ["play.toggle"]

    in_window(scenario)


def test_that_rail_segments_and_boxes_keep_what_moves_them(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        done = count(rig)
        segments = rig.clips.shelf.findChild(Segmented)
        segments.setFocus()
        rig.press(Key.Key_Right)
        assert segments.current() == "clip"
        order = rig.clips.shelf.findChild(ComboBox)
        order.setFocus()
        rig.press(Key.Key_Down)
        assert order.currentIndex() == 1
        assert done == []
        help_ = next(i for i in rig.window.findChildren(RailItem) if i.accessibleName() == "Help")
        help_.setFocus(Qt.FocusReason.TabFocusReason)
        rig.press(Key.Key_Space)
        assert done == ["view.help"]

    in_window(scenario)


def test_that_ctrl_z_in_a_caption_takes_back_letters_first_and_then_edits(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.press(Key.Key_Return)
        text = rig.clips.inspector.caption.text
        assert text.hasFocus()
        rig.press("ab")
        rig.press(Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert text.toPlainText() == ""
        assert len(rig.document.rows.clips) == 1
        rig.press(Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert rig.document.rows.clips == []
        assert rig.clips.shelf.grid.hasFocus()
        rig.press(Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
        assert len(rig.document.rows.clips) == 1

    in_window(scenario)


def test_that_escape_leads_from_texts_to_the_tiles(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        grid, search = rig.clips.shelf.grid, rig.clips.shelf.search
        search.setFocus()
        rig.press("abc")
        rig.press(Key.Key_Escape)
        assert search.text() == "" and search.hasFocus()
        rig.press(Key.Key_Escape)
        assert grid.hasFocus()
        search.setFocus()
        rig.press(Key.Key_Return)
        assert grid.hasFocus() and rig.document.rows.clips == []
        rig.press(Key.Key_Return)
        rig.press("abc")
        rig.press(Key.Key_Escape)
        assert grid.hasFocus()
        assert rig.clip().caption == "abc"
        assert rig.clip().end <= FRAMES

    in_window(scenario)
