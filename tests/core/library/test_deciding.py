from __future__ import annotations

import dataclasses
from pathlib import Path

from app.core.library.deciding import accept
from app.core.library.model import Clip, Shot, Still
from app.core.library.project import Project
from tests.core.library.makers import film


def test_that_accepting_many_picks_what_is_not_picked_and_undoes_as_one(tmp_path: Path) -> None:
    with Project.create(tmp_path, "p") as project:
        (source,) = project.add([film("a.mp4")])
        shots = project.add(
            [
                Shot(source=source.id, start=0, end=10, rating=4, tags=("rain",)),
                Shot(source=source.id, start=10, end=20, state="rejected"),
                Shot(source=source.id, start=20, end=30),
                Shot(source=source.id, start=30, end=40),
            ]
        )
        rejected, picked = project.add(
            [
                Clip(source=source.id, start=12, end=18, state="rejected"),
                Clip(source=source.id, start=22, end=28),
            ]
        )
        (still,) = project.add([Still(source=source.id, frame=3, state="open")])
        before = project.clips()
        edit = accept(shots[:3], before, [still], lambda shot: (shot.start, shot.end - 1))
        assert edit.label == "Pick"
        project.apply(edit)
        new, again, same = project.clips()
        assert (new.start, new.end, new.rating, new.tags) == (0, 9, 4, ("rain",))
        assert again == dataclasses.replace(rejected, state="picked")
        assert same == picked
        assert project.stills()[0].state == "picked"
        assert [shot.state for shot in project.shots()] == ["open"] * 4
        project.undo()
        assert project.clips() == before
        assert project.shots()[1].state == "rejected"
        assert not accept(shots[2:3], before, [], lambda shot: (shot.start, shot.end))
