"""A run in one folder, moved away and started there by plain bash."""

from __future__ import annotations

import itertools
import json
import os
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.export.project_export import export_project
from app.core.jobs import Progress, Stopped
from app.core.library.model import Clip
from app.core.library.project import Project
from app.core.training.commands.places import Resume
from app.core.training.folder import read_run
from app.core.training.model import Command, Run
from app.core.training.packing.moving import Moving, Setting, Var
from app.core.training.packing.packing import pack
from app.core.training.packing.scripts import bash_script, powershell_script
from app.core.training.recipe.presets import read_preset
from app.core.training.runs.freezing import Asked, freeze
from app.core.training.runs.starting import RunError
from tests.core.export.makers import add_numbered_film, small_project
from tests.core.training.runs.test_freezing import rig_of
from tests.standin import make_standin

RECIPE = read_preset("wan21-24gb").recipe.with_values(
    {"train.max_train_epochs": 2, "train.save_every_n_epochs": 1, "train.output_name": "paper"}
)
needs_bash = pytest.mark.skipif(os.name == "nt", reason="bash, as on the machine one rents")
RECORDER = "#!/bin/bash\nprintf '%s\\0' \"$@\" '' >> \"${0%/*}/said\"\n"


@pytest.fixture(scope="module")
def trainer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_standin(tmp_path_factory.mktemp("my own") / "musubi-tuner", samples=4)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with small_project(tmp_path) as opened:
        export_project(opened)
        yield opened


@pytest.fixture
def run(project: Project, trainer: Path, tmp_path: Path) -> Path:
    return freeze(project, RECIPE, rig_of(trainer, tmp_path / "models"))


def moved(packed: Path, tmp_path: Path) -> Path:
    """Let everything it was made of go, and the folder lie elsewhere."""
    place = tmp_path / "빌린 기계" / "it's a $HOME"
    place.parent.mkdir()
    shutil.move(packed, place)
    shutil.move(tmp_path / "p", tmp_path / "gone")
    for model in (tmp_path / "models").iterdir():
        shutil.move(model, place / "models")
    return place


def start(place: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Start it as plain bash does, with an environment that holds nothing else."""
    command = ["/bin/bash", str(place / "start.sh"), *words]
    return subprocess.run(command, capture_output=True, text=True, env=variables, cwd="/")


@needs_bash
def test_that_a_packed_run_trains_elsewhere_from_an_empty_environment(
    run: Path, trainer: Path, tmp_path: Path
) -> None:
    pack(run, tmp_path / "out")
    place = moved(tmp_path / "out", tmp_path)
    sums = start(place, "check", MUSUBI=str(trainer))
    assert sums.returncode == 0, sums.stderr
    done = start(place, MUSUBI=str(trainer))
    assert done.returncode == 0, done.stderr + done.stdout
    assert (place / "run" / "output" / "paper.safetensors").is_file()
    logs = {each.name for each in (place / "run" / "log").iterdir()}
    assert logs == {"cache_latents.log", "cache_text.log", "train.log"}
    assert "epoch 2/2" in (place / "run" / "log" / "train.log").read_text()


@needs_bash
def test_that_its_command_lines_differ_from_the_frozen_ones_in_paths_only(
    run: Path, trainer: Path, tmp_path: Path
) -> None:
    pack(run, tmp_path / "out")
    place = moved(tmp_path / "out", tmp_path)
    python = tmp_path / "a python" / "python"
    python.parent.mkdir()
    python.write_text(RECORDER)
    python.chmod(0o755)
    done = start(place, MUSUBI=str(trainer), PYTHON=str(python))
    assert done.returncode == 0, done.stderr
    frozen = read_run(tmp_path / "gone" / "runs" / run.name)
    assert frozen is not None
    said = (python.parent / "said").read_bytes().decode().split("\0\0")[:-1]
    assert len(said) == len(frozen.commands) == 3
    for command, line in zip(frozen.commands, said, strict=True):
        words = line.split("\0")
        assert len(words) == len(command.argv) - 1
        for before, now in zip(command.argv[1:], words, strict=True):
            if before != now:
                assert Path(before).is_absolute() and Path(before).name == Path(now).name
                there = Path(place, now)
                assert there.exists() or there.parent.exists(), now
    changed = [b for b, n in zip(frozen.commands[-1].argv[1:], said[-1].split("\0"), strict=True)
               if b != n]  # fmt: skip
    assert len(changed) >= 6  # dit, vae, t5, dataset, output, logs, prompts


def test_that_no_path_of_this_machine_is_in_it(run: Path, tmp_path: Path) -> None:
    pack(run, tmp_path / "out")
    for path in (tmp_path / "out").rglob("*"):
        if path.suffix in (".toml", ".sh", ".ps1", ".txt", ".jsonl", ".json"):
            assert str(tmp_path) not in path.read_text("utf-8-sig"), path
    datasets = tomllib.loads((tmp_path / "out" / "run" / "dataset.toml").read_text())["datasets"]
    for entry in datasets:
        folder = entry.get("video_directory") or entry["image_directory"]
        assert (tmp_path / "out" / folder).is_dir()
        assert (tmp_path / "out" / entry["cache_directory"]).is_dir()
    readme = (tmp_path / "out" / "README.txt").read_text()
    assert "models/dit.safetensors" in readme and "MUSUBI" in readme and run.name in readme


@needs_bash
def test_that_what_is_missing_there_is_named_before_anything_runs(
    run: Path, trainer: Path, tmp_path: Path
) -> None:
    pack(run, tmp_path / "out")
    done = start(tmp_path / "out")
    assert done.returncode == 1 and done.stderr.startswith("start.sh: MUSUBI is not at")
    done = start(tmp_path / "out", MUSUBI=str(trainer))
    assert done.returncode == 1 and "is not at" in done.stderr and "models/" in done.stderr
    done = start(moved(tmp_path / "out", tmp_path), "dance", MUSUBI=str(trainer))
    assert done.returncode == 1 and "no step dance" in done.stderr


@needs_bash
def test_that_a_copy_can_be_compared_before_anything_else_is_there(
    run: Path, tmp_path: Path
) -> None:
    pack(run, tmp_path / "out")
    done = start(tmp_path / "out", "check")
    assert (done.returncode, done.stdout) == (0, "All files are as they were packed.\n"), done


@needs_bash
def test_that_it_runs_where_it_lies_whatever_other_folders_a_shell_looks_through(
    run: Path, tmp_path: Path
) -> None:
    pack(run, tmp_path / "here" / "mine")
    (tmp_path / "others" / "mine").mkdir(parents=True)
    command = ["/bin/bash", "mine/start.sh", "check"]
    variables = {"CDPATH": str(tmp_path / "others"), "MUSUBI": "/", "DIT": "/"}
    variables |= dict.fromkeys(("VAE", "T5", "CLIP"), "/")
    done = subprocess.run(
        command, capture_output=True, text=True, env=variables, cwd=tmp_path / "here"
    )
    assert (done.returncode, done.stdout) == (0, "All files are as they were packed.\n"), done


@needs_bash
def test_that_a_step_that_fails_ends_it_with_its_code(
    run: Path, trainer: Path, tmp_path: Path
) -> None:
    pack(run, tmp_path / "out")
    place = moved(tmp_path / "out", tmp_path)
    done = start(place, MUSUBI=str(trainer), STANDIN_CRASH="cache_text@1")
    assert done.returncode != 0 and "== Train" not in done.stdout
    (place / "dataset" / "clips" / "film_0000000-0000048.txt").write_text("another text")
    done = start(place, "check", MUSUBI=str(trainer))
    assert done.returncode == 1 and "not as they were packed" in done.stderr


def test_that_caches_come_along_where_that_is_asked_and_are_not_made_again(
    run: Path, tmp_path: Path
) -> None:
    entry = tomllib.loads((run / "dataset.toml").read_text())["datasets"][0]
    cache = Path(entry["cache_directory"])
    cache.mkdir(parents=True, exist_ok=True)
    (cache / "film_00000-017_0384x0208_wan.safetensors").write_bytes(b"latents")
    assert pack(run, tmp_path / "without").steps == ("cache_latents", "cache_text", "train")
    made = pack(run, tmp_path / "with", caches=True)
    assert made.steps == ("train",)
    assert len(list((tmp_path / "with" / "cache").rglob("*.safetensors"))) == 1
    assert not list((tmp_path / "without" / "cache").rglob("*.safetensors"))


def test_that_a_run_that_only_caches_does_so_there_whatever_comes_along(
    project: Project, trainer: Path, tmp_path: Path
) -> None:
    asked = Asked(steps=("cache_latents", "cache_text"))
    run = freeze(project, RECIPE, rig_of(trainer, tmp_path / "models"), asked)
    entry = tomllib.loads((run / "dataset.toml").read_text())["datasets"][0]
    cache = Path(entry["cache_directory"])
    cache.mkdir(parents=True, exist_ok=True)
    (cache / "film_00000-017_0384x0208_wan.safetensors").write_bytes(b"latents")
    assert pack(run, tmp_path / "out", caches=True).steps == ("cache_latents", "cache_text")
    assert not list((tmp_path / "out" / "cache").rglob("*.safetensors"))
    readme = (tmp_path / "out" / "README.txt").read_text()
    assert "runs cache_latents, cache_text" in readme and "nothing is cached again" not in readme


def test_that_lists_and_what_is_held_out_come_along(
    project: Project, trainer: Path, tmp_path: Path
) -> None:
    for number in range(3):
        film = add_numbered_film(project, tmp_path / f"{number}.mp4")
        ranges = ((0, 40), (50, 90))
        project.add([Clip(source=film.id, start=a, end=b, caption="a") for a, b in ranges])
    before = next(each for each in project.datasets() if each.kind == "video")
    project.change(before, replace(before, filter="len>=1"))
    export_project(project)
    recipe = RECIPE.with_values({"rushes.held_out": 30, "rushes.metrics": True})
    folder = freeze(project, recipe, rig_of(trainer, tmp_path / "models"), Asked(wrapper=True))
    pack(folder, tmp_path / "out")
    out = tmp_path / "out"
    listed = [path for path in (out / "run").glob("*.jsonl")]
    assert listed
    for line in itertools.chain.from_iterable(p.read_text().splitlines() for p in listed):
        row = json.loads(line)
        assert (out / next(v for k, v in row.items() if k.endswith("_path"))).is_file()
    value = json.loads((out / "run" / "validation.json").read_text())
    assert (out / value["dataset_config"]).is_file()
    assert (out / "trainer" / "train_with_metrics.py").is_file()
    assert 'RUSHES_RUN="${HERE}"/run' in (out / "start.sh").read_text()


def test_that_a_state_to_go_on_from_comes_along(
    project: Project, trainer: Path, tmp_path: Path
) -> None:
    state = tmp_path / "elsewhere" / "paper-000001-state"
    state.mkdir(parents=True)
    (state / "model.safetensors").write_bytes(b"weights")
    asked = Asked(resume=Resume(state, epochs=1, name="paper-2"))
    folder = freeze(project, RECIPE, rig_of(trainer, tmp_path / "models"), asked)
    pack(folder, tmp_path / "out")
    assert (tmp_path / "out" / "extra" / state.name / "model.safetensors").is_file()
    assert f"--resume extra/{state.name}" in (tmp_path / "out" / "start.sh").read_text()


def test_that_keys_are_not_written_down_and_cards_are_said_there(tmp_path: Path) -> None:
    argv = ("py", str(tmp_path / "m" / "train.py"), "--wandb_api_key", "s3cret", "--vae", "/v.pth")
    env = {"CUDA_VISIBLE_DEVICES": "1", "HF_HUB_OFFLINE": "1", "PYTHONUTF8": "1"}
    moving = Moving(tmp_path / "run")
    command = moving.command(Command("train", argv, env, str(tmp_path / "m")))
    assert command.argv[3] == (Var("WANDB_API_KEY"),) and command.argv[5] == (Var("VAE"),)
    assert command.env["CUDA_VISIBLE_DEVICES"] == (Var("GPU"),)
    assert moving.settings["GPU"].default == ("0",)
    for text in (
        bash_script([command], moving.settings.values(), ["train"]),
        powershell_script([command], moving.settings.values(), ["train"]),
    ):
        assert "s3cret" not in text and "WANDB_API_KEY" in text


def test_that_powershell_gets_odd_paths_in_quotes_it_cannot_read_otherwise() -> None:
    setting = Setting("DIT", (Var("HERE"), '/models/a `$"b”.safetensors'), "")
    text = powershell_script([], [setting], [])
    assert '$DIT = "${HERE}/models/a ```$`"b`”.safetensors"' in text
    assert text.startswith("\ufeff#")
    assert not re.search(r"\{\{|\}\}", text.replace("${{", ""))


def test_that_what_cannot_be_packed_is_refused_and_leaves_nothing(
    run: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    with pytest.raises(RunError, match="is no run"):
        pack(tmp_path, out)
    with pytest.raises(RunError, match="own folder"):
        pack(run, run / "out")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").touch()
    with pytest.raises(RunError, match="not empty"):
        pack(run, tmp_path / "full")
    assert (tmp_path / "full" / "mine").exists()

    def stop(_: Progress) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        pack(run, out, checkpoint=stop)
    assert not out.exists()
    shutil.rmtree(run.parents[1] / "dataset" / "clips")
    with pytest.raises(RunError, match="is not there any more"):
        pack(run, out)
    assert not out.exists()


def test_that_a_script_elsewhere_is_refused(tmp_path: Path) -> None:
    run = Run(id="1-x")
    assert run.commands == ()
    with pytest.raises(RunError, match="not in the trainer's folder"):
        Moving(Path("/run")).command(
            Command("train", ("py", str(tmp_path / "train.py")), {}, "/trainer")
        )
