"""What comes after a training: tests of its checkpoints, workflows for ComfyUI."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.core.training.model import Run
from app.core.training.results.found import Checkpoint
from app.ui.train.checkpoints_cards import ResultCards


class TrialPart(QObject):
    """Opens the dialogs, for the run that is shown.

    Signals:
        done: What was just done, a sentence.
        written: What was written, a sentence, and its folder.
        failed: What could not be done, a sentence.
    """

    done = Signal(str)
    written = Signal(str, str)
    failed = Signal(str)

    def __init__(self, over: QWidget, cards: ResultCards) -> None:
        super().__init__(over)
        self._over, self._cards = over, cards
        self._session = cards.board.session
        cards.checkpoints.test_asked.connect(self.test)
        cards.checkpoints.comfy_asked.connect(self.comfy)
        self._session.asked.connect(self._on_asked)

    def _on_asked(self, command: str) -> None:
        acts = {
            "train.test_checkpoint": self.test,
            "train.tests": self.show_films,
            "train.comfy": self.comfy,
            "train.ending": self.show_ending,
        }
        if command in acts:
            acts[command]()

    # --------------------------------------------------------------------------------- tests

    def test(self) -> None:
        """Ask what is to be tried of the selected checkpoints."""
        from app.ui.train.trial_dialog import TrialDialog

        run, known = self._run(), self._cards.board.results.checkpoints
        if run is None or not known:
            self.failed.emit(self.tr("There is no checkpoint to test yet: train first."))
            return
        dialog = TrialDialog(self._over.window(), self._session, run, known, self._prompts())
        dialog.choose(self._chosen())
        dialog.copied.connect(self.done)
        dialog.setup_asked.connect(lambda: self._session.asked.emit("train.setup"))
        dialog.started.connect(self._on_started)
        dialog.open()

    def show_films(self, folder: Path | None = None) -> None:
        """Show the films of a test; None: of the newest."""
        from app.ui.train.trial_results import TrialResults

        run = self._run()
        if run is None:
            self.failed.emit(self.tr("No run is shown: choose one in the history."))
            return
        curves = getattr(self._cards.board, "curves", None)
        dialog = TrialResults(self._over.window(), self._session, run, curves)
        dialog.board.done.connect(self.done)
        dialog.again_asked.connect(self.test)
        dialog.finished.connect(self._cards.board.look_again)  # stars, notes
        dialog.open()
        if folder is not None:
            dialog.show_test(folder)

    def _on_started(self, folder: Path) -> None:
        self.done.emit(self.tr("The test has begun, or waits for the card"))
        self._session.parts.runs.look()
        self.show_films(folder)

    # --------------------------------------------------------------------------------- comfy

    def comfy(self) -> None:
        """Make a workflow with the current checkpoint."""
        from app.ui.train.comfy_dialog import ComfyDialog

        run, known = self._run(), self._cards.board.results.checkpoints
        if run is None or not known:
            self.failed.emit(self.tr("There is no checkpoint for a workflow yet: train first."))
            return
        chosen = (self._chosen() or list(known[-1:]))[-1]
        dialog = ComfyDialog(
            self._over.window(), self._session, run[1], list(known), self._prompts()
        )
        dialog.choose(chosen)
        dialog.written.connect(self.written)
        dialog.open()

    def show_ending(self) -> None:
        """Show what is done when a training ends."""
        from app.ui.ending_fields import EndingDialog

        parts = self._session.parts
        EndingDialog(self._over.window(), parts.preferences, parts.jobs).open()

    # ------------------------------------------------------------------------------- looking

    def _run(self) -> tuple[Path, Run] | None:
        folder, run = self._session.run, self._cards.board.run
        return None if folder is None or run is None else (folder, run)

    def _chosen(self) -> list[Checkpoint]:
        known = self._cards.board.results.checkpoints
        stars = [each for each in known if each.star]
        return self._cards.checkpoints.selected() or stars or list(known[-1:])

    def _prompts(self) -> list[str]:
        """Return the run's own sample prompts, with the trigger as they were sent."""
        return [each.text for each in self._cards.board.results.prompts if each.text]
