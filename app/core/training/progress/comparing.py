"""What the trainer counted, out of its lines; and against what the plan said it would."""

from __future__ import annotations

from collections.abc import Iterator

from app.core.amounts import counted
from app.core.language import tr
from app.core.planner.caches.printed import Printed
from app.core.training.progress.summary import Counts, Kind, Totals


def counts_of(printed: Printed | None) -> Counts:
    """Return the counts of a run; empty ones where it printed nothing yet."""
    if printed is None:
        return Counts()
    datasets = printed.datasets
    return Counts(
        files=tuple(each.found for each in datasets),
        batches=tuple(each.batches for each in datasets),
        items=printed.items,
        epoch_batches=printed.batches,
        epochs=printed.epochs,
        accumulated=printed.accumulated,
        steps=printed.steps,
        overridden=printed.overridden,
        buckets=tuple(each.buckets for each in datasets if each.buckets is not None),
    )


def compare(
    kind: Kind, counts: Counts, totals: Totals, *, ended: bool
) -> Iterator[tuple[str, str]]:
    """Yield a key and a sentence for each count that the plan did not foresee.

    Args:
        kind: Which program counted.
        counts: What it counted.
        totals: What the plan said.
        ended: The step ended well, so that a dataset without batches gave nothing.
    """
    if kind in ("cache_latents", "cache_text"):
        yield from _cached(counts, totals, ended=ended)
        return
    for key, theirs, ours in (
        ("items", counts.items, totals.items),
        ("batches", counts.epoch_batches, totals.epoch_batches),
        ("steps", counts.steps, totals.steps),
    ):
        if theirs is not None and ours is not None and theirs != ours:
            yield (
                key,
                tr(
                    "The trainer counts {amount}, the plan {planned:,}: perhaps clips or captions "
                    "changed since the plan was made, or caches of an earlier plan were left.",
                    amount=_counted(key, theirs),
                    planned=ours,
                ),
            )


def _counted(key: str, number: int) -> str:
    if key == "items":
        return counted(number, "sample")
    return counted(number, "step") if key == "steps" else counted(number, "batch", "batches")


def _cached(counts: Counts, totals: Totals, *, ended: bool) -> Iterator[tuple[str, str]]:
    for index, theirs in enumerate(counts.batches):
        if theirs is None:
            continue
        ours = totals.batches[index] if index < len(totals.batches) else None
        found = counts.files[index] if index < len(counts.files) else None
        if not theirs and found and ended:
            yield (
                f"empty {index}",
                tr(
                    "Nothing of dataset {number} was cached: all its clips are shorter than its "
                    "target_frames, or none has a caption.",
                    number=index + 1,
                ),
            )
        elif ours is not None and ours != theirs:
            yield (
                f"cached {index}",
                tr(
                    "{amount} of dataset {number} were cached, the plan has {planned:,}: perhaps "
                    "clips or captions changed since the plan was made.",
                    amount=counted(theirs, "batch", "batches"),
                    number=index + 1,
                    planned=ours,
                ),
            )
