"""What is listed: picks in an order, followed edit by edit, and the row one is in kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import pytest

from app.core.browsing import Key
from app.core.captions.filtering import State
from app.core.captions.listing import CaptionOrder, Listing, in_order, with_kept
from app.core.library.edits import Edit, adding, changing, removing
from app.core.library.model import Clip, Source, Still
from app.core.library.project import Project
from app.core.library.snapshot import Snapshot
from tests.core.library.makers import film

R = TypeVar("R", Clip, Still, Source)


@dataclass(frozen=True)
class Entry:
    state: State = "written"
    words: int = 0
    tokens: int = 0
    lints: tuple[str, ...] = ()


def a_project(folder: Path) -> Project:
    """Clips and stills of two films; clip 3 and still 2 are not picked."""
    project = Project.create(folder, "Fireflies")
    first, second = project.add([film("films/a.mkv"), film("films/b.mkv")], label="Films")
    project.add(
        [
            Clip(source=second.id, start=0, end=40, caption="of the second film"),
            Clip(source=first.id, start=100, end=140, caption="later"),
            Clip(source=first.id, start=200, end=240, state="rejected"),
            Clip(source=first.id, start=0, end=50, caption="early"),
        ]
    )
    project.add(
        [
            Still(source=first.id, frame=60, caption="a still"),
            Still(source=first.id, frame=70, state="open"),
        ]
    )
    return project


class Followed:
    """A listing and the rows it lists, both after each edit."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.rows = Snapshot.of(project)
        self.listing = Listing(self.rows, {})

    def apply(self, edit: Edit) -> tuple[set[Key], bool]:
        done = self.project.apply(edit)
        self.rows.follow(done)
        found = self.listing.follow(done)
        assert self.listing.tiles == Listing(Snapshot.of(self.project), {}).tiles
        return set(found.changed), found.moved

    def get(self, kind: type[R], row_id: int) -> R:
        row = self.rows.get(kind, row_id)
        assert row is not None
        return row

    @property
    def keys(self) -> list[Key]:
        return [tile.key for tile in self.listing.tiles]


@pytest.fixture
def followed(tmp_path: Path) -> Iterator[Followed]:
    with a_project(tmp_path / "p") as project:
        yield Followed(project)


def test_that_picked_clips_and_stills_are_listed_as_they_lie_in_the_films(
    followed: Followed,
) -> None:
    assert followed.keys == [("clip", 4), ("still", 1), ("clip", 2), ("clip", 1)]


def test_that_a_new_caption_changes_its_tile_and_nothing_else(followed: Followed) -> None:
    before = followed.listing.tiles
    clip = followed.get(Clip, 2)
    changed, moved = followed.apply(changing(clip, replace(clip, caption="words")))
    assert (changed, moved) == ({("clip", 2)}, False)
    tile = followed.listing.tile(("clip", 2))
    assert tile is not None and tile.caption == "words"
    same = [new is old for new, old in zip(followed.listing.tiles, before, strict=True)]
    assert same == [True, True, False, True]


def test_that_clips_come_go_and_move_in_the_list_with_the_edits(followed: Followed) -> None:
    rejected = followed.get(Clip, 3)
    _, moved = followed.apply(changing(rejected, replace(rejected, state="picked")))
    assert moved and followed.keys[3] == ("clip", 3)
    first = followed.get(Clip, 4)
    _, moved = followed.apply(changing(first, replace(first, start=300, end=340)))
    assert moved and followed.keys[3] == ("clip", 4)
    _, moved = followed.apply(removing(followed.get(Still, 1)))
    assert moved and ("still", 1) not in followed.keys
    _, moved = followed.apply(adding(Clip(source=2, start=500, end=520)))
    assert moved and followed.keys[-1] == ("clip", 5)


def test_that_edits_of_other_things_change_nothing(followed: Followed) -> None:
    settings = followed.project.settings
    assert followed.apply(changing(settings, replace(settings, name="Other"))) == (set(), False)
    rejected = followed.get(Clip, 3)
    assert followed.apply(changing(rejected, replace(rejected, rating=2))) == (set(), False)


def test_that_a_film_that_goes_takes_its_captions_along(followed: Followed) -> None:
    source = followed.get(Source, 1)
    gone = [row for kind in (Clip, Still) for row in followed.rows.of_source(kind, 1)]
    followed.apply(removing(*gone, source))
    assert followed.keys == [("clip", 1)]


ENTRIES: dict[Key, Entry] = {
    ("clip", 4): Entry("done", 9, 30),
    ("still", 1): Entry("empty", 0, 2, ("empty",)),
    ("clip", 2): Entry("written", 2, 600, ("short", "tokens")),
    ("clip", 1): Entry("machine", 2, 4),
}


@pytest.mark.parametrize(
    ("order", "reverse", "expected"),
    [
        ("order", False, "c4 s1 c2 c1"), ("order", True, "c1 c2 s1 c4"),
        ("state", False, "s1 c1 c2 c4"), ("state", True, "c4 c2 c1 s1"),
        ("newest", False, "c4 c2 c1 s1"), ("caption", False, "s1 c4 c2 c1"),
        ("words", False, "s1 c2 c1 c4"), ("words", True, "c4 c2 c1 s1"),
        ("tokens", False, "s1 c1 c4 c2"), ("lints", False, "c2 s1 c4 c1"),
        ("lints", True, "c4 c1 s1 c2"),
    ],
)  # fmt: skip
def test_that_captions_are_sorted_and_equals_stay_in_film_order(
    followed: Followed, order: CaptionOrder, reverse: bool, expected: str
) -> None:
    found = in_order(followed.listing.tiles, order, ENTRIES.__getitem__, reverse=reverse)
    assert [f"{tile.kind[0]}{tile.id}" for tile in found] == expected.split()


def keys(text: str) -> list[Key]:
    return [("clip", ord(letter)) for letter in text]


@pytest.mark.parametrize(
    ("wanted", "before", "kept", "expected"),
    [
        ("abd", "abcd", "c", "abcd"),  # it passes the filter no more
        ("cabd", "abcd", "c", "abcd"),  # it would be first by now
        ("d", "abcd", "c", "cd"),
        ("bad", "abcd", "c", "bcad"),  # the others are turned round
        ("", "abcd", "c", "c"),
        ("abd", "abd", "c", "abd"),  # it was not there
        ("abd", "abcd", "", "abd"),
    ],
)
def test_that_the_row_one_is_in_stays_beside_what_stood_above_it(
    wanted: str, before: str, kept: str, expected: str
) -> None:
    key = keys(kept)[0] if kept else None
    assert with_kept(keys(wanted), keys(before), key) == keys(expected)
