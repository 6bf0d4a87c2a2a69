"""A plan's cache folders and material read from disk, and what that makes of each cache file."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import NamedTuple, cast

from app.core.cache import Cache
from app.core.jobs import Checkpoint, ignore, part
from app.core.planner.caches.cache_header import CacheFact, Kind, read_fact, words_key
from app.core.planner.caches.file_facts import FileFacts, Seen, list_files
from app.core.planner.caches.freshness import FolderState, judge
from app.core.planner.caches.freshness_files import (
    STATES,
    Cached,
    CacheFile,
    Material,
    State,
    Waiting,
)
from app.core.planner.caches.freshness_planned import Planned
from app.core.planner.dataset import DatasetPlan
from app.core.planner.entries import Entry, list_entry
from app.core.planner.listing import Host
from app.core.planner.places import Places, is_pipe
from app.core.planner.plan import Plan
from app.core.planner.schema import Kind as MediaKind

Waits = Mapping[tuple[MediaKind, str], Waiting]  # by kind and stem
_NO_WAITS: Waits = {}


@dataclass(frozen=True, eq=False)
class Freshness:
    """The cache folders of a plan as they were found.

    Attributes:
        plan: What they were compared with.
        folders: One for each dataset that has a cache folder.
    """

    plan: Plan
    folders: tuple[FolderState, ...] = ()

    def count(self, state: State) -> int:
        """Return how many files are in a state, over all datasets."""
        return sum(folder.count(state) for folder in self.folders)

    def files(self, state: State) -> Iterator[tuple[FolderState, CacheFile]]:
        """Yield the files in a state, by dataset."""
        for folder in self.folders:
            yield from ((folder, each) for each in folder.files(state))

    def alike(self, state: State) -> Iterator[tuple[CacheFile, int]]:
        """Yield, of all files in a state that differ in their stems only, one and their number."""
        for folder in self.folders:
            yield from folder.alike(state)

    def reasons(self, state: State = "stale") -> dict[str, int]:
        """Return how many files are in a state for each reason, the most frequent first."""
        counts: dict[str, int] = {}
        for each, count in self.alike(state):
            counts[each.reason] = counts.get(each.reason, 0) + count
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))

    def state_of(self, kind: MediaKind, file: str) -> State | None:
        """Return the worst state of what is cached of a clip or still, over its datasets.

        None where no dataset caches anything of it.
        """
        found = [
            folder.sources[file]
            for folder in self.folders
            if folder.kind == kind and file in folder.sources
        ]
        return min(found, key=STATES.index, default=None)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever cached: no file that is planned or was once."""
        return all(folder.is_empty for folder in self.folders)


class CacheLook:
    """Looks into the cache folders of plans, again and again; opens only what changed.

    Not for several threads at once.

    Args:
        cache: Keeps what was read from one start of the program to the next.
    """

    def __init__(self, cache: Cache | None = None) -> None:
        self._headers = FileFacts("cache-headers-2", _header_line, cache)
        self._captions = FileFacts("caption-keys-1", _caption_key, cache)
        self._disk = _Disk()
        self._judged: dict[tuple[Path, int], _Judged] = {}

    def look(
        self,
        plan: Plan,
        *,
        working: Path | None = None,
        waiting: Waits = _NO_WAITS,
        disk: bool = True,
        checkpoint: Checkpoint = ignore,
    ) -> Freshness:
        """Return the state of each cache file of a plan.

        Args:
            plan: Of a dataset file.
            working: The folder the trainer is started in, for relative paths; this process's by
                default.
            waiting: Clips and stills that an export would change.
            disk: Look at the disk; else only at folders that no look has seen: the plan is another,
                but nothing was written.
            checkpoint: Called some times, with folders done and folders in all.

        Raises:
            Stopped: The checkpoint said so.
        """
        beside = plan.config.document.path.absolute().parent
        places = Places(working or Path.cwd(), beside)
        if disk:
            self._disk = _Disk()
        with_cache = [each for each in plan.datasets if each.config.cache_place is not None]
        folders = [places.of(each.config.cache_place or "").absolute() for each in with_cache]
        total = max(1, len(with_cache))
        judged: dict[tuple[Path, int], _Judged] = {}
        waits: dict[MediaKind, dict[str, Waiting]] = {"video": {}, "image": {}}
        for (kind, stem), each in waiting.items():
            waits[kind][stem] = each
        for n, (dataset, folder) in enumerate(zip(with_cache, folders, strict=True)):
            step = partial(part, checkpoint, of=0.5, total=total)
            there = self._cached(folder, dataset, step(done=n))
            materials = self._materials(plan, dataset, places, step(done=n + 0.5))
            shared = _planned_by_others(with_cache, folders, n)
            place = folder, folders[:n].count(folder)
            judged[place] = self._judged.get(place) or _Judged()
            asked = _Asked(dataset, there, materials, waits[dataset.config.kind], shared)
            judged[place].take(folder, asked)
        self._judged = judged
        return Freshness(plan, tuple(each.state for each in judged.values()))

    def _cached(
        self, folder: Path, dataset: DatasetPlan, checkpoint: Checkpoint
    ) -> dict[str, Cached]:
        short = dataset.architecture.short
        known = self._disk.caches.get((folder, short))
        if known is None:
            ends = (f"_{short}.safetensors", f"_{short}_te.safetensors")
            seen = self._headers.of(folder, lambda name: name.endswith(ends), checkpoint)
            known = {name: Cached(each[0], each[1], _fact(each[2])) for name, each in seen.items()}
            self._disk.caches[folder, short] = known
        return known

    def _materials(
        self, plan: Plan, dataset: DatasetPlan, places: Places, checkpoint: Checkpoint
    ) -> dict[str, Material]:
        """Return what is on disk of each file the trainer lists now, by its path."""
        config = dataset.config
        listed = (config.kind, config.directory, config.jsonl, config.caption_extension)
        known = self._disk.materials.get(listed)
        if known is None:
            listing = list_entry(dataset.index, config, places, plan.rules, Host.here())
            known = {
                entry.path: self._material(
                    entry, entry.place, config.caption_extension or "", checkpoint
                )
                for entry in listing.entries
                if entry.place is not None
            }
            self._disk.materials[listed] = known
        return known

    def _material(
        self, entry: Entry, place: Path, extension: str, checkpoint: Checkpoint
    ) -> Material:
        media = self._disk.media_of(place.parent).get(place.name)
        written = None if media is None else media.mtime_ns
        if entry.caption is None:
            return Material(written, words_key(entry.text) if not entry.caption_fault else "")
        folder = entry.caption.parent
        if (folder, extension) not in self._disk.words:
            self._disk.words[folder, extension] = self._captions.of(
                folder, lambda name: name.endswith(extension), checkpoint
            )
        words = self._disk.words[folder, extension].get(entry.caption.name)
        return Material(written) if words is None else Material(written, words[2], words[1])


class _Asked(NamedTuple):
    """All that the state of a folder depends on."""

    plan: DatasetPlan
    there: Mapping[str, Cached]
    materials: Mapping[str, Material]
    waiting: Mapping[str, Waiting]
    elsewhere: set[str]


class _Judged:
    """A folder as it was judged last; judged anew where something of it is another."""

    def __init__(self) -> None:
        self._planned = Planned()
        self._asked: _Asked | None = None
        self._state: FolderState | None = None

    @property
    def state(self) -> FolderState:
        """As it was judged."""
        assert self._state is not None, "taken before"
        return self._state

    def take(self, folder: Path, asked: _Asked) -> None:
        """Judge it, unless all is as it was."""
        if self._state is None or asked != self._asked:
            plan, there, materials, waiting, elsewhere = asked
            self._planned.take(plan, there)
            self._state = judge(
                plan, folder, self._planned, materials, waiting, elsewhere=elsewhere
            )
        self._asked = asked  # equal or not: what was before is held no longer


class _Disk:
    """What one look has seen; what several datasets list is read once."""

    def __init__(self) -> None:
        self.caches: dict[tuple[Path, str], dict[str, Cached]] = {}
        self.materials: dict[tuple[object, ...], dict[str, Material]] = {}
        self.words: dict[tuple[Path, str], dict[str, Seen]] = {}
        self._media: dict[Path, dict[str, Seen]] = {}

    def media_of(self, folder: Path) -> dict[str, Seen]:
        """Return the files of a folder."""
        if folder not in self._media:
            self._media[folder] = list_files(folder, lambda _: True)
        return self._media[folder]


def _planned_by_others(plans: list[DatasetPlan], folders: list[Path], own: int) -> set[str]:
    """Return the names that other datasets plan in a dataset's folder: the trainer lets it be."""
    normal = [os.path.normcase(os.path.normpath(folder)) for folder in folders]
    names: set[str] = set()
    for n, plan in enumerate(plans):
        if n != own and normal[n] == normal[own]:
            names |= plan.cache_names() | plan.text_names()
    return names


# ------------------------------------------------------------------ facts as lines


def _header_line(path: Path) -> str:
    fact = read_fact(path)
    if fact.kind == "latents" and fact.shape is not None:
        return " ".join(("latents", *map(str, fact.shape)))
    return f"{fact.kind} {fact.caption or fact.why}"


@lru_cache(maxsize=1 << 12)
def _fact(line: str) -> CacheFact:
    kind, _, rest = line.partition(" ")
    if kind == "latents":
        frames, height, width = map(int, rest.split())
        return CacheFact("latents", (frames, height, width))
    if kind == "text":
        return CacheFact("text", caption=rest)
    return CacheFact(cast("Kind", kind), why=rest)


def _caption_key(path: Path) -> str:
    """Return the key of a caption as the trainer reads it; empty where it cannot."""
    try:
        return "" if is_pipe(path) else words_key(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
