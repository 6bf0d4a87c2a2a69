"""The lanes of *Clips* that show what each dataset takes of what is marked."""

from __future__ import annotations

import dataclasses
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal

from app.core.library.model import Clip, Source, Still
from app.core.marking import Mark
from app.ui.clips.marking import Marking
from app.ui.loop import spawn
from app.ui.parts import Parts
from app.ui.widgets.timeline import Timeline

if TYPE_CHECKING:
    from app.core.export.films import Film
    from app.core.export.planned import ProjectPlan
    from app.core.timeline_blocks import Lane
    from app.core.xray import Xray

    Asked = tuple[ProjectPlan, Clip | Still, Film]

_LONG = 120  # seconds of a range from which the window does not wait for its lanes


class XrayLanes(QObject):
    """Keeps the lanes of a timeline up to date, also while the marked range is dragged.

    A click on a window asks to play just its frames. To be made after what shows the marked film
    in the timeline, whose lanes are empty then.
    """

    part_asked = Signal(int, int)  # first and end, in frames of the conformed clip

    def __init__(self, parts: Parts, marking: Marking, timeline: Timeline) -> None:
        super().__init__(timeline)
        self._parts, self._marking, self._timeline = parts, marking, timeline
        self._lanes: list[Lane] = []
        self._counting: Asked | None = None  # what is looked through in the background
        self._stale = False  # nobody looked when there was something to show
        timeline.installEventFilter(self)
        marking.marked.connect(self.refresh)
        parts.films.loaded.connect(self.refresh)
        parts.planning.planned.connect(self.refresh)
        timeline.range_changing.connect(self._on_range_changing)
        timeline.range_changed.connect(self.refresh)
        timeline.run_clicked.connect(self._on_run_clicked)

    @cached_property
    def _xray(self) -> Xray:
        from app.core.xray import Xray  # planner and export: the window starts without them

        return Xray()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Catch up when the timeline is looked at again."""
        if event.type() == QEvent.Type.Show and self._stale:
            self.refresh()
        return super().eventFilter(watched, event)

    def refresh(self, *_: object) -> None:
        """Show the lanes of what is marked; those of a very long range come a little later.

        While the timeline is hidden they wait until it is shown.
        """
        self._stale = not self._timeline.isVisible()
        if self._stale:
            return
        mark = self._marking.mark
        asked = None if mark is None else self._asked(mark)
        if asked is not None and _is_long(asked):
            if self._counting != asked:
                self._counting = asked
                spawn(self._count(asked))
            return
        self._counting = None
        self._show([] if asked is None else self._xray.lanes(*asked))

    async def _count(self, asked: Asked) -> None:
        lanes = await self._parts.jobs.beside(_lanes, asked)
        if self._counting == asked:
            self._counting = None
            self._show(lanes)

    def _show(self, lanes: list[Lane]) -> None:
        if lanes != self._lanes or not self._timeline.runs:
            self._lanes = lanes
            self._timeline.set_lanes(lanes)

    def _on_range_changing(self, start: int, end: int) -> None:
        """Show what a range would give that is not let go yet."""
        mark = self._marking.mark
        if mark is None or mark.still:
            return
        asked = self._asked(mark.moved(start, end))
        if asked is not None and not _is_long(asked):
            self._lanes = self._xray.lanes(*asked)
            self._timeline.set_lanes(self._lanes, moving=True)

    def _asked(self, mark: Mark) -> Asked | None:
        """Return what the lanes of a mark are made of; None while it is not known."""
        document, plan = self._parts.document, self._parts.planning.plan
        source = document.rows.get(Source, mark.source) if document.is_open else None
        known = self._parts.films.film(mark.source) if source is not None else None
        if plan is None or source is None or known is None or known.index is None:
            return None
        from app.core.export.films import Film

        return plan, self._row(mark), Film(source, known.index)

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


def _is_long(asked: Asked) -> bool:
    _, row, film = asked
    return isinstance(row, Clip) and row.end - row.start > _LONG * film.source.rate


def _lanes(asked: Asked) -> list[Lane]:
    from app.core.xray import Xray

    return Xray().lanes(*asked)
