from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest

from app.core.library.edits import adding, changing, removing, several
from app.core.library.model import Clip, Cut, Dataset, Prompt, Settings, Shot, Source, Still
from app.core.library.project import Project
from app.core.library.rows import SHOT, Value
from app.core.library.snapshot import Snapshot
from tests.core.library.makers import film

KINDS = (Settings, Source, Cut, Shot, Clip, Still, Dataset, Prompt)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path, "p") as made:
        films = made.add([film("b.mp4"), film("a.mp4")])
        for each in films:
            made.add([Shot(source=each.id, start=20 * n, end=20 * n + 20) for n in range(30)])
            made.add([Clip(source=each.id, start=20 * n, end=20 * n + 9) for n in range(9)])
            made.add([Still(source=each.id, frame=n) for n in range(5)])
            made.add([Cut(source=each.id, frame=20 * n, end=20 * n) for n in range(1, 30)])
        yield made


def rows(snapshot: Snapshot) -> dict[str, list[object]]:
    return {kind.__name__: list(snapshot._rows[kind]) for kind in KINDS}


def check(snapshot: Snapshot, project: Project) -> None:
    fresh = Snapshot.of(project)
    assert rows(snapshot) == rows(fresh)
    assert snapshot._by_id == fresh._by_id
    assert sums(snapshot) == sums(fresh)


def sums(snapshot: Snapshot) -> list[object]:
    of = [None, 1, 2]
    counted = [snapshot.number_of(kind, source) for kind in (Shot, Clip, Still) for source in of]
    picked = [snapshot.picked_of(kind, source) for kind in (Clip, Still) for source in of]
    return [*counted, *picked, snapshot.tags]


def test_that_a_snapshot_follows_every_kind_of_edit(project: Project) -> None:
    snapshot = Snapshot.of(project)
    clips = project.clips()
    moved = dataclasses.replace(clips[0], start=399, end=420, caption="a")
    edits = [
        adding(*(Clip(source=1, start=n, end=n + 5) for n in range(30))),
        adding(Shot(source=2, start=7, end=9)),
        changing(clips[0], moved),
        changing(clips[3], dataclasses.replace(clips[3], caption="b", rating=3, tags=("x", "y"))),
        changing(clips[4], dataclasses.replace(clips[4], state="rejected", tags=("x",))),
        removing(clips[3]),
        removing(clips[5]),
        removing(*project.shots(project.source(1))),
        changing(project.settings, dataclasses.replace(project.settings, trigger="t")),
        removing(project.source(2)),
    ]
    for edit in edits:
        snapshot.follow(project.apply(edit))
        check(snapshot, project)


def test_that_rows_of_one_source_come_in_order(project: Project) -> None:
    snapshot = Snapshot.of(project)
    second = project.source(2)
    assert snapshot.of_source(Shot, 2) == project.shots(second)
    assert snapshot.of_source(Clip, 2) == project.clips(second)
    assert snapshot.of_source(Clip, 3) == []
    assert snapshot.get(Clip, 10**6) is None


def test_that_sums_are_told_without_counting(project: Project) -> None:
    snapshot = Snapshot.of(project)
    assert snapshot.number_of(Shot) == 60
    assert snapshot.number_of(Clip, 2) == 9
    assert snapshot.number_of(Clip, 77) == 0
    assert (snapshot.picked_of(Clip), snapshot.picked_of(Still, 1)) == (18, 5)
    first, second = project.clips()[:2]
    tagged = [changing(row, dataclasses.replace(row, tags=("rain",))) for row in (first, second)]
    for edit in tagged:
        snapshot.follow(project.apply(edit))
    snapshot.follow(project.apply(removing(first)))
    assert snapshot.tags == {"rain"}
    assert snapshot.picked_of(Clip, 1) == 8


def test_that_rows_that_were_read_already_are_not_shown_twice(project: Project) -> None:
    clip = project.clips()[0]
    new = [dataclasses.replace(clip, id=0, end=clip.end + n) for n in range(3)]
    done = project.apply(adding(*new))
    snapshot = Snapshot.of(project)
    snapshot.follow(done)
    check(snapshot, project)


def test_that_a_snapshot_follows_an_edit_of_many_rows(project: Project) -> None:
    snapshot = Snapshot.of(project)
    replace = dataclasses.replace
    clips, settings = project.clips(), project.settings
    worded = [changing(clip, replace(clip, caption=f"a {clip.id}")) for clip in clips]
    twice = [changing(clip, replace(clip, caption="b", tags=("x",))) for clip in clips[:3]]
    moved = [
        changing(clip, replace(clip, start=clip.start + 50, end=clip.end + 50, state="rejected"))
        for clip in clips[2:6]
    ]
    named = changing(settings, replace(settings, name="another"))
    done = project.apply(several("many", [*worded, *twice, *moved, named]))
    assert len(done.changed) > len(clips)
    snapshot.follow(done)
    check(snapshot, project)
    back = project.undo()
    assert back is not None
    snapshot.follow(back)
    check(snapshot, project)


def test_that_an_edit_does_not_wait_while_many_rows_are_made(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    decode, waited = SHOT.decode, []

    def slowly(rows: Iterable[Sequence[Value]]) -> Iterator[Shot]:
        monkeypatch.undo()  # what is applied is decoded as ever
        applying = threading.Thread(
            target=project.apply, args=(adding(Shot(source=1, start=700, end=720)),)
        )
        applying.start()
        applying.join(5)
        waited.append(applying.is_alive())
        return decode(rows)

    monkeypatch.setattr(SHOT, "decode", slowly)
    assert len(project.shots()) == 60
    assert waited == [False]
