from __future__ import annotations

import gc
from pathlib import Path

import pytest

from app.core.media.reel import Picture
from app.core.timeline_blocks import Block
from app.ui.widgets.timeline import Timeline
from tests.ui.rig import InWindow, Rig, until


class Drawn:
    """What the timeline was given, each time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.shots: list[list[Block]] = []
        self.clips: list[list[Block]] = []
        self.changed: list[dict[int, Block]] = []
        shots, clips = Timeline.set_shots, Timeline.set_clips
        change = Timeline.change_shots

        def set_shots(timeline: Timeline, blocks: list[Block]) -> None:
            self.shots.append(list(blocks))
            shots(timeline, self.shots[-1])

        def set_clips(timeline: Timeline, blocks: list[Block]) -> None:
            self.clips.append(list(blocks))
            clips(timeline, self.clips[-1])

        def change_shots(timeline: Timeline, blocks: dict[int, Block]) -> None:
            self.changed.append(dict(blocks))
            change(timeline, blocks)

        monkeypatch.setattr(Timeline, "change_shots", change_shots)
        monkeypatch.setattr(Timeline, "set_shots", set_shots)
        monkeypatch.setattr(Timeline, "set_clips", set_clips)


def test_that_the_timeline_is_drawn_anew_only_where_blocks_changed(
    in_window: InWindow, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = Drawn(monkeypatch)

    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        picking = rig.clips.picking
        shots = len(drawn.shots)
        picking.pick()
        assert [
            {place: block.state for place, block in each.items()} for each in drawn.changed
        ] == [{0: "picked"}]
        clips = len(drawn.clips)
        picking.rate(4)
        picking.tag("rain")
        assert (len(drawn.changed), len(drawn.clips)) == (1, clips)
        picking.reject()
        assert len(drawn.changed) == 2 and drawn.changed[-1][0].state != "picked"
        assert len(drawn.shots) == shots

    in_window(scenario)


def test_that_a_timeline_that_was_emptied_gets_its_blocks_again(
    in_window: InWindow, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = Drawn(monkeypatch)

    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.clips.marking.forget()
        assert drawn.shots[-1] == []
        rig.clips.marking.choose_shot(rig.document.rows.shots[0].id)
        assert len(drawn.shots[-1]) == 5

    in_window(scenario)


def test_that_no_pictures_of_a_project_are_kept_when_it_is_closed(
    in_window: InWindow, project: Path
) -> None:
    def pictures() -> list[Picture]:
        return [each for each in gc.get_objects() if isinstance(each, Picture)]

    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        player = rig.clips.viewing.player
        await until(lambda: player.source_frame is not None and player.exact and pictures())
        rig.trigger("project.close")
        await until(lambda: not rig.document.is_open)
        await until(lambda: not pictures())
        await rig.open(project)
        await until(lambda: player.source_frame is not None and player.exact and pictures())

    gc.collect()
    in_window(scenario)
