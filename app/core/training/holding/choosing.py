"""Which clips and stills are held out: whole scenes, some percent of all, the same ones each time.

A person may say it too: where picks have the tag `TAG`, those are held out with all of their shots,
and no others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.core.amounts import counted
from app.core.language import sentences, tr
from app.core.training.holding.scenes import RULES, Pick, Rule, Scene, scenes_of

TAG = "holdout"
LEAST = 8  # picks, where a quarter of all is as many: fewer say little
_MOST = 4  # a quarter of all at most
_KINDS = ("clip", "still")

Shots = Mapping[int, Sequence[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Held:
    """A pick that is held out.

    Attributes:
        why: What it was chosen for, a few words.
    """

    pick: Pick
    why: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What is held out of a training.

    Attributes:
        held: In the order of the films; empty: nothing.
        total: Clips and stills there are.
        wanted: How many were to be held out.
        rule: What belongs together.
        tagged: A person chose them.
        carried: The run that it goes on from held out the same.
    """

    held: tuple[Held, ...] = ()
    total: int = 0
    wanted: int = 0
    rule: Rule = "scenes"
    tagged: bool = False
    carried: bool = False

    def count(self, kind: str) -> int:
        """Return how many clips, or stills, are held out."""
        return sum(each.pick.kind == kind for each in self.held)

    @property
    def words(self) -> str:
        """How many are held out, a few words: ``8 of 240 clips and stills are held out``."""
        all_of_it = counted(self.total, "clip or still", "clips and stills")
        if not self.held:
            return tr("Nothing of {all} is held out", all=all_of_it)
        if len(self.held) == 1:
            return tr("1 of {all} is held out", all=all_of_it)
        return tr("{number:,} of {all} are held out", number=len(self.held), all=all_of_it)

    @property
    def said(self) -> str:
        """How they were chosen, a sentence or two."""
        if not self.held:
            if self.total < _MOST:
                return tr(
                    "There are too few: a quarter at most is held out of {number}.",
                    number=self.total,
                )
            return tr("All of it belongs to a few scenes: none is small enough to be held out.")
        if self.carried:
            return tr("The run that it goes on from held out the same.")
        if self.tagged:
            return tr(
                'They have the tag "{tag}", or lie in one shot with a pick that has it.', tag=TAG
            )
        by = (
            tr("No pick of the same shot, or of a shot beside it, is trained on.")
            if self.rule == "scenes"
            else tr(
                "No pick of the same shot is trained on; picks of shots beside it are, as "
                "the shots that were picked all lie side by side."
            )
        )
        if len(self.held) >= self.wanted:
            return by
        return sentences((by, tr("{number:,} were wanted.", number=self.wanted)))


def choose(picks: Sequence[Pick], shots: Shots, percent: float, seed: int = 1) -> Choice:
    """Return what is held out of some picks.

    Args:
        picks: All of a training.
        shots: The shots of each film, in order.
        percent: Of all; 0: none.
        seed: Another one is another draw.
    """
    total = len(picks)
    if percent <= 0:
        return Choice(total=total)
    if any(each.tagged for each in picks):
        return _tagged(picks, shots)
    most = total // _MOST
    wanted = min(most, max(round(total * percent / 100), min(LEAST, most)))
    if not wanted:
        return Choice(total=total)
    found = Choice(total=total, wanted=wanted)
    for rule in RULES:
        chosen = _chosen(scenes_of(picks, shots, rule), wanted, most, seed)
        if len(found.held) < len(chosen):
            found = Choice(chosen, total, wanted, rule)
        if len(found.held) >= wanted:
            break
    return found


def carried(picks: Sequence[Pick], total: int) -> Choice:
    """Return the choice of a run that goes on: what was held out before.

    Args:
        picks: That.
        total: Clips and stills there are now.
    """
    ordered = sorted(picks, key=lambda each: (each.source, each.start, each.end, each.kind))
    held = tuple(Held(each, tr("held out before")) for each in ordered)
    return Choice(held, total, len(held), carried=True)


def _tagged(picks: Sequence[Pick], shots: Shots) -> Choice:
    held: list[Held] = []
    for scene in scenes_of(picks, shots, "shots"):
        if any(each.tagged for each in scene.picks):
            held += [
                Held(
                    each,
                    tr('tag "{tag}"', tag=TAG)
                    if each.tagged
                    else tr("in one shot with a {tag}", tag=TAG),
                )
                for each in scene.picks
            ]
    return Choice(tuple(held), len(picks), len(held), "shots", tagged=True)


def _chosen(scenes: Sequence[Scene], wanted: int, most: int, seed: int) -> tuple[Held, ...]:
    """Return scenes drawn by lot until enough is held out, as many stills among it as in all.

    First those that exceed nothing; then, while it is not enough, those that exceed a little.
    """
    lots = sorted(scenes, key=lambda scene: _lot(scene, seed))
    share = wanted / sum(len(each.picks) for each in scenes)
    targets = {k: share * sum(each.count(k) for each in scenes) for k in _KINDS}
    chosen: set[str] = set()
    have = dict.fromkeys(_KINDS, 0)
    for limit in ("targets", "wanted", "most"):
        for scene in lots:
            if sum(have.values()) >= wanted:
                break
            new = {kind: have[kind] + scene.count(kind) for kind in _KINDS}
            fits = {
                "targets": all(new[k] <= round(targets[k] + 0.5) for k in _KINDS)
                and sum(new.values()) <= wanted,
                "wanted": sum(new.values()) <= wanted,
                "most": sum(new.values()) <= most,
            }
            if scene.key not in chosen and fits[limit]:
                chosen.add(scene.key)
                have = new
    return tuple(
        Held(pick, _why(scene)) for scene in scenes if scene.key in chosen for pick in scene.picks
    )


def _lot(scene: Scene, seed: int) -> str:
    return hashlib.blake2b(f"{seed}:{scene.key}".encode(), digest_size=8).hexdigest()


def _why(scene: Scene) -> str:
    number = len(scene.picks)
    return (
        tr("drawn by lot")
        if number == 1
        else tr("drawn by lot, a scene of {number}", number=number)
    )
