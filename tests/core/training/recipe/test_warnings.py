from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.core.library.model import Prompt
from app.core.training.commands.command_lines import commands
from app.core.training.commands.places import Rig, places_of
from app.core.training.recipe.facts import Facts
from app.core.training.recipe.presets import read_preset
from app.core.training.recipe.training_recipe import TrainingRecipe
from app.core.training.recipe.warning import Warning_
from app.core.training.recipe.warnings import warnings
from tests.core.training.trainers_rules import parse, refusals

CLEAN = read_preset("wan21-24gb").recipe
WAN22 = {"train.task": "t2v-A14B"}
I2V = {
    "train.task": "i2v-14B",
    "train.clip": "",
    "cache_latents.clip": "",
    "cache_latents.i2v": True,
}
ALL = {"accelerate": "1.6.0", "tensorboard": "2.19", "bitsandbytes": "0.45"}


def changed(**values: object) -> TrainingRecipe:
    """Return the clean recipe with options of ``train`` changed; None takes one out."""
    return CLEAN.with_values({f"train.{name}": value for name, value in values.items()})


def said_of(recipe: TrainingRecipe, facts: Facts | None = None) -> tuple[Warning_, ...]:
    return warnings(recipe, facts or Facts())


def one(recipe: TrainingRecipe, key: str | None, facts: Facts | None = None) -> Warning_:
    """Return what is said at an option; all that is said must be about it."""
    found = said_of(recipe, facts)
    assert [each.key for each in found] == [key]
    return found[0]


# What the trainer fails at by itself: each is told as bad, and its cure is taken by the trainer.
REFUSED: list[tuple[str, str, dict[str, Any]]] = [
    ("no attention", "sdpa", {"sdpa": None}),
    ("sage", "sage_attn", {"sdpa": None, "sage_attn": True}),
    ("no optimizer", "optimizer_type", {"optimizer_type": None}),
    ("an optimizer of 8 bit", "optimizer_type", {"optimizer_type": "lion8bit"}),
    ("no network", "network_module", {"network_module": None}),
    ("another model's network", "network_module", {"network_module": "networks.lora"}),
    ("rank of weights", "dim_from_weights", {"dim_from_weights": True}),
    ("no precision", "mixed_precision", {"mixed_precision": None}),
    ("scaled without base", "fp8_scaled", {"fp8_base": None}),
    ("too many blocks", "blocks_to_swap", {"blocks_to_swap": 40}),
    ("h2d", "block_swap_h2d_only", {"block_swap_h2d_only": True, "gradient_checkpointing": None}),
    ("no workers", "max_data_loader_n_workers", {"max_data_loader_n_workers": 0}),
    ("warm-up", "lr_warmup_steps", {"lr_warmup_steps": 100}),
    ("warm-up in percent", "lr_warmup_steps", {"lr_warmup_steps": "10%"}),
    ("no folder of events", "logging_dir", {"logging_dir": None}),
    ("samples without t5", "sample_prompts", {"t5": None}),
    ("samples without vae", "sample_prompts", {"vae": None}),
    ("high noise of 2.1", "dit_high_noise", {"dit_high_noise": ""}),
    ("timesteps shown", "show_timesteps", {"show_timesteps": "console"}),
]


def parsed(recipe: TrainingRecipe) -> argparse.Namespace:
    """Return the options as the trainer's own parser takes them."""
    train = commands(recipe, Rig(), places_of(Path("p"), "001-x"))[-1]
    place = next(n for n, each in enumerate(train.argv) if each.endswith(".py"))
    return parse("train", train.argv[place + 1 :])


@pytest.mark.parametrize(("name", "values"), [e[1:] for e in REFUSED], ids=[e[0] for e in REFUSED])
def test_that_what_the_trainer_refuses_is_told_and_cured(name: str, values: dict[str, Any]) -> None:
    recipe = changed(**values)
    assert list(refusals(parsed(recipe)))
    found = [each for each in said_of(recipe) if each.grade == "bad"]
    assert [each.key for each in found] == [f"train.{name}"]
    assert found[0].cure is not None
    assert found[0].label
    cured = found[0].cured(recipe)
    assert list(refusals(parsed(cured))) == []
    assert [each for each in said_of(cured) if each.grade == "bad"] == []


# What it takes, though it is likely not meant.
UNMEANT: list[tuple[str, str, dict[str, Any]]] = [
    ("alpha of 1", "network_alpha", {"network_alpha": None}),
    ("alpha said as 1", "network_alpha", {"network_alpha": 1}),
    ("no rank", "network_dim", {"network_dim": None, "network_alpha": None}),
    ("saved in fp32", "save_precision", {"save_precision": None}),
    ("no rate", "learning_rate", {"learning_rate": None}),
    ("a high rate", "learning_rate", {"learning_rate": 0.01}),
    ("sigma by default", "timestep_sampling", {"timestep_sampling": None}),
    ("sigma", "timestep_sampling", {"timestep_sampling": "sigma"}),
    ("shift of another", "timestep_sampling", {"timestep_sampling": "flux_shift"}),
    ("a shift of 1", "discrete_flow_shift", {"discrete_flow_shift": None}),
    ("no checkpointing", "gradient_checkpointing", {"gradient_checkpointing": None}),
    ("no seed", "seed", {"seed": None}),
    ("no length", "max_train_epochs", {"max_train_epochs": None}),
    ("no state", "save_state", {"save_state": None}),
    ("no log", "logging_dir", {"logging_dir": None, "log_with": None}),
    ("a key", "wandb_api_key", {"wandb_api_key": "0123"}),
    ("a file of options", "config_file", {"config_file": "x.toml"}),
    ("when no samples", "sample_every_n_epochs",
     {"sample_every_n_epochs": None, "sample_at_first": None}),
    ("no prompts", "sample_prompts", {"sample_prompts": None}),
    ("only the end", "save_every_n_epochs", {
        "save_every_n_epochs": None, "save_every_n_steps": None, "save_last_n_epochs_state": None,
        "save_last_n_steps_state": None}),
    ("too seldom", "save_every_n_epochs",
     {"save_every_n_epochs": 50, "save_every_n_steps": None}),
    ("a range alone", "preserve_distribution_shape", {"max_timestep": 500}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "values"), [e[1:] for e in UNMEANT], ids=[e[0] for e in UNMEANT])
def test_that_what_is_likely_not_meant_is_told_and_cured(name: str, values: dict[str, Any]) -> None:
    recipe = changed(**values)
    found = one(recipe, f"train.{name}")
    assert found.grade == "warn"
    assert found.cure is not None
    assert found.label
    assert said_of(found.cured(recipe)) == ()


def test_that_nothing_is_said_of_a_clean_recipe() -> None:
    assert said_of(CLEAN, Facts(packages=ALL, steps_per_epoch=1078, prompts=2)) == ()


def test_that_the_worst_comes_first() -> None:
    grades = [each.grade for each in said_of(TrainingRecipe())]
    assert grades == sorted(grades, key=["bad", "warn", "info"].index)
    assert {"bad", "warn", "info"} <= set(grades)


def test_that_all_cures_together_make_a_recipe_of_nothing_one_the_trainer_takes() -> None:
    recipe = TrainingRecipe()
    for each in said_of(recipe):
        recipe = each.cured(recipe)
    assert list(refusals(parsed(recipe))) == []
    assert [each for each in said_of(recipe) if each.grade != "info"] == []


def test_that_the_alpha_follows_the_rank_that_is_chosen() -> None:
    found = one(changed(network_dim=16, network_alpha=None), "train.network_alpha")
    assert found.cure == {"train.network_alpha": 16}
    assert "1/16" in found.sentence


@pytest.mark.parametrize("shift", [0.5, 1.0, 7.0, 12.0])
@pytest.mark.parametrize("name", ["prodigyopt.Prodigy", "DAdaptation.DAdaptAdam"])
def test_that_an_optimizer_that_finds_its_rate_is_warned_of_with_an_unusual_shift(
    name: str, shift: float
) -> None:
    recipe = changed(optimizer_type=name, discrete_flow_shift=shift, learning_rate=1.0)
    found = one(recipe, "train.optimizer_type")
    assert "60 hours" in found.sentence
    assert found.cured(recipe)["train.optimizer_type"] == "adamw8bit"
    assert said_of(recipe.with_value("train.discrete_flow_shift", 3.0)) == ()


def test_that_prodigy_wants_a_rate_of_1() -> None:
    found = one(changed(optimizer_type="prodigyopt.Prodigy"), "train.learning_rate")
    assert found.cure == {"train.learning_rate": 1.0}


def test_that_adafactor_is_kept_from_its_own_rate() -> None:
    recipe = changed(optimizer_type="adafactor", optimizer_args=("weight_decay=0.01",))
    found = one(recipe, "train.optimizer_args")
    cured = found.cured(recipe)
    assert cured["train.optimizer_args"][:2] == ("weight_decay=0.01", "relative_step=False")
    assert said_of(cured) == ()


@pytest.mark.parametrize(
    ("values", "package"),
    [
        ({"optimizer_type": "adamw8bit"}, "bitsandbytes"),
        ({"optimizer_type": "bitsandbytes.optim.AdEMAMix8bit"}, "bitsandbytes"),
        ({"optimizer_type": "prodigyopt.Prodigy", "learning_rate": 1.0}, "prodigyopt"),
        ({"optimizer_type": "schedulefree.AdamWScheduleFree"}, "schedulefree"),
        ({"sdpa": None, "flash_attn": True}, "flash-attn"),
        ({"sdpa": None, "xformers": True}, "xformers"),
        ({"compile": True}, "triton"),
    ],
)
def test_that_a_package_that_is_not_there_is_told_only_where_that_is_known(
    values: dict[str, Any], package: str
) -> None:
    recipe = changed(**values)
    names = {"accelerate", "tensorboard", "bitsandbytes"} - {package}
    bare = dict.fromkeys(names, "1")
    (found,) = said_of(recipe, Facts(packages=bare))
    assert found.grade == "bad"
    assert said_of(found.cured(recipe), Facts(packages=bare)) == ()
    assert said_of(recipe) == ()
    assert said_of(recipe, Facts(packages=bare | {package: "1"})) == ()


def test_that_a_missing_tensorboard_is_told_as_training_goes_on_without_events() -> None:
    found = one(CLEAN, "train.log_with", Facts(packages={"bitsandbytes": "1"}))
    assert found.grade == "warn"


@pytest.mark.parametrize(
    ("file", "given", "fit"), [("fp16", "bf16", "fp16"), ("bf16", "fp16", "bf16")]
)
def test_that_the_arithmetic_fits_the_file_of_the_model(file: str, given: str, fit: str) -> None:
    recipe = CLEAN.with_values({"train.mixed_precision": given, "launch.mixed_precision": given})
    facts = Facts(dtypes={"dit": file})
    assert list(refusals(parsed(recipe), dit=file))
    found = one(recipe, "train.mixed_precision", facts)
    cured = found.cured(recipe)
    assert (cured["train.mixed_precision"], cured["launch.mixed_precision"]) == (fit, fit)
    assert said_of(cured, facts) == ()
    assert list(refusals(parsed(cured), dit=file)) == []


def test_that_an_fp8_file_is_told_what_it_takes() -> None:
    facts = Facts(dtypes={"dit": "fp8_e4m3fn"})
    found = one(CLEAN, "train.fp8_scaled", facts)
    assert list(refusals(parsed(CLEAN), dit="fp8"))
    cured = found.cured(CLEAN)
    assert said_of(cured, facts) == ()
    assert list(refusals(parsed(cured), dit="fp8")) == []
    assert one(changed(fp8_base=None, fp8_scaled=None), "train.fp8_base", facts).grade == "bad"
    scaled = one(CLEAN, "train.dit", Facts(dtypes={"dit": "fp8_scaled"}))
    assert (scaled.grade, scaled.cure) == ("bad", None)


def test_that_of_the_high_noise_expert_its_own_file_counts() -> None:
    high = read_preset("wan22-high").recipe
    facts = Facts(dtypes={"dit": "bf16", "dit_high_noise": "fp16"})
    assert one(high, "train.mixed_precision", facts).label == "Use fp16"
    low = read_preset("wan22-low").recipe
    assert said_of(low, facts) == ()


def test_that_blocks_are_as_many_as_the_model_has() -> None:
    small = read_preset("wan21-1.3b").recipe.with_value("train.blocks_to_swap", 30)
    assert one(small, "train.blocks_to_swap").cure == {"train.blocks_to_swap": 29}


def test_that_swapping_and_offloading_exclude_each_other() -> None:
    both = read_preset("wan22-both").recipe.with_value("train.offload_inactive_dit", True)
    assert list(refusals(parsed(both)))
    found = said_of(both)[0]
    assert (found.grade, found.key) == ("bad", "train.offload_inactive_dit")
    assert list(refusals(parsed(found.cured(both)))) == []


# ---------------------------------------------------------------------------------- timesteps


def test_that_a_range_never_stands_with_sigma_which_turns_it_round() -> None:
    low = read_preset("wan22-low").recipe
    for how in ("sigma", None):
        recipe = low.with_value("train.timestep_sampling", how)
        found = one(recipe, "train.timestep_sampling")
        assert (found.grade, "wrong way round" in found.sentence) == ("bad", True)
        assert said_of(found.cured(recipe)) == ()


def test_that_sigma_is_said_to_ignore_the_shift() -> None:
    found = one(
        changed(timestep_sampling="sigma", discrete_flow_shift=5.0), "train.timestep_sampling"
    )
    assert "ignores discrete_flow_shift 5.0" in found.sentence
    assert found.cure == {"train.timestep_sampling": "shift"}


@pytest.mark.parametrize(("task", "boundary"), [("t2v-A14B", 875), ("i2v-A14B", 900)])
def test_that_one_expert_of_wan_22_learns_only_its_timesteps(task: str, boundary: int) -> None:
    recipe = CLEAN.with_values({"train.task": task, "cache_latents.i2v": task[0] == "i"})
    found = one(recipe, "train.max_timestep")
    cured = found.cured(recipe)
    assert cured["train.max_timestep"] == boundary
    assert said_of(cured) == ()
    other = cured.with_value("train.max_timestep", 600)
    assert one(other, "train.max_timestep").cured(other) == cured


def test_that_the_high_noise_expert_makes_no_samples_and_learns_from_clips() -> None:
    high = read_preset("wan22-high").recipe
    asked = high.with_values(
        {f"train.{n}": "" for n in ("sample_prompts", "vae", "t5")}
        | {"train.sample_at_first": True}
    )
    found = one(asked, "train.sample_prompts")
    assert said_of(found.cured(asked)) == ()
    assert one(high, None, Facts(stills=120)).grade == "warn"
    assert said_of(high, Facts(stills=0)) == ()


def test_that_both_experts_have_no_range_no_buckets_and_a_boundary_in_thousandths() -> None:
    both = read_preset("wan22-both").recipe
    for values, grade, key in (
        ({"max_timestep": 875, "preserve_distribution_shape": True}, "warn", "min_timestep"),
        ({"num_timestep_buckets": 8}, "warn", "num_timestep_buckets"),
        ({"timestep_boundary": 1}, "bad", "timestep_boundary"),
    ):
        recipe = both.with_values({f"train.{name}": value for name, value in values.items()})
        found = said_of(recipe)[0]
        assert (found.grade, found.key) == (grade, f"train.{key}")
        assert [each.grade for each in said_of(found.cured(recipe))] == ["info"]


# ----------------------------------------------------------------------------- image to video


def test_that_image_to_video_needs_its_own_caches_and_clip() -> None:
    assert said_of(CLEAN.with_values(I2V)) == ()
    bare = CLEAN.with_values(I2V | {"cache_latents.i2v": None, "cache_latents.clip": None})
    found = said_of(bare)
    assert [each.key for each in found] == ["cache_latents.i2v", "cache_latents.clip"]
    cured = found[1].cured(found[0].cured(bare))
    assert said_of(cured) == ()
    no_clip = CLEAN.with_values(I2V | {"train.clip": None})
    assert list(refusals(parsed(no_clip)))
    assert one(no_clip, "train.sample_prompts").cure == {"train.clip": ""}


def test_that_wan_22_image_to_video_has_no_clip() -> None:
    low = read_preset("wan22-low").recipe.with_values(
        {"train.task": "i2v-A14B", "train.max_timestep": 900, "cache_latents.i2v": True}
    )
    assert said_of(low) == ()
    found = one(low.with_value("cache_latents.clip", ""), "cache_latents.clip")
    assert found.cured(low.with_value("cache_latents.clip", "")) == low


# -------------------------------------------------------------------------------------- facts


@pytest.mark.parametrize(
    ("facts", "grade", "key"),
    [
        (Facts(architecture="framepack"), "bad", None),
        (Facts(bare_videos=3), "warn", None),
        (Facts(bare_stills=3), "warn", None),
        (Facts(prompts=0), "info", "train.sample_prompts"),
        (Facts(prompts=2, seedless_prompts=1), "warn", "train.sample_prompts"),
        (Facts(prompts=2, shiftless_prompts=2), "warn", "train.sample_prompts"),
        (Facts(sample_tokens=9000, step_tokens=7488), "warn", "train.sample_prompts"),
        (Facts(needs_gib=25.2, card_gib=24, enough_swap=16), "warn", "train.blocks_to_swap"),
        (Facts(needs_gib=25.2, card_gib=24, enough_swap=None), "warn", None),
        (Facts(model_troubles={"dit": "It is a LoRA."}), "bad", "train.dit"),
        (Facts(model_troubles={"t5": "It is ComfyUI's."}), "bad", "cache_text.t5"),
        (Facts(tasks=("t2v-1.3B",)), "bad", "train.task"),
    ],
)
def test_that_what_is_known_around_the_recipe_is_told(
    facts: Facts, grade: str, key: str | None
) -> None:
    assert one(CLEAN, key, facts).grade == grade


def test_that_samples_larger_than_what_is_trained_can_be_made_as_large() -> None:
    made = Prompt(id=1, position=0, text="rain", width=384, height=208, frames=45)
    for prompts, label in (
        ((), ""),
        ((made,), "Make it 384×208×45"),
        ((made, replace(made, id=2)), "Make them 384×208×45"),
    ):
        facts = Facts(sample_tokens=9000, step_tokens=7488, smaller_prompts=prompts)
        found = one(CLEAN, "train.sample_prompts", facts)
        assert (found.prompts, found.label, found.curable) == (prompts, label, bool(prompts))


def test_that_the_plan_names_the_blocks_that_fit() -> None:
    found = one(CLEAN, "train.blocks_to_swap", Facts(needs_gib=25.2, card_gib=24, enough_swap=16))
    assert found.cure == {"train.blocks_to_swap": 16}
    assert "25.2 GiB" in found.sentence


def test_that_an_option_an_old_trainer_does_not_know_is_told() -> None:
    known = tuple(k.partition(".")[2] for k in CLEAN.values if k != "train.save_precision")
    found = one(CLEAN, "train.save_precision", Facts(options={"train": known}))
    assert found.grade == "bad"
    assert not found.cured(CLEAN).is_set("train.save_precision")


def test_that_a_long_epoch_asks_for_checkpoints_inside_it() -> None:
    recipe = changed(save_every_n_steps=None, save_last_n_steps_state=None)
    found = one(recipe, "train.save_every_n_steps", Facts(steps_per_epoch=1078))
    assert (found.grade, "1,078" in found.sentence) == ("info", True)
    assert said_of(recipe, Facts(steps_per_epoch=200)) == ()


@pytest.mark.parametrize("name", ["cosine", "cosine_with_min_lr", "rex", "linear"])
def test_that_a_schedule_with_an_end_is_told_of_where_a_training_goes_on(name: str) -> None:
    recipe = changed(lr_scheduler=name)
    assert said_of(recipe) == ()
    assert one(recipe, "train.lr_scheduler", Facts(resumes=True)).grade == "warn"
    assert said_of(CLEAN, Facts(resumes=True)) == ()


def test_that_old_caches_and_names_that_are_none_are_told() -> None:
    kept = CLEAN.with_value("cache_latents.keep_cache", True)
    assert one(kept, "cache_latents.keep_cache").cured(kept) == CLEAN
    shown = CLEAN.with_value("cache_latents.debug_mode", "video")
    assert one(shown, "cache_latents.debug_mode").cured(shown) == CLEAN
    wrong = changed(output_name="a/b:c")
    found = one(wrong, "train.output_name")
    assert found.grade == "bad"
    assert said_of(found.cured(wrong)) == ()


def test_that_arguments_with_no_or_two_equals_signs_are_told() -> None:
    recipe = changed(network_args=("loraplus_lr_ratio=4", "exclude=a=b", "verbose"))
    assert [each.sentence.split(": ")[1].split()[0] for each in said_of(recipe)] == [
        *("exclude=a=b", "verbose")
    ]


def test_that_numbers_that_make_no_sense_are_told() -> None:
    assert one(changed(max_grad_norm=-1.0), "train.max_grad_norm").grade == "warn"


def test_that_metrics_an_old_trainer_cannot_give_are_said_and_cured() -> None:
    old = Facts(hooks=False)
    recipe = CLEAN.with_values({"rushes.metrics": True, "rushes.held_out": 5})
    metrics, held = said_of(recipe, old)
    assert (metrics.key, held.key) == ("rushes.metrics", "rushes.held_out")
    assert "its own script runs" in metrics.sentence
    assert said_of(held.cured(metrics.cured(recipe)), old) == ()
    for facts in (Facts(hooks=True), Facts()):
        assert said_of(recipe, facts) == ()


def test_that_clips_held_out_and_not_measured_or_measured_and_not_held_out_are_said() -> None:
    held = CLEAN.with_value("rushes.held_out", 5)
    found = one(held, "rushes.held_out")
    assert found.grade == "warn" and said_of(found.cured(held)) == ()
    measured = CLEAN.with_value("rushes.metrics", True)
    found = one(measured, "rushes.held_out")
    assert found.grade == "info" and said_of(found.cured(measured)) == ()
    idle = one(CLEAN.with_value("rushes.validate_every", 2), "rushes.validate_every")
    assert "does nothing" in idle.sentence


def test_that_python_alone_does_not_train_on_several_cards() -> None:
    recipe = CLEAN.with_values({"rushes.launch": "python", "launch.num_processes": 2})
    found = one(recipe, "rushes.launch")
    assert found.grade == "bad" and said_of(found.cured(recipe)) == ()
