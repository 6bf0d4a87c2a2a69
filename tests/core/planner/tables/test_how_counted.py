"""What a cell of the ledger says of how its number was counted."""

from __future__ import annotations

from app.core.planner.costs.cost import Costs, Factors
from app.core.planner.costs.setups import Setup
from app.core.planner.facts import DatasetFacts, Source, VideoFact
from app.core.planner.ledger import ledger
from app.core.planner.plan import Plan
from app.core.planner.tables.how_counted import how_counted
from app.core.planner.tables.ledger_table import HEADS, Column, ledger_table
from tests.core.planner.entry_files import (
    clips,
    config_with,
    image_entry,
    pictures,
    plan_of,
    sources,
    video_entry,
)
from tests.core.planner.test_ledger import NAMES, two_of_one_name
from tests.core.planner.test_plan import author_plan


def said(plan: Plan, line: int, column: Column, costs: Costs | None = None) -> str:
    costs = costs or Costs()
    table = ledger_table(ledger(plan, NAMES), costs)
    return how_counted(plan, table, table.lines()[line], column, costs)


def video(facts: DatasetFacts, **keys: object) -> Plan:
    return plan_of(config_with(video_entry(**keys)), facts)


def test_that_the_authors_two_lost_samples_are_in_the_sum() -> None:
    plan = author_plan()
    assert said(plan, 4, Column.SAMPLES) == (
        "240 clips × 2 windows of 45 frames − 2 that share a cache file = 478"
    )
    assert said(plan, 4, Column.WINDOWS) == "240 clips × 2 windows of 45 frames = 480"
    assert said(plan, 4, Column.COLLIDE).startswith("2 begin at the same frame as another window")
    assert said(plan, 4, Column.BATCHES) == "478 samples / batch size 1 = 478 batches"
    assert said(plan, 4, Column.SHARE) == (
        "478 of 1,078 samples of an epoch = 44 %; about 41 % of its time"
    )


def test_that_tokens_are_counted_from_latent_frames() -> None:
    plan = author_plan()
    assert said(plan, 2, Column.TOKENS) == (
        "(21 − 1) / 4 + 1 = 6 latent frames × 48 × 26 = 7,488 tokens"
    )
    assert said(plan, 0, Column.TOKENS) == "1 latent frame × 48 × 48 = 2,304 tokens"
    batches = video(clips(*[45] * 5), target_frames=[45], batch_size=2)
    assert said(batches, 0, Column.TOKENS).endswith("× batch of 2 = 7,488 tokens in a step")
    assert said(batches, 0, Column.BATCHES) == (
        "5 samples / batch size 2, rounded up = 3 batches, the last one of 1"
    )


def test_that_memory_names_its_parts_and_the_swap() -> None:
    found = said(author_plan(), 2, Column.GIB)
    assert found.startswith("blocks 10.5 + activations 5.9 + ")
    assert found.endswith("= 20.7 ± 1 GiB, with blocks_to_swap 10")
    measured = Costs(Setup(accumulation=3), Factors(1.05, 0.9, 2, 2))
    assert "× 1.05 as measured on this machine" in said(author_plan(), 2, Column.GIB, measured)
    seconds = said(author_plan(), 2, Column.SECONDS, measured)
    assert seconds.startswith("7,488 tokens in a batch on an RTX 3090: 22.2 ± 2.2 s, × 0.90")
    assert seconds.endswith("A step has 3 batches")


def test_that_repeats_multiply_what_is_left() -> None:
    plan = video(
        clips(45, 50), frame_extraction="uniform", frame_sample=2, target_frames=[45], num_repeats=3
    )
    assert said(plan, 0, Column.SAMPLES) == (
        "(2 clips × 2 windows of 45 frames − 1 that share a cache file) × 3 repeats = 9"
    )
    assert said(plan, 0, Column.REPEATS) == "num_repeats = 3: each is trained 3 times per epoch."
    nothing = video(clips(45), target_frames=[45], num_repeats=0)
    assert "nothing of it is trained" in said(nothing, 0, Column.REPEATS)


def test_that_clips_that_are_too_short_are_left_out_of_the_sum() -> None:
    plan = video(clips(10, 20, 60), frame_extraction="chunk", target_frames=[13])
    assert said(plan, 0, Column.SAMPLES) == "2 of 3 clips with 1–4 windows of 13 frames each = 5"


def test_that_files_of_one_name_are_told_from_windows_of_one_start() -> None:
    assert said(two_of_one_name(), 0, Column.COLLIDE) == (
        "1 have the cache file of another file of the same name. What is written last is trained."
    )
    assert said(two_of_one_name(), 1, Column.COLLIDE).startswith("None:")


def test_that_a_size_says_where_it_comes_from() -> None:
    plan = author_plan()
    assert said(plan, 0, Column.SIZE) == "As resolution = [768, 768] has it."
    tall = video(clips(50, size=(1040, 1920)), target_frames=[45])
    assert said(tall, 0, Column.SIZE) == (
        "resolution = [384, 208] is an area of 79,872 pixels: of the sizes in steps of 16 with at "
        "most that area, 208×384 is nearest to the shape of clips of 1040×1920."
    )
    small = image_entry(resolution=[768, 768], bucket_no_upscale=True)
    assert said(plan_of(config_with(small), pictures((200, 100))), 0, Column.SIZE) == (
        "resolution = [768, 768], but stills of 200×100 are smaller and not enlarged: each side "
        "rounded down to 16."
    )


def test_that_training_that_counts_otherwise_says_why() -> None:
    hidden = Source("v/.a.mp4", VideoFact(50, 1920, 1040))
    plan = video(sources(hidden, *clips(50).sources.items), target_frames=[45])
    assert said(plan, 0, Column.SAMPLES) == (
        "2 clips × 1 window of 45 frames = 2, but training counts 1: it passes over names that "
        "begin with a dot."
    )
    unseen = sources(*clips(50).sources.items, cache_seen=False)
    plan = video(unseen, target_frames=[45], cache_directory="a[1]")
    assert "the name of the cache folder hides it" in said(plan, 0, Column.SAMPLES)


def test_that_a_shared_cache_folder_is_named_as_the_reason() -> None:
    one = video_entry(target_frames=[45])
    other = video_entry(target_frames=[9, 13], cache_directory="c/")
    plan = plan_of(config_with(one, other), clips(50), clips(50))
    assert "another dataset has the same cache folder" in said(plan, 0, Column.SAMPLES)


def test_that_sections_of_framepack_multiply() -> None:
    plan = plan_of(
        config_with(video_entry(target_frames=[73])), clips(80), architecture="framepack"
    )
    assert said(plan, 0, Column.SAMPLES) == (
        "1 clip × 1 window of 73 frames × 2 sections of each = 2"
    )


def test_that_sums_are_added_up() -> None:
    plan = author_plan()
    assert said(plan, 5, Column.SAMPLES) == "120 + 240 + 240 + 478 = 1,078"
    assert said(plan, 5, Column.COLLIDE) == "All of one bucket: 2"
    assert said(plan, 3, Column.WINDOWS) == "240 + 240 = 480"
    assert said(plan, 5, Column.GIB) == (
        "The most that any step needs, not the sum: Clips · head, 768×416×21 = 20.7 ± 1 GiB"
    )
    assert said(plan, 5, Column.SECONDS).startswith("The mean of 1,078 batches")


def test_that_what_is_not_known_says_why() -> None:
    plan = video(clips(20), batch_size=0, target_frames=[9])
    for column in (Column.SAMPLES, Column.BATCHES, Column.SHARE):
        assert said(plan, 0, column).startswith("Not known: training is not reached")
        assert column == Column.SHARE or said(plan, 1, column).startswith("Not known")


def test_that_every_cell_with_a_number_and_every_head_says_something() -> None:
    plan = author_plan()
    assert all(said(plan, 0, column) for column in Column)
    assert all(tip.endswith(".") for _, tip in HEADS.values())


def test_that_a_sample_of_framepack_costs_one_section() -> None:
    config = config_with(video_entry(target_frames=[73], fp_latent_window_size=9))
    plan = plan_of(config, clips(80), architecture="framepack")
    assert said(plan, 0, Column.TOKENS) == (
        "A section of 9 latent frames, without what is before it, × 24 × 13 = 2,808 tokens"
    )
