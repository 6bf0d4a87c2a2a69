"""Which windows use most frames of the clips there are."""

from __future__ import annotations

import time
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.planner.advice.other_values import lengths_of, try_config
from app.core.planner.advice.targets import Gain, Way, few_of, find_ways, weigh
from app.core.planner.ledger import ledger
from app.core.planner.windows import Extraction
from tests.core.planner.entry_files import clips, config_with, image_entry, plan_of, video_entry
from tests.core.planner.test_plan import author_plan

HISTOGRAM = st.dictionaries(st.integers(1, 140), st.integers(1, 50), min_size=1, max_size=12)


def test_that_the_authors_windows_are_weighed_as_the_trainer_counts_them() -> None:
    lengths = lengths_of(author_plan(), 2)
    gain = weigh(lengths, Way("uniform", (45,), sample=2))
    assert gain.samples == 478 and gain.idle == 0 and gain.clips == 240
    assert gain.by_length == ((45, 478),)


def test_that_windows_that_overlap_count_a_frame_once() -> None:
    gain = weigh({60: 1}, Way("uniform", (45,), sample=2))  # 0-45 and 15-60
    assert (gain.used, gain.frames, gain.trained, gain.samples) == (60, 60, 90, 2)
    assert gain.share == 1.0 and gain.times == 1.5


def test_that_clips_too_short_for_the_shortest_window_give_nothing() -> None:
    gain = weigh({20: 3, 50: 2}, Way("head", (21, 45)))
    assert (gain.idle, gain.samples, gain.used) == (3, 4, 90)
    said = gain.trade_offs()
    assert said[0] == "The longest window shows 2.8 s of motion."
    assert "3 clips are shorter than 21 frames and give nothing." in said
    assert any("overlap" in each for each in said)


def test_that_chunks_leave_out_only_the_ends_of_clips() -> None:
    gain = weigh({50: 2, 20: 1}, Way("chunk", (21,)))
    assert (gain.used, gain.samples, gain.idle) == (84, 4, 1)


def test_that_the_way_that_uses_most_comes_first() -> None:
    gains = find_ways({45: 10, 90: 10}, most=45, least=45)
    assert gains[0].way == Way("uniform", (45,), sample=4) and gains[0].samples == 50
    exact = [gain.way for gain in gains if gain.share == 1.0]
    assert Way("chunk", (45,)) in exact and len(exact) == 4
    assert gains[-1].way == Way("head", (45,)) and gains[-1].samples == 20


def test_that_no_window_is_longer_than_is_affordable_or_shorter_than_wanted() -> None:
    for gain in find_ways({100: 5, 33: 5}, most=50, least=18):
        assert all(21 <= length <= 49 and length % 4 == 1 for length in gain.way.targets)
    assert find_ways({20: 5}, most=81, least=25) == []
    assert find_ways({}, most=81) == []


def test_that_few_are_shown_and_not_all_of_one_mode() -> None:
    few = few_of(find_ways({n: 1 for n in range(30, 130)}, most=81, least=17))
    assert len(few) == 6
    assert max(Counter(gain.way.mode for gain in few).values()) == 2


def test_that_a_way_is_written_with_the_keys_it_needs() -> None:
    assert Way("uniform", (45,), sample=2).values == {
        "target_frames": [45],
        "frame_extraction": "uniform",
        "frame_sample": 2,
    }
    assert Way("slide", (45,), stride=22).values["frame_stride"] == 22
    assert Way("head", (1, 21)).values == {"target_frames": [1, 21], "frame_extraction": "head"}
    assert [
        way.words for way in (Way("uniform", (45,), sample=2), Way("slide", (9,), stride=4))
    ] == [
        "uniform 45 × 2",
        "slide 9 by 4",
    ]


@given(HISTOGRAM, st.integers(1, 129), st.integers(1, 60))
def test_that_every_way_is_weighed_as_counting_frame_by_frame(
    lengths: dict[int, int], most: int, least: int
) -> None:
    for gain in find_ways(lengths, most=most, least=least)[:20]:
        assert (gain.used, gain.samples, gain.idle) == by_hand(lengths, gain.way)
        assert 0 < gain.share <= 1 and gain.longest <= most


def by_hand(lengths: dict[int, int], way: Way) -> tuple[int, int, int]:
    extraction = Extraction(way.mode, way.targets, stride=way.stride, sample=way.sample)
    used = samples = idle = 0
    for held, count in lengths.items():
        runs = set(extraction.runs(held))
        seen = {frame for start, frames in runs for frame in range(start, start + frames)}
        used, samples = used + count * len(seen), samples + count * len(runs)
        idle += count * (not runs)
    return used, samples, idle


@given(st.lists(st.integers(9, 90), min_size=1, max_size=8), st.sampled_from(["chunk", "uniform"]))
def test_that_samples_are_those_of_the_plan(frames: list[int], mode: str) -> None:
    way = Way(mode, (9, 17), sample=3)
    entry = video_entry(resolution=[96, 64], **way.values)
    plan = plan_of(config_with(entry), clips(*frames, size=(96, 64)))
    assert weigh(lengths_of(plan, 0), way).samples == plan.samples
    tried = try_config(plan, 0, plan.datasets[0].config)
    assert [(r.frames, r.windows, r.collisions, r.samples, r.batches, r.tokens) for r in tried] == [
        (r.frames, r.windows, r.collisions, r.samples, r.batches, r.tokens)
        for r in ledger(plan).rows
    ]


def test_that_thirty_thousand_clips_take_less_than_a_second() -> None:
    lengths = Counter({n: 30_000 // 500 for n in range(24, 524)})
    began = time.process_time()
    gains: list[Gain] = find_ways(lengths, most=129, least=5)
    assert time.process_time() - began < 1.0
    assert len(gains) > 200


def test_that_lengths_are_counted_at_the_models_rate_whatever_the_dataset_cuts() -> None:
    entry = video_entry(target_frames=[9], source_fps=32.0)
    plan = plan_of(config_with(entry), clips(100, 40, 40, size=(96, 64)))
    assert lengths_of(plan, 0) == {50: 1, 20: 2}


def test_that_a_dataset_the_trainer_refuses_gives_no_rows() -> None:
    plan = plan_of(config_with(image_entry()), clips())
    broken = plan.datasets[0].config.__class__(kind="video", resolution=(8, 8), enable_bucket=True)
    assert try_config(plan, 0, broken) == ()


@pytest.mark.parametrize("least", [1, 2, 5])
def test_that_single_frames_are_taken_from_the_head_only(least: int) -> None:
    ways = [gain.way for gain in find_ways({9: 3}, most=9, least=least)]
    assert (Way("head", (1,)) in ways) == (least == 1)
    assert Way("chunk", (1,)) not in ways


def test_that_a_trial_of_framepack_counts_sections_as_the_ledger_does() -> None:
    entry = video_entry(target_frames=[37, 73], fp_latent_window_size=9, num_repeats=2)
    plan = plan_of(config_with(entry), clips(50, 80, 90), architecture="framepack")
    tried = try_config(plan, 0, plan.datasets[0].config)
    kept = [(row.samples, row.batches, row.tokens) for row in ledger(plan).rows]
    assert [(row.samples, row.batches, row.tokens) for row in tried] == kept
    assert sum(row.samples for row in tried) == plan.samples == 14
