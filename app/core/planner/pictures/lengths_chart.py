"""How long the clips are, as bars with the windows' lengths beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from app.core.planner.rules import FRAME_STEP

MOST_BARS = 96


@dataclass(frozen=True, slots=True)
class Bar:
    """Clips of about one length.

    Attributes:
        start: Least length in frames; ``end`` is one past the greatest.
        losing: Those of ``clips`` that lose a sample.
    """

    start: int
    end: int
    clips: int
    losing: int = 0


@dataclass(frozen=True, slots=True)
class Target:
    """A length of a dataset's windows.

    Attributes:
        dataset: Its place in the file, from 0.
        full: It is the most that windows of whole clips have, ``max_frames``.
    """

    dataset: int
    frames: int
    full: bool = False


@dataclass(frozen=True, slots=True)
class LengthsChart:
    """A histogram of clip lengths.

    Attributes:
        bars: Ascending; lengths nobody has are left out.
        targets: By length, then dataset, each pair once. Those of 1 frame fit every clip: they may
            lie left of the axis.
        low: Where the axis begins, frames; it ends before ``high``.
        step: Lengths in a bar: 1, or a multiple of 4, so that what snaps to one length stays
            together.
    """

    bars: tuple[Bar, ...] = ()
    targets: tuple[Target, ...] = ()
    low: int = 0
    high: int = 1
    step: int = 1

    @property
    def clips(self) -> int:
        """How many clips there are."""
        return sum(bar.clips for bar in self.bars)

    @property
    def highest(self) -> int:
        """Clips of the highest bar; 0 without clips."""
        return max((bar.clips for bar in self.bars), default=0)

    @property
    def median(self) -> int:
        """A length that about half of the clips have or exceed; 1 without clips."""
        left = self.clips / 2
        for bar in self.bars:
            left -= bar.clips
            if left <= 0:
                return bar.start
        return 1

    def with_losing(self, losing: Mapping[int, int]) -> LengthsChart:
        """Return the chart with other clips losing samples: how many of each length."""
        found: Counter[int] = Counter()
        for length, clips in losing.items():
            found[_aligned(length, self.step)] += clips
        bars = tuple(
            Bar(bar.start, bar.end, bar.clips, min(bar.clips, found[bar.start]))
            for bar in self.bars
        )
        return replace(self, bars=bars)

    def with_target(self, old: Target | None, new: Target | None) -> LengthsChart:
        """Return the chart with a target moved, added or taken away; the axis stays."""
        kept = {target for target in self.targets if target != old}
        return replace(self, targets=_in_order({*kept, *([new] if new else [])}))


def lengths_chart(
    lengths: Iterable[int],
    targets: Iterable[Target] = (),
    losing: Iterable[int] = (),
    *,
    most: int = MOST_BARS,
) -> LengthsChart:
    """Return the histogram of clips.

    Args:
        lengths: Of every clip, frames, 1 or more.
        targets: Windows' lengths; those of 1 frame fit every clip and do not stretch the axis.
        losing: The lengths of those clips that lose samples.
        most: Most bars; more lengths than that share bars.
    """
    count, lost = Counter(lengths), Counter(losing)
    shown = _in_order(set(targets))
    wide = [target.frames for target in shown if target.frames > 1]
    if not count and not wide:
        return LengthsChart(targets=shown)
    least, greatest = min([*count, *wide]), max([*count, *wide])
    step = _step(greatest - least + 1, most)
    low = _aligned(max(1, least - 2 * step), step)
    bars: dict[int, list[int]] = {}
    for length, clips in count.items():
        bar = bars.setdefault(_aligned(length, step), [0, 0])
        bar[0] += clips
        bar[1] += lost[length]
    return LengthsChart(
        tuple(Bar(start, start + step, *bars[start]) for start in sorted(bars)),
        shown,
        low,
        _aligned(greatest, step) + 3 * step,
        step,
    )


def _in_order(targets: set[Target]) -> tuple[Target, ...]:
    return tuple(sorted(targets, key=lambda target: (target.frames, target.dataset)))


def _step(span: int, most: int) -> int:
    """Return how many lengths share a bar: 1, 4, 8, 16 and so on."""
    step = 1
    while span > most * step:
        step = FRAME_STEP if step == 1 else 2 * step
    return step


def _aligned(length: int, step: int) -> int:
    """Return where the bar of a length begins; bars begin at lengths of 4n + 1."""
    return length if step == 1 else length - (length - 1) % step
