"""Machine captions that need no look are counted, and taken in one step."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.amounts import counted
from app.core.captions import writing
from app.core.captions.reviewing import Pair, is_clean, takeable, unwritten
from app.core.library.captioned import Row, key_of
from app.ui.loop import spawn
from app.ui.parts import Parts

if TYPE_CHECKING:
    from app.core.library.machine import MachineCaption
    from app.core.library.project import Project

_SOON_MS = 150  # after a change they are counted again
_REST = 4  # times as long as it took, before they are counted once more


class TakingUnseen(QObject):
    """Follows what waits; those without lints, at rows without words of a person, need no look."""

    counted = Signal(int, int)  # how many wait, how many of them can be taken unseen
    done = Signal(str)  # sentence to show for a while
    undoable = Signal(str)  # the same, of what can be taken back

    def __init__(self, parts: Parts, parent: QObject) -> None:
        super().__init__(parent)
        self._document, self._jobs, self._proposals = parts.document, parts.jobs, parts.proposals
        self._fine: dict[tuple[int, str], bool] = {}  # by id and trigger; a text stays as it came
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._count)
        document = parts.document
        for signal in (
            document.opened, document.changed, document.reloaded, parts.proposals.changed,
        ):  # fmt: skip
            signal.connect(self._look_soon)
        document.opened.connect(self._fine.clear)
        self._look_soon()

    def take(self) -> None:
        """Take them all."""
        self._document.settle()
        spawn(self._take(self._document.project))

    async def _take(self, project: Project) -> None:
        pairs = await self._find(project)
        if not self._document.holds(project):
            return
        edit = await self._jobs.beside(writing.take_unseen, pairs)
        if not self._document.holds(project):
            return
        if not edit:
            self.done.emit(self.tr("None of those that wait can be taken unseen."))
            return
        made = await self._jobs.beside(project.apply, edit)
        self._document.catch_up()
        number = len(made.changed)
        sentence = self.tr("{} taken").format(counted(number, "machine caption"))
        if left := len(edit.changed) - number:
            sentence = self.tr("{}, {} left: changed meanwhile").format(sentence, f"{left:,}")
        (self.undoable if made else self.done).emit(sentence)

    def _look_soon(self, *_: object) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _count(self) -> None:
        if self._document.is_open and self._proposals.keys:
            spawn(self._count_in(self._document.project))
        else:
            self.counted.emit(0, 0)

    async def _count_in(self, project: Project) -> None:
        began = time.monotonic()
        found = await self._find(project)
        if self._document.holds(project):
            # Many take a while, and others come meanwhile: most of the time is theirs.
            lasted = 1000 * (time.monotonic() - began)
            self._soon.setInterval(max(_SOON_MS, round(_REST * lasted)))
            self.counted.emit(len(self._proposals.keys), len(found))

    async def _find(self, project: Project) -> list[Pair]:
        found: list[Pair] = []
        with self._document.reading(project):
            found = await self._jobs.beside(_clean, project, self._fine)
        return found  # noqa: RET504 -- a project that was closed meanwhile is passed over


def _clean(project: Project, fine: dict[tuple[int, str], bool]) -> list[Pair]:
    """Return what can be taken unseen, as the project is on disk; takes a while for many.

    Args:
        project: Read in this thread.
        fine: Whether a machine caption has no lints, by its id and the trigger; filled here.
    """
    from app.core.captions.lint import lints_of
    from app.core.captions.tokens import counter

    waiting = {each.key: each for each in project.waiting_machine() if each.text}
    every: list[Row] = [*project.clips(), *project.stills()]
    pairs = [(row, waiting[key_of(row)]) for row in every if key_of(row) in waiting]
    there = [row.caption for row in every if row.caption and key_of(row) not in waiting]
    count, trigger = counter(None).count, project.settings.trigger

    def is_fine(row: Row, each: MachineCaption) -> bool:
        known = fine.get((each.id, trigger))
        if known is None:
            tokens = count(f"{trigger} {each.text}")
            lints = lints_of(each.text, kind=key_of(row)[0], trigger=trigger, tokens=tokens)
            known = fine[each.id, trigger] = is_clean(each, lints)
        return known

    free = unwritten(project, (row for row, _ in pairs))
    return takeable(pairs, free, is_fine, there)
