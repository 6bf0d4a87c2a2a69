"""A comparison with the trainer's counts as words and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.core.planner.caches.printed_compare import Comparison


def comparison_lines(comparisons: Iterable[Comparison]) -> Iterator[str]:
    """Yield a line for each count that is equal, and one for each number that differs."""
    for each in comparisons:
        if each.equal:
            yield f"log: the plan equals {each.whose}, {numbers(each)}."
        for alarm in each.alarms:
            yield f"alarm ({each.step or 'log'}): {alarm.text()}"


def numbers(comparison: Comparison) -> str:
    """Return the two sums: ``1,078 = 1,078``, or ``1,078 ≠ 1,090``; "" where one is unknown."""
    ours, theirs = comparison.ours, comparison.theirs
    if ours is None or theirs is None:
        return ""
    return f"{ours:,} {'=' if ours == theirs else '≠'} {theirs:,}"


def comparison_json(comparison: Comparison) -> dict[str, object]:
    """Return a comparison as ``rushes check --log FILE --json`` prints it."""
    return {
        "step": comparison.step or None,
        "plan": comparison.ours,
        "trainer": comparison.theirs,
        "equal": comparison.equal,
        "alarms": [
            {
                "dataset": alarm.dataset,
                "what": alarm.what,
                "plan": alarm.ours,
                "trainer": alarm.theirs,
                "message": alarm.text(),
            }
            for alarm in comparison.alarms
        ],
    }
