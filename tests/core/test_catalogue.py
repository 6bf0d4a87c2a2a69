from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from app.core.browsing import Badge, Catalogue, Kind, Tile
from app.core.captions.writing import write
from app.core.library import picking
from app.core.library.edits import Edit, adding, changing, removing, several
from app.core.library.model import Clip, Shot, Source, Still
from app.core.library.project import Project
from app.core.library.snapshot import Snapshot
from app.core.media.index import FrameIndex, index_file
from tests.core.library.makers import film

KINDS: tuple[Kind, ...] = ("shot", "clip", "still")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path, "p") as made:
        films = made.add([film(f"{n}.mp4") for n in range(12)])
        for each in films:
            made.add([Shot(source=each.id, start=5 * n, end=5 * n + 5) for n in range(10)])
            made.add([Clip(source=each.id, start=5 * n, end=5 * n + 4) for n in range(3)])
            made.add([Still(source=each.id, frame=n) for n in range(3)])
        yield made


@pytest.fixture
def indexes(demo_film: Path, project: Project) -> dict[int, FrameIndex]:
    index = index_file(demo_film)
    return {source.id: index for source in project.sources() if source.id % 3}


def edits(project: Project) -> list[Edit]:
    first, second = project.clips()[:2]
    shots = project.shots()
    source = project.source(2)
    return [
        picking.pick(1, 22, 31),
        changing(first, dataclasses.replace(first, start=40, end=47)),
        changing(second, dataclasses.replace(second, caption="rain", rating=4)),
        picking.set_state([second], "rejected"),
        picking.mark_shots(shots[:2], project.clips(), "rejected"),
        picking.split_shot(shots[4], 22),
        picking.merge_shots(shots[6], shots[7]),
        picking.rate(shots, 3),
        removing(second, project.stills()[0]),
        adding(Still(source=3, frame=1), Clip(source=3, start=0, end=50)),
        changing(source, dataclasses.replace(source, path="other.mp4")),
        changing(project.settings, dataclasses.replace(project.settings, rate=Fraction(8))),
        several("more", [adding(Source(**{**fields(source), "path": "new.mp4"}))]),
        removing(source),
    ]


def fields(source: Source) -> dict[str, object]:
    return {each.name: getattr(source, each.name) for each in dataclasses.fields(source)} | {
        "id": 0
    }


def shown(catalogue: Catalogue) -> dict[str, list[Tile]]:
    return {kind: catalogue.tiles(kind) for kind in KINDS}


def test_that_followed_tiles_are_those_made_anew(
    project: Project, indexes: dict[int, FrameIndex]
) -> None:
    rows = Snapshot.of(project)
    catalogue = Catalogue(rows, indexes)
    for edit in edits(project):
        for done in (project.apply(edit), project.undo(), project.redo()):
            assert done
            rows.follow(done)
            assert catalogue.follow(done)
            assert shown(catalogue) == shown(Catalogue(rows, indexes)), edit.label


def test_that_tiles_an_edit_does_not_touch_stay_the_same_objects(
    project: Project, indexes: dict[int, FrameIndex]
) -> None:
    rows = Snapshot.of(project)
    catalogue = Catalogue(rows, indexes)
    before = shown(catalogue)
    done = project.apply(picking.pick(1, 22, 31))
    rows.follow(done)
    catalogue.follow(done)
    now = shown(catalogue)
    changed = [t for t, old in zip(now["shot"], before["shot"], strict=True) if t is not old]
    assert [(tile.source, tile.start, tile.state) for tile in changed] == [
        (1, 20, "picked"),
        (1, 25, "picked"),
        (1, 30, "picked"),
    ]
    assert sum(tile not in before["clip"] for tile in now["clip"]) == 1
    assert not catalogue.follow(Edit("nothing"))


def test_that_a_film_that_was_indexed_gets_lengths(
    project: Project, indexes: dict[int, FrameIndex]
) -> None:
    known: dict[int, FrameIndex] = {}
    catalogue = Catalogue(Snapshot.of(project), known)
    assert {tile.length for tile in catalogue.tiles("clip", 1)} == {None}
    known[1] = indexes[1]
    catalogue.make([1])
    assert None not in {tile.length for tile in catalogue.tiles("clip", 1)}
    assert {tile.length for tile in catalogue.tiles("clip", 2)} == {None}


def test_that_badges_are_those_last_given(project: Project) -> None:
    catalogue = Catalogue(Snapshot.of(project), {})
    first, second = (tile.id for tile in catalogue.tiles("clip", 1)[:2])
    dark, cut = Badge("dark", "warn"), Badge("cut inside", "bad")
    catalogue.set_badges({("clip", first): (dark,)}, [1])
    catalogue.set_badges({("clip", second): (cut,)}, [1])
    catalogue.set_badges({}, [2])
    assert [tile.badges for tile in catalogue.tiles("clip", 1)[:2]] == [(), (cut,)]


def test_that_badges_reach_shots_and_the_picks_on_them(
    project: Project, indexes: dict[int, FrameIndex]
) -> None:
    rows = Snapshot.of(project)
    catalogue = Catalogue(rows, indexes)
    shot, pick = catalogue.tiles("shot", 1)[0], catalogue.tiles("clip", 1)[0]
    assert [tile.key for tile in shot.picks] == [pick.key]
    others = catalogue.tiles("shot", 2)
    dark, cut = Badge("dark", "warn", "It is dark.", "black"), Badge("cut inside", "bad")
    assert catalogue.set_badges({shot.key: (dark,), pick.key: (cut,)}, [1])
    now = catalogue.tiles("shot", 1)[0]
    assert now.badges == (*shot.badges, dark)
    assert now.picks == (pick._replace(badges=(cut,)),)
    assert all(new is old for new, old in zip(catalogue.tiles("shot", 2), others, strict=True))
    assert not catalogue.set_badges({shot.key: (dark,), pick.key: (cut,)}, [1])
    assert shown(catalogue) == shown(Catalogue(rows, indexes, catalogue.badges))
    assert catalogue.set_badges({}, [1])
    assert catalogue.tiles("shot", 1)[0] == shot


def test_that_a_shot_holds_the_picks_over_it_that_are_not_rejected(project: Project) -> None:
    rows = Snapshot.of(project)
    catalogue = Catalogue(rows, {})
    for edit in (
        picking.pick(1, 22, 31),
        picking.set_state(project.clips()[:1], "rejected"),
        write(project.clips()[1], "rain"),
    ):
        done = project.apply(edit)
        rows.follow(done)
        catalogue.follow(done)
    held = [[pick.start for pick in tile.picks] for tile in catalogue.tiles("shot", 1)]
    assert held == [[], [5], [10], [], [22], [22], [22], [], [], []]
    assert catalogue.tiles("shot", 1)[1].picks[0].caption == "rain"


def test_that_one_made_again_has_the_tiles_of_the_rows_as_they_are_now(
    project: Project, indexes: dict[int, FrameIndex]
) -> None:
    known = dict(list(indexes.items())[:2])
    before = Catalogue(Snapshot.of(project), known, {("clip", 1): (Badge("cut", "bad"),)})
    make = before.again()
    project.apply(edits(project)[1])
    news = {source for source in indexes if source not in known}
    known.update(indexes)
    before.set_badges({("clip", 2): (Badge("blurred", "warn"),)}, [1])  # while rows are read
    after = make(Snapshot.of(project))
    after.carry(before)
    assert after.know(known) == news and not after.know(known)
    after.make(news)
    wanted = Catalogue(Snapshot.of(project), indexes, before.badges)
    assert shown(after) == shown(wanted)
    assert [tile.badges for tile in after.tiles("clip", 1)].count(()) == 2
