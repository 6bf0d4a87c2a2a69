"""The headline: figures, their tones and notes, and the sum in one line."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.core.planner.costs.cost import Costs
from app.core.planner.costs.setups import Setup
from app.core.planner.ledger import ledger, losses
from app.core.planner.plan import Plan, Planner
from app.core.planner.tables.figures import Counted, Figures, figures, sum_line
from app.core.planner.tables.how_counted import how_counted
from app.core.planner.tables.ledger_table import Column, cells, ledger_table, spare
from tests.core.planner.entry_files import clips, config_with, plan_of, video_entry
from tests.core.planner.golden import config_of, facts_of
from tests.core.planner.test_golden import CASES
from tests.core.planner.test_plan import author_plan


def counted(plan: Plan, **setup: float) -> Counted:
    costs = Costs(replace(Setup(), **setup))  # type: ignore[arg-type]
    found = ledger(plan)
    lost = sum(loss.lost for loss in losses(plan))
    return Counted(plan, found, ledger_table(found, costs), costs, lost)


def shown(plan: Plan, **setup: float) -> Figures:
    return figures(counted(plan, **setup))


def test_that_the_authors_sum_is_that_of_the_design() -> None:
    assert sum_line(counted(author_plan())) == (
        "1,078 samples · 1,078 steps/epoch · heaviest 768×416×21 · 20.7 ± 1 GiB · 3.5 h/epoch"
    )


def test_that_the_recorded_case_of_the_author_has_the_sum_of_the_design() -> None:
    case = next(
        each
        for each in CASES
        if each["group"] == "lora" and each["expected"]["train"]["num_train_items"] == 1078
    )
    config = config_of(case)
    plan = Planner().plan(config, [facts_of(case, entry) for entry in config.datasets])
    assert sum_line(counted(plan)) == (
        "1,078 samples · 1,078 steps/epoch · heaviest 768×416×21 · 20.7 ± 1 GiB · 3.5 h/epoch"
    )


def test_that_the_authors_figures_are_those_of_the_picture() -> None:
    found = shown(author_plan())
    assert [(each.value, each.note, each.tone) for each in (
        found.samples, found.steps, found.heaviest, found.memory, found.time
    )] == [
        ("1,078", "2 fewer than 1,080", "text"),
        ("1,078", "batch 1", "text"),
        ("768×416×21", "7,488 tokens", "text"),
        ("20.7 ± 1 GiB", "fits 24 · swap 10", "good"),
        ("3.5 h / epoch", "7 d 7 h for 50", "text"),
    ]  # fmt: skip


def test_that_each_figure_says_how_it_was_counted() -> None:
    found = shown(author_plan())
    assert "120 + 480 + 478 = 1,078, by dataset" in found.samples.tip
    assert "2 more could be trained" in found.samples.tip
    assert "1,078 samples in 1,078 batches, each a step." in found.steps.tip
    assert "(21 − 1) / 4 + 1 = 6 latent frames × 48 × 26 = 7,488 tokens" in found.heaviest.tip
    assert "= 20.7 ± 1 GiB, with blocks_to_swap 10" in found.memory.tip
    assert "With 1 GiB for the desktop 21.7 of the card's 24 GiB" in found.memory.tip
    assert "1,078 batches × 11.7 s on average on an RTX 3090 = 3.5 ± 0.7 h" in found.time.tip
    assert "× 50 epochs = 7 d 7 h ± 1 d 11 h" in found.time.tip


def test_that_a_training_by_steps_is_timed_by_them() -> None:
    found = shown(author_plan(), epochs=3, steps=1500)
    assert found.time.note == "4.9 h for 1,500 steps"
    assert "\n1,500 steps = 4.9 ± 1.0 h" in found.time.tip


@pytest.mark.parametrize(
    ("setup", "tone", "note"),
    [
        ({"swap": 5}, "warn", "tight on 24 · swap 5"),
        ({"swap": 10, "card_gib": 16.0}, "bad", "does not fit 16 · swap 30 would fit"),
        ({"card_gib": 8.0}, "bad", "does not fit 8 · no swap is enough"),
        ({"swap": 20, "card_gib": 24.0}, "good", "fits 24 · swap 20"),
    ],
)
def test_that_the_memory_says_whether_it_fits(setup: dict[str, Any], tone: str, note: str) -> None:
    memory = shown(author_plan(), **setup).memory
    assert (memory.tone, memory.note) == (tone, note)


def test_that_accumulated_batches_make_fewer_steps() -> None:
    found = counted(author_plan(), accumulation=4)
    steps = figures(found).steps
    assert (steps.value, steps.note) == ("270", "batch 1 · accumulation 4")
    assert "1,078 batches / 4 of a step, rounded up = 270 steps" in steps.tip
    assert "1,078 samples · 270 steps/epoch" in sum_line(found)
    assert figures(found).time == shown(author_plan()).time


def test_that_a_plan_whose_training_is_not_reached_says_so() -> None:
    plan = plan_of(config_with(video_entry(batch_size=0, target_frames=[9])), clips(20))
    found = shown(plan)
    assert (found.samples.value, found.samples.tone) == ("—", "bad")
    assert found.time.value == "—"
    assert sum_line(counted(plan)).startswith("Training is not reached")


def test_that_the_heaviest_step_may_be_one_of_small_samples() -> None:
    small = video_entry(resolution=[96, 64], target_frames=[9], batch_size=8)
    large = video_entry(cache_directory="c2", resolution=[96, 96], target_frames=[9])
    facts = clips(*[9] * 8, size=(96, 64))
    found = shown(plan_of(config_with(small, large), facts, facts))
    assert found.heaviest.value == "96×64×9"
    assert found.heaviest.note == "576 tokens · batch 8"


@pytest.mark.parametrize("architecture", ["hunyuan", "framepack"])
def test_that_nothing_is_made_up_of_a_model_that_was_never_measured(architecture: str) -> None:
    large = video_entry(cache_directory="large", resolution=[768, 416], target_frames=[41])
    entries = video_entry(target_frames=[73]), large
    plan = plan_of(config_with(*entries), clips(80), clips(80), architecture=architecture)
    costs, found = Costs(architecture=architecture), ledger(plan)
    table = ledger_table(found, costs)
    for line in table.lines():
        assert (cells(line)[Column.GIB], cells(line)[Column.SECONDS]) == ("—", "—")
        for column in (Column.GIB, Column.SECONDS):
            said = how_counted(plan, table, line, column, costs)
            assert said.startswith(f"Not known: what {architecture} takes was never measured")
    assert {Column.GIB, Column.SECONDS} <= set(spare(table)[:5])
    sums = Counted(plan, found, table, costs)
    of = figures(sums)
    assert (of.memory.value, of.time.value) == ("—", "—")
    assert architecture in of.memory.tip and architecture in of.time.tip
    assert of.heaviest.value.startswith("768×416×41") and of.samples.value != "—"
    assert "GiB" not in sum_line(sums) and "/epoch · heaviest 768×416×41" in sum_line(sums)
    assert not any(each in sum_line(sums) for each in (" h/", " min/", " s/"))
