"""Whether what the trainer has cached is what it would cache now: each window, each caption.

Pure: a dataset's plan, the facts of the files in its cache folder and of its clips go in, a
`FolderState` comes out. The trainer itself never compares: with ``--skip_existing`` it takes any
file of the right name, and training takes whatever lies in the folder.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Literal, NamedTuple

from app.core.planner.cache import CacheFolder, latent_names, read_name, text_name
from app.core.planner.cache_folder import unplanned
from app.core.planner.caches.cache_header import CacheFact, Shape
from app.core.planner.counting import Group
from app.core.planner.dataset import DatasetPlan
from app.core.planner.facts import Shape as MediaShape
from app.core.planner.rules import FRAME_STEP
from app.core.planner.schema import Kind

State = Literal["cached", "missing", "stale", "waiting", "orphan", "foreign"]
STATES: tuple[State, ...] = ("stale", "waiting", "missing", "cached", "orphan", "foreign")
"""The worst of a clip's first."""

REASONS = {
    "clip": "clip changed",
    "still": "still changed",
    "caption": "caption changed",
    "size": "resolution changed",
    "plan": "planned otherwise",
    "damaged": "damaged",
}
"""Why a cache file is stale, in a word or two."""

_PIXELS = 8  # of a picture per one of its latent, either way


class CacheFile(NamedTuple):
    """A file of a cache folder that is there, or should be.

    Attributes:
        name: Base name.
        state: How it stands to the plan.
        reason: Key of `REASONS`; empty where it is not stale.
        file: Base name of the clip or still it belongs to; empty where that is gone or unknown.
        said: What differs, one sentence; empty where there is nothing to say.
        size: Bytes; -1 where it is not there.
        mtime_ns: When it was written.
    """

    name: str
    state: State
    reason: str = ""
    file: str = ""
    said: str = ""
    size: int = -1
    mtime_ns: int = 0


class Cached(NamedTuple):
    """A file of a cache folder as it was seen."""

    size: int
    mtime_ns: int
    fact: CacheFact


@dataclass(frozen=True, slots=True)
class Material:
    """What a cache was, or will be, made of.

    Attributes:
        mtime_ns: Of the clip or still; None where it is not known.
        caption: `words_key` of its caption; empty where it cannot be read.
        caption_mtime_ns: Of the caption's file; None where it has none.
    """

    mtime_ns: int | None = None
    caption: str = ""
    caption_mtime_ns: int | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """What an export would change of a clip or still, each a sentence, or empty.

    Attributes:
        media: Of its pictures.
        caption: Of its words.
        gone: It cannot be exported now, but what it left is no orphan.
    """

    media: str = ""
    caption: str = ""
    gone: bool = False


@dataclass(frozen=True, eq=False)
class FolderState:
    """A dataset's cache folder, compared with its plan and with what it was made of.

    Attributes:
        index: The dataset's place in the file.
        kind: What it is of.
        folder: Absolute.
        cached: Names of the files that are as they would be made now.
        others: All that is not so, by state, then name.
        sources: The worst state of the files of each source, by base name.
        counts: Samples training would draw from the folder as it is, by size and length.
        unsure: Why nothing of it can be called left over; empty where it can.
    """

    index: int
    kind: Kind
    folder: Path
    cached: tuple[str, ...] = ()
    others: tuple[CacheFile, ...] = ()
    sources: Mapping[str, State] = field(default_factory=dict)
    counts: Mapping[Group, int] = field(default_factory=dict)
    unsure: str = ""

    @cached_property
    def by_state(self) -> Mapping[State, tuple[CacheFile, ...]]:
        """The files that are not cached as they would be now, by state."""
        found: dict[State, list[CacheFile]] = {}
        for each in self.others:
            found.setdefault(each.state, []).append(each)
        return {state: tuple(files) for state, files in found.items()}

    def count(self, state: State) -> int:
        """Return how many files are in a state."""
        return len(self.cached) if state == "cached" else len(self.by_state.get(state, ()))


def judge(
    plan: DatasetPlan,
    folder: Path,
    there: Mapping[str, Cached],
    materials: Mapping[str, Material],
    waiting: Mapping[str, Waiting],
    *,
    elsewhere: Collection[str] = (),
) -> FolderState:
    """Return the state of one dataset's cache folder.

    Args:
        plan: The dataset's.
        folder: Where its caches lie.
        there: The cache files in it, by name.
        materials: What they are made of now, by `Source.path`.
        waiting: Clips and stills that an export would change, by stem.
        elsewhere: Names that other datasets plan in the same folder.
    """
    unsure = _unsure(plan)
    judged = dict(_planned(plan, there, materials, waiting))
    left = [] if unsure else list(_left(plan, there, judged, waiting, elsewhere))
    others = [each for each in judged.values() if each.state != "cached"] + left
    others.sort(key=lambda each: (STATES.index(each.state), each.name))
    return FolderState(
        plan.index,
        plan.config.kind,
        folder,
        tuple(sorted(each.name for each in judged.values() if each.state == "cached")),
        tuple(others),
        _worst([*judged.values(), *left]),
        counts_of(plan, there),
        unsure,
    )


def counts_of(plan: DatasetPlan, names: Iterable[str]) -> dict[Group, int]:
    """Return what training would draw from cache files of these names, by size and length."""
    if plan.windower is None or not plan.facts.cache_seen:
        return {}
    known = set(names)
    counts: Counter[Group] = Counter()
    for name in latent_names(known, plan.architecture):
        try:
            read = read_name(name, video=plan.config.kind == "video")
        except ValueError:
            continue
        if text_name(read.stem, plan.architecture) in known:
            counts[plan.windower.training.of(read.size), read.frames] += 1
    repeats = max(0, plan.config.num_repeats)
    return {group: files * repeats for group, files in sorted(counts.items())}


def _unsure(plan: DatasetPlan) -> str:
    """Return why nothing can be called left over: what lists no clips may be out of reach."""
    if plan.windower is None or plan.facts.errors:
        return "The trainer refuses this dataset, so that nothing is known of its cache."
    if not plan.facts.cache_seen:
        return "The trainer does not find files in a folder of this name."
    if not plan.facts.sources.items:
        return "No clips are listed; while their folder is out of reach, nothing is left over."
    return ""


# ------------------------------------------------------------------ what is planned


def _planned(
    plan: DatasetPlan,
    there: Mapping[str, Cached],
    materials: Mapping[str, Material],
    waiting: Mapping[str, Waiting],
) -> Iterator[tuple[str, CacheFile]]:
    """Yield the files that are planned, by source; each name once."""
    seen: set[str] = set()
    what = "clip" if plan.config.kind == "video" else "still"
    for shape, _, places in plan.shapes():
        expected = latent_shapes(plan, shape)
        for place in places:
            source = plan.facts.sources.items[place]
            material = materials.get(source.path, Material())
            stays = waiting.get(source.stem, Waiting())
            for ending, latent in expected.items():
                name = source.stem + ending
                if name not in seen:
                    seen.add(name)
                    case = _Case(name, source.file, there.get(name), material, stays.media)
                    yield name, _window(case, latent, what)
            name = text_name(source.stem, plan.architecture)
            if name not in seen:
                seen.add(name)
                case = _Case(name, source.file, there.get(name), material, stays.caption)
                yield name, _caption(case)


def latent_shapes(plan: DatasetPlan, shape: MediaShape) -> dict[str, Shape]:
    """Return what follows a stem in each latent cache file of a media shape, and what is in it.

    0 frames stand for any number.
    """
    if plan.windower is None:
        return {}
    outcome = plan.windower.outcome(shape)
    width, height = (side // _PIXELS for side in outcome.bucket)
    if plan.architecture.sections and plan.config.kind == "video":
        return dict.fromkeys(sorted(plan.endings(shape)), (0, height, width))
    return {
        suffix: ((frames - 1) // FRAME_STEP + 1, height, width)
        for suffix, (_, frames) in outcome.distinct
    }


class _Case(NamedTuple):
    """A planned file: what is there of it, what it is made of, why an export comes first."""

    name: str
    file: str
    cached: Cached | None
    material: Material
    waits: str

    def found(self, state: State, reason: str = "", said: str = "") -> CacheFile:
        """Return the file in a state."""
        size, written = self.cached[:2] if self.cached else (-1, 0)
        return CacheFile(self.name, state, reason, self.file, said, size, written)


def _window(case: _Case, expected: Shape, what: str) -> CacheFile:
    if case.cached is None or case.waits:
        return _not_there(case)
    fact = case.cached.fact
    if fact.kind == "damaged":
        return case.found("stale", "damaged", f"Damaged: {fact.why}.")
    if fact.kind != "latents" or fact.shape is None:
        return case.found("foreign", said=_NO_CACHE)
    if fact.shape[1:] != expected[1:] or expected[0] not in (0, fact.shape[0]):
        said = f"Cached at {_pixels(fact.shape)}, the plan has {_pixels(expected)}."
        return case.found("stale", "size", said)
    written = case.material.mtime_ns
    if written is not None and written > case.cached.mtime_ns:
        return case.found("stale", what, f"The {what} was written after it was cached.")
    return case.found("cached")


def _caption(case: _Case) -> CacheFile:
    if case.cached is None or case.waits:
        return _not_there(case)
    fact, material = case.cached.fact, case.material
    if fact.kind == "damaged":
        return case.found("stale", "damaged", f"Damaged: {fact.why}.")
    if fact.kind != "text":
        return case.found("foreign", said=_NO_CACHE)
    if fact.caption and material.caption:
        same = fact.caption == material.caption
        return case.found("cached") if same else case.found("stale", "caption", _OTHER_WORDS)
    written = material.caption_mtime_ns
    if written is not None and written > case.cached.mtime_ns:
        return case.found("stale", "caption", _NEWER_WORDS)
    return case.found("cached")


_NO_CACHE = "Named like a cache file, but something else is in it."
_OTHER_WORDS = "It was cached with other words."
_NEWER_WORDS = "The caption's file was written after it was cached."


def _not_there(case: _Case) -> CacheFile:
    return case.found("waiting" if case.waits else "missing", said=case.waits)


def _pixels(latent: Shape) -> str:
    frames, height, width = latent
    size = f"{width * _PIXELS}×{height * _PIXELS}"
    return f"{size}×{(frames - 1) * FRAME_STEP + 1}" if frames else size


# ------------------------------------------------------------------ what is left over


def _left(
    plan: DatasetPlan,
    there: Mapping[str, Cached],
    judged: Mapping[str, CacheFile],
    waiting: Mapping[str, Waiting],
    elsewhere: Collection[str],
) -> Iterator[CacheFile]:
    """Yield what is in the folder and not planned."""
    state = unplanned(replace(plan, facts=replace(plan.facts, cache=CacheFolder(tuple(there)))))
    gone = {stem for stem, each in waiting.items() if each.gone}
    refused = _refused_stems(plan)
    foreign = {name: "Its name ends like a cache file's, and training stops on it."
               for name in state.foreign}  # fmt: skip
    texts = _text_stems(plan, there)
    known = plan.facts.sources.by_stem
    orphans = [*state.orphan, *(name for name, stem in texts.items() if stem not in known)]
    for name in (*state.stale, *orphans, *foreign):
        if name in elsewhere or name in judged:
            continue
        size, written, fact = there[name]
        stem = texts.get(name) or ("" if name in foreign else _stem(plan, name))
        if name in foreign or fact.kind == "other":
            said = foreign.get(name, _NO_CACHE)
            yield CacheFile(name, "foreign", "", "", said, size, written)
        elif stem not in known and stem not in gone:
            said = "Its clip or still is gone."
            yield CacheFile(name, "orphan", "", "", said, size, written)
        elif stem in known and stem not in refused:
            file = plan.facts.sources.items[known[stem][0]].file
            said = f"The plan makes no {_named(plan, name)} of it."
            yield CacheFile(name, "stale", "plan", file, said, size, written)


def _refused_stems(plan: DatasetPlan) -> set[str]:
    """Return the stems of sources the trainer stops on: what is cached of them stays."""
    items = plan.facts.sources.items
    return {
        items[place].stem for _, outcome, places in plan.shapes() if outcome.refused
        for place in places
    }  # fmt: skip


def _text_stems(plan: DatasetPlan, names: Iterable[str]) -> dict[str, str]:
    end = text_name("", plan.architecture)
    return {
        name: name.removesuffix(end)
        for name in names
        if name.endswith(end) and not name.startswith(".")
    }


def _stem(plan: DatasetPlan, name: str) -> str:
    return read_name(name, video=plan.config.kind == "video").stem


def _named(plan: DatasetPlan, name: str) -> str:
    """Return the window of a cache file's name, for people."""
    read = read_name(name, video=plan.config.kind == "video")
    size = f"{read.size[0]}×{read.size[1]}"
    if plan.config.kind == "image":
        return f"{size} still"
    start = int(name.split("_")[-3].split("-")[0])
    return f"window {start}-{start + read.frames} at {size}"


def _worst(files: Iterable[CacheFile]) -> dict[str, State]:
    worst: dict[str, State] = {}
    for each in files:
        before = worst.get(each.file)
        if each.file and (before is None or STATES.index(each.state) < STATES.index(before)):
            worst[each.file] = each.state
    return worst
