"""What a window offers for a run that has ended, and a wish as it is before it is started."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from app.core.amounts import counted
from app.core.cache import Cache
from app.core.language import sentences, tr
from app.core.training.commands.dry_run import DryRun
from app.core.training.commands.places import Rig
from app.core.training.model import RunState
from app.core.training.resuming.chain import Link, chains
from app.core.training.resuming.dataset_changes import DatasetChanges, dataset_changes
from app.core.training.resuming.going_on import GoingOn, Wish, going_on
from app.core.training.resuming.making import dry_run_on, steps_needed
from app.core.training.resuming.point import ResumePoint
from app.core.training.resuming.points import (
    no_state_words,
    offered,
    resumable,
    weights_to_begin_from,
)

_MORE = 5  # a finished training is offered so many parts of its epochs more: a fifth


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be done with a run that has ended.

    Attributes:
        folder: The run's.
        states: It can go on from, the newest first, damaged ones among them.
        weights: It can begin anew from.
        point: Where it would go on; None: nowhere.
        title: Over the sentence.
        sentence: What is there, and what that means.
        label: On the button; empty: there is none.
        link: Its place among the runs that went on from one another.
    """

    folder: Path
    states: tuple[ResumePoint, ...] = ()
    weights: tuple[ResumePoint, ...] = ()
    point: ResumePoint | None = None
    title: str = ""
    sentence: str = ""
    label: str = ""
    link: Link | None = None

    @property
    def points(self) -> tuple[ResumePoint, ...]:
        """All that can be chosen: whole states, then whole checkpoints."""
        return tuple(each for each in (*self.states, *self.weights) if each.whole)

    @property
    def at_once(self) -> bool:
        """Whether one click can start it: it goes on from a state, and something is left."""
        return self.point is not None and self.point.kind == "state" and self.point.left > 0

    @property
    def leads(self) -> bool:
        """Whether to go on is what most would do next: more so than to train from the start."""
        return self.at_once and not (self.link is not None and self.link.gone_on)


def offer_of(folder: Path, state: RunState) -> Offer | None:
    """Return what is offered for a run; None where it runs, or there is nothing to say of it.

    Args:
        folder: The run's.
        state: Where it stands.
    """
    if not state.ended:
        return None
    states = resumable(folder)
    weights = weights_to_begin_from(folder)
    link = chains(folder.parent.parent).get(folder)
    whole = offered(states)
    point = whole or offered(weights)
    if point is None and not states and (state.step("train") is None or not _trained(state)):
        return None
    offer = Offer(folder, states, weights, point, link=link)
    if whole is None:
        return _without_state(offer, folder)
    if whole.left:
        return replace(
            offer,
            title=tr("It can go on"),
            sentence=_whole_words(whole, states),
            label=tr("Go on: {words}", words=whole.words),
        )
    return replace(
        offer,
        title=tr("More epochs"),
        sentence=tr(
            "All {trained} are trained. It can go on for more, from {name}, with the optimizer "
            "as it is.",
            trained=_trained_words(whole),
            name=whole.name,
        ),
        label=tr("Train more epochs…"),
    )


def more_epochs(point: ResumePoint) -> int:
    """Return how many epochs in all are offered: a fifth more than planned where none is left."""
    if point.left or not point.epochs:
        return point.epochs
    return point.epochs + max(1, point.epochs // _MORE)


def _trained(state: RunState) -> bool:
    return state.point is not None and state.point.step > 0


def _trained_words(point: ResumePoint) -> str:
    if point.per_epoch and not point.into:
        return counted(point.epoch, "epoch")
    return counted(point.step, "step")


def _whole_words(point: ResumePoint, states: tuple[ResumePoint, ...]) -> str:
    said = tr("{name} is whole: {words}.", name=point.name, words=point.words)
    broken = next((each for each in states if each.damaged and each.step > point.step), None)
    if broken is not None:
        said = sentences((broken.damaged, said))
    if point.into:
        middle = tr(
            "That is in the middle of epoch {epoch:,}, {into:,} of {per_epoch:,} "
            "steps: the trainer begins a fresh one there.",
            epoch=point.epoch + 1,
            into=point.into,
            per_epoch=point.per_epoch,
        )
        return sentences((said, middle))
    return said


def _without_state(offer: Offer, folder: Path) -> Offer:
    sentence = no_state_words(folder, offer.states)
    if offer.point is None:
        return replace(offer, title=tr("It cannot go on"), sentence=sentence)
    return replace(
        offer,
        title=tr("It cannot go on where it ended"),
        sentence=sentence,
        label=tr("Begin from its weights…"),
    )


@dataclass(frozen=True, slots=True)
class Look:
    """A wish before it is started.

    Attributes:
        going: What comes of it, with the steps that are needed.
        run: The commands, and what is missing for them.
        dataset: How today's dataset differs from the run's.
    """

    going: GoingOn
    run: DryRun
    dataset: DatasetChanges


def look_at_wish(
    project: Path, wish: Wish, rig: Rig, *, always_cache: bool = False, cache: Cache | None = None
) -> Look:
    """Return what a wish would do; nothing is written.

    Args:
        project: The project's folder.
        wish: It.
        rig: With what.
        always_cache: Caches are made whether they are needed or not.
        cache: Keeps frame indexes.
    """
    going = going_on(wish, project)
    if not always_cache:
        steps = steps_needed(project, wish, rig, cache=cache)
        going = replace(going, asked=replace(going.asked, steps=steps))
    changes = dataset_changes(project, wish.point.folder, wish.point.run)
    return Look(going, dry_run_on(project, going, rig), changes)
