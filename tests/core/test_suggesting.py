"""The best windows of a shot."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from app.core.cache import Cache
from app.core.checks.keeping import measure_range
from app.core.checks.kept import Range
from app.core.errors import AppError
from app.core.jobs import Progress, Stopped
from app.core.media.conform import conformed_length
from app.core.media.index import FrameIndex, index_file
from app.core.shots.cuts import Cut
from app.core.shots.suggest import Flaws, best_windows
from app.core.suggesting import Suggested, Wish, suggest
from tests.core.checks.painted import paint, scene
from tests.films import make_film, spoil

BLACK = np.zeros((12, 216, 384), np.float32)


def suggested(
    tmp_path: Path, *parts: np.ndarray, length: int = 17, cuts: list[Cut] | None = None
) -> tuple[FrameIndex, Suggested]:
    index = index_file(paint(tmp_path / "film.mp4", np.concatenate(parts)), cache=Cache(tmp_path))
    wish = Wish(shot=(0, len(index)), length=length, cuts=cuts)
    return index, suggest(index, wish, cache=Cache(tmp_path))


def test_that_the_liveliest_windows_come_first_and_lie_apart(tmp_path: Path) -> None:
    calm, lively = scene(1, 60, speed=0), scene(1, 36, speed=4)
    index, found = suggested(tmp_path, calm, lively, calm, cuts=[])
    start, end = found.windows[0]
    assert start > 50 and end < 106  # the 36 frames that move, or nearly
    assert len(found.windows) >= 3
    assert all(conformed_length(index, *window) == 17 for window in found.windows)
    assert all(a[1] <= b[0] for a, b in pairwise(sorted(found.windows)))


def test_that_no_window_goes_across_a_cut_known_or_seen(tmp_path: Path) -> None:
    one, two = scene(1, 40, speed=1), scene(2, 40, speed=1)
    for cuts in ([Cut(40, 40, "hard", 1.0)], None):
        _, found = suggested(tmp_path, one, two, cuts=cuts)
        assert found.windows
        assert all(end <= 40 or start >= 40 for start, end in found.windows)
        lively = found.windows[0]
        assert lively[1] - lively[0] == 25


def test_that_the_change_at_a_cut_is_no_motion(tmp_path: Path) -> None:
    calm = scene(2, 40, speed=0)
    for cut in (40, 41):  # on a trained frame, and between two
        _, found = suggested(
            tmp_path, scene(1, cut, speed=2), calm, cuts=[Cut(cut, cut, "hard", 1.0)]
        )
        assert found.windows[0][1] <= cut


def test_that_fades_flashes_and_black_are_left_out(tmp_path: Path) -> None:
    flash = scene(1, 90, speed=3)
    flash[40:42] = 235
    _, found = suggested(tmp_path, flash, BLACK, scene(2, 40, speed=1), cuts=[])
    assert found.windows
    bad = {*range(40, 42), *range(90, 102)}
    assert not any(bad & set(range(*window)) for window in found.windows)
    mixed = Cut(100, 140, "dissolve", 0.5)
    _, found = suggested(tmp_path, scene(1, 200), cuts=[mixed])
    assert found.windows
    assert all(end <= 100 or start >= 140 for start, end in found.windows)


def test_that_a_fade_in_counts_where_the_film_was_not_scanned(tmp_path: Path) -> None:
    bright = scene(1, 90, speed=1)
    fade = np.linspace(0, 1, 24, dtype=np.float32)[:, None, None]
    bright[:24] *= fade
    _, found = suggested(tmp_path, BLACK, bright, cuts=None)
    assert found.windows
    assert min(start for start, _ in found.windows) >= 12 + 15


def test_that_what_other_clips_have_is_not_suggested_again(tmp_path: Path) -> None:
    index = index_file(paint(tmp_path / "film.mp4", scene(1, 96)), cache=Cache(tmp_path))
    wish = Wish(shot=(0, 96), length=17, cuts=[])
    best = suggest(index, wish, cache=Cache(tmp_path)).windows[0]
    rest = suggest(index, replace(wish, taken=[best]), cache=Cache(tmp_path))
    assert rest.windows
    assert all(end <= best[0] or best[1] <= start for start, end in rest.windows)


def test_that_a_shot_too_short_is_told_from_one_that_is_spoilt(tmp_path: Path) -> None:
    _, found = suggested(tmp_path, scene(1, 24), length=17)
    assert found == Suggested((), short=True)
    _, found = suggested(tmp_path, scene(1, 20), BLACK, scene(1, 20), length=17, cuts=[])
    assert found == Suggested((), short=False)


def test_that_a_shot_is_decoded_once_and_stops_when_told(tmp_path: Path) -> None:
    index = index_file(paint(tmp_path / "film.mp4", scene(1, 96)), cache=Cache(tmp_path))

    def stop(_: Progress) -> None:
        raise Stopped

    wish = Wish(shot=(0, 96), length=17)
    with pytest.raises(Stopped):
        suggest(index, wish, cache=Cache(tmp_path), checkpoint=stop)
    suggest(index, wish, cache=Cache(tmp_path))
    index.path.unlink()
    assert suggest(index, replace(wish, length=21), cache=Cache(tmp_path)).windows


def test_that_what_lies_behind_a_damage_is_never_suggested(tmp_path: Path) -> None:
    film = spoil(make_film(tmp_path / "whole.mp4", 96, gop=12), 0.55, 4_000)
    index = index_file(film, cache=Cache(tmp_path))
    bad = measure_range(index, Range(0, len(index)), cache=Cache(tmp_path)).damaged_at
    assert bad is not None
    wish = Wish(shot=(0, len(index)), length=5, cuts=[])
    found = suggest(index, wish, cache=Cache(tmp_path))
    assert found.windows and max(end for _, end in found.windows) <= bad
    with pytest.raises(AppError):
        suggest(index, replace(wish, shot=(bad, len(index))), cache=Cache(tmp_path))


def test_that_flaws_touching_a_window_spoil_it_only_inside() -> None:
    flaws = Flaws(cuts=(40,), stretches=((60, 70),))
    assert flaws.clean(20, 40) and flaws.clean(40, 60) and flaws.clean(70, 90)
    assert not flaws.clean(39, 41) and not flaws.clean(59, 61) and not flaws.clean(50, 90)


def test_that_of_equal_windows_the_earliest_comes_first(tmp_path: Path) -> None:
    index = index_file(make_film(tmp_path / "film.mp4", 96))
    motion = np.ones(96, np.float32)
    found = best_windows(index, motion, (0, 96), 17, Flaws())
    assert found == sorted(found) and found[0][0] == 0
