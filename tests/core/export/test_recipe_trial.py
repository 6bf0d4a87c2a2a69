"""What a recipe would give, against what it gives once it is put."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from app.core.export.dataset_text import render
from app.core.export.dataset_toml import places_in
from app.core.export.project_export import export_project
from app.core.export.project_plan import ProjectPlanner
from app.core.export.recipe_edit import edit_of_recipe, recipe_of, text_with
from app.core.export.recipe_trial import FileTrial, Outcome, ProjectTrial, outcome_words
from app.core.export.recipes import DEFAULT, Recipe, keys_of, read_recipe, shipped_recipes
from app.core.library.edits import Edit, changing
from app.core.library.model import Clip, Dataset
from app.core.library.project import Project
from app.core.planner.costs.setups import Setup, setup_of
from app.core.planner.files import plan_file
from app.core.planner.rules import ARCHITECTURES
from tests.core.export.makers import small_project

OLD = Dataset(position=0, name="long", kind="video", resolution=(64, 48), target_frames=(9,))


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with small_project(tmp_path) as project:
        project.add([OLD])
        yield project


def put(project: Project, recipe: Recipe, outcome: Outcome, *, rate: bool = True) -> Edit:
    wanted = recipe.rate if rate else None
    return project.apply(
        edit_of_recipe(
            recipe,
            outcome.rows,
            project.datasets(),
            project.settings,
            places_in(project.folder / "dataset"),
            rate=wanted,
        )
    )


@pytest.mark.parametrize("fitted", [True, False])
@pytest.mark.parametrize("recipe", shipped_recipes(), ids=lambda recipe: recipe.name)
def test_that_a_recipe_gives_what_was_said_before(
    project: Project, recipe: Recipe, fitted: bool
) -> None:
    planner = ProjectPlanner()
    said = ProjectTrial(planner.update(project), planner.films).outcome(recipe, fitted=fitted)
    done = put(project, recipe, said)
    plan = planner.update(project, done)
    assert (plan.plan.samples, plan.plan.steps_per_epoch) == (said.samples, said.steps)
    heaviest = plan.plan.heaviest
    assert (heaviest is None) == (said.heaviest is None)
    assert project.settings.rate == recipe.rate
    assert plan.plan.architecture == ARCHITECTURES[recipe.architecture]
    report = export_project(project)
    trained = plan_file(report.dataset_toml, architecture=recipe.architecture)
    assert trained.samples == said.samples
    assert bool(said.trouble) == bool(trained.errors or [w for w in trained.warnings if w.fatal])


@pytest.mark.parametrize("name", ["framepack-24gb", "hunyuan-24gb"])
def test_that_nothing_is_said_of_the_memory_of_a_model_that_was_never_measured(
    project: Project, name: str
) -> None:
    planner = ProjectPlanner()
    trial = ProjectTrial(planner.update(project), planner.films)
    mix, other = read_recipe(), read_recipe(name)
    said = outcome_words(trial.outcome(other, fitted=True))
    assert said.endswith("memory and time unknown") and "GiB" not in said
    said = outcome_words(trial.outcome(mix, fitted=True))
    assert " GiB · " in said and said.endswith("/epoch")


def test_that_memory_is_said_with_the_blocks_that_are_swapped(project: Project) -> None:
    planner = ProjectPlanner()
    trial = ProjectTrial(planner.update(project), planner.films)
    mix, start = (
        trial.outcome(read_recipe(name), fitted=True) for name in (DEFAULT, "wan21-start")
    )
    assert start.gib > mix.gib and " GiB · swap 0 · " in outcome_words(start)
    assert " GiB · swap 10 · " in outcome_words(mix)


def test_that_a_recipe_is_one_step_to_undo(project: Project) -> None:
    settings = project.settings
    before = ProjectPlanner().update(project)
    recipe = shipped_recipes()[-1]
    assert recipe.architecture == "framepack"
    put(project, recipe, ProjectTrial(before).outcome(recipe, fitted=False))
    assert [each.name for each in project.datasets()] == ["clips"]
    assert project.settings.architecture == "framepack"
    assert "fp_latent_window_size = 9" in project.settings.dataset_file
    project.undo()
    assert project.datasets() == [dataclasses.replace(OLD, id=1)]
    assert project.settings == settings


def test_that_a_recipe_leaves_the_rate_where_nobody_wants_another(project: Project) -> None:
    recipe = next(each for each in shipped_recipes() if each.architecture == "hunyuan")
    put(project, recipe, Outcome(recipe.datasets), rate=False)
    assert project.settings.rate == 16 and project.settings.architecture == "hunyuan"


def test_that_comments_of_the_file_stay_and_the_old_datasets_go(project: Project) -> None:
    places = places_in(project.folder / "dataset")
    text = render(project.datasets(), project.settings, places)
    text = f"# mine\n{text}# at the end\n".replace("[general]", "[general]  # for all")
    settings = project.settings
    project.apply(changing(settings, dataclasses.replace(settings, dataset_file=text)))
    recipe = read_recipe()
    put(project, recipe, Outcome(recipe.datasets))
    after = render(project.datasets(), project.settings, places)
    assert after.startswith("# mine\n") and "# for all" in after
    entries = tomllib.loads(after)["datasets"]
    assert [each["resolution"] for each in entries] == [[768, 768], [768, 416], [384, 208]]
    assert entries[2]["frame_sample"] == 2


def test_that_a_dataset_of_the_same_name_stays_the_same_row(project: Project) -> None:
    recipe = read_recipe()
    put(project, recipe, Outcome(recipe.datasets))
    rows = project.datasets()
    assert [each.name for each in rows] == ["stills", "short", "long"]
    assert rows[2].id == 1 and rows[2].resolution == (384, 208)


def test_that_the_machine_stays_and_the_model_follows_the_recipe(project: Project) -> None:
    settings = project.settings
    mine = Setup(card_gib=48.0, gpu="RTX A6000", epochs=7, rank=64, per_token_time=True)
    project.apply(changing(settings, dataclasses.replace(settings, setup=mine.to_json())))
    put(project, read_recipe("wan21-start"), Outcome(()))
    now = setup_of(project.settings.setup)
    assert (now.card_gib, now.gpu, now.epochs, now.rank) == (48.0, "RTX A6000", 7, 64)
    assert (now.swap, now.per_token_time) == (0, False)
    put(project, read_recipe("wan22-24gb"), Outcome(()))
    assert setup_of(project.settings.setup).per_token_time


def test_that_the_authors_mix_fits_his_card() -> None:
    """`science.md` 1g: 1,078 samples of 120 stills and 240 clips, swap 10 on 24 GB."""
    trial = FileTrial(*authors_file())
    said = trial.outcome(read_recipe(), fitted=True)
    assert (said.samples, said.steps, said.heaviest) == (1078, 1078, (768, 416, 21))
    assert said.fits and abs(said.gib - 20.7) < 0.5 and not said.trouble
    start = trial.outcome(read_recipe("wan21-start"), fitted=False)
    assert (start.samples, start.heaviest) == (240, (368, 192, 45)) and start.fits
    first = trial.outcome(read_recipe("wan21-first-frames"), fitted=False)
    assert first.samples == 240 + 240 + 478


def authors_file():  # noqa: ANN201 -- what `FileTrial` takes
    from app.core.planner.document import parse_document
    from app.core.planner.facts import DatasetFacts, ImageFact, Source, Sources, VideoFact
    from app.core.planner.plan import Planner
    from app.core.planner.schema import configure

    text = (
        '[general]\ncaption_extension = ".txt"\nenable_bucket = true\n'
        'bucket_no_upscale = true\n\n[[datasets]]  # looks\nimage_directory = "/d/images"\n'
        'cache_directory = "/d/images/cache"\nresolution = [1024, 1024]\n\n'
        '[[datasets]]\nvideo_directory = "/d/videos"\ncache_directory = "/d/videos/cache_1"\n'
        "source_fps = 16.0\n"
    )
    lengths = [45, 45, *(46 + n % 43 for n in range(238))]
    stills = Sources([Source(f"/d/images/{n}.png", ImageFact(768, 768)) for n in range(120)])
    clips = Sources(
        [Source(f"/d/videos/{n}.mp4", VideoFact(f, 1920, 1040)) for n, f in enumerate(lengths)]
    )
    config = configure(parse_document(Path("/d/dataset.toml"), text))
    plan = Planner().plan(config, [DatasetFacts(stills), DatasetFacts(clips)])
    return plan, text, Setup()


def test_that_a_file_of_its_own_keeps_its_folders_and_each_cache_is_one_datasets() -> None:
    _, text, _ = authors_file()
    recipe = read_recipe()
    after, notes = text_with(text, recipe, recipe.datasets)
    assert notes == [] and after.startswith("[general]")
    stills, short, long = tomllib.loads(after)["datasets"]
    assert stills["image_directory"] == "/d/images"
    assert short["video_directory"] == long["video_directory"] == "/d/videos"
    assert short["source_fps"] == long["source_fps"] == 16.0
    assert [each["cache_directory"] for each in (stills, short, long)] == [
        "/d/images/cache",
        "/d/videos/cache_1",
        "/d/videos/cache_1_long",
    ]
    assert "bucket_no_upscale" not in stills  # [general] says so
    again, _ = text_with(after, recipe, recipe.datasets)
    assert tomllib.loads(again) == tomllib.loads(after)


def test_that_a_file_without_stills_is_told_what_is_left_out() -> None:
    text = '[[datasets]]\nvideo_directory = "C:\\\\clips"\nresolution = [64, 64]\n'
    recipe = read_recipe()
    after, notes = text_with(text, recipe, recipe.datasets)
    assert notes == ['"stills" is left out: the file names no folder of images.']
    entries = tomllib.loads(after)["datasets"]
    assert len({each["cache_directory"] for each in entries}) == len(entries) == 2


def test_that_ones_own_recipe_is_made_of_what_the_file_says(project: Project) -> None:
    recipe = shipped_recipes()[-1]
    put(project, recipe, Outcome(recipe.datasets))
    rows = project.datasets()
    text = render(rows, project.settings, places_in(project.folder / "dataset"))
    made = recipe_of(
        text,
        "Mine",
        names=[(row.name, row.filter) for row in rows],
        architecture="framepack",
        rate=Fraction(30),
        setup=Setup(swap=20, gpu="RTX 4090"),
    )
    assert [dict(each) for each in made.more] == [{"fp_latent_window_size": 9}]
    assert [keys_of(each) for each in made.datasets] == [keys_of(each) for each in rows]
    assert [each.filter for each in made.datasets] == ["len>=37"]
    assert made.setup["swap"] == 20 and "gpu" not in made.setup


def test_that_clips_of_a_film_which_is_not_there_are_not_counted(project: Project) -> None:
    planner = ProjectPlanner()
    plan = planner.update(project)
    recipe = next(each for each in shipped_recipes() if each.architecture == "hunyuan")
    without = ProjectTrial(plan, None).outcome(recipe, fitted=False)
    assert without.samples == 1  # the still
    clip = project.clips(state="picked")[0]
    assert isinstance(clip, Clip)
    assert ProjectTrial(plan, planner.films).outcome(recipe, fitted=False).samples == 5
