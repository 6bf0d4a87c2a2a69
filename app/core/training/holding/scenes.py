"""Which picks belong together: what is seen in training must not be seen again in validation.

Two windows of a shot are nearly the same pictures, and shots side by side often show one place. A
loss on one of them says little where the other was trained.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Rule = Literal["scenes", "shots"]
"""``scenes``: neighbouring shots belong together; ``shots``: only the picks of one shot do."""

RULES: tuple[Rule, ...] = ("scenes", "shots")  # the strict one first
_NEAR = {"scenes": 2.0, "shots": 0.5}  # seconds between picks that lie in no shot


@dataclass(frozen=True, slots=True)
class Pick:
    """A clip or still of a training.

    Attributes:
        kind: Which it is.
        id: Of its row.
        source: Id of the film, and what that is called.
        start: First frame; ``end``: last frame + 1.
        rate: Frames per second of the film.
        tagged: A person marked it as held out.
    """

    kind: Literal["clip", "still"]
    id: int
    source: int
    film: str
    start: int
    end: int
    rate: float = 24.0
    tagged: bool = False

    @property
    def words(self) -> str:
        """It for people: ``rain 0:12-0:16``; a still has one time."""
        first = _clock(self.start / self.rate)
        last = "" if self.kind == "still" else f"-{_clock(self.end / self.rate)}"
        return f"{self.film} {first}{last}"


@dataclass(frozen=True, slots=True)
class Scene:
    """Picks that belong together.

    Attributes:
        key: Tells it, however many picks are added elsewhere: film and frame it begins at.
        picks: In the order of the film.
    """

    key: str
    picks: tuple[Pick, ...]

    def count(self, kind: str) -> int:
        """Return how many clips, or stills, it has."""
        return sum(each.kind == kind for each in self.picks)


def scenes_of(
    picks: Iterable[Pick], shots: Mapping[int, Sequence[tuple[int, int]]], rule: Rule
) -> list[Scene]:
    """Return picks by what belongs together, in the order of the films.

    Args:
        picks: They.
        shots: The shots of each film, in order, as ``[start, end)``; what lies in none is parted
            by the time between picks.
        rule: How much belongs together.
    """
    by_film: dict[int, list[Pick]] = {}
    for each in picks:
        by_film.setdefault(each.source, []).append(each)
    found: list[Scene] = []
    for source in sorted(by_film):
        ordered = sorted(by_film[source], key=lambda each: (each.start, each.end, each.kind))
        found += _of_film(ordered, _Shots(shots.get(source, ())), rule)
    return found


class _Shots:
    """The shots of a film, in order."""

    def __init__(self, ranges: Sequence[tuple[int, int]]) -> None:
        self._ranges = ranges
        self._starts = [start for start, _ in ranges]
        self._ends = [end for _, end in ranges]

    def reach(self, pick: Pick, rule: Rule) -> tuple[float, float]:
        """Return the frames from where to where a pick ties others to itself.

        Those of its shots, and of the shot behind them; where it lies in none, its own and a while.
        """
        near = _NEAR[rule] * pick.rate
        first = bisect_right(self._ends, pick.start)
        last = bisect_left(self._starts, pick.end) - 1
        if first > last:
            return pick.start, pick.end - 1 + near
        begin = min(pick.start, self._starts[first])
        end = max(pick.end, self._ends[last])
        behind = self._ranges[last + 1] if last + 1 < len(self._ranges) else None
        if rule == "scenes" and behind is not None and behind[0] - end <= near:
            end = behind[1]
        return begin, end - 1


def _of_film(picks: Sequence[Pick], shots: _Shots, rule: Rule) -> list[Scene]:
    scenes: list[Scene] = []
    together: list[Pick] = []
    reached = 0.0
    for pick in picks:
        first, last = shots.reach(pick, rule)
        if together and first > reached:
            scenes.append(_scene(together))
            together = []
        reached = max(reached, last) if together else last
        together.append(pick)
    return [*scenes, _scene(together)]


def _scene(picks: Sequence[Pick]) -> Scene:
    return Scene(f"{picks[0].film}:{picks[0].start}", tuple(picks))


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
