"""The ledger as a table: its cells, its order, its sums, and as text to take along."""

from __future__ import annotations

import csv
import io
import time
from dataclasses import replace

import pytest

from app.core.planner.costs.cost import Costs
from app.core.planner.costs.setups import Setup
from app.core.planner.facts import Source, VideoFact
from app.core.planner.ledger import Ledger, ledger
from app.core.planner.plan import Plan
from app.core.planner.tables.ledger_table import (
    Column,
    LedgerTable,
    as_csv,
    as_markdown,
    as_tsv,
    cells,
    ledger_table,
    percent,
    spare,
    with_error,
)
from tests.core.planner.entry_files import clips, config_with, plan_of, sources, video_entry
from tests.core.planner.test_ledger import NAMES
from tests.core.planner.test_plan import author_plan


def table_of(plan: Plan, setup: Setup | None = None) -> LedgerTable:
    return ledger_table(ledger(plan, NAMES), Costs(setup or Setup()))


def many_buckets(number: int) -> Ledger:
    """Return a ledger of this many buckets."""
    (row,) = ledger(plan_of(config_with(video_entry(target_frames=[9])), clips(20))).rows
    rows = tuple(
        replace(row, width=16 * (n % 60 + 10), height=16 * (n // 60 + 10), samples=n * 7919 % 997)
        for n in range(number)
    )
    line = ledger(author_plan()).lines[0]
    return Ledger(rows, (line,), 1, 1)


def test_that_the_authors_table_is_that_of_the_picture() -> None:
    lines = table_of(author_plan()).lines()
    shown = [" ".join(cells(line)[1:]).split() for line in lines]
    assert shown == [
        each.split()
        for each in (
            "768×768 1 120 — 1 120 120 11 % 2,304 16.4 6.3",
            "768×416 1 240 — 1 240 240 22 % 1,248 15.5 3.3",
            "768×416 21 240 — 1 240 240 22 % 7,488 20.7 24.7",
            "480 — 480 480 45 % 20.7 14.0",
            "384×208 45 480 2 1 478 478 44 % 3,744 17.6 10.8",
            "1,080 2 1,078 1,078 20.7 ± 1 11.7",
        )
    ]
    assert [line.name for line in lines] == [
        "Stills", "Clips · head", "Clips · head", "2 buckets", "Clips · uniform", "All",
    ]  # fmt: skip
    assert [line.grade for line in lines] == [*["bucket"] * 3, "subtotal", "bucket", "all"]


def test_that_the_heaviest_bucket_is_the_one_that_needs_most_memory() -> None:
    heaviest = table_of(author_plan()).heaviest
    assert heaviest is not None and heaviest.bucket == (768, 416, 21)


@pytest.mark.parametrize(
    ("column", "descending", "wanted"),
    [
        (Column.SAMPLES, True, [478, 240, 240, 120]),
        (Column.SAMPLES, False, [120, 240, 240, 478]),
        (Column.TOKENS, True, [240, 478, 120, 240]),
        (Column.GIB, False, [240, 120, 478, 240]),
        (Column.SIZE, False, [478, 240, 240, 120]),
        (Column.SECONDS, True, [240, 478, 120, 240]),
        (Column.COLLIDE, True, [478, 120, 240, 240]),
    ],
)
def test_that_any_column_orders_the_buckets(
    column: Column, descending: bool, wanted: list[int]
) -> None:
    lines = table_of(author_plan()).lines(column, descending=descending)
    assert [line.samples for line in lines] == [*wanted, 1078]
    assert all(line.grade != "subtotal" for line in lines)


def test_that_equal_ones_stay_by_dataset_whichever_way_they_are_sorted() -> None:
    for descending in (False, True):
        lines = table_of(author_plan()).lines(Column.REPEATS, descending=descending)
        assert [line.dataset for line in lines] == [0, 1, 1, 2, None]


def test_that_datasets_turn_round_whole() -> None:
    lines = table_of(author_plan()).lines(Column.DATASET, descending=True)
    assert [line.name for line in lines] == [
        "Clips · uniform", "Clips · head", "Clips · head", "2 buckets", "Stills", "All",
    ]  # fmt: skip


def test_that_what_is_not_known_stands_last() -> None:
    bad = video_entry(batch_size=0, target_frames=[9])
    good = video_entry(cache_directory="c2", target_frames=[9])
    table = table_of(plan_of(config_with(bad, good), clips(20), clips(20)))
    for descending in (False, True):
        lines = table.lines(Column.SAMPLES, descending=descending)
        assert [line.samples for line in lines] == [1, None, None]
    assert cells(table.lines()[0])[Column.SAMPLES] == "—"
    assert cells(table.lines()[-1])[Column.BATCHES] == "—"


def test_that_a_ledger_without_rows_has_no_sums() -> None:
    table = table_of(plan_of(config_with(video_entry(target_frames=[45])), clips(20)))
    assert table.lines() == [] and table.heaviest is None


def test_that_a_mean_is_weighted_by_the_batches() -> None:
    table = table_of(author_plan())
    assert table.whole is not None and table.whole.seconds is not None
    seconds = [(line.batches or 0) * (line.seconds or 0) for line in table.buckets]
    assert table.whole.seconds == pytest.approx(sum(seconds) / 1078)


def test_that_columns_that_say_nothing_go_first() -> None:
    assert spare(table_of(author_plan()))[:2] == [Column.REPEATS, Column.BATCHES]
    assert spare(table_of(author_plan()))[-2:] == [Column.SECONDS, Column.GIB]
    assert not {Column.SECONDS, Column.GIB} & {*spare(table_of(author_plan()), scrolls=True)}
    plan = plan_of(config_with(video_entry(target_frames=[9], num_repeats=2)), clips(20))
    assert spare(table_of(plan))[:2] == [Column.COLLIDE, Column.BATCHES]


def test_that_300_buckets_are_ordered_in_a_moment() -> None:
    table = ledger_table(many_buckets(300), Costs())
    before = time.process_time()
    for column in Column:
        lines = table.lines(column, descending=True)
        assert len(lines) >= 301
        [cells(line) for line in lines]
    assert time.process_time() - before < 0.4


# ------------------------------------------------------------------ as text


def test_that_a_copied_table_has_plain_numbers_in_its_columns() -> None:
    lines = table_of(author_plan()).lines()
    rows = [line.split("\t") for line in as_tsv(lines).splitlines()]
    assert {len(row) for row in rows} == {14}
    assert rows[0][:4] == ["dataset", "size", "frames", "windows"]
    assert rows[3][:11] == [
        "Clips · head", "768x416", "21", "240", "0", "1", "240", "240", "0.2226", "7488", "20.66",
    ]  # fmt: skip
    assert rows[4][0] == "Clips · head (sum)"
    assert rows[-1][6] == "1078"


def test_that_an_exported_table_is_read_back_by_any_reader_of_csv() -> None:
    plan = author_plan()
    table = ledger_table(ledger(plan, ('a "b", c', "d\te", "f")), Costs())
    rows = list(csv.DictReader(io.StringIO(as_csv(table.lines()))))
    assert rows[0]["dataset"] == 'a "b", c' and rows[1]["dataset"] == "d e"
    assert [row["samples"] for row in rows] == ["120", "240", "240", "480", "478", "1078"]
    assert float(rows[-1]["GiB error"]) == 1


def test_that_a_table_in_markdown_has_its_head_and_escapes_bars() -> None:
    table = ledger_table(ledger(author_plan(), ("a|b", "c", "d")), Costs())
    head, rule, first, *_ = as_markdown(table.lines()).splitlines()
    assert head.startswith("| dataset | size |") and rule.startswith("| --- | ---: |")
    assert first.startswith("| a\\|b | 768×768 | 1 | 120 | — |")


@pytest.mark.parametrize(
    ("value", "error", "wanted"),
    [(19.26, 1.0, "19.3 ± 1"), (28.13, 1.97, "28.1 ± 2"), (22.0, 1.54, "22.0 ± 1.5")],
)
def test_that_an_error_has_no_needless_digit(value: float, error: float, wanted: str) -> None:
    assert with_error(value, error) == wanted


def test_that_little_is_not_nothing() -> None:
    assert (percent(0.004), percent(0.0), percent(0.437)) == ("< 1 %", "0 %", "44 %")


def test_that_a_clip_of_another_shape_has_a_line_of_its_own() -> None:
    items = [*clips(50).sources.items, Source("v/tall.mp4", VideoFact(50, 1040, 1920))]
    table = table_of(plan_of(config_with(video_entry(target_frames=[45])), sources(*items)))
    assert [line.name for line in table.lines()] == ["Stills", "Stills", "2 buckets", "All"]
