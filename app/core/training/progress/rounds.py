"""How long rounds of samples take, and how many are to come: often more than the steps between.

From musubi-tuner 0.3.4, ``sampling_prompts.should_sample_images``: samples come before the first
step, after every so many steps, and at the end of every so many epochs.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any

_KEPT = 5  # rounds whose mean the next ones will take

BEGINS, ENDS = "generating sample images", "Decoding complete"  # of a round; of each of its prompts


class Rounds:
    """Follows rounds of samples.

    Attributes:
        seconds: That the rounds which are over took, all together.
    """

    def __init__(self, recipe: Mapping[str, Any]) -> None:
        """Begin; ``recipe``: its values by option, for when the next rounds come."""
        self.seconds = 0.0
        self._every_steps = _whole(recipe.get("train.sample_every_n_steps"))
        self._every_epochs = _whole(recipe.get("train.sample_every_n_epochs"))
        self._known = bool(recipe)
        self._took: deque[float] = deque(maxlen=_KEPT)
        self._began: float | None = None
        self._heard = 0.0
        self._count = self._here = 0  # rounds behind a step; those behind the newest step

    def begin(self, now: float, step: int) -> None:
        """Take note that a round begins behind a step; 0: before the first."""
        self.close()
        self._began = self._heard = now
        self._here += step > 0
        self._count += step > 0

    def hear(self, now: float) -> None:
        """Take note that a sample of the round is made."""
        if self._began is not None:
            self._heard = now

    def close(self, *, stepped: bool = False) -> None:
        """Take note that the round is over, if one was begun; ``stepped``: as a step was done."""
        if self._began is not None and self._heard > self._began:
            self._took.append(self._heard - self._began)
            self.seconds += self._took[-1]
        self._began = None
        self._here = 0 if stepped else self._here

    def left(self, step: int, steps: int, epoch_steps: int | None, now: float | None) -> float:
        """Return seconds that the rounds after a step will take; 0 while none was measured.

        Args:
            step: Done so far.
            steps: Of the whole training.
            epoch_steps: Of an epoch; None: not known.
            now: What the round that runs has taken already is left out.
        """
        took = list(self._took)
        if not took:
            return 0.0
        mean = sum(took) / len(took)
        running = 0.0
        if self._began is not None and now is not None:
            running = max(0.0, mean - (now - self._began))
        return running + mean * self._to_come(step, steps, epoch_steps)

    def _to_come(self, step: int, steps: int, epoch_steps: int | None) -> float:
        if not self._known:  # as often as so far
            return self._count / step * (steps - step) if step else 0.0
        here = self._due(step, steps, epoch_steps) - self._due(step - 1, steps, epoch_steps)
        later = self._due(steps, steps, epoch_steps) - self._due(step, steps, epoch_steps)
        return later + (max(0, here - self._here) if step else 0)

    def _due(self, step: int, steps: int, epoch_steps: int | None) -> int:
        """Return the rounds until behind a step."""
        due = step // self._every_steps if self._every_steps else 0
        if self._every_epochs and epoch_steps:
            epochs = -(-step // epoch_steps) if step >= steps else step // epoch_steps
            due += epochs // self._every_epochs
        return due


def _whole(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
