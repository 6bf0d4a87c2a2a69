"""Makes the run that goes on from another, and looks at which caches it needs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.core.cache import Cache
from app.core.errors import AppError
from app.core.export.project_export import DATASET_FILE, FOLDER
from app.core.jobs import Checkpoint, ignore
from app.core.language import tr
from app.core.library.project import Project
from app.core.planner.caches.freshness_look import CacheLook
from app.core.planner.files import plan_file
from app.core.training.commands.command_lines import commands, missing
from app.core.training.commands.dry_run import DryRun
from app.core.training.commands.places import Rig, places_of
from app.core.training.folder import CACHING_FILE, next_id
from app.core.training.model import StepName
from app.core.training.recipe.around import USUAL, holds_out
from app.core.training.resuming.going_on import GoingOn, Wish, recipe_of_run
from app.core.training.resuming.point import ResumePoint
from app.core.training.resuming.points import (
    no_state_words,
    offered,
    resumable,
    weights_to_begin_from,
)
from app.core.training.runs.freezing import freeze, rules_of
from app.core.training.runs.starting import RunError


def make_run_on(
    project: Project,
    going: GoingOn,
    rig: Rig,
    *,
    cache: Cache | None = None,
    checkpoint: Checkpoint = ignore,
) -> Path:
    """Make the run of a wish; return its folder, ready to be started.

    Raises:
        RunError: It must not be started, or something is not set up.
        DatasetError: The dataset file cannot be read.
        WriteError: The run's folder cannot be written.
        Stopped: The checkpoint said so.
    """
    if going.refused:
        raise RunError(going.refused)
    return freeze(project, going.recipe, rig, going.asked, cache=cache, checkpoint=checkpoint)


def dry_run_on(project: Path, going: GoingOn, rig: Rig) -> DryRun:
    """Return what a wish would run in a project's folder; nothing is written."""
    resume, name = going.asked.resume, going.asked.name
    places = places_of(project, next_id(project, name))
    made = commands(
        going.recipe,
        rig,
        places,
        steps=going.asked.steps,
        wrapper=going.asked.wrapper,
        resume=resume,
    )
    return DryRun(made, missing(going.recipe, rig))


def point_of(folder: Path, name: str = "") -> ResumePoint:
    """Return the point of a run with a name, a state's or a checkpoint's; empty: the newest state.

    Raises:
        RunError: There is none, or it is damaged.
    """
    points = resumable(folder)
    if name:
        every = (*points, *weights_to_begin_from(folder))
        found = next((each for each in every if each.name == name), None)
        if found is None:
            there = ", ".join(each.name for each in every if each.whole) or tr("none")
            raise RunError(
                tr(
                    '"{name}" has no "{state}" to go on from; there are: {there}.',
                    name=folder.name,
                    state=name,
                    there=there,
                )
            )
    else:
        found = offered(points)
        if found is None:
            raise RunError(no_state_words(folder, points))
    if found.damaged:
        raise RunError(found.damaged)
    return found


def steps_needed(
    project: Path,
    wish: Wish,
    rig: Rig,
    *,
    cache: Cache | None = None,
    checkpoint: Checkpoint = ignore,
) -> tuple[StepName, ...]:
    """Return the steps of a wish without those whose caches are as they would be made now.

    Where that cannot be told, all of them: caching passes over what is there by itself.

    Raises:
        Stopped: The checkpoint said so.
    """
    wanted: Sequence[StepName] = wish.steps_run or USUAL
    folder = wish.point.folder if wish.dataset == "run" else project / FOLDER
    held = holds_out(wish.recipe or recipe_of_run(wish.point)) > 0
    if held and wish.dataset != "run":
        return tuple(wanted)  # which caches it will have is said when it is made
    file = folder / (CACHING_FILE if held and (folder / CACHING_FILE).is_file() else DATASET_FILE)
    working = rig.trainer.folder if rig.trainer is not None else project / FOLDER
    try:
        plan = plan_file(
            file,
            rules=rules_of(rig),
            cache=cache,
            working=working,
            checkpoint=checkpoint,
        )
        if plan.errors:
            return tuple(wanted)
        fresh = CacheLook(cache).look(plan, working=working, checkpoint=checkpoint)
    except AppError:
        return tuple(wanted)
    bad = {
        _step_of(each.name)
        for state in ("missing", "stale", "waiting", "orphan")
        for _, each in fresh.files(state)
    }
    if fresh.is_empty:
        return tuple(wanted)
    return tuple(each for each in wanted if not each.startswith("cache_") or each in bad)


def _step_of(file: str) -> StepName:
    from app.core.planner.caches.freshness_files import is_of_caption

    return "cache_text" if is_of_caption(file) else "cache_latents"
