"""What `check` says of a project: of its clips, shots and stills."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from app.cli import output
from app.cli.machines import machines_for
from app.core.cache import Cache
from app.core.jobs import Checkpoint, Progress, ignore, part

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from app.core.checks.film_shots import FilmShots
    from app.core.checks.findings import Finding
    from app.core.library.model import Clip, Shot, Source, Still
    from app.core.library.project import Project

_Told = tuple["Clip | Shot | Still", tuple["Finding", ...]]


def check_project(file: Path, *, shots: bool, scheduler: str | None, as_json: bool) -> None:
    """Look at what was not looked at yet of a project, and print what there is to say."""
    from app.core.library.project import Project

    with Project.open(file, to_read=True) as project:
        clips = project.clips(state="picked")
        wanted = {clip.source for clip in clips}
        films = [film for film in project.sources() if shots or film.id in wanted]
        with machines_for(scheduler, project, films) as pool:
            told = output.run("Checking", look_at_clips, project, clips, pool=pool)
            seen = output.run("Checking", look_at_shots, project, films, pool) if shots else []
    names = {film.id: film.stem for film in films}
    if as_json:
        rows = {"clips": told, **({"shots": seen} if shots else {})}
        output.print_json({name: [_json(each, names) for each in rows[name]] for name in rows})
    else:
        show([*told, *seen], names)
    if any(found.kind == "damaged" for _, findings in told for found in findings):
        raise typer.Exit(1)


def look_at_clips(
    project: Project,
    clips: Sequence[Clip],
    *,
    pool: Executor | None,
    checkpoint: Checkpoint = ignore,
) -> list[_Told]:
    """Return clips with what there is to say of each, those of which nothing is left out."""
    from app.core.checks.clips import check_clips

    cache = Cache()
    if pool is not None:
        from app.core.checks.elsewhere import look_at_clips as look_elsewhere

        look_elsewhere(pool, project, clips, cache=cache, checkpoint=checkpoint)
        checkpoint = ignore  # what is left is judging
    found = check_clips(project, clips, cache=cache, checkpoint=checkpoint)
    return [(clip, found[clip.id]) for clip in clips if found.get(clip.id)]


def look_at_shots(
    project: Project,
    sources: Sequence[Source],
    pool: Executor | None,
    *,
    checkpoint: Checkpoint = ignore,
) -> list[_Told]:
    """Return shots and stills with their problems; films that cannot be read are passed over."""
    from app.core.checks.film_shots import known_of_films, look_at_film

    cache = Cache()
    films = list(_films(project, sources, cache, checkpoint))
    if pool is not None:
        from app.core.checks.elsewhere import look_at_films

        look_at_films(pool, films, cache=cache, checkpoint=checkpoint)
    for done, film in enumerate(films):
        checkpoint(Progress(done, len(films), film.source.stem))
        step = part(checkpoint, done=done, of=1, total=len(films))
        look_at_film(film, cache=cache, checkpoint=step)
    datasets = project.datasets()
    known = known_of_films(films, project.settings, datasets, cache=cache, seconds=float("inf"))
    told: list[_Told] = []
    for film in films:
        told += [(each, known.shots[each.id]) for each in film.shots if each.id in known.shots]
        told += [(each, known.stills[each.id]) for each in film.stills if each.id in known.stills]
    return told


def _films(
    project: Project, sources: Sequence[Source], cache: Cache, checkpoint: Checkpoint
) -> Iterable[FilmShots]:
    from app.core.checks.film_shots import FilmShots
    from app.core.errors import AppError
    from app.core.media.index import index_file
    from app.core.shots.detect import known_signal

    for source in sources:
        try:
            index = index_file(project.path_of(source), cache=cache, checkpoint=checkpoint)
        except AppError as error:
            output.warn(str(error))
            continue
        signal = known_signal(index, source.detector, cache)
        shots, stills = project.shots(source), project.stills(source)
        yield FilmShots(source, index, shots, stills, signal)


def show(told: Sequence[_Told], names: dict[int, str]) -> None:
    """Print findings, for people."""
    if not told:
        output.say("There is nothing to say of them.")
        return
    rows = (
        (type(row).__name__.lower(), names[row.source], _range(row), found.level, found.text)
        for row, findings in told
        for found in findings
    )
    output.table(("", "film", ">frames", "level", "what…"), rows)


def _range(row: Clip | Shot | Still) -> str:
    start = getattr(row, "start", None)
    return f"{start}-{getattr(row, 'end', '')}" if start is not None else str(row.frame)  # type: ignore[union-attr]


def _json(told: _Told, names: dict[int, str]) -> dict[str, Any]:
    row, findings = told
    fields = ("id", "start", "end", "frame")
    of_row = {name: getattr(row, name) for name in fields if hasattr(row, name)}
    said = [
        {"kind": str(each.kind), "level": each.level, "text": each.text, "why": each.why}
        for each in findings
    ]
    return {"film": names[row.source], **of_row, "findings": said}
