from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from app.core.export.cures import row_losses
from app.core.export.planned import ProjectPlan, Unavailable
from app.core.export.project_export import export_project
from app.core.export.project_plan import ProjectPlanner
from app.core.export.report import Failure
from app.core.jobs import Progress, Stopped
from app.core.library.edits import Edit, adding, changing, removing, several
from app.core.library.model import Clip, Dataset, Row, Still
from app.core.library.project import Project
from app.core.library.snapshot import Snapshot
from app.core.library.sources import add_film
from app.core.media.geometry import Crop
from app.core.planner.files import plan_file
from app.core.planner.report import plan_json
from tests.core.export.makers import small_project
from tests.films import cut_off, make_film, spoil

HEAD = Dataset(position=0, name="head", kind="video", resolution=(64, 48), target_frames=(1, 9))
UNIFORM = Dataset(
    position=1,
    name="uni form",
    kind="video",
    resolution=(48, 32),
    target_frames=(13,),
    frame_extraction="uniform",
    frame_sample=2,
    num_repeats=2,
    batch_size=2,
)
STILLS = Dataset(position=2, name="stills", kind="image", resolution=(64, 64))


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with small_project(tmp_path) as project:
        yield project


def change(project: Project, row: Row, **fields: object) -> Edit:
    return project.apply(changing(row, dataclasses.replace(row, **fields)))  # type: ignore[arg-type]


def told(lost: Iterable[Unavailable | Failure]) -> list[tuple[bool, int, str]]:
    return sorted((isinstance(each.row, Still), each.row.id, each.message) for each in lost)


def assert_foretold(project: Project, plan: ProjectPlan) -> None:
    """Export, and compare what the plan said before with what is there now."""
    report = export_project(project)
    assert told(plan.unavailable) == told(report.failures)
    assert plan.toml == report.dataset_toml.read_text(encoding="utf-8")
    assert plan_json(plan.plan) == plan_json(plan_file(report.dataset_toml))
    assert set(plan.notes) <= set(report.notes)


def test_that_starter_datasets_are_proposed_and_not_added(project: Project) -> None:
    plan = ProjectPlanner().update(project)
    assert plan.proposed and plan.names == ("stills", "short", "long")
    assert project.datasets() == []
    assert_foretold(project, plan)
    assert not ProjectPlanner().update(project).proposed


FILMS: list[dict[str, Any]] = [
    {"size": (64, 48), "rate": 24},
    {"size": (98, 54), "rate": Fraction(30000, 1001)},
    {"size": (64, 48), "rate": 25, "sar": Fraction(3, 2)},
    {"size": (64, 48), "rate": 12, "rotation": 90},
]


def random_clip(drawn: random.Random, source: int) -> Clip:
    start = drawn.randrange(50)
    crop = Crop(drawn.randint(17, 40), drawn.randint(17, 40), drawn.randint(0, 8), 3)
    return Clip(
        source=source,
        start=start,
        end=min(60, start + drawn.randint(1, 40)),
        crop=drawn.choice([None, crop, Crop(500, 500, 0, 0)]),
        caption=drawn.choice(["", "a\u200b boat", " "]),
        state=drawn.choice(["picked", "picked", "open"]),
    )


def random_project(folder: Path, seed: int) -> Project:
    """Films of one name in several folders, odd sizes, turned, stretched; clips of all sorts."""
    drawn = random.Random(seed)
    project = Project.create(folder / "p", "Random")
    settings = project.settings
    trigger, rate = drawn.choice([("", 16), ("Ink", 16), ("", 15)])
    still_size = drawn.choice([None, (24, 32), (80, 48)])
    now = dataclasses.replace(settings, trigger=trigger, rate=Fraction(rate), still_size=still_size)
    project.change(settings, now)
    for number, facts in enumerate(drawn.sample(FILMS, 3)):
        name = drawn.choice(["film.mp4", "FILM.mp4", "영화 [1].mp4"])
        path = folder / f"{number}" / name
        path.parent.mkdir()
        film = add_film(project, make_film(path, 60, **facts))
        clips = [random_clip(drawn, film.id) for _ in range(6)]
        project.add([*clips, dataclasses.replace(clips[0], caption="again")])
        project.add([Still(source=film.id, frame=n, crop=clips[n].crop) for n in range(3)])
    some = [
        dataclasses.replace(HEAD, filter=drawn.choice(["boat", "len>=9 -crop:any", "new"])),
        dataclasses.replace(UNIFORM, filter='source:film or source:"영화 [1]"'),
        dataclasses.replace(STILLS, filter="size>=24x24 caption:none", name="uni_form"),
    ]
    project.add(drawn.choice([[HEAD, UNIFORM, STILLS], [UNIFORM], [], some, [HEAD, *some[1:]]]))
    return project


def random_edit(drawn: random.Random, project: Project) -> Edit:
    clips, stills = project.clips(), project.stills()
    clip = drawn.choice(clips)
    start = drawn.randrange(50)
    edits = [
        changing(clip, dataclasses.replace(clip, start=start, end=start + drawn.randint(1, 10))),
        changing(clip, dataclasses.replace(clip, crop=Crop(32, 32, 0, 0))),
        changing(clip, dataclasses.replace(clip, state="picked", caption="new")),
        changing(clip, dataclasses.replace(clip, state="rejected")),
        removing(clip),
        adding(random_clip(drawn, clip.source)),
        adding(dataclasses.replace(clip, id=0)),
        several("both", [removing(drawn.choice(clips)), removing(drawn.choice(stills))]),
    ]
    return project.apply(drawn.choice(edits))


@pytest.mark.parametrize("seed", range(12))
def test_that_a_plan_foretells_the_export_through_edits_and_exports(
    tmp_path: Path, seed: int
) -> None:
    with random_project(tmp_path, seed) as project:
        drawn = random.Random(seed)
        planner = ProjectPlanner()
        assert_foretold(project, planner.update(project))
        planner.look_again()
        planner.update(project)
        for _ in range(6):
            edit = random_edit(drawn, project)
            plan = planner.update(project, edit)
            if drawn.random() < 0.4:
                plan = planner.update(project, project.undo())
            plan = drawn.choice([plan, planner.update(project)])
            anew = ProjectPlanner(planner.films).update(project)
            assert plan_json(plan.plan) == plan_json(anew.plan)
            assert (plan.toml, plan.notes, plan.pieces) == (anew.toml, anew.notes, anew.pieces)
        assert_foretold(project, plan)


def test_that_an_edit_of_words_counts_nothing_anew(project: Project) -> None:
    planner = ProjectPlanner()
    before = planner.update(project).plan
    after = planner.update(project, change(project, project.clip(1), caption="a ship"))
    assert all(a is b for a, b in zip(after.plan.datasets, before.datasets, strict=True))


def test_that_reading_everything_again_keeps_what_is_as_it_was(project: Project) -> None:
    planner = ProjectPlanner()
    before = planner.update(project)
    after = planner.update(project)
    assert all(a is b for a, b in zip(after.plan.datasets, before.plan.datasets, strict=True))
    change(project, project.clip(1), state="rejected")
    assert [piece.row.id for piece in planner.update(project).pieces] == [2, 1]


def test_that_rows_somebody_holds_are_not_held_twice(project: Project) -> None:
    rows = Snapshot.of(project)
    planner = ProjectPlanner()
    plan = planner.update(project, rows=[*rows.clips, *rows.stills])
    assert plan.pieces and plan.toml == ProjectPlanner().update(project).toml
    for piece in plan.pieces:
        assert piece.row is rows.get(type(piece.row), piece.row.id)


def test_that_what_was_stopped_is_read_whole_the_next_time(project: Project) -> None:
    planner = ProjectPlanner()

    def stop(progress: Progress) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        planner.update(project, checkpoint=stop)
    edit = change(project, project.clip(1), end=40)
    assert_foretold(project, planner.update(project, edit))


def test_that_films_others_looked_at_again_are_followed(project: Project, tmp_path: Path) -> None:
    planner = ProjectPlanner()
    planner.update(project)
    (tmp_path / "film.mp4").rename(tmp_path / "moved.mp4")
    planner.films.forget()
    edit = change(project, project.clip(1), end=40)
    assert len(planner.update(project, edit).unavailable) == 3
    source = project.sources()[0]
    moved = change(project, source, path=source.path.replace("film", "moved"))
    planner.films.load(project, project.sources())
    plan = planner.update(project, moved)
    assert plan.unavailable == () and plan.pieces[0].file == "moved_0000000-0000040.mp4"
    back = project.apply(removing(project.sources()[0]))
    assert planner.update(project, back).pieces == ()


def test_that_changed_settings_and_datasets_are_followed(project: Project) -> None:
    planner = ProjectPlanner()
    planner.update(project)
    plan = planner.update(project, project.apply(adding(HEAD, UNIFORM)))
    assert plan.names == ("head", "uni form") and not plan.proposed
    assert plan.notes == ("No dataset uses the stills: add one of them, or they do not train.",)
    plan = planner.update(project, change(project, project.settings, rate=Fraction(24)))
    assert [piece.material and piece.material.frames for piece in plan.pieces] == [48, 40, 1]
    plan = planner.update(project, change(project, project.settings, name="Other"))
    assert '"Other"' in plan.toml
    assert_foretold(project, plan)


def test_that_a_new_size_of_stills_is_planned_and_said_where_they_are_smaller(
    project: Project,
) -> None:
    planner = ProjectPlanner()
    planner.update(project)
    plan = planner.update(project, change(project, project.settings, still_size=(64, 64)))
    assert plan.pieces[-1].material.size == (64, 64) and plan.notes == ()
    assert_foretold(project, plan)
    planner.look_again()
    plan = planner.update(project, change(project, project.settings, still_size=(128, 128)))
    assert plan.pieces[-1].material.size == (112, 112)
    assert plan.notes == (
        "1 still is smaller than 128×128: it gets that shape and no more pixels than there are.",
    )
    assert_foretold(project, plan)


def test_that_clips_of_a_missing_film_are_listed_and_the_rest_goes_on(
    project: Project, tmp_path: Path
) -> None:
    other = add_film(project, make_film(tmp_path / "other.mp4", 48))
    project.add([Clip(source=other.id, start=0, end=40, caption="x")])
    (tmp_path / "film.mp4").rename(tmp_path / "gone.mp4")
    planner = ProjectPlanner()
    plan = planner.update(project)
    assert [each.row.id for each in plan.unavailable] == [1, 2, 1]
    assert 'film.mp4" is not at' in plan.unavailable[0].message
    assert plan.plan.datasets[1].facts.sources.items[0].file == "other_0000000-0000040.mp4"
    assert_foretold(project, plan)
    (tmp_path / "gone.mp4").rename(tmp_path / "film.mp4")
    planner.look_again()
    assert planner.update(project).unavailable == ()


def test_that_what_was_exported_stays_when_its_film_goes(project: Project, tmp_path: Path) -> None:
    export_project(project)
    (tmp_path / "film.mp4").unlink()
    change(project, project.clip(2), end=80)
    plan = ProjectPlanner().update(project)
    assert [each.row.id for each in plan.unavailable] == [2]
    assert plan.plan.samples
    assert_foretold(project, plan)


@pytest.mark.parametrize(("suffix", "cut"), [("ts", False), ("mp4", True)])
def test_that_clips_the_damage_of_a_film_reaches_are_listed(
    project: Project, tmp_path: Path, suffix: str, cut: bool
) -> None:
    faststart = {"movflags": "+faststart"} if suffix == "mp4" else {}
    whole = make_film(tmp_path / f"long.{suffix}", 96, container=faststart)
    film = add_film(project, cut_off(whole, 0.6) if cut else spoil(whole, 0.4, 600))
    bad = film.damaged_after
    assert bad is not None and 30 < bad < film.frames
    spans = [(0, bad), (4, bad + 3), (bad + 1, film.frames), (bad - 5, bad + 2)]
    project.add([Clip(source=film.id, start=start, end=end) for start, end in spans])
    project.add([Still(source=film.id, frame=bad), Still(source=film.id, frame=bad - 1)])
    plan = ProjectPlanner().update(project)
    clips = [each.row.id for each in plan.unavailable if isinstance(each.row, Clip)]
    assert set(clips) == {5, 6, 7}
    assert [each.row.id for each in plan.unavailable if isinstance(each.row, Still)] == [2]
    assert_foretold(project, plan)


def test_that_ranges_and_crops_that_leave_the_film_are_said(project: Project) -> None:
    film = project.sources()[0]
    project.add([Clip(source=film.id, start=90, end=120), Still(source=film.id, frame=96)])
    project.add([Still(source=film.id, frame=5, crop=Crop(10, 10, 190, 0))])
    plan = ProjectPlanner().update(project)
    assert len(plan.unavailable) == 3
    assert "not 90 to 120; mark the clip again" in plan.unavailable[0].message
    assert_foretold(project, plan)


def test_that_nothing_picked_is_refused_with_the_exports_sentence(project: Project) -> None:
    project.remove([*project.clips(), *project.stills()])
    plan = ProjectPlanner().update(project)
    assert "no picked clip and no picked still" in plan.refused
    assert plan.datasets == () and plan.plan.samples is None


def test_that_a_folder_the_trainer_cannot_search_is_said(tmp_path: Path) -> None:
    with small_project(tmp_path / "[films]") as project:
        plan = ProjectPlanner().update(project)
        assert "move the project" in plan.refused and plan.toml == ""


def test_that_strangers_and_files_changed_outside_count_as_they_are(
    project: Project, tmp_path: Path
) -> None:
    export_project(project)
    clips = project.folder / "dataset" / "clips"
    make_film(clips / "stranger.mp4", 30, rate=16, size=(64, 48))
    (clips / "stranger.txt").write_text("x", encoding="utf-8")
    (clips / "notes.doc").write_text("x", encoding="utf-8")
    make_film(clips / "film_0000000-0000048.mp4", 21, rate=16, size=(64, 48))
    (clips / "film_0000050-0000090.txt").write_text("\n", encoding="utf-8")
    planner = ProjectPlanner()
    plan = planner.update(project)
    assert "stranger.mp4" in [each.file for each in plan.plan.datasets[1].facts.sources.items]
    assert_foretold(project, plan)
    planner.look_again()
    planner.update(project)
    plan = planner.update(project, change(project, project.clip(1), end=40))
    assert_foretold(project, plan)


def test_that_windows_and_losses_are_told_of_each_clip(project: Project) -> None:
    project.add([dataclasses.replace(UNIFORM, target_frames=(29,), num_repeats=1)])
    planner = ProjectPlanner()
    plan = planner.update(project)
    first, second = project.clips(state="picked")
    ((dataset, windows),) = plan.windows_of(first)
    assert dataset.name == "uni form" and [w.start for w in windows] == [0, 3]
    lost = row_losses(plan)
    assert [(each.row, each.loss.missing) for each in lost] == [(second, 2)]
    change(project, second, end=93)
    plan = planner.update(project)
    assert [each.loss.needs for each in row_losses(plan)] == [30]


def test_that_a_look_asked_for_while_a_plan_is_made_is_taken_by_the_next(
    project: Project, tmp_path: Path
) -> None:
    planner = ProjectPlanner()
    planner.update(project)
    export_project(project)
    clips = project.folder / "dataset" / "clips"
    make_film(clips / "stranger.mp4", 30, rate=16, size=(64, 48))
    (clips / "stranger.txt").write_text("x", encoding="utf-8")
    source = project.sources()[0]
    other = project.apply(changing(source, dataclasses.replace(source, mtime_ns=1)))

    def look_again(_: Progress) -> None:  # as the window does when an export has ended
        planner.look_again(films=False)

    planner.update(project, other, checkpoint=look_again)
    files = [each.file for each in planner.update(project).plan.datasets[1].facts.sources.items]
    assert "stranger.mp4" in files
