"""The main job, from a film to a planned dataset."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import av
import pytest

from app.core.export.project_plan import ProjectPlanner
from app.core.library.project import Project
from app.core.planner.report import plan_json
from tests.cli.conftest import Run

Rushes = Callable[..., Run]


@pytest.mark.timeout(180)
def test_that_the_demo_does_the_whole_job_and_a_second_run_writes_nothing(
    rushes: Rushes, tmp_path: Path
) -> None:
    folder = tmp_path / "데모 #1"
    made = rushes("demo", folder, "--json")
    assert made.code == 0, made.err
    result = made.json
    assert len(result["clips"]) >= 8
    for clip in result["clips"]:
        with av.open(clip["file"]) as container:
            assert sum(1 for _ in container.decode(video=0)) == clip["frames"]
        caption = Path(clip["file"]).with_suffix(".txt").read_text(encoding="utf-8")
        assert caption.startswith("Rushes demo. ")
        assert "\n" not in caption
    plan = result["plan"]
    assert plan["errors"] == []
    assert plan["samples"] == sum(dataset["samples"] for dataset in plan["datasets"]) > 0
    assert rushes("plan", result["dataset_toml"], "--json").json == plan
    assert rushes("check", result["dataset_toml"], "--json").code == 0

    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*.mp4")}
    again = rushes("demo", folder, "--json")
    assert again.json == result
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*.mp4")} == before
    assert plan_before_export(folder) == plan


def plan_before_export(folder: Path) -> dict[str, object]:
    """Return the plan of the demo's clips and stills as if they had never been exported."""
    with Project.open(folder) as project:
        project.remove(project.datasets())
        (folder / "dataset").rename(folder / "exported")
        planned = ProjectPlanner().update(project)
        assert planned.proposed and not (folder / "dataset").exists()
        return plan_json(planned.plan)


def test_that_the_demo_leaves_another_project_alone(rushes: Rushes, tmp_path: Path) -> None:
    Project.create(tmp_path, "My own").close()
    done = rushes("demo", tmp_path)
    assert done.code == 1
    assert "another project" in done.err
