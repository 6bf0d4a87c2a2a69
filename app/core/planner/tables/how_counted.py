"""How each number of the ledger was counted, as a sentence that repeats the sum.

Pure, and asked for one cell at a time: it walks through the shapes of a dataset.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.amounts import counted
from app.core.language import clauses, tr
from app.core.planner.costs.cost import unknown
from app.core.planner.dataset import DatasetPlan
from app.core.planner.ledger import Row
from app.core.planner.plan import Plan
from app.core.planner.rules import FRAME_STEP
from app.core.planner.tables.how_summed import TRAINED, UNKNOWN, of_sums
from app.core.planner.tables.ledger_table import Column, LedgerTable, Line, percent, with_error

if TYPE_CHECKING:
    from app.core.planner.costs.cost import Costs, Estimate


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
        return of_sums(table, line, column)
    if column in TRAINED and line.samples is None:
        return tr(UNKNOWN)
    if column == Column.SHARE:
        return _share(table, line)
    if column in (Column.GIB, Column.SECONDS):
        return _cost(line, column, costs)
    return _CUT[column](plan.datasets[row.dataset], row)


def tokens_sum(row: Row) -> str:
    """Return e.g. ``(21 − 1) / 4 + 1 = 6 latent frames × 48 × 26 = 7,488 tokens``."""
    latent = (row.frames - 1) // FRAME_STEP + 1
    frames = counted(latent, "latent frame")
    if row.frames > 1:
        frames = f"({row.frames:,} − 1) / {FRAME_STEP} + 1 = {frames}"
    if row.section:
        frames = tr(
            "A section of {frames}, without what is before it,",
            frames=counted(row.section, "latent frame"),
        )
    tokens = counted(row.tokens, "token")
    sentence = f"{frames} × {row.width // 16} × {row.height // 16} = {tokens}"
    batch = row.step_tokens // row.tokens if row.tokens else 1
    if batch > 1:
        sentence = tr(
            "{sum}; × batch of {batch:,} = {tokens} in a step",
            sum=sentence,
            batch=batch,
            tokens=counted(row.step_tokens, "token"),
        )
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
        return tr("As {wanted} has it.", wanted=wanted)
    if not (plan.config.enable_bucket or row.kind == "video"):
        return tr("{wanted}, without buckets.", wanted=wanted)
    shapes = sorted(
        {
            (shape.width, shape.height)
            for shape, outcome, _ in plan.shapes()
            if outcome.group == (row.width, row.height)
        }
    )
    of = _these(row, shapes)
    if plan.config.bucket_no_upscale and row.width * row.height < width * height:
        return tr(
            "{wanted}, but {clips} are smaller and not enlarged: each side rounded down to 16.",
            wanted=wanted,
            clips=of,
        )
    return tr(
        "{wanted} is an area of {pixels:,} pixels: of the sizes in steps of 16 with at most that "
        "area, {size} is nearest to the shape of {clips}.",
        wanted=wanted,
        pixels=width * height,
        size=f"{row.width}×{row.height}",
        clips=of,
    )


def _these(row: Row, shapes: Sequence[tuple[int, int]]) -> str:
    """Return ``clips of 1920×1080``, or ``these clips`` where they have several sizes."""
    if len(shapes) != 1:
        return tr("these stills") if row.kind == "image" else tr("these clips")
    size = f"{shapes[0][0]}×{shapes[0][1]}"
    if row.kind == "image":
        return tr("stills of {size}", size=size)
    return tr("clips of {size}", size=size)


def _frames(plan: DatasetPlan, row: Row) -> str:
    if row.kind == "image":
        return tr("A still is one frame.")
    if plan.config.mode == "full":
        most = plan.config.max_frames
        return tr(
            "full takes all of a clip, at most {most:,} frames, rounded down to 4n + 1.", most=most
        )
    return tr(
        "One of target_frames = {targets}, each rounded down to 4n + 1.",
        targets=list(plan.config.targets),
    )


def _windows(plan: DatasetPlan, row: Row) -> str:
    """Return e.g. ``240 clips × 2 windows of 45 frames``."""
    cut = cut_of(plan, row)
    sources = counted(cut.sources, _noun(row))
    if len(plan.facts.sources) > cut.sources:
        whole = counted(len(plan.facts.sources), _noun(row))
        sources = tr("{number:,} of {whole}", number=cut.sources, whole=whole)
    if row.kind == "image":
        return tr("{sources}, one window each,", sources=sources)
    frames = counted(row.frames, "frame")
    if cut.least == cut.most:
        return tr(
            "{sources} × {windows} of {frames}",
            sources=sources,
            windows=counted(cut.most, "window"),
            frames=frames,
        )
    return tr(
        "{sources} with {least:,}–{most:,} windows of {frames} each",
        sources=sources,
        least=cut.least,
        most=cut.most,
        frames=frames,
    )


def _all_windows(plan: DatasetPlan, row: Row) -> str:
    return f"{_windows(plan, row)} = {row.windows:,}"


def _collide(plan: DatasetPlan, row: Row) -> str:
    if not row.collisions:
        return tr("None: every window has a cache file of its own.")
    inside = min(row.collisions, cut_of(plan, row).inside)
    parts = []
    if inside:
        parts.append(
            tr(
                "{inside:,} begin at the same frame as another window of their clip, so both "
                "have the same cache file",
                inside=inside,
            )
        )
    if row.collisions > inside:
        others = row.collisions - inside
        parts.append(
            tr("{number:,} have the cache file of another file of the same name", number=others)
        )
    return tr("{reasons}. What is written last is trained.", reasons=clauses(parts))


def _repeats(row: Row) -> str:
    if row.repeats < 1:
        return tr("num_repeats = {repeats}: nothing of it is trained.", repeats=row.repeats)
    if row.repeats == 1:
        return tr("num_repeats = 1: each is trained once per epoch.")
    return tr(
        "num_repeats = {repeats}: each is trained {times:,} times per epoch.",
        repeats=row.repeats,
        times=row.repeats,
    )


def _samples(plan: DatasetPlan, row: Row) -> str:
    cut = cut_of(plan, row)
    sentence, factors = _windows(plan, row), ""
    if row.collisions:
        sentence = tr(
            "{windows} − {collisions:,} that share a cache file",
            windows=sentence,
            collisions=row.collisions,
        )
    if cut.sections > 1:
        factors += " × " + tr("{sections} sections of each", sections=cut.sections)
    if row.repeats != 1:
        factors += f" × {counted(row.repeats, 'repeat')}"
    if factors:
        sentence = f"({sentence}){factors}" if row.collisions else f"{sentence}{factors}"
    total = (row.windows - row.collisions) * cut.sections * max(0, row.repeats)
    if total == row.samples:
        return f"{sentence} = {row.samples:,}"
    return tr(
        "{sentence} = {total:,}, but training counts {samples:,}: {elsewhere}.",
        sentence=sentence,
        total=total,
        samples=row.samples,
        elsewhere=_elsewhere(plan),
    )


def _elsewhere(plan: DatasetPlan) -> str:
    """Say why training counts other samples than the windows give."""
    if not plan.facts.cache_seen:
        return tr("the name of the cache folder hides it from training")
    if any(source.stem.startswith(".") for source in plan.facts.sources.items):
        return tr("it passes over names that begin with a dot")
    return tr(
        "another dataset has the same cache folder, and training reads what that one left there"
    )


def _batches(row: Row) -> str:
    size, samples = row.batch_size, counted(row.samples, "sample")
    batches = counted(row.batches, "batch", "batches")
    if size == 1:
        return tr("{samples} / batch size 1 = {batches}", samples=samples, batches=batches)
    last = row.samples % size
    sentence = tr(
        "{samples} / batch size {size:,}, rounded up = {batches}",
        samples=samples,
        size=size,
        batches=batches,
    )
    return tr("{sum}, the last one of {last:,}", sum=sentence, last=last) if last else sentence


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
    sentence = tr(
        "{samples:,} of {samples_2} of an epoch = {part}",
        samples=line.samples,
        samples_2=counted(whole, "sample"),
        part=part,
    )
    if table.whole is None or not table.whole.seconds or not line.batches:
        return sentence
    seconds = sum((each.batches or 0) * (each.seconds or 0) for each in table.buckets)
    time = percent(line.batches * (line.seconds or 0) / seconds)
    return tr("{sentence}; about {time} of its time", sentence=sentence, time=time)


def _cost(line: Line, column: Column, costs: Costs) -> str:
    if line.estimate is None:
        return tr("Nothing of it is trained.")
    if column == Column.GIB:
        return memory_sum(line.estimate, costs)
    return f"{seconds_sum(line.rows[0], line.estimate, costs)}{_unsure(line.estimate)}"


def memory_sum(estimate: Estimate, costs: Costs) -> str:
    """Return what the memory of a step is made of, the largest part first, and the sum."""
    parts = " + ".join(f"{tr(name)} {gib:.1f}" for name, gib in estimate.parts)
    sentence = tr(
        "{parts} = {whole} GiB, with blocks_to_swap {swap}",
        parts=parts,
        whole=with_error(estimate.gib, estimate.gib_error),
        swap=costs.setup.swap,
    )
    return f"{_measured(sentence, costs.factors.memory)}{_unsure(estimate)}"


def _measured(sentence: str, factor: float) -> str:
    """Return the sentence with what measuring has changed."""
    if factor == 1:
        return sentence
    return tr(
        "{sentence}, × {factor:.2f} as measured on this machine included",
        sentence=sentence,
        factor=factor,
    )


def seconds_sum(row: Row, estimate: Estimate, costs: Costs) -> str:
    """Return how long a batch takes and what that depends on."""
    sentence = tr(
        "{tokens} in a batch on an {gpu}: {time} s",
        tokens=counted(row.step_tokens, "token"),
        gpu=costs.setup.gpu,
        time=with_error(estimate.seconds, estimate.seconds_error),
    )
    sentence = _measured(sentence, costs.factors.time)
    if costs.setup.accumulation > 1:
        sentence = tr(
            "{sentence}. A step has {number} batches",
            sentence=sentence,
            number=costs.setup.accumulation,
        )
    return sentence


def _unsure(estimate: Estimate) -> str:
    if not estimate.unsure:
        return ""
    return "\n" + tr("Not known: {reasons}", reasons=clauses(estimate.unsure))
