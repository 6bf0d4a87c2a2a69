"""Check many clips of a project: each film is opened once, each measure is kept."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from app.core import paths
from app.core.cache import Cache, FileKey
from app.core.checks.findings import CheckKind, Finding, ordered
from app.core.checks.judging import Context, judge
from app.core.checks.kept import Range, known_measure
from app.core.checks.lengths import Lengths, lengths_of
from app.core.checks.measure import Measure
from app.core.checks.progress import share, step_of
from app.core.checks.twins import Twins, find_twins, twin_findings
from app.core.errors import AppError
from app.core.jobs import Checkpoint, Progress, ignore
from app.core.language import tr
from app.core.library.model import Clip, Source
from app.core.library.project import Project
from app.core.shots.cuts import Cut

if TYPE_CHECKING:
    from app.core.media.index import FrameIndex

Findings = dict[int, tuple[Finding, ...]]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of clips without decoding.

    Attributes:
        findings: Of each clip, by its id; of one not looked at yet only what the project knows.
        missing: Ids of the clips not looked at yet.
    """

    findings: Findings
    missing: tuple[int, ...]


def check_clips(
    project: Project,
    clips: Sequence[Clip],
    *,
    cache: Cache | None = None,
    checkpoint: Checkpoint = ignore,
) -> Findings:
    """Check clips; those looked at before are not decoded again.

    A film that is missing or damaged is said of its clips, not raised. Near-duplicates are looked
    for among the given clips.

    Args:
        project: Where the clips are from.
        clips: In any order, of any sources, each with its id.
        cache: Where measures are kept; None = the system's place.
        checkpoint: Called for every packet decoded; progress is in frames to look at.

    Returns:
        What there is to say of each clip, the worst first, by its id.

    Raises:
        Stopped: The checkpoint said so; what was measured until then is kept.
        ProjectError: The project cannot be read.
    """
    batch = _Batch(project, clips, cache or Cache())
    batch.load()
    batch.measure(checkpoint)
    return batch.findings()


def known_findings(project: Project, clips: Sequence[Clip], *, cache: Cache | None = None) -> Known:
    """Return what is known of clips from the project and the cache; no film is touched.

    Raises:
        ProjectError: The project cannot be read.
    """
    batch = _Batch(project, clips, cache or Cache())
    batch.load()
    missing = tuple(clip.id for clip in batch.clips if clip.id not in batch.measures)
    return Known(batch.findings(), missing)


def known_measures(
    project: Project, clips: Sequence[Clip], *, cache: Cache | None = None
) -> dict[int, Measure]:
    """Return the measures of clips that were looked at, by the clip's id; no film is touched.

    Raises:
        ProjectError: The project cannot be read.
    """
    batch = _Batch(project, clips, cache or Cache())
    batch.load()
    return batch.measures


def missing_parts(
    project: Project, clips: Sequence[Clip], cache: Cache
) -> list[tuple[Path, list[Range]]]:
    """Return the films of clips that were not looked at yet, with what there is to look at.

    No film is touched; the ranges of each are in order.

    Raises:
        ProjectError: The project cannot be read.
    """
    batch = _Batch(project, clips, cache)
    batch.load()
    return batch.missing()


@dataclass
class _Batch:
    """Clips being checked together."""

    project: Project
    clips: Sequence[Clip]
    cache: Cache
    measures: dict[int, Measure] = field(default_factory=dict)
    errors: dict[int, AppError] = field(default_factory=dict)

    def __post_init__(self) -> None:
        wanted = {clip.source for clip in self.clips}
        self._sources = {each.id: each for each in self.project.sources() if each.id in wanted}
        self._rate = self.project.settings.rate
        # A clip whose film was removed meanwhile is on its way out, too.
        self.clips = [clip for clip in self.clips if clip.source in self._sources]
        ordered_clips = sorted(self.clips, key=lambda clip: (clip.source, clip.start, clip.end))
        groups = itertools.groupby(ordered_clips, key=lambda clip: clip.source)
        self._by_source = {source: list(found) for source, found in groups}

    def load(self) -> None:
        """Take what the cache knows."""
        for source_id, clips in self._by_source.items():
            film = self._key(self._sources[source_id]).id
            for clip in clips:
                self._load(clip, film)

    def _load(self, clip: Clip, film: str) -> bool:
        known = known_measure(self.cache, film, self._part(clip))
        if known is not None:
            self.measures[clip.id] = known
        return known is not None

    def missing(self) -> list[tuple[Path, list[Range]]]:
        """Return what is not known yet, by film."""
        return [
            (self.project.path_of(self._sources[source]), [self._part(clip) for clip in clips])
            for source, clips in self._todo().items()
        ]

    def _todo(self) -> dict[int, list[Clip]]:
        return {
            source: missing
            for source, clips in self._by_source.items()
            if (missing := [clip for clip in clips if clip.id not in self.measures])
        }

    def measure(self, checkpoint: Checkpoint) -> None:
        """Measure what is not known yet."""
        todo = self._todo()
        spans = {source: self._frames(source, clips) for source, clips in todo.items()}
        total, done = sum(spans.values()), 0
        for source_id, clips in todo.items():
            source = self._sources[source_id]
            report = share(checkpoint, done, spans[source_id], total, source.stem)
            self._measure_source(source, clips, report)
            done += spans[source_id]
        checkpoint(Progress(total, total))

    def _frames(self, source_id: int, clips: Sequence[Clip]) -> int:
        """Return about how many frames are to be looked at."""
        share = min(Fraction(1), self._rate / self._sources[source_id].rate)
        return sum(math.ceil((clip.end - clip.start) * share) for clip in clips)

    def _measure_source(self, source: Source, clips: list[Clip], report: Checkpoint) -> None:
        from app.core.checks.keeping import measure_together  # PyAV: only where films are read
        from app.core.media.index import index_file

        try:
            index = index_file(
                self.project.path_of(source), cache=self.cache, checkpoint=step_of(report)
            )
        except AppError as error:
            self.errors.update({clip.id: error for clip in clips})
            return
        # A film that was copied has another key than the project knows; its measures are there.
        todo = [clip for clip in clips if self._is_inside(index, clip)]
        todo = [clip for clip in todo if not self._load(clip, index.key.id)]
        tasks = measure_together(index, [self._part(clip) for clip in todo], self.cache, report)
        for clip, task in zip(todo, tasks, strict=True):
            try:
                self.measures[clip.id] = task.result()
            except AppError as error:
                self.errors[clip.id] = error

    def _is_inside(self, index: FrameIndex, clip: Clip) -> bool:
        if clip.end <= len(index):
            return True
        self.errors[clip.id] = AppError(
            tr(
                '"{path}" has {frames} frames, and the clip ends at {end}: mark it again.',
                path=index.path,
                frames=len(index),
                end=clip.end,
            )
        )
        return False

    def findings(self) -> Findings:
        """Return what there is to say of each clip."""
        lengths = lengths_of(self.project.datasets())
        twins = twin_findings(self.twins())
        found: Findings = {}
        for source_id, clips in self._by_source.items():
            source = self._sources[source_id]
            cuts = self._cuts(source)
            for clip in clips:
                mine = [*self._judged(clip, source, cuts, lengths), *twins.get(clip.id, ())]
                found[clip.id] = ordered(mine)
        return found

    def _judged(
        self, clip: Clip, source: Source, cuts: Sequence[Cut] | None, lengths: Lengths
    ) -> Iterable[Finding]:
        context = Context(
            start=clip.start,
            end=clip.end,
            cuts=_near(cuts, clip),
            damaged_after=source.damaged_after,
            lengths=lengths,
        )
        if clip.id in self.errors:
            yield _unreadable(self.errors[clip.id])
        yield from judge(self.measures.get(clip.id), context)

    def _cuts(self, source: Source) -> list[Cut] | None:
        """Return the cuts of a film; None where it was not scanned."""
        if not source.detector:
            return None
        return [
            Cut(each.frame, each.end, each.kind, each.score) for each in self.project.cuts(source)
        ]

    def twins(self) -> list[Twins]:
        """Return the pairs of clips that show the same, as far as is known."""
        return find_twins(self.clips, {each: m.hashes for each, m in self.measures.items()})

    def _part(self, clip: Clip) -> Range:
        return Range(clip.start, clip.end, clip.crop, self._rate)

    def _key(self, source: Source) -> FileKey:
        path = paths.resolved(self.project.path_of(source))
        return FileKey(path, source.size, source.mtime_ns, source.quick_hash)


def _near(cuts: Sequence[Cut] | None, clip: Clip) -> Sequence[Cut] | None:
    if cuts is None:
        return None
    return [cut for cut in cuts if cut.frame < clip.end and cut.end >= clip.start]


def _unreadable(error: AppError) -> Finding:
    return Finding(kind=CheckKind.DAMAGED, level="bad", text=tr("not readable"), why=str(error))
