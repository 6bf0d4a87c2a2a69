"""A project that was exported: two clips and a still of one film, with captions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.export.project_export import export_project
from app.core.library.project import Project
from tests.core.export.makers import small_project

FIRST, SECOND = "film_0000000-0000048", "film_0000050-0000090"
STILL = "film_0000007"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with small_project(tmp_path / "Fünf # '샷'") as made:
        export_project(made)
        yield made


@pytest.fixture
def clips(project: Project) -> Path:
    return project.folder / "dataset" / "clips"
