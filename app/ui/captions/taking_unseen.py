"""Machine captions that need no look are counted, and taken in one step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.amounts import counted
from app.core.captions import writing
from app.core.captions.reviewing import Pair, Row, key_of, takeable, unwritten
from app.core.library.model import Clip, Still
from app.ui.loop import spawn
from app.ui.parts import Parts

if TYPE_CHECKING:
    from app.core.library.project import Project

_SOON_MS = 150  # after the last change they are counted again


class TakingUnseen(QObject):
    """Follows what waits; those without lints, at rows without words of a person, need no look."""

    counted = Signal(int, int)  # how many wait, how many of them can be taken unseen
    done = Signal(str)  # sentence to show for a while
    undoable = Signal(str)  # the same, of what can be taken back

    def __init__(self, parts: Parts, parent: QObject) -> None:
        super().__init__(parent)
        self._document, self._jobs, self._proposals = parts.document, parts.jobs, parts.proposals
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._count)
        document = parts.document
        for signal in (
            document.opened, document.changed, document.reloaded, parts.proposals.changed,
        ):  # fmt: skip
            signal.connect(self._look_soon)
        self._look_soon()

    def take(self) -> None:
        """Take them all."""
        self._document.settle()
        spawn(self._take(self._document.project))

    async def _take(self, project: Project) -> None:
        pairs = await self._find(project)
        if not self._document.holds(project):
            return
        there = {waiting.id: row for row, waiting in self._waiting()}
        # What was decided upon or typed meanwhile is passed over.
        now = [(row, each) for row, each in pairs if there.get(each.id) == row]
        if not now:
            self.done.emit(self.tr("None of those that wait can be taken unseen."))
            return
        self._document.apply(writing.take(now))
        self.undoable.emit(self.tr("{} taken").format(counted(len(now), "machine caption")))

    def _look_soon(self, *_: object) -> None:
        self._soon.start()

    def _count(self) -> None:
        if self._document.is_open and self._proposals.keys:
            spawn(self._count_in(self._document.project))
        else:
            self.counted.emit(0, 0)

    async def _count_in(self, project: Project) -> None:
        found = await self._find(project)
        if self._document.holds(project):
            self.counted.emit(len(self._proposals.keys), len(found))

    async def _find(self, project: Project) -> list[Pair]:
        if not self._document.holds(project):
            return []
        pairs = self._waiting()
        mine = {key_of(row) for row, _ in pairs}
        rows = self._document.rows
        every: list[Row] = [*rows.clips, *rows.stills]
        there = [row.caption for row in every if row.caption and key_of(row) not in mine]
        trigger = rows.settings.trigger
        found: list[Pair] = []
        with self._document.reading(project):
            found = await self._jobs.beside(_clean, project, pairs, trigger, there, brief=True)
        return found  # noqa: RET504 -- a project that was closed meanwhile is passed over

    def _waiting(self) -> list[Pair]:
        rows = self._document.rows
        pairs: list[Pair] = []
        for key in self._proposals.keys:
            row = rows.get(Clip if key[0] == "clip" else Still, key[1])
            waiting = self._proposals.waiting(key)
            if isinstance(row, Clip | Still) and waiting is not None:
                pairs.append((row, waiting))
        return sorted(pairs, key=lambda pair: pair[1].id)


def _clean(project: Project, pairs: list[Pair], trigger: str, there: list[str]) -> list[Pair]:
    """Return what can be taken unseen; the lints and the history take a while."""
    from app.core.captions.lint import lints_of
    from app.core.captions.tokens import counter

    count = counter(None).count

    def lints(row: Row, text: str) -> tuple[str, ...]:
        tokens = count(f"{trigger} {text}")
        return lints_of(text, kind=key_of(row)[0], trigger=trigger, tokens=tokens)

    free = unwritten(project, (row for row, _ in pairs))
    return takeable(pairs, free, lints, there)
