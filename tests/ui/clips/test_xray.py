"""The X-ray in the window: of picks, of ranges that are none yet, while the hand moves them."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt

from app.core.library.edits import adding
from app.core.library.model import Dataset
from app.core.timeline_blocks import Run
from app.core.xray import Xray
from app.ui.clips import xray
from app.ui.widgets.timeline import Timeline
from tests.ui.rig import FRAMES, InWindow, Rig, until
from tests.ui.widgets.test_timeline import at, drag, mouse
from tests.ui.widgets.test_timeline_cuts import run_place

LEFT = Qt.MouseButton.LeftButton
PRESS, MOVE = QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove

DATASETS = (
    Dataset(position=0, name="head", kind="video", resolution=(64, 32), target_frames=(1, 21, 33)),
    Dataset(position=1, name="stills", kind="image", resolution=(64, 32)),
)


async def opened(rig: Rig, project: Path) -> Timeline:
    """Open the project with datasets and one shot marked; wait for its X-ray."""
    await rig.open(project)
    rig.document.apply(adding(*DATASETS))
    rig.clips.marking.choose_shot(2)
    await rig.window.idle()
    line = rig.clips.viewing.timeline
    await until(lambda: line.runs and line.runs[0].lane.runs)
    line.fit_film()
    return line


def lengths(line: Timeline) -> list[tuple[int, bool]]:
    return [(run.frames, run.dropped) for run in line.runs[0].lane.runs]


def test_that_a_shot_shows_what_it_would_give_and_its_pick_what_it_gives(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        line = await opened(rig, project)
        assert [strip.lane.label for strip in line.runs] == ["head 1, 21, 33"]
        assert lengths(line) == [(1, False), (21, False), (33, True)]  # 24 frames at 16 fps
        before = line.runs[0].lane
        rig.clips.viewing.toggle_snap()
        rig.clips.picking.pick()
        await rig.window.idle()
        assert rig.clips.marking.clip is not None
        assert line.runs[0].lane == before

    in_window(scenario)


def test_that_the_lanes_follow_an_edge_that_is_dragged(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        line = await opened(rig, project)
        end = QPointF(-1, 0)
        mouse(line, PRESS, at(line, line.marks, 2 * FRAMES) + end, LEFT)
        mouse(line, MOVE, at(line, line.marks, 3 * FRAMES) + end, LEFT)
        assert lengths(line) == [(1, False), (21, False), (33, False)]
        mouse(line, MOVE, at(line, line.marks, FRAMES + 10) + end, LEFT)
        assert [dropped for _, dropped in lengths(line)] == [False, True, True]
        rig.press(Qt.Key.Key_Escape, on=line)
        assert lengths(line) == [(1, False), (21, False), (33, True)]

    in_window(scenario)


def test_that_a_click_on_a_window_plays_just_its_frames(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        line = await opened(rig, project)
        player = rig.clips.viewing.player
        await until(lambda: player.news.frames)
        drag(line, run_place(line, 0, 1))
        assert player.part == (0, 21)
        assert line.runs[0].played == 1
        drag(line, run_place(line, 0, 2))  # not taken: nothing to play
        assert player.part == (0, 21)

    in_window(scenario)


def test_that_a_still_shows_what_image_datasets_take(in_window: InWindow, project: Path) -> None:
    async def scenario(rig: Rig) -> None:
        line = await opened(rig, project)
        rig.clips.picking.add_still(FRAMES + 4)
        still = rig.document.rows.stills[0]
        rig.clips.marking.choose_row("still", still.id)
        await rig.window.idle()
        await until(lambda: [strip.lane.color for strip in line.runs] == ["info"])  # the second
        (strip,) = line.runs
        (run,) = strip.lane.runs
        assert strip.lane.label == "stills"
        assert isinstance(run, Run)
        assert (run.start, run.end, run.frames) == (FRAMES + 4, FRAMES + 5, 1)
        assert run.file.endswith("_wan.safetensors")

    in_window(scenario)


def test_that_the_lanes_of_a_very_long_range_come_without_holding_up_the_window(
    in_window: InWindow, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(rig: Rig) -> None:
        line = await opened(rig, project)
        rig.clips.marking.choose_shot(4)
        wanted = line.runs[0].lane
        rig.clips.marking.choose_shot(2)
        monkeypatch.setattr(xray, "_LONG", 1)
        threads: list[bool] = []
        made = Xray.lanes

        def lanes(*args: object) -> object:
            threads.append(threading.current_thread() is threading.main_thread())
            return made(*args)  # type: ignore[arg-type]

        monkeypatch.setattr(Xray, "lanes", lanes)
        rig.clips.marking.choose_shot(4)
        await until(lambda: line.runs and line.runs[0].lane == wanted)
        assert threads and not any(threads)

    in_window(scenario)
