"""The recorded cases: what the real trainer did, and a plan's report put in the same form."""

from __future__ import annotations

import json
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

from app.core.planner.document import Document
from app.core.planner.facts import DatasetFacts, ImageFact, Source, Sources, VideoFact
from app.core.planner.listing import Host, captioned, list_media
from app.core.planner.schema import Config, DatasetConfig, configure

Case = dict[str, Any]
LINUX = Host(folds_case=False)  # where the cases were recorded


def load_cases(path: Path) -> list[Case]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def config_of(case: Case) -> Config:
    data = {key: value for key, value in case["config"].items() if value is not None}
    return configure(Document(Path("dataset.toml"), data))


def facts_of(case: Case, entry: DatasetConfig) -> DatasetFacts:
    """Build the facts of a dataset from the case's list of media."""
    if entry.jsonl is not None and entry.directory is None:
        media = {f"{m['dir']}/{m['file']}": m for m in case["media"]}
        key = f"{entry.kind}_path"
        paths = [row[key] for row in case["jsonl"][entry.jsonl]]
        return DatasetFacts(Sources([Source(path, fact_of(media[path])) for path in paths]))
    media = {m["file"]: m for m in case["media"] if m["dir"] == entry.directory}
    captions = {Path(name).stem + caption_of(m) for name, m in media.items() if caption_of(m)}
    names = list_media(media, entry.kind, LINUX)
    extension = entry.caption_extension
    if entry.kind == "image" and extension is not None:
        names = captioned(names, captions | set(media), extension, LINUX)
    return DatasetFacts(
        Sources(
            [
                Source(
                    f"{entry.directory}/{name}",
                    fact_of(media[name]),
                    "" if extension and Path(name).stem + extension in captions else "missing",
                )
                for name in names
            ]
        )
    )


def caption_of(media: dict[str, Any]) -> str:
    return media.get("caption", ".txt") or ""


def fact_of(media: dict[str, Any]) -> VideoFact | ImageFact:
    fault = "cannot be opened" if media.get("variant") in ("garbage", "zero", "audio") else ""
    size = media["width"], media["height"]
    if media["kind"] == "image":
        return ImageFact(*size, fault=fault)
    return VideoFact(max(0, media["decoded_frames"]), *size, fault, rate=Fraction(media["fps"]))


def compared(plan: dict[str, Any]) -> dict[str, Any]:
    """Put a plan's JSON in the form that `expected` gives; what is not known is left out."""
    errors = plan["errors"]
    stage = errors[0]["stage"] if errors else None
    result: dict[str, Any] = {"stage": stage}
    if stage in ("config", "datasets", "cache_latents", "cache_text"):
        return result
    trained = stage is None or plan["samples"] is not None
    result["datasets"] = [_dataset(dataset, trained) for dataset in plan["datasets"]]
    if trained:
        result["samples"], result["steps"] = plan["samples"], plan["steps_per_epoch"]
    return result


def _dataset(dataset: dict[str, Any], trained: bool) -> dict[str, Any]:
    result = {
        "kind": dataset["kind"],
        "windows": sorted(
            [w["file"], w["start"], w["frames"], *w["bucket"], w["cache_file"]]
            for w in dataset["windows"]
        ),
        "cache_files": dataset["cache_files"],
        "cache_batches": dataset["cache_batches"],
        "text_batches": dataset["text_batches"],
        "unused": sorted(dataset["unused"]),
    }
    if trained:
        result["samples"], result["batches"] = dataset["samples"], dataset["batches"]
        result["buckets"] = {_name(b): b["samples"] for b in dataset["buckets"]}
        result["mixed"] = sorted(_name(b) for b in dataset["buckets"] if b["mixed_shapes"])
    return result


def _name(bucket: dict[str, Any]) -> str:
    return f"{bucket['width']}x{bucket['height']}x{bucket['frames']}"


def recorded(case: Case) -> dict[str, Any]:
    """Return `expected` in the form that `compared` gives."""
    expected = case["expected"]
    stage = (expected["error"] or {}).get("stage")
    result: dict[str, Any] = {"stage": stage}
    if stage in ("config", "datasets", "cache_latents", "cache_text"):
        return result
    trained = expected["train"] is not None
    result["datasets"] = [_recorded_dataset(d, trained) for d in expected["datasets"]]
    if trained:
        result["samples"] = expected["train"]["num_train_items"]
        result["steps"] = expected["train"]["batches_per_epoch"]
    return result


def _recorded_dataset(dataset: dict[str, Any], trained: bool) -> dict[str, Any]:
    image = dataset["type"] == "image"
    result = {
        "kind": dataset["type"],
        "windows": sorted(dataset["items"]),
        "cache_files": dataset["num_cache_files"],
        "cache_batches": dataset["cache_batches"],
        "text_batches": dataset["text_batches"],
        "unused": sorted(dataset["no_items"]),
    }
    if trained:
        train = dataset["train"]
        result["samples"], result["batches"] = train["num_train_items"], train["num_batches"]
        buckets: Counter[str] = Counter()
        for name, count in train["buckets"].items():
            buckets[_plain(name, image)] += count
        result["buckets"] = dict(buckets)
        result["mixed"] = sorted(_plain(name, image) for name in train["mixed_shape_buckets"])
    return result


def _plain(name: str, image: bool) -> str:
    """Return a bucket's name with one frame for images, whose third number means nothing."""
    return f"{name.rpartition('x')[0]}x1" if image else name
