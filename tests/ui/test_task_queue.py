from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.core.captions.writing import write
from app.core.library import pending
from app.core.library.model import Clip, Source
from app.core.library.pending import FILE, Pending, Task
from app.core.library.project import Project
from app.core.library.sources import add_film
from app.core.shots import detectors
from tests.core.shots.scenes import shot, write_film
from tests.ui.clips.test_films_work import chips
from tests.ui.rig import InWindow, Rig, made_project, until

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def a_film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film of 6 shots of 40 frames."""
    path = tmp_path_factory.mktemp("films") / "some.mp4"
    return write_film(path, (picture for seed in range(6) for picture in shot(seed, 40)))


@pytest.fixture
def films(tmp_path: Path, a_film: Path) -> list[Path]:
    """Five copies of a film."""
    folder = tmp_path / "films"
    folder.mkdir()
    return [Path(shutil.copy(a_film, folder / f"film {n}.mp4")) for n in range(5)]


@pytest.fixture
def shelf(tmp_path: Path, films: list[Path]) -> Path:
    """A project of five films whose shots nobody has looked for."""
    with Project.create(tmp_path / "shelf", "Shelf") as project:
        for film in films:
            add_film(project, film)
    return tmp_path / "shelf"


def found(project: Path) -> list[str]:
    """The films whose shots are found, on the disk."""
    with Project.open(project) as opened:
        return [source.stem for source in opened.sources() if source.detector]


def waiting(project: Path) -> list[int]:
    """The films that wait, in the file."""
    with Project.open(project) as opened:
        ids = {source.id for source in opened.sources()}
    return [task.film for task in pending.load(project, ids)[0].tasks]


# ------------------------------------------------------------------------------ a restart


def test_that_what_waits_when_the_window_is_closed_goes_on_when_it_is_opened_again(
    in_window: InWindow, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(detectors, "LEAST_PART", 1)  # one after the other

    async def scenario(rig: Rig) -> None:
        await rig.open(shelf)
        rig.trigger("project.find_missing_shots")
        await until(lambda: "6 shots" in chips(rig))
        asking = asyncio.ensure_future(rig.window.desk.leave())
        dialog = await rig.dialog()
        assert "goes on when the project is opened again" in dialog.accessibleDescription()
        dialog.reject()
        await asking
        await rig.close()
        done = found(shelf)
        assert 1 <= len(done) < 5
        assert len(waiting(shelf)) >= 5 - len(done)
        rig.window = rig._new_window()
        await rig.open(shelf)
        await until(lambda: unfound_in(rig) == [])
        await rig.clips.work.settled()
        assert chips(rig)[1:] == ["6 shots"] * 5
        await until(lambda: not (shelf / FILE).exists())

    in_window(scenario)


def test_that_a_window_says_with_how_many_films_it_goes_on(
    in_window: InWindow, shelf: Path
) -> None:
    pending.save(shelf, Pending(tuple(Task("find", film=n, detector="fast") for n in (4, 2, 99))))

    async def scenario(rig: Rig) -> None:
        said: list[str] = []
        rig.window.desk.opening.connect(
            lambda: rig.window.clips.work.queue.resumed.connect(said.append)
        )
        await rig.open(shelf)
        await rig.clips.work.settled()
        assert said == ["Going on with 2 films"]
        rows = rig.document.rows
        assert [row.detector for row in rows.sources] == ["", "fast", "", "fast", ""]
        await until(lambda: not (shelf / FILE).exists())

    in_window(scenario)


def test_that_a_paused_queue_is_paused_after_a_restart(in_window: InWindow, shelf: Path) -> None:
    pending.save(shelf, Pending((Task("find", film=1, detector="exact"),), paused=True))

    async def scenario(rig: Rig) -> None:
        await rig.open(shelf)
        jobs = rig.window.jobs
        await until(lambda: jobs.queued)
        assert jobs.paused and jobs.all_running == []
        await until(lambda: chips(rig)[1] == "waiting")
        assert await rig.window.desk.leave()  # nothing runs: nobody is asked
        await rig.close()
        assert json.loads((shelf / FILE).read_text())["paused"] is True
        rig.window = rig._new_window()
        await rig.open(shelf)
        await until(lambda: rig.window.jobs.paused)
        rig.trigger("project.pause")
        await rig.clips.work.settled()
        assert chips(rig)[1] == "6 shots"

    in_window(scenario)


@pytest.mark.parametrize("text", ["no JSON", '{"version": 9}'])
def test_that_a_file_that_cannot_be_used_is_said_once_and_the_project_opens(
    in_window: InWindow, shelf: Path, text: str
) -> None:
    (shelf / FILE).write_text(text)

    async def scenario(rig: Rig) -> None:
        await rig.open(shelf)
        await until(lambda: rig.sentences)
        await rig.window.idle()
        assert len(rig.sentences) == 1 and FILE in rig.sentences[0]
        assert rig.window.jobs.running is None

    in_window(scenario)


def test_that_a_project_that_is_only_looked_at_takes_nothing_up(
    in_window: InWindow, shelf: Path
) -> None:
    pending.save(shelf, Pending((Task("find", film=1, detector="exact"),)))

    async def scenario(rig: Rig) -> None:
        with Project.open_for_editing(shelf):
            await rig.open(shelf)
            assert rig.document.read_only
            await rig.window.idle()
            assert rig.window.jobs.running is None
        assert waiting(shelf) == [1]

    in_window(scenario)


@pytest.mark.timeout(120)
def test_that_a_killed_window_goes_on_where_it_was(
    in_window: InWindow, shelf: Path, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "tests.ui.killed_window", str(shelf), "project.find_all_shots"]
    places = {"RUSHES_CACHE": str(tmp_path / "cache"), "RUSHES_SETTINGS": str(tmp_path / "set")}
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env={**os.environ, **places}
    ) as window:
        assert window.stdout is not None
        line = window.stdout.readline()
        while not (shelf / FILE).exists():  # it is kept a moment after it was asked for
            time.sleep(0.002)
        window.kill()
    assert "6 shots in film" in line
    done, left = found(shelf), waiting(shelf)
    assert len(done) >= 1
    assert set(left) >= {int(name.split()[-1]) + 1 for name in unfound(shelf)}

    async def scenario(rig: Rig) -> None:
        await rig.open(shelf)
        await until(lambda: chips(rig)[1:] == ["6 shots"] * 5)
        await until(lambda: not (shelf / FILE).exists())

    in_window(scenario)


def unfound(project: Path) -> list[str]:
    with Project.open(project) as opened:
        return [source.stem for source in opened.sources() if not source.detector]


def unfound_in(rig: Rig) -> list[Source]:
    return [row for row in rig.document.rows.sources if not row.detector]


def test_that_adding_films_goes_on_after_a_restart(
    in_window: InWindow, tmp_path: Path, films: list[Path]
) -> None:
    empty = tmp_path / "empty"
    Project.create(empty, "Empty").close()
    pending.save(empty, Pending((Task("add", paths=(str(films[0].parent),)),)))

    async def scenario(rig: Rig) -> None:
        await rig.window.open_project(empty)
        await until(lambda: rig.document.rows.sources)
        await rig.ready()
        await rig.clips.work.settled()
        assert chips(rig)[1:] == ["6 shots"] * 5

    in_window(scenario)


# ------------------------------------------------------------------------------- one by one


def test_that_a_film_that_fails_is_told_and_the_others_go_on(
    in_window: InWindow, shelf: Path, films: list[Path]
) -> None:
    whole = films[2].read_bytes()

    async def scenario(rig: Rig) -> None:
        await rig.open(shelf)
        films[2].unlink()
        rig.trigger("project.find_missing_shots")
        await rig.clips.work.settled()
        assert len(unfound_in(rig)) == 1
        assert "film 2" in rig.sentences[0] and len(rig.sentences) == 1
        queue, jobs = rig.clips.work.queue, rig.window.jobs
        assert queue.failure_of(3) == rig.sentences[0]
        (failed,) = [job for job in jobs.past if job.state == "failed"]
        assert sum(job.state == "done" for job in jobs.past) == 4
        assert rig.window.job_bar._failed.text() == "1 failed"
        films[2].write_bytes(whole)
        assert failed.again is not None
        failed.again()
        await rig.clips.work.settled()
        await rig.window.idle()
        assert chips(rig)[1:] == ["6 shots"] * 5
        assert queue.failure_of(3) == "" and failed not in jobs.past

    in_window(scenario)


def test_that_a_film_that_leaves_the_project_leaves_the_queue(
    in_window: InWindow, shelf: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(shelf)
        rig.clips.work.find(rig.document.rows.sources)
        rig.window.jobs.pause()
        rig.clips.sources.choose(5)
        rig.clips.sources.remove_asked.emit([4, 5])
        assert {task.film for task in rig.clips.work.queue.tasks} <= {1, 2, 3}
        rig.window.jobs.pause(False)
        await rig.clips.work.settled()
        assert chips(rig)[1:] == ["6 shots"] * 3
        rig.document.undo()
        rig.document.undo()
        assert rig.faults == []

    in_window(scenario)


def test_that_clips_are_checked_and_exported_film_by_film_and_an_edit_undoes_that(
    in_window: InWindow, tmp_path: Path, films: list[Path]
) -> None:
    folder = made_project(tmp_path / "picked", *films[:2])
    with Project.open(folder) as project:
        project.add([Clip(source=1, start=0, end=31, caption="a"), Clip(source=2, start=0, end=31)])

    async def scenario(rig: Rig) -> None:
        await rig.open(folder)
        rig.trigger("project.check_all")
        queue = rig.clips.work.queue
        await until(lambda: not queue.tasks)
        assert [queue.note_of(1), queue.note_of(2)] == ["checked", "checked"]
        assert rig.clips.sources._model.line(1).facts.endswith("checked")
        assert any(job.result.startswith("1 clip, ") for job in rig.window.jobs.past)
        rig.trigger("project.export")
        await until(lambda: queue.note_of(1) == "exported" == queue.note_of(2))
        clip = rig.clip()
        rig.document.apply(write(clip, "something else"))
        assert [queue.note_of(1), queue.note_of(2)] == ["", "exported"]

    in_window(scenario)


def test_that_a_folder_of_many_films_shows_each_and_can_be_stopped_between_them(
    in_window: InWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(detectors, "LEAST_PART", 1)
    folder = tmp_path / "many"
    folder.mkdir()
    first = write_film(folder / "0.mp4", shot(1, 12))
    for n in range(1, 60):
        shutil.copy(first, folder / f"{n}.mp4")
    Project.create(tmp_path / "p", "p").close()

    async def scenario(rig: Rig) -> None:
        await rig.window.open_project(tmp_path / "p")
        rig.window.take_dropped([folder])
        await until(lambda: rig.document.rows.sources)
        assert len(rig.document.rows.sources) == 60
        await until(lambda: rig.clips.work.state_of(60) == "waiting")
        await until(lambda: len(unfound_in(rig)) < 58)
        rig.window.jobs.stop_all()
        await rig.window.idle()
        assert 0 < len(unfound_in(rig)) < 58
        assert not rig.clips.work.finding
        rig.trigger("project.find_missing_shots")
        await rig.clips.work.settled()
        assert unfound_in(rig) == []

    in_window(scenario)


def test_that_a_stopped_film_is_not_taken_up_again(in_window: InWindow, shelf: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(shelf)
        rig.window.jobs.put([], paused=True)
        rig.clips.work.find(rig.document.rows.sources)
        rig.window.jobs.pause()
        await until(lambda: waiting(shelf))
        last = rig.window.jobs.queued[-1]
        rig.window.jobs.stop(last)
        await until(lambda: last.about not in waiting(shelf))
        rig.window.jobs.stop_all()
        await until(lambda: not (shelf / FILE).exists())
        await rig.window.idle()

    in_window(scenario)
