from __future__ import annotations

import dataclasses

import pytest

from app.core.export.recipes import read_recipe
from app.core.export.starter import Material, starter_datasets, starter_prompts
from app.core.library.model import Dataset

WIDE = (1920, 1040)


def clips(*frames: int, size: tuple[int, int] = WIDE) -> list[Material]:
    return [Material(length, size) for length in frames]


def by_name(clips: list[Material], stills: list[Material] | None = None) -> dict[str, Dataset]:
    stills = [Material(1, (768, 768))] if stills is None else stills
    return {each.name: each for each in starter_datasets(read_recipe(), clips, stills)}


def test_that_the_recipe_gives_its_authors_datasets_for_its_authors_material() -> None:
    found = by_name(clips(45, 60, 88))
    assert [each.resolution for each in found.values()] == [(768, 768), (768, 416), (384, 208)]
    assert (found["short"].frame_extraction, found["short"].target_frames) == ("head", (1, 21))
    assert (found["long"].frame_extraction, found["long"].target_frames) == ("uniform", (45,))
    assert found["long"].frame_sample == 2
    assert [each.position for each in found.values()] == [0, 1, 2]


@pytest.mark.parametrize(
    ("size", "resolution"),
    [((1280, 720), (768, 416)), ((1080, 1920), (416, 768)), ((640, 360), (640, 352))],
)
def test_that_the_shape_follows_the_clips_and_nothing_is_enlarged(
    size: tuple[int, int], resolution: tuple[int, int]
) -> None:
    assert by_name(clips(81, size=size))["short"].resolution == resolution


def test_that_the_most_usual_size_decides() -> None:
    mixed = [*clips(81, size=(1280, 720)), *clips(81, 81), *clips(81, size=(640, 480))]
    assert by_name(mixed)["long"].resolution == (384, 208)


@pytest.mark.parametrize(
    ("lengths", "long", "short"),
    [
        ([81, 81, 10, 10], (45,), (1, 21)),  # half of the clips are long enough
        ([81, 30, 30, 10], (29,), (1, 21)),
        ([16, 16, 16], (13,), (1, 13)),
        ([3], (1,), (1,)),
        ([46], (45,), (1, 21)),
        ([45], (41,), (1, 21)),  # two windows of 45 would be one and the same
        ([1], (1,), (1,)),
    ],
)
def test_that_windows_get_as_long_as_half_of_the_clips_allow(
    lengths: list[int], long: tuple[int, ...], short: tuple[int, ...]
) -> None:
    found = by_name(clips(*lengths))
    assert found["long"].target_frames == long
    assert found["short"].target_frames == short


def test_that_datasets_without_material_stay_as_the_recipe_says() -> None:
    recipe = read_recipe()
    found = by_name(clips(81), stills=[])
    assert found["stills"] == recipe.datasets[0]


def test_that_tiny_pictures_still_give_a_size_the_trainer_takes() -> None:
    assert by_name(clips(81, size=(20, 18)))["short"].resolution == (32, 32)


def videos() -> list[Dataset]:
    short = Dataset(
        position=0, name="short", kind="video", resolution=(768, 410), target_frames=(1, 21)
    )
    still = dataclasses.replace(short, position=1, name="still", kind="image", target_frames=())
    long = dataclasses.replace(
        short, position=2, name="long", resolution=(390, 208), target_frames=(45,)
    )
    return [short, still, long]


def test_that_prompts_are_the_first_captions_that_differ_without_the_trigger() -> None:
    said = ["", "Ghibli. a boat", "a Boat ", "  ", "a crane", "a hat"]
    found = starter_prompts(read_recipe(), said, videos(), trigger="Ghibli")
    assert [prompt.text for prompt in found] == ["a boat", "a crane"]
    assert [prompt.position for prompt in found] == [0, 1]
    assert {(prompt.width, prompt.height, prompt.frames) for prompt in found} == {(384, 208, 45)}
    assert {(prompt.seed, prompt.steps, prompt.flow_shift) for prompt in found} == {(7, 20, 3.0)}


def test_that_prompts_are_as_long_as_whole_clips_where_those_are_trained() -> None:
    full = dataclasses.replace(videos()[0], frame_extraction="full", max_frames=60)
    (prompt,) = starter_prompts(read_recipe(), ["a boat"], [*videos(), full], trigger="")
    assert (prompt.width, prompt.height, prompt.frames) == (768, 400, 57)


def test_that_without_captions_there_are_no_prompts_of_ones_own() -> None:
    assert starter_prompts(read_recipe(), ["", "Ghibli"], videos(), trigger="Ghibli") == []
    (prompt,) = starter_prompts(read_recipe(), ["a boat"], [], trigger="")
    assert (prompt.width, prompt.height, prompt.frames) == (384, 384, 45)


def test_that_prompts_come_with_a_fixed_seed_and_the_samplers_shift() -> None:
    for prompt in read_recipe().prompts:
        assert dataclasses.replace(prompt, position=0, text="") == dataclasses.replace(
            read_recipe().prompts[0], position=0, text=""
        )
        assert (prompt.seed, prompt.steps, prompt.flow_shift) == (7, 20, 3.0)
