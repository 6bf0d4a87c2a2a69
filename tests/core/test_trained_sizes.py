from __future__ import annotations

from pathlib import Path

from app.core.export.project_plan import ProjectPlanner
from app.core.library.edits import adding
from app.core.library.model import Dataset
from app.core.media.geometry import Size
from app.core.xray import Xray
from tests.core.export.makers import small_project

WIDE = Dataset(position=0, name="wide", kind="video", resolution=(64, 48), target_frames=(1,))
SMALL = Dataset(position=1, name="small", kind="video", resolution=(48, 32), target_frames=(9,))
STILLS = Dataset(position=2, name="stills", kind="image", resolution=(64, 64))


def test_that_a_clip_has_the_size_that_the_plan_of_its_file_gives_it(tmp_path: Path) -> None:
    with small_project(tmp_path) as project:
        project.apply(adding(WIDE, SMALL, STILLS))
        plan = ProjectPlanner().update(project)
        planned = {dataset.name: plan.plan.datasets[n] for n, dataset in enumerate(plan.datasets)}
        assert set(planned) == {"wide", "small", "stills"}
        compared = 0
        for piece in plan.pieces:
            assert piece.listed is not None
            fact = piece.listed.fact
            still = piece.file.endswith(".png")
            frames = 1 if still else fact.frames  # type: ignore[union-attr]
            sizes = Xray().sizes(plan, Size(fact.width, fact.height), frames, still=still)
            assert [name for name, _ in sizes] == (["stills"] if still else ["wide", "small"])
            for name, size in sizes:
                for window in planned[name].windows_of(piece.listed):
                    assert (window.bucket[0], window.bucket[1]) == size
                    compared += 1
        assert compared > 3


def test_that_without_datasets_there_is_no_size(tmp_path: Path) -> None:
    with small_project(tmp_path) as project:
        project.apply(adding(STILLS))
        plan = ProjectPlanner().update(project)
        assert Xray().sizes(plan, Size(640, 360), 45) == []
        assert len(Xray().sizes(plan, Size(640, 360), 1, still=True)) == 1


def test_that_before_the_first_pick_the_sizes_are_those_that_it_would_give(tmp_path: Path) -> None:
    with small_project(tmp_path) as project:
        planner = ProjectPlanner()
        clips, stills = project.clips(), project.stills()
        after = planner.update(project)
        piece = next(each for each in after.pieces if each.file.endswith(".mp4"))
        assert piece.material is not None
        size, frames = Size(*piece.material.size), piece.material.frames
        project.remove([*clips, *stills])
        before = planner.update(project)
        assert before.datasets == ()
        one = next(each for each in clips if each.id == piece.row.id)
        project.apply(adding(one))
        only = planner.update(project)
        assert only.datasets
        found = Xray().sizes(before, size, frames)
        assert found and found == Xray().sizes(only, size, frames)
