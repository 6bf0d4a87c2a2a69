"""How much of the card a run uses, noted every few seconds, and why it is slow where it is.

A thread asks the driver: one that does not answer must not hold up the supervisor.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence

from app.core.training.progress.gpu import GpuSample, GpuSampler

EVERY = 5.0  # seconds
_KEPT = 720  # samples: an hour


class GpuNotes:
    """Takes samples of a card while a step runs.

    Args:
        note: Takes each, as a line of ``gpu.jsonl``; called in the thread.
        gpu: Which card, from 0.
    """

    def __init__(self, note: Callable[[Sequence[float | None]], None], gpu: int) -> None:
        self._note, self._gpu = note, gpu
        self._samples: deque[GpuSample] = deque(maxlen=_KEPT)
        self._pids: Callable[[], list[int]] | None = None
        self._thread: threading.Thread | None = None

    @property
    def samples(self) -> tuple[GpuSample, ...]:
        """The samples of the last hour."""
        return tuple(self._samples)

    def follow(self, pids: Callable[[], list[int]]) -> None:
        """Take samples of the processes of a step from now on.

        Args:
            pids: Returns their numbers; called in the thread.
        """
        self._pids = pids
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, daemon=True)
            self._thread.start()

    def rest(self) -> None:
        """Take no samples for now."""
        self._pids = None

    def _work(self) -> None:
        sampler = GpuSampler(self._gpu)
        while sampler.there:
            pids = self._pids
            if pids is not None:
                sample = sampler.sample(time.time(), frozenset(pids()))
                if sample is not None:
                    self._samples.append(sample)
                    self._note(sample.row())
            time.sleep(EVERY)
