"""The whole job on the film in ``resources/demo``: shots, picks, captions, export, plan."""

from __future__ import annotations

import contextlib
import dataclasses
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from app.core import paths
from app.core.cache import Cache
from app.core.errors import ProjectError
from app.core.export.project_export import export_project
from app.core.export.report import ExportReport
from app.core.finding import find_shots
from app.core.jobs import Checkpoint, ignore, part
from app.core.language import noted, tr
from app.core.library.edits import adding
from app.core.library.model import Clip, Prompt, Source, Still
from app.core.library.project import FILE, Project
from app.core.library.sources import add_film
from app.core.media.index import FrameIndex, index_file
from app.core.planner.files import plan_file
from app.core.planner.plan import Plan
from app.core.planner.report import plan_json, words
from app.core.shots.detect import signal_of
from app.core.shots.suggest import best_window

_PICKS = "Demo picks"  # the edit that ends the demo's own part of the work


@dataclass(frozen=True)
class Recipe:
    """``resources/demo/demo.toml``.

    Attributes:
        lengths: Frames at 16 fps that a window may have, longest first.
        clips: Most clips to pick; so is ``stills``.
        captions: Words for source frames ``[start, end)``.
    """

    film: Path
    name: str
    trigger: str
    lengths: tuple[int, ...]
    clips: int
    stills: int
    prompts: tuple[Prompt, ...]
    captions: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True)
class Demo:
    """What the demo made.

    Attributes:
        shots: How many shots the film has.
        plan: Of the exported dataset.
    """

    project: Path
    film: Path
    shots: int
    export: ExportReport
    plan: Plan

    @property
    def words(self) -> str:
        """The plan for people."""
        return words(self.plan).rstrip("\n")

    def to_json(self) -> dict[str, Any]:
        """Return it as ``rushes demo --json`` prints it."""
        return {
            "project": str(self.project),
            "dataset_toml": str(self.export.dataset_toml),
            "clips": [
                {"file": str(clip.path), "frames": clip.frames} for clip in self.export.clips
            ],
            "plan": plan_json(self.plan),
        }


def demo_folder() -> Path:
    """Return where the demo goes when no folder is named."""
    return paths.projects_folder() / "Demo"


def read_recipe() -> Recipe:
    """Read what comes along with the film."""
    folder = paths.resources() / "demo"
    value = tomllib.loads((folder / "demo.toml").read_text(encoding="utf-8"))
    return Recipe(
        film=folder / value["film"],
        name=value["name"],
        trigger=value["trigger"],
        lengths=tuple(value["lengths"]),
        clips=value["clips"],
        stills=value["stills"],
        prompts=tuple(
            Prompt(position=place, **entry) for place, entry in enumerate(value["prompts"])
        ),
        captions=tuple((c["start"], c["end"], c["text"]) for c in value["captions"]),
    )


def make_demo(folder: Path, *, cache: Cache, checkpoint: Checkpoint = ignore) -> Demo:
    """Do the whole job in a folder; a demo that is there is taken up as it is.

    Raises:
        ProjectError: The folder holds another project.
        AppError: A file cannot be read or written.
        Stopped: The checkpoint said so; what was done stays, and the next run goes on from there.
    """
    recipe = read_recipe()
    with _open(folder, recipe) as project:
        film = add_film(project, recipe.film, cache=cache)
        _find_shots(project, film, recipe, cache, part(checkpoint, done=0.0, of=0.3, total=1.0))
        export = export_project(
            project, cache=cache, checkpoint=part(checkpoint, done=0.3, of=0.65, total=1.0)
        )
        shots = len(project.shots(film))
        plan = plan_file(
            export.dataset_toml,
            cache=cache,
            checkpoint=part(checkpoint, done=0.95, of=0.05, total=1.0),
        )
        return Demo(project.folder, recipe.film, shots, export, plan)


def _open(folder: Path, recipe: Recipe) -> Project:
    there = (folder / FILE).exists()
    project = Project.open(folder) if there else Project.create(folder, recipe.name)
    with contextlib.ExitStack() as stack:
        stack.callback(project.close)
        before = project.settings
        if before.name != recipe.name:
            raise ProjectError(
                tr('"{folder}" holds another project: choose an empty folder.', folder=folder)
            )
        if not _picked(project):
            after = dataclasses.replace(before, trigger=recipe.trigger)
            project.change(before, after, label=noted("Demo settings"))
        stack.pop_all()
    return project


def _picked(project: Project) -> bool:
    """Return whether the demo's own part of the work was done before; from then on it is yours."""
    return project.was_done(_PICKS) or bool(project.clips())  # the log forgets what is old


def _find_shots(
    project: Project, film: Source, recipe: Recipe, cache: Cache, checkpoint: Checkpoint
) -> None:
    """Find the film's shots and pick from them, unless that was done before."""
    if _picked(project):
        return
    path = project.path_of(film)
    find_shots(project, film, cache=cache, checkpoint=checkpoint)
    shots = project.shots(film)
    index = index_file(path, cache=cache, checkpoint=checkpoint)
    motion = signal_of(index, cache=cache, checkpoint=checkpoint).change
    clips = pick(index, motion, [(shot.start, shot.end) for shot in shots], recipe, film.id)
    stills = [_still(clip) for clip in clips[: recipe.stills]]
    project.apply(adding(*clips, *stills, *recipe.prompts, label=_PICKS))


def pick(
    index: FrameIndex,
    motion: npt.NDArray[np.floating[Any]],
    shots: Sequence[tuple[int, int]],
    recipe: Recipe,
    source: int,
) -> list[Clip]:
    """Return the best window of each of the longest shots that there are words for, by place."""
    clips: list[Clip] = []
    for shot in sorted(shots, key=lambda shot: shot[0] - shot[1]):
        caption = _caption(recipe, shot)
        windows = (best_window(index, motion, shot, length) for length in recipe.lengths)
        window = next((w for w in windows if w), None)
        if caption and window and len(clips) < recipe.clips:
            start, end = window
            clips.append(Clip(source=source, start=start, end=end, caption=caption, tags=("demo",)))
    return sorted(clips, key=lambda clip: clip.start)


def _caption(recipe: Recipe, shot: tuple[int, int]) -> str:
    """Return the words whose range holds the shot's middle; empty where there are none."""
    middle = (shot[0] + shot[1]) // 2
    return next((text for start, end, text in recipe.captions if start <= middle < end), "")


def _still(clip: Clip) -> Still:
    return Still(
        source=clip.source, frame=(clip.start + clip.end) // 2, caption=clip.caption, tags=("demo",)
    )
