"""Cures for what the checks find wrong with a clip: what they do, in words, and the edit.

The first cure of a finding is the one to take without asking; others are choices. Nothing is
decoded: a finding says itself which parts of the clip are free of it (`Finding.parts`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from app.core.amounts import counted
from app.core.checks.findings import NAMES, CheckKind, Finding
from app.core.checks.lengths import ANY_LENGTH, Lengths
from app.core.export.lengths import Range, end_of_length, extended, snap_range
from app.core.language import noted, tr
from app.core.library import picking
from app.core.library.edits import Edit, adding, changing, several
from app.core.library.model import Clip, Still
from app.core.library.stills import still_of
from app.core.media.conform import TARGET_RATE, conformed_length
from app.core.media.geometry import Crop
from app.core.planner.rules import FRAME_STEP
from app.core.planner.windows import round_frames

if TYPE_CHECKING:
    from app.core.media.index import FrameIndex

_STEP = 16  # pixels: the trainer's buckets have sides of whole steps
_LITTLE = 0.03  # share of a picture that may go for that

_TRIMS = {
    CheckKind.CUT: noted("Trim at the cut"),
    CheckKind.FADE: noted("Trim the fade away"),
    CheckKind.FLASH: noted("Trim the flash away"),
    CheckKind.BLACK: noted("Trim the black frames away"),
    CheckKind.DAMAGED: noted("Trim the damage away"),
    CheckKind.DUPLICATE: noted("Trim what both have"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What else a cure depends on.

    Attributes:
        index: Of the clip's film; None while it is not known: lengths cannot be counted then.
        rate: The project's, frames per second.
        lengths: What its datasets take.
        limits: Source frames the clip may not leave when it grows: those of its shot.
        snap: Let ranges end on a length of 4n+1.
        other: The clip that the finding speaks of (`Finding.other`).
    """

    index: FrameIndex | None
    rate: Fraction = TARGET_RATE
    lengths: Lengths = ANY_LENGTH
    limits: Range | None = None
    snap: bool = False
    other: Clip | None = None


@dataclass(frozen=True, slots=True)
class Cure:
    """A cure.

    Attributes:
        kind: Of the finding.
        name: A word or two for a chip.
        words: What it does, for a button and its tip; imperative, without a full stop.
        edit: What carries it out.
        span: The range it leaves, where it does nothing but change the range: what is only marked
            can be cured by that, too.
        drops: Ids of the clips it rejects.
    """

    kind: CheckKind
    name: str
    words: str
    edit: Edit
    span: Range | None = None
    drops: tuple[int, ...] = ()


def cures_of(finding: Finding, clip: Clip, around: Around) -> tuple[Cure, ...]:
    """Return the cures of a finding, the usual one first; () where there is none.

    Args:
        finding: Of the clip.
        clip: The clip; one that is not in the project (id 0) has cures with a ``span`` alone.
        around: What else they depend on.
    """
    made = {
        CheckKind.BARS: _cropped,
        CheckKind.SHORT: _lengthened,
        CheckKind.LONG: _shortened,
        CheckKind.STILL: _stilled,
        CheckKind.DUPLICATE: _untwinned,
    }.get(finding.kind, _trimmed)
    if not finding.is_problem and finding.kind is not CheckKind.LONG:
        return ()
    found = made(finding, clip, around)
    return tuple(cure for cure in found if cure.edit and (clip.id or cure.span is not None))


def cures_of_still(finding: Finding, still: Still) -> tuple[Cure, ...]:
    """Return the cures of a finding of a still, the usual one first; () where there is none."""
    if finding.kind is CheckKind.BARS and finding.crop is not None:
        crop = whole_steps(finding.crop)
        after = dataclasses.replace(still, crop=crop)
        words = tr(
            "Crop to {width}×{height}: the bars are cut off", width=crop.width, height=crop.height
        )
        edit = changing(still, after, label=noted("Crop"))
        return (Cure(finding.kind, tr("crop"), words, edit),)
    if finding.kind is CheckKind.BLACK:
        edit = picking.set_state([still], "rejected")
        words = tr("Reject it: there is nothing to see")
        return (Cure(finding.kind, tr("reject"), words, edit),)
    return ()


@dataclass(frozen=True, slots=True)
class Course:
    """Many clips cured of one kind of problem.

    Attributes:
        edit: All of it, one step to undo.
        cured: How many clips have their cure.
        left: How many have the problem and no cure.
    """

    edit: Edit
    cured: int
    left: int

    def sentence(self, kind: CheckKind) -> str:
        """Say what was done."""
        clips, what = counted(self.cured, "clip"), tr(NAMES[kind])
        if not self.left:
            return tr("{clips} cured of “{kind}”.", clips=clips, kind=what)
        if self.left == 1:
            return tr("{clips} cured of “{kind}”; 1 has no cure.", clips=clips, kind=what)
        return tr(
            "{clips} cured of “{kind}”; {number:,} have no cure.",
            clips=clips,
            kind=what,
            number=self.left,
        )


def cure_all(
    kind: CheckKind,
    clips: Iterable[Clip],
    findings: Mapping[int, Sequence[Finding]],
    around: Callable[[Clip, Finding], Around],
) -> Course:
    """Cure clips of all problems of a kind, each with its usual cure.

    Of two clips that show the same one goes, never both.

    Args:
        kind: Of the problems.
        clips: In any order; those without such a problem are passed over.
        findings: By the clip's id.
        around: What the cures of a clip depend on.
    """
    edits: list[Edit] = []
    gone: set[int] = set()
    settled: set[int] = set()  # clips whose twin went
    left = 0
    for clip in clips:
        finding = next(
            (f for f in findings.get(clip.id, ()) if f.kind is kind and f.is_problem), None
        )
        if finding is None or clip.id in gone or clip.id in settled or finding.other in gone:
            continue
        cures = cures_of(finding, clip, around(clip, finding))
        if not cures:
            left += 1
            continue
        edits.append(cures[0].edit)
        gone |= set(cures[0].drops)
        if finding.other is not None:
            settled.add(finding.other)
    return Course(several(tr("Cure {kind}", kind=tr(NAMES[kind])), edits), len(edits), left)


# ------------------------------------------------------------------------------------ the range


def _trimmed(finding: Finding, clip: Clip, around: Around) -> Iterator[Cure]:
    """Yield the cures by keeping a part: the longest; each one, as clips of their own."""
    if finding.kind is CheckKind.BLACK and finding.level == "bad":
        words = tr("Reject the clip: there is nothing to see")
        yield _reject(finding.kind, tr("reject"), words, clip)
        return
    inside = _inside(finding.parts, clip)
    parts = [part for part in inside if _length(part, around) >= around.lengths.shortest]
    if not parts or finding.kind not in _TRIMS:
        return
    longest = max(parts, key=lambda part: _length(part, around))
    yield _trim(finding.kind, _TRIMS[finding.kind], clip, longest, around)
    if finding.kind is CheckKind.CUT and len(parts) > 1:
        yield _split(clip, parts, around)


def _inside(parts: Sequence[Range], clip: Clip) -> list[Range]:
    """Return the parts that lie in a clip: it may have been changed since it was looked at."""
    return [(start, end) for start, end in parts if clip.start <= start < end <= clip.end]


def _trim(kind: CheckKind, words: str, clip: Clip, part: Range, around: Around) -> Cure:
    start, end = _snapped(part, around)
    edit = picking.set_range(clip, start, end, noted("Trim"))
    kept = _said((start, end), clip, around)
    words = tr("{trim}: keep {kept}", trim=tr(words), kept=kept)
    return Cure(kind, tr("trim"), words, edit, (start, end))


def _split(clip: Clip, parts: Sequence[Range], around: Around) -> Cure:
    spans = [_snapped(part, around) for part in parts]
    first, *others = spans
    # One caption cannot fit both: the later clips have none yet.
    new = [
        dataclasses.replace(clip, id=0, start=start, end=end, caption="") for start, end in others
    ]
    lengths = f"{_length(spans[0], around):,}"
    for span in spans[1:]:
        lengths = tr("{first} and {last}", first=lengths, last=f"{_length(span, around):,}")
    label = noted("Split clip")
    edit = several(label, [picking.set_range(clip, *first, label), adding(*new)])
    words = tr("Split into {number} clips of {lengths} frames", number=len(spans), lengths=lengths)
    return Cure(CheckKind.CUT, tr("split"), words, edit)


def _lengthened(finding: Finding, clip: Clip, around: Around) -> Iterator[Cure]:
    index, limits = around.index, around.limits
    wanted = around.lengths.shortest if finding.level == "bad" else around.lengths.complete
    if index is None or limits is None:
        return
    now = clip.start, clip.end
    legal = round_frames(wanted + FRAME_STEP - 1) if around.snap else wanted
    span = extended(index, limits, now, legal, around.rate)
    if span is None:  # rather a tail that is left out than a clip that stays too short
        span = extended(index, limits, now, wanted, around.rate)
    if span is not None:
        gained = _length(span, around) - _length((clip.start, clip.end), around)
        words = tr(
            "Lengthen within the shot: {frames} more, {all:,} in all",
            frames=counted(gained, "frame"),
            all=_length(span, around),
        )
        edit = picking.set_range(clip, *span, noted("Lengthen"))
        yield Cure(CheckKind.SHORT, tr("lengthen"), words, edit, span)


def _shortened(finding: Finding, clip: Clip, around: Around) -> Iterator[Cure]:
    index, longest = around.index, around.lengths.longest
    if index is None or longest is None or not finding.parts:
        return
    start, near = finding.parts[0]
    if not clip.start <= start < clip.end:  # changed since
        return
    limit = min(clip.end, len(index))
    frames = round_frames(longest) if around.snap else longest
    end = end_of_length(index, start, frames, around.rate, limit=limit, near=near)
    if end is not None:
        words = tr("Keep the {frames:,} frames in which most moves", frames=frames)
        edit = picking.set_range(clip, start, end, noted("Best window"))
        name = tr("best {frames:,}", frames=frames)
        yield Cure(CheckKind.LONG, name, words, edit, (start, end))


def _length(span: Range, around: Around) -> int:
    """Return the frames of a range as exported; 0 while its film is not known."""
    index = around.index
    if index is None or span[1] > len(index):
        return 0
    return conformed_length(index, *span, around.rate)


def _snapped(part: Range, around: Around) -> Range:
    """Return a part that ends on a length of 4n+1, if that is wished for."""
    if around.index is None or not around.snap:
        return part
    end = snap_range(around.index, part, *part, around.rate)
    return part if end is None else (part[0], end)


def _said(span: Range, clip: Clip, around: Around) -> str:
    kept, whole = _length(span, around), _length((clip.start, clip.end), around)
    if span[0] == clip.start:
        return tr("the first {kept:,} of {whole:,} frames", kept=kept, whole=whole)
    skipped = _length((clip.start, span[0]), around)
    if kept + skipped >= whole:
        return tr("the last {kept:,} of {whole:,} frames", kept=kept, whole=whole)
    return tr(
        "{kept:,} of {whole:,} frames, from frame {skipped:,} on",
        kept=kept,
        whole=whole,
        skipped=skipped,
    )


# ---------------------------------------------------------------------------------- the picture


def _cropped(finding: Finding, clip: Clip, _around: Around) -> Iterator[Cure]:
    if finding.crop is None:
        return
    crop = whole_steps(finding.crop)
    words = tr(
        "Crop to {width}×{height}: the bars are cut off", width=crop.width, height=crop.height
    )
    if crop != finding.crop or not (crop.width % _STEP or crop.height % _STEP):
        words = tr(
            "Crop to {width}×{height}: the bars are cut off, and the sides are multiples of {step}",
            width=crop.width,
            height=crop.height,
            step=_STEP,
        )
    after = dataclasses.replace(clip, crop=crop)
    yield Cure(CheckKind.BARS, tr("crop"), words, changing(clip, after, label=noted("Crop")))


def whole_steps(crop: Crop) -> Crop:
    """Return a crop with sides of whole 16s, in its middle, where that takes little away."""
    width, height = crop.width // _STEP * _STEP, crop.height // _STEP * _STEP
    if width * height < (1 - _LITTLE) * crop.width * crop.height:
        return crop
    left, top = ((old - new) // 4 * 2 for old, new in ((crop.width, width), (crop.height, height)))
    return Crop(width, height, crop.x + left, crop.y + top)


def _stilled(finding: Finding, clip: Clip, _around: Around) -> Iterator[Cure]:
    """Yield what makes a picture of a clip in which nothing moves."""
    still = still_of(clip, (clip.start + clip.end) // 2)
    label = noted("Still instead")
    edit = several(label, [picking.set_state([clip], "rejected"), adding(still)])
    words = tr("Keep one frame as a still instead of the clip")
    yield Cure(finding.kind, tr("as a still"), words, edit, drops=(clip.id,))


# ---------------------------------------------------------------------------------------- twins


def _untwinned(finding: Finding, clip: Clip, around: Around) -> Iterator[Cure]:
    """Yield which of two clips to reject, the worse one first; or what of them to trim."""
    other = around.other
    if other is None or not clip.id:
        return
    if finding.parts:
        yield from _trimmed(finding, clip, around)
    this = tr("Reject this one: {why}", why=_why(other, clip))
    that = tr("Reject the other one: {why}", why=_why(clip, other))
    mine = _reject(finding.kind, tr("reject this"), this, clip)
    yours = _reject(finding.kind, tr("reject other"), that, other)
    yield from (yours, mine) if worth(clip) > worth(other) else (mine, yours)


def _reject(kind: CheckKind, name: str, words: str, clip: Clip) -> Cure:
    edit = picking.set_state([clip], "rejected")
    return Cure(kind, name, words, edit, drops=(clip.id,))


def worth(clip: Clip) -> tuple[int, bool, int, int]:
    """Return what is greater for the better of two clips that show the same."""
    return clip.rating, bool(clip.caption.strip()), clip.end - clip.start, -clip.id


def _why(kept: Clip, gone: Clip) -> str:
    """Return what speaks for one clip against another."""
    if kept.rating != gone.rating:
        if kept.rating > gone.rating:
            return tr("the one that stays is rated better")
        return tr("the one that stays is rated worse")
    if bool(kept.caption.strip()) != bool(gone.caption.strip()):
        if kept.caption.strip():
            return tr("the one that stays has a caption")
        return tr("the one that stays has no caption")
    if kept.end - kept.start != gone.end - gone.start:
        if kept.end - kept.start > gone.end - gone.start:
            return tr("the one that stays is longer")
        return tr("the one that stays is shorter")
    return tr("they show the same")
