"""How much of the card a run uses, noted every few seconds."""

from __future__ import annotations

from collections.abc import Callable, Sequence

EVERY = 5.0  # seconds


class GpuNotes:
    """Takes samples of a card.

    Args:
        note: Takes each.
        gpu: Which card, from 0.
    """

    def __init__(self, note: Callable[[Sequence[float | None]], None], gpu: int) -> None:
        self._note, self._gpu = note, gpu

    def sample(self, pids: Callable[[], list[int]]) -> None:
        """Take a sample where it is time to."""
