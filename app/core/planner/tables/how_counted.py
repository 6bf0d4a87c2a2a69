"""How each number of the ledger was counted, as a sentence that repeats the sum.

Pure, and asked for one cell at a time: it walks through the shapes of a dataset.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.amounts import counted
from app.core.planner.costs.cost import unknown
from app.core.planner.dataset import DatasetPlan
from app.core.planner.ledger import Row
from app.core.planner.plan import Plan
from app.core.planner.rules import FRAME_STEP
from app.core.planner.tables.ledger_table import Column, LedgerTable, Line, percent, with_error

if TYPE_CHECKING:
    from app.core.planner.costs.cost import Costs, Estimate

_TRAINED = (Column.SAMPLES, Column.BATCHES, Column.SHARE)
_UNKNOWN = "Not known: training is not reached, because the dataset has an error."


@dataclass(frozen=True, slots=True)
class Cut:
    """What the caching step cuts for one bucket.

    Attributes:
        sources: Clips or stills that have a window in it.
        least: Windows of each, at least; at most ``most``.
        inside: Windows that overwrite another of the same clip.
        sections: Cache files of each window; more than 1 with FramePack only.
    """

    sources: int
    least: int
    most: int
    inside: int
    sections: int


def cut_of(plan: DatasetPlan, row: Row) -> Cut:
    """Return what the caching step cuts of a dataset for a row."""
    size, counts, inside = (row.width, row.height), [], 0
    for _, outcome, members in plan.shapes():
        if outcome.group != size:
            continue
        windows = sum(frames == row.frames for _, frames in outcome.runs)
        if windows:
            files = sum(frames == row.frames for _, (_, frames) in outcome.distinct)
            counts.append((windows, len(members)))
            inside += (windows - files) * len(members)
    numbers = [windows for windows, _ in counts] or [0]
    sections = plan.windower.sections(row.frames) if plan.windower else 1
    return Cut(sum(n for _, n in counts), min(numbers), max(numbers), inside, sections)


def how_counted(plan: Plan, table: LedgerTable, line: Line, column: Column, costs: Costs) -> str:
    """Return how the number in a cell was counted.

    Args:
        plan: It.
        table: Its ledger.
        line: One of the table.
        column: The cell's.
        costs: What steps cost.
    """
    if column in (Column.GIB, Column.SECONDS) and not costs.known:
        return unknown(costs)
    row = line.row
    if row is None:
        return _of_sums(table, line, column)
    if column in _TRAINED and line.samples is None:
        return _UNKNOWN
    if column == Column.SHARE:
        return _share(table, line)
    if column in (Column.GIB, Column.SECONDS):
        return _cost(line, column, costs)
    return _CUT[column](plan.datasets[row.dataset], row)


def tokens_sum(row: Row) -> str:
    """Return e.g. ``(21 − 1) / 4 + 1 = 6 latent frames × 48 × 26 = 7,488 tokens``."""
    latent = (row.frames - 1) // FRAME_STEP + 1
    frames = (
        f"({row.frames:,} − 1) / {FRAME_STEP} + 1 = {latent:,} latent frames"
        if row.frames > 1
        else "1 latent frame"
    )
    if row.section:
        frames = f"A section of {counted(row.section, 'latent frame')}, without what is before it,"
    sentence = f"{frames} × {row.width // 16} × {row.height // 16} = {row.tokens:,} tokens"
    batch = row.step_tokens // row.tokens if row.tokens else 1
    if batch > 1:
        sentence += f"; × batch of {batch:,} = {row.step_tokens:,} tokens in a step"
    return sentence


def _noun(row: Row) -> str:
    return "still" if row.kind == "image" else "clip"


def _dataset(plan: DatasetPlan, row: Row) -> str:
    noun = _noun(row)
    extraction = f", {plan.config.mode}" if row.kind == "video" else ""
    place = f"\n{plan.facts.place}" if plan.facts.place else ""
    return f"{row.name}: {counted(len(plan.facts.sources), noun)}{extraction}{place}"


def _size(plan: DatasetPlan, row: Row) -> str:
    width, height = plan.config.resolution
    wanted = f"resolution = [{width}, {height}]"
    if (width, height) == (row.width, row.height):
        return f"As {wanted} has it."
    plural = f"{_noun(row)}s"
    if not (plan.config.enable_bucket or row.kind == "video"):
        return f"{wanted}, without buckets."
    shapes = sorted(
        {
            (shape.width, shape.height)
            for shape, outcome, _ in plan.shapes()
            if outcome.group == (row.width, row.height)
        }
    )
    of = f"{plural} of {shapes[0][0]}×{shapes[0][1]}" if len(shapes) == 1 else f"these {plural}"
    if plan.config.bucket_no_upscale and row.width * row.height < width * height:
        return f"{wanted}, but {of} are smaller and not enlarged: each side rounded down to 16."
    return (
        f"{wanted} is an area of {width * height:,} pixels: of the sizes in steps of 16 with at "
        f"most that area, {row.width}×{row.height} is nearest to the shape of {of}."
    )


def _frames(plan: DatasetPlan, row: Row) -> str:
    if row.kind == "image":
        return "A still is one frame."
    if plan.config.mode == "full":
        most = plan.config.max_frames
        return f"full takes all of a clip, at most {most:,} frames, rounded down to 4n + 1."
    return f"One of target_frames = {list(plan.config.targets)}, each rounded down to 4n + 1."


def _windows(plan: DatasetPlan, row: Row) -> str:
    """Return e.g. ``240 clips × 2 windows of 45 frames``."""
    cut = cut_of(plan, row)
    sources = counted(cut.sources, _noun(row))
    if len(plan.facts.sources) > cut.sources:
        sources = f"{cut.sources:,} of {counted(len(plan.facts.sources), _noun(row))}"
    if row.kind == "image":
        return f"{sources}, one window each,"
    frames = counted(row.frames, "frame")
    if cut.least == cut.most:
        return f"{sources} × {counted(cut.most, 'window')} of {frames}"
    return f"{sources} with {cut.least:,}–{cut.most:,} windows of {frames} each"


def _all_windows(plan: DatasetPlan, row: Row) -> str:
    return f"{_windows(plan, row)} = {row.windows:,}"


def _collide(plan: DatasetPlan, row: Row) -> str:
    if not row.collisions:
        return "None: every window has a cache file of its own."
    inside = min(row.collisions, cut_of(plan, row).inside)
    parts = []
    if inside:
        parts.append(
            f"{inside:,} begin at the same frame as another window of their clip, so both have the "
            "same cache file"
        )
    if row.collisions > inside:
        others = row.collisions - inside
        parts.append(f"{others:,} have the cache file of another file of the same name")
    return f"{'; '.join(parts)}. What is written last is trained."


def _repeats(row: Row) -> str:
    if row.repeats < 1:
        return f"num_repeats = {row.repeats}: nothing of it is trained."
    times = "once" if row.repeats == 1 else f"{row.repeats:,} times"
    return f"num_repeats = {row.repeats}: each is trained {times} per epoch."


def _samples(plan: DatasetPlan, row: Row) -> str:
    cut = cut_of(plan, row)
    sentence, factors = _windows(plan, row), ""
    if row.collisions:
        sentence += f" − {row.collisions:,} that share a cache file"
    if cut.sections > 1:
        factors += f" × {cut.sections} sections of each"
    if row.repeats != 1:
        factors += f" × {counted(row.repeats, 'repeat')}"
    if factors:
        sentence = f"({sentence}){factors}" if row.collisions else f"{sentence}{factors}"
    total = (row.windows - row.collisions) * cut.sections * max(0, row.repeats)
    if total == row.samples:
        return f"{sentence} = {row.samples:,}"
    return f"{sentence} = {total:,}, but training counts {row.samples:,}: {_elsewhere(plan)}."


def _elsewhere(plan: DatasetPlan) -> str:
    """Say why training counts other samples than the windows give."""
    if not plan.facts.cache_seen:
        return "the name of the cache folder hides it from training"
    if any(source.stem.startswith(".") for source in plan.facts.sources.items):
        return "it passes over names that begin with a dot"
    return "another dataset has the same cache folder, and training reads what that one left there"


def _batches(row: Row) -> str:
    size, samples = row.batch_size, counted(row.samples, "sample")
    batches = counted(row.batches, "batch", "batches")
    if size == 1:
        return f"{samples} / batch size 1 = {batches}"
    last = row.samples % size
    rest = f", the last one of {last:,}" if last else ""
    return f"{samples} / batch size {size:,}, rounded up = {batches}{rest}"


_CUT: dict[Column, Callable[[DatasetPlan, Row], str]] = {
    Column.DATASET: _dataset,
    Column.SIZE: _size,
    Column.FRAMES: _frames,
    Column.WINDOWS: _all_windows,
    Column.COLLIDE: _collide,
    Column.REPEATS: lambda _, row: _repeats(row),
    Column.SAMPLES: _samples,
    Column.BATCHES: lambda _, row: _batches(row),
    Column.TOKENS: lambda _, row: tokens_sum(row),
}


def _share(table: LedgerTable, line: Line) -> str:
    whole = sum(each.samples or 0 for each in table.buckets)
    part = percent(line.share or 0)
    sentence = f"{line.samples:,} of {counted(whole, 'sample')} of an epoch = {part}"
    if table.whole is None or not table.whole.seconds or not line.batches:
        return sentence
    seconds = sum((each.batches or 0) * (each.seconds or 0) for each in table.buckets)
    time = percent(line.batches * (line.seconds or 0) / seconds)
    return f"{sentence}; about {time} of its time"


def _cost(line: Line, column: Column, costs: Costs) -> str:
    if line.estimate is None:
        return "Nothing of it is trained."
    if column == Column.GIB:
        return memory_sum(line.estimate, costs)
    return f"{seconds_sum(line.rows[0], line.estimate, costs)}{_unsure(line.estimate)}"


def memory_sum(estimate: Estimate, costs: Costs) -> str:
    """Return what the memory of a step is made of, the largest part first, and the sum."""
    parts = " + ".join(f"{name} {gib:.1f}" for name, gib in estimate.parts)
    measured = ""
    if costs.factors.memory != 1:
        measured = f", × {costs.factors.memory:.2f} as measured on this machine included"
    whole = with_error(estimate.gib, estimate.gib_error)
    swap = costs.setup.swap
    return f"{parts} = {whole} GiB, with blocks_to_swap {swap}{measured}{_unsure(estimate)}"


def seconds_sum(row: Row, estimate: Estimate, costs: Costs) -> str:
    """Return how long a batch takes and what that depends on."""
    took = with_error(estimate.seconds, estimate.seconds_error)
    sentence = f"{counted(row.step_tokens, 'token')} in a batch on an {costs.setup.gpu}: {took} s"
    if costs.factors.time != 1:
        sentence += f", × {costs.factors.time:.2f} as measured on this machine included"
    if costs.setup.accumulation > 1:
        sentence += f". A step has {costs.setup.accumulation} batches"
    return sentence


def _unsure(estimate: Estimate) -> str:
    return f"\nNot known: {'; '.join(estimate.unsure)}" if estimate.unsure else ""


# ------------------------------------------------------------------ sums


def _of_sums(table: LedgerTable, line: Line, column: Column) -> str:
    lines = [each for each in table.buckets if line.dataset in (None, each.dataset)]
    if column == Column.DATASET:
        of = "the dataset" if line.grade == "subtotal" else "all datasets"
        return f"The sums of {counted(len(lines), 'bucket')} of {of}."
    if column in (Column.WINDOWS, Column.COLLIDE):
        return _added_windows(lines, line, column)
    if column in _TRAINED:
        return _UNKNOWN if line.samples is None else _added_samples(lines, line, column)
    if column in (Column.GIB, Column.SECONDS):
        if line.seconds is None or line.estimate is None:
            return "Nothing of it is trained."
        return _greatest(lines, line.estimate) if column == Column.GIB else _mean(line)
    return ""


def _added_windows(lines: Sequence[Line], line: Line, column: Column) -> str:
    if column == Column.WINDOWS:
        return _added([each.windows for each in lines], line.windows)
    return _added([each.collisions for each in lines], line.collisions)


def _added_samples(lines: Sequence[Line], line: Line, column: Column) -> str:
    if column == Column.SAMPLES:
        return _added([each.samples for each in lines], line.samples)
    if column == Column.BATCHES:
        return _added([each.batches for each in lines], line.batches)
    if line.grade == "all" or line.share is None:
        return ""
    return f"The shares of its buckets together = {percent(line.share)}"


def _added(numbers: Sequence[int | None], total: int | None) -> str:
    """Return ``120 + 240 + 478 = 838``; of many only how many there are."""
    known = [number or 0 for number in numbers]
    if len(known) > 8:
        return f"The sum of {len(known):,} buckets = {total:,}"
    parts = [f"{number:,}" for number in known if number]
    if len(parts) < 2:
        return f"All of one bucket: {total:,}" if parts else "None."
    return f"{' + '.join(parts)} = {total:,}"


def _greatest(lines: Sequence[Line], estimate: Estimate) -> str:
    row = next(each.rows[0] for each in lines if each.estimate is estimate and each.samples)
    whole = with_error(estimate.gib, estimate.gib_error)
    return (
        f"The most that any step needs, not the sum: {row.name}, "
        f"{row.width}×{row.height}×{row.frames} = {whole} GiB"
    )


def _mean(line: Line) -> str:
    batches = counted(line.batches or 0, "batch", "batches")
    return f"The mean of {batches}, each as long as its bucket's = {line.seconds:.1f} s"
