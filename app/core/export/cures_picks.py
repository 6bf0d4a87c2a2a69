"""Why picked clips and stills of a project are lost before a dataset reads them; all its groups."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from app.core.amounts import counted
from app.core.captions.text import one_line
from app.core.export.cures_groups import Batch, Group, Member, in_order
from app.core.export.cures_reasons import RowOf, bare_groups, dataset_groups, unused_groups
from app.core.export.films import Film, Films
from app.core.export.forecast import Forecast
from app.core.export.planned import ProjectPlan
from app.core.export.shelf import Row
from app.core.export.starter import Material
from app.core.language import noted, tr
from app.core.library.model import Clip
from app.core.media.timecode import timecode
from app.core.planner.dataset import DatasetPlan
from app.core.planner.facts import ImageFact, VideoFact, shape_of
from app.core.planner.outcome import Outcome
from app.core.planner.plan import Plan

_UNAVAILABLE = (
    ("damaged", noted("In a film that is damaged there")),
    ("outside", noted("Outside their film")),
    ("film", noted("Their film cannot be used")),
    ("other", noted("No file can be made of them")),
)


def find_groups(
    plan: Plan, names: Sequence[str], project: ProjectPlan | None, films: Films
) -> tuple[Group, ...]:
    """Return what is lost, by reason, largest loss first.

    Args:
        plan: Of the dataset file.
        names: Of its datasets, for people.
        project: The project whose plan it is; None for a dataset file of its own.
        films: The project's; where a film is missing its clips are told without a number.
    """
    row_of: RowOf = _no_row if project is None else project.row_of
    groups = list(dataset_groups(plan, names, row_of))
    groups += unused_groups(plan, row_of)
    if project is None:
        groups += bare_groups(plan, names, row_of)
    else:
        groups += _unavailable(project, films)
        groups += _unread(project)
        groups += _bare(project)
    return in_order(groups)


def _no_row(_dataset: int, _file: str) -> Row | None:
    return None


# ------------------------------------------------------------------ no file can be made


def _unavailable(project: ProjectPlan, films: Films) -> Iterator[Group]:
    forecast = Forecast(project.settings.rate, project.settings.still_size)
    found: dict[str, list[Batch]] = {}
    for each in project.unavailable:
        film = film_of(films, each.row)
        kind, whole = _why(each.row, film, forecast)
        lost = 0 if whole is None else sum(_would_give(project.plan, each.row, whole))
        frames = 0 if whole is None else whole.frames
        batch = Batch(rows=(each.row,), frames=frames, lost=lost, says=each.message)
        found.setdefault(kind, []).append(batch)
    for kind, head in _UNAVAILABLE:
        yield Group("unavailable", tr(head), tuple(found.get(kind, ())))


def film_of(films: Films, row: Row) -> Film | None:
    """Return the film of a row; None where it is not known."""
    try:
        return films.of(row.source)
    except KeyError:
        return None


def _why(row: Row, film: Film | None, forecast: Forecast) -> tuple[str, Material | None]:
    """Return the kind of trouble, and what would be there if the film were whole, if known."""
    if film is None or film.index is None:
        return "film", None
    last = row.end - 1 if isinstance(row, Clip) else row.frame
    if last >= len(film.index):
        return "outside", None
    if film.source.damaged_after is None:
        return "other", None
    whole = dataclasses.replace(film.source, damaged_after=None)
    material = forecast.of(row, dataclasses.replace(film, source=whole))
    if isinstance(material, str):
        return "other", None
    return "damaged", material


def _would_give(plan: Plan, row: Row, material: Material) -> Iterator[int]:
    shape = shape_of(fact_of(row, material))
    kind = "video" if isinstance(row, Clip) else "image"
    for own in plan.datasets:
        if own.config.kind == kind and own.windower is not None:
            yield samples_of(own, own.windower.outcome(shape))


def fact_of(row: Row, material: Material) -> VideoFact | ImageFact:
    """Return what the trainer sees of a row's file."""
    if isinstance(row, Clip):
        return VideoFact(material.frames, *material.size)
    return ImageFact(*material.size)


def samples_of(plan: DatasetPlan, outcome: Outcome) -> int:
    """Return the samples per epoch of a source that shares no cache file with another."""
    assert plan.windower is not None, "there are outcomes only with it"
    if not plan.facts.cache_seen or outcome.refused:
        return 0
    files = sum(plan.windower.sections(frames) for _, (_, frames) in outcome.distinct)
    return files * max(0, plan.config.num_repeats)


# ------------------------------------------------------------------ no dataset reads them


def _unread(project: ProjectPlan) -> Iterator[Group]:
    if project.refused or not project.plan.datasets:
        return
    for kind in ("video", "image"):
        if any(row.kind == kind and not row.filter for row in project.datasets):
            continue
        own = [each for each in project.plan.datasets if each.config.kind == kind]
        listed = [
            piece
            for piece in project.pieces
            if piece.listed is not None and isinstance(piece.row, Clip) == (kind == "video")
        ]
        sources = {id(each.facts.sources): each.facts.sources for each in own}
        read = {each.file for known in sources.values() for each in known.items}
        left = [piece for piece in listed if piece.listed and piece.listed.file not in read]
        if kind == "video":
            title = tr("No dataset reads these clips")
            says = tr("No dataset reads this clip: it is not trained.")
        else:
            title = tr("No dataset reads these stills")
            says = tr("No dataset reads this still: it is not trained.")
        batch = Batch(rows=tuple(piece.row for piece in left), says=says)
        yield Group("unread", title, (batch,) if left else ())


# ------------------------------------------------------------------ captions


def _bare(project: ProjectPlan) -> Iterator[Group]:
    rows = tuple(
        piece.row
        for piece in project.pieces
        if piece.material is not None and not piece.row.caption.strip()
    )
    says = tr("It is trained on empty words.")
    if one_line(project.settings.trigger):
        says = tr("It is trained on the trigger alone.")
    batch = Batch(rows=rows, says=says)
    yield Group("bare", tr("No caption of their own"), (batch,) if rows else ())


def group_sum(group: Group) -> str:
    """Return how many clips and samples a group loses, for its head."""
    noun = "file" if group.reason in ("ignored", "uncaptioned", "fault", "names") else "clip"
    if group.batches and group.batches[0].rows:
        noun = _noun([row for batch in group.batches for row in batch.rows[:1]])
    parts = [counted(group.count, noun)]
    if group.lost:
        parts.append(tr("{samples} lost", samples=counted(group.lost, "sample")))
    elif group.rest:
        parts.append(tr("{frames} unused", frames=counted(group.rest, "frame")))
    return " · ".join(parts)


def _noun(rows: Sequence[Row]) -> str:
    clips = sum(isinstance(row, Clip) for row in rows)
    return "clip" if clips == len(rows) else "still" if not clips else "pick"


def title_of(films: Films, member: Member) -> tuple[str, str]:
    """Return what a member is called: its film and where it begins; else its file and ""."""
    row = member.row
    film = None if row is None else film_of(films, row)
    if row is None or film is None:
        return member.file or "—", ""
    frame = row.start if isinstance(row, Clip) else row.frame
    if film.index is None or frame >= len(film.index):
        return film.source.stem, tr("frame {frame:,}", frame=frame)
    return film.source.stem, timecode(film.index, frame)
