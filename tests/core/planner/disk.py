"""Dataset files on disk, for tests."""

from __future__ import annotations

import json
from pathlib import Path

from app.core.planner.files import plan_file
from app.core.planner.plan import Plan


def dataset_file(folder: Path, *lines: str, directory: str | None = None) -> Path:
    where = (folder / "v").as_posix() if directory is None else directory
    path = folder / "dataset.toml"
    text = [
        "[general]",
        'caption_extension = ".txt"',
        "resolution = [96, 64]",
        "[[datasets]]",
        f'video_directory = "{where}"',
        *lines,
    ]
    path.write_text("\n".join(text) + "\n", encoding="utf-8")
    return path


def texts(plan: Plan) -> str:
    return "\n".join(finding.text for finding in (*plan.errors, *plan.warnings, *plan.leftovers))


def jsonl_plan(folder: Path, kind: str, *rows: object, **keys: str) -> Plan:
    """Plan a dataset of one JSONL of these rows."""
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / "m.jsonl").write_text(lines, encoding="utf-8")
    entry = {f"{kind}_jsonl_file": str(folder / "m.jsonl"), "cache_directory": str(folder / "c")}
    path = folder / "dataset.json"
    document = {"general": {"resolution": [96, 64]}, "datasets": [{**entry, **keys}]}
    path.write_text(json.dumps(document), encoding="utf-8")
    return plan_file(path, working=folder)
