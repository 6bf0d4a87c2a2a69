"""A person in *Clips*: marks, picks, rejects, rates, tags, crops, captions, cuts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from tests.soak.person import Person
from tests.soak.stage import CLIPS, STILLS

if TYPE_CHECKING:
    from app.ui.clips.clips_tab import ClipsTab

_MOST = 2  # times as many picks as when a round ends
_CROPS = ("96x48+8+8", "64x64", "112x56+0+4", "")
_TAGS = ("forest", "비", "close-up")
_WORDS = ("rain on a tin roof", "a rabbit stretches; slow push-in", "two crows, backlit")
_MARKS = (
    *("mark.in", "mark.out", "mark.slide_forward", "mark.slide_back", "mark.length33"),
    *("mark.clear", "mark.best", "mark.next_clip", "mark.previous_clip"),
)
_CUTS = ("mark.split", "mark.merge", "mark.uncut")


class InClips:
    """What is done in the stage; each method is a stroke of some edits."""

    def __init__(self, person: Person) -> None:
        self._person, self._dice = person, person.dice

    @property
    def _tab(self) -> ClipsTab:
        return self._person.window.clips

    def strokes(self) -> list[tuple[int, Callable[[], object]]]:
        """Return what can be done, with its weight."""
        return [
            (6, self.pick), (3, self.reject), (6, self.rate), (4, self.tag), (4, self.crop),
            (6, self.mark), (3, self.cut), (2, self.still), (5, self.caption), (2, self.more),
            (5, self.back_and_forth),
        ]  # fmt: skip

    def _choose(self, kind: Literal["shot", "clip", "still"]) -> bool:
        shelf = self._tab.shelf
        if shelf.kind != kind:
            shelf.show_kind(kind)
        tiles = shelf.grid.tiles
        if not tiles:
            return False
        tile = self._dice.choice(tiles)
        shelf.grid.select([tile.key], tile.key)
        shelf.grid.setFocus()
        return True

    async def pick(self) -> None:
        """Pick a shot, and say what is in it; take another one out when there are many."""
        if len(self._person.window.document.rows.clips) > CLIPS * _MOST:
            if self._choose("clip"):
                self._person.do("pick.remove")
            return
        if self._choose("shot"):
            self._person.do("pick.pick")
            await self._person.moment()
            self._type()

    def _type(self) -> None:
        text = self._tab.inspector.caption.text
        if text.isEnabled():
            text.setFocus()
            text.selectAll()
            self._person.key(self._dice.choice(_WORDS)[: self._dice.randint(4, 20)], text)
            self._person.key(Qt.Key.Key_Return, text)

    def caption(self) -> None:
        """Write the caption of a clip."""
        if self._choose(self._dice.choice(("clip", "still"))):
            self._person.do("pick.caption")
            self._type()

    def reject(self) -> None:
        """Reject a shot or clip, or take that back."""
        if self._choose(self._dice.choice(("shot", "clip"))):
            self._person.do("pick.reject")

    def rate(self) -> None:
        """Give some stars."""
        if self._choose(self._dice.choice(("shot", "clip", "still"))):
            self._person.do(f"pick.rate{self._dice.randrange(6)}")

    def tag(self) -> None:
        """Type a tag, or take one away."""
        if not self._choose("clip"):
            return
        name = self._dice.choice(_TAGS)
        if self._dice.random() < 0.5:
            self._tab.picking.untag(name)
            return
        self._person.do("pick.tag")
        tags = self._tab.inspector.tags
        field = tags.findChild(QLineEdit)
        if isinstance(field, QLineEdit) and field.isVisible():
            field.setText(name)
            self._person.key(Qt.Key.Key_Return, field)
            self._person.key(Qt.Key.Key_Escape, field)

    async def crop(self) -> None:
        """Crop a clip by the tool or by typing, or many like it."""
        if not self._choose("clip"):
            return
        cropping = self._tab.cropping
        await self._person.moment()
        if cropping.sight.picture is None:
            return
        if self._dice.random() < 0.4:
            self._person.do("crop.draw")
            await self._person.moment()
        cropping.set_typed(self._dice.choice(_CROPS))
        if cropping.active:
            cropping.keep()
        self._person.do(self._dice.choice(("crop.selected", "crop.film", "crop.clear")))

    async def mark(self) -> None:
        """Go to a frame and mark there."""
        if self._choose(self._dice.choice(("shot", "clip"))):
            self._go()
            await asyncio.sleep(0.01)
            for command in self._dice.sample(_MARKS, 3):
                self._person.do(command)

    def _go(self) -> None:
        mark = self._tab.marking.mark
        if mark is not None:
            self._tab.viewing.go_to(self._dice.randrange(mark.start, max(mark.end, mark.start + 1)))

    async def cut(self) -> None:
        """Make two shots of one, or one of two."""
        if self._choose("shot"):
            self._go()
            await asyncio.sleep(0.01)
            self._person.do(self._dice.choice(_CUTS))

    async def still(self) -> None:
        """Pick a frame, or take one out."""
        if len(self._person.window.document.rows.stills) > STILLS * _MOST:
            if self._choose("still"):
                self._person.do("pick.remove")
        elif self._choose("shot"):
            self._go()
            await asyncio.sleep(0.01)
            self._person.do("pick.still")

    async def more(self) -> None:
        """Make more clips of one."""
        if len(self._person.window.document.rows.clips) <= CLIPS * _MOST and self._choose("clip"):
            self._go()
            await asyncio.sleep(0.01)
            self._person.do(self._dice.choice(("pick.another", "pick.split_clip")))

    def back_and_forth(self) -> None:
        """Take some steps back, and most of them on again."""
        steps = self._dice.randint(1, 6)
        for command, count in (("edit.undo", steps), ("edit.redo", self._dice.randint(0, steps))):
            for _ in range(count):
                self._person.do(command)

    def tidy(self) -> None:
        """Show what is shown at the end of every round."""
        tab = self._tab
        tab.review.leave()
        tab.shelf.filter.set_text("")
        tab.sources.choose(self._person.window.document.rows.sources[0].id)
        tab.shelf.show_kind("shot")
        tab.shelf.grid.select([tab.shelf.grid.tiles[0].key])
