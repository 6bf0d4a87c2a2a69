"""Dataset files and facts for tests, without a disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.core.planner.cache import CacheFolder
from app.core.planner.document import Document
from app.core.planner.facts import DatasetFacts, ImageFact, Source, Sources, VideoFact
from app.core.planner.plan import Plan, Planner
from app.core.planner.rules import ARCHITECTURES, DEFAULT, Rules
from app.core.planner.schema import Config, configure

GENERAL = {"caption_extension": ".txt", "enable_bucket": True, "resolution": [384, 208]}


def config_with(*datasets: dict[str, Any], **general: object) -> Config:
    """Return a dataset file of these entries, with `GENERAL` and what is given over it."""
    data = {"general": {**GENERAL, **general}, "datasets": list(datasets)}
    return configure(Document(Path("dataset.toml"), data))


def video_entry(**keys: object) -> dict[str, object]:
    return {"video_directory": "v", "cache_directory": "c", **keys}


def image_entry(**keys: object) -> dict[str, object]:
    return {"image_directory": "i", "cache_directory": "ci", **keys}


def clips(*frames: int, size: tuple[int, int] = (1920, 1040)) -> DatasetFacts:
    """Return the facts of clips ``a.mp4``, ``b.mp4`` … of these lengths."""
    names = [f"v/{chr(97 + number)}.mp4" for number in range(len(frames))]
    return sources(
        *(Source(name, VideoFact(n, *size)) for name, n in zip(names, frames, strict=True))
    )


def pictures(*sizes: tuple[int, int]) -> DatasetFacts:
    """Return the facts of images ``a.png``, ``b.png`` … of these sizes."""
    names = [f"i/{chr(97 + number)}.png" for number in range(len(sizes))]
    return sources(
        *(Source(name, ImageFact(*size)) for name, size in zip(names, sizes, strict=True))
    )


def sources(*items: Source, cache_seen: bool = True, cached: tuple[str, ...] = ()) -> DatasetFacts:
    return DatasetFacts(Sources(items), cache_seen=cache_seen, cache=CacheFolder(cached))


def plan_of(
    config: Config,
    *facts: DatasetFacts,
    architecture: str = "wan",
    rules: Rules = DEFAULT,
) -> Plan:
    return Planner(ARCHITECTURES[architecture], rules).plan(config, facts)
