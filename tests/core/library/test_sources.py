from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from app.core.cache import Cache
from app.core.errors import SourceError
from app.core.jobs import Progress, Stopped
from app.core.library.detection import keep_detection
from app.core.library.model import Clip, Cut, Shot, Source
from app.core.library.project import Project
from app.core.library.sources import (
    add_film,
    as_they_are_now,
    find_lost,
    look_for,
    relocate,
    trouble_with,
    troubles,
)
from tests.core.library.makers import filled, film_on_disk
from tests.films import make_film


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "p", "p") as project:
        project.add(
            [film_on_disk(tmp_path / "films" / name, name.encode()) for name in ("a.mkv", "b.mkv")]
        )
        yield project


def find_moved(project: Project, folder: Path) -> list[Source]:
    """Note where films that are gone or changed are below a folder, as the window does."""
    moved = find_lost(project, [trouble.source for trouble in troubles(project)], folder)
    project.apply(moved.edit)
    return [now for _, now in moved.found]


def test_that_a_film_is_added_with_its_facts_and_a_near_path(tmp_path: Path) -> None:
    path = make_film(tmp_path / "film.mp4", 24, rate=Fraction(24000, 1001), size=(64, 48))
    with Project.create(tmp_path / "p", "p") as project:
        source = add_film(project, path, cache=Cache())
        assert source.id and source.path == "../film.mp4"
        assert (source.frames, source.rate) == (24, Fraction(24000, 1001))
        assert (source.width, source.height, source.size) == (64, 48, path.stat().st_size)
        assert project.path_of(source) == path
        assert project.sources() == [source]


def test_that_a_film_added_again_keeps_its_id_and_its_clips(tmp_path: Path) -> None:
    path = make_film(tmp_path / "film.mp4", 24, size=(64, 48))
    with Project.create(tmp_path / "p", "p") as project:
        first = add_film(project, path)
        clip = project.add([Clip(source=first.id, start=0, end=5)])[0]
        make_film(path, 30, size=(64, 48))
        again = add_film(project, path)
        assert (again.id, again.frames) == (first.id, 30)
        assert project.clips() == [clip]
        assert project.sources() == [again]


def test_that_a_file_that_is_no_film_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.mp4"
    path.write_text("no film", encoding="utf-8")
    with Project.create(tmp_path / "p", "p") as project:
        with pytest.raises(SourceError, match="notes"):
            add_film(project, path)
        assert project.sources() == []


def test_that_films_in_their_place_are_no_trouble(project: Project) -> None:
    assert troubles(project) == []
    path = project.path_of(project.sources()[0])
    path.touch()  # another time, the same content
    assert troubles(project) == []


def test_that_a_moved_film_is_said_in_a_sentence_and_the_others_go_on(project: Project) -> None:
    a, b = project.sources()
    project.path_of(a).unlink()
    (trouble,) = troubles(project)
    assert trouble.source == a
    assert "a.mkv" in trouble.message and trouble.message.endswith("where it is now.")
    assert trouble_with(project, b) is None


def test_that_another_film_under_the_same_name_is_noticed(project: Project) -> None:
    a = project.sources()[0]
    project.path_of(a).write_bytes(b"other")
    (trouble,) = troubles(project)
    assert "is not the film it was" in trouble.message


def test_that_a_moved_film_is_taken_up_at_its_new_place(project: Project, tmp_path: Path) -> None:
    a = project.sources()[0]
    new = project.path_of(a).rename(tmp_path / "films" / "renamed.mkv")
    relocate(project, a, new)
    assert project.path_of(project.source(a.id)) == new
    assert troubles(project) == []


def test_that_another_film_is_not_taken_for_the_moved_one(project: Project) -> None:
    a, b = project.sources()
    with pytest.raises(SourceError, match="is not the film"):
        relocate(project, a, project.path_of(b))


def test_that_moved_films_are_found_by_their_content(project: Project, tmp_path: Path) -> None:
    for source in project.sources():
        new = tmp_path / "new" / "deep" / f"x{source.stem}.mkv"
        new.parent.mkdir(parents=True, exist_ok=True)
        project.path_of(source).rename(new)
    (tmp_path / "new" / "same-size.mkv").write_bytes(b"zzzzz")
    found = find_moved(project, tmp_path / "new")
    assert [source.path for source in found] == [source.path for source in project.sources()]
    assert troubles(project) == []
    assert len(project.log(1)[0].edit.changed) == 2


def test_that_a_new_detection_replaces_the_old_one_but_not_what_was_drawn(tmp_path: Path) -> None:
    with filled(tmp_path) as project:
        a, b = project.sources()
        drawn = project.shots(b)
        keep_detection(
            project,
            b,
            [Cut(source=b.id, frame=9, end=9)],
            [Shot(source=b.id, start=0, end=9)],
            detector="exact",
            threshold=0.4,
        )
        keep_detection(project, b, [], [Shot(source=b.id, start=0, end=99)], detector="fast")
        assert project.cuts(b) == []
        assert [(s.start, s.end) for s in project.shots(b)] == [(0, 10), (10, 20), (20, 99)]
        assert drawn[0] in project.shots(b)
        assert (project.source(b.id).detector, project.source(b.id).threshold) == ("fast", None)
        assert len(project.shots(a)) == 2
        before = dataclasses.replace(b, detector="exact", threshold=0.4)
        project.apply(project.log(1)[0].inverse)
        assert project.source(b.id) == before and len(project.cuts(b)) == 1


def test_that_a_film_too_small_to_export_is_refused(tmp_path: Path) -> None:
    film = make_film(tmp_path / "dot.mkv", 3, size=(1, 1), codec="ffv1", pix_fmt="yuv444p")
    with (
        Project.create(tmp_path / "p", "p") as project,
        pytest.raises(SourceError, match="1x1 pixels, too few"),
    ):
        add_film(project, film)


def test_that_a_trouble_tells_what_kind_it_is(project: Project) -> None:
    a, b = project.sources()
    project.path_of(a).unlink()
    project.path_of(b).write_bytes(b"other")
    assert [trouble.kind for trouble in troubles(project)] == ["missing", "changed"]


def test_that_a_changed_film_is_found_again_where_the_old_one_lies(
    project: Project, tmp_path: Path
) -> None:
    a = project.sources()[0]
    old = tmp_path / "old" / "a.mkv"
    old.parent.mkdir()
    old.write_bytes(project.path_of(a).read_bytes())
    project.path_of(a).write_bytes(b"other")
    (found,) = find_moved(project, tmp_path / "old")
    assert found.id == a.id and project.path_of(found) == old


def test_that_what_is_not_found_is_told_and_folders_without_rights_are_passed_over(
    project: Project, tmp_path: Path
) -> None:
    sources = project.sources()
    deep = tmp_path / "new" / "a" / "b" / "first.mkv"
    near = tmp_path / "new" / "z" / "second.mkv"
    for path in (deep, near):
        path.parent.mkdir(parents=True)
        path.write_bytes(project.path_of(sources[0]).read_bytes())
    seen: list[str] = []
    moved = look_for(
        project.folder, sources, tmp_path / "new", checkpoint=lambda now: seen.append(now.what)
    )
    assert [now.path.rpartition("/")[2] for _, now in moved.found] == ["second.mkv"]
    assert moved.lost == (sources[1],)
    assert str(near) in seen
    assert look_for(project.folder, sources, tmp_path / "nowhere").lost == tuple(sources)


def test_that_a_search_can_be_stopped(project: Project, tmp_path: Path) -> None:
    def stop(_now: Progress) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        look_for(project.folder, project.sources(), tmp_path, checkpoint=stop)


def test_that_a_changed_film_is_used_as_it_is_and_keeps_its_clips(tmp_path: Path) -> None:
    path = make_film(tmp_path / "film.mp4", 24, size=(64, 48))
    with Project.create(tmp_path / "p", "p") as project:
        source = add_film(project, path)
        clip = project.add([Clip(source=source.id, start=0, end=20, caption="a boat")])[0]
        make_film(path, 10, size=(64, 48))
        (now,), failures = as_they_are_now(project, [source])
        assert failures == []
        assert (now.id, now.frames, now.path) == (source.id, 10, source.path)
        assert troubles(project) == []
        assert project.clips() == [clip] and clip.end > now.frames
        project.undo()
        assert project.sources() == [source]


def test_that_films_used_as_they_are_now_are_one_step_but_for_those_that_cannot_be(
    tmp_path: Path,
) -> None:
    with Project.create(tmp_path / "p", "p") as project:
        paths = [make_film(tmp_path / f"{n}.mp4", 24, size=(64, 48)) for n in range(3)]
        before = [add_film(project, path) for path in paths]
        for path in paths[:2]:
            make_film(path, 10, size=(64, 48))
        paths[2].unlink()
        now, failures = as_they_are_now(project, before)
        assert [source.frames for source in now] == [10, 10]
        assert len(failures) == 1 and "2.mp4" in failures[0]
        project.undo()
        assert project.sources() == before


def test_that_two_films_of_one_content_get_a_file_each(project: Project, tmp_path: Path) -> None:
    twin = tmp_path / "films" / "twin.mkv"
    a = project.sources()[0]
    project.add([film_on_disk(twin, project.path_of(a).read_bytes())])
    new = tmp_path / "new"
    new.mkdir()
    for path in (project.path_of(a), twin):
        path.rename(new / path.name)
    (here,) = find_moved(project, new / "nothing") or find_moved(project, new)[:1]
    assert [source.path.rpartition("/")[2] for source in project.sources()] == [
        "a.mkv",
        "b.mkv",
        "twin.mkv",
    ]
    assert here.id == a.id and troubles(project) == []


def test_that_no_film_is_moved_onto_another_of_the_project(
    project: Project, tmp_path: Path
) -> None:
    a = project.sources()[0]
    twin = tmp_path / "films" / "twin.mkv"
    project.add([film_on_disk(twin, project.path_of(a).read_bytes())])
    project.path_of(a).unlink()
    with pytest.raises(SourceError, match="in the project already"):
        relocate(project, a, twin)
    assert find_moved(project, tmp_path / "films") == []
