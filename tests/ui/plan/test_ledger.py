"""The ledger's table under a hand: sorted, pointed at, clicked, copied, written."""

from __future__ import annotations

import asyncio
import dataclasses
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.export.plan_view import PlanView
from app.core.library.edits import changing
from app.core.planner.tables.ledger_table import Column
from app.ui.plan.ledger import LedgerTable
from app.ui.widgets.table import Role
from tests.ui.plan.conftest import Stage

Key = Qt.Key


def names(table: LedgerTable) -> list[str]:
    model = table.ledger
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def tip(table: LedgerTable, row: int, column: Column) -> str:
    return str(table.ledger.index(row, column).data(Qt.ItemDataRole.ToolTipRole))


def head(table: LedgerTable, column: Column) -> str:
    return str(table.ledger.headerData(column, Qt.Orientation.Horizontal))


def click_head(table: LedgerTable, column: Column) -> None:
    header = table.horizontalHeader()
    x = header.sectionViewportPosition(column) + header.sectionSize(column) // 2
    at = QPoint(x, header.height() // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)


def click_cell(table: LedgerTable, row: int, column: Column) -> None:
    at = table.visualRect(table.ledger.index(row, column)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_that_a_click_on_a_head_sorts_and_another_turns_it_round(stage: Stage) -> None:
    table = stage.tab.ledger
    assert names(table) == ["head", "", "2 buckets", "stills", "All"]
    click_head(table, Column.TOKENS)
    assert head(table, Column.TOKENS) == "tokens ↓" and head(table, Column.DATASET) == "dataset"
    assert names(table) == ["head", "stills", "head", "All"]
    click_head(table, Column.TOKENS)
    assert head(table, Column.TOKENS) == "tokens ↑"
    assert names(table) == ["head", "stills", "head", "All"]
    assert table.ledger.index(0, Column.FRAMES).data() == "1"
    click_head(table, Column.DATASET)
    assert names(table) == ["head", "", "2 buckets", "stills", "All"]


def test_that_the_keyboard_sorts_by_the_current_column(stage: Stage) -> None:
    table = stage.tab.ledger
    table.setFocus()
    table.setCurrentIndex(table.ledger.index(0, Column.WINDOWS))
    QTest.keyClick(table, Key.Key_Space)
    assert head(table, Column.WINDOWS) == "windows ↓"
    assert table.currentIndex().column() == Column.WINDOWS
    line = table.current_line()
    assert line is not None and line.bucket == (64, 48, 1)


def test_that_order_and_current_line_outlive_the_next_plan(stage: Stage) -> None:
    table = stage.tab.ledger
    table.sort_by(Column.TOKENS)
    table.setCurrentIndex(table.ledger.index(2, Column.SAMPLES))
    before = table.current_line()
    stage.count()
    after = table.current_line()
    assert before is not None and after is not None and after is not before
    assert after.bucket == before.bucket == (64, 48, 1)
    assert head(table, Column.TOKENS) == "tokens ↓"


def test_that_each_number_says_how_it_was_counted(stage: Stage) -> None:
    table = stage.tab.ledger
    assert tip(table, 1, Column.SAMPLES).startswith("1 of 2 clips × 1 window of 29 frames = 1")
    assert "shows the clips behind it" in tip(table, 1, Column.SAMPLES)
    assert tip(table, 1, Column.TOKENS).endswith("8 latent frames × 4 × 3 = 96 tokens")
    assert "blocks_to_swap 10" in tip(table, 1, Column.GIB)
    assert tip(table, 4, Column.SAMPLES).startswith("2 + 1 + 1 = 4")
    for column in Column:
        word = table.ledger.headerData(
            column, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole
        )
        assert "sorts by it" in word


def test_that_the_heaviest_step_stands_out(stage: Stage) -> None:
    model = stage.tab.ledger.ledger
    strong = [model.index(row, Column.GIB).data(Role.STRONG) for row in range(4)]
    assert strong == [False, True, False, False]
    assert model.index(1, Column.GIB).data(Role.TONE) == "warn"


def test_that_a_number_asks_for_its_clips_by_click_and_by_enter(stage: Stage, qtbot: QtBot) -> None:
    table = stage.tab.ledger
    asked: list[tuple[object, str]] = []
    table.behind_asked.disconnect()
    table.behind_asked.connect(lambda line, what, _: asked.append((line.bucket, what)))
    click_cell(table, 0, Column.WINDOWS)
    click_cell(table, 0, Column.SIZE)  # selects, and no more
    table.setCurrentIndex(table.ledger.index(3, Column.COLLIDE))
    QTest.keyClick(table, Key.Key_Return)
    table.setCurrentIndex(table.ledger.index(4, Column.TOKENS))
    QTest.keyClick(table, Key.Key_Enter)
    assert asked == [
        ((64, 48, 1), "windows"), ((80, 48, 1), "collide"), (None, "samples"),
    ]  # fmt: skip


def test_that_only_a_number_with_clips_behind_it_is_a_link(stage: Stage) -> None:
    table, model = stage.tab.ledger, stage.tab.ledger.ledger
    assert model.opens(model.index(0, Column.SAMPLES))
    assert not model.opens(model.index(0, Column.COLLIDE))  # there are none
    assert not model.opens(model.index(0, Column.TOKENS))
    at = table.visualRect(model.index(0, Column.SAMPLES)).center()
    QTest.mouseMove(table.viewport(), at)
    assert table.hot() == (0, Column.SAMPLES)
    assert not table.grab().isNull()


def test_that_the_table_is_copied_for_a_spreadsheet_and_as_markdown(stage: Stage) -> None:
    table, told = stage.tab.ledger, list[str]()
    stage.tab.copied.connect(told.append)
    table.setFocus()
    QTest.keyClick(table, Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text().splitlines()
    assert len(copied) == 6 and copied[1].startswith("head\t64x48\t1\t2\t0\t1\t2")
    assert told == ["The ledger is in the clipboard, 5 rows"]
    stage.tab.ledger_card.copy_markdown()
    assert QGuiApplication.clipboard().text().startswith("| dataset | size |")


def test_that_several_selected_rows_are_copied_alone(stage: Stage) -> None:
    table = stage.tab.ledger
    table.setCurrentIndex(table.ledger.index(0, 0))
    QTest.keyClick(table, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    table.copy()
    assert len(QGuiApplication.clipboard().text().splitlines()) == 3


def test_that_the_table_is_written_as_csv(stage: Stage, tmp_path: Path) -> None:
    told: list[tuple[str, str]] = []
    stage.tab.written.connect(lambda *args: told.append(args))
    file = tmp_path / "out" / "ledger.csv"
    asyncio.run(stage.tab.ledger_card.write(file))
    assert file.read_text("utf-8").splitlines()[1].startswith("head,64x48,1,2,0,1,2,2,")
    assert told == [("ledger.csv is written", str(file.parent))]


def with_300_buckets(stage: Stage) -> PlanView:
    view = stage.tab.source.view
    assert view is not None
    row = view.ledger.rows[0]
    rows = tuple(dataclasses.replace(row, width=16 * n, frames=1) for n in range(4, 304))
    return dataclasses.replace(view, ledger=dataclasses.replace(view.ledger, rows=rows))


def test_that_300_buckets_scroll_inside_the_card(stage: Stage) -> None:
    many = with_300_buckets(stage)
    table = stage.tab.ledger
    before = time.process_time()
    table.show_view(many)
    table.sort_by(Column.SIZE)
    took = time.process_time() - before
    assert table.ledger.rowCount() == 301
    assert table.height() < 20 * table.row_height()
    assert table.verticalScrollBar().maximum() > 0
    assert took < 0.1


def test_that_the_sums_of_a_ledger_that_scrolls_stay_in_sight(stage: Stage) -> None:
    table = stage.tab.ledger
    table.show_view(with_300_buckets(stage))
    QApplication.processEvents()
    last, tall = table.ledger.rowCount() - 1, table.row_height()
    at = QPoint(20, table.viewport().height() - tall // 2)
    assert table.verticalScrollBar().value() == 0 and table.indexAt(at).row() == last
    covered = table.rowAt(at.y())
    assert covered < last
    table.setCurrentIndex(table.ledger.index(covered, 0))
    assert table.visualRect(table.currentIndex()).bottom() < table.viewport().height() - tall
    table.verticalScrollBar().setValue(table.verticalScrollBar().maximum())
    assert table.rowAt(at.y()) == last


@pytest.mark.parametrize("column", list(Column))
def test_that_any_column_can_be_sorted_by_while_a_dataset_has_an_error(
    stage: Stage, column: Column
) -> None:
    head_row = stage.document.rows.datasets[0]
    stage.document.apply(changing(head_row, dataclasses.replace(head_row, batch_size=0)))
    stage.count()
    stage.tab.ledger.sort_by(column)
    assert names(stage.tab.ledger)[-1] == "All"
    assert not stage.tab.ledger.grab().isNull()
