"""The sheet over a stage: what it is for, its keys, and gone with the next key."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.core.paths import resources
from app.ui.actions import COMMANDS, keys
from app.ui.help.help_window import HelpWindow
from app.ui.help.stage_sheet import StageSheet
from app.ui.help.stage_words import _COMMANDS, PAGES, StageNames
from app.ui.keys_dialog import KeysDialog
from app.ui.stages import STAGES
from app.ui.widgets.button import KeyCap
from app.ui.widgets.label import Label
from tests.ui.rig import InWindow, Rig, until

Key, Mod = Qt.Key, Qt.KeyboardModifier
pytestmark = pytest.mark.usefixtures("as_shipped")


def sheet(rig: Rig) -> StageSheet | None:
    found = [each for each in rig.window.findChildren(StageSheet) if each.isVisible()]
    return found[0] if found else None


def texts(shown: StageSheet | None) -> list[str]:
    assert shown is not None
    return [label.text() for label in shown.findChildren(Label)]


def caps(shown: StageSheet | None) -> list[str]:
    assert shown is not None
    return [cap.accessibleName() for cap in shown.findChildren(KeyCap)]


def test_that_each_stage_has_words_and_five_to_fifteen_commands_with_keys() -> None:
    keyed = {command.id for command in COMMANDS if command.keys}
    assert set(_COMMANDS) == set(PAGES) >= {"", *STAGES}
    assert [
        page for page in PAGES.values() if not (resources() / f"guide/en/{page}.md").is_file()
    ] == []
    for stage, commands in _COMMANDS.items():
        words = StageNames().words(stage)
        assert words.title and words.purpose.endswith("."), stage
        assert 5 <= len(set(commands) & keyed) == len(commands) <= 15, stage


def test_that_keys_which_go_to_the_focused_list_are_not_said_to_do_a_command(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.active()
        await rig.open(project)
        for widget, arrow in ((rig.clips.shelf.grid, False), (rig.clips.viewing, True)):
            widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            widget.setFocus()
            rig.press("?")
            assert "." in caps(sheet(rig)) and ("→" in caps(sheet(rig))) is arrow
            assert "↓" in caps(sheet(rig))  # it goes to the next shot either way
            rig.press(Key.Key_Escape)

    in_window(scenario)


def test_that_a_question_mark_shows_it_and_any_key_takes_it_away(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.active()
        rig.press("?")
        assert "Projects" in texts(sheet(rig))
        rig.press(Key.Key_Escape)
        assert sheet(rig) is None
        await rig.open(project)
        grid = rig.clips.shelf.grid
        grid.setFocus()
        rig.press("?")
        found = texts(sheet(rig))
        assert {"Clips", "Pick", "Reject", "In", "Undo"} <= set(found)
        assert {"R", "I", "Space", "F1"} <= set(caps(sheet(rig)))
        assert caps(sheet(rig)).count("Enter") == 1  # Return and Enter are one to the eye
        rig.press("r")  # only takes it away
        assert sheet(rig) is None and grid.hasFocus()
        assert rig.document.rows.shots[0].state == "open"
        rig.press("r")
        assert rig.document.rows.shots[0].state == "rejected"

    in_window(scenario)


def test_that_a_click_or_the_same_key_takes_it_away_and_halves_of_keys_do_not(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.clips.shelf.grid.setFocus()
        rig.press("?")
        shown = sheet(rig)
        assert shown is not None and shown.geometry().contains(rig.window.stack.geometry().center())
        QTest.keyPress(shown, Key.Key_Shift)
        assert sheet(rig) is shown
        QTest.mouseClick(shown, Qt.MouseButton.LeftButton)
        assert sheet(rig) is None
        rig.press("?")
        rig.press("?")
        assert sheet(rig) is None

    in_window(scenario)


def test_that_it_says_the_persons_own_keys(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        keys().change({"pick.reject": ("Q",), "browse.filter": ()})
        rig.clips.shelf.grid.setFocus()
        rig.press("?")
        assert "Q" in caps(sheet(rig)) and "R" not in caps(sheet(rig))
        assert "Filter" not in texts(sheet(rig))

    in_window(scenario)


def test_that_a_question_mark_is_typed_in_texts_where_another_key_shows_it(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.press(Key.Key_Return)
        text = rig.clips.inspector.caption.text
        assert text.hasFocus()
        rig.press("?")
        assert text.toPlainText() == "?" and sheet(rig) is None
        rig.press(Key.Key_F1, Mod.ControlModifier)
        assert "Clips" in texts(sheet(rig))
        rig.press("a")
        assert sheet(rig) is None and text.hasFocus() and text.toPlainText() == "?"
        rig.window.stages.show("captions")
        await until(lambda: rig.window.captions.isVisible())
        rig.press(Key.Key_F1, Mod.ControlModifier)
        assert {"Captions", "Done, next"} <= set(texts(sheet(rig)))
        assert caps(sheet(rig)).count("Ctrl Enter") == 1
        rig.press(Key.Key_Escape)

    in_window(scenario)


def test_that_it_tells_what_is_shown_in_place_of_a_stage(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.clips.shelf.grid.setFocus()
        rig.press("e")
        rig.trigger("view.sheet")
        assert "Review mode" in texts(sheet(rig))
        rig.press(Key.Key_Escape)
        rig.trigger("play.review")
        for stage, said in (("plan", "Add a dataset"), ("train", "Start training")):
            rig.window.stages.show(stage)
            rig.trigger("view.sheet")
            assert said in texts(sheet(rig)), stage
            rig.press(Key.Key_Escape)
            assert sheet(rig) is None
        rig.window.stages.show_prompts()
        rig.trigger("view.sheet")
        assert "Sample prompts" in texts(sheet(rig))
        rig.press(Key.Key_Escape)

    in_window(scenario)


def test_that_its_own_keys_lead_to_the_guide_and_to_all_keys(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.clips.shelf.grid.setFocus()
        rig.press("?")
        rig.press(Key.Key_F1, Mod.ShiftModifier)
        dialog = await rig.dialog()
        assert isinstance(dialog, KeysDialog) and sheet(rig) is None
        dialog.reject()
        await rig.active()
        rig.trigger("view.sheet")
        rig.press(Key.Key_F1)
        window = rig.window.findChildren(HelpWindow)[-1]
        await until(lambda: window.isVisible() and window.view.page)
        assert sheet(rig) is None
        window.close()

    in_window(scenario)
