"""A trainer's Python is asked; whatever it does, an answer or a sentence comes of it."""

from __future__ import annotations

import ast
import os
import time
from pathlib import Path

import psutil
import pytest

from app.core import paths
from app.core.jobs import Progress, Stopped, ignore
from app.core.training.trainer import remembered
from app.core.training.trainer.findings import findings
from app.core.training.trainer.info import Gpu, TrainerError, TrainerInfo, read_info
from app.core.training.trainer.probing import probe
from tests.core.training.trainer.checkouts import (
    make_checkout,
    make_environment,
    make_python,
    write,
)
from tests.core.training.trainer.environments import EMPTY, TORCH, VERSIONS

pytestmark = pytest.mark.skipif(os.name == "nt", reason="a fake Python is a shell script")


@pytest.fixture(autouse=True)
def _no_card(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let no nvidia-smi and no accelerate config of this machine be found."""
    monkeypatch.setenv("PATH", "/bin:/usr/bin" if not Path("/usr/bin/nvidia-smi").exists() else "")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))


def environment_of(folder: Path, trainer: Path, torch: str = TORCH) -> Path:
    python = make_environment(folder, {**EMPTY, "torch": torch}, VERSIONS)
    (folder / "site" / "musubi_tuner").symlink_to(trainer / "src" / "musubi_tuner")
    return python


def test_that_all_that_decides_is_told(tmp_path: Path) -> None:
    folder = make_checkout(tmp_path / "musubi-tuner")
    info = probe(folder, environment_of(tmp_path / "venv", folder))
    assert info.words == "musubi-tuner 0.3.4 · torch 2.8 · RTX 3090 24 GB"
    assert (info.torch, info.cuda) == ("2.8.0+cu128", "12.8")
    assert info.gpus == (Gpu(0, "RTX 3090", 24.0, 22.0),)
    assert info.packages["accelerate"] == "1.6.0" and "xformers" not in info.packages
    assert info.hooks and info.video_bucket_flags is False
    assert info.tasks == ("t2v-14B", "t2v-A14B")
    assert info.options["train"] == ("task", "fp8_scaled", "sdpa", "seed")
    assert info.options["cache_latents"] == ("i2v",)
    assert info.script("wan_train_network").is_file()
    assert info.troubles == ()
    assert {each.grade for each in findings(info)} <= {"good", "neutral"}


def test_that_the_old_layout_has_no_package_and_no_hooks(tmp_path: Path) -> None:
    folder = make_checkout(tmp_path / "musubi-tuner", "old", hooks=("call_dit",))
    python = make_environment(tmp_path / "venv", {**EMPTY, "torch": TORCH}, VERSIONS)
    info = probe(folder, python)
    assert info.layout == "old" and not info.hooks and info.troubles == ()
    assert info.options["train"] == ("task", "fp8_scaled", "sdpa", "seed")
    assert info.script("wan_train_network.py") == folder / "wan_train_network.py"


def test_that_the_package_of_another_folder_is_trouble(tmp_path: Path) -> None:
    folder, other = make_checkout(tmp_path / "new"), make_checkout(tmp_path / "other")
    info = probe(folder, environment_of(tmp_path / "venv", other))
    assert "from " in info.troubles[0] and str(other) not in str(folder)
    none = make_environment(tmp_path / "none", {**EMPTY, "torch": TORCH}, VERSIONS)
    assert "pip install -e ." in probe(folder, none).troubles[0]


@pytest.mark.parametrize(
    ("torch", "words"),
    {
        "hangs": ("import time; time.sleep(600)", "did not come to an end"),
        "crashes": ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "crashed"),
        "fails": ("raise OSError('libcudart.so.12: not found')", "failed (OSError: libcudart"),
        "ends": ("import os; os._exit(0)", "failed"),
        "talks": ("while True: print('x' * 10_000)", "did not come to an end"),
    }.values(),
    ids=["hangs", "crashes", "fails", "ends", "talks"],
)
def test_that_a_torch_that_does_not_load_takes_nothing_else_along(
    tmp_path: Path, torch: str, words: str
) -> None:
    folder = make_checkout(tmp_path / "musubi-tuner")
    python = environment_of(tmp_path / "venv", folder, torch)
    began = time.monotonic()
    endless = words == "did not come to an end"
    info = probe(folder, python, seconds=1.0 if endless else 15.0)
    assert time.monotonic() - began < 20
    assert info.torch == "" and info.packages["accelerate"] == "1.6.0" and info.hooks
    assert any(words in each for each in info.troubles), info.troubles


def test_that_what_libraries_print_is_no_answer(tmp_path: Path) -> None:
    folder = make_checkout(tmp_path / "musubi-tuner")
    noisy = 'print("x" * 3_000_000)\nprint("rushes-probe {}")\nprint("rushes-probe nonsense")\n'
    info = probe(folder, environment_of(tmp_path / "venv", folder, noisy + TORCH))
    assert info.torch == "2.8.0+cu128"


def test_that_a_torch_without_cuda_is_said_but_stops_nothing(tmp_path: Path) -> None:
    folder = make_checkout(tmp_path / "musubi-tuner")
    cpu = (
        TORCH.replace('"12.8"', "None").replace("lambda: 1", "lambda: 0").replace("+cu128", "+cpu")
    )
    info = probe(folder, environment_of(tmp_path / "venv", folder, cpu))
    assert info.troubles == () and info.gpus == ()
    bad = [each for each in findings(info) if each.grade == "bad"]
    assert [each.label for each in bad] == ["torch"] and "no CUDA" in bad[0].words


def test_that_a_config_of_accelerate_that_forbids_the_card_is_trouble(tmp_path: Path) -> None:
    folder = make_checkout(tmp_path / "musubi-tuner")
    text = "compute_environment: LOCAL_MACHINE\ndistributed_type: 'NO'\nuse_cpu: true\n"
    write(tmp_path / "hf" / "accelerate" / "default_config.yaml", text)
    info = probe(folder, environment_of(tmp_path / "venv", folder))
    assert info.accelerate_config["distributed_type"] == "NO"
    assert "use_cpu" in info.troubles[0]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("print('not json')", "does not work as a Python"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "ended from outside"),
        ("import sys; sys.exit(3)", "ended with code 3"),
        ("print('rushes-probe ' + '[' * 100_000)", "does not work as a Python"),
        ("print('x' * 5_000_000)", "does not work as a Python"),
    ],
    ids=["talks", "killed", "exits", "deep", "megabytes"],
)
def test_that_what_is_no_python_is_one_sentence(tmp_path: Path, code: str, words: str) -> None:
    folder = make_checkout(tmp_path / "musubi-tuner")
    with pytest.raises(TrainerError, match=words) as caught:
        probe(folder, make_python(tmp_path / "fake", code))
    assert str(caught.value).endswith(".") and "\n" not in str(caught.value)


def test_that_a_python_that_hangs_is_ended_with_all_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_checkout(tmp_path / "musubi-tuner")
    pid = tmp_path / "pid"
    python = make_python(
        tmp_path / "fake",
        "import subprocess, sys, time\n"
        "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"open({str(pid)!r}, 'w').write(str(p.pid))\n"
        "time.sleep(600)",
    )
    monkeypatch.setattr("app.core.training.trainer.probing._MORE_SECONDS", 0.0)
    with pytest.raises(TrainerError, match="gave no answer"):
        probe(folder, python, seconds=3.0)
    until = time.monotonic() + 10
    while psutil.pid_exists(int(pid.read_text())):
        if psutil.Process(int(pid.read_text())).status() == psutil.STATUS_ZOMBIE:
            break
        assert time.monotonic() < until
        time.sleep(0.05)


def test_that_asking_can_be_stopped(tmp_path: Path) -> None:
    def stop(_: Progress) -> None:
        raise Stopped

    folder = make_checkout(tmp_path / "musubi-tuner")
    python = make_python(tmp_path / "fake", "import time; time.sleep(600)")
    with pytest.raises(Stopped):
        probe(folder, python, stop)


def test_that_there_is_no_python_or_no_right_to_run_it_is_a_sentence(tmp_path: Path) -> None:
    folder = make_checkout(tmp_path / "musubi-tuner")
    with pytest.raises(TrainerError, match="There is no Python"):
        probe(folder, tmp_path / "nothing")
    with pytest.raises(TrainerError, match="Cannot run"):
        probe(folder, write(tmp_path / "text", "words"))
    with pytest.raises(TrainerError, match="Cannot run"):
        probe(folder, tmp_path)


def test_that_what_was_found_out_is_remembered_until_something_changes(tmp_path: Path) -> None:
    folder = make_checkout(tmp_path / "musubi-tuner")
    python = environment_of(tmp_path / "venv", folder)
    assert remembered.known(folder, python) is None
    info = probe(folder, python)
    kept = remembered.known(folder, python)
    assert kept is not None and kept.gpus[0].free_gib is None
    assert (kept.words, kept.options, kept.hooks) == (info.words, info.options, info.hooks)
    os.utime(folder / "pyproject.toml", (1, 1))
    assert remembered.known(folder, python) is None


def test_that_what_was_kept_is_read_with_distrust(tmp_path: Path) -> None:
    info = TrainerInfo(tmp_path, tmp_path / "python", "0.3.4", gpus=(Gpu(0, "RTX 3090", 24.0),))
    assert read_info(info.to_json()) == info
    for text in ("", "[]", "{}", '{"format": 1}', info.to_json().replace("3090", "3090")[:-5]):
        assert read_info(text) is None


def test_that_the_script_is_read_by_old_pythons_and_imports_nothing_of_ours() -> None:
    text = (paths.resources() / "trainer" / "probe.py").read_text(encoding="utf-8")
    tree = ast.parse(text, feature_version=(3, 8))
    modules = {each.module for each in ast.walk(tree) if isinstance(each, ast.ImportFrom)}
    assert not any(str(each).startswith("app") for each in modules)
    ignore(Progress(0, 0))


def fake_smi(folder: Path, monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """Let the driver's own tool list cards."""
    text = "\n".join(lines)
    script = write(folder / "nvidia-smi", f"#!/bin/sh\ncat <<'END'\n{text}\nEND\n")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/bin:/usr/bin")


def test_that_the_driver_says_what_is_free_and_whole_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_smi(
        tmp_path / "smi",
        monkeypatch,
        "0, NVIDIA GeForce RTX 3090, 24576, 23900, 576.80",
        "1, NVIDIA RTX A6000, 49140, [N/A], 576.80",
        "no card at all",
    )
    folder = make_checkout(tmp_path / "musubi-tuner")
    info = probe(folder, environment_of(tmp_path / "venv", folder))
    assert info.gpus == (Gpu(0, "RTX 3090", 24.0, 23.34),)  # torch sees only that one
    assert info.driver == "576.80"
    broken = environment_of(tmp_path / "broken", folder, "raise OSError('no DLL')")
    listed = probe(folder, broken).gpus
    assert [(each.index, each.name, each.free_gib) for each in listed] == [
        (0, "RTX 3090", 23.34),
        (1, "RTX A6000", None),
    ]


def test_that_a_driver_tool_that_hangs_holds_nothing_up_for_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = write(tmp_path / "smi" / "nvidia-smi", "#!/bin/sh\nexec sleep 600\n")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{script.parent}:/bin:/usr/bin")
    text = (paths.resources() / "trainer" / "probe.py").read_text(encoding="utf-8")
    quick = write(tmp_path / "resources" / "trainer" / "probe.py", text.replace("=15", "=1"))
    monkeypatch.setattr(paths, "resources", lambda: quick.parents[1])
    folder = make_checkout(tmp_path / "musubi-tuner")
    info = probe(folder, environment_of(tmp_path / "venv", folder))
    assert info.driver == "" and info.gpus == (Gpu(0, "RTX 3090", 24.0, 22.0),)
