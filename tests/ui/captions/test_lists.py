"""List and table of captions in the window: by keys, as a person does."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication

from app.core.captions.writing import mark_done
from app.core.errors import ProjectError
from app.core.library.edits import adding
from app.core.library.machine import MachineCaption
from app.core.library.model import Clip, Still
from app.core.library.project import Project
from app.ui import theme
from app.ui.captions.list_model import Column
from app.ui.captions.lists import Lists
from tests.ui.rig import InWindow, Rig, until

Key, Keys = Qt.Key, Qt.KeyboardModifier
CTRL, SHIFT = Keys.ControlModifier, Keys.ShiftModifier


def with_picks(project: Path, *captions: str, step: int = 20) -> Path:
    """A clip for each caption, 20 frames long, ``step`` frames apart, and a still behind them."""
    with Project.open(project) as opened:
        clips = [
            Clip(source=1, start=n * step, end=n * step + 20, caption=text)
            for n, text in enumerate(captions)
        ]
        opened.apply(adding(*clips, Still(source=1, frame=170)))
    return project


async def shown(rig: Rig, project: Path) -> Lists:
    await rig.open(project)
    rig.press("2", CTRL)
    lists = rig.window.captions.lists
    await until(lambda: rig.window.stage == "captions" and lists.list.isVisible())
    lists.focus()
    return lists


def captions(rig: Rig) -> list[str]:
    return [clip.caption for clip in rig.document.rows.clips]


def listed(rig: Rig) -> str:
    return " ".join(f"{kind[0]}{row}" for kind, row in rig.window.captions.chosen.listed)


def selected(rig: Rig) -> str:
    return " ".join(f"{kind[0]}{row}" for kind, row in rig.window.captions.chosen.selected)


def test_that_the_keys_move_and_select_in_the_list(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await shown(rig, with_picks(project, "one", "two", "three"))
        assert (listed(rig), selected(rig)) == ("c1 c2 c3 s1", "c1")
        rig.press(Key.Key_Down)
        assert selected(rig) == "c2"
        rig.press(Key.Key_Down, SHIFT)
        assert selected(rig) == "c2 c3"
        assert rig.window.captions.chosen.current == ("clip", 3)
        rig.press(Key.Key_End)
        assert selected(rig) == "s1"
        rig.press(Key.Key_Home, SHIFT)
        assert selected(rig) == "c1 c2 c3 s1"
        rig.press("x")
        assert captions(rig) == ["one", "two", "three"]

    in_window(scenario)


def test_that_a_filter_lists_what_it_lets_through_and_gives_back_where_one_was(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        lists = await shown(rig, with_picks(project, "a rabbit", "", "a white rabbit"))
        rig.press(Key.Key_Down)
        rig.press("f", CTRL)
        rig.press("rabbit")
        rig.press(Key.Key_Return)
        assert (listed(rig), selected(rig)) == ("c1 c3", "c3")
        assert lists.list.hasFocus()
        assert "2 of 4 listed" in lists.head.sums.text()
        rig.press("f", CTRL)
        rig.press(Key.Key_Escape)
        rig.press(Key.Key_Escape)
        assert (listed(rig), selected(rig)) == ("c1 c2 c3 s1", "c2")
        assert lists.list.hasFocus()

    in_window(scenario)


def test_that_nothing_found_is_said_and_the_filter_cleared_with_a_button(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        lists = await shown(rig, with_picks(project, "a rabbit"))
        lists.head.filter.set_text("fox")
        assert listed(rig) == "" and not lists.list.isVisible()
        lists.pane.clear_asked.emit()
        assert listed(rig) == "c1 s1" and lists.list.isVisible()

    in_window(scenario)


def test_that_the_row_one_writes_in_stays_until_one_leaves_it(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        lists = await shown(rig, with_picks(project, "", "", "written"))
        lists.head.filter.set_text("state:empty")
        assert (listed(rig), selected(rig)) == ("c1 c2 s1", "c1")
        rig.press(Key.Key_Return)
        rig.press("words")
        rig.press("s", CTRL)
        await until(lambda: captions(rig)[0] == "words")
        await until(lambda: lists.rows.entry(("clip", 1)).state == "written")
        await asyncio.sleep(0.05)
        assert (listed(rig), selected(rig)) == ("c1 c2 s1", "c1")
        rig.press(Key.Key_PageDown, CTRL)
        await until(lambda: listed(rig) == "c2 s1")
        assert selected(rig) == "c2"

    in_window(scenario)


def test_that_captions_are_written_down_the_table_by_keys_alone(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        lists = await shown(rig, with_picks(project, "", "", "", ""))
        rig.press("t", CTRL)
        table, field = lists.table, lists.table.editing.field
        assert table.isVisible() and table.hasFocus() and not lists.list.isVisible()
        rig.press(Key.Key_F2)
        assert field.hasFocus()
        rig.press("one")
        rig.press(Key.Key_Return)
        rig.press("two")
        rig.press(Key.Key_Tab)
        rig.press("a")
        rig.press(Key.Key_Return, Keys.AltModifier)
        rig.press("b")
        rig.press(Key.Key_Return, SHIFT)
        assert field.toPlainText() == "two"
        rig.press("!")
        rig.press(Key.Key_Backtab, SHIFT)
        rig.press(Key.Key_Escape)
        assert captions(rig) == ["one", "two!", "a\nb", ""]
        assert table.hasFocus() and not field.isVisible()
        rig.press(Key.Key_End)
        rig.press(Key.Key_Return)
        rig.press("last")
        rig.press(Key.Key_Return)
        assert rig.document.rows.stills[0].caption == "last"
        assert table.hasFocus()
        for _ in range(2):
            rig.press("z", CTRL)
        assert captions(rig) == ["one", "two", "a\nb", ""]

    in_window(scenario)


def test_that_what_is_typed_in_a_cell_is_on_the_disk_within_a_second(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await shown(rig, with_picks(project, "", ""))
        rig.press("t", CTRL)
        rig.press(Key.Key_F2)
        rig.press("typed")
        begun = time.monotonic()
        with closing(sqlite3.connect(project / "project.rushes")) as other:
            await until(lambda: other.execute("SELECT text FROM draft").fetchall() == [("typed",)])
        assert time.monotonic() - begun < 1.5  # a second, and what a busy machine takes
        assert captions(rig) == ["", ""]
        rig.press("!")
        rig.window.setFocus()
        assert captions(rig) == ["typed!", ""]
        assert not rig.window.captions.lists.table.editing.field.isVisible()

    in_window(scenario)


def test_that_what_is_typed_in_a_cell_is_counted_as_it_is_typed(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        lists = await shown(rig, with_picks(project, "", ""))
        rig.press("t", CTRL)
        rig.press(Key.Key_F2)
        rig.press("the video shows")
        model = lists.model
        said = [model.index(0, column).data() for column in (Column.WORDS, Column.STATE)]
        assert said == ["3", "editing"]
        assert "short" in model.index(0, Column.LINTS).data()
        rig.press(Key.Key_Escape)
        assert model.index(0, Column.STATE).data() == "written"

    in_window(scenario)


def test_that_done_and_next_leads_down_the_table(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        lists = await shown(rig, with_picks(project, "", "", "three"))
        rig.press("t", CTRL)
        lists.head.filter.set_text("-done")
        rig.press(Key.Key_F2)
        rig.press("one")
        rig.press(Key.Key_Return, CTRL)
        assert lists.table.editing.key == ("clip", 2)
        rig.press("two")
        rig.press(Key.Key_Return, CTRL)
        assert [clip.caption for clip in rig.document.rows.clips] == ["one", "two", "three"]
        assert [clip.done for clip in rig.document.rows.clips] == [True, True, False]
        await until(lambda: listed(rig) == "c3 s1")
        assert lists.table.editing.key == ("clip", 3)
        assert lists.table.editing.field.hasFocus()

    in_window(scenario)


def test_that_what_is_in_sight_stays_there_while_others_come_and_go(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        many = [f"{'A long caption of many words. ' * (n % 3 * 12)}{n}" for n in range(8)] * 5
        lists = await shown(rig, with_picks(project, *many, step=4))
        lists.head.filter.set_text("-done")
        for view in (lists.list, lists.table):
            bar = view.verticalScrollBar()
            bar.setValue(bar.maximum() * 2 // 3)
            top = view.indexAt(QPoint(1, 1))
            before = lists.model.key(top.row()), view.visualRect(top).top()
            gone = rig.document.rows.clips[2 if view is lists.list else 3]
            rig.document.apply(mark_done([gone], on=True))
            await until(lambda row=gone: lists.model.row_of(("clip", row.id)) < 0)
            await asyncio.sleep(0.05)
            top = view.indexAt(QPoint(1, 1))
            assert (lists.model.key(top.row()), view.visualRect(top).top()) == before
            if view is lists.list:
                rig.press("t", CTRL)
                await until(lists.table.isVisible)

    in_window(scenario)


def test_that_the_loop_is_beside_the_table_and_on_the_stage_again_after_it(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await shown(rig, with_picks(project, "one"))
        tab = rig.window.captions
        rig.press("t", CTRL)
        await until(tab.stage.loop.isVisible)
        assert tab.side.isAncestorOf(tab.stage.loop)
        rig.press("t", CTRL)
        await until(tab.stage.loop.isVisible)
        assert tab.stage.isAncestorOf(tab.stage.loop)

    in_window(scenario)


def test_that_a_click_on_a_head_sorts_and_another_one_turns_it_round(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        lists = await shown(rig, with_picks(project, "b b b", "c", "a a"))
        rig.press("t", CTRL)
        heads = lists.table.horizontalHeader()
        heads.sectionClicked.emit(Column.WORDS)
        assert listed(rig) == "s1 c2 c3 c1"
        heads.sectionClicked.emit(Column.WORDS)
        assert listed(rig) == "c1 c3 c2 s1"
        heads.sectionClicked.emit(Column.CAPTION)
        assert listed(rig) == "s1 c3 c1 c2"
        heads.sectionClicked.emit(Column.CLIP)
        assert listed(rig) == "c1 c2 c3 s1"

    in_window(scenario)


def test_that_one_caption_is_pasted_to_all_selected_in_one_step(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await shown(rig, with_picks(project, "one", "two", "three"))
        rig.press("c", CTRL | SHIFT)
        rig.press(Key.Key_Down)
        rig.press(Key.Key_Down, SHIFT)
        rig.press("v", CTRL | SHIFT)
        assert captions(rig) == ["one", "one", "one"]
        rig.press("z", CTRL)
        assert captions(rig) == ["one", "two", "three"]

    in_window(scenario)


def test_that_several_captions_are_pasted_in_their_order_and_so_are_lines_of_a_text(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await shown(rig, with_picks(project, "one", "two", "three", "four"))
        rig.press(Key.Key_Down, SHIFT)
        rig.press("c", CTRL | SHIFT)
        assert QGuiApplication.clipboard().text() == "one\ntwo"
        rig.press(Key.Key_Down)
        rig.press(Key.Key_Down, SHIFT)
        assert selected(rig) == "c3 c4"
        rig.press("v", CTRL | SHIFT)
        assert captions(rig) == ["one", "two", "one", "two"]
        QGuiApplication.clipboard().setText("from\nelsewhere\n")
        rig.press("v", CTRL | SHIFT)
        assert captions(rig) == ["one", "two", "from", "elsewhere"]

    in_window(scenario)


def test_that_a_clipboard_that_holds_nothing_is_told(
    in_window: InWindow, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(rig: Rig) -> None:
        await shown(rig, with_picks(project, "one"))
        monkeypatch.setattr(type(QGuiApplication.clipboard()), "mimeData", lambda self: None)
        rig.press("v", CTRL | SHIFT)
        assert "no caption on the clipboard" in rig.window.telling.toast.text()
        assert captions(rig) == ["one"]

    in_window(scenario)


def test_that_what_is_selected_is_marked_as_done_and_no_more(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        lists = await shown(rig, with_picks(project, "one", "two", ""))
        rig.press("a", CTRL)
        rig.press("d", CTRL)
        assert [clip.done for clip in rig.document.rows.clips] == [True, True, False]
        await until(lambda: "2 of 4 done" in lists.head.sums.text())
        rig.press("z", CTRL)
        assert [clip.done for clip in rig.document.rows.clips] == [False, False, False]

    in_window(scenario)


def test_that_one_goes_from_clips_to_the_caption_and_back_to_the_clip(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(with_picks(project, "one", "two", "three"))
        rig.clips.reveal("clip", 2)
        rig.press("2", CTRL)
        assert rig.window.captions.chosen.current == ("clip", 2)
        rig.window.captions.chosen.step(1)
        rig.press("1", CTRL)
        mark = rig.clips.marking.mark
        assert mark is not None and mark.clip == 3
        rig.press("2", CTRL)
        rig.window.captions.chosen.choose(("still", 1))
        rig.trigger("caption.reveal")
        assert rig.window.stage == "clips" and rig.clips.shelf.kind == "still"

    in_window(scenario)


def test_that_the_caption_one_was_in_the_mode_and_the_columns_are_remembered(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        lists = await shown(rig, with_picks(project, "one", "two", "three"))
        rig.press(Key.Key_End)
        rig.press("t", CTRL)
        lists.table.horizontalHeader().resizeSection(Column.STATE, 131)
        await rig.reopened()
        await rig.open(project)  # on the stage it was left on
        assert rig.window.captions.chosen.current == ("still", 1)
        rig.press("1", CTRL)
        rig.clips.reveal("shot", 4)  # nothing is picked of it
        rig.press("2", CTRL)
        lists = rig.window.captions.lists
        assert rig.window.captions.chosen.current == ("still", 1)
        await until(lists.table.isVisible)
        assert lists.table.columnWidth(Column.STATE) == 131

    in_window(scenario)


def test_that_one_comes_back_from_clips_to_the_caption_one_left(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await shown(rig, with_picks(project, "one", "two", "three"))
        marking = lambda: rig.window.clips.marking.row  # noqa: E731
        rig.press(Key.Key_Down)
        rig.press(Key.Key_Down)
        rig.press("3", CTRL)
        rig.press("1", CTRL)
        rig.window.clips.reveal("clip", 1)
        await until(lambda: isinstance(marking(), Clip))
        rig.press("3", CTRL)
        rig.press("2", CTRL)
        assert selected(rig) == "c3"
        rig.press("1", CTRL)
        await rig.window.idle()
        row = marking()
        assert isinstance(row, Clip) and row.caption == "three"
        rig.press("2", CTRL)
        assert selected(rig) == "c3"

    in_window(scenario)


def test_that_a_row_says_the_length_of_the_words_it_shows(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        lists = await shown(rig, with_picks(project, "one", ""))
        await until(lambda: rig.window.captions.entries.settled)
        empty = lists.model.line(1)
        assert empty is not None
        assert lists.model.notes(empty) == ([], lists.model.place_words(empty.tile))
        text = "A fox walks through the deep snow, its tail up. Wide shot, slow pan."
        caption = MachineCaption(batch="b", table="clip", row=2, text=text)
        rig.document.machine_came.emit(rig.document.project.keep_machine(caption))
        await until(lambda: rig.window.captions.entries.entry(("clip", 2)).state == "machine")
        line = lists.model.line(1)
        assert line is not None and line.waiting == text
        assert line.entry.words == 14 and line.entry.tokens > 14
        assert [chip for chip, _ in lists.model.notes(line)[0]] == ["machine"]

    in_window(scenario)


def test_that_the_panes_have_room_side_by_side_in_1280_px_at_150_percent(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        lists = await shown(rig, with_picks(project, "one", "two"))
        rig.window.preferences.change(zoom=1.5)
        rig.window.resize(1280, 780)
        await rig.window.idle()
        tab = rig.window.captions
        assert rig.window.width() == 1280
        panes = [lists.pane, tab.stage, tab.side]
        for left, right in pairwise(panes):
            assert left.geometry().right() < right.geometry().left()
        assert tab.side.geometry().right() <= tab.width()
        head = lists.head
        assert head.mode.width() >= head.mode.sizeHint().width()
        if head.sums.isVisible():
            assert head.mode.geometry().right() < head.sums.geometry().left()

    in_window(scenario)


def test_that_a_row_whose_words_cannot_be_kept_stays_the_one_that_is_shown(
    in_window: InWindow, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise ProjectError("The disk is full: make room.")

    async def scenario(rig: Rig) -> None:
        lists = await shown(rig, with_picks(project, "One.", "Two.", "Three."))
        tab = rig.window.captions
        tab.stage.write()
        rig.press(" More.")
        with monkeypatch.context() as patched:
            patched.setattr(Project, "apply", full)
            lists.list.setCurrentIndex(lists.list.model().index(1, 0))
            await until(lambda: [str(each) for each in rig.troubles] != [])
            assert tab.chosen.current == ("clip", 1) and selected(rig) == "c1"
            await until(lambda: lists.list.currentIndex().row() == 0)
            assert tab.stage.editor.text.toPlainText() == "One. More."
        rig.troubles.clear()
        lists.list.setCurrentIndex(lists.list.model().index(1, 0))
        assert captions(rig)[0] == "One. More." and tab.chosen.current == ("clip", 2)

    in_window(scenario)


def test_that_captions_have_room_in_a_narrow_table(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        lists = await shown(rig, with_picks(project, "one", "two"))
        rig.trigger("caption.mode")
        rig.window.resize(1600, 900)
        await rig.window.idle()
        wide = lists.table.columnWidth(Column.CLIP)
        kept = lists.table.widths_to_keep()
        rig.window.resize(1100, 780)
        await until(lambda: lists.table.columnWidth(Column.CLIP) < wide)
        assert lists.table.columnWidth(Column.CAPTION) >= 200
        rig.window.resize(1600, 900)
        await until(lambda: lists.table.columnWidth(Column.CLIP) == wide)
        assert lists.table.widths_to_keep() == kept

    in_window(scenario)


def test_that_captions_can_be_read_in_a_table_of_1280_px_at_150_percent(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        lists = await shown(rig, with_picks(project, "A fox walks through the deep snow.", "two"))
        table = lists.table
        rig.trigger("caption.mode")
        kept = table.widths_to_keep()
        rig.window.preferences.change(zoom=1.5)
        rig.window.resize(1280, 780)
        await rig.window.idle()
        assert rig.window.width() == 1280
        await until(lambda: table.columnWidth(Column.CAPTION) >= theme.px(200))
        assert table.isColumnHidden(Column.LINTS) and not table.isColumnHidden(Column.STATE)
        assert sum(table.columnWidth(column) for column in Column) <= table.viewport().width()
        rig.window.preferences.change(zoom=1.0)
        rig.window.resize(1600, 900)
        await until(lambda: not any(table.isColumnHidden(column) for column in Column))
        assert table.widths_to_keep() == kept

    in_window(scenario)


def test_that_what_is_said_does_not_lie_over_the_buttons_of_the_editor(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await shown(rig, with_picks(project, "One.", "Two."))
        rig.window.telling.done("All of it.")
        toast, done = rig.window.telling.toast, rig.window.captions.stage.editor.done
        await until(toast.isVisible)
        foot = done.mapToGlobal(QPoint(0, 0)).y()
        assert toast.mapToGlobal(QPoint(0, toast.height())).y() <= foot
        rig.press("1", CTRL)
        rig.window.telling.done("All of it.")
        assert toast.mapToGlobal(QPoint(0, toast.height())).y() > foot

    in_window(scenario)


def test_that_a_step_back_shows_the_caption_it_changed(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        lists = await shown(rig, with_picks(project, "a", "b", "c"))
        chosen = rig.window.captions.chosen
        await until(lambda: rig.window.captions.entries.settled)
        chosen.choose(("clip", 3))
        rig.trigger("caption.done")
        chosen.choose(("clip", 1))
        rig.trigger("edit.undo")
        assert chosen.current == ("clip", 3)
        assert rig.window.telling.toast.text() == "Undone: Done"
        chosen.choose(("clip", 1))
        lists.head.filter.set_text("-done")
        rig.trigger("edit.redo")  # it is not listed any more by then
        assert chosen.current == ("clip", 1) and listed(rig) == "c1 c2 s1"
        assert rig.window.telling.toast.text().startswith("Done again: Done (")
        assert rig.window.telling.toast.text().endswith("00:00:01, not listed here)")
        rig.trigger("edit.undo")  # it comes into the list
        assert chosen.current == ("clip", 3) and listed(rig) == "c1 c2 c3 s1"

    in_window(scenario)


def test_that_a_step_back_of_many_stays_at_one_of_them_with_the_selection(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await shown(rig, with_picks(project, "a", "b", "c"))
        chosen = rig.window.captions.chosen
        keys = chosen.listed[1:3]
        chosen.select(keys, keys[1])
        rig.trigger("caption.done")
        rig.trigger("edit.undo")
        assert (chosen.current, chosen.selected) == (keys[1], keys)
        chosen.choose(("still", 1))
        rig.trigger("edit.redo")
        assert chosen.current == keys[0]
        rig.trigger("caption.prompts")
        rig.trigger("edit.undo")
        assert not rig.window.captions.shows_prompts  # they are seen in the list, not here
        assert chosen.current == keys[0]
        assert rig.window.telling.toast.text() == "Undone: Done"

    in_window(scenario)


def test_that_list_and_editor_stay_where_words_cannot_be_kept(
    in_window: InWindow, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise ProjectError("The disk is full: make room.")

    async def scenario(rig: Rig) -> None:
        lists = await shown(rig, with_picks(project, "One.", "Two."))
        tab = rig.window.captions
        tab.stage.write()
        rig.press(" More.")
        with monkeypatch.context() as patched:
            patched.setattr(Project, "apply", full)
            rig.trigger("caption.mode")
            await until(lambda: rig.troubles != [])
            assert not lists.in_table and tab.stage.isVisible()
            assert tab.stage.editor.text.toPlainText() == "One. More."
        rig.troubles.clear()
        rig.trigger("caption.mode")
        assert lists.in_table and lists.table.isVisible() and captions(rig)[0] == "One. More."

    in_window(scenario)


def test_that_what_is_typed_in_a_cell_is_one_edit_when_the_editor_comes_back(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        lists = await shown(rig, with_picks(project, "One.", "Two."))
        rig.press("t", CTRL)
        lists.table.editing.begin()
        rig.press(" More.")
        rig.press("t", CTRL)
        editor = rig.window.captions.stage.editor
        assert captions(rig) == ["One. More.", "Two."] and not lists.table.editing.keeping.pending
        assert editor.text.toPlainText() == "One. More." and editor.text.isVisible()
        rig.window.captions.stage.write()
        rig.press(" Again.")
        rig.press("1", CTRL)
        field = rig.window.stages.clips.inspector.caption
        assert captions(rig)[0] == "One. More. Again." == field.text.toPlainText()
        field.focus()
        rig.press(" Here.")
        rig.press("2", CTRL)
        assert captions(rig)[0] == "One. More. Again. Here." == editor.text.toPlainText()
        labels = [entry.edit.label for entry in rig.document.project.log(4)]
        assert labels[:3] == ["Caption"] * 3 and labels[3] != "Caption"
        assert not rig.document.project.drafts()

    in_window(scenario)
