"""A plan as a table for the terminal."""

from __future__ import annotations

from app.core.planner.costs.setups import Setup
from app.core.planner.tables.plan_table import PlanTable, plan_table
from tests.core.planner.test_plan import clips, config_with, plan_of, video_entry


def table(width: int = 200) -> PlanTable:
    entry = video_entry(
        frame_extraction="uniform", target_frames=[45], frame_sample=2, cache_directory="c/long"
    )
    return plan_table(plan_of(config_with(entry), clips(45, 50, 60)), Setup(), width=width)


def test_that_every_bucket_and_the_sums_have_a_line() -> None:
    shown = table()
    assert shown.sum.startswith("5 samples · 5 steps/epoch · heaviest ")
    assert [head.strip(">") for head in shown.heads][:3] == ["dataset", "size", "frames"]
    samples = shown.heads.index(">samples")
    assert [row[samples] for row in shown.rows] == ["5", "5"]
    assert [row[0] for row in shown.rows] == ["long", "All"]


def test_that_losses_are_told_beside_it_and_sums_once() -> None:
    shown = table()
    assert "1 sample lost to windows that overwrite one another" in shown.beside
    assert "steps/epoch" not in shown.beside and "5 samples" not in shown.beside


def test_that_a_narrow_terminal_gets_fewer_columns_but_all_samples() -> None:
    narrow = table(60)
    assert len(narrow.heads) < len(table().heads)
    assert {"dataset", ">size", ">samples"} <= set(narrow.heads)
    widths = [max(map(len, column)) + 3 for column in zip(narrow.heads, *narrow.rows, strict=True)]
    assert sum(widths) <= 60 + len(widths)


def test_that_the_terminal_makes_nothing_up_of_a_model_that_was_never_measured() -> None:
    plan = plan_of(config_with(video_entry(target_frames=[45])), clips(60), architecture="hunyuan")
    shown = plan_table(plan, Setup(), width=200)
    assert "GiB" not in shown.sum and shown.sum.endswith("heaviest 384×208×45")
    columns = [shown.heads.index(head) for head in (">GiB", ">s/step") if head in shown.heads]
    assert {row[column] for row in shown.rows for column in columns} <= {"—"}
    assert "Memory and time: not known: what hunyuan takes" in shown.beside
