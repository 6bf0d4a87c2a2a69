"""Keeping what a detector found: the cuts and shots of one source, in one edit."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence

from app.core.library.edits import Edit, adding, changing, removing, several
from app.core.library.model import Cut, Shot, Source
from app.core.library.picking import inheriting
from app.core.library.project import Project

_COVERED = 0.9  # of a found shot's frames in drawn shots: more of it, and the drawn ones stand


def keep_detection(
    project: Project,
    source: Source,
    cuts: Sequence[Cut],
    shots: Sequence[Shot],
    *,
    detector: str,
    threshold: float | None = None,
) -> Edit:
    """Replace what an earlier detection found in a source.

    What is the same stays and keeps its id. A new shot takes over rating, tags and state of those
    earlier ones that share more than half of the shorter one's frames with it.

    What a person made stays: drawn cuts and shots. Found cuts inside a drawn shot, and found shots
    in place of drawn ones, are left out.

    Args:
        project: Where to keep it.
        source: The film.
        cuts: New cuts, in order.
        shots: New shots, in order.
        detector: What found them.
        threshold: Its threshold; None where it has none.

    Returns:
        What was changed.
    """
    known = project.source(source.id)
    return project.apply(
        detected(project, known, cuts, shots, detector=detector, threshold=threshold)
    )


def detected(
    project: Project,
    source: Source,
    cuts: Sequence[Cut],
    shots: Sequence[Shot],
    *,
    detector: str,
    threshold: float | None = None,
) -> Edit:
    """Return the edit with which `keep_detection` keeps what was found; nothing is changed."""
    now = dataclasses.replace(source, detector=detector, threshold=threshold)
    old_shots = project.shots(source)
    drawn = [shot for shot in old_shots if shot.drawn]
    edits = (
        changing(source, now),
        *_cut_edits(project.cuts(source), cuts, drawn),
        *_shot_edits([shot for shot in old_shots if not shot.drawn], shots, drawn),
    )
    return several("Find shots", edits)


def _cut_edits(old: Sequence[Cut], new: Iterable[Cut], drawn: Sequence[Shot]) -> Iterator[Edit]:
    kept = {(cut.frame, cut.end): cut for cut in old}
    stays = {cut.id for cut in old if cut.drawn}
    for cut in new:
        same = kept.get((cut.frame, cut.end))
        if same is not None:
            stays.add(same.id)
            if not same.drawn:
                yield changing(same, dataclasses.replace(cut, id=same.id))
        elif not any(shot.start < cut.end and cut.frame < shot.end for shot in drawn):
            yield adding(cut)
    yield removing(*(cut for cut in old if cut.id not in stays))


def _shot_edits(old: Sequence[Shot], new: Iterable[Shot], drawn: Sequence[Shot]) -> Iterator[Edit]:
    kept = {(shot.start, shot.end): shot for shot in old}
    stays: set[int] = set()
    first = 0  # of the old ones, which are in order, that a new one may still meet
    for shot in sorted(new, key=lambda shot: shot.start):
        covered = sum(_shared(shot, other) for other in drawn)
        if covered > _COVERED * (shot.end - shot.start):
            continue
        same = kept.get((shot.start, shot.end))
        if same is not None:
            stays.add(same.id)
            now = dataclasses.replace(same, soft_start=shot.soft_start, soft_end=shot.soft_end)
            yield changing(same, now)
            continue
        while first < len(old) and old[first].end <= shot.start:
            first += 1
        yield adding(inheriting(shot, _forerunners(shot, old, first)))
    yield removing(*(shot for shot in old if shot.id not in stays))


def _forerunners(shot: Shot, old: Sequence[Shot], first: int) -> list[Shot]:
    """Return the old shots, from place ``first`` on, that a new one mostly overlaps."""
    found: list[Shot] = []
    while first < len(old) and old[first].start < shot.end:
        other = old[first]
        first += 1
        shorter = min(other.end - other.start, shot.end - shot.start)
        if 2 * _shared(shot, other) > shorter:
            found.append(other)
    return found


def _shared(one: Shot, other: Shot) -> int:
    """Return how many frames two shots of a source have in common."""
    return max(0, min(one.end, other.end) - max(one.start, other.start))
