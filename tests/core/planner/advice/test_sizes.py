"""Resolutions for the pictures a dataset really has."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from app.core.planner.advice.other_values import Sizes, try_config
from app.core.planner.advice.sizes import few_of, find_sizes
from app.core.planner.facts import DatasetFacts, Source, VideoFact
from app.core.planner.plan import Plan
from tests.core.planner.entry_files import config_with, plan_of, sources, video_entry
from tests.core.planner.test_plan import author_plan


def mixed(*sizes: tuple[int, int], **keys: object) -> Plan:
    facts: DatasetFacts = sources(
        *(Source(f"v/{n:02}.mp4", VideoFact(45, *size)) for n, size in enumerate(sizes))
    )
    return plan_of(config_with(video_entry(target_frames=[45], **keys)), facts)


@pytest.mark.parametrize(
    ("dataset", "frames", "tokens", "sizes"),
    [
        # science.md §5b: by budget on 1920×1040
        (2, 45, 4000, [(384, 208), (352, 192), (320, 176), (304, 160)]),
        (1, 21, 7500, [(768, 416), (752, 400), (736, 400), (704, 384)]),
    ],
)
def test_that_the_authors_clips_get_the_sizes_of_the_table(
    dataset: int, frames: int, tokens: int, sizes: list[tuple[int, int]]
) -> None:
    found = find_sizes(author_plan(), dataset, frames=frames, tokens=tokens, most=20)
    assert [one.size for one in found if one.size in sizes] == sizes
    first = found[0]
    assert first.exact and first.crop == 0 and first.bucket == first.size
    assert first.tokens <= tokens and [*first.warnings()] == []


def test_that_tokens_are_those_of_the_heaviest_step_of_the_mix() -> None:
    plan = mixed(*[(1920, 1040)] * 4, (1040, 1920), batch_size=2)
    found = find_sizes(plan, 0, frames=45, tokens=8000)
    assert found[0].size == (384, 208) and found[0].tokens == 7488 and found[0].batch == 2
    assert dict(found[0].buckets)[(384, 208)] == 4 and found[0].bucket == (384, 208)
    assert all(one.tokens <= 8000 for one in found)


def test_that_many_shapes_with_batches_are_warned_of() -> None:
    shapes = [(1920, 1040), (1920, 1040), (1440, 1080), (1080, 1080), (1080, 1920), (1920, 800)]
    (first, *_) = find_sizes(mixed(*shapes, batch_size=2), 0, frames=45, tokens=16_000)
    said = " ".join(first.warnings())
    assert len(first.buckets) == 5 and "fall into 5 buckets" in said
    assert "4 buckets end with a batch of fewer than 2 samples" in said
    assert first.crop > 0


def test_that_the_size_that_really_results_is_said() -> None:
    found = find_sizes(mixed((1920, 1080)), 0, frames=45, tolerance=5.0, most=40)
    other = [one for one in found if one.bucket != one.size]
    assert other and "The trainer makes" in next(iter(other[0].warnings()))


def test_that_without_pictures_there_is_nothing_to_find() -> None:
    assert find_sizes(mixed(), 0, frames=45) == []


def test_that_a_budget_nothing_fits_finds_nothing() -> None:
    assert find_sizes(mixed((1920, 1040)), 0, frames=45, tokens=100) == []


def test_that_a_choice_holds_the_exact_sizes_and_nothing_alike_that_cuts_more() -> None:
    found = find_sizes(author_plan(), 1, frames=21, tokens=10_500)
    few = few_of(found)
    assert [one.size for one in few if one.exact] == [(768, 416)]
    assert len(few) <= 8 < len(found) and few[0].tokens > 0.9 * 10_500
    for place, one in enumerate(few):
        for other in few[:place]:
            assert other.crop > one.crop or one.tokens < 0.9 * other.tokens


def test_that_trying_a_size_counts_as_planning_does() -> None:
    plan = mixed(*[(1920, 1040)] * 3, (1440, 1080), (1080, 1920), batch_size=2, num_repeats=3)
    sizes = Sizes(plan, 0)
    for resolution in ((384, 208), (512, 288), (768, 768)):
        config = replace(plan.datasets[0].config, resolution=resolution)
        quick = sizes.rows(config, sizes.buckets(config))
        assert sorted(quick, key=lambda row: (row.width, row.height)) == [
            *try_config(plan, 0, config)
        ]


def test_that_thirty_thousand_clips_of_many_sizes_take_less_than_a_second() -> None:
    shapes = [(1920 - 16 * (n % 20), 1040 - 2 * (n % 20)) for n in range(30_000)]
    facts = sources(
        *(Source(f"v/{n}.mp4", VideoFact(24 + n % 300, *size)) for n, size in enumerate(shapes))
    )
    plan = plan_of(config_with(video_entry(target_frames=[21], resolution=[384, 208])), facts)
    began = time.process_time()
    found = few_of(find_sizes(plan, 0, frames=21, tokens=10_000))
    assert time.process_time() - began < 1.0 and len(found) > 3
