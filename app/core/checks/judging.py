"""From a measure to findings; nothing is decoded, and every threshold is here.

For what a person would act on by throwing a clip away or cropping it, thresholds are set so that a
false alarm is rarer than a miss.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from app.core.checks.findings import CheckKind, Finding, ordered
from app.core.checks.lengths import ANY_LENGTH, Lengths
from app.core.checks.measure import Bars, Measure
from app.core.checks.mixing import cut_inside, mixed, mixed_end, mixed_start
from app.core.checks.parts import Range, between, liveliest, runs_of, walls_of
from app.core.language import tr
from app.core.media.geometry import Crop
from app.core.shots.cuts import Cut

SURE_CUT = 0.6
"""How sure a cut seen at 16 frames per second must be: less is often something passing the lens."""
SURE_GRADUAL = 0.7
"""How sure a dissolve or fade seen so must be: slow pans look like dissolves."""
BLANK_SPREAD = 4.0
"""Standard deviation of levels below which a picture is blank."""
BLACK_TOP = 26.0
"""Level that no block of a black picture reaches; a night scene has some light somewhere."""
FLASH_RISE = 40.0
"""Levels by which the whole picture brightens in a flash…"""
FLASH_REST = 15.0
"""…and to within which of its old brightness it goes back…"""
FLASH_LONGEST = 3
"""…after at most so many frames."""
STILL_AWAY = 3.0
"""Levels to within which every part of a still keeps; grain and encoders stay below."""
CALM = 0.004
"""Share of the picture that changes from frame to frame below which a clip hardly moves."""
BLURRED = 0.16
"""Sharpness of a picture blurred with a radius (sigma) of 2 pixels at 640 pixels' width."""
SHARP = 0.4
"""Sharpness from which nothing can be said against a clip."""
FAR_TOO_LONG = 2
"""A clip so many times as long as what is used of it had better be several clips."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What else is known of a clip.

    Attributes:
        start: First source frame.
        end: One past the last.
        cuts: The film's cuts, where it was scanned for them; None where it was not: then the clip's
            own frames must do.
        damaged_after: Number of the film's good frames; None while no damage is known.
        lengths: What the project's datasets take.
    """

    start: int
    end: int
    cuts: Sequence[Cut] | None = None
    damaged_after: int | None = None
    lengths: Lengths = ANY_LENGTH


def judge(measure: Measure | None, context: Context) -> tuple[Finding, ...]:
    """Return what there is to say of a clip, the worst first.

    Args:
        measure: Of its frames; None where they have not been looked at: then only what is known
            without them is said, and nothing good.
        context: What else is known.
    """
    damaged = list(_damaged(measure, context))
    if measure is None:
        return ordered([*damaged, *_film_cuts(context, context.end - 1)])
    if measure.damage:
        return ordered(damaged)
    cuts = list(_cuts(measure, context))
    found = [*damaged, *cuts, *_flashes(measure, context), *_length(measure, context)]
    found += [*barred(measure.bars, measure.window), *_slow(measure)]
    if black := list(_black(measure, context)):
        return ordered(found + black)
    return ordered([*found, *_motion(measure), *_sharpness(measure)])


def _damaged(measure: Measure | None, context: Context) -> Iterator[Finding]:
    at = context.damaged_after
    if measure is not None and measure.damage:
        at = measure.damaged_at
    elif at is None or at >= context.end:
        return
    why = measure.damage if measure is not None and measure.damage else ""
    yield Finding(
        kind=CheckKind.DAMAGED,
        level="bad",
        text=tr("damaged") if at is None else tr("damaged at {at}", at=at),
        why=why or tr("The film is damaged from frame {at} on; end the clip before it.", at=at),
        frame=at,
        parts=((context.start, at),) if at is not None and at > context.start else (),
        value=0.0 if at is None else at,
    )


# ------------------------------------------------------------------------------------- cuts


def _cuts(measure: Measure, context: Context) -> Iterator[Finding]:
    last = int(measure.frames[-1])
    if context.cuts is not None:
        found = list(_film_cuts(context, last))
    else:
        leads = list(_own_leads(measure))
        walls = [*walls_of(_own(measure), measure), *_lead_walls(measure, context)]
        found = _parted([*_own_cuts(measure), *leads], walls, context)
    yield from found
    if not any(each.kind is CheckKind.CUT for each in found):
        yield Finding(kind=CheckKind.CUT, level="good", text=tr("no cut inside"))


def _film_cuts(context: Context, last: int) -> Iterator[Finding]:
    """Yield what the film's cuts mean for a clip whose last frame shown is ``last``."""
    cuts = [cut for cut in context.cuts or () if _shows(cut, context.start, last)]
    found = [
        cut_inside(cut) if cut.kind == "hard" else mixed(cut, context.start, last) for cut in cuts
    ]
    yield from _parted(found, walls_of(cuts), context)


def _shows(cut: Cut, start: int, last: int) -> bool:
    if cut.kind == "hard":
        return start < cut.frame <= last
    return cut.frame <= last and cut.end > start


def _parted(found: Iterable[Finding], walls: Sequence[Range], context: Context) -> list[Finding]:
    """Give findings what lies between all that they speak of."""
    parts = between(context.start, context.end, walls)
    return [replace(each, parts=parts) for each in found]


def _own(measure: Measure) -> list[Cut]:
    """Return the changes of shot that a look at the clip's own frames is sure of."""
    gradual = [cut for cut in measure.cuts if cut.kind != "hard" and cut.score >= SURE_GRADUAL]
    hard = [
        cut
        for cut in measure.cuts
        if cut.kind == "hard"
        and cut.score >= SURE_CUT
        and not any(each.frame <= cut.frame <= each.end for each in gradual)
    ]
    return [*hard, *gradual]


def _own_cuts(measure: Measure) -> Iterator[Finding]:
    first, last = int(measure.frames[0]), int(measure.frames[-1])
    for cut in _own(measure):
        yield cut_inside(cut) if cut.kind == "hard" else mixed(cut, first, last)


def _own_leads(measure: Measure) -> Iterator[Finding]:
    if measure.lead_in > measure.frames[0]:
        at = measure.lead_in
        yield mixed_start("fade", at, int(measure.frames[0]))
    if measure.lead_out is not None:
        yield mixed_end("fade", measure.lead_out)


def _lead_walls(measure: Measure, context: Context) -> Iterator[Range]:
    if measure.lead_in > measure.frames[0]:
        yield context.start, measure.lead_in
    if measure.lead_out is not None:
        yield measure.lead_out, context.end


def _flashes(measure: Measure, context: Context) -> list[Finding]:
    found = list(_flares(measure))
    bright = np.zeros(len(measure.frames), bool)
    for place, _ in found:
        bright[place : place + FLASH_LONGEST] |= (
            measure.mean[place : place + FLASH_LONGEST] - measure.mean[place - 1] >= FLASH_REST
        )
    walls = runs_of(measure, bright, context.end)
    return _parted([finding for _, finding in found], walls, context)


def _flares(measure: Measure) -> Iterator[tuple[int, Finding]]:
    """Yield the place of each flash among the frames, and what to say."""
    mean = measure.mean
    place = 1
    while place < len(mean) - 1:
        before = mean[place - 1]
        if mean[place] - before >= FLASH_RISE:
            back = np.flatnonzero(mean[place + 1 : place + 1 + FLASH_LONGEST] - before < FLASH_REST)
            if len(back):
                frame = int(measure.frames[place])
                flash = Finding(
                    kind=CheckKind.FLASH,
                    level="warn",
                    text=tr("flash"),
                    why=tr(
                        "The picture flares up at frame {frame}: keep it if it belongs there, or "
                        "leave it out.",
                        frame=frame,
                    ),
                    frame=frame,
                    value=float(mean[place] - before),
                )
                yield place, flash
                place += int(back[0])
        place += 1


# ---------------------------------------------------------------------------------- the picture


def _black(measure: Measure, context: Context) -> Iterator[Finding]:
    black = (measure.top < BLACK_TOP) & (measure.spread < BLANK_SPREAD)
    share = float(black.mean())
    if not black.any():
        return
    frame = int(measure.frames[int(black.argmax())])
    whole = share > 0.9
    yield Finding(
        kind=CheckKind.BLACK,
        level="bad" if whole else "warn",
        text=tr("black") if whole else tr("{number} frames black", number=int(black.sum())),
        why=tr("There is nothing to see: reject the clip.")
        if whole
        else tr(
            "There is nothing to see at frame {frame}: leave the black frames out.", frame=frame
        ),
        frame=frame,
        parts=()
        if whole
        else between(context.start, context.end, runs_of(measure, black, context.end)),
        value=share,
    )


def barred(bars: Bars, picture: Crop) -> Iterator[Finding]:
    """Yield what bars mean that a picture has; nothing where it has none.

    Args:
        bars: Pixels of the upright picture, at each side.
        picture: The part of it that is kept, with the bars.
    """
    crop = bars.removed(picture)
    if not any(bars) or min(crop.size) < 2:
        return
    yield Finding(
        kind=CheckKind.BARS,
        level="warn",
        text=_named(bars),
        why=tr(
            "Black bars would be learnt as part of the picture: crop to {size}.", size=crop.size
        ),
        crop=crop,
        value=float(max(bars)),
    )


def _named(bars: Bars) -> str:
    across, along = max(bars.top, bars.bottom), max(bars.left, bars.right)
    if across and along:
        return tr("bars {across} and {along} px", across=across, along=along)
    if across:
        return tr("letterbox {across} px", across=across)
    return tr("pillarbox {along} px", along=along)


def _motion(measure: Measure) -> Iterator[Finding]:
    motion = measure.motion
    if len(measure.frames) < 2:
        return
    if measure.away.max() < STILL_AWAY:
        yield Finding(
            kind=CheckKind.STILL,
            level="warn",
            text=tr("still"),
            why=tr(
                "Nothing moves: it teaches that videos stand still; take one frame as a still "
                "instead."
            ),
            value=motion,
        )
    elif motion < CALM:
        yield Finding(
            kind=CheckKind.STILL,
            level="info",
            text=tr("hardly moves"),
            why=tr("Hardly anything moves: too many such clips make calm videos."),
            value=motion,
        )
    else:
        text = tr("motion {motion:.2f}", motion=motion)
        yield Finding(kind=CheckKind.STILL, level="good", text=text, value=motion)


def _sharpness(measure: Measure) -> Iterator[Finding]:
    sharpness = measure.sharpness
    if sharpness is None:
        return
    if sharpness < BLURRED:
        yield Finding(
            kind=CheckKind.BLUR,
            level="warn",
            text=tr("blurred"),
            why=tr(
                "Even its sharpest parts are blurred at the size videos are trained at: take "
                "another clip if there is one."
            ),
            value=sharpness,
        )
    elif sharpness >= SHARP:
        yield Finding(kind=CheckKind.BLUR, level="good", text=tr("sharp"), value=sharpness)


# ------------------------------------------------------------------------------------- lengths


def _slow(measure: Measure) -> Iterator[Finding]:
    if not measure.repeated:
        return
    yield Finding(
        kind=CheckKind.SLOW,
        level="warn",
        text=tr("{repeated} repeats", repeated=measure.repeated),
        why=tr(
            "The film is slower than the clips are to be: {repeated} of "
            "{length} frames show the one before again, and motion will stutter.",
            repeated=measure.repeated,
            length=measure.length,
        ),
        value=measure.repeated / measure.length,
    )


def _length(measure: Measure, context: Context) -> Iterator[Finding]:
    length, lengths = measure.length, context.lengths
    if length < lengths.shortest:
        yield Finding(
            kind=CheckKind.SHORT,
            level="bad",
            text=tr("too short: {length} f", length=length),
            why=tr(
                "No dataset takes a clip of {length} frames: it needs {shortest}.",
                length=length,
                shortest=lengths.shortest,
            ),
            value=length,
        )
    elif length < lengths.complete:
        yield Finding(
            kind=CheckKind.SHORT,
            level="warn",
            text=tr("{number} f short", number=lengths.lack(length)),
            why=lengths.lack_words(length),
            value=length,
        )
    elif lengths.longest is not None and length > lengths.longest:
        spare = length - lengths.longest
        far = length > FAR_TOO_LONG * lengths.longest
        walls = walls_of(_own(measure) if context.cuts is None else context.cuts)
        window = liveliest(measure, lengths.longest, context.end, walls)
        yield Finding(
            kind=CheckKind.LONG,
            level="warn" if far else "info",
            text=tr("{spare} f unused", spare=spare)
            if not far
            else tr("too long: {length} f", length=length),
            why=_too_long(length, lengths.longest) if far else _spare(length, lengths.longest),
            parts=() if window is None else (window,),
            value=length,
        )


def _too_long(length: int, longest: int) -> str:
    return tr(
        "Of {length} frames no dataset uses more than {longest}: split the clip.",
        length=length,
        longest=longest,
    )


def _spare(length: int, longest: int) -> str:
    return tr(
        "Of {length} frames no dataset uses more than {longest}; the rest does not train.",
        length=length,
        longest=longest,
    )
