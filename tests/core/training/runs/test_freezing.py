from __future__ import annotations

import json
import os
import time
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.core import store
from app.core.errors import WriteError
from app.core.export.project_export import export_project
from app.core.library.edits import changing
from app.core.library.project import Project
from app.core.planner.places import Places
from app.core.training.commands.command_lines import missing
from app.core.training.commands.places import Resume, Rig, places_of
from app.core.training.folder import next_id, read_run, run_folders
from app.core.training.model import STEPS, RunState
from app.core.training.recipe.facts import Facts
from app.core.training.recipe.presets import read_preset
from app.core.training.recipe.training_recipe import TrainingRecipe
from app.core.training.recipe.warnings import warnings
from app.core.training.runs.checking import main as check
from app.core.training.runs.freezing import Asked, freeze
from app.core.training.runs.frozen_dataset import frozen_dataset
from app.core.training.runs.reading import CheckReader
from app.core.training.runs.starting import RunError, start
from app.core.training.trainer.info import Gpu, TrainerInfo
from app.core.training.watching.cures import cures_of
from tests.core.export.makers import small_project
from tests.core.training.runs.makers import until_ended
from tests.standin import make_standin, python_of, until_nobody

RECIPE = read_preset("wan21-24gb").recipe.with_values(
    {"train.max_train_epochs": 2, "train.save_every_n_epochs": 1, "train.output_name": "paper"}
)


@pytest.fixture(scope="module")
def trainer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_standin(tmp_path_factory.mktemp("standin") / "musubi-tuner", samples=4)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with small_project(tmp_path) as opened:
        export_project(opened)
        yield opened


def rig_of(trainer: Path, models: Path) -> Rig:
    models.mkdir(exist_ok=True)
    files = {}
    for role in ("dit", "vae", "t5"):
        (models / f"{role}.safetensors").write_bytes(b"x")
        files[role] = str(models / f"{role}.safetensors")
    info = TrainerInfo(trainer, python_of(trainer), version="0.3.4", gpus=(Gpu(0, "A", 24.0),))
    return Rig(info, files)


@pytest.fixture
def rig(trainer: Path, tmp_path: Path) -> Rig:
    return rig_of(trainer, tmp_path / "models")


def test_that_a_run_holds_everything_that_decides_on_it(project: Project, rig: Rig) -> None:
    folder = freeze(project, RECIPE, rig)
    assert folder == project.folder / "runs" / "001-paper"
    run = read_run(folder)
    assert run is not None
    assert (run.id, run.name, run.project) == ("001-paper", "paper", "Paper")
    assert run.values == {**RECIPE.values} and run.preset == RECIPE.preset
    assert run.steps == ("check", "cache_latents", "cache_text", "train")
    assert [each.step for each in run.commands] == ["cache_latents", "cache_text", "train"]
    assert run.samples > 0 and run.batches == run.samples == sum(run.latent_batches)
    assert run.total_steps == 2 * run.steps_per_epoch and run.epochs == 2
    assert run.seconds_per_step and run.gib and run.trainer == "0.3.4"
    dataset = project.folder / "dataset"
    names = {each.name for each in run.files}
    on_disk = {f"{sub}/{path.name}" for sub in ("clips", "stills")
               for path in (dataset / sub).iterdir()}  # fmt: skip
    assert names == on_disk
    assert all((dataset / each.name).stat().st_size == each.size for each in run.files)
    assert all(each.key for each in run.files)
    assert (folder / "sample_prompts.txt").read_text() == (
        dataset / "sample_prompts.txt"
    ).read_text()
    assert tomllib.loads((folder / "recipe.toml").read_text())["train"]["output_name"] == "paper"
    text = (folder / "commands.txt").read_text()
    assert all(f"===== {shell} =====" in text for shell in ("cmd", "powershell", "bash"))
    train = run.commands[-1].argv
    at = {word: train[place + 1] for place, word in enumerate(train[:-1])}
    assert at["--dataset_config"] == str(folder / "dataset.toml")
    assert at["--output_dir"] == str(folder / "output") and at["--output_name"] == "paper"
    assert at["--sample_prompts"] == str(folder / "sample_prompts.txt")


def test_that_the_dataset_means_the_same_wherever_it_is_read(project: Project, rig: Rig) -> None:
    folder = freeze(project, RECIPE, rig)
    exported = tomllib.loads((project.folder / "dataset" / "dataset.toml").read_text())
    frozen = tomllib.loads((folder / "dataset.toml").read_text())
    for before, after in zip(exported["datasets"], frozen["datasets"], strict=True):
        for key, value in before.items():
            if key.endswith("_directory"):
                assert Path(after[key]).is_absolute()
                assert Path(after[key]) == Path(value)
            else:
                assert after[key] == value


def test_that_relative_paths_and_lists_are_frozen_and_comments_stay(tmp_path: Path) -> None:
    beside, working, run = tmp_path / "dataset", tmp_path / "trainer", tmp_path / "run"
    for folder in (beside / "clips", working / "stills"):
        folder.mkdir(parents=True)
    (beside / "some.jsonl").write_text("{}")
    (working / "some.jsonl").mkdir()
    away = tmp_path.parent.as_posix()
    text = (
        "# mine\n[[datasets]]\nvideo_directory = 'clips'  # here\n"
        f"cache_directory = '{away}/c/한'\n"
        "[[datasets]]\nimage_directory = 'stills'\ncache_directory = 'cache'\n"
        f"[[datasets]]\nvideo_jsonl_file = '{(beside / 'some.jsonl').as_posix()}'\n"
        f"[[datasets]]\nvideo_jsonl_file = '{away}/other/some.jsonl'\n"
    )
    frozen = frozen_dataset(text, Places(working, beside), run)
    datasets = tomllib.loads(frozen.text)["datasets"]
    assert datasets[0] == {
        "video_directory": (beside / "clips").as_posix(), "cache_directory": f"{away}/c/한",
    }  # fmt: skip
    assert datasets[1]["image_directory"] == (working / "stills").as_posix()
    assert datasets[1]["cache_directory"] == (working / "cache").as_posix()
    assert datasets[2]["video_jsonl_file"] == (run / "some.jsonl").as_posix()
    assert datasets[3]["video_jsonl_file"] == (run / "3-some.jsonl").as_posix()
    assert frozen.lists == {
        "some.jsonl": beside / "some.jsonl", "3-some.jsonl": Path(away, "other", "some.jsonl"),
    }  # fmt: skip
    assert frozen.text.startswith("# mine\n") and "# here" in frozen.text


def test_that_runs_are_numbered_and_a_half_made_one_is_none(
    project: Project, rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = freeze(project, RECIPE, rig)
    write = store.write_text

    def full(path: Path, text: str, **how: bool) -> None:
        if path.name == "run.json":
            raise WriteError("The disk is full.")
        write(path, text, **how)

    with monkeypatch.context() as patch:
        patch.setattr(store, "write_text", full)
        with pytest.raises(WriteError):
            freeze(project, RECIPE, rig)
    assert run_folders(project.folder) == [first]
    assert not (project.folder / "runs" / "002-paper").exists()
    (project.folder / "runs" / "002-paper" / "output").mkdir(parents=True)  # killed in the middle
    (project.folder / "runs" / "002-paper" / "dataset.toml").touch()
    assert freeze(project, RECIPE, rig).name == "003-paper"
    old = time.time() - 7200
    os.utime(project.folder / "runs" / "002-paper", (old, old))
    assert freeze(project, RECIPE, rig).name == "004-paper"
    assert [each.name[:3] for each in run_folders(project.folder)] == ["001", "003", "004"]
    assert not (project.folder / "runs" / "002-paper").exists()


def test_that_what_is_not_set_up_or_exported_is_said(project: Project, rig: Rig) -> None:
    with pytest.raises(RunError, match="musubi-tuner was not found"):
        freeze(project, RECIPE, Rig(None, rig.models))
    with pytest.raises(RunError, match="No file was chosen for"):
        freeze(project, RECIPE, Rig(rig.trainer, {}))
    (project.folder / "dataset" / "dataset.toml").unlink()
    with pytest.raises(RunError, match="Nothing is exported"):
        freeze(project, RECIPE, rig)
    assert run_folders(project.folder) == []


def test_that_a_run_of_some_steps_has_only_their_commands(project: Project, rig: Rig) -> None:
    folder = freeze(project, RECIPE, rig, Asked(steps=("train", "check")))
    run = read_run(folder)
    assert run is not None and run.steps == ("check", "train")
    assert [each.step for each in run.commands] == ["train"]


def test_that_a_run_that_goes_on_has_what_is_left(project: Project, rig: Rig) -> None:
    resume = Resume(project.folder / "state", epochs=1, name="paper-2")
    asked = Asked(resume=resume, parent="001-paper", epochs_before=1, steps_before=4)
    run = read_run(freeze(project, RECIPE, rig, asked))
    assert run is not None
    assert (run.parent, run.epochs_before, run.steps_before) == ("001-paper", 1, 4)
    assert run.epochs == 1 and run.total_steps == run.steps_per_epoch
    assert "--resume" in run.commands[-1].argv


def test_that_steps_that_are_asked_for_make_epochs(project: Project, rig: Rig) -> None:
    recipe = TrainingRecipe(values={**RECIPE.values, "train.max_train_steps": 9}).without(
        "train.max_train_epochs"
    )
    run = read_run(freeze(project, recipe, rig))
    assert run is not None and run.total_steps == 9
    assert run.epochs == -(-9 // run.steps_per_epoch)


# --------------------------------------------------------------------------------- the check


def checked(folder: Path) -> tuple[int, str]:
    return check([str(folder)]), (folder / "log" / "check.log").read_text()


def test_that_a_run_that_can_run_passes_the_check(project: Project, rig: Rig) -> None:
    code, said = checked(freeze(project, RECIPE, rig))
    assert code == 0, said
    assert "The trainer would run." in said and said.endswith("The run can begin.\n")
    warned = next(line for line in said.splitlines() if line.startswith("warning"))
    assert ": long: film_" in warned and "Dataset 0" not in said  # named as *Plan* does


def test_that_a_model_that_is_gone_fails_the_check(project: Project, rig: Rig) -> None:
    folder = freeze(project, RECIPE, rig)
    Path(rig.models["vae"]).unlink()
    code, said = checked(folder)
    assert "would run" not in said
    assert code == 1 and 'vae.safetensors", which --vae names, is not there' in said


def test_that_a_file_that_was_changed_since_fails_the_check(project: Project, rig: Rig) -> None:
    folder = freeze(project, RECIPE, rig)
    caption = next((project.folder / "dataset" / "clips").glob("*.txt"))
    caption.write_text("other words, and more of them")
    code, said = checked(folder)
    assert code == 1 and "1 file of the export changed since" in said and caption.name in said


def test_that_a_damaged_clip_and_a_lost_sample_fail_the_check(project: Project, rig: Rig) -> None:
    folder = freeze(project, RECIPE, rig)
    clip = next((project.folder / "dataset" / "clips").glob("*.mp4"))
    clip.write_bytes(b"\0" * clip.stat().st_size)
    code, said = checked(folder)
    assert code == 1 and "error (cache_latents" in said and clip.name in said


def test_that_a_disk_without_room_fails_the_check(
    project: Project, rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = freeze(project, RECIPE, rig)
    free = [1e6]
    monkeypatch.setattr(
        "app.core.training.runs.checking.shutil.disk_usage",
        lambda _: type("Usage", (), {"free": free[0]}),
    )
    code, said = checked(folder)
    assert code == 1 and "1 MB are free" in said
    reader = CheckReader()
    reader.feed(said.encode())
    trouble = reader.finish(1).trouble
    assert trouble is not None
    assert (trouble.kind, trouble.cure_key) == ("room", "train.save_last_n_epochs")
    state = RunState(trouble_kind=trouble.kind, cure_key=trouble.cure_key)
    labels = [each.label for each in cures_of(state)]
    assert labels == ["Change save_last_n_epochs", "Run it again", "Show the log"]
    found = said.partition("need about ")[2]
    needed = float(found.split()[0].replace(",", "")) * (1e9 if " GB" in found[:9] else 1e6)
    free[0] = needed * 0.8
    (folder / "log" / "check.log").unlink()
    code, said = checked(folder)
    assert code == 0 and "warning (room): Caches and checkpoints need about" in said


def test_that_the_check_of_what_is_no_run_says_so_by_its_code(tmp_path: Path) -> None:
    assert check([str(tmp_path)]) == 1 and check([]) == 2


def test_that_a_frozen_run_is_checked_and_trained(
    project: Project, rig: Rig, trainer: Path
) -> None:
    folder = freeze(project, RECIPE, rig)
    run = read_run(folder)
    assert run is not None
    text = json.loads((trainer / "standin.json").read_text())
    (trainer / "standin.json").write_text(json.dumps({**text, "samples": run.samples}))
    start(folder)
    state = until_ended(folder, 40)
    assert state.state == "done", state
    assert [each.state for each in state.steps] == ["done"] * 4
    check_step = state.step("check")
    assert check_step is not None and check_step.code == 0
    assert [each.total for each in state.steps[1:]] == [
        sum(run.latent_batches), sum(run.text_batches), run.total_steps,
    ]  # fmt: skip
    assert (folder / "output" / "paper.safetensors").is_file()
    assert list((folder / "output" / "sample").iterdir())
    until_nobody(trainer)


def test_that_a_check_that_fails_ends_the_run_with_its_sentence(project: Project, rig: Rig) -> None:
    folder = freeze(project, RECIPE, rig)
    Path(rig.models["t5"]).unlink()
    start(folder)
    state = until_ended(folder, 40)
    assert state.state == "failed" and "which --t5 names, is not there" in state.trouble
    assert state.trouble_kind == "model"  # so that the choice of models is offered
    assert [each.state for each in state.steps] == ["failed", "skipped", "skipped", "skipped"]
    assert set(STEPS) >= {each.name for each in state.steps}


def test_that_a_folder_of_a_person_among_the_runs_stays(project: Project, rig: Rig) -> None:
    runs = project.folder / "runs"
    for name in ("2024 lists", "002-lists"):
        (runs / name).mkdir(parents=True)
        (runs / name / "mine.jsonl").write_text("{}")
        os.utime(runs / name, (1, 1))
    freeze(project, RECIPE, rig)
    assert (runs / "2024 lists" / "mine.jsonl").exists()
    assert (runs / "002-lists" / "mine.jsonl").exists()


NO_NAMES = (
    *("a/b", "..", "../../out", "a\\b", "C:x", "...", "-rf", "--resume", "n" * 300, "한" * 60),
    *("dot.", "CON", "nul.txt", "a?b", "a*"),
)


@pytest.mark.parametrize("name", NO_NAMES)
def test_that_a_name_that_no_file_can_have_is_refused(
    project: Project, rig: Rig, name: str
) -> None:
    recipe = RECIPE.with_value("train.output_name", name)
    before = sorted(project.folder.parent.rglob("*"))
    with pytest.raises(RunError, match="can be no file's name"):
        freeze(project, recipe, rig, Asked(steps=("check",)))
    assert sorted(project.folder.parent.rglob("*")) == before
    assert any("can be no file's name" in each for each in missing(recipe, rig))
    assert places_of(project.folder, next_id(project.folder, name)).run.parent == (
        project.folder.absolute() / "runs"
    )
    assert [each.key for each in warnings(recipe, Facts()) if each.grade == "bad"] == [
        "train.output_name"
    ]


@pytest.mark.parametrize("name", ["유령", "🦊 fox", "a.b", "a-000001", "ghibli v2 (final)"])
def test_that_names_of_any_language_are_kept(project: Project, rig: Rig, name: str) -> None:
    folder = freeze(project, RECIPE.with_value("train.output_name", name), rig)
    run = read_run(folder)
    assert run is not None and run.name == name and folder.name == f"001-{name}"


def test_that_what_a_long_name_of_a_project_makes_is_found(project: Project, rig: Rig) -> None:
    after = replace(project.settings, name="long " * 20)
    project.apply(changing(project.settings, after, label="Rename"))
    folder = freeze(project, RECIPE.without("train.output_name"), rig)
    run = read_run(folder)
    assert run is not None
    argv = run.commands[-1].argv
    assert argv[argv.index("--output_name") + 1] == run.name


def test_that_a_number_of_somebody_else_is_not_counted_on(project: Project, rig: Rig) -> None:
    (project.folder / "runs" / "999999999999-x").mkdir(parents=True)
    assert freeze(project, RECIPE, rig).name == "001-paper"
    assert freeze(project, RECIPE, rig).name == "002-paper"
