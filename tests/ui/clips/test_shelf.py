from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication, QWidget

from app.core.browsing import Badge, Catalogue, Kind, Tile
from app.core.library import picking
from app.core.library.edits import Edit, adding, changing, removing
from app.core.library.model import Clip, Cut, Shot, Source, Still
from app.core.library.project import Project
from app.core.library.snapshot import Snapshot
from app.core.settings import Preferences
from app.ui.actions import Actions
from app.ui.clips.shelf import Shelf
from app.ui.document import Document, read
from app.ui.films import Films
from app.ui.jobs import Jobs
from app.ui.preferences import PreferenceStore
from app.ui.widgets.thumbnails import Thumbnails
from tests.core.library.makers import filled
from tests.ui.rig import InWindow, Rig, made_project, until


def all_of(shelf: Shelf) -> dict[Kind, list[Tile]]:
    """All tiles, whatever is shown."""
    assert shelf._catalogue is not None
    kinds: tuple[Kind, ...] = ("shot", "clip", "still")
    return {kind: list(shelf._catalogue.tiles(kind, None)) for kind in kinds}


def titles(rig: Rig) -> list[tuple[str, int]]:
    """The tiles that are shown."""
    return [tile.key for tile in rig.clips.shelf.grid.tiles]


def counts(rig: Rig) -> list[int | None]:
    """The numbers beside shots, picks and stills."""
    return [segment.count for segment in rig.clips.shelf.segments._segments]


@pytest.fixture
def two(tmp_path: Path, five_shots: Path) -> Path:
    """A project of two films with five shots each."""
    other = tmp_path / "second 영화.mp4"
    other.write_bytes(five_shots.read_bytes())
    return made_project(tmp_path / "two", five_shots, other)


def test_that_counts_follow_picks_and_the_chosen_film(in_window: InWindow, two: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(two)
        assert counts(rig) == [10, 0, 0]
        rig.clips.picking.pick()
        rig.clips.picking.add_still(3)
        rig.clips.shelf.reveal("shot", 7)
        rig.clips.picking.pick()
        assert counts(rig) == [10, 2, 1]
        rig.clips.sources.choose(2)
        assert counts(rig) == [5, 1, 0]
        rig.clips.picking.reject()
        assert counts(rig) == [5, 0, 0]
        rig.clips.sources.choose(None)
        assert counts(rig) == [10, 1, 1]

    in_window(scenario)


def test_that_words_filter_film_caption_and_tag(in_window: InWindow, two: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(two)
        shelf = rig.clips.shelf
        shelf.grid.select([("shot", 2)])
        rig.clips.picking.tag("hill")
        shelf.search.setText("영화")
        await until(lambda: len(shelf.grid.tiles) == 5)
        assert {tile.source for tile in shelf.grid.tiles} == {2}
        shelf.search.setText("HILL")
        await until(lambda: titles(rig) == [("shot", 2)])
        shelf.search.setText("nothing like it")
        await until(lambda: not shelf.grid.tiles)
        assert "Escape" in shelf.grid.empty_text
        assert counts(rig)[0] == 10
        shelf.search.clear()
        await until(lambda: len(shelf.grid.tiles) == 10)

    in_window(scenario)


def test_that_tiles_stand_in_the_chosen_order(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        shelf = rig.clips.shelf
        shelf.grid.select([("shot", 4)])
        rig.clips.picking.rate(5)
        shelf.order.setCurrentIndex(2)
        assert titles(rig)[0] == ("shot", 4)
        rig.clips.cutting.cut_at(3 * 36 + 9)
        shelf.order.setCurrentIndex(1)
        assert titles(rig)[-1] == ("shot", 4)
        shelf.order.setCurrentIndex(0)
        assert [tile.start for tile in shelf.grid.tiles] == sorted(
            tile.start for tile in shelf.grid.tiles
        )

    in_window(scenario)


def test_that_current_and_selected_tiles_stay_through_edits_and_filters(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        grid = rig.clips.shelf.grid
        chosen = [("shot", 2), ("shot", 4)]
        grid.select(chosen, ("shot", 4))
        rig.clips.picking.rate(3)
        rig.clips.picking.tag("hill")
        rig.document.undo()
        rig.document.refresh(Snapshot.of(rig.document.project))
        assert [tile.key for tile in grid.selected_tiles()] == chosen
        assert grid.current_tile().key == ("shot", 4)
        assert rig.clips.marking.mark.shot == 4

    in_window(scenario)


def test_that_an_empty_kind_says_how_to_fill_it(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        shelf = rig.clips.shelf
        for kind, word in (("clip", "Enter"), ("still", "S")):
            shelf.show_kind(kind)
            assert word in shelf.grid.empty_text
            assert rig.clips.marking.mark is None
        shelf.show_kind("shot")
        assert rig.clips.marking.mark.shot == 1

    in_window(scenario)


def test_that_a_check_becomes_a_badge(in_window: InWindow, project: Path) -> None:
    with Project.open(project) as opened:
        opened.add([Clip(source=1, start=20, end=60)])  # a cut lies inside
        opened.add([Cut(source=1, frame=36, end=36)])

    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        shelf = rig.clips.shelf
        shelf.show_kind("clip")
        await until(lambda: shelf.grid.tiles and shelf.grid.tiles[0].badges)
        (badge,) = shelf.grid.tiles[0].badges
        assert "cut" in badge.text and badge.tone in ("bad", "warn")
        shelf.search.setText("cut inside")
        rig.document.apply(picking.set_range(rig.clip(), 0, 30, "Out"))
        await until(lambda: not all_of(shelf)["clip"][0].badges)

    in_window(scenario)


def test_that_all_tiles_are_made_beside_the_window(
    in_window: InWindow, two: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[bool] = []
    make = Catalogue.__init__

    def watched(self: Catalogue, *args: Any) -> None:  # noqa: ANN401 -- whatever it takes
        made.append(threading.current_thread() is threading.main_thread())
        make(self, *args)

    monkeypatch.setattr(Catalogue, "__init__", watched)

    async def scenario(rig: Rig) -> None:
        await rig.open(two)
        await until(lambda: all(tile.length for tile in rig.clips.shelf.grid.tiles))
        assert len(rig.clips.shelf.grid.tiles) == 10
        rig.document.apply(adding(Clip(source=1, start=0, end=30), label="Pick"))
        shown = all_of(rig.clips.shelf)
        await rig.window.desk.reload()
        assert all_of(rig.clips.shelf) == shown and len(shown["clip"]) == 1
        assert made == [False, False]

    in_window(scenario)


def test_that_a_film_indexed_while_the_project_is_read_again_gets_lengths(
    in_window: InWindow, two: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(two)
        films = rig.window.parts.films
        await until(lambda: len(films.indexes) == 2)
        shelf = rig.clips.shelf
        await until(lambda: all(tile.length for tile in shelf.grid.tiles))
        lengths = [tile.length for tile in shelf.grid.tiles]
        index = films._indexes.pop(2)
        rows, tiles = read(rig.document.project)
        films._indexes[2] = index
        rig.document.refresh(rows, tiles)
        await until(lambda: [tile.length for tile in shelf.grid.tiles] == lengths)

    in_window(scenario)


def test_that_tiles_sorted_by_length_find_their_places_when_films_are_indexed(
    in_window: InWindow, two: Path
) -> None:
    with Project.open(two) as opened:
        last = opened.shots()[-1]
        opened.change(last, replace(last, start=last.start - 20))

    async def scenario(rig: Rig) -> None:
        await rig.open(two)
        shelf = rig.clips.shelf
        shelf.order.setCurrentIndex(1)
        await until(lambda: all(tile.length for tile in shelf.grid.tiles))
        await until(lambda: titles(rig)[0] == ("shot", last.id))
        await rig.open(made_project(two.parent / "other", two.parent / "second 영화.mp4"))
        await rig.open(two)  # nothing is known of its films then
        await until(lambda: titles(rig)[0] == ("shot", last.id))

    in_window(scenario)


def test_that_what_is_taken_back_in_another_film_is_shown(in_window: InWindow, two: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(two)
        rig.clips.reveal("shot", 7)
        rig.clips.picking.pick()
        rig.clips.sources.choose(1)
        rig.clips.shelf.step(0)
        rig.document.undo()
        rig.document.redo()
        assert rig.clips.marking.mark.source == 2
        assert rig.clips.sources.current is None
        tile = rig.clips.shelf.grid.current_tile()
        assert tile is not None and tile.key == ("shot", 7)

    in_window(scenario)


# ------------------------------------------------------ following edits equals making all anew

Step = Callable[[random.Random, Document], Edit | None]


def chosen(dice: random.Random, rows: list[object]) -> list[object]:
    """Some rows."""
    return dice.sample(rows, min(len(rows), dice.randint(1, 3)))


def add_clip(dice: random.Random, document: Document) -> Edit:
    start = dice.randrange(0, 80)
    source = dice.choice(document.rows.sources).id
    return adding(Clip(source=source, start=start, end=start + dice.randint(1, 40)))


def add_still(dice: random.Random, document: Document) -> Edit:
    return adding(Still(source=dice.choice(document.rows.sources).id, frame=dice.randrange(99)))


def judge(dice: random.Random, document: Document) -> Edit:
    rows = document.rows
    some = chosen(dice, [*rows.shots, *rows.clips, *rows.stills])
    if dice.random() < 0.5:
        return picking.rate(some, dice.randint(0, 5))
    return picking.tag(some, dice.choice("abc"))


def decide(dice: random.Random, document: Document) -> Edit:
    clips = chosen(dice, document.rows.clips)
    return picking.set_state(clips, dice.choice(["picked", "open", "rejected"]))


def reject(dice: random.Random, document: Document) -> Edit:
    return picking.mark_shots(
        chosen(dice, document.rows.shots), document.rows.clips, dice.choice(["rejected", "open"])
    )


def move(dice: random.Random, document: Document) -> Edit | None:
    if not document.rows.clips:
        return None
    start = dice.randrange(80)
    return picking.set_range(dice.choice(document.rows.clips), start, start + 9, "Out")


def split(dice: random.Random, document: Document) -> Edit | None:
    long = [shot for shot in document.rows.shots if shot.end - shot.start > 1]
    if not long:
        return None
    shot = dice.choice(long)
    return picking.split_shot(shot, dice.randrange(shot.start + 1, shot.end))


def merge(dice: random.Random, document: Document) -> Edit | None:
    shots = document.rows.of_source(Shot, dice.choice(document.rows.sources).id)
    return picking.merge_shots(*shots[:2]) if len(shots) > 1 else None


def remove(dice: random.Random, document: Document) -> Edit:
    return removing(*chosen(dice, [*document.rows.clips, *document.rows.stills]))


def rename(dice: random.Random, document: Document) -> Edit:
    source = dice.choice(document.rows.sources)
    return changing(source, replace(source, path=f"films/{dice.randrange(99)}.mkv"))


def drop_film(dice: random.Random, document: Document) -> Edit | None:
    sources = document.rows.sources
    return removing(dice.choice(sources)) if len(sources) > 1 and dice.random() < 0.3 else None


def settle_rate(dice: random.Random, document: Document) -> Edit:
    now = document.rows.settings
    return changing(now, replace(now, trigger=dice.choice("abc")))


STEPS: list[Step] = [
    *(add_clip, add_still, judge, decide, reject, move, split, merge, remove, rename),
    *(drop_film, settle_rate),
]


class Unread(Films):
    """Films that nobody looks at."""

    def load(self, source: int) -> None:
        """Leave it."""

    def film(self, source: int) -> None:
        """Know nothing of it."""


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_that_following_edits_shows_the_same_as_making_all_tiles_anew(
    qapp: QApplication, tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    dice = random.Random(seed)
    project = filled(tmp_path_factory.mktemp("shelf") / "p")
    document, jobs = Document(), Jobs()
    films = Unread(document, jobs)
    preferences = PreferenceStore(Preferences())
    thumbnails = Thumbnails()
    window = QWidget()
    shelf = Shelf(document, films, preferences, thumbnails, Actions(window))
    document.show(project, Snapshot.of(project))
    shelf.set_badges({("clip", 1): (Badge("cut", "bad"),)}, [1, 2])
    for _ in range(12):
        what = dice.random()
        if what < 0.2:
            document.undo()
        elif what < 0.3:
            document.redo()
        else:
            edit = dice.choice(STEPS)(dice, document)
            if edit:
                document.apply(edit)
        followed = all_of(shelf)
        numbers = [segment.count for segment in shelf.segments._segments]
        shelf.rebuild()
        assert followed == all_of(shelf)
        assert numbers == [segment.count for segment in shelf.segments._segments]
    assert isinstance(document.rows.sources[0], Source)
    document.close()
    thumbnails.close()
    for part in (shelf, thumbnails, document, jobs):
        part.deleteLater()
