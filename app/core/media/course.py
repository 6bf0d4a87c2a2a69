"""Where a play head goes next: what is decoded first, and what is kept. Pure.

Films are decoded forwards only. A head that goes backwards is served in ascending runs that end
with the picture it needs first, and that begin, where that is near, with a key frame: so nothing is
decoded twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.core.media.playing import clamped
from app.core.media.reel import Key

_NEAR = 24  # positions that decoding on reaches sooner than a new start would
_SHORTEST = 8  # positions decoded at once for a head that goes backwards and waits
_SHARE = 3  # of memory, in such runs: one is shown while another is decoded

Test = Callable[[int], bool]
"""Tells something of a position."""


@dataclass(frozen=True, slots=True)
class Course:
    """Round and round the positions ``[first, end)`` of a clip, in steps.

    Attributes:
        first: The first position that is shown.
        end: One past the last; None: the clip's end.
        step: Positions from one picture to the next; negative: backwards; not 0.
    """

    first: int = 0
    end: int | None = None
    step: int = 1

    def next_run(
        self,
        length: int,
        head: int,
        room: int,
        have: Test,
        key: Callable[[int], int] = lambda position: position,
    ) -> list[int]:
        """Return the positions to decode next, ascending; [] where enough is at hand.

        Wanted are ``room`` positions from the play head on, round the loop. They are decoded in the
        order they will be shown, but in one ascending run at a time.

        Args:
            length: Positions of the clip.
            head: The position that is shown, in ``[0, length)``.
            room: Pictures that memory holds.
            have: Whether a position's picture is at hand.
            key: The first position that comes with another when decoding begins at the key frame.
        """
        places = self._places(length)
        turn = self._turn(places, head)
        ahead = places[turn:][:room]
        legs = ahead, places[: min(turn, room - len(ahead))]
        missing = [[place for place in leg if not have(place)] for leg in legs]
        number = 0 if missing[0] else 1
        if self.step > 0 or not missing[number]:
            return missing[number]
        waited = number * len(ahead) + legs[number].index(missing[number][0])
        share = max(1, room // _SHARE)
        if waited >= share > sum(map(len, missing)) and room < len(places):
            return []  # there is time, and many at once cost less
        return _backwards(missing[number], min(share, max(_SHORTEST, waited)), key)

    def leads_to(self, reached: int, head: int, last: int) -> bool:
        """Return whether decoding on brings ``head`` sooner than a new start would.

        Args:
            reached: The position decoded next.
            head: The position that is to be shown.
            last: The last position of the run.
        """
        return reached <= head <= (reached + _NEAR if self.step > 0 else last)

    def steps_ahead(self, position: int, head: int, length: int) -> int:
        """Return in how many steps ``position`` is shown when ``head`` is shown now, in a loop.

        What is never shown comes after all that is.
        """
        places = self._places(length)
        if position not in places:
            return len(places) + abs(position - head)
        return (places.index(position) - self._turn(places, head)) % len(places)

    def _places(self, length: int) -> range:
        """Return the positions in the order they are shown."""
        first = max(0, min(self.first, length - 1))
        end = length if self.end is None else max(first + 1, min(self.end, length))
        forwards = range(first, end, abs(self.step))
        return forwards if self.step > 0 else forwards[::-1]

    def _turn(self, places: range, head: int) -> int:
        """Return when in ``places`` the head is: at the last position shown by then."""
        steps = (
            (head - places[0]) // self.step
            if self.step > 0
            else -((head - places[0]) // -self.step)
        )
        return max(0, min(steps, len(places) - 1))


class Showtimes:
    """In how many steps each picture of a clip is shown; None for all other pictures.

    Args:
        look: The number of the look the clip is seen in.
        frames: The source frame of each of its positions.
        going: Tells the course now, and where the head is.
    """

    def __init__(
        self, look: int, frames: Sequence[int], going: Callable[[], tuple[Course, int]]
    ) -> None:
        self._look, self._length = look, len(frames)
        self._places = {frame: place for place, frame in enumerate(frames)}
        self._going = going

    def __call__(self, key: Key) -> int | None:
        """Return the steps until the picture of a look and source frame is shown."""
        look, frame = key
        place = self._places.get(frame) if look == self._look else None
        if place is None:
            return None
        course, head = self._going()
        return course.steps_ahead(place, clamped(head, self._length), self._length)


def _backwards(missing: list[int], longest: int, key: Callable[[int], int]) -> list[int]:
    """Return an ascending run that ends with the first of ``missing``, which descend."""
    run = missing[:longest]
    if len(run) < len(missing):
        # The key frame furthest back within the run; what lies before it belongs to the next one.
        begun = next((key(place) for place in reversed(run) if key(place) >= run[-1]), run[-1])
        run = [place for place in run if place >= begun]
    return run[::-1]
