"""Keeping what a detector found: the cuts and shots of one source, in one edit."""

from __future__ import annotations

import dataclasses
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

from app.core.language import noted
from app.core.library.edits import Edit, adding, changing, removing, several
from app.core.library.model import Cut, Shot, Source
from app.core.library.picking import inheriting
from app.core.library.project import Project

_COVERED = 0.9  # of a found shot's frames in drawn shots: more of it, and the drawn ones stand
_SLIVER = 5  # frames: less than that beside a drawn shot is no shot of its own
_MARGIN = 2  # frames that shots leave out beside a gradual cut
_START, _END = attrgetter("start"), attrgetter("end")


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

    What a person made stays: drawn cuts and shots, and the cuts these begin and end with. Found
    cuts inside a drawn shot, and found shots in place of drawn ones, are left out; of a found shot
    that reaches into a drawn one the rest is kept. So a cut that a hand has taken away does not
    come back, and no shot overlaps another.

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
    old_shots, old_cuts = project.shots(source), project.cuts(source)
    drawn = _drawn(old_shots, old_cuts)
    edits = (
        changing(source, now),
        *_cut_edits(old_cuts, cuts, drawn),
        *_shot_edits(
            [shot for shot in old_shots if not shot.drawn],
            (rest for shot in shots for rest in beside_drawn(shot, drawn)),
        ),
    )
    return several(noted("Find shots"), edits)


class Foretold(NamedTuple):
    """What a detection would change of a film's cuts.

    Attributes:
        come: The first frame of each cut that would come, ascending; ``go``: that would go.
        shots: How many shots there would be.
    """

    come: list[int]
    go: list[int]
    shots: int


def foretell(
    old_cuts: Sequence[Cut], old_shots: Sequence[Shot], cuts: Sequence[Cut], shots: Sequence[Shot]
) -> Foretold:
    """Return what `keep_detection` would change: the same rules, nothing is written.

    Args:
        old_cuts: Those of the film; so are ``old_shots``.
        old_shots: In order.
        cuts: New cuts, in order.
        shots: New shots, in order.
    """
    drawn = _drawn(old_shots, old_cuts)
    edit = several("", _cut_edits(old_cuts, cuts, drawn))
    gone = {row_id for _, row_id in edit.removed}
    return Foretold(
        sorted(row.frame for row in edit.added if isinstance(row, Cut)),
        sorted(cut.frame for cut in old_cuts if cut.id in gone),
        sum(shot.drawn for shot in old_shots)
        + sum(len(beside_drawn(shot, drawn)) for shot in shots),
    )


def _drawn(shots: Sequence[Shot], cuts: Sequence[Cut]) -> list[Shot]:
    """Return what stays of a film, in order: drawn shots, and gradual cuts as if they were shots.

    The mixed frames of a gradual cut that is drawn or beside a drawn shot are in no shot, and stay
    so.
    """
    drawn = [shot for shot in shots if shot.drawn]
    mixed = [
        Shot(source=cut.source, start=cut.frame, end=cut.end, drawn=True)
        for cut in cuts
        if cut.end > cut.frame
        and (cut.drawn or _is_at_edge(cut, drawn))
        and not is_inside(cut.frame, cut.end, drawn)
    ]
    return sorted([*drawn, *mixed], key=_START)


def _cut_edits(old: Sequence[Cut], new: Iterable[Cut], drawn: Sequence[Shot]) -> Iterator[Edit]:
    kept = {(cut.frame, cut.end): cut for cut in old}
    shots = [shot for shot in drawn if shot.id]  # the others are cuts
    stays = {cut.id for cut in old if cut.drawn or _is_at_edge(cut, shots)}
    for cut in new:
        same = kept.get((cut.frame, cut.end))
        if same is not None:
            stays.add(same.id)
            if not same.drawn:
                yield changing(same, dataclasses.replace(cut, id=same.id))
        elif not is_inside(cut.frame, cut.end, drawn):
            yield adding(cut)
    yield removing(*(cut for cut in old if cut.id not in stays))


def is_inside(frame: int, end: int, drawn: Sequence[Shot]) -> bool:
    """Return whether a cut lies inside a drawn shot, or a frame of a gradual one does.

    Args:
        frame: Where the cut begins.
        end: Where it ends; of a hard one ``frame``.
        drawn: In order, none overlapping another.
    """
    place = bisect_left(drawn, end, key=_START) - 1
    return place >= 0 and frame < drawn[place].end


def _is_at_edge(cut: Cut, drawn: Sequence[Shot]) -> bool:
    """Return whether a drawn shot begins or ends with a cut."""
    margin = _MARGIN if cut.end > cut.frame else 0
    place = bisect_right(drawn, cut.frame, key=_END) - 1
    ends = place >= 0 and cut.frame - drawn[place].end <= margin
    place = bisect_left(drawn, cut.end, key=_START)
    return ends or (place < len(drawn) and drawn[place].start - cut.end <= margin)


def beside_drawn(shot: Shot, drawn: Sequence[Shot]) -> list[Shot]:
    """Return what drawn shots leave of a found one: it, parts of it, or nothing.

    Args:
        shot: A new one.
        drawn: In order, none overlapping another.
    """
    first = bisect_right(drawn, shot.start, key=_END)
    met = drawn[first : bisect_left(drawn, shot.end, key=_START)]
    if not met:
        return [shot]
    if sum(_shared(shot, other) for other in met) > _COVERED * (shot.end - shot.start):
        return []
    starts = [shot.start, *(other.end for other in met)]
    ends = [*(other.start for other in met), shot.end]
    return [
        dataclasses.replace(
            shot,
            start=start,
            end=end,
            soft_start=shot.soft_start and start == shot.start,
            soft_end=shot.soft_end and end == shot.end,
        )
        for start, end in zip(starts, ends, strict=True)
        if end - start >= _SLIVER
    ]


def _shot_edits(old: Sequence[Shot], new: Iterable[Shot]) -> Iterator[Edit]:
    kept = {(shot.start, shot.end): shot for shot in old}
    stays: set[int] = set()
    first = 0  # of the old ones, which are in order, that a new one may still meet
    for shot in sorted(new, key=lambda shot: shot.start):
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
