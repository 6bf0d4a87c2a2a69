"""The pictures of a plan: targets that are moved, and what the others say."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.core.library.edits import changing, several
from app.core.planner.pictures.lengths_chart import Target
from app.core.settings import Preferences
from app.ui import theme
from app.ui.plan.lengths import LengthsView
from app.ui.plan.pictures import PICTURES, PicturesCard
from app.ui.preferences import PreferenceStore
from tests.tour.hand import Hand
from tests.ui.plan.conftest import Stage

Key = Qt.Key


def card(stage: Stage) -> PicturesCard:
    return stage.tab.pictures


def lengths(stage: Stage) -> LengthsView:
    return card(stage).lengths


def pill(stage: Stage, frames: int) -> QPoint:
    plot = lengths(stage).plot()
    return next(p for p in plot.pills if p.target.frames == frames).where.center().toPoint()


def frames_of(stage: Stage) -> tuple[int, ...]:
    return next(row for row in stage.document.rows.datasets if row.name == "head").target_frames


def press(stage: Stage, frames: int, to: int) -> tuple[Hand, QPoint]:
    """Press on a target and pull it to another length."""
    view, start = lengths(stage), pill(stage, frames)
    hand, plot = Hand(stage.tab), view.plot()
    end = QPoint(start.x() + plot.x_of(to) - plot.x_of(frames), start.y())
    hand.press(view, start)
    hand.pull(view, start, end)
    return hand, end


def tab_to(stage: Stage, frames: int) -> LengthsView:
    """Bring the keyboard to a target."""
    view = lengths(stage)
    view.clearFocus()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    while view.keys.target is None or view.keys.target.frames != frames:
        QTest.keyClick(view, Key.Key_Tab)
    return view


# ------------------------------------------------------------------ by the mouse


def test_that_a_dragged_target_says_what_would_be_and_changes_nothing(stage: Stage) -> None:
    press(stage, 29, 25)
    view = lengths(stage)
    assert view.hand.place == Target(0, 25)
    assert view.hand.says() == ["29 → 25: 3 → 4 samples, 1 fewer lost"]
    assert view.accessibleDescription() == view.hand.says()[0]
    assert [bar.losing for bar in view.chart().bars] == [1, 0]
    assert [bar.losing for bar in view.shown_chart().bars] == [0, 0]
    assert frames_of(stage) == (1, 29) and not stage.tab.grab().isNull()


def test_that_a_dropped_target_is_one_step_to_undo(stage: Stage) -> None:
    hand, end = press(stage, 29, 25)
    hand.let_go(lengths(stage), end)
    assert frames_of(stage) == (1, 25)
    assert Target(0, 25) in lengths(stage).chart().targets
    stage.count()
    assert stage.tab.figures.samples.value() == "5"
    stage.document.undo()
    assert frames_of(stage) == (1, 29)


def test_that_escape_takes_a_drag_back(stage: Stage) -> None:
    hand, end = press(stage, 29, 5)
    QTest.keyClick(lengths(stage), Key.Key_Escape)
    assert lengths(stage).hand.held is None
    hand.let_go(lengths(stage), end)
    assert frames_of(stage) == (1, 29)


def test_that_a_click_on_a_target_does_not_move_it(stage: Stage) -> None:
    view, at = lengths(stage), pill(stage, 29)
    hand = Hand(stage.tab)
    hand.press(view, at)
    hand.pull(view, at, at + QPoint(2, 0))
    hand.let_go(view, at)
    assert frames_of(stage) == (1, 29) and view.keys.target == Target(0, 29)


def test_that_shift_makes_the_hand_fine(stage: Stage) -> None:
    hand, start = press(stage, 29, 29)
    view, plot = lengths(stage), lengths(stage).plot()
    one_step = QPoint(plot.x_of(29) - plot.x_of(25), 0)
    hand.pull(view, start, start - 2 * one_step, modifiers=Qt.KeyboardModifier.ShiftModifier)
    assert view.hand.place == Target(0, 29)
    hand.pull(view, start, start - 8 * one_step, modifiers=Qt.KeyboardModifier.ShiftModifier)
    assert view.hand.place == Target(0, 25)


def test_that_the_rest_of_the_tab_follows_what_is_tried(
    stage: Stage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str | None] = []
    monkeypatch.setattr(stage.tab.source, "try_text", tried.append)
    press(stage, 29, 25)
    qtbot.waitUntil(lambda: bool(tried))
    assert tried[0] is not None and "target_frames = [1, 25]" in tried[0]
    QTest.keyClick(lengths(stage), Key.Key_Escape)
    qtbot.waitUntil(lambda: tried[-1] is None)


def test_that_another_plan_takes_the_target_out_of_the_hand(stage: Stage) -> None:
    press(stage, 29, 25)
    clip = stage.document.rows.clips[0]
    stage.document.apply(changing(clip, dataclasses.replace(clip, state="rejected")))
    stage.count()
    assert lengths(stage).hand.held is None and frames_of(stage) == (1, 29)


# ------------------------------------------------------------------ by the keyboard


def test_that_tab_goes_from_the_bars_to_each_target_and_on(stage: Stage) -> None:
    view = lengths(stage)
    view.setFocus(Qt.FocusReason.TabFocusReason)
    stops = [view.keys.ringed]
    while view.hasFocus():
        QTest.keyClick(view, Key.Key_Tab)
        stops.append(view.keys.ringed)
    assert stops == ["bars", "target", "target", "plus", ""]
    view.setFocus(Qt.FocusReason.BacktabFocusReason)
    assert view.keys.ringed == "plus" and view.accessibleDescription()


def test_that_arrows_move_a_target_and_enter_leaves_it_there(stage: Stage) -> None:
    view = tab_to(stage, 29)
    QTest.keyClick(view, Key.Key_Right)
    QTest.keyClick(view, Key.Key_Left)
    QTest.keyClick(view, Key.Key_Left)
    assert view.hand.says() == ["29 → 25: 3 → 4 samples, 1 fewer lost"]
    assert frames_of(stage) == (1, 29)
    QTest.keyClick(view, Key.Key_Return)
    assert frames_of(stage) == (1, 25)
    stage.count()
    assert view.keys.target == Target(0, 25)


def test_that_two_targets_that_meet_are_said_to_become_one(stage: Stage) -> None:
    view = tab_to(stage, 29)
    for _ in range(2):
        QTest.keyClick(view, Key.Key_PageDown)
    assert view.hand.place == Target(0, 1)
    assert view.hand.says()[1] == "Meets the 1 of the same dataset: both become one"
    QTest.keyClick(view, Key.Key_Return)
    assert frames_of(stage) == (1,)


def test_that_leaving_takes_back_what_keys_moved(stage: Stage) -> None:
    view = tab_to(stage, 29)
    QTest.keyClick(view, Key.Key_Left)
    view.clearFocus()
    assert view.hand.held is None and frames_of(stage) == (1, 29)


def test_that_delete_takes_a_target_away_but_never_the_last(stage: Stage) -> None:
    view = tab_to(stage, 1)
    QTest.keyClick(view, Key.Key_Delete)
    assert frames_of(stage) == (29,)
    stage.count()
    view = tab_to(stage, 29)
    QTest.keyClick(view, Key.Key_Delete)
    assert frames_of(stage) == (29,)
    stage.document.undo()
    assert frames_of(stage) == (1, 29)


def test_that_a_menu_adds_and_removes(stage: Stage) -> None:
    menu = lengths(stage).menu.menu(Target(0, 29), 18)
    texts = [action.text() for action in menu.actions() if action.text()]
    assert texts == ["Remove 29 from “head”", "Add 17 to “head”"]
    menu.actions()[-1].trigger()
    assert frames_of(stage) == (1, 17, 29)
    stage.count()
    plus = lengths(stage).menu.add_menu()
    assert [action.text() for action in plus.actions()] == ["Add 25 to “head”"]


def test_that_nothing_moves_where_nothing_may_be_changed(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(stage.tab.source), "read_only", True)
    stage.count()
    view = lengths(stage)
    press(stage, 29, 25)
    assert view.hand.held is None and view.plot().plus.isEmpty()
    assert "drag" not in card(stage).note.text()


def test_that_whole_clips_have_a_line_for_their_longest_window(stage: Stage) -> None:
    head = next(row for row in stage.document.rows.datasets if row.name == "head")
    whole = dataclasses.replace(head, frame_extraction="full", max_frames=33)
    stage.document.apply(changing(head, whole))
    stage.count()
    view = tab_to(stage, 33)
    assert view.chart().targets == (Target(0, 33, full=True),)
    for _ in range(2):
        QTest.keyClick(view, Key.Key_Left)
    assert view.hand.says() == ["33 → 25: 2 samples as before, 4 frames fewer in windows"]
    QTest.keyClick(view, Key.Key_Return)
    changed = next(row for row in stage.document.rows.datasets if row.name == "head")
    assert changed.max_frames == 25


# ------------------------------------------------------------------ the other pictures


def test_that_coverage_is_a_sentence_and_a_column_asks_for_its_clip(stage: Stage) -> None:
    card(stage).choose("coverage")
    page = card(stage).coverage
    assert (
        page.sentence.text()
        == "51 % of all frames are trained at least once; something of every clip."
    )
    assert page.legend.texts() == ["frames in no window: 29", "in one dataset: 30"]
    assert page.sentence.toolTip().startswith("30 of 59 frames")
    asked: list[tuple[str, int]] = []
    stage.tab.clip_asked.connect(lambda kind, row: asked.append((kind, row)))
    view = page.view
    view.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(view, Key.Key_Right)
    assert "27 frames" in view.accessibleDescription()
    assert "1 · in one dataset" in view.accessibleDescription()
    QTest.keyClick(view, Key.Key_Return)
    short = next(clip for clip in stage.document.rows.clips if clip.start == 50)
    assert asked == [("clip", short.id)]
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.mark_rect(1).center().toPoint())
    assert len(asked) == 2 and asked[1] != asked[0]


def test_that_crops_say_what_is_cut_off(stage: Stage) -> None:
    card(stage).choose("crops")
    page = card(stage).crops
    assert page.view.count() == 2
    told = [page.view.says(mark) for mark in range(2)]
    assert any("“head”: 2 clips of" in each and "bucket 64×48" in each for each in told)
    assert any("“stills”: 1 still of" in each for each in told)
    assert "is cut off on average" in page.sentence.text()


def test_that_shares_part_an_epoch_three_times(stage: Stage) -> None:
    card(stage).choose("shares")
    page = card(stage).shares
    assert page.view.count() == 3 * 3
    assert page.legend.texts() == ["head · 64×48×1", "head · 64×48×29", "stills · 80×48"]
    assert page.view.says(0).startswith("head · 64×48×1\n2 samples, 50 % of the epoch")
    for mark in range(9):
        where = page.view.mark_rect(mark)
        assert page.view.mark_at(where.center()) == mark or where.width() < 1
    page.view.point_at(1)
    assert not page.view.grab().isNull()


def test_that_the_next_picture_comes_round_and_is_remembered(stage: Stage) -> None:
    store = PreferenceStore(Preferences())
    stage.tab.source.preferences = store
    seen = []
    for _ in PICTURES:
        card(stage).next_picture()
        seen.append(card(stage).picture)
    assert seen == ["coverage", "crops", "shares", "lengths"]
    card(stage).choose("crops")
    assert store.value.picture == "crops"
    assert PicturesCard(stage.tab.source).picture == "crops"


def test_that_a_plan_without_clips_says_so(stage: Stage) -> None:
    rows = stage.document.rows
    stage.document.apply(
        several("x", [changing(c, dataclasses.replace(c, state="rejected")) for c in rows.clips])
    )
    stage.count()
    assert card(stage).nothing.text() == "There are no clips: nothing has a length."
    assert not lengths(stage).isVisible()
    card(stage).choose("coverage")
    assert card(stage).nothing.isVisible()
    card(stage).choose("crops")
    assert not card(stage).nothing.isVisible() and card(stage).crops.view.count() == 1


def test_that_every_picture_paints_at_any_size_and_theme(stage: Stage, qapp: object) -> None:
    for mode, zoom, width in (("light", 1.0, 1300), ("dark", 1.5, 1300), ("dark", 1.0, 880)):
        theme.apply(qapp, mode, zoom)  # type: ignore[arg-type]
        stage.tab.resize(width, 900)
        for picture in PICTURES:
            card(stage).choose(picture)
            assert not card(stage).grab().isNull()
            assert card(stage).pages[picture].isVisible()
    theme.apply(qapp, "dark", 1.0)  # type: ignore[arg-type]


def test_that_marks_tell_where_the_mouse_is(stage: Stage) -> None:
    card(stage).choose("shares")
    view = card(stage).shares.view
    QTest.mouseMove(view, view.mark_rect(0).center().toPoint())
    view.light(view.mark_at(QPointF(view.mark_rect(0).center())))
    assert view.lit == 0 and view.accessibleDescription() == view.says(0)
    view.light(None)
    assert view.accessibleDescription() == ""
