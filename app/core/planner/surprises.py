"""What the trainer does with a dataset without saying so, and what stops it after planning."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from app.core.language import tr
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
        message=tr("{sentence}.", sentence=what),
        fatal=fatal,
    )


# ------------------------------------------------------------------ what stops training later


def _fatal(plan: DatasetPlan) -> Iterator[Finding]:
    config = plan.config
    mixed = [bucket for bucket in plan.buckets or () if bucket.mixed and bucket.samples > 1]
    if mixed and config.batch_size > 1:
        sizes = listed(f"{width}x{height}" for width, height in sorted(mixed[0].shapes))
        what = tr(
            "clips cached at {sizes} meet in one batch, which cannot be stacked; "
            "write enable_bucket = true",
            sizes=sizes,
        )
        yield _warning(plan, what, key="enable_bucket", fatal=True)
    sizes_used = sorted({outcome.bucket for _, outcome, _ in plan.shapes() if outcome.runs})
    small = [size for size in sizes_used if min(size) < 8]
    odd = [size for size in sizes_used if min(size) >= 8 and any(s % SIZE_STEP for s in size)]
    if small:
        what = tr(
            "{width}x{height} is too small to be encoded; use larger pictures",
            width=small[0][0],
            height=small[0][1],
        )
        yield _warning(plan, what, key="resolution", stage="cache_latents", fatal=True)
    if odd:
        what = tr(
            "{width}x{height} is no multiple of {step} and training stops on it; write "
            "enable_bucket = true or a resolution divisible by {step}",
            width=odd[0][0],
            height=odd[0][1],
            step=SIZE_STEP,
        )
        yield _warning(plan, what, key="resolution", fatal=True)
    if config.kind == "image" and config.multiple_target:
        what = tr("multiple_target is for Qwen-Image-Layered only; remove it")
        yield _warning(plan, what, key="multiple_target", stage="cache_latents", fatal=True)
    yield from _framepack(plan)


def _framepack(plan: DatasetPlan) -> Iterator[Finding]:
    if not plan.architecture.sections:
        return
    if plan.config.kind == "image":
        if not len(plan.facts.sources):
            return  # of an empty folder nothing is cached, and nothing stops
        what = tr("FramePack trains single pictures only with --one_frame and control images")
        yield _warning(plan, what, stage="cache_latents", fatal=True)
        return
    least = plan.config.fp_latent_window_size * 4 + 1
    short = {f for _, outcome, _ in plan.shapes() for _, f in outcome.runs if f < least}
    if short:
        what = tr(
            "windows of {short} frames are too short for FramePack; it needs {least}",
            short=min(short),
            least=least,
        )
        yield _warning(plan, what, key="target_frames", stage="cache_latents", fatal=True)


# ------------------------------------------------------------------ settings that surprise


def _lengths(plan: DatasetPlan) -> Iterator[Finding]:
    config = plan.config
    if config.num_repeats < 1:
        what = tr(
            "num_repeats is {num_repeats} and the dataset trains nothing; write 1 or more",
            num_repeats=config.num_repeats,
        )
        yield _warning(plan, what, key="num_repeats")
    if config.kind == "image":
        return
    if config.frame_extraction == "uniform" and config.frame_sample == 1:
        what = tr(
            "uniform with frame_sample 1 (or none) becomes head; write frame_sample = 2 or more"
        )
        yield _warning(plan, what, key="frame_sample")
    if config.mode == "full":
        if "target_frames" in config.stated:
            yield _warning(
                plan, tr("full ignores target_frames; use max_frames"), key="target_frames"
            )
        return
    changed = sorted(set(config.target_frames) - set(config.targets))
    if changed:
        what = tr(
            "target_frames {written} are rounded down: {targets} is used; write lengths of 4n + 1",
            written=changed,
            targets=list(config.targets),
        )
        yield _warning(plan, what, key="target_frames")
    if config.mode == "slide" and config.frame_stride == 1:
        what = tr(
            "slide with frame_stride 1 (or none) takes a window at every frame; "
            "write frame_stride = 8 or so"
        )
        yield _warning(plan, what, key="frame_stride")
    if config.mode == "chunk" and 1 in config.targets:
        what = tr("chunk with a target of 1 makes every frame a sample; remove the 1")
        yield _warning(plan, what, key="target_frames")


def _sizes(plan: DatasetPlan) -> Iterator[Finding]:
    config = plan.config
    if "resolution" not in config.stated:
        width, height = config.resolution
        yield _warning(
            plan,
            tr("no resolution is given: {width}x{height} is used", width=width, height=height),
            key="resolution",
        )
    if config.kind == "image" or plan.windower is None:
        return
    caching = plan.windower.caching
    if not config.enable_bucket and len(caching.candidates) > 1:
        what = tr(
            "videos are cached at the nearest bucket although enable_bucket is off; "
            "write enable_bucket = true, so that later versions of the trainer do the "
            "same"
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
            what = tr(
                "{small}: enlarged, as bucket_no_upscale does nothing for videos",
                small=listed(small),
            )
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
        what = tr(
            "{files}: {rate:.6g} frames per second taken as {taken:g}, so that motion is "
            "{times:.2f} times as fast; export at {target:g}",
            files=listed(sorted(files)),
            rate=float(rate),
            taken=taken,
            times=taken / float(rate),
            target=target,
        )
        yield _warning(plan, what, key="source_fps", file=min(files))
    if taken < target:
        what = tr(
            "source_fps {taken:g} is below {target:g}, and frames are not repeated: "
            "motion is too fast",
            taken=taken,
            target=target,
        )
        yield _warning(plan, what, key="source_fps")


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
        what = tr("{files}: {why}", files=listed(sorted(files)), why=tr(NOTES[note]))
        found_file = _warning(plan, what, file=min(files), stage="cache_latents")
        yield replace(found_file, note=note)
    if plan.unused:
        what = tr("{unused}: no window; only the caption is cached", unused=listed(plan.unused))
        yield _warning(plan, what, file=plan.unused[0], key="target_frames")


def _pattern(plan: DatasetPlan) -> Iterator[Finding]:
    place = plan.config.cache_place or ""
    if re.search(r"[\[\]*?]", place):
        if plan.facts.cache_seen:
            what = tr(
                'training takes "{folder}" for a pattern and may see other folders\' files too; '
                "rename the folder",
                folder=place,
            )
        else:
            what = tr(
                'training takes "{folder}" for a pattern and sees none of its files, only those '
                "of folders that fit it; rename the folder",
                folder=place,
            )
        yield _warning(plan, what, key="cache_directory")
