"""The ledger's rows and sums, and every loss with its cure."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.core.planner.facts import DatasetFacts, Source, Sources, VideoFact
from app.core.planner.ledger import ledger, losses
from app.core.planner.plan import Plan
from app.core.planner.report import plan_json
from tests.core.planner.entry_files import config_with, plan_of, sources, video_entry
from tests.core.planner.test_plan import author_plan

NAMES = ("Stills", "Clips · head", "Clips · uniform")


def test_that_the_authors_ledger_is_that_of_the_picture() -> None:
    found = ledger(author_plan(), NAMES)
    assert [
        (r.name, r.width, r.height, r.frames, r.windows, r.collisions, r.samples, r.batches)
        for r in found.rows
    ] == [
        ("Stills", 768, 768, 1, 120, 0, 120, 120),
        ("Clips · head", 768, 416, 1, 240, 0, 240, 240),
        ("Clips · head", 768, 416, 21, 240, 0, 240, 240),
        ("Clips · uniform", 384, 208, 45, 480, 2, 478, 478),
    ]
    assert [row.tokens for row in found.rows] == [2304, 1248, 7488, 3744]
    assert [round(100 * row.share) for row in found.rows] == [11, 22, 22, 44]
    assert (found.windows, found.collisions) == (1080, 2)
    assert (found.samples, found.steps, found.sources) == (1078, 1078, 600)
    assert found.heaviest is found.rows[2]


def test_that_a_datasets_card_has_its_sums() -> None:
    lines = ledger(author_plan(), NAMES[:1]).lines
    assert [(line.name, line.samples, line.lost) for line in lines] == [
        ("Stills", 120, 0),
        ("Dataset 1", 480, 0),
        ("Dataset 2", 478, 2),
    ]


def test_that_a_bigger_batch_can_be_the_heaviest() -> None:
    one = video_entry(resolution=[96, 64], target_frames=[9], batch_size=8)
    other = video_entry(cache_directory="c2", resolution=[96, 96], target_frames=[9])
    clips = sources(*(Source(f"v/{n}.mp4", VideoFact(9, 96, 64)) for n in range(8)))
    found = ledger(plan_of(config_with(one, other), clips, clips))
    assert found.heaviest is found.rows[0]
    assert found.rows[0].step_tokens == 8 * found.rows[0].tokens
    assert found.rows[0].batches == 1


def test_that_a_dataset_without_windows_has_a_line_and_no_row() -> None:
    clips = sources(Source("v/a.mp4", VideoFact(3, 96, 64)))
    plan = plan_of(config_with(video_entry(target_frames=[9])), clips)
    found = ledger(plan)
    assert found.rows == () and found.samples == 0 and found.heaviest is None
    assert (found.lines[0].sources, found.lines[0].unused, found.lines[0].samples) == (1, 1, 0)


def two_of_one_name() -> Plan:
    clips = sources(
        Source("v/a.mkv", VideoFact(21, 96, 64)), Source("v/a.mp4", VideoFact(9, 96, 64))
    )
    return plan_of(config_with(video_entry(target_frames=[9, 21], num_repeats=3)), clips)


def test_that_files_of_one_name_collide_in_the_ledger() -> None:
    found = ledger(two_of_one_name())
    assert [(r.frames, r.windows, r.collisions, r.samples) for r in found.rows] == [
        (9, 2, 1, 3),
        (21, 1, 0, 3),
    ]
    assert found.lines[0].lost == 3


def test_that_every_loss_has_its_clip_reason_and_cure() -> None:
    found = losses(author_plan(), NAMES)
    assert [(loss.file, loss.target, loss.lost, loss.missing) for loss in found] == [
        ("clip_003.mp4", 45, 1, 1),
        ("clip_007.mp4", 45, 1, 1),
    ]
    assert found[0].name == "Clips · uniform"
    assert found[0].reason == ("2 windows share start 0: 1 sample lost; 46 frames would give both.")
    dropped, double = losses(two_of_one_name())[1], losses(two_of_one_name())[0]
    assert (dropped.file, dropped.target, dropped.missing, dropped.lost) == ("a.mp4", 21, 12, 3)
    assert dropped.reason.startswith("21 frames needed: 12 frames more")
    assert (double.file, double.needs, double.lost) == ("a.mkv", None, 3)


facts = st.builds(VideoFact, st.integers(1, 30), st.sampled_from([96, 64]), st.just(64))
names = st.integers(0, 30).map(lambda n: f"v/{n:02}.mp4")
listed = st.builds(Source, names, facts, notes=st.sampled_from([(), ("empty caption",)]))


@given(
    st.lists(listed, unique_by=lambda one: one.file),
    st.lists(st.tuples(st.integers(0, 40), listed, st.booleans()), max_size=6),
)
def test_that_files_put_in_and_taken_out_leave_what_a_new_list_would_have(
    first: list[Source], steps: list[tuple[int, Source, bool]]
) -> None:
    kept = Sources(first)
    for place, source, taken in steps:
        items = list(kept.items)
        if taken and items:
            place %= len(items)
            kept = kept.removed(place)
            del items[place]
        else:
            place %= len(items) + 1
            alone = all(other.stem != source.stem for other in items)
            kept = kept.inserted(place, source, alone=alone)
            items.insert(place, source)
        new = Sources(items)
        assert kept.items == new.items and kept.special == new.special
        assert list(kept.groups.items()) == list(new.groups.items())
        assert list(kept.traits.items()) == list(new.traits.items())
        assert kept.by_stem == new.by_stem


@given(st.lists(listed, unique_by=lambda one: one.file), st.integers(0, 9), listed)
def test_that_a_replaced_file_is_planned_in_the_order_of_a_new_list(
    first: list[Source], place: int, source: Source
) -> None:
    entry = video_entry(target_frames=[9, 13], frame_extraction="uniform", frame_sample=2)
    if place < len(first):
        items = [*first[:place], source, *first[place + 1 :]]
        kept = Sources(first).replaced(place, source)
        plans = [
            plan_of(config_with(entry), sources(*items)),
            plan_of(config_with(entry), DatasetFacts(kept)),
        ]
        assert plan_json(plans[0]) == plan_json(plans[1])
