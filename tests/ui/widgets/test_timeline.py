from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, SignalInstance
from PySide6.QtGui import QColor, QFocusEvent, QImage, QMouseEvent, QPixmap, QWheelEvent
from PySide6.QtWidgets import QApplication, QScrollBar
from pytestqt.qtbot import QtBot

from app.core.timeline_blocks import Block, Lane, Run
from app.ui import theme
from app.ui.widgets.timeline import Timeline
from app.ui.widgets.timeline_lanes import Strip
from app.ui.widgets.timeline_tips import tip_at

FRAMES = 1200
SHOTS = [Block(11, 0, 400), Block(12, 400, 700, "picked"), Block(13, 700, 1200, "rejected")]
Make = Callable[..., Timeline]


def no_picture(frame: int) -> QPixmap | None:
    return None


@pytest.fixture
def make(qtbot: QtBot) -> Make:
    """Make a shown timeline of 600 px in which a frame is half a pixel wide."""

    def made(pictures: Callable[[int], QPixmap | None] = no_picture) -> Timeline:
        line = Timeline(pictures)
        qtbot.addWidget(line)
        line.resize(line.left + 600, line.sizeHint().height())
        line.set_film(FRAMES)
        line.set_shots(SHOTS)
        line.show()
        return line

    return made


@pytest.fixture
def line(make: Make) -> Timeline:
    return make()


def at(line: Timeline, strip: Strip, frame: float) -> QPointF:
    """The middle of a frame in the middle of a lane."""
    assert line.view is not None
    row = next(row for each, row in line.rows() if each is strip)
    return QPointF(line.left + line.view.x_of(frame) + line.view.scale / 2, row.center().y())


def mouse(line: Timeline, kind: QEvent.Type, where: QPointF, button: Qt.MouseButton) -> None:
    none = Qt.MouseButton.NoButton
    cause = none if kind == QEvent.Type.MouseMove else button
    held = none if kind == QEvent.Type.MouseButtonRelease else button
    keys = Qt.KeyboardModifier.NoModifier
    event = QMouseEvent(kind, where, line.mapToGlobal(where), cause, held, keys)
    QApplication.sendEvent(line, event)


def drag(
    line: Timeline, *places: QPointF, button: Qt.MouseButton = Qt.MouseButton.LeftButton
) -> None:
    mouse(line, QEvent.Type.MouseButtonPress, places[0], button)
    for place in places[1:]:
        mouse(line, QEvent.Type.MouseMove, place, button)
    mouse(line, QEvent.Type.MouseButtonRelease, places[-1], button)


def wheel(line: Timeline, where: QPointF, turned: int, keys: Qt.KeyboardModifier) -> None:
    event = QWheelEvent(
        where,
        line.mapToGlobal(where),
        QPoint(),
        QPoint(0, turned),
        Qt.MouseButton.NoButton,
        keys,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(line, event)


def heard(signal: SignalInstance) -> list[Any]:
    """Keep what a signal says from now on."""
    said: list[Any] = []
    signal.connect(lambda *words: said.append(words if len(words) > 1 else words[0]))
    return said


def color_at(line: Timeline, where: QPointF) -> QColor:
    image: QImage = line.grab().toImage()
    return image.pixelColor(where.toPoint())


# -------------------------------------------------------------------------- scrubbing


@pytest.mark.parametrize("lane", ["ruler", "pictures", "scores"])
def test_that_dragging_in_the_film_scrubs(line: Timeline, lane: str) -> None:
    strip = getattr(line, lane)
    scrubbed, ended = heard(line.scrubbed), heard(line.scrub_ended)
    drag(line, at(line, strip, 100), at(line, strip, 200), at(line, strip, 300))
    assert scrubbed == [100, 200, 300]
    assert ended == [300]
    assert line.position == 300


def test_that_the_labels_are_no_place_to_scrub(line: Timeline) -> None:
    scrubbed = heard(line.scrubbed)
    drag(line, QPointF(20, 40))
    assert scrubbed == []


# -------------------------------------------------------------------------- clicks


def test_that_a_click_names_the_shot(line: Timeline) -> None:
    clicked = heard(line.shot_clicked)
    for frame in (10, 399, 400, 1199):
        drag(line, at(line, line.shots, frame))
    assert clicked == [11, 11, 12, 13]


def test_that_a_click_names_the_clip_and_marks_nothing(line: Timeline) -> None:
    line.set_clips([Block(7, 500, 600, "picked"), Block(8, 550, 650)])
    clicked, changed = heard(line.clip_clicked), heard(line.range_changed)
    up, down = QPointF(0, -4), QPointF(0, 4)
    drag(line, at(line, line.marks, 560) + up)
    drag(line, at(line, line.marks, 560) + down)
    assert clicked == [7, 8]
    assert changed == []
    assert line.marks.marked is None


def test_that_a_click_names_lane_and_run(line: Timeline) -> None:
    runs = (Run(100, 200, "21"), Run(150, 250))
    line.set_lanes([Lane("head", "info", ()), Lane("uniform", "violet", runs)])
    line.resize(line.width(), line.sizeHint().height())
    clicked = heard(line.run_clicked)
    drag(line, at(line, line.runs[1], 160) - QPointF(0, 5))
    drag(line, at(line, line.runs[1], 160) + QPointF(0, 5))
    drag(line, at(line, line.runs[1], 900))
    drag(line, at(line, line.runs[0], 160))
    assert clicked == [(1, 0), (1, 1)]


def test_that_a_click_beside_a_single_frame_means_it_and_not_what_is_not_taken(
    line: Timeline,
) -> None:
    line.set_lanes([Lane("head", "info", (Run(100, 101), Run(100, 222, "81", dropped=True)))])
    line.resize(line.width(), line.sizeHint().height())
    clicked = heard(line.run_clicked)
    for down in (-5, 5):  # in both rows, as a hand that aims at two pixels
        for beside in (-7, 0, 7):
            drag(line, at(line, line.runs[0], 100) + QPointF(beside, down))
    assert clicked == [(0, 0)] * 6
    drag(line, at(line, line.runs[0], 100) + QPointF(-12, 5))
    drag(line, at(line, line.runs[0], 180) + QPointF(0, 5))  # nothing is taken there
    assert clicked == [(0, 0)] * 6


# -------------------------------------------------------------------------- in and out


def test_that_a_range_is_drawn_by_dragging(line: Timeline) -> None:
    changing, changed = heard(line.range_changing), heard(line.range_changed)
    drag(line, *(at(line, line.marks, frame) for frame in (100, 150, 200)))
    assert changing == [(100, 150), (100, 200)]
    assert changed == [(100, 200)]
    assert line.marks.marked == (100, 200)


def test_that_a_mere_click_marks_nothing(line: Timeline) -> None:
    changed = heard(line.range_changed)
    drag(line, at(line, line.marks, 100))
    assert (changed, line.marks.marked) == ([], None)


def test_that_an_edge_goes_to_a_near_cut(line: Timeline) -> None:
    line.set_range((300, 350))
    changed = heard(line.range_changed)
    drag(line, at(line, line.marks, 349), at(line, line.marks, 390))
    drag(line, at(line, line.marks, 300), at(line, line.marks, 200))
    assert changed == [(300, 400), (200, 400)]


def test_that_lengths_are_snapped_only_while_snapping_is_on(line: Timeline) -> None:
    line.set_range((100, 150))
    line.set_lengths(None, lambda start, end: start + (end - start) // 4 * 4 + 1)
    changed = heard(line.range_changed)
    drag(line, at(line, line.marks, 149), at(line, line.marks, 202))
    line.set_snapping(True)
    drag(line, at(line, line.marks, 201), at(line, line.marks, 252))
    assert changed == [(100, 202), (100, 253)]


def test_that_escape_puts_a_dragged_range_back(line: Timeline, qtbot: QtBot) -> None:
    line.set_range((100, 200))
    changing, changed = heard(line.range_changing), heard(line.range_changed)
    left = Qt.MouseButton.LeftButton
    mouse(line, QEvent.Type.MouseButtonPress, at(line, line.marks, 150), left)
    mouse(line, QEvent.Type.MouseMove, at(line, line.marks, 250), left)
    assert line.marks.marked == (200, 300)
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    mouse(line, QEvent.Type.MouseButtonRelease, at(line, line.marks, 250), left)
    assert line.marks.marked == (100, 200)
    assert changing == [(200, 300), (100, 200)]
    assert changed == []


def test_that_the_range_says_its_length_by_the_rule_it_was_given(line: Timeline) -> None:
    assert line.length_text((0, 48)) == "32 frames"
    assert line.length_text((0, 1)) == "1 frame"
    line.set_lengths(lambda start, end: 53)
    assert line.length_text((0, 1)) == "53 frames"


def test_that_the_mouse_shows_what_it_can_take_hold_of(line: Timeline) -> None:
    line.set_range((200, 400))
    shapes = []
    for frame in (200, 300, 399, 800):
        where = at(line, line.marks, frame)
        mouse(line, QEvent.Type.MouseMove, where, Qt.MouseButton.NoButton)
        shapes.append(line.cursor().shape())
    shape = Qt.CursorShape
    assert shapes == [
        shape.SizeHorCursor,
        shape.OpenHandCursor,
        shape.SizeHorCursor,
        shape.ArrowCursor,
    ]


# -------------------------------------------------------------------------- threshold


def test_that_the_threshold_is_dragged_only_where_it_may_be(line: Timeline) -> None:
    line.set_scores(np.zeros(FRAMES, np.float32), 0.5)
    changed, scrubbed = heard(line.threshold_changed), heard(line.scrubbed)
    row = next(row for strip, row in line.rows() if strip is line.scores)
    top, height = line.scores.span
    start = QPointF(line.left + 50, row.top() + top + height / 2)
    drag(line, start, start - QPointF(0, height / 4))
    assert (changed, scrubbed) == ([], [100, 100])
    line.set_threshold_movable(True)
    drag(line, start, start - QPointF(0, height / 4))
    assert changed == [0.75]
    assert line.scores.threshold == 0.75


# -------------------------------------------------------------------------- view


def test_that_ctrl_and_wheel_zoom_at_the_mouse(line: Timeline) -> None:
    where = at(line, line.pictures, 300)
    wheel(line, where, 480, Qt.KeyboardModifier.ControlModifier)
    assert line.view is not None
    assert line.view.scale > 1
    assert line.view.frame_at(where.x() - line.left) == 300


def test_that_the_wheel_pans_and_the_middle_button_drags(line: Timeline) -> None:
    line.zoom(8, 0)
    assert line.view is not None
    scale = line.view.scale
    wheel(line, at(line, line.pictures, 1), -120, Qt.KeyboardModifier.NoModifier)
    after_wheel = line.view.start
    assert after_wheel == pytest.approx(90 / scale)
    place = QPointF(line.left + 300, 40)
    drag(line, place, place - QPointF(50, 0), button=Qt.MouseButton.MiddleButton)
    assert line.view.start == pytest.approx(after_wheel + 50 / scale)


def test_that_keys_step_and_zoom(line: Timeline, qtbot: QtBot) -> None:
    steps, shots = heard(line.stepped), heard(line.shot_stepped)
    line.set_position(500)
    key, shift = Qt.Key, Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(line, key.Key_Left)
    qtbot.keyClick(line, key.Key_Right, shift)
    qtbot.keyClick(line, key.Key_Home)
    qtbot.keyClick(line, key.Key_End)
    qtbot.keyClick(line, key.Key_Up)
    qtbot.keyClick(line, key.Key_Down)
    assert steps == [-1, 24, -500, 699]
    assert shots == [-1, 1]
    qtbot.keyClick(line, key.Key_Z)
    assert line.view is not None
    assert 350 < line.view.start < 400
    assert 700 < line.view.end < 750
    qtbot.keyClick(line, key.Key_Plus)
    assert line.view.scale > 2
    qtbot.keyClick(line, key.Key_Backslash)
    assert line.view.whole


def test_that_the_view_follows_only_while_playing(line: Timeline) -> None:
    line.zoom(10, 0)
    assert line.view is not None
    line.set_position(1000)
    assert line.view.start == 0
    line.set_playing(True)
    line.set_position(1001)
    assert line.view.start < 1001 < line.view.end


def test_that_the_scroll_bar_and_the_view_keep_together(line: Timeline) -> None:
    bar = line.findChild(QScrollBar)
    assert isinstance(bar, QScrollBar)
    assert not bar.isVisible()
    line.zoom(10, 0)
    assert bar.isVisible()
    bar.setValue(bar.maximum())
    assert line.view is not None
    assert line.view.end == pytest.approx(FRAMES, abs=1)
    line.fit_film()
    assert not bar.isVisible()


def test_that_a_whole_film_stays_whole_in_another_width(line: Timeline) -> None:
    line.resize(line.left + 900, line.height())
    assert line.view is not None
    assert line.view.whole
    assert line.view.width == 900


# -------------------------------------------------------------------------- painting


def test_that_a_moved_playhead_repaints_no_lane(line: Timeline, qtbot: QtBot) -> None:
    line.grab()
    drawn: list[str] = []
    for strip in line.strips:
        whole = strip.draw
        strip.draw = lambda *a, s=strip, whole=whole: (drawn.append(s.label), whole(*a))  # type: ignore[method-assign]
    line.set_position(200)
    line.grab()
    assert drawn == []
    line.set_position(600)  # in another shot: that is lighter now
    line.grab()
    assert drawn == ["shots"]


def test_that_the_playhead_is_where_the_frame_begins(line: Timeline) -> None:
    line.set_position(800)
    where = at(line, line.marks, 800)
    assert color_at(line, where) == theme.color("text")
    line.set_position(200)
    assert color_at(line, where) == theme.color("surface")


def test_that_pictures_are_shown_when_they_have_come(make: Make) -> None:
    there: dict[int, QPixmap] = {}
    line = make(there.get)
    where = at(line, line.pictures, 500)
    assert color_at(line, where) == theme.color("raised")
    red = QPixmap(160, 90)
    red.fill(QColor("#ff0000"))
    there.update(dict.fromkeys(range(FRAMES), red))
    line.refresh()
    assert color_at(line, where) == QColor("#ff0000")


def test_that_shots_show_what_was_decided(line: Timeline) -> None:
    line.set_position(1100)
    assert color_at(line, at(line, line.shots, 200)) == theme.color("line_strong")
    assert color_at(line, at(line, line.shots, 500)) == theme.color("good_edge")


def test_that_a_new_theme_is_drawn(line: Timeline, qapp: QApplication) -> None:
    line.set_position(1100)
    where = at(line, line.shots, 500)
    dark = color_at(line, where)
    theme.apply(qapp, "light")
    assert color_at(line, where) == theme.color("good_edge") != dark


def test_that_only_the_keyboard_draws_the_ring(line: Timeline) -> None:
    for reason, ringed in [
        (Qt.FocusReason.MouseFocusReason, False),
        (Qt.FocusReason.TabFocusReason, True),
    ]:
        before = color_at(line, QPointF(200, 0))
        QApplication.sendEvent(line, QFocusEvent(QEvent.Type.FocusIn, reason))
        assert (color_at(line, QPointF(200, 0)) != before) is ringed


def test_that_shots_drawn_as_one_show_how_many_are_picked(line: Timeline) -> None:
    def shade(picked: int) -> QColor:
        states = ["picked"] * picked + ["open"] * (4 - picked)
        line.set_shots(Block(n, 600 + n, 601 + n, state) for n, state in enumerate(states))
        assert line.view is not None
        assert len(line.shots.track.placed(line.view)) == 1
        return color_at(line, at(line, line.shots, 600))

    line.set_position(0)
    shades = [shade(n) for n in range(5)]
    assert shades[0] == theme.color("line_strong")
    assert shades[4] == theme.color("good_edge")
    assert len({color.rgb() for color in shades}) == 5


def test_that_the_scores_are_drawn_at_every_zoom(line: Timeline) -> None:
    scores = np.zeros(FRAMES, np.float32)
    scores[600] = 1
    line.set_scores(scores)
    row = next(row for strip, row in line.rows() if strip is line.scores)
    for notches in (0, 4, 8, 16, 30):
        line.fit_film()
        line.zoom(notches, 300)
        assert line.view is not None
        x = line.left + line.view.x_of(600.5)
        image = line.grab().toImage()
        beside = int(line.view.scale / 2) + 2  # half way up it is half way to the next frame
        near = range(int(x) - beside, int(x) + beside)
        half = row.top() + row.height() // 2
        blues = max(image.pixelColor(n, half).blueF() for n in near)
        assert blues > 0.6, notches


def test_that_a_timeline_without_a_film_is_quiet(qtbot: QtBot) -> None:
    line = Timeline(no_picture)
    qtbot.addWidget(line)
    line.resize(500, line.sizeHint().height())
    line.show()
    line.set_position(5)
    line.fit_film()
    line.fit_shot()
    line.zoom(2)
    drag(line, QPointF(200, 40), QPointF(220, 40))
    qtbot.keyClick(line, Qt.Key.Key_Left)
    assert line.position == 0
    assert not line.grab().isNull()
    assert "No film" in line.accessibleDescription()


def test_that_another_film_begins_afresh(line: Timeline) -> None:
    line.set_range((1, 50))
    line.set_clips([Block(1, 3, 9)])
    line.set_lanes([Lane("head", "info", (Run(1, 5),))])
    line.set_scores(np.ones(3), 0.5)
    line.set_position(700)
    line.set_film(100, Fraction(25))
    assert (line.position, line.marks.marked, line.marks.clips, line.runs) == (0, None, [], [])
    assert line.shots.shots == []
    assert line.scores.scores is None
    assert "100 frames" in line.accessibleDescription()
    line.set_film(0)
    assert line.view is None


# -------------------------------------------------------------------------- tips


def test_that_tips_tell_time_frame_shot_and_length(line: Timeline) -> None:
    line.set_scores(np.full(500, 0.25), 0.5)
    line.set_range((480, 600))
    line.set_lanes([Lane("head", "info", (Run(600, 648, "21"),))])

    def tip(strip: Strip, frame: int) -> str:
        where = at(line, strip, frame)
        return tip_at(line, where.x(), where.y())

    assert tip(line.pictures, 499) == (
        "00:00:20:19 · frame 499\nshot 2 of 3 · picked\n200 frames at 16 fps · 300 in the film"
    )
    assert "cut score 0.25" in tip(line.scores, 499)
    assert "cut score" not in tip(line.scores, 501)
    assert "80 frames at 16 fps" in tip(line.marks, 500)
    assert "head · 21" in tip(line.runs[0], 610)
    assert tip_at(line, 5, 40) == ""
    assert tip_at(line, 5, at(line, line.runs[0], 0).y()) == "head"
