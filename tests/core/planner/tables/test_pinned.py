"""A plan that is kept, and how the next one differs from it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.core.planner.costs.cost import Costs
from app.core.planner.costs.setups import Setup
from app.core.planner.ledger import ledger
from app.core.planner.plan import Plan
from app.core.planner.tables.ledger_table import Column, cells, ledger_table
from app.core.planner.tables.pinned import (
    Change,
    Difference,
    Pinned,
    difference,
    pin,
    pinned_cells,
    pinned_of,
    signed,
    told,
)
from tests.core.planner.entry_files import clips, config_with, plan_of, video_entry
from tests.core.planner.test_ledger import NAMES
from tests.core.planner.test_plan import author_plan

LONG = video_entry(target_frames=[45])
SHORT = video_entry(cache_directory="short", target_frames=[9])


def plan(*entries: dict[str, Any], count: int = 3, frames: int = 60) -> Plan:
    facts = clips(*[frames] * count)
    return plan_of(config_with(*entries), *[facts] * len(entries))


def pinned(of: Plan, names: tuple[str, ...] = NAMES, setup: Setup | None = None) -> Pinned:
    costs, found = Costs(setup or Setup()), ledger(of, names)
    return replace(pin(of, found, ledger_table(found, costs), costs), text="[general]\n", at="then")


def differs(
    before: Pinned, now: Plan, names: tuple[str, ...] = NAMES, setup: Setup | None = None
) -> Difference:
    costs, found = Costs(setup or Setup()), ledger(now, names)
    return difference(before, now, found, ledger_table(found, costs), costs)


def test_that_a_pin_comes_back_from_its_text_as_it_was() -> None:
    kept = pinned(author_plan())
    assert pinned_of(kept.to_json()) == kept
    assert (kept.samples, kept.batches, kept.rows[2].bucket) == (1078, 1078, (768, 416, 21))


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", "null", "{}", '{"version": 2}', '{"version": 1, "rows": [1]}', '"a"'),
        "[" * 100_000,
    ],
)
def test_that_what_is_no_pin_is_none(text: str) -> None:
    assert pinned_of(text) is None


def test_that_the_pinned_plan_itself_differs_in_nothing() -> None:
    found = differs(pinned(author_plan()), author_plan())
    assert (found.changes, found.gone, found.words) == ({}, (), ())
    assert found.sentence == "the same as pinned"


def test_that_more_clips_are_told_in_samples_and_time() -> None:
    found = differs(pinned(plan(LONG)), plan(LONG, count=5))
    assert (found.samples, found.batches) == (2, 2)
    assert found.words == ("+2 samples", "+22 s/epoch")
    (change,) = found.changes.values()
    assert change.grade == "changed"
    assert change.was == {Column.WINDOWS: "3", Column.SAMPLES: "3", Column.BATCHES: "3"}


def test_that_another_heaviest_bucket_is_told_in_memory() -> None:
    smaller = {**LONG, "resolution": [256, 144]}
    found = differs(pinned(plan(LONG)), plan(smaller))
    assert found.gib is not None and found.gib < -1
    assert found.words[0] == f"−{abs(found.gib):.1f} GiB"
    assert [change.grade for change in found.changes.values()] == ["new"]
    assert [row.bucket for row in found.gone] == [(384, 208, 45)]


def test_that_a_dataset_put_before_the_others_leaves_them_unchanged() -> None:
    found = differs(pinned(plan(LONG), ("long",)), plan(SHORT, LONG), ("short", "long"))
    assert {n: change.grade for n, change in found.changes.items()} == {0: "new"}
    assert found.gone == () and found.samples == 3


def test_that_a_renamed_dataset_is_known_by_its_cache_folder() -> None:
    found = differs(pinned(plan(LONG), ("a",)), plan(LONG), ("b",))
    assert not found.changes and not found.gone


def test_that_a_moved_cache_folder_is_known_by_the_datasets_name() -> None:
    before = pinned(plan(LONG, SHORT), ("long", "short"))
    moved = {**LONG, "cache_directory": "elsewhere"}
    found = differs(before, plan(SHORT, moved), ("short", "long"))
    assert not found.changes and not found.gone


def test_that_a_dataset_with_another_name_and_folder_is_known_by_its_place() -> None:
    moved = {**LONG, "cache_directory": "elsewhere"}
    found = differs(pinned(plan(LONG), ("a",)), plan(moved), ("b",))
    assert not found.changes and not found.gone


def test_that_a_removed_dataset_leaves_its_buckets_gone() -> None:
    found = differs(pinned(plan(LONG, SHORT)), plan(SHORT))
    assert [row.bucket for row in found.gone] == [(384, 208, 45)]
    assert not found.changes and found.samples == -3


def test_that_another_setup_is_told_in_memory_and_time_only() -> None:
    found = differs(pinned(author_plan()), author_plan(), setup=Setup(swap=20))
    assert found.samples == 0 and found.words[0] == "−3.4 GiB"
    assert all(Column.GIB in change.was for change in found.changes.values())
    assert found.changes[2].was[Column.GIB] == "20.7"


def test_that_batches_are_told_where_they_change_otherwise() -> None:
    found = differs(pinned(plan(LONG)), plan({**LONG, "batch_size": 3}))
    assert found.words[0] == "−2 batches"


def test_that_a_plan_that_does_not_reach_training_says_so() -> None:
    found = differs(pinned(plan(LONG)), plan({**LONG, "batch_size": 0}))
    assert found.samples is None and found.seconds is None
    assert found.sentence == "training is not reached"


def test_that_the_same_sums_from_other_buckets_are_told() -> None:
    one = pinned(plan(LONG))
    rows = tuple(replace(row, width=row.height, height=row.width) for row in one.rows)
    found = differs(replace(one, rows=rows), plan(LONG))
    assert found.sentence == "the same sums, from other buckets"


def test_that_a_bucket_that_is_gone_shows_what_it_was() -> None:
    table = ledger_table(ledger(author_plan(), NAMES), Costs())
    for row, line in zip(pinned(author_plan()).rows, table.buckets, strict=True):
        assert pinned_cells(row) == cells(line)


def test_that_a_cell_tells_both_numbers() -> None:
    (change,) = differs(pinned(plan(LONG)), plan(LONG, count=5)).changes.values()
    assert told(change, Column.SAMPLES, "5") == "Pinned: 3, now 5."
    assert told(change, Column.FRAMES, "45") == ""
    assert "was not there" in told(Change("new"), Column.FRAMES, "45")


@pytest.mark.parametrize(
    ("number", "wanted"), [(112, "+112"), (-1200, "−1,200"), (-0.84, "−0.8"), (2.0, "+2.0")]
)
def test_that_a_difference_has_its_sign(number: float, wanted: str) -> None:
    assert signed(number) == wanted


def test_that_a_pin_of_a_model_that_was_never_measured_has_no_memory_and_time() -> None:
    config = config_with(LONG)
    now = plan_of(config, clips(60), architecture="hunyuan")
    costs, found = Costs(architecture="hunyuan"), ledger(now)
    table = ledger_table(found, costs)
    kept = pinned_of(pin(now, found, table, costs).to_json())
    assert kept is not None and (kept.gib, kept.seconds) == (None, None)
    assert pinned_cells(kept.rows[0])[Column.GIB :] == ["—", "—"]
    assert difference(kept, now, found, table, costs).sentence == "the same as pinned"
    measured = pinned(plan_of(config, clips(60)))
    assert difference(measured, now, found, table, costs).words == ()
