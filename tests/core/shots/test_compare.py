"""Two opinions side by side: what counts as the same cut."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.shots.compare import Comparison, compare
from app.core.shots.cuts import Cut
from app.core.shots.detect import Detection


def found(*places: int | tuple[int, int]) -> Detection:
    """Return a detection of hard cuts (a frame) and dissolves (a range)."""
    cuts = [
        Cut(place, place, "hard", 0.9) if isinstance(place, int) else Cut(*place, "dissolve", 0.8)
        for place in places
    ]
    return Detection(1000, tuple(cuts), 0, 1000)


def pairs(compared: Comparison) -> Sequence[tuple[int, int]]:
    return [(a.frame, b.frame) for a, b in compared.both]


def frames(cuts: Sequence[Cut]) -> list[int]:
    return [cut.frame for cut in cuts]


def test_that_cuts_within_the_tolerance_are_the_same() -> None:
    compared = compare(found(10, 50, 90), found(11, 52, 90))
    assert pairs(compared) == [(10, 11), (90, 90)]
    assert (frames(compared.only_first), frames(compared.only_second)) == ([50], [52])


def test_that_a_wider_tolerance_finds_more_the_same() -> None:
    assert pairs(compare(found(50), found(52), tolerance=2)) == [(50, 52)]
    assert pairs(compare(found(50), found(51), tolerance=0)) == []


def test_that_the_nearest_of_two_is_the_same_and_the_other_is_not() -> None:
    compared = compare(found(10, 11), found(11))
    assert pairs(compared) == [(11, 11)]
    assert frames(compared.only_first) == [10]


@pytest.mark.parametrize(("hard", "same"), [(98, 0), (99, 1), (110, 1), (120, 1), (121, 0)])
def test_that_a_dissolve_is_the_same_as_a_hard_cut_inside_it(hard: int, same: int) -> None:
    for one, other in [(found((100, 120)), found(hard)), (found(hard), found((100, 120)))]:
        assert len(compare(one, other).both) == same


def test_that_several_cuts_inside_one_dissolve_are_all_the_same_as_it() -> None:
    compared = compare(found((100, 140)), found(105, 130, 160))
    assert pairs(compared) == [(100, 105), (100, 130)]
    assert frames(compared.only_second) == [160]


def test_that_nothing_in_common_leaves_all_on_either_side() -> None:
    compared = compare(found(1, 2), found())
    assert (compared.both, frames(compared.only_first), compared.only_second) == ((), [1, 2], ())


def test_that_the_json_has_both_sides() -> None:
    printed = json.loads(json.dumps(compare(found(10, 50), found(11, (70, 80))).to_json()))
    assert printed["both"] == [[10, 11]]
    assert [cut["frame"] for cut in printed["only_first"]] == [50]
    assert printed["only_second"] == [{"frame": 70, "end": 80, "kind": "dissolve", "score": 0.8}]


_PLACES = st.lists(st.integers(0, 60), unique=True, max_size=12).map(sorted)


@given(_PLACES, _PLACES, st.integers(0, 3))
def test_that_every_cut_is_on_one_side_or_in_a_pair(
    a: list[int], b: list[int], tolerance: int
) -> None:
    compared = compare(found(*a), found(*b), tolerance)
    assert sorted(frames(compared.only_first) + [x for x, _ in pairs(compared)]) == a
    assert sorted(frames(compared.only_second) + [y for _, y in pairs(compared)]) == b
    assert all(abs(x - y) <= tolerance for x, y in pairs(compared))


@given(_PLACES)
def test_that_a_detection_agrees_with_itself(a: list[int]) -> None:
    compared = compare(found(*a), found(*a))
    assert pairs(compared) == [(frame, frame) for frame in a]
