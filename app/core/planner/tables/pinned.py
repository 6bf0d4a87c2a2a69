"""A plan that is kept as it was, and how the plan of now differs from it.

Pure. A pin is JSON: a project keeps it in its settings, so it outlives the window.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Literal

from app.core.amounts import counted, hours, more_time
from app.core.language import enumerated, tr
from app.core.planner.costs.cost import epoch_seconds
from app.core.planner.ledger import Ledger, Row
from app.core.planner.plan import Plan
from app.core.planner.schema import Kind
from app.core.planner.tables.ledger_table import NOTHING, Column, LedgerTable, Line, percent

if TYPE_CHECKING:
    from app.core.planner.costs.cost import Costs

_VERSION = 1


@dataclass(frozen=True, slots=True)
class PinnedRow:
    """A bucket as it was.

    Attributes:
        dataset: Its place in the file, from 0.
        cache: The dataset's cache folder, by which it is known again; empty where it had none.
        samples: Per epoch; None where it was not known. So are ``batches``.
        gib: Memory at a full step; None where nothing was known of the model. So are the
            ``seconds`` of one.
    """

    dataset: int
    name: str
    cache: str
    kind: Kind
    width: int
    height: int
    frames: int
    windows: int
    collisions: int
    repeats: int
    samples: int | None
    batches: int | None
    share: float | None
    tokens: int
    gib: float | None
    seconds: float | None

    @property
    def bucket(self) -> tuple[int, int, int]:
        """Width, height and frames."""
        return self.width, self.height, self.frames


@dataclass(frozen=True)
class Pinned:
    """A plan as it was when it was pinned.

    Attributes:
        text: The dataset file.
        kept: What else is needed to go back to it, as its owner wrote it; may be empty.
        at: When, ISO 8601 with the time zone.
        samples: Per epoch; None where training was not reached. So are ``batches``.
        gib: Of the heaviest step; None where nothing was trained, or nothing is known of the
            model.
        seconds: Of an epoch; None where training was not reached, or as ``gib``.
    """

    text: str
    kept: str
    at: str
    samples: int | None
    batches: int | None
    gib: float | None
    seconds: float | None
    rows: tuple[PinnedRow, ...]

    def to_json(self) -> str:
        """Return it as JSON that `pinned_of` reads."""
        return json.dumps({"version": _VERSION, **asdict(self)}, ensure_ascii=False)


def pinned_of(text: str) -> Pinned | None:
    """Return the pin that `Pinned.to_json` wrote; None for none, and for what is none."""
    if not text:
        return None
    try:
        value = json.loads(text)
        if value.pop("version") != _VERSION:
            return None
        rows = tuple(PinnedRow(**row) for row in value.pop("rows"))
        return Pinned(**value, rows=rows)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def pin(plan: Plan, ledger: Ledger, table: LedgerTable, costs: Costs) -> Pinned:
    """Return a plan as a pin; its text, what else is kept and the time are to be filled in.

    Args:
        plan: It.
        ledger: Of the plan.
        table: Of the ledger.
        costs: What steps cost.
    """
    heaviest = table.heaviest
    return Pinned(
        text="",
        kept="",
        at="",
        samples=ledger.samples,
        batches=ledger.steps,
        gib=heaviest.estimate.gib if heaviest and heaviest.estimate else None,
        seconds=_epoch(ledger, costs),
        rows=tuple(_pinned(plan, line) for line in table.buckets),
    )


def _pinned(plan: Plan, line: Line) -> PinnedRow:
    row = line.rows[0]
    return PinnedRow(
        dataset=row.dataset,
        name=row.name,
        cache=plan.datasets[row.dataset].config.cache_place or "",
        kind=row.kind,
        width=row.width,
        height=row.height,
        frames=row.frames,
        windows=row.windows,
        collisions=row.collisions,
        repeats=row.repeats,
        samples=line.samples,
        batches=line.batches,
        share=line.share,
        tokens=row.tokens,
        gib=line.estimate.gib if line.estimate else None,
        seconds=line.seconds,
    )


def _epoch(ledger: Ledger, costs: Costs) -> float | None:
    if ledger.steps is None or not costs.known:
        return None
    return epoch_seconds(ledger.rows, costs)[0]


def pinned_cells(row: PinnedRow) -> list[str]:
    """Return what stood in the cells of a bucket, in the order of `Column`."""
    return [
        row.name,
        f"{row.width}×{row.height}",
        f"{row.frames:,}",
        f"{row.windows:,}",
        f"{row.collisions:,}" if row.collisions else NOTHING,
        f"{row.repeats:,}",
        NOTHING if row.samples is None else f"{row.samples:,}",
        NOTHING if row.batches is None else f"{row.batches:,}",
        NOTHING if row.share is None else percent(row.share),
        f"{row.tokens:,}",
        NOTHING if row.gib is None else f"{row.gib:.1f}",
        NOTHING if row.seconds is None else f"{row.seconds:.1f}",
    ]


# ------------------------------------------------------------------ differences


@dataclass(frozen=True, slots=True)
class Change:
    """How a bucket differs from the pinned plan.

    Attributes:
        grade: It was not there, or some number of it was another.
        before: As it was; None where it is new.
        was: What stood in the cells that differ.
    """

    grade: Literal["new", "changed"]
    before: PinnedRow | None = None
    was: Mapping[Column, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Difference:
    """How a plan differs from a pinned one.

    Attributes:
        pinned: It.
        changes: The buckets that differ, by their place among the ledger's rows.
        gone: The pinned buckets that are no more.
        samples: More per epoch than were pinned; None where one of both is not known. So are
            ``batches``, ``gib`` of the heaviest step, and ``seconds`` of an epoch.
    """

    pinned: Pinned
    changes: Mapping[int, Change]
    gone: tuple[PinnedRow, ...]
    samples: int | None
    batches: int | None
    gib: float | None
    seconds: float | None

    @property
    def words(self) -> tuple[str, ...]:
        """What is more and what is less: ``+112 samples``, ``−0.8 GiB``, ``+14 min/epoch``."""
        found = []
        if self.samples:
            found.append(_sign(self.samples) + counted(abs(self.samples), "sample"))
        if self.batches and self.batches != self.samples:
            found.append(_sign(self.batches) + counted(abs(self.batches), "batch", "batches"))
        if self.gib is not None and abs(self.gib) >= 0.05:
            found.append(f"{signed(self.gib)} GiB")
        if self.seconds is not None and abs(self.seconds) >= 0.5:
            found.append(tr("{time}/epoch", time=more_time(self.seconds)))
        return tuple(found)

    @property
    def was(self) -> str:
        """The pinned sums, which those of now are compared with."""
        was = self.pinned
        samples = NOTHING if was.samples is None else f"{was.samples:,}"
        batches = NOTHING if was.batches is None else f"{was.batches:,}"
        gib = NOTHING if was.gib is None else f"{was.gib:.1f}"
        time = NOTHING if was.seconds is None else hours(was.seconds)
        return tr(
            "Pinned: {samples} samples, {batches} batches, {gib} GiB, {time}/epoch.",
            samples=samples,
            batches=batches,
            gib=gib,
            time=time,
        )

    @property
    def sentence(self) -> str:
        """All of it in one line."""
        if self.words:
            return enumerated(self.words)
        if None in (self.samples, self.pinned.samples):
            return tr("training is not reached")
        if self.changes or self.gone:
            return tr("the same sums, from other buckets")
        return tr("the same as pinned")


def difference(
    pinned: Pinned, plan: Plan, ledger: Ledger, table: LedgerTable, costs: Costs
) -> Difference:
    """Return how a plan differs from a pinned one.

    Datasets are known again by their cache folder, else by their name, else by their place.

    Args:
        pinned: What to compare with.
        plan: As it is now.
        ledger: Of the plan.
        table: Of the ledger.
        costs: What steps cost now.
    """
    was = _matched(pinned.rows, plan, ledger.rows)
    changes: dict[int, Change] = {}
    met: set[tuple[int, tuple[int, int, int]]] = set()
    known = {(row.dataset, row.bucket): row for row in pinned.rows}
    for n, line in enumerate(table.buckets):
        row = line.rows[0]
        key = was.get(row.dataset, -1), (row.width, row.height, row.frames)
        before = known.get(key)
        if before is None:
            changes[n] = Change("new")
            continue
        met.add(key)
        cells = _other_cells(before, line)
        if cells:
            changes[n] = Change("changed", before, cells)
    heaviest = table.heaviest
    gib = heaviest.estimate.gib if heaviest and heaviest.estimate else None
    return Difference(
        pinned,
        changes,
        tuple(row for key, row in known.items() if key not in met),
        _less(ledger.samples, pinned.samples),
        _less(ledger.steps, pinned.batches),
        None if gib is None or pinned.gib is None else gib - pinned.gib,
        _less_seconds(_epoch(ledger, costs), pinned.seconds),
    )


def _less(now: int | None, before: int | None) -> int | None:
    return None if now is None or before is None else now - before


def _less_seconds(now: float | None, before: float | None) -> float | None:
    return None if now is None or before is None else now - before


def _matched(before: Iterable[PinnedRow], plan: Plan, rows: Iterable[Row]) -> dict[int, int]:
    """Return which pinned dataset each one of now was."""
    then = {row.dataset: (row.cache, row.name, row.kind) for row in before}
    now = {
        row.dataset: (plan.datasets[row.dataset].config.cache_place or "", row.name, row.kind)
        for row in rows
    }
    found: dict[int, int] = {}
    for known_by in (0, 1):
        once = Counter(facts[known_by] for facts in then.values())
        by_that = {facts[known_by]: n for n, facts in then.items() if once[facts[known_by]] == 1}
        for n, facts in now.items():
            place = by_that.get(facts[known_by])
            if n not in found and place is not None and place not in found.values():
                found[n] = place
    for n, facts in now.items():
        free = n not in found and n in then and n not in found.values()
        if free and then[n][2] == facts[2]:
            found[n] = n
    return found


def _other_cells(before: PinnedRow, line: Line) -> dict[Column, str]:
    """Return what stood in the cells that differ, as it was written."""
    row = line.rows[0]
    gib = line.estimate.gib if line.estimate else None
    pairs = {
        Column.WINDOWS: (before.windows, row.windows),
        Column.COLLIDE: (before.collisions, row.collisions),
        Column.REPEATS: (before.repeats, row.repeats),
        Column.SAMPLES: (before.samples, line.samples),
        Column.BATCHES: (before.batches, line.batches),
        Column.GIB: (_tenths(before.gib), _tenths(gib)),
        Column.SECONDS: (_tenths(before.seconds), _tenths(line.seconds)),
    }
    return {
        column: NOTHING if was is None else f"{was:,}"
        for column, (was, now) in pairs.items()
        if was != now
    }


def _tenths(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def signed(number: float) -> str:
    """Return ``+112`` or ``−0.8``: whole numbers as they are, others with one digit."""
    digits = f"{abs(number):,}" if isinstance(number, int) else f"{abs(number):.1f}"
    return f"{_sign(number)}{digits}"


def _sign(number: float) -> str:
    return "−" if number < 0 else "+"


def told(change: Change, column: Column, now: str) -> str:
    """Return what a cell was when the plan was pinned, as a line of its tooltip; "" for the same.

    Args:
        change: Of its row.
        column: The cell's.
        now: What stands in it.
    """
    if change.grade == "new":
        return tr("This bucket was not there when the plan was pinned.")
    was = change.was.get(column)
    return "" if was is None else tr("Pinned: {was}, now {now}.", was=was, now=now)
