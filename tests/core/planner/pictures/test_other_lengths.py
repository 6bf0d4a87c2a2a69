"""A length tried gives what the plan of a file with that length gives."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.planner.facts import DatasetFacts, Source, Sources, VideoFact
from app.core.planner.ledger import losses
from app.core.planner.pictures.other_lengths import Trials, starts_of
from app.core.planner.plan import Plan
from app.core.planner.windows import Extraction
from tests.core.planner.entry_files import clips, config_with, plan_of, sources, video_entry

LENGTHS = st.lists(st.integers(1, 130), min_size=1, max_size=12)
MODES = st.sampled_from(["head", "chunk", "slide", "uniform", "full"])
TARGETS = st.lists(st.integers(1, 90), min_size=1, max_size=3)


def other(length: int = 21) -> dict[str, object]:
    return video_entry(cache_directory="other", target_frames=[length])


def losing(plan: Plan) -> dict[int, int]:
    """Return by length how many clips lose in any dataset, file by file."""
    files = {}
    for loss in losses(plan):
        if loss.lost:
            files[loss.file] = loss.frames
    return dict(Counter(files.values()))


def planned_with(plan: Plan, facts: list[DatasetFacts], dataset: int, **keys: object) -> Plan:
    """Return the plan of the same file with some keys changed in one entry."""
    configs = list(plan.config.datasets)
    configs[dataset] = replace(configs[dataset], **keys)
    return plan_of(replace(plan.config, datasets=tuple(configs)), *facts)


@settings(max_examples=60, deadline=None)
@given(
    LENGTHS, MODES, TARGETS, st.integers(1, 90), st.integers(1, 5), st.sampled_from([None, 24.0])
)
def test_that_a_length_tried_is_what_the_plan_says(
    lengths: list[int],
    mode: str,
    targets: list[int],
    new: int,
    number: int,
    rate: float | None,
) -> None:
    entry = video_entry(
        target_frames=targets, frame_extraction=mode, frame_sample=number, frame_stride=number
    )
    if rate:
        entry["source_fps"] = rate
    facts = [clips(*lengths), clips(*lengths)]
    plan = plan_of(config_with(entry, other()), *facts)
    config = plan.datasets[0].config
    old = config.max_frames if mode == "full" else config.targets[-1]
    trial = Trials(plan).line(0, old).at(new)
    value = tuple(trial.value) if isinstance(trial.value, list) else trial.value
    after = planned_with(plan, facts, 0, **{trial.key: value})
    assert trial.before.samples == plan.datasets[0].samples
    assert trial.after.samples == after.datasets[0].samples
    assert trial.before.lost == sum(loss.lost for loss in losses(plan) if loss.dataset == 0)
    assert trial.after.lost == sum(loss.lost for loss in losses(after) if loss.dataset == 0)
    assert {length: n for length, n in trial.losing.items() if n} == losing(after)


@given(
    st.sampled_from(["head", "chunk", "slide", "uniform"]),
    st.integers(1, 300),
    st.integers(1, 120),
    st.integers(1, 40),
)
def test_that_starts_are_counted_as_they_are_made(
    mode: str, held: int, length: int, number: int
) -> None:
    starts = Extraction(mode, (length,), number, number).starts(held, length)
    found = starts_of(Extraction(mode, (length,), number, number), held, length)
    assert found == (len(starts), len(set(starts)))


def test_that_the_bubble_of_the_authors_two_clips_is_right() -> None:
    entry = video_entry(target_frames=[45], frame_extraction="uniform", frame_sample=2)
    plan = plan_of(config_with(entry), clips(*[45] * 2, *[60] * 238))
    trial = Trials(plan).line(0, 45).at(41)
    assert (trial.before.samples, trial.before.lost) == (478, 2)
    assert (trial.after.samples, trial.after.lost) == (480, 0)
    assert trial.value == [41] and not trial.merged and not any(trial.losing.values())


def test_that_a_length_snaps_and_never_falls_below_one() -> None:
    line = Trials(plan_of(config_with(video_entry(target_frames=[21])), clips(50))).line(0, 21)
    assert line.at(44).new == 41 and line.at(-7).new == 1 and line.at(2).new == 1
    assert line.at(44) is line.at(41)


def test_that_two_lengths_that_meet_become_one() -> None:
    plan = plan_of(config_with(video_entry(target_frames=[1, 21, 45])), clips(50))
    line = Trials(plan).line(0, 45)
    assert line.at(21).merged and line.at(21).value == [1, 21]
    assert line.at(21).after.samples == 2
    assert not line.at(45).merged and line.at(45).value == [1, 21, 45]


def test_that_a_length_keeps_its_place_as_it_was_written() -> None:
    plan = plan_of(config_with(video_entry(target_frames=[46, 1])), clips(50))
    assert Trials(plan).line(0, 45).at(25).value == [25, 1]
    assert Trials(plan).line(0, None).at(25).value == [1, 25, 46]
    assert Trials(plan).line(0, None).at(45).merged


def test_that_the_last_length_may_not_go() -> None:
    plan = plan_of(config_with(video_entry(target_frames=[21, 45]), other()), clips(50), clips(50))
    trials = Trials(plan)
    assert trials.line(0, 45).may_go and not trials.line(1, 21).may_go
    gone = trials.line(0, 45).at(None)
    assert gone.new is None and gone.value == [21] and gone.after.samples == 1


def test_that_clips_with_shared_names_are_counted_in_full() -> None:
    facts = sources(
        *(Source(f"v/{name}", VideoFact(50, 96, 64)) for name in ("a.mp4", "a.mov", "b.mp4"))
    )
    plan = plan_of(config_with(video_entry(target_frames=[45])), facts)
    trial = Trials(plan).line(0, 45).at(57)
    assert (trial.before.samples, trial.after.samples) == (2, 0)
    assert (trial.before.lost, trial.after.lost) == (1, 3) and dict(trial.losing) == {50: 3}


def test_that_a_clip_that_two_datasets_lose_is_one_clip() -> None:
    mine = DatasetFacts(Sources([Source(f"v/{n}.mp4", VideoFact(30, 96, 64)) for n in range(4)]))
    few = DatasetFacts(Sources(mine.sources.items[:1]))
    plan = plan_of(config_with(video_entry(target_frames=[21]), other(45)), mine, few)
    line = Trials(plan).line(0, 21)
    assert dict(line.at(21).losing) == {30: 1} and dict(line.at(33).losing) == {30: 4}


@pytest.mark.parametrize("most", [129, 25])
def test_that_whole_clips_have_a_greatest_length(most: int) -> None:
    plan = plan_of(
        config_with(video_entry(frame_extraction="full", max_frames=most)), clips(30, 60)
    )
    trial = Trials(plan).line(0, most).at(41)
    assert trial.key == "max_frames" and trial.value == 41
    assert trial.after.samples == 2 and trial.after.frames == 29 + 41
    assert not Trials(plan).line(0, most).may_go
