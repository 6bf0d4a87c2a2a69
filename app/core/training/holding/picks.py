"""The picks of a project, as holding out wants them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from app.core.export.manifest import Manifest
from app.core.export.wanted import CLIPS, STILLS
from app.core.library.model import Clip, Shot, Source, Still
from app.core.library.project import Project
from app.core.training.holding.choosing import TAG, Shots
from app.core.training.holding.scenes import Pick


def picks_of(clips: Iterable[Clip], stills: Iterable[Still], films: Iterable[Source]) -> list[Pick]:
    """Return those of some clips and stills that are picked.

    Args:
        clips: In any state.
        stills: Likewise.
        films: That they are of; one of another film is passed over.
    """
    by_id = {each.id: each for each in films}
    rows: list[Clip | Still] = [*clips, *stills]
    return [
        _pick(row, by_id[row.source])
        for row in rows
        if row.state == "picked" and row.source in by_id
    ]


def shots_of(shots: Iterable[Shot]) -> Shots:
    """Return the ranges of shots by film, in order."""
    found: dict[int, list[tuple[int, int]]] = {}
    for each in shots:
        found.setdefault(each.source, []).append((each.start, each.end))
    return {source: sorted(ranges) for source, ranges in found.items()}


def exported_picks(project: Project, dataset: Path) -> Mapping[Path, Pick]:
    """Return what the last export wrote, by file; what is no pick any more is not in it.

    Args:
        project: It.
        dataset: Its dataset folder.

    Raises:
        ProjectError: Its manifest cannot be read.
    """
    picks = picks_of(project.clips(), project.stills(), project.sources())
    by_row = {(each.kind, each.id): each for each in picks}
    found: dict[Path, Pick] = {}
    for name, entry in Manifest.load(dataset).entries.items():
        sub, _, base = name.partition("/")
        kind = {CLIPS: "clip", STILLS: "still"}.get(sub)
        pick = by_row.get((kind, entry.row)) if kind and entry.frames else None  # type: ignore[arg-type]
        if pick is not None:
            found[dataset / sub / base] = pick
    return found


def _pick(row: Clip | Still, film: Source) -> Pick:
    tagged = any(each.casefold() == TAG for each in row.tags)
    rate = float(film.rate) or 24.0
    if isinstance(row, Still):
        start, end = row.frame, row.frame + 1
        return Pick("still", row.id, row.source, film.stem, start, end, rate, tagged)
    return Pick("clip", row.id, row.source, film.stem, row.start, row.end, rate, tagged)
