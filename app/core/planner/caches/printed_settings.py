"""A dataset's entry beside the block the trainer prints of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from app.core.planner.caches.printed import PrintedDataset
from app.core.planner.schema import DatasetConfig
from app.core.planner.windows import round_targets


def settings_of(config: DatasetConfig, theirs: PrintedDataset) -> dict[str, tuple[str, str | None]]:
    """Return the keys that decide on counts: ours, and the trainer's in the same form.

    The trainer's is None where it printed none.
    """
    printed = theirs.settings
    pairs: dict[str, tuple[str, str | None]] = {
        "resolution": (_numbers(config.resolution), _read_numbers(printed.get("resolution"))),
        "batch_size": (str(config.batch_size), printed.get("batch_size")),
        "num_repeats": (str(config.num_repeats), printed.get("num_repeats")),
        "enable_bucket": (str(config.enable_bucket), printed.get("enable_bucket")),
    }
    if config.enable_bucket:  # without buckets the trainer resets it
        key = "bucket_no_upscale"
        pairs[key] = (str(config.bucket_no_upscale), printed.get(key))
    if config.kind == "video":
        pairs |= _video_settings(config, printed)
    return pairs


def _video_settings(
    config: DatasetConfig, printed: Mapping[str, str]
) -> dict[str, tuple[str, str | None]]:
    targets = printed.get("target_frames")
    mode = printed.get("frame_extraction")
    if mode == "uniform" and printed.get("frame_sample") == "1":
        mode = "head"
    pairs: dict[str, tuple[str, str | None]] = {
        "frame_extraction": (config.mode, mode),
        "source_fps": (str(config.source_fps), printed.get("source_fps")),
    }
    if config.mode == "full":
        pairs["max_frames"] = (str(config.max_frames), printed.get("max_frames"))
    else:
        rounded = None if targets is None else _numbers(round_targets(_ints(targets)))
        pairs["target_frames"] = (_numbers(config.targets), rounded)
    if config.mode == "slide":
        pairs["frame_stride"] = (str(config.frame_stride), printed.get("frame_stride"))
    if config.mode == "uniform":
        pairs["frame_sample"] = (str(config.frame_sample), printed.get("frame_sample"))
    return pairs


def _ints(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"-?\d+", text))


def _numbers(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers))


def _read_numbers(text: str | None) -> str | None:
    return None if text is None else _numbers(_ints(text))
