"""How much of everything a day has, and how it lies in the day's rounds."""

from __future__ import annotations

from dataclasses import dataclass

_EDITS, _DETECTIONS, _EXPORTS, _TRAININGS = 10_000, 200, 50, 20
_ROUNDS, _LEAST_ROUNDS = 40, 1
_WINDOWS = 24  # that take another one's place, as the language changes
_OPENINGS = 30  # of projects

BRIEF = 0.6
"""Share of the day in which windows and projects come and go; in the rest of it one stays."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """What is to be done in all.

    Attributes:
        rounds: After each of them everything is measured.
        windows: How often another window takes the place of the one there is.
    """

    edits: int
    detections: int
    exports: int
    trainings: int
    windows: int
    openings: int
    rounds: int

    @classmethod
    def of(cls, share: float) -> Amounts:
        """Return what a share of a day has: everything at least once."""

        def some(whole: int, least: int = 1) -> int:
            return max(least, round(whole * share))

        return cls(
            edits=some(_EDITS),
            detections=some(_DETECTIONS, 2),
            exports=some(_EXPORTS, 2),
            trainings=some(_TRAININGS),
            windows=some(_WINDOWS),
            openings=some(_OPENINGS),
            rounds=some(_ROUNDS, _LEAST_ROUNDS),
        )

    def until(self, whole: int, number: int, *, by: float = 1.0) -> int:
        """Return how much of a ``whole`` is to be done when a round has ended.

        Args:
            whole: One of the amounts.
            number: Of the round, from 0.
            by: The share of the day after which all of it is to be done.
        """
        return min(whole, -(-whole * (number + 1) // max(1, round(self.rounds * by))))
