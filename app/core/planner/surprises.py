"""What the trainer does with a dataset without saying so, and what stops it after planning."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from app.core.planner.facts import NOTES
from app.core.planner.findings import Finding, Stage, listed
from app.core.planner.rules import SIZE_STEP

if TYPE_CHECKING:
    from app.core.planner.dataset import DatasetPlan

_NEAR = Fraction(1, 100)  # a rate within 1 % is the rate meant (24000/1001 for 24)


def find_surprises(plan: DatasetPlan) -> list[Finding]:
    """Return the warnings of one dataset: what stops training later, losses, surprises."""
    found = [*plan.facts.warnings]
    if plan.windower is None:
        return found
    found += _fatal(plan)
    found += plan.collisions
    for group in (_lengths, _sizes, _rates, _files, _pattern):
        found += group(plan)
    return found


def _warning(
    plan: DatasetPlan,
    what: str,
    *,
    key: str | None = None,
    file: str | None = None,
    stage: Stage = "train",
    fatal: bool = False,
) -> Finding:
    return Finding(
        stage=stage,
        dataset=plan.index,
        key=key,
        file=file,
        message=f"{what}.",
        fatal=fatal,
    )


# ------------------------------------------------------------------ what stops training later


def _fatal(plan: DatasetPlan) -> Iterator[Finding]:
    config = plan.config
    mixed = [bucket for bucket in plan.buckets or () if bucket.mixed and bucket.samples > 1]
    if mixed and config.batch_size > 1:
        sizes = listed(f"{width}x{height}" for width, height in sorted(mixed[0].shapes))
        what = f"clips cached at {sizes} meet in one batch, which cannot be stacked"
        yield _warning(plan, f"{what}; write enable_bucket = true", key="enable_bucket", fatal=True)
    sizes_used = sorted({outcome.bucket for _, outcome, _ in plan.shapes() if outcome.runs})
    small = [size for size in sizes_used if min(size) < 8]
    odd = [size for size in sizes_used if min(size) >= 8 and any(s % SIZE_STEP for s in size)]
    if small:
        what = f"{small[0][0]}x{small[0][1]} is too small to be encoded; use larger pictures"
        yield _warning(plan, what, key="resolution", stage="cache_latents", fatal=True)
    if odd:
        what = (
            f"{odd[0][0]}x{odd[0][1]} is no multiple of {SIZE_STEP} and training stops on it; "
            f"write enable_bucket = true or a resolution divisible by {SIZE_STEP}"
        )
        yield _warning(plan, what, key="resolution", fatal=True)
    if config.kind == "image" and config.multiple_target:
        what = "multiple_target is for Qwen-Image-Layered only; remove it"
        yield _warning(plan, what, key="multiple_target", stage="cache_latents", fatal=True)
    yield from _framepack(plan)


def _framepack(plan: DatasetPlan) -> Iterator[Finding]:
    if not plan.architecture.sections:
        return
    if plan.config.kind == "image":
        if not len(plan.facts.sources):
            return  # of an empty folder nothing is cached, and nothing stops
        what = "FramePack trains single pictures only with --one_frame and control images"
        yield _warning(plan, what, stage="cache_latents", fatal=True)
        return
    least = plan.config.fp_latent_window_size * 4 + 1
    short = {f for _, outcome, _ in plan.shapes() for _, f in outcome.runs if f < least}
    if short:
        what = f"windows of {min(short)} frames are too short for FramePack; it needs {least}"
        yield _warning(plan, what, key="target_frames", stage="cache_latents", fatal=True)


# ------------------------------------------------------------------ settings that surprise


def _lengths(plan: DatasetPlan) -> Iterator[Finding]:
    config = plan.config
    if config.num_repeats < 1:
        what = (
            f"num_repeats is {config.num_repeats} and the dataset trains nothing; write 1 or more"
        )
        yield _warning(plan, what, key="num_repeats")
    if config.kind == "image":
        return
    if config.frame_extraction == "uniform" and config.frame_sample == 1:
        what = "uniform with frame_sample 1 (or none) becomes head; write frame_sample = 2 or more"
        yield _warning(plan, what, key="frame_sample")
    if config.mode == "full":
        if "target_frames" in config.stated:
            yield _warning(plan, "full ignores target_frames; use max_frames", key="target_frames")
        return
    changed = sorted(set(config.target_frames) - set(config.targets))
    if changed:
        written = f"target_frames {changed} are rounded down: {list(config.targets)} is used"
        yield _warning(plan, f"{written}; write lengths of 4n + 1", key="target_frames")
    if config.mode == "slide" and config.frame_stride == 1:
        what = "slide with frame_stride 1 (or none) takes a window at every frame"
        yield _warning(plan, f"{what}; write frame_stride = 8 or so", key="frame_stride")
    if config.mode == "chunk" and 1 in config.targets:
        what = "chunk with a target of 1 makes every frame a sample; remove the 1"
        yield _warning(plan, what, key="target_frames")


def _sizes(plan: DatasetPlan) -> Iterator[Finding]:
    config = plan.config
    if "resolution" not in config.stated:
        width, height = config.resolution
        yield _warning(plan, f"no resolution is given: {width}x{height} is used", key="resolution")
    if config.kind == "image" or plan.windower is None:
        return
    caching = plan.windower.caching
    if not config.enable_bucket and len(caching.candidates) > 1:
        what = (
            "videos are cached at the nearest bucket although enable_bucket is off; write "
            "enable_bucket = true, so that later versions of the trainer do the same"
        )
        yield _warning(plan, what, key="enable_bucket")
    if config.enable_bucket and config.bucket_no_upscale and not caching.keeps_small:
        places = [
            place
            for shape, outcome, members in plan.shapes()
            if outcome.runs and caching.enlarges((shape.width, shape.height))
            for place in members
        ]
        if places:
            small = plan.facts.sources.files(places)
            what = f"{listed(small)}: enlarged, as bucket_no_upscale does nothing for videos"
            found = _warning(plan, what, key="bucket_no_upscale", file=small[0])
            yield replace(found, mild=True)


def _rates(plan: DatasetPlan) -> Iterator[Finding]:
    """Yield the clips whose own rate is not the one their frames are taken for."""
    if plan.config.kind == "image":
        return
    declared, target = plan.config.source_fps, plan.architecture.rate
    taken = target if declared is None else declared
    if not 0 < taken < math.inf:
        return
    for rate, files in sorted(_other_rates(plan, Fraction(taken)).items()):
        what = (
            f"{listed(sorted(files))}: {float(rate):.6g} frames per second taken as {taken:g}, so "
            f"that motion is {taken / float(rate):.2f} times as fast; export at {target:g}"
        )
        yield _warning(plan, what, key="source_fps", file=min(files))
    if taken < target:
        what = f"source_fps {taken:g} is below {target:g}, and frames are not repeated"
        yield _warning(plan, f"{what}: motion is too fast", key="source_fps")


def _other_rates(plan: DatasetPlan, taken: Fraction) -> dict[Fraction, list[str]]:
    found: dict[Fraction, list[str]] = {}
    for traits, places in plan.facts.sources.traits.items():
        rate = Fraction(*traits.rate) if traits.rate else taken
        if abs(rate / taken - 1) > _NEAR:
            found.setdefault(rate, []).extend(plan.facts.sources.files(places))
    return found


# ------------------------------------------------------------------ files and folders


def _files(plan: DatasetPlan) -> Iterator[Finding]:
    found: dict[str, list[str]] = {}
    for traits, places in plan.facts.sources.traits.items():
        for note in traits.notes:
            found.setdefault(note, []).extend(plan.facts.sources.files(places))
    for note, files in found.items():
        what = f"{listed(sorted(files))}: {NOTES[note]}"
        yield _warning(plan, what, file=min(files), stage="cache_latents")
    if plan.unused:
        what = f"{listed(plan.unused)}: no window; only the caption is cached"
        yield _warning(plan, what, file=plan.unused[0], key="target_frames")


def _pattern(plan: DatasetPlan) -> Iterator[Finding]:
    place = plan.config.cache_place or ""
    if re.search(r"[\[\]*?]", place):
        effect = (
            "may see other folders' files too"
            if plan.facts.cache_seen
            else "sees none of its files, only those of folders that fit it"
        )
        what = f'training takes "{place}" for a pattern and {effect}; rename the folder'
        yield _warning(plan, what, key="cache_directory")
