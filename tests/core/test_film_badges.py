from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from app.core.browsing.of_films import PAST_END, film_badges
from app.core.library.model import Clip, Shot, Still
from app.core.library.snapshot import Snapshot
from app.core.library.sources import Kind
from tests.core.library.makers import filled


@pytest.fixture
def rows(tmp_path: Path) -> Snapshot:
    with filled(tmp_path) as project:
        return Snapshot.of(project)


@pytest.mark.parametrize(
    ("kind", "word"), [("missing", "missing"), ("changed", "changed"), ("unreadable", "unreadable")]
)
def test_that_all_tiles_of_a_film_in_trouble_say_so(rows: Snapshot, kind: Kind, word: str) -> None:
    film = rows.sources[0]
    badges = film_badges(rows, film, kind)
    kinds = {"shot": Shot, "clip": Clip, "still": Still}
    mine = {(name, row.id) for name, of in kinds.items() for row in rows.of_source(of, film.id)}
    assert badges.keys() == mine and len(mine) == 5
    assert {badge.text for each in badges.values() for badge in each} == {word}


def test_that_rows_past_the_end_of_a_film_are_marked_and_others_not(rows: Snapshot) -> None:
    film = rows.sources[0]
    assert film_badges(rows, film, None) == {}
    shorter = dataclasses.replace(film, frames=60)
    badges = film_badges(rows, shorter, None)
    ends = {clip.id: clip.end for clip in rows.of_source(Clip, film.id)}
    assert {row for kind, row in badges if kind == "clip"} == {
        row for row, end in ends.items() if end > 60
    }
    assert sum(kind == "shot" for kind, _ in badges) == 1
    assert sum(kind == "still" for kind, _ in badges) == 0  # frame 7 is there
    assert set(badges.values()) == {(PAST_END,)}
