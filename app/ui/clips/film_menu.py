"""What can be done with a film of the list."""

from __future__ import annotations

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMenu

from app.core.library.edits import removing
from app.core.library.model import Source
from app.ui.clips.films_work import FilmsWork
from app.ui.document import Document


class FilmMenu(QObject):
    """Fills the menu of a film."""

    done = Signal(str)  # a sentence to show for a while

    def __init__(self, document: Document, work: FilmsWork, parent: QObject) -> None:
        super().__init__(parent)
        self._document, self._work = document, work

    def fill(self, source: int, menu: QMenu) -> None:
        """Add what can be done with a film."""
        row = self._document.rows.get(Source, source)
        if row is None:
            return
        may = not self._document.read_only
        find = menu.addAction(self.tr("Find shots"), lambda: self._work.find([row]))
        menu.addAction(self.tr("Show in folder"), lambda: self._show(row))
        menu.addSeparator()
        remove = menu.addAction(self.tr("Remove from the project"), lambda: self._remove(row))
        for action in (find, remove):
            action.setEnabled(may)

    def _show(self, source: Source) -> None:
        folder = self._document.project.path_of(source).parent
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _remove(self, source: Source) -> None:
        self._document.apply(removing(source, label="Remove film"))
        self.done.emit(self.tr('"{}" left the project; its file stays.').format(source.stem))
