"""What the list of films says of each film, kept up to date."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.core.film_words import Outcome, SourceLine, all_line, source_line, sums
from app.core.library.model import Clip, Shot, Source, Still
from app.ui.clips.films_work import FilmsWork
from app.ui.clips.sources import SourcesPanel
from app.ui.document import Document
from app.ui.films import Films


class FilmsList(QObject):
    """Fills the panel of films from the project, and from the work that is done on them."""

    def __init__(
        self, panel: SourcesPanel, document: Document, films: Films, work: FilmsWork
    ) -> None:
        super().__init__(panel)
        self._panel, self._document, self._films, self._work = panel, document, films, work

    def refresh(self) -> None:
        """Show the films as they are now; none while no project is open."""
        if not self._document.is_open:
            self._panel.show_films([], self._line_of, "")
            return
        rows = self._document.rows
        words = sums(
            len(rows.sources), rows.number_of(Shot), rows.picked_of(Clip), rows.picked_of(Still)
        )
        self._panel.show_films([source.id for source in rows.sources], self._line_of, words)

    def _line_of(self, source: int | None) -> SourceLine:
        rows = self._document.rows
        row = None if source is None else rows.get(Source, source)
        if row is None:
            return all_line(len(rows.sources), rows.number_of(Shot))
        film = self._films.film(row.id)
        return source_line(
            row,
            rows.number_of(Shot, row.id),
            self._work.state_of(row.id),
            "" if film is None else film.trouble,
            kind=None if film is None else film.kind,
            outcome=Outcome(self._work.queue.failure_of(row.id), self._work.queue.note_of(row.id)),
        )
