"""A person in *Train*: changes the recipe, starts, follows the curve, looks at runs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.core.training.folder import run_folders
from tests.soak.person import Person

if TYPE_CHECKING:
    from app.ui.train.train_tab import TrainTab

_VALUES: tuple[tuple[str, Any], ...] = (
    ("train.learning_rate", 1e-4), ("train.learning_rate", 2e-4), ("train.network_dim", 16),
    ("train.network_dim", 32), ("train.seed", 7), ("train.seed", 42),
    ("train.blocks_to_swap", 8), ("train.blocks_to_swap", 20),
    ("train.gradient_checkpointing", True),
)  # fmt: skip
_LOOKING = (
    *("train.curve_log", "train.curve_all", "train.play_samples", "train.star_checkpoint"),
    *("train.copy_command", "train.measure_checkpoints"),
)


class InTrain:
    """What is done in the stage; each method is a stroke of some edits."""

    def __init__(self, person: Person) -> None:
        self._person, self._dice = person, person.dice

    @property
    def _tab(self) -> TrainTab:
        return self._person.window.train

    def strokes(self) -> list[tuple[int, Callable[[], object]]]:
        """Return what can be done, with its weight."""
        return [(6, self.set_value), (2, self.look), (3, self.back_and_forth)]

    async def set_value(self) -> None:
        """Give an option another value."""
        self._tab.session.change(*self._dice.choice(_VALUES))
        await self._person.moment()

    async def look(self) -> None:
        """Look at things."""
        for command in self._dice.sample(_LOOKING, 2):
            self._person.do(command)
            await self._person.moment()
        folders = self._person.window.parts.runs.runs
        if folders and self._dice.random() < 0.3:
            self._tab.session.show_run(self._dice.choice(folders))
            await asyncio.sleep(0.05)

    def back_and_forth(self) -> None:
        """Take some steps back, and on again."""
        steps = self._dice.randint(1, 4)
        for command in ("edit.undo", "edit.redo"):
            for _ in range(steps):
                self._person.do(command)

    async def train(self) -> None:
        """Start a training with the button, and follow it to its end."""
        self._person.say("train")
        window, tab = self._person.window, self._tab
        await self._person.go_to("train")
        pane, starting = tab.run.pane, tab.run.starting
        tab.session.change("train.max_train_epochs", 1)
        await self._person.until(lambda: starting.refusal() is None, "what a training needs")
        before = set(_runs(window.document.project.folder))
        tab.session.show_run(None)
        await asyncio.sleep(0.02)
        button = pane.first if pane.first.isVisible() else pane.head.start
        if button.isVisible():
            button.click()
        else:
            self._person.do("train.start")

        def new() -> set[Path]:
            return set(_runs(window.document.project.folder)) - before

        await self._person.until(lambda: new() or pane.trouble.isVisible(), "the run")
        if not new():
            raise RuntimeError(f"nothing was trained: {pane.trouble.sentence()}")
        (folder,) = new()
        await self._person.until(lambda: pane.view and pane.view.folder == folder, "the view")
        while pane.view is not None and not pane.view.state.ended:
            await self.look_on()
        state = pane.view.state if pane.view is not None else None
        if state is None or state.state != "done":
            raise RuntimeError(f"the training ended so: {state}")
        await self._person.until(lambda: not tab.loss.isHidden(), "the curves")
        await self._person.until(lambda: tab.results.board.run is not None, "the checkpoints")

    async def look_on(self) -> None:
        """Look at the curve while it grows."""
        self._person.do(self._dice.choice(("train.curve_log", "train.curve_all")))
        await asyncio.sleep(0.2)

    async def tidy(self) -> None:
        """Show what is shown at the end of every round: the first run, with its curves."""
        folders = self._person.window.parts.runs.runs
        self._tab.session.show_run(folders[0] if folders else None)
        if folders:
            await self._person.until(lambda: not self._tab.loss.isHidden(), "the curves")


def _runs(project: Path) -> list[Path]:
    return list(run_folders(project))
