"""The ledger as a table: what stands in each cell, in which order, with subtotals and the sums.

Pure: a `Ledger` and what its steps cost go in, lines of cells come out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TYPE_CHECKING, Literal

from app.core.amounts import counted
from app.core.language import noted, tr
from app.core.planner.ledger import Ledger, Row

if TYPE_CHECKING:
    from app.core.planner.costs.cost import Costs, Estimate

Grade = Literal["bucket", "subtotal", "all"]
NOTHING = "—"


class Column(IntEnum):
    """The columns, from the left."""

    DATASET = 0
    SIZE = 1
    FRAMES = 2
    WINDOWS = 3
    COLLIDE = 4
    REPEATS = 5
    SAMPLES = 6
    BATCHES = 7
    SHARE = 8
    TOKENS = 9
    GIB = 10
    SECONDS = 11


HEADS: dict[Column, tuple[str, str]] = {
    Column.DATASET: (noted("dataset"), noted("The [[datasets]] entry of the trainer's file.")),
    Column.SIZE: (
        noted("size"),
        noted("Width × height that windows are cached and trained at: their bucket."),
    ),
    Column.FRAMES: (noted("frames"), noted("Length of a window, 4n + 1; 1 for stills.")),
    Column.WINDOWS: (noted("windows"), noted("What the caching step cuts, whatever collides.")),
    Column.COLLIDE: (
        noted("collide"),
        noted("Windows whose cache file another window overwrites: lost."),
    ),
    Column.REPEATS: (noted("repeats"), noted("num_repeats: how often each is trained per epoch.")),
    Column.SAMPLES: (
        noted("samples"),
        noted("Per epoch: windows less those that collide, times repeats."),
    ),
    Column.BATCHES: (
        noted("batches"),
        noted(
            "Per epoch: samples divided by the batch size, rounded up. Two buckets never share a "
            "batch."
        ),
    ),
    Column.SHARE: (noted("share"), noted("Part of all samples of an epoch.")),
    Column.TOKENS: (
        noted("tokens"),
        noted("What one sample costs the model: latent frames × width/16 × height/16."),
    ),
    Column.GIB: (
        noted("GiB"),
        noted(
            "Memory of the training process at a full step of this bucket, estimated. The greatest "
            "decides, not the sum."
        ),
    ),
    Column.SECONDS: (
        noted("s/step"),
        noted("Seconds that a full batch of this bucket takes, estimated."),
    ),
}
"""The head of each column and what it says when it is pointed at; shown through `tr`."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table.

    Attributes:
        grade: A bucket, the sum of one dataset's buckets, or that of all.
        dataset: Its place in the file, from 0; None for all.
        name: Of the dataset, or what is summed.
        rows: What it stands for: one row for a bucket.
        samples: Per epoch; None where it is not known, as the dataset has an error. So are
            ``batches`` and ``share`` (0.0-1.0 of all samples).
        estimate: What a full step costs; of the row that needs most memory where there are
            several. None where nothing is trained, or nothing is known of the model.
        seconds: Of a step, the mean over the batches where there are several rows; None where
            ``estimate`` is.
    """

    grade: Grade
    dataset: int | None
    name: str
    rows: tuple[Row, ...]
    samples: int | None
    batches: int | None
    share: float | None
    estimate: Estimate | None
    seconds: float | None

    @property
    def row(self) -> Row | None:
        """The bucket; None for sums."""
        return self.rows[0] if self.grade == "bucket" else None

    @property
    def bucket(self) -> tuple[int, int, int] | None:
        """Width, height and frames; None for sums."""
        row = self.row
        return None if row is None else (row.width, row.height, row.frames)

    @property
    def windows(self) -> int:
        """What the caching step cuts."""
        return sum(row.windows for row in self.rows)

    @property
    def collisions(self) -> int:
        """Windows that others overwrite."""
        return sum(row.collisions for row in self.rows)


@dataclass(frozen=True)
class LedgerTable:
    """All lines of a ledger.

    Attributes:
        buckets: One line for each row, by dataset, then bucket.
        subtotals: Of the datasets that have several buckets, by dataset.
        whole: The sums of all; None where there is no row.
    """

    buckets: tuple[Line, ...]
    subtotals: dict[int, Line]
    whole: Line | None

    @property
    def heaviest(self) -> Line | None:
        """The bucket whose step needs most memory; None where nothing is trained."""
        return max(
            (line for line in self.buckets if line.samples),
            key=_weight,
            default=None,
        )

    def lines(self, column: Column = Column.DATASET, *, descending: bool = False) -> list[Line]:
        """Return the lines in the order of a column, the sums of all last.

        Equal ones stay by dataset and bucket. By dataset, each that has several buckets is
        followed by its sums. What is not known stands last, whichever way it is sorted.
        """
        if column == Column.DATASET:
            ordered = list(self._by_dataset(descending))
        else:
            known = [line for line in self.buckets if _key(line, column) is not None]
            unknown = [line for line in self.buckets if _key(line, column) is None]
            known.sort(key=lambda line: _key(line, column) or (), reverse=descending)
            ordered = known + unknown
        return ordered if self.whole is None else [*ordered, self.whole]

    def _by_dataset(self, descending: bool) -> Iterator[Line]:
        own: dict[int | None, list[Line]] = {}
        for line in self.buckets:
            own.setdefault(line.dataset, []).append(line)
        for dataset, lines in reversed(own.items()) if descending else own.items():
            yield from lines
            if dataset in self.subtotals:
                yield self.subtotals[dataset]


def ledger_table(ledger: Ledger, costs: Costs) -> LedgerTable:
    """Return the table of a ledger.

    Args:
        ledger: It.
        costs: What steps cost.
    """
    trained = {line.dataset for line in ledger.lines if line.samples is not None}
    steps = {_full_step(row) for row in ledger.rows} if costs.known else set()
    estimates = {tokens: costs.of(*tokens) for tokens in steps}
    buckets = tuple(
        _bucket(row, estimates.get(_full_step(row)), known=row.dataset in trained)
        for row in ledger.rows
    )
    own: dict[int, list[Line]] = {}
    for row, line in zip(ledger.rows, buckets, strict=True):
        own.setdefault(row.dataset, []).append(line)
    subtotals = {
        dataset: _sum("subtotal", dataset, counted(len(lines), "bucket"), lines)
        for dataset, lines in own.items()
        if len(lines) > 1
    }
    whole = None
    if buckets:
        whole = replace(
            _sum("all", None, tr("All"), buckets), samples=ledger.samples, batches=ledger.steps
        )
    return LedgerTable(buckets, subtotals, whole)


def _full_step(row: Row) -> tuple[int, int]:
    """Return the tokens of a full step and its samples."""
    return row.step_tokens, row.step_batch


def _bucket(row: Row, estimate: Estimate | None, *, known: bool) -> Line:
    return Line(
        "bucket",
        row.dataset,
        row.name,
        (row,),
        row.samples if known else None,
        row.batches if known else None,
        row.share if known else None,
        estimate,
        None if estimate is None else estimate.seconds,
    )


def _sum(grade: Grade, dataset: int | None, name: str, lines: Sequence[Line]) -> Line:
    trained = [line for line in lines if line.samples and line.estimate is not None]
    most = max(trained, key=_weight, default=None)
    batches = sum(line.batches or 0 for line in trained)
    seconds = sum((line.batches or 0) * (line.seconds or 0.0) for line in trained)
    known = all(line.samples is not None for line in lines)
    return Line(
        grade,
        dataset,
        name,
        tuple(row for line in lines for row in line.rows),
        sum(line.samples or 0 for line in lines) if known else None,
        sum(line.batches or 0 for line in lines) if known else None,
        sum(line.share or 0.0 for line in lines) if known else None,
        None if most is None else most.estimate,
        seconds / batches if batches else None,
    )


def _weight(line: Line) -> tuple[float, int, int]:
    gib = 0.0 if line.estimate is None else line.estimate.gib
    return gib, line.rows[0].step_tokens, line.rows[0].frames


def _key(line: Line, column: Column) -> tuple[float, ...] | None:
    """Return what a bucket's line is sorted by; None where that is not known."""
    row = line.rows[0]
    value: float | None
    match column:
        case Column.SIZE:
            return row.width * row.height, row.width
        case Column.GIB:
            value = None if line.estimate is None else line.estimate.gib
        case Column.SECONDS:
            value = line.seconds
        case _:
            numbers = {
                Column.FRAMES: row.frames,
                Column.WINDOWS: row.windows,
                Column.COLLIDE: row.collisions,
                Column.REPEATS: row.repeats,
                Column.SAMPLES: line.samples,
                Column.BATCHES: line.batches,
                Column.SHARE: line.share,
                Column.TOKENS: row.tokens,
            }
            value = numbers[column]
    return None if value is None else (value,)


# ------------------------------------------------------------------ cells


def cells(line: Line) -> list[str]:
    """Return what stands in the cells of a line, in the order of `Column`."""
    row, estimate = line.row, line.estimate
    gib = NOTHING if estimate is None else f"{estimate.gib:.1f}"
    if line.grade == "all" and estimate is not None:
        gib = with_error(estimate.gib, estimate.gib_error)
    return [
        line.name,
        "" if row is None else f"{row.width}×{row.height}",
        "" if row is None else f"{row.frames:,}",
        f"{line.windows:,}",
        f"{line.collisions:,}" if line.collisions else NOTHING,
        "" if row is None else f"{row.repeats:,}",
        _number(line.samples),
        _number(line.batches),
        "" if line.grade == "all" else NOTHING if line.share is None else percent(line.share),
        "" if row is None else f"{row.tokens:,}",
        gib,
        NOTHING if line.seconds is None else f"{line.seconds:.1f}",
    ]


def _number(value: int | None) -> str:
    return NOTHING if value is None else f"{value:,}"


def with_error(value: float, error: float) -> str:
    """Return ``19.3 ± 1``; the error with one digit behind the point where it has one."""
    return f"{value:.1f} ± {f'{error:.1f}'.removesuffix('.0')}"


def percent(share: float) -> str:
    """Return ``44 %``; what is little but not nothing is ``< 1 %``."""
    return "< 1 %" if 0 < share < 0.005 else f"{share:.0%}".replace("%", " %")


def spare(table: LedgerTable, *, scrolls: bool = False) -> list[Column]:
    """Return the columns that may go where it is narrow, the first to go first.

    Those that say nothing first; then what is on the cards too, or follows from the others.

    Args:
        table: The ledger.
        scrolls: What does not fit can be scrolled to: what a step needs never goes then.
    """
    rows = [line.rows[0] for line in table.buckets]
    trivial = {
        Column.COLLIDE: not any(row.collisions for row in rows),
        Column.REPEATS: all(row.repeats == 1 for row in rows),
        Column.BATCHES: all(row.batches == row.samples for row in rows),
        Column.SECONDS: all(line.estimate is None for line in table.buckets),
        Column.GIB: all(line.estimate is None for line in table.buckets),
    }
    idle = [column for column, says_nothing in trivial.items() if says_nothing]
    plain = (Column.REPEATS, Column.BATCHES, Column.WINDOWS)
    costs = () if scrolls else (Column.SECONDS, Column.GIB)
    others = (Column.TOKENS, Column.SHARE, *plain, *costs)
    return idle + [column for column in others if column not in idle]


# ------------------------------------------------------------------ as text


def as_tsv(lines: Iterable[Line]) -> str:
    """Return lines for a spreadsheet's paste: plain numbers, a tab between two cells."""
    return "".join("\t".join(each) + "\n" for each in _plain(lines))


def as_csv(lines: Iterable[Line]) -> str:
    """Return lines as a CSV file: plain numbers, commas, quoted where a name has one."""
    import csv
    import io

    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(_plain(lines))
    return written.getvalue()


def as_markdown(lines: Iterable[Line]) -> str:
    """Return lines as a table in Markdown, the cells as they stand in the window."""
    rows = [[tr(HEADS[column][0]) for column in Column], *(cells(line) for line in lines)]
    right = ["---:" if column != Column.DATASET else "---" for column in Column]
    shown = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    shown.insert(1, right)
    return "".join(f"| {' | '.join(row)} |\n" for row in shown)


def _plain(lines: Iterable[Line]) -> Iterator[list[str]]:
    yield [*(HEADS[column][0] for column in Column), "GiB error", "s/step error"]
    for line in lines:
        row, estimate = line.row, line.estimate
        name = f"{line.rows[0].name} (sum)" if line.grade == "subtotal" else line.name
        size = ["", ""] if row is None else [f"{row.width}x{row.height}", f"{row.frames}"]
        yield [
            name.replace("\t", " "),
            *size,
            f"{line.windows}",
            f"{line.collisions}",
            "" if row is None else f"{row.repeats}",
            "" if line.samples is None else f"{line.samples}",
            "" if line.batches is None else f"{line.batches}",
            "" if line.share is None else f"{line.share:.4f}",
            "" if row is None else f"{row.tokens}",
            "" if estimate is None else f"{estimate.gib:.2f}",
            "" if line.seconds is None else f"{line.seconds:.2f}",
            "" if estimate is None else f"{estimate.gib_error:.2f}",
            "" if estimate is None or row is None else f"{estimate.seconds_error:.2f}",
        ]
