"""The length of the marked range: chosen, kept while it slides, found again for the next clip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.core.export import ranges
from app.core.export.lengths import Range, end_of_length
from app.core.language import noted
from app.core.marking import Mark

if TYPE_CHECKING:
    from app.core.media.index import FrameIndex
    from app.ui.clips.marking import Marking


class Lengths(QObject):
    """Moves the marked range by its length; frames are those at the project's rate.

    Attributes:
        chosen: The length that was chosen last; None while none was.
    """

    def __init__(self, marking: Marking) -> None:
        super().__init__(marking)
        self._marking = marking
        self.chosen: int | None = None

    def set(self, frames: int) -> None:
        """Give the range so many frames, from its start."""
        found = self._range()
        if found is None:
            return
        mark, index = found
        limit = max(mark.high, mark.end)
        end = end_of_length(index, mark.start, frames, self._marking.rate, limit=limit)
        if end is None:
            self._say(self.tr("The shot is too short for {} frames from here.").format(frames))
        else:
            self.chosen = frames
            self._marking.set_range(mark.start, end, label=noted("Length"))

    def choices(self, mark: Mark) -> list[ranges.Choice]:
        """Return the usual lengths as a range of the marked film can have them."""
        index = self._marking.index
        if index is None or mark.end > len(index):
            return []
        return ranges.choices(index, (mark.low, mark.high), mark.span, self._marking.rate)

    def wanted(self) -> int | None:
        """Return how long the best window of the shot should be; None where nothing is marked."""
        found = self._range()
        if found is None:
            return None
        mark, index = found
        limits = mark.low, mark.high
        return ranges.wanted_length(self.chosen, index, limits, mark.span, self._marking.rate)

    def slide(self, steps: int) -> None:
        """Move the range by frames, earlier if negative, as long as it is."""
        found = self._range()
        if found is not None:
            mark, index = found
            limits = mark.low, mark.high
            self._go(ranges.slid_by(index, limits, mark.span, steps, self._marking.rate))

    def next_range(self) -> ranges.Proposal | None:
        """Return where another clip of the shot may lie, behind the marked range."""
        found = self._range()
        if found is None:
            return None
        mark, index = found
        taken = [(clip.start, clip.end) for clip in self._marking.siblings()]
        limits = mark.low, mark.high
        return ranges.next_range(index, limits, mark.span, taken, self._marking.rate)

    def _range(self) -> tuple[Mark, FrameIndex] | None:
        """Return the mark and its film; None where that is a still's, or the film is not read."""
        mark, index = self._marking.mark, self._marking.index
        if mark is None or mark.still or index is None or mark.end > len(index):
            return None
        return mark, index

    def _go(self, span: Range) -> None:
        mark = self._marking.mark
        if mark is not None and span == mark.span:
            self._say(self.tr("The range is at the end of its shot."))
        self._marking.set_range(*span, label=noted("Slide"))

    def _say(self, sentence: str) -> None:
        self._marking.said.emit(sentence)
