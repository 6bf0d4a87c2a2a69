"""What is done to the files of checkpoints: kept, put in the bin and taken out again, hashed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.core.amounts import counted
from app.core.training.results.binning import Binned, can_take_back, put_in_bin, question, take_back
from app.core.training.results.found import Checkpoint
from app.core.training.results.hashes import auto_v2
from app.core.training.results.keeping import files_of, keep, let_go
from app.ui.loop import spawn
from app.ui.train.checkpoints_board import CheckpointBoard


class CheckpointFiles(QObject):
    """Does it beside all else; `CheckpointBoard.changed` tells when it shows.

    Signals:
        binned: Files are in the bin: a sentence, and whether they can come back.
    """

    binned = Signal(str, bool)

    def __init__(self, board: CheckpointBoard, over: QWidget) -> None:
        super().__init__(over)
        self._board, self._over = board, over
        self._last: list[Binned] = []

    # ------------------------------------------------------------------------------- keeping

    def toggle_kept(self, chosen: Sequence[Checkpoint]) -> None:
        """Keep checkpoints from the trainer's deleting; where all are kept, no longer."""
        if chosen:
            spawn(self._keep(chosen, on=not all(each.kept for each in chosen)))

    async def _keep(self, chosen: Sequence[Checkpoint], *, on: bool) -> None:
        jobs = self._board.session.parts.jobs
        await jobs.beside(_keep_each if on else _let_go_each, list(chosen))
        amount = counted(len(chosen), "checkpoint")
        words = self.tr("{} kept") if on else self.tr("{} no longer kept")
        self._board.done.emit(words.format(amount))
        self._board.look_again()

    # ------------------------------------------------------------------------------- the bin

    def delete(self, chosen: Sequence[Checkpoint]) -> None:
        """Put checkpoints in the bin; asks first where that matters or cannot be taken back."""
        if chosen:
            spawn(self._delete(chosen))

    async def _delete(self, chosen: Sequence[Checkpoint]) -> None:
        from app.ui.dialogs import confirm

        back = can_take_back()
        sentence = question(chosen, back=back)
        if sentence:
            title = self.tr("Put {} in the bin?").format(counted(len(chosen), "checkpoint"))
            asked = confirm(
                self._over.window(), title, sentence, accept=self.tr("Put in the bin"), loses=True
            )
            if not await asked:
                return
        try:
            self._last = await self._board.session.parts.jobs.beside(put_in_bin, files_of(chosen))
        finally:
            self._board.look_again()
        returns = bool(self._last) and all(each.place is not None for each in self._last)
        said = chosen[0].name if len(chosen) == 1 else counted(len(chosen), "checkpoint")
        self.binned.emit(self.tr("{} went to the bin").format(said), returns)

    def undo(self) -> None:
        """Take out of the bin what went there last."""
        last, self._last = self._last, []
        if last:
            spawn(self._take_back(last))

    async def _take_back(self, last: list[Binned]) -> None:
        try:
            await self._board.session.parts.jobs.beside(take_back, last)
        finally:
            self._board.look_again()
        self._board.done.emit(self.tr("Back from the bin"))

    # ---------------------------------------------------------------------------------- hash

    def copy_hash(self, chosen: Sequence[Checkpoint]) -> None:
        """Put the AutoV2 hash of a checkpoint into the clipboard."""
        if chosen:
            spawn(self._copy_hash(chosen[0]))

    async def _copy_hash(self, checkpoint: Checkpoint) -> None:
        found = await self.hash_of(checkpoint)
        self._board.copy(found, self.tr("AutoV2 {} copied").format(found))

    async def hash_of(self, checkpoint: Checkpoint) -> str:
        """Return the AutoV2 hash of a checkpoint; computed beside all else where it is not known.

        Raises:
            SourceError: The file cannot be read.
        """
        known = self._board.hashes.get(checkpoint.path)
        if known is None:
            jobs, cache = self._board.session.parts.jobs, self._board.cache
            known = await jobs.beside(auto_v2, checkpoint.path, cache, stoppable=True)
            self._board.hashes[checkpoint.path] = known
        return known


def _keep_each(chosen: list[Checkpoint]) -> None:
    for each in chosen:
        keep(each)


def _let_go_each(chosen: list[Checkpoint]) -> None:
    for each in chosen:
        let_go(each)
