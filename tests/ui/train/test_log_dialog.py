"""The whole log in a window of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from app.ui.train.log_dialog import LogDialog
from app.ui.train.run_telling import RUNS_ON
from tests.run_folders import Kind, Recipe, write_run
from tests.ui.rig import InWindow, Rig, until

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


async def shown(rig: Rig, project: Path, kind: Kind = "failed") -> LogDialog:
    if not (project / "runs").exists():
        write_run(project, kind, Recipe(every=50))
    rig.window.preferences.change(told=(RUNS_ON,))
    await rig.open(project)
    rig.trigger("view.train")
    await until(lambda: rig.window.train.run.pane.view is not None)
    rig.press(Qt.Key.Key_X, CTRL | SHIFT)
    await until(lambda: rig.window.train.run.windows.log is not None)
    dialog = rig.window.train.run.windows.log
    assert dialog is not None
    await until(lambda: dialog.pages.count)
    return dialog


def line(dialog: LogDialog) -> str:
    return dialog.pages.text(dialog.view.current) or ""


async def searched(dialog: LogDialog, words: str) -> None:
    dialog.search.setText(words)
    await until(lambda: dialog.pages.words == words and not dialog.pages.searching)
    await until(lambda: dialog.pages.text(max(0, dialog.view.current)) is not None)


def test_that_words_are_found_one_after_the_other(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        dialog = await shown(rig, project)
        await searched(dialog, "musubi_TUNER")
        assert dialog.hits.text() == "1 of 4 lines"
        first = line(dialog)
        assert "musubi_tuner" in first
        QTest.keyClick(dialog.search, Qt.Key.Key_F3)
        assert dialog.hits.text() == "2 of 4 lines" and line(dialog) != first
        QTest.keyClick(dialog.search, Qt.Key.Key_F3, SHIFT)
        QTest.keyClick(dialog.search, Qt.Key.Key_F3, SHIFT)
        assert dialog.hits.text() == "4 of 4 lines"  # round at the ends
        QTest.keyClick(dialog.search, Qt.Key.Key_Return)
        assert line(dialog) == first
        dialog.view.setFocus()
        QTest.keyClick(dialog.view, Qt.Key.Key_F, CTRL)
        assert dialog.focusWidget() is dialog.search
        await searched(dialog, "no such words")
        assert dialog.hits.text() == "nothing" and not dialog.down.isEnabled()

    in_window(scenario)


def test_that_errors_stand_alone_when_that_is_wanted(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        dialog = await shown(rig, project)
        dialog.grades.choose("errors")
        assert dialog.pages.count == 6
        await until(lambda: dialog.pages.text(5) is not None)
        assert (dialog.pages.text(0) or "").startswith("Traceback")
        assert dialog.pages.grade_of(5) == 2

    in_window(scenario)


def test_that_the_log_of_each_step_can_be_seen(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        dialog = await shown(rig, project)
        assert dialog.steps is not None and dialog.steps.current() == "train"
        dialog.steps.choose("cache_text")
        await until(lambda: dialog.pages.text(0) is not None)
        assert "cache_text" in (dialog.pages.text(0) or "")
        assert dialog.path.text().endswith("cache_text.log")

    in_window(scenario)


def test_that_the_end_is_followed_until_a_hand_goes_up(
    in_window: InWindow, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.ui.train.log_dialog._LOOK_MS", 100)

    async def scenario(rig: Rig) -> None:
        dialog = await shown(rig, project, "half")
        folder = rig.window.train.session.run
        assert folder is not None
        bar = dialog.view.verticalScrollBar()
        assert bar.maximum() > 0 and bar.value() == bar.maximum()
        log = folder / "log" / "train.log"
        with log.open("ab") as file:
            file.write(b"\nnew line\n" * 50)
        count = dialog.pages.count
        await until(lambda: dialog.pages.count > count)
        assert bar.value() == bar.maximum() and dialog.follow.isChecked()
        QTest.keyClick(dialog.view, Qt.Key.Key_Home)
        assert bar.value() == 0 and not dialog.follow.isChecked()
        with log.open("ab") as file:
            file.write(b"another\n")
        count = dialog.pages.count
        await until(lambda: dialog.pages.count > count)
        assert bar.value() == 0
        dialog.follow.click()
        assert bar.value() == bar.maximum()

    in_window(scenario)


def test_that_lines_are_selected_and_copied(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        dialog = await shown(rig, project)
        view = dialog.view
        QTest.keyClick(view, Qt.Key.Key_Home)
        QTest.mouseClick(
            view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
            QPoint(30, view.line_height() * 2 + 3),
        )  # fmt: skip
        assert view.selected() == (2, 2)
        QTest.keyClick(view, Qt.Key.Key_Down, SHIFT)
        QGuiApplication.clipboard().setText("")
        QTest.keyClick(view, Qt.Key.Key_C, CTRL)
        await until(lambda: QGuiApplication.clipboard().text())
        assert len(QGuiApplication.clipboard().text().splitlines()) == 2
        assert "Detected DiT dtype" in QGuiApplication.clipboard().text()

    in_window(scenario)


def test_that_a_long_log_keeps_few_lines_and_goes_anywhere(
    in_window: InWindow, project: Path
) -> None:
    folder = write_run(project, "failed", Recipe(every=50))
    text = b"".join(
        b"line %d of many that are long enough to fill a log\n" % n for n in range(300_000)
    )
    (folder / "log" / "train.log").write_bytes(text)

    async def scenario(rig: Rig) -> None:
        dialog = await shown(rig, project)
        await until(lambda: dialog.pages.count == 300_000)
        for row in range(0, 300_000, 3_000):
            dialog.view.show_row(row)
            dialog.view.viewport().repaint()
            await until(lambda row=row: dialog.pages.text(row) is not None)
            assert (dialog.pages.text(row) or "").startswith(f"line {row} of")
        assert len(dialog.pages._kept) <= 64

    in_window(scenario)
