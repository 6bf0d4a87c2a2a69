"""Samples large: one, or two side by side, with what is known of their checkpoints."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLineEdit, QWidget

from app.core.training.results.side_by_side import SideBySide
from app.ui import theme
from app.ui.train.checkpoints_board import CheckpointBoard
from app.ui.train.samples_clock import SampleClock
from app.ui.train.samples_pane import SamplePane
from app.ui.train.samples_reel import SampleReel, wanted
from app.ui.train.samples_slider import SampleSlider
from app.ui.widgets.button import Button, IconButton
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.label import Label

_BUDGET = 384 * 1024 * 1024  # bytes of frames: two films of 81 at 832x480 and their neighbours
_SHARE = 0.92  # of the window


class LargeSamples(Dialog):
    """Left and Right go to the neighbours, Up and Down to other prompts, C shows two.

    With two, the keys act on the one that is framed; Tab or a click frames the other.

    Args:
        board: What is known of the checkpoints.
        seen: What is shown at first.

    Attributes:
        seen: What is shown.
    """

    def __init__(self, parent: QWidget, board: CheckpointBoard, seen: SideBySide) -> None:
        super().__init__(parent, QCoreApplication.translate("LargeSamples", "Samples"))
        self._board, self.seen = board, seen
        self._begun = False  # it plays as soon as there is something to play
        self.clock = SampleClock(self)
        self.reel = SampleReel(_BUDGET, self)
        self.panes = [SamplePane(board), SamplePane(board)]
        self._lay_out()
        self.resize(parent.size() * _SHARE)
        self._connect()
        self._refresh()
        self.panes[seen.active].picture.setFocus()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.px(12))
        for pane in self.panes:
            row.addWidget(pane, 1)
        self.body.addLayout(row, 1)
        self.fill()
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        self.play_button = IconButton("play", self.tr("Play"), key="Space")
        self.scrub = SampleSlider(0, 0, 0, name=self.tr("Frame"))
        self.place = Label("", "dim", "small")
        for widget in (self.play_button, self.scrub, self.place):
            foot.addWidget(widget)
        self.body.addLayout(foot)
        self.two_button = Button(self.tr("Two side by side"), key="C")
        self.two_button.setCheckable(True)
        self.two_button.setToolTip(self.tr("Compare with another moment of the training"))
        keys = self.tr("← → other moments · ↑ ↓ other prompts · S star")
        self.add_left(Label(keys, "dim", "small"))
        self.add_left(self.two_button)
        self.add_button(self.tr("Close"), result=0)

    def _connect(self) -> None:
        self.clock.moved.connect(self._show_frames)
        self.clock.running_changed.connect(self._on_running)
        self.reel.came.connect(self._show_frames)
        self.play_button.clicked.connect(self.clock.toggle)
        self.scrub.valueChanged.connect(self.clock.seek)
        self.two_button.clicked.connect(self.toggle_two)
        self._board.changed.connect(self._refresh)
        self.finished.connect(self._shut)
        for pane in self.panes:
            pane.picture.resized.connect(self._ask)
            for widget in (pane.note, pane.picture):
                widget.installEventFilter(self)
        for button in self.findChildren(QAbstractButton):
            button.installEventFilter(self)

    # ------------------------------------------------------------------------------- showing

    def _refresh(self) -> None:
        seen, known = self.seen, self._board.results
        rows = seen.table.rows
        if seen.row < len(rows) and rows[seen.row] < len(known.prompts):
            count = self.tr("prompt {} of {}").format(seen.row + 1, len(rows))
            self.set_sentence(f"{known.prompts[rows[seen.row]].text} ({count})")
        self.panes[1].setVisible(seen.two)
        self.two_button.setChecked(seen.two)
        for place in range(len(seen.sides)):
            self.panes[place].show_checkpoint(*seen.about(place, known.checkpoints))
        self._mark()
        self._ask()
        self._show_frames()

    def _mark(self) -> None:
        for place, pane in enumerate(self.panes):
            pane.picture.mark(self.seen.two and place == self.seen.active)

    def _ask(self) -> None:
        box, seen = self.panes[0].picture.box(), self.seen
        samples = [seen.table.sample(*cell) for cell in seen.cells()]
        self.reel.wish([wanted(each, box) for each in samples if each is not None])

    def _show_frames(self, *_: object) -> None:
        box, lengths = self.panes[0].picture.box(), []
        for place, side in enumerate(self.seen.sides):
            table, row, column = self.seen.table, self.seen.row, side.column
            sample = None if column is None else table.sample(row, column)
            film = None if sample is None else self.reel.film(wanted(sample, box))
            if film is not None and film.facts is not None:
                lengths.append(max(film.facts.frames, len(film.images)))
            image = None if film is None else film.image(self.clock.position)
            words = "" if sample is not None else self.tr("No sample of this prompt")
            trouble = "" if film is None else film.trouble
            self.panes[place].picture.show_image(image, trouble or words)
        self._show_place(max(lengths, default=1))

    def _show_place(self, length: int) -> None:
        self.clock.set_length(length)
        if length > 1 and not self._begun:
            self._begun = True
            self.clock.play()
        self.scrub.blockSignals(True)
        self.scrub.setRange(0, length - 1)
        self.scrub.setValue(self.clock.position)
        self.scrub.blockSignals(False)
        self.scrub.setEnabled(length > 1)
        self.play_button.setEnabled(length > 1)
        said = self.tr("frame {} of {} · 16 fps").format(self.clock.position + 1, length)
        self.place.setText(said if length > 1 else self.tr("picture"))

    def _on_running(self, running: bool) -> None:
        self.play_button.set_icon("pause" if running else "play")
        self.play_button.set_name(self.tr("Pause") if running else self.tr("Play"))

    # --------------------------------------------------------------------------------- going

    def go(self, by: int) -> None:
        """Go to the moment before or after in which the prompt has a sample."""
        self._see(self.seen.gone(by))

    def go_prompt(self, by: int) -> None:
        """Go to another prompt."""
        self._see(self.seen.to_prompt(by))

    def toggle_two(self) -> None:
        """Show two moments side by side, or one again: the one that is framed."""
        self._see(self.seen.toggled())

    def _see(self, seen: SideBySide) -> None:
        self.seen = seen
        self._refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._do(Qt.Key(event.key())):
            super().keyPressEvent(event)

    def _do(self, key: Qt.Key) -> bool:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        prompts = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if key in steps:
            self.go(steps[key])
        elif key in prompts:
            self.go_prompt(prompts[key])
        elif key == Qt.Key.Key_Space:
            self.clock.toggle()
        elif key == Qt.Key.Key_C:
            self.toggle_two()
        elif key == Qt.Key.Key_S:
            self.panes[self.seen.active].toggle_star()
        else:
            return False
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let keys act on the samples wherever the focus is, but in a note."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            pressed = isinstance(watched, QAbstractButton) and event.key() == Qt.Key.Key_Space
            typed = isinstance(watched, QLineEdit)
            return not (pressed or typed) and self._do(Qt.Key(event.key()))
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            for place, pane in enumerate(self.panes):
                if pane.isAncestorOf(watched):
                    self.seen = self.seen.activated(place)
                    self._mark()
        return super().eventFilter(watched, event)

    def _shut(self) -> None:
        for pane in self.panes:
            pane.note.keep()
        self.clock.pause()
        self.reel.shut()
