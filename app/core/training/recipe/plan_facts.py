"""What a plan, the project and the trainer say, as warnings want it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from app.core.language import tr
from app.core.training.recipe.facts import Facts

if TYPE_CHECKING:
    from app.core.export.plan_view import PlanView
    from app.core.library.model import Clip, Prompt, Settings, Still
    from app.core.planner.advice.advising import Advice
    from app.core.training.trainer.info import TrainerInfo
    from app.core.training.trainer.model_files import ModelFile


def facts_of(  # noqa: PLR0913 -- each is known by another part
    settings: Settings,
    captioned: Iterable[Clip | Still],
    prompts: Sequence[Prompt],
    *,
    view: PlanView | None = None,
    advice: Advice | None = None,
    rig: tuple[TrainerInfo | None, Mapping[str, ModelFile]] = (None, {}),
    trusted: Iterable[str] | None = None,
) -> Facts:
    """Return what is known around a recipe.

    Args:
        settings: Of the project.
        captioned: Its clips and stills.
        prompts: Its sample prompts.
        view: Its plan; None while there is none.
        advice: What the plan costs with the recipe; None where that is not known.
        rig: The trainer, None where it was not found yet; and the files of models by role, as far
            as they were looked at.
        trusted: What a person has agreed to that reaches beyond a training; None: not known.
    """
    trainer, files = rig
    bare = [0, 0] if settings.trigger.strip() else _bare(captioned)
    steps, stills = _of_plan(view)
    step_tokens = None if advice is None else advice.heaviest.row.step_tokens
    return Facts(
        architecture=settings.architecture,
        steps_per_epoch=steps,
        stills=stills,
        bare_videos=bare[0],
        bare_stills=bare[1],
        prompts=len(prompts),
        seedless_prompts=0,  # a prompt of ours always has a seed
        shiftless_prompts=sum(each.flow_shift is None for each in prompts),
        sample_tokens=max((_tokens(each) for each in prompts), default=None),
        step_tokens=step_tokens,
        smaller_prompts=_smaller(prompts, view, step_tokens),
        needs_gib=None if advice is None else advice.needs,
        card_gib=None if advice is None else advice.costs.setup.card_gib,
        enough_swap=None if advice is None else advice.least,
        packages=None if trainer is None else trainer.packages,
        options=None if trainer is None or not trainer.options else trainer.options,
        tasks=None if trainer is None or not trainer.tasks else trainer.tasks,
        hooks=None if trainer is None or not trainer.options else trainer.hooks,
        dtypes={role: _dtype(file) for role, file in files.items()},
        trusted=None if trusted is None else frozenset(trusted),
        model_troubles={role: said for role, file in files.items() if (said := _trouble(file))},
    )


def _dtype(file: ModelFile) -> str:
    """Return how weights are held, as warnings tell it apart: one fp8 is as another."""
    return "fp8" if file.dtype.startswith("fp8_e") else file.dtype


def _trouble(file: ModelFile) -> str:
    """Return what is wrong with a file, a sentence; empty where nothing is."""
    if file.trouble or not file.unfit:
        return file.trouble
    return tr("{name} {trouble}.", name=file.path.name, trouble=file.unfit)


def _bare(captioned: Iterable[Clip | Still]) -> list[int]:
    """Return how many picked clips, and how many picked stills, have no caption."""
    found = [0, 0]
    for each in captioned:
        if each.state == "picked" and not each.caption.strip():
            found[hasattr(each, "frame")] += 1
    return found


def _of_plan(view: PlanView | None) -> tuple[int | None, int | None]:
    """Return steps and samples of single pictures of an epoch."""
    if view is None:
        return None, None
    stills = sum(row.samples for row in view.ledger.rows if row.frames == 1)
    return view.plan.steps_per_epoch, stills


def _smaller(
    prompts: Sequence[Prompt], view: PlanView | None, most: int | None
) -> tuple[Prompt, ...]:
    """Return the prompts of more tokens than that, as large as what is trained.

    Nothing where that is not known, or itself has more.
    """
    from app.core.export.prompt_shapes import planned_shape

    shape = None if view is None else planned_shape(view.plan)
    if shape is None or most is None:
        return ()
    made = (replace(each, **shape._asdict()) for each in prompts if _tokens(each) > most)
    return tuple(each for each in made if _tokens(each) <= most)


def _tokens(prompt: Prompt) -> int:
    from app.core.planner.resolutions import tokens_of

    return tokens_of((prompt.width, prompt.height), prompt.frames)
