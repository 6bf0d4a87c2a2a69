from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QInputMethodEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from app.core.captions.writing import write
from app.core.errors import ProjectError
from app.core.library.edits import changing, removing
from app.core.library.model import Clip
from app.core.library.project import Project
from app.core.library.snapshot import Snapshot
from app.ui.captions import keeping as keeping_module
from app.ui.captions.keeping import Keeping
from app.ui.captions.rewriting import rewrite, selection
from app.ui.document import Document
from tests.core.library.makers import filled

Key = Qt.Key


class Bench:
    """A field bound to a clip of an open project, and another widget to go to."""

    def __init__(self, folder: Path) -> None:
        filled(folder).close()
        self.folder = folder
        self.document = Document()
        project = Project.open_for_editing(folder)
        self.document.show(project, Snapshot.of(project))
        self.window, self.field, self.other = QWidget(), QPlainTextEdit(), QLineEdit()
        column = QVBoxLayout(self.window)
        column.addWidget(self.field)
        column.addWidget(self.other)
        self.keeping = Keeping(self.document, self.field)
        settings = self.document.rows.settings
        self.document.apply(changing(settings, replace(settings, trigger="Ghibli style")))
        self.document.apply(write(self.clip(), "a fox"))
        self.labels: list[str] = []
        self.document.changed.connect(lambda edit: self.labels.append(edit.label))
        self.keeping.show(self.clip())
        self.window.show()
        self.window.activateWindow()
        QTest.qWaitForWindowActive(self.window)
        self.field.setFocus()

    def clip(self, number: int = 1) -> Clip:
        clip = self.document.rows.get(Clip, number)
        assert clip is not None
        return clip

    def drafts(self) -> list[str]:
        return [draft.text for draft in self.document.project.drafts()]

    def compose(self, text: str, commit: str = "") -> None:
        event = QInputMethodEvent(text, [])
        event.setCommitString(commit)
        QApplication.sendEvent(self.field, event)


@pytest.fixture
def bench(qapp: QApplication, tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path / "p")
    yield made
    made.keeping.show(None)
    made.document.close()
    made.window.close()
    made.window.deleteLater()


def test_that_what_is_typed_becomes_one_edit_when_the_field_is_left(bench: Bench) -> None:
    QTest.keyClicks(bench.field, " runs")
    QTest.keyClick(bench.field, Key.Key_Return)
    QTest.keyClicks(bench.field, "over a hill  ")
    assert bench.clip().caption == "a fox" and bench.keeping.pending
    bench.other.setFocus()
    assert bench.clip().caption == "a fox runs\nover a hill"
    assert bench.labels == ["Caption"] and not bench.keeping.pending


def test_that_another_window_in_front_keeps_a_draft_and_makes_no_edit(bench: Bench) -> None:
    QTest.keyClicks(bench.field, " runs")
    bench.field.clearFocus()
    assert bench.labels == ["Caption"]
    bench.field.setFocus()
    QTest.keyClicks(bench.field, " on")
    over = QWidget()
    over.show()
    over.activateWindow()
    QTest.qWaitForWindowActive(over)
    assert bench.labels == ["Caption"] and bench.drafts() == ["a fox runs on"]
    over.close()


def test_that_settling_closing_and_another_row_keep_what_is_typed(bench: Bench) -> None:
    QTest.keyClicks(bench.field, " one")
    bench.document.settle()
    assert bench.clip().caption == "a fox one"
    QTest.keyClicks(bench.field, " two")
    bench.keeping.show(bench.clip(2))
    assert bench.clip().caption == "a fox one two"
    assert bench.field.toPlainText() == bench.clip(2).caption
    bench.field.selectAll()
    QTest.keyClicks(bench.field, "three")
    bench.document.close()
    with Project.open(bench.folder) as project:
        assert project.clip(2).caption == "three"
    assert bench.field.toPlainText() == ""


def test_that_a_draft_is_on_the_disk_within_a_second_and_ends_with_the_edit(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert keeping_module._DRAFT_MS < 1_000
    monkeypatch.setattr(keeping_module, "_DRAFT_MS", 5)
    QTest.keyClicks(bench.field, " runs")
    bench.keeping._timer.start(5)
    QTest.qWait(60)
    assert bench.drafts() == ["a fox runs"] and bench.labels == []
    bench.keeping.keep()
    assert bench.drafts() == [] and bench.labels == ["Caption"]


def test_that_going_back_to_what_was_there_ends_the_draft_without_an_edit(bench: Bench) -> None:
    QTest.keyClicks(bench.field, "x")
    bench.keeping.draft()
    assert bench.drafts() == ["a foxx"]
    QTest.keyClick(bench.field, Key.Key_Backspace)
    bench.keeping.keep()
    assert bench.drafts() == [] and bench.labels == []


@pytest.mark.parametrize(
    "typed", ["Ghibli style. ", "ghibli style, ", "Ghibli style: Ghibli style "]
)
def test_that_a_trigger_that_was_typed_in_front_is_taken_off(bench: Bench, typed: str) -> None:
    bench.field.moveCursor(QTextCursor.MoveOperation.Start)
    QTest.keyClicks(bench.field, typed)
    bench.keeping.draft()
    assert bench.drafts() == []
    bench.field.insertPlainText("x ")
    bench.keeping.keep()
    assert bench.clip().caption == "x a fox" == bench.field.toPlainText()


def test_that_done_is_said_in_the_same_edit(bench: Bench) -> None:
    QTest.keyClicks(bench.field, " runs")
    bench.keeping.keep(done=True)
    assert bench.clip().done and bench.clip().caption == "a fox runs" and len(bench.labels) == 1
    bench.document.undo()
    assert not bench.clip().done and bench.field.toPlainText() == "a fox"
    bench.field.clear()
    bench.keeping.keep(done=True)
    assert not bench.clip().done and bench.clip().caption == ""


def test_that_a_change_from_elsewhere_is_shown_and_the_cursor_stays_with_its_words(
    bench: Bench,
) -> None:
    place = bench.field.textCursor()
    place.setPosition(len("a fo"))
    bench.field.setTextCursor(place)
    bench.document.apply(write(bench.clip(), "a very red fox"))
    assert bench.field.toPlainText() == "a very red fox"
    assert selection(bench.field) == (len("a very red fo"),) * 2
    assert not bench.field.document().isUndoAvailable()
    bench.document.undo()
    assert bench.field.toPlainText() == "a fox"


def test_that_a_change_from_elsewhere_leaves_what_is_being_typed(bench: Bench) -> None:
    told: list[bool] = []
    bench.keeping.overtaken.connect(lambda: told.append(True))
    QTest.keyClicks(bench.field, " runs")
    bench.document.apply(write(bench.clip(), "a bear"))
    assert bench.field.toPlainText() == "a fox runs" and told == [True]
    assert bench.drafts() == ["a fox runs"]  # the other edit ended it
    bench.keeping.keep()
    assert bench.clip().caption == "a fox runs"
    bench.document.undo()
    assert bench.clip().caption == "a bear" == bench.field.toPlainText()


def test_that_undo_goes_on_from_what_was_kept_without_coming_back_to_it(bench: Bench) -> None:
    QTest.keyClicks(bench.field, " runs")
    bench.keeping.keep()
    assert not bench.field.document().isUndoAvailable()  # so that Ctrl+Z is the window's
    bench.document.undo()
    assert bench.field.toPlainText() == "a fox"
    bench.document.undo()
    assert bench.field.toPlainText() != "a fox runs"


def test_that_a_draft_does_not_disturb_what_is_being_composed(bench: Bench) -> None:
    bench.compose("", " ")
    bench.compose("하")
    bench.compose("한")
    bench.keeping.draft()
    layout = bench.field.textCursor().block().layout()
    assert layout.preeditAreaText() == "한" and bench.keeping.pending
    bench.document.apply(write(bench.clip(), "a bear"))
    assert layout.preeditAreaText() == "한"
    bench.compose("", "한")
    bench.keeping.keep()
    assert bench.clip().caption == "a fox 한"


def test_that_what_is_being_composed_is_not_lost_when_another_row_is_shown(bench: Bench) -> None:
    bench.compose("", " ")
    bench.compose("국")
    bench.keeping.show(bench.clip(2))
    assert bench.clip().caption == "a fox 국"
    assert bench.field.textCursor().block().layout().preeditAreaText() == ""


def test_that_words_that_cannot_be_kept_stay_with_their_row(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise ProjectError("the disk is full")

    QTest.keyClicks(bench.field, " runs")
    with monkeypatch.context() as patched:
        patched.setattr(Project, "apply", full)
        with pytest.raises(ProjectError, match="full"):
            bench.keeping.show(bench.clip(2))
    assert bench.field.toPlainText() == "a fox runs" and bench.keeping.pending
    bench.keeping.show(bench.clip(2))
    assert bench.clip().caption == "a fox runs"


def test_that_the_words_of_one_project_are_not_given_to_the_next(
    bench: Bench, tmp_path: Path
) -> None:
    filled(tmp_path / "other").close()
    QTest.keyClicks(bench.field, " runs")
    project = Project.open_for_editing(tmp_path / "other")
    before = project.clip(1).caption
    bench.document.show(project, Snapshot.of(project))
    bench.keeping.show(None)
    assert project.clip(1).caption == before
    with Project.open(bench.folder) as first:
        assert first.clip(1).caption == "a fox runs"


@pytest.mark.parametrize(
    ("before", "after", "cursor", "wanted"),
    [
        ("a fox", "a red fox", 5, 9),
        ("a fox", "a red fox", 1, 1),
        ("🦊 a fox", "🦊🦊 a fox", 7, 8),
        ("토끼가 뛴다", "토끼가 막 뛴다", 6, 8),
        ("", "words", 0, 5),
    ],
)
def test_that_only_what_differs_is_touched_when_a_text_is_rewritten(
    qapp: QApplication, before: str, after: str, cursor: int, wanted: int
) -> None:
    field = QPlainTextEdit(before)
    rewrite(field, before, cursor)
    rewrite(field, after)
    assert field.toPlainText() == after and selection(field) == (wanted, wanted)
    field.undo()
    assert field.toPlainText() == before


def test_that_text_that_is_pasted_is_plain(bench: Bench) -> None:
    data = QMimeData()
    data.setHtml("<b>bold</b>")
    data.setText("bold")
    QApplication.clipboard().setMimeData(data)
    bench.field.paste()
    assert bench.field.toPlainText() == "a foxbold"


def test_that_words_for_a_clip_that_another_program_removes_go_to_the_clipboard(
    bench: Bench,
) -> None:
    said: list[str] = []
    bench.keeping.orphaned.connect(said.append)
    QTest.keyClicks(bench.field, " runs")
    bench.document.project.apply(removing(bench.clip()))  # not by a hand here: nobody settles
    bench.document.catch_up()
    assert QApplication.clipboard().text() == "a fox runs"
    assert len(said) == 1 and "clipboard" in said[0]
    bench.keeping.show(None)
    assert len(said) == 1


def test_that_a_step_back_takes_the_last_word(bench: Bench) -> None:
    QTest.keyClicks(bench.field, " runs through snow")
    bench.field.undo()
    assert bench.field.toPlainText() == "a fox runs through "
    bench.field.undo()
    assert bench.field.toPlainText() == "a fox runs "
    bench.field.redo()
    assert bench.field.toPlainText() == "a fox runs through "


def test_that_a_draft_of_another_field_for_the_same_row_stays_when_one_is_kept(
    bench: Bench,
) -> None:
    second = QPlainTextEdit(bench.window)
    other = Keeping(bench.document, second)
    other.show(bench.clip())
    bench.field.insertPlainText("first ")
    bench.keeping.draft()
    second.insertPlainText("second ")
    other.draft()
    other.keep()
    assert bench.clip().caption == other.text and bench.keeping.pending
    assert bench.drafts() == [bench.keeping.text]
    bench.keeping.keep()
    assert bench.clip().caption == bench.keeping.text == other.text
    assert bench.labels == ["Caption", "Caption"] and bench.drafts() == []
    texts = [each.text for each in bench.document.project.wordings(bench.clip())]
    assert any("second" in text for text in texts[1:])
