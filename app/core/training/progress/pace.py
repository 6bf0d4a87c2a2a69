"""How fast steps follow one another, and how long the rest will take.

Steps differ: a bucket of stills takes 2 s, one of long clips 25 s, in random order. So the speed is
not the median of single steps but the median of the means of groups of them, which some odd steps
(the machine slept, another program took the card) do not move. Pauses for samples and checkpoints
are measured apart, and added back by their mean.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from statistics import median

Sample = tuple[float, int]  # unix seconds, or of any clock; the step that was reached then
_Interval = tuple[float, int]  # seconds, steps

_KEPT = 1000  # intervals that are kept, of the last
_GROUPS, _GROUP = 9, 3  # most groups; least intervals of one
_EVERY = 16  # intervals after which the usual is counted anew, once there are many
_RECENT = 20  # intervals, or so many seconds, whichever is more
_RECENT_SECONDS = 60.0
_ODD = 4.0  # times the usual is no step
_ODD_SECONDS = 10.0  # nor is less than so much more than usual a pause
_NIGHT = 600.0  # seconds; a single pause far longer than all others: the machine slept


def usual(intervals: Sequence[_Interval]) -> float | None:
    """Return seconds of a step over intervals, robustly; None where there are none."""
    known = [each for each in intervals if each[1] > 0]
    if not known:
        return None
    groups = max(1, min(_GROUPS, len(known) // _GROUP))
    size, more = divmod(len(known), groups)
    means, at = [], 0
    for index in range(groups):
        end = at + size + (index < more)
        seconds, steps = map(sum, zip(*known[at:end], strict=True))
        means.append(seconds / steps)
        at = end
    return median(means)


class Pace:
    """Measures steps as they come; keeps no more than the last thousand.

    Attributes:
        best: The least seconds of a step it has had over a while; None before that is known.
    """

    def __init__(self) -> None:
        self._plain: deque[_Interval] = deque(maxlen=_KEPT)
        self._pauses: deque[float] = deque(maxlen=50)  # seconds more than steps would take
        self._paused = 0  # pauses so far
        self._steps = 0  # steps so far that were measured, pauses with them
        self._last: Sample | None = None
        self._steady: float | None = None
        self._fresh = 0  # intervals that are not in it yet
        self.best: float | None = None

    def add(self, now: float, step: int, *, paused: bool = False) -> None:
        """Take note that a step is done.

        Args:
            now: Seconds, of a clock that goes on; a clock that was set back costs one interval.
            step: The first of a run is only a start: what came before it is no step.
            paused: Something else was done besides steps since the last one.
        """
        last = self._last
        if step < 1 or (last is not None and step == last[1]):
            return
        self._last = (now, step)
        if last is None or step < last[1] or now < last[0]:
            return
        seconds, steps = now - last[0], step - last[1]
        usually = self.steady
        if usually is not None:
            more = seconds - usually * steps
            odd = more > _ODD_SECONDS and seconds > _ODD * usually * steps
            if paused or (odd and len(self._plain) >= _GROUPS):
                self._pauses.append(max(0.0, more))
                self._paused += 1
                self._steps += steps
                return
        if not paused:
            self._plain.append((seconds, steps))
            self._steps += steps
            self._fresh += 1
            if self._fresh >= min(_EVERY, len(self._plain) // 4):
                self._count()

    @property
    def steady(self) -> float | None:
        """Seconds of a step over the last thousand; None while none was measured."""
        return self._steady

    def _count(self) -> None:
        self._steady, self._fresh = usual(self._plain), 0
        recent = self.recent
        if recent is not None and len(self._plain) >= _RECENT:
            self.best = recent if self.best is None else min(self.best, recent)

    @property
    def recent(self) -> float | None:
        """Seconds of a step over the last minute or the last 20 steps, whichever is more."""
        taken: list[_Interval] = []
        seconds = 0.0
        for each in reversed(self._plain):
            if len(taken) >= _RECENT and seconds >= _RECENT_SECONDS:
                break
            taken.append(each)
            seconds += each[0]
        return usual(taken)

    @property
    def pause(self) -> float | None:
        """Seconds that a pause takes; None while none has been."""
        if not self._pauses:
            return None
        *others, longest = sorted(self._pauses)
        if others and longest > max(_NIGHT, 10 * others[-1]):
            return sum(others) / len(others)
        return sum(self._pauses) / len(self._pauses)

    def left(self, steps: int) -> float | None:
        """Return seconds that so many steps will take, with as many pauses as there were before.

        None while nothing was measured.
        """
        steady = self.steady
        if steady is None:
            return None
        pauses = steps * self._paused / self._steps if self._steps else 0.0
        return steps * steady + pauses * (self.pause or 0.0)


def pace_of(samples: Iterable[Sample]) -> Pace:
    """Return the pace of samples that were kept, in their order; pauses are found by their length.

    As ``pace.jsonl`` has them.
    """
    pace = Pace()
    for now, step in samples:
        pace.add(now, step)
    return pace
