"""What the hand can make of a crop."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.cropping import (
    EVEN,
    HANDLES,
    SIXTEEN,
    Handle,
    Rules,
    dragged,
    drawn,
    fits,
    grown,
    moved,
    said,
    shape_words,
    shaped,
    taken_words,
    to_draw,
    to_keep,
    typed,
)
from app.core.errors import ProjectError
from app.core.media.geometry import Crop, Size

HD = Size(1920, 1080)
FREE, LOCKED = Rules(HD), Rules(HD, shape=Fraction(16, 9))
CORNER = Handle(1, 1)

pictures = st.builds(Size, st.integers(2, 900), st.integers(2, 900))
shapes = st.none() | st.builds(Fraction, st.integers(1, 40), st.integers(1, 40))
rules = st.builds(
    Rules,
    pictures,
    step=st.sampled_from((EVEN, SIXTEEN)),
    shape=shapes,
    reach=st.integers(0, 12),
)
points = st.integers(-300, 1200)


def is_legal(crop: Crop, under: Rules) -> bool:
    """Whether a crop that was sized obeys the rules."""
    least = under.least
    steps = [
        side % under.step == 0 or side == small
        for side, small in zip(crop.size, least, strict=True)
    ]
    even = all(number % EVEN == 0 for number in crop)
    return even and all(steps) and fits(crop, under.picture) and min(crop.size) >= EVEN


@given(rules, st.tuples(points, points, points, points), st.sampled_from(HANDLES), points, points)
def test_that_nothing_the_hand_does_leaves_the_picture_or_the_steps(
    under: Rules, line: tuple[int, int, int, int], handle: Handle, x: int, y: int
) -> None:
    crop = drawn(*line, under)
    assert is_legal(crop, under)
    assert is_legal(dragged(crop, handle, x, y, under), under)
    assert is_legal(grown(crop, 1, under), under) and is_legal(grown(crop, -2, under), under)
    assert is_legal(shaped(crop, under), under)
    there = moved(crop, x, y, under)
    assert there.size == crop.size and is_legal(there, under)


@given(rules, st.sampled_from(HANDLES), points, points, st.tuples(points, points, points, points))
def test_that_the_edge_opposite_the_hand_stays(
    under: Rules, handle: Handle, x: int, y: int, line: tuple[int, int, int, int]
) -> None:
    crop = drawn(*line, under)
    after = dragged(crop, handle, x, y, under)
    if handle.across > 0:
        assert after.x == crop.x
    if handle.across < 0:
        assert after.x + after.width == crop.x + crop.width
    if handle.down > 0:
        assert after.y == crop.y
    if handle.down < 0:
        assert after.y + after.height == crop.y + crop.height


def test_that_a_dragged_corner_follows_the_hand_by_steps_of_sixteen() -> None:
    crop = Crop(640, 480, 100, 100)
    assert dragged(crop, CORNER, 1000, 700, FREE) == Crop(896, 608, 100, 100)
    assert dragged(crop, Handle(-1, -1), 60, 20, FREE) == Crop(672, 560, 68, 20)
    assert dragged(crop, Handle(1, 0), 1000, 999, FREE) == Crop(896, 480, 100, 100)
    even = Rules(HD, step=EVEN)
    assert dragged(crop, CORNER, 1001, 702, even) == Crop(900, 602, 100, 100)


def test_that_a_side_that_is_not_held_keeps_its_length_even_if_it_is_no_multiple() -> None:
    assert dragged(Crop(1920, 1080, 0, 0), Handle(1, 0), 1500, 0, FREE).height == 1080


@pytest.mark.parametrize("handle", HANDLES)
def test_that_a_locked_shape_is_kept_whatever_is_held(handle: Handle) -> None:
    crop = Crop(512, 288, 600, 400)
    after = dragged(crop, handle, 600 + 600 * handle.across, 400 + 600 * handle.down, LOCKED)
    assert after.size != crop.size
    assert abs(Fraction(after.width, after.height) - Fraction(16, 9)) < Fraction(1, 30)


def test_that_a_locked_shape_falls_into_its_exact_sizes() -> None:
    near = Rules(HD, shape=Fraction(24, 13), reach=20)
    crop = Crop(384, 208, 0, 0)
    assert dragged(crop, CORNER, 785, 300, near).size == (768, 416)
    assert dragged(crop, CORNER, 900, 300, near).size == (896, 480)


def test_that_edges_are_drawn_to_the_pictures_edges_and_to_where_the_crop_is_centred() -> None:
    magnetic = Rules(HD, step=EVEN, reach=10)
    crop = Crop(600, 400, 200, 100)
    assert dragged(crop, CORNER, 1913, 1074, magnetic) == Crop(1720, 980, 200, 100)
    assert dragged(crop, CORNER, 1726, 973, magnetic) == Crop(1520, 880, 200, 100)
    assert moved(crop, 7, 674, magnetic) == Crop(600, 400, 0, 680)
    assert moved(crop, 655, 334, magnetic) == Crop(600, 400, 660, 340)
    assert moved(crop, 655, 334, Rules(HD)) == Crop(600, 400, 654, 334)


def test_that_the_largest_crop_of_a_shape_is_in_the_middle_and_true_to_it() -> None:
    whole = FREE.all
    assert shaped(whole, FREE) == Crop(1920, 1072, 0, 4)
    assert shaped(whole, Rules(HD, shape=Fraction(24, 13))) == Crop(1920, 1040, 0, 20)
    assert shaped(whole, Rules(HD, shape=Fraction(1))) == Crop(1072, 1072, 424, 4)
    assert shaped(whole, LOCKED) == Crop(1904, 1072, 8, 4)
    assert shaped(whole, Rules(HD, step=EVEN, shape=Fraction(16, 9))) == Crop(1920, 1080, 0, 0)
    assert shaped(Crop(1920, 804, 0, 138), FREE) == Crop(1920, 800, 0, 140)


def test_that_a_crop_grows_and_shrinks_around_its_middle() -> None:
    crop = Crop(640, 480, 640, 300)
    assert grown(crop, 1, FREE) == Crop(656, 496, 632, 292)
    assert grown(grown(crop, 1, FREE), -1, FREE) == crop
    assert grown(Crop(16, 16, 0, 0), -3, FREE) == Crop(16, 16, 0, 0)
    assert grown(Crop(1904, 1072, 8, 4), 9, FREE) == Crop(1920, 1072, 0, 4)


def test_that_the_whole_picture_is_no_crop() -> None:
    assert to_keep(FREE.all, HD) is None
    assert to_keep(Crop(1920, 1080, 0, 0), Size(1921, 1081)) is None
    assert to_keep(Crop(1920, 1078, 0, 0), HD) == Crop(1920, 1078, 0, 0)
    assert to_draw(None, Size(1921, 1081)) == Crop(1920, 1080, 0, 0)


def test_that_a_crop_that_leaves_the_picture_is_cut_down_to_be_drawn() -> None:
    assert to_draw(Crop(1920, 1040, 0, 20), HD) == Crop(1920, 1040, 0, 20)
    assert to_draw(Crop(1920, 1040, 100, 20), Size(1280, 720)) == Crop(1180, 700, 100, 20)
    assert to_draw(Crop(64, 64, 5000, 5000), HD) == Crop(2, 2, 1918, 1078)


@pytest.mark.parametrize(
    ("text", "crop"),
    [
        ("1920×1040+0+20", Crop(1920, 1040, 0, 20)),
        ("1920x1040 +0 +20", Crop(1920, 1040, 0, 20)),
        ("1920:1040:0:20", Crop(1920, 1040, 0, 20)),
        (" 1280 x 720 ", Crop(1280, 720, 320, 180)),
        ("641×361+3+5", Crop(640, 360, 2, 4)),
        ("1920×1080", None),
        ("", None),
    ],
)
def test_that_typed_numbers_are_read(text: str, crop: Crop | None) -> None:
    assert typed(text, HD) == crop
    if crop is not None:
        assert typed(said(crop), HD) == crop


@pytest.mark.parametrize(
    "text", ["wide", "x" * 3000, "1920", "1920×", "1×1", "1920×1080+2+0", "4000×90", "-4×9"]
)
def test_that_what_is_no_crop_of_the_picture_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(ProjectError, match=r"type .*\.$"):
        typed(text, HD)


def test_that_shapes_have_the_names_people_know() -> None:
    names = {(1920, 1040): "24:13", (1280, 720): "16:9", (1904, 1072): "≈ 16:9", (512, 512): "1:1"}
    names |= {
        (1998, 1080): "1.85:1",
        (848, 544): "1.56:1",
        (2538, 1080): "2.35:1",
        (1920, 804): "2.39:1",
    }
    names |= {(1920, 1000): "1.92:1", (720, 1280): "9:16"}
    assert {size: shape_words(Size(*size)) for size in names} == names


def test_that_what_is_taken_away_is_said_by_sides() -> None:
    assert taken_words(None, HD) == taken_words(FREE.all, HD) == "the whole picture"
    assert taken_words(Crop(1920, 1040, 0, 20), HD) == "20 px off above and below"
    assert taken_words(Crop(1600, 1040, 20, 10), HD) == (
        "10 px off above, 30 px below · 20 px left, 300 px right"
    )
