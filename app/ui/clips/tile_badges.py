"""What stands on tiles besides their own state: troubles of their films, problems of clips."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject

from app.core.browsing import Badge, Key
from app.core.browsing.of_films import film_badges
from app.core.library.edits import Edit
from app.core.library.model import Clip, Shot, Source, Still
from app.ui.clips.shelf import Shelf
from app.ui.parts import Parts
from app.ui.turns import Turns

_OF_WORDS = {"caption", "done", "judged"}  # fields of clips that no badge is about


class TileBadges(QObject):
    """Keeps the badges of the shelf as films and checks say."""

    def __init__(self, parts: Parts, shelf: Shelf) -> None:
        super().__init__(shelf)
        self._document, self._films = parts.document, parts.films
        self._checking, self._shelf = parts.checking, shelf
        self._marked: set[int] = set()  # films that put badges on their tiles
        self._turns = Turns(self._put, self)
        self._turns.done.connect(shelf.show_moved)
        parts.checking.found.connect(self.show_of)
        parts.films.loaded.connect(self._on_loaded)
        parts.document.changed.connect(self._on_changed)
        parts.document.opened.connect(self._forget)

    def show_of(self, sources: Iterable[int]) -> None:
        """Show the badges of films as they are now: of many films after some turns of the loop."""
        self._turns.add(sources)

    def _put(self, film: int) -> None:
        self._shelf.put_badges(self._of(film), [film])

    def _of(self, film: int) -> dict[Key, tuple[Badge, ...]]:
        """Return the badges of a film's tiles."""
        badges = self._checking.badges({film})
        rows, known = self._document.rows, self._films.known(film)
        row = rows.get(Source, film)
        mine = {} if row is None else film_badges(rows, row, known.kind if known else None)
        if mine:  # what a film says of a clip is all there is to say now
            badges.update(mine)
            self._marked.add(film)
        else:
            self._marked.discard(film)
        return badges

    def _forget(self) -> None:
        self._marked.clear()
        self._turns.clear()

    def _on_loaded(self, sources: set[int]) -> None:
        troubled = {film for film in sources if (now := self._films.known(film)) and now.kind}
        if some := troubled | (sources & self._marked):
            self.show_of(some)

    def _on_changed(self, edit: Edit) -> None:
        films = {change.id for change in edit.changed if change.table == "source"}
        rows = self._document.rows
        touched = {
            change.id
            for change in edit.changed
            if change.table == "clip" and not change.values.keys() <= _OF_WORDS
        }
        clips = (rows.get(Clip, row_id) for row_id in touched)
        films |= {clip.source for clip in clips if clip is not None} & self._marked
        added = {row.source for row in edit.added if isinstance(row, Shot | Clip | Still)}
        films |= added & self._marked
        if films:
            self.show_of(films)
