"""What is known around a recipe, gathered from the project, its plan and what was set up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from app.core.captions.prompt_fields import made
from app.core.export.plan_view import PlanView
from app.core.library.model import Clip, Prompt, Settings, Still
from app.core.training.recipe.facts import Facts


class KnownTrainer(Protocol):
    """What a probe of the trainer tells, as far as warnings look at it."""

    @property
    def packages(self) -> Mapping[str, str]:
        """Versions of what is installed with it, by name."""

    @property
    def options(self) -> Mapping[str, tuple[str, ...]]:
        """Options it knows, by script."""

    @property
    def tasks(self) -> tuple[str, ...]:
        """Tasks it knows."""


def facts_of(
    settings: Settings,
    prompts: Sequence[Prompt],
    view: PlanView | None = None,
    trainer: KnownTrainer | None = None,
) -> Facts:
    """Return what is known; files of models and whether a training goes on are the caller's.

    Args:
        settings: Of the project.
        prompts: Its sample prompts.
        view: Its plan; None: not counted yet.
        trainer: None: not found or not asked yet.
    """
    found = Facts(
        architecture=settings.architecture,
        trigger=settings.trigger.strip(),
        prompts=len(prompts),
        shiftless_prompts=sum(each.flow_shift is None for each in prompts),
        sample_tokens=max(map(_tokens, prompts), default=None),
    )
    if trainer is not None:
        found = replace(
            found,
            packages=trainer.packages or None,
            options=trainer.options or None,
            tasks=trainer.tasks or None,
        )
    return found if view is None else _with_plan(found, view)


def _with_plan(facts: Facts, view: PlanView) -> Facts:
    """Return facts with what the plan says; memory only where its model is one we know."""
    rows = [row for row in view.ledger.rows if row.samples]
    found = replace(
        facts,
        steps_per_epoch=view.ledger.steps,
        stills=sum(row.samples for row in rows if row.kind == "image"),
    )
    if view.project is not None:
        bare = [each.row for each in view.project.pieces if not each.row.caption.strip()]
        found = replace(
            found,
            bare_clips=sum(isinstance(each, Clip) for each in bare),
            bare_stills=sum(isinstance(each, Still) for each in bare),
        )
    heaviest = view.ledger.heaviest
    if heaviest is None or not view.costs.known:
        return found
    tokens, batch = heaviest.step_tokens, heaviest.step_batch
    return replace(
        found,
        step_tokens=tokens,
        needs_gib=view.costs.needs(view.costs.of(tokens, batch)),
        card_gib=view.costs.setup.card_gib,
        enough_swap=view.costs.least_swap(tokens, batch),
    )


def _tokens(prompt: Prompt) -> int:
    """Return the tokens of what a prompt makes."""
    size = made(prompt)
    return ((size.frames - 1) // 4 + 1) * (size.width // 16) * (size.height // 16)
