"""What is planned of a cache folder, source by source; kept from look to look.

An edit changes a clip or a key: what nothing changed of is judged once, however often it is asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from app.core.planner.cache import CacheFolder, latent_names, read_name, text_name
from app.core.planner.caches.cache_header import Shape
from app.core.planner.caches.freshness_files import (
    PIXELS,
    STATES,
    Cached,
    CacheFile,
    Case,
    Material,
    State,
    Waiting,
    judge_caption,
    judge_window,
)
from app.core.planner.counting import Group
from app.core.planner.dataset import DatasetPlan, Size
from app.core.planner.facts import Shape as MediaShape
from app.core.planner.facts import Source, shape_of
from app.core.planner.rules import FRAME_STEP, Architecture
from app.core.planner.schema import Kind

_NOTHING, _STAYS = Material(), Waiting()
_RANKS = {state: rank for rank, state in enumerate(STATES)}


_NOT_THERE = ("missing", "waiting")  # whatever should be in them


class _Asked(NamedTuple):
    """A source, what it is made of and whether it waits for an export."""

    source: Source
    material: Material
    stays: Waiting


class _Known(NamedTuple):
    """The files of one source, and all that they were judged by."""

    source: Source
    shape: MediaShape
    material: Material
    stays: Waiting
    files: tuple[CacheFile, ...]
    worst: State


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
        self._known: dict[int, _Known] = {}  # by the source's identity: it is held
        self._expected: dict[MediaShape, dict[str, Shape]] = {}
        self._drawn: Counter[tuple[Size, int]] | None = None
        self._texts: dict[str, str] | None = None

    def take(self, plan: DatasetPlan, there: Mapping[str, Cached]) -> None:
        """Take over what is in the folder now."""
        of = plan.config.kind, plan.architecture
        if of != self._of or (there is not self.there and there != self.there):
            self._known, self._drawn, self._texts = {}, None, None
            self.folder = CacheFolder(tuple(there))
        self._of, self.there = of, there

    def files(
        self,
        plan: DatasetPlan,
        materials: Mapping[str, Material],
        waiting: Mapping[str, Waiting],
    ) -> tuple[list[CacheFile], dict[str, State]]:
        """Return the files that are planned, each name once, and the worst state of each source's.

        Args:
            plan: The dataset's.
            materials: What they are made of now, by `Source.path`.
            waiting: Clips and stills that an export would change, by stem.
        """
        if plan.windower is None:
            self._known = {}
            return [], {}
        sources = plan.facts.sources
        expected = {shape: latent_shapes(plan, shape) for shape in sources.groups}
        other = {shape for shape, each in expected.items() if each != self._expected.get(shape)}
        before, self._known, self._expected = self._known, {}, expected
        files: list[CacheFile] = []
        shared: dict[str, CacheFile] = {}
        worst: dict[str, State] = {}
        for place, source in enumerate(sources.items):
            material = materials.get(source.path, _NOTHING)
            stays = waiting.get(source.stem, _STAYS)
            known = before.get(id(source))
            if (
                known is None
                or known.shape in other
                or (known.material is not material and known.material != material)
                or (known.stays is not stays and known.stays != stays)
            ):
                asked = _Asked(source, material, stays)
                known = self._judged(plan, asked, expected, known)
            self._known[id(source)] = known
            if place in sources.special:  # another one may have files of these names
                _join(known, shared, worst)
            else:
                files += known.files
                worst[source.file] = known.worst
        return [*files, *shared.values()], worst

    def _judged(
        self,
        plan: DatasetPlan,
        asked: _Asked,
        expected: Mapping[MediaShape, dict[str, Shape]],
        before: _Known | None,
    ) -> _Known:
        """Return the files of a source; those that nothing changed of are the same objects."""
        source, material, stays = asked
        what = "clip" if plan.config.kind == "video" else "still"
        shape, stem, there = shape_of(source.fact), source.stem, self.there
        kept = {}
        if before is not None and before[2:4] == asked[1:]:
            kept = {each.name: each for each in before.files if each.state in _NOT_THERE}
        found = []
        for ending, latent in expected[shape].items():
            name = stem + ending
            case = Case(name, source.file, there.get(name), material, stays.media)
            found.append(kept.get(name) or judge_window(case, latent, what))
        name = text_name(stem, plan.architecture)
        case = Case(name, source.file, there.get(name), material, stays.caption)
        found.append(kept.get(name) or judge_caption(case))
        worst = min((each.state for each in found), key=_RANKS.__getitem__)
        return _Known(source, shape, material, stays, tuple(found), worst)

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


def _join(known: _Known, files: dict[str, CacheFile], worst: dict[str, State]) -> None:
    """Add the files of a source, without those that one before it has too."""
    for each in known.files:
        if each.name not in files:
            files[each.name] = each
            before = worst.get(each.file)
            if before is None or _RANKS[each.state] < _RANKS[before]:
                worst[each.file] = each.state


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
