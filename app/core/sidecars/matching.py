"""Which pick a caption file is about, by its name alone.

In this order: what the last export called its files; what the next one would call them; a film's
name with frames behind it; a film's name, where just one pick is of that film. Case, and how
accents are written, is no difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from app.core.adding import FILM_ENDINGS
from app.core.amounts import counted
from app.core.export.manifest import Manifest
from app.core.export.names import folded, safe_stem
from app.core.export.wanted import CLIPS, STILLS, SUFFIXES, wanted_stem
from app.core.language import noted, tr
from app.core.library.captioned import Row
from app.core.library.model import Clip, Source
from app.core.planner.listing import IMAGE_ENDINGS

_MEDIA = tuple({*FILM_ENDINGS, *IMAGE_ENDINGS, ".tif", ".tiff"})
# "film_12-60", "film 0012 - 0060", "film.f12": a name, then one number or two.
_RANGE = re.compile(r"(.+?)[ ._-]+f?(\d{1,9}) ?[-_~–.]{1,2} ?f?(\d{1,9})")
_FRAME = re.compile(r"(.+?)[ ._-]+f?(\d{1,9})")
_NOTHING = noted("nothing is picked of its film")


@dataclass(frozen=True, slots=True)
class Match:
    """What a name is about.

    Attributes:
        row: The pick; None where it cannot be told.
        why: How it was told, or why it cannot be: words for people.
        exact: Whether the name is an export's to the letter.
    """

    row: Row | None
    why: str
    exact: bool = False


class Picks:
    """The picks of a project, to be found by the names of files.

    Args:
        rows: Clips and stills; those that are not picked are known, and refused.
        sources: Their films.
        manifest: What the last export wrote.
    """

    def __init__(self, rows: Iterable[Row], sources: Iterable[Source], manifest: Manifest) -> None:
        films = {source.id: source for source in sources}
        self._rows = [row for row in rows if row.source in films]
        self._exported: dict[str, list[Row]] = {}
        self._named: dict[str, list[Row]] = {}
        self._letters: set[str] = set()
        for stem, row in _exported(self._rows, manifest):
            self._exported.setdefault(folded(stem), []).append(row)
            self._letters.add(stem)
        self._of_film: dict[str, list[Row]] = {}
        for row in self._rows:
            film = films[row.source]
            wanted = wanted_stem(row, film)
            self._letters.add(wanted)
            self._named.setdefault(folded(wanted), []).append(row)
            for name in {folded(film.stem), folded(safe_stem(film.stem))}:
                self._of_film.setdefault(name, []).append(row)
        for film in films.values():
            self._of_film.setdefault(folded(film.stem), [])

    def find(self, name: str) -> Match:
        """Return what a file is about, by its name without ``.txt``."""
        stem = folded(name)
        if stem.endswith(_MEDIA):
            stem = stem.rpartition(".")[0]
        sure = self._by_export(stem) or self._by_rule(stem)
        if sure is not None:
            return replace(sure, exact=name in self._letters)
        frames, film = self._by_frames(stem), self._by_film(stem)
        if frames is not None and (frames.row is not None or film is None):
            return frames
        return film or Match(None, tr("no pick and no film is called so"))

    def _by_export(self, stem: str) -> Match | None:
        return _one(self._exported.get(stem, ()), tr("as exported"))

    def _by_rule(self, stem: str) -> Match | None:
        return _one(self._named.get(stem, ()), tr("as the export would call it"))

    def _by_frames(self, stem: str) -> Match | None:
        """Return the pick of a film's name and frames; the last frame may be counted in or not."""
        for form in (_RANGE, _FRAME):
            found = form.fullmatch(stem)
            film = self._of_film.get(found[1].rstrip(" ._-")) if found else None
            if found is None or film is None:
                continue
            if not film:
                return Match(None, tr(_NOTHING))
            numbers = [int(each) for each in found.groups()[1:]]
            for last in (0, 1):
                rows = [row for row in film if _frames(row, last) == numbers]
                if rows:
                    return _one(rows, tr("by film and frames"))
            if form is _RANGE:
                return Match(None, tr("its film has no pick of these frames"))
        return None

    def _by_film(self, stem: str) -> Match | None:
        rows = self._of_film.get(stem)
        if rows is None:
            return None
        picked = [row for row in rows if row.state == "picked"]
        if not picked:
            return Match(None, tr(_NOTHING))
        if len(picked) == 1:
            return Match(picked[0], tr("the one pick of its film"))
        clips = [row for row in picked if isinstance(row, Clip)]
        if len(clips) == 1:
            return Match(clips[0], tr("the one clip of its film"))
        many = counted(len(picked), "pick")
        return Match(None, tr("its film has {many}: the name does not say which", many=many))


def _exported(rows: Iterable[Row], manifest: Manifest) -> Iterator[tuple[str, Row]]:
    """Yield the stems of files in the dataset folder, with their rows."""
    kinds: dict[str, dict[int, Row]] = {CLIPS: {}, STILLS: {}}
    for row in rows:
        kinds[CLIPS if isinstance(row, Clip) else STILLS][row.id] = row
    for sub, known in kinds.items():
        for row_id, stem in manifest.stems(sub, SUFFIXES[sub]).items():
            if row_id in known:
                yield stem, known[row_id]


def _frames(row: Row, last: int) -> list[int]:
    return [row.start, row.end - last] if isinstance(row, Clip) else [row.frame]


def _one(rows: Sequence[Row], why: str) -> Match | None:
    """Return the one pick among rows; why not, where there is none or several; None: no rows."""
    if not rows:
        return None
    picked = [row for row in rows if row.state == "picked"]
    if not picked:
        if isinstance(rows[0], Clip):
            return Match(None, tr("its clip is not picked"))
        return Match(None, tr("its still is not picked"))
    if len(picked) > 1:
        return Match(
            None,
            tr("{picks} may be meant: the name is of each", picks=counted(len(picked), "pick")),
        )
    return Match(picked[0], why)
