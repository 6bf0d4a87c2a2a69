from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.core import paths, settings
from app.core.library.project import Project
from app.core.settings import Preferences
from app.core.training.recipe.presets import read_preset, save_own
from app.core.training.recipe.recipe_edits import recipe_edit
from app.core.training.recipe.training_recipe import TrainingRecipe
from tests.core.training.commands.test_command_lines import AUTHORS

if TYPE_CHECKING:
    from tests.cli.conftest import Run

    Rushes = Callable[..., Run]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project that has nothing yet."""
    Project.create(tmp_path / "내 film", "My film").close()
    return tmp_path / "내 film"


def everything_in(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file()
    }


def dry(rushes: Rushes, project: Path, *more: str) -> Run:
    return rushes("train", project, "--dry-run", *more)


def test_that_the_authors_preset_prints_his_three_commands_as_json(
    rushes: Rushes, project: Path
) -> None:
    done = dry(rushes, project, "--recipe", "takenoko-3090", "--json")
    assert done.code == 0
    assert list(done.json) == ["commands"]
    run = project.resolve() / "runs" / "001-studio_ghibli_wan14b_v01"
    ours = {
        **{"<dataset>": f"{run / 'dataset.toml'}", "<prompts>": f"{run / 'sample_prompts.txt'}"},
        **{"<output>": f"{run / 'output'}", "<logs>": f"{run / 'logs'}"},
        **{"<dit>": "<DiT: Wan 2.1 t2v 14B>", "<vae>": "<VAE: Wan 2.1>", "<t5>": "<T5: umt5-xxl>"},
    }
    for command, (step, wanted) in zip(done.json["commands"], AUTHORS.items(), strict=True):
        assert set(command) == {"step", "argv", "env"}
        assert command["step"] == step
        place = next(n for n, each in enumerate(command["argv"]) if each.endswith(".py"))
        assert command["argv"][place + 1 :] == [ours.get(each, each) for each in wanted.split()]
        assert command["env"]["PYTHONUTF8"] == "1"


def test_that_nothing_is_written(rushes: Rushes, project: Path, tmp_path: Path) -> None:
    before = everything_in(tmp_path)
    assert dry(rushes, project).code == 0
    assert dry(rushes, project, "--json").code == 0
    assert everything_in(tmp_path) == before


def test_that_people_get_lines_to_paste_and_what_is_missing(rushes: Rushes, project: Path) -> None:
    done = dry(rushes, project, "--recipe", "motion")
    assert done.out.count("# ") == 3
    assert "--discrete_flow_shift 5.0" in done.out
    assert "musubi-tuner was not found: choose its folder.\n" in done.err


def test_that_the_projects_own_recipe_is_used_where_none_is_named(
    rushes: Rushes, project: Path
) -> None:
    recipe = read_preset("quick-look").recipe.with_value("train.seed", 77)
    with Project.open(project) as opened:
        opened.apply(recipe_edit(opened.settings, recipe, "Recipe"))
    for more in ((), ("--recipe", "project")):
        train = dry(rushes, project, "--json", *more).json["commands"][-1]["argv"]
        assert train[train.index("--seed") + 1] == "77"
        assert train[train.index("--output_name") + 1] == "My film"


def test_that_a_preset_of_ones_own_is_found_by_its_title(rushes: Rushes, project: Path) -> None:
    save_own("My style", TrainingRecipe("", {"train.seed": 9}))
    train = dry(rushes, project, "--json", "--recipe", "my style").json["commands"][-1]["argv"]
    assert train[-2:] == ["--seed", "9"]


def test_that_the_models_a_person_chose_for_the_task_are_named(
    rushes: Rushes, project: Path
) -> None:
    files = {"t2v-14B": {"dit": "D:/dit.safetensors"}, "t2v-A14B": {"dit": "D:/low.safetensors"}}
    settings.save(Preferences(models=files))
    for preset, file in (("motion", "D:/dit.safetensors"), ("wan22-low", "D:/low.safetensors")):
        train = dry(rushes, project, "--json", "--recipe", preset).json["commands"][-1]["argv"]
        assert train[train.index("--dit") + 1] == file


@pytest.mark.parametrize("layout", ["old", "new"])
def test_that_the_trainer_a_person_chose_is_named_without_being_asked(
    rushes: Rushes, project: Path, tmp_path: Path, layout: str
) -> None:
    trainer = tmp_path / "musubi tuner"
    where = trainer if layout == "old" else trainer / "src" / "musubi_tuner"
    python = trainer / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    for file in (
        *(where / f"{name}.py" for name in ("wan_train_network", "hv_train_network")),
        *(python, trainer / "pyproject.toml"),
    ):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("raise SystemExit('nobody may start this')", encoding="utf-8")
    python.chmod(0o755)
    settings.save(Preferences(trainer=str(trainer)))
    done = dry(rushes, project, "--json")
    for command in done.json["commands"]:
        assert command["argv"][0] == str(python)
        assert any(Path(each).parent == where for each in command["argv"])
    assert "musubi-tuner was not found" not in done.err
    settings.save(Preferences(trainer=str(tmp_path / "gone")))
    assert "musubi-tuner was not found" in dry(rushes, project, "--json").err


def test_that_an_unknown_recipe_is_one_sentence_with_the_names(
    rushes: Rushes, project: Path
) -> None:
    done = dry(rushes, project, "--recipe", "nix", "--json")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith('There is no recipe "nix"; there are project, takenoko-3090')
    assert done.err.count("\n") == 1


def test_that_a_folder_without_a_project_is_one_sentence(rushes: Rushes, tmp_path: Path) -> None:
    done = dry(rushes, tmp_path / "none", "--json")
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)


def test_that_a_project_of_an_older_version_is_left_as_it_is(
    rushes: Rushes, samples: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "old"
    folder.mkdir()
    old = (samples / "projects" / "version5.rushes").read_bytes()
    (folder / paths.PROJECT_FILE).write_bytes(old)
    assert dry(rushes, folder, "--json").code == 0
    assert {path.name for path in folder.iterdir()} == {paths.PROJECT_FILE}
    assert (folder / paths.PROJECT_FILE).read_bytes() == old
