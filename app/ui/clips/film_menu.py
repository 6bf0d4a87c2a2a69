"""What can be done with films of the list: one, or several that are selected."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QWidget

from app.core.amounts import counted
from app.core.language import noted, tr
from app.core.library.edits import removing
from app.core.library.model import Clip, Shot, Source
from app.core.own_program import is_frozen
from app.core.shots.detectors import DETECTORS, Detector, neural_available
from app.ui import dialogs
from app.ui.clips.films_work import FilmsWork
from app.ui.clips.relinking import Relinking
from app.ui.document import Document
from app.ui.films import Films
from app.ui.folders import show_folder
from app.ui.loop import spawn

if TYPE_CHECKING:
    from pathlib import Path

_LISTS = "CSV (*.csv)"


class FilmMenu(QObject):
    """Fills the menu of films."""

    done = Signal(str)  # a sentence to show for a while
    undoable = Signal(str)  # the same, of what can be taken back

    def __init__(
        self,
        document: Document,
        films: Films,
        work: FilmsWork,
        relinking: Relinking,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._document, self._films = document, films
        self._work, self._relinking, self._window = work, relinking, window

    def fill(self, films: Sequence[int], menu: QMenu) -> None:
        """Add what can be done with films."""
        rows = [row for film in films if (row := self._document.rows.get(Source, film))]
        if not rows:
            return
        self._add_cures(rows, menu)
        self._add_work(rows, menu)
        if len(rows) == 1:
            self._add_lists(rows[0], menu)
        menu.addSeparator()
        if len(rows) == 1:
            menu.addAction(self.tr("Show in folder"), partial(self._show, rows[0]))
        words = self.tr("Remove from the project")
        if len(rows) > 1:
            words = self.tr("Remove {} from the project").format(counted(len(rows), "film"))
        remove = menu.addAction(words, partial(self.remove, films))
        remove.setEnabled(self._may_change)

    @property
    def _may_change(self) -> bool:
        return not self._document.read_only

    def _add_cures(self, rows: Sequence[Source], menu: QMenu) -> None:
        """Add what helps films that are missing or changed."""
        kinds = {row.id: known.kind for row in rows if (known := self._films.known(row.id))}
        changed = [row for row in rows if kinds.get(row.id) == "changed"]
        lost = [row for row in rows if kinds.get(row.id) in ("missing", "changed")]
        if not lost:
            return
        entries = []
        if changed:
            use = partial(self._relinking.use_as_they_are, changed)
            entries.append(menu.addAction(self.tr("Use as it is now"), use))
        if len(rows) == 1:
            locate = partial(self._relinking.locate, rows[0])
            words = self.tr("Show where it is now…")
            if changed:
                words = self.tr("Show where the old one is…")
            entries.append(menu.addAction(words, locate))
        entries.append(menu.addAction(self.tr("Find missing films…"), self._relinking.find_all))
        for entry in entries:
            entry.setEnabled(self._may_change)
        menu.addSeparator()

    def _add_work(self, rows: Sequence[Source], menu: QMenu) -> None:
        find = menu.addMenu(self.tr("Find shots with"))
        find.setEnabled(self._may_change)
        parts = [(find, self._find)]
        if len(rows) == 1:
            opinion = menu.addMenu(self.tr("Second opinion on the cuts"))
            opinion.setEnabled(bool(rows[0].detector))
            parts.append((opinion, self._ask))
        for detector, info in DETECTORS.items():
            there = info.needs != "ml" or neural_available()
            label = tr(info.label) if there else self._without(tr(info.label))
            for part, act in parts:
                entry = part.addAction(label, partial(act, rows, detector))
                entry.setEnabled(there)
                entry.setToolTip(tr(info.help))
                if detector == "neural":
                    part.addSeparator()
        check = menu.addAction(self.tr("Check the clips"), partial(self._work.check, rows))
        clips = sum(self._document.rows.number_of(Clip, row.id) for row in rows)
        check.setEnabled(self._may_change and clips > 0)

    def _without(self, detector: str) -> str:
        """Name a detector that is not installed."""
        if is_frozen():
            return self.tr("{} (only from the source)").format(detector)
        return self.tr("{} (needs --ml)").format(detector)

    def _add_lists(self, row: Source, menu: QMenu) -> None:
        menu.addSeparator()
        take = menu.addAction(self.tr("Take shots from a list…"), partial(self._take, row))
        take.setEnabled(self._may_change)
        save = menu.addAction(self.tr("Save shots as a list…"), partial(self._save, row))
        save.setEnabled(self._document.rows.number_of(Shot, row.id) > 0)

    def _find(self, rows: Sequence[Source], detector: Detector) -> None:
        self._work.find(rows, detector=detector)

    def _ask(self, rows: Sequence[Source], detector: Detector) -> None:
        self._work.ask_opinion(rows[0], detector)

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
        show_folder(self._folder(source))

    def remove(self, films: Sequence[int]) -> None:
        """Take films out of the project, in one step; their files stay."""
        rows = [row for film in films if (row := self._document.rows.get(Source, film))]
        if not rows or not self._may_change:
            return
        if len(rows) == 1:
            self._document.apply(removing(*rows, label=noted("Remove film")))
            words = self.tr('"{}" left the project; its file stays.').format(rows[0].stem)
        else:
            self._document.apply(
                removing(*rows, label=tr("Remove {number} films", number=len(rows)))
            )
            words = self.tr("{} films left the project; their files stay.").format(len(rows))
        self.undoable.emit(words)
