"""What is planned of a cache folder, source by source; kept from look to look.

An edit changes a clip or a key: what nothing changed of is judged once, however often it is asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from app.core.planner.cache import CacheFolder, latent_names, read_name, text_name
from app.core.planner.caches.cache_header import Shape
from app.core.planner.caches.freshness_files import (
    PIXELS,
    Cached,
    CacheFile,
    Case,
    Material,
    Verdict,
    Waiting,
    judge_caption,
    judge_window,
)
from app.core.planner.caches.freshness_listed import NO_FILES, RANKS, Judgement, PlannedFiles
from app.core.planner.counting import Group
from app.core.planner.dataset import DatasetPlan, Size
from app.core.planner.facts import Shape as MediaShape
from app.core.planner.facts import Source
from app.core.planner.rules import FRAME_STEP, Architecture
from app.core.planner.schema import Kind

_NOTHING, _STAYS = Material(), Waiting()

_Lines = tuple[tuple[str, Verdict], ...]


class _Asked(NamedTuple):
    """A source, what it is made of and whether it waits for an export."""

    source: Source
    material: Material
    stays: Waiting


class _Looked(NamedTuple):
    """What a look found of each source, and what it was judged by; lists side by side."""

    items: Sequence[Source] = ()
    materials: Sequence[Material] = ()
    stays: Sequence[Waiting] = ()
    judged: Sequence[Judgement] = ()


class Planned:
    """The planned files of one dataset, look after look.

    Attributes:
        there: The cache files in its folder, by name.
        folder: The same, as names.
    """

    def __init__(self) -> None:
        self.there: Mapping[str, Cached] = {}
        self.folder = CacheFolder()
        self._of: tuple[Kind, Architecture] | None = None
        self._before = _Looked()
        self._shared: dict[_Lines, Judgement] = {}
        self._absent: dict[tuple[MediaShape, Waiting], Judgement] = {}
        self._expected: dict[MediaShape, dict[str, Shape]] = {}
        self._drawn: Counter[tuple[Size, int]] | None = None
        self._texts: dict[str, str] | None = None

    def take(self, plan: DatasetPlan, there: Mapping[str, Cached]) -> None:
        """Take over what is in the folder now."""
        of = plan.config.kind, plan.architecture
        if of != self._of or (there is not self.there and there != self.there):
            self._before, self._drawn, self._texts = _Looked(), None, None
            self._shared, self._absent = {}, {}
            self.folder = CacheFolder(tuple(there))
        self._of, self.there = of, there

    def files(
        self,
        plan: DatasetPlan,
        materials: Mapping[str, Material],
        waiting: Mapping[str, Waiting],
    ) -> PlannedFiles:
        """Return the files that are planned, as they stand.

        Args:
            plan: The dataset's.
            materials: What they are made of now, by `Source.path`.
            waiting: Clips and stills that an export would change, by stem.
        """
        if plan.windower is None:
            self._before = _Looked()
            return NO_FILES
        sources = plan.facts.sources
        items = sources.items
        asked = _Looked(
            items,
            [materials.get(source.path, _NOTHING) for source in items],
            [waiting.get(source.stem, _STAYS) for source in items],
        )
        self._before = of = asked._replace(judged=self._judgements(plan, asked))
        if not sources.special:
            return PlannedFiles(items, of.judged, None, self.there)
        judged: list[Judgement | None] = list(of.judged)
        shared: dict[str, CacheFile] = {}
        for place in sorted(sources.special):  # another one may have files of these names
            for each in of.judged[place].files(items[place], self.there):
                shared.setdefault(each.name, each)
            judged[place] = None
        return PlannedFiles(items, judged, shared, self.there)

    def _judgements(self, plan: DatasetPlan, asked: _Looked) -> list[Judgement]:
        """Return how the files of each source stand; what nothing changed of as it was."""
        sources = plan.facts.sources
        expected = {shape: latent_shapes(plan, shape) for shape in sources.groups}
        other = {shape for shape, each in expected.items() if each != self._expected.get(shape)}
        self._expected = expected
        self._absent = {key: each for key, each in self._absent.items() if key[0] not in other}
        shapes = _by_place(sources.groups, len(sources))
        before = self._before
        places = {id(source): place for place, source in enumerate(before.items)}
        found = []
        for source, material, stays, shape in zip(*asked[:3], shapes, strict=True):
            place = None if shape in other else places.get(id(source))
            if (
                place is not None
                and _same(before.materials[place], material)
                and _same(before.stays[place], stays)
            ):
                found.append(before.judged[place])
            else:
                found.append(self._judged(plan, shape, _Asked(source, material, stays)))
        return found

    def _judged(self, plan: DatasetPlan, shape: MediaShape, asked: _Asked) -> Judgement:
        """Return how the files of a source stand."""
        source, material, stays = asked
        what = "clip" if plan.config.kind == "video" else "still"
        stem, there, text = source.stem, self.there, text_name("", plan.architecture)
        expected = self._expected[shape]
        cached = [there.get(stem + ending) for ending in (*expected, text)] if there else []
        absent = not any(cached)
        if absent and (shape, stays) in self._absent:
            return self._absent[shape, stays]
        cached = cached or [None] * (len(expected) + 1)
        lines = [
            (ending, judge_window(Case(own, material, stays.media), latent, what))
            for (ending, latent), own in zip(expected.items(), cached, strict=False)
        ]
        lines.append((text, judge_caption(Case(cached[-1], material, stays.caption))))
        found = self._one_of(tuple(lines))
        if absent:
            self._absent[shape, stays] = found
        return found

    def _one_of(self, lines: _Lines) -> Judgement:
        """Return the same object for equal lines."""
        known = self._shared.get(lines)
        if known is None:
            worst = min((verdict.state for _, verdict in lines), key=RANKS.__getitem__)
            known = self._shared[lines] = Judgement(lines, worst)
        return known

    # ------------------------------------------------------------------ what the names say

    def texts(self, plan: DatasetPlan) -> dict[str, str]:
        """Return the names of the caches of captions, each with the stem it belongs to."""
        if self._texts is None:
            end = text_name("", plan.architecture)
            self._texts = {
                name: name.removesuffix(end)
                for name in self.there
                if name.endswith(end) and not name.startswith(".")
            }
        return self._texts

    def counts(self, plan: DatasetPlan) -> dict[Group, int]:
        """Return what training would draw from the folder as it is, by size and length."""
        if plan.windower is None or not plan.facts.cache_seen:
            return {}
        if self._drawn is None:
            self._drawn = _drawn(self.there, plan.architecture, video=plan.config.kind == "video")
        counts: Counter[Group] = Counter()
        for (size, frames), files in self._drawn.items():
            counts[plan.windower.training.of(size), frames] += files
        repeats = max(0, plan.config.num_repeats)
        return {group: files * repeats for group, files in sorted(counts.items())}


def _same(one: Material | Waiting, other: Material | Waiting) -> bool:
    return one is other or one == other


def _by_place(groups: Mapping[MediaShape, Iterable[int]], count: int) -> list[MediaShape]:
    """Return the shape of each source."""
    found: dict[int, MediaShape] = {
        place: shape for shape, places in groups.items() for place in places
    }
    return [found[place] for place in range(count)]


def _drawn(
    names: Iterable[str], architecture: Architecture, *, video: bool
) -> Counter[tuple[Size, int]]:
    """Return how many latent files training would take, by the size and length in their names."""
    known = set(names)
    found: Counter[tuple[Size, int]] = Counter()
    for name in latent_names(known, architecture):
        try:
            read = read_name(name, video=video)
        except ValueError:
            continue
        if text_name(read.stem, architecture) in known:
            found[read.size, read.frames] += 1
    return found


def latent_shapes(plan: DatasetPlan, shape: MediaShape) -> dict[str, Shape]:
    """Return what follows a stem in each latent cache file of a media shape, and what is in it.

    0 frames stand for any number.
    """
    if plan.windower is None:
        return {}
    outcome = plan.windower.outcome(shape)
    width, height = (side // PIXELS for side in outcome.bucket)
    if plan.architecture.sections and plan.config.kind == "video":
        return dict.fromkeys(sorted(plan.endings(shape)), (0, height, width))
    return {
        suffix: ((frames - 1) // FRAME_STEP + 1, height, width)
        for suffix, (_, frames) in outcome.distinct
    }
