"""A plan is pinned, compared with, let go, and gone back to."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import Qt

from app.core.library.edits import changing, removing
from app.core.planner.ledger_table import Column
from app.ui.document import Document
from app.ui.widgets.table import Role
from tests.ui.plan.conftest import Stage


def change_head(stage: Stage, **values: object) -> None:
    head = stage.document.rows.datasets[0]
    stage.document.apply(changing(head, dataclasses.replace(head, **values)))  # type: ignore[arg-type]
    stage.count()


def cell(stage: Stage, row: int, column: Column, role: int) -> object:
    return stage.tab.ledger.ledger.index(row, column).data(role)


def test_that_a_pinned_plan_is_compared_with_the_next(stage: Stage) -> None:
    figures = stage.tab.figures
    assert not figures.pin_line.isVisible() and figures.pin_button.isVisible()
    figures.pin_button.click()
    assert stage.document.undo_label == "Pin the plan"
    assert figures.pin_line.words.text() == "the same as pinned"
    assert not figures.pin_button.isVisible()
    assert figures.pin_line.when.text().startswith("Pinned today")
    change_head(stage, num_repeats=3)
    assert figures.pin_line.words.text() == "+6 samples, +7 s/epoch"
    assert "4 samples" in figures.pin_line.words.toolTip()


def test_that_changed_cells_are_marked_and_say_both_numbers(stage: Stage) -> None:
    stage.tab.pinning.toggle()
    change_head(stage, num_repeats=3)
    tone, tip = Role.TONE, Qt.ItemDataRole.ToolTipRole
    assert cell(stage, 0, Column.SAMPLES, tone) == "info"
    assert "Pinned: 2, now 6." in str(cell(stage, 0, Column.SAMPLES, tip))
    assert cell(stage, 0, Column.WINDOWS, tone) == "text"
    assert cell(stage, 3, Column.SAMPLES, tone) == "text"


def test_that_new_and_gone_buckets_are_named(stage: Stage) -> None:
    stage.tab.pinning.toggle()
    change_head(stage, target_frames=(1, 21))
    model = stage.tab.ledger.ledger
    names = [str(model.index(row, 0).data()) for row in range(model.rowCount())]
    assert names == ["head", "new", "2 buckets", "stills", "head · gone", "All"]
    assert [cell(stage, 4, column, 0) for column in (Column.SIZE, Column.FRAMES)] == ["64×48", "29"]
    assert "is no more" in str(cell(stage, 4, Column.SAMPLES, Qt.ItemDataRole.ToolTipRole))
    assert model.line(4) is None and not model.opens(model.index(4, Column.SAMPLES))


def test_that_a_pin_is_let_go_and_comes_back_by_undo(stage: Stage) -> None:
    stage.tab.pinning.toggle()
    stage.tab.figures.pin_line.unpin_button.click()
    assert stage.tab.pinning.pinned is None and not stage.tab.figures.pin_line.isVisible()
    assert stage.document.undo_label == "Unpin the plan"
    stage.document.undo()
    assert stage.tab.pinning.pinned is not None and stage.tab.figures.pin_line.isVisible()


def test_that_the_way_back_is_one_step(stage: Stage) -> None:
    before = list(stage.document.rows.datasets)
    stage.tab.pinning.toggle()
    change_head(stage, num_repeats=3)
    stage.document.apply(removing(stage.document.rows.datasets[1]))
    stage.tab.figures.pin_line.back_button.click()
    assert list(stage.document.rows.datasets) == before
    assert stage.document.undo_label == "Back to the pinned datasets"
    stage.count()
    assert stage.tab.figures.pin_line.words.text() == "the same as pinned"
    stage.document.undo()
    assert len(stage.document.rows.datasets) == 1


def test_that_nothing_is_pinned_in_a_project_that_is_read_only(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Document, "read_only", property(lambda _: True))
    stage.count()
    assert not stage.tab.figures.pin_button.isEnabled()
    stage.tab.pinning.toggle()
    assert stage.tab.pinning.pinned is None
