"""The stage as a whole: how it comes up, and what it hands on."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QScrollArea, QWidget

from app.core.library.edits import adding
from app.core.library.model import Clip
from app.ui import ahead, stages
from app.ui.jobs import Jobs
from app.ui.train.run_telling import RUNS_ON
from tests.run_folders import Recipe, write_run
from tests.ui.rig import InWindow, Rig, made_project, until

FEW = Recipe(epochs=4, every=200)


def test_that_the_stage_is_imported_before_it_is_wanted(
    in_window: InWindow, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts: list[ahead.Part] = []

    async def import_ahead(_jobs: Jobs, part: ahead.Part) -> None:
        parts.append(part)

    monkeypatch.setattr(stages, "_QUIET_MS", 10)
    monkeypatch.setattr(ahead, "import_ahead", import_ahead)

    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        await until(lambda: parts)
        assert parts == [ahead.TRAIN]
        assert rig.window.stages.made("train") is None

    in_window(scenario)


def test_that_a_run_is_shown_card_by_card_and_none_at_once(
    in_window: InWindow, project: Path
) -> None:
    write_run(project, "half", FEW)

    async def scenario(rig: Rig) -> None:
        rig.window.preferences.change(told=(RUNS_ON,))
        await rig.open(project)
        rig.trigger("view.train")
        tab, runs = rig.window.train, rig.window.parts.runs
        await until(lambda: tab.results.board.run is not None)
        view = runs.view
        tab._on_viewed(None)
        assert tab.loss.isHidden() and tab.results.samples.isHidden()
        tab._on_viewed(view)
        assert not tab.loss.isHidden() and tab.results.samples.isHidden()
        await until(lambda: not tab.results.samples.isHidden())

    in_window(scenario)


def test_that_what_a_test_has_done_is_told_once(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.trigger("view.train")
        told: list[str] = []
        rig.window.train.done.connect(told.append)
        rig.window.train.trials.done.emit("tested")
        assert told == ["tested"]

    in_window(scenario)


def test_that_another_project_begins_at_the_top_with_no_field_being_typed_into(
    in_window: InWindow, project: Path, five_shots: Path, tmp_path: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        def below(page: QWidget) -> list[int]:
            areas = page.findChildren(QScrollArea)
            return [place for area in areas if (place := area.verticalScrollBar().value())]

        await rig.open(project)
        rig.document.apply(adding(Clip(source=1, start=0, end=30, caption="a dog runs")))
        rig.window.resize(1200, 560)
        rig.trigger("view.plan")
        plan, train = rig.window.plan, rig.window.train
        await until(lambda: plan.datasets.cards and plan.isVisible())
        assert plan.hasFocus()
        area = plan.figures.parentWidget().parentWidget().parentWidget()
        assert isinstance(area, QScrollArea)
        await until(lambda: area.verticalScrollBar().maximum() > 0)
        area.verticalScrollBar().setValue(10_000)
        rig.trigger("view.train")
        await until(lambda: train.recipe.filled)
        assert train.hasFocus()
        field = train.recipe.fields.controls["train.blocks_to_swap"]
        field.setFocus()
        pane = train.recipe._scrolled
        await until(lambda: pane.verticalScrollBar().maximum() > 0)
        pane.verticalScrollBar().setValue(10_000)
        assert below(plan) and below(train)
        rig.trigger("view.plan")
        rig.trigger("view.train")
        assert field.hasFocus() and below(plan) and below(train)  # as it was left

        await rig.open(made_project(tmp_path / "other", five_shots))
        for stage, page in (("view.plan", plan), ("view.train", train)):
            rig.trigger(stage)
            await until(page.isVisible)
            assert page.hasFocus() and below(page) == []

    in_window(scenario)
