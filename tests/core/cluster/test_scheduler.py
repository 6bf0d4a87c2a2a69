"""Two processes on this machine stand for a room of machines."""

from __future__ import annotations

import shutil
import socket
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from distributed import LocalCluster

from app.core.cache import Cache
from app.core.checks.clips import check_clips, known_findings
from app.core.checks.elsewhere import look_at_clips, look_at_films
from app.core.checks.film_shots import FilmShots, known_of_films
from app.core.cluster import scheduler
from app.core.cluster.on_worker import Versions
from app.core.cluster.scheduler import Cluster, ClusterError, ClusterGone, connected
from app.core.errors import AppError, DamagedError
from app.core.export.project_export import export_project
from app.core.finding import By, find_in_films
from app.core.jobs import Progress, Stopped, each, ignore
from app.core.library.model import Clip, Shot
from app.core.library.project import Project
from app.core.media import clip_file
from app.core.media.index import index_file
from tests.cli.conftest import Run, rushes
from tests.core.cluster import work
from tests.core.export.makers import add_numbered_film, small_project

__all__ = ["rushes"]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a scheduler with two machines, whose caches are their own."""
    folder = tmp_path_factory.mktemp("machines")
    with warnings.catch_warnings(), pytest.MonkeyPatch.context() as patch:
        warnings.simplefilter("ignore")
        patch.setenv("RUSHES_CACHE", str(folder / "cache"))
        with LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            local_directory=str(folder),
            memory_limit=0,
        ) as cluster:
            yield cluster.scheduler_address


@pytest.fixture
def machines(address: str) -> Iterator[Cluster]:
    with connected(address) as found:
        yield found


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cache:
    """Our cache: not that of the machines, so that what is known came from them."""
    monkeypatch.setenv("RUSHES_CACHE", str(tmp_path / "here"))
    return Cache()


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in ("manifest.json", ".rushes-export.lock")
    }


def test_that_machines_export_what_this_one_would_byte_for_byte(
    machines: Cluster, tmp_path: Path, here: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clip_file, "_THREADS", 3)  # not what the machines would take
    monkeypatch.setattr(clip_file.os, "cpu_count", lambda: 3)
    seen: list[float] = []
    with small_project(tmp_path) as project:
        local = export_project(project, cache=here)
        wanted = contents(local.folder)
        shutil.rmtree(local.folder)
        report = export_project(
            project, cache=here, pool=machines, checkpoint=lambda p: seen.append(p.fraction)
        )
    assert report.ok and report.written == 3 and len(report.clips) == 2
    assert contents(report.folder) == wanted
    assert seen == sorted(seen) and seen[-1] == 1.0


def test_that_a_file_that_fails_there_fails_alone_and_under_its_own_name(
    machines: Cluster, tmp_path: Path, here: Cache
) -> None:
    with small_project(tmp_path) as project:
        film = project.sources()[0]
        project.add([Clip(source=film.id, start=90, end=200)])
        report = export_project(project, cache=here, pool=machines)
        left = [path.name for path in report.folder.rglob("*.part")]
    (failure,) = report.failures
    assert failure.path.name == "film_0000090-0000200.mp4" and "mark the clip" in failure.message
    assert len(report.clips) == 2 and left == []


def test_that_films_are_found_as_here_in_their_order_and_their_scores_are_kept(
    machines: Cluster, tmp_path: Path, here: Cache
) -> None:
    def found(folder: Path, cache: Cache, pool: Cluster | None) -> list[object]:
        with Project.create(folder, "P") as project:
            films = [add_numbered_film(project, tmp_path / f"{n}.mp4", 40 + n) for n in range(3)]
            (tmp_path / "1.mp4").write_bytes(b"no film")
            all_of_them = find_in_films(project, films, By("exact", 0.3), cache=cache, pool=pool)
            troubles = [bool(each.trouble) for each in all_of_them]
            return [troubles, project.shots(), project.cuts()]

    local = found(tmp_path / "local", Cache(tmp_path / "other"), None)
    assert found(tmp_path / "far", here, machines) == local
    assert local[0] == [False, True, False]
    assert {path.name for path in here.folder.iterdir()} >= {"index-4", "cuts-exact-2"}


def test_that_clips_and_shots_are_looked_at_there_and_judged_here(
    machines: Cluster, tmp_path: Path, here: Cache
) -> None:
    with small_project(tmp_path) as project:
        film = project.sources()[0]
        project.add([Shot(source=film.id, start=0, end=40), Shot(source=film.id, start=40, end=96)])
        clips = project.clips(state="picked")
        wanted = check_clips(project, clips, cache=Cache(tmp_path / "other"))
        look_at_clips(machines, project, clips, cache=here, checkpoint=ignore)
        known = known_findings(project, clips, cache=here)
        index = index_file(project.path_of(film), cache=here)
        shots = [FilmShots(film, index, project.shots(film), project.stills(film))]
        look_at_films(machines, shots, cache=here, checkpoint=ignore)
        seen = known_of_films(shots, project.settings, [], cache=here)
    assert known.missing == () and known.findings == wanted
    assert seen.missing == {}


def test_that_what_a_machine_was_doing_when_it_died_is_done_again(
    machines: Cluster, tmp_path: Path
) -> None:
    assert machines.submit(work.dies_at_first, tmp_path / "mark").result(20) == "done"


def test_that_progress_comes_from_the_middle_of_an_item(machines: Cluster, tmp_path: Path) -> None:
    mark = tmp_path / "mark"

    def checkpoint(progress: Progress) -> None:
        if progress.done == 0.5:
            mark.touch()

    assert [place for place, _ in each(machines, work.tells, [mark], checkpoint=checkpoint)] == [0]


def test_that_a_stop_is_soon_and_ends_what_runs_there(machines: Cluster, tmp_path: Path) -> None:
    mark = tmp_path / "mark"

    def checkpoint(_: Progress) -> None:
        if mark.exists():
            raise Stopped

    begun = time.monotonic()
    with pytest.raises(Stopped):
        list(each(machines, work.never_ends, [mark], checkpoint=checkpoint))
    assert time.monotonic() - begun < 5
    before = ""
    while (now := mark.read_text()) != before:
        before = now
        time.sleep(0.7)
        assert time.monotonic() - begun < 15


def test_that_errors_of_the_material_travel_whole(machines: Cluster) -> None:
    error = machines.submit(work.fails).exception(10)
    assert isinstance(error, DamagedError)
    assert (str(error), error.frame, error.detail) == ("It stops.", 7, "why")


# -------------------------------------------------------------------------------- what is refused


def test_that_a_film_the_machines_do_not_see_is_named_with_machine_and_path(
    machines: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = tmp_path / "film.mp4"
    film.write_bytes(b"1234")
    monkeypatch.setattr(scheduler, "_sizes", lambda _: iter([(str(film), 5)]))
    with pytest.raises(ClusterError) as refused:
        machines.check([film])
    assert str(film) in str(refused.value) and "tcp://" in str(refused.value)
    assert "4 bytes there and 5 here" in str(refused.value)


def test_that_the_folder_to_write_to_must_be_shared_and_nothing_stays_in_it(
    machines: Cluster, tmp_path: Path
) -> None:
    machines.check([], tmp_path / "dataset")
    assert list((tmp_path / "dataset").iterdir()) == []


def test_that_another_version_there_is_refused_with_both_named(
    machines: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ClusterError, match="cannot run Rushes"):
        machines._judge("tcp://a:1", ModuleNotFoundError("No module named 'app'"))
    ours = Versions.here()
    newer = Versions("99.0", ours.av)
    monkeypatch.setattr(scheduler.Versions, "here", lambda: newer)
    with pytest.raises(ClusterError, match=rf"has Rushes {ours.rushes} .* here is Rushes 99\.0"):
        machines.check([])


def test_that_a_scheduler_without_rushes_is_refused_and_named(
    machines: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run_on_scheduler(*_: object) -> None:
        raise ModuleNotFoundError("No module named 'app'")

    monkeypatch.setattr(machines._client, "run_on_scheduler", run_on_scheduler)
    with pytest.raises(ClusterError, match=r"^tcp://.* cannot run Rushes"):
        machines.check([])


def test_that_where_nobody_answers_the_way_to_start_one_is_said() -> None:
    with socket.socket() as taken:  # bound, and not listening
        taken.bind(("127.0.0.1", 0))
        nobody = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(ClusterError, match="`dask scheduler`"), connected(nobody, seconds=0.3):
            pass
    with pytest.raises(ClusterError, match="No scheduler answers"), connected("nonsense://x"):
        pass


def test_that_without_the_extra_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(ClusterError, match=r"pip install rushes\[cluster\]"),
        connected("tcp://x:1"),
    ):
        pass


def test_that_machines_that_all_left_are_not_waited_for_for_ever(
    machines: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduler, "_LOOK_EVERY", 0.0)
    monkeypatch.setattr(scheduler, "_ALONE", 0.0)
    monkeypatch.setattr(machines, "_threads", dict)
    with pytest.raises(ClusterGone, match="have gone"):
        list(each(machines, work.double, [1], checkpoint=ignore))


# ------------------------------------------------------------------------------- the command line


def test_that_the_commands_let_a_scheduler_work(
    rushes: Callable[..., Run], address: str, tmp_path: Path
) -> None:
    with small_project(tmp_path) as project:
        folder = project.folder
    found = rushes("find", folder, "--scheduler", address, "--json")
    assert found.code == 0 and [each["shots"] for each in found.json["films"]] == [1]
    assert rushes("find", folder).out.startswith("Every film has its shots")
    checked = rushes("check", folder, "--shots", "--scheduler", address, "--json")
    assert checked.code == 0 and set(checked.json) == {"clips", "shots"}
    done = rushes("export", folder, "--scheduler", address, "--json")
    assert done.code == 0 and len(done.json["clips"]) == 2
    assert rushes("check", folder).out == rushes("check", folder / "project.rushes").out


def test_that_an_error_keeps_all_it_says_between_processes() -> None:
    import pickle

    error = AppError("A sentence.", detail="why")
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), again.detail) == (AppError, "A sentence.", "why")
