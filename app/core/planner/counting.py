"""Counting one dataset: from what lies on disk to batches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from app.core.language import tr
from app.core.planner.dataset import Bucket, DatasetPlan, Size
from app.core.planner.facts import CAPTION_FAULTS, DatasetFacts
from app.core.planner.findings import Finding, Stage, listed
from app.core.planner.outcome import Outcome, Windower
from app.core.planner.rules import Architecture
from app.core.planner.schema import DatasetConfig
from app.core.planner.windows import Refused

Group = tuple[Size, int]  # size, frames


def plan_dataset(
    index: int,
    config: DatasetConfig,
    facts: DatasetFacts,
    architecture: Architecture,
    windower: Windower | Refused,
) -> DatasetPlan:
    """Return the plan of one dataset.

    Args:
        index: Its place in the file, from 0.
        config: Its entry.
        facts: What lies on disk.
        architecture: Whose rules apply.
        windower: What becomes of its sources, or why the trainer stops before it opens one.
    """
    errors = tuple(_building(index, config, facts))
    if not errors and isinstance(windower, Refused):
        errors = (_error(index, "cache_latents", str(windower), windower.key),)
    if errors or isinstance(windower, Refused):
        return DatasetPlan(index, config, facts, architecture, errors=errors)
    plan = DatasetPlan(index, config, facts, architecture, windower)
    tally = _tally(plan)
    size = config.batch_size
    return DatasetPlan(
        index,
        config,
        facts,
        architecture,
        windower,
        errors=(*_caching(plan, tally), *_training(plan)),
        cache_files=tally.files,
        cache_batches=_batches(tally.batched.values(), size),
        text_batches=_batches([len(facts.sources)], size),
        buckets=tuple(tally.buckets(size)) if size > 0 else None,
    )


def _batches(counts: Iterable[int], size: int) -> int | None:
    return sum(-(-count // size) for count in counts) if size > 0 else None


# ------------------------------------------------------------------ counts


@dataclass
class Tally:
    """Running counts of a dataset."""

    files: int = 0
    batched: Counter[Group] = field(default_factory=Counter)
    groups: Counter[Group] = field(default_factory=Counter)
    shapes: dict[Group, set[Size]] = field(default_factory=dict)

    def cached(self, outcome: Outcome, times: int) -> None:
        """Count the windows of ``times`` sources of one outcome."""
        for _, frames in outcome.runs:
            self.batched[outcome.bucket, frames] += times

    def trained(self, outcome: Outcome, frames: int, samples: int) -> None:
        """Count samples that training sees."""
        group = (outcome.group, frames)
        self.groups[group] += samples
        self.shapes.setdefault(group, set()).add(outcome.bucket)

    def buckets(self, batch_size: int) -> Iterator[Bucket]:
        """Yield what training draws from, in its order."""
        for group, samples in sorted(self.groups.items()):
            (width, height), frames = group
            batches = -(-samples // batch_size)
            yield Bucket(width, height, frames, samples, batches, frozenset(self.shapes[group]))


def _tally(plan: DatasetPlan) -> Tally:
    tally = Tally()
    special = plan.facts.sources.special
    for _, outcome, members in plan.shapes():
        if outcome.refused:
            continue
        tally.cached(outcome, len(members))
        alone = len(members) - len(special.intersection(members)) if special else len(members)
        for _, (_, frames) in outcome.distinct if alone else ():
            _count_files(plan, tally, outcome, frames, alone)
    _tally_special(plan, tally)
    return tally


def _tally_special(plan: DatasetPlan, tally: Tally) -> None:
    """Count the sources whose cache files may be one another's, name by name."""
    sources = plan.facts.sources
    seen: set[str] = set()
    for place in sorted(sources.special):
        source = sources.items[place]
        outcome = plan.outcome(source)
        for suffix, (_, frames) in outcome.distinct:
            name = sources.folded(source.stem + suffix)
            if name not in seen:
                seen.add(name)
                hidden = source.stem.startswith(".")  # training's glob passes over such names
                _count_files(plan, tally, outcome, frames, 1, seen=not hidden)


def _count_files(
    plan: DatasetPlan, tally: Tally, outcome: Outcome, frames: int, times: int, *, seen: bool = True
) -> None:
    assert plan.windower is not None
    files = times * plan.windower.sections(frames)
    tally.files += files
    if seen and plan.facts.cache_seen:
        tally.trained(outcome, frames, files * max(0, plan.config.num_repeats))


# ------------------------------------------------------------------ errors


def _error(
    index: int, stage: Stage, what: str, key: str = "", *, file: str | None = None
) -> Finding:
    return Finding(
        stage=stage,
        dataset=index,
        key=key or None,
        file=file,
        message=tr("{sentence}.", sentence=what),
        fatal=True,
    )


def _building(index: int, config: DatasetConfig, facts: DatasetFacts) -> Iterator[Finding]:
    """Yield where the trainer stops while it builds the dataset."""
    yield from facts.errors
    if config.directory is None and config.jsonl is None:
        yield _error(
            index,
            "datasets",
            tr("it names no files; add image_directory, video_directory or a JSONL"),
        )
    elif config.kind == "video" and config.mode == "head" and not config.targets:
        yield _error(
            index,
            "datasets",
            tr("target_frames is empty; write lengths such as [45]"),
            "target_frames",
        )


def _caching(plan: DatasetPlan, tally: Tally) -> Iterator[Finding]:
    """Yield where the trainer stops while it caches pictures or captions."""
    index, config = plan.index, plan.config
    if config.cache_place is None:
        what = tr("a JSONL needs a folder for its cache; add cache_directory")
        yield _error(index, "cache_latents", what, "cache_directory")
    yield from _refusals(plan)
    yield from _caption_faults(plan)
    if config.batch_size < 1:
        stage: Stage = "cache_latents" if tally.batched else "cache_text"
        what = tr(
            "batch_size is {batch_size} and caching would never end; write 1 or more",
            batch_size=config.batch_size,
        )
        yield _error(index, stage, what, "batch_size")


def _refusals(plan: DatasetPlan) -> Iterator[Finding]:
    found: dict[tuple[str, str], list[str]] = {}
    for _, outcome, members in plan.shapes():
        if outcome.refused:
            files = found.setdefault((outcome.key, outcome.refused), [])
            files += plan.facts.sources.files(members)
    for (key, why), files in found.items():
        what = why if key else tr("{files}: {why}", files=listed(sorted(files)), why=why)
        yield _error(plan.index, "cache_latents", what, key, file=None if key else min(files))


def _caption_faults(plan: DatasetPlan) -> Iterator[Finding]:
    found: dict[str, list[str]] = {}
    for traits, places in plan.facts.sources.traits.items():
        if traits.caption_fault:
            found.setdefault(traits.caption_fault, []).extend(plan.facts.sources.files(places))
    for fault, files in found.items():
        extension = plan.config.caption_extension or ""
        if fault == "missing" and not extension.startswith("."):
            what = _no_captions(extension)
            yield _error(plan.index, "cache_latents", what, "caption_extension")
            continue  # the file's fault, not the clips'
        what = tr("{files}: {why}", files=listed(sorted(files)), why=tr(CAPTION_FAULTS[fault]))
        if fault == "missing":
            what = tr(
                '{files}: no caption file ("{extension}" beside it); write one or move it away',
                files=listed(sorted(files)),
                extension=extension,
            )
        key = "caption_extension" if fault == "missing" else ""
        yield _error(plan.index, "cache_latents", what, key, file=min(files))


def _no_captions(extension: str) -> str:
    if not extension:
        return tr('no caption is found; write caption_extension = ".txt" under [general]')
    return tr(
        'no caption is found; caption_extension must begin with a dot: write ".{extension}"',
        extension=extension,
    )


def _training(plan: DatasetPlan) -> Iterator[Finding]:
    """Yield where training stops on the names of this dataset's cache files."""
    lengths = {run[1] for _, outcome, _ in plan.shapes() for run in outcome.runs}
    if lengths and min(lengths) < 0 and plan.facts.cache_seen:
        key = "max_frames" if plan.config.mode == "full" else "target_frames"
        what = tr(
            "{key} makes windows of {lengths} frames, and training cannot read the names "
            "of their cache files; write 1 or more",
            key=key,
            lengths=min(lengths),
        )
        yield _error(plan.index, "train", what, key)
