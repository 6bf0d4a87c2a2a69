"""The damaged files: which good one, which mutation; the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.damaged import good
from tests.damaged.good import SHARES
from tests.damaged.mutations import copied


@dataclass(frozen=True, slots=True)
class Case:
    """A folder with one damaged file.

    Attributes:
        number: Of the corpus, from 0.
        file: The damaged one, from the folder on.
        done: What was done to it: the mutation's name.
    """

    number: int
    kind: str
    folder: str
    file: str
    done: str
    seed: str

    @property
    def name(self) -> str:
        """It in a few words."""
        return f"{self.number:05d} {self.kind} {self.file} {self.done}"

    def to_json(self) -> dict[str, object]:
        """Return it as JSON values."""
        return asdict(self)


def plan(count: int, only: str | None = None) -> list[str]:
    """Return the kind of each of so many files, mixed: as many of each as its share says."""
    if only:
        return [only] * count
    kinds = [kind for kind, share in SHARES.items() for _ in range(share)]
    assert len(kinds) == 100
    random.Random(0).shuffle(kinds)
    return [kinds[place % len(kinds)] for place in range(count)]


class Corpus:
    """Makes cases in a folder, from good files that are made once.

    Args:
        folder: Where; emptied by whoever gave it.
        seed: The same seed makes the same cases.
        few: Of fewer good files, which are soon made.
    """

    def __init__(self, folder: Path, seed: int, *, few: bool = False) -> None:
        self._folder, self._seed, self._few = folder, seed, few
        self._good: dict[str, list[good.Good]] = {}

    def prepare(self, kinds: Sequence[str]) -> None:
        """Make the good files of kinds."""
        for kind in dict.fromkeys(kinds):
            self._good[kind] = good.make(kind, self._folder / "good" / kind, few=self._few)

    def case(self, number: int, kind: str, *, whole: bool = False) -> Case:
        """Make a case; with ``whole`` nothing is damaged."""
        seed = f"{self._seed}/{number}/{kind}"
        dice = random.Random(seed)
        one = dice.choice(self._good[kind])
        target = dice.choice(one.targets)
        place = self._folder / "cases" / f"{number:05d}-{kind}"
        copied(one.folder, place)
        done = "whole"
        if not whole and kind != "cache":
            mutate = dice.choice(good.mutations_for(Path(target)))
            mutate(place / target, dice)
            done = mutate.__name__
            if dice.random() < 0.1 and (place / target).is_file() and kind in ("film", "still"):
                target = _renamed(place, target, dice)
        return Case(number, kind, str(place), target, done, seed)


def _renamed(place: Path, target: str, dice: random.Random) -> str:
    """Give a film or picture the name of another kind."""
    other = str(
        Path(target).with_suffix(dice.choice((".mp4", ".mkv", ".ts", ".avi", ".png", ".jpg")))
    )
    (place / target).rename(place / other)
    return other
