"""Samples large: one, or two side by side, with what is known of their checkpoints."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.core.training.results.found import Checkpoint
from app.core.training.results.listing import labels_of
from app.core.training.results.sample_table import SampleTable, checkpoint_of
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
Place = int | None  # a column; None: one that has no samples


class LargeSamples(Dialog):
    """Left and Right go to the neighbours, Up and Down to other prompts, C shows two.

    With two, the keys act on the one that is framed; Tab or a click frames the other.

    Args:
        board: What is known of the checkpoints.
        table: The samples.
        row: The prompt.
        columns: One or two moments.
        checkpoints: Two checkpoints to compare, in the place of columns.
    """

    def __init__(
        self,
        parent: QWidget,
        board: CheckpointBoard,
        table: SampleTable,
        *,
        row: int = 0,
        columns: Sequence[int] = (),
        checkpoints: Sequence[Checkpoint] = (),
    ) -> None:
        super().__init__(parent, QCoreApplication.translate("LargeSamples", "Samples"))
        self._board, self._table, self._row = board, table, row
        self._compared = list(checkpoints)
        self._columns: list[Place] = list(columns) or [self._column_of(n) for n in checkpoints]
        self._active = len(self._columns) - 1
        self._begun = False  # it plays as soon as there is something to play
        self.clock = SampleClock(self)
        self.reel = SampleReel(_BUDGET, self)
        self.panes = [SamplePane(board), SamplePane(board)]
        self._lay_out()
        self.resize(parent.size() * _SHARE)
        self._connect()
        self._refresh()

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
        for place, pane in enumerate(self.panes):
            pane.picture.clicked.connect(lambda place=place: self._activate(place))
            pane.picture.resized.connect(self._ask)
            for child in pane.findChildren(QWidget):
                child.installEventFilter(self)
        self.two_button.installEventFilter(self)

    # ------------------------------------------------------------------------------- showing

    @property
    def columns(self) -> list[Place]:
        """The moments that are shown, from the left."""
        return list(self._columns)

    @property
    def row(self) -> int:
        """The prompt that is shown: its row."""
        return self._row

    def _column_of(self, checkpoint: Checkpoint) -> Place:
        all_ = self._board.results.checkpoints
        found = (
            place
            for place, column in enumerate(self._table.columns)
            if (own := checkpoint_of(column, all_)) is not None and own.path == checkpoint.path
        )
        return next(found, None)

    def _refresh(self) -> None:
        prompts, rows = self._board.results.prompts, self._table.rows
        if self._row < len(rows) and rows[self._row] < len(prompts):
            count = self.tr("prompt {} of {}").format(self._row + 1, len(rows))
            self.set_sentence(f"{prompts[rows[self._row]].text} ({count})")
        two = len(self._columns) == 2
        self.panes[1].setVisible(two)
        self.two_button.setChecked(two)
        for place in range(len(self._columns)):
            self.panes[place].show_checkpoint(*self._about(place))
            self.panes[place].picture.mark(two and place == self._active)
        self._ask()
        self._show_frames()

    def _about(self, place: int) -> tuple[str, Checkpoint | None]:
        """Return what a pane's moment is called, and its checkpoint."""
        known, column = self._board.results.checkpoints, self._columns[place]
        if column is not None:
            moment = self._table.columns[column]
            return moment.label, checkpoint_of(moment, known)
        before = self._compared[place]
        now = next((each for each in known if each.path == before.path), before)
        labels = dict(zip([each.path for each in known], labels_of(known), strict=True))
        return labels.get(now.path, now.name), now

    def _wishes(self) -> list[tuple[int, int]]:
        """Return the cells to have at hand: those shown, then the neighbours of the active one."""
        shown = [(self._row, column) for column in self._columns if column is not None]
        active = self._columns[self._active]
        beside = [] if active is None else [(self._row, active + 1), (self._row, active - 1)]
        cells = dict.fromkeys([*shown, *beside])
        return [cell for cell in cells if self._table.sample(*cell) is not None]

    def _ask(self) -> None:
        box = self.panes[0].picture.box()
        samples = [self._table.sample(*cell) for cell in self._wishes()]
        self.reel.wish([wanted(each, box) for each in samples if each is not None])

    def _show_frames(self, *_: object) -> None:
        box, lengths = self.panes[0].picture.box(), []
        for place, column in enumerate(self._columns):
            sample = None if column is None else self._table.sample(self._row, column)
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
        here = self._columns[self._active]
        places = [n for n in range(len(self._table.columns)) if self._table.sample(self._row, n)]
        if here is None:
            left = places[-1:] if by < 0 else places[:1]
        else:
            left = (
                [n for n in places if n < here][-1:] if by < 0 else [n for n in places if n > here]
            )
        if left:
            self._columns[self._active] = left[0]
            self._refresh()

    def go_prompt(self, by: int) -> None:
        """Go to another prompt."""
        row = min(max(self._row + by, 0), len(self._table.rows) - 1)
        if row != self._row:
            self._row = row
            self._refresh()

    def toggle_two(self) -> None:
        """Show two moments side by side, or one again: the one that is framed."""
        if len(self._columns) == 2:
            self._columns = [self._columns[self._active]]
            self._compared = self._compared[self._active :][:1]
            self._active = 0
        else:
            here = self._columns[0]
            places = [n for n in range(len(self._table.columns)) if n != here]
            before = [n for n in places if here is None or n < here][-1:]
            other = before or places[:1]
            if not other:
                return self._refresh()
            self._columns = [other[0], here]
            self._compared = [*self._compared, *self._compared][:2]
            self._active = 1
        self._refresh()
        return None

    def _activate(self, place: int) -> None:
        if place < len(self._columns):
            self._active = place
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
            self.panes[self._active].toggle_star()
        else:
            return False
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let keys act on the samples wherever the focus is, but in a note."""
        typing = isinstance(watched, QLineEdit)
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and not typing:
            return self._do(Qt.Key(event.key()))
        if event.type() == QEvent.Type.FocusIn and len(self._columns) == 2:
            for place, pane in enumerate(self.panes):
                if isinstance(watched, QWidget) and pane.isAncestorOf(watched):
                    self._active = place
                    for n, each in enumerate(self.panes):
                        each.picture.mark(n == place)
        return super().eventFilter(watched, event)

    def _shut(self) -> None:
        self.clock.pause()
        self.reel.shut()
