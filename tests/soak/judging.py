"""What may grow in a day, and by how much; the table that says so."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tests.soak.watching import Sample

SLOPE = 1.0  # MB per 1,000 edits that memory may grow in the second half of the day
SHARE = 0.08  # or by so much from the end of the warm-up to the end: caches fill slowly
WARM = 0.2  # share of the rounds in which everything is shown for the first time
_JUDGED = 8  # samples without which neither a slope nor a number of objects means anything
_MB = 1_000_000
_ROOM = {"handles": 6, "threads": 4, "children": 0, "tasks": 2, "files": 3}  # what comes and goes
_KINDS = {"qobjects": 0.02, "widgets": 0.02, "objects": 0.04}  # share that lists of runs may take


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a day.

    Attributes:
        table: Lines to print.
        wrong: What has grown, a sentence each.
    """

    table: list[str]
    wrong: list[str]


def judge(samples: Sequence[Sample]) -> Verdict:
    """Compare the beginning of a day with its end."""
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
        late = warm[len(warm) // 2 :]
        third = max(1, len(late) // 3)
        wrong += _memory(warm) + _counts(_KINDS, late[:third], late[-third:])
    table += _grown(first, last)
    return Verdict(table, wrong)


def line_of(sample: Sample) -> str:
    """Return a sample in a line."""
    return (
        f"{sample.seconds:6.0f} s {sample.edits:6,} edits, "
        f"{sample.rss / _MB:6.1f} MB rss {sample.uss / _MB:6.1f} MB uss, "
        f"{sample.handles:3} handles {sample.threads:2} threads {sample.tasks} tasks, "
        f"{sample.qobjects:6,} qobjects {sample.widgets:6,} widgets {sample.objects:6,} objects, "
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


_ROWS: tuple[tuple[str, str, Callable[[Sample], float]], ...] = (
    *((name, "MB", _megabytes(name)) for name in ("rss", "uss")),
    *((name, "", _number(name)) for name in ("handles", "threads", "children", "tasks")),
    *((name, "", _number(name)) for name in ("qobjects", "widgets", "objects", "files")),
    *((name, "MB", _megabytes(name)) for name in ("temporary", "cache", "project")),
    ("longest turn", "ms", _number("turn")),
)


def slope(samples: Sequence[Sample], name: str) -> float:
    """Return MB per 1,000 edits, by least squares."""
    edits = [sample.edits / 1000 for sample in samples]
    if len(set(edits)) < 2:
        return 0.0
    sizes = [getattr(sample, name) / _MB for sample in samples]
    return statistics.linear_regression(edits, sizes).slope


def _memory(warm: Sequence[Sample]) -> list[str]:
    wrong = []
    for name in ("rss", "uss"):
        steep = slope(warm[len(warm) // 2 :], name)
        grown = getattr(warm[-1], name) / getattr(warm[0], name) - 1
        if steep > SLOPE and grown > SHARE:
            wrong.append(
                f"{name} grows by {steep:.2f} MB per 1,000 edits ({SLOPE} allowed), "
                f"{grown:.0%} in all ({SHARE:.0%} allowed)"
            )
    return wrong


def _counts(names: Iterable[str], first: Sequence[Sample], last: Sequence[Sample]) -> list[str]:
    wrong = []
    for name in names:
        before = statistics.median(map(_number(name), first))
        after = statistics.median(map(_number(name), last))
        room = _ROOM[name] if name in _ROOM else _KINDS[name] * before + 20
        if after > before + room:
            wrong.append(f"{name}: {before:,.0f} at first, {after:,.0f} in the end")
    return wrong


def _grown(first: Sequence[Sample], last: Sequence[Sample]) -> list[str]:
    """Return which classes have more instances, and which files are open more often."""
    before, after = (Counter(some[-1].kinds) + Counter(some[-1].open) for some in (first, last))
    more = Counter({kind: after[kind] - before[kind] for kind in after})
    return [
        f"{grown:+6d} {kind} ({before[kind]} before)"
        for kind, grown in more.most_common(25)
        if grown > 1
    ]
