"""What the planner needs to know of the files: plain data, gathered once, planned from often."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple, TypeVar

from app.core.language import noted
from app.core.planner.cache import CacheFolder
from app.core.planner.findings import Finding


@dataclass(frozen=True, slots=True)
class VideoFact:
    """A clip as the trainer's decoder sees it.

    Attributes:
        frames: Frames that decode, in the trainer's sequential reading.
        width: Coded width of the first frame, pixels; no rotation, no sample aspect ratio.
        height: Coded height.
        fault: Why decoding raises after ``frames`` frames; empty where it does not.
        pictures: The clip is a folder of pictures.
        rate: Frames per second of the file itself; None where unknown. Never used to count.
        notes: What the trainer does to this file without saying so: keys of `NOTES`.
    """

    frames: int
    width: int
    height: int
    fault: str = ""
    pictures: bool = False
    rate: Fraction | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImageFact:
    """A picture as the trainer opens it.

    Attributes:
        width: Stored width, pixels; EXIF orientation is not applied.
        height: Stored height.
        fault: Why it cannot be opened; empty where it can.
        notes: What the trainer does to this file without saying so: keys of `NOTES`.
    """

    width: int
    height: int
    fault: str = ""
    notes: tuple[str, ...] = ()


NOTES = {
    "rotated": noted(
        "players show it turned, but the trainer ignores that and trains it lying; export it again"
    ),
    "stretched": noted("its pixels are not square, which the trainer ignores; export it again"),
    "variable": noted(
        "its frame rate varies, which the trainer takes for constant; export it again"
    ),
    "short": noted(
        "fewer frames decode than its header says, and the trainer uses those there are"
    ),
    "mended": noted(
        "damaged frames are made up by the decoder, and the trainer uses those; replace it"
    ),
    "transparent": noted(
        "its alpha channel is cut off and the colours behind it are trained; flatten it"
    ),
    "turned": noted("its EXIF orientation is ignored by the trainer; turn the pixels and save it"),
    "palette": noted("its colours are a palette, which the trainer converts to RGB"),
    "empty caption": noted("no words in the caption; write some"),
    "caption mark": noted(
        "its caption begins with a byte order mark, which is trained as a part of "
        "it; save it as UTF-8 without BOM"
    ),
}
"""What the trainer does to a file without saying so: said after the file's name and a colon."""

CAPTION_FAULTS = {
    "missing": noted("no caption file"),
    "encoding": noted("the caption is not UTF-8; save it as UTF-8"),
    "pipe": noted("the caption is a pipe or device; put a text file in its place"),
    "unreadable": noted("the caption cannot be read; check its permissions"),
    "absent": noted('its line in the JSONL has no "caption"; add one'),
}
"""Why reading a caption ends the trainer: said after the file's name and a colon."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file the trainer lists.

    Attributes:
        path: As the trainer names it.
        fact: The media.
        caption_fault: Key of `CAPTION_FAULTS` where reading the caption ends the trainer.
        notes: Keys of `NOTES` about the caption.
        file: Base name.
        stem: That without its extension: what cache files are named by.
    """

    path: str
    fact: VideoFact | ImageFact
    caption_fault: str = ""
    notes: tuple[str, ...] = ()
    file: str = field(init=False)
    stem: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        file = os.path.basename(self.path)  # noqa: PTH119 - the trainer's own splitting of a text
        object.__setattr__(self, "file", file)
        object.__setattr__(self, "stem", os.path.splitext(file)[0])  # noqa: PTH122


class Shape(NamedTuple):
    """What the arithmetic needs of a source's media: sources of one shape are planned together."""

    frames: int
    width: int
    height: int
    fault: str
    pictures: bool


def shape_of(fact: VideoFact | ImageFact) -> Shape:
    """Return the shape of a clip or picture; a picture has one frame."""
    if isinstance(fact, ImageFact):
        return Shape(1, fact.width, fact.height, fact.fault, False)
    return Shape(fact.frames, fact.width, fact.height, fact.fault, fact.pictures)


class Traits(NamedTuple):
    """What is worth saying of a source besides its shape.

    Attributes:
        rate: Frames per second of the file as numerator and denominator; None where unknown.
        caption_fault: Key of `CAPTION_FAULTS`, or empty.
        notes: Keys of `NOTES`.
    """

    rate: tuple[int, int] | None
    caption_fault: str
    notes: tuple[str, ...]


def traits_of(source: Source) -> Traits:
    """Return the traits of a source."""
    rate = source.fact.rate if isinstance(source.fact, VideoFact) else None
    return Traits(
        (rate.numerator, rate.denominator) if rate else None,
        source.caption_fault,
        source.fact.notes + source.notes,
    )


Places = tuple[int, ...]  # of sources, from 0, ascending
K = TypeVar("K")


def _grouped(keys: Iterable[K]) -> dict[K, Places]:
    groups: dict[K, list[int]] = {}
    for place, key in enumerate(keys):
        groups.setdefault(key, []).append(place)
    return {key: tuple(places) for key, places in groups.items()}


def _moved(groups: dict[K, Places], place: int, old: K, new: K) -> dict[K, Places]:
    """Return the groups after one place went from one to another."""
    if old == new:
        return groups
    moved = dict(groups)
    left = moved[old]
    at = bisect_left(left, place)
    moved[old] = left[:at] + left[at + 1 :]
    joined = moved.get(new, ())
    at = bisect_left(joined, place)
    moved[new] = (*joined[:at], place, *joined[at:])
    return _in_order(moved)


def _in_order(groups: dict[K, Places]) -> dict[K, Places]:
    """Return the groups as `_grouped` would: by their first place, none empty."""
    return dict(sorted((item for item in groups.items() if item[1]), key=lambda item: item[1][0]))


def _opened(groups: dict[K, Places], place: int, key: K) -> dict[K, Places]:
    """Return the groups after a place was put in: those from there on move up by one."""
    moved = {known: _shifted(places, place, 1) for known, places in groups.items()}
    joined = moved.get(key, ())
    at = bisect_left(joined, place)
    moved[key] = (*joined[:at], place, *joined[at:])
    return _in_order(moved)


def _closed(groups: dict[K, Places], place: int, key: K) -> dict[K, Places]:
    """Return the groups after a place was taken out: those behind it move down by one."""
    left = groups[key]
    at = bisect_left(left, place)
    kept = groups | {key: left[:at] + left[at + 1 :]}
    return _in_order({known: _shifted(places, place, -1) for known, places in kept.items()})


def _shifted(places: Places, start: int, step: int) -> Places:
    at = bisect_left(places, start)
    return places[:at] + tuple([place + step for place in places[at:]])


class Sources:
    """The files of a dataset in the trainer's order, with what is derived from them kept.

    Datasets over the same folder share one object; `replaced` gives a new one that keeps what it
    can.

    Args:
        sources: The files.
        fold_case: The file system takes ``A`` and ``a`` for one name.
    """

    def __init__(self, sources: Sequence[Source] = (), *, fold_case: bool = False) -> None:
        self.items: tuple[Source, ...] = tuple(sources)
        self.fold_case = fold_case

    def __len__(self) -> int:
        return len(self.items)

    def replaced(self, place: int, source: Source) -> Sources:
        """Return the sources with the one at ``place`` replaced."""
        before = self.items[place]
        items = (*self.items[:place], source, *self.items[place + 1 :])
        after = Sources(items, fold_case=self.fold_case)
        if before.stem == source.stem:
            after.__dict__["special"] = self.special
            after.__dict__["by_stem"] = self.by_stem
        shapes = shape_of(before.fact), shape_of(source.fact)
        after.__dict__["groups"] = _moved(self.groups, place, *shapes)
        traits = traits_of(before), traits_of(source)
        after.__dict__["traits"] = _moved(self.traits, place, *traits)
        return after

    def inserted(self, place: int, source: Source, *, alone: bool = False) -> Sources:
        """Return the sources with one more, before the one at ``place``.

        Args:
            place: From 0.
            source: The new one.
            alone: None of the others has its stem, which is not hidden either.
        """
        items = (*self.items[:place], source, *self.items[place:])
        after = Sources(items, fold_case=self.fold_case)
        after.__dict__["groups"] = _opened(self.groups, place, shape_of(source.fact))
        after.__dict__["traits"] = _opened(self.traits, place, traits_of(source))
        if alone and not self.special:
            after.__dict__["special"] = self.special
        return after

    def removed(self, place: int) -> Sources:
        """Return the sources without the one at ``place``."""
        before = self.items[place]
        items = self.items[:place] + self.items[place + 1 :]
        after = Sources(items, fold_case=self.fold_case)
        after.__dict__["groups"] = _closed(self.groups, place, shape_of(before.fact))
        after.__dict__["traits"] = _closed(self.traits, place, traits_of(before))
        if not self.special:
            after.__dict__["special"] = self.special
        return after

    @cached_property
    def groups(self) -> dict[Shape, Places]:
        """The places of the sources of each shape."""
        return _grouped(shape_of(source.fact) for source in self.items)

    @cached_property
    def traits(self) -> dict[Traits, Places]:
        """The places of the sources of which the same is to be said."""
        return _grouped(map(traits_of, self.items))

    @cached_property
    def by_stem(self) -> dict[str, Places]:
        """The places of the sources of each stem."""
        return _grouped(source.stem for source in self.items)

    @cached_property
    def special(self) -> frozenset[int]:
        """Places of the sources whose cache files may meet those of another, or are hidden."""
        counts = Counter(self.folded(source.stem) for source in self.items)
        hidden = {place for place, source in enumerate(self.items) if source.stem[:1] == "."}
        if len(counts) == len(self.items):
            return frozenset(hidden)
        return frozenset(hidden).union(
            place for place, source in enumerate(self.items) if counts[self.folded(source.stem)] > 1
        )

    def files(self, places: Iterable[int]) -> list[str]:
        """Return the base names of the sources at ``places``, sorted."""
        return sorted(self.items[place].file for place in places)

    def folded(self, name: str) -> str:
        """Return ``name`` such that equal results are one file."""
        return name.lower() if self.fold_case else name


@dataclass(frozen=True)
class Ignored:
    """A file in the folder that the trainer does not list."""

    file: str
    reason: str


@dataclass(frozen=True, eq=False)
class DatasetFacts:
    """What lies on disk for one ``[[datasets]]`` entry.

    Attributes:
        sources: The files the trainer lists.
        ignored: The files it passes over.
        errors: Where the trainer stops while it lists the files (stage ``datasets``).
        warnings: What else gathering met.
        cache_seen: The trainer's glob finds files in the cache folder (its name may hide them).
        cache: The cache folder as it is now.
        place: The directory or JSONL that was read, for people; empty where the entry names none.
    """

    sources: Sources = field(default_factory=Sources)
    ignored: tuple[Ignored, ...] = ()
    errors: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()
    cache_seen: bool = True
    cache: CacheFolder = field(default_factory=CacheFolder)
    place: str = ""

    def with_source(self, place: int, source: Source) -> DatasetFacts:
        """Return the facts after one file changed."""
        return replace(self, sources=self.sources.replaced(place, source))
