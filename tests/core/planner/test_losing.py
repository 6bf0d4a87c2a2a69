"""What is lost, counted shape by shape, against the losses listed one by one."""

from __future__ import annotations

import pytest

from app.core.planner.facts import Source, VideoFact
from app.core.planner.ledger import losses
from app.core.planner.losing import losing_files, losing_of
from app.core.planner.plan import Plan
from tests.core.planner.entry_files import config_with, plan_of, sources, video_entry
from tests.core.planner.test_ledger import two_of_one_name
from tests.core.planner.test_plan import author_plan


def many() -> Plan:
    clips = sources(*(Source(f"v/{n}.mp4", VideoFact(5 + n % 50, 96, 64)) for n in range(200)))
    entries = (
        video_entry(target_frames=[9, 21], num_repeats=3),
        video_entry(
            cache_directory="c2", target_frames=[45], frame_extraction="uniform", frame_sample=3
        ),
        video_entry(cache_directory="c3", frame_extraction="full"),
    )
    return plan_of(config_with(*entries), clips, clips, clips)


def apart() -> Plan:
    """Two datasets with clips of their own, one of which both have."""
    one = sources(*(Source(f"v/{n}.mp4", VideoFact(n, 96, 64)) for n in range(1, 30)))
    other = sources(*(Source(f"v/{n}.mp4", VideoFact(n, 96, 64)) for n in range(8, 40)))
    entries = video_entry(target_frames=[9]), video_entry(cache_directory="c2", target_frames=[21])
    return plan_of(config_with(*entries), one, other)


def nothing() -> Plan:
    clips = sources(Source("v/a.mp4", VideoFact(5, 96, 64)))
    return plan_of(config_with(video_entry(target_frames=[9], num_repeats=0)), clips)


@pytest.mark.parametrize("make", [author_plan, two_of_one_name, many, apart, nothing])
def test_that_as_much_is_lost_as_is_listed(make: object) -> None:
    plan: Plan = make()  # type: ignore[operator]
    listed = losses(plan)
    assert listed, "there is something to compare"
    for dataset in plan.datasets:
        assert losing_of(dataset).lost == sum(
            loss.lost for loss in listed if loss.dataset == dataset.index
        )
    found = losing_files((dataset, losing_of(dataset)) for dataset in plan.datasets)
    assert found == {loss.file: loss.frames for loss in listed}
