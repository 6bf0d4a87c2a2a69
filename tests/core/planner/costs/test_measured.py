"""Runs of this machine, kept and weighed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.core.planner.costs.cost import Costs
from app.core.planner.costs.measured import (
    FILE,
    MeasuredRun,
    factors_of,
    forget_run,
    keep_run,
    load_runs,
)
from app.core.planner.costs.setups import Setup

SEED = Setup()
PLAIN = Costs(SEED).of(7488)


def run(memory: float | None = None, time: float | None = None, setup: Setup = SEED) -> MeasuredRun:
    """Return a run that took so many times what was estimated."""
    estimate = Costs(setup).of(7488)
    return MeasuredRun(
        setup,
        7488,
        1,
        None if memory is None else memory * estimate.gib,
        None if time is None else time * estimate.seconds,
        "2026-11-26",
        "768×416×21",
    )


def test_that_runs_are_kept_and_forgotten_one_by_one(tmp_path: Path) -> None:
    assert load_runs(tmp_path) == ()
    first, second = run(1.1), run(time=0.8, setup=replace(SEED, gpu="RTX 4090"))
    assert keep_run(first, tmp_path) == (first,)
    assert keep_run(second, tmp_path) == load_runs(tmp_path) == (first, second)
    keep_run(first, tmp_path)
    assert forget_run(first, tmp_path) == load_runs(tmp_path) == (second, first)
    assert forget_run(run(1.4), tmp_path) == (second, first)


def test_that_the_middle_of_the_runs_corrects() -> None:
    factors = factors_of([run(1.0, 0.7), run(1.1, 0.8), run(3.0, 0.9)], SEED)
    assert (factors.memory, factors.time) == (pytest.approx(1.1), pytest.approx(0.8))
    assert (factors.memory_runs, factors.time_runs) == (3, 3)
    assert factors.time_spread == pytest.approx(0.125)
    assert Costs(SEED, factors).of(7488).gib == pytest.approx(1.1 * PLAIN.gib)


def test_that_a_run_that_says_only_one_thing_corrects_only_that() -> None:
    factors = factors_of([run(1.2), run(time=2.0)], SEED)
    assert (factors.memory, factors.memory_runs) == (pytest.approx(1.2), 1)
    assert (factors.time, factors.time_runs) == (pytest.approx(2.0), 1)
    assert factors.memory_spread == 0.1


def test_that_another_card_or_model_says_nothing() -> None:
    others = [run(1.3, 1.3, replace(SEED, gpu="RTX 4090")), run(1.3, 1.3, Setup(model="1.3B"))]
    factors = factors_of(others, SEED)
    assert (factors.memory, factors.time, factors.memory_runs, factors.time_runs) == (1, 1, 0, 0)
    assert factors_of(others, replace(SEED, gpu="RTX 4090", swap=20)).memory == pytest.approx(1.3)


def test_that_a_mistyped_number_cannot_carry_the_estimate_away() -> None:
    factors = factors_of([run(50.0, 900.0)], SEED)
    assert (factors.memory, factors.time) == (1.5, 5.0)


@pytest.mark.parametrize("gib", [None, 0.0, -1.0, float("nan"), float("inf")])
def test_that_a_run_that_measured_nothing_is_not_kept(gib: float | None, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="neither"):
        keep_run(MeasuredRun(SEED, 7488, 1, gib), tmp_path)
    assert load_runs(tmp_path) == ()


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"runs": 3}', '{"runs": [3, {}, {"tokens": 0, "gib": 3}, {"tokens": 5}]}'],
)
def test_that_what_cannot_be_read_is_passed_over(text: str, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(text)
    assert load_runs(tmp_path) == ()
    assert keep_run(run(1.1), tmp_path) == load_runs(tmp_path) == (run(1.1),)


def test_that_only_the_newest_runs_are_kept(tmp_path: Path) -> None:
    rows = [f'{{"tokens": {n}, "gib": 10}}' for n in range(1, 201)]
    (tmp_path / FILE).write_text(f'{{"runs": [{", ".join(rows)}]}}')
    kept = keep_run(run(1.1), tmp_path)
    assert len(kept) == 200 and kept[0].tokens == 2 and kept[-1] == run(1.1)
