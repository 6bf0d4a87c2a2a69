"""Two clips that show the same, playing side by side in step: one stays, or both."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QMouseEvent, QShortcut
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from app.core.amounts import counted
from app.core.checks.side_by_side import (
    Comparison,
    Side,
    SideBySide,
    is_open,
    keep_both,
    keep_left,
    keep_right,
)
from app.core.language import sentences
from app.core.library.edits import Edit
from app.core.library.model import Clip, Source
from app.core.media.conform import TARGET_RATE
from app.core.media.playing import Playback
from app.ui import theme
from app.ui.document import Document
from app.ui.films import Films
from app.ui.widgets.button import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.facts import FactRow
from app.ui.widgets.label import ElidedLabel, Label
from app.ui.widgets.player import Player
from app.ui.widgets.player_beat import Beat


def unknown_words(speaker: QObject, clips: int) -> str:
    """Return what is to be said of clips that nothing is known of yet; empty without any."""
    if not clips:
        return ""
    return speaker.tr("Not looked at yet: {}.").format(counted(clips, "clip"))


Decision = Callable[[Clip, Clip], Edit]
_LOOK_MS = 15  # between looks whether both have their first picture
_PICTURE = (448, 252)  # px of each player, at least


class _Screen(Player):
    """Shows positions of a clip as it is told; a click is for both."""

    clicked = Signal()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()


class _Half(QWidget):
    """The facts of one of the two clips; its player stands above."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.player = _Screen()
        self.player.setAccessibleName(name)
        self.player.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.player.setMinimumSize(theme.px(_PICTURE[0]), theme.px(_PICTURE[1]))
        self._where = ElidedLabel("", "text", "strong")
        self._rows = {
            "frames": FactRow(self.tr("At 16 fps")),
            "rating": FactRow(self.tr("Rating")),
            "sharpness": FactRow(self.tr("Sharpness")),
            "motion": FactRow(self.tr("Motion")),
            "tags": FactRow(self.tr("Tags")),
        }
        self._caption = Label("", "muted", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(5))
        column.addWidget(self._where)
        for row in self._rows.values():
            column.addWidget(row)
        column.addWidget(self._caption)
        column.addStretch(1)

    @property
    def has_first_picture(self) -> bool:
        """Whether the clip's first picture is on screen."""
        picture, frames = self.player.picture(), self.player.news.frames
        return picture is not None and bool(frames) and picture.frame == frames[0]

    def show_side(self, side: Side, clip: Clip, other: Side, film: str) -> None:
        """Show the facts of a clip; the better number of the two stands out."""
        frames = f"{clip.start:,} – {clip.end:,}"
        self._where.setText(f"{film} · {frames}")
        self._tell("frames", side.frames, other.frames, "{:,}")
        self._tell("sharpness", side.sharpness, other.sharpness, "{:.2f}")
        self._tell("motion", side.motion, other.motion, "{:.2f}")
        stars = "★" * clip.rating or "–"
        better = clip.rating > other.clip.rating
        self._rows["rating"].set_value(stars, tone="good" if better else "text")
        self._rows["tags"].set_value(", ".join(clip.tags) or "–")
        self._caption.setText(clip.caption or self.tr("no caption"))

    def _tell(self, name: str, mine: float | None, yours: float | None, form: str) -> None:
        if mine is None:
            self._rows[name].set_value("–")
            return
        said = form.format(mine)
        better = yours is not None and mine > yours and said != form.format(yours)
        self._rows[name].set_value(said, tone="good" if better else "text")


class TwinsDialog(Dialog):
    """Goes through the pairs; each decision is an edit of its own."""

    def __init__(
        self, window: QWidget, document: Document, films: Films, comparison: Comparison
    ) -> None:
        super().__init__(window, window.tr("Clips that show the same"))
        self._document, self._films = document, films
        self._pairs: Sequence[SideBySide] = comparison.pairs
        self._unknown = comparison.unknown
        self._place = 0
        self._decided: list[int] = []  # places of pairs, the last one last
        self._deciding = False  # an edit is made here
        self._left, self._right = _Half(self.tr("Left clip")), _Half(self.tr("Right clip"))
        self._halves = (self._left, self._right)
        self._beat = Beat(self)
        self._ready = QTimer(self, interval=_LOOK_MS)
        self._playing = True
        self._seen: tuple[Clip | None, Clip | None] = (None, None)
        self._lay_out()
        self._connect()
        self._show()
        room = window.size() - QSize(theme.px(48), theme.px(48))
        self.resize(self.sizeHint().boundedTo(room))
        self._left.player.setFocus()  # no button: Space is for playing, not for deciding

    def _lay_out(self) -> None:
        grid = QGridLayout()  # both players are as high, however long the captions are
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(8))
        grid.setRowStretch(0, 1)
        for column, half in enumerate(self._halves):
            grid.addWidget(half.player, 0, column)
            grid.addWidget(half, 1, column)
            grid.setColumnStretch(column, 1)
        self.body.addLayout(grid, 1)
        self._count = Label("", "dim", "small")
        self.add_left(self._count)
        self._keep_left = Button(self.tr("Keep left"), key="←")
        self._keep_both = Button(self.tr("Keep both"), key="B")
        self._keep_right = Button(self.tr("Keep right"), key="→")
        for button, tip in (
            (self._keep_left, self.tr("Reject the right one and go on")),
            (self._keep_both, self.tr("Both get the tag keep-both and are no problem any more")),
            (self._keep_right, self.tr("Reject the left one and go on")),
        ):
            button.setToolTip(tip)
            self._buttons.addWidget(button)
        self._buttons.addSpacing(theme.px(16))
        self._before = Button(self.tr("Previous"), "quiet", key="↑")
        self._next = Button(self.tr("Next"), "quiet", key="↓")
        self._buttons.addWidget(self._before)
        self._buttons.addWidget(self._next)
        self.add_button(self.tr("Close"), result=QDialog.DialogCode.Accepted.value)

    def _connect(self) -> None:
        self._keep_left.clicked.connect(self._on_left)
        self._keep_right.clicked.connect(self._on_right)
        self._keep_both.clicked.connect(self._on_both)
        self._before.clicked.connect(self._on_before)
        self._next.clicked.connect(self._on_next)
        for key, slot in (
            ("Left", self._on_left),
            ("Right", self._on_right),
            ("B", self._on_both),
            ("Up", self._on_before),
            ("Down", self._on_next),
            ("Space", self._toggle),
            ("Ctrl+Z", self._undo),
        ):
            QShortcut(QKeySequence(key), self).activated.connect(slot)
        self._beat.came_due.connect(self._on_due)
        self._ready.timeout.connect(self._begin_together)
        self.finished.connect(self._stop)
        self._document.changed.connect(self._on_changed)
        self._document.reloaded.connect(self._on_changed)
        self._document.opened.connect(self.reject)  # another project, or none
        for half in self._halves:
            half.player.opened.connect(self._restart)
            half.player.clicked.connect(self._toggle)

    # --------------------------------------------------------------------------------- showing

    def show_pair_of(self, clip: int) -> None:
        """Go to the first pair with a clip, by its id."""
        for place, pair in enumerate(self._pairs):
            if pair.has(clip) and self._is_open(place):
                self._place = place
                self._show()
                return

    @property
    def pair(self) -> SideBySide | None:
        """The pair that is shown; None where there is none left."""
        return self._pairs[self._place] if self._is_open(self._place) else None

    def _clips(self, pair: SideBySide) -> tuple[Clip | None, Clip | None]:
        """Return the clips of a pair as they are now."""
        rows = self._document.rows
        return rows.get(Clip, pair.left.clip.id), rows.get(Clip, pair.right.clip.id)

    def _is_open(self, place: int) -> bool:
        return place < len(self._pairs) and is_open(*self._clips(self._pairs[place]))

    def _on_changed(self, *_: object) -> None:
        """Follow what changed elsewhere, as at the end of a job: that is what undo takes back."""
        if self._deciding:
            return
        self._decided.clear()
        if self.pair is None:
            self._step(1)
        elif self._clips(self.pair) != self._seen:
            self._show()

    def _show(self) -> None:
        self._ready.stop()
        self._beat.stop()
        pair = self.pair
        left = [place for place in range(len(self._pairs)) if self._is_open(place)]
        self._say(pair, left)
        self._seen = (None, None) if pair is None else self._clips(pair)
        may = pair is not None and not self._document.read_only
        for button in (self._keep_left, self._keep_both, self._keep_right):
            button.setEnabled(may)
        for button in (self._before, self._next):
            button.setEnabled(len(left) > 1)
        if pair is None:
            for half in self._halves:
                half.player.show_nothing(self.tr("Nothing is left to compare"))
            return
        sides = (pair.left, pair.right)
        for half, side, other in zip(self._halves, sides, reversed(sides), strict=True):
            self._show_side(half, side, other)

    def _show_side(self, half: _Half, side: Side, other: Side) -> None:
        rows = self._document.rows
        clip = rows.get(Clip, side.clip.id) or side.clip
        source = rows.get(Source, clip.source)
        half.show_side(side, clip, other, source.stem if source else "")
        film = self._films.film(clip.source)
        if film is None or film.index is None or clip.end > len(film.index):
            half.player.show_nothing(film.trouble if film else "")
        else:
            half.player.show_range(film.index, clip.start, clip.end, clip.crop)

    def _say(self, pair: SideBySide | None, left: Sequence[int]) -> None:
        headline = self.tr("No two clips show the same.") if pair is None else pair.headline
        self.set_sentence(sentences((headline, unknown_words(self, self._unknown))))
        if pair is None:
            self._count.setText("")
            return
        place = left.index(self._place) + 1
        self._count.setText(self.tr("{} of {}").format(f"{place:,}", f"{len(left):,}"))

    # --------------------------------------------------------------------------------- playing

    def _restart(self, *_: object) -> None:
        """Play both from their first frame, once both are known."""
        self._beat.stop()
        if self._playing and all(self._lengths()):
            for half in self._halves:
                half.player.scrub(0)
            self._ready.start()

    def _begin_together(self) -> None:
        if all(half.has_first_picture for half in self._halves):
            self._ready.stop()
            self._beat.start(Playback(0, max(self._lengths()), TARGET_RATE))

    def _lengths(self) -> list[int]:
        return [len(half.player.news.frames) for half in self._halves]

    def _on_due(self, step: int) -> None:
        playback = self._beat.playback
        if playback is None:
            return
        position = playback.position(step)
        for half, length in zip(self._halves, self._lengths(), strict=True):
            half.player.scrub(min(position, length - 1))  # the shorter one waits at its end

    def _toggle(self) -> None:
        self._playing = not self._playing
        self._ready.stop()
        self._beat.stop()
        self._restart()

    def _stop(self) -> None:
        self._document.changed.disconnect(self._on_changed)
        self._document.reloaded.disconnect(self._on_changed)
        self._document.opened.disconnect(self.reject)
        self._ready.stop()
        self._beat.stop()
        for half in self._halves:
            half.player.shut()

    # -------------------------------------------------------------------------------- deciding

    def _on_left(self) -> None:
        self._decide(keep_left)

    def _on_right(self) -> None:
        self._decide(keep_right)

    def _on_both(self) -> None:
        self._decide(keep_both)

    def _decide(self, edit_of: Decision) -> None:
        pair = self.pair
        if pair is None or self._document.read_only:
            return
        left, right = self._clips(pair)
        if left is None or right is None:
            return
        with self._making():
            self._document.apply(edit_of(left, right))
        self._decided.append(self._place)
        self._step(1)

    @contextlib.contextmanager
    def _making(self) -> Iterator[None]:
        self._deciding = True
        try:
            yield
        finally:
            self._deciding = False

    def _on_next(self) -> None:
        self._step(1)

    def _on_before(self) -> None:
        self._step(-1)

    def _step(self, way: int) -> None:
        """Go to the next pair that is still to be decided on, round and round."""
        count = len(self._pairs)
        places = ((self._place + way * n) % count for n in range(1, count + 1))
        self._place = next(filter(self._is_open, places), self._place)
        self._show()

    def _undo(self) -> None:
        """Take the last decision made here back, and show its pair again."""
        if self._decided:
            with self._making():
                self._document.undo()
            self._place = self._decided.pop()
            self._show()
