"""What the buckets cut off, and what an epoch is made of."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.core.planner.buckets import Buckets, crop_loss
from app.core.planner.facts import Source, VideoFact
from app.core.planner.ledger import ledger
from app.core.planner.pictures.crops import crops
from app.core.planner.pictures.shares import shares
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

SIDES = st.integers(64, 2400)


def test_that_the_worst_crop_comes_first_with_its_clips() -> None:
    facts = sources(
        *(Source(f"v/{n}.mp4", VideoFact(50, 1920, 1080)) for n in range(3)),
        Source("v/x.mp4", VideoFact(50, 1920, 800)),
        Source("v/y.mp4", VideoFact(50, 320, 180)),
    )
    plan = plan_of(config_with(video_entry(resolution=[384, 208])), facts)
    found = crops(plan)
    assert [(c.size, c.bucket, c.sources) for c in found] == [
        ((1920, 800), (448, 176), 1),
        ((320, 180), (384, 208), 1),
        ((1920, 1080), (384, 208), 3),
    ]
    small, wide = found[1:]
    assert small.enlarged and small.scale == 1.2 and not wide.enlarged
    assert wide.cut == crop_loss((1920, 1080), (384, 208)) and round(100 * wide.cut, 1) == 3.7
    assert wide.kept == (1.0, 208 / 216)


@given(SIDES, SIDES, st.booleans(), st.booleans())
def test_that_what_is_kept_is_what_is_not_cut(
    width: int, height: int, bucketed: bool, small: bool
) -> None:
    entry = image_entry(
        image_directory="s", resolution=[512, 320], enable_bucket=bucketed, bucket_no_upscale=small
    )
    plan = plan_of(config_with(entry), pictures((width, height)))
    crop = crops(plan)[0]
    buckets = Buckets((512, 320), enabled=bucketed, no_upscale=small)
    assert crop.bucket == buckets.of((width, height)) and crop.sources == 1
    assert abs(1 - crop.kept[0] * crop.kept[1] - crop.cut) < 1e-9
    assert 0 <= crop.cut < 1 and max(crop.kept) > 1 - 1e-9
    if small and bucketed:
        assert not crop.enlarged


def test_that_sizes_the_trainer_stops_on_come_first_and_say_why() -> None:
    entry = image_entry(image_directory="s", enable_bucket=True, bucket_no_upscale=True)
    found = crops(plan_of(config_with(entry), pictures((640, 480), (12, 12))))
    assert found[0].size == (12, 12) and found[0].bucket == (0, 0) and found[0].refused
    assert not found[1].refused


def test_that_an_epoch_is_parted_by_samples_steps_and_time() -> None:
    rows = ledger(author_plan()).rows
    samples, steps, time = shares(rows, lambda row: 2.0 * row.batches * (row.frames > 1))
    assert [round(100 * part.share) for part in samples.parts] == [11, 22, 22, 44]
    assert samples.total == 1078 and steps.total == 1078 and time.total == 2.0 * 718
    assert [round(100 * part.share) for part in time.parts] == [0, 0, 33, 67]
    for each in (samples, steps, time):
        assert abs(sum(part.share for part in each.parts) - 1) < 1e-9
        assert [p.start for p in each.parts] == sorted(p.start for p in each.parts)


def test_that_buckets_nothing_is_trained_of_have_no_part() -> None:
    plan = plan_of(config_with(video_entry(target_frames=[45], num_repeats=0)), clips(50))
    assert all(each.parts == () and each.total == 0 for each in shares(ledger(plan).rows, _none))


def _none(_row: object) -> float:
    return 0.0


def test_that_an_epoch_is_not_parted_by_a_time_that_nobody_knows() -> None:
    assert [each.measure for each in shares(ledger(author_plan()).rows, None)] == [
        *("samples", "steps"),
    ]
