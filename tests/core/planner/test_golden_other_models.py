"""The planner against the real trainer for other models than Wan, through the window's path."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import toml

from app.core.export.plan_view import file_view
from app.core.planner import own_file
from app.core.planner.costs.setups import Setup
from app.core.planner.facts import DatasetFacts
from app.core.planner.names import names_of
from app.core.planner.own_file import FilePlanner
from app.core.planner.report import plan_json
from app.core.planner.schema import Config
from app.core.planner.tables.ledger_table import NOTHING, Column, cells
from tests.core.planner.golden import compared, facts_of, load_cases, recorded

CASES = load_cases(Path(__file__).parents[2] / "samples" / "golden_other_models.jsonl")


def whole_windows(counts: dict[str, Any]) -> dict[str, Any]:
    """Return counts without the names of cache files: FramePack has several for a window."""
    for dataset in counts.get("datasets", ()):
        dataset["windows"] = sorted({tuple(window[:5]) for window in dataset["windows"]})
    return counts


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_that_the_plan_of_another_model_is_what_the_trainer_did(
    case: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def gathered(config: Config, *_: object, **__: object) -> list[DatasetFacts]:
        return [facts_of(case, entry) for entry in config.datasets]

    monkeypatch.setattr(own_file, "gather", gathered)
    text, expected = toml.dumps(json.loads(json.dumps(case["config"]))), case["expected"]
    plan = FilePlanner(Path("dataset.toml")).plan(text, expected["architecture"])
    view = file_view(plan, text, names_of(plan.config), Setup())
    if expected["error"] is not None:
        assert view.stops
        return
    assert whole_windows(compared(plan_json(plan))) == whole_windows(recorded(case))
    for dataset, real in zip(plan.datasets, expected["datasets"], strict=True):
        assert dataset.cache_names() == {item[-1] for item in real["items"]}
    whole = view.sums.table.whole
    assert whole is not None
    shown = cells(whole)
    assert shown[Column.SAMPLES] == f"{expected['train']['num_train_items']:,}"
    assert shown[Column.BATCHES] == f"{expected['train']['batches_per_epoch']:,}"
    assert shown[Column.GIB] == shown[Column.SECONDS] == NOTHING
