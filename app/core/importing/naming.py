"""Which film a list is about: by name, beside the list or in the project."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

from app.core.adding import FILM_ENDINGS
from app.core.errors import SourceError
from app.core.language import tr

# What programs put behind a film's name: PySceneDetect, LosslessCut, and people.
_ENDINGS = re.compile(r"[ ._-]*(scenes|scene[ ._-]list|proj|segments|llc|cuts)$", re.IGNORECASE)


class Films:
    """Finds films by name.

    Args:
        known: Where the films of the project are.
    """

    def __init__(self, known: Iterable[Path] = ()) -> None:
        self._known = list(known)
        self._beside: dict[Path, list[Path]] = {}

    def of(self, table: Path, named: str = "") -> Path:
        """Return the film of a list.

        Args:
            table: The list.
            named: The film's name as the list says it; empty: the list's own name is all there is.

        Raises:
            SourceError: There is none of that name, or there are several.
        """
        wanted = [named] if named else _names_from(table)
        for films in (self._films_beside(table.parent), self._known):
            for fits in (_is_named, _has_stem):
                found = list(dict.fromkeys(f for f in films for name in wanted if fits(f, name)))
                if len(found) == 1:
                    return found[0]
                if found:
                    raise SourceError(
                        tr(
                            '"{name}" may be about {either}: put it beside its film.',
                            name=table.name,
                            either=_either(found),
                        )
                    )
        raise SourceError(
            tr(
                'The film "{wanted}" of "{name}" is neither beside it nor in the project: '
                "put it there, or add the film first.",
                wanted=wanted[-1],
                name=table.name,
            )
        )

    def _films_beside(self, folder: Path) -> list[Path]:
        if folder not in self._beside:
            try:
                names = sorted(os.listdir(folder))  # noqa: PTH208 -- names only
            except OSError:
                names = []
            films = (folder / name for name in names)
            self._beside[folder] = [f for f in films if f.suffix.lower() in FILM_ENDINGS]
        return self._beside[folder]


def _names_from(table: Path) -> list[str]:
    """Return what the film may be called, from a list's name: ``Film 1-Scenes.csv``."""
    stem = table.stem
    short = _ENDINGS.sub("", stem)
    return list(dict.fromkeys(name for name in (stem, short) if name))


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _is_named(film: Path, name: str) -> bool:
    return _folded(film.name) == _folded(name)


def _has_stem(film: Path, name: str) -> bool:
    suffix = Path(name).suffix.lower()
    stem = Path(name).stem if suffix in FILM_ENDINGS else name
    return _folded(film.stem) == _folded(stem)


def _either(films: Sequence[Path]) -> str:
    return tr('"{first}" or "{second}"', first=films[0], second=films[1])
