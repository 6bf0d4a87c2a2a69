"""How each sum of the ledger was counted, of a dataset or of all. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from app.core.amounts import counted
from app.core.language import noted, tr
from app.core.planner.costs.cost import Estimate
from app.core.planner.tables.ledger_table import Column, LedgerTable, Line, percent, with_error

TRAINED = (Column.SAMPLES, Column.BATCHES, Column.SHARE)
UNKNOWN = noted("Not known: training is not reached, because the dataset has an error.")


def of_sums(table: LedgerTable, line: Line, column: Column) -> str:
    """Return how the number in a cell of a sum was counted; "" where nothing is to be said."""
    lines = [each for each in table.buckets if line.dataset in (None, each.dataset)]
    if column == Column.DATASET:
        buckets = counted(len(lines), "bucket")
        if line.grade == "subtotal":
            return tr("The sums of {buckets} of the dataset.", buckets=buckets)
        return tr("The sums of {buckets} of all datasets.", buckets=buckets)
    if column in (Column.WINDOWS, Column.COLLIDE):
        return _added_windows(lines, line, column)
    if column in TRAINED:
        return tr(UNKNOWN) if line.samples is None else _added_samples(lines, line, column)
    if column in (Column.GIB, Column.SECONDS):
        if line.seconds is None or line.estimate is None:
            return tr("Nothing of it is trained.")
        return _greatest(lines, line.estimate) if column == Column.GIB else _mean(line)
    return ""


def _added_windows(lines: Sequence[Line], line: Line, column: Column) -> str:
    if column == Column.WINDOWS:
        return _added([each.windows for each in lines], line.windows)
    return _added([each.collisions for each in lines], line.collisions)


def _added_samples(lines: Sequence[Line], line: Line, column: Column) -> str:
    if column == Column.SAMPLES:
        return _added([each.samples for each in lines], line.samples)
    if column == Column.BATCHES:
        return _added([each.batches for each in lines], line.batches)
    if line.grade == "all" or line.share is None:
        return ""
    return tr("The shares of its buckets together = {share}", share=percent(line.share))


def _added(numbers: Sequence[int | None], total: int | None) -> str:
    """Return ``120 + 240 + 478 = 838``; of many only how many there are."""
    known = [number or 0 for number in numbers]
    if len(known) > 8:
        return tr("The sum of {known:,} buckets = {total:,}", known=len(known), total=total)
    parts = [f"{number:,}" for number in known if number]
    if len(parts) < 2:
        return tr("All of one bucket: {total:,}", total=total) if parts else tr("None.")
    return f"{' + '.join(parts)} = {total:,}"


def _greatest(lines: Sequence[Line], estimate: Estimate) -> str:
    row = next(each.rows[0] for each in lines if each.estimate is estimate and each.samples)
    whole = with_error(estimate.gib, estimate.gib_error)
    return tr(
        "The most that any step needs, not the sum: {dataset}, {size} = {whole} GiB",
        dataset=row.name,
        size=f"{row.width}×{row.height}×{row.frames}",
        whole=whole,
    )


def _mean(line: Line) -> str:
    batches = counted(line.batches or 0, "batch", "batches")
    return tr(
        "The mean of {batches}, each as long as its bucket's = {seconds:.1f} s",
        batches=batches,
        seconds=line.seconds,
    )
