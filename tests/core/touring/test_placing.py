"""Where the card lies: in the window, and beside what it is about."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.touring.placing import Box, beside

WINDOW = (1280, 800)


@pytest.mark.parametrize(
    ("about", "below", "side"),
    [
        (Box(100, 300, 60, 30), False, "right"),
        (Box(1200, 300, 60, 30), False, "left"),
        (Box(80, 560, 1190, 200), False, "above"),
        (Box(80, 20, 1190, 200), False, "below"),
        (Box(300, 300, 900, 40), False, "above"),
        (Box(300, 300, 900, 40), True, "below"),
    ],
)
def test_that_it_lies_beside_the_control_where_there_is_room(
    about: Box, below: bool, side: str
) -> None:
    box = beside((340, 240), about, WINDOW, below=below)
    assert not box.over(about)
    assert {
        "right": box.x >= about.x + about.width,
        "left": box.x + box.width <= about.x,
        "above": box.y + box.height <= about.y,
        "below": box.y >= about.y + about.height,
    }[side]


@settings(max_examples=60, deadline=None)
@given(
    st.builds(Box, *(st.integers(0, 1200), st.integers(0, 760)), *[st.integers(1, 1280)] * 2),
    st.tuples(st.integers(200, 2400), st.integers(200, 1600)),
)
def test_that_it_never_leaves_a_window_that_is_large_enough(
    about: Box, window: tuple[int, int]
) -> None:
    box = beside((176, 160), about, window, gap=12)
    assert box.x >= 12 and box.y >= 12
    assert box.x + box.width <= window[0] - 12 and box.y + box.height <= window[1] - 12
    assert (box.width, box.height) == (176, 160)


def test_that_without_a_control_it_lies_in_a_corner() -> None:
    assert beside((300, 200), None, WINDOW, gap=12) == Box(968, 588, 300, 200)
