"""`Planning` with its thread, as the window runs it."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.core.errors import ProjectError
from app.core.library.edits import changing
from app.core.library.snapshot import Snapshot
from app.core.planner.text import entry_text
from app.ui import planning as planning_module
from app.ui.document import Document
from app.ui.jobs import Jobs
from app.ui.planning import Planning
from tests.ui.plan.conftest import HEAD, bare_project


async def until(condition: Callable[[], bool]) -> None:
    for _ in range(1000):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came true")


def test_that_a_view_comes_with_every_plan(qapp: QApplication, tmp_path: Path) -> None:
    async def live() -> None:
        document, jobs = Document(), Jobs()
        planning = Planning(document, jobs)
        project = bare_project(tmp_path)
        project.add([HEAD])
        document.show(project, Snapshot.of(project))
        assert planning.view is None and not planning.trouble
        await until(lambda: planning.view is not None)
        first = planning.view
        assert first is not None and first.project is planning.plan
        clip = document.rows.clips[0]
        document.apply(changing(clip, dataclasses.replace(clip, state="rejected")))
        await until(lambda: planning.view is not first)
        assert planning.view is not None and planning.view.clips == 1
        document.close()
        assert planning.plan is planning.view is None
        await jobs.close()

    asyncio.run(live())


def test_that_another_file_is_tried_without_changing_anything(
    qapp: QApplication, tmp_path: Path
) -> None:
    async def live() -> None:
        document, jobs = Document(), Jobs()
        planning = Planning(document, jobs)
        project = bare_project(tmp_path)
        project.add([HEAD])
        document.show(project, Snapshot.of(project))
        await until(lambda: planning.view is not None)
        first = planning.view
        assert first is not None and not first.tentative
        planning.try_text(entry_text.with_value(first.text, 0, "num_repeats", 3))
        await until(lambda: planning.view is not first)
        tried = planning.view
        assert tried is not None and tried.tentative and "num_repeats = 3" in tried.text
        assert tried.plan.samples == 3 * (first.plan.samples or 0)
        planning.try_text(None)
        await until(lambda: planning.view is not tried)
        assert planning.view is not None and planning.view.text == first.text
        assert not planning.view.tentative
        document.close()
        await jobs.close()

    asyncio.run(live())


def test_that_trouble_is_told_and_the_next_count_reads_all(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = planning_module._count

    def broken(*_: object, **_checkpoint: object) -> None:
        raise ProjectError("The project cannot be read.")

    async def live() -> None:
        document, jobs = Document(), Jobs()
        planning = Planning(document, jobs)
        monkeypatch.setattr(planning_module, "_count", broken)
        project = bare_project(tmp_path)
        document.show(project, Snapshot.of(project))
        await until(lambda: bool(planning.trouble))
        assert planning.view is None and "cannot be read" in planning.trouble
        monkeypatch.setattr(planning_module, "_count", counted)
        planning.count_all()
        await until(lambda: planning.view is not None)
        assert planning.trouble == ""
        document.close()
        await jobs.close()

    asyncio.run(live())
