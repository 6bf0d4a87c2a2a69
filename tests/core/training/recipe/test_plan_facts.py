"""What plan, project and trainer say around a recipe."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app.core.export.plan_view import plan_view
from app.core.export.project_plan import ProjectPlanner
from app.core.export.prompt_shapes import planned_shape
from app.core.library.model import Clip, Dataset, Prompt, Settings, Still
from app.core.planner.advice.advising import advise
from app.core.planner.resolutions import tokens_of
from app.core.training.recipe.plan_facts import facts_of
from app.core.training.trainer.info import TrainerInfo
from app.core.training.trainer.model_files import ModelFile
from tests.core.export.makers import small_project

HEAD = Dataset(position=0, name="head", kind="video", resolution=(64, 48), target_frames=(1, 29))
STILLS = Dataset(position=1, name="stills", kind="image", resolution=(64, 64))
PROMPT = Prompt(position=0, text="rain", width=384, height=208, frames=45, flow_shift=None)


def test_of_what_is_not_known_nothing_is_said() -> None:
    facts = facts_of(Settings(name="a"), (), ())
    assert facts.architecture == "wan"
    assert (facts.prompts, facts.bare_videos, facts.bare_stills) == (0, 0, 0)
    unknown = (facts.steps_per_epoch, facts.needs_gib, facts.packages, facts.sample_tokens)
    assert unknown == (None, None, None, None)


def test_picks_without_a_caption_are_counted_unless_a_trigger_is_put_in_front() -> None:
    picks = (
        Clip(source=1, start=0, end=9),
        Clip(source=1, start=0, end=9, caption=" rain "),
        Clip(source=1, start=0, end=9, state="rejected"),
        Still(source=1, frame=3, caption=" "),
    )
    facts = facts_of(Settings(name="a"), picks, ())
    assert (facts.bare_videos, facts.bare_stills) == (1, 1)
    facts = facts_of(Settings(name="a", trigger="ohwx"), picks, ())
    assert (facts.bare_videos, facts.bare_stills) == (0, 0)


def test_plan_and_costs_are_those_that_plan_shows(tmp_path: Path) -> None:
    project = small_project(tmp_path)
    project.add([HEAD, STILLS])
    planner = ProjectPlanner()
    view = plan_view(planner.update(project), planner.films)
    advice = advise(view.plan, view.ledger.rows, view.costs)
    assert advice is not None
    facts = facts_of(project.settings, (), (PROMPT,), view=view, advice=advice)
    assert facts.steps_per_epoch == view.plan.steps_per_epoch
    assert facts.stills == sum(row.samples for row in view.ledger.rows if row.frames == 1) > 0
    assert facts.needs_gib == advice.needs
    assert facts.card_gib == 24
    assert facts.enough_swap == advice.least
    assert facts.sample_tokens == tokens_of((384, 208), 45)
    assert facts.shiftless_prompts == 1
    project.close()


def test_prompts_larger_than_what_is_trained_are_given_its_size(tmp_path: Path) -> None:
    project = small_project(tmp_path)
    project.add([HEAD, STILLS])
    planner = ProjectPlanner()
    view = plan_view(planner.update(project), planner.films)
    advice = advise(view.plan, view.ledger.rows, view.costs)
    small = replace(PROMPT, id=2, width=16, height=16, frames=1)
    facts = facts_of(project.settings, (), (replace(PROMPT, id=1), small), view=view, advice=advice)
    (made,) = facts.smaller_prompts
    shape = planned_shape(view.plan)
    assert (made.id, made.text) == (1, "rain")
    assert (made.width, made.height, made.frames) == shape
    again = facts_of(project.settings, (), (made, small), view=view, advice=advice)
    assert again.smaller_prompts == ()
    assert again.sample_tokens is not None and again.step_tokens is not None
    assert again.sample_tokens <= again.step_tokens
    project.close()


def test_packages_and_files_of_models_are_those_that_were_looked_at() -> None:
    trainer = TrainerInfo(Path("t"), Path("p"), packages={"accelerate": "1.6.0"})
    file = ModelFile(path=Path("a.safetensors"), kind="dit", dtype="fp8_e4m3fn", unfit="is odd")
    facts = facts_of(Settings(name="a"), (), (), rig=(trainer, {"dit": file}))
    assert facts.packages == {"accelerate": "1.6.0"}
    assert facts.options is None
    assert facts.dtype("dit") == "fp8"
    assert facts.model_troubles == {"dit": "a.safetensors is odd."}
