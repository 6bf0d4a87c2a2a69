"""When a stop that was asked for is due."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from app.core.training.model import StepName, StopRequest
from app.core.training.runs.keeping import is_whole, is_whole_state, state_beside

_Sizes = tuple[tuple[str, int], ...]
_STILL = 1.5  # seconds in which nothing of the last checkpoint changes
_PATIENCE = 120.0  # seconds for a trainer to end that was asked to save at once, and has saved


class CheckpointWatch:
    """Waits for the next checkpoint; one that is being written already is the next.

    Args:
        begun: Checkpoints that were begun so far.
        with_state: Whether the trainer saves a state with each.
    """

    def __init__(self, begun: Sequence[Path], *, with_state: bool) -> None:
        self._with_state = with_state
        written = [*begun[:-1], *(each for each in begun[-1:] if self._is_complete(each))]
        self._seen = set(written)
        self._still: dict[Path, tuple[_Sizes, float]] = {}  # since when it is as it is

    def is_there(self, checkpoints: Sequence[Path]) -> bool:
        """Return whether a new checkpoint is whole; to be called some times a second."""
        new = [each for each in checkpoints if each not in self._seen]
        now = time.monotonic()
        return any(
            self._is_still(each, now) and self._is_complete(each)
            for each in (*new[:-1], *(last for last in new[-1:] if self._waited(last, now)))
        )

    def _waited(self, checkpoint: Path, now: float) -> bool:
        """Return whether nothing of a checkpoint has changed for a while."""
        return self._is_still(checkpoint, now) and now - self._still[checkpoint][1] >= _STILL

    def _is_still(self, checkpoint: Path, now: float) -> bool:
        """Return whether nothing of a checkpoint has changed since the last look."""
        state = state_beside(checkpoint)
        sizes = _sizes(checkpoint) + (_sizes(state) if self._with_state else ())
        if not sizes or self._still.get(checkpoint, ((), 0.0))[0] != sizes:
            self._still[checkpoint] = (sizes, now)
            return False
        return True

    def _is_complete(self, checkpoint: Path) -> bool:
        if not is_whole(checkpoint):
            return False
        return not self._with_state or is_whole_state(state_beside(checkpoint))


def _sizes(path: Path) -> _Sizes:
    try:
        files = sorted(path.iterdir()) if path.is_dir() else [path]
        return tuple((each.name, each.stat().st_size) for each in files)
    except OSError:
        return ()


class Stopping:
    """Follows what is asked for.

    Attributes:
        with_state: Whether a checkpoint is one only with its state.
        by_itself: Our script runs around the trainer's: where the next checkpoint is asked for, it
            saves at once, with a state, and ends. It is ended only where it does not, as a version
            of the trainer without hooks.
        patience: Seconds that it gets for that once its checkpoint is there.
    """

    def __init__(self, *, with_state: bool, by_itself: bool = False) -> None:
        self.with_state, self.by_itself, self.patience = with_state, by_itself, _PATIENCE
        self._saved: float | None = None  # when a checkpoint was there, monotonic
        self._watch: CheckpointWatch | None = None

    def is_due(
        self, request: StopRequest | None, step: StepName | None, checkpoints: Sequence[Path]
    ) -> bool:
        """Return whether a run is to be stopped now.

        Args:
            request: What is asked for; None: nothing.
            step: What runs.
            checkpoints: That this step has begun to write.
        """
        if request is None or request.how != "checkpoint":
            self._watch = self._saved = None
        if request is None:
            return False
        if request.how == "now":
            return True
        if request.how == "at":
            return request.at is not None and time.time() >= request.at
        if step != "train":
            return False
        if self._watch is None:
            self._watch = CheckpointWatch(checkpoints, with_state=self.with_state)
        if self._saved is None and self._watch.is_there(checkpoints):
            self._saved = time.monotonic()
        if self._saved is None:
            return False
        return not self.by_itself or time.monotonic() - self._saved > self.patience

    def has_ended(self, request: StopRequest | None, step: StepName) -> bool:
        """Return whether a step that ended by itself, without an error, did what was asked."""
        asked = request is not None and request.how == "checkpoint"
        return asked and self.by_itself and step == "train"
