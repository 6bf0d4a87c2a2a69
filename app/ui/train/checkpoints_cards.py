"""Both cards of what a run has made, connected with one another and with the commands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.ui.train.checkpoints_board import CheckpointBoard
from app.ui.train.checkpoints_card import CheckpointsCard
from app.ui.train.samples_card import SamplesCard
from app.ui.train.session import TrainSession


class ResultCards(QObject):
    """One for the stage.

    Attributes:
        board: What both know.
        samples: The card of the middle.
        checkpoints: The card of the right.

    Signals:
        done: What was just done, a sentence.
        prompts_asked: The person wants to write sample prompts.
    """

    done = Signal(str)
    prompts_asked = Signal()

    def __init__(self, session: TrainSession) -> None:
        super().__init__(session)
        self.board = CheckpointBoard(session, self)
        self.samples = SamplesCard(self.board)
        self.checkpoints = CheckpointsCard(self.board)
        self.checkpoints.compare_asked.connect(self.samples.compare)
        self.samples.prompts_asked.connect(self.prompts_asked)
        self.board.done.connect(self.done)
        self._acts = self._commands()
        session.asked.connect(self._do)

    def show_view(self, view: Any) -> None:  # noqa: ANN401 -- a RunView, of `watching`
        """Show what a run has made; None: no run is shown, and so no card."""
        self.board.show_view(view)
        for card in (self.samples, self.checkpoints):
            card.setVisible(view is not None)

    def _commands(self) -> dict[str, Callable[[], object]]:
        samples, checkpoints = self.samples, self.checkpoints
        return {
            "train.play_samples": samples.play,
            "train.open_sample": samples.open_current,
            "train.samples_folder": samples.show_folder,
            "train.star_checkpoint": checkpoints.star,
            "train.note_checkpoint": checkpoints.write_note,
            "train.compare_checkpoints": checkpoints.compare,
            "train.average_checkpoints": checkpoints.average,
            "train.measure_checkpoints": checkpoints.measure,
            "train.copy_autov2": checkpoints.copy_hash,
            "train.checkpoint_details": checkpoints.show_details,
            "train.keep_checkpoint": checkpoints.keep,
            "train.checkpoint_folder": checkpoints.show_folder,
            "train.delete_checkpoint": checkpoints.delete,
        }

    def _do(self, command: str) -> None:
        act = self._acts.get(command)
        if act is not None:
            act()
