from __future__ import annotations

from pathlib import Path

from app.core.cache import Cache
from app.core.finding import find_shots
from app.core.library.project import Project
from app.core.library.sources import add_film
from tests.core.shots.scenes import blank, dissolve, shot, write_film


def test_that_a_film_of_which_fades_leave_nothing_is_one_shot(tmp_path: Path) -> None:
    frames = 24
    film = write_film(tmp_path / "short.mp4", dissolve(blank(frames), shot(1, frames), frames - 2))
    with Project.create(tmp_path / "p", "P") as project:
        source = add_film(project, film, cache=Cache())
        find_shots(project, source, cache=Cache())
        length = project.source(source.id).frames
        assert length > 0
        assert [(each.start, each.end) for each in project.shots(source)] == [(0, length)]
