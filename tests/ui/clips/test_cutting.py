"""Cuts in the window: dragged, removed, put in with mouse, keys and menu; the threshold."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtWidgets import QMenu

from app.core.library.model import Clip, Cut
from app.ui.widgets.timeline import Timeline
from tests.ui.rig import FRAMES, InWindow, Rig, until
from tests.ui.widgets.test_timeline import at, drag, mouse

LEFT = Qt.MouseButton.LeftButton
PRESS, MOVE = QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove
RELEASE, TWICE = QEvent.Type.MouseButtonRelease, QEvent.Type.MouseButtonDblClick


def starts(rig: Rig) -> list[int]:
    return [shot.start for shot in rig.document.rows.shots]


def timeline(rig: Rig) -> Timeline:
    return rig.clips.viewing.timeline


def cut_place(rig: Rig, frame: int) -> QPointF:
    """Where a frame begins in the lane of the shots."""
    line = timeline(rig)
    assert line.view is not None
    return at(line, line.shots, frame) - QPointF(line.view.scale / 2, 0)


def undone(rig: Rig) -> list[int]:
    rig.document.undo()
    return starts(rig)


WHOLE = [n * FRAMES for n in range(5)]


def test_that_a_cut_is_moved_with_the_mouse_and_taken_back(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.clips.marking.choose_shot(2)
        line = timeline(rig)
        line.fit_film()
        drag(line, *(cut_place(rig, frame) for frame in (FRAMES, FRAMES + 5, FRAMES + 20)))
        assert starts(rig)[:3] == [0, FRAMES + 20, 2 * FRAMES]
        assert [(cut.frame, cut.drawn) for cut in rig.document.rows.of_source(Cut, 1)] == [
            (FRAMES + 20, True)
        ]
        mark = rig.clips.marking.mark
        assert mark is not None and mark.span == (FRAMES + 20, 2 * FRAMES)
        assert line.shots.track.span(1) == (FRAMES + 20, 2 * FRAMES)
        assert line.marks.marked == mark.span
        assert rig.document.undo_label == "Move cut"
        assert rig.toasts[-1] == f"The cut is at frame {FRAMES + 20} now."
        assert undone(rig) == WHOLE
        assert line.shots.track.span(1) == (FRAMES, 2 * FRAMES)
        rig.document.redo()
        assert starts(rig)[1] == FRAMES + 20

    in_window(scenario)


def test_that_the_player_shows_the_frame_of_a_cut_that_is_dragged(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.clips.marking.choose_shot(1)
        line, player = timeline(rig), rig.clips.viewing.player
        line.fit_film()
        mouse(line, PRESS, cut_place(rig, 2 * FRAMES), LEFT)
        mouse(line, MOVE, cut_place(rig, 2 * FRAMES + 10), LEFT)
        assert player.source_frame == 2 * FRAMES + 10
        mouse(line, RELEASE, cut_place(rig, 2 * FRAMES + 10), LEFT)
        assert starts(rig)[2] == 2 * FRAMES + 10

    in_window(scenario)


def test_that_backspace_removes_the_cut_before_the_shot_and_goes_on_in_the_whole(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.clips.marking.choose_shot(3)
        view = timeline(rig).view
        rig.clips.shelf.grid.setFocus()
        rig.press(Qt.Key.Key_Backspace)
        assert starts(rig) == [0, FRAMES, 3 * FRAMES, 4 * FRAMES]
        mark = rig.clips.marking.mark
        assert mark is not None and mark.shot == 2
        assert mark.span == (FRAMES, 3 * FRAMES)
        assert timeline(rig).view == view  # the cuts changed, nobody went anywhere
        assert rig.document.undo_label == "Remove cut"
        rig.clips.marking.choose_shot(1)
        rig.press(Qt.Key.Key_Backspace)
        assert rig.toasts[-1] == "There is no shot before this one."
        assert undone(rig) == WHOLE

    in_window(scenario)


def test_that_a_double_click_cuts_the_shot_where_it_was_clicked(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        line = timeline(rig)
        line.fit_film()
        where = at(line, line.shots, 3 * FRAMES + 11)
        drag(line, where)
        mouse(line, TWICE, where, LEFT)
        mouse(line, RELEASE, where, LEFT)
        assert starts(rig) == [*WHOLE[:4], 3 * FRAMES + 11, 4 * FRAMES]
        mark = rig.clips.marking.mark
        assert mark is not None and mark.span == (3 * FRAMES, 3 * FRAMES + 11)
        assert undone(rig) == WHOLE

    in_window(scenario)


def test_that_a_cut_is_put_in_where_the_player_stands_whatever_is_marked(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.clips.marking.choose_shot(1)
        rig.clips.viewing.go_to(4 * FRAMES + 7)
        rig.trigger("mark.split")
        assert starts(rig) == [*WHOLE, 4 * FRAMES + 7]
        rig.trigger("mark.split")
        assert rig.toasts[-1].startswith(f"A shot begins at frame {4 * FRAMES + 7} already")
        assert len(starts(rig)) == 6

    in_window(scenario)


@contextmanager
def menu_of(rig: Rig, frame: int, behind: int = 0) -> Iterator[dict[str, QMenu]]:
    menu = rig.clips.cutting.menu(frame, behind)
    assert menu is not None
    yield {action.text(): action for action in menu.actions() if action.text()}
    menu.deleteLater()


def test_that_the_menu_of_a_shot_cuts_merges_and_leaves_it_to_the_detection(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.clips.marking.choose_shot(2)
        with menu_of(rig, FRAMES + 9) as entries:
            assert list(entries) == [
                f"Cut here, at frame {FRAMES + 9}",
                "Merge with the shot before",
                "Merge with the next shot",
            ]
            entries[f"Cut here, at frame {FRAMES + 9}"].trigger()
        assert starts(rig)[1:3] == [FRAMES, FRAMES + 9]
        with menu_of(rig, FRAMES + 9, rig.document.rows.shots[2].id) as entries:
            assert list(entries) == ["Remove this cut"]
            entries["Remove this cut"].trigger()
        assert starts(rig) == WHOLE
        with menu_of(rig, 0) as entries:
            assert list(entries) == ["Merge with the next shot"]
        with menu_of(rig, FRAMES + 1) as entries:
            entries["Leave this shot to the next detection"].trigger()
        assert not any(shot.drawn for shot in rig.document.rows.shots)
        assert rig.clips.cutting.menu(5 * FRAMES, 0) is None

    in_window(scenario)


def test_that_a_picked_range_stays_as_it_is_when_a_cut_moves_into_it(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.clips.marking.choose_shot(2)
        rig.clips.picking.pick()
        span = (rig.clip().start, rig.clip().end)
        line = timeline(rig)
        line.fit_film()
        drag(line, *(cut_place(rig, frame) for frame in (FRAMES, FRAMES + 5, FRAMES + 20)))
        (clip,) = rig.document.rows.of_source(Clip, 1)
        assert (clip.start, clip.end) == span
        assert rig.clips.marking.clip == clip

    in_window(scenario)


def test_that_nothing_is_cut_in_a_project_open_for_reading(
    in_window: InWindow, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.clips.marking.choose_shot(2)
        monkeypatch.setattr(type(rig.document), "read_only", property(lambda _: True))
        rig.document.opened.emit()
        rig.clips.marking.choose_shot(2)
        line = timeline(rig)
        line.fit_film()
        drag(line, *(cut_place(rig, frame) for frame in (FRAMES, FRAMES + 5, FRAMES + 20)))
        assert starts(rig) == WHOLE
        assert rig.clips.cutting.menu(FRAMES + 9, 0) is None
        monkeypatch.undo()

    in_window(scenario)


# ----------------------------------------------------------------------------------- threshold


async def measured(rig: Rig, project: Path) -> Timeline:
    """Find the shots of the film, and wait until its scores are drawn; some cuts are doubted."""
    await rig.open(project)
    rig.clips.work.find(rig.document.rows.sources)
    await rig.clips.work.settled()
    line = timeline(rig)
    await until(lambda: line.scores.scores is not None)
    films = rig.window.parts.films
    film = films._films[1]
    assert film.signal is not None
    doubted = film.signal.hard.copy()
    doubted[np.flatnonzero(doubted)] = np.linspace(0.6, 0.9, np.count_nonzero(doubted))
    signal = dataclasses.replace(film.signal, hard=doubted)
    films._films[1] = dataclasses.replace(film, signal=signal)
    line.fit_film()
    return line


def threshold_place(line: Timeline, score: float) -> QPointF:
    row = next(row for strip, row in line.rows() if strip is line.scores)
    top, height = line.scores.span
    return QPointF(line.left + 40, row.top() + top + (1 - score) * height)


def test_that_a_dragged_threshold_foretells_its_cuts_and_cuts_at_once_when_let_go(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        line = await measured(rig, project)
        shots, view = len(rig.document.rows.shots), line.view
        rated = rig.document.rows.shots[1]
        rig.clips.marking.choose_shot(rated.id)
        rig.clips.picking.rate(4)
        line.fit_film()
        rows = rig.document.rows
        mouse(line, PRESS, threshold_place(line, 0.5), LEFT)
        mouse(line, MOVE, threshold_place(line, 1.0), LEFT)
        await until(lambda: line.scores.foretold is not None)
        told = line.scores.foretold
        assert told is not None and told.come == [] and len(told.go) == shots - 1 == 4
        assert len(rows.shots) == shots
        busy: list[object] = []
        rig.window.jobs.changed.connect(lambda: busy.append(rig.window.jobs.running))
        mouse(line, RELEASE, threshold_place(line, 1.0), LEFT)
        await until(lambda: rows.sources[0].threshold == 1.0)
        await until(lambda: line.scores.foretold is None)
        assert busy == []  # not in the queue: it waits for nobody
        assert len(rows.shots) == told.shots == 1
        assert rows.shots[0].rating == 4
        assert line.view == view and line.scores.threshold == 1.0
        mark = rig.clips.marking.mark
        assert mark is not None and mark.shot == rows.shots[0].id
        rig.document.undo()
        assert len(rows.shots) == shots
        assert line.scores.threshold == rows.sources[0].threshold == 0.5

    in_window(scenario)


def test_that_a_removed_cut_stays_removed_at_another_threshold_and_detection(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        line = await measured(rig, project)
        rig.clips.marking.choose_shot(rig.document.rows.shots[2].id)
        gone = rig.document.rows.shots[2].start
        rig.clips.cutting.remove_before()
        for threshold in (0.9, 0.1, 0.5):
            line.threshold_changed.emit(threshold)
            await until(lambda t=threshold: rig.document.rows.sources[0].threshold == t)
            assert gone not in starts(rig)
        rig.clips.work.find(rig.document.rows.sources)
        await rig.clips.work.settled()
        assert gone not in starts(rig)

    in_window(scenario)
