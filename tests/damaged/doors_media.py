"""What reads films and pictures."""

from __future__ import annotations

import contextlib
import random
from pathlib import Path

from app.core.adding import add_films
from app.core.cache import Cache
from app.core.checks.clips import check_clips
from app.core.checks.film_shots import FilmShots, look_at_film
from app.core.errors import AppError, SourceError
from app.core.export.project_export import export_project
from app.core.export.project_plan import ProjectPlanner
from app.core.finding import find_shots
from app.core.importing.bringing import bring_in
from app.core.importing.found import Choices
from app.core.importing.looking import look
from app.core.library.edits import adding
from app.core.library.model import Clip, Still
from app.core.library.project import Project
from app.core.library.sources import troubles
from app.core.media.geometry import Size
from app.core.media.index import index_file
from app.core.media.preview import View
from app.core.media.probe import probe
from app.core.media.projector import Projector
from app.core.media.reader import FrameReader
from app.core.media.thumbnails import Thumbnailer
from app.core.media.verdict import decode_verdict
from app.core.planner.files import check_file, plan_file
from app.core.shots.decode import key_thumbnails
from app.core.shots.detect import detect
from app.core.training.results.sample_frames import sample_pictures
from app.core.training.results.wholeness import sample_is_whole
from tests.damaged.mutations import ANY, BYTES, WHOLE
from tests.damaged.place import Door, Place

_MOST = 400  # frames that are looked at; a damaged header may promise millions


def _probe(place: Place) -> None:
    probe(place.file, sure_up_to=1000).to_json()


def _verdict(place: Place) -> None:
    decode_verdict(place.file)


def _read(place: Place) -> None:
    index = index_file(place.file)
    frames = range(min(len(index), _MOST))
    with FrameReader(index) as reader:
        with contextlib.suppress(AppError):
            for _ in reader.frames(frames):
                pass
        for frame in (*frames[::7][::-1], *frames[-2:]):
            with contextlib.suppress(AppError):
                reader.read(frame)


def _thumbnails(place: Place) -> None:
    index = index_file(place.file)
    frames = range(min(len(index), _MOST))
    with Thumbnailer(index) as made:
        for frame in (0, len(index) // 2, len(index) - 1):
            for one in (made.near, made.exact):
                with contextlib.suppress(AppError):
                    one(frame)
        list(made.several(frames[::5]))
    for _ in key_thumbnails(index):
        pass


def _shots(place: Place) -> None:
    for detector in ("exact", "fast"):
        detect(place.file, detector=detector)


def _preview(place: Place) -> None:
    index = index_file(place.file)
    for own in (True, False):
        with Projector() as projector:
            end = min(len(index), _MOST)
            view = View(film=index, start=0, end=end, box=Size(96, 56), own=own)
            opened = projector.open(view)
            for _ in projector.pictures(opened, sorted({*opened.frames})):
                pass


def _work(place: Place) -> None:
    """Do all that is done with a film in a project."""
    with Project.create(place.folder / "work", "Work") as project:
        add_films(project, [place.file])
        for source in project.sources():
            with contextlib.suppress(AppError):
                find_shots(project, source)
            frames = min(source.frames, _MOST)
            rows = [(0, frames), (frames // 2, frames)]
            clips = [Clip(source=source.id, start=a, end=b) for a, b in rows if a < b]
            project.apply(adding(*clips, Still(source=source.id, frame=frames // 3), label="Pick"))
            index = index_file(project.path_of(source))
            with contextlib.suppress(SourceError):
                look_at_film(FilmShots(source, index, project.shots(source), project.stills()))
        check_clips(project, project.clips())
        troubles(project)
        planner = ProjectPlanner()
        planner.update(project)
        export_project(project)
        planner.look_again()
        planner.update(project)


def _train(place: Place) -> None:
    """Let it be a file of a dataset."""
    kind = (
        "image"
        if place.file.suffix in (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".avif")
        else "video"
    )
    with contextlib.suppress(OSError):
        place.file.with_suffix(".txt").write_text("words", encoding="utf-8")
    table = place.folder / "dataset.toml"
    if not table.exists():
        lines = [f'{kind}_directory = "{place.file.parent.as_posix()}"', 'cache_directory = "c"']
        lines += ["target_frames = [1, 13]"] if kind == "video" else []
        head = ["[general]", "resolution = [96, 64]", 'caption_extension = ".txt"', "[[datasets]]"]
        table.write_text("\n".join([*head, *lines]) + "\n", encoding="utf-8")
    plan_file(table)
    check_file(table)
    table.unlink()


def _import(place: Place) -> None:
    with Project.create(place.folder / "import", "Import") as project:
        found = look([place.file], project)
        bring_in(project, found, Choices())
        bring_in(project, look([place.file.parent], project), Choices())
        export_project(project)


def _sample(place: Place) -> None:
    if sample_is_whole(place.file):
        for _ in sample_pictures(place.file, Size(200, 100), 1 << 24):
            pass


FILM: tuple[Door, ...] = (
    *(_probe, _read, _verdict, _thumbnails, _shots, _preview, _work, _train, _import, _sample),
)
STILL: tuple[Door, ...] = (_probe, _read, _train, _import, _work, _sample)


def _cached(place: Place) -> None:
    """Read a film whose derived data was damaged."""
    cache = Cache()
    dice = random.Random(place.seed)
    for door in (_probe, _thumbnails, _shots, _work):
        door(place)
    kept = [path for path in sorted(cache.folder.rglob("*")) if path.is_file()]
    assert kept
    for path in kept:
        if dice.random() < 0.9:
            dice.choice((*BYTES, *WHOLE, *(ANY[n] for n in ("a_pipe", "a_circle") if n in ANY)))(
                path, dice
            )
    for made in ("work", "import"):
        _remove(place.folder / made)
    for door in (_probe, _verdict, _read, _thumbnails, _shots, _work):
        door(place)


def _remove(folder: Path) -> None:
    import shutil

    shutil.rmtree(folder, ignore_errors=True)


CACHE: tuple[Door, ...] = (_cached,)
