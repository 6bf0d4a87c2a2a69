"""A person in *Captions*: types in the editor and in the table, replaces, writes prompts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from tests.soak.person import Person

if TYPE_CHECKING:
    from app.ui.captions.captions_tab import CaptionsTab

_WORDS = ("a large grey rabbit", "fog over water", "it turns its head", "wide shot, at dawn")
_MOST_PROMPTS = 4
_STEPS = (
    *("caption.next", "caption.previous", "caption.next_open", "caption.next_problem"),
    *("caption.done", "caption.cure", "caption.copy", "caption.next_mistake"),
)


class InCaptions:
    """What is done in the stage; each method is a stroke of some edits."""

    def __init__(self, person: Person) -> None:
        self._person, self._dice = person, person.dice

    @property
    def _tab(self) -> CaptionsTab:
        return self._person.window.captions

    def strokes(self) -> list[tuple[int, Callable[[], object]]]:
        """Return what can be done, with its weight."""
        return [
            (8, self.write), (6, self.table), (4, self.step), (2, self.paste), (2, self.replace),
            (3, self.prompts), (1, self.play), (3, self.back_and_forth),
        ]  # fmt: skip

    def write(self) -> None:
        """Write a caption in the large editor, and go on to the next."""
        self._show(table=False)
        editor = self._tab.stage.editor
        editor.write()
        if not editor.text.isEnabled():
            self._person.do("caption.next")
            return
        editor.text.selectAll()
        self._person.key(self._words(), editor.text)
        self._person.do(self._dice.choice(("caption.done_next", "caption.keep")))

    def _words(self) -> str:
        return f"{self._dice.choice(_WORDS)} {self._dice.randrange(100)}"

    def table(self) -> None:
        """Write some captions in the table, one below the other."""
        self._show(table=True)
        editing = self._tab.lists.table.editing
        editing.begin()
        for _ in range(self._dice.randint(1, 3)):
            if editing.key is None:
                return
            editing.field.selectAll()
            self._person.key(self._words(), editing.field)
            self._person.key(Qt.Key.Key_Return, editing.field)
        editing.leave()

    def step(self) -> None:
        """Go on, and do what is one key."""
        for command in self._dice.sample(_STEPS, 3):
            self._person.do(command)

    def paste(self) -> None:
        """Give captions to others."""
        self._person.do("caption.copy")
        self._person.do("caption.next")
        self._person.do("caption.paste")

    def replace(self) -> None:
        """Look for words."""
        self._person.do("caption.replace")
        self._tab.replace.panel.phrase.setText(self._dice.choice(("rabbit", "fog", "nothing")))
        self._person.do("caption.next_hit")
        self._person.key(Qt.Key.Key_Escape)

    async def prompts(self) -> None:
        """Write sample prompts; take some out when there are many."""
        self._show_prompts(on=True)
        many = len(self._tab.prompts.editing.rows) >= _MOST_PROMPTS
        self._person.do("caption.prompt_remove" if many else "caption.prompt_add")
        await asyncio.sleep(0.01)
        self._person.key(self._words())
        for command in ("caption.prompt_up", "caption.prompt_down"):
            self._person.do(command)
        self._show_prompts(on=False)

    async def play(self) -> None:
        """Let the clip play for a moment."""
        self._person.do("caption.play")
        await asyncio.sleep(0.05)
        for command in ("caption.play", "caption.forward", "caption.back"):
            self._person.do(command)

    def back_and_forth(self) -> None:
        """Take some steps back, and on again."""
        steps = self._dice.randint(1, 5)
        for command in ("edit.undo", "edit.redo"):
            for _ in range(steps):
                self._person.do(command)

    def _show(self, *, table: bool) -> None:
        self._show_prompts(on=False)
        if self._tab.lists.in_table != table:
            self._person.do("caption.mode")

    def _show_prompts(self, *, on: bool) -> None:
        if self._tab.shows_prompts != on:
            self._tab.toggle_prompts()

    def tidy(self) -> None:
        """Show what is shown at the end of every round."""
        self._tab.lists.head.filter.set_text("")
        self._show(table=False)
        self._tab.chosen.choose(self._tab.chosen.listed[0])
