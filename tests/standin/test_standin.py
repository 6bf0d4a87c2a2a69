from __future__ import annotations

import json
import re
import struct
import subprocess
from pathlib import Path

import psutil
import pytest

from tests import trainer_logs
from tests.standin import alive, began, make_standin, python_of, release, tell, until_nobody
from tests.standin.events import masked_crc

LAUNCH = ("-m", "accelerate.commands.launch", "--mixed_precision", "bf16")
TRAIN = "src/musubi_tuner/wan_train_network.py"
LATENTS = "src/musubi_tuner/wan_cache_latents.py"


def options(folder: Path, *more: str) -> list[str]:
    (folder / "dataset.toml").write_text("")
    output, logs = str(folder / "output"), str(folder / "logs")
    place = ["--dataset_config", str(folder / "dataset.toml"), "--output_dir", output]
    return [*place, "--output_name", "lora", "--logging_dir", logs, "--sdpa", *more]


def run(checkout: Path, *words: str) -> tuple[int, str]:
    done = subprocess.run(
        [python_of(checkout), *words],
        cwd=checkout,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    return done.returncode, done.stdout.decode()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    return make_standin(tmp_path / "musubi tuner 한")


def test_that_a_training_writes_what_the_real_one_writes(checkout: Path, tmp_path: Path) -> None:
    (tmp_path / "p.txt").write_text("a cat --f 5\n# not this\na dog --f 1\n")
    asked = ("--max_train_epochs", "2", "--save_every_n_epochs", "1", "--save_state")
    samples = ("--sample_prompts", str(tmp_path / "p.txt"), "--sample_every_n_epochs", "1")
    code, said = run(checkout, *LAUNCH, TRAIN, *options(tmp_path, *asked, *samples))
    assert code == 0
    assert re.search(r"\rsteps: 100%\|█{10}\| 62/62 \[.*, avr_loss=0\.\d+\]\n$", said)
    assert f"saving checkpoint: {tmp_path / 'output' / 'lora-000001.safetensors'}" in said
    output = tmp_path / "output"
    names = {path.name for path in output.iterdir()}
    assert names == {
        *("lora-000001.safetensors", "lora-000001-state", "lora.safetensors", "lora-state"),
        "sample",
    }
    pictures = sorted(path.name for path in (output / "sample").iterdir())
    assert re.fullmatch(r"lora_e000001_00_\d{14}_42\.mp4", pictures[0])
    assert re.fullmatch(r"lora_e000002_01_\d{14}_43_000\.png", pictures[3])
    data = (output / "lora.safetensors").read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    end = max(each["data_offsets"][1] for name, each in header.items() if name[0] != "_")
    assert len(data) == 8 + length + end and header["__metadata__"]["ss_steps"] == "62"


def test_that_event_files_have_every_step_and_whole_records(checkout: Path, tmp_path: Path) -> None:
    run(checkout, TRAIN, *options(tmp_path, "--max_train_steps", "40"))
    (file,) = (tmp_path / "logs").glob("*/network_train/events.out.tfevents.*")
    data, steps, at = file.read_bytes(), 0, 0
    while at < len(data):
        (length,) = struct.unpack_from("<Q", data, at)
        event = data[at + 12 : at + 12 + length]
        crcs = struct.unpack_from("<I", data, at + 8) + struct.unpack_from(
            "<I", data, at + 12 + length
        )
        assert crcs == (masked_crc(data[at : at + 8]), masked_crc(event))
        steps += b"loss/current" in event
        at += 16 + length
    assert steps == 40


def test_that_it_can_crash_and_its_launcher_says_so(checkout: Path, tmp_path: Path) -> None:
    tell(checkout, crash="train@3")
    code, said = run(checkout, *LAUNCH, TRAIN, *options(tmp_path, "--max_train_steps", "9"))
    assert code == 1 and "told to crash" in said and "CalledProcessError" in said
    assert " 3/9 " not in said.rpartition("Traceback")[2]


def test_that_a_recorded_run_is_played_to_the_byte(checkout: Path, tmp_path: Path) -> None:
    tell(checkout, replay={"cache_latents": "f37_corrupt"})
    code, said = run(checkout, LATENTS, *options(tmp_path))
    assert (code, said.encode()) == (1, trainer_logs.log("f37_corrupt"))


@pytest.mark.parametrize("size", [1, 700, 2500])
def test_that_it_can_be_gone_at_a_byte(checkout: Path, tmp_path: Path, size: int) -> None:
    tell(checkout, die_at_byte=size)
    code, said = run(checkout, LATENTS, *options(tmp_path))
    assert code and len(said.encode("utf-8", "replace")) == pytest.approx(size, abs=3)


def test_that_a_full_disk_leaves_half_a_checkpoint(checkout: Path, tmp_path: Path) -> None:
    tell(checkout, full_disk="train@1")
    code, said = run(checkout, TRAIN, *options(tmp_path, "--max_train_steps", "5",
                                               "--save_every_n_steps", "2"))  # fmt: skip
    assert code == 1 and "[Errno 28]" in said
    assert (tmp_path / "output" / "lora-step00000002.safetensors").stat().st_size > 100


def test_that_it_waits_at_a_gate_with_its_family(checkout: Path, tmp_path: Path) -> None:
    tell(checkout, gate="train@4", children=1, grandchildren=1, daemons=1, ignore_signals=True)
    words = [python_of(checkout), TRAIN, *options(tmp_path, "--max_train_steps", "6")]
    with subprocess.Popen(
        words, cwd=checkout, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as p:
        assert p.stdout is not None
        while b"epoch 1/1" not in p.stdout.readline():
            pass
        assert {role for role, _ in alive(checkout)} == {"train", "child", "grandchild", "daemon"}
        p.terminate()
        release(checkout)
        while b"model saved." not in p.stdout.readline():
            pass
        assert p.wait(20) == 0
    for role, pid in began(checkout):
        if role != "train":
            psutil.Process(pid).kill()
    until_nobody(checkout)
