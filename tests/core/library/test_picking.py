from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.captions.writing import write, write_each
from app.core.errors import ProjectError
from app.core.library import picking
from app.core.library.edits import Edit
from app.core.library.model import Clip, Cut, Shot
from app.core.library.project import Project
from app.core.library.readable import readable
from app.core.media.geometry import Crop
from tests.core.library.makers import filled


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with filled(tmp_path) as project:
        yield project


def test_that_a_range_is_picked(project: Project) -> None:
    edit = picking.pick(1, 5, 9, caption="a", crop=Crop(16, 16, 0, 0), tags=["x"])
    done = project.apply(edit)
    assert done.label == "Pick"
    expected = Clip(
        id=4, source=1, start=5, end=9, caption="a", crop=Crop(16, 16, 0, 0), tags=("x",)
    )
    assert project.clip(4) == expected


def test_that_in_and_out_move_one_end(project: Project) -> None:
    clip = project.clip(1)
    assert project.apply(picking.set_in(clip, 12)).label == "In"
    assert project.apply(picking.set_out(clip, 18)).label == "Out"
    assert (project.clip(1).start, project.clip(1).end) == (12, 18)


def test_that_another_clip_of_a_shot_is_like_the_first_but_for_its_words(project: Project) -> None:
    first = replace(project.clip(1), crop=Crop(16, 16, 2, 4))
    project.change(project.clip(1), first)
    done = project.apply(picking.pick_like(first, 30, 40))
    assert done.added == (replace(first, id=4, start=30, end=40, caption=""),)
    assert first.caption and first.tags and first.rating
    shot = project.shots()[1]
    project.apply(picking.pick_of(shot, 50, 60, Crop(8, 8, 0, 0)))
    assert project.clip(5).crop == Crop(8, 8, 0, 0)


def test_that_a_split_clip_is_two_with_all_that_was_said_of_it(project: Project) -> None:
    clip = replace(project.clip(1), crop=Crop(16, 16, 2, 4))
    project.change(project.clip(1), clip)
    before = readable(project)
    project.apply(picking.split_clip(clip, (clip.start, 14), (15, 19)))
    assert project.clip(1) == replace(clip, end=14)
    assert project.clip(4) == replace(clip, id=4, start=15, end=19)
    assert project.undo_label == "Split clip"
    project.undo()  # one step
    assert readable(project) == before
    for first, second in (((10, 15), (14, 20)), ((9, 15), (15, 20)), ((10, 10), (10, 20))):
        with pytest.raises(ProjectError, match="choose a frame after its first one"):
            picking.split_clip(clip, first, second)


def test_that_clips_and_stills_are_cropped_in_one_step(project: Project) -> None:
    rows = [*project.clips(), *project.stills()]
    before = readable(project)
    project.apply(picking.crop_rows(rows, Crop(32, 16, 2, 0)))
    cropped = [*project.clips(), *project.stills()]
    assert {row.crop for row in cropped} == {Crop(32, 16, 2, 0)}
    assert not picking.crop_rows(cropped, Crop(32, 16, 2, 0))
    project.undo()
    assert readable(project) == before
    project.redo()
    project.apply(picking.crop_rows(cropped, None))
    assert {row.crop for row in (*project.clips(), *project.stills())} == {None}
    assert project.undo_label == "Whole picture"


@pytest.mark.parametrize(
    "edit",
    [
        lambda clip: picking.set_in(clip, clip.end),
        lambda clip: picking.set_in(clip, -1),
        lambda clip: picking.set_out(clip, clip.start),
    ],
)
def test_that_a_clip_that_would_end_before_it_begins_is_refused_in_a_sentence(
    project: Project, edit: Callable[[Clip], Edit]
) -> None:
    with pytest.raises(ProjectError, match=r"set In before Out\.$"):
        edit(project.clip(1))


def test_that_many_rows_are_changed_in_one_step(project: Project) -> None:
    rows = [*project.clips(), *project.stills(), *project.shots()]
    before = readable(project)
    captioned = [*project.clips(), *project.stills()]
    for edit in (
        picking.rate(rows, 5),
        picking.tag(rows, "night"),
        write_each([(row, "all alike") for row in captioned], "Caption"),
        picking.set_state(captioned, "rejected"),
        picking.remove_clips(captioned),
    ):
        project.apply(edit)
        project.undo()
        assert readable(project) == before
        project.redo()
        project.undo()


def test_that_a_tag_is_there_once_and_goes(project: Project) -> None:
    clip = project.clip(1)
    assert not picking.tag([clip], "rain")
    project.apply(picking.tag([clip], "night"))
    assert project.clip(1).tags == ("rain", "boy", "night")
    project.apply(picking.untag(project.clips(), "boy"))
    assert project.clip(1).tags == ("rain", "night")
    assert not picking.untag(project.clips(), "boy")


def test_that_what_is_so_already_makes_no_edit(project: Project) -> None:
    clip = project.clip(1)
    assert not picking.rate([clip], 3)
    assert not picking.set_state([clip], "picked")
    assert not write(clip, clip.caption)


# ------------------------------------------------------------------------------ states of shots


def states(project: Project) -> list[str]:
    return list(picking.shot_states(project.shots(), project.clips()))


def test_that_marking_shots_takes_their_clips_along(project: Project) -> None:
    assert states(project) == ["picked", "open", "picked"]
    one, _, three = project.shots()
    project.apply(picking.mark_shots([one, three], project.clips(), "rejected"))
    assert states(project) == ["rejected", "open", "rejected"]
    assert project.clips(state="picked") == []
    project.apply(picking.mark_shots(project.shots(), project.clips(), "picked"))
    assert states(project) == ["picked"] * 3
    assert project.count(Clip) == 3  # clips that were there are taken up again
    project.apply(picking.mark_shots(project.shots(), project.clips(), "open"))
    assert states(project) == ["open"] * 3
    project.remove(project.clips())
    project.apply(picking.mark_shots(project.shots(), [], "picked"))
    assert [(clip.start, clip.end) for clip in project.clips()] == [(0, 48), (48, 90), (10, 20)]


RANGES = st.tuples(st.integers(1, 3), st.integers(0, 30), st.integers(1, 9))
STATES = st.sampled_from(["picked", "open", "rejected"])


@given(st.lists(RANGES), st.lists(st.tuples(RANGES, STATES)))
def test_that_the_states_of_all_shots_are_those_of_each(
    shots: list[tuple[int, int, int]], clips: list[tuple[tuple[int, int, int], str]]
) -> None:
    some = [Shot(source=s, start=a, end=a + n, state="rejected") for s, a, n in shots]
    picked = [Clip(source=s, start=a, end=a + n, state=state) for (s, a, n), state in clips]  # type: ignore[arg-type]
    assert picking.shot_states(some, picked) == [picking.shot_state(s, picked) for s in some]


@given(st.lists(RANGES), st.lists(RANGES))
def test_that_clips_are_found_over_the_shots_they_share_frames_with(
    shots: list[tuple[int, int, int]], clips: list[tuple[int, int, int]]
) -> None:
    some = [Shot(id=n, source=s, start=a, end=a + k) for n, (s, a, k) in enumerate(shots)]
    many = [Clip(id=n, source=s, start=a, end=a + k) for n, (s, a, k) in enumerate(clips)]
    each = {shot.id: [clip for clip in many if picking.overlaps(shot, clip)] for shot in some}
    assert picking.clips_over(some, many) == {shot: over for shot, over in each.items() if over}


def test_that_rejecting_ten_thousand_shots_of_a_film_is_quick() -> None:
    shots = [Shot(id=n, source=1, start=n * 4, end=n * 4 + 4) for n in range(10_000)]
    clips = [Clip(id=n, source=1, start=n * 13, end=n * 13 + 13) for n in range(3000)]
    begun = time.process_time()
    edit = picking.mark_shots(shots, clips, "rejected")
    assert time.process_time() - begun < 0.5  # asked of each pair, it takes over a second
    assert len(edit.changed) == 13_000


def test_that_the_states_of_a_hundred_thousand_shots_are_quick() -> None:
    dice = random.Random(1)
    shots = [Shot(source=n % 10, start=n * 2, end=n * 2 + 2) for n in range(100_000)]
    places = [dice.randrange(200_000) for _ in range(30_000)]
    clips = [Clip(source=n % 10, start=n, end=n + 5) for n in places]
    spent: list[float] = []
    for _ in range(3):
        start = time.thread_time()
        picking.shot_states(shots, clips)
        spent.append(time.thread_time() - start)
    assert min(spent) < 0.1


# -------------------------------------------------------------------------------- shots by hand


def test_that_a_split_shot_is_two_with_a_cut_and_undo_makes_it_one(project: Project) -> None:
    before = readable(project)
    project.apply(picking.rate(project.shots()[1:2], 2))
    project.apply(picking.split_shot(project.shots()[1], 60))
    first, second = project.shots(project.source(1))[1:]
    assert (first.id, first.start, first.end, first.soft_end) == (2, 48, 60, False)
    assert (second.start, second.end, second.soft_end) == (60, 90, True)
    assert first.rating == second.rating == 2 and first.drawn and second.drawn
    assert [(cut.frame, cut.drawn) for cut in project.cuts()] == [
        *((48, False), (60, True), (90, False))
    ]
    project.undo()
    project.undo()
    assert readable(project) == before


@pytest.mark.parametrize("frame", [0, 48, 60])
def test_that_a_shot_is_split_only_inside(frame: int) -> None:
    with pytest.raises(ProjectError, match="not inside the shot 0-48"):
        picking.split_shot(Shot(source=1, start=0, end=48), frame)


def test_that_merged_shots_are_one_without_the_cut_and_lose_nothing(project: Project) -> None:
    one, two = project.shots(project.source(1))
    project.apply(picking.rate([one], 2))
    project.apply(picking.tag([two], "sea"))
    one, two = project.shots(project.source(1))
    project.apply(picking.merge_shots(two, one, project.cuts()))
    assert project.shots(project.source(1)) == [
        Shot(id=1, source=1, start=0, end=90, soft_end=True, drawn=True, rating=2, tags=("sea",))
    ]
    assert [cut.frame for cut in project.cuts()] == [90]
    project.undo()
    assert project.shots(project.source(1)) == [one, two]


def test_that_shots_of_two_films_are_not_merged() -> None:
    with pytest.raises(ProjectError, match="two films"):
        picking.merge_shots(Shot(source=1, start=0, end=5), Shot(source=2, start=5, end=9))


def test_that_a_shot_is_never_picked_by_itself() -> None:
    with pytest.raises(ValueError):
        Shot(source=1, start=0, end=5, state="picked")
    assert Cut(source=1, frame=4, end=4).drawn is False
