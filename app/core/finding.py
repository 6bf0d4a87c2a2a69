"""The cuts of a film: found and kept in the project, compared, taken from a list; one edit each."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.amounts import counted
from app.core.cache import Cache
from app.core.errors import AppError, ProjectError, SourceError
from app.core.jobs import Checkpoint, Progress, ignore, part
from app.core.language import tr
from app.core.library.detection import Foretold, foretell, keep_detection
from app.core.library.edits import Edit
from app.core.library.model import Cut, Shot, Source
from app.core.library.project import Project
from app.core.library.sources import trouble_with
from app.core.media.index import index_file
from app.core.media.timecode import timecode
from app.core.shots.compare import Comparison, compare
from app.core.shots.cuts import Cut as FoundCut
from app.core.shots.cuts import Shot as FoundShot
from app.core.shots.detect import DETECTORS, Detection, Detector, at_threshold, detect
from app.core.shots.elsewhere import measured_elsewhere
from app.core.shots.scene_csv import read_scenes, write_scenes
from app.core.shots.signal import FrameSignal

if TYPE_CHECKING:
    from concurrent.futures import Executor

LIST = "list"
"""The detector's name of shots that came from a list of scenes."""


def find_shots(
    project: Project,
    source: Source,
    *,
    detector: Detector = "exact",
    threshold: float | None = None,
    cache: Cache | None = None,
    checkpoint: Checkpoint = ignore,
) -> Edit:
    """Find the cuts of a film and keep them and the shots between; return what was changed.

    A film of which fades and lead-in leave nothing, as a very short one, is one shot.

    Raises what `detect` raises, SourceError where the film is not where it was, and ProjectError
    where the project cannot be changed.
    """
    trouble = trouble_with(project, source)
    if trouble is not None and trouble.kind == "missing":
        raise SourceError(trouble.message)
    found = detect(
        project.path_of(source),
        detector=detector,
        threshold=threshold,
        cache=cache,
        checkpoint=checkpoint,
    )
    used = DETECTORS[detector].threshold if threshold is None else threshold
    cuts, shots = _rows(source, found)
    return keep_detection(project, source, cuts, shots, detector=detector, threshold=used)


@dataclass(frozen=True, slots=True)
class By:
    """What finds cuts.

    Attributes:
        threshold: The detector's; None for its own.
    """

    detector: Detector = "exact"
    threshold: float | None = None


@dataclass(frozen=True, slots=True)
class FilmFound:
    """What became of a film whose cuts were to be found.

    Attributes:
        edit: What was changed; None: it failed.
        trouble: Why, one sentence.
    """

    source: Source
    edit: Edit | None = None
    trouble: str = ""


def find_in_films(
    project: Project,
    sources: Sequence[Source],
    by: By | None = None,
    *,
    cache: Cache | None = None,
    pool: Executor | None = None,
    checkpoint: Checkpoint = ignore,
) -> list[FilmFound]:
    """Find the cuts of films as `find_shots` does; one that fails does not stop the others.

    They are kept in the order given, each as soon as those before it are, whoever measured them.

    Args:
        project: Whose.
        sources: Its films.
        by: What finds them; None: as `By` says.
        cache: Where indexes and scores are kept.
        pool: The machines that measure films (`app.core.cluster`); None: this one, in turn.
        checkpoint: Called with films done and films in all.

    Raises:
        ClusterGone: Nobody in the pool works any more; what was found before is kept.
        ProjectError: The project cannot be changed.
        Stopped: The checkpoint said so; likewise.
    """
    found: list[FilmFound] = []
    by, kept = by or By(), cache or Cache()
    finding = partial(find_shots, project, detector=by.detector, threshold=by.threshold)

    def next_one(trouble: AppError | None, step: Checkpoint) -> None:
        source = sources[len(found)]
        try:
            if trouble is not None:
                raise trouble
            found.append(FilmFound(source, finding(source, cache=kept, checkpoint=step)))
        except ProjectError:
            raise
        except AppError as error:
            found.append(FilmFound(source, trouble=str(error)))

    if pool is None:
        for place, source in enumerate(sources):
            checkpoint(Progress(place, len(sources), source.stem))
            next_one(None, part(checkpoint, done=place, of=1, total=len(sources)))
        return found
    films = [project.path_of(source) for source in sources]
    came: dict[int, AppError | None] = {}
    for place, error in measured_elsewhere(
        pool, films, by.detector, cache=kept, checkpoint=checkpoint
    ):
        came[place] = error
        while len(found) in came:
            next_one(came.pop(len(found)), ignore)
    return found


def cut_again(project: Project, source: Source, signal: FrameSignal, threshold: float) -> Edit:
    """Cut a film anew at another threshold of the detector that measured it; nothing is decoded.

    Raises ProjectError where the project cannot be changed.
    """
    cuts, shots = _rows(source, at_threshold(signal, threshold))
    return keep_detection(
        project, source, cuts, shots, detector=source.detector, threshold=threshold
    )


def foretell_threshold(
    source: Source,
    signal: FrameSignal,
    threshold: float,
    cuts: Sequence[Cut],
    shots: Sequence[Shot],
) -> Foretold:
    """Return what `cut_again` would change of a film's cuts and shots as they are."""
    return foretell(cuts, shots, *_rows(source, at_threshold(signal, threshold)))


def _rows(source: Source, found: Detection) -> tuple[list[Cut], list[Shot]]:
    """Return what was found as rows of a film; where no shot is left, all of it is one."""
    cuts = [
        Cut(source=source.id, frame=cut.frame, end=cut.end, kind=cut.kind, score=cut.score)
        for cut in found.cuts
    ]
    between = found.shots or [FoundShot(0, found.frames)] * (found.frames > 0)
    shots = [
        Shot(
            source=source.id,
            start=shot.start,
            end=shot.end,
            soft_start=shot.soft_start,
            soft_end=shot.soft_end,
        )
        for shot in between
    ]
    return cuts, shots


@dataclass(frozen=True, slots=True)
class Opinion:
    """What another detector says of a film's cuts.

    Attributes:
        detector: The other one.
        comparison: The project's cuts first, the other's second.
        times: When each cut that only one of them has is shown, ``HH:MM:SS:FF``, by its frame.
    """

    source: int
    detector: Detector
    comparison: Comparison
    times: Mapping[int, str]

    @property
    def sentence(self) -> str:
        """The sum in words."""
        both = len({first.frame for first, _ in self.comparison.both})
        label = tr(DETECTORS[self.detector].label)
        only = (*self.comparison.only_first, *self.comparison.only_second)
        if not only:
            return tr(
                "{detector} finds the same {cuts}.", detector=label, cuts=counted(both, "cut")
            )
        return tr(
            "{detector} agrees on {cuts} and differs on {number:,}.",
            detector=label,
            cuts=counted(both, "cut"),
            number=len(only),
        )


def second_opinion(
    project: Project,
    source: Source,
    detector: Detector,
    *,
    cache: Cache | None = None,
    checkpoint: Checkpoint = ignore,
) -> Opinion:
    """Ask another detector about a film whose shots were found; the project stays as it is.

    Raises what `detect` raises.
    """
    path = project.path_of(source)
    found = detect(path, detector=detector, cache=cache, checkpoint=checkpoint)
    cuts = (FoundCut(c.frame, c.end, c.kind, c.score) for c in project.cuts(source))
    ours = dataclasses.replace(found, cuts=tuple(cuts))
    comparison = compare(ours, found)
    index = index_file(path, cache=cache)
    only = (*comparison.only_first, *comparison.only_second)
    times = {cut.frame: timecode(index, cut.frame) for cut in only}
    return Opinion(source.id, detector, comparison, times)


def take_scenes(
    project: Project, source: Source, path: Path, *, cache: Cache | None = None
) -> tuple[Edit, tuple[str, ...]]:
    """Take a film's shots from a list of scenes, as a detection that a person made elsewhere.

    Returns:
        What was changed, and a sentence for each kind of line that was left out.

    Raises:
        AppError: The list cannot be read, or holds no scene of this film.
        ProjectError: The project cannot be changed.
    """
    index = index_file(project.path_of(source), cache=cache)
    scenes = read_scenes(path, index)
    cuts = [Cut(source=source.id, **dataclasses.asdict(cut)) for cut in scenes.cuts]
    shots = [Shot(source=source.id, **dataclasses.asdict(shot)) for shot in scenes.shots]
    return keep_detection(project, source, cuts, shots, detector=LIST), scenes.notes


def save_scenes(
    project: Project, source: Source, path: Path, *, cache: Cache | None = None
) -> None:
    """Write a film's shots as PySceneDetect's list of scenes.

    Raises `AppError`.
    """
    index = index_file(project.path_of(source), cache=cache)
    shots = [FoundShot(each.start, each.end) for each in project.shots(source)]
    write_scenes(path, shots, index)
