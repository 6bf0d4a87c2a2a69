"""The steps of the tour: what is said, what is to be done, and how it is known to be done.

A deed is done when something that the window counts has grown since its step was shown: ``picked``
clips, ``written`` letters. The window knows nothing of steps: it counts, and it shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.core.language import noted


@dataclass(frozen=True, slots=True)
class Scene:
    """What the window shows and what was done in it, as far as the tour asks.

    Attributes:
        stage: The stage that is shown: ``clips``, ``captions``, ``plan``, ``train``; empty: none.
        counts: How often each thing was done, or how many there are; what is not there is 0.
        facts: What there is to do it with: ``shots``, ``undecided``, ``marked``, ``lanes``,
            ``picks``, ``trigger``, ``losses``, ``trainer``; ``read_only``: nothing can be changed.
    """

    stage: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    facts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing to do.

    Attributes:
        text: What to do.
        control: The control it is done with, by the name the window knows it by.
        counted: What grows when it is done.
        least: By how much.
        command: Whose key does it, too; empty: none.
        keyed: A fact without which that key does not do it.
        needs: A fact without which it cannot be done.
        lacking: A fact with which there is nothing to be done.
        instead: What is said where it cannot be done; empty: nothing.
        optional: Whether the step is done without it.
        below: Whether what is above the control is better seen than what is below it.
    """

    text: str
    control: str
    counted: str
    least: int = 1
    command: str = ""
    keyed: str = ""
    needs: str = ""
    lacking: str = ""
    instead: str = ""
    optional: bool = False
    below: bool = False

    def is_open(self, scene: Scene) -> bool:
        """Return whether it can be done in a scene."""
        able = not self.needs or self.needs in scene.facts
        return able and not (self.lacking and self.lacking in scene.facts)

    def key_in(self, scene: Scene) -> str:
        """Return the command whose key does it in a scene; empty: none."""
        does = self.is_open(scene) and (not self.keyed or self.keyed in scene.facts)
        return self.command if does else ""

    def grew(self, before: Scene, now: Scene) -> bool:
        """Return whether it was done between two scenes."""
        grown = now.counts.get(self.counted, 0) - before.counts.get(self.counted, 0)
        return grown >= self.least


@dataclass(frozen=True, slots=True)
class Step:
    """A step: a stage, what it is for, what to do there."""

    stage: str
    title: str
    text: str
    deeds: tuple[Deed, ...]


STEPS = (
    Step(
        "clips",
        noted("Pick what is worth training"),
        noted(
            "Each picture below is a shot of the film. What plays above it is exactly what would "
            "be trained: its frames at 16 a second."
        ),
        (
            Deed(
                noted("Choose another shot: it plays at once."),
                *("grid", "chosen"),
                command="browse.next_open",
                keyed="undecided",
            ),
            Deed(
                noted("Pick one that has no tick yet."),
                *("pick", "picked"),
                command="pick.pick",
                needs="undecided",
                instead=noted("Every shot is decided upon: nothing is left to pick."),
            ),
        ),
    ),
    Step(
        "clips",
        noted("Give it a length that loses nothing"),
        noted(
            "The trainer takes 4n+1 frames: 33, 45, 65, 81. What is longer loses its tail. The "
            "lowest lanes are the X-ray: they show what each dataset takes of the clip."
        ),
        (
            Deed(
                noted("Choose a length, or drag an end of the orange bar: it lands on 4n+1."),
                *("lengths", "length"),
                needs="marked",
                below=True,
                instead=noted("A clip has to be marked for it: choose a shot below."),
            ),
            Deed(
                noted("Click a coloured block of the X-ray: just these frames play."),
                *("lanes", "part"),
                needs="lanes",
                below=True,
                instead=noted("No dataset takes anything of this clip: its lanes are empty."),
            ),
        ),
    ),
    Step(
        "captions",
        noted("Say what is seen"),
        noted(
            "Describe what is to be seen and not how it looks: the look is what the trigger word "
            "learns. That word stands in front of every caption by itself."
        ),
        (
            Deed(
                noted("Give the project a trigger word."),
                *("trigger", "triggered"),
                command="edit.trigger",
                lacking="trigger",
            ),
            Deed(
                noted("Write what is seen in the loop, or put a word right."),
                *("words", "written"),
                least=8,
                needs="picks",
                instead=noted("Nothing is picked yet, so nothing wants a caption."),
            ),
            Deed(
                noted("Say that it is done; the next one comes up."),
                *("done", "captioned"),
                command="caption.done_next",
                needs="picks",
            ),
        ),
    ),
    Step(
        "plan",
        noted("See what training will make of it"),
        noted(
            "These are the numbers the trainer will come to, before anything is written: how many "
            "samples, how many steps, what is heaviest, how long it takes."
        ),
        (
            Deed(
                noted("Click a number of windows or samples: the clips behind it come up."),
                *("ledger", "behind"),
                command="plan.behind",
                needs="picks",
                instead=noted("Nothing is picked yet, so there is nothing to count."),
            ),
            Deed(
                noted("Look at what is lost: click a reason, or its cure."),
                *("losses", "loss"),
                needs="losses",
                instead=noted("Nothing is lost here: every clip gives all it should."),
            ),
        ),
    ),
    Step(
        "train",
        noted("Train, without a surprise"),
        noted(
            "The recipe stands at the left with what it costs, and below it the exact command. "
            "Start exports what has changed, makes the caches and trains; it goes on when this "
            "window is closed."
        ),
        (
            Deed(
                noted("Change a number of the recipe, as the epochs: time and command follow."),
                *("recipe", "recipe"),
            ),
            Deed(
                noted("Copy the command: it is what Start training runs, letter for letter."),
                *("command", "copied"),
                command="train.copy_command",
            ),
            Deed(
                noted("Set up the trainer and its models: what this machine has is found."),
                *("start", "setup"),
                command="train.setup",
                lacking="trainer",
                optional=True,
            ),
            Deed(
                noted("Start it when you mean it: it really trains."),
                *("start", "started"),
                command="train.start",
                needs="trainer",
                optional=True,
            ),
        ),
    ),
)
"""The five steps, in the order of the work."""
