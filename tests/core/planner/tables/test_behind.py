"""The clips behind a number of the ledger add up to it."""

from __future__ import annotations

import os

from hypothesis import given
from hypothesis import strategies as st

from app.core.planner.facts import Source, VideoFact
from app.core.planner.ledger import ledger
from app.core.planner.plan import Plan
from app.core.planner.tables.behind import WHATS, Behind, behind, count_behind
from tests.core.planner.entry_files import (
    clips,
    config_with,
    image_entry,
    pictures,
    plan_of,
    sources,
    video_entry,
)
from tests.core.planner.test_plan import author_plan

UNIFORM = (384, 208, 45)


def told(found: list[Behind]) -> list[tuple[str, tuple[tuple[int, int], ...], int]]:
    return [(each.source.file, each.share.runs, each.share.number) for each in found]


def test_that_the_two_colliding_clips_of_the_author_are_behind_their_number() -> None:
    found = behind(author_plan(), 2, UNIFORM, "collide")
    assert told(found) == [
        ("clip_003.mp4", ((0, 45),), 1),
        ("clip_007.mp4", ((0, 45),), 1),
    ]
    assert found[0].frames == 45
    assert found[0].share.note == "2 windows begin at 1 place: 1 overwritten"


def test_that_all_the_authors_samples_are_behind_the_sum() -> None:
    found = behind(author_plan(), None, None, "samples")
    assert sum(each.share.number for each in found) == 1078
    assert len(found) == 120 + 240 + 240
    assert [each.dataset for each in found] == sorted(each.dataset for each in found)
    assert count_behind(author_plan(), None, None) == {
        "windows": (600, 1080), "collide": (2, 2), "samples": (600, 1078), "dropped": (0, 0),
    }  # fmt: skip


def test_that_a_clip_too_short_is_behind_what_is_dropped() -> None:
    plan = plan_of(config_with(video_entry(target_frames=[9, 45])), clips(44, 60, 5))
    assert told(behind(plan, 0, (384, 208, 45), "dropped")) == [
        ("a.mp4", (), 1),
        ("c.mp4", (), 1),
    ]
    (_, last) = behind(plan, 0, None, "dropped")
    assert last.share.number == 2
    assert last.share.note.startswith("nothing for 9: 9 frames needed: 4 frames more")
    assert "nothing for 45: 45 frames needed: 40 frames more" in last.share.note


def test_that_clips_of_another_shape_are_not_behind_a_bucket() -> None:
    items = [*clips(50).sources.items, Source("v/tall.mp4", VideoFact(50, 1040, 1920))]
    plan = plan_of(config_with(video_entry(target_frames=[45])), sources(*items))
    assert [each.source.file for each in behind(plan, 0, UNIFORM, "windows")] == ["a.mp4"]
    assert len(behind(plan, 0, None, "windows")) == 2


def test_that_training_passes_over_a_name_with_a_dot_and_says_so() -> None:
    hidden = Source("v/.a.mp4", VideoFact(50, 1920, 1040))
    entry = video_entry(target_frames=[45], num_repeats=3)
    plan = plan_of(config_with(entry), sources(hidden, *clips(50).sources.items))
    found = {each.source.file: each.share for each in behind(plan, 0, UNIFORM, "samples")}
    assert (found[".a.mp4"].number, found["a.mp4"].number) == (0, 3)
    assert "dot" in found[".a.mp4"].note and not found["a.mp4"].note


def test_that_a_cache_folder_training_cannot_find_has_windows_and_no_samples() -> None:
    facts = sources(*clips(50).sources.items, cache_seen=False)
    plan = plan_of(config_with(video_entry(target_frames=[45], cache_directory="a[1]")), facts)
    (found,) = behind(plan, 0, None, "samples")
    assert found.share.number == 0 and "hides it" in found.share.note


lengths = st.integers(1, 60)
shapes = st.sampled_from([(1920, 1040), (1040, 1920), (640, 480)])
stems = st.sampled_from(["a", "b", "c", ".d", "A"])
files = st.builds(
    lambda stem, suffix, frames, size: Source(f"v/{stem}{suffix}", VideoFact(frames, *size)),
    stems, st.sampled_from([".mp4", ".mov", ".mkv"]), lengths, shapes,
)  # fmt: skip
entries = st.fixed_dictionaries(
    {
        "target_frames": st.lists(st.sampled_from([1, 9, 21, 45]), min_size=1, max_size=3),
        "frame_extraction": st.sampled_from(["head", "chunk", "slide", "uniform", "full"]),
        "frame_sample": st.integers(1, 4),
        "frame_stride": st.integers(1, 20),
        "num_repeats": st.integers(0, 3),
        "batch_size": st.integers(1, 4),
    }
)


def mixed_plan(items: list[Source], keys: dict[str, object], *, architecture: str = "wan") -> Plan:
    listed = sorted(items, key=lambda source: os.fspath(source.path))
    config = config_with(video_entry(**keys), image_entry(num_repeats=2))
    facts = sources(*listed), pictures((768, 768), (100, 400))
    return plan_of(config, *facts, architecture=architecture)


@given(
    st.lists(files, unique_by=lambda one: one.path, max_size=8),
    entries,
    st.sampled_from(["wan", "framepack"]),
)
def test_that_the_clips_behind_each_number_add_up_to_it(
    items: list[Source], keys: dict[str, object], architecture: str
) -> None:
    plan = mixed_plan(items, keys, architecture=architecture)
    for row in ledger(plan).rows:
        bucket = row.width, row.height, row.frames
        found = {what: behind(plan, row.dataset, bucket, what) for what in WHATS}
        sums = {what: sum(each.share.number for each in found[what]) for what in WHATS}
        assert sums["windows"] == row.windows
        assert sums["collide"] == row.collisions
        assert sums["samples"] == row.samples
        assert sum(len(each.share.runs) for each in found["windows"]) == row.windows
        counts = count_behind(plan, row.dataset, bucket)
        assert counts == {what: (len(found[what]), sums[what]) for what in WHATS}
    assert sum(each.share.number for each in behind(plan, None, None, "dropped")) == sum(
        len(dataset.dropped) for dataset in plan.datasets
    )
