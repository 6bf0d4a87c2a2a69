"""The X-ray against ``rushes plan``: window by window, source frame by source frame."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from app.core import xray
from app.core.export.films import Film
from app.core.export.planned import ProjectPlan
from app.core.export.project_export import export_project
from app.core.export.project_plan import ProjectPlanner
from app.core.library.edits import adding, changing
from app.core.library.model import Clip, Dataset, Still
from app.core.library.project import Project
from app.core.library.sources import add_film
from app.core.media.conform import conform
from app.core.media.geometry import Crop
from app.core.media.index import FrameIndex, index_file
from app.core.timeline_blocks import Lane, Run
from app.core.xray import Xray
from tests.films import make_film

VIDEO: dict[str, Any] = {"kind": "video", "resolution": (64, 48)}
DATASETS = (
    Dataset(position=0, name="head", target_frames=(1, 9, 33), **VIDEO),
    Dataset(position=1, name="chunk", target_frames=(9, 13), frame_extraction="chunk", **VIDEO),
    Dataset(
        position=2,
        name="slide",
        target_frames=(5, 21),
        frame_extraction="slide",
        frame_stride=3,
        **VIDEO,
    ),
    Dataset(
        position=3,
        name="uniform",
        target_frames=(17, 21),
        frame_extraction="uniform",
        frame_sample=4,
        num_repeats=2,
        **VIDEO,
    ),
    Dataset(position=4, name="full", frame_extraction="full", max_frames=25, **VIDEO),
    Dataset(position=5, name="stills", kind="image", resolution=(64, 64)),
)
"""All five modes; of the lengths some are too long for some clips, some collide."""

SPANS = [(0, 48), (3, 30), (20, 21), (10, 41), (30, 96), (0, 96)]
CROPS = [None, Crop(60, 40, 4, 2), None]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Clips and stills of films of four rates, one of which varies."""
    with Project.create(tmp_path / "p", "Ray") as project:
        films = [
            make_film(tmp_path / "a.mp4", 96, size=(96, 64)),
            make_film(tmp_path / "b.mp4", 96, size=(98, 54), rate=Fraction(30000, 1001)),
            make_film(tmp_path / "c.mkv", 96, size=(64, 48), rate=12),
            make_film(
                tmp_path / "d.mkv",
                96,
                size=(64, 48),
                pts=[40 * n + 17 * (n % 3) for n in range(96)],
                time_base=Fraction(1, 1000),
            ),
        ]
        for number, path in enumerate(films):
            source = add_film(project, path)
            rows = [
                Clip(source=source.id, start=start, end=end, crop=CROPS[n % 3], caption="x")
                for n, (start, end) in enumerate(SPANS)
            ]
            again = dataclasses.replace(rows[number], caption="the same range again")
            project.add([*rows, again, dataclasses.replace(rows[0], end=40, state="rejected")])
            project.add([Still(source=source.id, frame=n, caption="x") for n in (5, 90)])
        project.add(DATASETS)
        yield project


def film_of(project: Project, row: Clip | Still) -> tuple[Film, FrameIndex]:
    source = project.source(row.source)
    index = index_file(project.path_of(source))
    return Film(source, index), index


def lanes_of(project: Project, plan: ProjectPlan, row: Clip | Still) -> list[Lane]:
    return Xray().lanes(plan, row, film_of(project, row)[0])


def said_by_plan(toml: Path) -> list[dict[str, Any]]:
    """What ``rushes plan --json`` prints of the datasets, in a process of its own."""
    command = [sys.executable, "-m", "app", "plan", str(toml), "--json"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    datasets: list[dict[str, Any]] = json.loads(done.stdout)["datasets"]
    return datasets


Windows = list[tuple[int, int, list[int], str, bool]]


def windows_in(lane: Lane) -> Windows:
    return sorted(
        (run.first, run.frames, list(run.bucket), run.file, run.collides)
        for run in lane.runs
        if not run.dropped
    )


def windows_said(dataset: dict[str, Any], file: str) -> Windows:
    return sorted(
        (each["start"], each["frames"], each["bucket"], each["cache_file"], each["collides"])
        for each in dataset["windows"]
        if each["file"] == file
    )


def dropped_in(lane: Lane) -> list[int]:
    return sorted(run.frames for run in lane.runs if run.dropped)


def assert_source_frames(lane: Lane, frames: list[int]) -> None:
    """Each window covers the very frames that are in those places of the exported file."""
    for run in lane.runs:
        if not run.dropped:
            shown = frames[run.first : run.first + run.frames]
            assert len(shown) == run.frames
            assert (run.start, run.end) == (shown[0], shown[-1] + 1)


def test_that_the_xray_of_every_clip_equals_the_windows_of_rushes_plan(project: Project) -> None:
    plan = ProjectPlanner().update(project)
    datasets = said_by_plan(export_project(project).dataset_toml)
    told = {"collides": 0, "dropped": 0, "windows": 0, "still": 0}
    files = {piece.row: piece.file for piece in plan.pieces}
    rows = [*project.clips(state="picked"), *project.stills(state="picked")]
    assert len(files) == len(rows) == 4 * 9
    for row in rows:
        _, index = film_of(project, row)
        kind = "video" if isinstance(row, Clip) else "image"
        said = [dataset for dataset in datasets if dataset["kind"] == kind]
        lanes = lanes_of(project, plan, row)
        assert len(lanes) == len(said) == (5 if kind == "video" else 1)
        for lane, dataset in zip(lanes, said, strict=True):
            assert windows_in(lane) == windows_said(dataset, files[row])
            lost = [d["target"] for d in dataset["dropped"] if d["file"] == files[row]]
            assert dropped_in(lane) == sorted(lost)
            told["windows"] += len(windows_in(lane))
            told["collides"] += sum(run.collides for run in lane.runs)
            told["dropped"] += len(lost)
            if isinstance(row, Clip):
                assert_source_frames(lane, conform(index, row.start, row.end))
            else:
                assert [(run.start, run.end) for run in lane.runs] == [(row.frame, row.frame + 1)]
                told["still"] += 1
    assert min(told.values()) > 5, told


def test_that_a_range_shows_before_it_is_picked_what_it_gives_afterwards(project: Project) -> None:
    planner = ProjectPlanner()
    plan = planner.update(project)
    clips = [
        Clip(source=source.id, start=start, end=end, crop=crop)
        for source in project.sources()
        for start, end, crop in [
            (7, 44, None),
            (60, 92, CROPS[1]),
            *((a, b, None) for a, b in SPANS),
        ]
    ]
    for clip in clips:
        before = lanes_of(project, plan, clip)
        done = project.apply(adding(clip))
        after_plan = planner.update(project, done)
        (picked,) = [row for row in done.added if isinstance(row, Clip)]
        after = lanes_of(project, after_plan, picked)
        assert before == after
        assert [lane.runs for lane in before if lane.label.startswith("full")] != [()]
        planner.update(project, project.undo())


def test_that_a_dragged_clip_shows_what_it_gives_when_it_is_let_go(project: Project) -> None:
    planner = ProjectPlanner()
    plan = planner.update(project)
    clip = project.clips(state="picked")[0]
    moved = dataclasses.replace(clip, start=6, end=57)
    before = lanes_of(project, plan, moved)
    assert before != lanes_of(project, plan, clip)
    after = planner.update(project, project.apply(changing(clip, moved)))
    assert before == lanes_of(project, after, moved)


def test_that_a_project_without_picks_shows_what_a_first_one_would_give(tmp_path: Path) -> None:
    for datasets in ((), DATASETS):
        with Project.create(tmp_path / f"p{len(datasets)}", "New") as project:
            source = add_film(project, make_film(tmp_path / f"{len(datasets)}.mp4", 96))
            project.add(datasets)
            planner = ProjectPlanner()
            plan = planner.update(project)
            clip = Clip(source=source.id, start=0, end=80, caption="x")
            still = Still(source=source.id, frame=3, caption="x")
            rows = clip, still
            before = [lanes_of(project, plan, row) for row in rows]
            done = project.apply(adding(clip))
            plan = planner.update(project, done)
            after = [lanes_of(project, plan, done.added[0])]  # type: ignore[arg-type]
            done = project.apply(adding(still))
            plan = planner.update(project, done)
            after.append(lanes_of(project, plan, done.added[0]))  # type: ignore[arg-type]
            assert [[lane.runs for lane in lanes] for lanes in before] == [
                [lane.runs for lane in lanes] for lanes in after
            ]
            assert all(lane.runs for lanes in before for lane in lanes)


def test_that_a_length_in_vain_is_a_ghost_with_its_reason(project: Project) -> None:
    plan = ProjectPlanner().update(project)
    clip = Clip(source=1, start=0, end=48)  # 32 frames at 16 fps
    head = lanes_of(project, plan, clip)[0]
    (ghost,) = [run for run in head.runs if run.dropped]
    assert ghost.note.startswith("33 of 32 frames: 33 frames needed: 1 frame more")
    assert (ghost.start, ghost.end, ghost.label) == (0, 49, "33")
    at_the_end = Clip(source=1, start=90, end=96)
    (ghost, *_) = [run for run in lanes_of(project, plan, at_the_end)[0].runs if run.dropped]
    assert (ghost.start, ghost.end) == (90, 96)


def test_that_windows_that_collide_say_with_what(project: Project) -> None:
    plan = ProjectPlanner().update(project)
    clip = Clip(source=1, start=3, end=30)  # 18 frames: four windows of 17 begin at two places
    uniform = lanes_of(project, plan, clip)[3]
    runs = [run for run in uniform.runs if run.frames == 17]
    assert [run.collides for run in runs].count(True) >= 2
    notes = {run.note for run in runs if run.collides}
    assert len(notes) == 1 and "begin at only 2 places" in notes.pop()
    assert all(not run.note for run in runs if not run.collides)


def test_that_a_range_that_gives_no_file_says_why_in_every_lane(project: Project) -> None:
    plan = ProjectPlanner().update(project)
    clip = Clip(source=1, start=90, end=120)
    lanes = lanes_of(project, plan, clip)
    assert len(lanes) == 5
    assert all(lane.runs == () and "mark the clip again" in lane.note for lane in lanes)
    assert [lane.runs for lane in Xray().lanes(plan, None, None)] == [()] * 5
    assert Xray().lanes(plan, clip, None)[0].runs == ()


def test_that_more_windows_than_can_be_told_apart_are_only_counted(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = ProjectPlanner().update(project)
    monkeypatch.setattr(xray, "_MOST", 10)
    lanes = lanes_of(project, plan, Clip(source=1, start=0, end=96))
    slide = next(lane for lane in lanes if lane.label.startswith("slide"))
    assert (slide.runs, slide.note) == ((), "35 windows: too many to draw.")
    assert all(lane.runs for lane in lanes if not lane.note)


def test_that_labels_and_colours_are_those_of_the_datasets(project: Project) -> None:
    plan = ProjectPlanner().update(project)
    lanes = lanes_of(project, plan, project.clips(state="picked")[0])
    assert [lane.label for lane in lanes] == [
        "head 1, 9, 33",
        "chunk 9, 13",
        "slide 5, 21",
        "uniform 17, 21 ×4",
        "full",
    ]
    assert [lane.color for lane in lanes] == ["good", "info", "violet", "accent", "rose"]
    assert lanes_of(project, plan, Still(source=1, frame=4))[0].color == "good"
    assert isinstance(lanes[0].runs[0], Run)


def test_that_a_dataset_takes_windows_only_of_what_its_filter_lets_through(
    project: Project,
) -> None:
    row = next(each for each in project.datasets() if each.name == "chunk")
    project.apply(changing(row, dataclasses.replace(row, filter="tag:rain len>=20")))
    clip = next(each for each in project.clips(state="picked") if each.end - each.start >= 60)
    project.apply(changing(clip, dataclasses.replace(clip, tags=("rain",))))
    plan = ProjectPlanner().update(project)
    said = {each["name"]: each for each in named(export_project(project).dataset_toml)}
    assert {each["file"] for each in said["chunk"]["windows"]} == {
        piece.file for piece in plan.pieces if piece.row.id == clip.id and piece.file[-3:] == "mp4"
    }
    for each in project.clips(state="picked"):
        lane = lanes_of(project, plan, each)[1]
        assert bool(lane.runs) == (each.id == clip.id)
        assert lane.note == (
            "" if lane.runs else "It is not read: the dataset reads tag:rain len>=20."
        )
        taken = {dataset.name for dataset, _ in plan.windows_of(each)}
        assert ("chunk" in taken) == (each.id == clip.id)
    moved = dataclasses.replace(clip, id=0, tags=("rain",))  # not picked yet
    assert lanes_of(project, plan, moved)[1].runs
    assert not lanes_of(project, plan, dataclasses.replace(moved, tags=()))[1].runs


def named(toml: Path) -> list[dict[str, Any]]:
    """What ``rushes plan`` says of each dataset, with the name of its cache folder."""
    text = tomllib.loads(toml.read_text(encoding="utf-8"))
    entries = zip(said_by_plan(toml), text["datasets"], strict=True)
    return [{**said, "name": Path(entry["cache_directory"]).name} for said, entry in entries]
