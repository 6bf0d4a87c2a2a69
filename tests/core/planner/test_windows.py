"""Frames held and windows cut, against tables made with the trainer's own code."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.planner.windows import Extraction, Intake, Refused, round_frames, round_targets

LENGTHS = st.integers(0, 400)


def test_that_resampling_keeps_as_many_frames_as_the_trainer(samples: Path) -> None:
    table = json.loads((samples / "golden_resample_wan16.json").read_text(encoding="utf-8"))
    for case in table["cases"]:
        rate, frames = case["source_fps"], case["frames"]
        assert Intake(rate, 16.0, None).held(frames) == case["kept"], case
        assert Intake(rate, 16.0, 81).held(frames) == case["kept_head_81"], case


def test_that_the_least_source_frames_are_the_trainers(samples: Path) -> None:
    table = json.loads((samples / "min_source_frames_wan16.json").read_text(encoding="utf-8"))
    for rate, targets in table.items():
        intake = Intake(float(rate), 16.0, None)
        for target, least in targets.items():
            assert intake.least(int(target)) == least, (rate, target)


def test_that_without_source_fps_every_frame_is_held() -> None:
    assert Intake(None, 16.0, None).held(77) == 77
    assert Intake(None, 16.0, 45).held(77) == 45


def test_that_head_stops_early_where_the_source_is_slower_than_the_target() -> None:
    intake = Intake(8.0, 16.0, 25)
    assert intake.held(300) == 13
    assert intake.least(25) is None


@pytest.mark.parametrize(("decoded", "held"), [(22, 21), (30, 21)])
def test_that_head_never_meets_damage_behind_the_frames_it_reads(decoded: int, held: int) -> None:
    assert Intake(None, 16.0, 21).held(decoded, fault="broken") == held


def test_that_head_meets_damage_at_the_frame_that_ends_its_reading() -> None:
    with pytest.raises(Refused, match="broken"):
        Intake(None, 16.0, 21).held(21, fault="broken")
    assert Intake(None, 16.0, 21).held(21, fault="broken", ahead=False) == 21


@pytest.mark.parametrize("rate", [0.0, math.nan, 1e-320])
def test_that_a_rate_the_trainer_cannot_divide_by_is_refused(rate: float) -> None:
    with pytest.raises(Refused, match="source_fps"):
        Intake(rate, 16.0, None).held(30)


def test_that_an_endless_rate_holds_one_frame() -> None:
    assert Intake(math.inf, 16.0, None).held(30) == 1


@settings(deadline=None)
@given(st.sampled_from([12.0, 23.976, 24.0, 30.0, 59.94, 120.0, -30.0]), LENGTHS, LENGTHS)
def test_that_asking_in_any_order_gives_the_same_counts(rate: float, a: int, b: int) -> None:
    intake = Intake(rate, 16.0, None)
    assert [intake.held(a), intake.held(b)] == [
        Intake(rate, 16.0, None).held(a),
        Intake(rate, 16.0, None).held(b),
    ]


@pytest.mark.parametrize(
    ("frames", "rounded"), [(0, -3), (1, 1), (4, 1), (5, 5), (16, 13), (24, 21), (80, 77)]
)
def test_that_lengths_are_rounded_down_to_4n_and_1(frames: int, rounded: int) -> None:
    assert round_frames(frames) == rounded


def test_that_targets_are_rounded_sorted_and_taken_once() -> None:
    assert round_targets((45, 21, 22, 24, 45)) == (21, 45)


def test_that_head_takes_one_window_for_each_target_that_fits() -> None:
    assert Extraction("head", (1, 21, 45)).runs(44) == ((0, 1), (0, 21))


def test_that_chunk_drops_the_tail() -> None:
    assert Extraction("chunk", (21,)).runs(62) == ((0, 21), (21, 21))


def test_that_slide_steps_to_the_last_place_that_fits() -> None:
    assert Extraction("slide", (21,), stride=8).runs(37) == ((0, 21), (8, 21), (16, 21))


def test_that_uniform_includes_both_ends_and_may_repeat_a_start() -> None:
    assert Extraction("uniform", (45,), sample=3).runs(60) == ((0, 45), (7, 45), (15, 45))
    assert Extraction("uniform", (45,), sample=2).runs(45) == ((0, 45), (0, 45))
    assert Extraction("uniform", (45,), sample=0).runs(60) == ()


@pytest.mark.parametrize(("held", "length"), [(1, 1), (4, 1), (47, 45), (300, 129)])
def test_that_full_takes_the_whole_clip_up_to_its_limit(held: int, length: int) -> None:
    assert Extraction("full", (21,)).runs(held) == ((0, length),)


@pytest.mark.parametrize(
    ("extraction", "key"),
    [
        (Extraction("first", (21,)), "frame_extraction"),
        (Extraction("slide", (21,), stride=0), "frame_stride"),
        (Extraction("uniform", (21,), sample=-1), "frame_sample"),
    ],
)
def test_that_a_refusal_names_the_key_at_fault(extraction: Extraction, key: str) -> None:
    with pytest.raises(Refused) as caught:
        extraction.runs(30)
    assert caught.value.key == key


@settings(deadline=None)
@given(st.sampled_from(["head", "chunk", "slide", "uniform"]), LENGTHS, st.integers(1, 9))
def test_that_every_window_lies_inside_the_clip(mode: str, held: int, step: int) -> None:
    for start, frames in Extraction(mode, (1, 21, 45), stride=step, sample=step).runs(held):
        assert 0 <= start <= start + frames <= held
