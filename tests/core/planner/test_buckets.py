"""Buckets against a table made with the trainer's own selector."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.planner.buckets import Buckets, Size, crop_loss, resized
from app.core.planner.windows import Refused

SIDES = st.integers(33, 1400)


def test_that_buckets_are_the_trainers(samples: Path) -> None:
    table = json.loads((samples / "golden_buckets_wan.json").read_text(encoding="utf-8"))
    for case in table["cases"]:
        resolution: Size = tuple(case["resolution"])
        area = Buckets(resolution, enabled=True, no_upscale=False)
        assert [list(size) for size in area.candidates] == case["candidates"]
        choices = {
            "bucket": area,
            "bucket_no_upscale": Buckets(resolution, enabled=True, no_upscale=True),
            "bucket_disabled": Buckets(resolution, enabled=False, no_upscale=True),
        }
        for row in case["map"]:
            for key, buckets in choices.items():
                assert list(buckets.of(tuple(row["src"]))) == row[key], (
                    resolution,
                    row["src"],
                    key,
                )


@settings(deadline=None)
@given(SIDES, SIDES, SIDES, SIDES)
def test_that_a_bucket_fed_back_is_its_own_bucket(w: int, h: int, width: int, height: int) -> None:
    buckets = Buckets((w, h), enabled=True, no_upscale=False)
    once = buckets.of((width, height))
    assert buckets.of(once) == once
    assert all(side % 16 == 0 and side >= 16 for side in once)


@pytest.mark.parametrize("resolution", [(16, 16), (31, 31), (0, 64), (-5, 64)])
def test_that_a_resolution_without_buckets_is_refused(resolution: Size) -> None:
    with pytest.raises(Refused) as caught:
        Buckets(resolution, enabled=True, no_upscale=False)
    assert caught.value.key == "resolution"


def test_that_without_buckets_the_resolution_is_taken_as_it_is() -> None:
    assert Buckets((250, 130), enabled=False, no_upscale=True).of((64, 48)) == (250, 130)
    with pytest.raises(Refused):
        Buckets((64, 0), enabled=False, no_upscale=False)


def test_that_a_picture_too_small_to_resize_is_refused() -> None:
    with pytest.raises(Refused, match="7x9"):
        resized((7, 9), (0, 0))
    assert resized((10, 200), (0, 192)) == (0, 192)


def test_that_the_crop_is_the_share_that_is_cut_off() -> None:
    assert crop_loss((1920, 1040), (384, 208)) == pytest.approx(0)
    assert crop_loss((1920, 1080), (1080, 1080)) == pytest.approx(1 - 1080 / 1920)
