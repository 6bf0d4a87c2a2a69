"""Edits of a person who goes through shots and picks: each call is one step to undo.

Nothing here writes; the edits go to `Project.apply`. An edit that would change nothing is empty
(false).
"""

from __future__ import annotations

import dataclasses
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from operator import attrgetter
from typing import Protocol, TypeVar

from app.core.errors import ProjectError
from app.core.language import noted, tr
from app.core.library.edits import Edit, adding, changing, removing, several
from app.core.library.model import Clip, Cut, Shot, State, Still
from app.core.media.geometry import Crop

Rated = Shot | Clip | Still
R = TypeVar("R", bound=Rated)


class Ranged(Protocol):
    """A range ``[start, end)`` of a film: a clip, or what stands for one."""

    @property
    def source(self) -> int:
        """Id of the film."""

    @property
    def start(self) -> int:
        """First frame."""

    @property
    def end(self) -> int:
        """Last frame + 1."""


C = TypeVar("C", bound=Ranged)

_STATE_LABELS: dict[State, str] = {
    "picked": noted("Pick"),
    "open": noted("Unpick"),
    "rejected": noted("Reject"),
}


# ----------------------------------------------------------------------------------------- clips


def pick(
    source: int,
    start: int,
    end: int,
    *,
    caption: str = "",
    crop: Crop | None = None,
    tags: Sequence[str] = (),
) -> Edit:
    """Return the edit that picks the frames ``[start, end)`` of the source with that id."""
    clip = Clip(source=source, start=start, end=end, caption=caption, crop=crop, tags=tuple(tags))
    return adding(clip, label=noted("Pick"))


def pick_of(shot: Shot, start: int, end: int, crop: Crop | None = None) -> Edit:
    """Return the edit that picks a range of a shot, with what a person thinks of the shot."""
    clip = Clip(
        source=shot.source, start=start, end=end, crop=crop, rating=shot.rating, tags=shot.tags
    )
    return adding(clip, label=noted("Pick"))


def pick_like(clip: Clip, start: int, end: int) -> Edit:
    """Return the edit that picks another range of a clip's shot, cropped, rated, tagged alike.

    Its words are another clip's: it has none yet.
    """
    other = dataclasses.replace(clip, id=0, start=start, end=end, caption="", state="picked")
    return adding(other, label=noted("Pick"))


def split_clip(clip: Clip, first: tuple[int, int], second: tuple[int, int]) -> Edit:
    """Return the edit that makes two clips of one: what a person said of it holds for both.

    Args:
        clip: It becomes the first and keeps its id.
        first: Its range from now on, half-open and in its old one; behind it lies the other's.
        second: The other's range.

    Raises:
        ProjectError: They overlap or are not in the clip.
    """
    if not clip.start <= first[0] < first[1] <= second[0] < second[1] <= clip.end:
        raise ProjectError(
            tr(
                "The clip {start:,}-{end:,} cannot be split there: choose a frame after its "
                "first one.",
                start=clip.start,
                end=clip.end,
            )
        )
    before = dataclasses.replace(clip, start=first[0], end=first[1])
    behind = dataclasses.replace(clip, id=0, start=second[0], end=second[1])
    return several(noted("Split clip"), (changing(clip, before), adding(behind)))


def crop_rows(rows: Iterable[Clip | Still], crop: Crop | None) -> Edit:
    """Return the edit that lets rows keep only a part of their pictures; None: all of them.

    The crop is in pixels of the upright picture: whether it fits each film is the caller's to see.
    """
    label = noted("Crop") if crop is not None else noted("Whole picture")
    return _each(rows, label, lambda row: dataclasses.replace(row, crop=crop))


def set_in(clip: Clip, start: int) -> Edit:
    """Return the edit that lets a clip begin at a frame.

    Raises:
        ProjectError: The clip ends there or before.
    """
    return set_range(clip, start, clip.end, noted("In"))


def set_out(clip: Clip, end: int) -> Edit:
    """Return the edit that lets a clip end before the frame ``end``.

    Raises:
        ProjectError: The clip begins there or after.
    """
    return set_range(clip, clip.start, end, noted("Out"))


def set_range(clip: Clip, start: int, end: int, label: str) -> Edit:
    """Return the edit that gives a clip the range ``[start, end)``.

    Raises:
        ProjectError: It is empty or begins before the film.
    """
    if not 0 <= start < end:
        raise ProjectError(
            tr(
                "A clip cannot begin at frame {start:,} and end before frame {end:,}: set In "
                "before Out.",
                start=start,
                end=end,
            )
        )
    return changing(clip, dataclasses.replace(clip, start=start, end=end), label=label)


def remove_clips(rows: Iterable[Clip | Still]) -> Edit:
    """Return the edit that removes clips and stills; their films stay as they are."""
    return removing(*rows, label=noted("Remove"))


# ------------------------------------------------------------------------- what a person thinks


def rate(rows: Iterable[Rated], rating: int) -> Edit:
    """Return the edit that gives rows a rating, 0 (none) to 5."""
    return _each(rows, noted("Rating"), lambda row: dataclasses.replace(row, rating=rating))


def tag(rows: Iterable[Rated], name: str) -> Edit:
    """Return the edit that adds a tag, after those that are there."""
    return _each(
        rows,
        noted("Tag"),
        lambda row: row if name in row.tags else dataclasses.replace(row, tags=(*row.tags, name)),
    )


def untag(rows: Iterable[Rated], name: str) -> Edit:
    """Return the edit that takes a tag away."""
    return _each(
        rows,
        noted("Untag"),
        lambda row: dataclasses.replace(row, tags=tuple(t for t in row.tags if t != name)),
    )


def set_state(rows: Iterable[Clip | Still], state: State) -> Edit:
    """Return the edit that picks, rejects or reopens clips and stills; shots: `mark_shots`."""
    return _each(rows, _STATE_LABELS[state], lambda row: dataclasses.replace(row, state=state))


def mark_shots(shots: Iterable[Shot], clips: Iterable[Clip], state: State) -> Edit:
    """Return the edit after which the shots are in a state, and their clips with them.

    Picking takes up again the clips that overlap a shot, and picks the whole shot where there is
    none. Rejecting and reopening change the picked clips that overlap it likewise.

    Args:
        shots: The shots.
        clips: Clips of their sources, at least those that overlap them.
        state: What the shots shall be.
    """
    label = _STATE_LABELS[state]
    shots = list(shots)
    within = clips_over(shots, clips)
    edits: list[Edit] = []
    touched: dict[int, Clip] = {}
    for shot in shots:
        kept: State = "open" if state == "picked" else state
        edits.append(changing(shot, dataclasses.replace(shot, state=kept)))
        ours = within.get(shot.id, [])
        if state != "picked":
            touched.update((clip.id, clip) for clip in ours if clip.state == "picked")
        elif not ours:
            edits.append(pick(shot.source, shot.start, shot.end))
        elif all(clip.state != "picked" for clip in ours):
            touched.update((clip.id, clip) for clip in ours)
    edits.append(set_state(touched.values(), state))
    return several(label, edits)


def _each(rows: Iterable[R], label: str, now: Callable[[R], R]) -> Edit:
    return several(label, (changing(row, now(row)) for row in rows))


# ------------------------------------------------------------------------------ states of shots


def overlaps(shot: Shot, clip: Clip) -> bool:
    """Return whether a clip and a shot share a frame."""
    return clip.source == shot.source and clip.start < shot.end and shot.start < clip.end


def clips_over(shots: Iterable[Shot], clips: Iterable[C]) -> dict[int, list[C]]:
    """Return the clips that share a frame with each shot, by its id; quick for many of both.

    Args:
        shots: Of any films, in any order; they may overlap. Those without a clip are left out.
        clips: In the order in which they are to be returned.
    """
    found: dict[int, list[C]] = {}
    mine: dict[int, list[Shot]] = {}
    for shot in shots:
        mine.setdefault(shot.source, []).append(shot)
    lay: dict[int, tuple[list[int], list[int]]] = {}
    nowhere: tuple[list[int], list[int]] = ([], [])
    for source, those in mine.items():
        those.sort(key=attrgetter("start"))
        reach = list(accumulate(map(attrgetter("end"), those), max))
        lay[source] = list(map(attrgetter("start"), those)), reach
    for clip in clips:
        starts, reach = lay.get(clip.source, nowhere)
        start, end = clip.start, clip.end
        place = bisect_left(starts, end) - 1
        while place >= 0 and reach[place] > start:
            shot = mine[clip.source][place]
            if shot.end > start:
                found.setdefault(shot.id, []).append(clip)
            place -= 1
    return found


def shot_state(shot: Shot, clips: Iterable[Clip]) -> State:
    """Return "picked" where a picked clip overlaps the shot, else the shot's own state."""
    if any(clip.state == "picked" and overlaps(shot, clip) for clip in clips):
        return "picked"
    return shot.state


def shot_states(shots: Sequence[Shot], clips: Iterable[Clip]) -> list[State]:
    """Return `shot_state` of each shot, in their order; quick for all shots of a project."""
    picked: dict[int, list[tuple[int, int]]] = {}
    for clip in clips:
        if clip.state == "picked":
            picked.setdefault(clip.source, []).append((clip.start, clip.end))
    runs = {source: _runs(ranges) for source, ranges in picked.items()}
    none: tuple[list[int], list[int]] = ([], [])
    states: list[State] = []
    for shot in shots:
        starts, ends = runs.get(shot.source, none)
        # Runs lie apart in order: of those that begin before the shot ends, the last ends last.
        place = bisect_right(starts, shot.end - 1)
        states.append("picked" if place and ends[place - 1] > shot.start else shot.state)
    return states


def _runs(ranges: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """Return the starts and the ends of what ranges cover together, in order and apart."""
    starts: list[int] = []
    ends: list[int] = []
    for start, end in sorted(ranges):
        if ends and start <= ends[-1]:
            ends[-1] = max(ends[-1], end)
        else:
            starts.append(start)
            ends.append(end)
    return starts, ends


# ------------------------------------------------------------------------------ shots by hand


def split_shot(shot: Shot, frame: int) -> Edit:
    """Return the edit that makes two shots of one, with a hard cut before ``frame``.

    The first keeps the id; both keep rating, tags and state, and count as drawn by hand.

    Raises:
        ProjectError: The frame is not inside the shot.
    """
    if not shot.start < frame < shot.end:
        raise ProjectError(
            tr(
                "Frame {frame:,} is not inside the shot {start:,}-{end:,}: choose a frame "
                "after its first one.",
                frame=frame,
                start=shot.start,
                end=shot.end,
            )
        )
    first = dataclasses.replace(shot, end=frame, soft_end=False, drawn=True)
    second = dataclasses.replace(shot, id=0, start=frame, soft_start=False, drawn=True)
    cut = Cut(source=shot.source, frame=frame, end=frame, drawn=True)
    return several(noted("Split shot"), (changing(shot, first), adding(cut, second)))


def merge_shots(one: Shot, other: Shot, cuts: Iterable[Cut] = ()) -> Edit:
    """Return the edit that makes one shot of two neighbours, whose cut is none.

    The earlier keeps the id and counts as drawn by hand. It has the higher rating and all tags, and
    is rejected only where both were.

    Args:
        one: A shot.
        other: The next shot, or the one before.
        cuts: Cuts of the source; those between the two are removed.

    Raises:
        ProjectError: They are shots of two films.
    """
    if one.source != other.source:
        raise ProjectError(
            tr("Shots of two films cannot become one: choose neighbours in one film.")
        )
    first, second = sorted((one, other), key=lambda shot: (shot.start, shot.end))
    whole = dataclasses.replace(
        inheriting(first, (first, second)),
        end=max(first.end, second.end),
        soft_end=second.soft_end,
        drawn=True,
    )
    return several(
        noted("Merge shots"),
        (changing(first, whole), removing(second, *between(first, second, cuts))),
    )


def between(before: Shot, after: Shot, cuts: Iterable[Cut]) -> list[Cut]:
    """Return the cuts that lie between two neighbours."""
    return [
        cut
        for cut in cuts
        if cut.source == before.source and before.end <= cut.frame and cut.end <= after.start
    ]


def inheriting(shot: Shot, earlier: Sequence[Shot]) -> Shot:
    """Return a shot with what a person thought of those it comes from: nothing of it is lost.

    It has the highest rating and every tag, and is rejected only where all were.
    """
    if not earlier:
        return shot
    tags = tuple(dict.fromkeys(tag for each in earlier for tag in each.tags))
    rejected = all(each.state == "rejected" for each in earlier)
    return dataclasses.replace(
        shot,
        rating=max(each.rating for each in earlier),
        tags=tags,
        state="rejected" if rejected else "open",
    )
