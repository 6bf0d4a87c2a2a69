"""What the timeline of *Clips* shows: the marked film, its scores, shots and clips."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QPixmap

from app.core.export.lengths import tail_of
from app.core.library.model import Clip, Shot, Source
from app.core.marking import Mark
from app.core.media.conform import conformed_length
from app.core.shots.detectors import Own
from app.core.timeline_blocks import Block, FilmBlocks
from app.ui import theme
from app.ui.clips.marking import Marking
from app.ui.document import Document
from app.ui.films import Film, Films
from app.ui.widgets.thumbnails import Thumbnails, strip_width
from app.ui.widgets.timeline import Timeline

if TYPE_CHECKING:
    from app.core.library.edits import Edit
    from app.core.media.index import FrameIndex

_GRASPABLE = 56  # pixels of a shot whose edges can be told apart
_AROUND = 3.0  # lengths of a shot shown at each of its sides
_USUAL = 0.5  # where the scores of a familiar detector have its usual threshold
_PLACES = {"start", "end", "state", "source"}  # fields that a block shows


class FilmLanes(QObject):
    """Keeps a timeline up to date with mark, document and films."""

    def __init__(
        self,
        timeline: Timeline,
        strip: Strip,
        document: Document,
        films: Films,
        marking: Marking,
    ) -> None:
        super().__init__(timeline)
        self._timeline, self._strip = timeline, strip
        self._document, self._films = document, films
        self._marking = marking
        self._source: int | None = None
        self._brought: tuple[int, ...] = ()
        self._forget_blocks()
        strip.loaded.connect(timeline.refresh)
        films.loaded.connect(self._on_loaded)
        document.changed.connect(self._on_changed)
        document.reloaded.connect(self._show_blocks)

    def show(self, mark: Mark | None) -> None:
        """Show a mark in its film; None: no film."""
        if mark is None:
            self._source, self._brought = None, ()
            self._forget_blocks()
            self._timeline.set_film(0)
            return
        if mark.source != self._source:
            self._source = mark.source
            self._show_film()
        self._timeline.set_range(mark.span)
        self._show_blocks()
        self._bring(mark)

    def _bring(self, mark: Mark) -> None:
        """Let the timeline show another shot so large that its edges can be grasped.

        Not where the shot before it is gone: nobody chose another, the cuts were changed.
        """
        view, shot, before = self._timeline.view, (mark.source, mark.shot), self._brought
        self._brought = shot
        gone = before[:1] == shot[:1] and self._document.rows.get(Shot, before[1]) is None
        if view is not None and shot != before and not gone:
            self._timeline.set_view(
                view.brought(mark.low, mark.high, least=theme.px(_GRASPABLE), margin=_AROUND)
            )

    def _show_film(self) -> None:
        """Show the marked film's timeline; its index may come later."""
        self._forget_blocks()
        row = self._row
        film = self._films.film(row.id) if row else None
        if row is None:
            return
        if film is None or film.index is None:
            self._timeline.set_film(row.frames, row.rate, aspect=row.width / row.height)
            self._strip.show(None)
            return
        index = film.index
        times = (index.pts - index.pts[0]) * float(index.time_base) if index.variable_rate else None
        self._timeline.set_film(
            len(index), index.rate, times, aspect=index.display_width / index.display_height
        )
        self._strip.show(index)
        self._timeline.set_lengths(self._length, self._snapped, self._tail)
        self._show_scores(row, film)

    def _show_scores(self, row: Source, film: Film) -> None:
        if film.signal is not None:
            ours = row.detector in get_args(Own)
            self._timeline.set_scores(film.signal.scores(), row.threshold if ours else _USUAL)
            self._timeline.set_threshold_movable(ours and not self._document.read_only)

    @property
    def _row(self) -> Source | None:
        return self._document.rows.get(Source, self._source) if self._source else None

    def _on_loaded(self, sources: set[int]) -> None:
        mark = self._marking.mark
        if self._source in sources and mark is not None:
            self._show_film()
            self._brought = ()
            self.show(mark)

    def _on_changed(self, edit: Edit) -> None:
        moved = any(
            change.table in ("shot", "clip") and _PLACES & change.values.keys()
            for change in edit.changed
        )
        if (moved or edit.added or edit.removed) and not self._marking.holding:
            self._show_blocks()
        cut_anew = any(
            change.table == "source" and change.id == self._source and "threshold" in change.values
            for change in edit.changed
        )
        row = self._row
        film = self._films.film(row.id) if row and cut_anew else None
        if row is not None and film is not None:
            self._show_scores(row, film)

    def _forget_blocks(self) -> None:
        self._blocks = FilmBlocks()
        self._drawn_clips: list[Block] | None = None

    def _show_blocks(self) -> None:
        """Show shots and clips of the film; those that lie as they did are not drawn anew."""
        if self._source is None:
            return
        rows = self._document.rows
        shots, clips = rows.of_source(Shot, self._source), rows.of_source(Clip, self._source)
        current = self._marking.mark.clip if self._marking.mark else 0
        changed = self._blocks.follow(shots, clips)
        if changed is None:
            self._timeline.set_shots(self._blocks.shots)
        elif changed:
            self._timeline.change_shots({place: self._blocks.shots[place] for place in changed})
        others = [block for block in self._blocks.clips if block.id != current]
        if others != self._drawn_clips:
            self._drawn_clips = others
            self._timeline.set_clips(others)
        self._timeline.set_position(self._timeline.position)

    # ------------------------------------------------------------------------------- lengths

    def _length(self, start: int, end: int) -> int:
        index = self._index
        if index is None or not 0 <= start < end <= len(index):
            return 0
        return conformed_length(index, start, end, self._document.rows.settings.rate)

    def _tail(self, start: int, end: int) -> int:
        index = self._index
        if index is None or not 0 <= start < end <= len(index):
            return end
        return tail_of(index, start, end, self._document.rows.settings.rate)

    def _snapped(self, start: int, end: int) -> int:
        snap = self._marking.snap()
        return end if snap is None else snap(start, end)

    @property
    def _index(self) -> FrameIndex | None:
        return self._films.indexes.get(self._source) if self._source else None


class Strip(QObject):
    """The filmstrip's pictures of one film."""

    loaded = Signal()

    def __init__(self, thumbnails: Thumbnails, parent: QObject) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._index: FrameIndex | None = None
        thumbnails.loaded.connect(self.loaded)

    def show(self, index: FrameIndex | None) -> None:
        """Take another film."""
        self._index = index

    def pixmap(self, frame: int) -> QPixmap | None:
        """Return the picture of a frame where it is at hand."""
        if self._index is None:
            return None
        return self._thumbnails.pixmap(
            self._index, frame, strip_width(self._index, theme.px(48)), asker="strip"
        )
