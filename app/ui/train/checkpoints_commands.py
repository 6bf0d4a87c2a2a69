"""What the commands of samples and checkpoints do."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.ui.train.checkpoints_card import CheckpointsCard
from app.ui.train.samples_card import SamplesCard
from app.ui.train.session import TrainSession


class ResultCommands(QObject):
    """Hears what is asked for, and lets the cards do it; connects them with one another."""

    def __init__(
        self, session: TrainSession, samples: SamplesCard, checkpoints: CheckpointsCard
    ) -> None:
        super().__init__(session)
        checkpoints.compare_asked.connect(samples.compare)
        self._acts: dict[str, Callable[[], object]] = {
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
        session.asked.connect(self._do)

    def _do(self, command: str) -> None:
        act = self._acts.get(command)
        if act is not None:
            act()
