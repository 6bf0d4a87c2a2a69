from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_that_every_resource_ships() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    shipped = {
        path
        for patterns in settings["tool"]["setuptools"]["data-files"].values()
        for pattern in patterns
        for path in ROOT.glob(pattern)
    }
    there = {path for path in (ROOT / "resources").rglob("*") if path.is_file()}
    there -= {ROOT / "resources/screenshots/architecture.svg"}  # of CONTRIBUTING.md
    assert there - shipped == set()


def test_that_every_resource_lands_where_the_program_looks() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for folder, patterns in settings["tool"]["setuptools"]["data-files"].items():
        for pattern in patterns:
            inside = Path(pattern).relative_to("resources").parent
            assert Path(folder) == Path("share/rushes") / inside
