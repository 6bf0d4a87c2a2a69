"""The shots and clips of the timeline in *Clips*."""

from __future__ import annotations

from collections.abc import Sequence

from app.core.library.model import Clip, Shot, State
from app.core.library.picking import shot_states
from app.core.timeline_blocks import Block
from app.ui.widgets.timeline import Timeline

_Lies = tuple[int, int, int, State]  # a clip: id, first frame, end, state


class Blocks:
    """Draws blocks; those that lie as they did are not drawn anew, as after a rating."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self.forget()

    def forget(self) -> None:
        """Draw all of them the next time: the timeline was emptied."""
        self._shots: tuple[Sequence[Shot], list[_Lies]] | None = None
        self._clips: list[_Lies] | None = None

    def show(self, shots: Sequence[Shot], clips: Sequence[Clip], current: int) -> None:
        """Show a film's shots and clips, but for the clip that is marked."""
        lie = [(clip.id, clip.start, clip.end, clip.state) for clip in clips]
        if (shots, lie) != self._shots:
            self._shots = shots, lie
            self._timeline.set_shots(
                Block(shot.id, shot.start, shot.end, state)
                for shot, state in zip(shots, shot_states(shots, clips), strict=True)
            )
        others = [each for each in lie if each[0] != current]
        if others != self._clips:
            self._clips = others
            self._timeline.set_clips(Block(*each) for each in others)
