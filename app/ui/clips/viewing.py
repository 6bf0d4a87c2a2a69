"""The middle of *Clips*: the marked range plays above its timeline."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.library.model import Shot
from app.core.marking import Mark
from app.ui import theme
from app.ui.clips.big_player import BigPlayer
from app.ui.clips.film_lanes import FilmLanes, Strip
from app.ui.clips.looking import Looking, marked_part
from app.ui.clips.marking import Marking
from app.ui.clips.transport_keys import show_keys
from app.ui.clips.travelling import Travelling
from app.ui.document import Document
from app.ui.films import Films
from app.ui.planning import Planning
from app.ui.preferences import PreferenceStore
from app.ui.widgets.player_ahead import AheadPlayer
from app.ui.widgets.player_chips import PictureChips
from app.ui.widgets.player_place import PlaceField
from app.ui.widgets.player_transport import Transport
from app.ui.widgets.surface import Splitter, Surface
from app.ui.widgets.thumbnails import Thumbnails
from app.ui.widgets.timeline import Timeline

if TYPE_CHECKING:
    from app.core.library.edits import Edit

_GRASPABLE = 56  # pixels of a shot whose edges can be told apart
_AROUND = 3.0  # lengths of a shot shown at each of its sides
_USUAL = 0.5  # where the scores of a familiar detector have its usual threshold


class Viewing(Surface):
    """Player, transport and timeline of what is marked."""

    said = Signal(str)  # a sentence to show for a while

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
        self._preferences = preferences
        self._shown: tuple[object, ...] = ()
        self._cropping = False
        self._sizes: list[int] = []  # of the panes, while there is a crop to draw
        self._chosen: tuple[int, ...] = ()
        self.player = AheadPlayer()
        self._lent_to: QVBoxLayout | None = None
        self.chips = PictureChips(self.player)
        self.transport = Transport(self.player)
        show_keys(self.transport, self.chips)
        strip = Strip(thumbnails, self)
        self.timeline = Timeline(strip.pixmap)
        self._lanes = FilmLanes(self.timeline, strip, document, films, marking)
        self._looking = Looking(self.player.looks, films, marking, planning)
        field = PlaceField(self.transport.readout)
        self.travelling = Travelling(self.player, self.timeline, field, self.go_to)
        self._lay_out()
        self.big = BigPlayer(self, self.player, (self.transport,), self._put_player)
        self._connect()
        self.transport.set_snapping(preferences.value.snap)
        self.timeline.set_snapping(preferences.value.snap)

    def _lay_out(self) -> None:
        stage = Surface("stage")
        self._above = QVBoxLayout(stage)
        self._above.setContentsMargins(0, 0, 0, 0)
        self._above.setSpacing(0)
        below = QWidget()
        self._below = QVBoxLayout(below)
        self._below.setContentsMargins(0, 0, 0, 0)
        self._below.setSpacing(0)
        self._below.addWidget(self.timeline, 1)
        self._put_player()
        self.splitter = Splitter(Qt.Orientation.Vertical)
        self.splitter.addWidget(stage)
        self.splitter.addWidget(below)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        self.splitter.setChildrenCollapsible(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.splitter)
        stage.setMinimumHeight(theme.px(110))

    def _put_player(self) -> None:
        """Put player and transport where they belong."""
        (self._lent_to or self._above).insertWidget(0, self.player)
        self._below.insertWidget(0, self.transport)
        self.player.show()
        self.transport.show()

    def lend_player(self, to: QVBoxLayout | None) -> None:
        """Let the player be elsewhere; None: it is here again."""
        self.big.leave()
        self._lent_to = to
        self._put_player()

    def _connect(self) -> None:
        player, timeline, marking = self.player, self.timeline, self._marking
        player.position_changed.connect(self._on_position)
        player.state_changed.connect(timeline.set_playing)
        self.transport.in_marked.connect(self.mark_in)
        self.transport.out_marked.connect(self.mark_out)
        self.transport.snap_changed.connect(self._on_snap)
        self.travelling.said.connect(self.said)
        self.transport.full_asked.connect(self.big.toggle)
        self.transport.readout.clicked.connect(self.travelling.ask)
        timeline.scrubbed.connect(self.go_to)
        timeline.stepped.connect(player.step)
        timeline.shot_stepped.connect(self._on_shot_stepped)
        timeline.shot_clicked.connect(marking.choose_shot)
        timeline.clip_clicked.connect(marking.choose_clip)
        timeline.range_changing.connect(self._on_range_changing)
        timeline.range_changed.connect(marking.set_range)
        timeline.cut_changing.connect(player.show_frame)
        marking.marked.connect(self._on_marked)
        self._films.loaded.connect(self._on_loaded)
        self._document.changed.connect(self._on_changed)
        self._document.opened.connect(self._on_opened)

    # ------------------------------------------------------------------------ what is marked

    def _on_marked(self, mark: Mark | None) -> None:
        self._lanes.show(mark)
        if mark is None:
            self._shown, self._chosen = (), ()
            self.player.show_nothing()
        else:
            self._show_range(mark)

    def _on_opened(self) -> None:
        self._shown, self._chosen = (), ()
        self.player.forget()
        self.transport.set_marking(not self._document.read_only)

    def _on_loaded(self, sources: set[int]) -> None:
        mark = self._marking.mark
        if mark is not None and mark.source in sources:
            self._shown = ()
            self._show_range(mark)

    def _on_changed(self, _edit: Edit) -> None:
        mark = self._marking.mark
        if mark is not None:
            self._show_range(mark)

    def _show_range(self, mark: Mark) -> None:
        film = self._films.film(mark.source)
        settings = self._document.rows.settings
        if film is None:
            return
        if film.index is None:
            self._shown = ()
            self.player.show_nothing(film.trouble)
            return
        crop, size = marked_part(self._marking, film.index, settings.still_size)
        if self._cropping:  # all of it is shown
            crop = size = None
        shown = (mark.source, *mark.span, crop, size, settings.rate)
        if shown == self._shown:
            return
        self._shown, chosen = shown, (mark.source, mark.shot, mark.clip, mark.still)
        same, self._chosen = chosen[:2] == self._chosen[:2] and not mark.still, chosen
        frame = self.player.source_frame if same else mark.start
        frame = frame if mark.end <= len(film.index) else None  # that there are none will be said
        still = bool(mark.still)
        self.player.show_range(
            film.index, *mark.span, crop, size=size, rate=settings.rate, still=still, frame=frame
        )
        wanted = self._preferences.value.autoplay and self.player.isVisible()
        if wanted and not same and not self.player.playing:
            self.player.play()

    def add_below_player(self, widget: QWidget) -> None:
        """Put a bar beneath the picture."""
        self._above.addWidget(widget)

    def set_cropping(self, on: bool) -> None:
        """Show the whole picture, as large as there is room; or what is kept of it, again."""
        if on == self._cropping:
            return
        self._cropping = on
        if on:
            self._sizes = self.splitter.sizes()
        self.timeline.setVisible(not on)
        self.chips.put_away(on)  # the frame lies over all of the picture
        self.splitter.setSizes([sum(self._sizes), 0] if on else self._sizes)
        self.player.set_crop_view("dimmed" if on else "cut")
        mark = self._marking.mark
        if mark is not None:
            self._show_range(mark)

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

    def play_part(self, first: int, end: int) -> None:
        """Play only some frames of the marked clip, round and round: those of a window.

        Args:
            first: The first, counted in the conformed clip.
            end: One past the last.
        """
        self.player.play_part(first, end)

    def next_look(self) -> None:
        """Look at the picture in the next way there is."""
        looks = self.player.looks
        if len(looks.all) > 1:
            looks.next()
        elif self._marking.mark is not None:
            self.said.emit(self.tr("No dataset takes this: the plan says why."))

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
