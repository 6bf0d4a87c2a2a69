"""The films of a test: the grid of samples, with a column for each checkpoint at a strength."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.training.after.looking import Tested
from app.core.training.model import Run
from app.core.training.results.found import Results
from app.core.training.results.sample_table import SampleTable
from app.ui.train.checkpoints_board import CheckpointBoard
from app.ui.train.samples_card import SamplesCard
from app.ui.train.samples_grid import SampleGrid


@dataclass(frozen=True, slots=True)
class TrialView:
    """What the board of a test is shown: the run's checkpoints, the test's films."""

    run: Run
    results: Results
    curves: object = None


class TrialGrid(SampleGrid):
    """Shows a test's own table, in which cells are empty until their film is there."""

    def __init__(self) -> None:
        super().__init__()
        self._tested: Tested | None = None
        self.setAccessibleName(self.tr("Films of the test"))

    def show_test(self, tested: Tested | None) -> None:
        """Take another test, or what has become of this one; its films come as results."""
        self._tested = tested
        self.viewport().update()  # of a test that has ended, cells without a film say so

    def words_of_nothing(self) -> str:
        return self.tr("no film yet") if self._runs() else self.tr("no film")

    def _runs(self) -> bool:
        return self._tested is not None and not self._tested.state.ended

    def table_of(self, results: Results) -> SampleTable:
        return SampleTable() if self._tested is None else self._tested.table


class TrialCard(SamplesCard):
    """Shows one test; what can be done is as with samples: play, large, two, star, note."""

    def __init__(self, board: CheckpointBoard) -> None:
        super().__init__(board)
        self.set_title(self.tr("Films"))
        self.body.addStretch(1)

    def make_grid(self) -> SampleGrid:
        return TrialGrid()

    def show_test(self, tested: Tested | None, run: Run, curves: object = None) -> None:
        """Show a test of a run; None: there is none."""
        grid = self.grid
        assert isinstance(grid, TrialGrid)
        grid.show_test(tested)
        results = Results() if tested is None else tested.results
        self.show_view(TrialView(run, results, curves))
        self._refresh()  # the board tells of other films, not of another test without any

    def _say_empty(self, results: Results) -> None:
        self.empty.set_words(
            self.tr("No film yet"),
            self.tr("The script writes the films of a checkpoint together, at its end."),
        )
        self.write.hide()
