from __future__ import annotations

import multiprocessing
import shutil
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest

from app.core.adding import add_films, films_in
from app.core.errors import SourceError
from app.core.jobs import Progress, Stopped
from app.core.library.project import Project
from tests.films import make_film


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "project", "p") as made:
        yield made


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    folder = tmp_path / "내 영화 #1 'x'"
    (folder / "deep").mkdir(parents=True)
    (folder / ".hidden").mkdir()
    make_film(folder / "b.mp4", 10)
    for name in ("a.MP4", "deep/c.mp4", ".hidden/no.mp4", ".no.mp4"):
        shutil.copy(folder / "b.mp4", folder / name)
    (folder / "notes.txt").write_text("no film", encoding="utf-8")
    (folder / "broken.mkv").write_bytes(b"no film")
    return folder


def test_that_a_folder_gives_its_films_by_name_and_hidden_ones_not(shelf: Path) -> None:
    names = [path.relative_to(shelf).as_posix() for path in films_in([shelf])]
    assert names == ["a.MP4", "b.mp4", "broken.mkv", "deep/c.mp4"]


def test_that_films_are_added_in_one_step_and_failures_are_said(
    project: Project, shelf: Path
) -> None:
    added = add_films(project, [shelf])
    assert [film.stem for film in added.films] == ["a", "b", "c"]
    assert added.edit.label == "Add 3 films"
    assert len(added.failures) == 1 and "broken.mkv" in added.failures[0]
    assert len(project.log()) == 1


def test_that_films_that_are_there_stay_the_same(project: Project, shelf: Path) -> None:
    first = add_films(project, [shelf / "b.mp4"])
    again = add_films(project, [shelf / "b.mp4", shelf / "b.mp4"])
    assert again.films[0] == first.films[0]
    assert not again.edit
    assert len(project.sources()) == 1


def test_that_stopping_keeps_what_was_read(project: Project, shelf: Path) -> None:
    def stop_at_the_second(progress: Progress) -> None:
        if progress.done >= 1:
            raise Stopped

    added = add_films(project, [shelf], checkpoint=stop_at_the_second)
    assert added.stopped
    assert [film.stem for film in project.sources()] == ["a"]


def test_that_a_folder_without_films_is_said(project: Project, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match="holds no film"):
        add_films(project, [tmp_path / "empty"])


@pytest.mark.parametrize("pool", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_that_films_read_side_by_side_are_added_in_their_order(
    project: Project, shelf: Path, pool: type[Executor]
) -> None:
    made = {ThreadPoolExecutor: 3, ProcessPoolExecutor: 1}
    seen: list[float] = []
    context = multiprocessing.get_context("spawn")
    extra = {"mp_context": context} if pool is ProcessPoolExecutor else {}
    with pool(made[pool], **extra) as executor:  # type: ignore[call-arg]
        added = add_films(
            project, [shelf], pool=executor, checkpoint=lambda now: seen.append(now.fraction)
        )
    assert [film.stem for film in added.films] == ["a", "b", "c"]
    assert len(added.failures) == 1 and "broken.mkv" in added.failures[0]
    assert len(project.log()) == 1
    assert seen == sorted(seen) and seen[-1] == 1.0


def test_that_stopping_keeps_what_was_read_side_by_side(project: Project, shelf: Path) -> None:
    def stop_at_the_second(progress: Progress) -> None:
        if progress.done >= 1:
            raise Stopped

    with ThreadPoolExecutor(1) as executor:
        added = add_films(project, [shelf], pool=executor, checkpoint=stop_at_the_second)
    assert added.stopped and 1 <= len(project.sources()) < 3


def test_that_listing_a_folder_can_be_stopped(project: Project, shelf: Path) -> None:
    def stop(_now: Progress) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        add_films(project, [shelf], checkpoint=stop)
    assert project.sources() == []
