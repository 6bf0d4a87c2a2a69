"""Carries out cures: each is one step to undo; what has changed meanwhile is left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.amounts import counted
from app.core.errors import AppError
from app.core.export.cures import Cure, cured_text, row_edit, still_holds
from app.ui.loop import spawn
from app.ui.plan.losses_finding import CureFinder, all_cures
from app.ui.plan.source import PlanSource

if TYPE_CHECKING:
    from app.core.export.cures_groups import Group
    from app.core.export.plan_view import PlanView

_MANY = 200  # clips; more are changed in another thread


class LossCuring(QObject):
    """Changes what a `PlanSource` shows.

    Signals:
        said: Why nothing was done, or what was; it cannot be undone.
        undoable: What was done.
        caption_asked: "clip" or "still", and its id: it needs words.
    """

    said = Signal(str)
    undoable = Signal(str)
    caption_asked = Signal(str, int)

    def __init__(self, source: PlanSource, finder: CureFinder, parent: QObject) -> None:
        super().__init__(parent)
        self._source, self._finder = source, finder
        self._busy = False

    def cure(self, cure: Cure) -> None:
        """Carry out a cure, if what it was found for is as it was seen."""
        if self._busy or not self._finder.can_change or not cure.acts:
            return
        if cure.asks is not None:
            self.caption_asked.emit(*cure.asks)
        elif len(cure.rows) > _MANY:
            self._busy = True
            spawn(self._carry_out_many(cure))
        else:
            try:
                done = self._change_text(cure) if cure.text else self._change_rows(cure)
            except AppError as error:
                self.said.emit(str(error))
                return
            self._tell(cure, 0) if done else self._tell_stale()

    def cure_all(self, view: PlanView, group: Group) -> None:
        """Look for the best cure of a whole group, however large, and carry it out."""
        if self._busy or not self._finder.can_change:
            return
        known = self._finder.cures(group, None)
        if known:
            self.cure(known[0])
        elif known is None:
            self._busy = True
            spawn(self._find_and_cure(view, group))
        else:
            self.said.emit(self.tr("Nothing cures all of these at once."))

    # ------------------------------------------------------------------------------ carrying

    def _change_text(self, cure: Cure) -> bool:
        text = cured_text(cure, self._source.text)
        if text is None:
            return False
        self._source.change_text(text, cure.label)
        return True

    def _change_rows(self, cure: Cure) -> bool:
        document = self._source.document
        if document is None or not document.is_open:
            return False
        if len(cure.rows) == 1 and not still_holds(cure, document.rows.get):
            return False
        self._source.apply(row_edit(cure))
        return True

    async def _carry_out_many(self, cure: Cure) -> None:
        try:
            document, jobs = self._source.document, self._source.jobs
            if document is None or not document.is_open:
                return
            document.settle()
            project = document.project
            edit = await jobs.beside(row_edit, cure)
            if not document.holds(project):
                return
            made = await jobs.beside(project.apply, edit)
            document.catch_up()
            self._tell(cure, len(edit.changed) - len(made.changed))
        except AppError as error:
            self.said.emit(str(error))
        finally:
            self._busy = False

    async def _find_and_cure(self, view: PlanView, group: Group) -> None:
        try:
            title = self.tr("Looking for cures: {}").format(group.head)
            shots = self._finder.shots_now()
            cures = await self._source.jobs.run(title, all_cures, view, group, shots)
        finally:
            self._busy = False
        if self._source.view is not view:
            self.said.emit(self.tr("The plan changed meanwhile: cure it again."))
        elif cures:
            self.cure(cures[0])
        else:
            self.said.emit(self.tr("Nothing cures all of these at once."))

    # ------------------------------------------------------------------------------- telling

    def _tell(self, cure: Cure, stale: int) -> None:
        sentence = cure.label
        if cure.effect is not None:
            sentence = self.tr("{}: {} samples").format(sentence, cure.effect.words)
        if cure.left:
            sentence = self.tr("{}, {} could not be").format(sentence, f"{cure.left:,}")
        if stale:
            clips = counted(stale, "clip")
            sentence = self.tr("{}, {} left: changed meanwhile").format(sentence, clips)
        self.undoable.emit(sentence)

    def _tell_stale(self) -> None:
        self.said.emit(self.tr("It has changed meanwhile: nothing was done. Look again."))
