from __future__ import annotations

import dataclasses
import os
import sqlite3
import threading
import time
from fractions import Fraction
from pathlib import Path

import pytest

from app.core.errors import ProjectError
from app.core.library.edits import Edit, changing
from app.core.library.model import Clip, Cut, Settings, Shot, Source, Still
from app.core.library.project import Project
from app.core.media.geometry import Crop
from tests.core.library.makers import filled, film


def test_that_a_new_project_is_a_folder_with_one_file(tmp_path: Path) -> None:
    with Project.create(tmp_path / "new" / "p", "Fireflies") as project:
        assert project.settings == Settings(name="Fireflies")
        assert project.settings.rate == Fraction(16)
    assert [path.name for path in (tmp_path / "new" / "p").iterdir()] == ["project.rushes"]


def test_that_a_project_opens_by_its_folder_or_its_file(tmp_path: Path) -> None:
    filled(tmp_path).close()
    with Project.open(tmp_path) as by_folder, Project.open(tmp_path / "project.rushes") as by_file:
        assert by_folder.settings == by_file.settings
        assert by_folder.folder == tmp_path.resolve()


def test_that_everything_added_is_there_after_opening_again(tmp_path: Path) -> None:
    with filled(tmp_path) as project:
        first = project.sources()[0]
        before = (project.clips(), project.stills(), project.shots(), project.cuts())
        lists = (project.datasets(), project.prompts())
    with Project.open(tmp_path) as project:
        assert (project.clips(), project.stills(), project.shots(), project.cuts()) == before
        assert (project.datasets(), project.prompts()) == lists
        assert project.clips(first)[1].crop == Crop(1920, 800, 0, 120)
        assert project.clip(1).tags == ("rain", "boy")
        assert project.source(first.id).rate == Fraction(24000, 1001)
        assert [d.name for d in project.datasets()] == ["stills", "a"]


def test_that_clips_come_in_the_order_of_sources_and_frames(tmp_path: Path) -> None:
    with filled(tmp_path) as project:
        a, b = project.sources()
        assert [(c.source, c.start) for c in project.clips()] == [(a.id, 0), (a.id, 50), (b.id, 10)]
        assert [c.start for c in project.clips(state="picked")] == [0, 10]
        assert [c.start for c in project.clips(a, state="rejected")] == [50]
        assert (project.count(Shot), project.count(Shot, a), project.count(Still)) == (3, 2, 1)
        assert [shot.start for shot in project.shots(limit=2, offset=1)] == [48, 10]


def test_that_a_change_sets_only_the_fields_that_differ(tmp_path: Path) -> None:
    with filled(tmp_path) as project:
        seen = project.clip(1)
        project.change(seen, dataclasses.replace(seen, rating=5))
        project.change(seen, dataclasses.replace(seen, caption="later"))  # from the older state
        assert (project.clip(1).rating, project.clip(1).caption) == (5, "later")


def test_that_a_removed_source_takes_its_rows_along_and_the_inverse_brings_them_back(
    tmp_path: Path,
) -> None:
    with filled(tmp_path) as project:
        before = (project.sources(), project.clips(), project.shots(), project.cuts())
        project.remove([project.sources()[0]])
        assert [clip.id for clip in project.clips()] == [1]
        assert project.cuts() == [] and project.stills() == []
        project.apply(project.log(1)[0].inverse)
        assert (project.sources(), project.clips(), project.shots(), project.cuts()) == before


def test_that_an_id_is_never_given_twice(tmp_path: Path) -> None:
    with filled(tmp_path) as project:
        last = project.clips()[-1]
        new = project.add([Clip(source=last.source, start=0, end=9)])[0]
        project.remove([new])
        again = project.add([Clip(source=last.source, start=0, end=9)])[0]
        assert again.id > new.id


def test_that_an_edit_without_effect_is_not_logged(tmp_path: Path) -> None:
    with filled(tmp_path) as project:
        count = len(project.log())
        clip = project.clip(1)
        project.change(clip, dataclasses.replace(clip))
        project.apply(Edit("Nothing"))
        project.apply(Edit("Gone already", removed=(("clip", 999),)))
        missing = dataclasses.replace(clip, id=999)
        project.change(missing, dataclasses.replace(missing, caption="x"))
        assert len(project.log()) == count


def test_that_an_edit_is_done_whole_or_not_at_all(tmp_path: Path) -> None:
    with filled(tmp_path) as project:
        clip = project.clip(1)
        edit = Edit(
            "Half wrong",
            added=(Clip(source=999, start=0, end=5),),
            changed=changing(clip, dataclasses.replace(clip, caption="x")).changed,
        )
        count = len(project.log())
        with pytest.raises(sqlite3.IntegrityError):
            project.apply(edit)
        assert project.clip(1) == clip
        assert len(project.log()) == count


def test_that_the_same_film_is_not_kept_twice(tmp_path: Path) -> None:
    with filled(tmp_path) as project, pytest.raises(sqlite3.IntegrityError):
        project.add([film("films/b.mkv")])


def test_that_asking_for_what_is_gone_is_said_in_a_sentence(tmp_path: Path) -> None:
    with filled(tmp_path) as project, pytest.raises(ProjectError, match="holds no clip 99"):
        project.clip(99)


def test_that_two_programs_see_each_others_changes(tmp_path: Path) -> None:
    with filled(tmp_path) as one, Project.open(tmp_path) as two:
        clip = two.clip(1)
        two.change(clip, dataclasses.replace(clip, rating=4))
        one.change(clip, dataclasses.replace(clip, caption="x"))
        assert one.clip(1) == two.clip(1) == dataclasses.replace(clip, rating=4, caption="x")


def test_that_threads_take_turns(tmp_path: Path) -> None:
    with filled(tmp_path) as project:
        source = project.sources()[0]

        def work(start: int) -> None:
            for n in range(20):
                project.add([Clip(source=source.id, start=start + n, end=start + n + 1)])
                assert project.clips(source)

        threads = [threading.Thread(target=work, args=(1000 * n,)) for n in range(1, 5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len([clip for clip in project.clips(source) if clip.start >= 1000]) == 80


def test_that_a_hundred_thousand_shots_open_within_a_second(tmp_path: Path) -> None:
    with Project.create(tmp_path, "large") as project:
        films: list[Source] = project.add([film(f"{n}.mkv") for n in range(10)])
        project.add(
            [Shot(source=films[n % 10].id, start=n * 2, end=n * 2 + 2) for n in range(100_000)]
        )
    start = time.thread_time()
    with Project.open(tmp_path) as project:
        assert project.count(Shot) == 100_000
        assert len(project.shots(project.sources()[3], limit=100)) == 100
    assert time.thread_time() - start < 1.0


@pytest.mark.parametrize(
    "make",
    [
        lambda: Clip(source=1, start=5, end=5),
        lambda: Shot(source=1, start=-1, end=5),
        lambda: Still(source=1, frame=-1),
        lambda: Cut(source=1, frame=5, end=4),
        lambda: Clip(source=1, start=0, end=5, rating=6),
    ],
)
def test_that_impossible_rows_cannot_be_made(make: object) -> None:
    with pytest.raises(ValueError):
        make()  # type: ignore[operator]


@pytest.mark.skipif(os.name == "nt", reason="a file that is open cannot be moved there")
def test_that_nothing_is_written_to_a_project_that_is_gone(tmp_path: Path) -> None:
    with filled(tmp_path / "p") as project:
        (tmp_path / "p").rename(tmp_path / "q")
        for change in (project.undo, lambda: project.remove(project.clips())):
            with pytest.raises(ProjectError, match="is not there any more: put it back"):
                change()
        (tmp_path / "q").rename(tmp_path / "p")
        project.remove(project.clips())
        assert project.clips() == []


def test_that_half_a_character_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with filled(tmp_path) as project:
        clip = project.clips()[0]
        with pytest.raises(ProjectError, match="a text holds half a character"):
            project.change(clip, dataclasses.replace(clip, caption="\ud83d"))
        assert project.clips()[0] == clip
