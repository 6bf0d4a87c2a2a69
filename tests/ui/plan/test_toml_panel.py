"""The dataset file as text: what is typed, marked, offered, found, and kept."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from app.core.library.edits import changing
from app.core.library.project import Project
from app.core.library.snapshot import Snapshot
from app.core.planner.text import entry_text
from app.ui.document import Document
from app.ui.jobs import Jobs
from app.ui.plan.plan_tab import PlanTab
from app.ui.plan.source import ProjectSource
from app.ui.plan.toml_file import TomlPanel
from app.ui.plan.toml_text import TomlText
from tests.ui.plan.conftest import Counted, Stage

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def panel(stage: Stage) -> Iterator[TomlPanel]:
    """The panel of the project, whose text has the keys."""
    stage.tab.activateWindow()
    stage.tab.toml.text.setFocus()
    yield stage.tab.toml
    stage.tab.toml.keeping.take_back()


def write(text: TomlText, after: str, typed: str) -> None:
    """Put the caret behind a word of the text and type."""
    place = text.toPlainText().index(after) + len(after)
    text.select(place, place)
    first, *others = typed.split("\n")
    QTest.keyClicks(text, first)
    for line in others:
        QTest.keyClick(text, Key.Key_Return)
        QTest.keyClicks(text, line)


def rest(panel: TomlPanel) -> None:
    panel.keeping._on_rest()


def replace_all(text: TomlText, new: str) -> None:
    """Paste over all of it."""
    text.selectAll()
    data = QMimeData()
    data.setText(new)
    text.insertFromMimeData(data)


# ------------------------------------------------------------------ typing


def test_that_what_is_typed_becomes_one_step_when_typing_rests(
    stage: Stage, panel: TomlPanel, qtbot: QtBot
) -> None:
    write(panel.text, "num_repeats = 1", "0")
    assert panel.keeping.pending and stage.document.rows.datasets[0].num_repeats == 1
    qtbot.waitUntil(lambda: not panel.keeping.pending)
    assert stage.document.rows.datasets[0].num_repeats == 10
    assert stage.document.undo_label == "Dataset file"
    write(panel.text, "[general]", "  # mine")
    rest(panel)
    assert "[general]  # mine" in stage.tab.source.text
    stage.document.undo()
    assert stage.document.rows.datasets[0].num_repeats == 1
    assert "# mine" not in panel.text.toPlainText()
    stage.document.redo()
    assert "# mine" in panel.text.toPlainText() and "num_repeats = 10" in stage.tab.source.text


def test_that_another_sitting_is_another_step(stage: Stage, panel: TomlPanel) -> None:
    write(panel.text, "num_repeats = 1", "0")
    panel.copy_button.setFocus()
    assert stage.document.rows.datasets[0].num_repeats == 10
    panel.text.setFocus()
    write(panel.text, "num_repeats = 10", "0")
    panel.copy_button.setFocus()
    stage.document.undo()
    assert stage.document.rows.datasets[0].num_repeats == 10


def test_that_ctrl_z_is_the_text_s_until_typing_rests(stage: Stage, panel: TomlPanel) -> None:
    before = panel.text.toPlainText()
    write(panel.text, "num_repeats = 1", "0")
    assert panel.text.document().isUndoAvailable()
    QTest.keyClick(panel.text, Key.Key_Z, CTRL)
    assert panel.text.toPlainText() == before and not panel.keeping.pending
    write(panel.text, "num_repeats = 1", "0")
    rest(panel)
    assert not panel.text.document().isUndoAvailable()
    assert stage.document.undo_label == "Dataset file"


def test_that_signs_which_look_like_line_ends_stay_what_they_are(
    stage: Stage, panel: TomlPanel
) -> None:
    odd = "# a\u2028b\u2029c\u00a0d \ufdd0 e"
    stage.tab.source.change_text(odd + "\n" + stage.tab.source.text, "Odd")
    stage.count()
    assert stage.tab.source.text.startswith(odd)
    lines = stage.tab.source.text.count("\n") + 1
    assert panel.text.blockCount() == lines
    write(panel.text, "num_repeats = 1", "0")
    rest(panel)
    assert panel.keeping.refusal is None and not panel.keeping.pending
    assert stage.document.rows.datasets[0].num_repeats == 10
    assert stage.tab.source.text.startswith(odd)
    write(panel.text, "\u00a0d", "!")
    rest(panel)
    assert "\u00a0d!" in stage.tab.source.text and "a\u2028b" in stage.tab.source.text
    assert panel.keeping.refusal is None and not panel.keeping.pending
    stage.document.undo()
    assert stage.tab.source.text.startswith(odd)
    assert not panel.keeping.pending


def test_that_what_is_no_toml_waits_and_changes_nothing(
    stage: Stage, panel: TomlPanel, tmp_path: Path
) -> None:
    before = stage.tab.source.text
    write(panel.text, "num_repeats = 1", "\nbatch_size =")
    rest(panel)
    assert stage.tab.source.text == before and stage.document.undo_label != "Dataset file"
    refusal = panel.keeping.refusal
    typed = panel.text.toPlainText()
    assert refusal is not None and refusal.line == typed[: typed.index("=\n")].count("\n") + 1
    assert panel.waiting.isVisible() and panel.chip.text() == "not applied"
    assert panel.text.signs()[refusal.line - 1].sentence == refusal.sentence
    assert stage.document.project.file_draft() == typed
    (take_back,) = (b for b in panel.waiting.findChildren(QAbstractButton) if b.isVisible())
    take_back.click()
    assert panel.text.toPlainText() == before and not panel.waiting.isVisible()
    assert stage.document.project.file_draft() == ""


def test_that_a_draft_is_there_when_the_project_is_opened_again(
    stage: Stage, panel: TomlPanel
) -> None:
    write(panel.text, "num_repeats = 1", "\nbatch_size =")
    typed = panel.text.toPlainText()
    panel.keeping.draft()
    folder = stage.document.project.folder
    stage.document.close()
    assert panel.text.toPlainText() == ""
    project = Project.open(folder)
    stage.document.show(project, Snapshot.of(project))
    assert panel.text.toPlainText() == typed and panel.keeping.pending
    rest(panel)
    assert panel.keeping.refusal is not None


def test_that_the_draft_becomes_a_step_once_it_can_be_read(stage: Stage, panel: TomlPanel) -> None:
    write(panel.text, "num_repeats = 1", " x")
    rest(panel)
    assert panel.keeping.refusal is not None
    for _ in range(2):
        QTest.keyClick(panel.text, Key.Key_Backspace)
    QTest.keyClicks(panel.text, "7 # x")
    rest(panel)
    assert panel.keeping.refusal is None and not panel.waiting.isVisible()
    assert stage.document.rows.datasets[0].num_repeats == 17
    assert stage.document.project.file_draft() == ""


def test_that_all_taken_away_removes_no_dataset(stage: Stage, panel: TomlPanel) -> None:
    replace_all(panel.text, "\n")
    rest(panel)
    assert len(stage.document.rows.datasets) == 2
    assert panel.keeping.refusal is not None


def test_that_the_file_of_another_person_is_taken_with_this_project_s_folders(
    stage: Stage, panel: TomlPanel
) -> None:
    replace_all(
        panel.text,
        "\ufeff# hers\r\n[general]\r\nenable_bucket = true\r\n[[datasets]]\r\n"
        'video_directory = "D:/hers"\r\ntarget_frames = [5]\r\n',
    )
    rest(panel)
    (row,) = stage.document.rows.datasets
    assert row.target_frames == (5,)
    text = panel.text.toPlainText()
    assert text.startswith("# hers\n[general]") and "D:/hers" not in text
    assert panel.back.isVisible()
    stage.document.undo()
    assert len(stage.document.rows.datasets) == 2


# ------------------------------------------------------------------ changed elsewhere


def test_that_caret_selection_and_scroll_stay_when_cards_change_the_text(
    stage: Stage, panel: TomlPanel
) -> None:
    stage.tab.resize(1300, 330)
    start = panel.text.toPlainText().index("resolution = [64, 64]")
    panel.text.select(start, start + 10)
    panel.text.verticalScrollBar().setValue(8)
    seen = panel.text.firstVisibleBlock().text()
    stage.tab.source.change_entry(
        lambda text: entry_text.with_value(
            entry_text.with_value(text, 0, "num_repeats", 300), 1, "num_repeats", 400
        ),
        "x",
    )
    assert "num_repeats = 300" in panel.text.toPlainText()
    assert panel.text.textCursor().selectedText() == "resolution"
    assert panel.text.firstVisibleBlock().text() == seen != ""


def test_that_a_change_on_other_lines_comes_beside_what_is_typed(
    stage: Stage, panel: TomlPanel
) -> None:
    write(panel.text, "[general]", " # mine")
    head = stage.document.rows.datasets[0]
    stage.document.apply(changing(head, dataclasses.replace(head, batch_size=8)))
    text = panel.text.toPlainText()
    assert "[general] # mine" in text and "batch_size = 8" in text
    rest(panel)
    assert "[general] # mine" in stage.tab.source.text
    assert stage.document.rows.datasets[0].batch_size == 8


def test_that_a_change_on_the_same_line_does_not_take_what_is_typed(
    stage: Stage, panel: TomlPanel
) -> None:
    write(panel.text, "batch_size = 1", "6")
    head = stage.document.rows.datasets[0]
    stage.document.apply(changing(head, dataclasses.replace(head, batch_size=8)))
    assert "batch_size = 16" in panel.text.toPlainText() and panel.waiting.isVisible()
    rest(panel)
    assert stage.document.rows.datasets[0].batch_size == 16
    assert not panel.waiting.isVisible()


def test_that_a_project_of_another_window_is_only_read(
    stage: Stage, panel: TomlPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Document, "read_only", property(lambda _: True))
    panel.keeping.follow()
    before = panel.text.toPlainText()
    QTest.keyClicks(panel.text, "x")
    QTest.keyClick(panel.text, Key.Key_Slash, CTRL)
    QTest.keyClick(panel.text, Key.Key_Tab)
    assert panel.text.toPlainText() == before and not panel.keeping.pending


# ------------------------------------------------------------------ what is wrong


def test_that_errors_and_warnings_stand_at_their_lines(stage: Stage, panel: TomlPanel) -> None:
    write(panel.text, "num_repeats = 1", "\nsource_fps = 30\nfoo = 1")
    rest(panel)
    stage.count()
    assert panel.chip.text() == "2 errors" and panel.chip.tone() == "bad"
    lines = panel.text.toPlainText().split("\n")
    (first, second) = panel.problems.problems()
    assert first.line is not None and lines[first.line - 1] == "source_fps = 30"
    assert "write 30.0" in first.sentence and "foo" in second.sentence
    assert sorted(panel.text.signs()) == [first.line - 1, first.line]
    row = panel.problems.rows[1]
    assert isinstance(row, QAbstractButton)
    row.click()
    assert panel.text.textCursor().block().text() == "foo = 1"
    panel.next_problem()
    assert panel.text.textCursor().block().text() == "source_fps = 30"
    panel.next_problem(-1)
    assert panel.text.textCursor().block().text() == "foo = 1"
    hint = panel.hints.hint(panel.text.toPlainText().index("source_fps"))
    assert "write 30.0" in hint and "frames per second" in hint.lower()
    write(panel.text, "[general]", "\n\n")
    assert sorted(panel.text.signs()) == [first.line + 1, first.line + 2]


def test_that_a_good_file_has_its_chip_and_no_problems(stage: Stage, panel: TomlPanel) -> None:
    assert panel.chip.text() == "valid for musubi 0.3.4"
    assert all(problem.grade == "warn" for problem in panel.problems.problems())


# ------------------------------------------------------------------ keys


def test_that_tab_goes_through_values_and_indents_lines(panel: TomlPanel) -> None:
    text = panel.text
    text.select(0, 0)
    seen = []
    for _ in range(3):
        QTest.keyClick(text, Key.Key_Tab)
        seen.append(text.textCursor().selectedText())
    assert seen[:2] == [".txt", "true"]
    QTest.keyClick(text, Key.Key_Backtab)
    assert text.textCursor().selectedText() == "true"
    start = text.toPlainText().index("batch_size")
    text.select(start, text.toPlainText().index("bucket_no_upscale", start))
    before = text.toPlainText()
    QTest.keyClick(text, Key.Key_Tab)
    assert "\n    batch_size = 1\n    num_repeats = 1\n" in text.toPlainText()
    QTest.keyClick(text, Key.Key_Backtab)
    assert text.toPlainText() == before


def test_that_ctrl_slash_makes_comments_and_lines_again(panel: TomlPanel) -> None:
    text = panel.text
    before = text.toPlainText()
    start = before.index("batch_size")
    text.select(start, before.index("bucket_no_upscale", start))
    QTest.keyClick(text, Key.Key_Slash, CTRL)
    assert "\n# batch_size = 1\n# num_repeats = 1\nbucket" in text.toPlainText()
    QTest.keyClick(text, Key.Key_Slash, CTRL)
    assert text.toPlainText() == before


def test_that_keys_and_values_are_offered_and_taken(stage: Stage, panel: TomlPanel) -> None:
    write(panel.text, "num_repeats = 1", "\nsource")
    panel.completing.offer()
    assert panel.completing.offers == ("source_fps = ",)
    QTest.keyClick(panel.text, Key.Key_Tab)
    assert "\nsource_fps = \n" in panel.text.toPlainText()
    write(panel.text, "source_fps = ", "24.0\nframe_str")
    panel.completing.offer()
    assert panel.completing.offers == ("frame_stride = ",)
    QTest.keyClick(panel.text, Key.Key_Escape)
    assert panel.completing.offers == ()
    start = panel.text.toPlainText().index('"head"\n')
    panel.text.select(start, start + 6)
    panel.text.textCursor().removeSelectedText()
    QTest.keyClick(panel.text, Key.Key_Space, CTRL)
    assert panel.completing.offers[:2] == ('"head"', '"chunk"')
    QTest.keyClick(panel.text, Key.Key_Down)
    QTest.keyClick(panel.text, Key.Key_Down)
    QTest.keyClick(panel.text, Key.Key_Return)
    assert 'frame_extraction = "chunk"\n' in panel.text.toPlainText()


def test_that_words_are_found_in_the_text(panel: TomlPanel) -> None:
    panel.text.select(0, 0)
    QTest.keyClick(panel.text, Key.Key_F, CTRL)
    assert panel.finder.isVisible() and panel.finder.field.hasFocus()
    QTest.keyClicks(panel.finder.field, "BATCH_size")
    assert panel.finder.count.text() == "2"
    QTest.keyClick(panel.finder.field, Key.Key_Return)
    assert panel.finder.count.text() == "1 of 2"
    first = panel.text.textCursor().selectionStart()
    QTest.keyClick(panel.finder.field, Key.Key_Return)
    assert panel.text.textCursor().selectionStart() > first
    QTest.keyClick(panel.finder.field, Key.Key_Return)
    assert panel.text.textCursor().selectionStart() == first
    QTest.keyClick(panel.finder.field, Key.Key_Escape)
    assert panel.text.hasFocus() and not panel.finder.isVisible()


def test_that_enter_keeps_the_indent(panel: TomlPanel) -> None:
    write(panel.text, "num_repeats = 1", "\n    # x")
    QTest.keyClick(panel.text, Key.Key_Return)
    cursor = panel.text.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock, QTextCursor.MoveMode.KeepAnchor)
    assert cursor.selectedText() == "    "


def test_that_the_text_is_entered_and_left_where_one_was(stage: Stage, panel: TomlPanel) -> None:
    panel.copy_button.setFocus()
    stage.tab.enter_text()
    assert panel.text.hasFocus()
    QTest.keyClick(panel.text, Key.Key_Escape)
    assert panel.copy_button.hasFocus()


def test_that_a_project_without_datasets_shows_its_starter(tmp_path: Path, qtbot: QtBot) -> None:
    from tests.ui.plan.conftest import bare_project

    project = bare_project(tmp_path)
    document, jobs = Document(), Jobs()
    planning = Counted(document, jobs)
    tab = PlanTab(ProjectSource(document, planning, jobs))
    qtbot.addWidget(tab)
    document.show(project, Snapshot.of(project))
    tab.show()
    planning.count()
    assert "[[datasets]]" in tab.toml.text.toPlainText()
    tab.toml.text.setFocus()
    write(tab.toml.text, "num_repeats = 1", "0")
    tab.toml.keeping.keep()
    assert document.rows.datasets[0].num_repeats == 10
    document.close()
