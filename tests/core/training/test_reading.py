"""Command lines of people, read into a recipe."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.training.commands.command_lines import commands
from app.core.training.commands.places import Rig, places_of
from app.core.training.commands.reading import read_commands
from app.core.training.commands.shell_text import shell_of
from app.core.training.commands.shells import SHELLS, Shell, in_shell
from app.core.training.recipe.presets import read_preset, shipped
from app.core.training.recipe.training_recipe import TrainingRecipe

AUTHORS = """\
accelerate launch --num_cpu_threads_per_process 1 --mixed_precision bf16 wan_train_network.py ^
    --task t2v-14B ^
    --dit G:/samples/musubi-tuner/wan14b/dit/wan2.1_t2v_14B_bf16.safetensors ^
\t--sdpa ^
\t--blocks_to_swap 10 ^
\t--optimizer_type adamw8bit ^
\t--learning_rate 5e-5 ^
\t--network_alpha 32 ^
\t--discrete_flow_shift 3.0 ^
\t--output_name studio_ghibli_wan14b_v01 ^
\t--save_state ^
\t--sample_every_n_epochs 1
"""

ODD = {
    "train.network_args": ("exclude_patterns=['.*a b.*']", "loraplus_lr_ratio=4"),
    "train.training_comment": 'half "done", 100% & more \\',
    "train.metadata_title": "$HOME `it's` %PATH% 비 오는 날",
    "train.log_prefix": "-odd",
    "train.base_weights": ("C:\\my loras\\", "b"),
    "train.wandb_run_name": "",
}


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("name", [preset.name for preset in shipped()])
def test_what_the_program_writes_is_read_as_the_recipe_it_was_written_from(
    name: str, shell: Shell
) -> None:
    recipe = read_preset(name).recipe
    made = commands(recipe, Rig(), places_of(Path("/a project"), "001-비 오는 날"))
    text = "\n".join(in_shell(each, shell) for each in made)
    reading = read_commands(text)
    assert reading.shell == shell
    assert reading.unread == ()
    assert set(reading.scripts) == {"cache_latents", "cache_text", "launch", "train"}
    added = dict.fromkeys(("train.output_dir", "train.output_name"), "")
    assert reading.values == {**recipe.values, **added}


@pytest.mark.parametrize("lines", [True, False])
@pytest.mark.parametrize("shell", SHELLS)
def test_values_with_odd_letters_survive_each_shell(shell: Shell, *, lines: bool) -> None:
    recipe = TrainingRecipe("", ODD)
    made = commands(recipe, Rig(), places_of(Path("/a"), "001-a"), steps=("train",))
    reading = read_commands("\n".join(in_shell(each, shell, lines=lines) for each in made), shell)
    assert reading.unread == ()
    assert {key: reading.values.get(key) for key in ODD} == ODD


def test_the_authors_own_command_is_read_whole() -> None:
    reading = read_commands(AUTHORS)
    assert reading.shell == "cmd"
    assert reading.unread == ()
    assert reading.values == {
        "launch.num_cpu_threads_per_process": 1,
        "launch.mixed_precision": "bf16",
        "train.task": "t2v-14B",
        "train.dit": "",
        "train.sdpa": True,
        "train.blocks_to_swap": 10,
        "train.optimizer_type": "adamw8bit",
        "train.learning_rate": 5e-5,
        "train.network_alpha": 32,
        "train.discrete_flow_shift": 3.0,
        "train.output_name": "",
        "train.save_state": True,
        "train.sample_every_n_epochs": 1,
    }
    assert reading.filled["train.output_name"] == "studio_ghibli_wan14b_v01"
    assert reading.filled["train.dit"].endswith("wan2.1_t2v_14B_bf16.safetensors")


def test_a_batch_file_is_read_with_its_variables_comments_and_other_commands() -> None:
    reading = read_commands(
        "@echo off\r\n"
        "REM --network_dim 128\r\n"
        'set "DIT=G:\\my models\\wan.safetensors"\r\n'
        "set RANK=16\r\n"
        "call venv\\Scripts\\activate\r\n"
        "cd /d G:\\musubi-tuner\r\n"
        'python src\\musubi_tuner\\wan_train_network.py --dit "%DIT%" --network_dim %RANK% '
        "> log.txt 2>&1 && pause\r\n"
    )
    assert reading.values == {"train.dit": "", "train.network_dim": 16}
    assert reading.filled == {"train.dit": "G:\\my models\\wan.safetensors"}
    assert reading.unread == ()


def test_powershell_is_read_with_its_variables_and_the_card_that_is_chosen() -> None:
    reading = read_commands(
        '$env:CUDA_VISIBLE_DEVICES = "1,0"\n'
        '$rank = "64"\n'
        "# a comment with --network_dim 4\n"
        '& "C:\\v env\\python.exe" wan_train_network.py `\n  --network_dim $rank `\n'
        "  --training_comment 'it''s $rank' | Tee-Object log.txt\n"
    )
    assert reading.shell == "powershell"
    assert reading.values == {"train.network_dim": 64, "train.training_comment": "it's $rank"}
    assert reading.gpu == 1
    assert [(each.text, each.meant) for each in reading.unread] == [("Tee-Object log.txt", True)]


def test_bash_is_read_with_its_variables_and_a_variable_in_front_of_the_program() -> None:
    reading = read_commands(
        "#!/bin/bash\nsource venv/bin/activate\nOUT=/data\n"
        "CUDA_VISIBLE_DEVICES=2 accelerate launch -m musubi_tuner.wan_train_network \\\n"
        '  --output_dir "$OUT/a b" --optimizer_args weight_decay=0.1 "betas=(0.9, 0.99)" \\ \n'
        "  --seed=7 # why not\n"
    )
    assert reading.gpu == 2
    assert reading.filled == {"train.output_dir": "/data/a b"}
    assert reading.values == {
        "train.output_dir": "",
        "train.optimizer_args": ("weight_decay=0.1", "betas=(0.9, 0.99)"),
        "train.seed": 7,
    }
    assert reading.unread == ()


def test_lines_that_begin_with_an_option_go_on_though_the_sign_for_it_is_lost() -> None:
    reading = read_commands("wan_train_network.py\n--sdpa\n  --network_dim 8\n\npip list\n")
    assert reading.values == {"train.sdpa": True, "train.network_dim": 8}


def test_options_alone_are_taken_for_those_of_training() -> None:
    reading = read_commands("--network_dim 8 --sdpa")
    assert reading.values == {"train.network_dim": 8, "train.sdpa": True}
    assert not reading.whole


@pytest.mark.parametrize(
    ("options", "text", "part"),
    [
        ("--network-dim 8", "--network-dim 8", "Is --network_dim meant?"),
        ("--enable_bucket", "--enable_bucket", "no such option"),
        ("--network_dim eight", "--network_dim eight", "takes a whole number"),
        ("--network_dim", "--network_dim", "missing"),
        ("--timestep_sampling shifted", "--timestep_sampling shifted", "takes sigma,"),
        ("--sample_every 2", "--sample_every 2", "cannot tell which is meant"),
        ("--vae_dtype %KIND%", "--vae_dtype %KIND%", "variable"),
        ("--sdpa yes", "yes", "A word too much behind --sdpa"),
        ("stray --sdpa", "stray", "belongs to no option"),
    ],
)
def test_what_is_not_understood_is_listed_with_the_reason(
    options: str, text: str, part: str
) -> None:
    reading = read_commands(f"wan_train_network.py {options}", "cmd")
    (unread,) = reading.unread
    assert unread.text == text
    assert part in unread.why
    assert not unread.meant


def test_a_beginning_of_a_name_that_is_one_option_only_is_that_option() -> None:
    assert read_commands("wan_train_network.py --network_di 8").values == {"train.network_dim": 8}


def test_the_last_of_two_values_holds_as_the_trainer_has_it() -> None:
    assert read_commands("wan_train_network.py --seed 1 --seed 2").values == {"train.seed": 2}


def test_a_script_of_another_model_is_refused_with_the_reason() -> None:
    reading = read_commands("accelerate launch hv_train_network.py --network_dim 8")
    assert reading.scripts == ()
    assert reading.values == {}
    assert "another model" in reading.unread[0].why


def test_options_of_scripts_that_were_not_pasted_stay_in_the_recipe() -> None:
    before = TrainingRecipe("mine", {"cache_text.batch_size": 16, "train.network_dim": 4})
    reading = read_commands("wan_train_network.py --seed 3")
    after = reading.onto(before)
    assert after == TrainingRecipe("mine", {"cache_text.batch_size": 16, "train.seed": 3})
    assert reading.onto(before, keep=True).values == {**before.values, "train.seed": 3}


@pytest.mark.parametrize(
    ("text", "shell"),
    [
        ("python wan_train_network.py --dit G:\\a\\b", "cmd"),
        ("python wan_train_network.py --dit /a/b", "bash"),
        ("& 'C:\\p' wan_train_network.py", "powershell"),
        ("python wan_train_network.py ^\n --sdpa", "cmd"),
        ("", "bash"),
    ],
)
def test_the_shell_is_told_by_its_signs(text: str, shell: Shell) -> None:
    assert shell_of(text) == shell


@pytest.mark.parametrize(
    "text", ['"', "'", "^", "`", "\\", "a \\", '--x "', "$", "<", "> ", "%", "=" * 9]
)
@pytest.mark.parametrize("shell", SHELLS)
def test_broken_text_is_read_as_far_as_it_goes(text: str, shell: Shell) -> None:
    assert read_commands(f"wan_train_network.py --seed 3 {text}", shell).values["train.seed"] == 3


def test_that_paths_beside_a_batch_file_start_the_script_and_are_no_values() -> None:
    reading = read_commands(
        "cd /d %~dp0\n"
        'accelerate launch "%~dp0wan_train_network.py" ^\n'
        ' --task t2v-14B --network_weights "%~dp0a b.safetensors"\n'
    )
    assert reading.scripts == ("launch", "train")
    assert reading.values == {"train.task": "t2v-14B"}
    assert [each.text for each in reading.unread if not each.meant] == [
        "--network_weights %~dp0a b.safetensors"
    ]
