"""Where one was: the tile of a project that was chosen last, and where the panes are."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QByteArray, QObject
from PySide6.QtWidgets import QSplitter

from app.core.settings import Place
from app.ui.clips.marking import KINDS
from app.ui.clips.shelf import Shelf
from app.ui.clips.sources import SourcesPanel
from app.ui.document import Document
from app.ui.preferences import PreferenceStore


class Placing(QObject):
    """Remembers the place in a project when it is let go, and goes there when it is opened."""

    def __init__(
        self, document: Document, preferences: PreferenceStore, sources: SourcesPanel, shelf: Shelf
    ) -> None:
        super().__init__(shelf)
        self._document, self._preferences = document, preferences
        self._sources, self._shelf = sources, shelf
        document.keep_before_closing(self._keep)

    def begin(self) -> None:
        """Choose the tile that was chosen last, or the first; let the keys go to the shelf."""
        self._shelf.grid.setFocus()
        place = self._preferences.value.place_in(self._document.project.folder)
        if place is None or self._document.rows.get(KINDS[place.kind], place.id) is None:
            self._shelf.step(0)
        else:
            self._sources.choose(place.film)
            self._shelf.reveal(place.kind, place.id)

    def _keep(self) -> None:
        tile, value = self._shelf.grid.current_tile(), self._preferences.value
        if tile is not None:
            place = Place(tile.kind, tile.id, self._sources.current)
            self._preferences.put(value.left_at(self._document.project.folder, place))


def panes_to_keep(splitters: Mapping[str, QSplitter]) -> dict[str, str]:
    """Return where the panes of splitters are, by their names."""
    return {
        name: bytes(splitter.saveState().toBase64().data()).decode()
        for name, splitter in splitters.items()
    }


def restore_panes(splitters: Mapping[str, QSplitter], kept: Mapping[str, str]) -> None:
    """Put the panes where they were."""
    for name, splitter in splitters.items():
        if name in kept:
            splitter.restoreState(QByteArray.fromBase64(kept[name].encode()))
