"""Sizes to train at, and what the trainer makes of them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.planner.buckets import Buckets
from app.core.planner.resolutions import find_resolutions, resolutions_json, tokens_of


def test_that_the_exact_sizes_of_the_authors_films_are_found() -> None:
    exact = [one for one in find_resolutions(1920, 1040) if one.aspect_error == 0]
    assert [(one.width, one.height) for one in exact] == [
        (1920, 1040),
        (1536, 832),
        (1152, 624),
        (768, 416),
        (384, 208),
    ]
    assert all(one.bucket == (one.width, one.height) and one.crop == 0 for one in exact)


def test_that_a_token_budget_is_kept_and_the_costliest_comes_first() -> None:
    found = find_resolutions(1920, 1040, frames=45, tokens=4000)
    assert [(one.width, one.height, one.tokens) for one in found[:4]] == [
        (384, 208, 3744),
        (352, 192, 3168),
        (320, 176, 2640),
        (304, 160, 2280),
    ]


def test_that_the_bucket_that_results_is_shown_where_it_differs() -> None:
    found = find_resolutions(1920, 1080, tolerance=5)
    assert any(one.bucket != (one.width, one.height) for one in found)
    assert all(side % 16 == 0 for one in found for side in (*one.bucket, one.width, one.height))


def test_that_nothing_is_enlarged_and_nothing_is_tiny() -> None:
    for one in find_resolutions(720, 1280):
        assert 128 <= one.width <= 720 and 128 <= one.height <= 1280
    assert find_resolutions(100, 100) == []


@given(
    width=st.integers(1, 700),
    height=st.integers(1, 700),
    tolerance=st.one_of(st.floats(-1, 300), st.sampled_from([0.0, 3.0, 4.0, 50.0, 100.0])),
)
def test_that_every_size_near_the_shape_is_found(width: int, height: int, tolerance: float) -> None:
    found = find_resolutions(width, height, tolerance=tolerance)
    assert sorted((one.width, one.height) for one in found) == [
        (w, h)
        for w in range(128, width + 1, 16)
        for h in range(128, height + 1, 16)
        if abs(Fraction(w * height, h * width) - 1) <= Fraction(tolerance) / 100
    ]


def test_that_every_size_gets_the_bucket_that_the_trainer_chooses() -> None:
    for one in find_resolutions(640, 480, tolerance=60):
        buckets = Buckets((one.width, one.height), enabled=True, no_upscale=False)
        assert one.bucket == buckets.of((640, 480))


@pytest.mark.parametrize(("frames", "tokens"), [(1, 312), (45, 3744), (48, 3744), (49, 4056)])
def test_that_tokens_count_latent_frames(frames: int, tokens: int) -> None:
    assert tokens_of((384, 208), frames) == tokens


def test_that_the_json_gives_percent() -> None:
    (first, *_) = resolutions_json(find_resolutions(1920, 1040, frames=21, tokens=7500))
    assert first == {
        "width": 768,
        "height": 416,
        "exact": True,
        "aspect_error": 0.0,
        "crop": 0.0,
        "tokens": 7488,
        "bucket": [768, 416],
        "bucket_crop": 0.0,
        "bucket_tokens": 7488,
    }
