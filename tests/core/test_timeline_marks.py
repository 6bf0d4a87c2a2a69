from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.core.timeline import View
from app.core.timeline_marks import (
    REACH,
    CutDrag,
    CutGrip,
    Drag,
    Grip,
    cut_grip_at,
    grip_at,
    row_at,
    score_at,
    snapped,
    y_of,
)

FRAMES = 2000
VIEW = View.fit(FRAMES, 1000).zoomed(8, 0)  # 4 px per frame, 250 frames
CUTS = [0, 50, 100, 103, 2000]


def test_that_a_cut_attracts_within_reach_only() -> None:
    assert snapped(VIEW, CUTS, 52) == 50
    assert snapped(VIEW, CUTS, 48) == 50
    assert snapped(VIEW, CUTS, 53) == 53
    assert snapped(VIEW, CUTS, 102) == 103
    assert snapped(VIEW, [], 7) == 7


@given(st.lists(st.integers(0, FRAMES)).map(sorted), st.integers(0, FRAMES), st.floats(1, 40))
def test_that_the_nearest_cut_attracts(cuts: list[int], frame: int, zoom: float) -> None:
    view = View.fit(FRAMES, 1000).zoomed(zoom, 0)
    found = snapped(view, cuts, frame)
    near = [cut for cut in cuts if abs(cut - frame) * view.scale <= REACH]
    if near:
        assert abs(found - frame) == min(abs(cut - frame) for cut in near)
        assert found in near
    else:
        assert found == frame


def test_that_the_grip_is_an_edge_the_body_or_a_new_range() -> None:
    marked = (20, 60)  # 80 to 240 px
    places = {74: "start", 85: "start", 90: "body", 160: "body", 236: "end", 245: "end"}
    assert {x: grip_at(VIEW, marked, x) for x in places} == places
    assert grip_at(VIEW, marked, 70) == grip_at(VIEW, marked, 250) == "new"
    assert grip_at(VIEW, None, 160) == "new"


def test_that_a_range_narrow_on_screen_can_be_taken_by_all_its_parts() -> None:
    view = View.fit(FRAMES, 1000)  # 0.5 px per frame: the range is 8 px wide
    grips = [grip_at(view, (100, 116), x) for x in (47, 51, 54, 57, 62)]
    assert grips == ["start", "start", "body", "end", "end"]


@given(
    st.sampled_from(["start", "end", "body", "new"]),
    st.integers(0, FRAMES - 1),
    st.integers(1, 400),
    st.integers(0, FRAMES),
    st.integers(-50, FRAMES + 50),
    st.booleans(),
)
def test_that_a_dragged_range_is_never_empty_and_stays_in_the_film(
    grip: Grip, start: int, length: int, grabbed: int, hand: int, snap: bool
) -> None:
    origin = start, min(FRAMES, start + length)
    drag = Drag(grip, origin, grabbed)
    new = drag.moved(hand, VIEW, CUTS, (lambda a, b: a + (b - a) // 4 * 4 + 1) if snap else None)
    assert 0 <= new[0] < new[1] <= FRAMES
    if grip == "end":
        assert new[0] == origin[0]
    if not snap and grip == "start":
        assert new[1] == origin[1]
    if not snap and grip == "body":
        assert new[1] - new[0] == origin[1] - origin[0]


def test_that_an_edge_goes_to_a_cut_and_the_length_has_the_last_word() -> None:
    drag = Drag("end", (20, 60), 60)
    assert drag.moved(99, VIEW, CUTS) == (20, 100)
    assert drag.moved(99, VIEW, CUTS, lambda start, end: end - 3) == (20, 97)


def test_that_a_moved_range_goes_to_a_cut_with_either_end() -> None:
    drag = Drag("body", (60, 90), 70)
    assert drag.moved(61, VIEW, CUTS) == (50, 80)
    assert drag.moved(81, VIEW, CUTS) == (70, 100)
    assert drag.moved(75, VIEW, CUTS) == (65, 95)


def test_that_a_new_range_grows_to_both_sides() -> None:
    drag = Drag("new", (0, 0), 70)
    assert drag.moved(80, VIEW, CUTS) == (70, 80)
    assert drag.moved(60, VIEW, CUTS) == (60, 70)
    assert drag.moved(70, VIEW, CUTS) == (70, 71)
    assert Drag("new", (0, 0), FRAMES).moved(FRAMES, VIEW, []) == (FRAMES - 1, FRAMES)


@given(st.floats(0, 1))
def test_that_a_score_is_read_where_it_is_drawn(score: float) -> None:
    assert abs(score_at(y_of(score, 6, 40), 6, 40) - score) < 1e-9


def test_that_a_score_stays_within_its_scale() -> None:
    assert score_at(-100, 6, 40) == 1
    assert score_at(100, 6, 40) == 0


def test_that_a_row_ends_where_the_next_begins() -> None:
    assert [row_at([0, 20], [20, 30], y) for y in (-1, 0, 19.5, 20, 49, 50)] == [
        None,
        0,
        0,
        1,
        1,
        None,
    ]


# -------------------------------------------------------------------------------- cuts by hand

HARD = (0, 50), (50, 120)  # at 200 px
SOFT = (0, 50), (60, 120)  # from 200 to 240 px


def test_that_a_hard_cut_is_taken_as_a_whole_near_it_only() -> None:
    places = {193: None, 195: "whole", 200: "whole", 206: "whole", 207: None}
    assert {x: cut_grip_at(VIEW, *HARD, x) for x in places} == places


def test_that_a_gradual_cut_is_taken_by_its_edges_or_between_them() -> None:
    places = {193: None, 195: "end", 205: "end", 220: "whole", 236: "start", 246: "start"}
    assert {x: cut_grip_at(VIEW, *SOFT, x) for x in places} == places
    far = View.fit(FRAMES, 1000)  # half a pixel per frame: 5 px wide
    assert [cut_grip_at(far, *SOFT, x) for x in (24, 27, 31)] == ["whole"] * 3


def test_that_a_cut_of_a_shot_that_is_hardly_seen_is_not_taken() -> None:
    assert cut_grip_at(VIEW, (48, 50), (50, 120), 200) is None
    assert cut_grip_at(VIEW, (0, 50), (50, 52), 200) is None
    assert cut_grip_at(VIEW, (47, 50), (50, 53), 200) == "whole"


@given(
    st.sampled_from(["whole", "end", "start"]),
    st.integers(1, 300),
    st.integers(0, 40),
    st.integers(1, 300),
    st.integers(-500, 900),
    st.lists(st.integers(0, FRAMES)).map(sorted),
)
def test_that_a_dragged_cut_leaves_both_shots_a_frame(
    grip: CutGrip, one: int, gap: int, other: int, hand: int, attracting: list[int]
) -> None:
    before, after = (10, 10 + one), (10 + one + gap, 10 + one + gap + other)
    drag = CutDrag(grip, before, after, before[1])
    end, start = drag.moved(hand, VIEW, attracting)
    assert before[0] < end <= start < after[1]
    if grip == "whole":
        assert start - end == gap
    if grip == "end":
        assert start == after[0]
    if grip == "start":
        assert end == before[1]
    assert drag.moved(before[1], VIEW) == drag.origin


def test_that_a_dragged_cut_goes_to_what_attracts() -> None:
    drag = CutDrag("whole", *HARD, 50)
    assert drag.moved(72, VIEW, [70]) == (70, 70)
    assert drag.moved(75, VIEW, [70]) == (75, 75)
    assert CutDrag("end", *SOFT, 50).moved(56, VIEW, [57]) == (57, 60)
