"""Crops of many clips and stills, each one step to undo."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from app.core.amounts import counted
from app.core.language import tr
from app.core.library import picking
from app.core.library.model import Clip, Source, Still
from app.core.media.geometry import Crop
from app.ui.clips.marking import Marking
from app.ui.clips.picking import Picking
from app.ui.document import Document

Pick = Clip | Still


class CropEdits(QObject):
    """Makes edits of crops; a crop is only for films whose pictures are as large."""

    def __init__(self, document: Document, marking: Marking, picking: Picking) -> None:
        super().__init__(marking)
        self._document, self._marking, self._picking = document, marking, picking

    def selected(self) -> list[Pick]:
        """Return the clips and stills that are selected, and what is marked."""
        marked = self._marking.row
        rows = self._picking.selected_picks()
        if isinstance(marked, Pick) and all(_key(row) != _key(marked) for row in rows):
            rows.append(marked)
        return rows

    def of_film(self) -> list[Pick]:
        """Return the picked clips of the marked film, or its stills where a still is marked."""
        mark, marked = self._marking.mark, self._marking.row
        if mark is None:
            return []
        rows = self._document.rows
        found: list[Pick] = (
            [*rows.of_source(Still, mark.source)]
            if mark.still
            else [*rows.of_source(Clip, mark.source)]
        )
        return [row for row in found if row.state == "picked" or row is marked]

    def crop(self, rows: Sequence[Pick], crop: Crop | None) -> None:
        """Keep only a part of the pictures of rows, where they are as large as the marked one's."""
        mark = self._marking.mark
        if mark is None:
            return
        size = self._picture(mark.source)
        same = [row for row in rows if crop is None or self._picture(row.source) == size]
        others = len(rows) - len(same)
        edit = picking.crop_rows(same, crop)
        if edit:
            self._document.apply(edit)
            self._picking.undoable.emit(self._words(crop, len(same), others))
        else:
            self._picking.done.emit(self._words(crop, len(same), others))

    def clear_selected(self) -> None:
        """Take the crop from all that is selected."""
        self.crop([row for row in self.selected() if row.crop is not None], None)

    def keep(self, clip: int, still: int, crop: Crop | None) -> None:
        """Keep the crop of a clip or still that is marked no more; it may be gone meanwhile."""
        if not self._document.is_open:
            return
        rows = self._document.rows
        row = rows.get(Clip, clip) or rows.get(Still, still)
        edit = picking.crop_rows([row], crop) if row is not None else None
        if edit:
            self._document.apply(edit)
            self._picking.undoable.emit(self._words(crop, 1, 0))

    def _picture(self, source: int) -> tuple[int, int] | None:
        film = self._document.rows.get(Source, source)
        return None if film is None else (film.width, film.height)

    def _words(self, crop: Crop | None, number: int, others: int) -> str:
        if crop is None:
            words = self.tr("The whole picture again")
        else:
            words = self.tr("Cropped to {}").format(f"{crop.width}×{crop.height}")
        if number != 1:
            picks = counted(number, "pick")
            words = self.tr("{what}: {picks}").format(what=words, picks=picks)
        if others:
            left = self.tr("{done}, {number:,} of films of another size left as they were")
            words = left.format(done=words, number=others)
        return tr("{sentence}.", sentence=words)


def _key(row: Pick) -> tuple[type, int]:
    return type(row), row.id
