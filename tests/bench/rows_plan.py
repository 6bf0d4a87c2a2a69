"""The planner's arithmetic over 30,000 clips in three datasets, media facts in memory."""

from __future__ import annotations

import contextlib
import copy
import dataclasses
import random
import shutil
import statistics
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from app.core.cache import Cache
from app.core.export.films import Films
from app.core.export.planned import ProjectPlan
from app.core.export.project_plan import ProjectPlanner
from app.core.library.edits import changing
from app.core.library.model import Clip, Dataset
from app.core.library.project import Project
from app.core.library.sources import add_film
from app.core.media.geometry import Crop
from app.core.planner.cache import CacheFolder
from app.core.planner.dataset import DatasetPlan
from app.core.planner.document import Document
from app.core.planner.facts import DatasetFacts, Source, Sources, VideoFact
from app.core.planner.plan import Plan, Planner
from app.core.planner.schema import Config, configure
from tests.bench import Bench, cpu_seconds, row
from tests.bench.media import DEMO

CLIPS = 30_000
FILE = {
    "general": {"caption_extension": ".txt", "enable_bucket": True, "batch_size": 2},
    "datasets": [
        {
            "video_directory": "clips",
            "cache_directory": "cache_0",
            "resolution": [768, 416],
            "frame_extraction": "head",
            "target_frames": [1, 21],
        },
        {
            "video_directory": "clips",
            "cache_directory": "cache_1",
            "resolution": [384, 208],
            "frame_extraction": "uniform",
            "target_frames": [45],
            "frame_sample": 2,
        },
        {
            "video_directory": "films",
            "cache_directory": "cache_2",
            "resolution": [640, 352],
            "frame_extraction": "slide",
            "target_frames": [33],
            "frame_stride": 16,
            "source_fps": 24.0,
        },
    ],
}


def config() -> Config:
    return configure(Document(Path("dataset.toml"), copy.deepcopy(FILE)))


def clips(folder: str, frames: tuple[int, int], seed: int) -> DatasetFacts:
    """Return facts of clips of random length, in five sizes."""
    drawn = random.Random(seed)
    sizes = [(1920, 1040), (1920, 800), (1280, 720), (1080, 1920), (720, 576)]
    return DatasetFacts(
        Sources(
            [
                Source(
                    f"{folder}/film_{number:07d}.mp4",
                    VideoFact(drawn.randint(*frames), *drawn.choice(sizes)),
                )
                for number in range(CLIPS)
            ]
        )
    )


def cached(plan: DatasetPlan) -> DatasetFacts:
    """Return the facts of a dataset whose caching has run."""
    return dataclasses.replace(plan.facts, cache=CacheFolder(tuple(plan.cache_names())))


def whole(plan: Plan) -> int:
    """Ask for everything a plan can tell; return its samples."""
    for dataset in plan.datasets:
        assert len(dataset.windows) + len(dataset.unused) + len(dataset.dropped) >= CLIPS
    assert plan.warnings and not plan.leftovers
    return plan.samples or 0


def shown(plan: Plan) -> int:
    """Ask for what the window shows after an edit: sums, losses, warnings, errors."""
    for dataset in plan.datasets:
        assert len(dataset.unused) <= len(dataset.dropped)
    assert plan.warnings
    return plan.samples or 0


@row(
    "plan_whole",
    target=1.0,
    unit="s",
    limit="30,000 clips x 3 datasets, every window, loss and warning",
    at_most=True,
)
def plan_whole(bench: Bench) -> float:
    def plan(seed: int) -> float:
        short, long = clips("clips", (30, 120), seed), clips("films", (20, 300), seed + 100)
        return cpu_seconds(lambda: whole(Planner().plan(config(), [short, short, long])))

    return statistics.median(plan(seed) for seed in range(bench.rounds))


@row(
    "plan_edit",
    target=50.0,
    unit="ms",
    limit="the same after one clip or one target length changed: the worse of the two",
    at_most=True,
)
def plan_edit(bench: Bench) -> float:
    planner = Planner()
    short, long = clips("clips", (30, 120), 1), clips("films", (20, 300), 2)
    facts = [cached(dataset) for dataset in planner.plan(config(), [short, short, long]).datasets]
    shown(planner.plan(config(), facts))
    edits = [
        max(
            cpu_seconds(partial(change_clip, planner, facts, number)),
            cpu_seconds(partial(change_target, planner, facts, number)),
        )
        for number in range(max(5, bench.rounds))
    ]
    return statistics.median(edits) * 1000


def change_clip(planner: Planner, facts: list[DatasetFacts], number: int) -> None:
    """Replan after a clip that two datasets hold got another length and size."""
    changed = Source(f"clips/film_{number:07d}.mp4", VideoFact(99, 1280, 720))
    first, second = (part.with_source(number, changed) for part in facts[:2])
    shown(planner.plan(config(), [first, second, facts[2]]))


def change_target(planner: Planner, facts: list[DatasetFacts], number: int) -> None:
    """Replan after a dataset got another target length."""
    edited = config().document.data
    edited["datasets"][0]["target_frames"] = [1, 25 + 4 * number]
    shown(planner.plan(configure(Document(Path("dataset.toml"), edited)), facts))


# ---------------------------------------------------------------- a project, without exporting

DATASETS = (
    Dataset(position=0, name="short", kind="video", resolution=(768, 416), target_frames=(1, 21)),
    Dataset(
        position=1,
        name="long",
        kind="video",
        resolution=(384, 208),
        target_frames=(45,),
        frame_extraction="uniform",
        frame_sample=2,
    ),
    Dataset(
        position=2,
        name="slide",
        kind="video",
        resolution=(640, 352),
        target_frames=(33,),
        frame_extraction="slide",
        frame_stride=16,
    ),
)


@contextlib.contextmanager
def project_of_clips(folder: Path) -> Iterator[tuple[Project, Films]]:
    """Yield a project of 30,000 clips of one film in three datasets, with the film's index."""
    shutil.rmtree(folder, ignore_errors=True)
    drawn = random.Random(7)
    crops = [None, Crop(1280, 544, 0, 88), Crop(720, 720, 280, 0), Crop(405, 720, 400, 0)]
    with Project.create(folder, "Bench") as project:
        film = add_film(project, DEMO, cache=Cache(folder / "cache"))
        spans = [(start, drawn.randint(12, 160)) for start in range(1500)] * (CLIPS // 1500)
        project.add(
            [
                Clip(
                    source=film.id,
                    start=start,
                    end=start + length + number % 41,
                    crop=drawn.choice(crops),
                    caption="x",
                )
                for number, (start, length) in enumerate(spans)
            ]
        )
        project.add(DATASETS)
        films = Films(Cache(folder / "cache"))
        films.load(project, project.sources())
        yield project, films


def told(plan: ProjectPlan) -> int:
    """Ask for what the window shows after an edit."""
    assert not plan.unavailable and len(plan.datasets) == len(DATASETS)
    return shown(plan.plan)


@row(
    "project_plan",
    target=1.0,
    unit="s",
    limit="30,000 clips x 3 datasets from the project, the film's index in memory",
    at_most=True,
)
def project_plan(bench: Bench) -> float:
    with project_of_clips(bench.folder / "project_plan") as (project, films):
        return statistics.median(
            cpu_seconds(lambda: told(ProjectPlanner(films).update(project)))
            for _ in range(bench.rounds)
        )


@row(
    "project_plan_edit",
    target=50.0,
    unit="ms",
    limit="the same after one clip got another end, crop or caption, or left: the worst of them",
    at_most=True,
)
def project_plan_edit(bench: Bench) -> float:
    with project_of_clips(bench.folder / "project_plan") as (project, films):
        planner = ProjectPlanner(films)
        told(planner.update(project))
        kinds: list[dict[str, object]] = [
            {"end": 1700},
            {"crop": Crop(640, 640, 0, 0)},
            {"caption": "y"},
            {"state": "rejected"},
        ]
        return max(
            statistics.median(
                edit_clip(planner, project, 100 + 977 * number, fields)
                for number in range(max(5, bench.rounds))
            )
            for fields in kinds
        )


@row(
    "project_plan_some_edit",
    target=50.0,
    unit="ms",
    limit="the same where one of the datasets reads only some clips: end, tags or caption",
    at_most=True,
)
def project_plan_some_edit(bench: Bench) -> float:
    with project_of_clips(bench.folder / "project_plan") as (project, films):
        planner = ProjectPlanner(films)
        first = project.datasets()[0]
        some = dataclasses.replace(first, filter='len>=45 tag:none source:"rabbit" or "x"')
        project.apply(changing(first, some))
        told(planner.update(project))
        kinds: list[dict[str, object]] = [{"end": 1700}, {"tags": ("rain",)}, {"caption": "y"}]
        return max(
            statistics.median(
                edit_clip(planner, project, 100 + 977 * number, fields)
                for number in range(max(5, bench.rounds))
            )
            for fields in kinds
        )


def edit_clip(
    planner: ProjectPlanner, project: Project, number: int, fields: dict[str, object]
) -> float:
    """Return the CPU time in ms of replanning after a clip got other fields; take it back."""
    before = project.clip(number)
    after = dataclasses.replace(before, **fields)  # type: ignore[arg-type]
    edit = project.apply(changing(before, after))
    taken = cpu_seconds(lambda: told(planner.update(project, edit))) * 1000
    planner.update(project, project.apply(changing(after, before)))
    return taken
