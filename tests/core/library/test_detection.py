from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from app.core.library import picking
from app.core.library.detection import keep_detection
from app.core.library.edits import several
from app.core.library.model import Cut, Shot, Source
from app.core.library.project import Project
from tests.core.library.makers import film


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path, "p") as project:
        project.add([film()])
        detect(project, [0, 100, 200, 300])
        yield project


def detect(project: Project, edges: Sequence[int]) -> Source:
    ends = itertools.pairwise(edges)
    return keep_detection(
        project,
        project.source(1),
        [Cut(source=1, frame=edge, end=edge) for edge in edges[1:-1]],
        [Shot(source=1, start=start, end=end) for start, end in ends],
        detector="exact",
    )


def found(project: Project) -> list[tuple[int, int, int]]:
    return [(shot.id, shot.start, shot.end) for shot in project.shots()]


def think(project: Project, shot: Shot, rating: int, tag: str) -> None:
    rated, tagged = picking.rate([shot], rating), picking.tag([shot], tag)
    project.apply(several("Think", (rated, tagged)))


def thoughts(project: Project) -> list[tuple[int, int, tuple[str, ...], str]]:
    return [(shot.start, shot.rating, shot.tags, shot.state) for shot in project.shots()]


def test_that_the_same_result_changes_nothing(project: Project) -> None:
    logged = len(project.log())
    detect(project, [0, 100, 200, 300])
    assert len(project.log()) == logged
    assert found(project) == [(1, 0, 100), (2, 100, 200), (3, 200, 300)]


def test_that_only_what_differs_is_removed_and_added(project: Project) -> None:
    detect(project, [0, 100, 150, 200, 300])
    assert found(project) == [(1, 0, 100), (4, 100, 150), (5, 150, 200), (3, 200, 300)]
    assert [(cut.id, cut.frame) for cut in project.cuts()] == [(1, 100), (3, 150), (2, 200)]
    edit = project.log(1)[0].edit
    assert len(edit.added) == 3 and edit.removed == (("shot", 2),)


def test_that_a_moved_or_split_shot_keeps_what_a_person_thought(project: Project) -> None:
    one, two, three = project.shots()
    think(project, one, 4, "sea")
    think(project, two, 2, "boy")
    project.apply(picking.mark_shots([three], [], "rejected"))
    detect(project, [0, 95, 150, 200, 290, 300])
    assert thoughts(project) == [
        (0, 4, ("sea",), "open"),
        (95, 2, ("boy",), "open"),
        (150, 2, ("boy",), "open"),
        (200, 0, (), "rejected"),
        (290, 0, (), "rejected"),
    ]


def test_that_a_shot_of_several_has_the_highest_rating_and_all_tags(project: Project) -> None:
    one, two, three = project.shots()
    think(project, one, 4, "sea")
    think(project, two, 2, "boy")
    project.apply(picking.mark_shots([two, three], [], "rejected"))
    detect(project, [0, 300])
    assert thoughts(project) == [(0, 4, ("sea", "boy"), "open")]


def test_that_shots_and_cuts_made_by_hand_stand_against_the_detector(project: Project) -> None:
    one, two, three = project.shots()
    project.apply(picking.split_shot(one, 40))
    project.apply(picking.merge_shots(two, three, project.cuts()))
    before = (project.shots(), project.cuts())
    detect(project, [0, 100, 200, 300])
    assert (project.shots(), project.cuts()) == before
    assert [(shot.start, shot.end) for shot in before[0]] == [(0, 40), (40, 100), (100, 300)]
    assert [cut.frame for cut in before[1]] == [40, 100]


def test_that_undo_brings_the_earlier_shots_back(project: Project) -> None:
    think(project, project.shots()[0], 4, "sea")
    before = (project.shots(), project.cuts(), project.source(1))
    detect(project, [0, 50, 300])
    project.undo()
    assert (project.shots(), project.cuts(), project.source(1)) == before
