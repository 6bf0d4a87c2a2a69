"""How much of the clips is trained: how many datasets' windows hold each frame.

Exact: a frame counts once for each dataset that has it in any window that is trained; windows that
others overwrite are not. Frames are those of the clip's file, also where the trainer skips some of
them (``source_fps``). Clips of one length and the same windows are counted once.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from typing import NamedTuple

from app.core.planner.dataset import DatasetPlan
from app.core.planner.facts import Shape, Source, VideoFact, shape_of
from app.core.planner.outcome import Outcome
from app.core.planner.plan import Plan
from app.core.planner.windows import Run

DEPTHS = 4  # frames in windows of 0, 1, 2, and of 3 or more datasets

Spans = tuple[tuple[int, int], ...]  # half-open, frames of the file, apart from one another
Depths = tuple[int, ...]  # frames by the number of datasets that have them, DEPTHS long


class ClipUse(NamedTuple):
    """What is trained of one clip.

    Attributes:
        dataset: Place in the file of the first dataset that lists it.
        file: Its base name.
        frames: It has.
        used: Frames by the number of datasets that have them.
    """

    dataset: int
    file: str
    frames: int
    used: Depths


class Column(NamedTuple):
    """Some clips side by side, as one column of a picture shows them.

    Attributes:
        first: Place of the first one in its `Lineup`; ``end`` is one past the last.
        frames: Of a clip, on average.
        used: As in `ClipUse`, on average.
    """

    first: int
    end: int
    frames: float
    used: tuple[float, ...]


class Lineup:
    """Clips in an order, with sums such that any run of them is one subtraction.

    Args:
        sources: The clips.
        datasets: Of each, the place in the file of the first dataset that lists it.
        used: Of each, frames by the number of datasets that have them.
    """

    def __init__(
        self, sources: Sequence[Source], datasets: Sequence[int], used: Sequence[Depths]
    ) -> None:
        self._sources, self._datasets, self._used = sources, datasets, used
        by_depth = zip(*used, strict=True) if used else [()] * DEPTHS
        self._sums = [array("q", accumulate(each, initial=0)) for each in by_depth]

    def __len__(self) -> int:
        return len(self._used)

    def clip(self, place: int) -> ClipUse:
        """Return a clip of the order, from 0."""
        used = self._used[place]
        return ClipUse(self._datasets[place], self._sources[place].file, sum(used), used)

    @cached_property
    def longest(self) -> int:
        """Frames of the longest clip; 0 without clips."""
        return max(map(sum, set(self._used)), default=0)

    def columns(self, most: int) -> list[Column]:
        """Return the clips as columns: one each, or ``most`` of about equally many."""
        count = len(self)
        columns = min(count, max(1, most))
        edges = [count * place // columns for place in range(columns + 1)] if columns else []
        return [self._column(a, b) for a, b in pairwise(edges)]

    def _column(self, first: int, end: int) -> Column:
        used = tuple((sums[end] - sums[first]) / (end - first) for sums in self._sums)
        return Column(first, end, sum(used), used)


@dataclass(frozen=True, eq=False)
class Coverage:
    """What is trained of all clips.

    Attributes:
        by_length: The clips, the shortest first.
        by_film: The clips in the order of their paths, which is that of films.
        used: Frames of all clips by the number of datasets that have them.
        untouched: Clips of which nothing is trained.
        datasets: How many datasets of videos there are.
    """

    by_length: Lineup
    by_film: Lineup
    used: Depths
    untouched: int
    datasets: int

    @property
    def clips(self) -> int:
        """How many clips there are."""
        return len(self.by_film)

    @property
    def frames(self) -> int:
        """Frames of all clips."""
        return sum(self.used)

    @property
    def share(self) -> float:
        """Share of all frames that is trained at least once, 0.0-1.0; 0 without frames."""
        return 1 - self.used[0] / self.frames if self.frames else 0.0


def coverage(plan: Plan) -> Coverage:
    """Return how much of the clips a plan trains; some 0.1 s for 30,000 clips in 3 datasets."""
    videos = [each for each in plan.datasets if each.config.kind == "video"]
    kinds: dict[Spans, int] = {(): 0}  # each kind of spans once, numbered
    listed: dict[str, Source] = {}
    owners: dict[str, int] = {}
    taken: dict[str, tuple[int, ...]] = {}  # by path: the kind of spans of each dataset
    for own in _by_sources(videos):
        items = own[0].facts.sources.items
        paths = [source.path for source in items]
        columns = [_kinds(dataset, kinds) for dataset in own]
        found = dict(zip(paths, zip(*columns, strict=True), strict=True))
        for path in taken.keys() & found.keys():
            found[path] += taken[path]
        taken |= found
        listed = dict(zip(paths, items, strict=True)) | listed
        owners = dict.fromkeys(paths, own[0].index) | owners
    paths = sorted(listed)
    used = _used([listed[path] for path in paths], [taken[path] for path in paths], list(kinds))
    of_kind = Counter(used)
    ranks = {one: rank for rank, one in enumerate(sorted(of_kind, key=lambda one: (sum(one), one)))}
    by_length = sorted(range(len(paths)), key=[ranks[one] for one in used].__getitem__)
    return Coverage(
        Lineup(
            [listed[paths[n]] for n in by_length],
            [owners[paths[n]] for n in by_length],
            [used[n] for n in by_length],
        ),
        Lineup([listed[path] for path in paths], [owners[path] for path in paths], used),
        tuple(sum(one[depth] * n for one, n in of_kind.items()) for depth in range(DEPTHS)),
        sum(n for one, n in of_kind.items() if one[0] == sum(one)),
        len(videos),
    )


def _by_sources(datasets: Sequence[DatasetPlan]) -> list[list[DatasetPlan]]:
    """Return the datasets that list the very same files together."""
    found: dict[int, list[DatasetPlan]] = {}
    for dataset in datasets:
        found.setdefault(id(dataset.facts.sources), []).append(dataset)
    return list(found.values())


def _kinds(dataset: DatasetPlan, kinds: dict[Spans, int]) -> list[int]:
    """Return the kind of spans that are trained of each source; new kinds get a number."""
    made = [0] * len(dataset.facts.sources)
    for own, places in _spans(dataset):
        kind = kinds.setdefault(own, len(kinds))
        for place in places:
            made[place] = kind
    return made


def _used(
    sources: Sequence[Source], taken: Sequence[tuple[int, ...]], spans: Sequence[Spans]
) -> list[Depths]:
    """Return the depths of each clip; equal clips share theirs."""
    known: dict[tuple[int, tuple[int, ...]], Depths] = {}
    made: list[Depths] = []
    for source, kinds in zip(sources, taken, strict=True):
        frames = source.fact.frames if isinstance(source.fact, VideoFact) else 1
        used = known.get((frames, kinds))
        if used is None:
            used = known[frames, kinds] = _depths(frames, [spans[n] for n in kinds])
        made.append(used)
    return made


def _spans(dataset: DatasetPlan) -> Iterator[tuple[Spans, Sequence[int]]]:
    """Yield what is trained of sources, and the places of those, where that is anything."""
    if dataset.config.num_repeats < 1 or not dataset.facts.cache_seen:
        return
    special = dataset.facts.sources.special
    known: dict[tuple[int, bool], Spans] = {}
    for shape, outcome, places in dataset.shapes():
        if not outcome.runs:
            continue
        key = shape.frames, shape.pictures
        if key not in known:
            known[key] = _in_file(dataset, shape, outcome.runs)
        alone = [place for place in places if place not in special] if special else places
        yield known[key], alone
    for place in special:
        source = dataset.facts.sources.items[place]
        runs = _trained(dataset, source, dataset.outcome(source))
        if runs:
            yield _in_file(dataset, shape_of(source.fact), runs), (place,)


def _trained(dataset: DatasetPlan, source: Source, outcome: Outcome) -> tuple[Run, ...]:
    """Return the windows of a source that no other one overwrites and that training sees."""
    if source.stem.startswith("."):
        return ()
    folded, shared = dataset.facts.sources.folded, dataset.shared_names
    return tuple(
        run
        for suffix, run in outcome.distinct
        if shared.get(folded(source.stem + suffix), (source,))[-1] is source
    )


def _in_file(dataset: DatasetPlan, shape: Shape, runs: Sequence[Run]) -> Spans:
    """Return the frames of a file that are in any window."""
    held = _joined((start, start + length) for start, length in runs)
    if dataset.config.source_fps is None or dataset.windower is None:
        return held
    kept = dataset.windower.intake.kept(shape.frames)
    return _joined(
        (frame, frame + 1) for start, end in held for frame in kept[start : max(start, end)]
    )


def _joined(spans: Iterator[tuple[int, int]]) -> Spans:
    """Return spans as few as they can be, ascending."""
    made: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if end <= start:
            continue
        if made and start <= made[-1][1]:
            made[-1] = made[-1][0], max(end, made[-1][1])
        else:
            made.append((start, end))
    return tuple(made)


def _depths(frames: int, spans: Sequence[Spans]) -> Depths:
    """Return how many of a clip's frames are in the spans of 0, 1, 2, … datasets."""
    turns: dict[int, int] = {}
    for own in spans:
        for start, end in own:
            turns[start] = turns.get(start, 0) + 1
            turns[end] = turns.get(end, 0) - 1
    found = [0] * DEPTHS
    at = depth = 0
    for place in sorted(turns):
        here = min(place, frames)
        found[min(depth, DEPTHS - 1)] += here - at
        at, depth = here, depth + turns[place]
    found[min(depth, DEPTHS - 1)] += frames - at
    return tuple(found)
