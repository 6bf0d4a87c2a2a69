"""What is left of a clip without what is wrong in it."""

from __future__ import annotations

import numpy as np
import pytest

from app.core.checks.findings import CheckKind
from app.core.checks.judging import Context, judge
from app.core.checks.lengths import Lengths
from app.core.checks.measure import SERIES, Measure
from app.core.checks.parts import between, liveliest
from app.core.checks.twins import without
from app.core.library.model import Clip
from app.core.shots.cuts import Cut
from tests.core.checks.test_judging import measure


def with_row(made: Measure, name: str, places: slice, value: float) -> Measure:
    made.series[SERIES.index(name), places] = value
    return made


def parts(made: Measure, kind: CheckKind, **context: object) -> tuple[tuple[int, int], ...]:
    found = judge(made, Context(**{"start": 100, "end": 206, **context}))  # type: ignore[arg-type]
    return next(each.parts for each in found if each.kind is kind)


@pytest.mark.parametrize(
    ("walls", "left"),
    [
        ([], ()),
        ([(0, 10)], ()),
        ([(90, 95)], ()),
        ([(40, 40)], ((10, 40), (40, 90))),
        ([(40, 50), (45, 60)], ((10, 40), (60, 90))),
        ([(0, 20), (80, 100)], ((20, 80),)),
        ([(5, 95)], ()),
    ],
)
def test_that_walls_part_a_range(
    walls: list[tuple[int, int]], left: tuple[tuple[int, int], ...]
) -> None:
    assert between(10, 90, walls) == left


def test_that_all_cuts_of_the_film_part_a_clip() -> None:
    cuts = [Cut(130, 130, "hard", 0.9), Cut(190, 224, "dissolve", 0.9)]
    assert parts(measure(), CheckKind.CUT, cuts=cuts) == ((100, 130), (130, 190))
    assert parts(measure(), CheckKind.FADE, cuts=cuts) == ((100, 130), (130, 190))


def test_that_a_cut_seen_in_the_clip_may_lie_before_the_frame_that_shows_it() -> None:
    # Every second frame was looked at: the shot may begin at 139 or at 140.
    made = measure(cuts=(Cut(140, 140, "hard", 0.95),))
    assert parts(made, CheckKind.CUT) == ((100, 139), (140, 206))


def test_that_black_frames_and_flashes_part_a_clip() -> None:
    black = measure()
    for name in ("top", "spread"):
        with_row(black, name, slice(0, 3), 0)
    assert parts(black, CheckKind.BLACK, cuts=[]) == ((106, 206),)
    flash = with_row(measure(), "mean", slice(20, 22), 200)
    assert parts(flash, CheckKind.FLASH, cuts=[]) == ((100, 140), (144, 206))


def test_that_what_lies_before_the_damage_is_left() -> None:
    assert parts(measure(), CheckKind.DAMAGED, damaged_after=150) == ((100, 150),)
    assert parts(measure(), CheckKind.DAMAGED, damaged_after=80) == ()


def test_that_the_liveliest_window_is_found_and_no_cut_is_in_it() -> None:
    made = with_row(measure(), "moved", slice(30, 45), 0.9)
    assert liveliest(made, 15, 206) == (158, 188)  # from the frame before the first that moves
    assert liveliest(made, 15, 206, [(170, 170)]) == (170, 200)
    assert liveliest(made, 15, 206, [(188, 188)]) == (158, 188)  # a cut may be its edge
    assert liveliest(made, 15, 206, [(110, 200)]) is None
    assert liveliest(made, 53, 206) is None
    lengths = Lengths(longest=15)
    assert parts(made, CheckKind.LONG, cuts=[], lengths=lengths) == ((158, 188),)


def test_that_a_clip_without_another_is_what_the_other_lacks() -> None:
    clip = Clip(source=1, start=10, end=50)
    spans = {(0, 30): ((30, 50),), (30, 60): ((10, 30),), (20, 30): ((10, 20), (30, 50))}
    for (start, end), left in spans.items():
        assert without(clip, Clip(source=1, start=start, end=end)) == left
    assert without(clip, Clip(source=1, start=0, end=60)) == ()


def test_that_frames_that_repeat_have_no_liveliest_window() -> None:
    made = measure()
    slow = Measure(length=80, repeated=27, frames=made.frames, series=np.array(made.series))
    assert liveliest(slow, 15, 206) is None
