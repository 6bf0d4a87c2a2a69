"""The mouse on the cuts of a timeline, on its in and out points, its threshold and its X-ray."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.library.detection import Foretold
from app.core.timeline_blocks import Block, Lane, Run
from app.ui import theme
from app.ui.widgets.timeline import Timeline
from app.ui.widgets.timeline_lanes import Strip
from app.ui.widgets.timeline_tips import tip_at
from tests.ui.widgets.test_timeline import at, color_at, drag, heard, mouse, no_picture

FRAMES = 1200
SHOTS = [Block(11, 0, 400), Block(12, 400, 700), Block(13, 760, 1200)]  # the second cut is gradual
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
PRESS, MOVE = QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove
RELEASE, TWICE = QEvent.Type.MouseButtonRelease, QEvent.Type.MouseButtonDblClick


@pytest.fixture
def line(qtbot: QtBot) -> Iterator[Timeline]:
    """A timeline in which a frame is a pixel wide, and cuts can be moved."""
    line = Timeline(no_picture)
    qtbot.addWidget(line)
    line.resize(line.left + FRAMES, line.sizeHint().height())
    line.set_film(FRAMES)
    line.set_shots(SHOTS)
    line.set_editable(True)
    line.set_position(1000)
    line.show()
    yield line


def edge(line: Timeline, strip: Strip, frame: int) -> QPointF:
    """Where a frame begins, in the middle of a lane."""
    return at(line, strip, frame) - QPointF(0.5, 0)


def with_alt(line: Timeline, where: QPointF) -> None:
    event = QMouseEvent(
        MOVE, where, line.mapToGlobal(where), NONE, LEFT, Qt.KeyboardModifier.AltModifier
    )
    QApplication.sendEvent(line, event)


def words(line: Timeline) -> list[str]:
    """What is said beside the hand."""
    said = line._readout
    return list(said.lines) if said is not None else []


# ------------------------------------------------------------------------------- moving cuts


def test_that_a_dragged_cut_is_shown_told_while_it_moves_and_at_the_end(line: Timeline) -> None:
    changing, moved, clicked = (
        heard(line.cut_changing),
        heard(line.cut_moved),
        heard(line.shot_clicked),
    )
    places = [edge(line, line.shots, frame) for frame in (401, 380, 352)]
    mouse(line, PRESS, places[0], LEFT)
    for place in places[1:]:
        mouse(line, MOVE, place, LEFT)
    assert changing == [379, 351]
    assert line.shots.track.span(0) == (0, 351) and line.shots.track.span(1) == (351, 700)
    assert words(line)[0] == "00:00:14:15 · frame 351"
    assert words(line)[1] == "234 frames | 233 frames"
    assert color_at(line, edge(line, line.shots, 351)) == theme.color("accent")
    assert moved == []
    mouse(line, RELEASE, places[-1], LEFT)
    assert moved == [(11, 12, 351, 351)]
    assert words(line) == [] and clicked == []
    assert line.shots.track.span(0) == (0, 400)  # until the shots are set anew


def test_that_a_gradual_cut_is_dragged_whole_or_by_one_side(line: Timeline) -> None:
    moved = heard(line.cut_moved)
    drag(line, *(edge(line, line.shots, frame) for frame in (730, 720, 710)))
    drag(line, *(edge(line, line.shots, frame) for frame in (702, 712, 722)))
    drag(line, *(edge(line, line.shots, frame) for frame in (758, 740, 600)))
    assert moved == [(12, 13, 680, 740), (12, 13, 720, 760), (12, 13, 700, 700)]


def test_that_a_cut_stops_before_it_swallows_a_shot(line: Timeline) -> None:
    moved = heard(line.cut_moved)
    drag(line, *(edge(line, line.shots, frame) for frame in (400, 500, 1100)))
    drag(line, *(edge(line, line.shots, frame) for frame in (400, 100, 0)))
    assert moved == [(11, 12, 699, 699), (11, 12, 1, 1)]


def test_that_a_cut_goes_to_the_playhead_unless_alt_is_held(line: Timeline) -> None:
    line.set_position(450)
    moved = heard(line.cut_moved)
    drag(line, *(edge(line, line.shots, frame) for frame in (400, 430, 455)))
    mouse(line, PRESS, edge(line, line.shots, 400), LEFT)
    with_alt(line, edge(line, line.shots, 430))
    with_alt(line, edge(line, line.shots, 455))
    mouse(line, RELEASE, edge(line, line.shots, 455), LEFT)
    assert moved == [(11, 12, 450, 450), (11, 12, 455, 455)]


def test_that_a_cut_does_not_stick_to_a_playhead_that_follows_it(line: Timeline) -> None:
    line.set_position(410)
    line.cut_changing.connect(line.set_position)  # as the player does, which shows the frame
    moved = heard(line.cut_moved)
    places = [edge(line, line.shots, 400 + step) for step in range(0, 44, 4)]
    drag(line, *places)
    assert moved == [(11, 12, 440, 440)]


def test_that_escape_puts_a_dragged_cut_back(line: Timeline, qtbot: QtBot) -> None:
    moved = heard(line.cut_moved)
    mouse(line, PRESS, edge(line, line.shots, 400), LEFT)
    mouse(line, MOVE, edge(line, line.shots, 300), LEFT)
    assert line.shots.track.span(0) == (0, 300)
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    mouse(line, RELEASE, edge(line, line.shots, 300), LEFT)
    assert (moved, line.shots.track.span(0), words(line)) == ([], (0, 400), [])


def test_that_a_click_on_a_cut_chooses_the_shot_that_is_there(line: Timeline) -> None:
    moved, clicked = heard(line.cut_moved), heard(line.shot_clicked)
    drag(line, edge(line, line.shots, 398), edge(line, line.shots, 399))
    drag(line, edge(line, line.shots, 402))
    assert (moved, clicked) == ([], [11, 12])


def test_that_cuts_are_left_alone_where_nothing_may_be_changed(line: Timeline) -> None:
    line.set_editable(False)
    moved, clicked = heard(line.cut_moved), heard(line.shot_clicked)
    drag(line, *(edge(line, line.shots, frame) for frame in (401, 380, 352)))
    assert (moved, clicked) == ([], [12])
    mouse(line, MOVE, edge(line, line.shots, 400), NONE)
    assert line.cursor().shape() == Qt.CursorShape.ArrowCursor


def test_that_the_mouse_shows_which_cuts_it_can_take_hold_of(line: Timeline) -> None:
    shape = Qt.CursorShape
    wanted = {
        200: shape.ArrowCursor,
        399: shape.SplitHCursor,
        701: shape.SizeHorCursor,
        730: shape.SplitHCursor,
        759: shape.SizeHorCursor,
    }
    found = {}
    for frame in wanted:
        mouse(line, MOVE, edge(line, line.shots, frame), NONE)
        found[frame] = line.cursor().shape()
    assert found == wanted
    mouse(line, MOVE, edge(line, line.shots, 730), NONE)
    held = color_at(line, at(line, line.shots, 730))
    mouse(line, MOVE, edge(line, line.shots, 200), NONE)
    assert color_at(line, at(line, line.shots, 730)) != held


def test_that_tips_of_cuts_say_where_they_are_and_what_can_be_done(line: Timeline) -> None:
    hard, soft = (edge(line, line.shots, frame) for frame in (400, 730))
    assert tip_at(line, hard.x(), hard.y()).splitlines() == [
        "00:00:16:16 · frame 400",
        "cut between shots 1 and 2",
        "Drag to move it, right-click to remove it.",
    ]
    assert tip_at(line, soft.x(), soft.y()).splitlines()[1:3] == [
        "cut between shots 2 and 3",
        "60 frames between them",
    ]
    line.set_editable(False)
    assert "shot 2 of 3" in tip_at(line, hard.x(), hard.y())


# ------------------------------------------------------------------------- putting in, the menu


def test_that_a_double_click_asks_for_a_cut_where_the_first_click_was(line: Timeline) -> None:
    asked = heard(line.cut_asked)
    line.shot_clicked.connect(lambda _: line.zoom(10, 0))  # as a chosen shot is brought nearer
    where = at(line, line.shots, 523)
    drag(line, where)
    mouse(line, TWICE, where, LEFT)
    mouse(line, RELEASE, where, LEFT)
    assert asked == [523]


def test_that_a_double_click_on_a_shot_too_small_to_aim_at_cuts_nothing(line: Timeline) -> None:
    line.set_shots([Block(1, 0, 500), Block(2, 500, 520), Block(3, 520, 1200)])
    asked, clicked = heard(line.cut_asked), heard(line.shot_clicked)
    where = at(line, line.shots, 510)
    drag(line, where)
    mouse(line, TWICE, where, LEFT)
    assert (asked, clicked) == ([], [2])


def test_that_a_double_click_elsewhere_is_a_press(line: Timeline) -> None:
    asked, scrubbed = heard(line.cut_asked), heard(line.scrubbed)
    mouse(line, TWICE, at(line, line.pictures, 300), LEFT)
    assert (asked, scrubbed) == ([], [300])


def test_that_the_menu_is_asked_for_a_cut_or_a_frame_or_the_playhead(line: Timeline) -> None:
    asked = heard(line.shots_menu_asked)
    reason = QContextMenuEvent.Reason
    for strip, frame, cause in [
        (line.shots, 400, reason.Mouse),
        (line.shots, 730, reason.Mouse),
        (line.shots, 523, reason.Mouse),
        (line.pictures, 523, reason.Mouse),
        (line.pictures, 5, reason.Keyboard),
    ]:
        where = edge(line, strip, frame).toPoint()
        QApplication.sendEvent(line, QContextMenuEvent(cause, where, line.mapToGlobal(where)))
    assert [said[1:] for said in asked] == [(400, 12), (730, 13), (523, 0), (1000, 0)]
    assert all(isinstance(said[0], QPoint) for said in asked)


# --------------------------------------------------------------------------------- in and out


def test_that_dragging_an_edge_says_frames_seconds_and_what_is_wasted(line: Timeline) -> None:
    line.set_range((100, 172))
    mouse(line, PRESS, edge(line, line.marks, 172), LEFT)
    mouse(line, MOVE, edge(line, line.marks, 169), LEFT)
    assert words(line) == ["46 frames · 2.88 s · 1 wasted", "00:00:07:01 · frame 169"]
    assert line._readout is not None and line._readout.warns
    mouse(line, MOVE, edge(line, line.marks, 167), LEFT)
    assert words(line)[0] == "45 frames · 2.79 s · none wasted"
    assert line._readout is not None and not line._readout.warns
    mouse(line, RELEASE, edge(line, line.marks, 167), LEFT)
    assert words(line) == []


def test_that_alt_lets_an_edge_pass_a_cut(line: Timeline) -> None:
    line.set_range((300, 390))
    changed = heard(line.range_changed)
    drag(line, edge(line, line.marks, 390), edge(line, line.marks, 396))
    line.set_range((300, 390))
    mouse(line, PRESS, edge(line, line.marks, 390), LEFT)
    with_alt(line, edge(line, line.marks, 396))
    mouse(line, RELEASE, edge(line, line.marks, 396), LEFT)
    assert changed == [(300, 400), (300, 396)]


def test_that_the_wasted_tail_of_a_range_is_drawn(line: Timeline) -> None:
    line.set_lengths(lambda start, end: end - start, None, lambda start, end: end - 40)
    line.set_range((100, 300))

    def lit() -> list[float]:
        image = line.grab().toImage()
        row = next(row for strip, row in line.rows() if strip is line.marks)
        columns = [image.pixelColor(line.left + x, row.center().y()) for x in range(262, 290)]
        return [color.valueF() for color in columns]

    assert min(lit()) < 0.4  # dark between the slanting lines
    line.set_lengths(lambda start, end: end - start, None, None)
    assert min(lit()) > 0.7


# ----------------------------------------------------------------------------------- threshold


def threshold_at(line: Timeline, score: float) -> QPointF:
    row = next(row for strip, row in line.rows() if strip is line.scores)
    top, height = line.scores.span
    return QPointF(line.left + 50, row.top() + top + (1 - score) * height)


def test_that_a_dragged_threshold_shows_what_would_come_and_go(line: Timeline) -> None:
    line.set_scores(np.zeros(FRAMES, np.float32), 0.5)
    line.set_threshold_movable(True)
    changing, changed = heard(line.threshold_changing), heard(line.threshold_changed)
    mouse(line, PRESS, threshold_at(line, 0.5), LEFT)
    mouse(line, MOVE, threshold_at(line, 0.25), LEFT)
    assert len(changing) == 1 and abs(changing[0] - 0.25) < 0.05
    line.set_foretold(Foretold([200], [400], 3))
    assert words(line)[1] == "3 shots · 1 cut more, 1 fewer"
    for strip in (line.shots, line.scores):
        come, go = (color_at(line, edge(line, strip, frame)) for frame in (200, 400))
        assert come.redF() > 0.6 and come.greenF() > come.blueF()
        assert go.redF() > 1.5 * go.greenF()
    mouse(line, RELEASE, threshold_at(line, 0.3), LEFT)
    assert len(changed) == 1


def test_that_escape_puts_the_threshold_back(line: Timeline, qtbot: QtBot) -> None:
    line.set_scores(np.zeros(FRAMES, np.float32), 0.5)
    line.set_threshold_movable(True)
    changed = heard(line.threshold_changed)
    mouse(line, PRESS, threshold_at(line, 0.5), LEFT)
    mouse(line, MOVE, threshold_at(line, 0.2), LEFT)
    line.set_foretold(Foretold([200], [], 4))
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    mouse(line, RELEASE, threshold_at(line, 0.2), LEFT)
    assert (changed, line.scores.threshold, line.scores.foretold) == ([], 0.5, None)


# --------------------------------------------------------------------------------------- X-ray

HEAD = Lane(
    "head 1, 45, 81",
    "good",
    (
        Run(100, 102, "1", first=0, frames=1, bucket=(384, 208), file="a_1.safetensors"),
        Run(
            100,
            168,
            "45",
            collides=True,
            first=0,
            frames=45,
            bucket=(384, 208),
            file="a_45.safetensors",
            note="2 windows share start 0: 1 sample lost.",
        ),
        Run(100, 222, "81", dropped=True, frames=81, note="81 of 48 frames: 33 more."),
    ),
)


def run_place(line: Timeline, lane: int, place: int) -> QPointF:
    """The middle of a run, in its row."""
    assert line.view is not None
    strip = line.runs[lane]
    where = next(row for each, row in line.rows() if each is strip)
    top, tall = strip.row()
    for number, block, places in strip.rows.placed(line.view):
        if place in places:
            middle = (block.left + block.right) / 2
            return QPointF(line.left + middle, where.top() + top + (number + 0.5) * tall)
    raise AssertionError("not on screen")


def test_that_tips_of_windows_say_all_of_them(line: Timeline) -> None:
    line.set_lanes([HEAD, Lane("full", "info", (), note="Nothing can be made of it.")])
    line.resize(line.width(), line.sizeHint().height())
    where = run_place(line, 0, 1)
    assert tip_at(line, where.x(), where.y()).splitlines()[1:] == [
        "head 1, 45, 81 · 45",
        "45 frames from frame 0 of the clip, 2.81 s at 16 fps",
        "bucket 384 × 208",
        "a_45.safetensors",
        "collides: 2 windows share start 0: 1 sample lost.",
    ]
    where = run_place(line, 0, 2)
    assert tip_at(line, where.x(), where.y()).splitlines()[2] == (
        "not taken: 81 of 48 frames: 33 more."
    )
    empty = at(line, line.runs[1], 300)
    assert tip_at(line, empty.x(), empty.y()).endswith("\nNothing can be made of it.")


def test_that_what_is_not_taken_is_an_outline(line: Timeline) -> None:
    line.set_lanes([Lane("head", "good", (Run(100, 300, "81", dropped=True, frames=81),))])
    line.resize(line.width(), line.sizeHint().height())
    inside = run_place(line, 0, 0)
    assert color_at(line, inside) == theme.color("surface")
    mouse(line, MOVE, inside, NONE)
    assert line.cursor().shape() == Qt.CursorShape.ArrowCursor


def test_that_the_window_that_is_played_is_marked(line: Timeline) -> None:
    line.set_lanes([HEAD])
    line.resize(line.width(), line.sizeHint().height())
    mouse(line, MOVE, run_place(line, 0, 1), NONE)
    assert line.cursor().shape() == Qt.CursorShape.PointingHandCursor
    before = line.grab().toImage()
    line.play_run(0, 1)
    assert line.grab().toImage() != before
    line.set_lanes([HEAD])
    assert line.runs[0].played is None


def test_that_lanes_do_not_change_their_height_while_a_range_is_dragged(line: Timeline) -> None:
    many = Lane("uniform", "info", tuple(Run(100 + n, 200 + n) for n in range(4)))
    few = Lane("uniform", "info", (Run(100, 200),))
    line.set_lanes([few])
    low = line.runs[0].height
    line.set_lanes([many], moving=True)
    assert line.runs[0].height == low
    line.set_lanes([many])
    high = line.runs[0].height
    assert high > low
    line.set_lanes([few])
    assert line.runs[0].height == high
