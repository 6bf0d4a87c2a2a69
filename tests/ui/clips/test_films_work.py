from __future__ import annotations

from pathlib import Path

import psutil
import pytest

from app.core.captions.writing import write
from app.core.library.edits import adding, removing
from app.core.library.model import Clip
from app.core.library.project import Project
from app.core.library.snapshot import Snapshot
from app.core.shots import detectors
from app.ui.loop import spawn
from tests.core.shots.scenes import shot, write_film
from tests.ui.rig import FRAMES, InWindow, Rig, emitted, made_project, until


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A project without films."""
    Project.create(tmp_path / "empty", "Empty").close()
    return tmp_path / "empty"


@pytest.fixture(scope="session")
def long_film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film that takes a while to be searched: 20 shots of 40 frames."""
    path = tmp_path_factory.mktemp("films") / "long.mp4"
    return write_film(path, (picture for seed in range(20) for picture in shot(seed, 40)))


def same_as_on_disk(rig: Rig) -> bool:
    """Whether the rows in memory are those of the project."""
    read = Snapshot.of(rig.document.project)
    return all(read._rows[kind] == rig.document.rows._rows[kind] for kind in read._rows)


def chips(rig: Rig) -> list[str]:
    """What stands beside the films."""
    model = rig.clips.sources._model
    return [model.line(row).chip for row in range(model.rowCount())]


def test_that_a_folder_of_films_is_added_and_its_shots_are_found(
    in_window: InWindow, empty: Path, five_shots: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(empty)
        assert rig.clips._pages.currentIndex() == 0
        rig.clips.add_films([five_shots.parent])
        await until(lambda: len(rig.document.rows.shots) == 5)
        await rig.clips.work.settled()
        await rig.ready()
        assert rig.clips._pages.currentIndex() == 1
        assert [shot.start for shot in rig.document.rows.shots] == [n * FRAMES for n in range(5)]
        assert rig.document.undo_label == "Find shots"
        assert chips(rig) == ["5 shots"]
        assert rig.clips.sources.current == rig.document.rows.sources[0].id
        assert len(rig.clips.shelf.grid.tiles) == 5
        assert rig.sentences == []
        assert same_as_on_disk(rig)
        rig.trigger("edit.undo")
        rig.trigger("edit.undo")
        assert rig.document.rows.sources == []
        assert rig.clips._pages.currentIndex() == 0
        rig.trigger("edit.redo")
        rig.trigger("edit.redo")
        await rig.ready()
        assert len(rig.clips.shelf.grid.tiles) == 5

    in_window(scenario)


def test_that_a_film_that_is_there_is_not_added_twice(
    in_window: InWindow, project: Path, five_shots: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        label = rig.document.undo_label
        rig.clips.add_films([five_shots, five_shots])
        await emitted(rig.clips.work.films_added)
        await rig.window.idle()
        assert len(rig.document.rows.sources) == 1
        assert rig.document.undo_label == label
        assert len(rig.document.rows.shots) == 5

    in_window(scenario)


def test_that_files_that_cannot_be_used_are_said_and_the_rest_is_added(
    in_window: InWindow, empty: Path, five_shots: Path, tmp_path: Path
) -> None:
    bad = [tmp_path / f"bad {number}.mp4" for number in range(5)]
    for path in bad:
        path.write_text("no film")

    async def scenario(rig: Rig) -> None:
        await rig.open(empty)
        rig.clips.add_films([*bad, five_shots])
        await until(lambda: len(rig.document.rows.shots) == 5)
        assert len(rig.sentences) == 3
        assert rig.sentences[0] == "2 more files cannot be used."
        assert 'bad 2.mp4"' in rig.sentences[1]
        (tmp_path / "films").mkdir()
        rig.clips.add_films([tmp_path / "films"])
        await until(lambda: "holds no film" in rig.sentences[0])

    in_window(scenario)


def test_that_the_list_tells_how_far_each_film_is(
    in_window: InWindow,
    tmp_path: Path,
    five_shots: Path,
    long_film: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(detectors, "LEAST_PART", 1)  # one after the other, as long films are
    folder = made_project(tmp_path / "two", long_film, five_shots)

    async def scenario(rig: Rig) -> None:
        await rig.open(folder)
        assert chips(rig) == ["", "23 shots", "5 shots"]
        seen: list[list[str]] = []
        rig.clips.work.progressed.connect(lambda: seen.append(chips(rig)))
        rig.clips.find_everywhere()
        rig.clips.find_everywhere()  # asked twice is done once
        await rig.clips.work.settled()
        assert chips(rig) == ["", "20 shots", "5 shots"]
        assert any(one.endswith("%") and two == "waiting" for _, one, two in seen)
        rig.document.undo()
        rig.document.undo()
        assert rig.document.undo_label == "Find shots"
        assert chips(rig) == ["", "23 shots", "5 shots"]

    in_window(scenario)


def test_that_finding_shots_says_what_was_found_also_where_nothing_changed(
    in_window: InWindow, project: Path, five_shots: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        said: list[str] = []
        rig.clips.done.connect(said.append)
        for _ in range(2):
            rig.clips.work.find(rig.document.rows.sources)
            await rig.clips.work.settled()
        number, film = len(rig.document.rows.shots), five_shots.stem
        assert said == [f"{number} shots in {film}", f"{number} shots in {film}, as before"]

    in_window(scenario)


def test_that_another_threshold_is_kept_with_what_it_finds_in_one_step(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.clips.work.find(rig.document.rows.sources)
        await rig.clips.work.settled()
        films, undone = rig.window.parts.films, rig.document.undo_label
        await until(lambda: (film := films.film(1)) and film.signal)
        rig.clips.viewing.timeline.threshold_changed.emit(0.25)
        await until(lambda: rig.document.rows.sources[0].threshold == 0.25)
        assert rig.document.undo_label == undone == "Find shots"
        assert same_as_on_disk(rig)
        rig.document.undo()
        assert rig.document.rows.sources[0].threshold == 0.5
        assert len(rig.document.rows.shots) == 5

    in_window(scenario)


def test_that_a_film_removed_while_it_is_searched_stays_away(
    in_window: InWindow, tmp_path: Path, long_film: Path
) -> None:
    folder = made_project(tmp_path / "one", long_film)

    async def scenario(rig: Rig) -> None:
        await rig.open(folder)
        rig.clips.find_everywhere()
        await emitted(rig.window.jobs.progressed)
        rig.document.apply(removing(rig.document.rows.sources[0], label="Remove film"))
        await rig.clips.work.settled()
        await rig.window.idle()
        assert rig.document.rows.sources == [] and same_as_on_disk(rig)
        assert rig.faults == []
        assert len(rig.sentences) <= 1

    in_window(scenario)


def test_that_a_search_ends_with_its_project(
    in_window: InWindow, tmp_path: Path, long_film: Path, project: Path
) -> None:
    folder = made_project(tmp_path / "one", long_film)

    async def scenario(rig: Rig) -> None:
        await rig.open(folder)
        rig.clips.find_everywhere()
        await emitted(rig.window.jobs.progressed)
        leaving = spawn(rig.window.desk.leave())
        (await rig.dialog()).accept()
        assert await leaving
        await rig.open(project)
        rig.clips.find_everywhere()
        await rig.clips.work.settled()
        assert len(rig.document.rows.shots) == 5
        assert (rig.troubles, rig.sentences) == ([], [])

    in_window(scenario)


def test_that_films_added_before_a_stop_are_shown(
    in_window: InWindow, empty: Path, tmp_path: Path
) -> None:
    films = [write_film(tmp_path / f"{n}.mp4", shot(n, 12)) for n in range(3)]

    async def scenario(rig: Rig) -> None:
        await rig.open(empty)
        rig.clips.add_films(films)
        jobs = rig.window.jobs

        def stop(report: object) -> None:
            if jobs.last is not None and jobs.last.progress.fraction > 0.3:
                jobs.stop()

        jobs.progressed.connect(stop)
        await until(lambda: jobs.running)
        await rig.window.idle()
        assert same_as_on_disk(rig)

    in_window(scenario)


def test_that_an_export_brings_its_first_datasets_into_the_window(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.clips.picking.pick()
        clip = rig.document.rows.clips[0]
        rig.document.apply(write(clip, "a boat"))
        labels = [rig.document.undo_label]
        rig.trigger("project.export")
        sentence, folder = await emitted(rig.clips.exported)
        assert sentence == "1 clip and 0 stills are in dataset" and folder.endswith("dataset")
        assert rig.document.rows.datasets and rig.document.rows.prompts
        assert same_as_on_disk(rig)
        assert rig.document.undo_label == "Sample prompts"
        rig.document.undo()
        rig.document.undo()
        assert rig.document.rows.datasets == [] and same_as_on_disk(rig)
        assert [rig.document.undo_label] == labels
        rig.document.redo()
        rig.document.redo()
        rig.trigger("project.export")  # a second one adds nothing
        await emitted(rig.clips.exported)
        assert same_as_on_disk(rig)
        assert rig.document.undo_label == "Sample prompts"

    in_window(scenario)


def test_that_an_export_without_picks_or_films_says_so(
    in_window: InWindow, project: Path, tmp_path: Path, five_shots: Path
) -> None:
    gone = tmp_path / "gone.mp4"
    gone.write_bytes(five_shots.read_bytes())
    lost = made_project(tmp_path / "lost", gone)
    with Project.open(lost) as opened:
        opened.add([Clip(source=1, start=0, end=31)])
    gone.unlink()

    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.trigger("project.export")
        await until(lambda: rig.sentences)
        assert "pick" in rig.sentences[0]
        await rig.window.open_project(lost)
        await until(lambda: chips(rig) == ["missing"])
        rig.trigger("project.export")
        await until(lambda: rig.sentences)
        await rig.window.idle()
        assert "gone.mp4" in " ".join(rig.sentences)
        assert same_as_on_disk(rig)
        rig.clips.find_everywhere()
        await rig.clips.work.settled()
        assert chips(rig) == ["missing"]

    in_window(scenario)


def test_that_films_that_went_with_their_drive_are_told_in_two_sentences_until_it_is_back(
    in_window: InWindow, tmp_path: Path, five_shots: Path
) -> None:
    drive, away = tmp_path / "drive", tmp_path / "away"
    drive.mkdir()
    films = [drive / f"{n}.mp4" for n in range(5)]
    for number, film in enumerate(films):
        film.write_bytes(five_shots.read_bytes() + bytes(number))
    folder = made_project(tmp_path / "one", *films)
    with Project.open(folder) as project:
        project.add([Clip(source=n, start=at, end=at + 20) for n in range(1, 6) for at in (0, 30)])

    async def scenario(rig: Rig) -> None:
        await rig.open(folder)
        drive.rename(away)
        rig.trigger("project.export")
        await until(lambda: rig.sentences)
        await rig.window.idle()
        gone, more = rig.sentences
        assert '"0.mp4" is not at' in gone
        assert more.startswith("8 more could not be exported either")
        watch = rig.window.parts.watch
        watch.look()
        await until(lambda: chips(rig)[1:] == ["missing"] * 5)
        away.rename(drive)
        watch.look()
        await until(lambda: rig.sentences == [more])

    in_window(scenario)


def test_that_a_film_changed_on_the_disk_is_read_again_when_added_again(
    in_window: InWindow, tmp_path: Path
) -> None:
    film = write_film(tmp_path / "film.mp4", shot(1, FRAMES))
    folder = made_project(tmp_path / "one", film)

    async def scenario(rig: Rig) -> None:
        await rig.open(folder)
        film.write_bytes(write_film(tmp_path / "new.mp4", shot(2, 2 * FRAMES)).read_bytes())
        rig.clips.add_films([film])
        await until(lambda: len(rig.window.parts.films.indexes[1]) == 2 * FRAMES)
        assert rig.document.rows.sources[0].frames == 2 * FRAMES

    in_window(scenario)


def test_that_films_are_free_to_be_moved_once_their_project_is_left(
    in_window: InWindow, project: Path, five_shots: Path
) -> None:
    with Project.open(project) as opened:
        opened.apply(adding(Clip(source=1, start=0, end=FRAMES), label="Picks"))

    def is_open() -> bool:
        return str(five_shots) in [file.path for file in psutil.Process().open_files()]

    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        for stage in ("view.clips", "view.captions"):
            rig.trigger(stage)
            await rig.ready()
        player = rig.window.captions.stage.loop.player
        await until(lambda: player.news.opened is not None and is_open())
        await rig.window.desk.leave()
        await until(lambda: not is_open(), within=8)  # small pictures after 5 s

    in_window(scenario)
