"""The lanes of *Clips* that show what each dataset takes of what is marked."""

from __future__ import annotations

import dataclasses
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.library.model import Clip, Source, Still
from app.core.marking import Mark
from app.ui.clips.marking import Marking
from app.ui.document import Document
from app.ui.films import Films
from app.ui.planning import Planning
from app.ui.widgets.timeline import Timeline

if TYPE_CHECKING:
    from app.core.timeline_blocks import Lane
    from app.core.xray import Xray


class XrayLanes(QObject):
    """Keeps the lanes of a timeline up to date, also while the marked range is dragged.

    A click on a window asks to play just its frames.
    """

    part_asked = Signal(int, int)  # first and end, in frames of the conformed clip

    def __init__(
        self,
        timeline: Timeline,
        document: Document,
        films: Films,
        marking: Marking,
        planning: Planning,
    ) -> None:
        super().__init__(timeline)
        self._timeline, self._document, self._films = timeline, document, films
        self._marking, self._planning = marking, planning
        self._lanes: list[Lane] = []
        planning.planned.connect(self.refresh)
        timeline.range_changing.connect(self._on_range_changing)
        timeline.range_changed.connect(self.refresh)
        timeline.run_clicked.connect(self._on_run_clicked)

    @cached_property
    def _xray(self) -> Xray:
        from app.core.xray import Xray  # planner and export: the window starts without them

        return Xray()

    def refresh(self, *_: object) -> None:
        """Show the lanes of what is marked."""
        mark = self._marking.mark
        lanes = [] if mark is None else self._of(mark)
        if lanes != self._lanes or not self._timeline.runs:
            self._lanes = lanes
            self._timeline.set_lanes(lanes)

    def _on_range_changing(self, start: int, end: int) -> None:
        """Show what a range would give that is not let go yet."""
        mark = self._marking.mark
        if mark is not None and not mark.still:
            self._lanes = self._of(mark.moved(start, end))
            self._timeline.set_lanes(self._lanes, moving=True)

    def _of(self, mark: Mark) -> list[Lane]:
        plan = self._planning.plan
        source = self._document.rows.get(Source, mark.source) if self._document.is_open else None
        known = self._films.film(mark.source) if source is not None else None
        if plan is None or source is None or known is None or known.index is None:
            return []
        from app.core.export.films import Film

        return self._xray.lanes(plan, self._row(mark), Film(source, known.index))

    def _row(self, mark: Mark) -> Clip | Still:
        """Return the clip or still that is marked, or the clip it would be."""
        row = self._marking.row
        if isinstance(row, Still):
            return row
        if isinstance(row, Clip):
            return dataclasses.replace(row, start=mark.start, end=mark.end)
        return Clip(source=mark.source, start=mark.start, end=mark.end)

    def _on_run_clicked(self, lane: int, place: int) -> None:
        run = self._lanes[lane].runs[place]
        if run.frames > 0 and not run.dropped and self._marking.mark is not None:
            self.part_asked.emit(run.first, run.first + run.frames)
            self._timeline.play_run(lane, place)
