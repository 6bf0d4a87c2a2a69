"""What is wrong with shots and stills, from a few of their frames and what is known anyway.

Cheaper and more lenient than the checks of clips: a shot is only gone through, so a false alarm
costs more than a miss. What takes every frame (flashes, cuts nobody found) is looked for in what
is marked and picked alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from app.core.checks.findings import CheckKind, Finding, ordered
from app.core.checks.glimpses import Glimpse, Glimpses, frames_to_see
from app.core.checks.judging import BLURRED, barred
from app.core.checks.lengths import ANY_LENGTH, Lengths
from app.core.checks.measure import Bars
from app.core.language import tr
from app.core.library.model import Shot, Source, Still
from app.core.media.conform import TARGET_RATE, conformed_length
from app.core.media.geometry import Crop, Size, plan_still
from app.core.media.index import FrameIndex
from app.core.shots.features import Halves

UNMOVED = 0.15
"""Distance between neighbouring frames, as the scan measures it, below which nothing moves in a
shot; the quietest shots of an animated film have twice as much, grain makes more."""

_ALIKE = 2  # pixels by which bars of one film may differ
_FEW = 8  # frames of a shot that is too short to say that nothing moves
_MEASURING = frozenset({"exact", "fast"})  # detectors whose signal tells how much moves

Found = dict[int, tuple[Finding, ...]]
"""By id; those of which nothing is to be said are left out."""


@dataclass(frozen=True, eq=False)
class SeenFilm:
    """What is known of a film.

    Attributes:
        source: The film, as in the project.
        index: Its frames.
        glimpses: What was seen of it.
        change: Distance of each frame from the one before; None where no scan measured it.
        rate: The project's, frames per second.
        lengths: What its datasets take.
        still_size: The size stills shall have.
    """

    source: Source
    index: FrameIndex
    glimpses: Glimpses = field(default_factory=dict)
    change: Halves | None = None
    rate: Fraction = TARGET_RATE
    lengths: Lengths = ANY_LENGTH
    still_size: tuple[int, int] | None = None

    @property
    def usual_bars(self) -> tuple[Bars, ...]:
        """Bars that more than one frame of the film has."""
        every = sorted(each.bars for each in self.glimpses.values() if any(each.bars))
        groups: list[list[Bars]] = []
        for bars in every:
            group = next((each for each in groups if _alike(each[0], bars)), None)
            if group is None:
                groups.append([bars])
            else:
                group.append(bars)
        return tuple(group[0] for group in groups if len(group) > 1)


def measuring(detector: str) -> bool:
    """Return whether a detector's signal tells how much moves."""
    return detector in _MEASURING


def shot_frames(index: FrameIndex, shots: Iterable[Shot], stills: Iterable[Still]) -> set[int]:
    """Return the frames to look at for shots and stills; those that are rejected are left out."""
    frames = {still.frame for still in stills if still.state == "picked"}
    for shot in shots:
        if shot.state != "rejected":
            frames.update(frames_to_see(index, shot.start, shot.end))
    return {frame for frame in frames if frame < len(index)}


def shot_findings(shots: Iterable[Shot], film: SeenFilm) -> Found:
    """Return the problems of shots that are not rejected."""
    usual, found = film.usual_bars, {}
    for shot in shots:
        if shot.state != "rejected" and shot.end <= len(film.index):
            mine = ordered(list(_of_shot(shot, film, usual)))
            if mine:
                found[shot.id] = mine
    return found


def still_findings(stills: Iterable[Still], film: SeenFilm) -> Found:
    """Return the problems of picked stills."""
    usual, found = film.usual_bars, {}
    for still in stills:
        if still.state == "picked" and still.frame < len(film.index):
            mine = ordered(list(_of_still(still, film, usual)))
            if mine:
                found[still.id] = mine
    return found


# ---------------------------------------------------------------------------------------- shots


def _of_shot(shot: Shot, film: SeenFilm, usual: Sequence[Bars]) -> Iterator[Finding]:
    yield from _damage(shot.start, shot.end, film)
    yield from _short(shot, film)
    frames = frames_to_see(film.index, shot.start, shot.end)
    seen = [film.glimpses[frame] for frame in frames if frame in film.glimpses]
    seen = [each for each in seen if not each.damaged]
    if seen and all(each.black for each in seen):
        yield _black(frames[0])
        return
    yield from _pictures([each for each in seen if not each.black], film, usual)
    yield from _unmoved(shot, film)


def _damage(start: int, end: int, film: SeenFilm) -> Iterator[Finding]:
    at = film.source.damaged_after
    if at is not None and at < end:
        yield Finding(
            kind=CheckKind.DAMAGED,
            level="bad" if at <= start else "warn",
            text=tr("damaged") if at <= start else tr("damaged at {at}", at=at),
            why=tr("The film is damaged from frame {at} on; use the frames before it.", at=at),
            frame=at,
            value=at,
        )


def _short(shot: Shot, film: SeenFilm) -> Iterator[Finding]:
    least, faster = film.lengths.shortest, film.index.rate / film.rate
    if shot.end - shot.start > 2 * least * max(Fraction(1), faster):
        return  # surely long enough: nothing is counted
    length = conformed_length(film.index, shot.start, shot.end, film.rate)
    if length < least:
        yield Finding(
            kind=CheckKind.SHORT,
            level="warn",
            text=tr("too short: {length} f", length=length),
            why=tr(
                "No dataset takes a clip of {length} frames: it needs {least}.",
                length=length,
                least=least,
            ),
            value=length,
        )


def _unmoved(shot: Shot, film: SeenFilm) -> Iterator[Finding]:
    change = film.change
    if change is None or shot.end > len(change) or shot.end - shot.start < _FEW:
        return
    if float(change[shot.start + 1 : shot.end].max()) < UNMOVED:
        yield Finding(
            kind=CheckKind.STILL,
            level="warn",
            text=tr("still"),
            why=tr("Nothing moves: it teaches that videos stand still; take one frame as a still."),
        )


# ------------------------------------------------------------------------------------- pictures


def _pictures(seen: Sequence[Glimpse], film: SeenFilm, usual: Sequence[Bars]) -> Iterator[Finding]:
    """Yield what pictures of one shot, or one still, have in common."""
    if not seen:
        return
    bars = Bars(*(min(sides) for sides in zip(*(each.bars for each in seen), strict=True)))
    if any(_alike(bars, each) for each in usual):
        yield from barred(bars, Crop(film.index.display_width, film.index.display_height, 0, 0))
    sharp = [each.sharpness for each in seen if each.sharpness is not None]
    if sharp and max(sharp) < BLURRED:
        yield Finding(
            kind=CheckKind.BLUR,
            level="warn",
            text=tr("blurred"),
            why=tr("Even its sharpest parts are blurred at the size videos are trained at."),
            value=max(sharp),
        )


def _black(frame: int) -> Finding:
    return Finding(
        kind=CheckKind.BLACK,
        level="bad",
        text=tr("black"),
        why=tr("There is nothing to see."),
        frame=frame,
        value=1.0,
    )


def _alike(one: Bars, other: Bars) -> bool:
    return all(abs(a - b) <= _ALIKE for a, b in zip(one, other, strict=True))


# --------------------------------------------------------------------------------------- stills


def _of_still(still: Still, film: SeenFilm, usual: Sequence[Bars]) -> Iterator[Finding]:
    yield from _damage(still.frame, still.frame + 1, film)
    yield from _small(still, film)
    glimpse = film.glimpses.get(still.frame)
    if glimpse is None or glimpse.damaged:
        return
    if glimpse.black:
        yield _black(still.frame)
    elif still.crop is None:  # the whole picture was looked at
        yield from _pictures([glimpse], film, usual)


def _small(still: Still, film: SeenFilm) -> Iterator[Finding]:
    wanted = film.still_size
    if wanted is None or not _inside(still.crop, film.index):
        return
    size = plan_still(film.index, still.crop, Size(*wanted)).size
    if size != wanted:
        yield Finding(
            kind=CheckKind.SMALL,
            level="warn",
            text=tr("only {width}×{height}", width=size.width, height=size.height),
            why=tr(
                "It is smaller than {width}×{height}, the size of stills: it gets that "
                "shape and is not enlarged.",
                width=wanted[0],
                height=wanted[1],
            ),
            value=float(size.width),
        )


def _inside(crop: Crop | None, index: FrameIndex) -> bool:
    if crop is None:
        return True
    right, bottom = crop.x + crop.width, crop.y + crop.height
    return min(crop) >= 0 and right <= index.display_width and bottom <= index.display_height
