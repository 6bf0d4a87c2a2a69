"""What a day is spent on: films that are really decoded, projects, a trainer that is set up."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from dataclasses import dataclass, replace
from pathlib import Path

from app.core import demo, settings
from app.core.cache import Cache
from app.core.library.edits import adding, changing, several
from app.core.library.model import Clip, Shot, Still
from app.core.library.project import FILE, Project
from app.core.library.sources import add_film
from app.core.settings import Preferences
from app.core.training.recipe.recipe_edits import recipe_edit, recipe_of_project
from app.ui.train.run_telling import RUNS_ON
from tests.core.shots.scenes import shot, write_film
from tests.films import make_film
from tests.standin import make_standin, python_of

SHOT, SHOTS = 60, 6  # frames of a shot; shots of a film
CLIPS, STILLS = 12, 3  # that a project has when a round ends
_TASK = "t2v-14B"


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the things are.

    Attributes:
        folder: Everything is below it.
        projects: Their folders, of which the first is home.
        film: A film that no project has at first.
        trainer: The stand-in's folder.
    """

    folder: Path
    projects: tuple[Path, ...]
    film: Path
    trainer: Path


def set_up(folder: Path, *, large: bool) -> Stage:
    """Make everything.

    Args:
        folder: Where.
        large: Whether there is a project with the demo's film, too, which is a real one.
    """
    films = folder / "films '한' #1"
    films.mkdir(parents=True, exist_ok=True)
    small = [films / f"shots {number}.mp4" for number in range(2)]
    for number, path in enumerate(small):
        seeds = range(number * SHOTS, (number + 1) * SHOTS)
        write_film(path, (each for seed in seeds for each in shot(seed, SHOT)))
    numbered = make_film(films / "numbered.mp4", SHOT * 3)
    made = [_make_project(folder / name, [*small, numbered]) for name in ("일 #1", "Other 'day'")]
    if large:
        bunny = films / "bunny.mp4"
        shutil.copyfile(demo.read_recipe().film, bunny)
        made.append(_make_project(folder / "demo", [bunny, *small]))
    trainer = make_standin(folder / "musubi-tuner", seconds_per_step=0.01, batches=(12, 12))
    _prefer(folder, trainer)
    return Stage(folder, tuple(made), make_film(films / "spare.mp4", SHOT), trainer)


def _make_project(folder: Path, films: list[Path]) -> Path:
    with Project.create(folder, folder.name) as project:
        project.change(project.settings, replace(project.settings, trigger="Soaked style"))
        for film in films:
            source = add_film(project, film, cache=Cache())
            found = replace(source, detector="exact", threshold=0.5)
            shots = [
                Shot(source=source.id, start=start, end=min(start + SHOT, source.frames))
                for start in range(0, source.frames, SHOT)
            ]
            project.apply(several("Find shots", [changing(source, found), adding(*shots)]))
        project.apply(adding(*picks_of(project.sources()[0].id), label="Picks"))
        _one_epoch(project)
    with contextlib.closing(sqlite3.connect(folder / FILE)) as database:
        database.execute("DELETE FROM log")  # what was made here is no edit of the day
        database.commit()
    return folder


def picks_of(film: int) -> list[Clip | Still]:
    """Return what is picked of a film at first, and when a round ends."""
    clips = [
        Clip(source=film, start=n * 25, end=n * 25 + 50, caption=f"Take {n}: rain on a roof.")
        for n in range(CLIPS)
    ]
    stills = [Still(source=film, frame=n * 40 + 3, caption="A hat.") for n in range(STILLS)]
    return [*clips, *stills]


def _one_epoch(project: Project) -> None:
    now = project.settings
    recipe = recipe_of_project(now).with_value("train.max_train_epochs", 1)
    project.apply(recipe_edit(now, recipe, "One epoch"))


def _prefer(folder: Path, trainer: Path) -> None:
    models = folder / "models"
    models.mkdir(exist_ok=True)
    files = {role: models / f"{role}.safetensors" for role in ("dit", "vae", "t5")}
    for file in files.values():
        file.write_bytes(b"")
    settings.save(
        Preferences(
            language="en",
            theme="dark",
            trainer=str(trainer),
            trainer_python=str(python_of(trainer)),
            models={_TASK: {role: str(file) for role, file in files.items()}},
            told=(RUNS_ON,),
            keep_awake=False,
        )
    )
