"""The loss around a checkpoint: the mean over the steps before it, and how sure that mean is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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

    Args:
        steps: Numbers of the steps, ascending, all attempts counted on.
        loss: Of each of them.
        span: Steps that a mean is over: those of an epoch; 0: not known.
    """

    def __init__(self, steps: npt.NDArray[Any], loss: npt.NDArray[Any], span: int) -> None:
        import numpy as np

        order = np.argsort(steps, kind="stable")
        self._steps = np.asarray(steps, np.float64)[order]
        values = np.asarray(loss, np.float64)[order]
        good = np.isfinite(values)
        self._steps, values = self._steps[good], values[good]
        self._sums = np.concatenate([[0.0], np.cumsum(values)])
        self._squares = np.concatenate([[0.0], np.cumsum(values * values)])
        self._span = span or _SPAN

    def __call__(self, step: int) -> LossAround | None:
        """Return the mean over the last ``span`` steps up to a step."""
        import numpy as np

        ends = [step - self._span, step]
        first, end = (int(n) for n in np.searchsorted(self._steps, ends, side="right"))
        count = end - first
        if count <= 0:
            return None
        mean = float(self._sums[end] - self._sums[first]) / count
        square = float(self._squares[end] - self._squares[first]) / count
        if count < _FEWEST:
            return LossAround(mean, None, count)
        variance = max(0.0, square - mean * mean) * count / (count - 1)
        return LossAround(mean, (variance / count) ** 0.5, count)
