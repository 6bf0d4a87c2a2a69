"""The card of samples: the grid, with what plays it and how large it is."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication, QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.core.training.results.found import Checkpoint, Results, Sample
from app.core.training.results.sample_table import checkpoint_of, why_empty
from app.core.training.results.side_by_side import SideBySide
from app.ui import theme
from app.ui.train.checkpoints_board import CheckpointBoard
from app.ui.train.samples_area import USUAL
from app.ui.train.samples_grid import SampleGrid
from app.ui.train.samples_slider import SampleSlider
from app.ui.train.samples_words import rate_note, summary
from app.ui.widgets.button import Button, IconButton
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.label import ElidedLabel, Label
from app.ui.widgets.surface import Card

_NARROWEST, _WIDEST, _STEP = 88, 400, 24  # px of a cell at zoom 1
_EMPTY = 250  # px of an empty card


class SamplesCard(Card):
    """Shows a run's samples, playing together at the rate they were made for.

    Signals:
        prompts_asked: The person wants to write sample prompts.
    """

    prompts_asked = Signal()

    def __init__(self, board: CheckpointBoard) -> None:
        super().__init__(QCoreApplication.translate("SamplesCard", "Samples"))
        self._board = board
        self.grid = self.make_grid()
        self.summary = ElidedLabel("", "muted", cut=Qt.TextElideMode.ElideRight)
        self.summary.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.play_button = IconButton("play", self.tr("Play the samples together"), key="Space")
        self.size_slider = SampleSlider(
            _NARROWEST, _WIDEST, USUAL, name=self.tr("Size of the samples"), width=84
        )
        self.scrub = SampleSlider(0, 0, 0, name=self.tr("Frame that all samples show"))
        self.place = Label("", "dim", "small")
        self._lay_out()
        self._connect()
        self._refresh()

    def make_grid(self) -> SampleGrid:
        """Return what shows the samples."""
        return SampleGrid()

    def _lay_out(self) -> None:
        self.add_to_head(self.summary)
        self._head.setStretchFactor(self.summary, 100)
        self.add_to_head(self.size_slider)
        self.add_to_head(self.play_button)
        self.write = Button(self.tr("Write sample prompts"))
        self.write.setToolTip(self.tr("In Captions: what the trainer makes a film of"))
        self.empty = EmptyState("film", " ", " ", primary=self.write)
        self.empty.setMinimumHeight(theme.px(_EMPTY))
        filled = QWidget()
        column = QVBoxLayout(filled)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        column.addWidget(self.grid)
        row = QHBoxLayout()
        row.addWidget(self.scrub)
        row.addWidget(self.place)
        column.addLayout(row)
        self.filled = filled
        for page in (self.empty, filled):
            self.body.addWidget(page)

    def _connect(self) -> None:
        clock = self.grid.clock
        self.play_button.clicked.connect(clock.toggle)
        self.size_slider.valueChanged.connect(self.grid.set_cell_width)
        self.scrub.valueChanged.connect(self._on_scrubbed)
        clock.moved.connect(self._on_moved)
        clock.running_changed.connect(self._on_running)
        self.grid.reel.came.connect(self._on_came)
        self.grid.opened.connect(self.open)
        self.grid.star_asked.connect(self.star)
        self.grid.menu_asked.connect(self._open_menu)
        self.grid.resized.connect(self._on_resized)
        self.write.clicked.connect(self.prompts_asked)
        self._board.changed.connect(self._refresh)

    # ------------------------------------------------------------------------------- showing

    def show_view(self, view: Any) -> None:  # noqa: ANN401 -- a RunView, of `watching`
        """Show what a run has made; None: no run is shown."""
        self._board.show_view(view)

    def _refresh(self) -> None:
        board = self._board
        self.grid.show_results(board.results)
        there = bool(self.grid.table.cells)
        self.empty.setVisible(not there)
        self.filled.setVisible(there)
        for control in (self.size_slider, self.play_button):
            control.setVisible(there)
        if not there:
            self._say_empty(board.results)
        self.summary.setText(self._said() if there else "")

    def _say_empty(self, results: Results) -> None:
        run = self._board.run
        if run is None:
            title, kind = self.tr("No run is shown"), "later"
            sentence = self.tr("Samples of each prompt appear here while a training runs.")
        else:
            kind, sentence = why_empty(run, results, ended=self._board.ended)
            title = self.tr("No samples yet") if kind == "later" else self.tr("No samples")
        self.empty.set_words(title, sentence)
        self.write.setVisible(kind == "no_prompts")

    def _said(self) -> str:
        playing = self.tr(" · playing together") if self.grid.clock.running else ""
        return summary(self.grid.table, self.grid.results) + self.tr(" · 16 fps") + playing

    def _on_came(self) -> None:
        length = self.grid.clock.length
        self.scrub.setRange(0, length - 1)
        self.scrub.setVisible(length > 1)
        self._on_moved(self.grid.clock.position)
        films = self.grid.films_in_sight()
        if films and films[0].facts is not None:
            self.summary.setToolTip(rate_note(films[0].facts))

    def _on_moved(self, position: int) -> None:
        clock = self.grid.clock
        self.scrub.blockSignals(True)
        self.scrub.setValue(position)
        self.scrub.blockSignals(False)
        self.place.setText(self.tr("frame {} of {}").format(position + 1, clock.length))
        self.place.setVisible(clock.length > 1)

    def _on_scrubbed(self, position: int) -> None:
        self.grid.clock.seek(position)

    def _on_running(self, running: bool) -> None:
        self.play_button.set_icon("pause" if running else "play")
        name = self.tr("Pause the samples") if running else self.tr("Play the samples together")
        self.play_button.set_name(name)
        self.summary.setText(self._said())

    def _on_resized(self, steps: int) -> None:
        self.size_slider.setValue(self.size_slider.value() + steps * _STEP)

    # --------------------------------------------------------------------------------- doing

    def play(self) -> None:
        """Play all samples, or pause them."""
        self.grid.clock.toggle()

    def open_current(self) -> None:
        """Show the chosen sample large; the newest where none is chosen."""
        self.grid.open_current()

    def open(self, row: int, column: int) -> None:
        """Show a sample large."""
        self._show_large(SideBySide.of_columns(self.grid.table, row, (column,)))

    def compare(self, checkpoints: list[Checkpoint]) -> None:
        """Show what two checkpoints make, side by side."""
        known = self._board.results.checkpoints
        self._show_large(SideBySide.of_checkpoints(self.grid.table, checkpoints, known))

    def _show_large(self, seen: SideBySide) -> None:
        from app.ui.train.samples_big import LargeSamples

        self.grid.clock.pause()
        LargeSamples(self.window(), self._board, seen).open()

    def checkpoint(self) -> Checkpoint | None:
        """Return the checkpoint of the current sample; None where none was written then."""
        cell = self.grid.current
        if cell is None or cell[1] >= len(self.grid.table.columns):
            return None
        return checkpoint_of(self.grid.table.columns[cell[1]], self._board.results.checkpoints)

    def star(self) -> None:
        """Give the checkpoint of the current sample a star, or take it away."""
        checkpoint = self.checkpoint()
        if checkpoint is not None:
            self._board.toggle_stars([checkpoint])

    def show_folder(self) -> None:
        """Show the folder of the samples in the system's own window."""
        sample = self.grid.current_sample() or next(iter(self.grid.table.cells.values()), None)
        if sample is not None:
            self._board.show_folder(sample.path)

    def shut(self) -> None:
        """Stop for good."""
        self.grid.shut()

    def _open_menu(self, at: QPoint) -> None:
        sample, checkpoint = self.grid.current_sample(), self.checkpoint()
        if sample is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Show large"), self.grid.open_current)
        if checkpoint is not None:
            star = self.tr("Take the star away") if checkpoint.star else self.tr("Star")
            menu.addAction(self.tr("{} · checkpoint").format(star), self.star)
        menu.addSeparator()
        menu.addAction(self.tr("Copy the prompt"), lambda: self._copy_prompt(sample))
        menu.addAction(self.tr("Show in folder"), self.show_folder)
        menu.popup(at)

    def _copy_prompt(self, sample: Sample) -> None:
        prompt = self._board.results.prompts[sample.prompt]
        self._board.copy(prompt.line or prompt.text, self.tr("Prompt copied"))
