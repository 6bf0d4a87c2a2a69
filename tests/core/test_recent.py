from __future__ import annotations

from pathlib import Path

from app.core.library.project import Project
from app.core.recent import recent_project


def test_that_projects_that_are_gone_stay_in_the_list_without_a_time(tmp_path: Path) -> None:
    Project.create(tmp_path / "there", "p").close()
    there, gone = (recent_project(str(tmp_path / name)) for name in ("there", "gone"))
    assert there.changed is not None
    assert gone.changed is None
