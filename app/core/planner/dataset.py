"""The plan of one dataset: counts at once, lists when asked for.

Sources of one shape (frames and size) have one outcome, so that counting thirty thousand clips
means counting a few hundred shapes. Only clips whose cache files may meet those of another clip
(equal stems) are counted one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from app.core.planner.cache import text_name
from app.core.planner.facts import DatasetFacts, Shape, Source, shape_of
from app.core.planner.findings import Finding
from app.core.planner.losses import Dropped, find_collisions, find_dropped
from app.core.planner.outcome import Outcome, Windower
from app.core.planner.rules import Architecture
from app.core.planner.schema import DatasetConfig
from app.core.planner.surprises import find_surprises

Size = tuple[int, int]


class Window(NamedTuple):
    """A run of frames the trainer cuts from one source.

    Attributes:
        file: Base name of the source.
        start: First frame, among those held after conversion.
        frames: Length; 1 for an image.
        bucket: Width and height it is cached at.
        cache_file: Base name of its cache file.
        collides: Another window of the dataset has the same cache file.
    """

    file: str
    start: int
    frames: int
    bucket: Size
    cache_file: str
    collides: bool


@dataclass(frozen=True, slots=True)
class Bucket:
    """A group of samples that training draws batches from.

    Attributes:
        samples: After collisions and ``num_repeats``.
        batches: ``ceil(samples / batch_size)``.
        shapes: The sizes its cached pictures really have.
    """

    width: int
    height: int
    frames: int
    samples: int
    batches: int
    shapes: frozenset[Size]

    @property
    def volume(self) -> int:
        """Pixels of one sample over all its frames."""
        return self.width * self.height * self.frames

    @property
    def mixed(self) -> bool:
        """Whether a batch may hold pictures of unequal size, which cannot be stacked."""
        return len(self.shapes) > 1


@dataclass(frozen=True, eq=False)
class DatasetPlan:
    """What one ``[[datasets]]`` entry becomes.

    Numbers are None where the trainer stops before they are known.

    Attributes:
        index: Place in the file, from 0.
        config: The entry.
        facts: What lies on disk.
        architecture: Whose rules apply.
        windower: What becomes of each shape; None where the dataset is refused as a whole.
        errors: Where the trainer stops in this dataset, in its order.
        cache_files: Distinct latent cache files.
        cache_batches: Iterations of the bar while caching pictures.
        text_batches: Iterations of the bar while caching captions.
        buckets: What training draws from, by size and length.
    """

    index: int
    config: DatasetConfig
    facts: DatasetFacts
    architecture: Architecture
    windower: Windower | None = None
    errors: tuple[Finding, ...] = ()
    cache_files: int | None = None
    cache_batches: int | None = None
    text_batches: int | None = None
    buckets: tuple[Bucket, ...] | None = None

    @property
    def samples(self) -> int | None:
        """Samples per epoch."""
        return None if self.buckets is None else sum(bucket.samples for bucket in self.buckets)

    @property
    def batches(self) -> int | None:
        """Batches per epoch."""
        return None if self.buckets is None else sum(bucket.batches for bucket in self.buckets)

    def outcome(self, source: Source) -> Outcome:
        """Return what becomes of one source."""
        return self.windower.outcome(shape_of(source.fact)) if self.windower else Outcome()

    def shapes(self) -> Iterator[tuple[Shape, Outcome, tuple[int, ...]]]:
        """Yield each shape with its outcome and the places of its sources."""
        if self.windower:
            for shape, members in self.facts.sources.groups.items():
                yield shape, self.windower.outcome(shape), members

    def windows_of(self, source: Source) -> list[Window]:
        """Return the windows of one source by start and length (the lane under the timeline)."""
        outcome = self.outcome(source)
        windows = _windows(source, outcome)
        shared = self.shared_names
        if not shared:
            return windows
        return [
            window._replace(collides=True) if self._folded(window.cache_file) in shared else window
            for window in windows
        ]

    @cached_property
    def windows(self) -> tuple[Window, ...]:
        """Every window the caching step yields, by file, start and length."""
        sources = self.facts.sources
        outcomes = dict(self._outcomes())
        found: list[Window] = []
        for place, source in enumerate(sources.items):
            if place in sources.special:
                found += self.windows_of(source)
            elif place in outcomes:
                found += _windows(source, outcomes[place])
        return tuple(sorted(found))

    def _outcomes(self) -> Iterator[tuple[int, Outcome]]:
        for _, outcome, places in self.shapes():
            for place in places:
                yield place, outcome

    @cached_property
    def dropped(self) -> tuple[Dropped, ...]:
        """The clips x targets that yield nothing, by file and target."""
        return tuple(find_dropped(self))

    @cached_property
    def collisions(self) -> tuple[Finding, ...]:
        """One warning for each clip whose windows overwrite one another's cache files."""
        return tuple(find_collisions(self))

    @cached_property
    def warnings(self) -> tuple[Finding, ...]:
        """What the trainer does without saying so, and what stops it later (``fatal``)."""
        return tuple(find_surprises(self))

    @cached_property
    def unused(self) -> tuple[str, ...]:
        """Base names of the sources that yield no window."""
        if not self.windower:
            return ()
        places = [
            place
            for _, outcome, members in self.shapes()
            if not outcome.runs and not outcome.refused
            for place in members
        ]
        return tuple(self.facts.sources.files(places))

    @cached_property
    def shared_names(self) -> dict[str, list[Source]]:
        """Cache files that several sources write, with those sources."""
        owners: dict[str, list[Source]] = {}
        for place in sorted(self.facts.sources.special):
            source = self.facts.sources.items[place]
            for suffix, _ in self.outcome(source).distinct:
                owners.setdefault(self._folded(source.stem + suffix), []).append(source)
        return {name: sources for name, sources in owners.items() if len(sources) > 1}

    def cache_names(self) -> set[str]:
        """Return the base names of all latent cache files as they lie on disk."""
        names: set[str] = set()
        for source in self.facts.sources.items:
            endings = self.endings(shape_of(source.fact))
            names.update(source.stem + ending for ending in endings)
        return names

    def endings(self, shape: Shape) -> frozenset[str]:
        """Return what follows the stem in the names of the latent cache files of a shape."""
        return self.windower.endings(shape) if self.windower else frozenset()

    def text_names(self) -> set[str]:
        """Return the base names of all caption cache files."""
        return {text_name(source.stem, self.architecture) for source in self.facts.sources.items}

    def _folded(self, name: str) -> str:
        return self.facts.sources.folded(name)


def _windows(source: Source, outcome: Outcome) -> list[Window]:
    """Return the windows of one source, as far as it alone decides them."""
    file, stem, bucket = source.file, source.stem, outcome.bucket
    return [
        Window(file, start, frames, bucket, stem + suffix, collides)
        for (start, frames), suffix, collides in outcome.lines
    ]
