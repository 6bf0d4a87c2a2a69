"""Going about in the marked film: to a place that is typed, from cut to cut."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.media.going import Steps, read_place, stepped
from app.ui.widgets.player import Player
from app.ui.widgets.player_place import PlaceField
from app.ui.widgets.timeline import Timeline

if TYPE_CHECKING:
    from app.core.media.index import FrameIndex


class Travelling(QObject):
    """Takes a player to frames of the film, inside the marked range or not.

    Args:
        player: What is taken there.
        timeline: Knows the cuts.
        field: Where places are typed.
        go_to: Shows a frame of the film.
    """

    said = Signal(str)  # a sentence to show for a while

    def __init__(
        self,
        player: Player,
        timeline: Timeline,
        field: PlaceField,
        go_to: Callable[[int], None],
    ) -> None:
        super().__init__(player)
        self._player, self._timeline, self._field = player, timeline, field
        self._go_to = go_to
        field.entered.connect(self.go)

    def ask(self) -> None:
        """Ask where to go."""
        if self._player.index is not None:
            self._player.pause()
            self._field.open()

    def go(self, text: str) -> None:
        """Go to the place a text names, or say in the field what is wrong with it."""
        index = self._player.index
        if not text.strip() or index is None:
            self._field.leave()
            return
        try:
            place = read_place(text, index)
        except ValueError as error:
            self._field.refuse(str(error))
            self.said.emit(str(error))
            return
        self._field.leave()
        if isinstance(place, Steps):
            self._step(place.count, index)
        else:
            self._go_to(place)

    def previous_cut(self) -> None:
        """Go to the cut before the frame that is shown."""
        cuts, frame = self._timeline.cuts, self._player.source_frame
        if frame is not None and (place := bisect_left(cuts, frame)):
            self._go_to(cuts[place - 1])

    def next_cut(self) -> None:
        """Go to the cut behind the frame that is shown."""
        cuts, frame = self._timeline.cuts, self._player.source_frame
        film = self._timeline.film
        if frame is None or film is None:
            return
        place = bisect_right(cuts, frame)
        if place < len(cuts) and cuts[place] < film.frames:
            self._go_to(cuts[place])

    def _step(self, count: int, index: FrameIndex) -> None:
        """Go so many of the shown frames on, out of the range too."""
        player, view = self._player, self._player.view
        frame = player.source_frame
        if view is None or frame is None:
            return
        position = player.position + count
        if not player.single and 0 <= position < len(player.news.frames):
            player.pause()
            player.scrub(position)
        elif player.own:
            self._go_to(max(0, min(len(index) - 1, frame + count)))
        elif player.single:
            self._go_to(stepped(index, frame, count, view.rate))
        else:
            self._go_to(stepped(index, view.start, position, view.rate))
