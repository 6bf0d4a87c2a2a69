"""The planner's arithmetic over 30,000 clips in three datasets, media facts in memory."""

from __future__ import annotations

import copy
import dataclasses
import random
import statistics
from functools import partial
from pathlib import Path

from app.core.planner.cache import CacheFolder
from app.core.planner.dataset import DatasetPlan
from app.core.planner.document import Document
from app.core.planner.facts import DatasetFacts, Source, Sources, VideoFact
from app.core.planner.plan import Plan, Planner
from app.core.planner.schema import Config, configure
from tests.bench import Bench, cpu_seconds, row

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
