from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app.core.trainers import running_trainings, script_of


@pytest.mark.parametrize(
    ("command", "script"),
    [
        (["python", "wan_train_network.py", "--task", "t2v-14B"], "wan_train_network"),
        (
            [r"C:\musubi\venv\Scripts\python.exe", "-m", "accelerate.commands.launch",
             r"src\musubi_tuner\wan_train_network.py"],
            "wan_train_network",
        ),
        (["/venv/bin/python3.11", "-u", "/m/wan_cache_latents.py"], "wan_cache_latents"),
        (["python", "cache_text_encoder_outputs.py"], "cache_text_encoder_outputs"),
        (["python3", "-m", "musubi_tuner.qwen_image_train"], "qwen_image_train"),
        (["python", "/bin/accelerate", "launch", "flux_train.py"], "flux_train"),
        (["accelerate.exe", "launch", "hv_train_network.py"], "hv_train_network"),
        (["vim", "wan_train_network.py"], ""),
        (["bash", "-c", "python wan_train_network.py"], ""),
        (["python", "-m", "app", "train_network"], ""),
        (["python", "constrain.py"], ""),
        (["python", "-m", "pytest", "tests/test_training.py"], ""),
        (["python", "caption_images_by_qwen_vl.py"], ""),
        (["python"], ""),
        ([], ""),
    ],
)  # fmt: skip
def test_that_a_trainer_is_known_by_the_script_that_is_run(command: list[str], script: str) -> None:
    assert script_of(command) == script


def test_that_a_training_that_runs_is_found_until_it_has_ended(tmp_path: Path) -> None:
    script = tmp_path / "wan_train_network.py"
    script.write_text("input()", encoding="utf-8")
    with subprocess.Popen([sys.executable, str(script)], stdin=subprocess.PIPE) as process:
        mine = [each for each in running_trainings() if each.pid == process.pid]
        process.communicate(b"\n")
    assert [each.script for each in mine] == ["wan_train_network"]
    assert process.pid not in [each.pid for each in running_trainings()]
