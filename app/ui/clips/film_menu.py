"""What can be done with a film of the list."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMenu, QWidget

from app.core.library.edits import removing
from app.core.library.model import Source
from app.core.library.sources import relocating
from app.core.shots.detectors import DETECTORS, Detector, neural_available
from app.ui import dialogs
from app.ui.clips.films_work import FilmsWork
from app.ui.document import Document
from app.ui.films import Films
from app.ui.loop import spawn

if TYPE_CHECKING:
    from pathlib import Path

_LISTS = "CSV (*.csv)"


class FilmMenu(QObject):
    """Fills the menu of a film."""

    done = Signal(str)  # a sentence to show for a while
    undoable = Signal(str)  # the same, of what can be taken back

    def __init__(self, document: Document, films: Films, work: FilmsWork, window: QWidget) -> None:
        super().__init__(window)
        self._document, self._films = document, films
        self._work, self._window = work, window

    def fill(self, source: int, menu: QMenu) -> None:
        """Add what can be done with a film."""
        row = self._document.rows.get(Source, source)
        if row is None:
            return
        may = not self._document.read_only
        film = self._films.film(source)
        if film is not None and film.missing:
            lost = menu.addAction(self.tr("Show where it is now…"), partial(self._locate, row))
            lost.setEnabled(may)
            menu.addSeparator()
        find = menu.addMenu(self.tr("Find shots with"))
        find.setEnabled(may)
        opinion = menu.addMenu(self.tr("Second opinion on the cuts"))
        opinion.setEnabled(bool(row.detector))
        for detector, info in DETECTORS.items():
            there = info.needs != "ml" or neural_available()
            label = info.label if there else self.tr("{} (needs --ml)").format(info.label)
            for part, act in ((find, self._find), (opinion, self._ask)):
                entry = part.addAction(label, partial(act, row, detector))
                entry.setEnabled(there)
                entry.setToolTip(info.help)
            if detector == "neural":
                find.addSeparator()
                opinion.addSeparator()
        menu.addSeparator()
        take = menu.addAction(self.tr("Take shots from a list…"), partial(self._take, row))
        take.setEnabled(may)
        save = menu.addAction(self.tr("Save shots as a list…"), partial(self._save, row))
        save.setEnabled(bool(row.detector))
        menu.addSeparator()
        menu.addAction(self.tr("Show in folder"), partial(self._show, row))
        remove = menu.addAction(self.tr("Remove from the project"), partial(self._remove, row))
        remove.setEnabled(may)

    def _locate(self, source: Source) -> None:
        spawn(self._ask_where(source))

    async def _ask_where(self, source: Source) -> None:
        title = self.tr("Where is {} now?").format(source.path.rpartition("/")[2])
        chosen = await dialogs.choose_file(
            self._window, title, str(self._document.project.folder), [self.tr("All files (*)")]
        )
        if chosen is not None:
            self._document.apply(relocating(self._document.project.folder, source, chosen))
            self._films.load(source.id)

    def _find(self, source: Source, detector: Detector) -> None:
        self._work.find([source], detector=detector)

    def _ask(self, source: Source, detector: Detector) -> None:
        self._work.ask_opinion(source, detector)

    def _take(self, source: Source) -> None:
        spawn(self._take_list(source))

    async def _take_list(self, source: Source) -> None:
        title = self.tr("Shots of {}").format(source.stem)
        chosen = await dialogs.choose_file(self._window, title, str(self._folder(source)), [_LISTS])
        if chosen is not None:
            await self._work.take_list(source, chosen)

    def _save(self, source: Source) -> None:
        spawn(self._save_list(source))

    async def _save_list(self, source: Source) -> None:
        proposed = self._folder(source) / f"{source.stem}-Scenes.csv"
        title = self.tr("Shots of {}").format(source.stem)
        chosen = await dialogs.choose_new_file(self._window, title, proposed, [_LISTS])
        if chosen is not None:
            await self._work.save_list(source, chosen)
            self.done.emit(self.tr("The shots are in {}").format(chosen))

    def _folder(self, source: Source) -> Path:
        return self._document.project.path_of(source).parent

    def _show(self, source: Source) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder(source))))

    def _remove(self, source: Source) -> None:
        self._document.apply(removing(source, label="Remove film"))
        self.undoable.emit(self.tr('"{}" left the project; its file stays.').format(source.stem))
