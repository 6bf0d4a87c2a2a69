"""The clips behind a number of the ledger: what each of them adds to it.

Pure. Added up, they are the number: `Row.windows`, `Row.collisions` and `Row.samples` each equal
the sum over the clips `behind` returns. (But for samples of datasets that share a cache folder,
whose training reads what the last caching left there.)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Literal, NamedTuple

from app.core.amounts import counted
from app.core.jobs import Checkpoint, Progress, ignore
from app.core.language import clauses, noted, tr
from app.core.planner.dataset import DatasetPlan
from app.core.planner.facts import Shape, Source
from app.core.planner.losses import dropped_targets
from app.core.planner.outcome import Outcome
from app.core.planner.plan import Plan
from app.core.planner.windows import Run

What = Literal["windows", "collide", "samples", "dropped"]
WHATS: tuple[What, ...] = ("windows", "collide", "samples", "dropped")
Group = tuple[int, int, int]  # width, height, frames: a bucket of the ledger

_HIDDEN = noted("its name begins with a dot, which training passes over")
_UNSEEN = noted("the name of the cache folder hides it from training")
_DOUBLE = noted("another file of this name writes the same cache file later")


class Share(NamedTuple):
    """What one clip or still adds to a number.

    Attributes:
        runs: Its windows that are meant, by start and length; for "collide" those that others
            overwrite; for "dropped" none.
        number: What it adds: windows, or samples per epoch; for "dropped" the lengths in vain.
        note: Why it adds nothing, or loses something; empty where nothing is to be said.
    """

    runs: tuple[Run, ...]
    number: int
    note: str = ""


class Behind(NamedTuple):
    """A clip or still behind a number.

    Attributes:
        dataset: Its place in the file, from 0.
        source: The file.
        frames: Frames that decode; 1 for a picture.
        share: What it adds.
    """

    dataset: int
    source: Source
    frames: int
    share: Share


def behind(
    plan: Plan,
    dataset: int | None,
    bucket: Group | None,
    what: What,
    *,
    checkpoint: Checkpoint = ignore,
) -> list[Behind]:
    """Return the clips behind a number, by dataset and in the trainer's order.

    Args:
        plan: It.
        dataset: Its place in the file, from 0; None for all.
        bucket: Width, height and frames of the ledger's row; None for all.
        what: Which number.
        checkpoint: Called once for each dataset.
    """
    found: list[Behind] = []
    for each in plan.datasets:
        if dataset in (None, each.index):
            checkpoint(Progress(each.index, len(plan.datasets)))
            found += _of_dataset(each, bucket, what)
    return found


class Total(NamedTuple):
    """How many clips or stills are behind a number, and the number."""

    sources: int
    number: int


def count_behind(plan: Plan, dataset: int | None, bucket: Group | None) -> dict[What, Total]:
    """Return each number of a row with how many are behind it, without listing them."""
    sources: Counter[What] = Counter()
    numbers: Counter[What] = Counter()
    for each in plan.datasets:
        if dataset in (None, each.index):
            for what in WHATS:
                for _, places, share in _shares(each, bucket, what):
                    if share is not None:
                        sources[what] += len(places)
                        numbers[what] += len(places) * share.number
    return {what: Total(sources[what], numbers[what]) for what in WHATS}


def _of_dataset(plan: DatasetPlan, bucket: Group | None, what: What) -> list[Behind]:
    items, index = plan.facts.sources.items, plan.index
    found: list[tuple[int, Behind]] = []
    for shape, places, share in _shares(plan, bucket, what):
        if share is not None:
            frames = shape.frames
            found += [(n, Behind(index, items[n], frames, share)) for n in places]
    found.sort(key=lambda pair: pair[0])
    return [each for _, each in found]


def _shares(
    plan: DatasetPlan, bucket: Group | None, what: What
) -> Iterator[tuple[Shape, tuple[int, ...], Share | None]]:
    """Yield what sources add: those of one shape at once, but for those that meet others."""
    special = plan.facts.sources.special
    for shape, outcome, members in plan.shapes():
        if outcome.refused or (bucket is not None and outcome.group != bucket[:2]):
            continue
        alone = tuple(n for n in members if n not in special) if special else members
        if alone:
            yield shape, alone, _share(plan, outcome, bucket, what)
        for n in members if special else ():
            if n in special:
                source = plan.facts.sources.items[n]
                yield shape, (n,), _share(plan, outcome, bucket, what, source)


def _share(
    plan: DatasetPlan,
    outcome: Outcome,
    bucket: Group | None,
    what: What,
    source: Source | None = None,
) -> Share | None:
    """Return what a source adds; None where it adds nothing to this number.

    Args:
        plan: Of its dataset.
        outcome: What becomes of it.
        bucket: The row's.
        what: The number.
        source: Itself where its cache files may meet those of others.
    """
    frames = None if bucket is None else bucket[2]
    if what == "dropped":
        reasons = [(t, why) for t, why in dropped_targets(plan, outcome) if frames in (None, t)]
        note = clauses(
            tr("nothing for {target}: {why}", target=target, why=why) for target, why in reasons
        )
        return Share((), len(reasons), note) if reasons else None
    runs = tuple(run for run in sorted(outcome.runs) if frames in (None, run[1]))
    kept, doubles = _kept(plan, outcome, frames, source)
    lost = tuple((Counter(runs) - Counter(kept)).elements())
    if what == "windows":
        return Share(runs, len(runs), _why_lost(runs, lost, doubles)) if runs else None
    if what == "collide":
        return Share(lost, len(lost), _why_lost(runs, lost, doubles)) if lost else None
    if not runs:
        return None
    number, note = _samples(plan, kept, source)
    return Share(kept, number, note or _why_lost(runs, lost, doubles))


def _kept(
    plan: DatasetPlan, outcome: Outcome, frames: int | None, source: Source | None
) -> tuple[tuple[Run, ...], int]:
    """Return the windows that nothing overwrites, and how many another file overwrites."""
    wanted = [(suffix, run) for suffix, run in outcome.distinct if frames in (None, run[1])]
    if source is None:
        return tuple(sorted(run for _, run in wanted)), 0
    folded, shared = plan.facts.sources.folded, plan.shared_names
    kept = []
    for suffix, run in wanted:
        owners = shared.get(folded(source.stem + suffix))
        if owners is None or owners[-1] is source:
            kept.append(run)
    return tuple(sorted(kept)), len(wanted) - len(kept)


def _why_lost(runs: tuple[Run, ...], lost: tuple[Run, ...], doubles: int) -> str:
    if not lost:
        return ""
    if doubles:
        return tr(_DOUBLE)
    begun = len({*runs})
    windows = counted(len(runs), "window")
    if begun == 1:
        return tr(
            "{windows} begin at 1 place: {lost:,} overwritten", windows=windows, lost=len(lost)
        )
    return tr(
        "{windows} begin at only {places} places: {lost:,} overwritten",
        windows=windows,
        places=begun,
        lost=len(lost),
    )


def _samples(plan: DatasetPlan, kept: tuple[Run, ...], source: Source | None) -> tuple[int, str]:
    """Return the samples of an epoch that windows give, and why none where they give none."""
    if not plan.facts.cache_seen:
        return 0, tr(_UNSEEN)
    if source is not None and source.stem.startswith("."):
        return 0, tr(_HIDDEN)
    assert plan.windower is not None, "it has made the outcome"
    files = sum(plan.windower.sections(frames) for _, frames in kept)
    return files * max(0, plan.config.num_repeats), ""
