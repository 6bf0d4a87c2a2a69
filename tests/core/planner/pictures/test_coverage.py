"""How many datasets have each frame, frame by frame."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.planner.facts import Source, VideoFact
from app.core.planner.pictures.coverage import ClipUse, Coverage, Lineup, coverage
from app.core.planner.plan import Plan
from app.core.planner.windows import Intake
from tests.core.planner.entry_files import (
    clips,
    config_with,
    image_entry,
    pictures,
    plan_of,
    sources,
    video_entry,
)

MODES = st.sampled_from(["head", "chunk", "slide", "uniform", "full"])


def counted_one_by_one(plan: Plan) -> list[tuple[int, ...]]:
    """Return the depths of every clip, each frame asked in every window."""
    found: dict[str, tuple[int, ...]] = {}
    for dataset in plan.datasets:
        for source in dataset.facts.sources.items:
            assert isinstance(source.fact, VideoFact)
            depths = [0] * 4
            for frame in range(source.fact.frames):
                depth = sum(_has(each, source, frame) for each in plan.datasets)
                depths[min(depth, 3)] += 1
            found[source.path] = tuple(depths)
    return [found[path] for path in sorted(found)]


def _has(dataset, source: Source, frame: int) -> bool:  # noqa: ANN001
    if not any(other.path == source.path for other in dataset.facts.sources.items):
        return False
    held = range(1000)
    if dataset.config.source_fps is not None:
        intake = Intake(dataset.config.source_fps, 16.0, None)
        held = [n for n in range(source.fact.frames) if intake.held(n + 1) > intake.held(n)]
    return any(
        frame in held[window.start : window.start + window.frames]
        for window in dataset.windows_of(source)
    )


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(1, 60), min_size=1, max_size=5),
    st.lists(st.tuples(MODES, st.integers(1, 40), st.integers(1, 4)), min_size=1, max_size=4),
    st.sampled_from([None, 24.0, 30.0]),
)
def test_that_every_frame_is_counted_once_for_each_dataset_that_has_it(
    lengths: list[int], entries: list[tuple[str, int, int]], rate: float | None
) -> None:
    made = []
    for number, (mode, target, step) in enumerate(entries):
        entry = video_entry(
            cache_directory=f"c{number}",
            frame_extraction=mode,
            target_frames=[target],
            frame_stride=step,
            frame_sample=step,
        )
        if rate and mode != "head":
            entry["source_fps"] = rate
        made.append(entry)
    facts = [clips(*lengths) for _ in made]
    plan = plan_of(config_with(*made), *facts)
    found = coverage(plan)
    assert [clip.used for clip in every(found.by_film)] == counted_one_by_one(plan)
    assert found.frames == sum(lengths) and found.clips == len(lengths)
    assert found.untouched == sum(used[0] == sum(used) for used in counted_one_by_one(plan))


def every(row: Lineup) -> list[ClipUse]:
    return [row.clip(place) for place in range(len(row))]


def author() -> Coverage:
    head = video_entry(cache_directory="h", target_frames=[1, 21])
    spread = video_entry(
        cache_directory="u", frame_extraction="uniform", frame_sample=2, target_frames=[45]
    )
    stills = image_entry(image_directory="s")
    mine = clips(45, 88, 100, 30)
    return coverage(plan_of(config_with(stills, head, spread), pictures((64, 64)), mine, mine))


def test_that_two_windows_over_one_frame_count_it_once() -> None:
    found = author()
    assert [clip.used for clip in every(found.by_film)] == [
        (0, 24, 21, 0),
        (0, 67, 21, 0),
        (10, 69, 21, 0),
        (9, 21, 0, 0),
    ]
    assert found.used == (19, 181, 63, 0) and found.untouched == 0
    assert round(100 * found.share) == 93 and found.datasets == 2


def test_that_clips_stand_by_length_too() -> None:
    assert [clip.frames for clip in every(author().by_length)] == [30, 45, 88, 100]


def test_that_more_clips_than_columns_share_them() -> None:
    row = author().by_length
    assert [(c.first, c.end) for c in row.columns(900)] == [(0, 1), (1, 2), (2, 3), (3, 4)]
    first, second = row.columns(2)
    assert (first.first, first.end, second.end) == (0, 2, 4)
    assert first.frames == (30 + 45) / 2 and first.used == (4.5, 22.5, 10.5, 0)
    assert row.longest == 100


def test_that_what_is_not_trained_covers_nothing() -> None:
    never = video_entry(target_frames=[21], num_repeats=0)
    assert coverage(plan_of(config_with(never), clips(50))).untouched == 1
    twins = sources(
        Source("v/a.mov", VideoFact(50, 96, 64)), Source("v/a.mp4", VideoFact(50, 96, 64))
    )
    found = coverage(plan_of(config_with(video_entry(target_frames=[21])), twins))
    assert [clip.used[0] for clip in every(found.by_film)] == [50, 29]  # what is written last stays


def test_that_no_clips_have_no_coverage() -> None:
    found = coverage(plan_of(config_with(image_entry(image_directory="s")), pictures((64, 64))))
    assert (found.clips, found.frames, found.share, found.datasets) == (0, 0, 0.0, 0)
    assert found.by_film.columns(100) == [] and found.by_film.longest == 0
