"""The middle of *Clips*: the marked range plays above its timeline."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, get_args

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.library.model import Clip, Shot, Source
from app.core.marking import Mark
from app.core.media.conform import conformed_length
from app.core.shots.detectors import Own
from app.core.timeline_blocks import Lane
from app.core.xray import xray_lanes
from app.ui import theme
from app.ui.clips.blocks import Blocks
from app.ui.clips.marking import Marking
from app.ui.document import Document
from app.ui.films import Film, Films
from app.ui.planning import Planning
from app.ui.preferences import PreferenceStore
from app.ui.widgets.player import Player
from app.ui.widgets.player_transport import Transport
from app.ui.widgets.surface import Splitter, Surface
from app.ui.widgets.thumbnails import Thumbnails, strip_width
from app.ui.widgets.timeline import Timeline

if TYPE_CHECKING:
    from app.core.library.edits import Edit
    from app.core.media.index import FrameIndex

_USUAL = 0.5  # where the scores of a familiar detector have its usual threshold


class Viewing(Surface):
    """Player, transport and timeline of what is marked."""

    threshold_chosen = Signal(int, float)  # source, threshold

    def __init__(
        self,
        document: Document,
        films: Films,
        marking: Marking,
        planning: Planning,
        preferences: PreferenceStore,
        thumbnails: Thumbnails,
    ) -> None:
        super().__init__("background")
        self._document, self._films, self._marking = document, films, marking
        self._planning, self._preferences = planning, preferences
        self._source: int | None = None
        self._shown: tuple[object, ...] = ()
        self._strip = _Strip(thumbnails, self)
        self.player = Player()
        self.transport = Transport(self.player)
        self.timeline = Timeline(self._strip.pixmap)
        self._blocks = Blocks(self.timeline)
        self._lay_out()
        self._connect()
        self.transport.set_snapping(preferences.value.snap)
        self.timeline.set_snapping(preferences.value.snap)

    def _lay_out(self) -> None:
        stage = Surface("stage")
        above = QVBoxLayout(stage)
        above.setContentsMargins(0, 0, 0, 0)
        above.addWidget(self.player)
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.transport)
        column.addWidget(self.timeline, 1)
        self.splitter = Splitter(Qt.Orientation.Vertical)
        self.splitter.addWidget(stage)
        self.splitter.addWidget(below)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        self.splitter.setChildrenCollapsible(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.splitter)
        stage.setMinimumHeight(theme.px(140))

    def _connect(self) -> None:
        player, timeline, marking = self.player, self.timeline, self._marking
        self._strip.loaded.connect(timeline.refresh)
        player.position_changed.connect(self._on_position)
        player.state_changed.connect(timeline.set_playing)
        self.transport.in_marked.connect(self.mark_in)
        self.transport.out_marked.connect(self.mark_out)
        self.transport.snap_changed.connect(self._on_snap)
        timeline.scrubbed.connect(self.go_to)
        timeline.stepped.connect(player.step)
        timeline.shot_stepped.connect(self._on_shot_stepped)
        timeline.shot_clicked.connect(marking.choose_shot)
        timeline.clip_clicked.connect(marking.choose_clip)
        timeline.range_changing.connect(self._on_range_changing)
        timeline.range_changed.connect(marking.set_range)
        timeline.threshold_changed.connect(self._on_threshold)
        marking.marked.connect(self._on_marked)
        self._films.loaded.connect(self._on_loaded)
        self._planning.planned.connect(self._show_lanes)
        self._document.changed.connect(self._on_changed)
        self._document.reloaded.connect(self._show_blocks)

    # ------------------------------------------------------------------------ what is marked

    def _on_marked(self, mark: Mark | None) -> None:
        if mark is None:
            self._source, self._shown = None, ()
            self._blocks.forget()
            self.player.show_nothing()
            self.timeline.set_film(0)
            return
        if mark.source != self._source:
            self._source = mark.source
            self._show_film()
        self._show_range(mark)
        self._show_blocks()
        self._show_lanes()

    def _show_film(self) -> None:
        """Show the marked film's timeline; its index may come later."""
        self._blocks.forget()
        row = self._row
        film = self._films.film(row.id) if row else None
        if row is None:
            return
        if film is None or film.index is None:
            self.timeline.set_film(row.frames, row.rate, aspect=row.width / row.height)
            self._strip.show(None)
            return
        index = film.index
        times = (index.pts - index.pts[0]) * float(index.time_base) if index.variable_rate else None
        self.timeline.set_film(
            len(index), index.rate, times, aspect=index.display_width / index.display_height
        )
        self._strip.show(index)
        self.timeline.set_lengths(self._length, self._snapped)
        self._show_scores(row, film)

    def _show_scores(self, row: Source, film: Film) -> None:
        if film.signal is not None:
            ours = row.detector in get_args(Own)
            self.timeline.set_scores(film.signal.scores(), row.threshold if ours else _USUAL)
            self.timeline.set_threshold_movable(ours and not self._document.read_only)

    def _show_range(self, mark: Mark) -> None:
        film = self._films.film(mark.source)
        self.timeline.set_range(mark.span)
        clip = self._marking.clip
        crop = clip.crop if clip else None
        if film is None:
            return
        if film.index is None:
            self._shown = ()
            self.player.show_nothing(film.trouble)
            return
        shown = (mark.source, *mark.span, crop)
        if shown != self._shown:
            self._shown = shown
            self.player.show_range(film.index, *mark.span, crop)
            if self._preferences.value.autoplay and not self.player.playing:
                self.player.play()

    @property
    def _row(self) -> Source | None:
        return self._document.rows.get(Source, self._source) if self._source else None

    def _on_loaded(self, sources: set[int]) -> None:
        mark = self._marking.mark
        if self._source in sources and mark is not None:
            self._show_film()
            self._shown = ()
            self._show_range(mark)
            self._show_blocks()
            self._show_lanes()

    def _on_changed(self, edit: Edit) -> None:
        mark = self._marking.mark
        if mark is not None:
            self._show_blocks()
            self._show_range(mark)

    def _show_blocks(self) -> None:
        if self._source is not None:
            rows, mark = self._document.rows, self._marking.mark
            shots, clips = rows.of_source(Shot, self._source), rows.of_source(Clip, self._source)
            self._blocks.show(shots, clips, mark.clip if mark else 0)
            self.timeline.set_position(self.player.source_frame or 0)

    def _show_lanes(self) -> None:
        plan, clip = self._planning.plan, self._marking.clip
        lanes: list[Lane] = []
        film = self._films.film(self._source) if self._source and plan else None
        if plan is not None and film is not None and film.index is not None:
            lanes = xray_lanes(plan, clip, film.index)
        self.timeline.set_lanes(lanes)

    # ------------------------------------------------------------------------------- lengths

    def _length(self, start: int, end: int) -> int:
        index = self._index
        if index is None or not 0 <= start < end <= len(index):
            return 0
        return conformed_length(index, start, end, self._document.rows.settings.rate)

    def _snapped(self, start: int, end: int) -> int:
        snap = self._marking.snap()
        return end if snap is None else snap(start, end)

    @property
    def _index(self) -> FrameIndex | None:
        return self._films.indexes.get(self._source) if self._source else None

    # ------------------------------------------------------------------------------- the hand

    def mark_in(self) -> None:
        """Let the range begin with the shown frame."""
        frame = self.player.source_frame
        if frame is not None:
            self._marking.set_in(frame)

    def mark_out(self) -> None:
        """Let the range end with the shown frame."""
        frame = self.player.source_frame
        if frame is not None:
            self._marking.set_out(frame)

    def go_to(self, frame: int) -> None:
        """Show a frame of the film: of the range, the frame that is trained there."""
        mark = self._marking.mark
        frames = self.player.news.frames
        if mark is not None and mark.start <= frame < mark.end and frames:
            self.player.pause()
            self.player.scrub(max(0, bisect_right(frames, frame) - 1))
        else:
            self.player.show_frame(frame)

    def _on_position(self, _position: int, frame: int) -> None:
        self.timeline.set_position(frame)

    def _on_range_changing(self, start: int, end: int) -> None:
        """Show the edge that is being dragged."""
        mark = self._marking.mark
        if mark is not None:
            self.player.show_frame(start if start != mark.start else end - 1)

    def _on_shot_stepped(self, step: int) -> None:
        rows, mark = self._document.rows, self._marking.mark
        if mark is None:
            return
        shots = rows.of_source(Shot, mark.source)
        place = bisect_right(shots, mark.low, key=lambda shot: shot.start) - 1 + step
        if 0 <= place < len(shots):
            self._marking.choose_shot(shots[place].id)

    def _on_snap(self, on: bool) -> None:
        self._preferences.change(snap=on)
        self.transport.set_snapping(on)
        self.timeline.set_snapping(on)

    def toggle_snap(self) -> None:
        """Snap, or no longer."""
        self._on_snap(not self._preferences.value.snap)

    def _on_threshold(self, threshold: float) -> None:
        if self._source is not None:
            self.threshold_chosen.emit(self._source, threshold)


class _Strip(QObject):
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
