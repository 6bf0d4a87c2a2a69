"""Caption files: those that were changed outside, and those that are brought in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.ui.captions.caption_commands import connect_files
from app.ui.captions.import_work import ImportCaptions
from app.ui.captions.outside_work import OutsideWork

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow


class CaptionFiles(QObject):
    """Made with the first project of a window; tells in every stage."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        document, jobs = window.document, window.jobs
        self.outside = OutsideWork(window, document, jobs)
        self.importing = ImportCaptions(window, document, jobs, window.preferences)
        self.outside.told.connect(self._on_told)
        self.outside.done.connect(window.telling.done)
        for work in (self.outside, self.importing):
            work.said.connect(window.say)
            work.undoable.connect(window.telling.undoable)
        connect_files(self, window.actions_)

    def _on_told(self, sentence: str, fresh: bool) -> None:
        """Say it, once; what a person closed comes again with news only."""
        action, notices = self.tr("Look…"), self._window.notices
        if not sentence:
            notices.withdraw(action)
        elif fresh or notices.offers(action):
            notices.offer(sentence, "warn", action, self.outside.ask)
