"""Exporting for another trainer: asks for whom, then writes in the queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.core.jobs import Checkpoint
from app.core.library.project import Project
from app.ui import dialogs
from app.ui.loop import spawn
from app.ui.plan.source import PlanSource

if TYPE_CHECKING:
    from app.core.export.others.report import OtherReport
    from app.core.export.others.trainers import Trainer

_SAID = 3  # sentences of one export that are said; the others are summed up


class OtherExports(QObject):
    """Exports the project that is shown; needs no right to change it.

    Args:
        source: What *Plan* shows; a dataset file of its own is not exported.
        over: The widget whose window is asked.

    Signals:
        written: What was written, one sentence, and the folder.
        said: What should be known beside, and its grade.
    """

    written = Signal(str, str)
    said = Signal(str, str)

    def __init__(self, source: PlanSource, over: QWidget) -> None:
        super().__init__(over)
        self._source, self._over = source, over
        self._last = ""  # the trainer that was chosen last

    def ask(self) -> None:
        """Ask for whom, and export."""
        spawn(self.export())

    async def export(self) -> None:
        """Ask for whom, and export."""
        from app.ui.plan.others_dialog import OthersDialog

        document, view = self._source.document, self._source.view
        if document is None or not document.is_open or view is None or view.project is None:
            return
        project = document.project
        dialog = OthersDialog(
            self._over.window(), view.project, project.folder, self._source.jobs, self._last
        )
        chosen: list[tuple[Trainer, bool]] = []
        dialog.accepted.connect(lambda: chosen.append((dialog.trainer, dialog.for_wsl)))
        if not await dialogs.done(dialog) or not document.holds(project):
            return
        trainer, wsl = chosen[0]
        self._last = trainer.key
        document.settle()
        title = self.tr("Exporting for {}").format(trainer.title)
        report = await self._source.jobs.run(title, _export, project, trainer, wsl=wsl)
        if document.holds(project):
            self._tell(report)

    def _tell(self, report: OtherReport) -> None:
        sentences = report.sentences()
        grade = "bad" if not report.ok else "warn"
        for sentence in sentences[:_SAID]:
            self.said.emit(sentence, grade)
        if len(sentences) > _SAID:
            more = self.tr("{:,} more; rushes export --for {} lists them all.")
            self.said.emit(more.format(len(sentences) - _SAID, report.trainer.key), grade)
        self.written.emit(report.headline, str(report.layout.root))


def _export(
    project: Project, trainer: Trainer, *, wsl: bool, checkpoint: Checkpoint
) -> OtherReport:
    from app.core.cache import Cache
    from app.core.export.others.writing import export_for

    return export_for(project, trainer, wsl=wsl, cache=Cache(), checkpoint=checkpoint)
