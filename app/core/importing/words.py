"""What was found, and what will be made of it, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from app.core.amounts import counted
from app.core.importing.found import Found, Media, SegmentList
from app.core.language import tr
from app.core.planner.findings import listed

Kind = Literal["clips", "stills", "segments", "scenes", "datasets"]
_EACH = 4  # lists that get a line of their own


@dataclass(frozen=True, slots=True)
class Line:
    """What is made of one kind of thing.

    Attributes:
        made: How many of what: ``240 clips``.
        of: What they are made of, in a few words.
    """

    kind: Kind
    made: str
    of: str


def lines(found: Found) -> list[Line]:
    """Return what will be made, a line for each kind of thing."""
    return [*_media(found.media), *_segments(found.segments), *_scenes(found), *_datasets(found)]


def _media(media: Sequence[Media]) -> Iterator[Line]:
    kinds: tuple[tuple[Kind, str, str], ...] = (
        ("clips", "video", "clip"),
        ("stills", "image", "still"),
    )
    for kind, of, noun in kinds:
        rows = [each for each in media if each.kind == of]
        if not rows:
            continue
        folders = list(dict.fromkeys(each.path.parent for each in rows))
        where = f'"{folders[0]}"' if len(folders) == 1 else counted(len(folders), "folder")
        captions = sum(bool(each.caption) for each in rows)
        every = captions == len(rows)
        words = (
            tr("all with captions") if every else tr("{number:,} with captions", number=captions)
        )
        if of == "video":
            about = tr("picked whole, {captions}, from {where}", captions=words, where=where)
        else:
            about = tr("{captions}, from {where}", captions=words, where=where)
        yield Line(kind, counted(len(rows), noun), about)


def _segments(tables: Sequence[SegmentList]) -> Iterator[Line]:
    if len(tables) <= _EACH:
        for table in tables:
            made = counted(len(table.segments), "clip")
            yield Line(
                "segments",
                made,
                tr('parts of "{name}", by "{list}"', name=table.film.name, list=table.path.name),
            )
        return
    made = counted(sum(len(each.segments) for each in tables), "clip")
    films = counted(len({each.film for each in tables}), "film")
    yield Line(
        "segments",
        made,
        tr("parts of {films}, by {lists}", films=films, lists=counted(len(tables), "list")),
    )


def _scenes(found: Found) -> Iterator[Line]:
    if len(found.scenes) <= _EACH:
        for table in found.scenes:
            yield Line(
                "scenes",
                tr("shots"),
                tr('of "{name}", by "{list}"', name=table.film.name, list=table.path.name),
            )
        return
    films = counted(len({each.film for each in found.scenes}), "film")
    yield Line(
        "scenes",
        tr("shots"),
        tr("of {films}, by {lists}", films=films, lists=counted(len(found.scenes), "list")),
    )


def _datasets(found: Found) -> Iterator[Line]:
    if found.datasets:
        names = (f"{each.name} {'×'.join(map(str, each.resolution))}" for each in found.datasets)
        yield Line("datasets", counted(len(found.datasets), "dataset"), listed(names, most=4))


def some(sentences: Iterable[str], most: int) -> list[str]:
    """Return the first sentences, and one that says how many more there are."""
    every = list(sentences)
    if len(every) <= most:
        return every
    return [*every[: most - 1], tr("{number:,} more like these.", number=len(every) - most + 1)]
