from __future__ import annotations

from pathlib import Path

import pytest

from app.core.training.after.generating import commands, missing, prompts_text
from app.core.training.after.trial import Trial, Tried
from app.core.training.commands.places import Rig
from app.core.training.recipe.training_recipe import TrainingRecipe
from app.core.training.trainer.info import Gpu, TrainerInfo

FOLDER = Path("/p/runs/001-x/tests/001-test")
TRAINER = TrainerInfo(Path("/musubi"), Path("/musubi/venv/bin/python"))
MODELS = {
    "dit": "/m/low.safetensors",
    "dit_high_noise": "/m/high.safetensors",
    "vae": "/m/vae.safetensors",
    "t5": "/m/t5.pth",
}
TRIAL = Trial(
    checkpoints=(Tried("/o/x-000001.safetensors", "epoch 1"), Tried("/o/x.safetensors", "last")),
    strengths=(0.8, 1.0),
    prompts=("a cat", "--w is a word, --d 5 too"),
    seeds=(7,),
    negative="blurry -- dull",
    width=768,
    height=416,
    frames=81,
    shift=7.0,
)


def _recipe(**values: object) -> TrainingRecipe:
    return TrainingRecipe("", {f"train.{name}": value for name, value in values.items()})


def _values(argv: tuple[str, ...]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for token in argv[2:]:
        if token.startswith("--"):
            name, equals, value = token.partition("=")
            found[name] = [value] if equals else []
        else:
            found[list(found)[-1]].append(token)
    return found


def test_each_checkpoint_and_strength_is_a_program_of_its_own() -> None:
    made = commands(TRIAL, _recipe(task="t2v-14B"), Rig(TRAINER, MODELS), FOLDER)
    said = [_values(each.argv) for each in made]
    assert [(each["--lora_weight"], each["--lora_multiplier"]) for each in said] == [
        (["/o/x-000001.safetensors"], ["0.8"]),
        (["/o/x-000001.safetensors"], ["1.0"]),
        (["/o/x.safetensors"], ["0.8"]),
        (["/o/x.safetensors"], ["1.0"]),
    ]
    assert len({each["--save_path"][0] for each in said}) == 4
    assert {each["--from_file"][0] for each in said} == {str(FOLDER / "prompts.txt")}


def test_the_size_is_height_and_width_and_films_have_16_frames_a_second() -> None:
    said = _values(commands(TRIAL, _recipe(), Rig(TRAINER, MODELS), FOLDER)[0].argv)
    assert said["--video_size"] == ["416", "768"]
    assert (said["--fps"], said["--video_length"]) == (["16"], ["81"])
    assert said["--negative_prompt"] == ["blurry -- dull"]
    assert said["--task"] == ["t2v-14B"]
    assert "--prompt" not in said


def test_the_model_is_loaded_as_in_the_training() -> None:
    recipe = _recipe(
        fp8_base=True, fp8_scaled=True, fp8_t5=True, blocks_to_swap=20, sage_attn=True, sdpa=True
    )
    said = _values(commands(TRIAL, recipe, Rig(TRAINER, MODELS), FOLDER)[0].argv)
    for name in ("--fp8", "--fp8_scaled", "--fp8_t5"):
        assert said[name] == []
    assert said["--blocks_to_swap"] == ["20"]
    assert said["--attn_mode"] == ["sageattn"]


@pytest.mark.parametrize(
    ("values", "low", "high"),
    [
        ({"dit_high_noise": ""}, True, True),
        ({"min_timestep": 875}, False, True),
        ({"max_timestep": 875}, True, False),
    ],
)
def test_of_two_experts_those_get_the_lora_that_were_trained(
    values: dict[str, object], low: bool, high: bool
) -> None:
    recipe = _recipe(task="t2v-A14B", blocks_to_swap=10, **values)
    said = _values(commands(TRIAL, recipe, Rig(TRAINER, MODELS), FOLDER)[0].argv)
    assert ("--lora_weight" in said, "--lora_weight_high_noise" in said) == (low, high)
    assert said["--dit"] == ["/m/low.safetensors"]
    assert said["--dit_high_noise"] == ["/m/high.safetensors"]
    assert said["--timestep_boundary"] == ["0.875"]
    assert "--lazy_loading" in said


def test_prompts_are_lines_whose_words_are_no_options() -> None:
    first, second = prompts_text(TRIAL).splitlines()
    assert first == "a cat --w 768 --h 416 --f 81 --d 7 --s 20 --fs 7.0 --l 5.0"
    assert second.split(" --")[0] == "--w is a word,\u00a0--d 5 too"


def test_what_is_not_set_up_is_said_and_stands_in_the_command_by_name() -> None:
    recipe = _recipe(task="t2v-A14B")
    said = missing(recipe, Rig(None, {"dit": "/m/low"}), TRIAL)
    assert said[0] == "musubi-tuner was not found: choose its folder."
    assert said[1] == "No file was chosen for DiT: Wan 2.2 t2v A14B, high noise."
    made = commands(TRIAL, recipe, Rig(None, {}), FOLDER)[0]
    assert made.argv[0] == "<python of musubi-tuner>"
    assert _values(made.argv)["--vae"] == ["<VAE: Wan 2.1>"]


def test_a_model_that_begins_with_a_picture_asks_for_one() -> None:
    recipe = _recipe(task="i2v-A14B")
    assert missing(recipe, Rig(TRAINER, MODELS), TRIAL) == (
        "Wan 2.2 i2v A14B begins with a picture: choose one.",
    )


def test_a_second_card_is_named_as_the_system_counts() -> None:
    rig = Rig(
        TrainerInfo(Path("/m"), Path("/p"), gpus=(Gpu(0, "a", 24), Gpu(1, "b", 24))), MODELS, 1
    )
    env = commands(TRIAL, _recipe(), rig, FOLDER)[0].env
    assert (env["CUDA_DEVICE_ORDER"], env["CUDA_VISIBLE_DEVICES"]) == ("PCI_BUS_ID", "1")
    assert env["PYTHONUTF8"] == "1"
