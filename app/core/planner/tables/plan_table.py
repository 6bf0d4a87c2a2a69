"""A plan as a table for the terminal: the sum, a line for each bucket, and what it says beside."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.planner.costs.cost import Costs, unknown
from app.core.planner.costs.setups import Setup
from app.core.planner.ledger import ledger
from app.core.planner.names import names_of
from app.core.planner.plan import Plan
from app.core.planner.report import words
from app.core.planner.tables.figures import Counted, sum_line
from app.core.planner.tables.ledger_table import (
    HEADS,
    Column,
    LedgerTable,
    cells,
    ledger_table,
    spare,
)

_GAP = 3  # characters between two columns
_LEFT = frozenset({Column.DATASET})


@dataclass(frozen=True, slots=True)
class PlanTable:
    """What is printed of a plan.

    Attributes:
        sum: In one line.
        heads: Of the columns; those of numbers begin with ``>``.
        rows: Their cells, the sums at the end; empty where nothing is counted.
        beside: What is lost, what surprises, what is wrong, line by line.
    """

    sum: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    beside: str


def plan_table(plan: Plan, setup: Setup, *, width: int) -> PlanTable:
    """Return a plan as a table.

    Args:
        plan: It.
        setup: What memory and seconds are estimated for.
        width: Characters of the terminal; columns that say least are left out where it is narrow.
    """
    costs = Costs(setup, architecture=plan.architecture.name)
    counts = ledger(plan, names_of(plan.config))
    table = ledger_table(counts, costs)
    lines = [cells(line) for line in table.lines() if line.grade != "subtotal"]
    columns = _columns(table, lines, width)
    beside = words(plan, counts=False).strip("\n")
    if not costs.known:
        beside += f"\n\nMemory and time: {unknown(costs)[0].lower()}{unknown(costs)[1:]}"
    return PlanTable(
        sum_line(Counted(plan, counts, table, costs)),
        tuple(("" if column in _LEFT else ">") + HEADS[column][0] for column in columns),
        tuple(tuple(line[column] for column in columns) for line in lines),
        beside,
    )


def _columns(table: LedgerTable, lines: list[list[str]], width: int) -> list[Column]:
    """Return the columns that a terminal has room for."""
    columns = list(Column)
    for least in [None, *spare(table)]:
        columns = [column for column in columns if column is not least]
        widths = [
            max(len(HEADS[column][0]), *(len(line[column]) for line in lines), 0)
            for column in columns
        ]
        if sum(widths) + _GAP * len(widths) <= width:
            break
    return columns
