"""What is lost of a project, by reason; every cure gives what it says, and undo takes it back."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from app.core.checks.lengths import lengths_of
from app.core.export.cures import Cure, cured_text, row_edit, still_holds
from app.core.export.cures_groups import Group, Member
from app.core.export.cures_offered import Offers
from app.core.export.cures_picks import group_sum
from app.core.export.cures_ranges import Shots
from app.core.export.dataset_text import edit_of_text, render
from app.core.export.dataset_toml import places_in
from app.core.export.plan_view import PlanView, plan_view
from app.core.export.project_export import FOLDER
from app.core.export.project_plan import ProjectPlanner
from app.core.library.edits import changing
from app.core.library.model import Clip, Dataset, Shot, Source, Still
from app.core.library.project import Project
from app.core.library.readable import readable
from app.core.library.snapshot import Snapshot
from app.core.planner.text.entry_text import with_value
from tests.core.export.makers import RATE, SIZE, add_numbered_film

FRAMES = 480  # of the film at 24 fps: 320 at 16
HEAD = Dataset(position=0, name="head", kind="video", resolution=(64, 48), target_frames=(1, 21))
UNIFORM = Dataset(
    position=1,
    name="uniform",
    kind="video",
    resolution=(48, 32),
    frame_extraction="uniform",
    target_frames=(45,),
    frame_sample=2,
)
STILLS = Dataset(position=2, name="stills", kind="image", resolution=(64, 64))


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a film of 480 frames."""
    from tests.films import make_film

    return make_film(tmp_path_factory.mktemp("film") / "film.mp4", FRAMES, rate=RATE, size=SIZE)


@pytest.fixture
def project(tmp_path: Path, film: Path) -> Iterator[Project]:
    """An empty project with that film, whose shots are 0-200, 200-270 and 270-480."""
    with Project.create(tmp_path / "p", "Paper") as project:
        known = add_numbered_film(project, tmp_path / "other.mp4", 8)
        from app.core.cache import file_key

        key = file_key(film)
        source = dataclasses.replace(
            known,
            id=0,
            path=film.as_posix(),
            size=key.size,
            mtime_ns=key.mtime_ns,
            quick_hash=key.quick_hash,
            frames=FRAMES,
        )
        made = project.add([source])[0]
        project.add(
            [
                Shot(source=made.id, start=start, end=end)
                for start, end in ((0, 200), (200, 270), (270, FRAMES))
            ]
        )
        yield project


def the_film(project: Project) -> Source:
    return next(source for source in project.sources() if source.frames == FRAMES)


def pick(project: Project, *ranges: tuple[int, int], caption: str = "a boat") -> list[Clip]:
    source = the_film(project).id
    return project.add(
        [Clip(source=source, start=start, end=end, caption=caption) for start, end in ranges]
    )


class Now(NamedTuple):
    """A project's plan of now and what is offered against its losses."""

    view: PlanView
    offers: Offers
    shots: Shots

    def group(self, reason: str, name: str = "") -> Group:
        return next(
            each
            for each in self.view.groups
            if each.reason == reason and (not name or each.name == name)
        )

    def cures(self, group: Group, place: int = 0) -> tuple[Cure, ...]:
        return self.offers.cures(group, group.member(place), self.shots)

    def cure(self, group: Group, kind: str, place: int = 0) -> Cure:
        return next(cure for cure in self.cures(group, place) if cure.kind == kind)


def now(project: Project) -> Now:
    planner = ProjectPlanner()
    view = plan_view(planner.update(project), planner.films)
    offers = Offers(view.plan, view.project, view.films)
    return Now(view, offers, Shots(project.shots()))


def samples(project: Project) -> list[int | None]:
    planner = ProjectPlanner()
    return [own.samples for own in planner.update(project).plan.datasets]


def carry_out(project: Project, cure: Cure) -> None:
    """Carry out a cure as the window does."""
    if cure.rows:
        project.apply(row_edit(cure))
        return
    places = places_in(project.folder / FOLDER)
    datasets, settings = project.datasets(), project.settings
    text = cured_text(cure, render(datasets, settings, places))
    assert text is not None
    project.apply(edit_of_text(text, datasets, settings, places, cure.label))


def holds_its_word(project: Project, group: Group, cure: Cure) -> None:
    """Check what a cure says against the project once it is carried out, then take it back."""
    if not cure.acts or cure.asks:
        return
    before, counts = readable(project), samples(project)
    carry_out(project, cure)
    after = samples(project)
    assert cure.effect is not None
    assert cure.effect.all_before == sum(count or 0 for count in counts)
    assert cure.effect.all_after == sum(count or 0 for count in after), cure
    if group.dataset is not None:
        assert cure.effect.before == counts[group.dataset]
        assert cure.effect.after == after[group.dataset], cure
    assert project.undo() is not None
    assert readable(project) == before
    assert samples(project) == counts


# ------------------------------------------------------------------ the two of exactly 45 frames


def test_that_windows_which_share_a_start_are_one_group_with_its_sum(project: Project) -> None:
    project.add([HEAD, UNIFORM])
    pick(project, (0, 120), (280, 347), (360, 427))  # 80, 45 and 45 frames at 16 fps
    group = now(project).group("starts")
    assert (group.head, group.name, group.count, group.lost) == (
        "Windows of 45 frames that share a start",
        "uniform",
        2,
        2,
    )
    assert group_sum(group) == "2 clips · 2 samples lost"
    assert group.member(0).batch.says == (
        "2 windows share start 0: 1 sample lost; 46 frames would give both."
    )


def test_that_the_least_extension_comes_first_and_says_what_it_makes(project: Project) -> None:
    project.add([HEAD, UNIFORM])
    pick(project, (0, 120), (280, 347), (360, 427))
    seen = now(project)
    group = seen.group("starts")
    first, second, *_ = seen.cures(group)
    assert first.label == "Extend by 1 frame"
    assert first.effect is not None and first.effect.words == "4 → 5"
    assert (first.effect.all_before, first.effect.all_after) == (10, 11)
    assert second.label == "Extend by 4 frames" and "49, which is 4n + 1" in second.tip
    all_of_it = seen.offers.of_all(group, seen.shots)[0]
    assert all_of_it.label == "Extend all" and (all_of_it.cured, all_of_it.left) == (2, 0)
    assert all_of_it.effect is not None and all_of_it.effect.words == "4 → 6"
    holds_its_word(project, group, first)
    holds_its_word(project, group, second)
    holds_its_word(project, group, all_of_it)


def test_that_a_clip_without_room_says_so_and_the_target_can_be_lowered(project: Project) -> None:
    project.add([UNIFORM])
    pick(project, (200, 267), (200, 262), (0, 120))
    project.apply(changing(project.shots()[1], dataclasses.replace(project.shots()[1], end=267)))
    seen = now(project)
    group = seen.group("starts")
    assert seen.offers.room(group, group.member(0), seen.shots) == (
        "The shot ends there: it has 45 frames of the 46."
    )
    kinds = [cure.kind for cure in seen.cures(group)]
    assert "extend" not in kinds and kinds[0] == "lower" and kinds[-1] == "leave"
    lower = seen.cure(group, "lower")
    assert lower.label == "Lower 45 to 41" and lower.effect is not None
    assert lower.effect.after > lower.effect.before


def test_that_an_extension_stops_before_damage(project: Project) -> None:
    project.add([UNIFORM])
    pick(project, (280, 347))
    source = the_film(project)
    project.change(source, dataclasses.replace(source, damaged_after=347))
    seen = now(project)
    group = seen.group("starts")
    cure = seen.cure(group, "extend")
    (swap,) = cure.rows
    assert isinstance(swap.after, Clip) and swap.after.end <= 347 and swap.after.start < 280
    shot = project.shots()[2]
    project.change(shot, dataclasses.replace(shot, start=280))
    seen = now(project)
    room = seen.offers.room(group, group.member(0), seen.shots)
    assert room.startswith("The film is damaged there")


# ------------------------------------------------------------------ other reasons


def test_that_a_shorter_target_can_stand_beside_the_long_one(project: Project) -> None:
    project.add([HEAD])
    pick(project, (200, 220), (0, 120))  # 14 frames
    seen = now(project)
    group = seen.group("short")
    assert group.head == "Too short for 21 frames" and group.lost == 1
    beside, lower = seen.cure(group, "beside"), seen.cure(group, "lower")
    assert beside.label == "Add 13 beside 21" and lower.label == "Lower 21 to 13"
    assert beside.effect is not None and beside.effect.words == "3 → 5"
    assert lower.effect is not None and lower.effect.words == "3 → 4"
    for cure in seen.cures(group):
        holds_its_word(project, group, cure)


def test_that_a_damaged_clip_says_what_it_would_give_and_is_trimmed(project: Project) -> None:
    project.add([HEAD, UNIFORM])
    pick(project, (0, 120), (300, 420))
    source = the_film(project)
    project.change(source, dataclasses.replace(source, damaged_after=360))
    seen = now(project)
    group = seen.group("unavailable")
    assert group.head == "In a film that is damaged there" and (group.count, group.lost) == (1, 4)
    trim = seen.cure(group, "trim")
    assert trim.label == "End before the damage" and trim.effect is not None
    holds_its_word(project, group, trim)
    holds_its_word(project, group, seen.cure(group, "leave"))


def test_that_a_clip_outside_its_film_ends_with_it(project: Project) -> None:
    project.add([HEAD])
    pick(project, (0, 120), (440, 500))
    seen = now(project)
    group = seen.group("unavailable")
    assert group.head == "Outside their film"
    trim = seen.cure(group, "trim")
    assert trim.label == "End before the film's end"
    holds_its_word(project, group, trim)


def test_that_what_full_leaves_behind_is_trimmed_taken_or_filled_up(project: Project) -> None:
    full = dataclasses.replace(HEAD, frame_extraction="full", max_frames=41)
    project.add([full])
    pick(project, (0, 60), (280, 400))  # 40 and 80 frames
    seen = now(project)
    group = seen.group("rest")
    assert group.lost == 0 and group.rest == 3 + 39
    assert group_sum(group) == "2 clips · 42 frames unused"
    by_length = {member.batch.frames: place for place, member in enumerate(group.members())}
    short, long = by_length[40], by_length[80]
    assert [cure.label for cure in seen.cures(group, short)] == [
        "Extend by 1 frame",
        "Trim 3 frames",
        "Leave it out",
    ]
    assert seen.cures(group, long)[0].label == "Take up to 77 frames"
    for place in (short, long):
        for cure in seen.cures(group, place):
            holds_its_word(project, group, cure)


def test_that_a_long_clip_is_split_where_that_gives_more(project: Project) -> None:
    project.add([dataclasses.replace(HEAD, target_frames=(29,))])
    pick(project, (0, 180))  # 120 frames
    seen = now(project)
    group = seen.group("unused")
    assert group.head == "Room for another window of 29 frames" and group.rest == 91
    split = seen.cure(group, "split")
    assert split.effect is not None and split.effect.gain == 1
    holds_its_word(project, group, split)
    chunk = seen.cure(group, "mode")
    assert chunk.label == "Use chunk instead" and chunk.effect is not None
    assert chunk.effect.words == "1 → 4"
    holds_its_word(project, group, chunk)


def test_that_a_clip_without_words_asks_for_some(project: Project) -> None:
    project.add([HEAD])
    (bare,) = pick(project, (0, 120), caption="  ")
    seen = now(project)
    group = seen.group("bare")
    assert (group.head, group.count, group.lost) == ("No caption of their own", 1, 0)
    assert group.member(0).batch.says == "It is trained on empty words."
    first = seen.cures(group)[0]
    assert first.asks == ("clip", bare.id) and first.acts


def test_that_stills_which_no_dataset_reads_are_named(project: Project) -> None:
    project.add([HEAD])
    pick(project, (0, 120))
    project.add([Still(source=the_film(project).id, frame=7, caption="a hat")])
    group = now(project).group("unread")
    assert group.head == "No dataset reads these stills" and group.count == 1


def test_that_a_declared_rate_that_drops_frames_is_left_out(project: Project) -> None:
    project.add([HEAD, UNIFORM])
    pick(project, (0, 120), (280, 347))
    places = places_in(project.folder / FOLDER)
    datasets, settings = project.datasets(), project.settings
    text = with_value(render(datasets, settings, places), 1, "source_fps", 30.0)
    project.apply(edit_of_text(text, datasets, settings, places, "rate"))
    seen = now(project)
    group = seen.group("rate")
    assert group.head == "source_fps = 30 drops frames" and group.count == 2
    cure = seen.cures(group)[0]
    assert cure.label == "Leave source_fps out" and cure.effect is not None
    assert cure.effect.gain > 0
    holds_its_word(project, group, cure)
    short = seen.group("short", "uniform")
    assert "rate" in [cure.kind for cure in seen.cures(short)]


# ------------------------------------------------------------------ stale, undone, many


def test_that_a_cure_of_what_has_changed_since_does_nothing(project: Project) -> None:
    project.add([UNIFORM])
    (clip,) = pick(project, (280, 347))
    seen = now(project)
    group = seen.group("starts")
    extend, lower = seen.cure(group, "extend"), seen.cure(group, "lower")
    project.apply(changing(clip, dataclasses.replace(clip, start=281)))
    assert not still_holds(extend, Snapshot.of(project).get)
    done = project.apply(row_edit(extend))
    assert not done
    places = places_in(project.folder / FOLDER)
    other = with_value(render(project.datasets(), project.settings, places), 0, "frame_sample", 3)
    assert cured_text(lower, other) is None


def test_that_words_written_meanwhile_outlive_a_cure(project: Project) -> None:
    project.add([UNIFORM])
    (clip,) = pick(project, (280, 347))
    seen = now(project)
    extend = seen.cure(seen.group("starts"), "extend")
    project.apply(changing(clip, dataclasses.replace(clip, caption="other words")))
    assert still_holds(extend, Snapshot.of(project).get)
    project.apply(row_edit(extend))
    assert project.clip(clip.id).caption == "other words"


def test_that_the_groups_lose_what_the_ledger_loses(project: Project) -> None:
    project.add([HEAD, UNIFORM])
    pick(project, (0, 20), (280, 347), (360, 427), (0, 200))
    view = now(project).view
    assert sum(group.lost for group in view.groups) == view.lost.total() > 0


@pytest.mark.parametrize("seed", range(6))
def test_that_every_cure_keeps_its_promise_and_undo_restores_the_project(
    project: Project, seed: int
) -> None:
    chance = random.Random(seed)
    modes = ("head", "chunk", "slide", "uniform", "full")
    project.add(
        [
            dataclasses.replace(
                HEAD,
                position=n,
                name=f"set {n}",
                frame_extraction=chance.choice(modes),
                target_frames=tuple(sorted(chance.sample((1, 9, 21, 33, 45, 61), 2))),
                frame_sample=chance.randint(1, 4),
                frame_stride=chance.randint(3, 12),
                max_frames=chance.choice((29, 61)),
                num_repeats=chance.randint(1, 3),
            )
            for n in range(2)
        ]
    )
    shots = project.shots()
    for _ in range(6):
        shot = chance.choice(shots)
        start = chance.randrange(shot.start, shot.end - 4)
        pick(project, (start, chance.randrange(start + 1, shot.end + 1)))
    seen = now(project)
    tried = 0
    for group in seen.view.groups:
        places = {member.batch: place for place, member in enumerate(group.members())}
        for place in list(places.values())[:3]:
            for cure in seen.cures(group, place):
                holds_its_word(project, group, cure)
                tried += 1
        for cure in seen.offers.of_all(group, seen.shots):
            holds_its_word(project, group, cure)
            tried += 1
    assert tried or not seen.view.groups


def test_that_a_split_keeps_what_was_said_of_the_clip(project: Project) -> None:
    project.add([dataclasses.replace(HEAD, target_frames=(29,))])
    (clip,) = pick(project, (0, 180))
    project.change(clip, dataclasses.replace(clip, tags=("sea",), rating=4))
    seen = now(project)
    project.apply(row_edit(seen.cure(seen.group("unused"), "split")))
    made = project.clips(state="picked")
    assert [(each.caption, each.tags, each.rating) for each in made] == [
        ("a boat", ("sea",), 4)
    ] * 2
    assert made[0].end == made[1].start


def test_that_a_proposed_dataset_is_taken_over_with_its_cure(project: Project) -> None:
    pick(project, (0, 120), (280, 300))
    seen = now(project)
    assert seen.view.project is not None and seen.view.project.proposed
    for group in seen.view.groups:
        assert all(isinstance(member, Member) for member in group.members())


def test_that_each_row_is_changed_once_where_several_are_cured(project: Project) -> None:
    project.add([UNIFORM])
    pick(project, *((280 + n, 347 + n) for n in range(5)))
    seen = now(project)
    group = seen.group("starts")
    cure = seen.offers.of_all(group, seen.shots)[0]
    assert cure.cured == 5 and len({swap.before.id for swap in cure.rows}) == 5
    before = readable(project)
    done = project.apply(row_edit(cure))
    assert len(done.changed) == 5
    assert not any(each.reason == "starts" for each in now(project).view.groups)
    project.undo()
    assert readable(project) == before


def test_that_a_short_clip_grows_until_all_its_windows_differ_or_as_far_as_it_can(
    project: Project,
) -> None:
    project.add([UNIFORM])
    pick(project, (280, 340), (200, 260))  # 40 frames each
    shot = project.shots()[1]
    project.change(shot, dataclasses.replace(shot, end=267))  # room for 45
    seen = now(project)
    group = seen.group("short")
    assert group.lost == 4
    assert group.member(0).batch.says == "5 frames short; 46 frames would give both windows."
    assert lengths_of([UNIFORM]).lack(40) == 5  # as the tiles say it
    starts = {
        member.row.start: n
        for n, member in enumerate(group.members())
        if isinstance(member.row, Clip)
    }
    whole, part = seen.cure(group, "extend", starts[280]), seen.cure(group, "extend", starts[200])
    assert whole.effect is not None and whole.effect.words == "0 → 2"
    assert part.label == "Extend by 5 frames"
    assert part.effect is not None and part.effect.words == "0 → 1"
    for cure in (whole, part, *seen.offers.of_all(group, seen.shots)):
        holds_its_word(project, group, cure)
