from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.core.export.plan_view import PlanView, plan_view
from app.core.export.project_plan import ProjectPlanner
from app.core.library.edits import changing
from app.core.library.model import Dataset, Prompt, Settings
from app.core.library.project import Project
from app.core.planner.costs.setups import Setup
from app.core.training.recipe.facts import Facts
from app.core.training.recipe.knowing import facts_of
from app.core.training.recipe.presets import read_preset
from app.core.training.recipe.warnings import warnings
from tests.core.export.makers import small_project

DATASETS = (
    Dataset(position=0, name="head", kind="video", resolution=(64, 48), target_frames=(29,)),
    Dataset(position=1, name="stills", kind="image", resolution=(64, 48)),
)
PROMPT = Prompt(position=0, text="a", width=64, height=48, frames=81, flow_shift=3.0)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with small_project(tmp_path) as project:
        project.add(DATASETS)
        yield project


def view_of(project: Project) -> PlanView:
    planner = ProjectPlanner()
    return plan_view(planner.update(project), planner.films)


def test_that_without_a_plan_only_the_project_is_known() -> None:
    assert facts_of(Settings(name="x"), ()) == Facts(
        architecture="wan", prompts=0, shiftless_prompts=0
    )


def test_that_the_plan_says_steps_stills_and_memory(project: Project) -> None:
    view = view_of(project)
    facts = facts_of(project.settings, (), view)
    assert facts.steps_per_epoch == view.ledger.steps
    assert facts.stills == 1
    assert facts.step_tokens == max(row.step_tokens for row in view.ledger.rows)
    assert facts.needs_gib is not None and 13 < facts.needs_gib < 15
    assert (facts.card_gib, facts.enough_swap) == (24.0, 0)


def test_that_clips_and_stills_without_words_are_counted(project: Project) -> None:
    assert facts_of(project.settings, (), view_of(project)).bare_clips == 0
    for clip in project.clips():
        project.apply(changing(clip, replace(clip, caption="")))
    facts = facts_of(project.settings, (), view_of(project))
    assert facts.bare_clips == 2  # of the three, one is not picked
    said = warnings(read_preset("wan21-24gb").recipe, facts)
    assert any("without a caption" in each.sentence for each in said)


def test_that_a_card_that_is_too_small_is_cured_with_blocks(project: Project) -> None:
    small = Setup(card_gib=12.0, swap=10)
    project.apply(changing(project.settings, replace(project.settings, setup=small.to_json())))
    facts = facts_of(project.settings, (), view_of(project))
    recipe = read_preset("takenoko-3090").recipe
    found = next(each for each in warnings(recipe, facts) if each.key == "train.blocks_to_swap")
    assert found.cure == {"train.blocks_to_swap": facts.enough_swap}
    assert facts.enough_swap is not None and facts.enough_swap > 10


def test_that_a_sample_larger_than_the_training_is_known(project: Project) -> None:
    facts = facts_of(project.settings, (PROMPT,), view_of(project))
    assert facts.sample_tokens == 21 * 4 * 3
    assert facts.step_tokens is not None and facts.sample_tokens > facts.step_tokens
    assert facts.prompts == 1


def test_that_of_a_model_we_do_not_know_no_memory_is_said(project: Project) -> None:
    other = replace(project.settings, architecture="framepack")
    project.apply(changing(project.settings, other))
    facts = facts_of(project.settings, (), view_of(project))
    assert (facts.architecture, facts.needs_gib, facts.card_gib) == ("framepack", None, None)


def test_that_what_the_trainer_did_not_say_is_not_known() -> None:
    silent = SimpleNamespace(packages={}, options={}, tasks=())
    facts = facts_of(Settings(name="x"), (), None, silent)
    assert (facts.packages, facts.options, facts.tasks) == (None, None, None)
    said = SimpleNamespace(packages={"a": "1"}, options={"train": ("seed",)}, tasks=("t2v-14B",))
    facts = facts_of(Settings(name="x"), (), None, said)
    assert facts.lacks("tensorboard") and not facts.lacks("a", "b")
