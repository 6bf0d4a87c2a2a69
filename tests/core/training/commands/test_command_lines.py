from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest

from app.core import paths, process
from app.core.training.commands.command_lines import WRAPPER, commands, missing
from app.core.training.commands.places import Places, Resume, Rig, places_of
from app.core.training.model import Command
from app.core.training.recipe.presets import read_preset, shipped
from app.core.training.recipe.tasks import task_of
from app.core.training.recipe.training_recipe import TrainingRecipe
from tests.core.training.trainers_rules import parse, refusals

# What the author of Takenoko wrote, with his paths as names in angle brackets.
AUTHORS = {
    "cache_latents": "--dataset_config <dataset> --vae <vae>",
    "cache_text": "--dataset_config <dataset> --t5 <t5> --batch_size 16",
    "train": """
        --task t2v-14B --dit <dit> --vae <vae> --t5 <t5> --sdpa --blocks_to_swap 10
        --mixed_precision bf16 --fp8_base --fp8_scaled --fp8_t5 --dataset_config <dataset>
        --optimizer_type adamw8bit --learning_rate 5e-5 --gradient_checkpointing
        --max_data_loader_n_workers 2 --persistent_data_loader_workers
        --network_module networks.lora_wan --network_dim 32 --network_alpha 32
        --timestep_sampling shift --discrete_flow_shift 3.0 --save_every_n_epochs 1 --seed 2025
        --output_dir <output> --output_name studio_ghibli_wan14b_v01 --log_config
        --log_with tensorboard --logging_dir <logs> --sample_prompts <prompts> --save_state
        --max_train_epochs 50 --sample_every_n_epochs 1""",
}
AUTHORS_LAUNCH = ["--num_cpu_threads_per_process", "1", "--mixed_precision", "bf16"]


@dataclass(frozen=True)
class Checkout:
    """What the finder of trainers gives, as far as commands look at it."""

    folder: Path = Path("/opt/musubi tuner")
    python: Path = Path("/opt/musubi tuner/venv/bin/python")
    gpus: Sequence[object] = ("one",)
    accelerate_config: Mapping[str, str] = field(default_factory=dict)
    old: bool = False

    def script(self, name: str) -> Path:
        return (self.folder if self.old else self.folder / "src/musubi_tuner") / f"{name}.py"


MODELS = {role: f"/models/{role}.safetensors" for role in ("dit", "dit_high_noise", "vae", "t5")}


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return places_of(tmp_path, "001-lora")


def made(recipe: TrainingRecipe, places: Places, rig: Rig | None = None) -> dict[str, Command]:
    found = commands(recipe, rig or Rig(Checkout(), MODELS), places)
    return {each.step: each for each in found}


def options_of(command: Command) -> list[str]:
    """Return what follows the script."""
    place = next(n for n, each in enumerate(command.argv) if each.endswith(".py"))
    return list(command.argv[place + 1 :])


@pytest.mark.parametrize("step", AUTHORS)
def test_that_the_authors_preset_is_his_command_line_token_for_token(
    places: Places, step: str
) -> None:
    ours = {
        **{"<dataset>": str(places.dataset_config), "<prompts>": str(places.prompts)},
        **{"<output>": str(places.output), "<logs>": str(places.logs)},
        **{f"<{role}>": file for role, file in MODELS.items()},
    }
    wanted = [ours.get(word, word) for word in AUTHORS[step].split()]
    assert options_of(made(read_preset("takenoko-3090").recipe, places)[step]) == wanted


def test_that_the_authors_preset_is_launched_as_he_did(places: Places) -> None:
    found = made(read_preset("takenoko-3090").recipe, places)
    checkout = Checkout()
    script = str(checkout.script("wan_train_network"))
    assert list(found["train"].argv[: len(AUTHORS_LAUNCH) + 4]) == [
        *(str(checkout.python), "-m", "accelerate.commands.launch", *AUTHORS_LAUNCH, script)
    ]
    assert found["cache_latents"].argv[:2] == (
        str(checkout.python),
        str(checkout.script("wan_cache_latents")),
    )
    assert found["cache_text"].argv[1] == str(checkout.script("wan_cache_text_encoder_outputs"))


def test_that_placeholders_stand_where_nothing_is_set_up(places: Places) -> None:
    recipe = read_preset("takenoko-3090").recipe
    train = made(recipe, places, Rig())["train"]
    assert train.argv[0] == "<python of musubi-tuner>"
    assert "<folder of musubi-tuner>/wan_train_network.py" in train.argv
    said = dict(pairwise(train.argv))
    assert said["--dit"] == "<DiT: Wan 2.1 t2v 14B>"
    assert said["--vae"] == "<VAE: Wan 2.1>"
    assert said["--t5"] == "<T5: umt5-xxl>"
    assert missing(recipe, Rig()) == (
        "musubi-tuner was not found: choose its folder.",
        "No file was chosen for DiT: Wan 2.1 t2v 14B.",
        "No file was chosen for VAE: Wan 2.1.",
        "No file was chosen for T5: umt5-xxl.",
    )
    assert missing(recipe, Rig(Checkout(), MODELS)) == ()


@pytest.mark.parametrize(
    ("preset", "models"),
    [
        ("wan22-low", ["dit", "vae", "t5"]),
        ("wan22-high", ["dit_high_noise", "vae", "t5"]),
        ("wan22-both", ["dit", "dit_high_noise", "vae", "t5"]),
    ],
)
def test_that_the_right_expert_of_wan_22_is_the_dit(
    places: Places, preset: str, models: list[str]
) -> None:
    recipe = read_preset(preset).recipe
    tokens = options_of(made(recipe, places)["train"])
    said = dict(pairwise(tokens))
    assert said["--dit"] == MODELS[models[0]]
    assert said.get("--dit_high_noise") == (MODELS["dit_high_noise"] if len(models) > 3 else None)
    for gone in models:
        rig = Rig(Checkout(), {role: file for role, file in MODELS.items() if role != gone})
        assert len(missing(recipe, rig)) == 1


@pytest.mark.parametrize("preset", shipped(), ids=lambda each: each.name)
@pytest.mark.parametrize("dit", ["bf16", "fp16"])
def test_that_the_trainer_takes_every_preset(places: Places, preset: object, dit: str) -> None:
    recipe: TrainingRecipe = preset.recipe  # type: ignore[attr-defined]
    if dit == "fp16":  # as the hints of Wan 2.2 say
        recipe = recipe.with_value("train.mixed_precision", "fp16")
    found = made(recipe, places)
    args = parse("train", options_of(found["train"]))
    assert list(refusals(args, dit=dit)) == []
    assert args.network_alpha == args.network_dim
    assert args.timestep_sampling == "shift"
    if args.min_timestep or args.max_timestep:
        assert args.preserve_distribution_shape
        assert (args.min_timestep, args.max_timestep) in ((0, 875), (875, 1000))
    latents = parse("cache_latents", options_of(found["cache_latents"]))
    assert latents.i2v == task_of(recipe).i2v
    assert parse("cache_text", options_of(found["cache_text"])).t5 == MODELS["t5"]


def test_that_a_recipe_that_says_nothing_gets_the_paths_the_scripts_need(places: Places) -> None:
    found = made(TrainingRecipe("", {"train.seed": 7}), places)
    assert options_of(found["cache_latents"]) == [
        *("--dataset_config", str(places.dataset_config), "--vae", MODELS["vae"])
    ]
    assert options_of(found["train"]) == [
        *("--dit", MODELS["dit"], "--dataset_config", str(places.dataset_config)),
        *("--output_dir", str(places.output), "--output_name", "lora", "--seed", "7"),
    ]


def test_that_a_file_named_in_the_recipe_is_used_and_not_missed(places: Places) -> None:
    recipe = read_preset("takenoko-3090").recipe.with_value("train.dit", "D:/my dit.safetensors")
    tokens = options_of(made(recipe, places, Rig())["train"])
    assert tokens[tokens.index("--dit") + 1] == "D:/my dit.safetensors"
    assert not any("DiT" in each for each in missing(recipe, Rig()))


def test_that_no_samples_are_asked_for_where_there_are_no_prompts(places: Places) -> None:
    bare = Places(places.run, places.dataset_config, None, places.output, places.logs)
    tokens = options_of(made(read_preset("wan21-24gb").recipe, bare)["train"])
    assert not [each for each in tokens if each.startswith("--sample")]
    assert "--vae" in tokens


def test_that_python_can_start_the_training_without_accelerate(places: Places) -> None:
    recipe = read_preset("takenoko-3090").recipe
    found = made(recipe, places, Rig(Checkout(), MODELS, launch="python"))
    assert found["train"].argv[1] == str(Checkout().script("wan_train_network"))
    assert found["train"].env["OMP_NUM_THREADS"] == "1"
    assert "OMP_NUM_THREADS" not in made(recipe, places)["train"].env
    assert "OMP_NUM_THREADS" not in found["cache_latents"].env


def test_that_what_is_printed_is_utf_8_and_not_held_back(places: Places) -> None:
    for command in made(read_preset("takenoko-3090").recipe, places).values():
        assert command.env == process.UTF8


@pytest.mark.parametrize(
    ("gpu", "gpus", "chosen"), [(0, 1, None), (0, 2, "0"), (1, 2, "1"), (1, 1, "1")]
)
def test_that_a_card_is_named_where_there_is_a_choice(
    places: Places, gpu: int, gpus: int, chosen: str | None
) -> None:
    rig = Rig(Checkout(gpus=range(gpus)), MODELS, gpu)
    for command in made(read_preset("takenoko-3090").recipe, places, rig).values():
        assert command.env.get("CUDA_VISIBLE_DEVICES") == chosen
        order = None if chosen is None else "PCI_BUS_ID"
        assert command.env.get("CUDA_DEVICE_ORDER") == order


def test_that_a_training_on_several_cards_may_use_them_all(places: Places) -> None:
    recipe = read_preset("takenoko-3090").recipe.with_value("launch.num_processes", 2)
    found = made(recipe, places, Rig(Checkout(gpus=range(2)), MODELS))
    assert "CUDA_VISIBLE_DEVICES" not in found["train"].env
    assert found["cache_latents"].env["CUDA_VISIBLE_DEVICES"] == "0"
    words = found["train"].argv
    assert words[words.index("--num_processes") + 1] == "2"


@pytest.mark.parametrize(
    ("config", "added"),
    [
        ({}, []),
        ({"num_processes": "1", "gpu_ids": "all"}, []),
        ({"num_processes": "2"}, ["--num_processes", "1"]),
        ({"gpu_ids": "1"}, ["--gpu_ids", "all"]),
    ],
)
def test_that_what_accelerate_was_told_once_decides_nothing(
    places: Places, config: dict[str, str], added: list[str]
) -> None:
    rig = Rig(Checkout(accelerate_config=config), MODELS)
    argv = made(read_preset("takenoko-3090").recipe, places, rig)["train"].argv
    assert list(argv[3 : len(AUTHORS_LAUNCH) + len(added) + 3]) == [*AUTHORS_LAUNCH, *added]


def test_that_the_hub_is_left_alone_only_where_that_was_chosen(places: Places) -> None:
    recipe = read_preset("takenoko-3090").recipe
    offline = made(recipe, places, Rig(Checkout(), MODELS, offline=True))
    assert all(each.env["HF_HUB_OFFLINE"] == "1" for each in offline.values())
    assert all("HF_HUB_OFFLINE" not in each.env for each in made(recipe, places).values())


def test_that_an_old_checkout_has_its_scripts_in_its_folder(places: Places) -> None:
    found = made(read_preset("takenoko-3090").recipe, places, Rig(Checkout(old=True), MODELS))
    assert found["cache_text"].argv[1] == str(
        Path("/opt/musubi tuner/wan_cache_text_encoder_outputs.py")
    )
    assert found["cache_text"].folder == str(Path("/opt/musubi tuner"))


def test_that_only_the_steps_that_are_asked_for_are_given_in_their_order(places: Places) -> None:
    recipe, rig = read_preset("takenoko-3090").recipe, Rig()
    found = commands(recipe, rig, places, steps=("check", "train", "cache_text", "smoke"))
    assert [each.step for each in found] == ["cache_text", "smoke", "train"]


def test_that_a_training_that_goes_on_has_its_state_the_rest_and_another_name(
    places: Places, tmp_path: Path
) -> None:
    resume = Resume(tmp_path / "lora-000004-state", epochs=46, name="lora-r2")
    recipe = read_preset("takenoko-3090").recipe
    found = commands(recipe, Rig(), places, resume=resume)
    args = parse("train", options_of(found[-1]))
    assert args.resume == str(tmp_path / "lora-000004-state")
    assert (args.max_train_epochs, args.output_name) == (46, "lora-r2")
    assert options_of(found[0]) == options_of(commands(recipe, Rig(), places)[0])


def test_that_our_script_takes_the_same_options_and_knows_the_trainers(places: Places) -> None:
    recipe, rig = read_preset("takenoko-3090").recipe, Rig(Checkout(), MODELS)
    plain = commands(recipe, rig, places)
    wrapped = commands(recipe, rig, places, wrapper=True)
    assert wrapped[:2] == plain[:2]
    assert options_of(wrapped[2]) == options_of(plain[2])
    assert str(paths.resources() / "trainer" / WRAPPER) in wrapped[2].argv
    script = str(Checkout().script("wan_train_network"))
    assert wrapped[2].env["RUSHES_TRAINER_SCRIPT"] == script
    assert wrapped[2].env["RUSHES_RUN"] == str(places.run)


# --------------------------------------------------------------------- what is around the trainer


def test_that_options_of_ours_stand_on_no_command_line(places: Places) -> None:
    ours = {
        "rushes.metrics": True, "rushes.held_out": 10, "rushes.smoke": True,
        "rushes.validate_every": 2, "rushes.validation_items": 4, "rushes.offline": True,
    }  # fmt: skip
    recipe = read_preset("takenoko-3090").recipe
    rig = Rig(Checkout(), MODELS)
    plain = commands(recipe, rig, places)
    found = commands(recipe.with_values(ours), rig, places)
    assert [each.step for each in found] == ["cache_latents", "cache_text", "smoke", "train"]
    for before, after in zip(plain, (*found[:2], found[3]), strict=True):
        config = str(places.dataset_config)
        if before.step != "train":
            config = str(places.run / "caching.toml")
        expected = [config if w == str(places.dataset_config) else w for w in options_of(before)]
        assert options_of(after) == expected
        assert after.env["HF_HUB_OFFLINE"] == "1"
    with_script = [each.step for each in found if any(WRAPPER in word for word in each.argv)]
    assert with_script == ["smoke", "train"]
    assert not any(WRAPPER in word for each in plain for word in each.argv)


def by_name(command: Command) -> dict[str, str]:
    """Return what follows the script, by option."""
    found: dict[str, str] = {}
    for word in options_of(command):
        if word.startswith("--"):
            last = word
            found[word] = ""
        else:
            found[last] += word
    return found


def test_that_the_smoke_test_is_the_training_but_for_what_is_kept(places: Places) -> None:
    recipe = read_preset("wan21-24gb").recipe.with_values(
        {"rushes.smoke": True, "train.resume": "/state", "train.huggingface_repo_id": "me/it"}
    )
    smoke, train = commands(recipe, Rig(Checkout(), MODELS), places)[-2:]
    ours, theirs = by_name(smoke), by_name(train)
    assert smoke.env == train.env and smoke.folder == train.folder
    changed = {key for key in ours if ours[key] != theirs.get(key)}
    assert changed == {
        "--dataset_config", "--output_dir", "--output_name", "--max_train_steps",
    }  # fmt: skip
    assert ours["--max_train_steps"] == "2"
    assert Path(ours["--output_dir"]) == places.run / "smoke" / "output"
    gone = set(theirs) - set(ours)
    assert {"--save_state", "--save_every_n_epochs", "--sample_prompts", "--resume"} <= gone
    assert {"--huggingface_repo_id", "--logging_dir", "--max_train_epochs"} <= gone
    kept = {"--blocks_to_swap", "--optimizer_type", "--gradient_checkpointing", "--save_precision"}
    assert kept <= set(ours)


def test_that_the_smoke_test_measures_in_a_folder_of_its_own(places: Places) -> None:
    recipe = read_preset("wan21-24gb").recipe
    recipe = recipe.with_values({"rushes.smoke": True, "rushes.metrics": True})
    smoke, train = commands(recipe, Rig(Checkout(), MODELS), places)[-2:]
    assert train.env["RUSHES_RUN"] == str(places.run)
    assert smoke.env["RUSHES_RUN"] == str(places.run / "smoke")


def test_that_a_recipe_may_start_the_training_with_python_alone(places: Places) -> None:
    recipe = read_preset("takenoko-3090").recipe.with_value("rushes.launch", "python")
    train = commands(recipe, Rig(Checkout(), MODELS), places)[-1]
    assert not any("accelerate" in word for word in train.argv)
    assert train.env["OMP_NUM_THREADS"] == "1"
