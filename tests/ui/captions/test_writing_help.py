"""Spelling and completion in the real editor and in the table."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent, QTextCharFormat
from PySide6.QtWidgets import QMenu, QPlainTextEdit

from app.core.captions.spelling import own_words
from app.core.library.edits import adding
from app.core.library.model import Clip
from app.core.library.project import Project
from app.ui.captions.captions_tab import CaptionsTab
from app.ui.captions.completing import Completing
from app.ui.captions.spelling_marks import SpellingMarks
from tests.ui.rig import InWindow, Rig, until

Key, Keys = Qt.Key, Qt.KeyboardModifier
TEXTS = (
    "",
    "A rabbit sits in warm morning light. Static camera.",
    "A rabit runs in warm morning light. Static camera.",
)


@pytest.fixture
def captioned(project: Path) -> Path:
    """A project of three captions, the first one empty, with a trigger and a name."""
    with Project.open(project) as opened:
        source = opened.sources()[0]
        clips = [
            Clip(source=source.id, start=n * 36, end=n * 36 + 30, caption=text)
            for n, text in enumerate(TEXTS)
        ]
        opened.apply(adding(*clips, label="Picks"))
    return project


async def begun(rig: Rig, project: Path) -> tuple[CaptionsTab, QPlainTextEdit]:
    """Open the stage at its first caption, the keys in the editor."""
    await rig.open(project)
    rig.trigger("view.captions")
    tab = rig.window.stages.captions
    tab.done.connect(rig.toasts.append)
    tab.chosen.choose(tab.chosen.listed[0])
    tab.stage.write()
    await until(lambda: "morning" in tab.help.words)
    return tab, tab.stage.editor.text


def marked(edit: QPlainTextEdit) -> list[str]:
    """Return the words that are underlined."""
    found = []
    block = edit.document().begin()
    while block.isValid():
        for each in block.layout().formats():
            style = QTextCharFormat.UnderlineStyle.SpellCheckUnderline
            if each.format.underlineStyle() == style:
                found.append(block.text()[each.start : each.start + each.length])
        block = block.next()
    return found


async def written(rig: Rig, tab: CaptionsTab, text: str) -> None:
    rig.press(text)
    await tab.help.spelling.known(tab.stage.editor.text.toPlainText())


def test_that_words_are_underlined_once_they_are_written(
    in_window: InWindow, captioned: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        tab, edit = await begun(rig, captioned)
        typed: list[bool] = []
        tab.stage.editor.keeping.typed.connect(lambda: typed.append(True))
        await written(rig, tab, "A foxx strecthes")
        assert marked(edit) == ["foxx"]  # the last one may be no whole word yet
        rig.press(" ")
        assert marked(edit) == ["foxx", "strecthes"]
        assert len(typed) == len("A foxx strecthes ")  # marks are no typing
        rig.window.preferences.change(spelling=False)
        assert marked(edit) == []

    in_window(scenario)


def test_that_the_menu_of_a_word_offers_what_was_meant(
    in_window: InWindow, captioned: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        tab, edit = await begun(rig, captioned)
        await written(rig, tab, "A rabitt sits. ")
        rig.press(Key.Key_Home, Keys.ControlModifier)
        rig.trigger("caption.next_mistake")
        await until(lambda: edit.textCursor().selectedText() == "rabitt")
        marks = edit.findChild(SpellingMarks)
        assert marks is not None
        marks.offer(edit.textCursor(), QPoint(50, 50))
        menu = rig.app.activePopupWidget()
        assert isinstance(menu, QMenu)
        await until(lambda: menu.actions()[0].text() == "rabbit")  # likely: other captions have it
        menu.actions()[0].trigger()
        menu.close()
        assert edit.toPlainText() == "A rabbit sits. "
        edit.undo()
        assert edit.toPlainText() == "A rabitt sits. "

    in_window(scenario)


def test_that_a_word_can_be_right_for_good_or_a_name_of_the_project(
    in_window: InWindow, captioned: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        tab, edit = await begun(rig, captioned)
        await written(rig, tab, "Xyzzy and Plugh's. ")
        assert marked(edit) == ["Xyzzy", "Plugh's"]
        tab.help.spelling.add("Xyzzy")
        await until(lambda: marked(edit) == ["Plugh's"])
        assert own_words() == {"xyzzy"}
        tab.help.spelling.add_name("Plugh's")
        assert marked(edit) == []
        assert rig.document.rows.settings.names == ("Plugh",)

    in_window(scenario)


def test_that_f7_goes_on_to_the_next_caption_with_a_mistake(
    in_window: InWindow, captioned: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        tab, edit = await begun(rig, captioned)
        rig.trigger("caption.next_mistake")
        await until(lambda: edit.textCursor().selectedText() == "rabit")
        assert tab.chosen.place() == 2
        rig.press("rabbit")
        rig.trigger("caption.next_mistake")
        await until(lambda: "No word is wrong in the captions listed here." in rig.toasts)

    in_window(scenario)


def offers(edit: QPlainTextEdit) -> Completing:
    found = edit.findChild(Completing)
    assert found is not None
    return found


def test_that_tab_takes_the_first_offer(in_window: InWindow, captioned: Path) -> None:
    async def scenario(rig: Rig) -> None:
        _, edit = await begun(rig, captioned)
        completing = offers(edit)
        rig.press("In the mor")
        await until(lambda: completing.offers)
        assert [each.text for each in completing.offers] == ["morning", "morning light"]
        rig.press(Key.Key_Tab)
        assert edit.toPlainText() == "In the morning" and edit.hasFocus()
        assert completing.offers == ()

    in_window(scenario)


def test_that_enter_takes_only_what_was_chosen_with_the_arrows(
    in_window: InWindow, captioned: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        _, edit = await begun(rig, captioned)
        completing = offers(edit)
        rig.press("mor")
        await until(lambda: completing.offers)
        rig.press(Key.Key_Return)
        assert edit.toPlainText() == "mor\n" and completing.offers == ()
        rig.press("mor")
        await until(lambda: completing.offers)
        rig.press(Key.Key_Down)
        rig.press(Key.Key_Down)
        rig.press(Key.Key_Return)
        assert edit.toPlainText() == "mor\nmorning light"

    in_window(scenario)


def test_that_escape_sends_the_offers_away_and_leaves_the_keys(
    in_window: InWindow, captioned: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        _, edit = await begun(rig, captioned)
        completing = offers(edit)
        rig.press("mor")
        await until(lambda: completing.offers)
        rig.press(Key.Key_Escape)
        assert completing.offers == () and edit.hasFocus()
        rig.press("n")
        await until(lambda: completing.offers)
        rig.press(Key.Key_Left)
        assert completing.offers == ()

    in_window(scenario)


def test_that_nothing_is_offered_while_an_input_method_composes(
    in_window: InWindow, captioned: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        _, edit = await begun(rig, captioned)
        completing = offers(edit)
        rig.press("mor")
        await until(lambda: completing.offers)
        rig.app.sendEvent(edit, QInputMethodEvent("ㅌ", []))
        assert completing.offers == ()
        completing.offer()
        assert completing.offers == ()
        rig.app.sendEvent(edit, QInputMethodEvent("", []))

    in_window(scenario)


def test_that_nothing_is_offered_to_who_does_not_want_it(
    in_window: InWindow, captioned: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        _, edit = await begun(rig, captioned)
        rig.window.preferences.change(completing=False)
        rig.press("mor")
        await asyncio.sleep(0.05)
        offers(edit).offer()
        assert offers(edit).offers == ()

    in_window(scenario)


def test_that_tab_goes_on_in_the_table_whatever_is_offered(
    in_window: InWindow, captioned: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        tab, _ = await begun(rig, captioned)
        rig.trigger("caption.mode")
        editing = tab.lists.table.editing
        editing.begin()
        rig.press("mor", on=editing.field)
        await until(lambda: offers(editing.field).offers)
        rig.press(Key.Key_Tab, on=editing.field)
        assert tab.chosen.place() == 1
        assert rig.document.rows.clips[0].caption == "mor"
        assert offers(editing.field).offers == ()

    in_window(scenario)


def test_that_what_is_written_is_offered_next_time(in_window: InWindow, captioned: Path) -> None:
    async def scenario(rig: Rig) -> None:
        tab, edit = await begun(rig, captioned)
        rig.press("A dragonfly hovers.")
        tab.chosen.step(1)
        await until(lambda: "dragonfly" in tab.help.words)
        rig.press(" A drag", on=edit)
        await until(lambda: offers(edit).offers)
        assert offers(edit).offers[0].text == "dragonfly"
        rig.trigger("edit.undo")
        rig.trigger("edit.undo")
        await until(lambda: "dragonfly" not in tab.help.words)

    in_window(scenario)
