"""Pairs of clips that show the same, and what is decided on them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from app.core.checks.clips import check_clips
from app.core.checks.findings import CheckKind, Finding
from app.core.checks.side_by_side import (
    Comparison,
    compare,
    is_open,
    keep_both,
    keep_left,
    keep_right,
)
from app.core.checks.twins import KEPT, Twins, carried, find_twins
from app.core.library.model import Clip
from app.core.library.project import Project
from app.core.library.sources import add_film
from tests.core.checks.painted import paint, scene


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "project", "Twins") as project:
        yield project


@pytest.fixture
def clips(project: Project, tmp_path: Path) -> list[Clip]:
    """Of two films of one scene and one of another; two clips of the first overlap."""
    pictures = scene(8, 60)
    small = pictures.reshape(60, 108, 2, 192, 2).mean((2, 4))
    sources = [
        add_film(project, paint(tmp_path / f"{name}.mp4", made))
        for name, made in {"large": pictures, "small": small, "other": scene(9, 60)}.items()
    ]
    large, small_film, other = (source.id for source in sources)
    spans = [(large, 0, 60), (large, 10, 50), (small_film, 0, 60), (other, 0, 60)]
    return project.add([Clip(source=of, start=start, end=end) for of, start, end in spans])


def ids(comparison: Comparison) -> list[tuple[int, int]]:
    return [(pair.left.clip.id, pair.right.clip.id) for pair in comparison.pairs]


def test_that_pairs_are_there_with_the_facts_of_each(project: Project, clips: list[Clip]) -> None:
    check_clips(project, clips)
    found = compare(project, project.clips())
    assert ids(found)[0] == (1, 2) and set(ids(found)) == {(1, 2), (1, 3), (2, 3)}
    assert found.unknown == 0
    first = found.pairs[0]
    assert first.headline == "They share 40 source frames."
    assert (first.left.frames, first.right.frames) == (40, 27)
    assert first.left.motion is not None and first.left.sharpness is not None
    assert all(pair.headline == "They show the same." for pair in found.pairs[1:])
    assert first.has(2) and not first.has(3)


def test_that_clips_not_looked_at_are_counted(project: Project, clips: list[Clip]) -> None:
    found = compare(project, project.clips())
    assert ids(found) == [(1, 2)] and found.unknown == 4  # the project alone tells of these
    assert found.pairs[0].left.frames is None


def test_that_what_is_decided_does_not_come_back(project: Project, clips: list[Clip]) -> None:
    check_clips(project, clips)
    project.apply(keep_both(project.clip(1), project.clip(2)))
    assert project.clip(1).tags == (KEPT,)
    assert set(ids(compare(project, project.clips()))) == {(1, 3), (2, 3)}
    project.apply(keep_left(project.clip(1), project.clip(3)))
    assert ids(compare(project, project.clips())) == []
    project.undo()
    project.apply(keep_right(project.clip(1), project.clip(3)))
    assert ids(compare(project, project.clips())) == [(2, 3)]


def test_that_a_pair_is_open_while_both_are_picked_and_not_both_kept() -> None:
    left, right = (Clip(id=n, source=1, start=0, end=9) for n in (1, 2))
    kept = Clip(id=1, source=1, start=0, end=9, tags=(KEPT,))
    gone = Clip(id=2, source=1, start=0, end=9, state="rejected")
    assert is_open(left, right) and is_open(kept, right)
    assert not is_open(left, gone) and not is_open(left, None)
    assert not is_open(kept, Clip(id=2, source=1, start=0, end=9, tags=("a", KEPT)))


def test_that_pairs_of_a_thousand_clips_are_found_quickly() -> None:
    random = np.random.default_rng(5)
    clips = [Clip(id=n, source=n % 7, start=200 * n, end=200 * n + 80) for n in range(1, 1001)]
    hashes = {clip.id: [int(each) for each in random.integers(0, 1 << 63, 7)] for clip in clips}
    hashes[900] = hashes[100]
    begin = time.process_time()
    assert find_twins(clips, hashes) == [Twins(clips[99], clips[899])]
    assert time.process_time() - begin < 1.0


def test_that_a_twin_in_another_film_stays_known_when_one_film_is_looked_at() -> None:
    twin = Finding(kind=CheckKind.DUPLICATE, level="warn", text="duplicate", other=9)
    good = Finding(kind=CheckKind.BLUR, level="good", text="sharp")
    assert carried([twin], (good,), lambda clip: clip == 9) == (twin, good)
    assert carried([twin], (good,), lambda _clip: False) == (good,)
    nearer = Finding(kind=CheckKind.DUPLICATE, level="warn", text="overlaps", other=4)
    assert carried([twin], (nearer,), lambda _clip: True) == (nearer,)
