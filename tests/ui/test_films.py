from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.core.cache import Cache
from app.core.jobs import Checkpoint
from app.core.library.edits import removing
from app.core.library.model import Source
from app.core.library.project import Project
from app.core.library.snapshot import Snapshot
from app.ui import films as films_module
from app.ui.document import Document
from app.ui.films import Film, Films
from app.ui.jobs import Jobs
from tests.core.library.makers import film

Run = Callable[[Coroutine[Any, Any, Any]], Any]
MANY = 300


class Desk:
    """Films of a project whose reading is noted instead of done."""

    def __init__(self, folder: Path) -> None:
        self.document, self.jobs = Document(), Jobs()
        self.films = Films(self.document, self.jobs)
        self.read: list[int] = []
        self.told: list[set[int]] = []
        self.films.loaded.connect(self.told.append)
        self.project = Project.create(folder, "p")
        self.project.add([film(f"{n}.mp4") for n in range(MANY)])
        self.document.show(self.project, Snapshot.of(self.project))

    def note(
        self, _project: Project, source: Source, _cache: Cache, _checkpoint: Checkpoint
    ) -> Film:
        self.read.append(source.id)
        return Film(source.id, trouble="nothing there")

    async def settle(self) -> None:
        while self.films._readers:  # noqa: ASYNC110 -- it does not tell
            await asyncio.sleep(0.005)

    async def close(self) -> None:
        self.document.close()
        await self.settle()
        await self.jobs.close()


@pytest.fixture
def desk(qt_run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    made = Desk(tmp_path)
    monkeypatch.setattr(films_module, "_read", made.note)
    yield made
    qt_run(made.close())


def test_that_many_films_are_read_once_and_told_together(qt_run: Run, desk: Desk) -> None:
    async def scenario() -> None:
        desk.films.load_all()
        desk.films.load_all()
        await desk.settle()

    qt_run(scenario())
    assert sorted(desk.read) == list(range(1, MANY + 1))
    assert set().union(*desk.told) == set(desk.read)
    assert len(desk.told) <= 6


def test_that_a_film_asked_for_by_name_is_read_before_the_rest(qt_run: Run, desk: Desk) -> None:
    async def scenario() -> None:
        desk.films.load_all()
        desk.films.load(MANY)
        await desk.settle()

    qt_run(scenario())
    assert desk.read[0] == MANY


def test_that_what_takes_long_is_told_in_between(
    qt_run: Run, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(films_module, "_SLICE", 0.0)
    qt_run(asyncio.sleep(0))

    async def scenario() -> None:
        for source in range(1, 11):
            desk.films.film(source)
        await desk.settle()

    qt_run(scenario())
    assert sorted(desk.read) == list(range(1, 11))
    assert all(len(each) == 1 for each in desk.told)


def test_that_a_film_that_left_is_passed_over(qt_run: Run, desk: Desk) -> None:
    async def scenario() -> None:
        desk.films.load_all()
        gone = desk.document.rows.get(Source, 7)
        assert gone is not None
        desk.document.apply(removing(gone))
        await desk.settle()

    qt_run(scenario())
    assert 7 not in set().union(*desk.told)
    assert len(set(desk.read)) >= MANY - 1


def test_that_films_of_the_next_project_are_read_too(
    qt_run: Run, desk: Desk, tmp_path: Path
) -> None:
    async def scenario() -> None:
        desk.films.load_all()
        other = Project.create(tmp_path / "other", "o")
        other.add([film("a.mp4")])
        desk.document.show(other, Snapshot.of(other))
        desk.told.clear()
        desk.films.load_all()
        await desk.settle()

    qt_run(scenario())
    assert desk.told == [{1}]
