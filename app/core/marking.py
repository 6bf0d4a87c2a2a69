"""The range that is being marked in a film: from a shot or a clip, by its in and out points."""

from __future__ import annotations

import bisect
import dataclasses
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from app.core.library.model import Clip, Shot, Still

Snap = Callable[[int, int], int]
"""Given ``start`` and ``end``, returns the end that a range from ``start`` should have."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A range ``[start, end)`` of one film, and what it was taken from.

    Attributes:
        source: The film.
        low: First frame of the shot around it; with ``high``, one past its last, the part that
            `whole` goes back to and that lengths are fitted into.
        shot: Id of the shot it was taken from; 0 = none.
        clip: Id of the clip whose range it is; 0 = none yet.
        still: Id of the still it shows; 0 = none.
    """

    source: int
    start: int
    end: int
    low: int
    high: int
    shot: int = 0
    clip: int = 0
    still: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"empty or negative range [{self.start}, {self.end})")

    @property
    def span(self) -> tuple[int, int]:
        """The range."""
        return self.start, self.end

    def fitted(self, snap: Snap | None) -> Mark:
        """Return it with its end where ``snap`` puts it; unchanged without one."""
        end = self.end if snap is None else snap(self.start, self.end)
        return dataclasses.replace(self, end=max(self.start + 1, end))

    def whole(self) -> Mark:
        """Return it over the whole shot."""
        return dataclasses.replace(self, start=self.low, end=self.high)

    def with_start(self, frame: int) -> Mark:
        """Return it beginning at ``frame``; where that is behind its end, up to the shot's end."""
        end = self.end if frame < self.end else max(self.high, frame + 1)
        return dataclasses.replace(self, start=frame, end=end, low=min(self.low, frame))

    def with_last(self, frame: int) -> Mark:
        """Return it ending with ``frame``, which it holds; from the shot's start where needed."""
        start = self.start if frame >= self.start else min(self.low, frame)
        return dataclasses.replace(self, start=start, end=frame + 1)

    def moved(self, start: int, end: int) -> Mark:
        """Return it as ``[start, end)``."""
        return dataclasses.replace(self, start=start, end=end)


class Trail:
    """The ranges that were marked one after the other and not picked: undo goes back along them.

    Each step has the name of what moved the range, for people.
    """

    def __init__(self) -> None:
        self._back: list[tuple[str, Mark]] = []
        self._on: list[tuple[str, Mark]] = []

    def __bool__(self) -> bool:
        return bool(self._back or self._on)

    def note(self, label: str, before: Mark) -> None:
        """Remember where the range was before a step."""
        self._back.append((label, before))
        self._on.clear()

    def clear(self) -> None:
        """Forget all: something else is marked, or something newer can be taken back."""
        self._back.clear()
        self._on.clear()

    def label(self, *, back: bool) -> str | None:
        """Return the name of the step that `step` would take; None where there is none."""
        steps = self._back if back else self._on
        return steps[-1][0] if steps else None

    def step(self, now: Mark, *, back: bool) -> Mark | None:
        """Return the mark one step back from ``now``, or one on; None where there is none."""
        steps, others = (self._back, self._on) if back else (self._on, self._back)
        if not steps:
            return None
        label, mark = steps.pop()
        others.append((label, now))
        return mark


def mark_shot(shot: Shot) -> Mark:
    """Return the mark over a whole shot."""
    return Mark(shot.source, shot.start, shot.end, shot.start, shot.end, shot=shot.id)


def mark_clip(clip: Clip, shots: Sequence[Shot]) -> Mark:
    """Return the mark of a clip; ``shots`` are those of its film, in order."""
    low, high, shot = around(shots, clip.start, clip.end)
    return Mark(clip.source, clip.start, clip.end, low, high, shot=shot, clip=clip.id)


def mark_still(still: Still, shots: Sequence[Shot]) -> Mark:
    """Return the mark of a still: its one frame, within the shot around it."""
    frame = still.frame
    low, high, shot = around(shots, frame, frame + 1)
    return Mark(still.source, frame, frame + 1, low, high, shot=shot, still=still.id)


def followed(mark: Mark, shots: Sequence[Shot], shot: Shot | None) -> Mark | None:
    """Return the mark of a shot, or of a part of one, after the cuts of its film changed.

    The whole of a shot becomes the whole of the one that is there now. A part stays, but for what
    lies behind a cut that came nearer.

    Args:
        mark: As it was.
        shots: Those of its film, in order, as they are now.
        shot: The shot it was taken from; None where that is gone.

    Returns:
        None where no shot is there any more.
    """
    if shot is None:
        found = around(shots, mark.start, mark.end)[2]
        shot = next((each for each in shots if each.id == found), None) if found else None
    if shot is None:
        return None
    whole = mark_shot(shot)
    start = max(mark.start, shot.start) if shot.start > mark.low else mark.start
    end = min(mark.end, shot.end) if shot.end < mark.high else mark.end
    if mark.span == (mark.low, mark.high) or start >= end:
        return whole
    return dataclasses.replace(whole, start=start, end=end)


def around(shots: Sequence[Shot], start: int, end: int) -> tuple[int, int, int]:
    """Return start, end and id of the shot that holds the middle of a range.

    Where none does: the range itself and 0.
    """
    middle = (start + end - 1) // 2
    place = bisect.bisect_right(shots, middle, key=lambda shot: shot.start) - 1
    if place >= 0 and shots[place].start <= middle < shots[place].end:
        shot = shots[place]
        return min(shot.start, start), max(shot.end, end), shot.id
    return start, end, 0


def clip_with(clips: Sequence[Clip], mark: Mark) -> Clip | None:
    """Return the clip that has just the marked range; None where there is none."""
    return next((clip for clip in clips if (clip.start, clip.end) == mark.span), None)


def clips_of(mark: Mark, clips: Iterable[Clip]) -> list[Clip]:
    """Return the picked clips of the shot around a mark, in order: those with their middle in it.

    The marked clip is one of them, whatever was decided on it.
    """
    return [
        clip
        for clip in clips
        if clip.id == mark.clip
        or (
            clip.state == "picked"
            and clip.source == mark.source
            and mark.low <= (clip.start + clip.end - 1) // 2 < mark.high
        )
    ]


def place_of(mark: Mark, clips: Sequence[Clip]) -> int:
    """Return which of ``clips`` is marked, from 1; 0: none of them."""
    return next((place for place, clip in enumerate(clips, 1) if clip.id == mark.clip), 0)


def beside(mark: Mark, clips: Sequence[Clip], step: int) -> Clip | None:
    """Return the clip of a shot after the marked one, or before it with a ``step`` of -1.

    Args:
        mark: Where it is no clip, the clip that begins next after its start, or before.
        clips: Those of the shot, in order.
        step: 1 or -1.
    """
    place = place_of(mark, clips)
    if place:
        place += step - 1
        return clips[place] if 0 <= place < len(clips) else None
    later = [clip for clip in clips if clip.start >= mark.start]
    earlier = [clip for clip in clips if clip.start < mark.start]
    if step > 0:
        return later[0] if later else None
    return earlier[-1] if earlier else None
