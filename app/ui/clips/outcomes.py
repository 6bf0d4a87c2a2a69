"""How long work on films ended: told, or shown in a dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.core.amounts import counted
from app.core.export.report import ExportReport
from app.core.library.model import Shot
from app.ui import dialogs
from app.ui.clips.films_work import FilmsWork
from app.ui.clips.marking import Marking
from app.ui.clips.viewing import Viewing
from app.ui.loop import spawn
from app.ui.parts import Parts

if TYPE_CHECKING:
    from app.core.finding import Opinion

_SAID = 3  # sentences of one export


class Outcomes(QObject):
    """Hears of what ended, and says so."""

    said = Signal(str, str)  # sentence, grade: a notice
    exported = Signal(str, str)  # sentence to show for a while, folder

    def __init__(
        self, parts: Parts, work: FilmsWork, marking: Marking, viewing: Viewing, window: QWidget
    ) -> None:
        super().__init__(window)
        self._parts, self._marking, self._viewing, self._window = parts, marking, viewing, window
        work.exported.connect(self._on_exported)
        work.opinion_given.connect(self._on_opinion)

    def _on_opinion(self, opinion: Opinion) -> None:
        from app.ui.clips.opinion_dialog import OpinionDialog

        dialog = OpinionDialog(self._window, opinion)
        dialog.frame_asked.connect(self._viewing.go_to)
        shots = self._parts.document.rows.of_source(Shot, opinion.source)
        if shots:
            self._marking.choose_shot(shots[0].id)
        spawn(dialogs.done(dialog))

    def _on_exported(self, report: ExportReport) -> None:
        self._parts.planning.look_again()
        worry = "bad" if report.failures else "warn"
        for sentence in self._sentences(report):
            self.said.emit(sentence, "info" if sentence in report.begun else worry)
        clips, stills = len(report.clips), len(report.stills)
        self.exported.emit(
            self.tr("{clips} and {stills} are in {folder}").format(
                clips=counted(clips, "clip"),
                stills=counted(stills, "still"),
                folder=report.folder.name,
            ),
            str(report.folder),
        )

    def _sentences(self, report: ExportReport) -> list[str]:
        """Return what is said of an export: of many failures the first, and how many more."""
        said = report.sentences()[:_SAID]
        first = report.failures[0].message if report.failures else ""
        others = [each for each in report.failures if each.message != first]
        if len({each.message for each in others}) < _SAID:
            return said
        more = self.tr("{} could not be exported either: put this right, and export again.")
        return [more.format(counted(len(others), "more", "more")), first]
