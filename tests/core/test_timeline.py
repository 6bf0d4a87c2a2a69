from __future__ import annotations

import itertools
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.media.conform import conformed_length
from app.core.media.index import index_file
from app.core.timeline import (
    MOST,
    Curve,
    Film,
    View,
    cells,
    clock,
    envelope,
    in_columns,
    ticks,
)

FILMS = st.integers(1, 200_000)
WIDTHS = st.floats(1, 4000)
RATES = st.sampled_from([Fraction(24), Fraction(24000, 1001), Fraction(25), Fraction(30000, 1001)])


@st.composite
def views(draw: st.DrawFn) -> View:
    """A view of any film after any zoom and pan."""
    view = View.fit(draw(FILMS), draw(WIDTHS))
    for _ in range(draw(st.integers(0, 3))):
        view = view.zoomed(draw(st.floats(0.01, 1000)), draw(st.floats(0, 1)) * view.width)
        view = view.panned(draw(st.floats(-1e7, 1e7)))
    return view


# ---------------------------------------------------------------------------------------- view


@given(views())
def test_that_a_view_never_leaves_the_film(view: View) -> None:
    assert view.start >= 0
    assert view.end <= view.frames + 1e-6 * view.frames
    assert view.width / view.frames <= view.scale <= max(MOST, view.width / view.frames)


@given(views(), st.floats(0, 1))
def test_that_the_frame_under_the_mouse_is_where_the_mouse_is(view: View, share: float) -> None:
    x = share * view.width
    frame = view.frame_at(x)
    slack = 1e-6 * view.scale * view.frames
    assert view.x_of(frame) - slack <= x <= view.x_of(frame + 1) + slack


@given(views(), st.floats(1, 20), st.floats(0, 1))
def test_that_zooming_in_keeps_the_frame_under_the_mouse(
    view: View, factor: float, share: float
) -> None:
    x = share * view.width
    before = view.start + x / view.scale
    zoomed = view.zoomed(factor, x)
    assert zoomed.start + x / zoomed.scale == pytest.approx(before, abs=1e-6 * view.frames)


def test_that_zooming_out_ends_at_the_whole_film() -> None:
    view = View.fit(1728, 900).zoomed(50, 400)
    assert view.zoomed(1e-9, 10) == View.fit(1728, 900)


def test_that_a_resized_whole_film_stays_whole() -> None:
    assert View.fit(1000, 500).resized(800) == View.fit(1000, 800)
    near = View.fit(1000, 500).zoomed(4, 0).panned(300)
    wider = near.resized(600)
    assert (wider.start, wider.scale, wider.width) == (near.start, near.scale, 600)


@given(views(), st.data())
def test_that_a_fitted_range_is_in_view(view: View, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, view.frames - 1))
    end = data.draw(st.integers(start + 1, min(view.frames, start + 500)))
    shown = view.fitted(start, end)
    if shown.scale < MOST:
        assert shown.start <= start + 1e-6 * view.frames
        assert shown.end >= end - 1e-6 * view.frames


@given(views(), st.data())
def test_that_following_shows_the_frame_and_does_not_move_without_need(
    view: View, data: st.DataObject
) -> None:
    frame = data.draw(st.integers(0, view.frames - 1))
    shown = view.followed(frame)
    slack = 1e-6 * view.frames
    assert shown.start - slack <= frame <= shown.end + slack
    assert shown.scale == view.scale
    if view.start <= frame <= view.end - 1 - slack:
        assert shown == view


@given(views())
def test_that_the_scroll_bar_leads_to_where_it_was_read(view: View) -> None:
    most, value = view.scroll()
    assert 0 <= value <= most
    assert view.scrolled(value).start == pytest.approx(view.start, abs=1 / view.scale + 1e-6)


def test_that_the_scroll_bar_has_nothing_to_do_at_the_whole_film() -> None:
    assert View.fit(1728, 917).scroll() == (0, 0)


def test_that_the_boundary_behind_the_last_frame_can_be_reached() -> None:
    view = View.fit(100, 500)
    assert view.boundary_at(499) == 100
    assert view.frame_at(499) == 99
    assert view.frame_at(9999) == 99
    assert view.boundary_at(-20) == view.frame_at(-20) == 0


# ---------------------------------------------------------------------------------------- time


def test_that_a_timecode_counts_frames_since_the_second_began() -> None:
    film = Film(200_000, Fraction(24))
    assert film.timecode(24 * 234 + 11) == "00:03:54:11"
    assert clock(7322) == "02:02:02"


@given(RATES, st.integers(0, 199_999))
def test_that_frames_of_a_timecode_stay_below_the_rate(rate: Fraction, frame: int) -> None:
    film = Film(200_000, rate)
    second = film.second_of(frame)
    assert second <= frame / rate < second + 1
    assert film.first_at(second) <= frame < film.first_at(second + 1)
    assert int(film.timecode(frame)[-2:]) < round(rate)


def test_that_a_variable_rate_is_read_from_its_times() -> None:
    times = np.array([0.0, 0.5, 0.9, 1.0, 1.1, 3.0])
    film = Film(6, Fraction(2), times)
    assert [film.first_at(n) for n in range(5)] == [0, 3, 5, 5, 6]
    assert film.timecode(4) == "00:00:01:01"
    assert film.timecode(5) == "00:00:03:00"


def test_that_times_must_be_there_for_every_frame() -> None:
    with pytest.raises(ValueError, match="2 times for 3 frames"):
        Film(3, Fraction(24), np.zeros(2))
    with pytest.raises(ValueError, match="0 frames"):
        Film(0, Fraction(24))


def test_that_a_length_by_time_is_what_conform_gives(demo_film: Path) -> None:
    index = index_file(demo_film)
    film = Film(len(index), index.rate)
    for start, end in [(792, 871), (0, 1), (100, 142), (3, 1728)]:
        expected = conformed_length(index, start, end)
        assert film.length_at(start, end, Fraction(16)) == expected


# ---------------------------------------------------------------------------------------- ruler


@given(views(), RATES, st.floats(40, 200))
def test_that_labels_have_room_and_ticks_are_on_screen(
    view: View, rate: Fraction, room: float
) -> None:
    film = Film(view.frames, rate)
    found = ticks(film, view, room)
    frames = [tick.frame for tick in found]
    assert frames == sorted(set(frames))
    assert all(frame <= view.end and frame < view.frames for frame in frames)
    assert len(found) <= view.width / 3 + 4 + rate
    labelled = [tick.frame for tick in found if tick.label]
    gaps = [(b - a) * view.scale for a, b in itertools.pairwise(labelled)]
    # Rounded to whole frames, a second is up to one frame shorter.
    assert all(gap >= room - view.scale - 1e-6 for gap in gaps)


def test_that_ticks_show_whole_seconds_from_afar_and_frames_from_near() -> None:
    film = Film(1728, Fraction(24))
    afar = ticks(film, View.fit(1728, 900), 100)
    assert [tick.label for tick in afar if tick.label][:3] == ["00:00:00", "00:00:10", "00:00:20"]
    near = ticks(film, View.fit(1728, 900).zoomed(1e6, 0), 90)
    assert [tick.label for tick in near][:2] == ["00:00:00:00", "00:00:00:01"]


def test_that_a_film_of_two_hours_is_marked_by_tens_of_minutes() -> None:
    film = Film(172_800, Fraction(24))
    labels = [tick.label for tick in ticks(film, View.fit(172_800, 900), 100) if tick.label]
    assert labels[:3] == ["00:00:00", "00:15:00", "00:30:00"]


# ---------------------------------------------------------------------------------------- film


@given(views(), st.floats(20, 90))
def test_that_the_filmstrip_has_no_gap_and_shows_frames_near_their_place(
    view: View, width: float
) -> None:
    strip = cells(view, width)
    assert strip[0].left <= 1e-3
    assert strip[-1].left + strip[-1].width >= min(view.width, view.x_of(view.frames)) - 1e-3
    for one, other in itertools.pairwise(strip):
        assert one.left + one.width == pytest.approx(other.left, abs=1e-3)
    for cell in strip:
        assert 0 <= cell.frame < view.frames
        middle = min(cell.left + cell.width / 2, view.x_of(view.frames))
        assert abs(view.x_of(cell.frame) - middle) <= width + view.scale + 1e-3


def test_that_pictures_are_asked_for_again_while_zooming() -> None:
    view = View.fit(172_800, 900).zoomed(40, 450)
    asked = [cell.frame for n in range(40) for cell in cells(view.zoomed(1.02**n, 450), 85)]
    assert len(set(asked)) < len(asked) * 0.15


def test_that_every_frame_has_its_place_at_the_greatest_zoom() -> None:
    view = View.fit(1000, 900).zoomed(1e9, 450)
    strip = cells(view, 85)
    assert [cell.frame for cell in strip] == list(view.frames_shown)
    assert [cell.left for cell in strip] == [view.x_of(frame) for frame in view.frames_shown]


# ---------------------------------------------------------------------------------------- curve


@given(views(), st.integers(0, 2**32 - 1), st.floats(0.1, 1))
def test_that_no_peak_of_the_curve_is_lost(view: View, seed: int, share: float) -> None:
    known = max(1, int(view.frames * share))
    values = np.random.default_rng(seed).random(known, np.float32)
    curve = envelope(values, view)
    assert len(curve.x) == len(curve.low) == len(curve.high) <= view.width + 4
    shown = values[view.frames_shown.start : view.frames_shown.stop]
    if len(shown):
        assert curve.high.max() >= shown.max()
        assert curve.low.min() <= shown.min()
    assert np.all(np.diff(curve.x) > 0)


def test_that_a_peak_is_drawn_where_it_is() -> None:
    values = np.zeros(100_000, np.float32)
    values[31_000] = 1
    view = View.fit(100_000, 1000)
    curve = envelope(values, view)
    assert curve.x[int(curve.high.argmax())] == pytest.approx(view.x_of(31_000), abs=1)


def test_that_panning_by_whole_pixels_moves_the_curve_and_changes_nothing() -> None:
    values = np.random.default_rng(1).random(50_000, np.float32)
    view = View.fit(50_000, 500).zoomed(4, 100).panned(40.0)
    here, there = envelope(values, view), envelope(values, view.panned(25.0))
    assert np.allclose(here.high[26:400], there.high[1:375])


@given(st.lists(st.floats(0, 1), min_size=2, max_size=40), st.floats(1, 6), st.floats(-5, 0))
def test_that_columns_cover_the_lines_between_points(
    values: list[float], scale: float, start: float
) -> None:
    x = start + (np.arange(len(values)) + 0.5) * scale
    y = np.array(values)
    curve = in_columns(Curve(x, y, y))
    assert np.all(np.diff(curve.x) == 1)
    left = curve.x[0] - 0.5
    for px, py in zip(x, y, strict=True):
        column = int(np.floor(px) - left)
        assert curve.low[column] <= py <= curve.high[column]
    assert curve.high.max() == y.max()
    assert curve.low.min() == y.min()


def test_that_a_view_is_pulled_only_by_a_hand_beside_it() -> None:
    view = View.fit(1000, 500).zoomed(10, 250)
    assert view.pulled(0) == view.pulled(500) == view
    assert view.pulled(540).start == view.start + 10 / view.scale
    assert view.pulled(-40).start == view.start - 10 / view.scale


def test_that_a_range_is_brought_into_view_only_where_it_cannot_be_grasped() -> None:
    whole = View.fit(10_000, 1_000.0)
    assert whole.brought(2_000, 4_000, least=56, margin=3) is whole
    near = whole.brought(2_000, 2_100, least=56, margin=3)
    assert near.x_of(2_100) - near.x_of(2_000) == pytest.approx(1_000 / 7, rel=0.05)
    beside = near.brought(9_000, 9_100, least=56, margin=3)
    assert 0 <= beside.x_of(9_000) < beside.x_of(9_100) <= 1_000
    assert beside.brought(9_000, 9_100, least=56, margin=3) is beside
