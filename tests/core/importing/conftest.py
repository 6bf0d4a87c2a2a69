from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.library.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """A new project."""
    with Project.create(tmp_path / "projekt # '샷'", "P") as made:
        yield made
