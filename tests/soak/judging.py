"""What may grow in a day, and by how much; the table that says so."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tests.soak.watching import GHOST, Sample, is_counted

SLOPE = 1.0  # MB per 1,000 edits that memory may grow in the second half of the day
_HELD_SHARE = 0.04
"""Or by so much from the end of the warm-up to the end: caches fill slowly."""

_FREE_SHARE = 0.05
"""Or by so much of all of it from the end of the warm-up to the end, of what the system counts and
nobody holds: pieces that are free between others, and as much of the libraries as was read."""

WARM = 0.2  # share of the rounds in which everything is shown for the first time
_JUDGED = 8  # samples without which neither a slope nor a number of objects means anything
_MB = 1_000_000
_PICTURES = 1_000 * _MB  # two players, samples and small pictures: 256 + 256 + 192 + 64 MiB
_ROOM = {"handles": 6, "threads": 4, "children": 0, "tasks": 2, "files": 3}  # what comes and goes
_KINDS = {
    "qobjects": 0.02,
    "widgets": 0.02,
    "objects": 0.04,
    "ghosts": 0.04,
}  # share that lists of runs may take
_SURE = 2.0
"""Standard errors of a slope that is told from what comes and goes with what is shown. Of some
twenty slopes one may be so steep by chance: whether a day's complaint is, other days show."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a day.

    Attributes:
        table: Lines to print.
        wrong: What has grown, a sentence each.
    """

    table: list[str]
    wrong: list[str]


def judge(samples: Sequence[Sample], *, whole: bool = True) -> Verdict:
    """Compare the beginning of a day with its end.

    Args:
        samples: In the order of the day.
        whole: They are of all of it. Before its middle, windows that come and go still spread over
            more memory what they hold, with more of it free in between.
    """
    warm = samples[max(1, round(len(samples) * WARM)) if len(samples) > 2 else 0 :]
    quarter = max(1, len(warm) // 4)
    first, last = warm[:quarter], warm[-quarter:]
    edits = last[-1].edits - first[0].edits
    table = [f"{'':>22} {'first quarter':>14} {'last quarter':>14} {'per 1,000 edits':>16}"]
    for name, unit, of in _ROWS:
        before, after = (statistics.mean(map(of, some)) for some in (first, last))
        grown = 1000 * (after - before) / max(edits, 1)
        table.append(f"{name:>14} {unit:>7} {before:14,.1f} {after:14,.1f} {grown:16,.2f}")
    wrong = _counts(_ROOM, first, last)
    if len(samples) >= _JUDGED:
        wrong += _memory(warm, late := _late(warm)) + _kinds(late)
        wrong += _free(warm) if whole else []
    table += _grown(first, last)
    return Verdict(table, wrong)


def _late(warm: Sequence[Sample]) -> Sequence[Sample]:
    """Return the samples in which nothing may grow: of the second half of the day.

    Where one window lives through much of that, it is its life, less the first part of it, in
    which its dialogs are opened and its caches fill for the first time.
    """
    its_life = [each for each in warm if each.window == warm[-1].window]
    if len(its_life) < _JUDGED:
        return warm[len(warm) // 2 :]
    return its_life[round(len(its_life) * WARM) :]


def line_of(sample: Sample) -> str:
    """Return a sample in a line."""
    return (
        f"{sample.seconds:6.0f} s {sample.edits:6,} edits, "
        f"{sample.rss / _MB:6.1f} MB rss {sample.own / _MB:6.1f} MB own "
        f"{sample.held / _MB:6.1f} MB held {sample.pictures / _MB:6.1f} MB pictures, "
        f"{sample.handles:3} handles {sample.threads:2} threads {sample.tasks} tasks, "
        f"{sample.qobjects:6,} qobjects {sample.widgets:6,} widgets {sample.objects:6,} objects "
        f"{sample.ghosts:5,} ghosts, "
        f"{sample.turn:5.0f} ms"
    )


def _number(name: str) -> Callable[[Sample], float]:
    def of(sample: Sample) -> float:
        return float(getattr(sample, name))

    return of


def _megabytes(name: str) -> Callable[[Sample], float]:
    def of(sample: Sample) -> float:
        return float(getattr(sample, name)) / _MB

    return of


def _beside_pictures(name: str) -> Callable[[Sample], float]:
    def of(sample: Sample) -> float:
        return float(getattr(sample, name) - sample.pictures)

    return of


_ROWS: tuple[tuple[str, str, Callable[[Sample], float]], ...] = (
    *((name, "MB", _megabytes(name)) for name in ("rss", "own", "held", "pictures")),
    *((name, "", _number(name)) for name in ("handles", "threads", "children", "tasks")),
    *((name, "", _number(name)) for name in ("qobjects", "widgets", "objects", "ghosts")),
    ("files", "", _number("files")),
    *((name, "MB", _megabytes(name)) for name in ("temporary", "cache", "project")),
    ("longest turn", "ms", _number("turn")),
)


def slope(samples: Sequence[Sample], of: Callable[[Sample], float]) -> float:
    """Return by how much a number grows in 1,000 edits, by least squares; 0.0 if that is chance.

    What is shown differs from round to round, and so do sizes: a slope counts that is steeper than
    `_SURE` of its standard errors.
    """
    edits = [sample.edits / 1000 for sample in samples]
    if len(set(edits)) < 3:
        return 0.0
    sizes = [of(sample) for sample in samples]
    line = statistics.linear_regression(edits, sizes)
    left = (y - line.intercept - line.slope * x for x, y in zip(edits, sizes, strict=True))
    middle = statistics.mean(edits)
    spread = sum((x - middle) ** 2 for x in edits)
    error = math.sqrt(sum(each * each for each in left) / (len(edits) - 2) / spread)
    return line.slope if abs(line.slope) > _SURE * error else 0.0


def _memory(warm: Sequence[Sample], late: Sequence[Sample]) -> list[str]:
    """Judge what is held beside pictures, which have limits of their own."""
    most = max(each.pictures for each in warm)
    wrong = [f"{most / _MB:,.0f} MB of pictures are kept"] if most > _PICTURES else []
    of = _beside_pictures("held")
    steep = slope(late, of) / _MB
    grown = of(warm[-1]) / of(warm[0]) - 1
    return wrong + _too_steep("held", steep, grown, _HELD_SHARE)


def _free(warm: Sequence[Sample]) -> list[str]:
    """Judge what the system counts beside what is held: it goes up and down through the day.

    How much of it there is differs by tens of MB from round to round, so that only all rounds
    together tell whether it grows.
    """
    wrong = []
    thousands = (warm[-1].edits - warm[0].edits) / 1000
    for name in ("rss", "own"):
        steep = slope(warm, lambda each, name=name: getattr(each, name) - each.held) / _MB
        usual = statistics.median(map(_beside_pictures(name), warm)) / _MB
        wrong += _too_steep(name, steep, steep * thousands / usual, _FREE_SHARE)
    return wrong


def _too_steep(name: str, steep: float, grown: float, share: float) -> list[str]:
    if steep <= SLOPE or grown <= share:
        return []
    return [
        f"{name} grows by {steep:.2f} MB per 1,000 edits ({SLOPE} allowed), "
        f"{grown:.0%} in all ({share:.0%} allowed)"
    ]


def _counts(names: Iterable[str], first: Sequence[Sample], last: Sequence[Sample]) -> list[str]:
    wrong = []
    for name in names:
        before = statistics.median(map(_number(name), first))
        after = statistics.median(map(_number(name), last))
        if after > before + _ROOM[name]:
            wrong.append(f"{name}: {before:,.0f} at first, {after:,.0f} in the end")
    return wrong


def _kinds(late: Sequence[Sample]) -> list[str]:
    wrong = []
    thousands = (late[-1].edits - late[0].edits) / 1000
    for name, share in _KINDS.items():
        usual = statistics.median(map(_number(name), late))
        grown = slope(late, _number(name)) * thousands
        if grown > share * usual + 20:
            most = _growing(name, late, thousands)
            wrong.append(f"{name} grow by {grown:,.0f} in {thousands:,.1f} thousand edits{most}")
    return wrong


def _growing(name: str, late: Sequence[Sample], thousands: float) -> str:
    """Return which classes grow most among those that a number counts, and by how much."""
    counts = {sample.edits: _counted(name, sample) for sample in late}

    def of(kind: str) -> Callable[[Sample], float]:
        return lambda sample: float(counts[sample.edits][kind])

    kinds = {kind for each in counts.values() for kind in each}
    grown = Counter({kind: round(thousands * slope(late, of(kind))) for kind in kinds})
    most = [f"{kind} {n:+,}" for kind, n in grown.most_common(8) if n > 0]
    return f": {', '.join(most)}" if most else ""


def _counted(name: str, sample: Sample) -> Counter[str]:
    """Return how many there are of each class that a number of a sample counts."""
    if name in ("qobjects", "widgets"):
        return sample.qt_kinds
    if name == "objects":
        return Counter({kind: n for kind, n in sample.kinds.items() if is_counted(kind)})
    return Counter({kind: n for kind, n in sample.kinds.items() if kind.startswith(GHOST)})


def _grown(first: Sequence[Sample], last: Sequence[Sample]) -> list[str]:
    """Return which classes have more instances, and which files are open more often."""
    before, after = (
        some[-1].kinds + some[-1].qt_kinds + Counter(some[-1].open) for some in (first, last)
    )
    more = Counter({kind: after[kind] - before[kind] for kind in after})
    return [
        f"{grown:+6d} {kind} ({before[kind]} before)"
        for kind, grown in more.most_common(25)
        if grown > 1
    ]
