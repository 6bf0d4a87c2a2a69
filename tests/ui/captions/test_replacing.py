"""Finding, replacing and changing many captions in the real window."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.core.captions.rewording import Rewording
from app.core.captions.writing import write
from app.core.library.edits import adding
from app.core.library.model import Clip
from app.core.library.project import Project
from app.ui.captions.bulk_dialog import BulkDialog
from app.ui.captions.bulk_list import RewordingList
from app.ui.captions.captions_tab import CaptionsTab
from app.ui.captions.preview_dialog import PreviewDialog
from tests.ui.rig import InWindow, Rig, meanwhile, until

Key, Keys = Qt.Key, Qt.KeyboardModifier
TEXTS = (
    "A big rabbit and a big rabbit. Static camera.",
    "A fox. Static camera.",
    "The Big Rabbit sits.",
    "a fox. static camera",
)


@pytest.fixture
def captioned(project: Path) -> Path:
    """A project of four captions."""
    with Project.open(project) as opened:
        source = opened.sources()[0]
        clips = [
            Clip(source=source.id, start=n * 36, end=n * 36 + 30, caption=text)
            for n, text in enumerate(TEXTS)
        ]
        opened.apply(adding(*clips, label="Picks"))
    return project


async def begun(rig: Rig, project: Path) -> CaptionsTab:
    """Open the stage, and see to it that its toasts are noted."""
    await rig.open(project)
    rig.trigger("view.captions")
    tab = rig.window.stages.captions
    tab.undoable.connect(rig.toasts.append)
    tab.done.connect(rig.toasts.append)
    return tab


def captions(rig: Rig) -> Sequence[str]:
    return [clip.caption for clip in rig.document.rows.clips]


async def looked_for(rig: Rig, tab: CaptionsTab, text: str) -> None:
    rig.trigger("caption.replace")
    rig.press(text)
    await until(lambda: not tab.replace.replacing.counting)


def test_that_tab_goes_from_what_is_looked_for_to_what_comes_in_its_place(
    in_window: InWindow, captioned: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        panel = (await begun(rig, captioned)).replace.panel
        rig.trigger("caption.replace")
        rig.press(Key.Key_Tab)
        assert panel.new.hasFocus()
        rig.press(Key.Key_Tab)
        assert panel.phrase.case.hasFocus()
        scope = panel.scope  # it cannot be less than all: then it is to be read, not dim
        assert scope.isEnabled() and scope.focusPolicy() == Qt.FocusPolicy.NoFocus

    in_window(scenario)


def test_that_hits_are_counted_while_one_types_and_all_is_replaced_in_one_step(
    in_window: InWindow, captioned: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        tab = await begun(rig, captioned)
        await looked_for(rig, tab, "big rabbit")
        panel = tab.replace.panel
        assert panel.count.text() == "3 in 2 captions"
        panel.new.setFocus()
        rig.press("hare")
        rig.press(Key.Key_Return)
        dialog = await rig.dialog()
        assert isinstance(dialog, PreviewDialog)
        assert dialog.apply.text() == "Change 2 captions"
        rig.press(Key.Key_Return, on=dialog)
        await until(lambda: rig.toasts)
        assert rig.toasts == ["2 captions changed"]
        now = ["A hare and a hare. Static camera.", TEXTS[1], "The Hare sits.", TEXTS[3]]
        assert captions(rig) == now
        await until(lambda: panel.count.text() == "Not found")
        assert not panel.preview.isEnabled()
        rig.trigger("edit.undo")
        assert captions(rig) == [*TEXTS]
        past = rig.window.preferences.value
        assert past.past_searches == ("big rabbit",) and past.past_replacements == ("hare",)

    in_window(scenario)


def test_that_what_is_left_out_stays_as_it_is(in_window: InWindow, captioned: Path) -> None:
    async def scenario(rig: Rig) -> None:
        tab = await begun(rig, captioned)
        await looked_for(rig, tab, "fox")
        tab.replace.panel.new.setText("cat")
        tab.replace.preview()
        dialog = await rig.dialog()
        assert isinstance(dialog, PreviewDialog)
        rig.press(Key.Key_Space, on=dialog.list)
        assert dialog.apply.text() == "Change 1 caption"
        dialog.accept()
        await until(lambda: rig.toasts)
        assert captions(rig) == [TEXTS[0], TEXTS[1], TEXTS[2], "a cat. static camera"]

    in_window(scenario)


def test_that_a_caption_changed_meanwhile_is_left(in_window: InWindow, captioned: Path) -> None:
    async def scenario(rig: Rig) -> None:
        tab = await begun(rig, captioned)
        await looked_for(rig, tab, "fox")
        tab.replace.panel.new.setText("cat")
        tab.replace.preview()
        dialog = await rig.dialog()
        rig.document.apply(write(rig.document.rows.clips[1], "A fox runs."))
        dialog.accept()
        await until(lambda: rig.toasts)
        assert rig.toasts == ["1 caption changed, 1 left: changed meanwhile"]
        assert captions(rig)[1] == "A fox runs."

    in_window(scenario)


def test_that_words_kept_while_a_change_is_made_are_left(
    in_window: InWindow, captioned: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        tab = await begun(rig, captioned)
        await looked_for(rig, tab, "fox")
        tab.replace.panel.new.setText("cat")
        tab.replace.preview()
        dialog = await rig.dialog()
        project, row = rig.document.project, rig.document.rows.clips[1]
        meanwhile(project, lambda: project.apply(write(row, "My fox.")))
        dialog.accept()
        await until(lambda: rig.toasts)
        assert rig.toasts == ["1 caption changed, 1 left: changed meanwhile"]
        assert captions(rig)[1::2] == ["My fox.", "a cat. static camera"]
        rig.trigger("edit.undo")
        assert captions(rig)[1::2] == ["My fox.", "a fox. static camera"]

    in_window(scenario)


def test_that_what_is_being_typed_is_part_of_the_preview(
    in_window: InWindow, captioned: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        tab = await begun(rig, captioned)
        tab.stage.write()
        rig.press(Key.Key_End, Keys.ControlModifier)
        rig.press(" A third big rabbit.")
        await looked_for(rig, tab, "big rabbit")
        tab.replace.panel.new.setText("hare")
        tab.replace.preview()
        dialog = await rig.dialog()
        assert isinstance(dialog, PreviewDialog)
        assert [each.places for each in dialog.wanted()] == [3, 1]
        dialog.reject()

    in_window(scenario)


def test_that_a_change_is_for_the_selection_or_for_all_as_is_said(
    in_window: InWindow, captioned: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        tab = await begun(rig, captioned)
        listed = tab.chosen.listed
        tab.chosen.select(listed[:2], listed[0])
        await looked_for(rig, tab, "static")
        panel = tab.replace.panel
        assert panel.scope.text() == "2 selected" and panel.count.text() == "2 in 2 captions"
        panel.scope.clicked.emit()
        await until(lambda: panel.count.text() == "3 in 3 captions")
        assert panel.scope.text() == "all 4"

    in_window(scenario)


def test_that_f3_goes_from_hit_to_hit_through_the_captions_and_round(
    in_window: InWindow, captioned: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        tab = await begun(rig, captioned)
        await looked_for(rig, tab, "big rabbit")
        text, seen = tab.stage.editor.text, []
        for _ in range(4):
            rig.trigger("caption.next_hit")
            cursor = text.textCursor()
            seen.append((tab.chosen.place(), cursor.selectionStart(), cursor.selectedText()))
        assert seen == [
            (0, 2, "big rabbit"),
            (0, 19, "big rabbit"),
            (2, 4, "Big Rabbit"),
            (0, 2, "big rabbit"),
        ]
        assert len(text.extraSelections()) == 2
        rig.trigger("caption.previous_hit")
        assert tab.chosen.place() == 2

    in_window(scenario)


def test_that_what_is_selected_is_looked_for(in_window: InWindow, captioned: Path) -> None:
    async def scenario(rig: Rig) -> None:
        tab = await begun(rig, captioned)
        tab.stage.write()
        cursor = tab.stage.editor.text.textCursor()
        cursor.setPosition(2)
        cursor.setPosition(5, cursor.MoveMode.KeepAnchor)
        tab.stage.editor.text.setTextCursor(cursor)
        rig.trigger("caption.replace")
        assert tab.replace.panel.phrase.text() == "big"
        rig.press(Key.Key_Escape)
        assert tab.stage.editor.text.hasFocus()

    in_window(scenario)


def test_that_what_is_no_expression_is_said_where_it_was_typed(
    in_window: InWindow, captioned: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        tab = await begun(rig, captioned)
        panel = tab.replace.panel
        panel.phrase.expression.setChecked(True)
        await looked_for(rig, tab, "(big")
        assert panel.count.text().startswith("“(big” is no regular expression")
        assert panel.phrase.property("wrong")
        panel.phrase.setText("(a|aa)+$")
        await until(lambda: not tab.replace.replacing.counting)
        assert not panel.phrase.property("wrong")

    in_window(scenario)


def test_that_up_brings_back_what_was_looked_for(in_window: InWindow, captioned: Path) -> None:
    async def scenario(rig: Rig) -> None:
        tab = await begun(rig, captioned)
        for text in ("fox", "rabbit"):
            tab.replace.panel.phrase.clear()
            await looked_for(rig, tab, text)
            rig.press(Key.Key_Return)
        tab.replace.panel.phrase.clear()
        seen = []
        for key in (Key.Key_Up, Key.Key_Up, Key.Key_Down):
            rig.press(key, on=tab.replace.panel.phrase)
            seen.append(tab.replace.panel.phrase.text())
        assert seen == ["rabbit", "fox", "rabbit"]

    in_window(scenario)


async def many(rig: Rig, way: int) -> BulkDialog:
    rig.trigger("caption.change_many")
    dialog = await rig.dialog()
    assert isinstance(dialog, BulkDialog)
    dialog.ways.setCurrentRow(way)
    return dialog


def test_that_a_dialog_that_is_gone_before_it_looks_is_no_fault(
    in_window: InWindow, captioned: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await begun(rig, captioned)
        dialog = await many(rig, 0)
        dialog._begin()
        dialog.reject()
        shiboken6.delete(dialog)
        await asyncio.sleep(0.05)

    in_window(scenario)


def test_that_a_sentence_is_chosen_and_taken_out_of_all(
    in_window: InWindow, captioned: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await begun(rig, captioned)
        dialog = await many(rig, 2)
        table = dialog.kind.table  # type: ignore[attr-defined]
        await until(lambda: table.model().rowCount() > 0)
        assert table.model().index(0, 0).data() == "Static camera."
        assert table.model().index(0, 1).data() == 3
        table.selectRow(0)
        await until(dialog.apply.isEnabled)
        assert dialog.apply.text() == "Change 3 captions"
        QTest.mouseClick(dialog.apply, Qt.MouseButton.LeftButton)
        await until(lambda: captions(rig)[3] == "a fox.")
        assert captions(rig)[0] == "A big rabbit and a big rabbit."
        dialog.reject()
        rig.trigger("edit.undo")
        assert captions(rig) == [*TEXTS]

    in_window(scenario)


def test_that_captions_that_say_the_same_are_tagged(in_window: InWindow, captioned: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await begun(rig, captioned)
        dialog = await many(rig, 4)
        await until(dialog.apply.isEnabled)
        assert dialog.apply.text() == "Clear 1 caption"
        dialog.kind.way.setCurrentIndex(1)  # type: ignore[attr-defined]
        await until(lambda: dialog.apply.text() == "Tag 2 captions" and dialog.apply.isEnabled())
        dialog.apply.click()
        await until(lambda: rig.document.rows.clips[3].tags == ("same words",))
        assert [clip.tags for clip in rig.document.rows.clips[:2]] == [(), ("same words",)]
        dialog.reject()

    in_window(scenario)


def test_that_a_box_is_ticked_by_a_click_on_it(in_window: InWindow, captioned: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await begun(rig, captioned)
        dialog = await many(rig, 0)
        rig.press("close-up", on=dialog.kind.words)  # type: ignore[attr-defined]
        await until(dialog.apply.isEnabled)
        at = dialog.list.visualRect(dialog.list.model().index(1, 0)).topLeft() + QPoint(18, 16)
        QTest.mouseClick(dialog.list.viewport(), Qt.MouseButton.LeftButton, pos=at)
        assert dialog.all.text() == "3 of 4"
        QTest.mouseClick(dialog.all, Qt.MouseButton.LeftButton)
        assert dialog.all.text() == "4 of 4"
        dialog.apply.click()
        await until(lambda: captions(rig)[1] == "Close-up. A fox. Static camera.")
        dialog.reject()

    in_window(scenario)


def test_that_each_change_is_as_high_as_its_text(in_window: InWindow, project: Path) -> None:
    long = "A grey rabbit in the meadow. " * 40

    async def scenario(rig: Rig) -> None:
        view = RewordingList("Changes", rig.window)
        view.resize(500, 400)
        view.show_all([
            Rewording(Clip(source=1, start=0, end=9, caption=text), f"{text} New.")
            for text in ("Short.", long)
        ])  # fmt: skip
        view.show()
        await rig.window.idle()
        low, high = (view.visualRect(view.model().index(row, 0)).height() for row in (0, 1))
        assert low < high
        view.close()

    in_window(scenario)
