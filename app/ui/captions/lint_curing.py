"""Cures what is wrong with captions: of the one that is shown, or of all that have it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.core.amounts import counted
from app.core.captions.lint import lint_named
from app.core.captions.lint_cures import CURES, cured, first_cure
from app.core.captions.writing import write_each
from app.core.language import tr
from app.core.library.captioned import Key, Row, key_of
from app.ui.captions.bulk_making import BulkMaking
from app.ui.captions.chosen import Chosen
from app.ui.captions.entries import Entries
from app.ui.loop import spawn
from app.ui.parts import Parts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.core.captions.rewording import Rewording
    from app.core.library.project import Project


class LintCuring(QObject):
    """Makes edits of cures: each is one step to undo. What is being typed is kept first."""

    done = Signal(str)  # a sentence to show for a while
    undoable = Signal(str)  # the same, of what can be taken back

    def __init__(self, parts: Parts, chosen: Chosen, entries: Entries, over: QWidget) -> None:
        super().__init__(chosen)
        self._over = over
        self._making = BulkMaking(parts.document, parts.jobs)
        self._making.undoable.connect(self.undoable)
        self._making.done.connect(self.done)
        self._document, self._jobs = parts.document, parts.jobs
        self._chosen, self._entries = chosen, entries

    # -------------------------------------------------------------------------------- going on

    def step(self, by: int) -> None:
        """Show the next caption in the list with a problem, the one before if negative.

        Notes (level "info") are no problem. After the last one it begins with the first.
        """
        listed, place = self._chosen.listed, self._chosen.place()
        start = place if place is not None else (-1 if by > 0 else 0)
        for away in range(1, len(listed) + 1):
            key = listed[(start + by * away) % len(listed)]
            if self._is_problem(key):
                self._choose(key)
                return
        self.done.emit(self.tr("No caption listed here has a problem."))

    def _choose(self, key: Key) -> None:
        if key == self._chosen.current:
            self.done.emit(self.tr("This is the only one listed with a problem."))
        else:
            self._chosen.choose(key)

    def _is_problem(self, key: Key) -> bool:
        lints = self._entries.entry(key).lints
        return any(lint_named(lint).level != "info" for lint in lints)

    # ------------------------------------------------------------------------------------ one

    def cure_worst(self) -> None:
        """Cure the worst of the caption that is shown."""
        self._document.settle()
        row = self._chosen.row_now
        if row is None:
            return
        lints = self._entries.judged(key_of(row), row.caption)
        found = first_cure(row.caption, lints, trigger=self._trigger, fits=self._entries.fits)
        if found is not None:
            self._write(row, *found)
        elif self._entries.entry(key_of(row)).lints:
            self.done.emit(self.tr("Only other words cure this."))
        else:
            self.done.emit(self.tr("Nothing is wrong with this caption, as far as is known."))

    def cure(self, lint: str) -> None:
        """Cure the caption that is shown of a lint."""
        self._document.settle()
        row = self._chosen.row_now
        if row is None:
            return
        after = cured(row.caption, lint, trigger=self._trigger, fits=self._entries.fits)
        if after == row.caption:
            self.done.emit(self.tr("Only other words cure this."))
        else:
            self._write(row, lint, after)

    def can_cure(self, lint: str, text: str) -> bool:
        """Whether a cure makes another text of this one."""
        if self._document.read_only:
            return False
        return cured(text, lint, trigger=self._trigger, fits=self._entries.fits) != text

    def _write(self, row: Row, lint: str, after: str) -> None:
        cure = CURES[lint]
        self._document.apply(write_each([(row, after)], cure.label))
        self.undoable.emit(self.tr("{}: done.").format(tr(cure.words)))

    # ------------------------------------------------------------------------------------ many

    def cure_all(self, lint: str) -> None:
        """Show what a cure would make of all captions with a lint; make what is wanted of it."""
        if self._document.is_open and not self._document.read_only:
            self._document.settle()
            spawn(self._cure_all(self._document.project, lint))

    async def _cure_all(self, project: Project, lint: str) -> None:
        from app.core.captions.rewording import reword, written

        keys = self._entries.with_lint(lint)
        every: list[Row] = [*self._document.rows.clips, *self._document.rows.stills]
        rows = [row for row in every if key_of(row) in keys]
        cure = partial(cured, lint=lint, trigger=self._trigger, fits=self._entries.fits)
        with self._document.reading(project):
            found = await self._jobs.beside(reword, rows, lambda text: (cure(text), 1))
        if not self._document.holds(project):
            return
        if not found:
            self.done.emit(self.tr("Only other words cure these."))
            return

        def sentence(wanted: Sequence[Rewording]) -> str:
            return self._told(len(wanted), len(rows) - len(found))

        label = CURES[lint].label
        await self._making.make_after_preview(
            self._over.window(), tr(label), found, sentence, partial(written, label=label)
        )

    def _told(self, number: int, left: int) -> str:
        """Return how many captions are cured, and of how many more no cure is known."""
        captions = counted(number, "caption")
        if left:
            said = self.tr("In {}; only other words cure {} more.")
            return said.format(captions, f"{left:,}")
        return self.tr("In {}.").format(captions)

    @property
    def _trigger(self) -> str:
        return self._document.rows.settings.trigger
