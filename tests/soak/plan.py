"""A person in *Plan*: changes datasets on cards and as text; exports, for others, too."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.ui.plan.others_dialog import OthersDialog
from tests.soak.person import Person

if TYPE_CHECKING:
    from app.ui.plan.plan_tab import PlanTab

_MOST = 4  # datasets
_LOOKING = (
    *("plan.fold_datasets", "plan.fold_datasets", "plan.more_keys", "plan.next_picture"),
    *("plan.pin", "plan.sort", "plan.copy", "plan.markdown", "plan.next_mark", "plan.advice"),
)
_VALUES: tuple[dict[str, Any], ...] = (
    {"num_repeats": 2}, {"num_repeats": 1}, {"resolution": [128, 64]}, {"resolution": [96, 96]},
    {"batch_size": 1}, {"enable_bucket": True},
)  # fmt: skip


class InPlan:
    """What is done in the stage; each method is a stroke of some edits."""

    def __init__(self, person: Person) -> None:
        self._person, self._dice = person, person.dice

    @property
    def _tab(self) -> PlanTab:
        return self._person.window.plan

    def strokes(self) -> list[tuple[int, Callable[[], object]]]:
        """Return what can be done, with its weight."""
        return [
            (8, self.set_value), (4, self.datasets), (3, self.text), (3, self.look),
            (3, self.back_and_forth),
        ]  # fmt: skip

    async def ready(self) -> None:
        """Wait until there are cards; take the datasets that are proposed."""
        tab = self._tab
        await self._person.until(lambda: tab.source.view or tab.source.trouble, "a plan")
        if not self._person.window.document.rows.datasets and tab.source.view is not None:
            tab.datasets.use_button.click()
        await self._person.until(lambda: tab.datasets.cards, "the cards")

    async def set_value(self) -> None:
        """Give a key of a card another value."""
        values = self._dice.choice(_VALUES)
        cards = self._tab.datasets.cards
        if cards:
            self._dice.choice(cards).keys.written.emit(values, next(iter(values)))
        await self._person.moment()

    async def datasets(self) -> None:
        """Add a dataset, double, move or remove one."""
        tab = self._tab
        cards = tab.datasets.cards
        if not cards:
            return
        tab.datasets.hand.focus_card(self._dice.randrange(len(cards)))
        if len(cards) >= _MOST:
            self._person.do("plan.remove_dataset")
        else:
            more = ("plan.add_clips", "plan.add_stills", "plan.duplicate_dataset")
            self._person.do(self._dice.choice((*more, "plan.dataset_up", "plan.dataset_down")))
        await asyncio.sleep(0.01)

    async def text(self) -> None:
        """Write in the dataset file."""
        tab = self._tab
        self._person.do("plan.text")
        text = tab.toml.text
        text.go_to_line(1)
        self._person.key(f"# take {self._dice.randrange(100)}", text)
        tab.source.settle()
        self._person.do("edit.undo")
        await self._person.moment()

    async def look(self) -> None:
        """Look at things."""
        for command in self._dice.sample(_LOOKING, 3):
            self._person.do(command)
            await self._person.moment()
        self._tab.toml.leave()

    def back_and_forth(self) -> None:
        """Take some steps back, and on again."""
        steps = self._dice.randint(1, 4)
        for command in ("edit.undo", "edit.redo"):
            for _ in range(steps):
                self._person.do(command)

    # --------------------------------------------------------------------------------- exports

    async def export(self) -> None:
        """Export everything, or what has changed."""
        window = self._person.window
        everything = self._dice.random() < 0.4
        self._person.say("export all" if everything else "export changes")
        await self._person.rest()
        if everything:
            shutil.rmtree(window.document.project.folder / "dataset", ignore_errors=True)
        self._person.do("project.export")
        await self._person.until(lambda: not window.jobs.busy, "the export")

    async def export_for(self) -> None:
        """Export for another trainer."""
        self._person.say("export for another")
        window, tab = self._person.window, self._tab
        await self._person.go_to("plan")
        await self._person.until(lambda: tab.source.view is not None, "a plan")
        tab.others.ask()
        dialogs: list[OthersDialog] = []

        def opened() -> bool:
            dialogs[:] = [each for each in window.findChildren(OthersDialog) if each.isVisible()]
            return bool(dialogs)

        await self._person.until(opened, "the question for whom")
        (dialog,) = dialogs
        dialog.choice.setCurrentIndex(self._dice.randrange(dialog.choice.count()))
        await self._person.until(lambda: dialog.table.isVisible(), "its sets")
        await asyncio.sleep(0.1)
        if dialog.export.isEnabled():
            dialog.export.click()
        else:
            dialog.reject()
        await asyncio.sleep(0)
        await self._person.until(lambda: not window.jobs.busy, "the export")

    async def tidy(self) -> None:
        """Show what is shown at the end of every round, *Advice* once, whose rows stay."""
        self._tab.side.show_page("advice")
        await self._person.rest()
        self._tab.side.show_page("toml")
        self._tab.toml.leave()
        for card in self._tab.datasets.cards:
            card.set_folded(folded=False)
            if card.keys.more_open():
                card.show_more()
