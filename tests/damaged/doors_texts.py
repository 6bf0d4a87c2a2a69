"""What reads dataset files, lists, captions, settings and projects."""

from __future__ import annotations

import contextlib
import dataclasses
from pathlib import Path

from app.core import settings
from app.core.captions.machine.captioners import captioner_of, look_of, name_of
from app.core.checks.clips import check_clips
from app.core.errors import AppError
from app.core.export.project_export import export_project
from app.core.export.project_plan import ProjectPlanner
from app.core.export.recipes import own_recipes, recipe_text
from app.core.importing.bringing import bring_in
from app.core.importing.dataset_file import is_dataset_file
from app.core.importing.dropping import meaning_of
from app.core.importing.found import Choices
from app.core.importing.looking import look
from app.core.importing.words import lines
from app.core.keymap import Keymap
from app.core.library.project import Project
from app.core.library.readable import readable
from app.core.library.snapshot import Snapshot
from app.core.library.sources import troubles
from app.core.media.index import index_file
from app.core.paths import is_project
from app.core.planner.check import check_json
from app.core.planner.costs.cost import Setup
from app.core.planner.costs.measured import factors_of, load_runs
from app.core.planner.files import check_file, plan_file
from app.core.planner.own_file import OwnFile
from app.core.planner.report import headline, plan_json, words
from app.core.recent import recent_project
from app.core.shots.scene_csv import is_scene_list, read_scenes
from app.core.sidecars import taking_in
from app.core.sidecars.folder import means_captions, read_folder
from app.core.sidecars.outside import Watched
from app.core.training.recipe import presets
from app.core.training.watching.queue import look_at_queue
from tests.damaged.good_texts import FILM
from tests.damaged.place import Door, Place

# ------------------------------------------------------------------------------ dataset files


def _tables(place: Place) -> list[Path]:
    return [place.folder / "dataset.toml", place.folder / "dataset.json"]


def _plan(place: Place) -> None:
    for table in _tables(place):
        with _said():
            plan = plan_file(table, working=place.folder)
            headline(plan)
            words(plan)
            plan_json(plan)
        for architecture in ("hunyuan", "framepack"):
            with _said():
                plan_file(table, architecture=architecture, working=place.folder)


def _check(place: Place) -> None:
    for table in _tables(place):
        with _said():
            check_json(check_file(table, working=place.folder))


def _own_file(place: Place) -> None:
    for table in _tables(place):
        with _said():
            file = OwnFile(table)
            file.change(file.text + "\n# more\n", "More")
            file.save()


def _import(place: Place) -> None:
    with Project.create(place.folder / "import", "Import") as project:
        meaning_of([place.file, place.folder])
        is_dataset_file(place.file)
        for given in (place.file, place.folder, *_tables(place)):
            found = look([given], project)
            lines(found)
            bring_in(project, found, Choices())
        export_project(project)
        ProjectPlanner().update(project)


DATASET: tuple[Door, ...] = (_plan, _check, _own_file, _import)


# -------------------------------------------------------------------------------------- lists


def _scenes(place: Place) -> None:
    index = index_file(place.folder / FILM)
    is_scene_list(place.file)
    if place.file.suffix == ".llc":
        return
    read_scenes(place.file, index)


LIST: tuple[Door, ...] = (_scenes, _import)


# ----------------------------------------------------------------------------------- captions


def _take_captions(place: Place) -> None:
    means_captions([place.folder / "given"], beside_films=True)
    read_folder([place.file])
    with Project.open(place.folder / "p") as project:
        found = taking_in.look([place.folder / "given"], project)
        wish = taking_in.Wish()
        found.beginning(wish)
        offers = found.offers(wish)
        project.apply(taking_in.taking(offers, project.settings))
        export_project(project)


def _beside_clips(place: Place) -> None:
    """Let it lie where the export has put its own."""
    dataset = place.folder / "p" / "dataset"
    for name in ("clips", "stills"):
        target = dataset / name / place.file.name
        if target.exists():
            target.unlink()
            place.file.rename(target)
    with Project.open(place.folder / "p") as project:
        Watched(project.folder / "dataset").look()
        export_project(project)
        ProjectPlanner().update(project)
    check_file(dataset / "dataset.toml", working=place.folder)


CAPTIONS: tuple[Door, ...] = (_take_captions, _beside_clips)


# ----------------------------------------------------------------------------------- projects


def _look_at(place: Place) -> None:
    folder = place.folder / "p"
    recent_project(str(folder))
    is_project(folder)
    with Project.open(folder, to_read=True) as project:
        _all_of(project)


def _edit(place: Place) -> None:
    with Project.open_for_editing(place.folder / "p") as project:
        project.recover_drafts()
        _all_of(project)
        Snapshot.of(project)
        for clip in project.clips():
            changed = dataclasses.replace(clip, caption="other words")
            project.change(clip, changed)
        while project.undo():
            pass
        while project.redo():
            pass
        troubles(project)
        check_clips(project, project.clips())


def _export(place: Place) -> None:
    with Project.open(place.folder / "p") as project:
        ProjectPlanner().update(project)
        Watched(project.folder / "dataset").look()
        export_project(project)
        export_project(project, replace_edited=True)


def _all_of(project: Project) -> None:
    readable(project)
    for source in project.sources():
        project.path_of(source)
        project.cuts(source)
        project.shots(source)
    for row in (*project.clips(), *project.stills()):
        project.wordings(row)
    project.log()
    project.drafts()
    project.waiting_machine()
    assert project.settings is not None


PROJECT: tuple[Door, ...] = (_look_at, _edit, _export)


# ----------------------------------------------------------------------------------- settings


def _settings(place: Place) -> None:
    chosen = settings.load()
    for folder in chosen.recent:
        recent_project(folder)
        chosen.place_in(Path(folder))
        chosen.caption_in(Path(folder))
    for name in ("", *chosen.captioners):
        captioner = captioner_of(chosen, name)
        name_of(captioner)
        look_of(captioner)
    Keymap({"go.clips": ("F4",)}, chosen.keys).keys("go.clips")
    chosen.filters_of("grid")
    assert chosen.parent_of_projects()
    settings.save(chosen.opened(place.folder / "new"))
    settings.load()


def _own(place: Place) -> None:
    found, _ = presets.own()
    for preset in found:
        presets.preset_text(preset)
        presets.title_of(preset.name)
        presets.read_preset(preset.name)
    for recipe in own_recipes()[0]:
        recipe_text(recipe)
    factors_of(load_runs(), Setup())
    look_at_queue(2e9)


SETTINGS: tuple[Door, ...] = (_settings, _own)


@contextlib.contextmanager
def _said():  # noqa: ANN202
    """Let what is said of one file not hide what becomes of the next."""
    try:
        yield
    except AppError as error:
        sentence_of(error)


def sentence_of(error: AppError) -> str:
    """Return the sentence of an error; raises AssertionError where it is none for people."""
    said = str(error)
    assert said.strip() and "\n" not in said and said.rstrip()[-1] in ".!?…。", repr(said)
    assert len(said) < 2000, f"{len(said)} letters: {said[:300]}"
    return said
