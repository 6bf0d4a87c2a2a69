"""Cuts set by hand: moved, taken away, put in; each call is one edit.

A cut lies between two neighbouring shots, from the end of the one to the start of the other: a hard
cut where these are the same frame, else a gradual one, whose frames belong to neither. Shots beside
a cut that a hand has touched count as drawn, so that a new detection leaves them, and with them the
cut, or that there is none any more (`detection`).

Nothing here writes; the edits go to `Project.apply`.
"""

from __future__ import annotations

import dataclasses
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

from app.core.errors import ProjectError
from app.core.language import noted, tr
from app.core.library.edits import Edit, adding, changing, removing, several
from app.core.library.model import Cut, CutKind, Shot
from app.core.library.picking import between, merge_shots, split_shot


def neighbours(shots: Sequence[Shot], shot: Shot) -> tuple[Shot | None, Shot | None]:
    """Return the shots before and after one, of all of its film in order."""
    first = bisect_left(shots, shot.start, key=lambda each: each.start)
    last = bisect_right(shots, shot.start, key=lambda each: each.start)
    return (
        shots[first - 1] if first > 0 else None,
        shots[last] if last < len(shots) else None,
    )


def move_cut(before: Shot, after: Shot, end: int, start: int, cuts: Iterable[Cut]) -> Edit:
    """Return the edit after which one shot ends and the next starts at other frames.

    A cut moved as a whole stays what it was: a hard one hard, a gradual one as long as it was, its
    mixed frames with it. Where only one side of it moved it becomes what the hand made: gradual
    over just the frames between, or hard where none are left.

    Args:
        before: The shot that ends.
        after: The next one of the film.
        end: Where ``before`` shall end: its last frame + 1.
        start: First frame that ``after`` shall have.
        cuts: Of the film; of those between the two one stays, and counts as drawn by hand.

    Raises:
        ProjectError: They are shots of two films, or one of them would be left without a frame.
    """
    if before.source != after.source:
        raise ProjectError(tr("Shots of two films have no cut between them: choose neighbours."))
    if not before.start < end <= start < after.end:
        raise ProjectError(
            tr(
                "A cut at frame {end:,} leaves nothing of one of its shots, {start:,}-"
                "{cut:,} and {again:,}-{last:,}: remove the cut instead.",
                end=end,
                start=before.start,
                cut=before.end,
                again=after.start,
                last=after.end,
            )
        )
    soft = start > end
    edits = (
        changing(before, dataclasses.replace(before, end=end, soft_end=soft, drawn=True)),
        changing(after, dataclasses.replace(after, start=start, soft_start=soft, drawn=True)),
        *_moved(between(before, after, cuts), before, after, end, start),
    )
    moved = (end, start) != (before.end, after.start)
    return several(noted("Move cut"), edits if moved else ())


def remove_cut(before: Shot, after: Shot, cuts: Iterable[Cut]) -> Edit:
    """Return the edit that makes two neighbours one shot; the frames between are in it.

    See `picking.merge_shots` on what the shot keeps, and on what is raised.
    """
    return dataclasses.replace(merge_shots(before, after, cuts), label=noted("Remove cut"))


def cut_at(shots: Sequence[Shot], frame: int) -> Edit:
    """Return the edit that lets a shot begin at ``frame``, with a hard cut before it.

    Args:
        shots: All of the film, in order.
        frame: First frame of the new shot.

    Raises:
        ProjectError: The frame is inside of no shot.
    """
    shot = shot_at(shots, frame)
    if shot is None:
        raise ProjectError(
            tr(
                "Frame {frame:,} is in no shot, perhaps in a dissolve or fade: move that cut "
                "instead.",
                frame=frame,
            )
        )
    if shot.start == frame:
        raise ProjectError(
            tr("A shot begins at frame {frame:,} already: choose another frame.", frame=frame)
        )
    return split_shot(shot, frame)


def leave_to_detection(shot: Shot, cuts: Iterable[Cut]) -> Edit:
    """Return the edit after which the next detection decides on a shot drawn by hand, and its cuts.

    Args:
        shot: It keeps rating, tags and state.
        cuts: Of its film.
    """
    released = [
        changing(cut, dataclasses.replace(cut, drawn=False))
        for cut in cuts
        if cut.source == shot.source and shot.start <= cut.end and cut.frame <= shot.end
    ]
    left = changing(shot, dataclasses.replace(shot, drawn=False))
    return several(noted("Leave to the detection"), (left, *released))


def shot_at(shots: Sequence[Shot], frame: int) -> Shot | None:
    """Return the shot that holds a frame, of those of one film in order."""
    place = bisect_right(shots, frame, key=lambda each: each.start) - 1
    return shots[place] if place >= 0 and frame < shots[place].end else None


def _moved(cuts: Sequence[Cut], before: Shot, after: Shot, end: int, start: int) -> Iterator[Edit]:
    """Yield what becomes of the cuts between two shots: one of them is the moved one."""
    shift = end - before.end
    whole = len(cuts) == 1 and start - after.start == shift
    if not cuts:
        yield adding(_drawn(Cut(source=before.source, frame=end, end=start)))
        return
    one = max(cuts, key=lambda cut: (cut.end - cut.frame, cut.score))
    now = dataclasses.replace(one, frame=end, end=start)
    if whole:
        now = dataclasses.replace(one, frame=one.frame + shift, end=one.end + shift)
    yield changing(one, _drawn(now))
    yield removing(*(cut for cut in cuts if cut is not one))


def _drawn(cut: Cut) -> Cut:
    """Return a cut as one that a person is sure of, of a kind that its length allows."""
    gradual: CutKind = "dissolve" if cut.kind == "hard" else cut.kind
    kind: CutKind = gradual if cut.end > cut.frame else "hard"
    return dataclasses.replace(cut, kind=kind, score=1.0, drawn=True)
