"""Whether what the trainer has cached is what it would cache now: each window, each caption.

Pure: a dataset's plan, the facts of the files in its cache folder and of its clips go in, a
`FolderState` comes out. The trainer itself never compares: with ``--skip_existing`` it takes any
file of the right name, and training takes whatever lies in the folder.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from operator import attrgetter
from pathlib import Path

from app.core.language import tr
from app.core.planner.cache import read_name
from app.core.planner.cache_folder import unplanned
from app.core.planner.caches.freshness_files import (
    NO_CACHE,
    STATES,
    CacheFile,
    Material,
    State,
    Waiting,
    is_of_caption,
)
from app.core.planner.caches.freshness_listed import NO_FILES, PlannedFiles
from app.core.planner.caches.freshness_planned import Planned
from app.core.planner.counting import Group
from app.core.planner.dataset import DatasetPlan
from app.core.planner.schema import Kind


@dataclass(frozen=True, eq=False)
class FolderState:
    """A dataset's cache folder, compared with its plan and with what it was made of.

    A hundred thousand files are counted without a name of one; they are made when asked for.

    Attributes:
        index: The dataset's place in the file.
        kind: What it is of.
        folder: Absolute.
        planned: The files that are planned, as they stand.
        left: Those that are there and not planned.
        counts: Samples training would draw from the folder as it is, by size and length.
        unsure: Why nothing of it can be called left over; empty where it can.
    """

    index: int
    kind: Kind
    folder: Path
    planned: PlannedFiles = NO_FILES
    left: tuple[CacheFile, ...] = ()
    counts: Mapping[Group, int] = field(default_factory=dict)
    unsure: str = ""

    @property
    def cached(self) -> tuple[str, ...]:
        """Names of the files that are as they would be made now."""
        return tuple(each.name for each in self.files("cached"))

    @property
    def others(self) -> tuple[CacheFile, ...]:
        """All that is not as it would be made now, by state, then name."""
        states = (state for state in STATES if state != "cached")
        return tuple(chain.from_iterable(map(self.files, states)))

    def files(self, state: State) -> list[CacheFile]:
        """Return the files in a state, by name; many take some tenths of a second."""
        left = (each for each in self.left if each.state == state)
        return sorted(chain(self.planned.files(state), left), key=attrgetter("name"))

    def alike(self, state: State) -> Iterator[tuple[CacheFile, int]]:
        """Yield, of all files in a state that differ in their stems only, one and their number."""
        yield from self.planned.alike(state)
        yield from ((each, 1) for each in self.left if each.state == state)

    def count(self, state: State) -> int:
        """Return how many files are in a state."""
        return sum(count for _, count in self.alike(state))

    @cached_property
    def captions(self) -> Mapping[State, int]:
        """How many files of captions are in each state, of those that files are in."""
        alike = {state: list(self.alike(state)) for state in STATES}
        return {
            state: sum(count for each, count in found if is_of_caption(each.name))
            for state, found in alike.items()
            if found or state == "cached"
        }

    @cached_property
    def sources(self) -> Mapping[str, State]:
        """The worst state of the files of each source, by base name."""
        return _worst(self.planned.worst(), self.left)

    @property
    def waiting(self) -> set[str]:
        """Base names of the clips and stills that an export would change."""
        return self.planned.sources("waiting")

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever cached in it: no file that is planned or was once."""
        if any(self.count(state) for state in ("cached", "stale", "orphan")):
            return False
        return not any(each.size >= 0 for each in self.planned.files("waiting"))


def judge(
    plan: DatasetPlan,
    folder: Path,
    planned: Planned,
    materials: Mapping[str, Material],
    waiting: Mapping[str, Waiting],
    *,
    elsewhere: Collection[str] = (),
) -> FolderState:
    """Return the state of one dataset's cache folder.

    Args:
        plan: The dataset's.
        folder: Where its caches lie.
        planned: Which has taken over what is there; the same one whenever this dataset is asked of.
        materials: What they are made of now, by `Source.path`.
        waiting: Clips and stills that an export would change, by stem.
        elsewhere: Names that other datasets plan in the same folder.
    """
    unsure = _unsure(plan)
    files = planned.files(plan, materials, waiting)
    left = () if unsure else tuple(_left(plan, planned, files, waiting, elsewhere))
    counts = planned.counts(plan)
    return FolderState(plan.index, plan.config.kind, folder, files, left, counts, unsure)


def _unsure(plan: DatasetPlan) -> str:
    """Return why nothing can be called left over: what lists no clips may be out of reach."""
    if plan.windower is None or plan.facts.errors:
        return tr("The trainer refuses this dataset, so that nothing is known of its cache.")
    if not plan.facts.cache_seen:
        return tr("The trainer does not find files in a folder of this name.")
    if not plan.facts.sources.items and plan.facts.cache.names:
        return tr("No clips are listed; while their folder is out of reach, nothing is left over.")
    return ""


# ------------------------------------------------------------------ what is left over


def _left(
    plan: DatasetPlan,
    planned: Planned,
    files: PlannedFiles,
    waiting: Mapping[str, Waiting],
    elsewhere: Collection[str],
) -> Iterator[CacheFile]:
    """Yield what is in the folder and not planned."""
    state = unplanned(replace(plan, facts=replace(plan.facts, cache=planned.folder)))
    gone = {stem for stem, each in waiting.items() if each.gone}
    refused = _refused_stems(plan)
    stops = tr("Its name ends like a cache file's, and training stops on it.")
    gone_said, no_cache = tr("Its clip or still is gone."), tr(NO_CACHE)
    foreign = dict.fromkeys(state.foreign, stops)
    texts = planned.texts(plan)
    known = plan.facts.sources.by_stem
    orphans = [*state.orphan, *(name for name, stem in texts.items() if stem not in known)]
    found = [name for name in (*state.stale, *orphans, *foreign) if name not in elsewhere]
    planned_names = files.names() if found else set()
    for name in found:
        if name in planned_names:
            continue
        size, written, fact = planned.there[name]
        stem = texts.get(name) or ("" if name in foreign else _stem(plan, name))
        if name in foreign or fact.kind == "other":
            said = foreign.get(name, no_cache)
            yield CacheFile(name, "foreign", "", "", said, size, written)
        elif stem not in known and stem not in gone:
            yield CacheFile(name, "orphan", "", "", gone_said, size, written)
        elif stem in known and stem not in refused:
            file = plan.facts.sources.items[known[stem][0]].file
            said = tr("The plan makes no {window} of it.", window=_named(plan, name))
            yield CacheFile(name, "stale", "plan", file, said, size, written)


def _refused_stems(plan: DatasetPlan) -> set[str]:
    """Return the stems of sources the trainer stops on: what is cached of them stays."""
    items = plan.facts.sources.items
    return {
        items[place].stem for _, outcome, places in plan.shapes() if outcome.refused
        for place in places
    }  # fmt: skip


def _stem(plan: DatasetPlan, name: str) -> str:
    return read_name(name, video=plan.config.kind == "video").stem


def _named(plan: DatasetPlan, name: str) -> str:
    """Return the window of a cache file's name, for people."""
    read = read_name(name, video=plan.config.kind == "video")
    size = f"{read.size[0]}×{read.size[1]}"
    if plan.config.kind == "image":
        return tr("{size} still", size=size)
    start = int(name.split("_")[-3].split("-")[0])
    return tr("window {start}-{end} at {size}", start=start, end=start + read.frames, size=size)


def _worst(planned: Mapping[str, State], left: Collection[CacheFile]) -> Mapping[str, State]:
    worst = dict(planned)
    for each in left:
        before = worst.get(each.file)
        if each.file and (before is None or STATES.index(each.state) < STATES.index(before)):
            worst[each.file] = each.state
    return worst
