from __future__ import annotations

from pathlib import Path

import pytest

from app.core.timeline_blocks import Block
from app.ui.widgets.timeline import Timeline
from tests.ui.rig import InWindow, Rig


class Drawn:
    """What the timeline was given, each time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.shots: list[list[Block]] = []
        self.clips: list[list[Block]] = []
        shots, clips = Timeline.set_shots, Timeline.set_clips

        def set_shots(timeline: Timeline, blocks: list[Block]) -> None:
            self.shots.append(list(blocks))
            shots(timeline, self.shots[-1])

        def set_clips(timeline: Timeline, blocks: list[Block]) -> None:
            self.clips.append(list(blocks))
            clips(timeline, self.clips[-1])

        monkeypatch.setattr(Timeline, "set_shots", set_shots)
        monkeypatch.setattr(Timeline, "set_clips", set_clips)


def test_that_the_timeline_is_drawn_anew_only_where_blocks_changed(
    in_window: InWindow, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = Drawn(monkeypatch)

    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        picking = rig.clips.picking
        picking.pick()
        assert drawn.shots[-1][0].state == "picked"
        shots, clips = len(drawn.shots), len(drawn.clips)
        picking.rate(4)
        picking.tag("rain")
        assert (len(drawn.shots), len(drawn.clips)) == (shots, clips)
        picking.reject()
        assert drawn.shots[-1][0].state != "picked"
        assert len(drawn.shots) == shots + 1

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
