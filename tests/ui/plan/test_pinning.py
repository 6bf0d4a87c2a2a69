"""A plan is pinned, compared with, let go, and gone back to."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.core.library.edits import changing, removing
from app.core.planner.costs.cost import Costs
from app.core.planner.costs.setups import Setup
from app.core.planner.tables.ledger_table import Column
from app.ui.dataset_windows import DatasetWindows
from app.ui.document import Document
from app.ui.job_bar import JobBar
from app.ui.jobs import Jobs
from app.ui.plan.plan_window import PlanWindow
from app.ui.widgets.table import Role
from tests.ui.plan.conftest import Stage
from tests.ui.plan.test_file_source import dataset
from tests.ui.plan.test_plan_window import change, live
from tests.ui.rig import until

__all__ = ["dataset"]


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
    assert re.fullmatch(r"Pinned \d\d:\d\d", figures.pin_line.when.text())
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


def test_that_a_file_of_its_own_keeps_its_pin_while_it_is_open(
    qapp: QApplication, dataset: Path
) -> None:
    async def scenario(_: DatasetWindows, window: PlanWindow) -> None:
        before, line = window.source.text, window.tab.figures.pin_line
        window.tab.figures.pin_button.click()
        assert line.words.text() == "the same as pinned"
        change(window)
        await until(lambda: line.words.text().startswith("+3 samples"))
        assert window.source.file.is_changed
        line.back_button.click()
        assert window.source.text == before
        await until(lambda: line.words.text() == "the same as pinned")
        line.unpin_button.click()
        assert window.source.pinned is None and not line.isVisible()

    live(dataset, scenario)


def test_that_the_bar_at_the_foot_says_the_same_sum(stage: Stage) -> None:
    view = stage.tab.source.view
    assert view is not None
    bar = JobBar(Jobs())
    bar.show_plan(view)
    assert bar.message.text() == view.sum_line == stage.tab.figures.sum.text()
    bar.show_plan(dataclasses.replace(view, tentative=True, costs=Costs(Setup(swap=0))))
    assert bar.message.text() == view.sum_line
    bar.show_plan(None)
    assert bar.message.text() == ""
    bar.deleteLater()
