"""What the trainer counted, out of its lines; and against what the plan said it would."""

from __future__ import annotations

from collections.abc import Iterator

from app.core.amounts import counted
from app.core.planner.caches.printed import Printed
from app.core.training.progress.summary import Counts, Kind, Totals

_WHY = "clips or captions changed since the plan was made, or caches of an earlier plan were left"


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
    for key, noun, theirs, ours in (
        ("items", "sample", counts.items, totals.items),
        ("batches", "batch", counts.epoch_batches, totals.epoch_batches),
        ("steps", "step", counts.steps, totals.steps),
    ):
        if theirs is not None and ours is not None and theirs != ours:
            plural = "batches" if noun == "batch" else ""
            yield (
                key,
                f"The trainer counts {counted(theirs, noun, plural)}, the plan {ours:,}: perhaps "
                f"{_WHY}.",
            )


def _cached(counts: Counts, totals: Totals, *, ended: bool) -> Iterator[tuple[str, str]]:
    for index, theirs in enumerate(counts.batches):
        if theirs is None:
            continue
        ours = totals.batches[index] if index < len(totals.batches) else None
        found = counts.files[index] if index < len(counts.files) else None
        name = f"dataset {index + 1}"
        if not theirs and found and ended:
            yield (
                f"empty {index}",
                f"Nothing of {name} was cached: all its clips are shorter than its target_frames, "
                "or none has a caption.",
            )
        elif ours is not None and ours != theirs:
            yield (
                f"cached {index}",
                f"{counted(theirs, 'batch', 'batches')} of {name} were cached, the plan has "
                f"{ours:,}: perhaps clips or captions changed since the plan was made.",
            )
