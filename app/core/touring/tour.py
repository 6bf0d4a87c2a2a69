"""Where a person is in the tour, and what a card beside the real control shows of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from app.core.language import noted, tr
from app.core.touring.steps import STEPS, Deed, Scene, Step

_STAGES = {
    "clips": noted("Clips"),
    "captions": noted("Captions"),
    "plan": noted("Plan"),
    "train": noted("Train"),
}


class Line(NamedTuple):
    """A deed as it is listed.

    Attributes:
        text: What to do, or why it cannot be done.
        command: Whose key does it; empty: none.
        done: Whether it was done.
        current: Whether it is what to do now.
        able: Whether it can be done.
        optional: Whether the step is done without it.
    """

    text: str
    command: str = ""
    done: bool = False
    current: bool = False
    able: bool = True
    optional: bool = False


class Card(NamedTuple):
    """What a card shows.

    Attributes:
        progress: ``2 of 5``; empty at the end and where nothing can be shown.
        title: What the step is about.
        text: What it is for.
        lines: Its deeds.
        said: That it is done, or where it is to be done; may be empty.
        done: Whether all that must be done is.
        control: What the card is about: a control, ``stage:NAME`` for the way to a stage; empty:
            nothing of the window.
        further: Whether there is a step after it.
        back: Whether there is one before it.
        demo: Whether the demo is offered: there is nothing here to show it on.
    """

    title: str
    text: str
    progress: str = ""
    lines: tuple[Line, ...] = ()
    said: str = ""
    done: bool = False
    control: str = ""
    further: bool = False
    back: bool = False
    demo: bool = False


class Tour:
    """Goes from step to step; what was done once stays done.

    Attributes:
        place: Of the step that is shown, from 0; ``len(steps)``: the end.
    """

    def __init__(self, scene: Scene, steps: Sequence[Step] = STEPS) -> None:
        self._steps = tuple(steps)
        self._scene = self._before = scene
        self._done: set[tuple[int, int]] = set()
        self.place = 0

    @property
    def stage(self) -> str:
        """The stage of the step that is shown; empty at the end."""
        return "" if self.ended else self._steps[self.place].stage

    @property
    def ended(self) -> bool:
        """Whether all steps lie behind."""
        return self.place >= len(self._steps)

    @property
    def below(self) -> bool:
        """Whether the card had better lie below what it is about."""
        now = None if self.ended else self._now()
        return now is not None and now.below

    @property
    def can_be_shown(self) -> bool:
        """Whether there is something to show it on: a film with shots, which may be worked on."""
        return "shots" in self._scene.facts and "read_only" not in self._scene.facts

    def observe(self, scene: Scene) -> bool:
        """Take what the window shows now; return whether the card is another one."""
        before = self.card()
        self._scene = scene
        if not self.ended:
            for number, deed in enumerate(self._steps[self.place].deeds):
                if deed.grew(self._before, scene):
                    self._done.add((self.place, number))
        return self.card() != before

    def go(self, by: int) -> None:
        """Show the next step, or with -1 the one before."""
        self.place = min(max(0, self.place + by), len(self._steps))
        self._before = self._scene

    def card(self) -> Card:
        """Return what is shown now."""
        if not self.can_be_shown and not self.ended:
            return _nothing_here(read_only="read_only" in self._scene.facts)
        if self.ended:
            return _the_end()
        step, scene = self._steps[self.place], self._scene
        here, done = step.stage == scene.stage, self._is_done()
        now = self._now()
        control = now.control if now is not None else ""
        left = tr("Done. What is left here is up to you.") if now is not None else tr("Done.")
        said = left if done else ""
        if not here:
            control = f"stage:{step.stage}"
            said = said or tr("This is in {stage}: click there.", stage=tr(_STAGES[step.stage]))
        return Card(
            title=tr(step.title),
            text=tr(step.text),
            progress=tr("{n} of {of}", n=self.place + 1, of=len(self._steps)),
            lines=tuple(self._line(n, deed, deed is now) for n, deed in self._listed()),
            said=said,
            done=done,
            control=control,
            further=True,
            back=self.place > 0,
        )

    # --------------------------------------------------------------------------------- deeds

    def _listed(self) -> list[tuple[int, Deed]]:
        """Return the deeds that are shown, with their numbers."""
        deeds = enumerate(self._steps[self.place].deeds)
        return [(n, deed) for n, deed in deeds if self._has_words(n, deed)]

    def _has_words(self, number: int, deed: Deed) -> bool:
        done = (self.place, number) in self._done
        return done or deed.is_open(self._scene) or bool(deed.instead)

    def _line(self, number: int, deed: Deed, current: bool) -> Line:
        done = (self.place, number) in self._done
        able = done or deed.is_open(self._scene)
        text = deed.text if able else deed.instead
        return Line(tr(text), deed.key_in(self._scene), done, current, able, deed.optional)

    def _now(self) -> Deed | None:
        """Return what is to be done next; None where all is done that can be."""
        for number, deed in enumerate(self._steps[self.place].deeds):
            if (self.place, number) not in self._done and deed.is_open(self._scene):
                return deed
        return None

    def _is_done(self) -> bool:
        """Return whether all is done that can be and must be, and something was."""
        deeds = list(enumerate(self._steps[self.place].deeds))
        done = [(self.place, number) in self._done for number, _ in deeds]
        left = [
            deed
            for (_, deed), each in zip(deeds, done, strict=True)
            if not each and not deed.optional and deed.is_open(self._scene)
        ]
        return any(done) and not left


def _nothing_here(*, read_only: bool) -> Card:
    if read_only:
        return Card(
            title=tr("The tour wants a project to work on"),
            text=tr(
                "It goes through the real work, and this project is open for reading only. Take it "
                "on the demo: nothing of yours is touched there."
            ),
            demo=True,
        )
    return Card(
        title=tr("The tour wants a film"),
        text=tr(
            "It goes through the real work, and this project has no shots yet. Add a film, and it "
            "begins as soon as its shots are found; or take it on the demo."
        ),
        demo=True,
    )


def _the_end() -> Card:
    return Card(
        title=tr("That is the whole way"),
        text=tr(
            "From films to shots, to picks, to words, to a plan that holds, to a training. Ctrl+N "
            "makes a project for films of your own. Every step can be undone, F1 knows the rest, "
            "and the tour can be taken again at any time."
        ),
        done=True,
        back=True,
    )
