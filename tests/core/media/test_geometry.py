from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import SourceError
from app.core.media.geometry import (
    Crop,
    Geometry,
    Size,
    fitting,
    for_still,
    letterbox,
    plan_geometry,
    plan_still,
    shrunk,
    within,
)


@dataclass(frozen=True)
class Film:
    coded_width: int = 1280
    coded_height: int = 720
    rotation: int = 0
    sar: Fraction = Fraction(1)
    path: Path = Path("film.mp4")

    @property
    def display_width(self) -> int:
        return self._display[0]

    @property
    def display_height(self) -> int:
        return self._display[1]

    @property
    def _display(self) -> tuple[int, int]:
        size = round(self.coded_width * self.sar), self.coded_height
        return size if self.rotation % 180 == 0 else (size[1], size[0])


def test_that_an_uncropped_picture_is_taken_as_it_is() -> None:
    geometry = plan_geometry(Film())
    assert geometry == Geometry((1280, 720), (1280, 720), (1280, 720, 0, 0), (1280, 720), 0)
    assert geometry.whole
    assert geometry.size == (1280, 720)


def test_that_a_picture_with_odd_sides_loses_its_last_column_and_row() -> None:
    geometry = plan_geometry(Film(641, 361))
    assert geometry.window == (640, 360, 0, 0)
    assert geometry.scaled == (640, 360)


def test_that_an_odd_crop_keeps_its_corner_and_loses_its_last_column_and_row() -> None:
    assert plan_geometry(Film(), Crop(101, 61, 33, 7)).window == (100, 60, 33, 7)


def test_that_a_still_may_have_odd_sides() -> None:
    geometry = plan_geometry(Film(641, 361), Crop(101, 61, 33, 7), even=False)
    assert geometry.window == (101, 61, 33, 7)
    assert geometry.size == (101, 61)


@pytest.mark.parametrize(
    "crop",
    [
        Crop(1281, 720, 0, 0),
        Crop(100, 100, -1, 0),
        Crop(100, 100, 1181, 0),
        Crop(100, 100, 0, 621),
    ],
)
def test_that_a_crop_outside_the_picture_is_refused(crop: Crop) -> None:
    with pytest.raises(SourceError, match=r'leaves the 1280x720 picture of "film\.mp4"'):
        plan_geometry(Film(), crop)


@pytest.mark.parametrize("crop", [Crop(1, 100, 0, 0), Crop(100, 0, 0, 0), Crop(0, 0, 5, 5)])
def test_that_a_crop_of_nothing_is_refused(crop: Crop) -> None:
    with pytest.raises(SourceError, match="too small"):
        plan_geometry(Film(), crop)


def test_that_a_wanted_size_is_cut_from_the_middle() -> None:
    geometry = plan_geometry(Film(1920, 1040), None, Size(832, 448))
    assert geometry.window == (1920, 1034, 0, 2)  # 1920 * 448 / 832 = 1033.8
    assert geometry.scaled == (832, 448)


def test_that_a_wide_picture_loses_its_sides_to_a_square() -> None:
    assert plan_geometry(Film(), None, Size(704, 704)).window == (720, 720, 280, 0)


def test_that_a_wanted_size_is_cut_from_the_crop() -> None:
    geometry = plan_geometry(Film(), Crop(801, 600, 101, 51), Size(400, 400))
    assert geometry.window == (600, 600, 201, 51)


def test_that_enlarging_is_refused() -> None:
    with pytest.raises(SourceError, match=r"1280x720 .* 1296x720 without enlarging"):
        plan_geometry(Film(), None, Size(1296, 720))
    with pytest.raises(SourceError, match="without enlarging"):
        plan_geometry(Film(), Crop(400, 300, 0, 0), Size(400, 304))


def test_that_a_size_with_an_odd_side_is_refused_for_clips_alone() -> None:
    with pytest.raises(SourceError, match="even sides"):
        plan_geometry(Film(), None, Size(833, 448))
    assert plan_geometry(Film(), None, Size(833, 448), even=False).size == (833, 448)


@pytest.mark.parametrize(
    ("rotation", "window"),
    [(90, (300, 400, 50, 220)), (180, (400, 300, 220, 1280 - 350)), (270, (300, 400, 930, 100))],
)
def test_that_a_crop_is_found_in_a_picture_lying_on_its_side(
    rotation: int, window: tuple[int, int, int, int]
) -> None:
    film = Film(1280, 720, rotation) if rotation != 180 else Film(720, 1280, rotation)
    geometry = plan_geometry(film, Crop(400, 300, 100, 50))
    assert geometry.window == window
    assert geometry.size == (400, 300)
    assert geometry.turn == rotation


def test_that_oblong_pixels_are_squared_before_the_cut() -> None:
    film = Film(720, 576, sar=Fraction(64, 45))
    assert plan_geometry(film).square == (1024, 576)
    geometry = plan_geometry(film, Crop(1000, 500, 10, 20))
    assert geometry.window == (1000, 500, 10, 20)
    assert geometry.coded == (720, 576)


def test_that_a_thumbnail_keeps_the_shape_and_is_never_larger_than_the_film() -> None:
    assert fitting(Film(), 160).size == (160, 90)
    assert fitting(Film(rotation=90), 90).size == (90, 160)
    assert fitting(Film(64, 36), 160).size == (64, 36)
    assert fitting(Film(720, 576, sar=Fraction(64, 45)), 256).size == (256, 144)


sides = st.integers(4, 3000)


@given(
    film=st.builds(
        Film,
        sides,
        sides,
        st.sampled_from([0, 90, 180, 270]),
        st.sampled_from([Fraction(1), Fraction(16, 15), Fraction(8, 9)]),
    ),
    data=st.data(),
    even=st.booleans(),
)
def test_that_any_export_lies_in_the_picture_and_is_not_enlarged(
    film: Film, data: st.DataObject, even: bool
) -> None:
    width = data.draw(st.integers(2, film.display_width))
    height = data.draw(st.integers(2, film.display_height))
    crop = Crop(
        width,
        height,
        data.draw(st.integers(0, film.display_width - width)),
        data.draw(st.integers(0, film.display_height - height)),
    )
    wanted = Size(
        data.draw(st.integers(1, width // 2)) * 2, data.draw(st.integers(1, height // 2)) * 2
    )
    size = data.draw(st.sampled_from([None, wanted]))
    geometry = plan_geometry(film, crop, size, even=even)
    window, square = geometry.window, geometry.square
    assert min(window) >= 0
    assert window.x + window.width <= square.width
    assert window.y + window.height <= square.height
    assert geometry.scaled.width <= window.width
    assert geometry.scaled.height <= window.height
    if size is not None:
        assert geometry.size == size
    if even:
        assert geometry.width % 2 == geometry.height % 2 == 0


@given(
    film=st.builds(Film, sides, sides, st.sampled_from([0, 90, 180, 270])),
    wanted=st.builds(Size, st.integers(1, 3000), st.integers(1, 3000)),
    data=st.data(),
)
def test_that_a_still_is_as_wanted_or_of_that_shape_and_never_enlarged(
    film: Film, wanted: Size, data: st.DataObject
) -> None:
    width = data.draw(st.integers(1, film.display_width))
    height = data.draw(st.integers(1, film.display_height))
    x = data.draw(st.integers(0, film.display_width - width))
    crop = data.draw(st.sampled_from([None, Crop(width, height, x, 0)]))
    room = Size(film.display_width, film.display_height) if crop is None else crop.size
    geometry, window = plan_still(film, crop, wanted), for_still(film, crop, wanted)
    fits = room.width >= wanted.width and room.height >= wanted.height
    if fits:
        assert geometry.size == wanted
    else:
        assert geometry.size == window.size
        assert window.width == room.width or window.height == room.height
        error = abs(window.width * wanted.height - window.height * wanted.width)
        assert min(window.size) == 1 or error <= max(wanted)  # the shape, to the pixel
    assert geometry.scaled.width <= geometry.window.width
    assert geometry.scaled.height <= geometry.window.height
    upright = geometry.window.size.turned if film.rotation % 180 else geometry.window.size
    assert upright == window.size  # what is shown is what is exported
    left = window.x - (0 if crop is None else crop.x)
    assert abs(2 * left + window.width - room.width) <= 1  # in the middle


def test_that_a_still_without_a_wanted_size_is_its_crop() -> None:
    assert plan_still(Film(641, 361)).size == (641, 361)
    assert plan_still(Film(641, 361), Crop(101, 51, 31, 17)).size == (101, 51)
    assert plan_still(Film(1280, 720), None, Size(768, 768)).size == (720, 720)
    assert for_still(Film(1280, 720), None, Size(768, 768)) == Crop(720, 720, 280, 0)


@pytest.mark.parametrize(
    ("picture", "box", "place"),
    [
        (Size(192, 112), Size(192, 112), Crop(192, 112, 0, 0)),
        (Size(192, 112), Size(384, 300), Crop(384, 224, 0, 38)),
        (Size(192, 112), Size(100, 28), Crop(48, 28, 26, 0)),
        (Size(1000, 1), Size(10, 10), Crop(10, 1, 0, 4)),
    ],
)
def test_that_a_picture_lies_in_the_middle_of_its_box_as_large_as_it_fits(
    picture: Size, box: Size, place: Crop
) -> None:
    assert letterbox(picture, box) == place


@given(
    width=st.integers(2, 4000),
    height=st.integers(2, 4000),
    box=st.builds(Size, st.integers(1, 3000), st.integers(1, 3000)),
)
def test_that_what_was_made_for_a_box_is_shown_dot_for_dot(
    width: int, height: int, box: Size
) -> None:
    made = within(Film(width, height), box).size
    if width // 2 * 2 >= box.width or height // 2 * 2 >= box.height:
        assert letterbox(made, box).size == made


def test_that_a_crop_is_drawn_where_it_lies_in_the_shown_picture() -> None:
    assert shrunk(Crop(640, 360, 320, 180), Size(1280, 720), Crop(320, 180, 10, 20)) == Crop(
        160, 90, 90, 65
    )
