from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from app.core.library.project import Project
from app.core.recent import recent_project, said

NOW = datetime(2026, 11, 25, 21, 0)


def test_that_projects_that_are_gone_stay_in_the_list_without_a_time(tmp_path: Path) -> None:
    Project.create(tmp_path / "there", "p").close()
    there, gone = (recent_project(str(tmp_path / name)) for name in ("there", "gone"))
    assert there.changed is not None
    assert gone.changed is None


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (datetime(2026, 11, 25, 9, 5), "today 9:05"),
        (datetime(2026, 11, 24, 23, 59), "yesterday 23:59"),
        (datetime(2026, 5, 3), "3 May"),
        (datetime(2025, 5, 3), "3 May 2025"),
    ],
)
def test_that_times_are_said_as_people_say_them(when: datetime, words: str) -> None:
    assert said(when, NOW) == words
