"""The loss around a checkpoint: the mean over the steps before it, and how sure that mean is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy.typing as npt

_SPAN = 500  # steps, where an epoch's length is not known
_FEWEST = 8  # steps, that a spread can be told of


@dataclass(frozen=True, slots=True)
class LossAround:
    """The loss of the last steps before a checkpoint.

    Attributes:
        mean: Of ``steps`` steps.
        sem: Standard error of that mean; None where there are too few steps.
    """

    mean: float
    sem: float | None
    steps: int


Around = Callable[[int], "LossAround | None"]
"""The loss around a step; None where none of its steps was recorded."""


class LossMeans:
    """Means over a stretch of steps, each found in no time however long the run is.

    Nothing is counted before the first one is asked for.

    Args:
        steps: Numbers of the steps, ascending, all attempts counted on.
        loss: Of each of them.
        span: Steps that a mean is over: those of an epoch; 0: not known.
    """

    def __init__(self, steps: npt.NDArray[Any], loss: npt.NDArray[Any], span: int) -> None:
        self._given = steps, loss
        self._span = span or _SPAN

    def known(self, newest: int) -> tuple[int, float]:
        """Return how many losses there are up to a step, and their sum.

        While both stay so, the means around steps up to that one do.
        """
        import numpy as np

        steps, loss = self._given
        upto = loss[steps <= newest]
        return len(upto), float(np.sum(upto, where=np.isfinite(upto)))

    @cached_property
    def _summed(self) -> tuple[npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any]]:
        """The steps, the sums of the losses before each of them, and those of their squares."""
        import numpy as np

        steps, loss = self._given
        order = np.argsort(steps, kind="stable")
        numbers, values = np.asarray(steps, np.float64)[order], np.asarray(loss, np.float64)[order]
        good = np.isfinite(values)
        numbers, values = numbers[good], values[good]
        sums = np.concatenate([[0.0], np.cumsum(values)])
        return numbers, sums, np.concatenate([[0.0], np.cumsum(values * values)])

    def __call__(self, step: int) -> LossAround | None:
        """Return the mean over the last ``span`` steps up to a step."""
        import numpy as np

        steps, sums, squares = self._summed
        ends = [step - self._span, step]
        first, end = (int(n) for n in np.searchsorted(steps, ends, side="right"))
        count = end - first
        if count <= 0:
            return None
        mean = float(sums[end] - sums[first]) / count
        square = float(squares[end] - squares[first]) / count
        if count < _FEWEST:
            return LossAround(mean, None, count)
        variance = max(0.0, square - mean * mean) * count / (count - 1)
        return LossAround(mean, (variance / count) ** 0.5, count)
