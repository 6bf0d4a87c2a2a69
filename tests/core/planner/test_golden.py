"""The planner against the real trainer: 254 recorded cases, from the facts of their media."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.core.planner.plan import Planner
from app.core.planner.report import plan_json
from tests.core.planner.golden import compared, config_of, facts_of, load_cases, recorded

CASES = load_cases(Path(__file__).parents[2] / "samples" / "golden_public.jsonl")


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_that_the_plan_is_what_the_trainer_did(case: dict[str, Any]) -> None:
    config = config_of(case)
    plan = Planner().plan(config, [facts_of(case, entry) for entry in config.datasets])
    assert compared(plan_json(plan)) == recorded(case)
