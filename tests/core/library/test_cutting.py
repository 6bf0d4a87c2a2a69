from __future__ import annotations

import contextlib
import itertools
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import ProjectError
from app.core.library import picking
from app.core.library.cutting import (
    cut_at,
    leave_to_detection,
    move_cut,
    neighbours,
    remove_cut,
    shot_at,
)
from app.core.library.detection import beside_drawn, keep_detection
from app.core.library.model import Cut, CutKind, Shot
from app.core.library.project import Project
from tests.core.library.makers import film

Found = tuple[list[Cut], list[Shot]]


def found_at(frames: Sequence[int], *, soft: Sequence[int] = (), film_end: int = 400) -> Found:
    """What a detection gives that finds cuts at frames, those in ``soft`` 10 frames long."""
    cuts = [
        Cut(
            source=1,
            frame=frame,
            end=frame + 10 * (frame in soft),
            kind="dissolve" if frame in soft else "hard",
            score=0.9,
        )
        for frame in frames
    ]
    gap = [2 * (cut.kind != "hard") for cut in cuts]
    starts = [0, *(cut.end + more for cut, more in zip(cuts, gap, strict=True))]
    ends = [*(cut.frame - more for cut, more in zip(cuts, gap, strict=True)), film_end]
    softs = [False, *(more > 0 for more in gap), False]
    shots = [
        Shot(source=1, start=start, end=end, soft_start=before, soft_end=after)
        for start, end, (before, after) in zip(starts, ends, itertools.pairwise(softs), strict=True)
    ]
    return cuts, shots


def keep(project: Project, found: Found) -> None:
    keep_detection(project, project.source(1), *found, detector="exact", threshold=0.5)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Shots 0-100, 100-198 and, behind a dissolve of 200-210, 212-400."""
    with Project.create(tmp_path, "p") as project:
        project.add([film(frames=400)])
        keep(project, found_at([100, 200], soft=[200]))
        yield project


def spans(project: Project) -> list[tuple[int, int]]:
    return [(shot.start, shot.end) for shot in project.shots()]


def cuts(project: Project) -> list[tuple[int, int, CutKind, bool]]:
    return [(cut.frame, cut.end, cut.kind, cut.drawn) for cut in project.cuts()]


def state(project: Project) -> tuple[list[Shot], list[Cut]]:
    return project.shots(), project.cuts()


# ------------------------------------------------------------------------------------- moving


def test_that_a_moved_hard_cut_changes_both_shots_and_stays_hard(project: Project) -> None:
    before = state(project)
    one, two, _ = project.shots()
    project.apply(move_cut(one, two, 90, 90, project.cuts()))
    assert spans(project) == [(0, 90), (90, 198), (212, 400)]
    assert cuts(project)[0] == (90, 90, "hard", True)
    assert [(shot.id, shot.drawn) for shot in project.shots()] == [(1, True), (2, True), (3, False)]
    assert project.undo_label == "Move cut"
    project.undo()
    assert state(project) == before


def test_that_a_gradual_cut_moved_as_a_whole_keeps_its_length(project: Project) -> None:
    _, two, three = project.shots()
    project.apply(move_cut(two, three, 178, 192, project.cuts()))
    assert spans(project)[1:] == [(100, 178), (192, 400)]
    assert cuts(project)[1] == (180, 190, "dissolve", True)
    assert project.shots()[1].soft_end and project.shots()[2].soft_start


def test_that_a_gradual_cut_moved_at_one_side_is_what_the_hand_made(project: Project) -> None:
    _, two, three = project.shots()
    project.apply(move_cut(two, three, 190, 212, project.cuts()))
    assert cuts(project)[1] == (190, 212, "dissolve", True)
    _, two, three = project.shots()
    project.apply(move_cut(two, three, 212, 212, project.cuts()))
    assert cuts(project)[1] == (212, 212, "hard", True)
    assert not project.shots()[1].soft_end and not project.shots()[2].soft_start
    _, two, three = project.shots()
    project.apply(move_cut(two, three, 200, 212, project.cuts()))
    assert cuts(project)[1] == (200, 212, "dissolve", True)


def test_that_shots_without_a_cut_between_them_get_one_when_it_is_moved(project: Project) -> None:
    project.remove(project.cuts())
    one, two, _ = project.shots()
    project.apply(move_cut(one, two, 95, 99, []))
    assert cuts(project) == [(95, 99, "dissolve", True)]


def test_that_of_several_cuts_between_two_shots_the_moved_one_is_left(project: Project) -> None:
    project.add([Cut(source=1, frame=211, end=211)])
    _, two, three = project.shots()
    project.apply(move_cut(two, three, 180, 194, project.cuts()))
    assert cuts(project) == [(100, 100, "hard", False), (180, 194, "dissolve", True)]


@pytest.mark.parametrize(("end", "start"), [(0, 0), (198, 198), (150, 140), (-1, 5), (90, 250)])
def test_that_a_cut_cannot_leave_its_two_shots(project: Project, end: int, start: int) -> None:
    one, two, _ = project.shots()
    with pytest.raises(ProjectError, match="remove the cut instead"):
        move_cut(one, two, end, start, project.cuts())


def test_that_a_cut_put_back_where_it_was_is_no_edit(project: Project) -> None:
    one, two, _ = project.shots()
    assert not move_cut(one, two, 100, 100, project.cuts())


# --------------------------------------------------------------------------- removing, adding


def test_that_a_removed_cut_makes_one_shot_with_what_was_thought_of_both(project: Project) -> None:
    _, two, three = project.shots()
    project.apply(picking.rate([two], 2))
    project.apply(picking.tag([three], "sea"))
    before = state(project)
    project.apply(remove_cut(*project.shots()[1:], project.cuts()))
    assert spans(project) == [(0, 100), (100, 400)]
    assert cuts(project) == [(100, 100, "hard", False)]
    whole = project.shots()[1]
    assert (whole.id, whole.rating, whole.tags, whole.drawn) == (2, 2, ("sea",), True)
    project.undo()
    assert state(project) == before


def test_that_a_cut_is_put_in_where_a_frame_is_in_a_shot(project: Project) -> None:
    project.apply(cut_at(project.shots(), 300))
    assert spans(project)[2:] == [(212, 300), (300, 400)]
    assert cuts(project)[2] == (300, 300, "hard", True)
    for frame, words in [(205, "in no shot"), (400, "in no shot"), (300, "already"), (0, "alre")]:
        with pytest.raises(ProjectError, match=words):
            cut_at(project.shots(), frame)


def test_that_neighbours_are_those_in_the_film(project: Project) -> None:
    one, two, three = shots = project.shots()
    assert neighbours(shots, one) == (None, two)
    assert neighbours(shots, two) == (one, three)
    assert neighbours(shots, three) == (two, None)
    assert shot_at(shots, 99) == one and shot_at(shots, 198) is None


# ----------------------------------------------------------------------- against a new detection


def test_that_a_removed_cut_does_not_come_back_with_any_threshold(project: Project) -> None:
    one, two, _ = project.shots()
    project.apply(remove_cut(one, two, project.cuts()))
    for frames in ([100, 200], [200], [], [50, 100, 150, 200, 300], [97], [100, 200]):
        keep(project, found_at(frames, soft=[200]))
        assert (0, 198) in spans(project)
        assert all(cut[0] not in range(1, 198) for cut in cuts(project))
    assert spans(project) == [(0, 198), (212, 400)]


def test_that_a_moved_cut_stays_where_it_was_put(project: Project) -> None:
    one, two, _ = project.shots()
    project.apply(move_cut(one, two, 110, 110, project.cuts()))
    for frames in ([100, 200], [], [110], [60, 108, 150, 300], [100, 200]):
        keep(project, found_at(frames, soft=[200]))
        assert spans(project)[:2] == [(0, 110), (110, 198)]
        assert (110, 110, "hard", True) in cuts(project)
        assert all(cut[0] != 100 for cut in cuts(project))


def test_that_a_drawn_shot_keeps_its_edges_and_the_rest_is_found_anew(project: Project) -> None:
    project.apply(cut_at(project.shots(), 150))
    keep(project, found_at([]))
    assert spans(project) == [(0, 100), (100, 150), (150, 198), (210, 400)]  # no mixed frames
    assert cuts(project) == [
        (100, 100, "hard", False),
        (150, 150, "hard", True),
        (200, 210, "dissolve", False),
    ]
    keep(project, found_at([97, 300]))
    assert spans(project) == [(0, 97), (100, 150), (150, 198), (210, 300), (300, 400)]


def test_that_a_shot_can_be_left_to_the_detection_again(project: Project) -> None:
    one, two, _ = project.shots()
    project.apply(remove_cut(one, two, project.cuts()))
    project.apply(leave_to_detection(project.shots()[0], project.cuts()))
    keep(project, found_at([100, 200], soft=[200]))
    assert spans(project) == [(0, 100), (100, 198), (212, 400)]
    assert not any(shot.drawn for shot in project.shots())
    assert not any(cut.drawn for cut in project.cuts())


@given(st.integers(0, 10_000))
def test_that_hand_made_shots_outlive_every_detection_and_none_overlap(seed: int) -> None:
    """Random hands and detections in turn, in memory: what is drawn stays as it is."""
    dice = random.Random(seed)
    shots = found_at(sorted(dice.sample(range(20, 380), 4)))[1]
    for _ in range(4):
        drawn = sorted(
            (shot for shot in _by_hand(dice, shots) if shot.drawn), key=lambda shot: shot.start
        )
        frames = sorted(dice.sample(range(20, 380), dice.randint(0, 6)))
        found = found_at(frames)[1]
        rest = [part for shot in found for part in beside_drawn(shot, drawn)]
        shots = sorted([*drawn, *rest], key=lambda shot: shot.start)
        assert all(a.end <= b.start for a, b in itertools.pairwise(shots))
        missing = set(range(400)).difference(*(range(s.start, s.end) for s in shots))
        assert len(missing) <= 0.1 * 400 + 5 * 2 * (len(drawn) + 1)


def _by_hand(dice: random.Random, shots: Sequence[Shot]) -> list[Shot]:
    place = dice.randrange(len(shots))
    shot = shots[place]
    made = [each for each in shots if each is not shot]
    if shot.end - shot.start < 4:
        return list(shots)
    frame = dice.randrange(shot.start + 1, shot.end)
    ends = [(shot.start, frame), (frame, shot.end)]
    return [*made, *(Shot(source=1, start=a, end=b, drawn=True) for a, b in ends)]


def test_that_no_detection_makes_a_shot_of_the_mixed_frames_of_a_cut_that_stays(
    project: Project,
) -> None:
    first, second, _ = project.shots()
    project.apply(move_cut(first, second, 20, 60, project.cuts()))
    keep(project, found_at([170], soft=[]))
    assert spans(project)[:2] == [(0, 20), (60, 198)]
    assert (200, 210, "dissolve", False) in cuts(project)  # beside a drawn shot
    assert spans(project)[2:] == [(210, 400)]
    keep(project, found_at([40]))  # in the middle of the mixed frames
    assert [frame for frame, *_ in cuts(project)] == [20, 200]


@pytest.mark.parametrize("seed", range(20))
def test_that_whatever_was_cut_and_detected_no_shot_holds_a_cut(
    project: Project, seed: int
) -> None:
    dice = random.Random(seed)
    for _ in range(12):
        shots = project.shots()
        place = dice.randrange(max(1, len(shots) - 1))
        pair = shots[place : place + 2]
        end = dice.randrange(400)
        start = end + dice.choice([0, 0, 25])
        frames = sorted(dice.sample(range(12, 380, 14), 4))
        with contextlib.suppress(ProjectError):
            match dice.choice(["move", "remove", "cut", "leave", "keep", "keep"]):
                case "move" if len(pair) == 2:
                    project.apply(move_cut(*pair, end, start, project.cuts()))
                case "remove" if len(pair) == 2:
                    project.apply(remove_cut(*pair, project.cuts()))
                case "cut":
                    project.apply(cut_at(shots, end))
                case "leave":
                    project.apply(leave_to_detection(pair[0], project.cuts()))
                case "keep":
                    keep(project, found_at(frames, soft=frames[::2]))
        shots = project.shots()
        assert all(a.end <= b.start for a, b in itertools.pairwise(shots))
        for cut in project.cuts():
            inside = [s for s in shots if s.start < cut.frame and cut.end < s.end]
            assert not inside, (cut, inside)
            if cut.end > cut.frame:
                mixed = [s for s in shots if s.start < cut.end and cut.frame < s.end]
                assert not mixed, (cut, mixed)
