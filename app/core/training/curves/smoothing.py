"""What a noisy loss says: its moving average, the mean of an epoch with its error, its slope.

The loss of a step depends on the noise that was drawn for it far more than on what was learnt. So a
single value says nothing; means of many do, and how much they differ by chance is known: two
standard errors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.core.training.curves.columns import Columns, Floats, Ints, Mask

LEAST, MOST, USUAL = 0.8, 0.999, 0.98  # of the weight that the past has in a moving average
_BLOCK = 128
_NOTHING = 1e-17  # of a weight: less than a number's last digit
FEWEST = 3  # points of an epoch whose error says something


# ------------------------------------------------------------------------------ moving average


def ema(values: Floats, beta: float) -> Floats:
    """Return the moving average, free of the pull of its beginning.

    Args:
        values: What is averaged; those that are no number leave the average as it is.
        beta: Weight of the past, in [0, 1).
    """
    return Ema(beta).follow(values)


def beta_at(place: float) -> float:
    """Return the weight at a place of a slider, 0 to 1: as evenly as the eye sees smoothness."""
    weight = 1 - (1 - LEAST) * ((1 - MOST) / (1 - LEAST)) ** min(max(place, 0.0), 1.0)
    return float(round(weight, 3))


def place_of(beta: float) -> float:
    """Return where a weight lies on a slider, 0 to 1."""
    part = np.log((1 - beta) / (1 - LEAST)) / np.log((1 - MOST) / (1 - LEAST))
    return float(min(max(part, 0.0), 1.0))


class Ema:
    """A moving average that goes on where it was when values were added.

    Args:
        beta: See `ema`.
    """

    def __init__(self, beta: float) -> None:
        self.beta = beta
        self._begin()

    def _begin(self) -> None:
        self._sum, self._count = 0.0, 0  # the average before it is corrected; of how many
        self._found = Columns(np.float64)

    def follow(self, values: Floats) -> Floats:
        """Return the average at each value; only those behind the ones of last time are looked at.

        It begins anew where there are fewer than last time.
        """
        if len(values) < len(self._found):
            self._begin()
        new = values[len(self._found) :]
        if len(new):
            self._found.add(self._of(new))
        found: Floats = self._found.column(0)
        return found

    def _of(self, new: Floats) -> Floats:
        good = np.isfinite(new)
        numbers = new if good.all() else new[good]
        sums = self._sums(numbers)
        last = self._corrected(np.array([self._sum]), self._count)
        averages = self._corrected(sums, self._count + 1)
        if len(numbers):
            self._sum, self._count = float(sums[-1]), self._count + len(numbers)
        if numbers is new:
            return averages
        found: Floats = np.concatenate([last, averages])[np.cumsum(good)]
        return found

    def _corrected(self, sums: Floats, count: int) -> Floats:
        """Return averages of ``count`` values and so on; those of many need no correction."""
        many = int(np.log(_NOTHING) / np.log(self.beta)) + 1 if self.beta else 1
        few = min(len(sums), max(0, many - count))
        found = sums.copy()
        with np.errstate(invalid="ignore"):
            found[:few] /= 1 - _powers(self.beta, count, count + few)
        return found

    def _sums(self, numbers: Floats) -> Floats:
        """Return the average before it is corrected: blocks of it at once, then what they hand on.

        A value's weight falls with its distance, within a block by a matrix of weights; from block
        to block likewise, with the weight of a whole block.
        """
        return _filtered((1 - self.beta) * numbers, self.beta, self._sum)


def _filtered(numbers: Floats, weight: float, before: float) -> Floats:
    """Return y[n] = x[n] + weight * y[n - 1], where y[-1] is ``before``."""
    count = len(numbers)
    if count <= _BLOCK:
        found, last = np.empty(count), before
        for place, number in enumerate(numbers.tolist()):
            last = number + weight * last
            found[place] = last
        return found
    powers = _powers(weight, 0, _BLOCK + 1)
    distance = np.subtract.outer(np.arange(_BLOCK), np.arange(_BLOCK))
    weights = np.where(distance >= 0, powers[distance], 0.0)
    blocks = -(-count // _BLOCK)
    padded = np.zeros(blocks * _BLOCK)
    padded[:count] = numbers
    within = padded.reshape(blocks, _BLOCK) @ weights.T
    handed = _filtered(within[:, -1], weight**_BLOCK, before)
    came = np.concatenate([[before], handed[:-1]])
    whole: Floats = (within + came[:, None] * powers[1:]).ravel()[:count]
    return whole


def _powers(weight: float, start: int, end: int) -> Floats:
    """Return the powers of a weight in [0, 1) from ``start`` to ``end``; the tiniest as 0."""
    numbers = np.arange(start, end, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.where(numbers == 0, 0.0, numbers * np.log(weight))
    return np.where(logs > np.log(_NOTHING * _NOTHING), np.exp(np.maximum(logs, -700)), 0.0)


# --------------------------------------------------------------------------------------- epochs


@dataclass(frozen=True, slots=True)
class EpochMean:
    """The loss of an epoch.

    Attributes:
        epoch: From 1, counted over all attempts.
        mean: Of the loss of its steps.
        sem: Standard error of that: standard deviation / √n. NaN: not known.
        n: Steps, or batches with gradients accumulated; 0: only the trainer's mean is known.
        first: Its first step, counted over all attempts, and its ``last``.
        whole: It has ended.
        below_noise: It differs from the epoch before by less than twice the standard error of the
            difference: by chance, that is.
    """

    epoch: int
    mean: float
    sem: float
    n: int
    first: float
    last: float
    whole: bool = True
    below_noise: bool = False

    @property
    def middle(self) -> float:
        """The step in its middle."""
        return (self.first + self.last) / 2

    def differs(self, other: EpochMean) -> bool:
        """Whether two epochs differ by more than chance: twice the error of the difference.

        True where the error is not known.
        """
        error = 2 * float(np.hypot(self.sem, other.sem))
        return not abs(self.mean - other.mean) < error


def epoch_means(
    steps: Floats, values: Floats, epochs: Ints, whole: frozenset[int]
) -> tuple[EpochMean, ...]:
    """Return the means of epochs, in order.

    Args:
        steps: Of each value.
        values: The loss; what is no number is left out.
        epochs: Of each value, from 1; 0: not known.
        whole: The epochs that have ended.
    """
    good = np.isfinite(values) & (epochs > 0)
    if not good.any():
        return ()
    order = np.argsort(epochs[good], kind="stable")
    number, value, step = (each[good][order] for each in (epochs, values, steps))
    begins = np.flatnonzero(np.diff(number, prepend=0))
    counts = np.diff(np.append(begins, len(number)))
    means = np.add.reduceat(value, begins) / counts
    squares = np.add.reduceat((value - np.repeat(means, counts)) ** 2, begins)
    with np.errstate(invalid="ignore", divide="ignore"):
        errors = np.sqrt(squares / (counts - 1) / counts)
    firsts, lasts = np.minimum.reduceat(step, begins), np.maximum.reduceat(step, begins)
    found = [
        EpochMean(int(e), float(m), float(s) if n >= FEWEST else float("nan"), int(n),
                  float(a), float(b), whole=int(e) in whole)
        for e, m, s, n, a, b in zip(number[begins], means, errors, counts, firsts, lasts,
                                    strict=True)
    ]  # fmt: skip
    return compared(found)


def compared(epochs: Sequence[EpochMean]) -> tuple[EpochMean, ...]:
    """Return epochs, each with whether it differs from the one before."""
    from dataclasses import replace

    found: list[EpochMean] = []
    for each in epochs:
        same = bool(found) and each.whole and found[-1].whole and not each.differs(found[-1])
        found.append(replace(each, below_noise=same))
    return tuple(found)


def level(epochs: Sequence[EpochMean]) -> tuple[int, ...]:
    """Return the last epochs that all differ from the very last by less than noise.

    Two or more, or none. An epoch that has not ended does not count. Neighbours alone would not
    do: a curve that falls slowly has none that differ.
    """
    ended = [each for each in epochs if each.whole]
    found: list[int] = []
    for each in reversed(ended):
        if each.differs(ended[-1]):
            break
        found.append(each.epoch)
    return tuple(reversed(found)) if len(found) > 1 else ()


# ---------------------------------------------------------------------------------------- trend


@dataclass(frozen=True, slots=True)
class Trend:
    """A straight line through the last part of a curve.

    Attributes:
        slope: Change per 1,000 steps.
        error: Twice the standard error of that.
    """

    slope: float
    error: float

    @property
    def clear(self) -> bool:
        """Whether it goes anywhere, beyond chance."""
        return abs(self.slope) > self.error


def trend(steps: Floats, values: Floats) -> Trend | None:
    """Return the line through points; None where they are too few to say anything."""
    good = np.isfinite(values)
    x, y = steps[good], values[good]
    if len(x) < 30 or x[-1] == x[0]:
        return None
    x = x - x.mean()
    spread = float(x @ x)
    slope = float(x @ y) / spread
    rest = y - y.mean() - slope * x
    error = np.sqrt(float(rest @ rest) / (len(x) - 2) / spread)
    return Trend(1000 * slope, 2000 * float(error))


def lowest(steps: Floats, average: Floats) -> tuple[float, float] | None:
    """Return the step where a moving average is lowest, and how low; None without one."""
    if not np.isfinite(average).any():
        return None
    place = int(np.nanargmin(average))
    return float(steps[place]), float(average[place])


def usual(values: Floats, *, times: float = 3.0) -> Mask:
    """Return which values are not far above the others: not over ``times`` their median.

    A pause for samples is no slow step: it must not pull a moving average up for hundreds of steps.
    """
    good = values[np.isfinite(values)]
    if not len(good):
        return np.zeros(len(values), bool)
    return values <= times * float(np.median(good))
