"""The files of one kind that an export would leave in its folder, followed edit by edit."""

from __future__ import annotations

import os
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from app.core.captions.sidecar import SUFFIX
from app.core.captions.text import one_line
from app.core.export.choosing import Candidate, chooser, chosen
from app.core.export.films import Film
from app.core.export.forecast import Forecast
from app.core.export.found import Caption, Found
from app.core.export.listed import Listed
from app.core.export.names import assign, folded
from app.core.export.starter import Material
from app.core.export.wanted import STILLS, SUFFIXES, content_key, wanted_stem
from app.core.library.model import Clip, Settings, Still
from app.core.planner.facts import ImageFact, Source, Sources, VideoFact

Row = Clip | Still
_Place = tuple[int, int, int, int]  # source, first frame, end, id: the project's order


@dataclass(frozen=True, slots=True)
class Piece:
    """A picked clip or still as an export would write it.

    Attributes:
        file: Base name of its file.
        material: Pictures and size; None where there will be no file.
        listed: As the trainer lists it; None where there will be no file.
        trouble: Why there will be no file, one sentence; empty where there will be one.
    """

    row: Row
    file: str
    material: Material | None = None
    listed: Source | None = None
    trouble: str = ""


class Context(NamedTuple):
    """What decides on all files of a shelf.

    Attributes:
        directory: The folder of the files, as the dataset file names it.
        film: Returns the film of a source's id.
    """

    settings: Settings
    found: Found
    directory: str
    film: Callable[[int], Film]


class Shelf:
    """The files of all picked rows of one kind.

    Attributes:
        pieces: By row; not in order.
    """

    def __init__(self, sub: str, context: Context, rows: Iterable[Row]) -> None:
        self._suffix = SUFFIXES[sub]
        self._context = context
        self._bare = not one_line(context.settings.trigger)
        self._facts: dict[tuple[bool, Material], VideoFact | ImageFact] = {}
        self._forecast = Forecast(context.settings.rate, context.settings.still_size)
        self.pieces: dict[int, Piece] = {}
        self._order: list[_Place] = []
        self._families: dict[str, list[_Place]] = {}
        self._rows: dict[int, Row] = {}
        self._listed = Listed(())
        self._chosen: dict[str, Listed] = {}
        self._fill(rows)

    def __len__(self) -> int:
        return len(self._order)

    @property
    def in_order(self) -> list[Piece]:
        """The pieces in the project's order."""
        return [self.pieces[place[3]] for place in self._order]

    @property
    def sources(self) -> Sources:
        """The files as the trainer lists them, those included that are not ours."""
        return self._listed.sources

    def choose(self, filters: Iterable[str]) -> dict[str, Sources]:
        """Return the files that each filter lets through; another one is forgotten.

        Raises:
            DatasetError: One of them says nothing.
        """
        wanted = dict.fromkeys(filters)
        for text in wanted:
            if text not in self._chosen:
                self._chosen[text] = Listed(self._let_through(text, self.pieces.values()))
        self._chosen = {text: self._chosen[text] for text in wanted}
        return {text: listed.sources for text, listed in self._chosen.items()}

    # --------------------------------------------------------------------------------- changing

    def become(self, rows: Iterable[Row]) -> None:
        """Take over all picked rows as they are now."""
        now = {row.id: row for row in rows}
        changes: dict[int, Row | None] = dict.fromkeys(self._rows.keys() - now.keys())
        changes |= {row.id: row for row in now.values() if self._rows.get(row.id) != row}
        self.change(changes)

    def change(self, rows: Mapping[int, Row | None]) -> None:
        """Take over rows as they are now; None for one that is gone or not picked any more."""
        touched: dict[str, None] = {}
        gone: list[Piece] = []
        for row_id, row in rows.items():
            before = self._rows.pop(row_id, None)
            if before is not None:
                touched[self._leave(before)] = None
                gone.append(self.pieces.pop(row_id))
            if row is not None:
                touched[self._join(row)] = None
        come: list[Piece] = []
        for family in touched:
            for piece in self._named(family):
                known = self.pieces.get(piece.row.id)
                if known == piece:
                    continue
                gone += [] if known is None else [known]
                come.append(piece)
                self.pieces[piece.row.id] = piece
        self._relist(gone, come)

    def _fill(self, rows: Iterable[Row]) -> None:
        for row in rows:
            place = _place(row)
            self._rows[row.id] = row
            self._order.append(place)
            self._families.setdefault(self._family(row), []).append(place)
        self._order.sort()
        for family in self._families.values():
            family.sort()
        for name in self._families:
            self.pieces.update((piece.row.id, piece) for piece in self._named(name))
        self._list_all()

    def _leave(self, row: Row) -> str:
        place, family = _place(row), self._family(row)
        del self._order[bisect_left(self._order, place)]
        self._families[family].remove(place)
        if not self._families[family]:
            del self._families[family]
        return family

    def _join(self, row: Row) -> str:
        place, family = _place(row), self._family(row)
        self._rows[row.id] = row
        insort(self._order, place)
        insort(self._families.setdefault(family, []), place)
        return family

    def _family(self, row: Row) -> str:
        """Return what the rows share whose files may want one name."""
        stem = self._stem(row)
        return stem.lower() if stem.isascii() else folded(stem)

    def _stem(self, row: Row) -> str:
        return wanted_stem(row, self._context.film(row.source).source)

    # ---------------------------------------------------------------------------------- naming

    def _named(self, family: str) -> list[Piece]:
        """Return the pieces of a family; names are given within it as in the whole folder."""
        rows = [self._rows[place[3]] for place in self._families.get(family, ())]
        found = self._context.found
        wanted = [(row.id, self._stem(row)) for row in rows]
        if len(rows) == 1 and family not in found.taken:
            old = found.stems.get(rows[0].id)
            if old is None or old == wanted[0][1]:  # nearly all: `assign` would say the same
                return [self._piece(rows[0], wanted[0][1])]
        taken = [
            stem for key, stems in found.taken.items() if key.startswith(family) for stem in stems
        ]
        stems = assign(wanted, before=found.stems, taken=taken)
        return [self._piece(row, stems[row.id]) for row in rows]

    def _piece(self, row: Row, stem: str) -> Piece:
        file = stem + self._suffix
        material = self._material(row, file)
        if isinstance(material, str):
            return Piece(row, file, trouble=material)
        found = self._context.found
        edited = found.edited.get(file)
        listed = Source(
            os.path.join(self._context.directory, file),  # noqa: PTH118 - the trainer's own text
            edited.fact if edited else self._fact(row, material),
            *found.captions.get(stem + SUFFIX, self._caption(row)),
        )
        return Piece(row, listed.file, material, listed)  # one text, not two

    def _material(self, row: Row, file: str) -> Material | str:
        """Return what is in a row's file after an export; or why there is none."""
        found, film = self._context.found, self._context.film(row.source)
        if file in found.edited:
            return found.edited[file].material
        material = self._forecast.of(row, film)
        entry = found.kept.get(file) if isinstance(material, str) else None
        if entry is None or entry.announced:
            return material
        if entry.key != content_key(row, film.source, self._context.settings):
            return material
        return Material(entry.frames, (entry.width, entry.height))  # written while it could be

    def _fact(self, row: Row, material: Material) -> VideoFact | ImageFact:
        key = isinstance(row, Clip), material
        fact = self._facts.get(key)
        if fact is None:
            rate = self._context.settings.rate
            fact = VideoFact(material.frames, *material.size, rate=rate)
            if isinstance(row, Still):
                fact = ImageFact(*material.size)
            self._facts[key] = fact
        return fact

    def _caption(self, row: Row) -> Caption:
        bare = self._bare and not one_line(row.caption)
        return ("", ("empty caption",)) if bare else ("", ())

    # --------------------------------------------------------------------------------- listing

    def _relist(self, gone: Sequence[Piece], come: Sequence[Piece]) -> None:
        """Take some files off the lists and put others on them."""
        if self._context.found.edited:
            self._list_all()
        else:
            self._listed.change(_listed(gone), _listed(come))
        for text, listed in self._chosen.items():
            listed.change(self._let_through(text, gone), self._let_through(text, come))

    def _list_all(self) -> None:
        ours = _listed(self.pieces.values())
        self._listed.become([*ours, *self._context.found.strangers, *self._left_behind()])

    def _let_through(self, text: str, pieces: Iterable[Piece]) -> list[Source]:
        """Return the files of some pieces that a filter lets through, as its list names them."""
        film = self._context.film
        there = [(piece, piece.material) for piece in pieces if piece.listed is not None]
        candidates = [
            Candidate(piece.row, film(piece.row.source).source.stem, material)
            for piece, material in there
            if material is not None
        ]
        kept = {each.row.id for each in chosen(chooser(text), candidates)}
        return [self._in_list(piece) for piece, _ in there if piece.row.id in kept]

    def _in_list(self, piece: Piece) -> Source:
        """Return a file as a list of ours names it, with the caption that stands there."""
        assert piece.listed is not None, "only what will be a file is listed"
        path = f"{self._context.directory}/{piece.file}"
        found, caption = self._context.found, f"{Path(piece.file).stem}{SUFFIX}"
        if caption not in found.captions and path == piece.listed.path:
            return piece.listed
        said = found.words.get(caption)
        notes = self._caption(piece.row)[1] if said is None else () if said else ("empty caption",)
        return Source(path, piece.listed.fact, "", notes)

    def _left_behind(self) -> Iterator[Source]:
        """Yield the clips changed outside that nothing wants: they stay, their captions go."""
        found = self._context.found
        wanted = {piece.file for piece in self.pieces.values()} if found.edited else set()
        for file, edited in found.edited.items():
            caption = found.captions.get(f"{Path(file).stem}{SUFFIX}")
            if file in wanted or (caption is None and self._suffix == SUFFIXES[STILLS]):
                continue
            path = os.path.join(self._context.directory, file)  # noqa: PTH118
            yield Source(path, edited.fact, *(caption or ("missing", ())))


def _place(row: Row) -> _Place:
    if isinstance(row, Clip):
        return row.source, row.start, row.end, row.id
    return row.source, row.frame, row.frame + 1, row.id


def _listed(pieces: Iterable[Piece]) -> list[Source]:
    return [piece.listed for piece in pieces if piece.listed is not None]
