"""The bar beneath a player: go, play, where it is, and the marks."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.core.media.timecode import timecode
from app.ui import theme
from app.ui.widgets.button import Button, IconButton, key_text
from app.ui.widgets.chip import Chip, chip_width
from app.ui.widgets.painting import text_width, words
from app.ui.widgets.player import Player

_HEIGHT = 42  # px
_SAMPLE = "00:00:00:00"
_TIGHTEST = 4


class Readout(QWidget):
    """A timecode and what it belongs to; of one width, so that nothing beside it moves.

    A click asks for a place to go to.
    """

    clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._time = self._note = self._short = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(self.tr("Position"))
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.set_key("")

    def set_key(self, key: str) -> None:
        """Tell the key that does what a click does."""
        tip = self.tr("Go to a frame or timecode")
        self.setToolTip(f"{tip} ({key})" if key else tip)

    def text(self) -> str:
        """Return all of it as one line."""
        return " · ".join(filter(None, (self._time, self._note)))

    def shown_note(self) -> str:
        """Return the note as there is room for it: whole, else short, else none."""
        for note in (self._note, self._short):
            if text_width(theme.mono(), f"{self._time} · {note}") <= self.width():
                return note
        return ""

    def set_text(self, time: str, note: str, short: str = "") -> None:
        """Show a timecode and words after it; ``short`` ones where there is little room."""
        if (time, note) != (self._time, self._note):
            self._time, self._note, self._short = time, note, short
            self.setAccessibleDescription(self.text())
            self.update()

    def sizeHint(self) -> QSize:
        note = self.tr("frame %1 of %2").replace("%1", "0000").replace("%2", "0000")
        width = text_width(theme.mono(), f"{_SAMPLE} · {note}")
        return QSize(width, theme.px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(text_width(theme.mono(), _SAMPLE), theme.px(_HEIGHT))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setFont(theme.mono())
            where = QRectF(self.rect())
            note = self.shown_note()
            note = f" · {note}" if note else ""
            whole = text_width(theme.mono(), self._time + note)
            where.setLeft(max(0, round((self.width() - whole) / 2)))
            words(painter, where, self._time, theme.color("text"))
            where.setLeft(where.left() + text_width(theme.mono(), self._time))
            words(painter, where, note, theme.color("dim"))


class Transport(QWidget):
    """Drives a `Player` and says where it is; asks for marks, which it does not make itself.

    The keys shown are those of actions elsewhere.
    """

    in_marked = Signal()
    """The person wants the range to begin at the shown frame."""
    out_marked = Signal()
    """The person wants the range to end with the shown frame."""
    snap_changed = Signal(bool)
    """Whether ranges are to snap to 4n+1 frames."""
    full_asked = Signal()
    """The person wants the player to fill the screen, or no longer."""

    def __init__(self, player: Player, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._player = player
        self._snapping = False
        self._marking = True
        self.setAccessibleName(self.tr("Transport"))
        self.start = IconButton("jump-start", self.tr("First frame"), key="Home")
        self.rewind = IconButton("rewind", self.tr("Backwards, faster each time"), key="J")
        self.back = IconButton("step-back", self.tr("One frame back"), key="Left")
        self.play = IconButton("play", self.tr("Play"), size=32, round=True, key="Space")
        self.forward = IconButton("step-forward", self.tr("One frame on"), key="Right")
        self.fast = IconButton("fast-forward", self.tr("Forwards, faster each time"), key="L")
        self.end = IconButton("jump-end", self.tr("Last frame"), key="End")
        self.loop = IconButton("loop", self.tr("Loop"), key="P")
        self.loop.setCheckable(True)
        self.readout = Readout()
        self.mark_in = Button(self.tr("In"), "quiet", key="I")
        self.mark_out = Button(self.tr("Out"), "quiet", key="O")
        self._markers = {self.mark_in: "I", self.mark_out: "O"}  # with their keys
        self.snap = Chip(self.tr("snap 4n+1"), clickable=True)
        self.full = IconButton("fullscreen", self.tr("Player full screen"), key="Alt+Return")
        self._shuttles = self.rewind, self.fast, self.loop
        self._jumps = self.start, self.end
        self._lay_out()
        self._connect()
        self._follow()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._width(_TIGHTEST), theme.px(_HEIGHT))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Show as much as there is room for: no word is cut, what gives way has keys."""
        fitting = (n for n in range(_TIGHTEST) if self._width(n) <= self.width())
        tightness = next(fitting, _TIGHTEST)
        self.snap.set_state(self._snap_words(tightness), self.snap.tone())
        for marker, key in self._markers.items():
            marker.set_key(key if tightness < 2 else "")
        for shuttle in self._shuttles:
            shuttle.setVisible(tightness < 3)
        for jump in self._jumps:
            jump.setVisible(tightness < 4)
        self._row.setSpacing(_gap(tightness))
        self._row.setContentsMargins(_edge(tightness), 0, _edge(tightness), 0)

    def _snap_words(self, tightness: int) -> str:
        return self.tr("snap 4n+1") if tightness < 1 else self.tr("4n+1")

    def _width(self, tightness: int) -> int:
        """Return the width that is needed.

        1 shortens the chip, 2 the buttons, 3 has no shuttles, 4 no jumps.
        """
        icons = [self.back, self.play, self.forward, self.full]
        icons += self._shuttles if tightness < 3 else ()
        icons += self._jumps if tightness < 4 else ()
        widths = [icon.sizeHint().width() for icon in icons]
        widths.append(self.readout.minimumSizeHint().width())
        hints = self._markers if tightness < 2 else dict.fromkeys(self._markers, "")
        widths += [button.width_with(hint) for button, hint in hints.items()]
        widths.append(chip_width(self._snap_words(tightness)))
        gaps = _gap(tightness) * (len(widths) - 1)
        return sum(widths) + gaps + 2 * _edge(tightness)

    def set_marker_key(self, marker: Button, key: str) -> None:
        """Let In or Out show another key; "" for none."""
        self._markers[marker] = key_text(key)
        self.fit()

    def set_marking(self, allowed: bool) -> None:
        """Let marks be asked for, or not: the project is open for reading only."""
        self._marking = allowed
        self._follow()

    def set_snapping(self, snapping: bool) -> None:
        """Show whether ranges snap; emits nothing."""
        self._snapping = snapping
        self.snap.set_state(self.snap.text(), "info" if snapping else "neutral")
        state = self.tr("on") if snapping else self.tr("off")
        self.snap.setAccessibleDescription(state)

    def _lay_out(self) -> None:
        row = self._row = QHBoxLayout(self)
        for part in (
            *(self.start, self.rewind, self.back, self.play, self.forward, self.fast, self.end),
            self.loop,
        ):
            row.addWidget(part)
        row.addWidget(self.readout, 1)
        for marker in self._markers:
            row.addWidget(marker)
        row.addWidget(self.snap)
        row.addWidget(self.full)
        self.setFixedHeight(theme.px(_HEIGHT))
        self.start.setToolTip(self.tr("First frame"))
        self.mark_in.setToolTip(self.tr("Begin the clip with this frame"))
        self.mark_out.setToolTip(self.tr("End the clip with this frame"))
        self.snap.setToolTip(
            self.tr("Lengths of 4n+1 frames (…, 45, 49, 53): the trainer cuts others down to one")
        )

    def _connect(self) -> None:
        player = self._player
        self.start.clicked.connect(player.jump_start)
        self.rewind.clicked.connect(partial(player.shuttle, -1))
        self.fast.clicked.connect(partial(player.shuttle, 1))
        self.loop.clicked.connect(player.toggle_loop)
        self.full.clicked.connect(self.full_asked)
        self.back.clicked.connect(self._step_back)
        self.play.clicked.connect(player.toggle)
        self.forward.clicked.connect(self._step_forward)
        self.end.clicked.connect(player.jump_end)
        self.mark_in.clicked.connect(self.in_marked)
        self.mark_out.clicked.connect(self.out_marked)
        self.snap.clicked.connect(self._toggle_snap)
        player.state_changed.connect(self._follow)
        player.noted.connect(self._follow)
        player.opened.connect(self._follow)
        player.position_changed.connect(self._tell)
        player.cleared.connect(self._follow)
        theme.changes().changed.connect(self.fit)

    def _step_back(self) -> None:
        self._player.step(-1)

    def _step_forward(self) -> None:
        self._player.step(1)

    def _toggle_snap(self) -> None:
        self.set_snapping(not self._snapping)
        self.snap_changed.emit(self._snapping)

    def _follow(self) -> None:
        player = self._player
        playing, ready = player.playing, bool(player.news.frames)
        self.play.set_icon("pause" if playing else "play")
        self.play.set_name(self.tr("Pause") if playing else self.tr("Play"))
        self.loop.setChecked(player.looping)
        for control in (*self._shuttles, *self._jumps, self.back, self.play, self.forward):
            control.setEnabled(ready)
        for marker in (self.mark_in, self.mark_out):
            marker.setEnabled(ready and self._marking)
        if not ready:
            self.readout.set_text("", "")

    def _tell(self, position: int, source_frame: int) -> None:
        news = self._player.news
        if news.opened is None:
            return
        index = news.opened.index
        count = len(news.frames)
        if position < 0:
            note = self.tr("frame %1 of the film").replace("%1", str(source_frame))
            short = self.tr("f %1").replace("%1", str(source_frame))
        else:
            own = self.tr("source frame %1 of %2")
            note = own if self._player.own else self.tr("frame %1 of %2")
            note = note.replace("%1", str(position + 1)).replace("%2", str(count))
            short = f"{position + 1}/{count}"
        self.readout.set_text(timecode(index, source_frame), note, short)


def _gap(tightness: int) -> int:
    return theme.px(8 if tightness < _TIGHTEST else 4)


def _edge(tightness: int) -> int:
    return theme.px(15 if tightness < _TIGHTEST else 8)
